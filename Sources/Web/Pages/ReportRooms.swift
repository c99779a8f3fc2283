import Classroom
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
    let halves = openedIndices
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

  /// Rows for a spreadsheet: who was where, then the minutes of each room.
  func roomRows(_ say: Wording) -> [[String]] {
    guard let rooms = report.rooms else { return [] }
    let halves = openedIndices
    let people =
      [
        [say("rooms.room"), say("rooms.report.people")]
          + halves.map { say.halfDay(report.halfDays[$0].checkpoint, days: days) }
      ]
      + rooms.map { room in
        [say.room(room.room, room.name), "\(room.people)"] + halves.map { "\(room.present[$0])" }
      }
    let minutes =
      [
        [say("report.csv.activity"), say("report.csv.planned")]
          + rooms.map { say.room($0.room, $0.name) }
      ]
      + report.activities.enumerated().map { index, activity in
        [title(activity, say), "\(activity.plannedMinutes)"]
          + rooms.map { $0.actualMinutes[index].map { "\($0)" } ?? "" }
      }
    return [[say("rooms.title")]] + people + [[]] + [[say("rooms.report.actual")]] + minutes
  }

  private var openedIndices: [Int] {
    report.halfDays.indices.filter { report.halfDays[$0].opened != nil }
  }

  private func title(_ activity: SectionReport.Activity, _ say: Wording) -> String {
    say.title(
      activity.kind, form: activity.form, own: activity.title, unit: activity.unit,
      topic: activity.topic, part: activity.part, parts: activity.parts)
  }
}
