import Foundation
import Testing

@testable import Documents

/// What openpyxl reads of workbooks is judged in Tests/CommandLineTests.
struct WriteWorkbookTests {
  private let table = DataTable(
    name: "t", title: "考勤", columns: [.init("姓名"), .init("分钟", .minutes)],
    rows: [[.text("王芳"), .number(90)], [.text("=1+1")]], totals: [.text("合计"), .number(90)])

  @Test func writesTheSameBytesOfTheSameTables() throws {
    let bytes = try workbook([table, table])
    #expect(bytes.prefix(2) == [0x50, 0x4B])
    #expect(try workbook([table, table]) == bytes)
  }

  @Test func ourOwnReaderReadsItBack() throws {
    let read = try readWorkbook(workbook([table]))
    #expect(read.map(\.name) == ["考勤"])
    #expect(read[0].rows[3].cells.first == "=1+1")
  }

  @Test func namesSheetsAsExcelTakesThem() {
    #expect(sheetName("a[b]:c*d?e/f\\g", besides: []) == "a（b）：c d e f g")
    #expect(sheetName("'引号'", besides: []) == "引号")
    #expect(sheetName("", besides: []) == "Sheet")
    #expect(sheetName("History", besides: []) == "History 2")
    #expect(sheetName("签到", besides: ["签到", "签到 2"]) == "签到 3")
    #expect(sheetName("ABC", besides: ["abc"]) == "ABC 2")
    let long = sheetName(String(repeating: "长", count: 40), besides: [])
    #expect(long.utf16.count == 31)
    #expect(sheetName(String(repeating: "长", count: 40), besides: [long]).utf16.count == 31)
    #expect(sheetName(String(repeating: "😀", count: 20), besides: []).utf16.count <= 31)
  }

  @Test func keepsTextsThatLookLikeTheFilesOwnEscapes() {
    #expect(cellText("_x0041_") == "_x005F_x0041_")
    #expect(cellText("a\u{0}b\u{1}\u{FFFE}c\nd") == "abc\nd")
    #expect(cellText(String(repeating: "x", count: 40_000)).utf16.count == 32_767)
  }

  /// With `hh:mm` a spreadsheet would make it 00:00.
  @Test func theEndOfADayIsTwentyFourHours() throws {
    let late = DataTable(
      name: "t", title: "t", columns: [.init("到", .time)], rows: [[.time(minutes: 1_440)]])
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data(workbook([late])).write(to: folder)
    defer { try? FileManager.default.removeItem(at: folder) }
    let styles = try #require(
      try ZipReader(path: folder.path).bytes("xl/styles.xml", limit: 1 << 20))
    #expect(String(decoding: styles, as: UTF8.self).contains("[hh]:mm"))
    #expect(DataTable.Cell.time(minutes: 1_440).shown == "24:00")
  }

  @Test func aNumberThatIsNoneIsAnEmptyCell() throws {
    let odd = DataTable(
      name: "t", title: "t", columns: [.init("a", .percent)], rows: [[.percent(.nan)]])
    #expect(throws: Never.self) { try workbook([odd]) }
  }
}
