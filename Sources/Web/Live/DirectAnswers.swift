import Foundation
import Logging
import NIOCore
import NIOHTTP1
import Runtime
import Synchronization

/// Answers what the scripts of phones send when a hall answers: on the connection, before the request
/// becomes one of Hummingbird's.
///
/// Ten thousand small forms come within a second or two. For each of them the way through
/// Hummingbird, with its types, its sequence of body parts and its tasks, costs more than the answer.
/// What is as usual is read here (`Site.directAnswer`), with the same checks; everything else is
/// passed on as it came, and nothing overtakes anything. See docs/decisions/0024-a-counter-for-answers.md.
final class DirectAnswers: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private enum Phase { case passing, collecting, answering }
  private let site: Site
  private let logger: Logger
  private let trays: ReplyTrays
  private let doorkeeper: Doorkeeper
  private var phase = Phase.passing
  /// What is being collected.
  private var head: HTTPRequestHead?
  private var body: ByteBuffer?
  private var memory = ConnectionMemory()
  /// Requests that were passed on and are not answered yet.
  private var passed = 0
  /// What came behind a request that is being answered.
  private var held: [HTTPServerRequestPart] = []
  /// The server stops, which is told to those behind when the answer has left.
  private var quiescing: ChannelShouldQuiesceEvent?
  private var context: ChannelHandlerContext?
  /// Below the encoder: a reply is bytes already.
  private var wire: ChannelHandlerContext?
  private var tray: ReplyTray?

  private static let longestBody = 16 << 10
  private static let mostHeld = 64

  init(site: Site, logger: Logger, trays: ReplyTrays, doorkeeper: Doorkeeper) {
    self.site = site
    self.logger = logger
    self.trays = trays
    self.doorkeeper = doorkeeper
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    wire = try? context.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
    tray = trays.tray(of: context.eventLoop)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    wire = nil
  }

  // MARK: - Requests

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    take(context, unwrapInboundIn(data))
  }

  private func take(_ context: ChannelHandlerContext, _ part: HTTPServerRequestPart) {
    switch (phase, part) {
    case (.answering, _):
      held.append(part)
      if held.count > Self.mostHeld { context.close(promise: nil) }
    case (.passing, .head(let head)) where mayAnswer && Self.takes(head):
      self.head = head
      phase = .collecting
      doorkeeper.requestBegan()
    case (.passing, _):
      if case .head = part { passed += 1 }
      context.fireChannelRead(wrapInboundOut(part))
    case (.collecting, .body(let bytes)):
      doorkeeper.requestGrew(by: bytes.readableBytes)
      if body == nil { body = bytes } else { body?.writeImmutableBuffer(bytes) }
      if body.map({ $0.readableBytes > Self.longestBody }) == true { passOn(context) }
    case (.collecting, .end), (.collecting, .head):
      if case .end(nil) = part, answer() { return }
      passOn(context)
      context.fireChannelRead(wrapInboundOut(part))
    }
  }

  /// Whether nothing stands before the next request, and no file is short.
  private var mayAnswer: Bool { passed == 0 && wire != nil && doorkeeper.isAtEase }

  /// Whether a request may be a small form from a script: its address, its length. The rest is read
  /// when it is all there.
  static func takes(_ head: HTTPRequestHead) -> Bool {
    head.method == .POST && head.version == .http1_1 && AnswerHead.code(head.uri) != nil
  }

  /// What was collected goes the general way.
  private func passOn(_ context: ChannelHandlerContext) {
    guard let head else { return }
    phase = .passing
    passed += 1
    context.fireChannelRead(wrapInboundOut(.head(head)))
    if let body { context.fireChannelRead(wrapInboundOut(.body(body))) }
    self.head = nil
    body = nil
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    // Those behind know nothing of a request that is answered here.
    if phase != .answering { context.fireChannelReadComplete() }
  }

  /// Hands in the answer that was collected.
  ///
  /// - Returns: Whether it is one of the usual kind; if not, nothing has been done.
  private func answer() -> Bool {
    guard let head, let body, let tray, let context,
      let answer = site.directAnswer(head, body, &memory)
    else { return false }
    let here = NIOLoopBound(self, eventLoop: context.eventLoop)
    do throws(SessionError) {
      try answer.session.submit([answer.submission], counter: tray) { [site] trouble, state in
        tray.put(here, trouble.map { .trouble($0) } ?? .bytes(site.reply(to: answer, state)))
      }
    } catch { return false }  // too many wait: said in words, the general way
    phase = .answering
    self.head = nil
    self.body = nil
    memory.language = answer.language
    doorkeeper.requestEnded()
    return true
  }

  // MARK: - Replies

  fileprivate func send(_ reply: ReplyTray.Reply) {
    guard let context, let wire else { return }
    let bytes =
      switch reply {
      case .bytes(let bytes): bytes
      case .trouble(let error): site.reply(to: error, in: memory.language, logger: logger)
      }
    wire.writeAndFlush(NIOAny(IOData.byteBuffer(bytes)), promise: nil)
    phase = .passing
    if !held.isEmpty {
      let parts = held
      held = []
      for part in parts { take(context, part) }
      channelReadComplete(context: context)
    }
    if phase != .answering, let event = quiescing {
      quiescing = nil
      context.fireUserInboundEventTriggered(event)
    }
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) { passed -= 1 }
    context.write(data, promise: promise)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if phase == .answering, let event = event as? ChannelShouldQuiesceEvent {
      quiescing = event
    } else {
      context.fireUserInboundEventTriggered(event)
    }
  }
}

/// Replies on their way to the connections of one event loop, which is woken once for all that a
/// commit decided.
final class ReplyTray: ReplyCounter, Sendable {
  enum Reply: Sendable {
    case bytes(ByteBuffer)
    case trouble(any Error)
  }
  private typealias Replies = [(to: NIOLoopBound<DirectAnswers>, reply: Reply)]
  private let loop: any EventLoop
  private let replies = Mutex<Replies>([])

  init(_ loop: any EventLoop) { self.loop = loop }

  func put(_ to: NIOLoopBound<DirectAnswers>, _ reply: Reply) {
    replies.withLock { $0.append((to, reply)) }
  }

  func handOver() {
    loop.execute {
      var all: Replies = []
      self.replies.withLock { swap(&all, &$0) }
      for (connection, reply) in all { connection.value.send(reply) }
    }
  }
}

/// The trays of a server, one an event loop.
final class ReplyTrays: Sendable {
  private let trays = Mutex<[ObjectIdentifier: ReplyTray]>([:])

  func tray(of loop: any EventLoop) -> ReplyTray {
    trays.withLock { trays in
      if let tray = trays[ObjectIdentifier(loop)] { return tray }
      let tray = ReplyTray(loop)
      trays[ObjectIdentifier(loop)] = tray
      return tray
    }
  }
}
