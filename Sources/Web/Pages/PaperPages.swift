import Classroom
import Documents
import Foundation
import Identity
import People
import Words

/// One of the papers of a class, to be printed on A4.
public struct PaperPage: Sendable {
  let record: SectionRecord
  let state: State
  let language: Language
  /// What the reader chose: the order of names, the Wi-Fi.
  let query: [String: String]
  /// What learners open to join.
  let joinAddress: String

  /// A paper as a file; desk cards lead to `joinAddress`.
  public init(record: SectionRecord, state: State, joinAddress: String, language: Language) {
    self.init(
      record: record, state: state, language: language, query: [:], joinAddress: joinAddress)
  }

  init(
    record: SectionRecord, state: State, language: Language, query: [String: String],
    joinAddress: String
  ) {
    self.record = record
    self.state = state
    self.language = language
    self.query = query
    self.joinAddress = joinAddress
  }

  var say: Wording { Wording(language: language) }
  var profile: SectionProfile { state.profile }

  /// The paper as a page that stands alone: its styles inside, nothing to load.
  public func file(_ paper: Route.Paper, _ renderer: Renderer) -> String {
    var model = model(paper)
    model["styles"] = Assets.paperStyles
    return renderer.render(paper.template, model, in: language)
  }

  /// What the paper's template shows.
  func model(_ paper: Route.Paper) -> [String: Any] {
    var model: [String: Any] = [
      "title": profile.title, "code": profile.code,
      "pageTitle": say("paper.\(paper.rawValue).title"),
      "lead": say("paper.\(paper.rawValue).lead"),
    ]
    if profile.trial { model["trial"] = true }
    switch paper {
    case .runSheet: model["days"] = runSheet()
    case .signInSheet: model.merge(signInSheet()) { $1 }
    case .deskCards: model.merge(deskCards()) { $1 }
    case .evaluationForm: model.merge(evaluationForm()) { $1 }
    case .answerSheet: model.merge(answerSheet()) { $1 }
    case .notice: model.merge(notice()) { $1 }
    case .groupList: model.merge(groupList()) { $1 }
    case .groupRecord: model.merge(groupRecord()) { $1 }
    case .feeReceipt: model.merge(feeReceipt()) { $1 }
    case .plan: model.merge(planPage()) { $1 }
    case .presentSheet: model.merge(presentSheet()) { $1 }
    case .feeSheet: model.merge(feePage()) { $1 }
    case .roster: model.merge(rosterPage()) { $1 }
    case .attendance: model.merge(attendancePage()) { $1 }
    case .evaluation: model.merge(evaluationPage()) { $1 }
    case .seatTable: model.merge(seatPage()) { $1 }
    case .namePlates: model.merge(namePlates()) { $1 }
    case .answerCards: model.merge(answerCards()) { $1 }
    }
    return model
  }

  /// The segments of each day, with the day's number.
  var days: [(number: Int, segments: [Segment])] {
    var days: [(number: Int, segments: [Segment])] = []
    for segment in state.agenda {
      if days.last?.number != segment.day { days.append((segment.day, [])) }
      days[days.count - 1].segments.append(segment)
    }
    return days
  }

  func place(day: Int) -> String {
    let place = say.whereAndWhen(profile, trainer: record.trainer, day: day)
    return days.count > 1 ? say("report.day", "\(day)") + " · " + place : place
  }

  // MARK: - The run sheet

  private func runSheet() -> [[String: Any]] {
    days.map { day in
      var unit: Int?
      return [
        "place": place(day: day.number),
        "rows": day.segments.map { segment -> [String: Any] in
          var row = row(of: segment)
          if let heading = segment.unit, heading.number != unit, !segment.kind.isPause {
            row["unitHead"] = say.label(heading)
            unit = heading.number
          }
          return row
        },
        "end": clockText(day.segments.last.map { $0.start + $0.plannedMinutes } ?? 0),
        "sum": say(
          "paper.sum",
          "\(day.segments.reduce(0) { $0 + ($1.teaching ? $1.plannedMinutes : 0) })"),
      ]
    }
  }

  private func row(of segment: Segment) -> [String: Any] {
    var row: [String: Any] = [
      "start": clockText(segment.start), "minutes": segment.plannedMinutes,
      "pause": segment.kind.isPause,
      "name": say.title(
        segment.kind, form: segment.form, own: segment.title, unit: segment.unit,
        topic: segment.topic, part: segment.part, parts: segment.parts),
    ]
    if segment.kind != .lecture && !segment.title.isEmpty {
      row["kind"] = say.kind(segment.kind, form: segment.form)
    }
    if segment.kind == .case && segment.part == 1 && segment.kit?.isEmpty ?? true {
      row["lacks"] = true
    }
    if let kit = segment.kit, segment.part == 1, !kit.questions.isEmpty {
      row["hasAsks"] = true
      row["asks"] = kit.questions
    }
    let lines = segment.kind.isPause ? 0 : segment.plannedMinutes < 15 ? 1 : 2
    row["ruled"] = Array(0..<lines)
    row["goesOn"] = !segment.items.isEmpty
    row["items"] = segment.items.map { item -> [String: Any] in
      var model: [String: Any] = [
        "hasChoices": !item.choices.isEmpty,
        "choices": item.choices.enumerated().map { index, text -> [String: Any] in
          [
            "letter": choiceLetter(index), "text": text,
            "right": item.takesHands && item.key.contains(index),
          ]
        },
      ]
      // An activity of one question is often called by it.
      if item.prompt != segment.title { model["prompt"] = item.prompt }
      if let key = keyText(item) { model["key"] = key }
      if let explanation = item.explanation { model["why"] = explanation }
      return model
    }
    return row
  }

  /// The right answer in a line: letters in their order, pairs, or the words or number.
  private func keyText(_ item: AssessmentItem) -> String? {
    switch item.form {
    case .order: item.key.map(choiceLetter).joined(separator: " → ")
    case .match:
      item.key.enumerated().map { "\(choiceLetter($0)) = \(item.targets[$1])" }
        .joined(separator: say.comma)
    case .textEntry, .numericEntry: item.writtenAnswer
    case .choice, .slider, .extendedText:
      item.key.isEmpty ? nil : item.key.sorted().map(choiceLetter).joined(separator: say.comma)
    }
  }

  // MARK: - The sign-in sheet

  private func signInSheet() -> [String: Any] {
    let byUnit = query["by"] == "unit"
    // Who is replaced has no line; walk-ins write themselves into the spare ones.
    let learners = record.report.attendance.filter { $0.enrolment == .listed }
    let units = Set(learners.compactMap { record.entry($0.person)?.unit }.filter { !$0.isEmpty })
    let hasGroups = learners.contains { !$0.group.isEmpty }
    // Without groups the units are the order that people look for their names in.
    let grouping: KeyPath<Line, String>? =
      hasGroups && !byUnit ? \.group : units.count > 1 ? \.unit : nil
    let lines = learners.map { learner in
      Line(
        number: record.signInNumbers[learner.person] ?? 0, name: record.name(learner.person) ?? "",
        unit: record.entry(learner.person)?.unit ?? "",
        group: learner.group)
    }
    let groups = groups(of: lines, by: grouping)
    let spare = max(6, 24 - lines.count)
    var model: [String: Any] = [
      "days": (days.isEmpty ? [(number: 1, segments: [])] : days).map { day -> [String: Any] in
        [
          "place": place(day: day.number),
          "halves": halves(day: day.number),
          "expected": say("paper.expected", "\(lines.count)"),
          "groups": groups,
          // Without numbers: theirs come with their enrolment, in an order that nobody knows yet.
          "spare": Array(repeating: "", count: spare),
          "span": 3 + halves(day: day.number).count,
        ]
      },
      "columnTwo": say(grouping == \.unit && hasGroups ? "paper.group" : "paper.unit"),
    ]
    if hasGroups && units.count > 1 {
      let here = Route.paper(id: profile.id.rawValue, paper: .signInSheet).path
      model["order"] = [
        "href": here + (byUnit ? "" : "?by=unit"),
        "says": say(byUnit ? "paper.byGroup" : "paper.byUnit"),
      ]
    }
    return model
  }

  private struct Line {
    var number: Int
    var name: String
    var unit: String
    var group: String
  }

  private func groups(of lines: [Line], by key: KeyPath<Line, String>?) -> [[String: Any]] {
    var order: [String] = []
    var members: [String: [Line]] = [:]
    for line in lines {
      let name = key.map { line[keyPath: $0] } ?? ""
      if members[name] == nil { order.append(name) }
      members[name, default: []].append(line)
    }
    return order.map { name in
      let rows = (members[name] ?? []).map { line -> [String: Any] in
        [
          "number": line.number, "who": line.name,
          "second": key == \Line.unit ? line.group : line.unit,
        ]
      }
      var group: [String: Any] = ["rows": rows]
      if key != nil {
        group["heading"] = [
          "name": name.isEmpty ? say("report.noGroup") : name,
          "size": say("paper.size", "\(rows.count)"),
        ]
      }
      return group
    }
  }

  /// The half-days of a day, which are also those at which attendance is taken on the screen.
  private func halves(day: Int) -> [String] {
    if state.agenda.isEmpty { return [say("paper.morning"), say("paper.afternoon")] }
    return checkpoints(of: state.agenda).filter { $0.day == day }
      .map { say("paper.\($0.half.rawValue)") }
  }

  // MARK: - Answer sheets

  /// Boxes that a question made on the spot may need.
  private static let spareChoices = 6

  private func answerSheet() -> [String: Any] {
    let asked = state.itemOrder.compactMap { state.items[$0] }
    func rows(_ anonymous: Bool) -> [[String: Any]] {
      asked.filter {
        $0.item.kind.isAnonymous == anonymous && $0.segment != nil
      }.map {
        asked -> [String: Any] in
        var row: [String: Any] = [
          "code": asked.number, "prompt": asked.item.prompt, "several": asked.item.multiple,
        ]
        switch asked.item.form {
        case .choice: row["boxes"] = asked.item.choices.indices.map(choiceLetter)
        case .slider: row["boxes"] = asked.item.choices
        case .order:
          row["lines"] = lettered(asked.item.choices)
          row["blanks"] = asked.item.choices.indices.map { "\($0 + 1)." }
          row["how"] = say("sheets.howOrder")
        case .match:
          row["lines"] = lettered(asked.item.choices)
          row["numbers"] = asked.item.targets.enumerated().map { "\($0 + 1). \($1)" }
          row["blanks"] = asked.item.choices.indices.map(choiceLetter)
          row["how"] = say("sheets.howMatch")
        case .textEntry, .numericEntry, .extendedText: row["open"] = true
        }
        return row
      } + (0..<2).map { _ in ["boxes": (0..<Self.spareChoices).map(choiceLetter), "spare": true] }
    }
    return [
      "place": say.whereAndWhen(profile, trainer: record.trainer),
      "named": ["rows": rows(false)], "unnamed": ["rows": rows(true)],
    ]
  }

  private func lettered(_ lines: [String]) -> [String] {
    lines.enumerated().map { "\(choiceLetter($0)) \($1)" }
  }

  // MARK: - The evaluation form

  private func evaluationForm() -> [String: Any] {
    [
      "place": say.whereAndWhen(profile, trainer: record.trainer),
      "grades": Grade.allCases.map { say("grade.\($0.token)") },
      "aspects": state.evaluation.form.aspects.map { aspect -> [String: Any] in
        [
          "name": say.aspect(aspect),
          "boxes": Grade.allCases.map { say("grade.\($0.token)") },
        ]
      },
      "asks":
        (state.evaluation.form.question.map { $0.isEmpty ? [] : [$0] }
        ?? ["paper.best", "paper.better", "paper.next"].map { say($0) }).map { ["ask": $0] },
    ]
  }
}
