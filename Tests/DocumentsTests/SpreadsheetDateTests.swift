import Testing

@testable import Documents

@Suite struct SpreadsheetDateTests {
  @Test(arguments: [
    ("46086", "2026-03-05"), ("46086.354166666664", "2026-03-05 08:30"), ("0.5", "12:00"),
    ("1", "1900-01-01"), ("61", "1900-03-01"), ("36526", "2000-01-01"), ("2958465", "9999-12-31"),
  ])
  func writesOutASerialNumber(stored: String, text: String) {
    #expect(SpreadsheetDate.text(stored, from1904: false) == text)
  }

  @Test func knowsTheOtherEpoch() {
    #expect(SpreadsheetDate.text("0", from1904: true) == "1904-01-01")
    #expect(SpreadsheetDate.text("44624", from1904: true) == "2026-03-05")
    #expect(SpreadsheetDate.text("-1", from1904: false) == nil)
    #expect(SpreadsheetDate.text("3000000", from1904: false) == nil)
    #expect(SpreadsheetDate.text("x", from1904: false) == nil)
  }

  @Test(arguments: [
    ("yyyy-mm-dd", true), ("m\"月\"d\"日\"", true), ("[$-804]yyyy年", true), ("[h]:mm", true),
    ("0.00", false),
    ("@", false), ("0\"day\"", false), ("[Red]0", false), ("0\\d", false), ("General", false),
  ])
  func knowsAFormatOfDates(code: String, isDate: Bool) {
    #expect(SpreadsheetDate.isDate(code) == isDate, "\(code)")
  }
}
