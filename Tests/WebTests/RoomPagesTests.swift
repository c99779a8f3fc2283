import Classroom
import Foundation
import Identity
import People
import Runtime
import Testing

@testable import Web

/// One class in several rooms, over HTTP.
@Suite struct RoomPagesTests {
  /// A class with a second room of its own trainer; who is seated there.
  private func rooms(
    _ hall: TestSite, apart: Bool = true
  ) async throws -> (room: TestRoom, link: String) {
    let room = try await TestRoom(hall, roster: DoorTests.people)
    try await room.session.handle(.room(.open(name: "二楼")))
    try await room.session.handle(
      .link(.issue("t2", role: .trainer, holder: PersonID("holder-t2"), room: "2")))
    try await room.session.handle(.room(.seat(PersonID("chen"), in: "2")))
    if apart { try await room.session.handle(.room(.detach("2"))) }
    return (room, hall.site.inviteRoute(room.session.section, "t2").path)
  }

  @Test func saysNothingOfRoomsInAClassInOneRoomButHowToAddOne() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall, roster: DoorTests.people)
    try await room.session.handle(.next)
    let words = ["会场二维码", "分会场", "name=\"room\"", "更换会场", "单独授课", "data-room"]
    try await hall.organize { organizer in
      for path in [
        "/j/\(room.code)", "/s/\(room.code)", "/t/\(room.section)", "/door/\(room.section)",
        "/classes/\(room.section)/report",
      ] {
        let page = try await organizer.get(path)
        #expect(page.status == .ok)
        for word in words { #expect(!page.body.contains(word), "\(word) on \(path)") }
      }
      let page = try await organizer.get("/classes/\(room.section)").body
      #expect(page.contains("增加分会场") && !page.contains("单独授课：") && !page.contains("调整谁在"))
      let frame = await hall.site.learnerFrame(room.session.state, in: .chinese)
      #expect(frame.facts["groups"] == "0")
    }
  }

  @Test func takesPaperSheetsInARoomThatFollows() async throws {
    let hall = try await TestSite()
    let (room, link) = try await rooms(hall, apart: false)
    let chen = PersonID("chen")
    try await room.session.handle(.checkIn(person: chen, by: .desk))
    try await room.session.handle(.next)
    try await room.session.handle(.openItems(["i1"]))
    let name = try #require(try await hall.people.entry(chen, in: room.session.section)?.name)
    try await hall.browse { trainer in
      _ = try await trainer.get(link)
      let sheet = ["item": "i1", "who": name, "letters": "a"]
      #expect(try await trainer.post("/t/\(room.section)-2/sheets", sheet).status == .ok)
    }
    #expect(await room.session.state.items["i1"]?.responses == [chen: [0]])
  }

  @Test func theOrganizerAddsARoomWithItsTrainersLink() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall, roster: DoorTests.people)
    let send = "/classes/\(room.section)/send"
    try await hall.organize { organizer in
      let form = ["do": "openRoom", "id": "room-12345678", "roomName": "二楼报告厅", "trainer": "周敏"]
      #expect(try await organizer.post(send, form).query.contains("roomOpened"))
      // The same form once more adds nothing.
      _ = try await organizer.post(send, form)
      let state = await room.session.state
      #expect(state.sideRooms.order == ["2"] && state.links.all.map(\.room) == ["2"])
      let page = try await organizer.get("/classes/\(room.section)").body
      for word in [
        "二楼报告厅", "跟随主会场", "/j/\(room.code)-2", "/s/\(room.code)-2", "/t/\(room.section)-2", "周敏",
        "调整谁在哪个会场",
      ] { #expect(page.contains(word), "\(word)") }

      #expect(
        try await organizer.post(send, ["do": "openRoom", "roomName": "二楼报告厅"]).status == .conflict)
      #expect(
        try await organizer.post(send, ["do": "openRoom", "roomName": " "]).status
          == .unprocessableContent)
      _ = try await organizer.post(send, ["do": "renameRoom", "room": "2", "roomName": "三楼"])
      _ = try await organizer.post(send, ["do": "seat", "person": "bao", "room": "2"])
      let seated = await room.session.state
      #expect(seated.sideRooms.all["2"]?.name == "三楼" && seated.room(of: PersonID("bao")) == "2")
      _ = try await organizer.post(send, ["do": "seat", "person": "bao", "room": "1"])
      #expect(await room.session.state.room(of: PersonID("bao")) == nil)
      _ = try await organizer.post(send, ["do": "closeRoom", "room": "2"])
      #expect(await room.session.state.sideRooms.inUse.isEmpty)
      let closed = try await organizer.get("/classes/\(room.section)").body
      #expect(closed.contains("已关闭") && !closed.contains("/j/\(room.code)-2"))
      #expect(try await organizer.get("/s/\(room.code)-2").status == .notFound)
    }
  }

  @Test func aRoomsTrainerTurnsItsPagesAndNoOthers() async throws {
    let hall = try await TestSite()
    let (room, link) = try await rooms(hall, apart: false)
    let own = "/t/\(room.section)-2"
    try await room.session.handle(.next)
    try await hall.browse { trainer in
      #expect(try await trainer.get(link).location == own)
      let following = try await trainer.get(own).body
      #expect(following.contains("本会场单独授课") && following.contains("正在跟随主会场"))
      #expect(
        !following.contains("value=\"next\"") && !following.contains("value=\"closeSection\""))
      let early = try await trainer.post(own + "/send", ["do": "next"])
      #expect(early.status == .conflict && early.body.contains("请先点"))

      #expect(try await trainer.post(own + "/send", ["do": "detach"]).path == own)
      #expect(try await trainer.post(own + "/send", ["do": "next"]).path == own)
      let state = await room.session.state
      #expect(state.cursor == Cursor(segment: 0))
      #expect(state.seen(from: "2").cursor != state.cursor)
      let page = try await trainer.get(own).body
      #expect(page.contains("正在单独授课") && page.contains("value=\"next\""))
      #expect(!page.contains("value=\"handOver\"") && !page.contains("value=\"formGroups\""))

      // Not the class, not the main room's pages, not another room's.
      #expect(try await !trainer.get(own + "?said=handed").body.contains("/enter/"))
      #expect(try await trainer.get("/t/\(room.section)").location == own)
      #expect(try await trainer.get("/t/\(room.section)-3").status == .notFound)
      for (path, form) in [
        ("/t/\(room.section)/send", ["do": "next"]),
        (own + "/send", ["do": "closeSection", "confirm": "yes"]),
        (own + "/send", ["do": "openEvaluation"]),
        (own + "/send", ["do": "approve", "question": "q"]),
      ] {
        #expect(try await trainer.post(path, form).status == .forbidden, "\(path) \(form)")
      }
      #expect(try await trainer.post("/classes/\(room.section)/slides", [:]).status == .forbidden)
      #expect(try await trainer.get("/door/\(room.section)").status == .forbidden)
      #expect(await room.session.state.phase == .live)

      #expect(try await trainer.post(own + "/send", ["do": "follow"]).path == own)
      #expect(await room.session.state.sideRooms.areApart == false)
    }
    // The trainer in charge and the organizer lead every room.
    let secret = await room.trainerPath
    try await hall.browse { main in
      _ = try await main.get(secret)
      let page = try await main.get("/t/\(room.section)").body
      #expect(page.contains("二楼") && page.contains("href=\"\(own)\""))
      #expect(try await main.post(own + "/send", ["do": "detach"]).path == own)
      #expect(try await main.post(own + "/send", ["do": "blank"]).path == own)
      #expect(await room.session.state.seen(from: "2").blanked)
      #expect(await room.session.state.blanked == false)
      #expect(try await main.get("/t/\(room.section)-2/sheets").body.contains("\(room.section)-2"))
      #expect(try await main.get("/t/\(room.section)-2/replan").status == .ok)
    }
  }

  /// The evaluation is the class's: a room's middle button never offers what its trainer may not do.
  @Test func aRoomsConsoleOffersNothingOfTheClass() async throws {
    let hall = try await TestSite()
    let (room, link) = try await rooms(hall)
    try await room.session.handle(.next)
    try await room.session.handle(.inRoom("2", .next))
    try await room.session.handle(.openEvaluation)
    let own = "/t/\(room.section)-2"
    try await hall.browse { trainer in
      _ = try await trainer.get(link)
      let page = try await trainer.get(own).body
      #expect(page.contains("value=\"next\""))
      for order in ["closeEvaluation", "openEvaluation", "openReports", "closeSection"] {
        #expect(!page.contains("value=\"\(order)\""), "\(order)")
      }
    }
  }

  /// A desk's page is older than the closing of its room: the tap is noted, and nobody is moved.
  @Test func aDeskOfAClosedRoomGoesOn() async throws {
    let hall = try await TestSite()
    let (room, _) = try await rooms(hall)
    try await room.session.handle(.room(.open(name: "三楼")))
    try await room.session.handle(.room(.close("2")))
    try await hall.organize { desk in
      let checkpoint = await room.session.state.roll.current
      let tap = [
        "do": "in", "person": "bao", "checkpoint": checkpoint, "room": "2", "id": "tap-0123456789",
      ]
      #expect(try await desk.post("/door/\(room.section)/send", tap).status == .seeOther)
      #expect(await room.session.state.isPresent(PersonID("bao")))
      let page = try await desk.get("/door/\(room.section)?mode=in&room=2").body
      #expect(!page.contains("name=\"room\" value=\"2\""))
      // A tap that comes a second time seats nobody anew.
      let there = tap.merging(["room": "3", "person": "aino", "id": "tap-aaaaaaaaaa"]) { $1 }
      _ = try await desk.post("/door/\(room.section)/send", there)
      #expect(await room.session.state.room(of: PersonID("aino")) == "3")
      try await room.session.handle(.room(.seat(PersonID("aino"), in: nil)))
      _ = try await desk.post("/door/\(room.section)/send", there)
      #expect(await room.session.state.room(of: PersonID("aino")) == nil)
    }
  }

  /// The main room's own code asks as well: somebody of another room has come over.
  @Test func scanningTheMainRoomsCodeAsks() async throws {
    let hall = try await TestSite()
    let (room, _) = try await rooms(hall)
    try await hall.browse { phone in
      _ = try await phone.post("/j/\(room.code)-2", ["person": "aino", "room": "2"])
      #expect(try await phone.get("/j/\(room.code)").location == "/c/\(room.code)")
      let asked = try await phone.get("/j/\(room.code)-1").location
      #expect(asked == "/c/\(room.code)?room=1")
      #expect(try await phone.get(asked).body.contains("你扫的是"))
      let screen = try await phone.get("/s/\(room.code)").body
      #expect(screen.contains("/j/\(room.code)-1"))
    }
  }

  @Test func aTrainersNameOfANewRoomIsCheckedFirst() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.organize { organizer in
      let form = [
        "do": "openRoom", "roomName": "二楼", "trainer": String(repeating: "长", count: 5000),
      ]
      let reply = try await organizer.post("/classes/\(room.section)/send", form)
      #expect(reply.status == .unprocessableContent)
      #expect(await room.session.state.sideRooms.order.isEmpty)
    }
  }

  @Test func aPhoneFollowsTheRoomItsPersonSitsIn() async throws {
    let hall = try await TestSite()
    let (room, _) = try await rooms(hall)
    let kit = Kit(text: "车间里只剩一个人。", steps: [.init(.read, 5), .init(.think, 10)])
    try await room.session.handle(.addMaterial(segment: "s2", kit: kit))
    try await room.session.handle(.next)
    try await room.session.handle(.inRoom("2", .jump(to: Cursor(segment: 1))))
    try await hall.browse { phone in
      let page = try await phone.get("/j/\(room.code)-2").body
      #expect(page.contains("<option value=\"2\" selected>二楼</option>"))
      let reply = try await phone.post(
        "/j/\(room.code)-2", ["person": "aino", "room": "2"])
      #expect(reply.path == "/c/\(room.code)")
      #expect(await room.session.state.room(of: PersonID("aino")) == "2")
      let own = try await phone.get("/c/\(room.code)").body
      #expect(own.contains("data-room=\"2\"") && own.contains("我在二楼") && own.contains("一个案例"))
      #expect(try await phone.get("/c/\(room.code)/view").body.contains("一个案例"))
      #expect(try await phone.get("/c/\(room.code)/text").body.contains("车间里只剩一个人"))
      #expect(try await phone.get("/c/\(room.code)/own").body.contains("\"room\":\"2\""))

      // The main room asks: this phone is not asked.
      try await room.session.handle(.openItems(["i1"]))
      #expect(try await !phone.get("/c/\(room.code)").body.contains("data-item=\"i1\""))
      let refused = try await room.send(
        phone, [("do", "respond"), ("item", "i1"), ("choice", "1")])
      #expect(refused.status == .conflict)

      // Scanning the code of the other room moves nobody who does not say so.
      #expect(try await phone.get("/j/\(room.code)-2").location == "/c/\(room.code)")
      try await room.session.handle(.room(.open(name: "三楼")))
      let scanned = try await phone.get("/j/\(room.code)-3")
      #expect(scanned.location == "/c/\(room.code)?room=3")
      let asks = try await phone.get(scanned.location).body
      #expect(asks.contains("你扫的是三楼的二维码") && asks.contains("<option value=\"3\" selected>"))
      let moved = try await phone.post(
        "/c/\(room.code)/send", ["do": "seat", "room": "1", "id": Token.random(16)])
      #expect(moved.location.hasSuffix("?said=seated"))
      #expect(try await phone.get("/c/\(room.code)/text").location == "/c/\(room.code)")
      #expect(try await phone.get("/c/\(room.code)").body.contains("data-item=\"i1\""))
      #expect(
        try await room.send(phone, [("do", "seat"), ("room", "9")]).status == .notFound)
    }
    // Whoever joins the class by its own code chooses; the main room stands first.
    try await hall.browse { phone in
      let page = try await phone.get("/j/\(room.code)").body
      #expect(page.contains("<option value=\"1\" selected>主会场</option>"))
      #expect(try await phone.get("/join?code=\(room.code)-2").location == "/j/\(room.code)-2")
      #expect(try await phone.get("/join?code=\(room.code)-7").status == .notFound)
    }
  }

  @Test func eachBigScreenShowsItsOwnPageAndItsOwnWayIn() async throws {
    let hall = try await TestSite()
    let (room, _) = try await rooms(hall)
    try await room.session.handle(.next)
    try await room.session.handle(.inRoom("2", .jump(to: Cursor(segment: 1))))
    try await hall.browse { screen in
      let main = try await screen.get("/s/\(room.code)").body
      let second = try await screen.get("/s/\(room.code)-2").body
      #expect(main.contains("第一句") && main.contains("<strong>主会场</strong>"))
      #expect(second.contains("一个案例") && second.contains("<strong>二楼</strong>"))
      #expect(second.contains("hall.test/j/\(room.code)-2") && second.contains("\(room.code)-2"))
      #expect(!main.contains("/j/\(room.code)-2"))
      #expect(try await screen.get("/s/\(room.code)-2/view").body.contains("一个案例"))
      #expect(try await screen.get("/s/\(room.code)-9").status == .notFound)
      // An observer's link to a room opens that room's screen.
      try await room.session.handle(
        .link(.issue("o2", role: .observer, holder: PersonID("o"), room: "2")))
      let link = hall.site.inviteRoute(room.session.section, "o2").path
      #expect(try await screen.get(link).location == "/s/\(room.code)-2")
      #expect(try await screen.get("/t/\(room.section)-2").status == .forbidden)
    }
  }

  @Test func oneEncodedFrameServesAllPhonesOfARoomAndNoOthers() async throws {
    let hall = try await TestSite()
    let (room, _) = try await rooms(hall)
    try await room.session.handle(.next)
    let live = await hall.site.rooms.room(of: room.session, site: hall.site)
    let main = await live.welcome(FrameKey(viewer: .learner, language: .chinese))
    let second = await live.welcome(FrameKey(viewer: .learner, language: .chinese, room: "2"))
    let again = await live.welcome(FrameKey(viewer: .learner, language: .chinese, room: "2"))
    #expect(second.audience === again.audience && main.audience !== second.audience)
    try await room.session.handle(.inRoom("2", .jump(to: Cursor(segment: 1))))
    let before = await live.current(FrameKey(viewer: .learner, language: .chinese))
    #expect(!before.contains("一个案例"))
    #expect(
      await live.current(FrameKey(viewer: .learner, language: .chinese, room: "2"))
        .contains("一个案例"))
  }

  @Test func aResultWaitsForTheOtherRoom() async throws {
    let hall = try await TestSite()
    let (room, link) = try await rooms(hall)
    try await room.session.handle(.next)
    try await room.session.handle(.jump(to: Cursor(segment: 2)))
    try await room.session.handle(.openItems(["i1"]))
    try await room.session.handle(.inRoom("2", .openItems(["i1"])))
    let secret = await room.trainerPath
    try await hall.browse { main in
      _ = try await main.get(secret)
      let send = "/t/\(room.section)/send"
      _ = try await main.post(send, ["do": "close", "item": "i1"])
      let page = try await main.get("/t/\(room.section)").body
      #expect(page.contains("二楼还在作答"))
      let refused = try await main.post(send, ["do": "reveal", "item": "i1"])
      #expect(refused.status == .conflict && refused.body.contains("另一个会场还在作答"))
      let second = main.another()
      _ = try await second.get(link)
      _ = try await second.post("/t/\(room.section)-2/send", ["do": "close", "item": "i1"])
      #expect(try await main.post(send, ["do": "reveal", "item": "i1"]).status == .seeOther)
      #expect(try await main.get("/s/\(room.code)").body.contains("一年"))
    }
  }

  @Test func aDeskSeatsThoseItSignsIn() async throws {
    let hall = try await TestSite()
    let (room, _) = try await rooms(hall)
    try await room.session.handle(
      .link(.issue("d2", role: .assistant, holder: PersonID("d"), room: "2")))
    let link = hall.site.inviteRoute(room.session.section, "d2").path
    try await hall.browse { desk in
      let door = "/door/\(room.section)"
      #expect(try await desk.get(link).location == door + "?room=2")
      let page = try await desk.get(door + "?room=2").body
      #expect(page.contains("name=\"room\" value=\"2\"") && page.contains("二楼"))
      let tap = try await desk.post(
        door + "/send",
        ["do": "in", "person": "bao", "checkpoint": "1-morning", "room": "2", "id": "tap-12345"])
      #expect(tap.query.contains("room=2"))
      #expect(await room.session.state.room(of: PersonID("bao")) == "2")
      _ = try await desk.post(
        door + "/send", ["do": "walkIn", "name": "何新", "unit": "", "room": "2"])
      #expect(await room.session.state.roomRows[1].present == 2)
      // A desk of no particular room leaves people where they are.
      _ = try await desk.post(
        door + "/send",
        ["do": "in", "person": "chen", "checkpoint": "1-morning", "id": "tap-23456"])
      #expect(await room.session.state.room(of: PersonID("chen")) == "2")
    }
  }

  @Test func theReportAddsUpByRoom() async throws {
    let hall = try await TestSite()
    let (room, _) = try await rooms(hall)
    for person in ["aino", "chen"] {
      try await room.session.handle(.checkIn(person: PersonID(person), by: .desk))
    }
    try await room.session.handle(.next)
    hall.time.advance(seconds: 600)
    try await room.session.handle(.inRoom("2", .jump(to: Cursor(segment: 1))))
    hall.time.advance(seconds: 600)
    try await room.session.handle(.closeSection)
    try await hall.organize { organizer in
      let path = "/classes/\(room.section)/report"
      let page = try await organizer.get(path).body
      for word in ["各会场实际用时", "二楼", "主会场", "每人只计一次"] { #expect(page.contains(word), "\(word)") }
      let json = try await organizer.get(path + ".json").body
      let record = try #require(
        try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
      let rooms = try #require(record["rooms"] as? [[String: Any]])
      #expect(rooms.map { $0["people"] as? Int } == [2, 1])
      #expect((rooms[0]["actualMinutes"] as? [Any])?.first as? Int == 20)
      #expect((rooms[1]["actualMinutes"] as? [Any])?[1] as? Int == 10)
      let csv = try await organizer.get(path + ".csv").body
      #expect(csv.contains("会场,人数") && csv.contains("二楼"))
    }
  }
}
