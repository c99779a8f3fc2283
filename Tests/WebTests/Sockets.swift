import Foundation
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

@testable import Web

/// A site served on a real socket, as `guildhall serve` does it.
struct Served: Sendable {
  let port: Int
  let group: ServiceGroup
  let site: Site

  /// Serves while `body` runs, then stops gracefully.
  static func run(_ site: Site, _ body: @Sendable @escaping (Served) async throws -> Void)
    async throws
  {
    let (ports, known) = AsyncStream.makeStream(of: Int.self)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let app = application(site: site, host: "127.0.0.1", port: 0, logger: logger) {
      known.yield($0)
    }
    var configuration = ServiceGroupConfiguration(
      services: [.init(service: app), .init(service: Closer(rooms: site.rooms))], logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(2)
    let group = ServiceGroup(configuration: configuration)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      var iterator = ports.makeAsyncIterator()
      let port = await iterator.next() ?? 0
      do {
        try await body(Served(port: port, group: group, site: site))
        await group.triggerGracefulShutdown()
      } catch {
        await group.triggerGracefulShutdown()
        throw error
      }
      try await tasks.waitForAll()
    }
  }

  private struct Closer: Service {
    let rooms: Rooms
    func run() async throws {
      try? await gracefulShutdown()
      await rooms.close()
    }
  }

  /// Opens a connection and sends some bytes.
  func connect(_ bytes: String = "", receiveBuffer: Int? = nil) async throws -> Wire {
    let wire = Wire()
    var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.autoRead, value: receiveBuffer == nil)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Collector(wire))
        }
      }
    if let receiveBuffer {
      bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: receiveBuffer)
    }
    let channel = try await bootstrap.connect(host: "127.0.0.1", port: port).get()
    wire.channel.withLock { $0 = channel }
    if !bytes.isEmpty { try await wire.send(bytes) }
    return wire
  }

  /// Opens a stream; returns when its first view is there.
  func stream(_ path: String, headers: String = "") async throws -> Wire {
    let wire = try await connect(Self.get(path, headers))
    try await wire.waits { $0.contains("event: view") || $0.contains("HTTP/1.1 5") }
    return wire
  }

  static func get(_ path: String, _ headers: String = "") -> String {
    "GET \(path) HTTP/1.1\r\nHost: hall.test\r\nAccept-Language: zh-CN\r\n\(headers)\r\n"
  }
}

/// One connection, with all it has received as text.
final class Wire: Sendable {
  struct Late: Error { var received: String }
  fileprivate let channel = Mutex<(any Channel)?>(nil)
  fileprivate let received = Mutex<[UInt8]>([])
  fileprivate let ended = Mutex(false)

  var text: String { received.withLock { String(decoding: $0, as: UTF8.self) } }
  var bytes: Int { received.withLock(\.count) }
  /// Whether the server has closed its side.
  var isEnded: Bool { ended.withLock { $0 } }

  func send(_ text: String) async throws {
    try await channel.withLock { $0 }?.writeAndFlush(ByteBuffer(string: text)).get()
  }

  func close() async throws { try await channel.withLock { $0 }?.close().get() }

  /// Sends no more, but goes on reading.
  func closeOutput() async throws { try await channel.withLock { $0 }?.close(mode: .output).get() }

  /// Reads once, for a connection that does not read by itself.
  func read() { channel.withLock { $0 }?.read() }

  /// Waits until what was received satisfies a condition.
  func waits(seconds: Double = 60, _ condition: (String) -> Bool) async throws {
    try await until(seconds: seconds, on: self) { condition(self.text) }
  }

  func waitsForEnd(seconds: Double = 60) async throws {
    try await until(seconds: seconds, on: self) { self.isEnded }
  }
}

/// Looks again and again until something is so.
func until(
  seconds: Double = 60, on wire: Wire? = nil, _ condition: () async -> Bool
) async throws {
  let end = ContinuousClock.now + .seconds(seconds)
  while await !condition() {
    guard ContinuousClock.now < end else { throw Wire.Late(received: wire?.text ?? "") }
    try await Task.sleep(for: .milliseconds(20))
  }
}

private final class Collector: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private let wire: Wire
  init(_ wire: Wire) { self.wire = wire }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let buffer = unwrapInboundIn(data)
    wire.received.withLock { $0.append(contentsOf: buffer.readableBytesView) }
  }
  func channelInactive(context: ChannelHandlerContext) { wire.ended.withLock { $0 = true } }
  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed = event { wire.ended.withLock { $0 = true } }
  }
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    wire.ended.withLock { $0 = true }
    context.close(promise: nil)
  }
}
