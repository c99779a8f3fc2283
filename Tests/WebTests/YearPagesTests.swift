import Classroom
import Documents
import Foundation
import HTTPTypes
import HummingbirdTesting
import Identity
import Journal
import Logging
import People
import Runtime
import Testing

@testable import Web

/// Years of classes: list and search, comparisons, one question over time, yearly summaries.
@Suite struct YearPagesTests {
  private func page(
    _ day: RecordedDay, _ path: String, language: String = "zh-Hans"
  ) async throws -> (status: HTTPResponse.Status, text: String) {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let app = application(site: day.site, host: "127.0.0.1", port: 0, logger: logger)
    let cookie = day.organizerCookie
    return try await app.test(.router) { client in
      let reply = try await client.execute(
        uri: path, method: .get, headers: [.acceptLanguage: language, .cookie: cookie])
      return (reply.status, String(buffer: reply.body))
    }
  }

  /// An address as a browser sends it; what is encoded already stays.
  private func encoded(_ query: String) -> String {
    (query.addingPercentEncoding(withAllowedCharacters: .urlQueryAllowed) ?? query)
      .replacing("%25", with: "%")
  }

  /// A second class of the same plan, held and closed, with its own roster.
  private func another(_ day: RecordedDay, title: String, date: String) async throws -> LiveSession
  {
    let session = try await day.site.hall.create(
      title: title, date: date, room: "", trainer: nil, trial: false,
      plan: PinnedPlan(file: "教案.md", source: "", digest: "d"), agenda: RecordedDay.agenda)
    let entries = (1...6).map { number in
      RosterEntry(person: PersonID("x\(number)"), name: ["欧阳海燕", "司马光"][number % 2] + "\(number)")
    }
    try await day.people.add(entries, to: session.section)
    for entry in entries {
      try await session.handle(.enroll(person: entry.person, group: ""))
      try await session.handle(.checkIn(person: entry.person, by: .desk))
    }
    try await session.handle(.next)
    try await session.handle(.openItems(["i1"]))
    for entry in entries {
      try await session.handle(.respond(item: "i1", person: entry.person, choices: [1]))
    }
    try await session.handle(.closeItem("i1"))
    try await session.handle(.closeSection)
    await session.keepRecord()
    return session
  }

  @Test func findsClassesByTitleTopicAndName() async throws {
    let day = try await RecordedDay()
    try await day.run()
    let other = try await another(day, title: "安全生产", date: "2025-04-01")
    for (query, first, second) in [
      ("", true, true), ("q=争议", true, false), ("q=安", false, true), ("q=苗头", true, true),
      ("q=欧阳海", false, true), ("q=赵一", true, false), ("q=赵", false, false),
      ("q=安全 欧阳", false, false), ("q=%22)%20OR%201=1", false, false), ("year=2025", false, true),
      ("year=2026&month=12", true, false), ("phase=live", false, false),
      ("phase=closed&q=劳动", true, false), ("topic=苗头", true, true), ("topic=苗", false, false),
      ("year=abc&page=-3&phase=x&month=99", true, true), ("page=7", true, true),
    ] {
      let found = try await page(day, "/desk?" + encoded(query))
      #expect(found.status == .ok)
      #expect(
        found.text.contains("/classes/\(day.session.section.rawValue)\"") == first, "\(query)")
      #expect(found.text.contains("/classes/\(other.section.rawValue)\"") == second, "\(query)")
      #expect(structuralProblems(of: found.text) == [], "\(query)")
    }
    // Who was erased is not found any more.
    try await day.people.erase(PersonID("x1"))
    let gone = try await page(day, "/desk?" + encoded("q=司马光1"))
    #expect(!gone.text.contains("/classes/\(other.section.rawValue)\""))
    // What was typed stands in its box as text.
    let evil = try await page(day, "/desk?q=%22%3E%3Cscript%3E")
    #expect(!evil.text.contains("<script>\"") && evil.text.contains("&quot;&gt;&lt;script&gt;"))
  }

  @Test func comparesTwoToSixClassesByDate() async throws {
    let day = try await RecordedDay()
    try await day.run(ballots: 5)
    let other = try await another(day, title: "安全生产", date: "2025-04-01")
    let open = try await day.site.hall.create(
      title: "还没开", date: "2026-12-02", room: "", trainer: nil, trial: false,
      plan: PinnedPlan(file: "", source: "", digest: "e"), agenda: RecordedDay.agenda)
    let ids = [day.session.section, other.section].map { "c=" + $0.rawValue }
    let found = try await page(day, "/compare?" + ids.joined(separator: "&"))
    #expect(found.status == .ok && structuralProblems(of: found.text) == [])
    let earlier = try #require(found.text.range(of: "安全生产"))
    let later = try #require(found.text.range(of: "劳动争议调解"))
    #expect(earlier.lowerBound < later.lowerBound)
    // 3 of 4 and 6 of 6 had the same question right.
    #expect(found.text.contains("75% <span class=\"muted small\">/ 4</span>"))
    #expect(found.text.contains("100% <span class=\"muted small\">/ 6</span>"))
    #expect(found.text.contains("/questions/\(questionKey(of: RecordedDay.quiz))"))
    for name in ["赵一", "欧阳", "王老师", "SECRET-BALLOT"] { #expect(!found.text.contains(name)) }
    // The poll of five is not there.
    #expect(!found.text.contains("调解委员会"))
    for (query, word) in [
      ("", "请选 2 到 6 个班，现在选了 0 个"), (ids[0], "现在选了 1 个"), (ids[0] + "&" + ids[0], "现在选了 1 个"),
      ((1...7).map { "c=\($0)" }.joined(separator: "&"), "现在选了 7 个"),
      (ids[0] + "&c=" + open.section.rawValue, "能对比的班不足两个"), ("c=x&c=%22%3E", "能对比的班不足两个"),
    ] {
      let refused = try await page(day, "/compare?" + query)
      #expect(refused.status == .ok && refused.text.contains(word), "\(query)")
    }
    let three = try await page(
      day, "/compare?" + ids.joined(separator: "&") + "&c=" + open.section.rawValue)
    #expect(three.text.contains("有 1 个没有列入"))
  }

  @Test func showsAQuestionOverTime() async throws {
    let day = try await RecordedDay()
    try await day.run()
    let key = questionKey(of: RecordedDay.quiz)
    #expect(try await page(day, "/questions").text.contains("还没有两个班用过同一道题"))
    _ = try await another(day, title: "安全生产", date: "2025-04-01")
    let list = try await page(day, "/questions")
    #expect(list.text.contains("/questions/\(key)") && list.text.contains("2 个班用过"))
    let found = try await page(day, "/questions/\(key)")
    #expect(found.status == .ok && structuralProblems(of: found.text) == [])
    #expect(found.text.contains("在 2 个班问过 2 次 · 合计答对 90%（10 份计分）"))
    #expect(found.text.contains("2025-04-01") && found.text.contains("2026-12-01"))
    #expect(try await page(day, "/questions/ffff").status == .notFound)
    #expect(try await page(day, "/questions", language: "en").text.contains("Used in 2 classes"))
  }

  @Test func sumsAYear() async throws {
    let day = try await RecordedDay()
    try await day.run(ballots: 5)
    _ = try await another(day, title: "安全生产", date: "2025-04-01")
    _ = try await another(day, title: "安全生产", date: "2026-02-01")
    let years = try await page(day, "/years")
    #expect(
      years.text.contains("href=\"/years/2026\"") && years.text.contains("href=\"/years/2025\""))
    #expect(structuralProblems(of: years.text) == [])
    let found = try await page(day, "/years/2026")
    #expect(found.status == .ok && structuralProblems(of: found.text) == [])
    for word in ["2 月", "一季度小计", "12 月", "四季度小计", "全年", "2025 年：6", "教学用时"] {
      #expect(found.text.contains(word), "\(word)")
    }
    let csv = try await page(day, "/years/2026.csv")
    #expect(csv.text.contains("\r\n") && csv.text.contains("全年,2,13,11,0"))
    #expect(try await page(day, "/years/2026.xlsx").status == .ok)
    let summary = try await YearSummary(year: 2026, from: day.site.tables)
    let book = try readWorkbook(summary.workbook(in: .chinese))
    #expect(book[0].rows.contains { $0.cells.prefix(4) == ["全年", "2", "13", "11"] })
    let json = try await page(day, "/years/2026.json")
    let value = try #require(
      try JSONSerialization.jsonObject(with: Data(json.text.utf8)) as? [String: Any])
    let figures = try #require(value["figures"] as? [String: Any])
    #expect(value["classes"] as? Int == 2 && figures["came"] as? Int == 11)
    #expect((value["yearBefore"] as? [String: Any])?["classes"] as? Int == 1)
    #expect((value["months"] as? [[String: Any]])?.compactMap { $0["month"] as? Int } == [2, 12])
    #expect(try await page(day, "/years/1999").text.contains("这一年没有结束的班"))
    for wrong in [
      "/years/20260", "/years/abcd", "/years/2026.pdf", "/years/2026.html", "/years/2026.json.json",
    ] {
      #expect(try await page(day, wrong).status == .notFound, "\(wrong)")
    }
    let list = try await page(day, "/classes.csv?year=2026")
    #expect(list.text.split(separator: "\r\n").count == 5)
  }

  @Test func letsOnlyTheOrganizerSeeYears() async throws {
    let day = try await RecordedDay()
    try await day.run()
    for route in [
      Route.classList, .compare, .questions, .question(key: questionKey(of: RecordedDay.quiz)),
      .years, .year(2026, format: .html), .year(2026, format: .csv), .year(2026, format: .xlsx),
    ] {
      #expect(try await day.get(route).status == .seeOther)
      #expect(try await day.get(route, cookie: day.trainerCookie()).status == .seeOther)
      #expect(Route(path: route.path) == route)
      #expect(
        try await day.get(route, cookie: day.organizerCookie, method: .post).status
          == .methodNotAllowed)
    }
  }

  /// Of a year every figure is the sum of what its classes publish.
  @Test func addsUpOverMonthsAndQuarters() {
    var first = Figures()
    first[.places] = 10
    first[.filled] = 9
    first[.gainPossible] = 100
    first[.gainBefore] = 40
    first[.gainAfter] = 70
    var second = Figures()
    second[.places] = 30
    second[.filled] = 15
    second[.toldBallots] = 10
    second[.scoreLeast] = 900_000_000
    second[.scoreMost] = 950_000_000
    let summary = YearSummary(
      year: 2026,
      months: [
        MonthSum(month: 3, classes: 2, figures: first),
        MonthSum(month: 4, classes: 1, figures: second),
      ], before: [])
    #expect(summary.whole.classes == 3 && summary.quarter(1).classes == 2)
    #expect(summary.whole.figures.attendanceRate == 0.6)
    #expect(summary.whole.figures.gain.map { ($0 * 100).rounded() } == 50)
    #expect(summary.quarter(2).figures.gain == nil)
    #expect(summary.whole.figures.score == 90...95)
    let tables = summary.tables(Wording(language: .chinese))
    #expect(tables.allSatisfy { $0.rows.count == 4 && !$0.totals.isEmpty })
    // Three numbers of hours stand in columns of their own.
    #expect(tables[1].columns.count == 9)
  }
}
