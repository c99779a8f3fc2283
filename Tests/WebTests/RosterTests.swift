import Classroom
import Documents
import Foundation
import Identity
import People
import Runtime
import Testing

@testable import Web

/// Organizer and class for the roster's page.
private struct Office {
  let hall: TestSite
  let room: TestRoom
  var path: String { Route.roster(id: room.section).path }

  init() async throws {
    hall = try await TestSite()
    room = try await TestRoom(hall)
  }

  func learners() async throws -> [RosterEntry] {
    try await hall.people.roster(of: room.session.section).filter { $0.role == .learner }
  }

  /// Sends a preview back as the page has it.
  func send(_ page: String, do action: String, _ extra: [String: String] = [:]) -> [(
    String, String
  )] {
    var pairs = [("do", action)]
    for match in page.matches(
      of:
        /<input type="hidden" name="(columnsOf|headOf|once|sheetName|notes|chosen|sheet)" value="([^"]*)">/
    ) {
      pairs.append((String(match.1), plain(String(match.2))))
    }
    for match in page.matches(of: /name="skip" value="([0-9]+)" checked/) {
      pairs.append(("skip", String(match.1)))
    }
    for match in page.matches(of: /<select name="([^"]+)">(.*?)<\/select>/) {
      let chosen = match.2.firstMatch(of: /value="([^"]*)" selected/).map { String($0.1) } ?? ""
      pairs.append((String(match.1), extra[String(match.1)] ?? chosen))
    }
    return pairs
  }

  private func plain(_ text: String) -> String {
    text.replacing("&quot;", with: "\"").replacing("&lt;", with: "<").replacing("&amp;", with: "&")
  }
}

@Suite struct RosterTests {
  private static func merging(
    _ walkIn: String, into listed: RosterEntry, confirm: String
  ) -> [String: String] {
    ["do": "merge", "person": walkIn, "into": listed.person.rawValue, "confirm": confirm]
  }

  /// Somebody on the roster, and a walk-in who has come.
  private func pair(
    _ office: Office, listed line: String = "欧阳锋,铸造厂,一组", came: String = "欧阳峰",
    unit: String = "码头"
  ) async throws -> (listed: RosterEntry, walkIn: RosterEntry) {
    let session = office.room.session
    try await session.take(
      parseRoster("姓名,单位,组别\n\(line)\n").rows, people: office.hall.people)
    let listed = try #require(
      try await office.learners().first { line.hasPrefix($0.name + ",") })
    let walkIn = RosterEntry(person: PersonID("walk"), name: came, unit: unit, walkIn: true)
    try await office.hall.people.add([walkIn], to: session.section)
    try await session.handle(.enroll(person: walkIn.person, group: ""))
    try await session.handle(.roll(.enroll(walkIn.person, as: .walkIn)))
    try await session.handle(.checkIn(person: walkIn.person, by: .phone))
    return (listed, walkIn)
  }

  @Test func showsAPreviewAndWritesNothingBeforeItIsConfirmed() async throws {
    let office = try await Office()
    let before = try await office.learners().count
    let table = "姓名,单位,组别,手机,座位\n张三,铸造厂,一组,13800001234,3排5\n,铸造厂,,,\n李四,码头,二组,没有,\n"
    let bytes = try encode(table, as: .gb18030)
    try await office.hall.organize { browser in
      let preview = try await browser.upload(
        office.path, ["do": "read", "roster": ""], files: [("名册.csv", bytes)])
      #expect(preview.status == .ok)
      #expect(structuralProblems(of: preview.body) == [])
      #expect(preview.body.contains("新增 2 人，更新 0 人，没有变化 0 人，读不了 1 行"))
      #expect(preview.body.contains("第 3 行") && preview.body.contains("第 4 行：手机号不对"))
      #expect(preview.body.contains("<td>138****1234</td>"))
      #expect(try await office.learners().count == before)

      let taken = try await browser.post(
        office.path, pairs: office.send(preview.body, do: "take"))
      #expect(taken.status == .seeOther)
      let page = try await browser.get(taken.location)
      #expect(page.body.contains("新增 2 人，更新 0 人，没有变化 0 人"))
      #expect(page.body.contains("138****1234") && !page.body.contains("13800001234"))
      #expect(structuralProblems(of: page.body) == [])
      // The same form again is the same taking; read anew, the same table changes nothing.
      let again = try await browser.post(
        office.path, pairs: office.send(preview.body, do: "take"))
      #expect(again.location == taken.location)
      let anew = try await browser.upload(
        office.path, ["do": "read", "roster": ""], files: [("名册.csv", bytes)])
      let same = try await browser.post(office.path, pairs: office.send(anew.body, do: "take"))
      #expect(same.location.contains("added=0&updated=0&same=2"))
    }
    let zhang = try #require(try await office.learners().first { $0.name == "张三" })
    #expect(zhang.details[.phone] == "13800001234" && zhang.details[.seat] == "3排5")
    #expect(try await office.learners().count == before + 2)
    let state = await office.room.session.state
    #expect(state.attendance[zhang.person]?.group == "一组")
  }

  @Test func movesGroupsAndKeepsWhatIsNotSaid() async throws {
    let office = try await Office()
    let session = office.room.session
    let people = office.hall.people
    let first = parseRoster("姓名,单位,组别,手机\n张三,铸造厂,一组,13800001234\n").rows
    try await session.take(first, people: people)
    let plan = try await session.take(
      parseRoster("姓名,单位,组别,房间\n张三,铸造厂,二组,302\n").rows, people: people)
    #expect(plan.updated == 1)
    let zhang = try #require(try await office.learners().first { $0.name == "张三" })
    #expect(zhang.group == "二组" && zhang.details[.phone] == "13800001234")
    #expect(zhang.details[.room] == "302")
    #expect(await session.state.attendance[zhang.person]?.group == "二组")
    // Nothing of it is in the log, to the byte.
    let log = try await office.hall.engine.read(
      LiveSession.stream(of: session.section), after: 0, limit: .max)
    #expect(log.contains { $0.tag == "personEnrolled" })
    for record in log {
      let text = String(decoding: record.bytes, as: UTF8.self)
      #expect(!text.contains("13800001234") && !text.contains("\"302\"") && !text.contains("张三"))
    }
  }

  @Test func asksWhichColumnIsTheName() async throws {
    let office = try await Office()
    try await office.hall.organize { browser in
      let preview = try await browser.upload(
        office.path, ["do": "read", "roster": ""],
        files: [("a.csv", Array("人员,所属,号码\n张三,铸造厂,13800001234\n".utf8))])
      // Without a head row the order is name, unit, group: the organizer says better.
      var fields = office.send(preview.body, do: "preview")
      fields = fields.map { $0.0 == "column2" ? ("column2", "phone") : $0 }
      let better = try await browser.post(office.path, pairs: fields)
      #expect(better.body.contains("138****1234"))
      let nameless = fields.map { $0.0 == "column0" ? ("column0", "") : $0 }
      let asked = try await browser.post(office.path, pairs: nameless)
      #expect(asked.body.contains("没有认出哪一列是姓名"))
      let refused = try await browser.post(
        office.path, pairs: nameless.map { $0.0 == "do" ? ("do", "take") : $0 })
      #expect(refused.status == .ok)
      #expect(try await office.learners().allSatisfy { $0.name != "张三" })
    }
  }

  @Test func asksWhetherANamesakeIsTheSame() async throws {
    let office = try await Office()
    let session = office.room.session
    try await session.take(
      parseRoster("姓名,单位\n王小伟,铸造厂\n").rows, people: office.hall.people)
    let known = try #require(try await office.learners().first { $0.name == "王小伟" })
    try await office.hall.organize { browser in
      let preview = try await browser.upload(
        office.path, ["do": "read"], files: [("a.txt", Array("姓名,单位\n王小伟,码头\n".utf8))])
      #expect(preview.body.contains("name=\"match2\""))
      let taken = try await browser.post(
        office.path,
        pairs: office.send(preview.body, do: "take", ["match2": known.person.rawValue]))
      #expect(taken.location.contains("added=0&updated=1"))
    }
    #expect(try await office.learners().filter { $0.name == "王小伟" }.map(\.unit) == ["码头"])
  }

  @Test(arguments: [
    ("broken.xlsx", "broken", "已损坏"),
    ("sealed.xlsx", "sealed", "设了密码"),
    ("old.xls", "old", "旧格式"),
    ("picture.xlsx", "picture", "不是表格文件"),
    ("empty.csv", "", "没有读到内容"), ("noise.csv", "noise", "认不出来"),
  ])
  func refusesWhatIsNoRoster(name: String, content: String, said: String) async throws {
    let bytes: [UInt8]
    let container: [UInt8] =
      [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 512)
    func wide(_ text: String) -> [UInt8] { text.utf8.flatMap { [$0, 0] } }
    switch content {
    case "broken": bytes = [0x50, 0x4B, 0x03, 0x04] + Array("xl/workbook.xml".utf8)
    case "noise": bytes = [0xFF, 0xFF, 0x81, 0x00, 0x00]
    case "sealed": bytes = container + wide("EncryptedPackage")
    case "old": bytes = container + wide("Workbook")
    case "picture": bytes = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    default: bytes = []
    }
    let office = try await Office()
    let count = try await office.learners().count
    try await office.hall.organize { browser in
      let reply = try await browser.upload(
        office.path, ["do": "read", "roster": ""], files: [(name, bytes)])
      #expect(reply.status == .unprocessableContent)
      #expect(reply.body.contains(said), "\(name)")
    }
    #expect(try await office.learners().count == count)
  }

  @Test func addsByHandWithEverything() async throws {
    let office = try await Office()
    try await office.hall.organize { browser in
      let fields = [
        "do": "add", "name": "孙权", "unit": "码头", "phone": "138 0000 5678", "meal": "清真",
      ]
      let added = try await browser.post(office.path, fields)
      #expect(added.status == .seeOther)
      #expect(try await browser.get(added.location).body.contains("138****5678"))
      #expect(try await browser.post(office.path, fields).status == .unprocessableContent)
      for wrong in [["name": ""], ["name": "甲", "phone": "没有"]] {
        let reply = try await browser.post(office.path, wrong.merging(["do": "add"]) { $1 })
        #expect(reply.status == .unprocessableContent)
      }
      // A namesake of another number is somebody else.
      let other = fields.merging(["phone": "13900001111"]) { $1 }
      #expect(try await browser.post(office.path, other).status == .seeOther)
    }
    #expect(try await office.learners().count { $0.name == "孙权" } == 2)
  }

  @Test func mergesAWalkInWithTheRoster() async throws {
    let office = try await Office()
    let session = office.room.session
    try await session.take(
      parseRoster("姓名,单位,组别,手机\n欧阳锋,铸造厂,一组,13800001234\n").rows,
      people: office.hall.people)
    let listed = try #require(try await office.learners().first { $0.name == "欧阳锋" })
    let walkIn = RosterEntry(
      person: PersonID("walk"), name: "欧阳峰", unit: "", walkIn: true)
    try await office.hall.people.add([walkIn], to: session.section)
    try await session.handle(.enroll(person: walkIn.person, group: ""))
    try await session.handle(.roll(.enroll(walkIn.person, as: .walkIn)))
    try await session.handle(.checkIn(person: walkIn.person, by: .phone))
    let expected = organizerView(of: await session.state).roll.expected
    try await office.hall.organize { browser in
      let page = try await browser.get(office.path)
      #expect(page.body.contains("名册外签到的人"))
      #expect(page.body.contains("<option value=\"walk\">欧阳峰</option>"))
      let merged = try await browser.post(
        office.path, Self.merging("walk", into: listed, confirm: "yes"))
      #expect(merged.status == .seeOther)
      let after = try await browser.get(office.path)
      #expect(!after.body.contains("欧阳峰") && after.body.contains("欧阳锋"))
      #expect(!after.body.contains(">名册外<"))
      // Twice is once.
      let twice = try await browser.post(
        office.path, Self.merging("walk", into: listed, confirm: "yes"))
      #expect(twice.status == .notFound)
    }
    let state = await session.state
    let entry = try #require(try await office.learners().first { $0.person == walkIn.person })
    #expect(entry.name == "欧阳锋" && entry.details[.phone] == "13800001234" && !entry.walkIn)
    #expect(state.attendance[walkIn.person]?.group == "一组" && state.isPresent(walkIn.person))
    #expect(organizerView(of: state).roll.expected == expected)
    // Nothing is kept twice.
    let place = try #require(
      try await office.hall.people.entry(listed.person, in: session.section))
    #expect(place.role == .observer && place.details == RosterDetails())
    // The same roster again means the one who came.
    let plan = try await session.take(
      parseRoster("姓名,单位,组别\n欧阳锋,铸造厂,一组\n").rows, people: office.hall.people)
    #expect(plan.unchanged == 1)
  }

  /// The phone typed the workplace's other name, and the desk tapped the list.
  @Test func mergesTwoWhoBothSignedInAlsoAfterTheClass() async throws {
    let office = try await Office()
    let session = office.room.session
    let (listed, walkIn) = try await pair(
      office, listed: "孙权,码头,一组", came: "孙权", unit: "码头二司")
    try await session.handle(.checkIn(person: listed.person, by: .desk))
    let expected = organizerView(of: await session.state).roll.expected
    try await session.handle(.closeSection)
    try await office.hall.organize { browser in
      let page = try await browser.get(office.path).body
      #expect(page.contains("孙权 · 码头 · 一组（也签到了）"))
      let merged = try await browser.post(
        office.path, Self.merging("walk", into: listed, confirm: "yes"))
      #expect(merged.status == .seeOther, "\(merged.body)")
      #expect(structuralProblems(of: try await browser.get(office.path).body) == [])
    }
    let state = await session.state
    let entry = try #require(try await office.hall.people.entry(walkIn.person, in: session.section))
    #expect(entry.unit == "码头" && entry.group == "一组" && !entry.walkIn)
    #expect(state.isPresent(walkIn.person) && state.roll.enrolment(of: walkIn.person) == .listed)
    #expect(state.attendance[walkIn.person]?.group == "一组")
    #expect(organizerView(of: state).roll.expected == expected)
    #expect(state.rollCount(at: state.roll.current).walkIns == 0)
  }

  @Test func asksBeforeTwoBecomeOneForGood() async throws {
    let office = try await Office()
    let (listed, _) = try await pair(office)
    try await office.hall.organize { browser in
      let asked = try await browser.post(
        office.path, Self.merging("walk", into: listed, confirm: ""))
      #expect(asked.status == .ok && structuralProblems(of: asked.body) == [])
      for words in ["欧阳峰 与 欧阳锋 是同一个人？", "<p>码头</p>", "铸造厂 · 一组", "08:30 签到", "没有签到"] {
        #expect(asked.body.contains(words), "\(words)")
      }
      #expect(await office.room.session.state.roll.merged.isEmpty)
      #expect(try await office.learners().contains { $0.name == "欧阳峰" })
    }
  }

  /// The class was merged, and the names were not stored.
  @Test(arguments: [false, true])
  func completesAMergeThatBrokeOff(listedStays: Bool) async throws {
    let office = try await Office()
    let session = office.room.session
    let (listed, walkIn) = try await pair(office)
    let (kept, gone) = listedStays ? (listed, walkIn) : (walkIn, listed)
    try await session.handle(.roll(.merge(gone.person, into: kept.person)))
    try await office.hall.organize { browser in
      let page = try await browser.get(office.path).body
      #expect(page.contains("<option value=\"walk\">"))
      #expect(page.contains("<option value=\"\(listed.person.rawValue)\">"))
      let merged = try await browser.post(
        office.path, Self.merging("walk", into: listed, confirm: "yes"))
      #expect(merged.status == .seeOther)
      #expect(try await !browser.get(office.path).body.contains("欧阳峰"))
    }
    let found = try await office.learners().filter { $0.name.hasPrefix("欧阳") }
    #expect(found.map(\.person) == [kept.person] && found.map(\.name) == ["欧阳锋"])
    #expect(await session.state.attendance[kept.person]?.group == "一组")
  }

  /// Whoever holds a phone or a card of the entry that went is who stayed.
  @Test func aMergedEntryHasItsPhoneAndItsCard() async throws {
    let office = try await Office()
    let (session, site) = (office.room.session, office.hall.site)
    let (listed, walkIn) = try await pair(office)
    try await session.handle(.checkIn(person: listed.person, by: .phone))
    try await session.merge(
      walkIn: walkIn.person, into: listed.person, people: office.hall.people)
    try await session.handle(.next)
    try await session.handle(.openItems(["i1"]))
    let cookie = site.seal.token(
      "person", [session.section.rawValue, listed.person.rawValue],
      expires: site.clock().adding(seconds: 3600))
    let card = site.personalRoute(listed, in: session.section).path
    let code = office.room.code
    try await office.hall.browse { phone in
      phone.cookies = [site.personCookie(session.section): cookie, "device": "d"]
      let form = ["do": "respond", "item": "i1", "choice": "0", "id": "0123456789abcdef"]
      let reply = try await phone.post(
        "/c/\(code)/send", form, headers: ["Accept": "application/json"])
      #expect(reply.status == .ok && reply.body.contains("\"item\":\"i1\""))
      #expect(try await phone.get("/c/\(code)/own").body.contains("\"checkedIn\":true"))
      // The page knows what the phone kept under the other name.
      #expect(try await phone.get("/c/\(code)").path == "/c/\(code)")
      let was = Site.plainKey(
        device: "d", section: session.section, person: listed.person, box: "me")
      #expect(try await phone.get("/c/\(code)").body.contains("data-was=\"\(was)\""))
      let finder = phone.another()
      #expect(try await finder.get(card).path == "/c/\(code)")
      #expect(try await finder.get("/c/\(code)").body.contains("欧阳锋"))
    }
    #expect(await session.state.items["i1"]?.responses == [walkIn.person: [0]])
    // A lost card of either is revoked with the other's.
    try await office.hall.organize { browser in
      _ = try await browser.post(
        office.path, ["do": "revokeCard", "person": walkIn.person.rawValue])
      #expect(try await browser.another().get(card).status == .forbidden)
    }
  }

  @Test func aRefusedMergeLeavesAllAsItWas() async throws {
    let office = try await Office()
    let session = office.room.session
    try await session.take(
      parseRoster("姓名,单位,组别\n欧阳锋,铸造厂,一组\n").rows, people: office.hall.people)
    let listed = try #require(try await office.learners().first { $0.name == "欧阳锋" })
    let walkIn = RosterEntry(person: PersonID("walk"), name: "欧阳峰", unit: "", walkIn: true)
    try await office.hall.people.add([walkIn], to: session.section)
    try await session.handle(.enroll(person: walkIn.person, group: "九组"))
    try await session.handle(.roll(.enroll(walkIn.person, as: .walkIn)))
    // Both answered: they cannot be one person.
    try await session.handle(.next)
    try await session.handle(.openItems(["i1"]))
    for person in [walkIn.person, listed.person] {
      try await session.handle(.checkIn(person: person, by: .phone))
      try await session.handle(.respond(item: "i1", person: person, choices: [0]))
    }
    await #expect(throws: Rejection.bothAnswered) {
      try await session.merge(
        walkIn: walkIn.person, into: listed.person, people: office.hall.people)
    }
    #expect(await session.state.attendance[walkIn.person]?.group == "九组")
  }

  /// One more of a name is one more person: nobody who is known is moved by it.
  @Test func addingANamesakeOnTheClassPageMovesNobody() async throws {
    let office = try await Office()
    let session = office.room.session
    try await session.take(
      parseRoster("姓名,单位,组别\n王伟,铸造厂,一组\n").rows, people: office.hall.people)
    try await office.hall.organize { browser in
      let send = Route.sectionSend(id: office.room.section).path
      let form = ["do": "add", "name": "王伟", "unit": "铸造厂", "group": "二组"]
      let replies = [try await browser.post(send, form), try await browser.post(send, form)]
      #expect(replies.map(\.status) == [.seeOther, .unprocessableContent])
    }
    let found = try await office.learners().filter { $0.name == "王伟" }
    #expect(found.map(\.group) == ["一组", "二组"])
    let state = await session.state
    #expect(found.map { state.attendance[$0.person]?.group } == ["一组", "二组"])
  }

  @Test func showsALargeRosterPageByPage() async throws {
    let office = try await Office()
    let session = office.room.session
    let table = "姓名\n" + (1...620).map { "学员第\($0)号" }.joined(separator: "\n")
    try await session.take(parseRoster(table).rows, people: office.hall.people)
    let known = try await office.learners().count
    try await office.hall.organize { browser in
      let first = try await browser.get(office.path).body
      #expect(first.contains("学员第400号") && !first.contains("学员第620号"))
      #expect(first.contains("?from=501") && !first.contains("?from=1\""))
      let second = try await browser.get(office.path + "?from=501").body
      #expect(second.contains("学员第620号") && !second.contains("学员第400号"))
      #expect(second.contains("?from=1\"") && second.contains("第 1～500 人"))
      for from in ["-9223372036854775808", "9223372036854775807", "x", "0", "\(known + 1)"] {
        for path in [office.path, Route.cards(id: office.room.section).path] {
          #expect(try await browser.get(path + "?from=\(from)").status == .ok, "\(from)")
        }
      }
    }
  }

  /// What was said of a line of one sheet says nothing of another sheet's.
  @Test func forgetsWhoALineMeantWithItsSheet() async throws {
    let office = try await Office()
    try await office.room.session.take(
      parseRoster("姓名,单位\n王伟,铸造厂\n").rows, people: office.hall.people)
    let wang = try #require(try await office.learners().first { $0.name == "王伟" })
    try await office.hall.organize { browser in
      let preview = try await browser.upload(
        office.path, ["do": "read", "roster": "姓名,单位\n李娜,码头\n"], files: [])
      let pairs = office.send(preview.body, do: "preview").filter { $0.0 != "columnsOf" }
      let other = try await browser.post(
        office.path,
        pairs: pairs + [("columnsOf", "7"), ("match2", wang.person.rawValue)])
      #expect(other.status == .ok && other.body.contains("新增 1 人，更新 0 人"))
    }
  }

  @Test func aCardMakesAPhoneThatLearnersUntilItIsRevoked() async throws {
    let office = try await Office()
    let session = office.room.session
    try await session.take(
      parseRoster("姓名,单位\n孙尚香,码头\n").rows, people: office.hall.people)
    let entry = try #require(try await office.learners().first { $0.name == "孙尚香" })
    let card = office.hall.site.personalRoute(entry, in: session.section).path
    try await office.hall.organize { browser in
      let cards = try await browser.get(Route.cards(id: office.room.section).path)
      #expect(cards.body.contains("孙尚香") && structuralProblems(of: cards.body) == [])
      let phone = browser.another(language: "zh-CN")
      let opened = try await phone.get(card)
      #expect(opened.status == .seeOther)
      #expect(try await phone.get(opened.path).body.contains("孙尚香"))
      // Looking at a card checks nobody in.
      #expect(await session.state.attendance[entry.person]?.checkedIn == nil)

      let revoked = try await browser.post(
        office.path, ["do": "revokeCard", "person": entry.person.rawValue])
      #expect(revoked.status == .seeOther)
      let stranger = browser.another(language: "zh-CN")
      let refused = try await stranger.get(card)
      #expect(refused.status == .forbidden && refused.body.contains("已经作废"))
      let fresh = try #require(
        try await office.hall.people.entry(entry.person, in: session.section))
      #expect(
        try await stranger.get(
          office.hall.site.personalRoute(fresh, in: session.section).path
        ).status == .seeOther)
      // Whatever is guessed gets one and the same answer.
      for path in ["/p/\(office.room.section)/nobody/x", "/p/none/\(entry.person.rawValue)/x"] {
        let guessed = try await stranger.get(path)
        #expect(guessed.status == .forbidden && guessed.body == refused.body)
      }
    }
  }

  @Test func isTheOrganizersAlone() async throws {
    let office = try await Office()
    try await office.hall.browse { browser in
      for path in [office.path, Route.cards(id: office.room.section).path] {
        #expect(try await browser.get(path).status == .seeOther)
      }
      let posted = try await browser.post(office.path, ["do": "add", "name": "外人"])
      #expect(posted.status == .seeOther)
    }
    #expect(try await office.learners().allSatisfy { $0.name != "外人" })
  }
}
