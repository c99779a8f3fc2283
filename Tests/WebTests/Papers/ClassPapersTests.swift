import Classroom
import Documents
import Foundation
import Hummingbird
import Identity
import People
import Testing

@testable import Web
@testable import Words

/// Papers made of tables: what they say, and that every format says the same.
@Suite struct ClassPapersTests {
  private func page(_ day: RecordedDay, _ language: Language = .chinese) async throws -> PaperPage {
    PaperPage(
      record: try await day.record(), state: await day.session.state, joinAddress: "http://x/j/1",
      language: language)
  }

  private func column(_ table: DataTable, _ name: String) -> [String] {
    guard let place = table.columns.firstIndex(where: { $0.name == name }) else { return [] }
    return table.rows.map { $0.indices.contains(place) ? $0[place].shown : "" }
  }

  @Test(arguments: Route.Paper.allCases, Language.allCases)
  func everyPaperHasTablesWhoseRowsFitTheirHeads(
    kind: Route.Paper, language: Language
  ) async throws {
    let day = try await RecordedDay(source: "调解\n\n一、预防\n（一）苗头\n讲稿。\n")
    for isOver in [false, true] {
      if isOver { try await day.run() }
      let tables = try await page(day, language).tables(kind)
      #expect(!tables.isEmpty)
      #expect(Set(tables.map(\.name)).count == tables.count)
      for table in tables {
        #expect(!table.title.isEmpty && !table.columns.isEmpty)
        #expect(table.columns.allSatisfy { !$0.name.isEmpty && !$0.name.contains("paper.") })
        for row in table.rows + [table.totals] {
          #expect(row.isEmpty || row.count == table.columns.count, "\(table.name)")
        }
      }
    }
  }

  @Test func theRecordsTablesFitTheirHeadsToo() async throws {
    let day = try await RecordedDay()
    try await day.run()
    let tables = try await day.record().tables(in: .chinese)
    #expect(Set(tables.map(\.name)).count == tables.count)
    for table in tables {
      for row in table.rows + [table.totals] {
        #expect(row.isEmpty || row.count == table.columns.count, "\(table.name)")
      }
    }
  }

  // MARK: Those really present

  @Test func letsOnlyThoseReallyPresentSign() async throws {
    let day = try await RecordedDay()
    let before = try await page(day)
    #expect(before.tables(.presentSheet)[0].rows.isEmpty)
    #expect(before.file(.presentSheet, try Renderer()).contains("还没有人签到"))
    try await day.run()
    let after = try await page(day)
    let table = after.tables(.presentSheet)[0]
    #expect(column(table, "姓名") == ["赵一", "钱二", "孙三", "李四", "周五"])
    #expect(table.totals.map(\.shown) == ["", "实到人数", "", "5", "", "0", ""])
    let html = after.file(.presentSheet, try Renderer())
    #expect(html.contains("上午实到 5 人") && !html.contains("吴六"))
    // Five boxes for the morning; in the afternoon nobody was noted.
    #expect(html.ranges(of: "class=\"arrived num\"").count == 5)
    #expect(html.ranges(of: "<span class=\"muted\">未到</span>").count == 5)
  }

  // MARK: Fees

  @Test func flagsAHalfDayOfMoreThanFourCreditHoursByWhatWasTaught() async throws {
    let agenda = [
      Segment(id: "a", kind: .lecture, title: "一", start: 525, plannedMinutes: 180),
      Segment(
        id: "b", kind: .lunch, title: "", start: 720, plannedMinutes: 60, teaching: false),
      Segment(id: "c", kind: .lecture, title: "二", start: 780, plannedMinutes: 60),
    ]
    let day = try await RecordedDay(agenda: agenda)
    let planned = try await page(day).feeByHalfDay()
    #expect(column(planned, "每半天 4 学时的限额") == ["未超过", "未超过"])
    #expect(column(planned, "实际授课（分钟）") == ["", ""])
    try await day.at(0, .jump(to: Cursor(segment: 0)))
    try await day.at(181, .jump(to: Cursor(segment: 2)))
    try await day.at(226, .closeSection)
    let held = try await page(day).feeByHalfDay()
    #expect(column(held, "实际授课（分钟）") == ["181", "45"])
    #expect(column(held, "每半天 4 学时的限额") == ["超过 4 学时", "未超过"])
    #expect(column(held, "实际折合学时（45 分钟一学时）") == ["4.02", "1.00"])
    #expect(held.totals.map(\.shown) == ["合计", "", "240", "226", "5.02", "", ""])
    #expect(try await page(day).feeByActivity().totals.map(\.shown).suffix(2) == ["240", "226"])
  }

  @Test func leavesThePaidHoursOfTheReceiptToThePen() async throws {
    let day = try await RecordedDay()
    var settings = CompletionSettings()
    settings.feeHours = CreditHours(hundredths: 250)
    try await day.session.handle(.setCompletion(settings))
    let receipt = try await page(day).receiptTable()
    #expect(receipt.totals.map(\.shown).suffix(6) == ["", "", "", "", "", ""])
    #expect(try await page(day).feeByHalfDay().totals.last?.shown == "2.5")
  }

  // MARK: Trial classes

  @Test(arguments: Language.allCases) func aTrialClassSaysSoInEveryFile(
    language: Language
  ) async throws {
    let day = try await RecordedDay(trial: true, source: "调解\n\n一、预防\n（一）苗头\n讲稿。\n")
    try await day.run()
    let mark = Words.text("report.trial", in: language)
    let page = try await page(day, language)
    for paper in Route.Paper.allCases {
      #expect(page.tables(paper).allSatisfy { $0.notes.contains(mark) }, "\(paper)")
    }
    #expect(page.planDocument().contains(mark))
    let record = try await day.record()
    let json = String(decoding: record.json(in: language), as: UTF8.self)
    #expect(json.filter { !$0.isWhitespace }.contains("\"trial\":true"))
    let own = record.tables(in: language).first { $0.name == "class" }?.ownCSV ?? []
    #expect(String(decoding: own, as: UTF8.self).contains(mark))
    await day.site.hall.settleRecords()
    let tag = language == .chinese ? "zh-Hans" : "en"
    let list = try await day.get(
      .classList, query: "?trials=1", cookie: day.organizerCookie, language: tag)
    #expect(list.text.contains("劳动争议调解") && list.text.contains(mark))
    let others = try await day.get(.classList, cookie: day.organizerCookie, language: tag)
    #expect(!others.text.contains(mark))
  }

  // MARK: Half-days

  /// Nobody opened the afternoon; it was written down afterwards who was there.
  @Test func aHalfDayEnteredAfterwardsIsInEveryTable() async throws {
    let day = try await RecordedDay()
    try await day.at(0, .checkIn(person: day.person(1), by: .desk))
    try await day.at(5, .jump(to: Cursor(segment: 0)))
    try await day.at(60, .closeSection)
    #expect(try await day.record().held.count == 1)
    let half = try #require(await day.session.state.roll.checkpoints.last?.id)
    try await day.session.handle(
      .roll(
        .correct(
          checkpoint: half, person: day.person(1), to: .present, reason: "纸质签到",
          by: Author(.organizer))))
    let say = Wording(language: .chinese)
    let record = try await day.record()
    #expect(record.held.map(\.checkpoint.id).last == half)
    #expect(record.halfDayTable(say).rows.count == 2)
    let attendance = record.attendanceTable(say)
    #expect(attendance.columns.suffix(2).map(\.name) == ["上午", "下午"])
    #expect(attendance.rows[0].suffix(2).map(\.shown) == ["已到", "已到"])
    #expect(record.file(try Renderer(), in: .chinese).contains("下午"))
  }

  // MARK: The roster

  @Test func masksTelephoneNumbersAndShowsOnlyWhatIsKnown() async throws {
    let day = try await RecordedDay()
    let plain = try await page(day).rosterTable()
    #expect(plain.columns.map(\.name) == ["序号", "姓名", "单位", "小组", "备注"])
    var entry = try #require(try await day.people.entry(day.person(1), in: day.session.section))
    entry.details = RosterDetails([.phone: "13812345678", .meal: "清真"])
    try await day.people.update(entry, in: day.session.section)
    let known = try await page(day).rosterTable()
    #expect(column(known, "手机").first == "138****5678")
    #expect(column(known, "用餐").first == "清真")
    let html = try await page(day).file(.roster, try Renderer())
    #expect(!html.contains("13812345678"))
  }

  // MARK: The plan

  @Test func setsThePinnedPlanWithItsTextsAndAnswers() async throws {
    let source = """
      调解

      【教学对象】基层工会干部

      一、预防
      （一）苗头
      **先**听，再问。
      【随堂测验】
      1. 时效是多长？
      A. 六十日
      B. 一年（正确）
      """
    let day = try await RecordedDay(source: source)
    let html = try await page(day).file(.plan, try Renderer())
    for words in ["基层工会干部", "一、预防", "（一）苗头", "<strong>先</strong>听，再问。", "时效是多长？"] {
      #expect(html.contains(words), "\(words)")
    }
    #expect(structuralProblems(of: html) == [])
    #expect(html.contains("教案.md"))
    let keyed = try await RecordedDay(source: source.replacing("（正确）", with: "\n答案：B"))
    #expect(try await page(keyed).planDocument().contains("B　一年（正确）"))
    #expect(try await page(keyed, .english).planDocument().contains("B　一年 (Right)"))
  }

  @Test(arguments: Language.allCases) func aPictureIsDescribedInItsLanguage(
    language: Language
  ) async throws {
    let day = try await RecordedDay()
    try await day.run()
    let record = try await day.record()
    let chart = try #require(record.charts(Wording(language: language)).first)
    let html = TableDocument(
      kind: "", title: "", facts: [], parts: [(("a.png", chart), record.tables(in: language)[0])],
      language: language
    ).html
    #expect(html.contains(chart.title + (language == .chinese ? "：" : ": ") + chart.summary))
  }

  // MARK: Seats

  @Test func putsEverybodyOnceIntoTheSeatTable() async throws {
    let day = try await RecordedDay()
    let html = try await page(day).file(.seatTable, try Renderer())
    for entry in RecordedDay.roster { #expect(html.ranges(of: ">\(entry.0)<").count == 1) }
    #expect(html.contains("讲台") && html.contains("按小组从前往后排"))
  }

  // MARK: Charts

  @Test func theCurveCountsWhoIsThere() async throws {
    let day = try await RecordedDay()
    try await day.run()
    let state = await day.session.state
    let curve = attendanceCurve(of: state, until: state.closedAt!, every: 5)
    #expect(curve.halfDays.count == 1)
    let samples = curve.halfDays[0].samples
    #expect(samples.first?.present == 0)
    // Four by 8:35, the fifth at 8:40.
    #expect(samples[1].present == 4 && samples[2].present == 5)
    // The morning ends when the afternoon is opened.
    #expect(samples.last?.time == state.roll.opened["1-afternoon"])
    #expect(samples.last?.present == 5)
    #expect(samples.count < 40)
  }

  @Test func theReportHasItsChartsWithTheNumbersOfItsTables() async throws {
    let day = try await RecordedDay()
    try await day.run()
    let html = try await day.record().file(try Renderer(), in: .chinese)
    #expect(
      html.contains("id=\"chart-attendance-title\"") && html.contains("id=\"chart-items-title\""))
    #expect(html.contains(">75%</text>"))
    #expect(structuralProblems(of: html) == [])
    // Five ballots tell no grades apart: there is nothing to draw.
    #expect(!html.contains("chart-ratings"))
    #expect(!html.contains(" style=\""))
  }

  // MARK: Files

  @Test func namesEveryFileOnceAndDeskCardsOnlyWithAnAddress() async throws {
    let day = try await RecordedDay()
    let files = ClassFiles(
      record: try await day.record(), state: await day.session.state, joinAddress: nil,
      language: .chinese, renderer: try Renderer())
    let names = files.entries(formats: [.html, .csv, .xlsx, .json]).map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.contains("seat-table.xlsx") && names.contains("report.json"))
    #expect(!names.contains { $0.hasPrefix("desk-cards") })
    let all = try await files.all(formats: [.csv])
    #expect(all.map(\.name) == files.entries(formats: [.csv]).map(\.name))
    #expect(all.allSatisfy { $0.bytes.starts(with: [0xEF, 0xBB, 0xBF]) })
  }

  @Test func namesADownloadInAnyLanguage() {
    #expect(
      Response.disposition(name: "report.csv", title: "班 \"一\"/二.csv")
        == "attachment; filename=\"report.csv\"; filename*=UTF-8''%E7%8F%AD%20%20%E4%B8%80%20%20%E4%BA%8C.csv"
    )
    #expect(Response.disposition(name: "a.csv", title: nil) == "attachment; filename=\"a.csv\"")
  }

  @Test(arguments: Route.Paper.allCases)
  func everyFileHasAnAddressOfItsOwn(kind: Route.Paper) {
    for format in Route.ReportFormat.allCases where format != .html {
      let route = Route.paperFile(id: "class-1", paper: kind, format: format)
      #expect(Route(path: route.path) == route)
    }
    #expect(Route(path: "/classes/class-1/papers/\(kind.rawValue).html") == nil)
    #expect(Route(path: "/classes/class-1/papers/\(kind.rawValue).csv.csv") == nil)
  }
}
