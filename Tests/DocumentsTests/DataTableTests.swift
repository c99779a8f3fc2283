import Testing

@testable import Documents

struct DataTableTests {
  @Test(
    arguments: [
      (.none, ""), (.text("=1+1"), "=1+1"), (.number(-3), "-3"), (.percent(0.665), "67%"),
      (.percent(.nan), ""), (.hours(hundredths: 300), "3"), (.hours(hundredths: 25), "0.25"),
      (.hours(hundredths: -150), "-1.5"), (.decimal(7), "7.0"), (.decimal(-0.04), "0.0"),
      (.decimal(.infinity), ""), (.coefficient(-0.405), "-0.41"),
      (.date(year: 2026, month: 2, day: 3), "2026-02-03"),
      (.time(minutes: 525), "08:45"),
      (.moment(year: 2026, month: 12, day: 1, minutes: 521), "2026-12-01 08:41"),
    ] as [(DataTable.Cell, String)])
  func showsACell(_ cell: DataTable.Cell, _ shown: String) {
    #expect(cell.shown == shown)
  }

  @Test func whatIsNoDateStaysText() {
    #expect(DataTable.Cell(date: "2026-12-01") == .date(year: 2026, month: 12, day: 1))
    #expect(DataTable.Cell(date: "十二月上旬") == .text("十二月上旬"))
    #expect(DataTable.Cell(date: "2026-13-01") == .text("2026-13-01"))
    #expect(DataTable.Cell(date: "") == .none)
  }

  @Test func becomesRowsOfACSVFileWithoutFormulas() {
    let table = DataTable(
      name: "attendance", title: "考勤", columns: [.init("姓名"), .init("分钟", .minutes)],
      rows: [[.text("=HYPERLINK(1)"), .number(90)]], totals: [.text("合计"), .number(90)],
      notes: ["说明"])
    let text = String(decoding: csv([table, table]).dropFirst(3), as: UTF8.self)
    let once = "考勤\r\n姓名,分钟\r\n\"'=HYPERLINK(1)\",90\r\n合计,90\r\n说明\r\n"
    #expect(text == once + "\r\n" + once)
  }
}
