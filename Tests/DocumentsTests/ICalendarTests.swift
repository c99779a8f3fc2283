import Foundation
import Testing

@testable import Documents

@Suite struct ICalendarTests {
  private let stamp = Date(timeIntervalSince1970: 1_796_000_000)

  private func calendar(_ zone: String, year: Int = 2026, month: Int = 12) -> ICalendar {
    ICalendar(
      name: "安全, 培训;", timeZone: TimeZone(identifier: zone)!, stamp: stamp,
      events: [
        ICalendar.Event(
          uid: "1@guildhall", summary: String(repeating: "消防安全培训，", count: 12),
          description: "一行\r\n二行\\", location: "三楼",
          date: DateComponents(year: year, month: month, day: 1), start: 525, end: 600)
      ])
  }

  @Test func foldsAtMost75OctetsAndSplitsNoCharacter() throws {
    let text = try #require(
      String(validating: calendar("Asia/Shanghai").bytes, as: UTF8.self))
    let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
    #expect(lines.last == "")
    for line in lines {
      #expect(line.utf8.count <= 75)
      #expect(!line.utf8.contains { $0 == 10 || $0 == 13 })
    }
    let unfolded = text.replacing("\r\n ", with: "")
    #expect(unfolded.contains("SUMMARY:" + String(repeating: "消防安全培训，", count: 12) + "\r\n"))
    #expect(unfolded.contains("DESCRIPTION:一行\\n二行\\\\\r\n"))
    #expect(unfolded.contains("X-WR-CALNAME:安全\\, 培训\\;\r\n"))
    #expect(unfolded.contains("DTSTART;TZID=Asia/Shanghai:20261201T084500\r\n"))
  }

  @Test func ringsWhereItShouldRemind() {
    var reminder = calendar("Asia/Shanghai")
    #expect(!String(decoding: reminder.bytes, as: UTF8.self).contains("VALARM"))
    reminder.events[0].reminds = true
    #expect(
      String(decoding: reminder.bytes, as: UTF8.self).contains(
        "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:PT0S\r\nDESCRIPTION:"))
  }

  @Test(arguments: 60...90)
  func foldsLinesOfEveryLength(count: Int) {
    let line = String(repeating: "a", count: count - 6) + "文😀"
    let bytes = ICalendar.folded(line)
    #expect(String(decoding: bytes, as: UTF8.self).replacing("\r\n ", with: "") == line + "\r\n")
    for part in bytes.split(separator: 10) { #expect(part.count - 1 <= 75) }
  }

  @Test func tellsWhatTheClocksDo() {
    let china = String(decoding: calendar("Asia/Shanghai").bytes, as: UTF8.self)
    #expect(china.contains("TZOFFSETTO:+0800") && !china.contains("DAYLIGHT"))
    let london = String(decoding: calendar("Europe/London", month: 6).bytes, as: UTF8.self)
    // The last Sunday of March, 01:00 in winter time; that of October, 02:00 in summer time.
    #expect(
      london.contains(
        "BEGIN:DAYLIGHT\r\nDTSTART:20260329T010000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100"))
    #expect(
      london.contains(
        "BEGIN:STANDARD\r\nDTSTART:20261025T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0000"))
    let india = String(decoding: calendar("Asia/Kolkata").bytes, as: UTF8.self)
    #expect(india.contains("TZOFFSETTO:+0530"))
    let newfoundland = String(decoding: calendar("America/St_Johns").bytes, as: UTF8.self)
    #expect(newfoundland.contains("TZOFFSETTO:-0330"))
  }
}
