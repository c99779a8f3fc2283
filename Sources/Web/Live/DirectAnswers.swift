import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTPTypes
import Synchronization

/// Answers what the scripts of phones send, on the connection itself.
///
/// A request of a few hundred bytes whose answer is one buffer needs no sequence of body parts and no
/// writer: those cost as much as the answer. It goes through `Site.respond` like any other, with the
/// same checks and headers; only the machinery around it is left out. Everything else is passed on,
/// and nothing overtakes anything. See docs/decisions/0014-answers-on-the-connection.md.
final class DirectAnswers: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart
  typealias Responder = @Sendable (Request, RoomContext) async -> Response

  private enum Phase {
    case passing
    case collecting(HTTPRequest, ByteBuffer)
    case answering
  }
  private let respond: Responder
  private let logger: Logger
  private var phase = Phase.passing
  /// Requests that were passed on and are not answered yet.
  private var passed = 0
  /// What came behind a request that is being answered.
  private var held: [HTTPRequestPart] = []
  private var isGone = false

  private static let longestBody = 16 << 10
  private static let mostHeld = 64

  init(logger: Logger, respond: @escaping Responder) {
    self.logger = logger
    self.respond = respond
  }

  /// Whether a request is one that a phone's script sends: a small form, answered in JSON.
  static func takes(_ head: HTTPRequest) -> Bool {
    guard head.method == .post, let path = head.path?.utf8, path.starts(with: "/c/".utf8),
      path.suffix(5).elementsEqual("/send".utf8),
      head.headerFields[.accept]?.contains("application/json") == true,
      let length = head.headerFields[.contentLength].flatMap({ Int($0) })
    else { return false }
    return length <= longestBody && head.headerFields[.connection]?.lowercased() != "close"
      && head.headerFields[.expect] == nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch (phase, unwrapInboundIn(data)) {
    case (.answering, let part):
      held.append(part)
      if held.count > Self.mostHeld { context.close(promise: nil) }
    case (.passing, .head(let head)) where passed == 0 && Self.takes(head):
      phase = .collecting(head, ByteBuffer())
    case (.passing, let part):
      if case .head = part { passed += 1 }
      context.fireChannelRead(data)
    case (.collecting(let head, var body), .body(let bytes)):
      body.writeImmutableBuffer(bytes)
      phase = .collecting(head, body)
    case (.collecting(let head, let body), .end):
      phase = .answering
      answer(context, Request(head: head, body: RequestBody(buffer: body)))
    case (.collecting, .head): context.close(promise: nil)
    }
  }

  private func answer(_ context: ChannelHandlerContext, _ request: Request) {
    let here = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    let loop = context.eventLoop
    let source = ApplicationRequestContextSource(channel: context.channel, logger: logger)
    Task { [respond] in
      let response = await respond(request, RoomContext(source: source))
      let body = Gathered()
      try? await response.body.write(body)
      let head = response.head
      let bytes = body.bytes.withLock { $0 }
      loop.execute {
        let (answers, context) = here.value
        answers.send(context, head, bytes)
      }
    }
  }

  private func send(_ context: ChannelHandlerContext, _ head: HTTPResponse, _ body: ByteBuffer) {
    if isGone { return }
    var head = head
    head.headerFields[.date] = httpDate()
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    if body.readableBytes > 0 { context.write(wrapOutboundOut(.body(body)), promise: nil) }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    phase = .passing
    guard !held.isEmpty else { return }
    let parts = held
    held = []
    for part in parts { channelRead(context: context, data: wrapInboundOut(part)) }
    context.fireChannelReadComplete()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) { passed -= 1 }
    context.write(data, promise: promise)
  }

  func channelInactive(context: ChannelHandlerContext) {
    isGone = true
    context.fireChannelInactive()
  }
  func handlerRemoved(context: ChannelHandlerContext) { isGone = true }
}

/// A response's body as one buffer.
private final class Gathered: ResponseBodyWriter, Sendable {
  let bytes = Mutex(ByteBuffer())
  func write(_ buffer: ByteBuffer) async throws {
    bytes.withLock { _ = $0.writeImmutableBuffer(buffer) }
  }
  func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

/// The time as HTTP wants it (RFC 9110, section 5.6.7), made once a second.
private func httpDate() -> String {
  let now = time(nil)
  return lastDate.withLock { last in
    if last.second == now { return last.text }
    var second = now
    var parts = tm()
    gmtime_r(&second, &parts)
    let day = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][Int(parts.tm_wday)]
    let month = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ][Int(parts.tm_mon)]
    func two(_ number: Int32) -> String { (number < 10 ? "0" : "") + "\(number)" }
    last.text =
      "\(day), \(two(parts.tm_mday)) \(month) \(parts.tm_year + 1900) "
      + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) GMT"
    last.second = now
    return last.text
  }
}
private let lastDate = Mutex((second: time_t(0), text: ""))
