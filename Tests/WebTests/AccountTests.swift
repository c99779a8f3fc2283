import Foundation
import Identity
import People
import Testing

@testable import Web

/// The organizer's account: password, devices, two-step sign-in.
@Suite struct AccountTests {
  private static let other = "eine andere Phrase"

  @Test func changesThePasswordAndEndsOtherDevices() async throws {
    let hall = try await TestSite()
    try await hall.organizeWithPassword { browser in
      let second = browser.another()
      _ = try await second.post("/sign-in", ["password": TestSite.password])
      #expect(try await second.get("/desk").status == .ok)
      var fields = [
        "do": "password", "password": "falsch", "new": Self.other, "repeat": Self.other,
      ]
      #expect(try await browser.post("/account", fields).status == .unprocessableContent)
      fields["password"] = TestSite.password
      #expect(try await browser.post("/account", fields).status == .seeOther)
      #expect(try await browser.get("/desk").status == .ok)
      #expect(try await second.get("/desk").status == .seeOther)
      #expect(
        try await second.post("/sign-in", ["password": TestSite.password]).status
          == .unprocessableContent)
      #expect(try await second.post("/sign-in", ["password": Self.other]).status == .seeOther)
    }
  }

  @Test func listsDevicesAndEndsThem() async throws {
    let hall = try await TestSite()
    try await hall.organizeWithPassword { browser in
      let tablet = browser.another()
      _ = try await tablet.post(
        "/sign-in", ["password": TestSite.password], headers: ["User-Agent": "Tablet 7"])
      let page = try await browser.get("/account").body
      #expect(page.contains("Tablet 7"))
      let id = try #require(page.between("name=\"device\" value=\"", "\""))
      _ = try await browser.post("/account", ["do": "end", "device": id])
      #expect(try await tablet.get("/desk").status == .seeOther)
      #expect(try await browser.get("/desk").status == .ok)
      _ = try await tablet.post("/sign-in", ["password": TestSite.password])
      _ = try await browser.post("/account", ["do": "endOthers"])
      #expect(try await tablet.get("/desk").status == .seeOther)
    }
  }

  @Test func signingOutEndsTheCookieToo() async throws {
    let hall = try await TestSite()
    try await hall.organizeWithPassword { browser in
      let thief = browser.another()
      thief.cookies = browser.cookies
      #expect(try await thief.get("/desk").status == .ok)
      _ = try await browser.post("/sign-out")
      #expect(try await thief.get("/desk").status == .seeOther)
    }
  }

  @Test func theSecondStepNeedsACodeOnceAndTakesRecoveryCodesOnce() async throws {
    let hall = try await TestSite()
    try await hall.organizeWithPassword { browser in
      let begun = try await browser.post(
        "/account", ["do": "begin", "password": TestSite.password])
      let text = try #require(begun.body.between("<b class=\"num\">", "</b>"))
      let totp = try #require(TOTP(base32: text))
      func code() -> String { totp.code(step: TOTP.step(at: hall.time.now)) }
      let secret = try #require(begun.body.between("name=\"secret\" value=\"", "\""))
      var confirm = [
        "do": "confirm", "secret": secret, "password": TestSite.password, "code": "000000",
      ]
      #expect(try await browser.post("/account", confirm).status == .unprocessableContent)
      #expect(try await !hall.site.account.hasSecondStep)
      confirm["code"] = code()
      let on = try await browser.post("/account", confirm)
      #expect(on.status == .ok)
      let recovery = try #require(on.body.between("<ul class=\"num\"><li>", "</li>"))

      // The secret is in no setting, neither as text nor as bytes.
      let stored = try #require(try await hall.people.setting("organizer-second-step"))
      #expect(!String(decoding: stored, as: UTF8.self).contains(text))
      #expect(!String(decoding: stored, as: UTF8.self).contains(recovery))

      let phone = browser.another()
      func signIn(_ code: String) async throws -> Bool {
        try await phone.another().post(
          "/sign-in", ["password": TestSite.password, "code": code]
        ).status == .seeOther
      }
      #expect(try await !signIn(""))
      // The code that turned it on was used.
      #expect(try await !signIn(code()))
      hall.time.advance(seconds: 60)
      #expect(try await signIn(code()))
      #expect(try await !signIn(code()))
      #expect(try await signIn(recovery))
      #expect(try await !signIn(recovery))
      #expect(try await hall.site.account.recoveryLeft == 9)

      // A new password keeps the second step.
      hall.time.advance(seconds: 60)
      let changed = try await browser.post(
        "/account",
        [
          "do": "password", "password": TestSite.password, "code": code(), "new": Self.other,
          "repeat": Self.other,
        ])
      #expect(changed.status == .seeOther)
      hall.time.advance(seconds: 60)
      let again = try await browser.another().post(
        "/sign-in", ["password": Self.other, "code": code()])
      #expect(again.status == .seeOther)
      hall.time.advance(seconds: 60)
      let off = try await browser.post(
        "/account", ["do": "off", "password": Self.other, "code": code()])
      #expect(off.status == .seeOther)
      #expect(
        try await browser.another().post("/sign-in", ["password": Self.other]).status == .seeOther)
    }
  }

  @Test func aPhoneIsNotAWholeHall() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.browse { joker in
      for number in 0..<12 { try await room.join(joker, "某人\(number)") }
      let more = try await joker.post("/j/\(room.code)", ["name": "又一人"])
      #expect(more.status == .tooManyRequests)
      // Others at the same address are not held up.
      try await room.join(joker.another(), "李爱诺")
    }
  }
}
