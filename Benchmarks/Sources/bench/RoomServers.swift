import Classroom
import Foundation
import Hummingbird
import Identity
import Journal
import JournalSQLite
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import Runtime
import Synchronization
import Web

// The servers that are compared; each runs in a process of its own and does what its input says.

private func orders() -> AsyncStream<String> {
  AsyncStream { continuation in
    Thread.detachNewThread {
      while let line = readLine() { continuation.yield(line) }
      continuation.finish()
    }
  }
}

private func say(_ line: String) {
  FileHandle.standardOutput.write(Data((line + "\n").utf8))
}

/// A class of a page, another page and some quizzes, with `people` learners checked in.
///
/// Orders: `turn` (to the other page, seen by all), `open ID`, `counts`.
func serveRoom(people: Int) async throws {
  let folder = try scratch()
  defer { try? FileManager.default.removeItem(at: folder) }
  let engine = try SQLiteEngine(path: folder.appendingPathComponent("a.db").path, mode: .serve)
  let clock: LiveSession.Clock = {
    Moment(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
  }
  let site = try await Site(
    hall: Hall(engine: engine, clock: clock), library: PlanLibrary(engine: engine, clock: clock),
    people: engine.people, blobs: SQLiteBlobs(engine: engine), publicURL: "http://127.0.0.1",
    clock: clock,
    rooms: Rooms(beat: .seconds(3600)))
  let items = (0..<20).map {
    AssessmentItem(id: "i\($0)", kind: .quiz, prompt: "仲裁时效是多久？", choices: ["六个月", "一年"], key: [1])
  }
  let lines = (1...7).map { "第\($0)条：先听清事实，再问清要求；能当场答复的当场答复，不能答复的说明由谁答复。" }
  let session = try await site.hall.create(
    title: "倾听职工诉求", date: "2026-12-01", room: "", trainer: nil, trial: false,
    plan: PinnedPlan(file: "f", source: "s", digest: "d"),
    agenda: [
      Segment(
        id: "s1", kind: .lecture, title: "讲授", plannedMinutes: 20,
        pages: (0..<2).map { Page(role: .text, lines: lines + ["第\($0)页"]) }),
      Segment(id: "s2", kind: .quiz, title: "", plannedMinutes: 5, items: items),
    ])
  try await session.handle(.next)
  for start in stride(from: 0, to: people, by: 1000) {
    try await session.handle(
      (start..<min(start + 1000, people)).flatMap {
        [
          Submission(.enroll(person: PersonID("p\($0)"), group: "")),
          Submission(.checkIn(person: PersonID("p\($0)"), by: .phone)),
        ]
      })
  }
  let code = await session.state.profile.code
  let section = session.section.rawValue
  var logger = Logger(label: "bench")
  logger.logLevel = .error
  let tokens = (0..<people).map {
    site.seal.token("person", [section, "p\($0)"], expires: clock().adding(seconds: 86_400))
  }
  let file = folder.appendingPathComponent("tokens")
  try tokens.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
  let app = application(site: site, host: "127.0.0.1", port: 0, logger: logger) { port in
    say("\(port) \(code) \(section) \(file.path)")
  }
  Task { try await app.run() }
  var isSecond = false
  for await order in orders() {
    let words = order.split(separator: " ").map(String.init)
    switch words.first {
    case "turn":
      try await session.handle(.jump(to: Cursor(segment: 0, page: isSecond ? 0 : 1)))
      isSecond.toggle()
    case "open": try await session.handle(.openItems([words[1]]))
    case "counts": say("\(await session.state.counts.answers)")
    default: break
    }
  }
  try await engine.close()
}

/// The least that can carry a stream: swift-nio with its HTTP codec, one handler a connection, one
/// list a loop. Order: `turn PATH` sends the bytes of a file to all.
func serveBare() async throws {
  let loops = Array(MultiThreadedEventLoopGroup.singleton.makeIterator())
  let lists = Dictionary(uniqueKeysWithValues: loops.map { (ObjectIdentifier($0), BareList()) })
  let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
    .serverChannelOption(.backlog, value: 4096)
    .childChannelInitializer { channel in
      channel.eventLoop.makeCompletedFuture {
        let list = lists[ObjectIdentifier(channel.eventLoop)] ?? BareList()
        try channel.pipeline.syncOperations.configureHTTPServerPipeline(
          withPipeliningAssistance: false)
        try channel.pipeline.syncOperations.addHandler(BareStream(list))
      }
    }
    .bind(host: "127.0.0.1", port: 0).get()
  say("\(server.localAddress?.port ?? 0)")
  for await order in orders() {
    let words = order.split(separator: " ").map(String.init)
    guard words.count == 2, let bytes = FileManager.default.contents(atPath: words[1]) else {
      continue
    }
    let chunk = ByteBuffer(bytes: bytes)
    for loop in loops {
      loop.execute {
        for stream in lists[ObjectIdentifier(loop)]?.streams ?? [] { stream.send(chunk) }
      }
    }
  }
}

private final class BareList: @unchecked Sendable { var streams: [BareStream] = [] }

private final class BareStream: ChannelInboundHandler, @unchecked Sendable {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart
  private let list: BareList
  private var context: ChannelHandlerContext?
  init(_ list: BareList) { self.list = list }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head = unwrapInboundIn(data) else { return }
    self.context = context
    list.streams.append(self)
    let head = HTTPResponseHead(
      version: .http1_1, status: .ok, headers: ["Content-Type": "text/event-stream"])
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.writeAndFlush(
      wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: "event: view\ndata: {}\n\n")))),
      promise: nil)
  }
  func send(_ chunk: ByteBuffer) {
    context?.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(chunk))), promise: nil)
  }
  func channelInactive(context: ChannelHandlerContext) {
    self.context = nil
    list.streams.removeAll { $0 === self }
  }
}

/// A Hummingbird route that does nothing.
func serveNothing() async throws {
  let router = Router()
  router.post("nothing") { _, _ in "ok" }
  var logger = Logger(label: "bench")
  logger.logLevel = .error
  let app = Application(
    router: router,
    configuration: .init(address: .hostname("127.0.0.1", port: 0), backlog: 4096),
    onServerRunning: { say("\($0.localAddress?.port ?? 0)") }, logger: logger)
  try await app.run()
}
