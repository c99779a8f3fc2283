import Classroom
import Foundation
import Identity
import People
import Runtime
import Testing

@testable import Web

/// The roster put right, person by person.
@Suite struct RosterPersonTests {
  private static let roster = [
    RosterEntry(
      person: PersonID("p1"), name: "王小伟", unit: "铸造厂", group: "一组",
      details: RosterDetails([.phone: "13800001234", .seat: "3排5"])),
    RosterEntry(person: PersonID("p2"), name: "李娜", unit: "码头", group: "二组"),
  ]

  private func path(_ room: TestRoom, _ person: String) -> String {
    Route.rosterPerson(id: room.section, person: person).path
  }

  @Test func correctsANameAndKeepsWhatIsNotShown() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall, roster: Self.roster)
    try await hall.organize { browser in
      let list = try await browser.get(Route.roster(id: room.section).path).body
      #expect(list.contains(path(room, "p1")))
      let page = try await browser.get(path(room, "p1"))
      #expect(structuralProblems(of: page.body) == [])
      #expect(page.body.contains(Route.person(section: room.section, person: "p1").path))
      #expect(page.body.contains("138****1234") && !page.body.contains("13800001234"))
      let form = [
        "do": "save", "name": "王小玮", "unit": "铸造二厂", "group": "二组", "seat": "", "part": "listed",
      ]
      let saved = try await browser.post(path(room, "p1"), form)
      #expect(saved.status == .seeOther, "\(saved.body)")
      #expect(try await browser.get(saved.location).body.contains("已保存"))
      let entry = try #require(
        try await hall.people.entry(PersonID("p1"), in: room.session.section))
      #expect(entry.name == "王小玮" && entry.unit == "铸造二厂" && entry.group == "二组")
      #expect(entry.details[.phone] == "13800001234" && entry.details[.seat].isEmpty)
      #expect(await room.session.state.attendance[PersonID("p1")]?.group == "二组")
      let bare = form.merging(["noPhone": "yes"]) { $1 }
      _ = try await browser.post(path(room, "p1"), bare)
      let after = try await hall.people.entry(PersonID("p1"), in: room.session.section)
      #expect(after?.details[.phone].isEmpty == true)
      // What is wrong is said, with what was written.
      let wrong = try await browser.post(path(room, "p1"), form.merging(["name": " "]) { $1 })
      #expect(wrong.status == .unprocessableContent && wrong.body.contains("铸造二厂"))
      #expect(try await browser.get(path(room, "nobody")).status == .notFound)
      let stranger = browser.another()
      #expect(try await stranger.get(path(room, "p1")).status == .seeOther)
    }
  }

  @Test func takesOffTheRosterAndPutsBackByHandOrByFile() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall, roster: Self.roster)
    let roster = Route.roster(id: room.section).path
    let session = room.session
    @Sendable func expected() async -> Int {
      await session.state.rollCount(at: "1-morning").expected
    }
    try await hall.organize { browser in
      let before = await expected()
      _ = try await browser.post(path(room, "p2"), ["do": "remove"])
      #expect(await expected() == before - 1)
      let page = try await browser.get(roster).body
      #expect(page.contains("已移出名册 1 人") && structuralProblems(of: page) == [])
      #expect(try await !browser.another().get("/j/\(room.code)").body.contains("李娜"))
      _ = try await browser.post(path(room, "p2"), ["do": "restore"])
      #expect(await expected() == before)
      #expect(try await browser.another().get("/j/\(room.code)").body.contains("李娜"))
      // A file that names her puts her back too, as the same person.
      _ = try await browser.post(path(room, "p2"), ["do": "remove"])
      try await session.take(
        parseRoster("姓名,单位,组别\n李娜,码头,二组\n").rows, people: hall.people)
      #expect(await expected() == before)
      #expect(
        try await hall.people.roster(of: session.section).count { $0.name == "李娜" } == 1)
      // Whoever came stays.
      try await session.handle(.checkIn(person: PersonID("p1"), by: .desk))
      let refused = try await browser.post(path(room, "p1"), ["do": "remove"])
      #expect(refused.status == .conflict && refused.body.contains("本人签到过"))
    }
  }

  @Test func makesSomebodyAnObserver() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall, roster: Self.roster)
    try await hall.organize { browser in
      let form = ["do": "save", "name": "李娜", "unit": "码头", "group": "二组", "part": "observer"]
      #expect(try await browser.post(path(room, "p2"), form).status == .seeOther)
      #expect(await room.session.state.roll.enrolment(of: PersonID("p2")) == .observer)
      #expect(try await browser.get(Route.roster(id: room.section).path).body.contains(">听课<"))
      // Not in a way that a form may not.
      _ = try await browser.post(path(room, "p2"), form.merging(["part": "replaced"]) { $1 })
      #expect(await room.session.state.roll.enrolment(of: PersonID("p2")) == .observer)
    }
  }

  @Test func aCorrectedNameComesIntoANewCertificate() async throws {
    let day = try await RecordedDay()
    try await day.run()
    var settings = CompletionSettings()
    settings.rules = [.presence(percent: 80)]
    settings.issuer = "东海市总工会"
    try await day.session.handle(.setCompletion(settings))
    let id = day.session.section.rawValue
    let person = PersonID("p1")
    try await day.hall.organize { browser in
      let desk = Route.completion(id: id).path
      _ = try await browser.post(desk, ["do": "issue"])
      let old = try #require(
        try await day.people.certificates(of: day.session.section).first { $0.person == person })
      let page = Route.rosterPerson(id: id, person: "p1").path
      // The class is over; the name is put right all the same.
      let saved = try await browser.post(
        page, ["do": "save", "name": "改过的名字", "part": "listed"])
      #expect(saved.status == .seeOther, "\(saved.body)")
      #expect(try await browser.get(page).body.contains("作废旧证，按新姓名重发"))
      #expect(try await browser.get(desk).body.contains("名册上的姓名已改为“改过的名字”"))
      for _ in 0..<2 { _ = try await browser.post(page, ["do": "reissue"]) }
      let mine = try await day.people.certificates(of: day.session.section)
        .filter { $0.person == person }
      #expect(mine.count == 2 && mine.filter(\.isValid).map(\.name) == ["改过的名字"])
      let revoked = try #require(mine.first { $0.number == old.number })
      #expect(!revoked.isValid && revoked.reason.contains("改过的名字"))
      #expect(try await !browser.get(page).body.contains("作废旧证"))
    }
  }
}
