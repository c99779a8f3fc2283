import Classroom
import Foundation
import Identity
import Runtime
import Testing

@testable import Web

/// Every kind of question, as browsers send and get it.
@Suite struct KindsTests {
  /// A live class with a trainer's browser and a learner's.
  func room(
    _ body:
      @Sendable @escaping (
        _ trainer: Browser, _ send: String, _ learner: Browser, _ code: String
      ) async throws -> Void
  ) async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.organize { trainer in
      let learner = trainer.another()
      try await room.join(learner, "爱诺", unit: "一车间")
      let send = "/t/\(room.section)/send"
      #expect(try await trainer.post(send, ["do": "next"]).status == .seeOther)
      try await body(trainer, send, learner, room.code)
    }
  }

  @Test func asksEveryKindAndTellsNoAnswerBeforeReveal() async throws {
    let kinds: [(form: String, lines: String, answer: [(String, String)], secret: String)] = [
      ("numericEntry", "4711.25±1", [("text", "四千七百一十二")], "4711.25"),
      ("textEntry", "绝密答案\n另一答案", [("text", "《绝密答案》")], "绝密答案"),
      ("truth", "*对", [("choice", "0")], "✓"),
      ("multiple", "*甲方\n乙方\n*丙方", [("choice", "0"), ("choice", "2")], "✓"),
    ]
    try await room { trainer, send, learner, code in
      for kind in kinds {
        let id = "id-\(kind.form)"
        let made = try await trainer.post(
          send,
          [
            "do": "make", "id": id, "kind": "quiz", "form": kind.form, "prompt": "问题？",
            "choices": kind.lines,
          ])
        #expect(made.status == .seeOther, "\(kind.form): \(made.body)")
        let page = try await learner.get("/c/\(code)").body
        let view = try await learner.get("/c/\(code)/view").body
        let screen = try await learner.get("/s/\(code)").body
        // What the slide behind it shows is no part of the form.
        #expect(!page.contains("<select"))
        for bytes in [page, view, screen] { #expect(!bytes.contains(kind.secret), "\(kind.form)") }
        let said = try await learner.post(
          "/c/\(code)/send",
          pairs: [("do", "respond"), ("item", "m\(id)"), ("id", Token.random(16))] + kind.answer)
        #expect(said.query == "?said=saved", "\(kind.form): \(said.body)")
        _ = try await trainer.post(send, ["do": "reveal", "item": "m\(id)"])
        let shown = try await learner.get("/c/\(code)").body
        #expect(shown.contains("答对 1 / 1 人（100%）"), "\(kind.form)")
        #expect(shown.contains("data-own>你答对了"))
      }
    }
  }

  @Test func takesAnOrderAndAMatchingFromSelects() async throws {
    try await room { trainer, send, learner, code in
      _ = try await trainer.post(
        send,
        [
          "do": "make", "id": "order-id", "kind": "quiz", "form": "order", "prompt": "先后？",
          "choices": "协商\n调解\n仲裁",
        ])
      let page = try await learner.get("/c/\(code)").body
      let options = try #require(page.between("<select name=\"choice\" required>", "</select>"))
      func value(_ text: String) throws -> String {
        let head = options.components(separatedBy: ">\(text)<")[0]
        return String(try #require(head.components(separatedBy: "value=\"").last).prefix(1))
      }
      let right = try ["协商", "调解", "仲裁"].map(value)
      func answer(_ values: [String]) async throws -> Reply {
        try await learner.post(
          "/c/\(code)/send",
          pairs: [("do", "respond"), ("item", "morder-id"), ("id", Token.random(16))]
            + values.map { ("choice", $0) })
      }
      let half = try await answer([right[0], "", right[2]])
      #expect(half.status == .unprocessableContent)
      #expect(half.body.contains("排序不完整"))
      #expect(try await answer(right).query == "?said=saved")
      #expect(try await learner.get("/c/\(code)").body.contains(" selected>协商<"))
      _ = try await trainer.post(send, ["do": "reveal", "item": "morder-id"])
      // Every line is right: what counts is how many had it so, and no line is ticked.
      let shown = try await learner.get("/s/\(code)").body
      #expect(shown.contains("<span>1　协商</span><span>1</span>"))
      #expect(shown.contains("每行后面是答对这一行的人数") && !shown.contains("✓"))
    }
  }

  @Test func saysWhatIsWrongWithAQuestionMadeOnTheSpot() async throws {
    let wrong: [(kind: String, form: String, lines: String, says: String)] = [
      ("quiz", "numericEntry", "大概", "没有写明正确答案"), ("quiz", "match", "没有等号", "左 = 右"),
      ("poll", "order", "一\n二", "请作为测验提出"), ("quiz", "slider", "", "请作为调查提出"),
      ("quiz", "truth", "也许", "没有写明正确答案"),
    ]
    try await room { trainer, send, _, _ in
      for row in wrong {
        let reply = try await trainer.post(
          send,
          [
            "do": "make", "id": Token.random(8), "kind": row.kind, "form": row.form,
            "prompt": "问题？", "choices": row.lines,
          ])
        #expect(reply.status.code / 100 == 4)
        #expect(reply.body.contains(row.says), "\(row.form): \(reply.body)")
      }
    }
  }
}
