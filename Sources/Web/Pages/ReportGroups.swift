import Classroom
import Identity
import Words

/// The groups in the record: who was in which, the sentences that the room saw, who spoke.
extension SectionRecord {
  private func groupName(_ number: Int, _ say: Wording) -> String { say("group.name", "\(number)") }

  private func person(_ person: PersonID, _ say: Wording) -> String {
    name(person) ?? say("report.erased")
  }

  /// `第1组、第3组`; empty where none was.
  private func picked(_ task: SectionReport.GroupTask, _ say: Wording) -> String {
    task.picked.map { groupName($0, say) }.joined(separator: say.comma)
  }

  /// `nil` where there were no groups.
  func groupsPage(_ say: Wording) -> [String: Any]? {
    guard !report.groups.isEmpty else { return nil }
    return [
      "rows": report.groups.map { group -> [String: Any] in
        [
          "name": groupName(group.number, say), "size": group.members.count,
          "members": group.members.map { person($0, say) }.joined(separator: say.comma),
          "scribe": group.scribe.map { person($0, say) } ?? "", "spoken": group.spoken,
        ]
      },
      "tasks": report.groupTasks.map { task -> [String: Any] in
        let withheld = task.reports.count { $0.text == nil }
        var model: [String: Any] = [
          "title": task.title, "isOpen": task.isOpen,
          "count": say("group.reported", "\(task.reports.count)", "\(report.groups.count)"),
          "reports": task.reports.compactMap { written -> [String: Any]? in
            written.text.map { ["name": groupName(written.group, say), "text": $0] }
          },
        ]
        if withheld > 0 { model["withheld"] = say("report.groupsWithheld", "\(withheld)") }
        if !task.picked.isEmpty { model["picked"] = say("report.groupsPicked", picked(task, say)) }
        return model
      },
    ]
  }

  func groupsCSV(_ say: Wording) -> [[String]] {
    guard !report.groups.isEmpty else { return [] }
    let head = ["report.csv.group", "report.csv.name", "report.csv.unit", "report.csv.note"]
    return [[say("report.groups")], head.map { say($0) }]
      + report.groups.flatMap { group in
        group.members.map { member in
          [
            groupName(group.number, say), person(member, say), entry(member)?.unit ?? "",
            group.scribe == member ? say("report.scribe") : "",
          ]
        }
      }
  }

  func groupTasksCSV(_ say: Wording) -> [[String]] {
    let rows = report.groupTasks.flatMap { task in
      report.groups.map(\.number).compactMap { number -> [String]? in
        let written = task.reports.first { $0.group == number }
        let place = task.picked.firstIndex(of: number)
        guard written != nil || place != nil else { return nil }
        return [
          task.title, groupName(number, say),
          written.map { $0.text ?? say("report.groupNotShown") } ?? "",
          place.map { "\($0 + 1)" } ?? "",
        ]
      }
    }
    let head = ["report.task", "report.csv.group", "report.sentence", "report.turn"]
    return rows.isEmpty ? [] : [[say("report.groupTasks")], head.map { say($0) }] + rows
  }

  var groupsJSON: JSONValue {
    .array(
      report.groups.map { group in
        [
          "number": .number(group.number),
          "members": .array(
            group.members.map { member in
              ["person": .string(member.rawValue), "name": .string(name(member))]
            }),
          "scribe": .string(group.scribe?.rawValue),
          "spoken": .number(group.spoken),
        ]
      })
  }

  var groupTasksJSON: JSONValue {
    .array(
      report.groupTasks.map { task in
        [
          "title": .string(task.title),
          "open": .bool(task.isOpen),
          "reports": .array(
            task.reports.map { ["group": .number($0.group), "text": .string($0.text)] }),
          "picked": .array(task.picked.map { .number($0) }),
        ]
      })
  }
}
