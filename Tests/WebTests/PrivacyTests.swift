import Classroom
import Foundation
import Identity
import People
import Runtime
import Testing

@testable import Web

/// A class of two on the roster and one who came without being on it.
private struct Office: Sendable {
  let hall: TestSite
  let room: TestRoom
  var section: SectionID { room.session.section }
  var people: MemoryPeople { hall.people }

  static let zhang = RosterEntry(
    person: PersonID("zhang"), name: "张三", unit: "铸造厂", group: "一组",
    details: RosterDetails([.phone: "13800001234", .room: "南楼302"]))
  static let li = RosterEntry(person: PersonID("li"), name: "李四", unit: "码头", group: "二组")

  init() async throws {
    hall = try await TestSite()
    room = try await TestRoom(hall, roster: [Self.zhang, Self.li])
  }

  func page(_ person: String) -> String {
    Route.person(section: room.section, person: person).path
  }

  /// Everything that an organizer can open of the class.
  func everything(_ browser: Browser) async throws -> String {
    var all = ""
    for route: Route in [
      .section(id: room.section), .roster(id: room.section), .cards(id: room.section),
      .door(section: room.section), .completion(id: room.section), .trainer(section: room.section),
      .report(id: room.section, format: .html), .report(id: room.section, format: .csv),
      .report(id: room.section, format: .json), .paper(id: room.section, paper: .signInSheet),
      .paper(id: room.section, paper: .groupList), .paper(id: room.section, paper: .answerSheet),
      .privacy(id: room.section), .desk, .sectionView(id: room.section),
      .doorView(section: room.section),
    ] {
      let reply = try await browser.get(route.path)
      #expect(reply.status == .ok, "\(route)")
      all += reply.body
    }
    return all
  }

  /// The numbers of the record.
  func totals() async throws -> String {
    let state = await room.session.state
    let report = sectionReport(of: state)
    return "\(report.counts) \(report.halfDays.map(\.count)) "
      + "\(report.items.map { [$0.answers, $0.correct ?? -1] }) \(report.attendance.count)"
  }
}

@Suite struct PrivacyTests {
  @Test func erasesSomebodyInTheMiddleOfAClass() async throws {
    let office = try await Office()
    let room = office.room
    try await office.hall.organize { organizer in
      let phone = organizer.another()
      _ = try await phone.post("/j/\(room.code)", ["person": "zhang"])
      let other = organizer.another()
      _ = try await other.post("/j/\(room.code)", ["person": "li"])
      try await room.session.handle(.jump(to: Cursor(segment: 2)))
      try await room.session.handle(.openItems(["i1"]))
      let answer = [("do", "respond"), ("item", "i1"), ("round", ""), ("choice", "1")]
      #expect(try await room.send(phone, answer).status == .ok)
      _ = try await room.send(
        phone,
        [("do", "ask"), ("text", "工资？"), ("named", "yes"), ("question", Token.random(8))])
      #expect(try await office.everything(organizer).contains("张三"))
      let totals = try await office.totals()

      // Not by the way, and not without a reason.
      let page = try await organizer.get(office.page("zhang"))
      #expect(page.status == .ok && structuralProblems(of: page.body) == [])
      #expect(page.body.contains("张三") && page.body.contains("138****1234"))
      let roster = Route.rosterPerson(id: room.section, person: "zhang").path
      #expect(page.body.contains("href=\"\(roster)\""))
      for form in [
        ["do": "erase", "confirm": "yes", "reason": " "], ["do": "erase", "reason": "本人要求"],
        ["do": "erase", "confirm": "yes", "reason": String(repeating: "长", count: 5_000)],
      ] {
        let refused = try await organizer.post(office.page("zhang"), form)
        #expect(refused.status == .unprocessableContent)
        #expect(structuralProblems(of: refused.body) == [])
      }
      #expect(
        try await office.people.entry(PersonID("zhang"), in: office.section)?.name == "张三")
      let erased = try await organizer.post(
        office.page("zhang"), ["do": "erase", "confirm": "yes", "reason": "本人要求"])
      #expect(erased.status == .seeOther)
      #expect(try await organizer.get(erased.location).body.contains("总数没有变"))

      // Gone from every page, and nothing else is.
      let after = try await office.everything(organizer)
      for secret in ["张三", "138****1234", "13800001234", "铸造厂", "南楼302"] {
        #expect(!after.contains(secret), "\(secret)")
      }
      #expect(after.contains("姓名已删除") && after.contains("李四"))
      #expect(try await office.totals() == totals)

      // The phone is told, and is not asked again; the others go on.
      for path in ["/c/\(room.code)", "/c/\(room.code)/intention"] {
        let told = try await phone.get(path)
        #expect(told.status == .ok && told.body.contains("您的姓名已经删除"))
        #expect(structuralProblems(of: told.body) == [])
      }
      let late = try await room.send(phone, [("do", "respond"), ("item", "i1"), ("choice", "0")])
      #expect(late.status == .gone && late.body.contains("已经删除"))
      #expect(try await phone.get("/c/\(room.code)/own").status == .gone)
      #expect(try await phone.get("/c/\(room.code)/data").status == .gone)
      #expect(try await office.totals() == totals)
      #expect(try await room.send(other, answer).status == .ok)
      // Nobody takes the erased place; who is still there may check in anew, as somebody else.
      #expect(
        try await organizer.another().post("/j/\(room.code)", ["person": "zhang"]).status
          == .notFound)
      let joined = try await phone.get("/j/\(room.code)?again=1")
      #expect(joined.status == .ok && !joined.body.contains("张三"))
      try await room.join(phone, "张三", unit: "铸造厂")
      #expect(try await phone.get("/c/\(room.code)").status == .ok)
      #expect(await room.session.state.roster.count == 3)
      // A second time there is nothing to erase.
      let again = try await organizer.get(office.page("zhang"))
      #expect(again.status == .ok && !again.body.contains("value=\"erase\""))
      #expect(!again.body.contains("href=\"\(roster)\""))
      let noted = try await office.people.accesses(
        of: office.section, concerning: PersonID("zhang"), limit: 1)
      #expect(noted.first?.what == .erasure && noted.first?.note == "本人要求")
    }
  }

  /// A program that was started again knows who was erased.
  @Test func tellsThePhoneAfterARestartToo() async throws {
    let office = try await Office()
    let room = office.room
    try await office.hall.browse { phone in
      _ = try await phone.post("/j/\(room.code)", ["person": "zhang"])
      try await office.people.erase(PersonID("zhang"))
      #expect(try await phone.get("/c/\(room.code)").body.contains("您的姓名已经删除"))
    }
  }

  /// A walk-in who was merged with the roster holds the name under both ids.
  @Test func erasesUnderEveryIdOfAPerson() async throws {
    let office = try await Office()
    let session = office.room.session
    let walkIn = RosterEntry(person: PersonID("walk"), name: "张 三", walkIn: true)
    try await office.people.add([walkIn], to: office.section)
    try await session.handle(.enroll(person: walkIn.person, group: ""))
    try await session.handle(.roll(.enroll(walkIn.person, as: .walkIn)))
    try await session.handle(.checkIn(person: walkIn.person, by: .phone))
    try await session.merge(walkIn: walkIn.person, into: PersonID("zhang"), people: office.people)
    // Somebody else in the place of a third is not the same person.
    let substitute = RosterEntry(person: PersonID("sub"), name: "王五", walkIn: true)
    try await office.people.add([substitute], to: office.section)
    try await session.handle(.enroll(person: substitute.person, group: ""))
    try await session.handle(.roll(.enroll(substitute.person, as: .walkIn)))
    try await session.handle(.roll(.substitute(for: PersonID("li"), by: substitute.person)))
    for id in ["walk", "zhang"] {
      let known = try #require(
        try await knownPerson(PersonID(id), in: office.hall.site.hall, people: office.people))
      #expect(Set(known.persons) == [PersonID("walk"), PersonID("zhang")])
      #expect(known.places.count == 2 && known.name == "张三")
    }
    let third = try #require(
      try await knownPerson(substitute.person, in: office.hall.site.hall, people: office.people))
    #expect(third.persons == [substitute.person])
    try await office.hall.organize { organizer in
      let reply = try await organizer.post(
        office.page("walk"), ["do": "erase", "confirm": "yes", "reason": "本人要求"])
      #expect(reply.status == .seeOther)
      let after = try await office.everything(organizer)
      #expect(!after.contains("张三") && !after.contains("铸造厂"))
      #expect(after.contains("李四") && after.contains("王五"))
    }
  }

  @Test func givesAPersonAllThatIsKeptAsOneFile() async throws {
    let day = try await RecordedDay()
    try await day.run()
    var settings = CompletionSettings()
    settings.rules = [.presence(percent: 80)]
    settings.issuer = "东海市总工会"
    try await day.session.handle(.setCompletion(settings))
    try await day.hall.organize { organizer in
      let id = day.session.section.rawValue
      _ = try await organizer.post(Route.completion(id: id).path, ["do": "issue"])
      _ = try await organizer.get(Route.roster(id: id).path)
      let page = Route.person(section: id, person: "p2").path
      #expect(try await organizer.get(page).body.contains("赵一") == false)
      let file = try await organizer.get(page + "/data.json")
      #expect(file.headers[.contentDisposition]?.contains("attachment") == true)
      let data = try #require(
        try JSONSerialization.jsonObject(with: Data(file.body.utf8)) as? [String: Any])
      let part = try #require((data["classes"] as? [[String: Any]])?.first)
      #expect(part["name"] as? String == "钱二" && part["unit"] as? String == "铸造厂")
      let answers = try #require(part["answers"] as? [[String: Any]])
      #expect(answers.count == 1 && answers[0]["choices"] as? [String] == ["一年"])
      #expect(part["tookPart"] as? [String] == ["本单位有调解委员会吗？", "evaluation"])
      let questions = try #require(part["questions"] as? [[String: Any]])
      #expect(questions.map { $0["text"] as? String } == ["派遣工能参加吗？"])
      let certificates = try #require(data["certificates"] as? [[String: Any]])
      #expect(certificates.count == 1 && certificates[0]["issuer"] as? String == "东海市总工会")
      let opened = try #require(part["openedBy"] as? [[String: Any]])
      #expect(
        Set(opened.compactMap { $0["what"] as? String }).isSuperset(of: ["roster", "person"]))
      // Of nobody else, and no ballot.
      for secret in ["赵一", "孙三", "SECRET-BALLOT", "p3"] { #expect(!file.body.contains(secret)) }
      #expect(
        try await organizer.get(Route.person(section: id, person: "p99").path).status == .notFound)
      let stranger = organizer.another()
      for path in [page, page + "/data.json", Route.privacy(id: id).path] {
        #expect(try await stranger.get(path).path == "/sign-in")
      }
    }
  }

  /// Whoever checks in under a name is not asked to prove it, so the phone gives no telephone number.
  @Test func aPhoneGetsWhatIsKeptOfItsOwnPersonWithoutDetails() async throws {
    let office = try await Office()
    try await office.hall.browse { phone in
      _ = try await phone.post("/j/\(office.room.code)", ["person": "zhang"])
      let page = try await phone.get("/c/\(office.room.code)")
      #expect(page.body.contains("/c/\(office.room.code)/data"))
      let file = try await phone.get("/c/\(office.room.code)/data")
      #expect(file.status == .ok && file.body.contains("张三"))
      #expect(file.body.contains("138****1234") && !file.body.contains("13800001234"))
      #expect(!file.body.contains("南楼302") && !file.body.contains("李四"))
      let other = phone.another()
      #expect(try await other.get("/c/\(office.room.code)/data").status == .unauthorized)
    }
  }

  @Test func notesEachOpeningOnceInTenMinutes() async throws {
    let office = try await Office()
    @Sendable func noted() async throws -> [Access] {
      try await office.people.accesses(of: office.section, concerning: nil, limit: 100)
    }
    let roster = Route.roster(id: office.room.section).path
    try await office.hall.organize { organizer in
      for _ in 0..<3 { _ = try await organizer.get(roster) }
      #expect(try await noted().map(\.what) == [.roster])
      // Live pages are not noted, nor is whoever was refused.
      for route: Route in [
        .section(id: office.room.section), .door(section: office.room.section),
        .trainer(section: office.room.section), .analysis(id: office.room.section),
        .paper(id: office.room.section, paper: .runSheet),
      ] { _ = try await organizer.get(route.path) }
      _ = try await organizer.another().get(roster)
      _ = try await organizer.get(Route.person(section: office.room.section, person: "no").path)
      #expect(try await noted().count == 1)
      office.hall.time.advance(seconds: 601)
      _ = try await organizer.get(roster)
      _ = try await organizer.get(office.page("zhang"))
      _ = try await organizer.get(office.page("li"))
      _ = try await organizer.get(Route.report(id: office.room.section, format: .csv).path)
      #expect(try await noted().map(\.what) == [.report, .person, .person, .roster, .roster])
      #expect(try await noted().allSatisfy { $0.role == "organizer" && $0.link.isEmpty })
      #expect(try await noted()[1].person == PersonID("li"))
      let page = try await organizer.get(Route.privacy(id: office.room.section).path)
      #expect(structuralProblems(of: page.body) == [])
      #expect(page.body.contains("个人页") && page.body.contains("培训记录"))
    }
    // A trainer's invitation is named.
    try await office.room.session.handle(
      .link(.issue("co1", role: .trainer, holder: PersonID("holder"))))
    try await office.hall.browse { trainer in
      let invitation = office.hall.site.inviteRoute(office.section, "co1").path
      _ = try await trainer.get(invitation)
      let sheet = Route.paper(id: office.room.section, paper: .signInSheet).path
      #expect(try await trainer.get(sheet).status == .ok)
    }
    let last = try #require(try await noted().first)
    #expect(last.what == .paper && last.role == "trainer" && last.link == "co1")
  }

  /// Who comes to two classes, or signs beside a namesake, is somebody else to the program.
  @Test func erasesNamesakesThatAreTicked() async throws {
    let hall = try await TestSite()
    func entry(_ id: String, _ unit: String, phone: String = "") -> RosterEntry {
      RosterEntry(
        person: PersonID(id), name: "王伟", unit: unit,
        details: RosterDetails(phone.isEmpty ? [:] : [.phone: phone]))
    }
    let room = try await TestRoom(hall, roster: [entry("w1", "铸造厂"), entry("w2", "码头")])
    let other = try await TestRoom(hall, roster: [entry("b1", "学校", phone: "13800001234")])
    let third = try await TestRoom(hall, roster: [entry("c1", "食堂")])
    try await hall.browse { phone in
      _ = try await phone.post("/j/\(room.code)", ["person": "w1"])
      try await room.session.handle(.next)
      try await room.session.handle(.openEvaluation)
      let written = try await phone.post("/c/\(room.code)/intention", ["text": "开班前会"])
      try await room.session.handle(.closeSection)
      hall.time.advance(seconds: 31 * 86_400)
      let link = String(written.location.prefix { $0 != "?" })
      _ = try await phone.post(link, ["outcome": "0", "sign": "yes", "name": "王伟"])
    }
    let signer = try #require(try await room.session.signers().first)
    #expect(!["w1", "w2"].contains(signer.rawValue), "two of that name: nobody says which")
    try await hall.organize { organizer in
      _ = try await organizer.post(Route.followUpDesk(id: room.section).path, ["do": "close"])
      let privacy = try await organizer.get(Route.privacy(id: room.section).path).body
      let own = Route.person(section: room.section, person: signer.rawValue).path
      #expect(privacy.contains("href=\"\(own)\">王伟"))
      #expect(structuralProblems(of: privacy) == [])
      let signed = try await organizer.get(own)
      #expect(signed.status == .ok && signed.body.contains("训后回访署名"))
      let file = try await organizer.get(own + "/data.json").body.filter { !$0.isWhitespace }
      #expect(file.contains("\"signed\":{\"outcome\":\"done\""))

      let path = Route.person(section: room.section, person: "w1").path
      let page = try await organizer.get(path).body
      #expect(structuralProblems(of: page) == [])
      for id in ["w2", "b1", "c1", signer.rawValue] {
        #expect(page.contains("name=\"also\" value=\"\(id)\""), "\(id)")
      }
      #expect(page.contains("138****1234") && page.contains("学校"))
      var form = [("do", "erase"), ("confirm", "yes"), ("reason", "王 伟本人要求")]
      form += ["w2", "b1", signer.rawValue, "nobody"].map { ("also", $0) }
      let refused = try await organizer.post(path, pairs: form)
      #expect(refused.status == .unprocessableContent)
      #expect(refused.body.contains("请去掉") && refused.body.contains("value=\"b1\" checked"))
      form[2].1 = "本人要求"
      #expect(try await organizer.post(path, pairs: form).status == .seeOther)
      for section in [room.section, other.section] {
        let report = try await organizer.get(Route.report(id: section, format: .json).path).body
        #expect(!report.contains("王伟"))
        let noted = try await hall.people.accesses(
          of: SectionID(section), concerning: nil, limit: 9)
        #expect(noted.contains { $0.what == .erasure && $0.note == "本人要求" })
      }
      #expect(try await hall.people.entry(PersonID("c1"), in: third.session.section)?.name == "王伟")
    }
  }

  /// What others wrote about a person is not for whoever took the name at the door.
  @Test func aPhoneIsNotToldWhatOthersWrote() async throws {
    let office = try await Office()
    let session = office.room.session
    try await office.hall.organize { organizer in
      let phone = organizer.another()
      _ = try await phone.post("/j/\(office.room.code)", ["person": "zhang"])
      try await session.handle(
        .roll(
          .correct(
            checkpoint: "1-morning", person: PersonID("zhang"), to: .absent, reason: "代签",
            by: Author(.organizer))))
      let own = try await phone.get("/c/\(office.room.code)/data").body
      #expect(own.contains("\"to\"") && !own.contains("代签"))
      #expect(try await organizer.get(office.page("zhang") + "/data.json").body.contains("代签"))
    }
  }

  @Test func aPersonsFileHoldsBothRoundsAndWhatCameOnPaper() async throws {
    let office = try await Office()
    let session = office.room.session
    let zhang = PersonID("zhang")
    try await session.handle(.checkIn(person: zhang, by: .phone))
    try await session.handle(.jump(to: Cursor(segment: 2)))
    try await session.handle(.openItems(["i1"]))
    try await session.handle(.respond(item: "i1", person: zhang, choices: [0]))
    try await session.handle(.closeItem("i1"))
    try await session.handle(.openSecondRound(item: "i1"))
    try await session.handle(.respond(item: "i1", person: zhang, choices: [1]))
    try await session.handle(.openEvaluation)
    try await session.handle(.noteEvaluationOnPaper(person: zhang, on: true))
    try await session.handle(
      .followUp(.write(person: zhang, key: RecordedDay.key(7), text: "开班前会")))
    try await office.hall.organize { organizer in
      let file = try await organizer.get(office.page("zhang") + "/data.json").body
      let data = try #require(
        try JSONSerialization.jsonObject(with: Data(file.utf8)) as? [String: Any])
      let part = try #require((data["classes"] as? [[String: Any]])?.first)
      let answers = try #require(part["answers"] as? [[String: Any]])
      #expect(answers.map { $0["round"] as? Int } == [1, 2])
      #expect(answers.map { $0["choices"] as? [String] } == [["六个月"], ["一年"]])
      #expect(part["tookPart"] as? [String] == ["evaluation", "intention"])
    }
  }

  @Test func notesPagesThatAnswerAForm() async throws {
    let office = try await Office()
    try await office.hall.organize { organizer in
      @Sendable func noted() async throws -> [Access.What] {
        try await office.people.accesses(of: office.section, concerning: nil, limit: 100).map(
          \.what)
      }
      let preview = try await organizer.post(
        Route.roster(id: office.room.section).path, ["do": "read", "roster": "姓名\n张三\n"])
      #expect(preview.status == .ok && preview.body.contains("张三"))
      #expect(try await noted() == [.roster])
      let refused = try await organizer.post(office.page("li"), ["do": "erase"])
      #expect(refused.status == .unprocessableContent && refused.body.contains("李四"))
      #expect(try await noted() == [.person, .roster])
      let sheets = Route.sheets(section: office.room.section).path
      #expect(try await organizer.get(sheets).status == .ok)
      #expect(try await noted() == [.sheets, .person, .roster])
      let page = try await organizer.get(Route.privacy(id: office.room.section).path)
      #expect(page.body.contains("录入答题卡"))
    }
  }

  @Test func whatCouldNotBeNotedIsNewAgain() {
    let openings = Openings()
    let access = Access(
      time: TestSite.start, section: SectionID("a"), what: .roster, role: "organizer")
    #expect(openings.isNew(access) && !openings.isNew(access))
    openings.takeBack(access)
    #expect(openings.isNew(access))
  }

  /// Somebody is erased while the roster is being read: what was read is not kept.
  @Test func forgetsWhatWasReadBeforeAnErasure() {
    let openings = Openings()
    let (section, person) = (SectionID("a"), PersonID("p"))
    let count = openings.erased(in: section).count
    openings.note([person], erasedIn: [section])
    openings.keep([], erasedIn: section, since: count)
    #expect(openings.erased(in: section).persons == nil)
    openings.keep([person], erasedIn: section, since: openings.erased(in: section).count)
    openings.note([PersonID("q")], erasedIn: [section])
    #expect(openings.erased(in: section).persons == [person, PersonID("q")])
  }

  /// A time that is over stays over: names that come later are due, too.
  @Test func isDueAsLongAsANameStands() async throws {
    let day = try await RecordedDay()
    try await day.run()
    let section = day.session.section
    let planned = try await TestRoom(
      day.hall, roster: [RosterEntry(person: PersonID("n1"), name: "何九")])
    // Somebody signed with the trainer's name, under the trainer's id, as earlier versions did.
    try await day.people.put(
      [RosterEntry(person: PersonID("trainer"), name: "王老师")],
      in: Signatures.shelf(of: section))
    var settings = CompletionSettings()
    settings.rules = [.presence(percent: 80)]
    settings.issuer = "东海市总工会"
    try await day.session.handle(.setCompletion(settings))
    #expect(try await issueCertificates(day) == 5)
    for each in [section, planned.session.section] {
      try await day.people.setRetention(Retention(months: 3, keepsCertificates: true), of: each)
    }
    func due() async throws -> [RetentionDue] {
      try await retentionsDue(
        in: day.site.hall, people: day.people, at: day.hall.time.now, timeZone: day.site.timeZone)
    }
    func erase(_ due: RetentionDue) async throws {
      _ = try await carryOut(due, in: day.people, by: "organizer", at: day.hall.time.now)
    }
    #expect(try await due().isEmpty)
    day.hall.time.advance(seconds: 86_400 * 92)
    // One class that never ran counts from its last planned day.
    #expect(try await Set(due().map(\.profile.id)) == [section, planned.session.section])
    for each in try await due() {
      #expect(!each.persons.contains(PersonID("trainer")))
      try await erase(each)
    }
    #expect(try await due().isEmpty)
    #expect(try await day.people.retention(of: section)?.done == day.hall.time.now)
    #expect(try await day.people.entry(PersonID("trainer"), in: section)?.name == "王老师")
    // Certificates no longer kept; a name that came late.
    try await day.people.setRetention(Retention(months: 3, keepsCertificates: false), of: section)
    #expect(try await due().map(\.persons.count) == [5])
    try await erase(try await due()[0])
    #expect(try await day.people.certificates(of: section).allSatisfy { $0.name.isEmpty })
    let late = RosterEntry(person: PersonID("late"), name: "后来")
    try await day.people.add([late], to: section)
    #expect(try await due().map(\.persons) == [[late.person]])
    // Who is in another class, too, waits for that one's time alone.
    let elsewhere = SectionID("class-elsewhere")
    try await day.people.add([late], to: elsewhere)
    try await day.people.setRetention(
      Retention(months: 240, keepsCertificates: true), of: elsewhere)
    try await erase(try await due()[0])
    #expect(try await day.people.entry(late.person, in: section)?.name == "后来")
    try await day.people.setRetention(nil, of: elsewhere)
    try await erase(try await due()[0])
    #expect(try await day.people.entry(late.person, in: section)?.name == "")
  }

  private func issueCertificates(_ day: RecordedDay) async throws -> Int {
    try await day.hall.organize { organizer in
      _ = try await organizer.post(
        Route.completion(id: day.session.section.rawValue).path, ["do": "issue"])
    }
    return try await day.people.certificates(of: day.session.section).count
  }

  @Test func erasesWhatIsDueWhenTheOrganizerSaysSo() async throws {
    let day = try await RecordedDay()
    try await day.run()
    var settings = CompletionSettings()
    settings.rules = [.presence(percent: 80)]
    settings.issuer = "东海市总工会"
    try await day.session.handle(.setCompletion(settings))
    let id = day.session.section.rawValue
    let page = Route.privacy(id: id).path
    try await day.hall.organize { organizer in
      _ = try await organizer.post(Route.completion(id: id).path, ["do": "issue"])
      for months in ["0", "241", "x", "-1", "99999999999999999999"] {
        let refused = try await organizer.post(page, ["do": "retention", "months": months])
        #expect(refused.status == .unprocessableContent, "\(months)")
      }
      #expect(try await day.people.retention(of: day.session.section) == nil)
      let set = try await organizer.post(
        page, ["do": "retention", "months": "3", "certificates": "keep"])
      #expect(set.query == "?said=set")
    }
    // The class ended on 1 December: not one day before 1 March. Sign-ins last twelve hours.
    day.hall.time.advance(seconds: 86_400 * 88)
    try await day.hall.organize { organizer in
      #expect(try await organizer.get("/desk").status == .ok)
      #expect(try await !organizer.get("/desk").body.contains("保存期限"))
      let early = try await organizer.post(page, ["do": "retain", "confirm": "yes"])
      #expect(early.status == .unprocessableContent && early.body.contains("还没有到期"))
    }
    day.hall.time.advance(seconds: 86_400 * 3)
    try await day.hall.organize { organizer in
      let desk = try await organizer.get("/desk")
      #expect(desk.body.contains("有 1 个班的姓名已到保存期限"))
      #expect(structuralProblems(of: desk.body) == [])
      let due = try await organizer.get(page)
      #expect(due.body.contains("已到期：7 人"))
      #expect(structuralProblems(of: due.body) == [])
      #expect(
        try await organizer.post(page, ["do": "retain"]).status == .unprocessableContent)
      #expect(try await day.people.roster(of: day.session.section)[1].name == "赵一")
      #expect(
        try await organizer.post(page, ["do": "retain", "confirm": "yes"]).query
          == "?said=retained")
      // Learners only; certificates stay, as it was chosen; the record adds up.
      let roster = try await day.people.roster(of: day.session.section)
      #expect(roster[0].name == "王老师" && roster.dropFirst().allSatisfy { $0.name.isEmpty })
      let certificates = try await day.people.certificates(of: day.session.section)
      #expect(certificates.map(\.name) == ["赵一", "钱二", "孙三", "李四", "周五"])
      #expect(try await !organizer.get("/desk").body.contains("保存期限"))
      let report = try await organizer.get(Route.report(id: id, format: .csv).path)
      #expect(!report.body.contains("赵一") && report.body.contains("姓名已删除"))
      #expect(
        try await organizer.post(page, ["do": "retain", "confirm": "yes"]).status
          == .unprocessableContent)
      #expect(
        try await organizer.post(page, ["do": "retention", "months": ""]).query == "?said=unset")
    }
  }

  @Test func countsMonthsToTheLastDayOfAShorterOne() async throws {
    let day = try await RecordedDay()
    try await day.run()
    var state = await day.session.state
    // 31 January 2027, eight in the morning in Beijing.
    state.closedAt = Moment(milliseconds: 1_801_353_600_000)
    func date(_ months: Int) -> String? {
      retentionDate(
        Retention(months: months, keepsCertificates: false), state, in: day.site.timeZone)
    }
    #expect(date(1) == "2027-02-28" && date(2) == "2027-03-31" && date(13) == "2028-02-29")
    state.phase = .live
    #expect(date(1) == nil)
  }
}
