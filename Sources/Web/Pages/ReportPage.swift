import Classroom
import Foundation
import Identity
import Plan
import Words

/// The report 培训记录: set like the programme of the day, with what became of it.
extension SectionRecord {
  /// The report as a file that stands alone: its styles inside, nothing to load.
  public func file(_ renderer: Renderer, in language: Language) -> String {
    var model = page(in: language)
    model["styles"] = Assets.paperStyles
    return renderer.render("report-file", model, in: language)
  }

  /// What the template `report-body` shows.
  func page(in language: Language) -> [String: Any] {
    let say = Wording(language: language)
    let profile = report.profile
    var model: [String: Any] = [
      "pageTitle": say("report.pageTitle", profile.title),
      "title": profile.title,
      "where": say.whereAndWhen(profile, trainer: trainer),
      "sectionID": profile.id.rawValue,
      "figures": figures(say),
      "attendance": attendance(say),
      "activities": activities(say),
      "questions": questions(say),
    ]
    if profile.trial { model["trial"] = true }
    if report.phase != .closed {
      model["unfinished"] = say(report.phase == .live ? "report.live" : "report.notBegun")
    }
    if let chart = attendanceChart(say) { model["attendanceChart"] = chart.model() }
    if let chart = itemChart(say) { model["itemChart"] = chart.model() }
    if let chart = gainChart(say) { model["gainChart"] = chart.model(elsewhere: "gain") }
    if let chart = ratingChart(say) { model["ratingChart"] = chart.model(elsewhere: "evaluation") }
    items(say, into: &model)
    model["rooms"] = roomsModel(say)
    model["completion"] = completionModel(say)
    if let gain = report.gain { model["gain"] = say.gainModel(gain) }
    if let groups = groupsPage(say) { model["groups"] = groups }
    model["evaluation"] = evaluationModel(say)
    if let followUp = followUpModel(say) { model["followUp"] = followUp }
    model["findings"] = [
      "none": findings.isEmpty,
      "rows": findings.map { row(of: $0, say) },
    ]
    return model
  }

  // MARK: - Figures

  private func figures(_ say: Wording) -> [[String: Any]] {
    let teaching = report.activities.filter(\.teaching)
    let planned = teaching.reduce(0) { $0 + $1.plannedMinutes }
    let actual = teaching.reduce(0) { $0 + $1.actualMinutes }
    func figure(_ name: String, _ value: String, _ of: String? = nil) -> [String: Any] {
      var model: [String: Any] = ["name": say("report.\(name)"), "value": value]
      if let of { model["of"] = of }
      return model
    }
    return [
      figure("presentFigure", "\(report.counts.checkedIn)", "\(expected)"),
      figure("minutesFigure", "\(actual)", "\(planned)"),
      figure("answersFigure", "\(report.counts.answers)"),
      figure("questionsFigure", "\(report.counts.questions)"),
      figure(
        "ratingsFigure", "\(report.evaluation.returned)", "\(report.evaluation.present)"),
    ]
  }

  // MARK: - Attendance

  private func attendance(_ say: Wording) -> [String: Any] {
    let all = report.attendance
    let listed = all.filter { $0.enrolment == .listed }
    func count(_ standings: SectionReport.Attendee.Standing...) -> String {
      "\(listed.count { standings.contains($0.standing) })"
    }
    var groups: [(name: String, rows: [[String: Any]])] = []
    for attendee in all {
      if groups.last?.name != attendee.group { groups.append((attendee.group, [])) }
      groups[groups.count - 1].rows.append(row(attendee, say))
    }
    let named = groups.count > 1 || groups.first?.name.isEmpty == false
    return [
      "none": all.isEmpty,
      "summary": say(
        "report.attendanceSummary", "\(expected)", count(.present, .leftEarly), count(.onLeave),
        count(.notArrived)),
      "apart": apart(say),
      "halves": held.map { half -> [String: Any] in
        let count = half.count
        return [
          "name": say.halfDay(half.checkpoint, days: days),
          "counts": [
            count.expected, count.present, count.late, count.leftEarly, count.onLeave,
            count.missing, count.walkIns,
          ].map(String.init),
        ]
      },
      "hasHalves": !held.isEmpty,
      "span": 6 + held.count,
      "hasCorrections": !report.corrections.isEmpty,
      "corrections": report.corrections.map { correction -> [String: Any] in
        ["who": name(correction.person) ?? say("report.erased"), "said": said(correction, say)]
      },
      "groups": groups.map { group -> [String: Any] in
        var model: [String: Any] = ["rows": group.rows]
        if named {
          let name = group.name.isEmpty ? say("report.noGroup") : group.name
          model["heading"] = ["name": name, "size": group.rows.count]
        }
        return model
      },
    ]
  }

  /// `名册外 2 人，听课 1 人`; nobody of them is expected.
  private func apart(_ say: Wording) -> String {
    let parts = [Enrolment.walkIn, .observer, .guest, .replaced].compactMap { kind -> String? in
      let count = report.attendance.count { $0.enrolment == kind }
      return count == 0 ? nil : say("report.apart", say("enrolment.\(kind.rawValue)"), "\(count)")
    }
    return parts.joined(separator: say.comma)
  }

  private func row(_ attendee: SectionReport.Attendee, _ say: Wording) -> [String: Any] {
    let entry = entry(attendee.person)
    var notes: [String] = []
    if attendee.standing != .present {
      notes.append(say("report.status.\(attendee.standing.rawValue)"))
    }
    if attendee.witness == .desk { notes.append(say("report.lateEntry")) }
    notes += enrolment(attendee, say).map { [$0] } ?? []
    notes += room(attendee, say).map { [$0] } ?? []
    return [
      "standings": standings(attendee).map { say("standing.\($0.rawValue)") },
      "number": signInNumbers[attendee.person] ?? 0,
      "who": name(attendee.person) ?? say("report.erased"),
      "erased": name(attendee.person) == nil, "unit": entry?.unit ?? "",
      "in": attendee.timeIn.map(clock) ?? "", "out": attendee.timeOut.map(clock) ?? "",
      "note": notes.joined(separator: say.comma),
    ]
  }

  // MARK: - Activities

  private func activities(_ say: Wording) -> [String: Any] {
    // Lunch would make all other bars short.
    let drawn = report.activities.filter { $0.kind != .lunch }
    let longest = max(1, drawn.map { max($0.plannedMinutes, $0.actualMinutes) }.max() ?? 1)
    let days = report.activities.last?.day ?? 1
    let isReplanned = !report.replans.isEmpty
    var unit: Int?
    var day = 0
    let rows = zip(report.activities, starts).map { activity, start -> [String: Any] in
      var row: [String: Any] = [
        "start": clockText(start), "planned": activity.plannedMinutes,
        "span": isReplanned ? 7 : 6,
        "pause": activity.kind.isPause,
        "name": say.title(
          activity.kind, form: activity.form, own: activity.title, unit: activity.unit,
          topic: activity.topic, part: activity.part, parts: activity.parts),
      ]
      if activity.kind != .lecture && !activity.title.isEmpty {
        row["kind"] = say.kind(activity.kind, form: activity.form)
      }
      if days > 1 && activity.day != day { row["dayHead"] = say("report.day", "\(activity.day)") }
      day = activity.day
      if let heading = activity.unit, heading.number != unit, !activity.kind.isPause {
        row["unitHead"] = say.label(heading)
        unit = heading.number
      }
      let planned = activity.plannedMinutes * 1000 / longest
      var bar: [String: Any] = ["planned": planned]
      if activity.reached {
        let actual = activity.actualMinutes * 1000 / longest
        row["actual"] = activity.actualMinutes
        let over = activity.actualMinutes - activity.plannedMinutes
        row["over"] = over > 0 ? "+\(over)" : over < 0 ? "−\(-over)" : "0"
        bar["actual"] = min(actual, planned)
        if over > 0 { bar["late"] = ["x": planned, "width": actual - planned] }
        bar["label"] = say(
          "report.barLabel", "\(activity.plannedMinutes)", "\(activity.actualMinutes)")
      } else {
        bar["actual"] = 0
        bar["label"] = say("report.barSkipped", "\(activity.plannedMinutes)")
      }
      if isReplanned {
        row["replanned"] = ["minutes": activity.replannedMinutes.map { "\($0)" } ?? ""]
      }
      if activity.askedMinutes > 0 {
        row["asked"] = say("report.askedMinutes", "\(activity.askedMinutes)")
      }
      if activity.kind != .lunch { row["bars"] = bar }
      return row
    }
    let teaching = report.activities.filter(\.teaching)
    return [
      "none": rows.isEmpty, "rows": rows, "isReplanned": isReplanned,
      "replans": report.replans.map { say("report.replannedAt", clock($0.at)) },
      "plannedTotal": teaching.reduce(0) { $0 + $1.plannedMinutes },
      "actualTotal": teaching.reduce(0) { $0 + $1.actualMinutes },
    ]
  }

  // MARK: - Items

  private func items(_ say: Wording, into model: inout [String: Any]) {
    let asked = report.items.filter { $0.phase != .waiting }
    let scored = asked.filter { !$0.kind.isAnonymous }
    let polls = asked.filter(\.kind.isAnonymous)
    model["quizzes"] = [
      "none": scored.isEmpty,
      "items": scored.enumerated().map { item($0.element, number: $0.offset + 1, say) },
    ]
    model["polls"] = [
      "none": polls.isEmpty,
      "items": polls.enumerated().map { item($0.element, number: $0.offset + 1, say) },
    ]
    let unused = report.items.count - asked.count
    if unused > 0 { model["unused"] = say("report.unused", "\(unused)") }
  }

  private func item(
    _ item: SectionReport.Item, number: Int, _ say: Wording
  ) -> [String: Any] {
    var model: [String: Any] = [
      "number": number, "prompt": item.prompt,
      "kind": say.opening(say("kind.\(item.kind.rawValue)"))
        + (item.form == .choice || item.form == .extendedText
          ? "" : " · " + say("act.form.\(item.form.rawValue)")),
      "answered": say("report.answered", "\(item.answers)"),
      "spontaneous": !item.planned,
    ]
    if item.phase == .open { model["open"] = true }
    if let share = item.shareCorrect {
      model["share"] = say.percent(share)
      model["correct"] = say("report.correct", "\(item.correct ?? 0)", "\(item.answers)")
    }
    if withheld(item) { model["withheld"] = true }
    if let correct = item.correctBefore, let answers = item.answersBefore, answers > 0 {
      model["before"] = say(
        "act.shareBefore", "\(correct)", "\(answers)",
        say.percent(Double(correct) / Double(answers)))
    }
    if let answer = item.answer { model["answer"] = answer }
    if let mean = item.mean { model["mean"] = say("act.mean", say.decimal(mean)) }
    let total = max(1, item.counted ?? item.answers)
    let paper = [
      say.hands(item.hands), item.sheets > 0 ? say("hands.sheets", "\(item.sheets)") : nil,
    ].compactMap { $0 }
    if !paper.isEmpty { model["paper"] = paper.joined(separator: " · ") }
    model["choices"] = item.choices.map { choice -> [String: Any] in
      var row: [String: Any] = [
        "line": choice.letter.isEmpty ? choice.text : choice.letter + "　" + choice.text
      ]
      // Of an order or a matching every line is right: what counts is how many had it so.
      if choice.right && item.form != .order && item.form != .match { row["right"] = true }
      if let count = choice.count {
        let share = min(1, Double(count) / Double(total))
        row["counted"] = [
          "count": count, "percent": say.percent(share), "width": Int((share * 1000).rounded()),
          "label": say(
            "report.choiceLabel", choice.letter.isEmpty ? choice.text : choice.letter, "\(count)",
            say.percent(share)),
        ]
      }
      return row
    }
    model["hasChoices"] = !item.choices.isEmpty
    if item.form == .order || item.form == .match { model["lines"] = say("report.linesNote") }
    if item.form == .textEntry || item.form == .numericEntry, !item.choices.isEmpty {
      model["lines"] = say("report.answersNote")
    }
    if !item.cloud.isEmpty {
      model["cloud"] = say(
        "report.cloud", item.cloud.map { "\($0.word) \($0.count)" }.joined(separator: say.comma))
    }
    model["hasTexts"] = !item.texts.isEmpty
    model["texts"] = item.texts
    return model
  }

  // MARK: - Questions

  private func questions(_ say: Wording) -> [String: Any] {
    let shown = report.questions.filter { $0.text != nil }
    let confided = report.questions.count { $0.forTrainer }
    let hidden = report.questions.count - shown.count - confided
    let reasons = report.questions.compactMap(\.reason)
    var model: [String: Any] = [
      "none": report.questions.isEmpty,
      "rows": shown.map { question -> [String: Any] in
        let asker =
          question.person.map { name($0) ?? say("report.erased") } ?? say("report.anonymous")
        var notes = [asker]
        if question.supporters > 0 {
          notes.append(say("report.supporters", "\(question.supporters)"))
        }
        notes.append(say("report.question.\(question.phase.rawValue)"))
        return ["text": question.text ?? "", "note": notes.joined(separator: " · ")]
      },
    ]
    if hidden > 0 { model["hidden"] = say("report.hidden", "\(hidden)") }
    if confided > 0 { model["confided"] = say("report.confided", "\(confided)") }
    if !reasons.isEmpty {
      model["reasons"] = say("report.reasons", reasons.joined(separator: say.comma))
    }
    return model
  }

  // MARK: - Findings

  private func row(of finding: Finding, _ say: Wording) -> [String: Any] {
    let start = finding.range.start
    return [
      "severity": say.opening(say("severity.\(finding.severity.rawValue)")),
      "wrong": finding.severity == .error,
      "message": Words.text("finding.\(finding.id.rawValue)", finding.arguments, in: say.language),
      "place": "\(start.line):\(start.column)", "id": finding.id.rawValue,
    ]
  }
}
