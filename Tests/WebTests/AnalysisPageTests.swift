import Classroom
import Foundation
import Identity
import Testing

@testable import Web
@testable import Words

/// A class of thirty with a pre-test, a quiz and a post-test.
private func testedDay() async throws -> RecordedDay {
  func items(_ kind: AssessmentItem.Kind) -> [AssessmentItem] {
    (1...5).map {
      AssessmentItem(
        id: "\(kind.rawValue)\($0)", kind: kind, prompt: "<b>第 \($0) 题</b>？",
        choices: ["=甲", "乙"], key: [0])
    }
  }
  let unit = Segment.Heading(number: 1, label: "一、", title: "预防")
  let day = try await RecordedDay(
    agenda: [
      Segment(id: "a", kind: .preTest, title: "", plannedMinutes: 5, items: items(.preTest)),
      Segment(id: "b", kind: .quiz, unit: unit, title: "", plannedMinutes: 5, items: items(.quiz)),
      Segment(
        id: "c", kind: .postTest, unit: unit, title: "", plannedMinutes: 5,
        items: items(.postTest)),
    ],
    roster: (1...30).map { ("学员\($0)", "车间", "") })
  for number in 1...30 { try await day.at(1, .checkIn(person: day.person(number), by: .desk)) }
  for (segment, kind) in ["preTest", "quiz", "postTest"].enumerated() {
    let ids = (1...5).map { "\(kind)\($0)" }
    try await day.at(10 * segment + 10, .jump(to: Cursor(segment: segment)), .openItems(ids))
    for number in 1...30 {
      for (index, id) in ids.enumerated() {
        let isRight = number + (segment == 2 ? 8 : 0) > 5 * (index + 1)
        try await day.at(
          10 * segment + 11,
          .respond(item: id, person: day.person(number), choices: [isRight ? 0 : 1]))
      }
    }
    for id in ids { try await day.at(10 * segment + 15, .closeItem(id)) }
  }
  return day
}

@Suite struct AnalysisPageTests {
  @Test func roundsAsEveryTableDoes() {
    let say = Wording(language: .english)
    #expect(
      [0.125, 0.145, -0.405, 1, -0.001].map { say.gainText($0) } == [
        "0.13", "0.15", "−0.41", "1.00", "0.00",
      ])
    #expect(say.gainText(nil) == "—")
  }

  @Test func twoOfThreeAreTwoThirdsOnEveryScreen() async throws {
    let day = try await RecordedDay()
    for number in 1...3 { try await day.at(0, .checkIn(person: day.person(number), by: .desk)) }
    try await day.at(1, .jump(to: Cursor(segment: 4)), .openItems(["i1"]))
    for number in 1...3 {
      try await day.at(
        2, .respond(item: "i1", person: day.person(number), choices: [number == 1 ? 0 : 1]))
    }
    try await day.at(3, .closeItem("i1"), .revealItem("i1"))
    let item = try #require(projectorView(of: await day.session.state).item)
    let shown = day.site.resultModel(item, in: .english)["shareRight"] as? String
    #expect(shown == "2 of 3 right (67%)")
  }

  @Test(arguments: Language.allCases)
  func showsQuestionsAndNobody(language: Language) async throws {
    let day = try await testedDay()
    let route = Route.analysis(id: day.session.section.rawValue)
    let page = try await day.get(
      route, cookie: day.organizerCookie, language: language.rawValue)
    #expect(page.status == .ok && page.headers[.cacheControl] == "no-store")
    #expect(structuralProblems(of: page.text) == [])
    #expect(!page.text.contains("<b>第"))
    #expect(!page.text.contains("学员1") && !page.text.contains(">analysis."))
    for words in ["KR-20", "83%", "17%", language == .chinese ? " ～ " : " – "] {
      #expect(page.text.contains(words), "\(words)")
    }
    let report = try await day.get(
      .report(id: day.session.section.rawValue, format: .html), cookie: day.organizerCookie)
    #expect(report.text.contains(route.path))
  }

  @Test func isForTheTrainerToo() async throws {
    let day = try await testedDay()
    let route = Route.analysis(id: day.session.section.rawValue)
    let own = try await day.get(route, cookie: day.trainerCookie())
    #expect(own.status == .ok)
    #expect(own.text.contains(Route.trainer(section: day.session.section.rawValue).path))
    for cookie in [nil, "org=forged"] {
      #expect(try await day.get(route, cookie: cookie).status == .seeOther)
    }
    let stale = try await day.get(route, cookie: day.trainerCookie(generation: 7))
    #expect(stale.status != .ok)
  }

  @Test func saysThatThereIsNothingYet() async throws {
    let day = try await RecordedDay()
    let page = try await day.get(
      .analysis(id: day.session.section.rawValue), cookie: day.organizerCookie)
    #expect(page.text.contains(Words.text("analysis.none", [], in: .chinese)))
    #expect(structuralProblems(of: page.text) == [])
    let unknown = try await day.get(.analysis(id: "class-none"), cookie: day.organizerCookie)
    #expect(unknown.status == .notFound)
  }

  @Test func standsInTheFilesWithTheSameNumbers() async throws {
    let day = try await testedDay()
    let record = try await day.record()
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(record.json(in: .chinese))) as? [String: Any])
    let analysis = try #require(object["analysis"] as? [String: Any])
    let scales = try #require(analysis["scales"] as? [[String: Any]])
    #expect(scales.map { $0["kind"] as? String } == ["preTest", "quiz", "postTest"])
    let reported = try #require(object["items"] as? [[String: Any]])
    for scale in scales {
      for item in try #require(scale["items"] as? [[String: Any]]) {
        let same = try #require(reported.first { $0["id"] as? String == item["id"] as? String })
        #expect(same["shareCorrect"] as? Double == item["difficulty"] as? Double)
        // Where all were right there is nothing to tell apart.
        #expect((item["discrimination"] as? Double != nil) == (item["difficulty"] as? Double != 1))
      }
    }
    let gains = try #require(analysis["gains"] as? [[String: Any]])
    #expect(gains.count == 2)
    #expect(try #require(gains[1]["low"] as? Double) < (gains[1]["gain"] as? Double ?? 0))
    let csv = String(decoding: record.csv(in: .chinese), as: UTF8.self)
    let tables = csv.components(separatedBy: "\r\n\r\n").map { $0.components(separatedBy: "\r\n") }
    for (title, rows) in [("学习效果分析", 15), ("选项分析", 30), ("各专题", 6), ("增益的 95% 置信区间", 2)] {
      #expect(tables.first { $0[0] == title }?.count == rows + 2, "\(title)")
    }
    // No cell acts as a formula.
    #expect(csv.contains("'=甲") && !csv.contains(",=甲"))
  }
}
