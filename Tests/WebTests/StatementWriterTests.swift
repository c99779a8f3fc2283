import Classroom
import Foundation
import Identity
import Runtime
import Testing

@testable import Web

/// Statements as they leave the house.
@Suite struct StatementWriterTests {
  private func lines(
    _ day: RecordedDay, names: [PersonID: String] = [:]
  ) async throws -> [String] {
    let events = try await day.site.hall.engine.placedEvents(of: day.session.section)
    let writer = StatementWriter(
      home: try await RecordHome(of: day.people), state: await day.session.state, names: names)
    return statements(of: events).map { String(decoding: writer.line($0), as: UTF8.self) }
  }

  private func verbs(_ lines: [String]) -> [String: Int] {
    lines.reduce(into: [:]) { counts, line in
      for verb in ["attended", "answered", "completed", "rated", "voided"]
      where line.contains("/\(verb)\"") { counts[verb, default: 0] += 1 }
    }
  }

  @Test func tellsNeitherNamesNorBallotsNorOpinions() async throws {
    let day = try await RecordedDay()
    try await day.run(ballots: 5)
    let lines = try await lines(day)
    #expect(verbs(lines) == ["attended": 5, "answered": 4, "completed": 5, "rated": 1])
    let all = lines.joined()
    for secret in [
      "赵一", "钱二", "铸造厂", "SECRET-BALLOT", "调解委员会", "派遣工", "奖励", "HIDDEN", "\"i2\"", "吴六",
    ] { #expect(!all.contains(secret), "\(secret)") }
    #expect(!lines.contains { $0.contains("\n") })
    let named = try await self.lines(day, names: [PersonID("p1"): "赵一"])
    #expect(named.joined().contains("\"name\":\"赵一\"") && !named.joined().contains("钱二"))
    // The ids are the same, with names and without.
    #expect(named.map { $0.firstRange(of: "\"id\":\"") != nil } == lines.map { _ in true })
  }

  /// Of five ballots the report tells no grades apart, so neither does a statement.
  @Test(arguments: [4, 5, 7])
  func ofTheEvaluationSaysWhatTheReportPublishes(ballots: Int) async throws {
    let day = try await RecordedDay()
    try await day.run(ballots: min(5, ballots))
    let line = try #require(try await lines(day).first { $0.contains("verb/rated\"") })
    #expect(line.contains("\"objectType\":\"Group\"") && !line.contains("texts"))
    let report = sectionReport(of: await day.session.state).evaluation
    #expect(line.contains("\"ballots\":\(min(5, ballots))"))
    if report.aspects.isEmpty {
      #expect(line.contains("\"aspects\":[]") && line.contains("\"score\":null"))
    } else {
      #expect(line.contains("\"aspects\":[{") && report.score == nil)
      #expect(!line.contains("\"raw\""))
    }
  }

  @Test func writesEveryKindOfQuestionInTheNotationOfTheStandard() throws {
    func activity(_ item: AssessmentItem) -> InteractionActivity {
      InteractionActivity(item) { .text($0) }
    }
    func definition(_ item: AssessmentItem) throws -> [String: Any] {
      let data = try JSONEncoder().encode(JSONValue.object(activity(item).definition))
      return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    }
    func pattern(_ item: AssessmentItem) throws -> [String]? {
      try definition(item)["correctResponsesPattern"] as? [String]
    }
    let many = AssessmentItem(
      id: "m", kind: .quiz, prompt: "哪些？", choices: ["甲", "乙", "丙"], key: [2, 0], multiple: true)
    #expect(try definition(many)["interactionType"] as? String == "choice")
    #expect(try pattern(many) == ["c[,]a"])
    #expect(activity(many).response(.choices([0, 2])) == "a[,]c")
    let truth = AssessmentItem(
      id: "t", kind: .quiz, prompt: "对吗？", choices: ["错", "对"], key: [1])
    #expect(try definition(truth)["interactionType"] as? String == "true-false")
    #expect(try definition(truth)["choices"] == nil && pattern(truth) == ["true"])
    #expect(activity(truth).response(.choices([0])) == "false")
    let order = AssessmentItem.ordering(
      id: "o", kind: .quiz, prompt: "顺序", right: ["一", "二", "三"])
    #expect(try definition(order)["interactionType"] as? String == "sequencing")
    #expect(try pattern(order) == [activity(order).response(.choices(order.key))])
    let match = AssessmentItem.matching(
      id: "x", kind: .quiz, prompt: "连线", pairs: [("左", "右"), ("上", "下")])
    #expect(try definition(match)["interactionType"] as? String == "matching")
    #expect((try definition(match)["target"] as? [Any])?.count == 2)
    #expect(try pattern(match) == [activity(match).response(.choices(match.key))])
    #expect(activity(match).response(.choices([1, 0])) == "a[.]2[,]b[.]1")
    let text = AssessmentItem(
      id: "f", kind: .quiz, prompt: "填空", choices: [],
      interaction: .textEntry(accepted: ["工会法", "Trade Union Law"]))
    #expect(try definition(text)["interactionType"] as? String == "fill-in")
    #expect(
      try pattern(text) == ["{case_matters=false}工会法", "{case_matters=false}Trade Union Law"])
    let number = AssessmentItem(
      id: "n", kind: .quiz, prompt: "几？", choices: [],
      interaction: .numericEntry(
        answer: FixedDecimal(36), tolerance: FixedDecimal(millionths: 500_000)))
    #expect(try definition(number)["interactionType"] as? String == "numeric")
    #expect(try pattern(number) == ["35.5[:]36.5"])
    #expect(activity(number).response(.text("36.2")) == "36.2")
  }
}
