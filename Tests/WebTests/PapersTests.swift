import Classroom
import Foundation
import Identity
import Testing

@testable import Web
@testable import Words

@Suite struct PapersTests {
  func paper(
    _ paper: Route.Paper, of day: RecordedDay, query: String = "", cookie: String? = nil,
    language: Language = .chinese
  ) async throws -> String {
    let page = try await day.get(
      .paper(id: day.session.section.rawValue, paper: paper), query: query,
      cookie: cookie ?? day.organizerCookie, language: language.rawValue)
    #expect(page.status == .ok)
    return page.text
  }

  @Test(arguments: Route.Paper.allCases, Language.allCases)
  func isAWellFormedPage(kind: Route.Paper, language: Language) async throws {
    let day = try await RecordedDay()
    let html = try await paper(kind, of: day, query: "?ssid=hall&password=x", language: language)
    #expect(structuralProblems(of: html) == [])
    #expect(html.contains("lang=\"\(language.rawValue)\""))
    #expect(!html.contains(/>(report|paper|kind|grade|aspect|form)\.[a-z]/))
  }

  // MARK: The sign-in sheet

  @Test func namesEveryLearnerOnceWithABoxForEachHalfDay() async throws {
    let day = try await RecordedDay()
    let html = try await paper(.signInSheet, of: day)
    for entry in RecordedDay.roster { #expect(html.ranges(of: ">\(entry.0)<").count == 1) }
    #expect(!html.contains("<th scope=\"row\">王老师"))
    #expect(html.contains("上午签名") && html.contains("下午签名"))
    #expect(html.contains("一组") && html.contains("二组"))
    // Seven learners and 17 empty rows, two boxes each.
    #expect(html.ranges(of: "<td class=\"sign\">").count == 48)
  }

  @Test func ordersTheSheetByUnitOnRequest() async throws {
    let day = try await RecordedDay()
    let html = try await paper(.signInSheet, of: day, query: "?by=unit")
    let units = ["铸造厂", "码头", "学校"].compactMap { html.range(of: "rowgroup\">\($0)")?.lowerBound }
    #expect(units.count == 3)
    #expect(units == units.sorted())
    for entry in RecordedDay.roster { #expect(html.ranges(of: ">\(entry.0)<").count == 1) }
  }

  @Test func makesOneSheetADayAndOneColumnAHalfDay() async throws {
    let agenda = [
      Segment(id: "a", kind: .lecture, title: "一", day: 1, start: 540, plannedMinutes: 60),
      Segment(id: "b", kind: .lecture, title: "二", day: 2, start: 840, plannedMinutes: 60),
    ]
    let day = try await RecordedDay(agenda: agenda)
    let html = try await paper(.signInSheet, of: day)
    #expect(html.ranges(of: "class=\"sheet signatures\"").count == 2)
    #expect(html.ranges(of: "上午签名").count == 1)
    #expect(html.ranges(of: "下午签名").count == 1)
    #expect(html.contains("第 2 天 · 2026年12月2日 星期三"))
  }

  @Test func leavesRoomForNamesWithoutARoster() async throws {
    let day = try await RecordedDay(roster: [])
    let html = try await paper(.signInSheet, of: day)
    #expect(html.ranges(of: "<td class=\"sign\">").count == 48)
  }

  // MARK: The run sheet

  @Test func givesTheTrainerTimesQuestionsAndKeys() async throws {
    let day = try await RecordedDay()
    let html = try await paper(.runSheet, of: day)
    for words in ["08:45", "09:35", "先做什么？", "答案 B", "《调解仲裁法》第二十七条", "拖欠工资", "（一）苗头"] {
      #expect(html.contains(words), "\(words)")
    }
    #expect(html.contains("教学时间合计 105 分钟"))
    // The case has its kit; nothing is said to be missing.
    #expect(!html.contains("这个案例还没有材料"))
  }

  // MARK: Desk cards

  @Test func putsTheWiFiOnTheCardsOnlyWhenItIsGiven() async throws {
    let day = try await RecordedDay()
    let bare = try await paper(.deskCards, of: day)
    #expect(bare.ranges(of: "<article class=\"card\">").count == 4)
    #expect(bare.ranges(of: "role=\"img\"").count == 4)
    let html = try await paper(.deskCards, of: day, query: "?ssid=Hall%3B1&password=a%22b%3Cc")
    #expect(html.ranges(of: "role=\"img\"").count == 8)
    #expect(html.contains("Hall;1") && html.contains("a&quot;b&lt;c"))
    // The other language keeps what was typed.
    #expect(html.contains("&amp;ssid=Hall%3B1&amp;password=a%22b%3Cc"))
    #expect(await html.ranges(of: ">\(day.session.state.profile.code)<").count == 4)
  }

  @Test func warnsOfAnAddressThatPhonesCannotReach() async throws {
    let near = try await RecordedDay(publicURL: "http://127.0.0.1:8080")
    #expect(try await paper(.deskCards, of: near).contains("只有这台电脑能打开"))
    let far = try await RecordedDay()
    #expect(try await !paper(.deskCards, of: far).contains("只有这台电脑能打开"))
  }

  @Test func escapesTheMarksOfAWiFiCode() {
    #expect(
      wifiText(network: #"a;b,c:d"e\"#, password: #"p;\"#)
        == #"WIFI:T:WPA;S:a\;b\,c\:d\"e\\;P:p\;\\;;"#)
    #expect(wifiText(network: "大厅", password: "") == "WIFI:T:nopass;S:大厅;;")
    #expect(wifiText(network: ";\u{301}", password: "") == "WIFI:T:nopass;S:\\;\u{301};;")
  }

  // MARK: The evaluation form

  @Test func asksFiveAspectsInFourGradesAndNoName() async throws {
    let day = try await RecordedDay()
    let html = try await paper(.evaluationForm, of: day)
    #expect(html.ranges(of: "<td class=\"box\">").count == 20)
    for words in ["很满意", "基本满意", "教学内容", "学习收获", "请不要写姓名"] {
      #expect(html.contains(words), "\(words)")
    }
    #expect(html.ranges(of: "class=\"ruled\"").count == 9)
  }

  // MARK: What the office asks for

  @Test func announcesTheClassWithItsTimetableAndAReplySlip() async throws {
    let source = "调解\n\n【教学对象】基层工会干部\n【教学时长】2小时\n\n一、预防\n"
    let day = try await RecordedDay(source: source)
    let html = try await paper(.notice, of: day)
    for words in [
      "关于举办“劳动争议调解”培训的通知", "2026年12月1日 星期二 08:45–14:10", "三楼", "王老师", "基层工会干部", "一、预防",
      "教学时间合计 105 分钟", "回执", "（自愿）",
    ] {
      #expect(html.contains(words), "\(words)")
    }
    #expect(html.contains(">08:45–08:55<") && html.contains(">09:35–10:05<"))
    // Nothing of what is the trainer's alone.
    for secret in ["TEACHING-NOTES", "正文", "先做什么？", "六十日"] { #expect(!html.contains(secret)) }
    #expect(html.ranges(of: "<td class=\"num\">").count == RecordedDay.agenda.count + 12)
  }

  @Test func leavesALineForWhatIsNotKnown() async throws {
    let day = try await RecordedDay()
    let known = try await paper(.notice, of: day)
    #expect(!known.contains("<dd><span class=\"ruled\""))
    #expect(!known.contains("培训对象"))
  }

  @Test func listsTheGroupsOfTheRosterAndThenThoseOfTheDay() async throws {
    let day = try await RecordedDay()
    let before = try await paper(.groupList, of: day)
    #expect(before.contains("按名册里的小组") && before.contains("二组"))
    for entry in RecordedDay.roster { #expect(before.ranges(of: ">\(entry.0)<").count == 1) }
    let people = (1...4).map { PersonID("p\($0)") }
    for person in people { try await day.at(1, .checkIn(person: person, by: .desk)) }
    try await day.at(2, .formGroups([Array(people[0..<2]), Array(people[2..<4])]))
    let after = try await paper(.groupList, of: day)
    #expect(after.contains("按当天分的组") && after.contains("第 2 组") && !after.contains("二组"))
    #expect(after.contains(">李四<") && !after.contains(">郑七<"))
    let none = try await RecordedDay(roster: [("甲", "", "")])
    #expect(try await paper(.groupList, of: none).contains("还没有分组"))
  }

  @Test func givesEachGroupASheetWithTheQuestionsOfItsTasks() async throws {
    let day = try await RecordedDay()
    let html = try await paper(.groupRecord, of: day)
    #expect(html.ranges(of: "class=\"sheet group-record\"").count == 2)
    #expect(html.contains("拖欠工资") && html.contains("找谁？") && !html.contains("TEACHING-NOTES"))
    #expect(html.contains("赵一、钱二、孙三"))
    let alone = try await RecordedDay(roster: [])
    #expect(
      try await paper(.groupRecord, of: alone)
        .ranges(of: "class=\"sheet group-record\"").count == 1)
    let lecture = [Segment(id: "a", kind: .lecture, title: "一", start: 540, plannedMinutes: 60)]
    let bare = try await RecordedDay(agenda: lecture)
    #expect(try await paper(.groupRecord, of: bare).contains("没有分组讨论"))
  }

  @Test func countsTeachingMinutesOfEachHalfDayAndPaysNobody() async throws {
    let day = try await RecordedDay()
    let html = try await paper(.feeReceipt, of: day)
    #expect(html.contains("2026年12月1日 星期二 上午") && html.contains("2026年12月1日 星期二 下午"))
    #expect(
      html.contains("<td class=\"num\">95</td>") && html.contains("<td class=\"num\">10</td>"))
    #expect(html.contains("<td class=\"num\">105</td>"))
    #expect(!html.contains("超过 4 学时"))
    let long = [
      Segment(id: "a", kind: .lecture, title: "一", start: 480, plannedMinutes: 181),
      Segment(
        id: "b", kind: .lunch, title: "", start: 720, plannedMinutes: 60, teaching: false),
      Segment(id: "c", kind: .lecture, title: "二", start: 780, plannedMinutes: 180),
    ]
    let over = try await paper(.feeReceipt, of: try await RecordedDay(agenda: long))
    #expect(over.ranges(of: "超过 4 学时").count == 1)
  }

  // MARK: Who may have them

  @Test(arguments: Route.Paper.allCases.filter { !$0.isOrganizers })
  func isForTheOrganizerAndThePresentTrainer(kind: Route.Paper) async throws {
    let day = try await RecordedDay()
    let route = Route.paper(id: day.session.section.rawValue, paper: kind)
    let stranger = try await day.get(route)
    #expect(stranger.status == .seeOther)
    let forged = try await day.get(route, cookie: "t_\(day.session.section.rawValue)=forged")
    #expect(forged.status == .forbidden)
    let trainer = try await day.get(route, cookie: day.trainerCookie())
    #expect(trainer.status == .ok)
    #expect(trainer.text.contains(Route.trainer(section: day.session.section.rawValue).path))
    try await day.at(1, .handOver(generation: 2))
    let former = try await day.get(route, cookie: day.trainerCookie())
    #expect(former.status == .forbidden)
    // An organizer who once opened an older trainer's link is still the organizer.
    let both = try await day.get(route, cookie: day.trainerCookie() + "; " + day.organizerCookie)
    #expect(both.status == .ok)
  }

  @Test(arguments: Route.Paper.allCases.filter(\.isOrganizers))
  func whatPeopleSaidAndWhereTheyWereIsTheOrganizersAlone(kind: Route.Paper) async throws {
    let day = try await RecordedDay()
    let id = day.session.section.rawValue
    for route in [
      Route.paper(id: id, paper: kind), .paperFile(id: id, paper: kind, format: .csv),
    ] {
      #expect(try await day.get(route).status == .seeOther)
      #expect(try await day.get(route, cookie: day.trainerCookie()).status == .seeOther)
      #expect(try await day.get(route, cookie: day.organizerCookie).status == .ok)
    }
  }
}
