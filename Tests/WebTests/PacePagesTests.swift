import Classroom
import Foundation
import Identity
import Runtime
import Testing

@testable import Web

@Suite struct PacePagesTests {
  private func crowd(_ room: TestRoom, _ phone: Browser, _ count: Int) async throws -> [Browser] {
    var phones: [Browser] = []
    for number in 1...count {
      let own = phone.another()
      try await room.join(own, "学员\(number)", unit: "一车间")
      phones.append(own)
    }
    return phones
  }

  @Test func takesAMarkWithoutWritingIt() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { phone in
      let phones = try await crowd(room, phone, 5)
      try await room.session.handle(.next)
      let before = await room.session.position
      for (index, own) in phones.enumerated() {
        let mark = index < 3 ? "lost" : "fine"
        let reply = try await room.send(own, [("do", "pace"), ("mark", mark)])
        #expect(reply.status == .ok)
        #expect(reply.body.contains("不记名"))
      }
      #expect(await room.session.position == before)
      let frame = await hall.site.trainerFrame(await room.session.state, in: .chinese)
      #expect(
        frame.regions["pace"]?.contains("没听懂 <b>3</b> <span class=\"muted small\">60%") == true)
      // Two minutes later it is forgotten, and fewer than five are not told.
      hall.time.advance(seconds: 120)
      let later = await hall.site.trainerFrame(await room.session.state, in: .chinese)
      #expect(later.regions["pace"]?.contains("少于 5 人") == true)
      #expect(later.regions["pace"]?.contains("<b>") == false)
      // By a plain form as well; nonsense and strangers are refused.
      let plain = try await phones[0].post(
        "/c/\(room.code)/send", ["do": "pace", "mark": "fine", "id": Token.random(16)])
      #expect(plain.status == .seeOther && plain.query == "?said=paced")
      #expect(try await phones[0].get(plain.location).body.contains("两分钟后自动清除"))
      #expect(
        try await room.send(phones[0], [("do", "pace"), ("mark", "bored")]).status
          == .unprocessableContent)
      #expect(
        try await room.send(phone.another(), [("do", "pace"), ("mark", "fine")]).status
          == .unauthorized)
    }
  }

  @Test func proposesAndTakesANewTimetable() async throws {
    let day = try await RecordedDay(agenda: RecordedDay.agenda.filter { $0.kind != .lunch })
    let id = day.session.section.rawValue
    try await day.at(15, .checkIn(person: day.person(1), by: .phone), .jump(to: Cursor(segment: 1)))
    try await day.at(60)
    try await day.hall.organize { browser in
      let page = try await browser.get("/t/\(id)/replan?less=0").body
      #expect(page.contains("压缩后面的时间"))
      let slots = try #require(page.between("name=\"slots\" value=\"", "\""))
      #expect(slots.hasPrefix("s2:"))
      #expect(slots.contains(" s3:"))
      let taken = try await browser.post("/t/\(id)/send", ["do": "replan", "slots": slots])
      #expect(taken.status == .seeOther && taken.path == "/t/\(id)")
      #expect(await day.session.state.pace.replans.count == 1)
      // The same form again changes nothing; one of another moment is refused in words.
      _ = try await browser.post("/t/\(id)/send", ["do": "replan", "slots": slots])
      #expect(await day.session.state.pace.replans.count == 1)
      for wrong in ["", "s2:1", "s2:1:x", "s9:5:5", slots + " s8:9:9"] {
        let refused = try await browser.post("/t/\(id)/send", ["do": "replan", "slots": wrong])
        #expect(refused.status == .conflict)
        #expect(refused.body.contains("请重新计算"))
      }
      let console = try await browser.get("/t/\(id)").body
      #expect(console.contains("<del class=\"muted\">10</del>"))
      let report = try await browser.get("/classes/\(id)/report").body
      #expect(report.contains("调整后") && report.contains("采用的时间表"))
      let json = try await browser.get("/classes/\(id)/report.json").body
      #expect(json.contains("\"replannedMinutes\" : 30"))
      let csv = try await browser.get("/classes/\(id)/report.csv").body
      #expect(csv.contains("途中调整的时间表"))
    }
  }

  @Test func showsTheProposalToNobodyElse() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { phone in
      try await room.join(phone, "学员")
      #expect(try await phone.get("/t/\(room.section)/replan").status == .forbidden)
    }
  }
}
