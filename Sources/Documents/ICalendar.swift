import Foundation

/// A calendar 日历 of events in one time zone, to be read by any calendar program.
///
/// Source: RFC 5545.
public struct ICalendar: Sendable {
  public struct Event: Equatable, Sendable {
    /// Stays the same when the calendar is made again.
    public var uid: String
    public var summary: String
    public var description: String
    public var location: String
    public var categories: [String]
    /// Whether the calendar speaks up when it begins.
    public var reminds: Bool
    /// Minutes from midnight of `date`, in the calendar's zone.
    public var start: Int
    public var end: Int
    /// Year, month and day.
    public var date: DateComponents

    public init(
      uid: String, summary: String, description: String = "", location: String = "",
      categories: [String] = [], reminds: Bool = false, date: DateComponents, start: Int, end: Int
    ) {
      self.uid = uid
      self.summary = summary
      self.description = description
      self.location = location
      self.categories = categories
      self.reminds = reminds
      self.date = date
      self.start = start
      self.end = end
    }
  }

  public var name: String
  public var timeZone: TimeZone
  public var events: [Event]
  /// When the calendar was made.
  public var stamp: Date

  public init(name: String, timeZone: TimeZone, stamp: Date, events: [Event] = []) {
    self.name = name
    self.timeZone = timeZone
    self.stamp = stamp
    self.events = events
  }

  /// The calendar as `text/calendar`: UTF-8, CRLF, lines of at most 75 octets.
  public var bytes: [UInt8] {
    var lines = [
      "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Guildhall//Guildhall 1//ZH",
      "CALSCALE:GREGORIAN", "METHOD:PUBLISH", "X-WR-CALNAME:" + Self.escaped(name),
    ]
    lines += zone
    for event in events { lines += self.lines(of: event) }
    lines.append("END:VCALENDAR")
    return lines.flatMap(Self.folded)
  }

  private func lines(of event: Event) -> [String] {
    var lines = [
      "BEGIN:VEVENT", "UID:" + Self.escaped(event.uid), "DTSTAMP:" + Self.utc(stamp),
      "DTSTART;TZID=\(timeZone.identifier):" + Self.local(event.date, event.start),
      "DTEND;TZID=\(timeZone.identifier):" + Self.local(event.date, event.end),
      "SUMMARY:" + Self.escaped(event.summary),
    ]
    if !event.description.isEmpty { lines.append("DESCRIPTION:" + Self.escaped(event.description)) }
    if !event.location.isEmpty { lines.append("LOCATION:" + Self.escaped(event.location)) }
    if !event.categories.isEmpty {
      lines.append("CATEGORIES:" + event.categories.map(Self.escaped).joined(separator: ","))
    }
    if event.reminds {
      lines += [
        "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:PT0S",
        "DESCRIPTION:" + Self.escaped(event.summary), "END:VALARM",
      ]
    }
    return lines + ["END:VEVENT"]
  }

  // MARK: the time zone

  /// What the clocks of the zone do in the years of the events (§3.6.5).
  private var zone: [String] {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = timeZone
    let years = events.compactMap(\.date.year)
    let first = (years.min() ?? 1970) - 1
    var moment = calendar.date(from: DateComponents(year: first)) ?? stamp
    let last = calendar.date(from: DateComponents(year: (years.max() ?? 1970) + 2)) ?? stamp
    var lines = ["BEGIN:VTIMEZONE", "TZID:" + timeZone.identifier]
    let offset = timeZone.secondsFromGMT(for: moment)
    lines += observance(
      isDaylight: timeZone.isDaylightSavingTime(for: moment), start: "19700101T000000",
      from: offset, to: offset, name: timeZone.abbreviation(for: moment))
    while let next = timeZone.nextDaylightSavingTimeTransition(after: moment), next < last,
      next > moment
    {
      let before = timeZone.secondsFromGMT(for: next.addingTimeInterval(-1))
      let after = timeZone.secondsFromGMT(for: next.addingTimeInterval(1))
      // The onset is written in the time that ends with it.
      let local = Self.utc(next.addingTimeInterval(TimeInterval(before))).dropLast()
      lines += observance(
        isDaylight: timeZone.isDaylightSavingTime(for: next.addingTimeInterval(1)),
        start: String(local), from: before, to: after,
        name: timeZone.abbreviation(for: next.addingTimeInterval(1)))
      moment = next
    }
    return lines + ["END:VTIMEZONE"]
  }

  private func observance(
    isDaylight: Bool, start: String, from: Int, to: Int, name: String?
  ) -> [String] {
    let kind = isDaylight ? "DAYLIGHT" : "STANDARD"
    return [
      "BEGIN:\(kind)", "DTSTART:\(start)", "TZOFFSETFROM:" + Self.offset(from),
      "TZOFFSETTO:" + Self.offset(to),
    ] + (name.map { ["TZNAME:" + Self.escaped($0)] } ?? []) + ["END:\(kind)"]
  }

  /// `+0800`, with seconds where there are some.
  private static func offset(_ seconds: Int) -> String {
    let size = abs(seconds)
    let rest = size % 60
    return (seconds < 0 ? "-" : "+") + two(size / 3600) + two(size / 60 % 60)
      + (rest == 0 ? "" : two(rest))
  }

  // MARK: values

  private static func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }

  private static func local(_ date: DateComponents, _ minutes: Int) -> String {
    let year = String(date.year ?? 1970)
    return String(repeating: "0", count: max(4 - year.count, 0)) + year + two(date.month ?? 1)
      + two(date.day ?? 1) + "T" + two(minutes / 60) + two(minutes % 60) + "00"
  }

  private static func utc(_ date: Date) -> String {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? calendar.timeZone
    let parts = calendar.dateComponents(
      [.year, .month, .day, .hour, .minute, .second], from: date)
    return local(parts, (parts.hour ?? 0) * 60 + (parts.minute ?? 0)).dropLast(2)
      + two(parts.second ?? 0) + "Z"
  }

  /// A TEXT value (§3.3.11). Other control characters are not allowed in it.
  static func escaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var afterReturn = false
    for scalar in text.unicodeScalars {
      defer { afterReturn = scalar == "\r" }
      switch scalar {
      case "\\", ";", ",": result.append(contentsOf: "\\".unicodeScalars + [scalar])
      case "\n" where afterReturn: break
      case "\n", "\r": result.append(contentsOf: "\\n".unicodeScalars)
      case "\t": result.append(scalar)
      default: if scalar.value >= 0x20, scalar.value != 0x7F { result.append(scalar) }
      }
    }
    return String(result)
  }

  /// A content line in pieces of at most 75 octets, none of which splits a character (§3.1).
  static func folded(_ line: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var width = 0
    for scalar in line.unicodeScalars {
      let size = UTF8.width(scalar)
      if width + size > 75 {
        bytes += [13, 10, 32]
        width = 1
      }
      bytes += Array(String(scalar).utf8)
      width += size
    }
    return bytes + [13, 10]
  }
}
