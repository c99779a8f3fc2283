import Foundation
import Hummingbird
import Identity
import People

/// The organizer's password 班主任密码, the one-time link that sets it, and the signed-in hours.
extension Site {
  func answerSignIn(_ incoming: Incoming) async throws -> Response {
    switch incoming.route {
    case .start(let secret): return try await start(incoming, secret: secret)
    case .signIn: return try await signIn(incoming)
    case .signOut:
      guard incoming.method == .post else { return .seeOther(Route.signIn.path) }
      return .seeOther(Route.signIn.path + "?said=out").settingCookie(Self.cookie, "", seconds: 0)
    default: throw PageError.notFound
    }
  }

  static let passwordLength = 8...200
  private static let cookie = "org"
  private static let signedInSeconds = 12 * 3600
  private static let failures = (limit: 10, seconds: 300)

  private enum Setting {
    static let password = "organizer-password"
    /// Counts changes of the password; a cookie of an earlier count has ended.
    static let epoch = "organizer-epoch"
    /// The last start link that was used up.
    static let usedLink = "organizer-start-used"
  }

  // MARK: - Who it is

  /// Whether the request carries a cookie that is ours, not expired, and of the present password.
  func isOrganizer(_ incoming: Incoming) async throws -> Bool {
    guard let cookie = incoming.cookie(Self.cookie),
      let fields = seal.open(cookie, purpose: "organizer", now: clock()), fields.count == 1
    else { return false }
    return fields[0] == (try await epoch())
  }

  private func epoch() async throws -> String { try await text(of: Setting.epoch) ?? "0" }

  private func text(of setting: String) async throws -> String? {
    try await people.setting(setting).map { String(decoding: $0, as: UTF8.self) }
  }

  /// - Parameter next: a local path, already checked.
  private func signedIn(_ next: String) async throws -> Response {
    let token = seal.token(
      "organizer", [try await epoch()], expires: clock().adding(seconds: Self.signedInSeconds))
    return .seeOther(next).settingCookie(Self.cookie, token, seconds: Self.signedInSeconds)
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
    let stored = try await text(of: Setting.password)
    func page(_ wrong: String? = nil, status: HTTPResponse.Status = .ok) -> Response {
      var model: [String: Any] = [
        "pageTitle": word("signIn.title", in: incoming.language), "next": next,
        "action": Route.signIn.path, "home": Route.home.path, "unset": stored == nil,
        "away": next != Route.desk.path,
      ]
      if let wrong { model["wrong"] = word(wrong, in: incoming.language) }
      if incoming.query["said"] == "out" { model["out"] = true }
      return .page(renderer.render("sign-in", model, in: incoming.language), status: status)
    }
    guard incoming.method == .post else {
      if try await isOrganizer(incoming) { return .seeOther(next) }
      return page()
    }
    guard let stored else { return page(status: .conflict) }
    let key = "sign-in/\(incoming.address)"
    let (limit, seconds) = Self.failures
    let isRight: Bool
    if await throttle.isBlocked(key, limit: limit, seconds: seconds) {
      return page("signIn.tooMany", status: .tooManyRequests)
    }
    let password = incoming.form["password"]
    isRight =
      password.count <= Self.passwordLength.upperBound
      ? await PasswordHash(encoded: stored)?.verify(password) ?? false : false
    guard isRight else {
      // Many guesses sent at once are counted as they come back, the last of them refused.
      guard await throttle.allows(key, limit: limit, seconds: seconds) else {
        return page("signIn.tooMany", status: .tooManyRequests)
      }
      return page(password.isEmpty ? "signIn.empty" : "signIn.wrong", status: .unprocessableContent)
    }
    guard await !throttle.isBlocked(key, limit: limit, seconds: seconds) else {
      return page("signIn.tooMany", status: .tooManyRequests)
    }
    return try await signedIn(next)
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
    model["again"] = try await people.setting(Setting.password) != nil
    guard incoming.method == .post else {
      return .page(renderer.render("start", model, in: language))
    }
    let password = incoming.form["password"]
    let wrong: String? =
      switch password {
      case _ where password.count < Self.passwordLength.lowerBound: "start.tooShort"
      case _ where password.count > Self.passwordLength.upperBound: "start.tooLong"
      case _ where password != incoming.form["repeat"]: "start.different"
      default: nil
      }
    if let wrong {
      model["wrong"] = word(wrong, in: language)
      return .page(renderer.render("start", model, in: language), status: .unprocessableContent)
    }
    let hash = try await PasswordHash.make(password)
    // The link first: should the disk fail between, a new start prints another one.
    try await people.setSetting(Setting.usedLink, Array(startSecret.utf8))
    try await people.setSetting(Setting.password, Array(hash.encoded.utf8))
    let next = (Int(try await epoch()) ?? 0) + 1
    try await people.setSetting(Setting.epoch, Array(String(next).utf8))
    return try await signedIn(Route.desk.path)
  }
}
