import Foundation
import Identity
import Plan
import TestSupport
import Testing

@Suite struct ReadTests {
  @Test(arguments: ["\n", "\r\n", "\r"])
  func readsEveryLineEndAlike(end: String) throws {
    let text = try Fixtures.text("official")
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: end)
    #expect(read(lines) == read(text))
  }

  @Test func countsColumnsInBytes() throws {
    let findings = read("题目\n【教学时长】1小时\n一、甲\n见《某规定》第5条，𠮷，《另法》第6条，第7条。").findings
    let references = findings.filter { $0.id == .datedReference }
    // A statute is named once: 第7条 is of the law named last.
    #expect(references.map(\.range.start.column) == [4, 36])
    #expect(references.map(\.arguments) == [["《某规定》第5条"], ["《另法》第6条"]])
  }

  @Test func saysThatALinkedFileIsMissing() {
    let text = "题目\n【教学时长】1小时\n一、甲\n[案例：乙](a%20b.md#x)\n见[丙](./c/../d.md)和[网](https://e.org)。"
    let missing = read(text, resources: Resources(files: ["a b.md"])).findings
      .filter { $0.id == .linkMissing }
    #expect(missing.map(\.arguments) == [["d.md"]])
    #expect(!read(text).findings.contains { $0.id == .linkMissing })
  }

  @Test(arguments: [
    "../x", "a/../../x", "/etc/passwd", "C:\\x", "javascript:alert(1)", "java\tscript:x",
    "//host/x",
    "..%2fx", "%2e%2e/x", "file:///x", "javascript&colon;x", "data:text/html,x", "\\\\host\\x",
    "JAVASCRIPT:x", "a\\..\\..\\x",
  ])
  func refusesLinksThatLeaveThePlan(address: String) {
    let findings = read("题目\n【教学时长】1小时\n一、甲\n见[乙](\(address))。").findings
    #expect(findings.contains { $0.id == .linkOutsidePlan }, "\(address)")
  }

  @Test(arguments: [
    "https://a.org/?b=1&c=2", "http://a.org", "mailto:a@b.org", "a/b.md", "a..b.md", "#x",
  ])
  func allowsOtherLinks(address: String) {
    let findings = read("题目\n【教学时长】1小时\n一、甲\n见[乙](\(address))。").findings
    #expect(!findings.contains { $0.id == .linkOutsidePlan }, "\(address)")
  }

  /// Fixes applied to the text mend what they are for, and nothing else is said of them again.
  @Test(arguments: Fixtures.names)
  func mendsByItsFixes(name: String) throws {
    let text = try Fixtures.text(name)
    let first = read(text)
    let mended = apply(first.findings.compactMap(\.fix), to: text)
    let second = read(mended)
    #expect(second.findings.compactMap(\.fix).isEmpty)
    #expect(second.course.units.count == first.course.units.count)
  }

  private func apply(_ fixes: [Fix], to text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.utf8) }
    for fix in fixes.reversed() {
      let line = fix.range.start.line - 1
      lines[line].replaceSubrange(
        (fix.range.start.column - 1)..<(fix.range.end.column - 1), with: Array(fix.replacement.utf8)
      )
    }
    return lines.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
  }

  /// No text makes it trap, and every place it names exists.
  @Test(arguments: Fixtures.names)
  func survivesMutations(name: String) throws {
    let original = Array(try Fixtures.text(name).unicodeScalars)
    let spice = Array(
      "一二十（）()【】[]#*|->`~$0123456789.．、：:；。AB答案天时分\n\n\r\t　×/每第章A%^&😀".unicodeScalars)
    var random = SplitMix64(seed: UInt64(name.utf8.count) &* 7919)
    for round in 0..<60 {
      var text = original
      for _ in 0..<(1 + random.below(12)) where !text.isEmpty {
        let place = random.below(text.count)
        switch random.below(4) {
        case 0: text.remove(at: place)
        case 1: text.insert(random.one(of: spice), at: place)
        case 2: text[place] = random.one(of: spice)
        default:
          let end = min(place + random.below(40), text.count)
          let piece = Array(text[place..<end])
          text.insert(contentsOf: piece, at: random.below(text.count))
        }
      }
      var view = String.UnicodeScalarView()
      view.append(contentsOf: text)
      #expect(Invariants.violation(of: String(view)) == nil, "\(name) \(round)")
    }
  }

  @Test(arguments: [
    "", "\n", "\r", "   ", "#", "######", "【", "【】", "[", "[](", "|", "|-|", "1.", "一、", "（", "---",
    "---\n---",
    "---\ntitle:", "目录", "目录\n一", ">", "- ", "- [x]", "*", "**", "****", "第", "第一", "第一章", "A.",
    "答案：B",
    "【测验】", "【测验】\n答案：B", "【后测】同前测", "题\n【教学时长】999999999999天\n一、甲", "题\n【时长】0分钟\n一、甲（0分钟）",
    "题\n【时长】99999999小时\n一、甲\n（99999999分钟）", "题（1分钟）\n一、甲\n二、乙", "\u{FEFF}题", "\0\0", "𠀀𠀀",
    "题\n【时长】1天\n一、甲（360分钟）\n【讨论】乙（1分钟）", "题\n【时长】400天\n一、甲",
  ])
  func survives(text: String) {
    #expect(Invariants.violation(of: text) == nil)
  }

  /// Found by `bin/fuzz`: the fixes of the number and of the brackets overlapped.
  @Test func mendsAMarkThatIsWrongTwiceByOneFix() {
    let findings = read("题\n【时长】1小时\n一、甲\n（一）乙\n丙。\n（二）丁\n戊。\n(四）己\n庚。\n").findings
    let fixes = findings.compactMap(\.fix)
    #expect(fixes.map(\.replacement) == ["（三）"])
    #expect(findings.filter { $0.range.start.line == 8 }.map(\.id).contains(.mixedBrackets))
  }

  @Test func readsWithoutATimetableWhenAsked() throws {
    let text = try Fixtures.text("official")
    let whole = read(text)
    let outline = read(text, withTimetable: false)
    #expect(outline.course == whole.course)
    #expect(outline.findings.allSatisfy { whole.findings.contains($0) })
    #expect(outline.findings.count < whole.findings.count)
  }

  @Test(arguments: [
    String(repeating: "一、甲\n", count: 20_000), String(repeating: "甲。第1条", count: 60_000),
    String(repeating: "*", count: 300_000), String(repeating: "](", count: 150_000),
    String(repeating: "（", count: 300_000), String(repeating: "【测验】甲\n- a\n", count: 8_000),
    String(repeating: "- a\n\n", count: 30_000), String(repeating: "1. a；\n", count: 30_000),
    String(repeating: "|---|\n", count: 30_000),
    "题\n【测验】甲\n" + String(repeating: "乙丙丁。\n\n", count: 30_000),
    "题\n" + String(repeating: "## 教学过程\n### 一、甲\n", count: 8_000),
    "题\n【教学目标】\n" + String(repeating: "\n1. 甲\n", count: 20_000),
    "题\n一、甲\n" + String(repeating: "1. 乙\n2. 丙\n（一）丁\n", count: 8_000),
    "题\n目录\n" + String(repeating: "一、甲\n二、乙\n", count: 15_000),
    "题\n【时长】300天\n" + String(repeating: "一、甲\n【讨论】乙\n", count: 5_000),
    String(repeating: String(repeating: "*", count: 1_999) + "\n", count: 150),
    String(repeating: "## 甲甲\n", count: 20_000), String(repeating: "【教学目标】甲\n", count: 20_000),
    "| 内容 | 时间 |\n|---|---|\n" + String(repeating: "| 甲 | 5分钟 |\n", count: 10_000),
    "```\n" + String(repeating: "一、甲\n", count: 30_000), String(repeating: "|", count: 200_000),
    String(repeating: "\n", count: 200_000), "e" + String(repeating: "\u{301}", count: 200_000),
    String(repeating: "👩🏽‍🏭", count: 30_000), String(repeating: "1. 甲\n① 乙\n", count: 10_000),
    String(repeating: "[", count: 200_000), String(repeating: "`", count: 200_000),
    String(repeating: "<a:", count: 100_000), String(repeating: "《", count: 200_000),
  ])
  func takesTimeInProportion(text: String) {
    let start = Self.threadSeconds()
    _ = read(text)
    let seconds = Self.threadSeconds() - start
    // A debug build needs a second or two; anything quadratic would need minutes.
    #expect(seconds < 20, "\(text.unicodeScalars.prefix(12)) took \(seconds) s")
  }

  /// The processor time of this thread, whatever else the machine does.
  private static func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
