import Classroom
import Foundation
import HTTPTypes
import Identity
import Testing

@testable import Web

/// Answers given on the connection: nothing but the machinery may differ from Hummingbird's way.
@Suite(.serialized) struct DirectAnswersTests {
  private func room() async throws -> (room: TestRoom, cookie: String) {
    let room = try await TestRoom(try await TestSite())
    try await room.session.handle(.next)
    try await room.session.handle(.enroll(person: PersonID("p1"), group: ""))
    try await room.session.handle(.checkIn(person: PersonID("p1"), by: .phone))
    try await room.session.handle(.openItems(["i1"]))
    let site = room.hall.site
    let token = site.seal.token(
      "person", [room.section, "p1"], expires: site.clock().adding(seconds: 3600))
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

  @Test(arguments: [
    ("respond", "", 200), ("respond", "Origin: http://elsewhere.test\r\n", 403),
    ("respond", "Origin: null\r\n", 403), ("nonsense", "", 422),
  ])
  func saysTheSameAsHummingbird(order: String, origin: String, status: Int) async throws {
    let (room, cookie) = try await room()
    try await Served.run(room.hall.site) { served in
      let form = "id=0123456789abcdef&do=\(order)&item=i1&choice=1"
      for who in ["Cookie: \(cookie)\r\n", "Cookie: p_\(room.section)=forged\r\n", ""] {
        let headers = "Accept: application/json\r\n\(who)\(origin)"
        let direct = try await served.connect(post(room, form, headers: headers))
        let long = try await served.connect(post(room, form, headers: headers, chunked: true))
        let (one, two) = (try await responses(direct, 1), try await responses(long, 1))
        #expect(one == two)
        let expected = who.contains(cookie) || status == 403 ? status : 401
        #expect(one[0].hasPrefix("\(expected) "), "\(one)")
        #expect(direct.text.lowercased().contains("\r\ndate: "))
        #expect(one[0].contains("Content-Security-Policy"))
      }
    }
    #expect(await room.session.state.counts.answers == (status == 200 ? 1 : 0))
  }

  @Test func takesOnlyWhatAPhonesScriptSends() {
    func takes(_ change: (inout HTTPRequest) -> Void) -> Bool {
      var head = HTTPRequest(method: .post, scheme: nil, authority: "h", path: "/c/4271/send")
      head.headerFields[.accept] = "application/json"
      head.headerFields[.contentLength] = "70"
      change(&head)
      return DirectAnswers.takes(head)
    }
    #expect(takes { _ in })
    #expect(!takes { $0.method = .get })
    #expect(!takes { $0.path = "/t/c1/send" })
    #expect(!takes { $0.headerFields[.accept] = "text/html" })
    #expect(!takes { $0.headerFields[.contentLength] = nil })
    #expect(!takes { $0.headerFields[.contentLength] = "100000" })
    #expect(!takes { $0.headerFields[.connection] = "Close" })
    #expect(!takes { $0.headerFields[.expect] = "100-continue" })
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
