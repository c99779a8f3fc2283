import Classroom
import Foundation
import Identity
import NIOCore
import Runtime
import Words

/// What one kind of page gets over its stream: pieces of HTML by region, and the running times.
struct Frame: Equatable, Sendable {
  var regions: [String: String]
  /// Own words of the page, for scripts: which item is on stage, and the like.
  var facts: [String: String] = [:]
}

/// Which page a stream belongs to. Two readers with the same key get the same bytes.
struct FrameKey: Hashable, Sendable {
  var viewer: Viewer
  var language: Language
}

/// The live streams of all classes. Each class has one room that renders once and sends to all.
public actor Rooms {
  private var rooms: [SectionID: Room] = [:]

  func room(of session: LiveSession, site: Site) -> Room {
    if let room = rooms[session.section] { return room }
    let room = Room(session: session, site: site)
    rooms[session.section] = room
    return room
  }

  /// Ends every stream, so that the server can stop at once.
  public func close() async {
    for room in rooms.values { await room.close() }
  }
}

/// The streams of one class: watches its state, renders each kind of page once when what it shows
/// has changed, at most every 100 ms, and hands the same bytes to all readers.
actor Room {
  /// One open stream, and the position of the state it last got.
  private struct Reader {
    var position: Int
    var continuation: AsyncStream<ByteBuffer>.Continuation
  }
  private let session: LiveSession
  private let site: Site
  private var readers: [FrameKey: [Int: Reader]] = [:]
  /// The last frame encoded for each kind of page, and the last one sent to all its readers.
  private var encoded: [FrameKey: (view: View?, frame: Frame, json: String)] = [:]
  private var sent: [FrameKey: Frame] = [:]
  private var nextReader = 0
  private var watch: Task<Void, Never>?
  private var beat: Task<Void, Never>?
  private var closed = false

  init(session: LiveSession, site: Site) {
    self.session = session
    self.site = site
  }

  /// A stream of ready Server-Sent Events, beginning with the current view.
  ///
  /// A slow reader keeps only the newest event: each one holds the whole view.
  func frames(_ key: FrameKey) async -> AsyncStream<ByteBuffer> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: ByteBuffer.self, bufferingPolicy: .bufferingNewest(1))
    guard !closed else {
      continuation.finish()
      return stream
    }
    let reader = nextReader
    nextReader += 1
    readers[key, default: [:]][reader] = Reader(position: -1, continuation: continuation)
    continuation.onTermination = { [weak self] _ in
      Task { [weak self] in await self?.leave(key, reader) }
    }
    start()
    let snapshot = await session.snapshot
    send(await event(key, snapshot.state).bytes, at: snapshot.position, to: reader, of: key)
    return stream
  }

  func close() {
    closed = true
    watch?.cancel()
    beat?.cancel()
    for reader in readers.values.flatMap(\.values) { reader.continuation.finish() }
    readers = [:]
  }

  private var readerCount: Int { readers.values.reduce(0) { $0 + $1.count } }

  private func leave(_ key: FrameKey, _ reader: Int) { readers[key]?[reader] = nil }

  /// Never lets an older view follow a newer one.
  private func send(_ bytes: ByteBuffer, at position: Int, to reader: Int, of key: FrameKey) {
    guard let known = readers[key]?[reader], known.position <= position else { return }
    readers[key]?[reader]?.position = position
    known.continuation.yield(bytes)
  }

  private func start() {
    guard watch == nil else { return }
    watch = Task { [weak self, session] in
      for await snapshot in await session.snapshots() {
        await self?.show(snapshot, always: false)
        // A large hall gets fewer frames a second, so that answers are not kept waiting by them.
        let readers = await self?.readerCount ?? 0
        try? await Task.sleep(for: .milliseconds(max(100, readers / 5)))
      }
    }
    // Keeps connections known to be alive and countdowns true.
    beat = Task { [weak self, session] in
      while !Task.isCancelled {
        try? await Task.sleep(for: .seconds(10))
        await self?.show(await session.snapshot, always: true)
      }
    }
  }

  private func show(_ snapshot: Snapshot, always: Bool) async {
    for key in readers.keys where readers[key]?.isEmpty == false {
      let (bytes, frame) = await event(key, snapshot.state)
      guard always || sent[key] != frame else { continue }
      sent[key] = frame
      for reader in (readers[key] ?? [:]).keys {
        send(bytes, at: snapshot.position, to: reader, of: key)
      }
    }
  }

  private func event(_ key: FrameKey, _ state: State) async -> (bytes: ByteBuffer, frame: Frame) {
    let (json, frame) = await viewJSON(key, state: state)
    return (ByteBuffer(string: "event: view\ndata: \(json)\n\n"), frame)
  }

  /// The whole current view with the running times: what a stream sends and a poll fetches.
  private func viewJSON(
    _ key: FrameKey, state: State
  ) async -> (json: String, frame: Frame) {
    // Every answer changes the state, few change what the room sees: rendering is what costs. (Pages
    // for the trainer and the organizer also hold names, which change without an event.)
    var seen: View?
    if key.viewer == .learner || key.viewer == .projector {
      seen = view(of: state, for: key.viewer)
      if let known = encoded[key], known.view == seen {
        return (whole(known.json, state), known.frame)
      }
    }
    let frame = await site.frame(key, state: state)
    let json: String
    if let known = encoded[key], known.frame == frame {
      json = known.json
    } else {
      json = Self.encode(frame)
    }
    encoded[key] = (seen, frame, json)
    return (whole(json, state), frame)
  }

  private func whole(_ json: String, _ state: State) -> String {
    "{\"pulse\":\(pulseJSON(state)),\(json)}"
  }

  func currentJSON(_ key: FrameKey) async -> String {
    await viewJSON(key, state: await session.state).json
  }

  /// `"regions":{…},"facts":{…}` on one line.
  private static func encode(_ frame: Frame) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let parts = [("regions", frame.regions), ("facts", frame.facts)].map { name, value in
      let bytes = (try? encoder.encode(value)) ?? Data("{}".utf8)
      return "\"\(name)\":" + String(decoding: bytes, as: UTF8.self)
    }
    return parts.joined(separator: ",")
  }

  private func pulseJSON(_ state: State) -> String {
    let pulse = pulse(of: state, at: site.clock())
    let fields: [(String, Int?)] = [
      ("segment", pulse.segmentSeconds), ("behind", pulse.behindSeconds),
      ("break", pulse.breakSeconds),
    ]
    let numbers = fields.map { "\"\($0)\":" + ($1.map(String.init) ?? "null") }
    return "{" + numbers.joined(separator: ",") + ",\"paused\":\(pulse.paused)}"
  }
}

extension Site {
  /// What one kind of page shows now.
  func frame(_ key: FrameKey, state: State) async -> Frame {
    switch key.viewer {
    case .projector: screenFrame(state, in: key.language)
    case .learner: learnerFrame(state, in: key.language)
    case .trainer: await trainerFrame(state, in: key.language)
    case .organizer: await sectionFrame(state, in: key.language)
    }
  }
}
