import Documents
import TestSupport
import Testing

/// A small workbook, written by hand.
struct WorkbookFile {
  /// Name, what stands in `sheetData` and behind it, and `hidden` or nothing.
  var sheets: [(name: String, data: String, after: String, state: String)]
  var strings: [String] = []

  init(_ data: String, after: String = "", strings: [String] = []) {
    sheets = [("名册", data, after, "")]
    self.strings = strings
  }

  static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
  static let types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

  var bytes: [UInt8] {
    let list = sheets.enumerated().map { index, sheet in
      #"<sheet name="\#(sheet.name)" sheetId="\#(index + 1)" r:id="r\#(index + 1)"\#(sheet.state)/>"#
    }
    var related = sheets.indices.map {
      (id: "r\($0 + 1)", type: "worksheet", target: "worksheets/sheet\($0 + 1).xml")
    }
    related.append((id: "rS", type: "sharedStrings", target: "sharedStrings.xml"))
    let items = strings.map { "<si>\($0)</si>" }.joined()
    let parts: [(String, String)] =
      [
        (
          "xl/workbook.xml",
          #"<workbook xmlns="\#(Self.main)" xmlns:r="\#(Self.types)"><sheets>\#(list.joined())</sheets></workbook>"#
        ),
        (
          "_rels/.rels",
          WordFile.relationships([("r1", "officeDocument", "xl/workbook.xml")])
        ),
        ("xl/_rels/workbook.xml.rels", WordFile.relationships(related)),
        ("xl/sharedStrings.xml", #"<sst xmlns="\#(Self.main)">\#(items)</sst>"#),
      ]
      + sheets.enumerated().map { index, sheet in
        (
          "xl/worksheets/sheet\(index + 1).xml",
          #"<worksheet xmlns="\#(Self.main)"><sheetData>\#(sheet.data)</sheetData>\#(sheet.after)</worksheet>"#
        )
      }
    return Zip(parts.map { Zip.Item($0.0, $0.1) }).bytes
  }

  func read(_ limits: WorkbookLimits = WorkbookLimits()) throws -> [SheetTable] {
    try readWorkbook(bytes, limits: limits)
  }
}

@Suite struct WorkbookTests {
  @Test func readsEveryKindOfCell() throws {
    let file = WorkbookFile(
      """
      <row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>手机</t></is></c></row>
      <row r="4"><c r="A4" t="s"><v>1</v></c><c r="B4"><v>3</v></c><c r="C4"><v>1.3812345678E10</v></c></row>
      <row><c t="str"><f>A1</f><v>李&amp;四</v></c><c><v>2.5</v></c><c t="b"><v>1</v></c></row>
      """,
      strings: [
        "<t>姓名</t>", "<r><t>张</t></r><rPh sb=\"0\" eb=\"1\"><t>zhang</t></rPh><r><t>三</t></r>",
      ])
    let sheet = try #require(file.read().first)
    #expect(sheet.name == "名册")
    #expect(sheet.rows.map(\.line) == [1, 4, 5])
    #expect(
      sheet.rows.map(\.cells) == [
        ["姓名", "", "手机"], ["张三", "3", "13812345678"], ["李&四", "2.5", "1"],
      ])
    #expect(sheet.notes == [CellNote(line: 5, column: 1, kind: .formula)])
  }

  @Test func notesFormulasErrorsAndMergedCells() throws {
    let file = WorkbookFile(
      """
      <row r="1"><c r="A1" t="inlineStr"><is><t>单位</t></is></c></row>
      <row r="2"><c r="A2" t="inlineStr"><is><t>铸造厂</t></is></c><c r="B2"><f>1+1</f></c></row>
      <row r="3"><c r="B3" t="e"><f>A9</f><v>#REF!</v></c><c r="C3" t="inlineStr"><is><t>x</t></is></c></row>
      <row r="4"><c r="C4" t="inlineStr"><is><t>y</t></is></c></row>
      """, after: #"<mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="A1:C1"/></mergeCells>"#)
    let sheet = try #require(file.read().first)
    #expect(
      sheet.rows.map(\.cells) == [["单位"], ["铸造厂"], ["铸造厂", "", "x"], ["", "", "y"]])
    #expect(
      sheet.notes == [
        CellNote(line: 2, column: 1, kind: .merged),
        CellNote(line: 2, column: 2, kind: .formulaWithoutValue),
        CellNote(line: 3, column: 2, kind: .error),
      ])
  }

  @Test func leavesHiddenSheetsOut() throws {
    var file = WorkbookFile(#"<row><c t="inlineStr"><is><t>a</t></is></c></row>"#)
    file.sheets.append(("二", "", "", ""))
    file.sheets.append(("藏", "", "", #" state="hidden""#))
    #expect(try file.read().map(\.name) == ["名册", "二"])
  }

  @Test func refusesMoreRowsThanAList() throws {
    let row = #"<row><c t="inlineStr"><is><t>某</t></is></c><c><v>13800000000</v></c></row>"#
    let file = WorkbookFile(String(repeating: row, count: 100_000))
    let clock = ContinuousClock()
    let spent = clock.measure {
      #expect(throws: WorkbookProblem.tooManyRows(sheet: "名册", limit: 20_000)) {
        try file.read()
      }
    }
    #expect(spent < .seconds(60), "\(spent)")
    var limits = WorkbookLimits()
    limits.rows = 3
    #expect(try WorkbookFile(String(repeating: row, count: 3)).read(limits)[0].rows.count == 3)
  }

  @Test func refusesWhatIsNoWorkbook() throws {
    #expect(throws: WorkbookProblem.notWorkbook(nil)) { try readWorkbook(Array("姓名".utf8)) }
    let zip = Zip(Zip.Item("一.txt", "一")).bytes
    #expect(throws: WorkbookProblem.notWorkbook(.zip)) { try readWorkbook(zip) }
    let word = WordFile("<w:p/>").bytes
    #expect(throws: WorkbookProblem.notWorkbook(.docx)) { try readWorkbook(word) }
    // The container of a workbook with a password.
    let name: [UInt8] = "EncryptedPackage".utf8.flatMap { [$0, 0] }
    let sealed: [UInt8] =
      [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 600) + name
    #expect(throws: WorkbookProblem.encrypted) { try readWorkbook(sealed) }
    let plain: [UInt8] = "Workbook".utf8.flatMap { [$0, 0] }
    let old = Array(sealed.dropLast(name.count)) + plain
    #expect(throws: WorkbookProblem.notWorkbook(.xls)) { try readWorkbook(old) }
    #expect(throws: WorkbookProblem.damaged(part: nil)) {
      try readWorkbook(Array(WorkbookFile("").bytes.prefix(300)))
    }
  }

  @Test func refusesEntities() {
    var file = WorkbookFile("")
    file.sheets[0].data = "</sheetData></worksheet>"
    #expect(throws: WorkbookProblem.damaged(part: "xl/worksheets/sheet1.xml")) { try file.read() }
    let evil = Zip(
      Zip.Item(
        "xl/workbook.xml",
        #"<!DOCTYPE x [<!ENTITY a "b">]><workbook xmlns="\#(WorkbookFile.main)"/>"#)
    ).bytes
    #expect(throws: WorkbookProblem.declaresEntities(part: "xl/workbook.xml")) {
      try readWorkbook(evil)
    }
  }

  /// Never a crash, and nothing taken from outside the file, whatever byte is damaged.
  @Test func neverCrashesOnADamagedWorkbook() throws {
    let whole = WorkbookFile(
      #"<row r="1"><c r="A1" t="s"><v>0</v></c></row>"#,
      after: #"<mergeCells><mergeCell ref="A1:A9"/></mergeCells>"#, strings: ["<t>姓名</t>"]
    ).bytes
    for index in whole.indices {
      for bit: UInt8 in [1, 0x20, 0x80] {
        var bytes = whole
        bytes[index] ^= bit
        _ = try? readWorkbook(bytes)
      }
    }
    for end in stride(from: 0, to: whole.count, by: 3) {
      _ = try? readWorkbook(Array(whole.prefix(end)))
    }
  }
}
