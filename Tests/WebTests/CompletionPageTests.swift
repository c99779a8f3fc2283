import Classroom
import Foundation
import Identity
import Testing

@testable import Web

/// The organizer's page about completing a class, and what of it stands in the record.
@Suite struct CompletionPageTests {
  private static let path = "completion"

  private func organize(
    _ day: RecordedDay, _ body: @Sendable @escaping (Browser, String) async throws -> Void
  ) async throws {
    let path = Route.completion(id: day.session.section.rawValue).path
    try await day.hall.organize { browser in try await body(browser, path) }
  }

  @Test func asksForPresenceAloneAtFirst() async throws {
    let day = try await RecordedDay()
    try await day.run()
    try await organize(day) { browser, path in
      let page = try await browser.get(path)
      #expect(page.status == .ok)
      #expect(structuralProblems(of: page.body) == [])
      #expect(page.body.contains("name=\"rule\" value=\"presence\" checked"))
      #expect(page.body.components(separatedBy: " checked").count == 2)
      // No hours by themselves, and each of the three numbers by its name.
      #expect(page.body.contains("计划 105 分钟，实际 110 分钟"))
      #expect(page.body.contains("没有选折算办法") && page.body.contains("由财务核定"))
      #expect(page.body.contains("符合 5 人，不符合 2 人，还没有定 0 人"))
      #expect(
        page.body.contains("到课不少于教学用时的 90%——符合：到课 95 / 105 分钟（90%），缺：下午"))
    }
  }

  @Test func setsRulesTableAndHoursAndSaysWhyForEveryPerson() async throws {
    let day = try await RecordedDay()
    try await day.run()
    try await organize(day) { browser, path in
      let saved = try await browser.post(
        path,
        pairs: [
          ("do", "set"), ("rule", "presence"), ("presence", "90"), ("rule", "evaluation"),
          ("rule", "punctual"), ("punctual", "0"), ("credit", "halfDay3"),
          ("authority", "市总〔2026〕1号"),
          ("feeHours", "2.5"), ("certificate", "completion"), ("issuer", "某市总工会"),
        ])
      #expect(saved.status == .seeOther && saved.query == "?said=saved")
      let settings = await day.session.state.completion
      #expect(
        settings.rules == [.presence(percent: 90), .punctual(most: 0), .evaluation])
      #expect(settings.credit?.id == "halfDay3" && settings.feeHours?.hundredths == 250)
      #expect(settings.certificate == .completion && settings.issuer == "某市总工会")
      let page = try await browser.get(saved.location)
      #expect(structuralProblems(of: page.body) == [])
      // Two half-days with teaching are six hours to whoever was there throughout; the five who came
      // were there in the morning.
      #expect(page.body.contains("每人 6 学时") && page.body.contains("2.5 学时"))
      #expect(page.body.contains("依据：市总〔2026〕1号"))
      #expect(page.body.contains("符合 5 人，不符合 2 人，还没有定 0 人"))
      #expect(page.body.contains("交回教学评估——符合：已交回"))
      #expect(page.body.contains("交回教学评估——不符合：没有交回"))
      #expect(!page.body.contains("SECRET-BALLOT"))
      // The same in the record, as a page, a table and JSON.
      let record = try await day.record()
      let html = String(record.file(try Renderer(), in: .chinese))
      #expect(html.contains("交回教学评估——不符合：没有交回"))
      let csv = String(decoding: record.csv(in: .english), as: UTF8.self)
      #expect(csv.contains("Met present 95 of 105 min (90%); away: Afternoon"))
      #expect(csv.contains("Not met not returned"))
      let json = try #require(
        JSONSerialization.jsonObject(with: Data(record.json(in: .chinese))) as? [String: Any])
      let completion = try #require(json["completion"] as? [String: Any])
      #expect(completion["creditHours"] as? Double == 6 && completion["feeHours"] as? Double == 2.5)
      #expect(completion["plannedMinutes"] as? Int == 105)
      let people = try #require(completion["people"] as? [[String: Any]])
      #expect(
        people.map { $0["outcome"] as? String } == [
          "met", "met", "met", "met", "met", "notMet", "notMet",
        ])
      #expect(people.map { $0["creditHours"] as? Double } == [3, 3, 3, 3, 3, 0, 0])
      let rules = try #require(people[5]["rules"] as? [[String: String]])
      #expect(rules.map { $0["rule"] } == ["presence", "punctual", "evaluation"])
      #expect(rules.last?["why"] == "没有交回")
    }
  }

  @Test func keepsWhatWasTypedWhenSomethingIsWrong() async throws {
    let day = try await RecordedDay()
    try await organize(day) { browser, path in
      for (wrong, said) in [
        ([("rule", "presence"), ("presence", "viel")], "到课不少于教学用时的（%）"),
        ([("rule", "presence"), ("presence", "0")], "没有人能符合"),
        ([("rule", "evaluation"), ("feeHours", "drei")], "讲课费学时"),
        ([("rule", "evaluation"), ("feeHours", "-1")], "讲课费学时"),
        ([("rule", "halfDays"), ("halfDays", "9")], "没有人能符合"),
        ([], "至少勾选一条"),
        ([("rule", "evaluation"), ("issuer", String(repeating: "长", count: 61))], "太长"),
      ] as [([(String, String)], String)] {
        let reply = try await browser.post(
          path, pairs: [("do", "set"), ("authority", "<b>文件")] + wrong)
        #expect(reply.status == .unprocessableContent, "\(said)")
        #expect(reply.body.contains(said), "\(said)")
        #expect(reply.body.contains("value=\"&lt;b&gt;文件\""))
        #expect(structuralProblems(of: reply.body) == [])
      }
      #expect(await day.session.state.completion == CompletionSettings())
    }
  }

  @Test func isTheOrganizersAlone() async throws {
    let day = try await RecordedDay()
    let path = Route.completion(id: day.session.section.rawValue).path
    for cookie in [nil, day.trainerCookie()] {
      let reply = try await day.get(
        .completion(id: day.session.section.rawValue), cookie: cookie)
      #expect(reply.status == .seeOther, "\(path)")
      #expect(reply.headers[.location]?.hasPrefix("/sign-in") == true)
    }
  }

  @Test(
    arguments: [
      ("8", 800), ("7.5", 750), ("0.25", 25), ("1.", nil), (".5", nil), ("1.234", nil), ("", nil),
      ("-1", nil), ("+1", nil), ("1,5", nil), ("٣", nil), ("99999999999999999999", nil),
    ] as [(String, Int?)])
  func readsHoursAsPeopleWriteThem(text: String, hundredths: Int?) {
    #expect(CreditHours(text: text)?.hundredths == hundredths)
  }
}
