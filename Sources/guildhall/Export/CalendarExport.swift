import Classroom
import Documents
import Foundation
import Identity
import Plan
import Web

/// The timetable as a calendar: an event for each stretch but the pauses.
struct CalendarExport {
  let printing: Printing
  let timeZone: TimeZone
  let stamp: Date

  /// - Returns: `nil` without a date.
  var calendar: ICalendar? {
    guard let date = printing.date, let first = parseDate(date) else { return nil }
    var utc = Calendar(identifier: .gregorian)
    utc.timeZone = TimeZone(secondsFromGMT: 0) ?? utc.timeZone
    var calendar = ICalendar(name: printing.title, timeZone: timeZone, stamp: stamp)
    let course = String(fingerprint(of: printing.title), radix: 16)
    var counts: [String: Int] = [:]
    for segment in printing.agenda where !segment.kind.isPause {
      let day = first.addingTimeInterval(Double(86_400 * (segment.day - 1)))
      // By where it stands in the outline: other times of the same plan are the same events.
      let place =
        "u\(segment.unit?.number ?? 0)-t\(segment.topic?.number ?? 0)-\(segment.kind.rawValue)"
      counts[place, default: 0] += 1
      let heading = segment.unit.map { joined(label: $0.label, title: $0.title) }
      calendar.events.append(
        ICalendar.Event(
          uid: "\(date)-\(place)-\(counts[place] ?? 1)-\(course)@guildhall",
          summary: summary(segment, heading),
          description: [printing.title, heading].compactMap { $0 }.joined(separator: "\n"),
          location: printing.room ?? "", categories: [printing.kind(segment)],
          date: utc.dateComponents([.year, .month, .day], from: day), start: segment.start,
          end: segment.start + segment.plannedMinutes))
    }
    return calendar
  }

  /// By itself in a calendar, the opening of a unit needs the unit's name.
  private func summary(_ segment: Segment, _ heading: String?) -> String {
    let name = printing.name(segment)
    guard segment.kind == .lecture, segment.topic == nil, let heading else { return name }
    return printing.word("export.named", name, heading)
  }
}
