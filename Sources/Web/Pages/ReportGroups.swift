import Classroom
import Documents
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

  func groupTable(_ say: Wording) -> DataTable? {
    guard !report.groups.isEmpty else { return nil }
    return DataTable(
      name: "groups", title: say("report.groups"),
      columns: ["group", "name", "unit", "note"].map { say.column("report.csv.\($0)") },
      rows: report.groups.flatMap { group in
        group.members.map { member in
          [
            .text(groupName(group.number, say)), .text(person(member, say)),
            .text(entry(member)?.unit ?? ""),
            .text(group.scribe == member ? say("report.scribe") : ""),
          ]
        }
      })
  }

  func groupTaskTable(_ say: Wording) -> DataTable? {
    let rows = report.groupTasks.flatMap { task in
      report.groups.map(\.number).compactMap { number -> [DataTable.Cell]? in
        let written = task.reports.first { $0.group == number }
        let place = task.picked.firstIndex(of: number)
        guard written != nil || place != nil else { return nil }
        return [
          .text(task.title), .text(groupName(number, say)),
          .text(written.map { $0.text ?? say("report.groupNotShown") } ?? ""),
          .number(place.map { $0 + 1 }),
        ]
      }
    }
    guard !rows.isEmpty else { return nil }
    return DataTable(
      name: "group-tasks", title: say("report.groupTasks"),
      columns: [
        say.column("report.task"), say.column("report.csv.group"), say.column("report.sentence"),
        say.column("report.turn", .number),
      ], rows: rows)
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
