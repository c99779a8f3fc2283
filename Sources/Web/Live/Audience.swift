import NIOCore
import Synchronization

/// The open streams of one kind of page of one class. All of them get the same bytes, encoded once.
final class Audience: Sendable {
  let number: Int
  /// Streams by the event loop that serves them.
  private let shards: [ObjectIdentifier: Shard]
  private let size: Shard.Size
  /// Readers without a socket of their own (see `Site.stream`).
  private let listeners = Mutex<[Int: AsyncStream<ByteBuffer>.Continuation]>([:])

  init(number: Int, loops: [any EventLoop]) {
    self.number = number
    let size = Shard.Size()
    self.size = size
    shards = Dictionary(
      uniqueKeysWithValues: loops.map { (ObjectIdentifier($0), Shard(loop: $0, size: size)) })
  }

  var count: Int { size.streams.load(ordering: .relaxed) + listeners.withLock(\.count) }
  var isEmpty: Bool { count == 0 }

  func shard(on loop: any EventLoop) -> Shard? { shards[ObjectIdentifier(loop)] }

  /// Sends one event to all.
  ///
  /// - Parameters:
  ///   - position: of the state that it shows; who has seen a later one does not get it.
  ///   - isBeat: whether it comes in any case, changed or not: a sign of life.
  func send(_ event: ByteBuffer, at position: Int, isBeat: Bool) {
    let chunk = Self.chunk(event)
    for shard in shards.values {
      shard.loop.execute { shard.send(chunk, at: position, isBeat: isBeat) }
    }
    for listener in listeners.withLock({ Array($0.values) }) { listener.yield(event) }
  }

  /// Ends every stream with a clean last chunk; returns when all are closed.
  func close() async {
    for listener in listeners.withLock({ Array($0.values) }) { listener.finish() }
    for shard in shards.values { try? await shard.close().get() }
  }

  /// The events from now on, for a reader without a socket. A slow one keeps only the newest.
  func events() -> AsyncStream<ByteBuffer> {
    let (events, continuation) = AsyncStream.makeStream(
      of: ByteBuffer.self, bufferingPolicy: .bufferingNewest(1))
    let id = listeners.withLock { listeners in
      let id = (listeners.keys.max() ?? 0) + 1
      listeners[id] = continuation
      return id
    }
    continuation.onTermination = { [weak self] _ in
      self?.listeners.withLock { _ = $0.removeValue(forKey: id) }
    }
    return events
  }

  /// One chunk of a body, as it goes over the wire (RFC 9112, section 7.1).
  private static func chunk(_ event: ByteBuffer) -> ByteBuffer {
    var chunk = ByteBuffer()
    chunk.reserveCapacity(event.readableBytes + 20)
    chunk.writeString(String(event.readableBytes, radix: 16) + "\r\n")
    chunk.writeImmutableBuffer(event)
    chunk.writeStaticString("\r\n")
    return chunk
  }
}

/// An audience's streams on one event loop. Touched on that loop only.
final class Shard: @unchecked Sendable {
  /// How many streams an audience has, over all loops.
  final class Size: Sendable { let streams = Atomic(0) }

  let loop: any EventLoop
  private let size: Size
  private var streams: [LiveStream] = []
  private var latest: (position: Int, chunk: ByteBuffer)?

  init(loop: any EventLoop, size: Size) {
    self.loop = loop
    self.size = size
  }

  func send(_ chunk: ByteBuffer, at position: Int, isBeat: Bool) {
    if position >= latest?.position ?? position { latest = (position, chunk) }
    for stream in streams { stream.send(chunk, at: position, isBeat: isBeat) }
  }

  func add(_ stream: LiveStream) {
    stream.place = streams.count
    streams.append(stream)
    size.streams.add(1, ordering: .relaxed)
    catchUp(stream)
  }

  func remove(_ stream: LiveStream) {
    guard let place = stream.place else { return }
    stream.place = nil
    let last = streams.removeLast()
    if last !== stream {
      streams[place] = last
      last.place = place
    }
    size.streams.subtract(1, ordering: .relaxed)
  }

  /// Gives a stream what was sent to the others meanwhile.
  func catchUp(_ stream: LiveStream) {
    guard let latest, latest.position > stream.position else { return }
    stream.send(latest.chunk, at: latest.position, isBeat: false)
  }

  func close() -> EventLoopFuture<Void> {
    loop.flatSubmit { [self] in
      EventLoopFuture.andAllComplete(streams.compactMap { $0.finish() }, on: loop)
    }
  }
}

/// One stream, on a channel that does nothing else: ready chunks go out, nothing comes in.
final class LiveStream: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// Where the shard keeps it; `nil` outside.
  var place: Int?
  /// Of the newest state that was sent.
  private(set) var position: Int
  private let shard: Shard
  private let seat: Capacity.Seat
  private var context: ChannelHandlerContext?
  /// Beats in a row at which the reader had not taken what it was sent before.
  private var missedBeats = 0

  init(shard: Shard, seat: Capacity.Seat, position: Int) {
    self.shard = shard
    self.seat = seat
    self.position = position
  }

  func send(_ chunk: ByteBuffer, at position: Int, isBeat: Bool) {
    guard let context, position >= self.position else { return }
    guard context.channel.isWritable else {
      // A slow reader misses views in between, never the last; one that takes nothing from one beat
      // to the next loses its stream, and gets the whole view when it comes back.
      if isBeat { missedBeats += 1 }
      if missedBeats > 1 { context.close(promise: nil) }
      return
    }
    self.position = position
    context.writeAndFlush(wrapOutboundOut(chunk), promise: nil)
  }

  /// Ends the body as HTTP wants it; the future is done when the socket is closed.
  func finish() -> EventLoopFuture<Void>? {
    guard let context else { return nil }
    let closed = context.channel.closeFuture
    let channel = context.channel
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(staticString: "0\r\n\r\n")))
      .whenComplete { _ in channel.close(promise: nil) }
    // Who does not read is not waited for.
    context.eventLoop.scheduleTask(in: .milliseconds(500)) { channel.close(promise: nil) }
    return closed
  }

  func channelActive(context: ChannelHandlerContext) {
    self.context = context
    shard.add(self)
  }

  func channelInactive(context: ChannelHandlerContext) { gone() }
  func handlerRemoved(context: ChannelHandlerContext) { gone() }

  private func gone() {
    shard.remove(self)
    context = nil
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    guard context.channel.isWritable else { return }
    missedBeats = 0
    shard.catchUp(self)
  }

  /// No browser speaks on a stream.
  func channelRead(context: ChannelHandlerContext, data: NIOAny) { context.close(promise: nil) }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}
