import Foundation
import Hummingbird
import Identity
import People
import Runtime

/// The organizer's password 班主任密码, the one-time link that sets it, and the signed-in hours.
extension Site {
  func answerSignIn(_ incoming: Incoming) async throws -> Response {
    switch incoming.route {
    case .start(let secret): return try await start(incoming, secret: secret)
    case .signIn: return try await signIn(incoming)
    case .signOut:
      guard incoming.method == .post else { return .seeOther(Route.signIn.path) }
      if let here = try await signIn(of: incoming) { try await account.end(here) }
      return .seeOther(Route.signIn.path + "?said=out").settingCookie(Self.cookie, "", seconds: 0)
    default: throw PageError.notFound
    }
  }

  static let passwordLength = 8...200
  private static let cookie = "org"
  private static let signedInSeconds = 12 * 3600
  private static let knownDevice = "kd"
  private static let knownDeviceSeconds = 180 * 86_400

  private enum Setting {
    /// The last start link that was used up.
    static let usedLink = "organizer-start-used"
  }

  // MARK: - Who it is

  /// Whether the request carries a cookie that is ours, of the present password, not expired and not
  /// ended from the list of devices.
  func isOrganizer(_ incoming: Incoming) async throws -> Bool {
    try await signIn(of: incoming) != nil
  }

  /// The sign-in that a request belongs to.
  func signIn(of incoming: Incoming) async throws -> String? {
    guard let cookie = incoming.cookie(Self.cookie),
      let fields = seal.open(cookie, purpose: "organizer", now: clock()), fields.count == 2,
      fields[0] == (try await account.epoch),
      try await account.signIns.contains(where: { $0.id == fields[1] })
    else { return nil }
    return fields[1]
  }

  private func text(of setting: String) async throws -> String? {
    try await people.setting(setting).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The cookie `org` of a new sign-in.
  public func organizerCookie(device: String) async throws -> String {
    let signIn = try await account.open(device: device, seconds: Self.signedInSeconds)
    return seal.token(
      "organizer", [try await account.epoch, signIn.id],
      expires: clock().adding(seconds: Self.signedInSeconds))
  }

  /// - Parameter next: a local path, already checked.
  func signedIn(_ next: String, _ incoming: Incoming) async throws -> Response {
    let response = Response.seeOther(next)
      .settingCookie(
        Self.cookie, try await organizerCookie(device: incoming.device),
        seconds: Self.signedInSeconds)
    guard knownDevice(incoming) == nil else { return response }
    // From now on this device is let in whatever others at its address do.
    let token = seal.token(
      "known-device", [Token.random(8)],
      expires: clock().adding(seconds: Self.knownDeviceSeconds))
    return response.settingCookie(Self.knownDevice, token, seconds: Self.knownDeviceSeconds)
  }

  private func knownDevice(_ incoming: Incoming) -> String? {
    incoming.cookie(Self.knownDevice)
      .flatMap { seal.open($0, purpose: "known-device", now: clock()) }?.first
  }

  /// Under what tries of a password are counted. A device that signed in before has a count of its
  /// own: nobody else at its address, and no crowd of strangers, keeps it out.
  func patienceKeys(_ incoming: Incoming) -> [(key: String, free: Int)] {
    if let device = knownDevice(incoming) { return [("device/" + device, 5)] }
    return [("address/" + incoming.address, 5), ("strangers", 50)]
  }

  /// What somebody gets who has to sign in first: pages lead there and back, scripts get 401.
  func signInFirst(_ incoming: Incoming, back: Route) throws -> Response {
    switch incoming.route {
    case .sectionStream, .sectionView: throw PageError(.unauthorized, "signIn.needed")
    default: break
    }
    guard !incoming.wantsJSON else { throw PageError(.unauthorized, "signIn.needed") }
    let next = incoming.method == .post ? back.path : incoming.target
    return .seeOther(Route.signIn.path + "?next=" + Self.queryText(next))
  }

  /// A path of this site, so that a link to the sign-in page cannot lead elsewhere afterwards.
  static func localPath(_ path: String) -> String {
    let bare = path.prefix { $0 != "?" && $0 != "#" }
    guard path.utf8.count <= 1000, path.utf8.first == UInt8(ascii: "/"),
      path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }),
      !path.hasPrefix("//"), let route = Route(path: String(bare)), route != .home,
      route != .signIn
    else { return Route.desk.path }
    return path
  }

  // MARK: - Sign in

  private func signIn(_ incoming: Incoming) async throws -> Response {
    let next = Self.localPath(
      incoming.method == .post ? incoming.form["next"] : incoming.query["next"] ?? "")
    let isSet = try await account.hasPassword
    let hasSecondStep = try await account.hasSecondStep
    func page(
      _ wrong: String? = nil, _ arguments: [String] = [], status: HTTPResponse.Status = .ok
    ) -> Response {
      var model: [String: Any] = [
        "pageTitle": word("signIn.title", in: incoming.language), "next": next,
        "nextQuery": Self.queryText(next), "second": hasSecondStep,
        "action": Route.signIn.path, "home": Route.home.path, "unset": !isSet,
        "away": next != Route.desk.path,
      ]
      if let wrong { model["wrong"] = word(wrong, arguments, in: incoming.language) }
      if incoming.query["said"] == "out" { model["out"] = true }
      return .page(renderer.render("sign-in", model, in: incoming.language), status: status)
    }
    guard incoming.method == .post else {
      if try await isOrganizer(incoming) { return .seeOther(next) }
      return page()
    }
    guard isSet else { return page(status: .conflict) }
    let password = incoming.form["password"]
    guard !password.isEmpty else { return page("signIn.empty", status: .unprocessableContent) }
    switch try await check(incoming, password: password, code: incoming.form["code"]) {
    case .right: return try await signedIn(next, incoming)
    case .wrong:
      return page(
        hasSecondStep ? "signIn.wrongEither" : "signIn.wrong", status: .unprocessableContent)
    case .wait(let seconds):
      var response = page("signIn.wait", ["\(seconds)"], status: .tooManyRequests)
      response.headers[.retryAfter] = "\(seconds)"
      return response
    }
  }

  enum PasswordCheck {
    case right, wrong
    case wait(seconds: Int)
  }

  /// Whether password and code are right, slower after each wrong one.
  func check(_ incoming: Incoming, password: String, code: String) async throws -> PasswordCheck {
    let keys = patienceKeys(incoming)
    let wait = await patience.begin(keys)
    guard wait == 0 else { return .wait(seconds: wait) }
    guard password.count <= Self.passwordLength.upperBound,
      try await account.verify(password),
      try await account.passes(code: code, password: password)
    else { return .wrong }
    await patience.succeeded(keys)
    return .right
  }

  // MARK: - The start link

  /// Sets the password through the link that this start of the program printed. It works once.
  private func start(_ incoming: Incoming, secret: String) async throws -> Response {
    let language = incoming.language
    var model: [String: Any] = [
      "pageTitle": word("start.title", in: language), "action": Route.start(secret: secret).path,
      "signIn": Route.signIn.path, "least": Self.passwordLength.lowerBound,
    ]
    let used = try await text(of: Setting.usedLink)
    guard sameSecret(secret, startSecret), used != startSecret else {
      model["gone"] = true
      return .page(renderer.render("start", model, in: language), status: .gone)
    }
    model["again"] = try await account.hasPassword
    guard incoming.method == .post else {
      return .page(renderer.render("start", model, in: language))
    }
    let password = incoming.form["password"]
    let wrong = wrongNewPassword(password, again: incoming.form["repeat"])
    if let wrong {
      model["wrong"] = word(wrong, in: language)
      return .page(renderer.render("start", model, in: language), status: .unprocessableContent)
    }
    // The link first: should the disk fail between, a new start prints another one.
    try await people.setSetting(Setting.usedLink, Array(startSecret.utf8))
    try await account.setPassword(password, instead: nil)
    return try await signedIn(Route.desk.path, incoming)
  }

  /// A key of the string tables that says why a password cannot be set.
  func wrongNewPassword(_ password: String, again: String) -> String? {
    switch password {
    case _ where password.count < Self.passwordLength.lowerBound: "start.tooShort"
    case _ where password.count > Self.passwordLength.upperBound: "start.tooLong"
    case _ where password != again: "start.different"
    default: nil
    }
  }
}
