import Classroom
import Foundation
import Hummingbird
import Identity
import Plan
import Runtime
import Words

/// One plan 教案: its text with what there is to mend beside the lines, and the day it makes.
extension Site {
  /// - Parameters:
  ///   - typed: the text of an edit that could not be saved.
  func planPage(
    _ incoming: Incoming, _ entry: PlanLibrary.Entry, _ read: DraftReading,
    problems: [PlanUpload.Problem] = [], typed: String? = nil
  ) async throws -> String {
    let language = incoming.language
    let course = read.reading.course
    let title = course.title ?? word("plan.untitled", in: language)
    var model = organizerModel(incoming, title: title)
    model["title"] = title
    model["file"] = entry.draft.file
    if entry.draft.omitted != nil {
      model["converted"] = [
        "text": word("word.converted", [entry.draft.file], in: language),
        "omitted": entry.draft.omissions(in: language).map { ["sentence": $0] },
      ]
    }
    model["saved"] = word(
      "plan.savedAt", [momentText(entry.saved), "\(entry.version)"], in: language)
    model["action"] = Route.plan(id: entry.id).path
    model["version"] = entry.version
    model.merge(planParts(entry.draft, read, id: entry.id, in: language)) { $1 }
    model["lines"] = lineModels(entry.draft.text, read.reading, in: language)
    model["check"] = Route.planCheck(id: entry.id).path
    model["words"] = scriptWords(
      ["editor.checking", "editor.checked", "editor.offline", "editor.restored"], in: language)
    let used = Set(course.materialLinks)
    model["files"] = entry.draft.attachments.sorted { $0.key < $1.key }.map {
      path, text -> [String: Any] in
      let isUsed = used.contains { entry.draft.means($0, path) }
      return [
        "path": path, "text": Self.lineFeeds(text), "unused": !isUsed,
        "isEmpty": isUsed && Kit(readCaseKit(text)).isEmpty,
        "open": path == incoming.query["file"],
      ]
    }
    model["slides"] = [
      "action": Route.planSlides(id: entry.id).path, "version": entry.version,
      "scopes": scopeOptions(read.agenda, in: language),
      "decks": try await planDeckModels(entry.draft, read.agenda, in: language),
    ]
    model["noFiles"] = entry.draft.attachments.isEmpty
    model["source"] = typed ?? Self.lineFeeds(entry.draft.text)
    model["editing"] = typed != nil || incoming.query["edit"] != nil
    if let said = incoming.query["said"],
      ["saved", "fixed", "attached", "detached", "kit"].contains(said)
    {
      model["flash"] = word("plan.said.\(said)", in: language)
    }
    wrong(problems.map { word($0.key, $0.arguments, in: language) }, into: &model)
    return renderer.render("plan", model, in: language)
  }

  // MARK: - What follows from the text

  /// The parts of the page that change with the text.
  func planParts(
    _ draft: PlanDraft, _ read: DraftReading, id: String, in language: Language
  ) -> [String: Any] {
    var model: [String: Any] = [:]
    model["counts"] = Severity.allCases.map { severity -> [String: Any] in
      let count = read.count(severity)
      return [
        "count": count, "name": word("plan.count.\(severity.rawValue)", in: language),
        "loud": severity != .note && count > 0,
      ]
    }
    if let first = read.errors.first {
      model["blocked"] = [
        "text": word("plan.blocked", ["\(read.errors.count)"], in: language),
        "href": first.range == .beginning ? "#findings" : "#L\(first.range.start.line)",
      ]
    } else if read.agenda.isEmpty {
      model["blocked"] = ["text": word("plan.noTimetable", in: language), "href": "#day"]
    } else {
      model["make"] = Route.newSection(plan: id).path
    }
    let whole = read.reading.findings.filter { $0.range == .beginning }
    model["whole"] = whole.map { findingModel($0, in: language) }
    model["hasWhole"] = !whole.isEmpty
    model["outline"] = outlineModel(read.reading.course)
    model["hasOutline"] = !read.reading.course.units.isEmpty
    model.merge(dayModel(read, in: language)) { $1 }
    return model
  }

  /// The day as the plan's page and the form of a class show it.
  func dayModel(_ read: DraftReading, in language: Language) -> [String: Any] {
    guard let timetable = read.timetable else { return ["noDay": true] }
    return [
      "day": [
        "summary": daySummary(timetable, in: language),
        "rows": programmeModel(read.agenda, in: language),
      ]
    ]
  }

  // MARK: - The text

  /// The lines that say something, with their numbers, and under each what was found there.
  private func lineModels(
    _ text: String, _ reading: Reading, in language: Language
  ) -> [[String: Any]] {
    var heads: [Int: String] = [:]
    for unit in reading.course.units {
      for topic in unit.topics where !topic.isUnit { heads[topic.range.start.line] = "topic" }
      heads[unit.range.start.line] = "unit"
    }
    if let title = reading.course.titleRange { heads[title.start.line] = "unit" }
    var found: [Int: [Finding]] = [:]
    for finding in reading.findings where finding.range != .beginning {
      found[finding.range.start.line, default: []].append(finding)
    }
    let kits = kitPlaces(reading.findings, in: text)
    var models: [[String: Any]] = []
    var shown = 0
    // A page holds so much; the findings of the rest are in `guildhall check`.
    for (index, line) in lines(of: text).prefix(Self.linesShown).enumerated() {
      let number = index + 1
      let findings = shown < Self.findingsShown ? found[number] ?? [] : []
      shown += findings.count
      if findings.isEmpty && line.allSatisfy(\.isWhitespace) { continue }
      let marks = findings.filter { $0.severity != .note }.map { finding in
        let range = finding.range
        let end = range.end.line == number ? range.end.column - 1 : line.utf8.count
        return (range.start.column - 1)..<max(range.start.column - 1, end)
      }
      models.append([
        "number": number, "class": heads[number].map { "line " + $0 } ?? "line",
        "pieces": pieces(line, marks),
        "findings": findings.map {
          findingModel($0, wantsKit: kits.contains(Self.place($0)), in: language)
        },
      ])
    }
    return models
  }

  private static let linesShown = 4_000
  static let findingsShown = 500

  /// A line cut where marks begin and end. Ranges count UTF-8 bytes from 0 and may overlap.
  private func pieces(_ line: String, _ marks: [Range<Int>]) -> [[String: Any]] {
    var out: [[String: Any]] = []
    var text = ""
    var wasMarked = false
    var offset = 0
    for character in line {
      let size = String(character).utf8.count
      let isMarked = marks.contains { $0.lowerBound < offset + size && offset < $0.upperBound }
      if isMarked != wasMarked, !text.isEmpty {
        out.append(["text": text, "mark": wasMarked])
        text = ""
      }
      wasMarked = isMarked
      text.append(character)
      offset += size
    }
    if !text.isEmpty { out.append(["text": text, "mark": wasMarked]) }
    return out
  }

  /// Where a finding stands, as forms name it.
  static func place(_ finding: Finding) -> String {
    "\(finding.range.start.line):\(finding.range.start.column)"
  }

  /// The cases without material that a kit can be written for.
  func kitPlaces(_ findings: [Finding], in text: String) -> Set<String> {
    let cases = findings.filter { $0.id == .caseWithoutMaterial }
    let mends = mends(of: cases, in: text) { _ in false }
    return Set(zip(cases, mends).filter { $0.1?.newFile != nil }.map { Self.place($0.0) })
  }

  /// - Parameter wantsKit: whether it is a case whose outline can be written, or file chosen.
  func findingModel(
    _ finding: Finding, wantsKit: Bool = false, in language: Language
  ) -> [String: Any] {
    var model: [String: Any] = [
      "tone": finding.severity.rawValue, "id": finding.id.rawValue,
      "word": word("plan.severity.\(finding.severity.rawValue)", in: language),
      "sentence": sentence(finding, in: language), "at": Self.place(finding),
      "hasFix": finding.fix != nil, "wantsKit": wantsKit,
    ]
    if let fix = finding.fix {
      let replacement = fix.replacement.trimmingCharacters(in: .whitespacesAndNewlines)
      let isShort = replacement.count <= 24 && !replacement.contains { $0.isNewline }
      model["fix"] =
        replacement.isEmpty
        ? word("plan.fix.remove", in: language)
        : isShort
          ? word("plan.fix.short", [replacement], in: language)
          : word("plan.fix.long", in: language)
      if !isShort { model["preview"] = replacement }
    }
    return model
  }

  private func outlineModel(_ course: Course) -> [[String: Any]] {
    course.units.map { unit in
      [
        "line": unit.range.start.line,
        "name": label(.init(number: unit.number, label: unit.label, title: unit.title)),
        "topics": unit.topics.filter { !$0.isUnit }.map { topic in
          [
            "topicLine": topic.range.start.line,
            "topicName": label(.init(number: topic.number, label: topic.label, title: topic.title)),
          ] as [String: Any]
        },
      ]
    }
  }

  // MARK: - The day

  /// `教学 360 分钟 · 讲授 260 · 案例 60`
  private func daySummary(_ timetable: Timetable, in language: Language) -> String {
    let kinds: [Kind] = [.lecture, .case, .discussion, .exercise]
    let shares = kinds.compactMap { kind -> String? in
      let minutes = timetable.minutes(of: kind)
      let name = word("kind.\(kind.rawValue)", in: language)
      return minutes > 0 ? "\(name) \(minutes)" : nil
    }
    let total = word("plan.teachingMinutes", ["\(timetable.teachingMinutes)"], in: language)
    return ([total] + shares).joined(separator: " · ")
  }

  /// The day as a programme: a line a segment, a head line where a unit or another day begins.
  func programmeModel(_ agenda: [Segment], in language: Language) -> [[String: Any]] {
    let days = Set(agenda.map(\.day)).count
    var unit: Int?
    var day = days > 1 ? 0 : agenda.first?.day ?? 1
    return agenda.map { segment in
      let isUnitOpening = segment.kind == .lecture && segment.topic == nil && segment.unit != nil
      var row: [String: Any] = [
        "start": clockText(segment.start), "minutes": segment.plannedMinutes,
        "pause": segment.kind.isPause, "strong": segment.kind == .case,
        "name": isUnitOpening && (segment.title.isEmpty || segment.title == segment.unit?.title)
          ? word("trainer.unitOpening", in: language)
          : title(
            segment.kind, own: segment.title, unit: segment.unit, topic: segment.topic,
            in: language),
        "hasKind": segment.kind != .lecture && !segment.title.isEmpty,
        "kind": kindWord(segment.kind, form: segment.form, in: language),
        "lacks": segment.kind == .case && segment.kit == nil,
      ]
      if segment.day != day {
        day = segment.day
        row["dayHead"] = word("plan.dayNumber", ["\(day)"], in: language)
      }
      if let heading = segment.unit, heading.number != unit, !segment.kind.isPause {
        row["unitHead"] = label(heading)
        unit = heading.number
      }
      return row
    }
  }
}

extension PlanDraft {
  /// Whether a link of the plan leads to the file at `path`.
  fileprivate func means(_ link: String, _ path: String) -> Bool {
    let bare = String(link.prefix { $0 != "#" && $0 != "?" })
    let clean = bare.hasPrefix("./") ? String(bare.dropFirst(2)) : bare
    return clean == path || clean.removingPercentEncoding == path
  }
}

/// The lines of a text as places count them: CRLF, CR and LF all end one.
private func lines(of text: String) -> [String] {
  var lines: [String] = []
  var line = ""
  for character in text {
    if character == "\n" || character == "\r" || character == "\r\n" {
      lines.append(line)
      line = ""
    } else {
      line.append(character)
    }
  }
  if !line.isEmpty { lines.append(line) }
  return lines
}
