import Classroom
import Foundation
import Identity
import Plan
import Words

extension Assets {
  /// The styles of what is printed, for a page that stands alone.
  static var paperStyles: String {
    ["look.css", "papers.css", "charts.css", "cards.css"].map {
      String(decoding: all["Web/Public/" + $0] ?? [], as: UTF8.self)
    }
    .joined(separator: "\n")
  }
}

/// The papers that the office asks for: what is known is printed, the rest is left for a pen.
///
/// What a reimbursement 报销 needs: approved plan, notice, sign-in sheet of those really present, fee
/// receipt. Source: 财行〔2016〕540号《中央和国家机关培训费管理办法》.
extension PaperPage {
  // MARK: - The notice

  /// Lines of a reply slip.
  static let slips = 12

  func notice() -> [String: Any] {
    let course = read(state.plan.source).course
    func said(_ member: Member) -> [String] {
      let value = course.field(member)?.value ?? ""
      return value.split(separator: "\n").map { String($0) }
    }
    let teaching = state.agenda.reduce(0) { $0 + ($1.teaching ? $1.plannedMinutes : 0) }
    let units = state.agenda.compactMap(\.unit).reduce(into: [Segment.Heading]()) { units, unit in
      if units.last?.number != unit.number { units.append(unit) }
    }
    let facts: [(String, [String])] = [
      ("paper.when", days.map { when(day: $0.number, $0.segments) }),
      ("paper.where", [profile.room]), ("paper.trainer", [record.trainer ?? ""]),
      ("paper.audience", said(.audience)), ("paper.objectives", said(.objectives)),
      ("paper.content", units.map(say.label)),
      ("paper.teachingTime", [say("paper.sum", "\(teaching)")]),
      ("paper.assessment", said(.assessment)), ("paper.bring", said(.preparation)),
    ]
    return [
      "about": say("paper.notice.about", profile.title),
      "opening": say("paper.notice.opening", profile.title),
      "facts": facts.compactMap { key, lines -> [String: Any]? in
        let lines = lines.filter { !$0.isEmpty }
        // Where and by whom must be said: a line for the pen.
        let isAsked = key == "paper.where" || key == "paper.trainer"
        if lines.isEmpty { return isAsked ? ["what": say(key), "blank": true] : nil }
        return ["what": say(key), "lines": lines]
      },
      "days": days.map { day -> [String: Any] in
        [
          "heading": days.count > 1 ? say("report.day", "\(day.number)") : say("paper.timetable"),
          "rows": timetable(day.segments),
        ]
      },
      "slips": Array(1...Self.slips),
    ]
  }

  /// `2026年12月1日 星期二 08:45–17:30`
  private func when(day: Int, _ segments: [Segment]) -> String {
    let hours = segments.first.map { first in
      let end = segments.last.map { $0.start + $0.plannedMinutes } ?? first.start
      return clockText(first.start) + "–" + clockText(end)
    }
    return [profile.date.isEmpty ? nil : say.date(profile.date, addingDays: day - 1), hours]
      .compactMap { $0 }.joined(separator: " ")
  }

  private func timetable(_ segments: [Segment]) -> [[String: Any]] {
    var unit: Int?
    return segments.map { segment in
      var row: [String: Any] = [
        "start": clockText(segment.start),
        "end": clockText(segment.start + segment.plannedMinutes),
        "minutes": segment.plannedMinutes, "pause": segment.kind.isPause,
        "name": say.title(
          segment.kind, form: segment.form, own: segment.title, unit: segment.unit,
          topic: segment.topic, part: segment.part, parts: segment.parts),
      ]
      if segment.kind != .lecture && !segment.title.isEmpty {
        row["kind"] = say.kind(segment.kind, form: segment.form)
      }
      if let heading = segment.unit, heading.number != unit, !segment.kind.isPause {
        row["unitHead"] = say.label(heading)
        unit = heading.number
      }
      return row
    }
  }

  // MARK: - Groups

  struct Group {
    var name: String
    var members: [PersonID]
  }

  /// As formed on the day, else as the roster has them.
  var groups: [Group] {
    if !state.groups.members.isEmpty {
      return state.groups.members.enumerated().map { index, members in
        Group(name: say("group.name", "\(index + 1)"), members: members)
      }
    }
    var order: [String] = []
    var members: [String: [PersonID]] = [:]
    for learner in record.report.attendance
    where learner.enrolment != .replaced && !learner.group.isEmpty {
      if members[learner.group] == nil { order.append(learner.group) }
      members[learner.group, default: []].append(learner.person)
    }
    return order.map { Group(name: $0, members: members[$0] ?? []) }
  }

  func groupList() -> [String: Any] {
    let groups = groups
    return [
      "place": say.whereAndWhen(profile, trainer: record.trainer), "none": groups.isEmpty,
      "from": groups.isEmpty
        ? "" : say(state.groups.members.isEmpty ? "paper.groupsOfRoster" : "paper.groupsOfDay"),
      "groups": groups.map { group -> [String: Any] in
        [
          "name": group.name, "size": say("paper.size", "\(group.members.count)"),
          "members": group.members.map { person -> [String: Any] in
            [
              "number": record.signInNumbers[person] ?? 0, "who": record.name(person) ?? "",
              "unit": record.entry(person)?.unit ?? "",
            ]
          },
        ]
      },
    ]
  }

  /// One sheet a group, or one without a name where there are no groups yet.
  func groupRecord() -> [String: Any] {
    let tasks = state.agenda.filter {
      ($0.kind == .case && $0.form == "discuss" || $0.kind == .discussion || $0.kind == .exercise)
        && $0.part == 1
    }.map { segment -> [String: Any] in
      [
        "kind": say.kind(segment.kind, form: segment.form),
        "name": say.title(
          segment.kind, form: segment.form, own: segment.title, unit: segment.unit,
          topic: segment.topic, part: 1, parts: 1),
        "asks": segment.kit?.questions ?? [], "lines": Array(0..<5),
      ]
    }
    let place = say.whereAndWhen(profile, trainer: record.trainer)
    var sheets: [[String: Any]] = groups.map { group in
      [
        "group": group.name, "place": place, "tasks": tasks,
        "members": group.members.compactMap(record.name).joined(separator: say.comma),
      ]
    }
    if sheets.isEmpty { sheets = [["place": place, "tasks": tasks]] }
    return ["sheets": tasks.isEmpty ? [] : sheets, "none": tasks.isEmpty]
  }

  // MARK: - The fee receipt

  /// Teaching time in minutes, planned and actual; how many hours are paid is the office's to write:
  /// teaching minutes, credit hours and fee hours are three numbers.
  func feeReceipt() -> [String: Any] {
    let taught = taught
    let rows = taught.map { half -> [String: Any] in
      let day =
        profile.date.isEmpty ? nil : say.date(profile.date, addingDays: half.checkpoint.day - 1)
      return [
        "when": [day, say("halfDay.\(half.checkpoint.half.rawValue)")].compactMap { $0 }
          .joined(separator: " "),
        "subject": profile.title, "planned": half.planned,
        "actual": half.actual.map { "\($0)" } ?? "", "over": half.isOver,
      ]
    }
    let sums = (
      planned: taught.reduce(0) { $0 + $1.planned },
      actual: taught.reduce(0) { $0 + ($1.actual ?? 0) }
    )
    let facts: [(String, String?)] = [
      ("paper.trainer", record.trainer), ("paper.title", nil), ("paper.identity", nil),
      ("paper.bank", nil), ("paper.phoneOptional", nil),
    ]
    return [
      "place": say.whereAndWhen(profile, trainer: record.trainer), "rows": rows,
      "planned": sums.planned, "actual": state.startedAt == nil ? "" : "\(sums.actual)",
      "facts": facts.map { key, value -> [String: Any] in
        var fact: [String: Any] = ["what": say(key)]
        if let value { fact["value"] = value }
        return fact
      },
    ]
  }
}
