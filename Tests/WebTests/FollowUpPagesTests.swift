import Classroom
import Documents
import Foundation
import Identity
import People
import Runtime
import Testing
import Words

@testable import Web

/// One thing to do, from the phone in the room to the share in the report.
@Suite struct FollowUpPagesTests {
  private static let words = "每周开一次班前会，请老周一起"

  /// Six learners wrote one thing each, the class is over. Gives each one's link.
  private func written(
    _ hall: TestSite, _ room: TestRoom, _ browser: Browser, count: Int = 6
  ) async throws -> [String] {
    try await room.session.handle(.next)
    try await room.session.handle(.openEvaluation)
    var links: [String] = []
    for number in 1...count {
      let phone = browser.another()
      _ = try await phone.post(
        Route.join(code: room.code).path, ["name": "学员\(number)甲", "unit": "一车间"])
      let reply = try await phone.post(
        Route.intention(code: room.code).path, ["text": Self.words + "\(number)"])
      #expect(reply.status == .seeOther)
      links.append(String(reply.location.prefix { $0 != "?" }))
    }
    return links
  }

  @Test func showsWhatWasWrittenToTheHolderOfTheLinkAlone() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { browser in
      let links = try await written(hall, room, browser)
      #expect(Set(links).count == 6)
      let page = try await browser.another().get(links[0])
      #expect(page.status == .ok && structuralProblems(of: page.body) == [])
      #expect(page.body.contains(Self.words + "1") && !page.body.contains(Self.words + "2"))
      #expect(page.body.contains("reminder.ics") && page.body.contains("<svg"))
      let wrong = links[0].dropLast(4) + "0000"
      for path in [String(wrong), "/f/\(room.section)/x", "/f/nowhere/" + links[0].suffix(32)] {
        let reply = try await browser.another().get(path)
        #expect(reply.status == .notFound && !reply.body.contains(Self.words))
      }
      let calendar = try await browser.another().get(links[0] + "/reminder.ics")
      #expect(calendar.body.contains("BEGIN:VEVENT") && calendar.body.contains("DTSTART"))
      #expect(
        calendar.body.replacing("\r\n ", with: "").contains(links[0]))
    }
  }

  @Test func changesItUntilTheClassCloses() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { phone in
      try await room.session.handle(.next)
      let path = Route.intention(code: room.code).path
      #expect(try await phone.get(path).location == Route.join(code: room.code).path)
      _ = try await phone.post(Route.join(code: room.code).path, ["name": "张甲", "unit": ""])
      let empty = try await phone.post(path, ["text": " "])
      #expect(empty.status == .unprocessableContent && structuralProblems(of: empty.body) == [])
      #expect(empty.body.contains(Words.text("reject.textMissing", in: .chinese)))
      let long = try await phone.post(path, ["text": String(repeating: "长", count: 201)])
      #expect(long.status == .unprocessableContent && long.body.contains("长长长"))
      let first = try await phone.post(path, ["text": "<b>一</b>"])
      let second = try await phone.post(path, ["text": "二"])
      #expect(first.location == second.location)
      let own = try await phone.get(second.location)
      #expect(own.body.contains("二") && !own.body.contains("<b>一"))
      // The class's address finds it on the same phone.
      #expect(
        try await phone.get("/f/\(room.section)").location
          == String(second.location.prefix { $0 != "?" }))
      let other = try await phone.another().get("/f/\(room.section)")
      #expect(other.body.contains(Words.text("follow.noLink", in: .chinese)))
      #expect(structuralProblems(of: other.body) == [])
      try await room.session.handle(.closeSection)
      #expect(try await phone.post(path, ["text": "三"]).status == .conflict)
      #expect(await room.session.state.followUp.intentions == 1)
    }
  }

  @Test func asksWhenItsDayHasComeAndReportsTheShare() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    let report = Route.report(id: room.section, format: .json).path
    try await hall.browse { browser in
      let links = try await written(hall, room, browser, count: 9)
      try await room.session.handle(.closeSection)
      let before = try await browser.another().get(links[0])
      #expect(!before.body.contains("name=\"outcome\""))
      let early = try await browser.another().post(links[0], ["outcome": "0"])
      #expect(early.status == .conflict)
      hall.time.advance(seconds: 31 * 86_400)
      let due = try await browser.another().get(links[0])
      #expect(due.body.contains("name=\"outcome\"") && structuralProblems(of: due.body) == [])
      let none = try await browser.another().post(links[0], ["reason": "忙"])
      #expect(none.status == .unprocessableContent && none.body.contains("忙"))
      for (number, link) in links.enumerated() {
        let reply = try await browser.another().post(
          link, ["outcome": number < 5 ? "0" : "1", "reason": number == 2 ? "大家都支持" : ""])
        #expect(reply.status == .seeOther)
      }
      // A changed mind replaces the answer.
      _ = try await browser.another().post(links[5], ["outcome": "2"])
      let again = try await browser.another().get(links[5])
      #expect(again.body.contains("value=\"2\" required checked"))
      #expect(await room.session.state.followUp.answers == nil)
    }
    try await hall.organize { organizer in
      let open = try await organizer.get(report).body.filter { !$0.isWhitespace }
      #expect(open.contains("\"answers\":null,") && !open.contains("大家都支持"))
      let desk = Route.followUpDesk(id: room.section).path
      let page = try await organizer.get(desk)
      #expect(page.body.contains("/f/\(room.section)") && structuralProblems(of: page.body) == [])
      #expect(try await organizer.post(desk, ["do": "close"]).status == .seeOther)
      let json = try await organizer.get(report).body.filter { !$0.isWhitespace }
      #expect(json.contains("\"done\":{\"least\":0.5556,\"most\":1}"))
      #expect(json.contains("\"reasons\":[\"大家都支持\"]") && !json.contains("班前会"))
      let html = try await organizer.get(Route.report(id: room.section, format: .html).path)
      #expect(html.body.contains("55%–100%") && structuralProblems(of: html.body) == [])
      let csv = try await organizer.get(Route.report(id: room.section, format: .csv).path)
      #expect(csv.body.contains("做到了,5–9") && csv.body.contains("大家都支持"))
      let again = try await organizer.get(desk)
      #expect(again.body.contains(Words.text("follow.isClosed", in: .chinese)))
    }
    try await hall.browse { browser in
      let late = try await browser.post("/f/\(room.section)", [:])
      #expect(late.status == .ok)
    }
  }

  /// Who signed stands in the record, can take it back until the close, and is gone once erased.
  @Test func namesInTheRecordWhoChoseToBeNamed() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    let signatures = Signatures(of: SectionID(room.section), in: hall.site.people)
    try await hall.browse { browser in
      let links = try await written(hall, room, browser, count: 9)
      try await room.session.handle(.closeSection)
      hall.time.advance(seconds: 30 * 86_400)
      let asked = try await browser.another().get(links[0])
      #expect(asked.body.contains("aria-describedby=\"sign-hint\">"))
      // A tick without a name, or with one that cannot be, loses nothing.
      for name in ["", "　", "\u{202E}甲"] {
        let none = try await browser.another().post(
          links[0], ["outcome": "1", "reason": "忙", "sign": "yes", "name": name])
        #expect(none.status == .unprocessableContent && none.body.contains("忙"))
        #expect(try await signatures.entries() == [])
      }
      for (number, link) in links.enumerated() {
        var form = ["outcome": number < 5 ? "0" : "1", "reason": "原因\(number)"]
        if number < 3 { form.merge(["sign": "yes", "name": "学员\(number + 1)甲"]) { $1 } }
        #expect(try await browser.another().post(link, form).status == .seeOther)
      }
      let again = try await browser.another().get(links[1])
      #expect(again.body.contains("value=\"学员2甲\""))
      #expect(structuralProblems(of: again.body) == [])
      // Number 2 takes it back, number 1 changes the outcome and keeps the name, 4 uses number 1's.
      _ = try await browser.another().post(links[1], ["outcome": "0", "reason": "原因1"])
      _ = try await browser.another().post(
        links[0], ["outcome": "2", "reason": "原因0", "sign": "yes", "name": "学员1甲"])
      _ = try await browser.another().post(
        links[3], ["outcome": "0", "reason": "原因3", "sign": "yes", "name": "学员1甲"])
      #expect(try await signatures.entries().filter { !$0.name.isEmpty }.count == 3)
      #expect(!(try await browser.another().get(links[1])).body.contains("学员2甲"))
    }
    let roster = try await hall.site.people.roster(of: SectionID(room.section))
    @Sendable func person(_ name: String) -> PersonID? { roster.first { $0.name == name }?.person }
    try await hall.organize { organizer in
      let desk = Route.followUpDesk(id: room.section).path
      #expect(try await organizer.post(desk, ["do": "close"]).status == .seeOther)
      let signed = await room.session.state.followUp.signed
      #expect(signed.count == 3)
      // One name on the roster, so the signature is that person's; a second one is its own.
      #expect(signed.filter { $0.person == person("学员1甲") }.map(\.outcome) == [.notYet])
      #expect(signed.contains { $0.person == person("学员3甲") })
      let page = Route.report(id: room.section, format: .html).path
      let html = try await organizer.get(page).body
      #expect(html.contains(Words.text("follow.signedTitle", in: .chinese)))
      #expect(html.contains("<strong>学员3甲</strong>") && structuralProblems(of: html) == [])
      #expect(!html.contains("<strong>学员2甲</strong>"))
      let json = try await organizer.get(Route.report(id: room.section, format: .json).path).body
      let squeezed = json.filter { !$0.isWhitespace }
      #expect(squeezed.contains("\"name\":\"学员3甲\",\"outcome\":\"done\""))
      // Six did not sign: their reasons, and no signed one among them.
      #expect(squeezed.contains("\"reasons\":[\"原因1\",\"原因4\",\"原因5\",\"原因6\",\"原因7\",\"原因8\"]"))
      // Two of three signed ones did it; of the six others nothing is told.
      #expect(squeezed.contains("\"done\":{\"least\":0.2222,\"most\":0.8889}"))
      #expect(html.contains(Words.text("follow.untold", in: .chinese)))
      let csv = try await organizer.get(Route.report(id: room.section, format: .csv).path).body
      #expect(csv.contains("其中没有署名,6") && csv.contains("原因和体会,原因4"))
      let third = try #require(person("学员3甲"))
      try await hall.site.people.erase(third)
      let after = try await organizer.get(page).body
      #expect(!after.contains("学员3甲") && after.contains(Words.text("report.erased", in: .chinese)))
    }
  }

  @Test func closesByItselfWhenNobodyDoes() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { browser in
      let links = try await written(hall, room, browser, count: 1)
      try await room.session.handle(.closeSection)
      hall.time.advance(seconds: 62 * 86_400)
      let over = try await browser.another().get(links[0])
      #expect(over.body.contains(Words.text("follow.over", in: .chinese)))
      #expect(await room.session.state.followUp.answers == 0)
      #expect(try await browser.another().post(links[0], ["outcome": "0"]).status == .conflict)
    }
  }

  @Test func takesTheDaysOfTheOrganizer() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    let desk = Route.followUpDesk(id: room.section).path
    try await hall.organize { organizer in
      #expect(try await organizer.post(desk, ["do": "days", "days": "14"]).status == .seeOther)
      #expect(await room.session.state.followUp.days == 14)
      for wrong in ["366", "-1", "两周", ""] {
        let reply = try await organizer.post(desk, ["do": "days", "days": wrong])
        #expect(reply.status == .unprocessableContent)
        #expect(reply.body.contains(Words.text("reject.followUpDaysOutOfRange", in: .chinese)))
        #expect(reply.body.contains("value=\"\(wrong)\""))
      }
      _ = try await organizer.post(desk, ["do": "days", "days": "0"])
      try await room.session.handle(.next)
      try await room.session.handle(.openEvaluation)
      #expect(!(await room.session.state.offersIntention))
    }
    try await hall.browse { browser in
      let page = try await browser.get(desk)
      #expect(!page.body.contains("name=\"days\""))
    }
  }

  @Test(arguments: [
    ("2026-12-01", "2026-12-31", 30), ("2026-12-01", "2026-11-30", -1),
    ("2024-02-28", "2024-03-01", 2), ("", "2026-12-01", 0),
  ])
  func countsDaysByTheCalendar(first: String, today: String, days: Int) {
    var state = State()
    state.profile.date = first
    #expect(FollowUpDays(state: state, today: today).sinceEnd == days)
  }
}
