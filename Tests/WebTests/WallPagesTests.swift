import Classroom
import Foundation
import Identity
import Runtime
import Testing

@testable import Web

@Suite struct WallPagesTests {
  @Test func boundsAskingWithoutRememberingWhoAsked() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { phone in
      try await room.join(phone, "李爱诺", unit: "一车间")
      let person = try #require(await room.session.state.roster.first).rawValue
      var taken: [String] = []
      for number in 1...30 {
        let reply = try await room.send(
          phone, [("do", "ask"), ("question", "question-\(number)"), ("text", "匿名 \(number)")])
        if reply.status == .ok {
          taken.append("question-\(number)")
        } else {
          #expect(reply.status == .tooManyRequests)
          #expect(reply.body.contains("请稍后再提"))
        }
      }
      #expect(taken.count == 20)
      // In memory: no name beside a question, no time, in whatever bounds them.
      let memory = await hall.site.tally.memory + hall.site.throttle.memory
      #expect(!memory.contains(person) && !memory.contains("question-"))
      let state = await room.session.state
      #expect(!everything(in: state.questions).contains(person))
      // Another phone is not held back by this one; this one may ask again a minute later.
      let other = phone.another()
      try await room.join(other, "巴图")
      #expect(try await room.send(other, [("do", "ask"), ("text", "另一个")]).status == .ok)
      hall.time.advance(seconds: 60)
      #expect(try await room.send(phone, [("do", "ask"), ("text", "又一个")]).status == .ok)
      #expect(!(await hall.site.tally.memory).contains(person))
    }
  }

  @Test func boundsTheUnsignedQuestionsOfAClassByWhomeverTheyAre() async throws {
    let time = TestTime()
    let tally = Tally(clock: { time.now })
    let section = SectionID("class-1")
    var taken = 0
    for number in 0..<200 {
      if await tally.mayAsk(PersonID("p\(number)"), named: false, in: section) { taken += 1 }
    }
    #expect(taken == 120)
    #expect(await tally.mayAsk(PersonID("p1000"), named: true, in: section))
    #expect(await tally.mayAsk(PersonID("p1"), named: false, in: SectionID("class-2")))
    time.advance(seconds: 60)
    #expect(await tally.mayAsk(PersonID("p1000"), named: false, in: section))
  }

  @Test func forgetsIdleKeysBeforeThoseAtTheirLimit() async throws {
    let time = TestTime()
    let throttle = Throttle(clock: { time.now })
    for number in 0..<19_990 {
      _ = await throttle.allows("flood/\(number)", limit: 1, seconds: 60)
    }
    time.advance(seconds: 1)
    for _ in 0..<10 { _ = await throttle.allows("code/thief", limit: 10, seconds: 60) }
    for number in 0..<30 { _ = await throttle.allows("more/\(number)", limit: 1, seconds: 60) }
    #expect(!(await throttle.allows("code/thief", limit: 10, seconds: 60)))
  }

  @Test func hidesWithAReasonAndPins() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { phone in
      try await room.join(phone, "李爱诺")
      for id in ["q1", "q2", "q3"] {
        let only = id == "q3" ? [("forTrainer", "yes")] : []
        try await room.send(
          phone, [("do", "ask"), ("question", id), ("text", "问题 \(id)")] + only)
      }
      let trainer = phone.another()
      _ = try await trainer.get(await room.trainerPath)
      func order(_ fields: [String: String]) async throws -> Reply {
        try await trainer.post("/t/\(room.section)/send", fields)
      }
      #expect(try await order(["do": "approve", "question": "q3"]).status == .conflict)
      _ = try await order(["do": "approve", "question": "q1"])
      _ = try await order(["do": "pin", "question": "q1"])
      #expect(
        try await order(["do": "hide", "question": "q2", "reason": ""]).body.contains("请写明"))
      _ = try await order([
        "do": "hide", "question": "q2", "reason": "与别的提问重复", "why": "昨天答过",
      ])
      let console = try await trainer.get("/t/\(room.section)").body
      #expect(console.contains("昨天答过") && console.contains("只给老师看"))
      let screen = try await phone.get("/s/\(room.code)/view").body
      let mine = try await phone.get("/c/\(room.code)").body
      for page in [screen, mine] { #expect(!page.contains("问题 q3") && !page.contains("昨天答过")) }
      #expect(mine.contains("问题 q1"))
      _ = try await order(["do": "unscreen"])
      try await room.send(phone, [("do", "ask"), ("question", "q4"), ("text", "问题 q4")])
      #expect(try await phone.get("/c/\(room.code)").body.contains("问题 q4"))
    }
  }
}

private func everything(in value: Any) -> String {
  var text = ""
  dump(value, to: &text, maxItems: .max)
  return text
}

extension Tally {
  /// All that it holds, as text.
  var memory: String { everything(in: Mirror(reflecting: self).children.map(\.value)) }
}
extension Throttle {
  var memory: String { everything(in: Mirror(reflecting: self).children.map(\.value)) }
}
