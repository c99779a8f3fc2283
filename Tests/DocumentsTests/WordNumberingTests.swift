import Documents
import Testing

@Suite struct WordNumberingTests {
  /// The outline of a Chinese plan: 一、 and （一）.
  static let plan =
    abstract(5, level(0, "chineseCounting", "%1、"), level(1, "chineseCounting", "（%2）"))
    + num(1, 5)

  private func labels(_ numbering: String, _ paragraphs: [(Int, Int)]) throws -> [String] {
    try WordFile(paragraphs.map { p("x", $0) }.joined(), numbering: numbering).lines()
      .map { String($0.dropLast().split(separator: " ").joined(separator: " ")) }
  }

  @Test func numbersUnitsAndTopicsAsWordShowsThem() throws {
    let file = WordFile(
      p("守住底线", (1, 0)) + p("危险源", (1, 1)) + p("隐患", (1, 1)) + p("说真话", (1, 0))
        + p("谁来说", (1, 1)), numbering: Self.plan)
    #expect(
      try file.lines() == ["一、守住底线", "（一）危险源", "（二）隐患", "二、说真话", "（一）谁来说"])
  }

  @Test func fillsInTheNumbersOfHigherLevels() throws {
    let numbering =
      abstract(
        1, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2"), level(2, "decimal", "%1.%2.%3")
      )
      + num(1, 1)
    #expect(
      try labels(numbering, [(1, 0), (1, 1), (1, 2), (1, 2), (1, 1), (1, 0), (1, 1)])
        == ["1.", "1.1", "1.1.1", "1.1.2", "1.2", "2.", "2.1"])
  }

  @Test func writesEachLevelInItsOwnFormatUnlessItIsLegal() throws {
    let both = { (legal: String) in
      abstract(1, level(0, "upperRoman", "%1."), level(1, "decimalZero", "%1.%2", legal))
        + num(1, 1)
    }
    #expect(try labels(both(""), [(1, 0), (1, 0), (1, 1)]) == ["I.", "II.", "II.01"])
    #expect(try labels(both("<w:isLgl/>"), [(1, 0), (1, 0), (1, 1)]) == ["I.", "II.", "2.1"])
    #expect(
      try labels(both(#"<w:isLgl w:val="0"/>"#), [(1, 0), (1, 0), (1, 1)]) == [
        "I.", "II.", "II.01",
      ])
  }

  @Test func startsWhereTheLevelSays() throws {
    let numbering = abstract(1, level(0, "decimal", "%1.", start: 5)) + num(1, 1)
    #expect(try labels(numbering, [(1, 0), (1, 0)]) == ["5.", "6."])
    let none =
      #"<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/>"#
      + #"<w:lvlText w:val="%1."/></w:lvl></w:abstractNum>"# + num(1, 1)
    #expect(try labels(none, [(1, 0), (1, 0)]) == ["0.", "1."])
  }

  @Test func sharesTheCountOfOneDefinitionAmongItsInstances() throws {
    let numbering =
      abstract(1, level(0, "decimal", "%1.")) + num(1, 1) + num(2, 1) + num(3, 2)
      + abstract(2, level(0, "decimal", "%1)"))
    #expect(
      try labels(numbering, [(1, 0), (2, 0), (3, 0), (1, 0), (3, 0)])
        == ["1.", "2.", "1)", "3.", "2)"])
  }

  @Test func restartsOnceWhereAnInstanceOverridesTheStart() throws {
    let numbering =
      abstract(1, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2")) + num(1, 1)
      + num(2, 1, override(0, start: 8) + override(1, start: 3))
    #expect(
      try labels(
        numbering, [(1, 0), (1, 0), (2, 0), (2, 0), (1, 0), (2, 0), (2, 1), (2, 0), (2, 1)])
        == ["1.", "2.", "8.", "9.", "10.", "11.", "11.3", "12.", "12.3"])
  }

  @Test func replacesALevelThatAnInstanceOverrides() throws {
    let whole =
      #"<w:lvlOverride w:ilvl="0">"# + level(0, "lowerLetter", "%1)", start: 3)
      + "</w:lvlOverride>"
    let numbering = abstract(1, level(0, "decimal", "%1.")) + num(1, 1) + num(2, 1, whole)
    #expect(try labels(numbering, [(2, 0), (2, 0), (1, 0)]) == ["c)", "d)", "5."])
  }

  @Test(arguments: [
    (nil, ["1", "1-1", "1-1-1", "1-2", "1-2-1", "2", "2-1", "2-1-1"]),
    (0, ["1", "1-1", "1-1-1", "1-2", "1-2-2", "2", "2-1", "2-1-3"]),
    (1, ["1", "1-1", "1-1-1", "1-2", "1-2-2", "2", "2-1", "2-1-1"]),
    (2, ["1", "1-1", "1-1-1", "1-2", "1-2-1", "2", "2-1", "2-1-1"]),
    // A level does not restart after itself or a deeper one: the element says nothing then.
    (7, ["1", "1-1", "1-1-1", "1-2", "1-2-1", "2", "2-1", "2-1-1"]),
  ])
  func restartsAfterTheLevelThatIsNamed(restart: Int?, expected: [String]) throws {
    let rule = restart.map { #"<w:lvlRestart w:val="\#($0)"/>"# } ?? ""
    let numbering =
      abstract(
        1, level(0, "decimal", "%1"), level(1, "decimal", "%1-%2"),
        level(2, "decimal", "%1-%2-%3", rule)) + num(1, 1)
    let levels = [0, 1, 2, 1, 2, 0, 1, 2]
    #expect(try labels(numbering, levels.map { (1, $0) }) == expected)
  }

  @Test func countsAHigherLevelThatWasPassedOver() throws {
    let numbering =
      abstract(1, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2")) + num(1, 1)
    #expect(try labels(numbering, [(1, 1), (1, 1), (1, 0)]) == ["1.1", "1.2", "2."])
  }

  @Test func numbersThroughAStyle() throws {
    let numbering =
      abstract(
        3, level(0, "chineseCounting", "第%1章", #"<w:pStyle w:val="1"/>"#),
        level(1, "decimal", "%2.", #"<w:pStyle w:val="2"/>"#)) + num(4, 3)
    let styles =
      style("1", "heading 1", #"<w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr>"#)
      + style("2", "heading 2", basedOn: "1") + style("own", "我的标题", basedOn: "2")
    let body = p("甲", style: "1") + p("乙", style: "2") + p("丙", style: "own") + p("丁", style: "1")
    #expect(
      try WordFile(body, numbering: numbering, styles: styles).lines()
        == ["# 第一章 甲", "## 1. 乙", "## 2. 丙", "# 第二章 丁"])
  }

  @Test func takesTheLevelOfAStyleThatNoLevelNames() throws {
    let styles = style(
      "a", "条", #"<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>"#)
    #expect(
      try WordFile(p("甲", style: "a"), numbering: Self.plan, styles: styles).lines() == ["（一）甲"])
  }

  @Test func followsANumberingStyle() throws {
    let numbering =
      #"<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="L"/></w:abstractNum>"#
      + abstract(2, #"<w:styleLink w:val="L"/>"#, level(0, "ideographTraditional", "%1、"))
      + num(1, 1) + num(2, 2)
    let styles =
      #"<w:style w:type="numbering" w:styleId="L"><w:name w:val="条目"/><w:pPr><w:numPr>"#
      + #"<w:numId w:val="2"/></w:numPr></w:pPr></w:style>"#
    let body = p("x", (1, 0)) + p("y", (1, 0)) + p("z", (2, 0))
    #expect(
      try WordFile(body, numbering: numbering, styles: styles).lines() == ["甲、x", "乙、y", "丙、z"])
    // A link in a circle ends.
    let circle =
      #"<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="L"/></w:abstractNum>"# + num(2, 1)
    #expect(
      try WordFile(p("x", (2, 0)), numbering: circle, styles: styles).lines() == ["x"])
  }

  @Test func switchesNumberingOff() throws {
    let styles =
      style("1", "条", #"<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>"#)
      + style("2", "无", basedOn: "1", #"<w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>"#)
    let body =
      p("a", style: "1") + p("b", style: "1", (0, 0)) + p("c", style: "2") + p("d", style: "1")
    #expect(
      try WordFile(body, numbering: Self.plan, styles: styles).lines() == ["一、a", "b", "c", "二、d"])
  }

  @Test func countsParagraphsThatShowNothing() throws {
    let body = p("a", (1, 0)) + p("", (1, 0)) + p("c", (1, 0))
    #expect(try WordFile(body, numbering: Self.plan).lines() == ["一、a", "三、c"])
    // A hidden one is not there at all.
    let hidden =
      #"<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:vanish/>"#
      + "</w:rPr></w:pPr>\(run("b", "<w:vanish/>"))</w:p>"
    #expect(
      try WordFile(p("a", (1, 0)) + hidden + p("c", (1, 0)), numbering: Self.plan).lines()
        == ["一、a", "二、c"])
  }

  @Test func makesListsOfBullets() throws {
    let numbering = abstract(1, level(0, "bullet", "\u{F0B7}"), level(1, "bullet", "o")) + num(1, 1)
    let body = p("问", (9, 0)) + p("是", (1, 0)) + p("一", (1, 1)) + p("否", (1, 0)) + p("完")
    #expect(
      try WordFile(body, numbering: numbering).read().text == "问\n\n- 是\n  - 一\n- 否\n\n完\n")
    // A list that begins deep begins at the margin, and goes in step by step.
    let deep = p("a", (1, 1)) + p("b", (1, 0)) + p("c", (1, 1))
    #expect(try WordFile(deep, numbering: numbering).read().text == "- a\n- b\n  - c\n")
  }

  @Test func showsNoNumberWhereTheLevelHasNone() throws {
    let numbering =
      abstract(1, level(0, "none", ""), level(1, "decimal", ""), level(2, "decimal", "%1%3."))
      + num(1, 1)
    #expect(
      try WordFile(p("a", (1, 0)) + p("b", (1, 1)) + p("c", (1, 2)), numbering: numbering).lines()
        == ["a", "b", "1. c"])
  }

  @Test func takesAFormatThatFallsBack() throws {
    let choice =
      #"<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002"/>"#
      + #"</mc:Choice><mc:Fallback><w:numFmt w:val="decimalZero"/></mc:Fallback></mc:AlternateContent>"#
    let numbering =
      #"<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/>\#(choice)"#
      + #"<w:lvlText w:val="%1."/></w:lvl></w:abstractNum>"# + num(1, 1)
    #expect(try labels(numbering, [(1, 0)]) == ["01."])
  }

  @Test func survivesDefinitionsThatMakeNoSense() throws {
    let numbering =
      abstract(1, level(0, "decimal", "%1%9%%1.", start: -4), level(77, "decimal", "x"))
      + abstract(2, level(0, "decimal", "%1", start: Int.max)) + num(1, 1) + num(2, 2) + num(3, 99)
      + num(4, 2, override(99, start: 1) + override(0, start: Int.min))
    let body = [(1, 0), (1, 99), (1, -1), (2, 0), (2, 0), (3, 0), (4, 0)].map { p("x", $0) }
      .joined()
    #expect(
      try WordFile(body, numbering: numbering).lines()
        == ["0%0. x", "x", "x", "999999999 x", "1000000000 x", "x", "0 x"])
  }
}
