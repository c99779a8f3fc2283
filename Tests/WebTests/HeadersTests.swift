import Classroom
import Foundation
import Identity
import Journal
import Testing
import Words

@testable import Web

/// What every answer carries, whatever it is: page, script, stream, redirect, refusal.
@Suite struct HeadersTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// One of each route of a site with a class in it.
  private static func routes(_ hall: TestSite, _ room: TestRoom) async throws -> [String: Route] {
    try await room.session.handle(
      .link(.issue("desk1", role: .assistant, holder: PersonID("holder"))))
    let code = room.code
    let section = room.section
    guard
      case .trainerEnter(_, let secret) = hall.site.trainerRoute(
        room.session.section, generation: 1)
    else { return [:] }
    return [
      "home": .home, "asset": .asset("look.css"), "health": .health, "joinByCode": .joinByCode,
      "join": .join(code: code), "learner": .learner(code: code),
      "learnerStream": .learnerStream(code: code), "learnerView": .learnerView(code: code),
      "learnerOwn": .learnerOwn(code: code), "learnerSend": .learnerSend(code: code),
      "learnerText": .learnerText(code: code),
      "counts": .counts(code: code), "screen": .screen(code: code),
      "screenStream": .screenStream(code: code), "screenView": .screenView(code: code),
      "trainerEnter": .trainerEnter(section: section, secret: secret),
      "trainer": .trainer(section: section), "trainerStream": .trainerStream(section: section),
      "trainerView": .trainerView(section: section), "trainerSend": .trainerSend(section: section),
      "replan": .replan(section: section), "sheets": .sheets(section: section),
      "invite": hall.site.inviteRoute(room.session.section, "desk1"),
      "door": .door(section: section), "doorStream": .doorStream(section: section),
      "doorView": .doorView(section: section), "doorSend": .doorSend(section: section),
      "start": .start(secret: hall.site.startSecret), "signIn": .signIn, "signOut": .signOut,
      "classList": .classList, "compare": .compare, "questions": .questions,
      "question": .question(key: "k"), "years": .years, "year": .year(2026, format: .html),
      "account": .account, "desk": .desk, "newPlan": .newPlan, "plan": .plan(id: "p"),
      "planSlides": .planSlides(id: "p"), "planCheck": .planCheck(id: "p"),
      "newSection": .newSection(plan: "p"), "section": .section(id: section),
      "sectionStream": .sectionStream(id: section), "sectionView": .sectionView(id: section),
      "sectionSend": .sectionSend(id: section), "sectionSlides": .sectionSlides(id: section),
      "deckPage": .deckPage(deck: "d", page: 1), "report": .report(id: section, format: .html),
      "paper": .paper(id: section, paper: .runSheet),
      "paperFile": .paperFile(id: section, paper: .runSheet, format: .csv),
      "analysis": .analysis(id: section),
      "completion": .completion(id: section), "certificates": .certificates(id: section),
      "ownCertificate": .ownCertificate(code: code), "ownCredential": .ownCredential(code: code),
      "verify": .verify, "verification": .verification(number: "7K3M-9QXT-2BVD-W8HJ"),
      "roster": .roster(id: section), "rosterPerson": .rosterPerson(id: section, person: "p"),
      "cards": .cards(id: section),
      "export": .export(id: section), "exportFile": .exportFile(id: section, file: .tables),
      "recordStore": .recordStore,
      "evaluation": .evaluation(id: section), "followUpDesk": .followUpDesk(id: section),
      "intention": .intention(code: code), "followUp": .followUp(section: section),
      "followUpOwn": .followUpOwn(section: section, key: "k"),
      "followUpReminder": .followUpReminder(section: section, key: "k"),
      "personal": .personal(section: section, person: "p", secret: "s"),
      "person": .person(section: section, person: "p"),
      "personData": .personData(section: section, person: "p"),
      "privacy": .privacy(id: section), "ownData": .ownData(code: code),
    ]
  }

  /// The cases that `Route.swift` declares, so that no new one is forgotten here.
  private static func declared() throws -> Set<String> {
    let source = try String(
      contentsOf: root.appendingPathComponent("Sources/Web/Route.swift"), encoding: .utf8)
    return Set(
      source.split(separator: "\n").compactMap { line -> String? in
        guard line.hasPrefix("  case ") else { return nil }
        return String(line.dropFirst(7).prefix { $0.isLetter })
      })
  }

  private static func check(_ reply: Reply, _ what: String) {
    let policy = reply.headers[.contentSecurityPolicy] ?? ""
    #expect(policy.contains("default-src 'none'"), "\(what)")
    #expect(policy.contains("frame-ancestors 'none'"), "\(what)")
    #expect(!policy.contains("unsafe"), "\(what)")
    #expect(reply.headers[.init("X-Frame-Options")!] == "DENY", "\(what)")
    #expect(reply.headers[.xContentTypeOptions] == "nosniff", "\(what)")
    #expect(reply.headers[.init("Referrer-Policy")!] == "same-origin", "\(what)")
    #expect(
      reply.headers[.init("Permissions-Policy")!]?.contains("geolocation=()") == true, "\(what)")
    // Nothing is asked of anybody else.
    for pattern in [#/(?:src|href|action|content)="(?:https?:)?\/\/([^"\/]+)/#] {
      for match in reply.body.matches(of: pattern) {
        #expect(match.1 == "hall.test", "\(what) leads to \(match.1)")
      }
    }
    #expect(!reply.body.contains("<script>") && !reply.body.contains(" style="), "\(what)")
  }

  @Test(.timeLimit(.minutes(10)))
  func everyAnswerCarriesTheGuards() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    let routes = try await Self.routes(hall, room)
    let known = try Self.declared().subtracting(
      ["runSheet", "signInSheet", "deskCards", "evaluationForm", "answerSheet"])
    #expect(Set(routes.keys) == known)
    for isOrganizer in [false, true] {
      let body: @Sendable (Browser) async throws -> Void = { browser in
        for (name, route) in routes.sorted(by: { $0.key < $1.key }) {
          // A stream ends when its room is closed; its head is what counts here.
          if name.hasSuffix("Stream") { continue }
          for reply in [
            try await browser.another(with: browser).get(route.path),
            try await browser.another(with: browser).post(route.path, ["do": "nothing"]),
          ] {
            Self.check(reply, "\(name) \(reply.status)")
          }
        }
        Self.check(try await browser.get("/nowhere"), "no page")
        Self.check(
          try await browser.post("/desk", [:], headers: ["Origin": "http://evil.example"]),
          "another origin")
      }
      if isOrganizer { try await hall.organize(body) } else { try await hall.browse(body) }
    }
  }

  @Test(.timeLimit(.minutes(10)))
  func streamsCarryTheGuardsToo() async throws {
    for page in ["c", "s"] {
      let hall = try await TestSite()
      let room = try await TestRoom(hall)
      try await hall.browse { browser in
        async let reply = browser.get("/\(page)/\(room.code)/stream")
        try await until { hall.site.rooms.streams.isRead }
        await hall.site.rooms.close()
        Self.check(try await reply, page)
      }
    }
  }

  @Test func scriptsAndStylesAskNobodyElse() {
    for (name, bytes) in Assets.folder("Web/Public") {
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(!text.contains("//cdn") && !text.contains("@import"), "\(name)")
      for match in text.matches(of: #/https?:\/\/([\w.]+)/#) {
        #expect(match.1 == "www.w3.org", "\(name) names \(match.1)")
      }
    }
  }

  @Test(arguments: [("https://hall.example", true), ("http://192.168.1.20:8080", false)])
  func cookiesAreSecureWhereTheHallIs(address: String, secure: Bool) async throws {
    let plain = try await TestSite()
    let site = try await Site(
      hall: plain.site.hall, library: plain.site.library, people: plain.people,
      blobs: MemoryBlobs(), publicURL: address, clock: plain.site.clock)
    let hall = TestSite(plain, site)
    let room = try await TestRoom(hall)
    try await hall.browse { browser in
      let cookies = [
        try await browser.post("/j/\(room.code)", ["name": "李爱诺"]),
        try await browser.get(room.trainerPath),
        try await browser.get("/?lang=en"),
        try await browser.post(
          "/start/\(site.startSecret)",
          ["password": TestSite.password, "repeat": TestSite.password]),
      ].flatMap { $0.headers[values: .setCookie] }
      #expect(cookies.count >= 5)
      for cookie in cookies {
        #expect(cookie.contains("; Secure") == secure, "\(cookie)")
        #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "\(cookie)")
      }
    }
  }

  @Test func theLanguageLinkOfTheSignInPageKeepsWhereToGo() async throws {
    let hall = try await TestSite()
    try await hall.organizeWithPassword { browser in
      let stranger = browser.another()
      let asked = "/classes/abc?said=added&n=3"
      let page = try await stranger.get(
        "/sign-in?next=" + (asked.addingPercentEncoding(withAllowedCharacters: .alphanumerics)!))
      let link = try #require(page.body.between("<a href=\"?lang=en&amp;next=", "\""))
      #expect(link == "/classes/abc%3Fsaid%3Dadded%26n%3D3")
      #expect(link.removingPercentEncoding == asked)
    }
  }

  /// A joker writes code instead of a name, a workplace and a question.
  @Test func showsWhatAJokerWritesAsText() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    let code = #"<img src=x onerror=alert(1)>"#
    try await hall.browse { joker in
      try await room.join(joker, code, unit: code)
      try await room.send(joker, [("do", "ask"), ("text", code), ("named", "yes")])
      let question = try #require(await room.session.state.questionOrder.first)
      try await room.session.handle(.approveQuestion(question))
      for path in [
        "/c/\(room.code)", "/c/\(room.code)/view", "/s/\(room.code)", "/s/\(room.code)/view",
        "/j/\(room.code)?again=1",
      ] {
        #expect(try await !joker.get(path).body.contains("<img src=x"), "\(path)")
      }
      let trainer = joker.another()
      _ = try await trainer.get(room.trainerPath)
      #expect(try await !trainer.get("/t/\(room.section)").body.contains("<img src=x"))
    }
    try await hall.organize { organizer in
      for path in ["", "/report", "/papers/sign-in-sheet"] {
        let body = try await organizer.get("/classes/\(room.section)\(path)").body
        #expect(!body.contains("<img src=x"), "\(path)")
      }
      #expect(try await !organizer.get("/door/\(room.section)").body.contains("<img src=x"))
    }
  }

  /// A guest with the class code alone, on every address that changes or shows something closed.
  @Test func aCodeAloneOpensNothingButALearnersPlace() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { guest in
      try await room.join(guest, "过客")
      for path in [
        "/t/\(room.section)", "/t/\(room.section)/view", "/t/\(room.section)/stream",
        "/door/\(room.section)", "/door/\(room.section)/view", "/door/\(room.section)/stream",
      ] {
        #expect(try await guest.get(path).status == .forbidden, "\(path)")
      }
      for path in ["/t/\(room.section)/send", "/door/\(room.section)/send"] {
        let reply = try await guest.post(path, ["do": "next"])
        #expect(reply.status == .forbidden, "\(path)")
      }
      for path in ["/classes/\(room.section)/report", "/classes/\(room.section)", "/account"] {
        #expect(try await guest.get(path).path == "/sign-in", "\(path)")
      }
      #expect(await room.session.state.cursor == nil)
    }
  }

  // MARK: The document

  /// `docs/THREATS.md` names tests: each must be there.
  @Test func everyTestThatTheThreatsNameExists() throws {
    let text = try String(
      contentsOf: Self.root.appendingPathComponent("docs/THREATS.md"), encoding: .utf8)
    let named = Set(text.matches(of: #/`([A-Z]\w+)\.(\w+)`/#).map { "\($0.1).\($0.2)" })
    #expect(named.count > 30)
    var found: Set<String> = []
    let tests = Self.root.appendingPathComponent("Tests")
    let files = FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil)
    while let file = files?.nextObject() as? URL {
      guard file.pathExtension == "swift" else { continue }
      let source = try String(contentsOf: file, encoding: .utf8)
      var suite = ""
      for line in source.split(separator: "\n") {
        if let match = line.firstMatch(of: #/^(?:@Suite(?:\(.*\))? )?struct (\w+)/#) {
          suite = String(match.1)
        }
        if let match = line.firstMatch(of: #/func (\w+)\(/#) { found.insert("\(suite).\(match.1)") }
      }
    }
    #expect(named.subtracting(found).isEmpty, "\(named.subtracting(found).sorted())")
  }
}

extension Browser {
  /// Another browser with the same cookies.
  fileprivate func another(with other: Browser) -> Browser {
    let browser = another()
    browser.cookies = other.cookies
    return browser
  }
}
