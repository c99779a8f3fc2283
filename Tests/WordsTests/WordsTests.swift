import Classroom
import Foundation
import Plan
import Testing

@testable import Words

@Suite struct WordsTests {
  @Test func saysEverythingInBothLanguages() {
    let chinese = Set(Words.table(.chinese).keys)
    let english = Set(Words.table(.english).keys)
    #expect(chinese.subtracting(english).sorted() == [])
    #expect(english.subtracting(chinese).sorted() == [])
    #expect(chinese.count > 300)
  }

  @Test func usesTheSamePlacesInBothLanguages() {
    for (key, sentence) in Words.table(.chinese) {
      let other = Words.table(.english)[key] ?? ""
      #expect(places(sentence) == places(other), "\(key)")
    }
  }

  private func places(_ sentence: String) -> Set<Substring> {
    Set(sentence.matches(of: /\{\d\}/).map(\.output))
  }

  @Test func hasNoKeyThatIsAlsoABranchOfAnother() {
    let keys = Words.table(.chinese).keys.sorted()
    for (key, next) in zip(keys, keys.dropFirst()) {
      #expect(!next.hasPrefix(key + "."), "templates could not reach \(key)")
    }
  }

  /// Every key that a template or a source names exists: `t.…` and whole keys in quotes.
  @Test func hasEveryKeyThatIsUsed() throws {
    let sources = root.appendingPathComponent("Sources")
    let files = try #require(
      FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    let families = Set(Words.table(.chinese).keys.compactMap { $0.split(separator: ".").first })
    var used = 0
    for case let file as URL in files {
      let isTemplate = file.pathExtension == "mustache"
      guard isTemplate || file.pathExtension == "swift" else { continue }
      let text = try String(contentsOf: file, encoding: .utf8)
      let keys =
        isTemplate
        ? text.matches(of: /\{\{[#^\/]?t\.([A-Za-z0-9.\-]+)\}\}/).map { String($0.1) }
        : text.matches(of: /word\(\s*"([a-zA-Z]+\.[A-Za-z0-9.\-]+)"/).map { String($0.1) }
      for key in keys where families.contains(key.prefix { $0 != "." }) || isTemplate {
        used += 1
        #expect(Words.has(key), "\(key) in \(file.lastPathComponent)")
      }
    }
    #expect(used > 100)
  }

  @Test func hasASentenceForEveryFindingKindAndRefusal() {
    for id in FindingID.allCases { #expect(Words.has("finding.\(id.rawValue)"), "\(id)") }
    for kind in SlotKind.allCases { #expect(Words.has("kind.\(kind.rawValue)"), "\(kind)") }
    for form in CaseForm.allCases { #expect(Words.has("form.\(form.rawValue)"), "\(form)") }
    for severity in Severity.allCases { #expect(Words.has("severity.\(severity.rawValue)")) }
    for aspect in Aspect.allCases { #expect(Words.has("aspect.\(aspect.token)")) }
    for grade in Grade.allCases { #expect(Words.has("grade.\(grade.token)")) }
    let rejections = Words.table(.chinese).keys.filter { $0.hasPrefix("reject.") }
    #expect(rejections.count >= 30)
  }

  @Test func choosesTheFirstLanguageThatIsSpokenHere() {
    #expect(Language(acceptLanguage: "fr, en;q=0.8, zh;q=0.9") == .chinese)
    #expect(Language(acceptLanguage: "en-GB,zh;q=0.5") == .english)
    #expect(Language(acceptLanguage: "en;q=0, de") == .chinese)
    #expect(Language(acceptLanguage: nil) == .chinese)
    #expect(Language(tag: "zh_CN.UTF-8") == .chinese)
    #expect(Language(tag: "C") == nil)
  }

  @Test func fillsPlacesOnceOnly() {
    #expect(Words.fill("{0} and {1}", ["{1}", "b"]) == "{1} and b")
    #expect(Words.fill("{", ["a"]) == "{")
    #expect(Words.fill("{x} {0}", ["a"]) == "{x} a")
    #expect(Words.fill("{3}", ["a"]) == "")
  }

  @Test func neverCallsAPollAVote() {
    // In a union 投票 is a formal vote: the word is read in plans, never shown (DESIGN.md).
    for (key, sentence) in Words.table(.chinese) {
      #expect(!sentence.contains("投票"), "\(key)")
    }
  }

  @Test func hasEveryFileOfItsFoldersBuiltIn() throws {
    for folder in ["Web/Templates", "Web/Public", "Words/Tables"] {
      let place = root.appendingPathComponent("Sources/\(folder)")
      let names = try FileManager.default.contentsOfDirectory(atPath: place.path)
        .filter { !$0.hasPrefix(".") }
      let built = Assets.folder(folder)
      #expect(Set(built.keys) == Set(names), "run bin/embed")
      for name in names {
        let bytes = try Data(contentsOf: place.appendingPathComponent(name))
        #expect(built[name] == [UInt8](bytes), "\(name)")
      }
    }
  }

  private var root: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }
}
