import Classroom
import Foundation
import HTTPTypes
import Hummingbird
import Journal
import Logging
import NIOCore
import Runtime
import Words

/// The server, ready to run: every request goes through `Site.respond`, but for the answers of a hall,
/// which `DirectAnswers` takes.
///
/// - Parameters:
///   - onListen: called with the port once connections are taken (useful when `port` was 0).
public func application(
  site: Site, host: String, port: Int, logger: Logger,
  onListen: @escaping @Sendable (Int) async -> Void = { _ in }
) -> some ApplicationProtocol {
  let trays = ReplyTrays()
  return Application(
    responder: CallbackResponder(callback: { request, context in
      await site.respond(to: request, context: context)
    }) as CallbackResponder<RoomContext>,
    server: .http1(
      configuration: .init(
        additionalChannelHandlers: [
          Takeover(site.rooms.streams),
          Doorkeeper(site.rooms.streams.capacity) {
            DirectAnswers(site: site, logger: logger, trays: trays, doorkeeper: $0)
          },
        ],
        idleTimeout: .seconds(75),
        httpDecoderConfiguration: .init(
          maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100))),
    configuration: ApplicationConfiguration(
      address: .hostname(host, port: port), serverName: nil, backlog: 4096,
      availableConnectionsDelegate: AcceptWhileFilesLast(capacity: site.rooms.streams.capacity)),
    onServerRunning: { channel in await onListen(channel.localAddress?.port ?? port) },
    logger: logger)
}

/// A request context that knows where the request came from.
public struct RoomContext: RequestContext {
  public var coreContext: CoreRequestContextStorage
  let address: String
  /// Whether the request came over a socket, not from a test in memory.
  let isOnSocket: Bool

  public init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    address = source.channel.remoteAddress?.ipAddress ?? "?"
    isOnSocket = source.channel.remoteAddress != nil
  }
}

extension Site {
  /// Answers one request; trouble becomes a page in the reader's language, never a bare status.
  func respond(to request: Request, context: RoomContext) async -> Response {
    let path = request.uri.path.removingPercentEncoding ?? request.uri.path
    var language = Language(acceptLanguage: request.headers[.acceptLanguage])
    var wantsJSON = request.headers[.accept]?.contains("application/json") ?? false
    var response: Response
    do {
      guard let route = Route(path: path) else { throw PageError.notFound }
      guard [.get, .head, .post].contains(request.method) else {
        throw PageError(.methodNotAllowed, "error.notFound")
      }
      if request.method == .post, !Incoming.isOwnOrigin(request, publicURL: publicURL) {
        throw PageError(.forbidden, "error.otherOrigin")
      }
      let incoming = try await Incoming(
        request, route: route, context: context, address: context.address)
      language = incoming.language
      wantsJSON = incoming.wantsJSON
      response = try await answer(incoming)
      await noteOpening(incoming, response, context)
      if let wish = incoming.query["lang"].flatMap({ Language(rawValue: $0) }) {
        response = response.settingCookie("lang", wish.rawValue, seconds: 365 * 86_400)
      }
    } catch {
      response = trouble(
        error, at: Route(path: path), language: language, json: wantsJSON, context: context)
    }
    if publicURL.hasPrefix("https:") { response.makeCookiesSecure() }
    if request.method == .head { response.body = ResponseBody() }
    return Self.finished(response)
  }

  /// A response under the guards that every page is under.
  static func finished(_ response: Response) -> Response {
    var response = response
    for (name, value) in guards where response.headers[name] == nil {
      response.headers[name] = value
    }
    return response
  }

  /// Pages load nothing from elsewhere and run no script but their own files.
  static let guards: [(HTTPField.Name, String)] = [
    (
      .contentSecurityPolicy,
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        + "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    ),
    (.xContentTypeOptions, "nosniff"),
    (HTTPField.Name("X-Frame-Options")!, "DENY"),
    // Nothing here ever asks where somebody is, or looks at a face.
    (HTTPField.Name("Permissions-Policy")!, "camera=(), geolocation=(), microphone=()"),
    (HTTPField.Name("Referrer-Policy")!, "same-origin"),
  ]

  private func answer(_ incoming: Incoming) async throws -> Response {
    switch incoming.route {
    case .home, .joinByCode, .join, .learner, .learnerStream, .learnerView, .learnerOwn,
      .learnerSend, .learnerText, .counts:
      return try await answerLearner(incoming)
    case .screen, .screenStream, .screenView:
      return try await answerScreen(incoming)
    case .trainerEnter, .trainer, .trainerStream, .trainerView, .trainerSend, .replan, .sheets:
      return try await answerTrainer(incoming)
    case .intention, .followUp, .followUpOwn, .followUpReminder:
      return try await answerFollowUp(incoming)
    case .ownCertificate, .ownCredential, .verify, .verification, .certificates:
      return try await answerCertificates(incoming)
    case .invite: return try await answerInvitation(incoming)
    case .door, .doorStream, .doorView, .doorSend: return try await answerDoor(incoming)
    case .start, .signIn, .signOut:
      return try await answerSignIn(incoming)
    case .account: return try await answerAccount(incoming)
    case .personal: return try await answerPersonal(incoming)
    case .ownData: return try await answerOwnData(incoming)
    case .person, .personData, .privacy, .desk, .roster, .rosterPerson, .cards, .evaluation,
      .followUpDesk, .completion, .newPlan, .plan,
      .planCheck, .newSection, .section, .sectionStream, .sectionView, .sectionSend:
      return try await answerOrganizer(incoming)
    case .classList, .compare, .questions, .question, .years, .year:
      return try await answerYears(incoming)
    case .export, .exportFile, .recordStore: return try await answerExport(incoming)
    case .planSlides, .sectionSlides, .deckPage:
      return try await answerSlides(incoming)
    case .report, .analysis, .paper, .paperFile:
      return try await answerPapers(incoming)
    case .asset(let name):
      return try asset(name)
    case .health:
      return Response(
        status: .ok, headers: [.contentType: "text/plain"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: "ok\n")))
    }
  }

  /// Says what went wrong and what to do, with the right status.
  private func trouble(
    _ error: any Error, at route: Route?, language: Language, json: Bool, context: RoomContext
  ) -> Response {
    let (page, message) = explain(error, in: language, logger: context.logger)
    if json { return .json(Self.trouble(page, message), status: page.status) }
    return Response.page(
      renderer.render(
        "error",
        [
          "message": message, "status": page.status.code, "home": Route.home.path,
          "back": route?.page?.path ?? "", "hasBack": route?.page != nil,
          "pageTitle": Words.text("error.title", in: language),
        ], in: language),
      status: page.status)
  }

  /// What trouble is in words.
  func explain(
    _ error: any Error, in language: Language, logger: Logger
  ) -> (page: PageError, message: String) {
    let page: PageError
    switch error {
    case let error as PageError: page = error
    case let rejection as Rejection:
      page = PageError(rejection.status, "reject.\(rejection.token)")
    case is SessionError:
      page = PageError(.serviceUnavailable, "error.unavailable")
    case is EventLogError:
      logger.error("\(error)")
      page = PageError(.serviceUnavailable, "error.unavailable")
    default:
      logger.error("\(error)")
      page = PageError(.internalServerError, "error.ours")
    }
    return (page, Words.text(page.key, page.arguments, in: language))
  }

  /// The same for a script.
  static func trouble(_ page: PageError, _ message: String) -> [UInt8] {
    JSONText.object { json in
      json.field("error", page.key)
      json.field("message", message)
      json.field("ok", "false")
    }
  }

  private func asset(_ name: String) throws -> Response {
    guard let bytes = Assets.all["Web/Public/" + name] else { throw PageError.notFound }
    let types = ["css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"]
    let ending = name.split(separator: ".").last.map(String.init) ?? ""
    return Response(
      status: .ok,
      headers: [
        .contentType: (types[ending] ?? "application/octet-stream") + "; charset=utf-8",
        .cacheControl: "public, max-age=31536000, immutable",
      ],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}

extension Rejection {
  /// 422 where what was sent can never be right, 409 where the room has moved on.
  var status: HTTPResponse.Status {
    switch self {
    case .choiceUnknown, .choiceMissing, .oneChoiceOnly, .textMissing, .textTooLong,
      .keyMalformed, .itemMalformed, .gradesIncomplete, .reasonMissing, .materialEmpty, .notACase,
      .segmentUnknown, .deckEmpty, .deckScopeUnknown, .checkpointUnknown, .reasonNeeded,
      .graceOutOfRange, .roomNameTooLong, .notOfARoom, .aspectsMissing, .aspectTwice,
      .pointsNotHundred, .percentsMalformed, .targetOutOfRange, .followUpDaysOutOfRange,
      .completionRuleMissing, .completionOutOfRange, .orderIncomplete, .matchIncomplete,
      .notANumber, .answerTooLong:
      .unprocessableContent
    case .itemUnknown, .questionUnknown, .personUnknown, .sectionUnknown, .linkUnknown,
      .roomUnknown, .followUpUnknown:
      .notFound
    case .notCheckedIn, .observersOnlyLook: .forbidden
    default: .conflict
    }
  }
}
