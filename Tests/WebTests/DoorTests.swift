import Classroom
import Foundation
import Identity
import People
import Runtime
import Testing

@testable import Web

/// The sign-in desk over HTTP, with its links.
@Suite struct DoorTests {
  static let people = [
    RosterEntry(person: PersonID("aino"), name: "李爱诺", unit: "一车间", group: "第一组"),
    RosterEntry(person: PersonID("bao"), name: "单宝", unit: "二车间", group: "第一组"),
    RosterEntry(person: PersonID("chen"), name: "陈静", unit: "二车间", group: "第二组"),
  ]

  /// A class with a roster, and the path of a desk's link in it.
  static func desk(
    _ hall: TestSite, role: CourseRole = .assistant, id: String = "desk1"
  ) async throws -> (room: TestRoom, link: String) {
    let room = try await TestRoom(hall, roster: people)
    let holder = PersonID("holder-\(id)")
    try await hall.people.add(
      [RosterEntry(person: holder, name: "门口一号", role: .observer)], to: room.session.section)
    try await room.session.handle(.link(.issue(id, role: role, holder: holder)))
    return (room, hall.site.inviteRoute(room.session.section, id).path)
  }

  @Test func aLinkOpensTheDeskUntilItIsRevoked() async throws {
    let hall = try await TestSite()
    let (room, link) = try await Self.desk(hall)
    let door = "/door/\(room.section)"
    try await hall.browse { browser in
      #expect(try await browser.get(door).status == .forbidden)
      #expect(try await browser.get(link + "x").status == .forbidden)
      #expect(try await browser.get(link).location == door)
      let page = try await browser.get(door)
      #expect(page.status == .ok)
      for word in ["李爱诺", "一车间", "第二组", "应到"] { #expect(page.body.contains(word), "\(word)") }
      // The desk's link is no trainer's, and no organizer's.
      #expect(try await browser.get("/t/\(room.section)").status == .forbidden)
      #expect(try await browser.get("/classes/\(room.section)").status == .seeOther)

      try await room.session.handle(.link(.revoke("desk1")))
      #expect(try await browser.get(door).status == .forbidden)
      #expect(
        try await browser.post(door + "/send", ["do": "in", "person": "aino"]).status
          == .forbidden)
      #expect(try await browser.get(link).body.contains("已经收回"))
    }
  }

  @Test func anObserversLinkOpensTheBigScreenAndNothingElse() async throws {
    let hall = try await TestSite()
    let (room, link) = try await Self.desk(hall, role: .observer, id: "watch1")
    try await hall.browse { browser in
      #expect(try await browser.get(link).location == "/s/\(room.code)")
      #expect(try await browser.get("/s/\(room.code)").status == .ok)
      for path in ["/t/\(room.section)", "/door/\(room.section)", "/t/\(room.section)/sheets"] {
        #expect(try await browser.get(path).status == .forbidden, "\(path)")
      }
      for path in ["/classes/\(room.section)", "/classes/\(room.section)/report", "/desk"] {
        #expect(try await browser.get(path).status == .seeOther, "\(path)")
      }
      for path in ["/t/\(room.section)/send", "/door/\(room.section)/send"] {
        #expect(try await browser.post(path, ["do": "next"]).status == .forbidden, "\(path)")
      }
      #expect(
        try await browser.post("/c/\(room.code)/send", ["do": "pen"]).status == .unauthorized)
      try await room.session.handle(.link(.revoke("watch1")))
      #expect(try await browser.get(link).body.contains("已经收回"))
    }
  }

  @Test func fourDesksTapAtOnceAndNobodyTwice() async throws {
    let hall = try await TestSite()
    let (room, link) = try await Self.desk(hall)
    try await hall.browse { browser in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<4 {
          let desk = browser.another()
          group.addTask {
            _ = try await desk.get(link)
            for person in ["aino", "bao", "chen"] {
              let reply = try await desk.post(
                "/door/\(room.section)/send",
                [
                  "do": "in", "person": person, "checkpoint": "1-morning",
                  "id": "tap-\(number)-\(person)",
                ], headers: ["Accept": "application/json"])
              #expect(reply.status == .ok, "\(reply.body)")
            }
          }
        }
        try await group.waitForAll()
      }
      let state = await room.session.state
      #expect(state.rollCount(at: "1-morning").present == 3)
      // One arrival each, however many desks tapped.
      let marks = try await hall.engine.read(
        LiveSession.stream(of: room.session.section), after: 0, limit: 500
      ).filter { $0.tag == "rollMarked" }
      #expect(marks.count == 3)
    }
  }

  @Test func findsNamesByPinyinAndInitials() {
    #expect(SearchKey.of(name: "单雄信", unit: "一车间") == "单雄信 shanxiongxin sxx 一车间")
    #expect(SearchKey.of(name: "Aino Virtanen", unit: "") == "aino virtanen ainovirtanen av")
  }

  @Test func showsWhatAPhoneSaidUntilADeskSawIt() async throws {
    let hall = try await TestSite()
    let (room, link) = try await Self.desk(hall)
    try await hall.browse { browser in
      _ = try await browser.get(link)
      let phone = browser.another()
      _ = try await phone.post("/j/\(room.code)", ["person": "bao"])
      #expect(try await browser.get("/door/\(room.section)").body.contains("手机签到，待核对"))
      _ = try await browser.post(
        "/door/\(room.section)/send", ["do": "in", "person": "bao", "checkpoint": "1-morning"])
      #expect(try await !browser.get("/door/\(room.section)").body.contains("手机签到，待核对"))
    }
  }

  @Test func keepsACorrectionWithItsReasonAndWhoMadeIt() async throws {
    let hall = try await TestSite()
    let (room, link) = try await Self.desk(hall)
    try await hall.browse { browser in
      _ = try await browser.get(link)
      let send = "/door/\(room.section)/send"
      _ = try await browser.post(
        send, ["do": "in", "person": "bao", "checkpoint": "1-morning"])
      let form = try await browser.get("/door/\(room.section)?mode=correct&person=bao")
      #expect(form.body.contains("name=\"reason\""))
      var fields = ["do": "correct", "person": "bao", "checkpoint": "1-morning", "to": "absent"]
      #expect(try await browser.post(send, fields).status == .unprocessableContent)
      fields["reason"] = "点错了"
      #expect(try await browser.post(send, fields).status == .seeOther)
      #expect(await room.session.state.rollCount(at: "1-morning").present == 0)
    }
    try await hall.organize { organizer in
      let base = "/classes/\(room.section)/report"
      for page in [base, base + ".csv"] {
        let body = try await organizer.get(page).body
        for word in ["点错了", "门口一号", "签到人员", "上午"] {
          #expect(body.contains(word), "\(page) \(word)")
        }
      }
      let json = try await organizer.get(base + ".json").body
      #expect(json.contains("\"reason\" : \"点错了\""))
      #expect(json.contains("\"by\" : \"assistant\""))
      #expect(json.contains("\"expected\" : 3"))
    }
  }

  @Test func addsWalkInsApartAndSubstitutesInTheirPlace() async throws {
    let hall = try await TestSite()
    let (room, link) = try await Self.desk(hall)
    try await hall.browse { browser in
      _ = try await browser.get(link)
      let send = "/door/\(room.section)/send"
      _ = try await browser.post(send, ["do": "walkIn", "name": "赵过客"])
      _ = try await browser.post(send, ["do": "substitute", "person": "chen", "name": "钱替"])
      let count = await room.session.state.rollCount(at: "1-morning")
      #expect(count.expected == 3)
      #expect(count.present == 1)
      #expect(count.walkIns == 1)
      let page = try await browser.get("/door/\(room.section)").body
      #expect(page.contains("替陈静"))
      let late = try await browser.post(send, ["do": "substitute", "person": "chen", "name": "孙替"])
      #expect(late.status == .conflict)
    }
  }

  @Test func anOrganizerMakesAndRevokesLinksOnTheClassPage() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall, roster: Self.people)
    try await hall.organize { organizer in
      let page = "/classes/\(room.section)"
      let made = try await organizer.post(
        page + "/send", ["do": "invite", "role": "assistant", "name": "南门"])
      #expect(made.status == .seeOther)
      let body = try await organizer.get(page).body
      #expect(body.contains("南门"))
      let path = try #require(body.between("href=\"http://hall.test/l/", "\""))
      let desk = organizer.another()
      #expect(try await desk.get("/l/" + path).location == "/door/\(room.section)")
      let link = try #require(await room.session.state.links.all.first).id
      _ = try await organizer.post(page + "/send", ["do": "revoke", "link": link])
      #expect(try await desk.get("/door/\(room.section)").status == .forbidden)
      // Nobody invites an organizer.
      let wrong = try await organizer.post(page + "/send", ["do": "invite", "role": "organizer"])
      #expect(wrong.status == .forbidden || wrong.status == .notFound)
    }
  }

  @Test func asksThePhoneAgainInTheAfternoon() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall, roster: Self.people)
    try await hall.browse { phone in
      _ = try await phone.post("/j/\(room.code)", ["person": "aino"])
      #expect(try await !phone.get("/c/\(room.code)").body.contains("我到了"))
      _ = try await room.send(phone, [("do", "checkIn")])
      #expect(await room.session.state.rollCount(at: "1-morning").present == 1)
    }
  }

  // MARK: Streams

  @Test(.timeLimit(.minutes(10)))
  func aStreamEndsWhenItsDeviceIsSignedOut() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.organize { organizer in
      async let stream = organizer.get("/classes/\(room.section)/stream")
      try await until { hall.site.rooms.streams.isRead }
      try await hall.site.account.end(nil)
      try await room.session.handle(.next)
      #expect(try await stream.body.contains("event: view"))
    }
  }

  @Test(.timeLimit(.minutes(10)))
  func aStreamEndsWhenItsLinkIsRevoked() async throws {
    let hall = try await TestSite()
    let (room, link) = try await Self.desk(hall)
    try await hall.browse { browser in
      _ = try await browser.get(link)
      async let stream = browser.get("/door/\(room.section)/stream")
      try await until { hall.site.rooms.streams.isRead }
      try await room.session.handle(.link(.revoke("desk1")))
      let body = try await stream.body
      #expect(body.contains("event: view"))
    }
  }

  @Test(.timeLimit(.minutes(10)))
  func aTrainersStreamEndsAtTheHandOver() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { browser in
      _ = try await browser.get(room.trainerPath)
      async let stream = browser.get("/t/\(room.section)/stream")
      try await until { hall.site.rooms.streams.isRead }
      try await room.session.handle(.handOver(generation: 2))
      #expect(try await stream.body.contains("event: view"))
      #expect(try await browser.get("/t/\(room.section)/view").status == .forbidden)
    }
  }

  @Test func trainersBesideEachOtherMakeNoneStale() async throws {
    let hall = try await TestSite()
    let (room, link) = try await Self.desk(hall, role: .trainer, id: "co")
    try await hall.browse { browser in
      let second = browser.another()
      _ = try await browser.get(room.trainerPath)
      #expect(try await second.get(link).location == "/t/\(room.section)")
      for trainer in [browser, second, browser] {
        let reply = try await trainer.post("/t/\(room.section)/send", ["do": "next"])
        #expect(reply.status == .seeOther)
      }
      try await room.session.handle(.handOver(generation: 2))
      #expect(try await browser.get("/t/\(room.section)").status == .forbidden)
      #expect(try await second.get("/t/\(room.section)").status == .ok)
    }
  }
}
