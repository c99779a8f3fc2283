import Classroom
import Foundation
import HTTPTypes
import Identity
import People
import Runtime
import Testing

@testable import Web

/// A class that is over, in which p1 to p5 were there in the morning, p6 on leave, p7 never.
private struct Issued: Sendable {
  let day: RecordedDay
  var id: String { day.session.section.rawValue }
  var page: String { Route.completion(id: id).path }

  init(issuer: String = "东海市总工会", trial: Bool = false, ended: Bool = true) async throws {
    day = try await RecordedDay(trial: trial)
    if ended {
      try await day.run()
    } else {
      try await day.at(1, .checkIn(person: day.person(1), by: .phone))
    }
    var settings = CompletionSettings()
    settings.rules = [.presence(percent: 80)]
    settings.credit = CreditTable.all.first { $0.id == "halfDay3" }
    settings.issuer = issuer
    try await day.session.handle(.setCompletion(settings))
  }

  func certificates() async throws -> [Certificate] {
    try await day.people.certificates(of: day.session.section)
  }

  /// A phone that checked `number` in.
  func phone(_ browser: Browser, _ number: Int) -> Browser {
    let phone = browser.another()
    let token = day.site.seal.token(
      "person", [id, "p\(number)"], expires: day.site.clock().adding(seconds: 3600))
    phone.cookies = ["p_\(id)": token]
    return phone
  }
}

@Suite struct CertificatePagesTests {
  // MARK: Issuing

  @Test func issuesToAllWhoMetTheRulesAndSaysWhyTheOthersGetNone() async throws {
    let hall = try await Issued()
    try await hall.day.hall.organize { browser in
      let before = try await browser.get(hall.page)
      #expect(before.body.contains("给符合条件的 5 人发证书"))
      let reply = try await browser.post(hall.page, ["do": "issue"])
      #expect(reply.query == "?said=issued&n=5")
      let page = try await browser.get(reply.location)
      #expect(structuralProblems(of: page.body) == [])
      #expect(page.body.contains("发了 5 张证书"))
      #expect(page.body.contains("到课不少于教学用时的 80%——不符合：到课 0 / 105 分钟（0%），缺：上午、下午"))
      // Once more is not once more.
      #expect(try await browser.post(hall.page, ["do": "issue"]).query == "?said=issued&n=0")
    }
    let all = try await hall.certificates()
    #expect(all.map(\.name) == ["赵一", "钱二", "孙三", "李四", "周五"])
    #expect(
      all[0].content
        == Certificate.Content(
          kind: "attendance", title: "劳动争议调解", firstDay: "2026-12-01", lastDay: "2026-12-01",
          minutes: 95, creditHundredths: 300, issuer: "东海市总工会", issuedOn: "2026-12-01"))
  }

  /// Somebody who did not finish: asked for by name, refused with the rule.
  @Test func refusesWhoDidNotFinishAndNamesTheRule() async throws {
    let hall = try await Issued()
    try await hall.day.hall.organize { browser in
      let reply = try await browser.post(hall.page, ["do": "issue", "person": "p7"])
      #expect(reply.status == .conflict)
      #expect(reply.body.contains("不符合结业条件，不发证书：到课不少于教学用时的 80%——不符合：到课 0 / 105 分钟"))
      for (person, said) in [("trainer", "不是本班学员"), ("nobody", "不是本班学员")] {
        let reply = try await browser.post(hall.page, ["do": "issue", "person": person])
        #expect(reply.status == .conflict && reply.body.contains(said))
      }
      try await hall.day.people.erase(hall.day.person(1))
      let erased = try await browser.post(hall.page, ["do": "issue", "person": "p1"])
      #expect(erased.status == .conflict && erased.body.contains("姓名已删除"))
    }
    #expect(try await hall.certificates().isEmpty)
    try await hall.day.hall.browse { browser in
      let page = try await hall.phone(browser, 7).get(
        "/c/\(await hall.day.session.state.profile.code)/certificate")
      #expect(page.status == .notFound && page.body.contains("还没有你的证书"))
    }
  }

  @Test func issuesNoneBeforeTheEndOrInATrialOrWithoutAnIssuer() async throws {
    for (hall, said) in [
      (try await Issued(ended: false), "还没有结束上课"), (try await Issued(trial: true), "试讲不发证书"),
      (try await Issued(issuer: ""), "先填发证单位"),
    ] {
      try await hall.day.hall.organize { browser in
        let page = try await browser.get(hall.page)
        #expect(page.body.contains(said) && !page.body.contains("value=\"issue\""))
        let reply = try await browser.post(hall.page, ["do": "issue"])
        #expect(reply.status == .conflict && reply.body.contains(said))
      }
      #expect(try await hall.certificates().isEmpty)
    }
  }

  @Test func aStrangerNeitherIssuesNorPrintsNorRevokes() async throws {
    let hall = try await Issued()
    let trainer = hall.day.trainerCookie().split(separator: "=", maxSplits: 1).map(String.init)
    try await hall.day.hall.browse { browser in
      for cookies in [[:], [trainer[0]: trainer[1]]] as [[String: String]] {
        browser.cookies = cookies
        let issue = try await browser.post(hall.page, ["do": "issue"])
        let print = try await browser.get("/classes/\(hall.id)/certificates")
        #expect(issue.path == "/sign-in" && print.path == "/sign-in")
      }
    }
    #expect(try await hall.certificates().isEmpty)
  }

  // MARK: The paper

  @Test func printsOnePageEachAndALearnerSeesOnesOwn() async throws {
    let hall = try await Issued()
    let code = await hall.day.session.state.profile.code
    try await hall.day.hall.organize { browser in
      _ = try await browser.post(hall.page, ["do": "issue"])
      let page = try await browser.get("/classes/\(hall.id)/certificates")
      #expect(structuralProblems(of: page.body) == [])
      #expect(page.body.ranges(of: "<article class=\"certificate\">").count == 5)
      #expect(page.body.contains("教学用时 95 分钟，授予 3 学时"))
      #expect(page.body.contains("2026年12月1日"))

      let phone = hall.phone(browser, 2)
      #expect(try await phone.get("/c/\(code)").body.contains("我的证书"))
      let own = try await phone.get("/c/\(code)/certificate")
      #expect(own.status == .ok && structuralProblems(of: own.body) == [])
      #expect(own.body.contains("钱二") && !own.body.contains("赵一"))
      let number = try await hall.certificates()[1].number.grouped
      #expect(own.body.contains(">http://192.168.1.20:8080/verify<") && own.body.contains(number))
      let credential = try await phone.get("/c/\(code)/credential")
      #expect(credential.headers[.contentType] == "application/vc+jwt")
      #expect(credential.body.split(separator: ".").count == 3)
      // Without a cookie, nobody's.
      let stranger = browser.another()
      for path in ["certificate", "credential"] {
        #expect(try await stranger.get("/c/\(code)/\(path)").status == .unauthorized)
      }
    }
  }

  // MARK: Verifying

  /// Valid or not valid: no name, no class, and one answer to whatever is not valid.
  @Test func saysValidOrNotValidAndNothingElse() async throws {
    let hall = try await Issued()
    try await hall.day.hall.organize { browser in
      _ = try await browser.post(hall.page, ["do": "issue"])
      let all = try await hall.certificates()
      let revoked = try await browser.post(
        hall.page, ["do": "revoke", "number": all[1].number.text, "reason": "姓名写错"])
      #expect(revoked.query == "?said=revoked")
      let stranger = browser.another()
      let valid = try await stranger.get("/verify/\(all[0].number.grouped)")
      #expect(valid.status == .ok && valid.body.contains(">有效<"))
      #expect(structuralProblems(of: valid.body) == [])
      var answers: Set<String> = []
      for number in [
        all[1].number.grouped, CertificateNumber.random().grouped, "0000-0000-0000-0000",
        "7K3M-9QXT-2BVD-W8HJ",
      ] {
        let reply = try await stranger.get("/verify/\(number)")
        #expect(reply.status == .ok && reply.body.contains(">无效<"), "\(number)")
        answers.insert(reply.body.replacing(number, with: "NUMBER"))
      }
      #expect(answers.count == 1)
      for page in [valid.body, answers.first ?? ""] {
        for secret in ["赵一", "钱二", "劳动争议", "东海市", "姓名写错", hall.id, "铸造厂"] {
          #expect(!page.contains(secret), "\(secret)")
        }
      }
      // Typed as people type.
      let typed = try await stranger.get(
        "/verify?number=" + all[0].number.grouped.lowercased().replacing("-", with: "%20"))
      #expect(try await stranger.get(typed.location).body.contains(">有效<"))
      let strange = try await stranger.get("/verify/%3Cscript%3Ealert(1)%3C")
      #expect(strange.status == .ok && !strange.body.contains("<script>alert"))
    }
  }

  /// A guessed number: after twenty wrong ones nothing is read for this address for a minute.
  @Test func boundsGuessingWithoutSayingWhatWasRight() async throws {
    let hall = try await Issued()
    try await hall.day.hall.organize { browser in
      _ = try await browser.post(hall.page, ["do": "issue"])
      let right = "/verify/\(try await hall.certificates()[0].number.grouped)"
      let guesser = browser.another()
      for _ in 0..<20 {
        let reply = try await guesser.get("/verify/\(CertificateNumber.random().grouped)")
        #expect(reply.status == .ok && reply.body.contains(">无效<"))
      }
      let wrong = try await guesser.get("/verify/\(CertificateNumber.random().grouped)")
      let hit = try await guesser.get(right)
      #expect(wrong.status == .tooManyRequests && hit.status == .tooManyRequests)
      #expect(hit.headers[.retryAfter] == "60")
      #expect(wrong.body == hit.body)
      hall.day.hall.time.advance(seconds: 61)
      #expect(try await guesser.get(right).body.contains(">有效<"))
      // Right ones never count.
      for _ in 0..<30 { #expect(try await guesser.get(right).status == .ok) }
    }
  }

  // MARK: Revoking

  @Test func revokesWithAReasonThatIsKept() async throws {
    let hall = try await Issued()
    try await hall.day.hall.organize { browser in
      _ = try await browser.post(hall.page, ["do": "issue"])
      let number = try await hall.certificates()[0].number.text
      for reason in ["", "  ", String(repeating: "长", count: 201)] {
        let reply = try await browser.post(
          hall.page, ["do": "revoke", "number": number, "reason": reason])
        #expect(reply.status == .unprocessableContent)
      }
      #expect(try await hall.certificates()[0].isValid)
      let unknown = CertificateNumber.random().text
      #expect(
        try await browser.post(hall.page, ["do": "revoke", "number": unknown, "reason": "x"]).status
          == .notFound)
      _ = try await browser.post(
        hall.page, ["do": "revoke", "number": number, "reason": "代签<b>到</b>"])
      let page = try await browser.get(hall.page)
      #expect(page.body.contains("作废：代签&lt;b&gt;到&lt;/b&gt;"))
      #expect(structuralProblems(of: page.body) == [])
      #expect(
        try await !browser.get("/classes/\(hall.id)/certificates").body.contains("赵一"))
      // What was revoked comes back to nobody by the way; asked for, it has a new number.
      #expect(try await browser.post(hall.page, ["do": "issue"]).query == "?said=issued&n=0")
      #expect(page.body.contains("重新发一张"))
      #expect(
        try await browser.post(hall.page, ["do": "issue", "person": "p1"]).query
          == "?said=issued&n=1")
      let all = try await hall.certificates().filter { $0.person == PersonID("p1") }
      #expect(all.map(\.isValid) == [false, true])
      #expect(Set(all.map(\.number)).count == 2)
    }
  }

  /// Another class's organizer page does not reach this class's certificates.
  @Test func revokesOnlyItsOwn() async throws {
    let (hall, other) = (try await Issued(), try await Issued())
    try await hall.day.hall.organize { browser in
      _ = try await browser.post(hall.page, ["do": "issue"])
    }
    let number = try await hall.certificates()[0].number.text
    try await other.day.people.issue(try await hall.certificates())
    try await other.day.hall.organize { browser in
      let reply = try await browser.post(
        other.page, ["do": "revoke", "number": number, "reason": "x"])
      #expect(reply.status == .notFound)
    }
    #expect(try await other.day.people.certificates(of: hall.day.session.section)[0].isValid)
  }

  @Test func saysWhereACorrectionLeftACertificateInDoubt() async throws {
    let hall = try await Issued()
    try await hall.day.hall.organize { browser in
      _ = try await browser.post(hall.page, ["do": "issue"])
      #expect(try await !browser.get(hall.page).body.contains("已不符合结业条件"))
      try await hall.day.session.handle(
        .roll(
          .correct(
            checkpoint: "1-morning", person: hall.day.person(1), to: .absent, reason: "代签",
            by: Author(.organizer))))
      #expect(try await browser.get(hall.page).body.contains("已不符合结业条件"))
    }
  }

  /// A class whose rows are gone: what was issued is printed and verified as before.
  @Test func outlivesItsClass() async throws {
    let hall = try await Issued()
    try await hall.day.hall.organize { browser in
      _ = try await browser.post(hall.page, ["do": "issue"])
    }
    let bare = try await TestSite()
    try await bare.people.issue(try await hall.certificates())
    let number = try await hall.certificates()[0].number.grouped
    try await bare.organize { browser in
      let page = try await browser.get("/classes/\(hall.id)/certificates")
      #expect(page.body.contains("赵一") && page.body.contains(number))
      #expect(try await browser.get("/verify/\(number)").body.contains(">有效<"))
    }
  }
}

/// The credential: what it holds, and that nobody else can make one.
@Suite struct CredentialTests {
  private static let certificate = Certificate(
    number: .random(), section: SectionID("class-1"), person: PersonID("p1"), name: "王芳",
    content: Certificate.Content(
      kind: "completion", title: "劳动争议", firstDay: "2026-12-01", lastDay: "2026-12-02",
      minutes: 360, creditHundredths: 650, issuer: "东海市总工会", issuedOn: "2026-12-02"),
    issued: Moment(milliseconds: 1_796_180_400_000))

  private func part(_ token: String, _ index: Int) throws -> [String: Any] {
    var text = String(token.split(separator: ".")[index]).replacing("-", with: "+")
      .replacing("_", with: "/")
    while text.utf8.count % 4 != 0 { text += "=" }
    let data = try #require(Data(base64Encoded: text))
    return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func saysWhatIsOnTheCertificateAndNothingElse() async throws {
    let people = MemoryPeople()
    let signer = try #require(try await CredentialSigner.installed(in: people))
    let token = try CertificateSheet(
      Self.certificate, publicURL: "https://hall.example", language: .chinese
    ).credential(by: signer)
    #expect(signer.issuer.hasPrefix("did:key:z6Mk"))
    let header = try part(token, 0)
    #expect(header["alg"] as? String == "EdDSA" && header["typ"] as? String == "JWT")
    let body = try part(token, 1)
    #expect(
      body["iss"] as? String == signer.issuer && body["jti"] as? String == body["id"] as? String)
    #expect(
      body["validFrom"] as? String == "2026-12-02T11:00:00Z" || body["nbf"] as? Int == 1_796_180_400
    )
    let subject = try #require(body["credentialSubject"] as? [String: Any])
    #expect(subject["creditsEarned"] as? Double == 6.5)
    // Two days in winter; who it is, by name alone.
    let text = "\(body)"
    #expect(!text.contains("p1") || !text.contains("person"))
    let identifier = try #require((subject["identifier"] as? [[String: Any]])?.first)
    #expect(
      identifier["identityType"] as? String == "name" && identifier["hashed"] as? Bool == false)
    // The same again, byte for byte: it is never stored.
    let again = try #require(try await CredentialSigner.existing(in: people))
    #expect(
      try CertificateSheet(
        Self.certificate, publicURL: "https://hall.example", language: .chinese
      ).credential(by: again) == token)
  }

  /// Of another key it is another issuer's: nothing passes for ours.
  @Test func nobodyElseSignsInOurName() async throws {
    let ours = try #require(try await CredentialSigner.installed(in: MemoryPeople()))
    let other = try #require(try await CredentialSigner.installed(in: MemoryPeople()))
    #expect(ours.issuer != other.issuer)
    #expect(try await CredentialSigner.existing(in: MemoryPeople()) == nil)
    #expect(CredentialSigner(seed: [1, 2, 3]) == nil)
  }

  /// RFC 8032, 7.1, test 1: the key, and its did:key by another implementation (openbadgeslib).
  @Test func namesItsKeyAsOthersDo() throws {
    let seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
    let bytes = stride(from: 0, to: 64, by: 2).map { index in
      let start = seed.index(seed.startIndex, offsetBy: index)
      return UInt8(seed[start...].prefix(2), radix: 16)!
    }
    let signer = try #require(CredentialSigner(seed: bytes))
    #expect(signer.issuer == "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw")
  }
}
