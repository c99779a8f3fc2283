import Foundation
import NIOCore
import NIOHTTP1

/// What a server answered.
struct Reply: Sendable {
  var status = 0
  var location: String?
  var cookies: [String] = []
  var body = ByteBuffer()
  /// Of a stream: the server's wish for the pause before the next attempt, in milliseconds.
  var retryMilliseconds: Int?

  var data: Data { Data(body.readableBytesView) }

  /// The key of the sentence that a refusal carries.
  var reason: String {
    struct Refusal: Decodable { var error: String }
    return (try? JSONDecoder().decode(Refusal.self, from: data))?.error ?? "HTTP \(status)"
  }
}

/// One connection of HTTP/1.1, for one request at a time. Touched on its event loop only.
final class Connection: ChannelInboundHandler, @unchecked Sendable {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart

  /// Why there is no answer.
  enum Trouble: Error { case closed, tooLong }

  private var channel: (any Channel)?
  private var promise: EventLoopPromise<Reply>?
  private var reply = Reply()
  private var events = EventReader()
  private var onEvent: ((ByteBuffer) -> Void)?
  private var mayStay = true
  /// When it is given up, unless something comes; one timer serves all that it waits for.
  private var deadline = NIODeadline.distantFuture
  private var timer: Scheduled<Void>?

  private static let largestReply = 8 << 20
  private static let streamPatience = TimeAmount.seconds(25)

  /// Sends a request and waits for the whole answer.
  ///
  /// - Returns: the answer, and whether the connection may be used again.
  func ask(
    _ head: HTTPRequestHead, _ body: ByteBuffer?, within limit: TimeAmount
  ) async throws -> (reply: Reply, mayStay: Bool) {
    let reply = try await send(head, body, within: limit)
    return (reply, mayStay)
  }

  /// Sends the request of a stream, hands out each event's data, and returns when the stream has ended
  /// or broken.
  func follow(
    _ head: HTTPRequestHead, within limit: TimeAmount,
    each: @escaping @Sendable (ByteBuffer) -> Void
  ) async throws -> Reply {
    try await send(head, nil, within: limit, each: each)
  }

  private func send(
    _ head: HTTPRequestHead, _ body: ByteBuffer?, within limit: TimeAmount,
    each: (@Sendable (ByteBuffer) -> Void)? = nil
  ) async throws -> Reply {
    guard let channel else { throw Trouble.closed }
    let answer = channel.eventLoop.flatSubmit { () -> EventLoopFuture<Reply> in
      guard channel.isActive else { return channel.eventLoop.makeFailedFuture(Trouble.closed) }
      let promise = channel.eventLoop.makePromise(of: Reply.self)
      self.promise = promise
      self.reply = Reply()
      self.onEvent = each
      self.expect(within: limit)
      channel.write(HTTPClientRequestPart.head(head), promise: nil)
      if let body { channel.write(HTTPClientRequestPart.body(.byteBuffer(body)), promise: nil) }
      channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
      return promise.futureResult
    }
    return try await withTaskCancellationHandler {
      try await answer.get()
    } onCancel: {
      channel.close(promise: nil)
    }
  }

  /// Keeps it for the next request, for a while.
  ///
  /// - Returns: whether it is still open.
  func rest(for limit: TimeAmount) -> Bool {
    guard let channel, channel.isActive else { return false }
    channel.eventLoop.execute { if self.promise == nil { self.expect(within: limit) } }
    return true
  }

  var isOpen: Bool { channel?.isActive ?? false }

  func close() { channel?.close(promise: nil) }

  // MARK: - On the event loop

  func handlerAdded(context: ChannelHandlerContext) { channel = context.channel }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      reply.status = Int(head.status.code)
      reply.location = head.headers.first(name: "location")
      reply.cookies = head.headers["set-cookie"]
      mayStay = head.isKeepAlive
      if reply.status != 200 { onEvent = nil }
    case .body(let bytes):
      if let onEvent {
        deadline = .now() + Self.streamPatience
        events.take(bytes, each: onEvent)
        if events.isTooLong { context.close(promise: nil) }
      } else {
        reply.body.writeImmutableBuffer(bytes)
        if reply.body.readableBytes > Self.largestReply { context.close(promise: nil) }
      }
    case .end: finish()
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    // A stream that has begun ends as it may.
    if onEvent != nil && reply.status == 200 { finish() }
    promise?.fail(Trouble.closed)
    promise = nil
    onEvent = nil
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func finish() {
    reply.retryMilliseconds = events.retryMilliseconds
    promise?.succeed(reply)
    promise = nil
    onEvent = nil
    deadline = .distantFuture
  }

  /// Closes the connection when nothing has come until then.
  private func expect(within limit: TimeAmount) {
    deadline = .now() + limit
    timer?.cancel()
    watch()
  }

  private func watch() {
    guard let channel, deadline != .distantFuture else { return }
    timer = channel.eventLoop.scheduleTask(deadline: deadline) {
      if self.deadline > .now() { self.watch() } else { channel.close(promise: nil) }
    }
  }
}

/// Cuts a stream into its events (WHATWG HTML, section 9.2), as this server writes them: one line of
/// data each.
struct EventReader {
  private var waiting = ByteBuffer()
  /// How much of it has been searched.
  private var searched = 0
  private(set) var retryMilliseconds: Int?

  private static let longest = 4 << 20
  var isTooLong: Bool { waiting.readableBytes > Self.longest }

  mutating func take(_ bytes: ByteBuffer, each: (ByteBuffer) -> Void) {
    // A whole event, as it mostly comes, is not copied.
    if waiting.readableBytes == 0 { waiting = bytes } else { waiting.writeImmutableBuffer(bytes) }
    while let end = find("\n\n", in: waiting, from: searched),
      var event = waiting.readSlice(length: end)
    {
      waiting.moveReaderIndex(forwardBy: 2)
      searched = 0
      if let data = find("data: ", in: event, from: 0) {
        event.moveReaderIndex(forwardBy: data + 6)
        each(event)
      } else if let field = find("retry: ", in: event, from: 0) {
        event.moveReaderIndex(forwardBy: field + 7)
        retryMilliseconds = Int(String(buffer: event))
      }
    }
    searched = max(0, waiting.readableBytes - 1)
  }
}

/// The offset of the first occurrence at or behind `start`. The standard library's search costs
/// milliseconds a frame in a debug build.
private func find(_ needle: StaticString, in buffer: ByteBuffer, from start: Int) -> Int? {
  buffer.withUnsafeReadableBytes { hay in
    guard let first = hay.baseAddress else { return nil }
    var offset = start
    while offset + needle.utf8CodeUnitCount <= hay.count,
      let hit = memchr(
        first + offset, Int32(needle.utf8Start.pointee),
        hay.count - needle.utf8CodeUnitCount - offset + 1)
    {
      offset = UnsafeRawPointer(hit) - first
      if memcmp(first + offset, needle.utf8Start, needle.utf8CodeUnitCount) == 0 { return offset }
      offset += 1
    }
    return nil
  }
}
