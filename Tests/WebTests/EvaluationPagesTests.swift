import Classroom
import Documents
import Foundation
import Identity
import People
import Runtime
import Testing
import Words

@testable import Web

/// The organizer's form of the evaluation, and what the report says of what came back.
@Suite struct EvaluationPagesTests {
  private static let typed = [
    "name0": "教学内容", "points0": "60", "name1": "场地", "points1": "40", "percent0": "100",
    "percent1": "75", "percent2": "50", "percent3": "25", "question": "", "target": "90",
  ]

  @Test func takesTheFormOfTheOrganizerUntilItOpens() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    let path = Route.evaluation(id: room.section).path
    try await hall.organize { browser in
      let page = try await browser.get(path)
      #expect(page.status == .ok && structuralProblems(of: page.body) == [])
      #expect(page.body.contains("value=\"教学内容\"") && page.body.contains("value=\"20\""))
      let reply = try await browser.post(path, Self.typed)
      #expect(reply.status == .seeOther)
      let form = await room.session.state.evaluation.form
      #expect(form.aspects.map(\.standard) == [.content, nil])
      #expect(form.aspects.map(\.title) == ["", "场地"] && form.aspects.map(\.points) == [60, 40])
      #expect(form.question == "" && form.percents == [100, 75, 50, 25] && form.target == 90)
      let saved = try await browser.get(reply.location)
      #expect(saved.body.contains("评估表已保存。") && saved.body.contains("value=\"场地\""))
      // The usual question is kept as such, in whatever language it was read.
      var usual = Self.typed
      usual["question"] = Words.text("room.rateText", in: .english)
      _ = try await browser.post(path, usual)
      #expect(await room.session.state.evaluation.form.question == nil)
      try await room.session.handle(.openEvaluation)
      let late = try await browser.post(path, Self.typed)
      #expect(late.status == .conflict && late.body.contains("评估表不能再改"))
      #expect(structuralProblems(of: late.body) == [])
    }
  }

  @Test(arguments: [
    ("points1", "41", "reject.pointsNotHundred"), ("points1", "四十", "reject.pointsNotHundred"),
    ("name1", " ", "reject.aspectsMissing"), ("name1", "教学内容", "reject.aspectTwice"),
    ("percent1", "101", "reject.percentsMalformed"), ("target", "", "reject.targetOutOfRange"),
    ("name1", String(repeating: "长", count: 61), "reject.textTooLong"),
  ])
  func saysWhatIsWrongAndKeepsWhatWasTyped(field: String, value: String, key: String) async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    let path = Route.evaluation(id: room.section).path
    try await hall.organize { browser in
      var fields = Self.typed
      fields[field] = value
      let reply = try await browser.post(path, fields)
      #expect([.unprocessableContent, .conflict].contains(reply.status))
      #expect(reply.body.contains(Words.text(key, in: .chinese)))
      #expect(reply.body.contains("name=\"\(field)\"") && reply.body.contains("value=\"\(value)\""))
      #expect(structuralProblems(of: reply.body) == [])
      #expect(await room.session.state.evaluation.form == .standard)
    }
  }

  @Test func isTheOrganizersAlone() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { browser in
      let page = try await browser.get(Route.evaluation(id: room.section).path)
      #expect(!page.body.contains("name=\"points0\""))
      _ = try await browser.post(Route.evaluation(id: room.section).path, Self.typed)
      #expect(await room.session.state.evaluation.form == .standard)
    }
  }

  // MARK: What comes of it

  private static let grades = [
    [40, 5, 0, 0], [43, 2, 0, 0], [20, 15, 10, 0], [0, 0, 0, 45], [15, 10, 10, 10],
  ]

  private func record(_ counts: [[Int]], of ballots: Int) async throws -> (
    RecordedDay, SectionRecord
  ) {
    let day = try await RecordedDay()
    var state = await day.session.state
    for event: Event in [
      .evaluationOpened, .evaluationClosed,
      .evaluationCounted(ballots: ballots, grades: counts, texts: ["多些案例", "<b>", "很好"]),
      .sectionClosed,
    ] { state.apply(event, at: TestSite.start) }
    let roster = try await day.people.roster(of: day.session.section)
    return (
      day,
      SectionRecord(
        of: state, roster: roster, at: day.site.clock(), timeZone: day.site.timeZone)
    )
  }

  @Test(arguments: Language.allCases)
  func showsNoGradeThatFewerThanFiveGave(language: Language) async throws {
    let (day, record) = try await record(Self.grades, of: 45)
    let html = record.file(day.site.renderer, in: language)
    #expect(structuralProblems(of: html) == [])
    let few = Words.text("rate.few", in: language)
    let cells = html.matches(of: #/<td class="num[^"]*" colspan="(\d)">(.*?)<\/td>/#).map {
      (Int($0.1) ?? 0, String($0.2).replacing(#/<[^>]*>[^<]*</[^>]*> /#, with: ""))
    }
    #expect(cells.prefix(2).map(\.1) == ["40", "5"] && cells[1].0 == 3)
    #expect(cells[2...3].map(\.1) == ["41–45", few])
    #expect(cells[4...7].map(\.1) == ["20", "15", "6–10", few])
    #expect(cells[8...11].map(\.1) == [few, few, few, "33–45"])
    #expect(cells[12...].map(\.1) == ["15", "10", "10", "10"])
    #expect(!html.contains(">43<"))
  }

  @Test func saysTheSameInEveryFile() async throws {
    let (_, record) = try await record(Self.grades, of: 45)
    let json = try #require(
      JSONSerialization.jsonObject(with: Data(record.json(in: .chinese))) as? [String: Any])
    let evaluation = try #require(json["evaluation"] as? [String: Any])
    let aspects = try #require(evaluation["aspects"] as? [[String: Any]])
    let second = try #require(aspects[1]["grades"] as? [[String: Any]])
    #expect(second.map { $0["least"] as? Int } == [41, 0])
    #expect(second.map { $0["most"] as? Int } == [45, 4])
    #expect(second[1]["grades"] as? [String] == ["satisfied", "fairlySatisfied", "dissatisfied"])
    #expect(evaluation["texts"] as? [String] == ["<b>", "多些案例", "很好"].sorted())
    #expect((aspects[2]["satisfied"] as? [String: Double]) == ["least": 0.7778, "most": 0.7778])
    let csv = String(decoding: record.csv(in: .chinese), as: UTF8.self)
    #expect(csv.contains("教学方法,41–45,合计 不足 5,,,91%–100%,18.2–20.0,20"))
    #expect(csv.contains("教学内容,40,合计 5,,,88%–100%,17.7–19.6,20"))
    #expect(csv.contains("学习收获,15,10,10,10,56%,12.9,20"))
  }

  @Test func tellsNoGradesOfFewBallots() async throws {
    let (day, record) = try await record(Array(repeating: [8, 0, 0, 0], count: 5), of: 8)
    let html = record.file(day.site.renderer, in: .chinese)
    #expect(html.contains("收回的评价不足 9 份") && !html.contains("class=\"ratings\""))
    #expect(html.contains("多些案例"))
    #expect(String(decoding: record.csv(in: .chinese), as: UTF8.self).contains("不足 9 份"))
  }
}
