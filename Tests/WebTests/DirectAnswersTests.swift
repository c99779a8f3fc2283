import Classroom
import Foundation
import Identity
import NIOCore
import NIOHTTP1
import Testing

@testable import Web

/// Answers given on the connection: nothing but the machinery may differ from Hummingbird's way.
@Suite(.serialized) struct DirectAnswersTests {
  private func room(
    _ rooms: Rooms = Rooms()
  ) async throws -> (room: TestRoom, cookie: String) {
    let room = try await TestRoom(try await TestSite(rooms: rooms))
    try await room.session.handle(.next)
    try await room.session.handle(.enroll(person: PersonID("p1"), group: ""))
    try await room.session.handle(.checkIn(person: PersonID("p1"), by: .phone))
    try await room.session.handle(.openItems(["i1"]))
    let site = room.hall.site
    let token = site.seal.token(
      "person", [room.section, "p1"], expires: site.clock().adding(seconds: 3600))
    // Asked once a class: from then on it is known who was erased.
    #expect(try await !site.isErased(PersonID("p1"), in: room.session.section))
    return (room, "p_\(room.section)=\(token)")
  }

  private func post(
    _ room: TestRoom, _ form: String, headers: String, chunked: Bool = false
  ) -> String {
    let length = form.utf8.count
    return "POST /c/\(room.code)/send HTTP/1.1\r\nHost: hall.test\r\n\(headers)"
      + "Content-Type: application/x-www-form-urlencoded\r\n"
      + (chunked
        ? "Transfer-Encoding: chunked\r\n\r\n\(String(length, radix: 16))\r\n\(form)\r\n0\r\n\r\n"
        : "Content-Length: \(length)\r\n\r\n\(form)")
  }

  /// Whole responses, without their dates, once there are as many.
  private func responses(_ wire: Wire, _ count: Int) async throws -> [String] {
    let mark = "HTTP/1.1 "
    try await wire.waits { text in
      let parts = text.components(separatedBy: mark).dropFirst()
      guard parts.count >= count else { return false }
      return parts.allSatisfy { part in
        let halves = part.components(separatedBy: "\r\n\r\n")
        let length = halves[0].components(separatedBy: "\r\n")
          .first { $0.lowercased().hasPrefix("content-length: ") }
          .flatMap { Int($0.dropFirst(16)) }
        return halves.count > 1 && halves[1].utf8.count == length
      }
    }
    return wire.text.components(separatedBy: mark).dropFirst().map { part in
      part.components(separatedBy: "\r\n")
        .filter { !$0.lowercased().hasPrefix("date: ") }.joined(separator: "\r\n")
    }
  }

  /// Both ways, to one class in the same state: what they say, without dates.
  private func bothWays(
    _ served: Served, _ room: TestRoom, _ form: String, headers: String
  ) async throws -> (direct: String, general: String) {
    let direct = try await served.connect(post(room, form, headers: headers))
    let one = try await responses(direct, 1)[0]
    #expect(direct.text.lowercased().contains("\r\ndate: "))
    let long = try await served.connect(post(room, form, headers: headers, chunked: true))
    return (one, try await responses(long, 1)[0])
  }

  @Test(arguments: [
    ("respond", "", 200), ("respond", "Origin: http://hall.test\r\n", 200),
    ("respond", "Origin: http://elsewhere.test\r\n", 403), ("respond", "Origin: null\r\n", 403),
    ("respond", "Referer: http://elsewhere.test/x\r\n", 403), ("nonsense", "", 422),
  ])
  func saysTheSameAsHummingbird(order: String, origin: String, status: Int) async throws {
    let (room, cookie) = try await room()
    try await Served.run(room.hall.site) { served in
      let form = "id=0123456789abcdef&do=\(order)&item=i1&choice=1"
      for who in ["Cookie: \(cookie)\r\n", "Cookie: p_\(room.section)=forged\r\n", ""] {
        let headers = "Accept: application/json\r\n\(who)\(origin)"
        let (one, two) = try await bothWays(served, room, form, headers: headers)
        #expect(one == two)
        let expected = who.contains(cookie) || status == 403 ? status : 401
        #expect(one.hasPrefix("\(expected) "), "\(one)")
        #expect(one.contains("Content-Security-Policy"))
      }
    }
    #expect(await room.session.state.counts.answers == (status == 200 ? 1 : 0))
  }

  /// The phone of an entry that was merged into another answers for who stayed.
  @Test func aMergedEntryAnswersForWhoStayed() async throws {
    let (room, cookie) = try await room()
    let stayed = PersonID("p2")
    try await room.session.handle(.enroll(person: stayed, group: ""))
    try await room.session.handle(.checkIn(person: stayed, by: .desk))
    try await room.session.handle(.roll(.merge(PersonID("p1"), into: stayed)))
    try await Served.run(room.hall.site) { served in
      let (one, two) = try await bothWays(
        served, room, "id=0123456789abcdef&do=respond&item=i1&choice=1",
        headers: "Accept: application/json\r\nCookie: \(cookie)\r\n")
      #expect(one == two && one.hasPrefix("200 ") && one.contains("\"item\":\"i1\""))
    }
    #expect(await room.session.state.items["i1"]?.responses == [stayed: [1]])
  }

  /// Every kind of answer, taken and refused, in both languages.
  @Test func saysTheSameOfEveryAnswer() async throws {
    let (room, cookie) = try await room()
    try await room.session.handle(.addItem(Self.number))
    try await room.session.handle(.addItem(Self.poll))
    try await room.session.handle(.openItems(["number", "poll"]))
    try await room.session.handle(.openEvaluation)
    let key = String(repeating: "ab", count: 16)
    let grades = (0..<5).map { "&aspect\($0)=\($0 % 4)" }.joined()
    let cases: [(form: String, status: Int)] = [
      ("do=respond&item=i1&choice=1", 200), ("do=respond&item=i1&choice=9", 422),
      ("do=respond&item=i1&choice=x", 422), ("do=respond&item=i1", 422),
      ("do=respond&item=none&choice=1", 404), ("do=respond&item=i1&choice=1&round=2", 409),
      ("do=respond&item=number&text=36", 200), ("do=respond&item=number&text=%E5%A4%9A", 422),
      ("do=respond&item=number&text=", 422),
      ("do=cast&item=poll&choice=0&key=\(key)", 200), ("do=cast&item=poll&choice=0&key=k", 422),
      ("do=cast&item=i1&choice=0&key=\(key)", 404),
      ("do=rate\(grades)&key=\(key)&text=%22a%22", 200),
      ("do=rate&key=\(key)", 422), ("do=pen", 409), ("do=checkIn", 200),
    ]
    try await Served.run(room.hall.site) { served in
      for (index, one) in cases.enumerated() {
        let english = index % 2 == 0
        let headers =
          "Accept: application/json\r\nAccept-Language: \(english ? "en" : "zh-CN")\r\n"
          + "Cookie: other=1; \(cookie)\(index % 3 == 0 ? "; lang=en" : "")\r\n"
        let form = "id=0123456789abcde\(index)&" + one.form
        let (direct, general) = try await bothWays(served, room, form, headers: headers)
        #expect(direct == general, "\(one.form)")
        #expect(direct.hasPrefix("\(one.status) "), "\(one.form): \(direct)")
        #expect(!direct.contains("已保存") || !(english || index % 3 == 0))
      }
      try await room.session.handle(.closeItem("i1"))
      let headers = "Accept: application/json\r\nCookie: \(cookie)\r\n"
      // A copy of what was taken, and a new one: too late.
      for (id, status) in [("0", 200), ("x", 409)] {
        let form = "id=0123456789abcde\(id)&do=respond&item=i1&choice=0"
        let (direct, general) = try await bothWays(served, room, form, headers: headers)
        #expect(direct == general && direct.hasPrefix("\(status) "), "\(direct)")
      }
    }
    #expect(await room.session.state.counts.answers == 3)
  }

  private static let number = AssessmentItem(
    id: "number", kind: .quiz, prompt: "?", choices: [],
    interaction: .numericEntry(answer: FixedDecimal(36), tolerance: FixedDecimal(0)))
  private static let poll = AssessmentItem(
    id: "poll", kind: .poll, prompt: "?", choices: ["A", "B"])

  @Test func takesOnlyWhatAPhonesScriptSends() async throws {
    let (room, cookie) = try await room()
    let site = room.hall.site
    let path = "/c/\(room.code)/send"
    func takes(
      _ form: String = "id=0123456789abcdef&do=respond&item=i1&choice=1", path: String = path,
      _ change: (inout HTTPRequestHead) -> Void = { _ in }
    ) -> Bool {
      var head = HTTPRequestHead(
        version: .http1_1, method: .POST, uri: path,
        headers: [
          "Host": "hall.test", "Accept": "application/json", "Cookie": cookie,
          "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
          "Content-Length": "\(form.utf8.count)", "Connection": "Keep-Alive",
        ])
      change(&head)
      var memory = ConnectionMemory()
      return DirectAnswers.takes(head)
        && site.directAnswer(head, ByteBuffer(string: form), &memory) != nil
    }
    #expect(takes())
    #expect(takes { $0.headers.add(name: "origin", value: "http://HALL.test") })
    #expect(!takes { $0.headers.add(name: "Origin", value: "http://elsewhere.test") })
    #expect(!takes { $0.headers.add(name: "Referer", value: "http://hall.test/") })
    #expect(!takes { $0.method = .GET })
    #expect(!takes { $0.version = .http1_0 })
    for other in [
      "/t/\(room.code)/send", "/c/\(room.code)/own", "/c/\(room.code)/send?lang=en", "/c//send",
      "/c/%34271/send", "/c/\(room.code)-2/send", "/c/999999/send", "http://hall.test\(path)",
    ] {
      #expect(!takes(path: other), "\(other)")
    }
    #expect(!takes { $0.headers.replaceOrAdd(name: "Accept", value: "text/html") })
    #expect(!takes { $0.headers.replaceOrAdd(name: "Content-Type", value: "multipart/form-data") })
    for name in ["Content-Length", "Cookie", "Accept"] {
      #expect(!takes { $0.headers.remove(name: name) }, "\(name)")
      #expect(!takes { $0.headers.add(name: name, value: $0.headers[name][0]) }, "twice \(name)")
    }
    for (name, value) in [
      ("Connection", "close"), ("Expect", "100-continue"), ("Transfer-Encoding", "chunked"),
      ("Upgrade", "h2c"),
    ] {
      #expect(!takes { $0.headers.replaceOrAdd(name: name, value: value) }, "\(name)")
    }
    #expect(!takes("id=0123456789abcdef&do=ask&text=x"))
    #expect(!takes("id=short&do=respond&item=i1&choice=1"))
    #expect(!takes("do=respond&item=i1&choice=1"))
    room.hall.time.advance(seconds: 3600)
    #expect(!takes())  // the cookie has expired
    room.hall.time.advance(seconds: -3600)
    #expect(takes())
    try await room.session.handle(.closeSection)
    #expect(!takes())
  }

  /// Whose name was erased is told so, and answers no more, by the short way neither.
  @Test func takesNothingFromWhoeverWasErased() async throws {
    let (room, cookie) = try await room()
    room.hall.site.openings.note([PersonID("p1")], erasedIn: [room.session.section])
    try await Served.run(room.hall.site) { served in
      let headers = "Accept: application/json\r\nCookie: \(cookie)\r\n"
      let form = "id=0123456789abcdef&do=respond&item=i1&choice=1"
      let (direct, general) = try await bothWays(served, room, form, headers: headers)
      #expect(direct == general && direct.hasPrefix("410 "), "\(direct)")
    }
    #expect(await room.session.state.counts.answers == 0)
  }

  @Test func readsTheLastCookieOfAName() {
    var head = HTTPRequestHead(version: .http1_1, method: .POST, uri: "/c/1/send")
    head.headers = [
      "Accept": "application/json", "Content-Length": "0",
      "Cookie": "a=1;  bb=2=3; xa=4; ; b; a=; c=5;a",
    ]
    let fields = AnswerHead(head)
    #expect(fields?.cookie("a") == "" && fields?.cookie("bb") == "2=3")
    #expect(fields?.cookie("c") == "5" && fields?.cookie("b") == nil && fields?.cookie("") == nil)
  }

  @Test func waitsForTheRestOfARequestAndStaysUsable() async throws {
    let capacity = Capacity(slowestBytes: 1, each: .seconds(1))
    let (room, cookie) = try await room(Rooms(capacity: capacity))
    try await Served.run(room.hall.site) { served in
      let headers = "Accept: application/json\r\nCookie: \(cookie)\r\n"
      let bytes = post(
        room, "id=0123456789abcdef&do=respond&item=i1&choice=1", headers: headers)
      let wire = try await served.connect(String(bytes.prefix(60)))
      for start in stride(from: 60, to: bytes.count, by: 100) {
        try await Task.sleep(for: .milliseconds(20))
        try await wire.send(String(bytes.dropFirst(start).prefix(100)))
      }
      #expect(try await responses(wire, 1)[0].hasPrefix("200 "))
      // Nobody takes the pieces for the beginning of a request that never comes.
      try await Task.sleep(for: .milliseconds(1_600))
      #expect(!wire.isEnded)
      try await wire.send(bytes)
      #expect(try await responses(wire, 2)[1].hasPrefix("200 "))
      // One that is never whole is given up.
      let slow = try await served.connect(String(bytes.dropLast(5)))
      try await slow.waitsForEnd()
      #expect(slow.text.hasPrefix("HTTP/1.1 408"))
    }
    #expect(await room.session.state.counts.answers == 1)
  }

  @Test func sendsTheAnswerBeforeTheServerStops() async throws {
    let (room, cookie) = try await room()
    let engine = room.hall.engine
    try await Served.run(room.hall.site) { served in
      let headers = "Accept: application/json\r\nCookie: \(cookie)\r\n"
      engine.beSlow(true)
      let wire = try await served.connect(
        post(room, "id=0123456789abcdef&do=respond&item=i1&choice=1", headers: headers))
      try await until { engine.waiting == 1 }
      await served.group.triggerGracefulShutdown()
      try await Task.sleep(for: .milliseconds(100))
      engine.beSlow(false)
      try await wire.waitsForEnd()
      #expect(wire.text.hasPrefix("HTTP/1.1 200"))
    }
  }

  @Test func answersInOrderWhateverComesBehind() async throws {
    let (room, cookie) = try await room()
    try await Served.run(room.hall.site) { served in
      let headers = "Accept: application/json\r\nCookie: \(cookie)\r\n"
      func answer(_ choice: Int) -> String {
        post(
          room, "id=0123456789abcde\(choice)&do=respond&item=i1&choice=\(choice)",
          headers: headers)
      }
      // Direct, by Hummingbird, direct, direct, by Hummingbird: in one go.
      let health = Served.get("/health")
      let wire = try await served.connect(answer(0) + health + answer(1) + answer(0) + health)
      let said = try await responses(wire, 5)
      let bodies = said.map { $0.components(separatedBy: "\r\n\r\n")[1] }
      #expect(bodies[1] == "ok\n" && bodies[4] == "ok\n")
      #expect(bodies[0].contains(#""choices":[0]"#) && bodies[2].contains(#""choices":[1]"#))
      // The same id again is the first one's copy: the newer choice stands.
      #expect(bodies[3].contains(#""choices":[1]"#))
    }
    #expect(await room.session.state.items["i1"]?.responses[PersonID("p1")] == [1])
  }

  @Test func losesNothingWhenThePhoneGoesAway() async throws {
    let (room, cookie) = try await room()
    try await Served.run(room.hall.site) { served in
      let headers = "Accept: application/json\r\nCookie: \(cookie)\r\n"
      let wire = try await served.connect(
        post(room, "id=0123456789abcdef&do=respond&item=i1&choice=1", headers: headers))
      try await wire.close()
      try await until { await room.session.state.counts.answers == 1 }
    }
  }
}
