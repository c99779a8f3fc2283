import Classroom
import Foundation
import Identity
import Runtime
import Testing

@testable import Web

@Suite struct OrganizerSectionTests {
  static let roster = "姓名,单位,组别\n王伟,一车间,第一组\n王伟,二车间,第一组\n李娜,一车间,第二组\n"
  static let form = [
    "approved": "1", "date": "2026-12-01", "dayStart": "08:45", "lunchStart": "12:00",
    "lunchEnd": "14:00",
    "room": "三号会议室", "trainer": "陈老师",
  ]

  /// The path of a plan that is in the library.
  private static func plan(_ browser: Browser) async throws -> String {
    try await browser.upload(
      "/plans", ["text": samplePlan], files: [("overtime.md", Array(sampleKit.utf8))]
    ).path
  }

  private static func section(_ browser: Browser, _ extra: [String: String] = [:]) async throws
    -> String
  {
    let plan = try await plan(browser)
    let fields = form.merging(["roster": roster]) { $1 }.merging(extra) { $1 }
    let made = try await browser.post(plan + "/class", fields)
    #expect(made.status == .seeOther)
    return made.path
  }

  private static func person(_ name: String, _ unit: String, _ hall: TestSite) async throws
    -> String
  {
    let section = try #require(await hall.site.hall.sections().first).profile.id
    let found = try await hall.people.find(name: name, unit: unit, in: section)
    return try #require(found.first).person.rawValue
  }

  @Test func makesAClassFromAPlan() async throws {
    let hall = try await TestSite()
    try await hall.organize { browser in
      let plan = try await Self.plan(browser)
      let form = try await browser.get(plan + "/class")
      #expect(form.body.contains("value=\"2026-12-01\""))  // today
      let path = try await Self.section(browser)
      let page = try await browser.get(path)
      #expect(page.status == .ok)
      for word in ["王伟", "二车间", "第一组", "三号会议室", "陈老师", "授课教师"] {
        #expect(page.body.contains(word), "\(word)")
      }
      let code = try #require(await hall.site.hall.sections().first).profile.code
      #expect(page.body.contains("http://hall.test/j/\(code)"))
      #expect(try await browser.get("/desk").body.contains("授课台"))
    }
    let id = try #require(await hall.site.hall.sections().first).profile.id
    let session = try #require(try await hall.site.hall.session(id))
    let state = await session.state
    #expect(state.roster.count == 3)
    #expect(state.agenda.contains { $0.kit != nil })
    #expect(state.plan.source == samplePlan)
  }

  @Test func keepsNamesOutOfTheLog() async throws {
    let hall = try await TestSite()
    try await hall.organize { browser in _ = try await Self.section(browser) }
    let id = try #require(await hall.site.hall.sections().first).profile.id
    for record in try await hall.engine.read(LiveSession.stream(of: id), after: 0, limit: 100) {
      let text = String(decoding: record.bytes, as: UTF8.self)
      #expect(!text.contains("王伟") && !text.contains("陈老师"))
    }
  }

  @Test(arguments: [
    (["date": "2026-02-30"], "日期请写成"), (["date": ""], "日期请写成"),
    (["dayStart": "25:00"], "上课时间请写成"), (["lunchEnd": "11:00"], "午休要在上课之后"),
    (["room": String(repeating: "长", count: 61)], "教室请写 60 个字以内"),
    (["trainer": "陈\u{202E}老师"], "教师姓名请写"),
  ])
  func refusesAWrongFormAndKeepsWhatWasTyped(change: [String: String], message: String)
    async throws
  {
    let hall = try await TestSite()
    try await hall.organize { browser in
      let plan = try await Self.plan(browser)
      let fields = Self.form.merging(["roster": Self.roster]) { $1 }.merging(change) { $1 }
      let reply = try await browser.post(plan + "/class", fields)
      #expect(reply.status == .unprocessableContent)
      #expect(reply.body.contains(message) && reply.body.contains("李娜,一车间,第二组"))
    }
    #expect(await hall.site.hall.sections().isEmpty)
  }

  @Test func showsProblemsOfTheRosterByLineBeforeAnythingIsMade() async throws {
    let hall = try await TestSite()
    let roster = "王伟,一车间\n王伟,一车间\n\(String(repeating: "长", count: 10_000)),二车间\n"
    try await hall.organize { browser in
      let plan = try await Self.plan(browser)
      var fields = Self.form.merging(["roster": roster]) { $1 }
      let reply = try await browser.post(plan + "/class", fields)
      #expect(reply.status == .unprocessableContent)
      #expect(reply.body.contains("第 2 行") && reply.body.contains("第 3 行"))
      #expect(await hall.site.hall.sections().isEmpty)
      fields["confirmed"] = "yes"
      #expect(try await browser.post(plan + "/class", fields).status == .seeOther)
    }
    let id = try #require(await hall.site.hall.sections().first).profile.id
    #expect(try await hall.people.roster(of: id).filter { $0.role == .learner }.count == 1)
  }

  @Test func refusesADayThatDoesNotFit() async throws {
    let hall = try await TestSite()
    try await hall.organize { browser in
      let plan = try await Self.plan(browser)
      let fields = Self.form.merging([
        "dayStart": "23:30", "lunchStart": "23:40", "lunchEnd": "23:50",
      ]) { $1 }
      let reply = try await browser.post(plan + "/class", fields)
      #expect(reply.status == .unprocessableContent)
    }
    #expect(await hall.site.hall.sections().isEmpty)
  }

  @Test func checksInByHandRecordsLeaveAndLeavingEarly() async throws {
    let hall = try await TestSite()
    try await hall.organize { browser in
      let path = try await Self.section(browser)
      let wang = try await Self.person("王伟", "二车间", hall)
      let li = try await Self.person("李娜", "一车间", hall)
      let send = path + "/send"
      #expect(try await browser.post(send, ["checkIn": wang]).status == .seeOther)
      #expect(try await browser.post(send, ["do": "leave", "person": li]).status == .seeOther)
      var page = try await browser.get(path).body
      #expect(page.contains("实到 08:30"))
      #expect(page.contains("<b>1</b>实到") && page.contains("<b>3</b>应到"))
      #expect(page.contains("<b>1</b>请假"))
      hall.time.advance(seconds: 3600)
      _ = try await browser.post(send, ["leftEarly": wang])
      page = try await browser.get(path).body
      #expect(page.contains("早退 08:30–09:30"))
      let script = try await browser.post(
        send, ["checkIn": wang], headers: ["Accept": "application/json"])
      #expect(script.body == "{\"ok\":\"true\"}")
      let unknown = try await browser.post(send, ["checkIn": "nobody"])
      #expect(unknown.status == .notFound)
    }
  }

  @Test func addsPeopleByHandAndByList() async throws {
    let hall = try await TestSite()
    try await hall.organize { browser in
      let path = try await Self.section(browser)
      let send = path + "/send"
      let added = try await browser.post(
        send, ["do": "add", "name": "赵云", "unit": "三车间", "group": "第二组", "present": "yes"])
      #expect(added.status == .seeOther)
      #expect(try await browser.get(added.location).body.contains("已加进名册"))
      let twice = try await browser.post(
        send, ["do": "add", "name": "赵云", "unit": "三车间", "group": "第二组"])
      #expect(twice.status == .unprocessableContent)
      #expect(twice.body.contains("名册里已经有“赵云”"))
      for name in ["", String(repeating: "长", count: 10_000), "赵\u{0007}云"] {
        let bad = try await browser.post(send, ["do": "add", "name": name])
        #expect(bad.status == .unprocessableContent)
      }
      let more = try await browser.post(
        path + "/roster",
        [
          "do": "take", "columnsOf": "0", "chosen": "0", "column0": "name", "column1": "unit",
          "column2": "group", "sheet": Self.roster + "孙权,三车间,第三组\n",
        ])
      #expect(try await browser.get(more.location).body.contains("新增 1 人，更新 0 人，没有变化 3 人"))
      let empty = try await browser.post(path + "/roster", ["do": "read", "roster": " \r\n"])
      #expect(empty.body.contains("没有读到内容"))
    }
    let id = try #require(await hall.site.hall.sections().first).profile.id
    let session = try #require(try await hall.site.hall.session(id))
    let state = await session.state
    #expect(state.roster.count == 5)
    #expect(state.present == 1)
  }

  @Test func closesOnlyWhenConfirmed() async throws {
    let hall = try await TestSite()
    try await hall.organize { browser in
      let path = try await Self.section(browser)
      let send = path + "/send"
      let asked = try await browser.post(send, ["do": "close"])
      #expect(asked.status == .unprocessableContent)
      #expect(asked.body.contains("没有结束"))
      #expect(await hall.site.hall.sections().first?.phase == .planned)
      let closed = try await browser.post(send, ["do": "close", "confirm": "yes"])
      #expect(closed.status == .seeOther)
      let page = try await browser.get(closed.location).body
      #expect(page.contains("本班已经结束") && !page.contains("name=\"checkIn\""))
      #expect(page.contains(path + "/report"))
      let late = try await browser.post(send, ["do": "add", "name": "迟来的人"])
      #expect(late.status == .conflict)
    }
    #expect(await hall.site.hall.sections().first?.phase == .closed)
    let id = try #require(await hall.site.hall.sections().first).profile.id
    #expect(try await hall.people.find(name: "迟来的人", unit: nil, in: id).isEmpty)
  }

  @Test func keepsTrialClassesApart() async throws {
    let hall = try await TestSite()
    try await hall.organize { browser in
      let path = try await Self.section(browser, ["trial": "yes"])
      #expect(try await browser.get(path).body.contains("试讲班，不计入记录"))
      let desk = try await browser.get("/desk").body
      #expect(desk.contains("还没有班级") && desk.contains("试讲班用来预演"))
    }
  }

  @Test func streamsTheRollToTheOrganizer() async throws {
    let hall = try await TestSite()
    try await hall.organize { browser in
      let path = try await Self.section(browser)
      let view = try await browser.get(path + "/view").body
      #expect(view.contains("\"regions\"") && view.contains("王伟"))
      #expect(view.contains("\"phase\":\"planned\""))
    }
  }

  @Test func speaksEnglishThroughout() async throws {
    let hall = try await TestSite()
    try await hall.organize { browser in
      let path = try await Self.section(browser, ["roster": "Ann Lee,Shop 1,Group 1\n"])
      let english = browser.another(language: "en-GB")
      english.cookies = browser.cookies
      for page in ["/desk", path] {
        let body = try await english.get(page).body
        for word in ["签到", "应到", "班主任", "名册", "大屏", "打印"] {
          #expect(!body.contains(word), "\(word) on \(page)")
        }
      }
    }
  }
}
