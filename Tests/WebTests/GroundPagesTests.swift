import Classroom
import Foundation
import Identity
import Runtime
import Testing

@testable import Web

/// Taps that come twice, too late, or by mistake, over HTTP.
@Suite struct GroundPagesTests {
  private let script = ["Accept": "application/json"]

  /// The value of a hidden field, the first of its name.
  private func field(_ name: String, in page: String) throws -> String {
    let rest = try #require(
      page.components(separatedBy: "name=\"\(name)\" value=\"").dropFirst().first)
    return String(rest.prefix { $0 != "\"" })
  }

  /// A class, and the console of its trainer.
  private func console(
    _ body: @Sendable @escaping (TestRoom, Browser) async throws -> Void
  ) async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { trainer in
      _ = try await trainer.get(room.trainerPath)
      try await body(room, trainer)
    }
  }

  @Test func fourTapsOnOnePageTurnOnePage() async throws {
    try await console { room, trainer in
      let path = "/t/\(room.section)/send"
      _ = try await trainer.post(path, ["do": "next"])
      let ground = try field("ground", in: try await trainer.get("/t/\(room.section)").body)
      var statuses: [Int] = []
      for number in 1...4 {
        let reply = try await trainer.post(
          path, ["do": "next", "ground": ground, "id": "tap-\(number)"], headers: script)
        statuses.append(reply.status.code)
        if number > 1 { #expect(reply.body.contains("reject.groundMoved")) }
      }
      #expect(statuses == [200, 409, 409, 409])
      #expect(await room.session.state.cursor == Cursor(segment: 1))
      // A resend of the tap that was carried out is told so again.
      let again = try await trainer.post(
        path, ["do": "next", "ground": ground, "id": "tap-1"], headers: script)
      #expect(again.status == .ok)
      #expect(await room.session.state.cursor == Cursor(segment: 1))
    }
  }

  @Test func aPlainFormThatCameTooLateLeadsToTheConsoleAsItIs() async throws {
    try await console { room, trainer in
      let path = "/t/\(room.section)/send"
      try await room.session.handle(.jump(to: Cursor(segment: 2)))
      let page = try await trainer.get("/t/\(room.section)").body
      let ground = try field("ground", in: page)
      let open = ["do": "open", "item": "i1", "ground": ground]
      #expect(try await trainer.post(path, open).path == "/t/\(room.section)")
      let late = try await trainer.post(path, ["do": "next", "ground": ground])
      #expect(late.status == .seeOther && late.query.contains("moved"))
      #expect(try await trainer.get(late.location).body.contains("这一下没有执行"))
      #expect(await room.session.state.cursor == Cursor(segment: 2))
      // Whoever names no ground (an old page, a program) is served as ever.
      #expect(try await trainer.post(path, ["do": "next"]).query.isEmpty)
      #expect(await room.session.state.cursor == Cursor(segment: 2, page: 1))
    }
  }

  @Test func offersToOpenAgainWhatNobodyAnswered() async throws {
    try await console { room, trainer in
      try await room.session.handle(.next)
      try await room.session.handle(.openItems(["i2"]))
      try await room.session.handle(.closeItem("i2"))
      let page = try await trainer.get("/t/\(room.section)").body
      #expect(page.contains("重新开始作答") && !page.contains("value=\"reveal\""))
      _ = try await trainer.post("/t/\(room.section)/send", ["do": "open", "item": "i2"])
      #expect(await room.session.state.items["i2"]?.phase == .open)
    }
  }

  @Test func endsNothingWithoutAConfirmationThatSaysWhatIsOpen() async throws {
    try await console { room, trainer in
      let path = "/t/\(room.section)/send"
      try await room.session.handle(.next)
      try await room.session.handle(.openItems(["i1"]))
      let page = try await trainer.get("/t/\(room.section)").body
      for words in ["还有 2 段没有上", "还有 1 道题正在作答", "还没有做教学评估", "确定要结束本班"] {
        #expect(page.contains(words), "\(words)")
      }
      #expect(!page.contains("纸质答题卡下课以后还可以补录"))
      for form in [["do": "closeSection"], ["do": "closeSection", "confirm": "no"]] {
        let reply = try await trainer.post(path, form)
        #expect(reply.status == .unprocessableContent && reply.body.contains("没有结束"))
        #expect(await room.session.state.phase == .live)
      }
      #expect(
        try await trainer.post(path, ["do": "closeSection", "confirm": "yes"]).status == .seeOther)
      #expect(await room.session.state.phase == .closed)
      let screen = try await trainer.get("/s/\(room.code)").body
      #expect(screen.contains("class=\"huge closing\"") && !screen.contains("仲裁时效是多久"))
    }
  }

  @Test func neitherEndsNorJumpsUponAGroundThatHasMoved() async throws {
    try await console { room, trainer in
      let path = "/t/\(room.section)/send"
      try await room.session.handle(.next)
      let page = try await trainer.get("/t/\(room.section)").body
      let end = try #require(page.components(separatedBy: "data-item=\"end\"").dropFirst().first)
      let ground = try field("ground", in: end)
      try await room.session.handle(.next)
      let place = await room.session.state.cursor
      for order in [["do": "jump", "segment": "2"], ["do": "closeSection", "confirm": "yes"]] {
        let late = try await trainer.post(path, order.merging(["ground": ground]) { $1 })
        #expect(late.query.contains("moved"))
      }
      #expect(await room.session.state.phase == .live)
      #expect(await room.session.state.cursor == place)
      // Twice is once, and nothing to speak of.
      let now = await room.session.state.ground.text
      for _ in 0..<2 {
        let reply = try await trainer.post(
          path, ["do": "closeSection", "confirm": "yes", "ground": now])
        #expect(reply.status == .seeOther && reply.query.isEmpty)
      }
      #expect(await room.session.state.phase == .closed)
    }
  }

  // MARK: The big screen

  @Test func keepsQuestionsOffACase() async throws {
    try await console { room, browser in
      for (number, id) in ["aino", "bao"].enumerated() {
        try await room.session.handle(.enroll(person: PersonID(id), group: ""))
        try await room.session.handle(.checkIn(person: PersonID(id), by: .desk))
        try await room.session.handle(
          .ask(question: "q\(number)", person: PersonID(id), named: false, text: "问题\(number)"))
        try await room.session.handle(.approveQuestion("q\(number)"))
      }
      try await room.session.handle(.jump(to: Cursor(segment: 1)))
      let screen = try await browser.get("/s/\(room.code)").body
      #expect(screen.contains("一个案例") && !screen.contains("问题0"))
    }
  }

  @Test func whoSpeaksComesFirstOnTheScreen() async throws {
    try await console { room, browser in
      let people = (0..<4).map { PersonID("p\($0)") }
      for person in people {
        try await room.session.handle(.enroll(person: person, group: ""))
        try await room.session.handle(.checkIn(person: person, by: .desk))
      }
      try await room.session.handle(.next)
      try await room.session.handle(.formGroups([Array(people[..<2]), Array(people[2...])]))
      try await room.session.handle(.openReports(task: "g", title: "怎么办？"))
      for (group, person) in [people[0], people[2]].enumerated() {
        try await room.session.handle(.takePen(person: person))
        try await room.session.handle(.writeReport(task: "g", person: person, text: "意见\(group)"))
        try await room.session.handle(.releaseReport(task: "g", group: group, text: "意见\(group)"))
      }
      func rows() async throws -> [String] {
        try await browser.get("/s/\(room.code)").body.components(separatedBy: "<p class=\"wallnote")
          .dropFirst().map { String($0.prefix(120)) }
      }
      let before = try await rows()
      #expect(before[0].contains("意见0") && before.allSatisfy { !$0.hasPrefix(" picked") })
      try await room.session.handle(.pickGroup(1))
      let after = try await rows()
      #expect(after[0].contains("意见1") && after[0].hasPrefix(" picked"))
      #expect(after[1].contains("意见0") && !after[1].hasPrefix(" picked"))
      #expect(try await browser.get("/s/\(room.code)").body.contains("另有 1 组的意见"))
    }
  }
}
