import Foundation
import Identity
import Journal
import Testing

@testable import Web

@Suite struct OrganizerSignInTests {
  @Test func setsThePasswordThroughTheStartLinkOnce() async throws {
    let hall = try await TestSite()
    let link = "/start/" + hall.site.startSecret
    try await hall.browse { browser in
      #expect(try await browser.get(link).body.contains("设置班主任密码"))
      #expect(try await browser.get(link).status == .ok)  // looking uses nothing up
      let set = try await browser.post(
        link, ["password": "correct horse", "repeat": "correct horse"])
      #expect(set.status == .seeOther)
      #expect(set.location == "/desk")
      let cookie = set.headers[.setCookie] ?? ""
      #expect(cookie.hasPrefix("org=") && cookie.contains("HttpOnly"))
      #expect(cookie.contains("SameSite=Lax") && cookie.contains("Max-Age=43200"))
      #expect(try await browser.get("/desk").status == .ok)

      let dead = try await browser.another().post(
        link, ["password": "another one", "repeat": "another one"])
      #expect(dead.status == .gone)
      #expect(dead.body.contains("这个链接不能用了") && dead.body.contains("href=\"/sign-in\""))
      #expect(try await browser.another().get(link).status == .gone)
      #expect(try await browser.another().get("/start/0123456789abcdef").status == .gone)
    }
  }

  @Test(arguments: [
    ("short", "short", "密码至少 8 个字符"), (String(repeating: "长", count: 201), "", "最多 200"),
    ("correct horse", "corect horse", "两次输入的密码不一样"),
  ])
  func refusesAPasswordAndLeavesTheLinkAlive(password: String, again: String, message: String)
    async throws
  {
    let hall = try await TestSite()
    let link = "/start/" + hall.site.startSecret
    try await hall.browse { browser in
      let reply = try await browser.post(link, ["password": password, "repeat": again])
      #expect(reply.status == .unprocessableContent)
      #expect(reply.body.contains(message))
      #expect(reply.headers[.setCookie] == nil)
      #expect(try await browser.get(link).status == .ok)
    }
    #expect(try await hall.people.setting("organizer-password") == nil)
  }

  @Test func keepsNoPasswordInTheOpen() async throws {
    let hall = try await TestSite()
    try await hall.organizeWithPassword { _ in }
    let stored = String(
      decoding: try await hall.people.setting("organizer-password") ?? [], as: UTF8.self)
    #expect(stored.hasPrefix("$scrypt$"))
    #expect(!stored.contains(TestSite.password))
  }

  @Test func aNewPasswordEndsOtherSessions() async throws {
    let hall = try await TestSite()
    let old = Mutexed<[String: String]>([:])
    try await hall.organizeWithPassword { browser in
      let desk = try await browser.get("/desk")
      #expect(desk.status == .ok)
      old.value = browser.cookies
    }
    // The program starts again on the same data: a new link.
    let again = try await Site(
      hall: hall.site.hall, library: hall.site.library, people: hall.people, blobs: MemoryBlobs(),
      publicURL: TestSite.address, clock: hall.site.clock)
    try await TestSite(hall, again).browse { browser in
      browser.cookies = old.value
      #expect(try await browser.get("/desk").status == .ok)
      let link = "/start/" + again.startSecret
      #expect(try await browser.get(link).body.contains("重设班主任密码"))
      let fresh = browser.another()
      _ = try await fresh.post(link, ["password": "another phrase", "repeat": "another phrase"])
      #expect(try await fresh.get("/desk").status == .ok)
      #expect(try await browser.get("/desk").status == .seeOther)
      let signIn = try await browser.post("/sign-in", ["password": TestSite.password])
      #expect(signIn.status == .unprocessableContent)
      #expect(
        try await browser.post("/sign-in", ["password": "another phrase"]).status == .seeOther)
    }
  }

  @Test func signsInAndOut() async throws {
    let hall = try await TestSite()
    try await hall.organizeWithPassword { browser in
      let out = try await browser.post("/sign-out")
      #expect(out.status == .seeOther)
      #expect(try await browser.get("/desk").location == "/sign-in?next=/desk")
      let wrong = try await browser.post("/sign-in", ["password": "falsch und lang"])
      #expect(wrong.status == .unprocessableContent)
      #expect(wrong.body.contains("密码不对"))
      let right = try await browser.post(
        "/sign-in", ["password": TestSite.password, "next": "/desk?lang=en"])
      #expect(right.status == .seeOther)
      #expect(right.location == "/desk?lang=en")
      #expect(try await browser.get("/desk").status == .ok)
    }
  }

  @Test(arguments: [
    "https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/nowhere",
    "/desk\r\nSet-Cookie: a=b", "",
  ])
  func leadsNowhereElseAfterSigningIn(next: String) async throws {
    let hall = try await TestSite()
    try await hall.organizeWithPassword { browser in
      let reply = try await browser.post(
        "/sign-in", ["password": TestSite.password, "next": next])
      #expect(reply.location == "/desk")
    }
  }

  @Test func saysThatThereIsNoPasswordYet() async throws {
    try await TestSite().browse { browser in
      #expect(try await browser.get("/sign-in").body.contains("还没有设密码"))
      let reply = try await browser.post("/sign-in", ["password": "whatever it is"])
      #expect(reply.status == .conflict)
      #expect(reply.headers[.setCookie] == nil)
    }
  }

  @Test func refusesForgedAndExpiredCookies() async throws {
    let hall = try await TestSite()
    try await hall.organizeWithPassword { browser in
      let good = browser.cookies
      let other = browser.another()
      for forged in ["", "1", "x.y", (good["org"] ?? "") + "A"] {
        other.cookies = ["org": forged]
        #expect(try await other.get("/desk").status == .seeOther, "\(forged)")
      }
      let script = try await other.get(
        "/desk", headers: ["Accept": "application/json"])
      #expect(script.status == .unauthorized)
      #expect(script.body.contains("请先登录"))

      hall.time.advance(seconds: 12 * 3600 - 1)
      #expect(try await browser.get("/desk").status == .ok)
      hall.time.advance(seconds: 1)
      #expect(try await browser.get("/desk").location == "/sign-in?next=/desk")
    }
  }

  @Test func aTokenForAnotherPurposeOpensNothing() async throws {
    let hall = try await TestSite()
    try await hall.organizeWithPassword { browser in
      let other = browser.another()
      other.cookies = ["org": hall.site.seal.token("trainer", ["1"], expires: nil)]
      let reply = try await other.get("/desk")
      #expect(reply.status == .seeOther)
    }
  }

  @Test func slowsGuessesDownAndLocksNobodyOut() async throws {
    let hall = try await TestSite()
    try await hall.organizeWithPassword { known in
      let stranger = known.another()
      for _ in 0..<6 {
        let reply = try await stranger.post("/sign-in", ["password": "falsch und lang"])
        #expect(reply.status == .unprocessableContent)
      }
      let pauses = try await (0..<7).asyncMap { _ -> Int in
        let blocked = try await stranger.post("/sign-in", ["password": "falsch und lang"])
        #expect(blocked.status == .tooManyRequests)
        let pause = Int(blocked.headers[.retryAfter] ?? "") ?? 0
        hall.time.advance(seconds: pause)
        _ = try await stranger.post("/sign-in", ["password": "falsch und lang"])
        return pause
      }
      #expect(pauses == [1, 2, 4, 8, 16, 30, 30])
      // At the same address: a stranger with the right password waits his turn, and then is let in.
      let waits = try await stranger.post("/sign-in", ["password": TestSite.password])
      #expect(waits.status == .tooManyRequests)
      #expect(waits.body.contains("请等 30 秒再试"))
      // A device that signed in before is let in at once.
      _ = try await known.post("/sign-out")
      #expect(
        try await known.post("/sign-in", ["password": TestSite.password]).status == .seeOther)
      hall.time.advance(seconds: 30)
      #expect(
        try await stranger.post("/sign-in", ["password": TestSite.password]).status == .seeOther)
    }
  }

  @Test func aThousandGuessesAtOnceAreNotAThousandTries() async throws {
    let hall = try await TestSite()
    try await hall.organizeWithPassword { known in
      let stranger = known.another()
      let tried = try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<60 {
          group.addTask {
            try await stranger.post("/sign-in", ["password": "guess number \(number)"]).status
              == .unprocessableContent
          }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(tried == 6)
    }
  }

  @Test(arguments: ["http://evil.example", "null"])
  func refusesAPostFromAnotherOrigin(origin: String) async throws {
    let hall = try await TestSite()
    try await hall.organizeWithPassword { browser in
      let reply = try await browser.post(
        "/plans", ["text": samplePlan], headers: ["Origin": origin])
      #expect(reply.status == .forbidden)
      #expect(try await hall.site.library.plans().isEmpty)
    }
  }

  @Test func everyPageAndPostNeedsThePassword() async throws {
    let hall = try await TestSite()
    try await hall.browse { browser in
      for path in ["/desk", "/plans/abc", "/plans/abc/class", "/classes/abc"] {
        let reply = try await browser.get(path)
        #expect(reply.path == "/sign-in", "\(path)")
      }
      for path in ["/plans", "/plans/abc", "/plans/abc/class", "/classes/abc/send"] {
        let reply = try await browser.post(path, ["text": samplePlan])
        #expect(reply.path == "/sign-in", "\(path)")
      }
      for path in ["/classes/abc/stream", "/classes/abc/view"] {
        let reply = try await browser.get(path)
        #expect(reply.status == .unauthorized, "\(path)")
      }
    }
    #expect(try await hall.site.library.plans().isEmpty)
  }
}

extension Sequence {
  /// One after the other.
  fileprivate func asyncMap<T>(_ transform: (Element) async throws -> T) async throws -> [T] {
    var result: [T] = []
    for element in self { result.append(try await transform(element)) }
    return result
  }
}
