import Foundation
import NIOCore
import NIOPosix
import Synchronization

// The load: bare connections over swift-nio, in this process, while the server has one of its own.

/// One connection that sends requests that were made before, and counts what comes back.
final class WireHandler: ChannelInboundHandler, @unchecked Sendable {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  enum Mode {
    /// Counts events of a stream; each ends with a blank line and the end of its chunk.
    case stream(Crowd)
    /// Waits for one answer at a time.
    case answers
  }
  let mode: Mode
  var channel: (any Channel)?
  private var buffered = ByteBuffer()
  private var waiting: EventLoopPromise<Int>?

  init(_ mode: Mode) { self.mode = mode }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    switch mode {
    case .stream(let crowd):
      let end = bytes.readableBytesView.suffix(4)
      if end.elementsEqual("\n\n\r\n".utf8) { crowd.note(bytes) }
    case .answers:
      buffered.writeBuffer(&bytes)
      guard let status = complete() else { return }
      buffered.clear()
      let promise = waiting
      waiting = nil
      promise?.succeed(status)
    }
  }

  /// The status of an answer that is all there; every answer names its length. Read byte by byte, so
  /// that a longer head costs the load next to nothing.
  private func complete() -> Int? {
    buffered.withUnsafeReadableBytes { bytes in
      let name = Array("ontent-length: ".utf8)
      var length: Int?
      var start = 0
      while start + 1 < bytes.count {
        guard let end = bytes[start...].firstIndex(of: 10) else { return nil }
        if end - start <= 1 {
          guard let length, bytes.count >= end + 1 + length else { return nil }
          return bytes[9..<12].reduce(0) { $0 * 10 + Int($1) - 48 }
        }
        if end - start > name.count + 1, bytes[start] | 0x20 == 0x63,
          zip(name, bytes[(start + 1)...]).allSatisfy({ $0 == $1 | 0x20 || $0 == $1 })
        {
          length = bytes[(start + 1 + name.count)..<(end - 1)].reduce(0) { $0 * 10 + Int($1) - 48 }
        }
        start = end + 1
      }
      return nil
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    waiting?.succeed(0)
    waiting = nil
  }
  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  /// Sends a request; the status of its answer, or 0 when the connection broke.
  func ask(_ request: ByteBuffer) -> EventLoopFuture<Int> {
    guard let channel else { fatalError("not connected") }
    return channel.eventLoop.flatSubmit {
      let promise = channel.eventLoop.makePromise(of: Int.self)
      guard channel.isActive else {
        promise.succeed(0)
        return promise.futureResult
      }
      self.waiting = promise
      channel.writeAndFlush(request, promise: nil)
      return promise.futureResult
    }
  }
}

/// How far the streams of a crowd are.
final class Crowd: Sendable {
  private struct State {
    var events = 0
    var goal = Int.max
    var reached: CheckedContinuation<UInt64, Never>?
    var last = ByteBuffer()
  }
  private let state = Mutex(State())

  func note(_ bytes: ByteBuffer) {
    let reply = state.withLock { state -> CheckedContinuation<UInt64, Never>? in
      state.events += 1
      if state.events == state.goal || state.last.readableBytes == 0 { state.last = bytes }
      guard state.events >= state.goal else { return nil }
      defer { state.reached = nil }
      return state.reached
    }
    reply?.resume(returning: DispatchTime.now().uptimeNanoseconds)
  }

  /// The bytes that ended the last round.
  var last: ByteBuffer { state.withLock { $0.last } }

  /// Starts a round after which every one of `streams` has one event more.
  func expect(_ streams: Int) { state.withLock { ($0.events, $0.goal) = (0, streams) } }

  /// When the last one had it, in nanoseconds of the monotonic clock.
  func reached() async -> UInt64 {
    await withCheckedContinuation { reply in
      let done = state.withLock { state -> Bool in
        if state.events >= state.goal { return true }
        state.reached = reply
        return false
      }
      if done { reply.resume(returning: DispatchTime.now().uptimeNanoseconds) }
    }
  }
}

/// Opens connections, a few hundred at a time.
func connect(_ count: Int, port: Int, _ mode: WireHandler.Mode) async throws -> [WireHandler] {
  var wires: [WireHandler] = []
  while wires.count < count {
    let some = min(400, count - wires.count)
    wires += try await withThrowingTaskGroup(of: WireHandler.self) { group in
      for _ in 0..<some {
        group.addTask {
          let wire = WireHandler(mode)
          wire.channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(20))
            .channelInitializer { channel in
              channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(wire)
              }
            }
            .connect(host: "127.0.0.1", port: port).get()
          return wire
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
  }
  return wires
}

func close(_ wires: [WireHandler]) async {
  for wire in wires { wire.channel?.close(promise: nil) }
  for wire in wires { try? await wire.channel?.closeFuture.get() }
}

/// A server in a process of its own, told what to do over its standard input.
final class ServerProcess {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var rest = Data()
  let port: Int
  /// What it said when it was ready, behind its port.
  let facts: [String]

  init(_ arguments: String...) throws {
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = output
    var first = Data()
    try process.run()
    while !first.contains(10) {
      let more = output.fileHandleForReading.availableData
      guard !more.isEmpty else { fatalError("the server \(arguments) ended") }
      first += more
    }
    let words = String(decoding: first, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    port = Int(words[0]) ?? 0
    facts = words.dropFirst().map(String.init)
  }

  /// - Returns: When it was told, in nanoseconds of the monotonic clock.
  @discardableResult
  func tell(_ order: String) -> UInt64 {
    let now = DispatchTime.now().uptimeNanoseconds
    input.fileHandleForWriting.write(Data((order + "\n").utf8))
    return now
  }

  /// One line of answer to the last order.
  func answer() -> String {
    var line = Data()
    while line.last != 10 {
      let more = output.fileHandleForReading.availableData
      if more.isEmpty { break }
      line += more
    }
    return String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Resident memory, in bytes.
  var memory: Int {
    let text =
      (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/statm", encoding: .utf8))
      ?? ""
    return (Int(text.split(separator: " ").dropFirst().first ?? "") ?? 0) * 4096
  }

  /// Seconds of CPU used.
  var cpu: Double { cpuSeconds("/proc/\(process.processIdentifier)/stat") }

  func stop() {
    process.terminate()
    process.waitUntilExit()
  }
}

func cpuSeconds(_ path: String = "/proc/self/stat") -> Double {
  let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  let fields = (text.components(separatedBy: ") ").last ?? "").split(separator: " ")
  guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
    return 0
  }
  return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
}
