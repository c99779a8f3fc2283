import Classroom
import Documents
import Words

/// The rooms 会场 in the record of a class that was held in several; nothing in any other.
extension SectionRecord {
  /// Where somebody sat last, in words; `nil` in the main room and in a class in one room.
  func room(_ attendee: SectionReport.Attendee, _ say: Wording) -> String? {
    guard let id = attendee.room, let room = report.rooms?.first(where: { $0.room == id }) else {
      return nil
    }
    return say.room(room.room, room.name)
  }

  /// The tables of the report page.
  func roomsModel(_ say: Wording) -> [String: Any]? {
    guard let rooms = report.rooms else { return nil }
    let halves = heldIndices
    let teaching = report.activities.indices.filter { report.activities[$0].teaching }
    return [
      "names": rooms.map { say.room($0.room, $0.name) },
      "halves": halves.map { say.halfDay(report.halfDays[$0].checkpoint, days: days) },
      "rows": rooms.map { room -> [String: Any] in
        [
          "name": say.room(room.room, room.name), "people": "\(room.people)",
          "present": halves.map { "\(room.present[$0])" },
        ]
      },
      "sum": [
        "people": "\(rooms.reduce(0) { $0 + $1.people })",
        "present": halves.map { half in "\(rooms.reduce(0) { $0 + $1.present[half] })" },
      ],
      "activities": report.activities.enumerated().map { index, activity -> [String: Any] in
        [
          "name": title(activity, say), "planned": "\(activity.plannedMinutes)",
          "minutes": rooms.map { $0.actualMinutes[index].map { "\($0)" } ?? "—" },
        ]
      },
      "planned": "\(teaching.reduce(0) { $0 + report.activities[$1].plannedMinutes })",
      "totals": rooms.map { room in
        "\(teaching.reduce(0) { $0 + (room.actualMinutes[$1] ?? 0) })"
      },
    ]
  }

  /// Who was where, then the minutes of each room.
  func roomTables(_ say: Wording) -> [DataTable] {
    guard let rooms = report.rooms else { return [] }
    let halves = heldIndices
    return [
      DataTable(
        name: "rooms", title: say("rooms.title"),
        columns: [say.column("rooms.room"), say.column("rooms.report.people", .number)]
          + halves.map {
            DataTable.Column(say.halfDay(report.halfDays[$0].checkpoint, days: days), .number)
          },
        rows: rooms.map { room in
          [.text(say.room(room.room, room.name)), .number(room.people)]
            + halves.map { .number(room.present[$0]) }
        }),
      DataTable(
        name: "room-minutes", title: say("rooms.report.actual"),
        columns: [
          say.column("report.csv.activity"), say.column("report.csv.planned", .minutes),
        ] + rooms.map { DataTable.Column(say.room($0.room, $0.name), .minutes) },
        rows: report.activities.enumerated().map { index, activity in
          [.text(title(activity, say)), .number(activity.plannedMinutes)]
            + rooms.map { .number($0.actualMinutes[index]) }
        }),
    ]
  }

  private var heldIndices: [Int] {
    report.halfDays.indices.filter { report.halfDays[$0].isHeld }
  }
}
