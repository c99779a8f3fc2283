import People
import Testing

@Suite struct NamesTests {
  @Test(arguments: [
    (" 张三\t", "张三"), ("\u{FEFF}Ann Lee\u{200B}", "Ann Lee"), ("阿依古丽·买买提", "阿依古丽·买买提"),
    ("　李　四　", "李　四"), (String(repeating: "a", count: 60), String(repeating: "a", count: 60)),
  ])
  func trimsAName(raw: String, clean: String) throws {
    #expect(try cleanName(raw).get() == clean)
  }

  /// A loop and not arguments: a terminal should not meet these characters in the log.
  @Test func refusesAName() {
    let names: [(String, NameProblem)] = [
      ("", .empty), (" \u{3000}\n", .empty), (String(repeating: "张", count: 61), .tooLong),
      ("a" + String(repeating: "\u{301}", count: 300), .tooLong),
      ("张\u{0}三", .forbiddenCharacter), ("张\n三", .forbiddenCharacter),
      ("a\u{202E}b", .forbiddenCharacter), ("a\u{2066}b", .forbiddenCharacter),
      ("a\u{200B}b", .forbiddenCharacter), ("a\u{2028}b", .forbiddenCharacter),
      ("a\u{1B}[2J", .forbiddenCharacter),
    ]
    for (index, (raw, problem)) in names.enumerated() {
      #expect(cleanName(raw) == .failure(problem), "number \(index)")
    }
  }

  @Test func comparesNamesByWhatPeopleMean() {
    #expect(comparisonKey("张　三") == comparisonKey("张三"))
    #expect(comparisonKey("ＡＮＮ lee") == comparisonKey(" Ann  Lee"))
    #expect(comparisonKey("阿依古丽•买买提") == comparisonKey("阿依古丽·买买提"))
    #expect(comparisonKey("Ann Lee") != comparisonKey("Annlee"))
    #expect(comparisonKey("张三") != comparisonKey("张四"))
  }
}
