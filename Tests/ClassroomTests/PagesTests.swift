import Testing

@testable import Classroom

@Suite struct PagesTests {
  func texts(_ markdown: String) -> [String] { sentences(of: markdown) }
  func heights(_ pages: [Page]) -> [Int] {
    pages.map { $0.lines.map(lineCount).reduce(0, +) }
  }

  // MARK: Sentences

  @Test func splitsAtSentenceEnds() {
    #expect(texts("先听。再问！为什么？记下；") == ["先听。", "再问！", "为什么？", "记下；"])
    #expect(texts("Listen first. Then ask! Why? ") == ["Listen first.", "Then ask!", "Why?"])
  }

  @Test func keepsAClosingQuoteWithItsSentence() {
    #expect(texts("他说：“不发工资。”大家沉默。") == ["他说：“不发工资。”", "大家沉默。"])
    #expect(texts("（见上文。）接着讲。") == ["（见上文。）接着讲。"])
  }

  @Test func doesNotTakeADecimalPointForASentenceEnd() {
    #expect(texts("涨了3.5倍。") == ["涨了3.5倍。"])
    #expect(texts("Pay rose 3.5 percent.") == ["Pay rose 3.5 percent."])
  }

  @Test func takesEachListItemForASentence() {
    #expect(texts("- 甲\n* 乙\n+ 丙") == ["· 甲", "· 乙", "· 丙"])
    #expect(texts("1. 甲\n2、乙\n3）丙\n4.丁") == ["1. 甲", "2. 乙", "3. 丙", "4. 丁"])
  }

  @Test func doesNotTakeANumberAtTheStartOfALineForAListItem() {
    #expect(texts("3.5亿职工。") == ["3.5亿职工。"])
    #expect(texts("10.5%的企业欠薪。") == ["10.5%的企业欠薪。"])
  }

  @Test func readsATableRowByRowWithoutItsRule() {
    #expect(texts("| 天 | 事 |\n|---|:-:|\n| 1 | 申请 |") == ["天　事", "1　申请"])
  }

  @Test func dropsHeadingAndQuoteMarks() {
    #expect(texts("## 背景\n某厂。\n> 引文。") == ["背景", "某厂。", "引文。"])
  }

  @Test func joinsSoftLineBreaks() {
    #expect(texts("劳动\n争议") == ["劳动争议"])
    #expect(texts("labour\ndispute") == ["labour dispute"])
    #expect(texts("甲\n\n乙") == ["甲", "乙"])
  }

  @Test func dropsInlineMarksAndKeepsTheirText() {
    #expect(plain("**重**点 `码` [法条](https://example.org/a_(b)) \\*星\\*") == "重点 码 法条 *星*")
    #expect(plain("[a [b](c)](d)") == "a b")
    #expect(plain("[open") == "[open")
    #expect(plain("[a](open") == "[a](open")
    #expect(plain("C:\\dir\\") == "C:\\dir\\")
  }

  @Test func findsNothingInNothing() {
    #expect(texts("").isEmpty)
    #expect(texts(" \n\t\n|||\n#\n>").isEmpty)
    #expect(pages(of: " \n").isEmpty)
  }

  // MARK: Pages

  @Test func countsWideScriptsTwice() {
    #expect(columns("工会ab") == 6)
    #expect(lineCount(String(repeating: "工", count: 24)) == 1)
    #expect(lineCount(String(repeating: "工", count: 25)) == 2)
    #expect(lineCount("") == 1)
  }

  @Test func fillsAPageWithSevenShortSentences() {
    let eight = (1...8).map { "第\($0)句。" }.joined()
    #expect(pages(of: eight).map(\.lines.count) == [7, 1])
  }

  @Test func neverSplitsASentenceThatFitsAPage() {
    let five = String(repeating: "长", count: 119) + "。"
    let pages = pages(of: five + five)
    #expect(pages.map(\.lines) == [[five], [five]])
  }

  @Test func breaksAnOverlongSentenceAtACommaElseByLength() {
    let clause = String(repeating: "长", count: 99) + "，"
    let broken = pages(of: clause + clause + "完。")
    #expect(broken.flatMap(\.lines) == [clause, clause + "完。"])
    let endless = String(repeating: "长", count: 400)
    #expect(pages(of: endless).flatMap(\.lines).map(\.count) == [168, 168, 64])
  }

  @Test func keepsTheRoleOnEveryPage() {
    let long = String(repeating: "一句。", count: 20)
    #expect(pages(of: long, role: .debrief).map(\.role) == [.debrief, .debrief, .debrief])
  }

  @Test func showsACaseAsTextThenQuestionsThenDebriefAndNeverTheTeachingNotes() {
    let pages = casePages(kit)
    #expect(pages.map(\.role) == [.text, .questions, .debrief])
    #expect(pages[0].lines == ["某厂欠薪两个月。", "职工找到工会。"])
    #expect(pages[1].lines == ["1. 先做什么？", "2. 找谁？"])
    #expect(pages[2].lines == ["先稳住人，再算账。"])
    #expect(!leaves(of: pages).contains { $0.contains("TEACHING-NOTES") })
  }

  /// Text of any shape, from a generator with a fixed seed.
  func anyText(_ seed: UInt64, count: Int) -> String {
    let parts = [
      "工", "会", "a", "b ", " ", "。", "，", ".", "!", "”", "“", "[", "](", ")", "*", "`", "\\", "|",
      "\n", "\n\n", "- ", "1. ", "# ", "> ", "3.5", "：", "😀", "\u{301}",
    ]
    var state = seed
    var text = ""
    for _ in 0..<count {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      text += parts[Int((state >> 33) % UInt64(parts.count))]
    }
    return text
  }

  @Test(arguments: 1...50 as ClosedRange<UInt64>)
  func fitsSevenLinesAPageAndDropsNoWordOfAnyText(seed: UInt64) {
    let text = anyText(seed, count: 2_000)
    let pages = pages(of: text)
    #expect(heights(pages).allSatisfy { (1...7).contains($0) })
    // A link's address is not shown; nothing else is lost.
    func words(_ text: String) -> [Unicode.Scalar] {
      text.unicodeScalars.filter { "工会".unicodeScalars.contains($0) }
    }
    let linkless = text.split(separator: "](").joined()
    let shown = Classroom.pages(of: linkless).flatMap(\.lines).joined()
    #expect(words(shown) == words(linkless))
  }

  @Test(arguments: [
    "[", "](", "[a](", "|", "#", "*", "`", "\\", "。", "，", ". ", "”", " ", "\n", "工", "1", "a ",
    "- a\n",
    "| a |\n", "> ", "[x](y)",
  ])
  func takesTimeInProportionToHugeInputs(unit: String) {
    let clock = ContinuousClock()
    func time(_ count: Int) -> Duration {
      let text = String(repeating: unit, count: count)
      return clock.measure { #expect(heights(pages(of: text)).allSatisfy { $0 <= 7 }) }
    }
    // Ten times the text: quadratic work would take a hundred times as long, whenever one looks;
    // a busy machine disturbs one look, not all.
    #expect((0..<6).contains { _ in time(20_000) < max(time(2_000), .milliseconds(2)) * 40 })
  }

  @Test func survivesDeeplyNestedBrackets() {
    let deep = String(repeating: "[", count: 50_000) + String(repeating: "](x)", count: 50_000)
    #expect(heights(pages(of: deep)).allSatisfy { $0 <= 7 })
  }
}
