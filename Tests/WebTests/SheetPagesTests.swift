import Classroom
import Foundation
import Identity
import People
import Runtime
import Testing

@testable import Web

@Suite struct SheetPagesTests {
  private static let roster = [
    RosterEntry(person: PersonID("p1"), name: "王芳", unit: "一车间", group: "一组"),
    RosterEntry(person: PersonID("p2"), name: "王芳", unit: "二车间", group: "一组"),
    RosterEntry(person: PersonID("p3"), name: "李强", unit: "二车间", group: "二组"),
  ]

  private func room(_ hall: TestSite) async throws -> TestRoom {
    let room = try await TestRoom(hall, roster: Self.roster)
    for entry in Self.roster {
      try await room.session.handle(.checkIn(person: entry.person, by: .desk))
    }
    try await room.session.handle(.next)
    try await room.session.handle(.openItems(["i1", "i2", "i3"]))
    return room
  }

  @Test func takesASheetByNumberOrNameAndSaysWhyNot() async throws {
    let hall = try await TestSite()
    let room = try await room(hall)
    try await hall.browse { trainer in
      _ = try await trainer.get(await room.trainerPath)
      let path = "/t/\(room.section)/sheets"
      func enter(_ item: String, _ who: String, _ letters: String) async throws -> Reply {
        try await trainer.post(path, ["item": item, "who": who, "letters": letters])
      }
      #expect(try await trainer.get(path).body.contains("<option>3 李强 二车间</option>"))
      #expect(try await enter("i1", "3", "b").body.contains("1 号题 · 李强 · B"))
      #expect(try await enter("i1", "2 王芳 二车间", "Ａ").body.contains("1 号题 · 王芳 · A"))
      #expect(await room.session.state.items["i1"]?.responses[PersonID("p2")] == [0])
      #expect(try await enter("i1", "王芳", "B").body.contains("有 2 个人叫“王芳”"))
      #expect(try await enter("i1", "赵六", "B").body.contains("名册里没有“赵六”"))
      #expect(try await enter("i1", "9", "B").body.contains("名册里没有 9 号"))
      #expect(try await enter("i1", "1", "D").status == .unprocessableContent)
      #expect(try await enter("i1", "1", "").status == .unprocessableContent)
      // A poll takes no name, and notes none.
      #expect(try await enter("i2", "", "C").body.contains("2 号题 · 无记名 · C"))
      #expect(try await enter("i3", "", "多讲案例").body.contains("无记名"))
      let box = LiveSession.box("i2", of: room.session.section)
      #expect(try await hall.engine.ballots(in: box).count == 1)
      #expect(await room.session.state.items["i2"]?.participants.isEmpty == true)
      #expect(try await trainer.another().get(path).status == .forbidden)
    }
  }

  @Test func takesOrdersPairsWordsAndNumbersAndSaysWhatIsWrong() async throws {
    let hall = try await TestSite()
    let room = try await room(hall)
    let made: [AssessmentItem] = [
      .ordering(id: "o", kind: .quiz, prompt: "先后", right: ["甲", "乙", "丙"]),
      .matching(
        id: "m", kind: .quiz, prompt: "配对", pairs: [("甲", "1"), ("乙", "2"), ("丙", "3")]),
      AssessmentItem(
        id: "n", kind: .quiz, prompt: "几日", choices: [],
        interaction: .numericEntry(answer: FixedDecimal(15), tolerance: FixedDecimal(0))),
    ]
    for item in made { try await room.session.handle(.addItem(item)) }
    try await room.session.handle(.openItems(["o", "m", "n"]))
    try await hall.browse { trainer in
      _ = try await trainer.get(await room.trainerPath)
      func enter(_ item: String, _ letters: String) async throws -> Reply {
        try await trainer.post(
          "/t/\(room.section)/sheets", ["item": item, "who": "3", "letters": letters])
      }
      for typed in ["c、a b", "Ｃ→Ａ→Ｂ", "c，a，b。"] {
        #expect(try await enter("o", typed).body.contains("李强 · CAB"))
      }
      #expect(try await enter("o", "CA").body.contains("把 3 个字母（A 到 C）"))
      #expect(try await enter("o", "CAA").status == .unprocessableContent)
      for typed in ["A2 B1 C3", "c3，b1，a2", "213", "2 1 3"] {
        #expect(try await enter("m", typed).body.contains("李强 · A2 B1 C3"))
      }
      for typed in ["A2 B1", "21", "A2 B1 C4", "A2 A1 C3", "甲"] {
        #expect(try await enter("m", typed).body.contains("连线题要给 A 到 C"))
      }
      #expect(try await enter("n", "１５").body.contains("李强 · 15"))
      #expect(try await enter("n", "半月").status == .unprocessableContent)
      #expect(try await enter("i1", "D").body.contains("选项是 A 到 B"))
      // The papers of the last test are typed in when the class is over.
      try await room.session.handle(.closeSection)
      #expect(try await enter("i1", "B").body.contains("李强 · B"))
      #expect(await room.session.state.items["i1"]?.responses[PersonID("p3")] == [1])
    }
  }

  @Test func takesTheEvaluationOnPaperAndWhoReturnedOneApart() async throws {
    let hall = try await TestSite()
    let room = try await room(hall)
    try await room.session.handle(.openEvaluation)
    try await hall.browse { trainer in
      _ = try await trainer.get(await room.trainerPath)
      let path = "/t/\(room.section)/sheets"
      #expect(try await trainer.get(path).body.contains("教学评估（纸质）"))
      func enter(_ letters: String) async throws -> Reply {
        try await trainer.post(
          path, ["item": "evaluation", "letters": letters, "text": "多讲案例"])
      }
      #expect(try await enter("1、1，2 1 4。").body.contains("教学评估 · 无记名 · 11214"))
      #expect(try await enter("1121").body.contains("要按表上的次序写 5 个数"))
      #expect(try await enter("11215").status == .unprocessableContent)
      let box = LiveSession.box("evaluation", of: room.session.section)
      #expect(try await hall.engine.ballots(in: box).count == 1)
      #expect(await room.session.state.evaluation.participants.isEmpty)
      func note(_ who: String, _ on: String = "") async throws -> Reply {
        try await trainer.post(path, ["do": "returned", "who": who, "on": on])
      }
      #expect(try await note("3").body.contains("李强 已登记交回"))
      #expect(try await trainer.get(path).body.contains("已录入 1 份，已登记 1 人"))
      #expect(try await note("3 李强 二车间", "no").body.contains("李强 的登记已撤回"))
      #expect(try await note("赵六").status == .notFound)
      #expect(await room.session.state.evaluation.onPaper.isEmpty)
    }
  }

  @Test func countsHandsFromTheConsole() async throws {
    let hall = try await TestSite()
    let room = try await room(hall)
    try await hall.browse { trainer in
      _ = try await trainer.get(await room.trainerPath)
      func count(_ counts: String...) async throws -> Reply {
        try await trainer.post(
          "/t/\(room.section)/send",
          pairs: [("do", "hands"), ("item", "i1")]
            + counts.enumerated().map { ("count\($0.offset)", $0.element) })
      }
      #expect(try await count("1", "").status == .seeOther)
      #expect(await room.session.state.items["i1"]?.hands.counts == [1, 0])
      #expect(try await count("2", "2").body.contains("请再数一次"))
      #expect(try await count("x", "2").status == .unprocessableContent)
      #expect(try await trainer.get("/t/\(room.section)").body.contains("其中举手 1 人次：A 1 · B 0"))
    }
  }

  @Test func switchesBetweenPeopleOfOnePhoneOnly() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { phone in
      try await room.join(phone, "王芳", unit: "一车间")
      #expect(!(try await phone.get("/c/\(room.code)").body.contains("data-switch")))
      try await room.join(phone, "李强", unit: "二车间")
      let page = try await phone.get("/c/\(room.code)").body
      #expect(page.contains("正在作答： 李强") && page.contains("换成 王芳"))
      let wang = try #require(page.between("name=\"person\" value=\"", "\""))
      let reply = try await phone.post(
        "/c/\(room.code)/send", ["do": "switch", "person": wang])
      #expect(reply.status == .seeOther)
      #expect(try await phone.get("/c/\(room.code)").body.contains("正在作答： 王芳"))
      // Nobody else: neither a stranger to this phone nor another phone.
      let other = phone.another()
      try await room.join(other, "赵敏", unit: "三车间")
      #expect(
        try await other.post("/c/\(room.code)/send", ["do": "switch", "person": wang]).status
          == .unauthorized)
      #expect(
        try await phone.post("/c/\(room.code)/send", ["do": "switch", "person": "x"]).status
          == .unauthorized)
    }
  }
}
