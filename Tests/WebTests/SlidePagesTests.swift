import Classroom
import Foundation
import Identity
import Journal
import Runtime
import TestSupport
import Testing

@testable import Web

/// Slides beside a plan and a class, over the same requests that a browser sends.
@Suite struct SlidePagesTests {
  private let kitFile = (name: "overtime.md", bytes: Array(sampleKit.utf8))

  private func section(_ hall: TestSite) async throws -> LiveSession {
    let id = try #require(await hall.site.hall.sections().first).profile.id
    return try #require(try await hall.site.hall.session(id))
  }

  @Test func showsThePlansSlidesInItsClass() async throws {
    let hall = try await TestSite()
    try await hall.organize { browser in
      let plan = try await browser.upload(
        "/plans", ["text": samplePlan], files: [kitFile]
      ).path
      let slides = try await browser.upload(
        plan + "/slides", ["do": "attach", "version": "1", "scope": "1"],
        files: [("安全课件.pdf", pdf(pages: ["Safety", "Wages"]))])
      #expect(slides.status == .seeOther)
      let deck = try #require(try await hall.site.library.plans().first?.draft.decks.first)
      #expect(deck.file == "安全课件.pdf" && deck.scope == DeckScope(unit: 1))
      #expect(try await hall.site.slides.finished(deck.deck) == .ready(["Safety", "Wages"]))
      #expect(try await browser.get(plan).body.contains("2 页，可以放映"))

      let form = OrganizerSectionTests.form.merging(["approved": "2"]) { $1 }
      let made = try await browser.post(plan + "/class", form)
      #expect(made.status == .seeOther)
      let session = try await section(hall)
      let state = await session.state
      let lecture = try #require(state.agenda.firstIndex { $0.unit != nil && $0.takesSlides })
      try await session.handle(.jump(to: Cursor(segment: lecture)))
      let screen = try await browser.get("/s/\(state.profile.code)").body
      #expect(screen.contains("/d/\(deck.deck)/1") && screen.contains("1 / 2"))
      let picture = try await browser.get("/d/\(deck.deck)/1")
      #expect(picture.status == .ok && picture.headers[.contentType] == "image/jpeg")
      #expect(try await browser.get("/d/\(deck.deck)/3").status == .notFound)
      let console = try await browser.get("/t/\(session.section.rawValue)").body
      #expect(console.contains("课件 1 / 2") && console.contains("不再翻课件"))
    }
  }

  @Test func attachesDuringTheClassAndTakesAway() async throws {
    let hall = try await TestSite()
    try await hall.organize { browser in
      let plan = try await browser.upload("/plans", ["text": samplePlan], files: [kitFile]).path
      let made = try await browser.post(plan + "/class", OrganizerSectionTests.form)
      let session = try await section(hall)
      let reply = try await browser.upload(
        made.path + "/slides", ["do": "attach", "scope": "day", "from": "console"],
        files: [("day.pdf", pdf(pages: ["One"]))])
      #expect(reply.path == "/t/\(session.section.rawValue)")
      for _ in 0..<200 where await session.state.decks.isEmpty {
        try await Task.sleep(for: .milliseconds(50))
      }
      #expect(await session.state.decks[.day]?.texts == ["One"])
      #expect(try await browser.get(made.path).body.contains("day.pdf"))
      let gone = try await browser.post(made.path + "/slides", ["do": "remove", "scope": "day"])
      #expect(gone.status == .seeOther)
      #expect(await session.state.decks.isEmpty)
    }
  }

  @Test func saysWhatToDoWithOtherFiles() async throws {
    let hall = try await TestSite()
    try await hall.organize { browser in
      let plan = try await browser.upload("/plans", ["text": samplePlan], files: [kitFile]).path
      let fields = ["do": "attach", "version": "1", "scope": "day"]
      let word = try await browser.upload(
        plan + "/slides", fields, files: [("a.pptx", Array("PK\u{3}\u{4}ppt/presentation".utf8))])
      #expect(word.status == .unprocessableContent && word.body.contains("另存为 PDF"))
      let none = try await browser.upload(plan + "/slides", fields, files: [])
      #expect(none.status == .unprocessableContent)
      // A damaged PDF is taken, and then said to be damaged; no class is made with it.
      _ = try await browser.upload(
        plan + "/slides", fields, files: [("b.pdf", Array("%PDF-1.4 broken".utf8))])
      let deck = try #require(try await hall.site.library.plans().first?.draft.decks.first)
      #expect(try await hall.site.slides.finished(deck.deck).isFailed)
      #expect(try await browser.get(plan).body.contains("这个 PDF 打不开"))
      let form = OrganizerSectionTests.form.merging(["approved": "2"]) { $1 }
      let refused = try await browser.post(plan + "/class", form)
      #expect(refused.status == .unprocessableContent && refused.body.contains("这个 PDF 打不开"))
    }
    // Who is not signed in attaches nothing.
    try await hall.browse { browser in
      let reply = try await browser.upload("/plans/x/slides", ["do": "attach"], files: [])
      #expect(reply.status == .seeOther && reply.location.contains("sign-in"))
    }
  }

  @Test func takesUpAgainWhatAStopLeftHalfDone() async throws {
    let store = MemoryBlobs()
    let id = try await Slides(store: store).take(pdf(pages: ["One", "Two"]))
    let again = Slides(store: store)
    #expect(try await again.finished(id) == .ready(["One", "Two"]))
  }
}
