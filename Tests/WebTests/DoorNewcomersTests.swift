import Classroom
import Foundation
import Identity
import People
import Runtime
import Testing

@testable import Web

/// Names that the desk writes: whoever is on the roster is asked for, and nobody is marked by a guess.
@Suite struct DoorNewcomersTests {
  private static let people = [
    RosterEntry(person: PersonID("w1"), name: "王伟", unit: "铸造厂", group: "一组"),
    RosterEntry(person: PersonID("w2"), name: "王伟", unit: "码头", group: "一组"),
    RosterEntry(person: PersonID("li"), name: "李娜", unit: "码头", group: "二组"),
  ]

  private func atTheDesk(
    _ body: @Sendable @escaping (TestSite, TestRoom, Browser, String) async throws -> Void
  ) async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall, roster: Self.people)
    let holder = PersonID("holder")
    try await hall.people.add(
      [RosterEntry(person: holder, name: "门口", role: .observer)], to: room.session.section)
    try await room.session.handle(.link(.issue("desk1", role: .assistant, holder: holder)))
    let link = hall.site.inviteRoute(room.session.section, "desk1").path
    try await hall.browse { browser in
      _ = try await browser.get(link)
      try await body(hall, room, browser, "/door/\(room.section)/send")
    }
  }

  @Test func asksWhichOfTwoHasCome() async throws {
    try await atTheDesk { _, room, desk, send in
      let asked = try await desk.post(send, ["do": "walkIn", "name": "王伟"])
      #expect(asked.status == .conflict && structuralProblems(of: asked.body) == [])
      for said in ["名册上的王伟（铸造厂 · 一组）", "名册上的王伟（码头 · 一组）", "同名的另一个人"] {
        #expect(asked.body.contains(said), "\(said)")
      }
      #expect(await room.session.state.present == 0)
      let chosen = try await desk.post(send, ["do": "walkIn", "name": "王伟", "who": "w2"])
      #expect(chosen.status == .seeOther)
      let state = await room.session.state
      #expect(state.isPresent(PersonID("w2")) && !state.isPresent(PersonID("w1")))
      #expect(state.rollCount(at: "1-morning").walkIns == 0)
    }
  }

  @Test func aStrangerOfTheSameNameIsSomebodyElse() async throws {
    try await atTheDesk { hall, room, desk, send in
      #expect(
        try await desk.post(send, ["do": "walkIn", "name": "李娜", "unit": "外单位"]).status
          == .conflict)
      let id = "00112233445566778899aabbccddeeff"
      let form = ["do": "walkIn", "name": "李娜", "unit": "外单位", "who": "new", "id": id]
      // A resend after a lost reply adds nobody twice, and asks no more.
      for _ in 0..<2 { #expect(try await desk.post(send, form).status == .seeOther) }
      _ = try await desk.post(send, form.filter { $0.key != "who" })
      let state = await room.session.state
      #expect(!state.isPresent(PersonID("li")))
      #expect(state.rollCount(at: "1-morning").walkIns == 1)
      #expect(
        try await hall.people.roster(of: room.session.section).count { $0.name == "李娜" } == 2)
    }
  }

  /// What a desk calls its tap is no person's id.
  @Test func aTapCannotNameAPersonOfAnotherClass() async throws {
    try await atTheDesk { hall, room, desk, send in
      let stranger = RosterEntry(person: PersonID("0011223344556677"), name: "别班的人")
      try await hall.people.add([stranger], to: SectionID("class-elsewhere"))
      let form = ["do": "walkIn", "name": "赵过客", "id": "00112233445566778899aabbccddeeff"]
      for _ in 0..<2 { #expect(try await desk.post(send, form).status == .seeOther) }
      let roster = try await hall.people.roster(of: room.session.section)
      #expect(roster.count { $0.name == "赵过客" } == 1)
      #expect(!roster.contains { $0.person == stranger.person })
    }
  }

  @Test func twoDesksThatWriteOneNewNameAddOnePersonOrAsk() async throws {
    try await atTheDesk { hall, room, desk, send in
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<2 {
          group.addTask {
            try await desk.post(send, ["do": "walkIn", "name": "赵过客"]).status.code
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(statuses.sorted() == [303, 409])
      #expect(
        try await hall.people.roster(of: room.session.section).count { $0.name == "赵过客" } == 1)
    }
  }

  @Test func refusesASubstituteWhoIsOnTheRoster() async throws {
    try await atTheDesk { hall, room, desk, send in
      let form = ["do": "substitute", "person": "w1", "name": "李娜"]
      let asked = try await desk.post(send, form)
      #expect(asked.status == .conflict && asked.body.contains("自己就在名册上"))
      let forced = try await desk.post(send, form.merging(["who": "li"]) { $1 })
      #expect(forced.status == .conflict && forced.body.contains("自己就在名册上"))
      #expect(await room.session.state.rollCount(at: "1-morning").expected == 3)
      #expect(await room.session.state.present == 0)
      // Somebody else of that name may stand in.
      let other = try await desk.post(send, form.merging(["who": "new"]) { $1 })
      #expect(other.status == .seeOther)
      let count = await room.session.state.rollCount(at: "1-morning")
      #expect(count.expected == 3 && count.present == 1 && count.walkIns == 0)
      // A place that is taken adds nobody.
      let people = try await hall.people.roster(of: room.session.section).count
      let late = try await desk.post(
        send, ["do": "substitute", "person": "w1", "name": "孙替"])
      #expect(late.status == .conflict)
      #expect(try await hall.people.roster(of: room.session.section).count == people)
    }
  }

  @Test func givesAScriptTheSameChoice() async throws {
    try await atTheDesk { _, room, desk, send in
      let json = ["Accept": "application/json"]
      let reply = try await desk.post(
        send, ["do": "walkIn", "name": "李娜", "checkpoint": "1-morning", "ago": "600"],
        headers: json)
      #expect(reply.status == .ok)
      #expect(reply.body.contains("\"who\":\"li\"") && reply.body.contains("\"who\":\"new\""))
      #expect(reply.body.contains("名册上的李娜（码头 · 二组）"))
      let settled = try await desk.post(
        send,
        ["do": "walkIn", "name": "李娜", "who": "li", "checkpoint": "1-morning", "ago": "600"],
        headers: json)
      #expect(settled.status == .ok)
      // As long ago as the tap was.
      let entry = await room.session.state.roll.entries["1-morning"]?[PersonID("li")]
      #expect(entry?.arrived == TestSite.start.adding(seconds: -600))
    }
  }

  @Test func aTapThatIsRefusedChangesNobodysRoom() async throws {
    try await atTheDesk { _, room, desk, send in
      try await room.session.handle(.room(.open(name: "分会场")))
      let side = try #require(await room.session.state.sideRooms.order.first)
      try await room.session.handle(.room(.seat(PersonID("li"), in: side)))
      let refused = try await desk.post(
        send, ["do": "in", "person": "li", "checkpoint": "9-morning", "room": "1"])
      #expect(refused.status.code >= 400)
      #expect(await room.session.state.room(of: PersonID("li")) == side)
    }
  }
}
