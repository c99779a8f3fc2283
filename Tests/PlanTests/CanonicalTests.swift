import Foundation
import Plan
import Testing

@Suite struct CanonicalTests {
  /// What must hold of any text: the same course, the same form again, and nothing lost.
  private func holds(_ text: String, _ name: String) {
    let form = canonical(text)
    let before = read(text)
    let after = read(form)
    #expect(essence(of: after.course) == essence(of: before.course), "\(name): another course")
    #expect(canonical(form) == form, "\(name): not settled")
    #expect(letters(form) == letters(text), "\(name): text lost")
    #expect(form.isEmpty || form.last?.isNewline == true, "\(name): no line end at the end")
  }

  /// All that an author wrote but marks, brackets, numbers, emphasis and blanks.
  private func letters(_ text: String) -> String {
    let changed = Set(
      "（）()【】[]［］：:、.．,，｜|·—–-・•*_#①②③④⑤⑥⑦⑧⑨⑩０１２３４５６７８９0123456789一二三四五六七八九十〇零".unicodeScalars)
    var result = ""
    var word = ""
    func isLatin(_ scalar: Unicode.Scalar) -> Bool {
      scalar.isASCII && scalar.properties.isAlphabetic
    }
    for scalar in text.unicodeScalars.map({ $0 }) + [" "] {
      if isLatin(scalar) {
        word.unicodeScalars.append(scalar)
        continue
      }
      // A, iv: letters and Roman numbers count headings too.
      if word.count > 1, !word.lowercased().allSatisfy({ "ivx".contains($0) }) { result += word }
      word = ""
      if !scalar.properties.isWhitespace, !changed.contains(scalar) {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  @Test(arguments: Fixtures.names)
  func keepsTheCourseOfEveryFixture(name: String) throws {
    holds(try Fixtures.text(name), name)
  }

  @Test func keepsTheCourseOfTheExamplesAndTheRealPlan() throws {
    let root = Fixtures.folder.appending(path: "../../..").standardized
    var files = [
      root.appending(path: "Examples/劳动争议预防与处理/教案.md"),
      root.appending(path: "Examples/Workplace safety committees/plan.md"),
    ]
    let real = root.appending(path: "../shared/plans/000_9bfbc4b03e2c5a4f.txt").standardized
    if FileManager.default.fileExists(atPath: real.path()) { files.append(real) }
    for file in files {
      holds(try String(contentsOf: file, encoding: .utf8), file.lastPathComponent)
    }
  }

  @Test(arguments: 1...40)
  func keepsTheCourseOfGeneratedPlans(seed: Int) {
    var generator = PlanGenerator(seed: UInt64(seed))
    holds(generator.plan(), "seed \(seed)")
  }

  /// Lines of one fixture among those of another, in any order.
  @Test(arguments: 1...40)
  func keepsTheCourseOfJumbledPlans(seed: Int) throws {
    var generator = PlanGenerator(seed: UInt64(seed) &+ 7_000)
    var lines: [String] = []
    for _ in 0..<2 {
      let text = try Fixtures.text(Fixtures.names[generator.next(Fixtures.names.count)])
      lines += text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
    let jumbled = (0..<min(lines.count, 60)).map { _ in lines[generator.next(lines.count)] }
    holds(jumbled.joined(separator: "\n"), "seed \(seed)")
  }

  @Test func writesMarksBracketsFieldsAndBlankLinesInOneWay() {
    let text = """
      \u{3000}\u{3000}**消防安全培训**
      教学对象: 车间安全员
      【教学时长】：90分钟
      【教学内容】
      \u{3000}一. 认识火情(30分钟)
      （一） 早期火情
      先看烟的颜色。



      再听声音。
      【讨论】 发现火情先做什么 (10分钟)
      (二)报警
      说清地点。
      案例:一次误报
      来源：自编
      二、使用灭火器
      拔、握、压。
      """
    #expect(
      canonical(text) == """
        消防安全培训

        【教学对象】车间安全员

        【教学时长】90分钟

        【教学内容】

        一、认识火情（30分钟）

        （一）早期火情
        先看烟的颜色。

        再听声音。

        【讨论】发现火情先做什么（10分钟）

        （二）报警
        说清地点。

        【案例】一次误报
        来源：自编

        二、使用灭火器
        拔、握、压。

        """)
  }

  @Test func writesEnglishPlansInTheirWay() {
    let text =
      "Fire safety\nDuration:90 minutes\n\n1.Seeing fire （30 min）\nSmoke.\n【Poll】Who knows?\n- yes\n- no\n2．Using it\nPull.\n"
    #expect(
      canonical(text) == """
        Fire safety

        Duration: 90 minutes

        1. Seeing fire (30 min)
        Smoke.

        [Poll] Who knows?
        - yes
        - no

        2. Using it
        Pull.

        """)
  }

  @Test func countsHeadingsRightAndLeavesCodeAlone() {
    let text = "题目\n\n一、甲\n乙。\n\n```\n一. x\n\n\ny\n```\n\n三、丙\n丁。\n"
    let form = canonical(text)
    #expect(form.contains("\n二、丙\n"))
    #expect(form.contains("```\n一. x\n\n\ny\n```"))
  }

  @Test(arguments: ["\r\n", "\r", "\n"])
  func keepsTheLineEndUsedMost(end: String) {
    let form = canonical(["题目", "", "一、甲", "乙。", "丙。"].joined(separator: end) + "\n")
    #expect(form == ["题目", "", "一、甲", "乙。", "丙。", ""].joined(separator: end))
  }

  @Test func takesAnyText() {
    for text in ["", "\n", "\u{FEFF}", "【", "# ", "```", "一、", "|", "\r\r\n\n", "a\u{0301}："] {
      holds(text, text.debugDescription)
    }
  }
}

@Suite struct MendTests {
  @Test func appliesFixesAndChangesNothingElse() {
    let text = "题目\r\n（一）甲\r(三)乙\n\u{1F600}末"
    let fix = Fix(
      range: SourceRange(
        start: SourcePosition(line: 3, column: 1), end: SourcePosition(line: 3, column: 6)),
      replacement: "（二）")
    let done = applying([fix], to: text)
    #expect(Array(done.text.utf8) == Array("题目\r\n（一）甲\r（二）乙\n\u{1F600}末".utf8))
    #expect(done.applied == [fix])
    // Overlapping: the first one; out of the text: none.
    let wide = Fix(
      range: SourceRange(
        start: SourcePosition(line: 3, column: 2), end: SourcePosition(line: 3, column: 9)),
      replacement: "x")
    #expect(applying([wide, fix], to: text).applied == [fix])
    let outside = Fix(
      range: SourceRange(
        start: SourcePosition(line: 9, column: 1), end: SourcePosition(line: 9, column: 2)),
      replacement: "x")
    #expect(applying([outside], to: text).text == text)
    // Not in the middle of a character.
    let torn = Fix(
      range: SourceRange(
        start: SourcePosition(line: 1, column: 2), end: SourcePosition(line: 1, column: 3)),
      replacement: "")
    #expect(applying([torn], to: text) == (text, []))
  }

  @Test(arguments: [
    ("[案例分享：甲厂的欠薪](#)", "[案例分享：甲厂的欠薪](案例-甲厂的欠薪.md)"),
    ("[案例分享：甲厂的欠薪]()（20分钟）", "[案例分享：甲厂的欠薪](案例-甲厂的欠薪.md)（20分钟）"),
    ("【案例】甲厂的欠薪（20分钟）", "[案例：甲厂的欠薪](案例-甲厂的欠薪.md)（20分钟）"),
    ("【案例研讨：甲厂的欠薪】", "[案例研讨：甲厂的欠薪](案例-甲厂的欠薪.md)"),
    ("案例：甲厂的欠薪", "[案例：甲厂的欠薪](案例-甲厂的欠薪.md)"),
    ("- [案例：甲厂 / “欠薪”]()", "- [案例：甲厂 / “欠薪”](案例-甲厂-欠薪.md)"),
    ("[Case: Lost wages](#)", "[Case: Lost wages](case-Lost-wages.md)"),
    ("[Case] Lost wages (20 min)", "[Case: Lost wages](case-Lost-wages.md)(20 min)"),
  ])
  func givesACaseItsKit(line: String, mended: String) throws {
    let text = "题目\n\n【教学时长】2小时\n\n一、甲\n\n乙。\n\n\(line)\n\n二、丙\n\n丁。\n"
    let before = read(text)
    let found = mends(of: before.findings, in: text) { _ in false }
    let mend = try #require(found.compactMap { $0 }.first { $0.newFile != nil })
    let done = applying([mend.edit], to: text).text
    #expect(done == text.replacing(line, with: mended))
    let after = read(done)
    #expect(!after.findings.contains { $0.id == .caseWithoutMaterial })
    let old = try #require(before.course.allActivities.first { $0.kind == .case })
    let new = try #require(after.course.allActivities.first { $0.kind == .case })
    #expect(new.title == old.title && new.form == old.form && new.minutes == old.minutes)
    let file = try #require(mend.newFile)
    #expect(new.material == .link(file.path))
    #expect(readCaseKit(file.text).title == old.title)
  }

  @Test func takesAnotherNameWhereOneIsTaken() {
    let text = "题目\n\n一、甲\n\n[案例：乙](#)\n\n[案例：乙](#)\n"
    let found = mends(of: read(text).findings, in: text) { $0.path == "案例-乙.md" }
    #expect(found.compactMap { $0?.newFile?.path } == ["案例-乙-2.md", "案例-乙-3.md"])
  }

  @Test func mendsEveryFixtureUntilNothingIsLeft() throws {
    for name in Fixtures.names {
      var text = try Fixtures.text(name)
      var files: Set<String> = []
      for _ in 0..<20 {
        let found = mends(of: read(text).findings, in: text) { files.contains($0.path) }
          .compactMap { $0 }
        if found.isEmpty { break }
        let done = applying(found.map(\.edit), to: text)
        #expect(!done.applied.isEmpty, "\(name)")
        files.formUnion(found.compactMap(\.newFile?.path))
        text = done.text
      }
      let left = mends(of: read(text).findings, in: text) { files.contains($0.path) }
      #expect(left.allSatisfy { $0 == nil }, "\(name)")
    }
  }
}

/// Plans of many manners from a seed, our own text.
struct PlanGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(bound))
  }

  private mutating func one(_ choices: [String]) -> String { choices[next(choices.count)] }

  mutating func plan() -> String {
    let end = one(["\n", "\n", "\r\n"])
    let chinese = ["一", "二", "三", "四", "五", "六"]
    let unitForm = next(5)
    let topicForm = next(4)
    var lines = [one(["", "\u{3000}", "# ", "**"]) + "班组长安全培训", ""]
    if lines[0].hasPrefix("**") { lines[0] += "**" }
    lines.append(one(["【教学时长】1天（6小时/天）", "教学时长: 6小时", "【教学时长】：360分钟", "**培训时长：** 6小时"]))
    lines += [one(["【教学对象】班组长", "教学对象：班组长", ""]), one(["【教学内容】", "教学内容：", ""])]
    for unit in 0..<(2 + next(3)) {
      let blank = one(["", " ", "\u{3000}"])
      let number = next(9) == 0 ? unit + 1 : unit
      let marks = [
        "\(chinese[number])、\(blank)", "第\(chinese[number])章 \(blank)", "\(chinese[number]). ",
        "## \(unit + 1). ", "第 0\(unit + 1) 课：",
      ]
      lines.append(
        one(["", "\u{3000}\u{3000}"]) + marks[unitForm] + "单元\(chinese[unit])的内容"
          + one(["", "（60分钟）", " (60分钟)"]))
      if next(2) == 0 { lines += [one(["", "  "]), "先说明为什么要学。"] }
      for topic in 0..<next(4) {
        let marks = [
          next(3) == 0 ? "(\(chinese[topic]))" : "（\(chinese[topic])）\(blank)", "\(topic + 1). ",
          "\(topic + 1)、", "（\(topic + 1)）",
        ]
        lines.append(
          marks[topicForm] + "专题\(chinese[unit])之\(chinese[topic])" + one(["", "。正文从这里开始。"]))
        for _ in 0..<next(4) { lines.append(contentsOf: piece()) }
      }
      for _ in 0..<next(3) { lines.append(contentsOf: piece()) }
    }
    return lines.joined(separator: end)
  }

  private mutating func piece() -> [String] {
    switch next(9) {
    case 0: ["", "", ""]
    case 1: ["【讨论】" + one(["", " ", "："]) + "怎样报告隐患" + one(["", " (20分钟)", "（20分钟）"])]
    case 2: ["[案例分享:误操作](" + one(["#", "", "a.md"]) + ")", ""]
    case 3: ["【测验】先做什么？", "- [ ] 走开", "- [x] 断电", "> 解析：先断电。", ""]
    case 4: ["小组讨论：现场怎么办", "每组说一条。", ""]
    case 5: ["- 第一点；", "- 第二点。"]
    case 6: ["```", "一、代码", "", "", "完", "```"]
    case 7: ["［投票］\u{3000}您检查过灭火器吗", "- 有", "- 没有", ""]
    default: ["安全检查要有记录，发现问题当天报告。", one(["", "\u{3000}", "　　再次强调：先人后物。"])]
    }
  }
}
