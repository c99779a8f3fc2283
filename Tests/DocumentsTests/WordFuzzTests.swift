import Foundation
import Identity
import TestSupport
import Testing

@testable import Documents

/// Damages documents in thousands of ways, from a seed: nothing crashes, hangs or writes without end.
///
/// `GUILDHALL_FUZZ_CASES` and `GUILDHALL_SEED` make a longer or another run.
@Suite struct WordFuzzTests {
  /// One of everything.
  private static let corpus: [WordFile] = [
    WordFile(
      p("安全一日", style: "T") + p("甲", style: "1") + p("乙", (1, 1))
        + "<w:p>\(run("a"))\(run("b ", "<w:b/>"))<w:hyperlink r:id=\"r1\">\(run("c"))</w:hyperlink></w:p>",
      numbering: WordNumberingTests.plan + num(2, 5, override(0, start: 3)),
      styles: WordTextTests.styles, links: ["r1": "cases/one.md"]),
    WordFile(
      "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr>\(p("x|y"))</w:tc></w:tr>"
        + "<w:tr><w:tc>\(p("1"))</w:tc><w:tc><w:tcPr><w:vMerge/></w:tcPr>\(p("2"))</w:tc></w:tr></w:tbl>"
        + "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>TOC \\o</w:instrText></w:r>"
        + "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>\(run("目录"))<w:r><w:fldChar "
        + "w:fldCharType=\"end\"/></w:r></w:p>"
        + "<w:sdt><w:sdtContent>\(p("z", (1, 0)))</w:sdtContent></w:sdt>",
      numbering: abstract(
        1, level(0, "chineseCounting", "第%1章", #"<w:lvlRestart w:val="0"/><w:pStyle w:val="1"/>"#),
        level(1, "upperRoman", "%1.%2", "<w:isLgl/>"), level(2, "bullet", "o")) + num(1, 1)),
    WordFile(
      "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:ins>\(run("a"))</w:ins><w:del><w:r><w:delText>b"
        + "</w:delText></w:r></w:del></w:p><w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing>"
        + "<w:txbxContent>\(p("t"))</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict/>"
        + "</mc:Fallback></mc:AlternateContent><w:br/><w:tab/><w:sym w:font=\"Wingdings\" w:char=\"F0FC\"/>"
        + "</w:r><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath></w:p>"),
  ]

  private static let splinters = [
    "<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>甲</w:t>", "<w:tbl>", "</w:tbl>", "<w:tr>", "<w:tc>",
    "<w:sdt><w:sdtContent>", "<w:ins>", "<w:del>", "<w:fldChar w:fldCharType=\"begin\"/>",
    "<w:numId w:val=\"1\"/>", "<w:ilvl w:val=\"-1\"/>", "<w:ilvl w:val=\"8\"/>",
    "99999999999999999999",
    "-1", "&amp;", "&#0;", "&#x10FFFF;", "]]>", "<![CDATA[x]]>", "<!--", "-->", "<?x?>",
    "<!DOCTYPE x>",
    "\u{0}", "\u{FFFE}", "%1%2%3%4%5%6%7%8%9", "w:val=\"\"", "\"", "<", ">", "/", "\n", "**", "](",
    "【",
  ]

  /// The parts with some of their characters lost, doubled, moved or foreign.
  private func damageText(_ file: WordFile, _ chance: inout SplitMix64) -> [UInt8] {
    var parts = file.parts
    for _ in 0...chance.below(4) {
      let index = chance.below(parts.count)
      var text = Array(parts[index].text.unicodeScalars)
      guard !text.isEmpty else { continue }
      let start = chance.below(text.count)
      let end = min(text.count, start + chance.below(chance.below(3) == 0 ? 200 : 20))
      switch chance.below(5) {
      case 0: text.removeSubrange(start..<end)
      case 1: text.insert(contentsOf: text[start..<end], at: chance.below(text.count))
      case 2:
        text.insert(contentsOf: Array(chance.one(of: Self.splinters).unicodeScalars), at: start)
      case 3:
        text.replaceSubrange(
          start..<end, with: Array(chance.one(of: Self.splinters).unicodeScalars))
      default:
        let more = Array(repeating: text[start..<end], count: chance.below(300))
        text.insert(contentsOf: more.joined(), at: start)
      }
      parts[index].text = String(String.UnicodeScalarView(text))
    }
    if chance.below(8) == 0 { parts.remove(at: chance.below(parts.count)) }
    return Zip(parts.map { Zip.Item($0.path, $0.text) }).bytes
  }

  private static let whole = [
    "<w:p/>", "<w:tbl/>", "<w:tr/>", "<w:tc/>", "<w:r/>", "<w:t>甲|**]( </w:t>", "<w:sdt/>",
    "<w:br/>",
    "<w:pPr><w:numPr><w:ilvl w:val=\"3\"/><w:numId w:val=\"2\"/></w:numPr></w:pPr>", "<w:vMerge/>",
    "<w:p><w:r><w:t>一、</w:t></w:r></w:p>", "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>",
    "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>",
    "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>",
    "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>",
    "<w:r><w:instrText>HYPERLINK \\l \"</w:instrText></w:r>",
    "<w:basedOn w:val=\"1\"/>", "<w:outlineLvl w:val=\"0\"/>", "<w:b/>", "<w:vanish/>",
    "<w:start w:val=\"0\"/>",
    "<w:numStyleLink w:val=\"1\"/>", "<w:gridSpan w:val=\"60\"/>", "<w:gridBefore w:val=\"9\"/>",
  ]

  /// Documents that are whole as XML, and make no sense.
  private func damageMeaning(_ file: WordFile, _ chance: inout SplitMix64) -> [UInt8] {
    var parts = file.parts
    for _ in 0...chance.below(8) {
      let index = [0, 0, 0, 3, 4][chance.below(5)]
      let text = parts[index].text
      let places = text.indices.filter { text[$0] == (index.isMultiple(of: 2) ? "<" : "\"") }
      guard !places.isEmpty else { continue }
      let place = chance.one(of: places)
      if text[place] == "<" {
        parts[index].text = text[..<place] + chance.one(of: Self.whole) + text[place...]
      } else if text[text.index(after: place)...].first?.isNumber == true {
        // A number, a digit longer or shorter.
        let next = text.index(after: place)
        let digits = chance.one(of: ["", "9", "-", "00", "77777777777", "4294967296"])
        let rest = chance.below(2) == 0 ? text[next...] : text[text.index(after: next)...]
        parts[index].text = text[...place] + digits + rest
      }
    }
    return Zip(parts.map { Zip.Item($0.path, $0.text) }).bytes
  }

  private func damageBytes(_ file: WordFile, _ chance: inout SplitMix64) -> [UInt8] {
    var bytes = file.bytes
    for _ in 0...chance.below(6) {
      let place = chance.below(bytes.count)
      switch chance.below(4) {
      case 0: bytes[place] = chance.one(of: [0, 1, 0x7F, 0x80, 0xFF])
      case 1: bytes[place] ^= UInt8(1) << UInt8(chance.below(8))
      case 2: bytes.removeSubrange(place..<min(bytes.count, place + chance.below(64)))
      default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 40)], at: place)
      }
      if bytes.isEmpty { break }
    }
    return bytes
  }

  @Test func neitherCrashesNorHangsOnDamagedDocuments() throws {
    let environment = ProcessInfo.processInfo.environment
    let cases = environment["GUILDHALL_FUZZ_CASES"].flatMap { Int($0) } ?? 3_000
    let seed = environment["GUILDHALL_SEED"].flatMap { UInt64($0) } ?? 1
    var limits = WordLimits()
    limits.textBytes = 1 << 20
    for file in Self.corpus { #expect(try !file.read().text.isEmpty) }
    var read = 0
    var slowest = Duration.zero
    for number in 0..<cases {
      var chance = SplitMix64(seed: seed &* 1_000_003 &+ UInt64(number))
      let file = chance.one(of: Self.corpus)
      let bytes =
        switch chance.below(4) {
        case 0: damageBytes(file, &chance)
        case 1: damageText(file, &chance)
        default: damageMeaning(file, &chance)
        }
      let time = ContinuousClock().measure {
        do throws(WordProblem) {
          let word = try readWord(bytes, limits: limits)
          read += 1
          check(word, limits, "GUILDHALL_SEED=\(seed), case \(number)")
        } catch {}
      }
      slowest = max(slowest, time)
    }
    // Damage that leaves most documents unreadable, or none, would show little.
    #expect((cases / 20...cases * 19 / 20).contains(read), "\(read) of \(cases) could be read")
    #expect(slowest < .seconds(5), "\(slowest)")
    print("\(cases) damaged documents, \(read) read; the slowest took \(slowest)")
  }

  private func check(_ word: WordText, _ limits: WordLimits, _ which: Comment) {
    let lines = word.text.utf8.count { $0 == 10 }
    #expect(word.text.utf8.count <= limits.textBytes, which)
    #expect(word.lines.count == lines, which)
    for line in [1, 2, lines / 2, lines] where line > 0 && line <= lines {
      for column in [1, 5, 1_000] {
        let place = word.place(line: line, column: column)
        #expect(place.map { $0.paragraph > 0 && $0.column > 0 } == true, which)
      }
    }
  }
}
