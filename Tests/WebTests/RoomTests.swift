import Classroom
import Foundation
import Identity
import Journal
import People
import Runtime
import Testing

@testable import Web

/// A class in a site: a quiz, a poll of choices and one of words, and a case without material.
struct TestRoom: Sendable {
  let hall: TestSite
  let session: LiveSession
  let code: String
  let section: String

  init(_ hall: TestSite, roster: [RosterEntry] = []) async throws {
    self.hall = hall
    let items = [
      AssessmentItem(
        id: "i1", kind: .quiz, prompt: "仲裁时效是多久？", choices: ["六个月", "一年"], key: [1],
        explanation: "第二十七条"),
      AssessmentItem(id: "i2", kind: .poll, prompt: "最关心什么？", choices: ["工资", "工时", "安全"]),
      AssessmentItem(id: "i3", kind: .poll, prompt: "说一句话", choices: []),
    ]
    session = try await hall.site.hall.create(
      title: "劳动争议的预防", date: "2026-12-01", room: "主会场", trainer: nil, trial: false,
      plan: PinnedPlan(file: "f", source: "s", digest: UUID().uuidString),
      agenda: [
        Segment(
          id: "s1", kind: .lecture, title: "讲授", plannedMinutes: 20,
          pages: pages(of: "第一句。第二句。"), notes: "第一句。第二句。"),
        Segment(id: "s2", kind: .case, form: "share", title: "一个案例", plannedMinutes: 15),
        Segment(
          id: "s3", kind: .quiz, title: "", plannedMinutes: 5,
          pages: items.map { Page(role: .item, lines: [], item: $0.id) }, items: items),
      ])
    code = await session.state.profile.code
    section = session.section.rawValue
    if !roster.isEmpty {
      try await hall.people.add(roster, to: session.section)
      for entry in roster {
        try await session.handle(.enroll(person: entry.person, group: entry.group))
      }
    }
  }

  var trainerPath: String {
    get async {
      hall.site.trainerRoute(session.section, generation: await session.state.trainerGeneration)
        .path
    }
  }

  /// Checks a phone in under a name.
  func join(_ phone: Browser, _ name: String, unit: String = "") async throws {
    let reply = try await phone.post("/j/\(code)", ["name": name, "unit": unit])
    #expect(reply.status == .seeOther)
    #expect(reply.path == "/c/\(code)")
  }

  /// One command of a phone, as its script sends it.
  @discardableResult
  func send(_ phone: Browser, _ pairs: [(String, String)], id: String = Token.random(16))
    async throws
    -> Reply
  {
    try await phone.post(
      "/c/\(code)/send", pairs: pairs + [("id", id)], headers: ["Accept": "application/json"])
  }
}

@Suite struct RoomTests {
  @Test func checksInByNameAndFindsTheSamePersonAgain() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { phone in
      try await room.join(phone, "李爱诺", unit: "一车间")
      let cleared = phone.another()
      try await room.join(cleared, " 李爱诺 ", unit: "一车间")
      #expect(await room.session.state.roster.count == 1)
      // Another person of the name says another workplace.
      try await room.join(phone.another(), "李爱诺", unit: "二车间")
      #expect(await room.session.state.roster.count == 2)
      // Without a workplace nobody can tell which of the two.
      let unclear = try await phone.another().post("/j/\(room.code)", ["name": "李爱诺"])
      #expect(unclear.status == .conflict)
      #expect(unclear.body.contains("请写上单位"))
    }
  }

  @Test func makesOnePersonOfTwoPhonesThatJoinAtOnce() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { phone in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<20 {
          for _ in 0..<2 {
            let own = phone.another()
            group.addTask { try await room.join(own, "学员\(number)", unit: "一车间") }
          }
        }
        try await group.waitForAll()
      }
      #expect(await room.session.state.roster.count == 20)
      #expect(await room.session.state.present == 20)
    }
  }

  @Test func asksBeforeASecondPhoneTakesANameFromTheRoster() async throws {
    let hall = try await TestSite()
    let aino = RosterEntry(person: PersonID("aino"), name: "李爱诺", unit: "一车间", group: "第一组")
    let room = try await TestRoom(hall, roster: [aino])
    try await hall.browse { phone in
      #expect(try await phone.get("/j/\(room.code)").body.contains("李爱诺"))
      #expect(try await phone.post("/j/\(room.code)", ["person": "aino"]).status == .seeOther)
      let second = phone.another()
      let asked = try await second.post("/j/\(room.code)", ["person": "aino"])
      #expect(asked.status == .ok)
      #expect(asked.body.contains("已经签到"))
      let yes = try await second.post("/j/\(room.code)", ["person": "aino", "confirmed": "yes"])
      #expect(yes.status == .seeOther)
      #expect(await room.session.state.present == 1)
    }
  }

  @Test(arguments: [
    (String(repeating: "长", count: 10_000), "60 个字以内"), ("爱\u{0}诺", "特殊符号"),
    ("\u{202E}诺爱", "特殊符号"), ("   ", "请写姓名"),
  ])
  func refusesANameThatIsNone(name: String, message: String) async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { phone in
      let reply = try await phone.post("/j/\(room.code)", ["name": name])
      #expect(reply.status == .unprocessableContent)
      #expect(reply.body.contains(message))
      #expect(await room.session.state.roster.isEmpty)
      #expect(try await hall.people.roster(of: room.session.section).isEmpty)
    }
  }

  @Test func saysThatNoClassHasTheCode() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { phone in
      for path in ["/j/0000", "/c/0000", "/s/0000", "/c/0000/stream"] {
        let reply = try await phone.get(path)
        #expect(reply.status == .notFound)
        #expect(reply.body.contains("没有课堂码是“0000”的班"))
      }
      let typed = try await phone.get("/join?code=0000")
      #expect(typed.status == .notFound)
      #expect(typed.body.contains("0000"))
      #expect(try await phone.get("/join?code=\(room.code)").path == "/j/\(room.code)")
      try await room.session.handle(.closeSection)
      let closed = try await phone.get("/j/\(room.code)")
      #expect(closed.status == .gone)
      #expect(closed.body.contains("已经结束"))
    }
  }

  @Test func takesAnAnswerOnceAndSaysWhyNot() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { phone in
      try await room.join(phone, "李爱诺")
      func answer(_ item: String, _ choices: [String], id: String = Token.random(16)) async throws
        -> Reply
      {
        try await room.send(
          phone, [("do", "respond"), ("item", item)] + choices.map { ("choice", $0) }, id: id)
      }
      let early = try await answer("i1", ["1"])
      #expect(early.status == .conflict)
      #expect(early.body.contains("现在不能作答"))
      try await room.session.handle(.openItems(["i1", "i2"]))
      let taken = try await answer("i1", ["1"], id: "once-once")
      #expect(taken.status == .ok)
      #expect(taken.body.contains(#""choices":[1]"#))
      #expect(try await answer("i1", ["1"], id: "once-once").status == .ok)
      #expect(await room.session.state.counts.answers == 1)
      #expect(try await answer("i1", ["9"]).status == .unprocessableContent)
      #expect(try await answer("i1", ["x"]).status == .unprocessableContent)
      #expect(try await answer("i1", []).status == .unprocessableContent)
      #expect(try await answer("i1", ["0", "1"]).status == .unprocessableContent)
      #expect(try await answer("i77", ["0"]).status == .notFound)
      // A poll does not take answers by name.
      #expect(try await answer("i2", ["0"]).status == .notFound)
      try await room.session.handle(.closeItem("i1"))
      #expect(try await answer("i1", ["0"]).status == .conflict)
      #expect(try await answer("i1", ["1"], id: "once-once").status == .ok)
      #expect(try await room.send(phone, [("do", "fly")]).status == .unprocessableContent)
      #expect(
        try await room.send(phone, [("do", "respond")], id: "").status == .unprocessableContent)
    }
  }

  @Test func worksByPlainFormsAndCountsADoubleSubmitOnce() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { phone in
      try await room.join(phone, "李爱诺")
      try await room.session.handle(.openItems(["i1", "i2"]))
      let page = try await phone.get("/c/\(room.code)")
      let key = try #require(hidden("key", after: #"data-item="i2""#, in: page.body))
      #expect(key.count == 32)
      let form = [
        "do": "cast", "item": "i2", "choice": "1", "key": key,
        "id": try #require(hidden("id", after: #"data-item="i2""#, in: page.body)),
      ]
      let first = try await phone.post("/c/\(room.code)/send", form)
      #expect(first.status == .seeOther)
      #expect(first.location.hasSuffix("?said=saved"))
      #expect(try await phone.post("/c/\(room.code)/send", form).status == .seeOther)
      #expect(await room.session.state.items["i2"]?.participants.count == 1)
      // The same phone gets the same key on the next page, and so may change its ballot.
      let again = try await phone.get("/c/\(room.code)?said=saved")
      #expect(again.body.contains("已保存"))
      #expect(hidden("key", after: #"data-item="i2""#, in: again.body) == key)
      var changed = form
      changed["choice"] = "2"
      changed["id"] = Token.random(16)
      #expect(try await phone.post("/c/\(room.code)/send", changed).status == .seeOther)
      let box = LiveSession.box("i2", of: room.session.section)
      #expect(try await hall.engine.ballots(in: box).count == 1)
    }
  }

  private func hidden(_ name: String, after mark: String, in page: String) -> String? {
    guard let start = page.range(of: mark),
      let field = page[start.upperBound...].range(of: "name=\"\(name)\" value=\"")
    else { return nil }
    return String(page[field.upperBound...].prefix { $0 != "\"" })
  }

  @Test func keepsPeopleWhoShareAPhoneApart() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { phone in
      try await room.session.handle(.openItems(["i2"]))
      var keys: Set<String> = []
      for name in ["甲一", "乙二", "丙三"] {
        try await room.join(phone, name, unit: "一车间")
        let page = try await phone.get("/c/\(room.code)")
        let key = try #require(hidden("key", after: #"data-item="i2""#, in: page.body))
        keys.insert(key)
        let cast = [("do", "cast"), ("item", "i2"), ("choice", "1"), ("key", key)]
        #expect(try await room.send(phone, cast).status == .ok)
      }
      #expect(keys.count == 3)
      #expect(await room.session.state.items["i2"]?.participants.count == 3)
      let box = LiveSession.box("i2", of: room.session.section)
      #expect(try await hall.engine.ballots(in: box).count == 3)
      // Nobody's first ballot takes the place of another's.
      try await room.join(phone, "丁四", unit: "一车间")
      let stolen = [("do", "cast"), ("item", "i2"), ("choice", "0"), ("key", keys.sorted()[0])]
      #expect(try await room.send(phone, stolen).status == .unprocessableContent)
    }
  }

  @Test func neverRefusesARightCodeForOthersMistakes() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { phone in
      for number in 0..<70 { _ = try await phone.get("/j/x\(number)") }
      #expect(try await phone.get("/j/x").status == .tooManyRequests)
      #expect(try await phone.get("/j/\(room.code)").status == .ok)
      #expect(try await phone.get("/s/\(room.code)").status == .ok)
    }
  }

  @Test func countsAPersonsSupportOnceWhateverTheKey() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { phone in
      try await room.join(phone, "李爱诺")
      try await room.send(phone, [("do", "ask"), ("question", "q1"), ("text", "a\u{0}b\u{202E}c")])
      #expect(await room.session.state.questions["q1"]?.text == "abc")
      try await room.session.handle(.approveQuestion("q1"))
      for _ in 0..<10 {
        try await room.send(
          phone, [("do", "support"), ("question", "q1"), ("key", Token.random(16))])
      }
      #expect(await room.session.state.questions["q1"]?.supporters.count == 2)
    }
  }

  @Test func leadsBackFromTrouble() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { phone in
      try await room.join(phone, "李爱诺")
      let form = ["do": "respond", "item": "i1", "choice": "1", "id": Token.random(16)]
      let refused = try await phone.post("/c/\(room.code)/send", form)
      #expect(refused.status == .conflict && refused.body.contains("href=\"/c/\(room.code)\""))
      #expect(try await phone.get("/c/\(room.code)/send").path == "/c/\(room.code)")
    }
  }

  @Test func refusesAForgedOrExpiredCookie() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    let other = try await TestRoom(hall)
    try await hall.browse { phone in
      try await room.join(phone, "李爱诺")
      try await room.session.handle(.openItems(["i1"]))
      let name = "p_\(room.section)"
      let good = try #require(phone.cookies[name])
      let answer = [("do", "respond"), ("item", "i1"), ("choice", "1")]
      phone.cookies[name] = String(good.dropLast(2)) + "zz"
      #expect(try await room.send(phone, answer).status == .unauthorized)
      #expect(try await phone.get("/c/\(room.code)").path == "/j/\(room.code)")
      // A cookie of another class says nothing here.
      phone.cookies["p_\(other.section)"] = good
      #expect(try await other.send(phone, answer).status == .unauthorized)
      phone.cookies[name] = good
      #expect(try await room.send(phone, answer).status == .ok)
      hall.time.advance(seconds: 6 * 86_400)
      #expect(try await room.send(phone, answer).status == .unauthorized)
    }
  }

  @Test(arguments: ["http://evil.test", "null", "http://hall.test.evil.test"])
  func refusesAPostFromAnotherOrigin(origin: String) async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { phone in
      let reply = try await phone.post(
        "/j/\(room.code)", ["name": "李爱诺"], headers: ["Origin": origin])
      #expect(reply.status == .forbidden)
      #expect(reply.body.contains("别的网站"))
      #expect(await room.session.state.roster.isEmpty)
      let own = try await phone.post(
        "/j/\(room.code)", ["name": "李爱诺"], headers: ["Origin": "http://hall.test"])
      #expect(own.status == .seeOther)
    }
  }

  @Test func refusesABodyOverTheLimit() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { phone in
      try await room.join(phone, "李爱诺")
      let reply = try await room.send(
        phone, [("do", "ask"), ("text", String(repeating: "a", count: 100_000))])
      #expect(reply.status == .contentTooLarge)
      #expect(await room.session.state.questions.isEmpty)
      let long = try await room.send(
        phone, [("do", "ask"), ("text", String(repeating: "长", count: 501))])
      #expect(long.status == .unprocessableContent)
    }
  }

  @Test func keepsAnonymousQuestionsApartFromTheirAsker() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { phone in
      try await room.join(phone, "李爱诺")
      #expect(try await room.send(phone, [("do", "ask"), ("text", "匿名的问题")]).status == .ok)
      #expect(
        try await room.send(phone, [("do", "ask"), ("text", "署名的问题"), ("named", "yes")]).status
          == .ok)
      let state = await room.session.state
      #expect(state.questionOrder.map { state.questions[$0]?.person != nil } == [false, true])
      let screen = try await phone.get("/s/\(room.code)")
      #expect(!screen.body.contains("匿名的问题"))
      let trainer = phone.another()
      #expect(try await trainer.get(await room.trainerPath).status == .seeOther)
      let console = try await trainer.get("/t/\(room.section)")
      #expect(console.body.contains("匿名的问题"))
      #expect(console.body.components(separatedBy: "李爱诺").count == 2)
    }
  }

  @Test func showsNoKeyBeforeItIsRevealed() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { phone in
      try await room.join(phone, "李爱诺")
      try await room.session.handle(.next)
      try await room.session.handle(.openItems(["i1"]))
      for path in [
        "/c/\(room.code)", "/c/\(room.code)/view", "/s/\(room.code)", "/s/\(room.code)/view",
      ] {
        let page = try await phone.get(path)
        #expect(page.status == .ok)
        #expect(page.body.contains("仲裁时效"))
        #expect(!page.body.contains("第二十七条") && !page.body.contains("right"))
      }
      try await room.session.handle(.revealItem("i1"))
      #expect(try await phone.get("/c/\(room.code)").body.contains("第二十七条"))
    }
  }

  @Test func letsOnlyTheTrainerSteer() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { phone in
      let send = "/t/\(room.section)/send"
      #expect(try await phone.post(send, ["do": "next"]).status == .forbidden)
      #expect(try await phone.get("/t/\(room.section)").status == .forbidden)
      #expect(try await phone.get("/t/\(room.section)/enter/wrong").status == .forbidden)
      #expect(try await phone.get("/t/class-nothing/enter/wrong").status == .notFound)
      let first = await room.trainerPath
      #expect(try await phone.get(first).status == .seeOther)
      #expect(try await phone.post(send, ["do": "next"]).status == .seeOther)
      #expect(await room.session.state.cursor == Cursor(segment: 0))
      // Handing over: the next trainer's link takes the class when it is opened, not before.
      let page = try await phone.get("/t/\(room.section)?said=handed")
      let next = hall.site.trainerRoute(room.session.section, generation: 2).path
      #expect(page.body.contains(next))
      #expect(try await phone.post(send, ["do": "next"]).status == .seeOther)
      let other = phone.another()
      // Looking at the link takes nothing: a chat may preview it.
      let asked = try await other.get(next)
      #expect(asked.status == .ok && asked.body.contains("接手"))
      #expect(await room.session.state.trainerGeneration == 1)
      #expect(try await other.post(next).status == .seeOther)
      #expect(try await other.post(send, ["do": "back"]).status == .seeOther)
      #expect(try await phone.post(send, ["do": "next"]).status == .forbidden)
      #expect(try await phone.get(first).status == .forbidden)
    }
  }

  @Test func tellsTheTrainerAloneThatACaseHasNoMaterial() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { trainer in
      _ = try await trainer.get(await room.trainerPath)
      try await room.session.handle(.jump(to: Cursor(segment: 1)))
      let page = try await trainer.get("/t/\(room.section)")
      #expect(page.body.contains("这个案例还没有材料"))
      #expect(!(try await trainer.get("/s/\(room.code)")).body.contains("材料"))
      let kit = """
        ## 案例正文
        某厂拖欠工资。
        ## 思考题
        1. 工会先做什么？
        ## 教学提示
        只给老师看的话。
        """
      let send = "/t/\(room.section)/send"
      let reply = try await trainer.post(send, ["do": "material", "segment": "s2", "text": kit])
      #expect(reply.status == .seeOther)
      let screen = try await trainer.get("/s/\(room.code)")
      #expect(screen.body.contains("某厂拖欠工资"))
      try await room.session.handle(.next)
      let questions = try await trainer.get("/s/\(room.code)").body
      #expect(questions.contains("工会先做什么"))
      for path in ["/s/\(room.code)", "/s/\(room.code)/view", "/c/\(room.code)/view"] {
        #expect(!(try await trainer.get(path)).body.contains("只给老师看"))
      }
      #expect(try await trainer.get("/t/\(room.section)").body.contains("只给老师看"))
    }
  }

  @Test func makesAQuestionOnTheSpot() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { trainer in
      _ = try await trainer.get(await room.trainerPath)
      let send = "/t/\(room.section)/send"
      let made = [
        "do": "make", "id": "make-one-1", "kind": "quiz", "prompt": "哪天？",
        "choices": "周一\n* 周二\n\n周三",
      ]
      #expect(try await trainer.post(send, made).status == .seeOther)
      // A resend opens nothing new.
      #expect(try await trainer.post(send, made).status == .seeOther)
      let item = try #require(await room.session.state.openItems.first?.item)
      #expect(item.choices == ["周一", "周二", "周三"] && item.key == [1])
      #expect(await room.session.state.openItems.count == 1)
      let noKey = try await trainer.post(
        send, ["do": "make", "id": "make-two-2", "kind": "quiz", "prompt": "？", "choices": "a\nb"])
      #expect(noKey.status == .unprocessableContent)
      #expect(noKey.body.contains("正确选项"))
    }
  }

  @Test func answersUnknownPagesInTheReadersLanguage() async throws {
    let hall = try await TestSite()
    try await hall.browse { browser in
      let chinese = try await browser.get("/nowhere")
      #expect(chinese.status == .notFound && chinese.body.contains("没有这个页面"))
      let english = try await browser.another(language: "en-GB").get("/nowhere")
      #expect(english.body.contains("There is no such page"))
      let script = try await browser.get("/nowhere", headers: ["Accept": "application/json"])
      #expect(script.body.contains(#""ok":"false""#))
      let switched = browser.another()
      _ = try await switched.get("/?lang=en")
      #expect(try await switched.get("/").body.contains("Join a class"))
    }
  }

  @Test func writesEveryAddressItReads() {
    let routes: [Route] = [
      .home, .health, .joinByCode, .join(code: "1"), .learner(code: "1"), .learnerStream(code: "1"),
      .learnerView(code: "1"), .learnerOwn(code: "1"), .learnerSend(code: "1"),
      .learnerText(code: "1"), .counts(code: "1"),
      .screen(code: "1"), .screenStream(code: "1"), .screenView(code: "1"),
      .trainerEnter(section: "a", secret: "b"), .trainer(section: "a"),
      .trainerStream(section: "a"),
      .trainerView(section: "a"), .trainerSend(section: "a"), .start(secret: "s"), .signIn,
      .signOut,
      .desk, .newPlan, .plan(id: "p"), .newSection(plan: "p"), .section(id: "a"),
      .sectionStream(id: "a"), .sectionView(id: "a"), .sectionSend(id: "a"),
      .asset("look.css"),
    ]
    for route in routes { #expect(Route(path: route.path) == route) }
    for format in Route.ReportFormat.allCases {
      #expect(
        Route(path: Route.report(id: "a", format: format).path) == .report(id: "a", format: format))
    }
    for paper in Route.Paper.allCases {
      #expect(Route(path: Route.paper(id: "a", paper: paper).path) == .paper(id: "a", paper: paper))
    }
    for path in ["/c", "/c/1/2", "/t/1/2", "/classes/1/papers/none", "/c/1/send/x"] {
      #expect(Route(path: path) == nil)
    }
  }
}
