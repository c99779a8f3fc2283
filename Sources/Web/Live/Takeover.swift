import Foundation
import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTPTypes
import NIOPosix

extension HTTPField.Name {
  /// Marks a response that begins a stream: `AUDIENCE POSITION`. It never leaves the server.
  static let audience = HTTPField.Name("X-Guildhall-Audience")!
}

/// Takes a connection over when its response begins a stream.
///
/// The route of a stream runs as any other and returns the first view. When that has left for the
/// kernel, the socket moves to a channel of its own on the same event loop, and this one closes: for
/// Hummingbird an ordinary end, and no task, parser or timer is kept for the hours of a stream. See
/// docs/decisions/0012-streams-leave-hummingbird.md.
final class Takeover: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private enum Phase {
    case requests
    /// The head of a stream has been written.
    case joining(Streams.Admission)
    /// There was no room: the rest of the response is dropped.
    case refusing
    case left
  }
  private let streams: Streams
  private var phase = Phase.requests

  init(_ streams: Streams) { self.streams = streams }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    // What was pipelined behind the request of a stream has nobody to read it.
    if case .requests = phase { context.fireChannelRead(data) }
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch (phase, unwrapOutboundIn(data)) {
    case (.requests, .head(var head)):
      guard let ticket = head.headerFields[.audience] else {
        return context.write(data, promise: promise)
      }
      head.headerFields[.audience] = nil
      if let admission = streams.admit(ticket, on: context.eventLoop) {
        head.headerFields[.contentLength] = nil  // the encoder then sends chunks
        phase = .joining(admission)
      } else {
        head = Capacity.refusal(head)
        phase = .refusing
      }
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case (.joining(let admission), .body(let first)):
      let flushed = context.eventLoop.makePromise(of: Void.self)
      let here = NIOLoopBound((self, context), eventLoop: context.eventLoop)
      flushed.futureResult.whenSuccess {
        let (takeover, context) = here.value
        takeover.take(context, admission)
      }
      context.write(wrapOutboundOut(.body(first)), promise: flushed)
      promise?.succeed()
    case (.refusing, .end):
      phase = .requests
      context.write(data, promise: promise)
    case (.requests, _): context.write(data, promise: promise)
    case (.joining, _), (.refusing, _), (.left, _): promise?.succeed()
    }
  }

  /// Moves the socket to a channel of its own.
  private func take(_ context: ChannelHandlerContext, _ admission: Streams.Admission) {
    phase = .left
    let copy = try? context.pipeline.syncOperations.withUnsafeTransportIfAvailable(
      of: NIOBSDSocket.Handle.self
    ) { fcntl($0, F_DUPFD_CLOEXEC, 0) }
    defer { context.close(promise: nil) }
    guard let copy, copy >= 0 else { return }
    Self.prepare(copy)
    _ = ClientBootstrap(group: context.eventLoop)
      // Shared bytes wait for a slow reader, up to this many; then it misses views.
      .channelOption(.writeBufferWaterMark, value: .init(low: 1, high: 64 << 10))
      .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 64))
      .channelOption(.maxMessagesPerRead, value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            LiveStream(
              shard: admission.shard, seat: admission.seat, position: admission.position))
        }
      }
      .withConnectedSocket(copy)
  }

  /// Bounds what the kernel keeps for a reader, and for how long it tries.
  private static func prepare(_ socket: CInt) {
    func set(_ level: Int, _ option: Int32, _ value: CInt) {
      var value = value
      setsockopt(
        socket, CInt(level), option, &value, socklen_t(MemoryLayout<CInt>.size))
    }
    set(Int(SOL_SOCKET), SO_SNDBUF, 64 << 10)
    set(Int(IPPROTO_TCP), TCP_USER_TIMEOUT, 30_000)
  }

  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    // Half a close would be a `shutdown`, which reaches the copy too.
    switch (phase, mode) {
    case (.requests, _), (_, .all): context.close(mode: mode, promise: promise)
    default: promise?.succeed()
    }
  }
}
