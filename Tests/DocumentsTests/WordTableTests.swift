import Documents
import Testing

@Suite struct WordTableTests {
  private func cell(_ content: String, _ properties: String = "") -> String {
    "<w:tc><w:tcPr>\(properties)</w:tcPr>\(content)</w:tc>"
  }
  private func row(_ cells: String...) -> String { "<w:tr>\(cells.joined())</w:tr>" }
  private func table(_ rows: String...) -> String { "<w:tbl>\(rows.joined())</w:tbl>" }

  @Test func writesTables() throws {
    let file = WordFile(
      p("前")
        + table(
          row(cell(p("内容")), cell(p("时间"))), row(cell(p("甲|乙") + p("丙")), cell(p("30分钟"))))
        + p("后"))
    #expect(
      try file.read().text
        == "前\n\n| 内容 | 时间 |\n| --- | --- |\n| 甲\\|乙 丙 | 30分钟 |\n\n后\n")
  }

  @Test func leavesMergedCellsEmpty() throws {
    let file = WordFile(
      table(
        row(
          cell(p("a"), #"<w:gridSpan w:val="2"/>"#), cell(p("b"), #"<w:vMerge w:val="restart"/>"#)),
        row(cell(p("c")), cell(p("d")), cell(p("x"), "<w:vMerge/>")),
        #"<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>"# + cell(p("e")) + "</w:tr>"))
    #expect(
      try file.lines() == ["| a | | b |", "| --- | --- | --- |", "| c | d | |", "| | e | |"])
  }

  @Test func dropsDeletedRows() throws {
    let deleted = "<w:tr><w:trPr><w:del/></w:trPr>\(cell(p("x")))\(cell(p("y")))</w:tr>"
    let file = WordFile(table(row(cell(p("a")), cell(p("b"))), deleted) + p("z"))
    #expect(try file.lines() == ["| a | b |", "| --- | --- |", "z"])
    #expect(try file.read().place(line: 4, column: 1)?.paragraph == 5)
  }

  @Test func readsAFormAsFieldsAndText() throws {
    let lesson = p("一、甲") + p("讲稿") + p("（一）乙") + p("讲稿二")
    let file = WordFile(
      table(
        row(cell(p("课　题")), cell(p("安全"), #"<w:gridSpan w:val="3"/>"#)),
        row(cell(p("时 间：")), cell(p("60分钟")), cell(p("地点")), cell(p("一号楼"))),
        row(cell(p("教学过程")), cell(lesson, #"<w:gridSpan w:val="3"/>"#))))
    #expect(
      try file.lines() == [
        "【课题】安全", "【时间】60分钟", "【地点】一号楼", "【教学过程】", "一、甲", "讲稿", "（一）乙", "讲稿二",
      ])
  }

  @Test func takesAFrameForWhatItHolds() throws {
    #expect(try WordFile(table(row(cell(p("a") + p("b"))))).lines() == ["a", "b"])
    let inner = table(row(cell(p("a")), cell(p("b"))))
    #expect(
      try WordFile(table(row(cell(p("上")), cell(inner + p("")), cell(p("下"))))).lines()
        == ["上", "| a | b |", "| --- | --- |", "下"])
  }

  @Test func findsTheParagraphOfACell() throws {
    let word = try WordFile(
      p("") + table(row(cell(p("甲")), cell(p("乙|丙"))), row(cell(p("丁")), cell(p("戊"))))
    ).read()
    #expect(word.text == "| 甲 | 乙\\|丙 |\n| --- | --- |\n| 丁 | 戊 |\n")
    // Bytes: `| 甲 | 乙` is 2 + 3 + 3 + 3.
    #expect(word.place(line: 1, column: 3) == WordPlace(paragraph: 2, text: "| 甲", column: 3))
    #expect(word.place(line: 1, column: 9) == WordPlace(paragraph: 3, text: #"乙\|丙"#, column: 1))
    #expect(word.place(line: 1, column: 12)?.column == 4)
    #expect(word.place(line: 3, column: 1)?.paragraph == 4)
    #expect(word.place(line: 3, column: 99)?.paragraph == 5)
  }

  @Test func findsTheParagraphOfALine() throws {
    let numbering = WordNumberingTests.plan
    let body = p("") + p("甲乙", (1, 0)) + "<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t></w:r></w:p>"
    let word = try WordFile(body, numbering: numbering).read()
    #expect(word.text == "一、甲乙\n\na\nb\n")
    #expect(word.place(line: 1, column: 7) == WordPlace(paragraph: 2, text: "一、甲乙", column: 7))
    #expect(word.place(line: 2, column: 1) == WordPlace(paragraph: 3, text: "", column: 1))
    #expect(word.place(line: 4, column: 1) == WordPlace(paragraph: 3, text: "b", column: 1))
    #expect(word.place(line: 0, column: 1) == nil && word.place(line: 9, column: 1) == nil)
    #expect(try WordFile("").read().place(line: 1, column: 1) == nil)
  }
}
