import Documents
import Foundation
import Hummingbird
import Identity
import People
import Runtime
import Words

/// The organizer's account 账号与登录: a new password, the devices signed in, the second step.
extension Site {
  func answerAccount(_ incoming: Incoming) async throws -> Response {
    guard let here = try await signIn(of: incoming) else {
      return try signInFirst(incoming, back: .account)
    }
    guard incoming.method == .post else {
      return .page(try await accountPage(incoming, here))
    }
    let form = incoming.form
    let password = form["password"]
    switch form["do"] {
    case "end":
      try await account.end(form["device"])
      return .seeOther(Route.account.path + "?said=ended")
    case "endOthers":
      try await account.end(nil, but: here)
      return .seeOther(Route.account.path + "?said=ended")
    case "password", "begin", "confirm", "off": break
    default: throw PageError(.unprocessableContent, "error.formUnreadable")
    }
    // All that follows needs the password once more, as at the door.
    let code = form["do"] == "confirm" || form["do"] == "begin" ? "" : form["code"]
    let isTurningOn = ["begin", "confirm"].contains(form["do"])
    if isTurningOn, try await account.hasSecondStep {
      return .seeOther(Route.account.path)
    }
    switch try await check(incoming, password: password, code: code) {
    case .wait(let seconds):
      return try await refuse(incoming, here, "signIn.wait", ["\(seconds)"], .tooManyRequests)
    case .wrong: return try await refuse(incoming, here, "account.wrong")
    case .right: break
    }
    switch form["do"] {
    case "password":
      if let wrong = wrongNewPassword(form["new"], again: form["repeat"]) {
        return try await refuse(incoming, here, wrong)
      }
      try await account.setPassword(form["new"], instead: password)
      // Every sign-in has ended; this one begins anew.
      return try await signedIn(Route.account.path + "?said=password", incoming)
    case "begin":
      return .page(try await accountPage(incoming, here, setUp: SetUp(totp: .make())))
    case "confirm":
      guard let secret = seal.open(form["secret"], purpose: "totp", now: clock())?.first,
        let totp = TOTP(base32: secret)
      else { return try await refuse(incoming, here, "account.setUpOver") }
      guard
        let codes = try await account.turnOn(totp, code: form["code"], password: password)
      else {
        return .page(
          try await accountPage(
            incoming, here, wrong: word("account.codeWrong", in: incoming.language),
            setUp: SetUp(totp: totp)), status: .unprocessableContent)
      }
      return .page(try await accountPage(incoming, here, setUp: SetUp(codes: codes)))
    default:
      try await account.turnOff()
      return .seeOther(Route.account.path + "?said=off")
    }
  }

  /// What turning the second step on shows: a secret to scan, then the recovery codes, once.
  private struct SetUp {
    var totp: TOTP?
    var codes: [String] = []
  }

  private func refuse(
    _ incoming: Incoming, _ here: String, _ key: String, _ arguments: [String] = [],
    _ status: HTTPResponse.Status = .unprocessableContent
  ) async throws -> Response {
    .page(
      try await accountPage(
        incoming, here, wrong: word(key, arguments, in: incoming.language)), status: status)
  }

  private func accountPage(
    _ incoming: Incoming, _ here: String, wrong: String? = nil, setUp: SetUp? = nil
  ) async throws -> String {
    let language = incoming.language
    var model = organizerModel(incoming, title: word("account.title", in: language))
    let hasSecond = try await account.hasSecondStep
    model["action"] = Route.account.path
    model["least"] = Self.passwordLength.lowerBound
    model["second"] = hasSecond
    model["recoveryLeft"] = word(
      "account.recoveryLeft", ["\(try await account.recoveryLeft)"], in: language)
    let signIns = try await account.signIns
    model["devices"] = signIns.map { signIn -> [String: Any] in
      [
        "id": signIn.id, "device": signIn.device, "here": signIn.id == here,
        "began": word("account.began", [momentText(signIn.began)], in: language),
      ]
    }
    model["others"] = signIns.count > 1
    if let wrong { model["wrong"] = ["one": wrong] }
    if let totp = setUp?.totp {
      let uri = totp.uri(
        issuer: word("app.name", in: language), account: word("role.organizer", in: language))
      model["setUp"] = [
        "qr": qrCode(uri)?.svg(label: word("account.qr", in: language)) ?? "", "uri": uri,
        "text": totp.base32,
        "secret": seal.token("totp", [totp.base32], expires: clock().adding(seconds: 900)),
      ]
    }
    if let codes = setUp?.codes, !codes.isEmpty { model["codes"] = ["each": codes] }
    if let said = incoming.query["said"], ["password", "ended", "off"].contains(said) {
      model["flash"] = word("account.said.\(said)", in: language)
    }
    return renderer.render("account", model, in: language)
  }
}
