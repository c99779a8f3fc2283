import Documents
import Testing

@Suite struct WordTextTests {
  private func lines(_ body: String, styles: String = "", links: [String: String] = [:]) throws
    -> [String]
  {
    try WordFile(body, styles: styles, links: links).lines()
  }

  private func paragraph(_ runs: String...) -> String { "<w:p>\(runs.joined())</w:p>" }

  // MARK: headings

  static let styles =
    style("T", "Title") + style("1", "heading 1") + style("2", "heading 2") + style("a", "正文")

  @Test func readsTitleAndHeadingsByStyle() throws {
    let body = p("安全一日", style: "T") + p("甲", style: "1") + p("乙", style: "2") + p("丙", style: "a")
    #expect(try lines(body, styles: Self.styles) == ["# 安全一日", "## 甲", "### 乙", "丙"])
  }

  @Test func leavesHeadingsWhereTheyAreWithoutATitle() throws {
    let body = p("安全一日", style: "1") + p("甲", style: "2")
    #expect(try lines(body, styles: Self.styles) == ["# 安全一日", "## 甲"])
    // The text above is the title, and the one heading a unit.
    let alone = p("安全一日") + p("甲", style: "1") + p("讲稿")
    #expect(try lines(alone, styles: Self.styles) == ["安全一日", "## 甲", "讲稿"])
  }

  @Test func joinsATitleOfTwoParagraphs() throws {
    let body = p("班组安全", style: "T") + p("一日培训", style: "T") + p("x") + p("后来", style: "T")
    #expect(try lines(body, styles: Self.styles) == ["# 班组安全一日培训", "x", "后来"])
    let english = p("Safe", style: "T") + p("Work", style: "T")
    #expect(try lines(english, styles: Self.styles) == ["# Safe Work"])
  }

  @Test(arguments: [
    ("a", "标题 1", "# x"), ("Heading3", "", "### x"), ("a", "Heading 9", "###### x"),
    ("a", "标题", "# x"), ("Title", "whatever", "# x"), ("a", "heading 12", "x"),
    ("a", "Subtitle", "x"), ("a", "副标题", "x"),
  ])
  func knowsStylesByNameOrId(id: String, name: String, expected: String) throws {
    #expect(try lines(p("x", style: id), styles: style(id, name)) == [expected])
  }

  @Test func readsOutlineLevels() throws {
    let styles =
      style("a", "章", #"<w:pPr><w:outlineLvl w:val="0"/></w:pPr>"#) + style("b", "节", basedOn: "a")
      + style("c", "文", basedOn: "a", #"<w:pPr><w:outlineLvl w:val="9"/></w:pPr>"#)
    let direct = #"<w:outlineLvl w:val="1"/>"#
    let body =
      p("1", style: "a") + p("2", style: "b") + p("3", style: "c")
      + p("4", properties: direct) + p("5", style: "a", properties: #"<w:outlineLvl w:val="9"/>"#)
    #expect(try lines(body, styles: styles) == ["# 1", "# 2", "3", "## 4", "5"])
  }

  @Test func keepsFieldsAndActivitiesInHeadingStyleAsTheyAre() throws {
    let body = p("【教学目标】会用", style: "1") + p("[案例分享：一](#)", style: "2")
    #expect(try lines(body, styles: Self.styles) == ["【教学目标】会用", "[案例分享：一](#)"])
  }

  @Test func keepsTheItemsOfANumberedListTogether() throws {
    let numbering = abstract(1, level(0, "decimal", "%1.")) + num(1, 1)
    let auto = WordFile(p("能够") + p("看", (1, 0)) + p("说", (1, 0)) + p("完"), numbering: numbering)
    #expect(try auto.read().text == "能够\n1. 看\n2. 说\n\n完\n")
    for mark in ["1．", "（1）", "1)", "①", "２、", "(12)"] {
      #expect(try WordFile(p("能够") + p("\(mark)看")).read().text == "能够\n\(mark)看\n")
      #expect(try WordFile(p("能够") + p("") + p("\(mark)看")).read().text == "能够\n\n\(mark)看\n")
    }
    for text in ["1.1 看", "1.5倍", "2019年", "（一）看", "一、看", "（2019）3号", "100. x"] {
      #expect(try WordFile(p("能够") + p(text)).read().text == "能够\n\n\(text)\n")
    }
  }

  // MARK: bold

  @Test func mergesBoldRunsAndLeavesBlanksOutside() throws {
    let bold = "<w:b/>"
    #expect(
      try lines(paragraph(run("a "), run("b", bold), run("  "), run("c ", bold), run("d")))
        == ["a **b  c** d"])
    #expect(try lines(paragraph(run("甲"), run("乙。", bold), run("丙"))) == ["甲**乙**。丙"])
    #expect(try lines(paragraph(run("甲"), run("“乙”", bold), run("丙"))) == ["甲“**乙**”丙"])
    #expect(try lines(paragraph(run("甲"), run("*", bold), run("丙"))) == ["甲*丙"])
    #expect(try lines(paragraph(run("a"), run("b", #"<w:b w:val="0"/>"#))) == ["ab"])
  }

  @Test func marksAWholeBoldParagraph() throws {
    #expect(try lines(paragraph(run("一、", "<w:b/>"), run("甲", "<w:b/>"))) == ["**一、甲**"])
    let numbered =
      #"<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>"#
      + run("甲", "<w:b/>") + "</w:p>"
    #expect(
      try WordFile(numbered, numbering: WordNumberingTests.plan).lines() == ["**一、甲**"])
    // 【】 and headings are what they are without stars.
    #expect(try lines(paragraph(run("【目标】", "<w:b/>"))) == ["【目标】"])
    #expect(try lines(paragraph(run("【目标】", "<w:b/>"), run("会"))) == ["【目标】会"])
    #expect(try lines(paragraph(run("（一）甲。", "<w:b/>"), run("讲稿"))) == ["（一）甲。讲稿"])
    let heading = #"<w:p><w:pPr><w:pStyle w:val="1"/></w:pPr>\#(run("甲", "<w:b/>"))</w:p>"#
    #expect(try lines(heading, styles: Self.styles) == ["# 甲"])
  }

  @Test func inheritsBoldFromStyles() throws {
    let styles =
      style("h", "小标题", "<w:rPr><w:b/></w:rPr>")
      + #"<w:style w:type="character" w:styleId="s"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>"#
    let strong = #"<w:rStyle w:val="s"/>"#
    #expect(try lines(p("甲", style: "h"), styles: styles) == ["**甲**"])
    #expect(try lines(paragraph(run("a "), run("b", strong)), styles: styles) == ["a **b**"])
    // Bold in bold is not bold.
    let both = #"<w:p><w:pPr><w:pStyle w:val="h"/></w:pPr>\#(run("b", strong))\#(run(" a"))</w:p>"#
    #expect(try lines(both, styles: styles) == ["b **a**"])
  }

  // MARK: links and fields

  private func field(_ instruction: String, _ result: String) -> String {
    #"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>\#(instruction)</w:instrText></w:r>"#
      + #"<w:r><w:fldChar w:fldCharType="separate"/></w:r>\#(result)"#
      + #"<w:r><w:fldChar w:fldCharType="end"/></w:r>"#
  }

  @Test func writesLinks() throws {
    let link = { (id: String, text: String) in
      #"<w:hyperlink r:id="\#(id)">\#(run(text))</w:hyperlink>"#
    }
    let links = [
      "r1": "cases/one.md", "r2": "https://example.org/a (b).html", "r3": "https://example.org/",
      "r4": "mailto:union@example.org",
    ]
    #expect(
      try lines(paragraph(link("r1", "案例分享：一")), links: links) == ["[案例分享：一](cases/one.md)"])
    #expect(
      try lines(paragraph(run("见"), link("r2", "附表 "), run("。")), links: links)
        == ["见[附表](https://example.org/a%20%28b%29.html) 。"])
    // Word makes links of what is typed; that is not a name for it.
    #expect(try lines(paragraph(link("r3", "example.org")), links: links) == ["example.org"])
    #expect(
      try lines(paragraph(link("r4", "union@example.org")), links: links) == ["union@example.org"])
    #expect(
      try lines(paragraph(run("[案例分享：一]("), link("r1", "cases/one.md"), run(")")), links: links)
        == ["[案例分享：一](cases/one.md)"])
    #expect(
      try lines(paragraph(link("r1", "【案例】一次事故")), links: links)
        == ["【案例】[一次事故](cases/one.md)"])
    #expect(
      try lines(paragraph(link("r1", "[案例分享：一]")), links: links) == ["[案例分享：一](cases/one.md)"])
    #expect(try lines(paragraph(link("unknown", "甲")), links: links) == ["甲"])
    #expect(
      try lines(#"<w:p><w:hyperlink w:anchor="x">\#(run("甲"))</w:hyperlink></w:p>"#)
        == ["[甲](#x)"])
  }

  @Test func writesLinksOfFields() throws {
    #expect(
      try lines(paragraph(field(#" HYPERLINK "cases/one.md" "#, run("案例：一")), run("完")))
        == ["[案例：一](cases/one.md)完"])
    #expect(
      try lines(paragraph(field(#"HYPERLINK "a.md" \l "b""#, run("x")))) == ["[x](a.md#b)"])
    #expect(try lines(paragraph(field(#"HYPERLINK \l "b""#, run("x")))) == ["[x](#b)"])
    let simple = #"<w:fldSimple w:instr=" HYPERLINK &quot;a.md&quot; ">\#(run("x"))</w:fldSimple>"#
    #expect(try lines(paragraph(simple)) == ["[x](a.md)"])
  }

  @Test func keepsTheResultsOfFieldsAndDropsTheirInstructions() throws {
    #expect(try lines(paragraph(run("第"), field("PAGE", run("3")), run("页"))) == ["第3页"])
    let nested = field("IF \(field("PAGE", run("7"))) = 7 yes no", run("yes"))
    #expect(try lines(paragraph(nested)) == ["yes"])
    // A field that never ends hides no paragraph but its own.
    let open =
      #"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>X</w:instrText></w:r>"#
    #expect(try lines(paragraph(run("a"), open) + paragraph(run("b"))) == ["a", "b"])
  }

  @Test func countsNothingOfATableOfContents() throws {
    let toc =
      #"<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \o "1-3" </w:instrText>"#
      + #"</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>\#(run("一、甲\t1"))</w:p>"#
      + paragraph(run("二、乙\t2")) + #"<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>"#
    let file = WordFile(toc + p("一、甲"))
    #expect(try file.lines() == ["一、甲"])
    #expect(try file.read().notes == [WordNote(.tablesOfContents, 1)])
    #expect(try file.read().place(line: 1, column: 1)?.paragraph == 4)
    let control =
      #"<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>"#
      + "</w:sdtPr><w:sdtContent>\(p("目录"))\(p("一、甲\t1"))</w:sdtContent></w:sdt>"
    #expect(try lines(control + p("一、甲")) == ["一、甲"])
    let styles = style("11", "toc 1") + style("TOC", "TOC Heading")
    #expect(
      try lines(p("目录", style: "TOC") + p("一、甲\t1", style: "11") + p("x"), styles: styles) == ["x"])
  }

  // MARK: runs

  @Test func writesSignsBreaksAndTabs() throws {
    let inner =
      "<w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:softHyphen/>"
      + #"<w:t>d</w:t><w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="Arial" w:char="4E00"/>"#
    #expect(try lines("<w:p><w:r>\(inner)</w:r></w:p>") == ["a\tb", "c-d✓一"])
    let heading =
      #"<w:p><w:pPr><w:pStyle w:val="1"/></w:pPr><w:r><w:t>安全</w:t><w:br/><w:t>生产</w:t></w:r></w:p>"#
    #expect(try lines(heading, styles: Self.styles) == ["# 安全生产"])
    let ruby = "<w:ruby><w:rt>\(run("pin"))</w:rt><w:rubyBase>\(run("拼"))</w:rubyBase></w:ruby>"
    #expect(try lines("<w:p><w:r>\(ruby)</w:r></w:p>") == ["拼"])
    #expect(try lines("<w:p><m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath></w:p>") == ["x=1"])
  }

  @Test func leavesOutHiddenText() throws {
    let file = WordFile(paragraph(run("a"), run("b", "<w:vanish/>"), run("c")))
    #expect(try file.lines() == ["ac"])
    #expect(try file.read().notes == [WordNote(.hiddenText, 1)])
  }

  @Test func takesTrackedChangesAsAccepted() throws {
    let file = WordFile(
      paragraph(
        run("a"), "<w:ins>\(run("b"))</w:ins>",
        "<w:del><w:r><w:delText>c</w:delText></w:r></w:del>",
        "<w:moveFrom>\(run("d"))</w:moveFrom>", "<w:moveTo>\(run("e"))</w:moveTo>"))
    #expect(try file.lines() == ["abe"])
    #expect(try file.read().notes == [WordNote(.trackedChanges, 4)])
  }

  @Test func joinsParagraphsWhoseMarkWasDeleted() throws {
    let deleted = #"<w:rPr><w:del w:id="1"/></w:rPr>"#
    let file = WordFile(
      p("甲", properties: deleted) + p("乙", (1, 0)) + p("丙", (1, 0)),
      numbering: WordNumberingTests.plan)
    #expect(try file.lines() == ["一、甲乙", "二、丙"])
    #expect(try lines(p("甲", properties: deleted)) == ["甲"])
  }

  @Test func ignoresTheFormatBeforeAChange() throws {
    let change = #"<w:pPrChange><w:pPr><w:pStyle w:val="1"/></w:pPr></w:pPrChange>"#
    #expect(try lines(p("甲", properties: change), styles: Self.styles) == ["甲"])
  }

  @Test func readsThroughControlsAndTags() throws {
    let control = { (content: String) in
      "<w:sdt><w:sdtPr/><w:sdtContent>\(content)</w:sdtContent></w:sdt>"
    }
    #expect(
      try lines(
        control(p("a") + control(p("b")))
          + paragraph(control(run("c")), "<w:smartTag>\(run("d"))</w:smartTag>")) == [
          "a", "b", "cd",
        ])
    let placeholder =
      "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>\(run("点击输入"))</w:sdtContent></w:sdt>"
    #expect(try lines(paragraph(run("a"), placeholder)) == ["a"])
  }

  @Test func tellsOfTextBoxesAndPictures() throws {
    let box = "<w:txbxContent>\(p("框里"))</w:txbxContent>"
    let choice =
      "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wps:wsp>\(box)</wps:wsp>"
      + "</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>\(box)</v:textbox></w:pict>"
      + "</mc:Fallback></mc:AlternateContent></w:r>"
    let file = WordFile(
      paragraph(
        run("a"), choice, "<w:r><w:drawing/></w:r>", run("b"),
        "<w:r><w:footnoteReference w:id=\"2\"/></w:r>") + p("c"))
    let word = try file.read()
    #expect(word.text == "ab\n\nc\n")
    #expect(
      word.notes == [WordNote(.textBoxes, 1), WordNote(.images, 1), WordNote(.footnotes, 1)])
    #expect(word.place(line: 3, column: 1)?.paragraph == 2)
  }
}
