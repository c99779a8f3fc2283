import Documents
import TestSupport
import Testing

@Suite struct WordBoundsTests {
  private func problem(
    _ bytes: [UInt8], _ change: (inout WordLimits) -> Void = { _ in }
  ) -> WordProblem? {
    var limits = WordLimits()
    change(&limits)
    do throws(WordProblem) {
      _ = try readWord(bytes, limits: limits)
      return nil
    } catch {
      return error
    }
  }

  private func zip(_ parts: [(path: String, text: String)]) -> [UInt8] {
    Zip(parts.map { Zip.Item($0.path, $0.text) }).bytes
  }

  /// A document with another main part.
  private func with(main: String) -> [UInt8] {
    var parts = WordFile("").parts
    parts[0].text = main
    return zip(parts)
  }

  @Test func saysWhatIsNoWordDocument() {
    #expect(problem(Array("一、甲".utf8)) == .notWord(nil))
    #expect(problem([]) == .notWord(nil))
    let old: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
    #expect(problem(old) == .notWord(.doc))
    #expect(problem(old + "EncryptedPackage".utf8.flatMap { [$0, 0] }) == .encrypted)
    #expect(problem(Array("%PDF-1.7".utf8)) == .notWord(.pdf))
    #expect(problem(zip([("xl/workbook.xml", "<x/>")])) == .notWord(.xlsx))
    #expect(problem(zip([("a.txt", "甲")])) == .notWord(.zip))
    #expect(problem(with(main: "<document/>")) == .notWord(.zip))
    #expect(problem(zip([("word/other.xml", "<x/>")])) == .notWord(.zip))
  }

  @Test func saysWhatIsDamaged() {
    let whole = WordFile(p("甲")).bytes
    #expect(problem(whole) == nil)
    #expect(problem(Array(whole.dropLast(40))) == .damaged(part: nil))
    for main in [
      "", "<w:document", "<a><b></a></b>", "<a/><b/>", "<a b=1/>", "<a b=\"1\" b=\"2\"/>", "x",
      "<a>&amp</a>", "<a>\u{1}</a>",
    ] {
      let found = problem(with(main: main))
      #expect(found == .damaged(part: "word/document.xml"), "\(main)")
    }
    var parts = WordFile(p("甲")).parts
    parts[4].text = "<w:styles"
    #expect(problem(zip(parts)) == .damaged(part: "word/styles.xml"))
    let secret = Zip(
      Zip.Item(Array("word/document.xml".utf8), [UInt8](repeating: 7, count: 20), flags: 1))
    #expect(problem(secret.bytes) == .encrypted)
  }

  @Test func refusesEntitiesWhateverTheEncodingSays() {
    let document =
      WordFile.part("document", "<w:body>\(p("&a;"))</w:body>")
      .split(separator: "?>", maxSplits: 1).last.map(String.init) ?? ""
    let bomb = #"<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>"#
    let outer = #"<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>"#
    for type in [bomb, outer, "<!DOCTYPE x>", #"<!DOCTYPE x SYSTEM "http://example.org/x.dtd">"#] {
      let part = "word/document.xml"
      #expect(problem(with(main: type + document)) == .declaresEntities(part: part))
      let declared = #"<?xml version="1.0"?>"# + type + document
      #expect(problem(with(main: declared)) == .declaresEntities(part: part))
    }
    // Hidden in UTF-7 it is no document type but text; and the name of an encoding counts nothing.
    let hidden = #"<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-"# + document
    #expect(problem(with(main: hidden)) == .damaged(part: "word/document.xml"))
    #expect(problem(with(main: document)) == .damaged(part: "word/document.xml"))
  }

  @Test func readsUTF16() throws {
    var parts = WordFile(p("甲乙")).parts
    let main = parts.removeFirst().text
    for encoding: TextEncoding in [.utf16le, .utf16be] {
      let content = try encode(main, as: encoding, bom: true)
      let items = [Zip.Item("word/document.xml", content)]
      let file = Zip(items + parts.map { Zip.Item($0.path, $0.text) })
      #expect(try readWord(file.bytes).text == "甲乙\n")
    }
    var wrong = with(main: "")
    wrong = Zip(Zip.Item("word/document.xml", [0x3C, 0xFF, 0x3E])).bytes
    #expect(problem(wrong) == .damaged(part: "word/document.xml"))
  }

  @Test func boundsDepthElementsAndBytes() {
    let deep = { (count: Int) in
      WordFile(
        String(repeating: "<w:ins>", count: count) + String(repeating: "</w:ins>", count: count)
      ).bytes
    }
    #expect(problem(deep(190)) == nil)
    #expect(problem(deep(200)) == .tooDeep(limit: 200))
    #expect(problem(deep(100_000)) == .tooDeep(limit: 200))
    let many = WordFile(String(repeating: "<w:p/>", count: 2_000)).bytes
    #expect(problem(many) == nil)
    #expect(problem(many) { $0.elements = 1_000 } == .tooLarge)
    #expect(problem(many) { $0.zip.entryBytes = 5_000 } == .tooLarge)
    #expect(problem(many) { $0.zip.totalBytes = 5_000 } == .tooLarge)
    #expect(problem(many) { $0.zip.entries = 2 } == .tooLarge)
    let text = WordFile(String(repeating: p("讲稿"), count: 500)).bytes
    #expect(problem(text) { $0.textBytes = 3_000 } == .tooLarge)
  }

  @Test func stopsABombByWhatComesOut() {
    let bomb = Zip.deflatedZeros(60 << 20)
    let items = [Zip.Item("word/document.xml", bomb, method: 8, size: 10)]
    #expect(problem(Zip(items).bytes) == .tooLarge)
    // What is never read is never inflated: a picture may be of any size.
    let file = WordFile(p("甲")).parts.map { Zip.Item($0.path, $0.text) }
    #expect(problem(Zip(file + [Zip.Item("word/media/a.png", bomb, method: 8)]).bytes) == nil)
  }

  @Test func isNotMadeToWriteMuchFromLittle() {
    // Columns that a cell claims, a long address, a long number, in each of many paragraphs.
    let row =
      #"<w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr><w:p/></w:tc><w:tc/></w:tr>"#
    let table = WordFile("<w:tbl>\(String(repeating: row, count: 2_000))</w:tbl>")
    #expect(problem(table.bytes) { $0.textBytes = 1_000_000 } == nil)
    let link = #"<w:p><w:hyperlink r:id="r1">\#(run("x"))</w:hyperlink></w:p>"#
    let links = WordFile(
      String(repeating: link, count: 2_000),
      links: ["r1": "http://x/" + String(repeating: "y", count: 100_000)])
    #expect(problem(links.bytes) { $0.textBytes = 100_000 } == nil)
    let long = abstract(1, level(0, "decimal", String(repeating: "%1", count: 50_000))) + num(1, 1)
    let numbered = WordFile(String(repeating: p("x", (1, 0)), count: 1_000), numbering: long)
    #expect(problem(numbered.bytes) { $0.textBytes = 1_000_000 } == nil)
  }

  /// Documents that a careless reader needs quadratic time for, at two sizes.
  @Test func takesTimeInProportionToTheSize() throws {
    func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
    let documents: [(String, (Int) -> WordFile)] = [
      ("titles", { WordFile(repeated(p("题", style: "T"), $0), styles: WordTextTests.styles) }),
      ("stars", { WordFile("<w:p>\(run(repeated("。", $0), "<w:b/>"))\(run("x"))</w:p>") }),
      ("choices", { WordFile("<w:p><w:r>\(repeated("<mc:AlternateContent/>", $0))</w:r></w:p>") }),
      (
        "instances",
        { count in
          WordFile(
            (1...count).map { p("x", ($0, 0)) }.joined(),
            numbering: abstract(1, level(0, "decimal", "%1."))
              + (1...count).map { num($0, 1, override(0, start: 1)) }.joined())
        }
      ),
      (
        "styles",
        { count in
          WordFile(
            "",
            styles: style("a", "a", repeated("<w:x/>", count))
              + (0..<count).map { style("s\($0)", "s", basedOn: "a") }.joined())
        }
      ),
      (
        "cells",
        {
          WordFile(
            "<w:tbl><w:tr>\(repeated("<w:tc><w:p/></w:tc>", $0))</w:tr>"
              + repeated("<w:tr><w:tc><w:p/></w:tc></w:tr>", $0) + "</w:tbl>")
        }
      ),
      ("bindings", { WordFile(repeated(#"<w:p xmlns:a="x"/>"#, $0)) }),
      (
        "open fields",
        {
          WordFile(
            repeated(p("x"), $0) + "<w:p>"
              + repeated(#"<w:r><w:fldChar w:fldCharType="begin"/></w:r>"#, $0) + "</w:p>")
        }
      ),
    ]
    for (name, make) in documents {
      func time(_ count: Int) throws -> Duration {
        let bytes = make(count).bytes
        let times = try (0..<2).map { _ in
          try ContinuousClock().measure { _ = try readWord(bytes) }
        }
        return times.min() ?? .zero
      }
      let small = max(try time(250), .milliseconds(20))
      let large = try time(2_000)
      // Eight times the size; quadratic would be 64 times the time.
      #expect(large < small * 30, "\(name): \(small), then \(large)")
    }
  }

  @Test func readsTheStrictFormAndOtherPrefixes() throws {
    let strict = WordFile(p("甲", style: "1"), styles: style("1", "heading 1"))
    let parts = strict.parts.map { part in
      let text = part.text
        .split(separator: WordFile.word, omittingEmptySubsequences: false)
        .joined(separator: "http://purl.oclc.org/ooxml/wordprocessingml/main")
        .split(
          separator: "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
          omittingEmptySubsequences: false
        ).joined(separator: "http://purl.oclc.org/ooxml/officeDocument/relationships")
      return (path: part.path, text: text)
    }
    #expect(try readWord(zip(parts)).text == "# 甲\n")
    let plain = parts.map { part in
      let text = part.text.split(separator: "w:", omittingEmptySubsequences: false)
        .joined(separator: "ns0:").split(separator: "xmlns:w=").joined(separator: "xmlns:ns0=")
      return (path: part.path, text: text)
    }
    #expect(try readWord(zip(plain)).text == "# 甲\n")
  }

  @Test func findsTheMainPartByItsRelationship() throws {
    let target = "/Doc/main.xml"
    let file = zip([
      ("_rels/.rels", WordFile.relationships([("r", "officeDocument", target)])),
      ("Doc/main.xml", WordFile.part("document", "<w:body>\(p("甲", (1, 0)))</w:body>")),
      ("Doc/_rels/main.xml.rels", WordFile.relationships([("n", "numbering", "../n.xml")])),
      ("n.xml", WordFile.part("numbering", WordNumberingTests.plan)),
    ])
    #expect(try readWord(file).text == "一、甲\n")
  }
}
