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
  /// The further room whose stage it shows; `nil` for the main room's.
  var room: RoomID? = nil
  /// What lets its readers look, where not everybody may: readers of one pass end together.
  var pass: Pass? = nil
}

/// The rooms of all classes that somebody is looking at.
public actor Rooms {
  public nonisolated let streams: Streams
  /// How often each stream is sent its view although nothing happened.
  private let beat: Duration
  private var rooms: [SectionID: Room] = [:]

  public init(capacity: Capacity = Capacity(), beat: Duration = .seconds(10)) {
    streams = Streams(capacity: capacity)
    self.beat = beat
  }

  func room(of session: LiveSession, site: Site) -> Room {
    if let room = rooms[session.section], room.session === session { return room }
    let room = Room(session: session, site: site, beat: beat) { [weak self] room in
      await self?.forget(room)
    }
    rooms[session.section] = room
    return room
  }

  /// Nobody looks any more: the class need not be kept in memory for its room.
  private func forget(_ room: Room) {
    let section = room.session.section
    if rooms[section] === room { rooms[section] = nil }
  }

  /// Ends every stream, so that the server can stop at once.
  public nonisolated func close() async { await streams.close() }
}

/// Shows one class: watches its state, renders each kind of page once when what it shows has changed,
/// at most every 100 ms, and hands the same bytes to all its readers.
///
/// It works while somebody reads or asks, and falls asleep when nobody has for a minute.
actor Room {
  /// One kind of page.
  private struct Stage {
    let audience: Audience
    var asked: ContinuousClock.Instant
    /// Of the state that the last rendering was made from; its view, where that is enough; and what
    /// came out.
    var position = -1
    var view: View?
    var frame: Frame?
    var json = ""
    /// The frame that all readers have got, or are about to get.
    var sent: Frame?
    /// The last event, with its running times.
    var event: (pulse: String, bytes: ByteBuffer)?
    /// When the next rendering may begin that only one reader asks for.
    var restsUntil = ContinuousClock.now
    /// The next such rendering, for whoever asks meanwhile.
    var next: Task<Void, Never>?
  }
  nonisolated let session: LiveSession
  private let site: Site
  private let beat: Duration
  private let onSleep: @Sendable (Room) async -> Void
  private var stages: [FrameKey: Stage] = [:]
  private var tasks: [Task<Void, Never>] = []
  /// Rest that is owed for what was sent lately, as of `shownAt`.
  private var owed = Duration.zero
  private var shownAt = ContinuousClock.now

  private static let patience = Duration.seconds(60)

  init(
    session: LiveSession, site: Site, beat: Duration,
    onSleep: @escaping @Sendable (Room) async -> Void
  ) {
    self.session = session
    self.site = site
    self.beat = beat
    self.onSleep = onSleep
  }

  /// The audience of a kind of page, and the event that a new reader begins with.
  func welcome(
    _ key: FrameKey
  ) async -> (audience: Audience, position: Int, event: ByteBuffer) {
    ask(key)
    await refresh(key)
    let event = publish(key, await session.snapshot, isBeat: false)
    let stage = stage(key)
    return (stage.audience, stage.position, event)
  }

  /// The whole current view with the running times, for a page that asks again and again.
  func current(_ key: FrameKey) async -> String {
    ask(key)
    await refresh(key)
    return whole(stage(key), pulseJSON(await session.state.seen(from: key.room)))
  }

  /// Renders one kind of page for whoever asks. Where changes go on and on in a large hall, hundreds
  /// that ask meanwhile wait for the same rendering: of a state not older than their question.
  private func refresh(_ key: FrameKey) async {
    if let next = stage(key).next { return await next.value }
    let rest = ContinuousClock.now.duration(to: stage(key).restsUntil)
    let next = Task {
      if rest > .zero { try? await Task.sleep(for: rest) }
      stages[key]?.next = nil  // whoever asks from here on has to see a later state
      await render(key, session.snapshot)
    }
    stages[key]?.next = next
    await next.value
  }

  // MARK: - Awake and asleep

  private func ask(_ key: FrameKey) {
    var stage = stage(key)
    stage.asked = .now
    stages[key] = stage
    guard tasks.isEmpty else { return }
    tasks = [
      Task { [weak self, session] in
        for await _ in await session.changes() {
          let rest = await self?.showAll(session.snapshot, isBeat: false) ?? .zero
          try? await Task.sleep(for: rest)
        }
      },
      // Keeps connections known to be alive and countdowns true.
      Task { [weak self, session, beat] in
        while !Task.isCancelled {
          try? await Task.sleep(for: beat)
          guard await self?.isNeeded == true else { return await self?.sleep() ?? () }
          _ = await self?.showAll(session.snapshot, isBeat: true)
        }
      },
    ]
  }

  private func sleep() async {
    guard !isNeeded else { return }
    for task in tasks { task.cancel() }
    tasks = []
    stages = [:]
    await onSleep(self)
  }

  private var isNeeded: Bool { stages.values.contains { isWarm($0) } }

  private func isWarm(_ stage: Stage) -> Bool {
    !stage.audience.isEmpty || stage.asked.duration(to: .now) < Self.patience
  }

  private func stage(_ key: FrameKey) -> Stage {
    stages[key] ?? Stage(audience: site.rooms.streams.audience(), asked: .now)
  }

  // MARK: - Showing

  /// Shows every kind of page that somebody reads.
  ///
  /// - Returns: How long to rest: rendering takes at most a fifth of the time. Where changes go on and
  ///   on, a large hall gets fewer of them a second, so that answers are not kept waiting; a page
  ///   turned now and then is shown at once.
  private func showAll(_ snapshot: Snapshot, isBeat: Bool) async -> Duration {
    let clock = ContinuousClock()
    let work = await clock.measure {
      for (key, stage) in stages where isWarm(stage) {
        if let pass = key.pass, await !site.isValid(pass, in: snapshot.state) {
          // Not waited for: the others are shown what is new meanwhile.
          Task { await stage.audience.close() }
          continue
        }
        _ = await show(key, snapshot, isBeat: isBeat)
      }
    }
    let readers = stages.values.reduce(0) { $0 + $1.audience.count }
    owed = max(.zero, owed - shownAt.duration(to: .now)) + .milliseconds(readers / 10)
    shownAt = .now
    return max(.milliseconds(100), work * 4, owed - .seconds(1))
  }

  /// Renders one kind of page and sends it to its readers if it is news to them.
  ///
  /// - Returns: The event.
  private func show(_ key: FrameKey, _ snapshot: Snapshot, isBeat: Bool) async -> ByteBuffer {
    await render(key, snapshot)
    return publish(key, snapshot, isBeat: isBeat)
  }

  private func publish(_ key: FrameKey, _ snapshot: Snapshot, isBeat: Bool) -> ByteBuffer {
    var stage = stage(key)
    let pulse = pulseJSON(snapshot.state.seen(from: key.room))
    let event: ByteBuffer
    if let known = stage.event, known.pulse == pulse || stage.position > snapshot.position {
      event = known.bytes
    } else {
      event = ByteBuffer(string: "event: view\ndata: \(whole(stage, pulse))\n\n")
      stage.event = (pulse, event)
    }
    if isBeat || stage.sent != stage.frame {
      stage.sent = stage.frame
      stage.audience.send(event, at: stage.position, isBeat: isBeat)
    }
    stages[key] = stage
    return event
  }

  /// Brings `frame` and `json` of one kind of page up to a state, never back to an earlier one.
  private func render(_ key: FrameKey, _ snapshot: Snapshot) async {
    // Every answer changes the state, few change what the room sees: rendering is what costs. (Pages
    // for the trainer and the organizer also hold names, which change without an event.)
    let begin = ContinuousClock.now
    var seen: View?
    if key.viewer == .learner || key.viewer == .projector {
      if let known = stages[key], known.frame != nil, known.position == snapshot.position { return }
      seen = view(of: snapshot.state.seen(from: key.room), for: key.viewer)
      if let known = stages[key], known.frame != nil, known.view == seen {
        stages[key]?.position = max(known.position, snapshot.position)
        stages[key]?.restsUntil = Self.rest(since: begin)
        return
      }
    }
    let frame = await site.frame(key, state: snapshot.state)
    var stage = stage(key)
    guard stage.position <= snapshot.position else { return }  // another rendering was faster
    stage.position = snapshot.position
    stage.restsUntil = Self.rest(since: begin)
    stage.view = seen
    if stage.frame != frame {
      stage.frame = frame
      stage.json = Self.encode(frame)
      stage.event = nil
    }
    stages[key] = stage
  }

  /// Rendering for single readers takes at most a fifth of the time.
  private static func rest(since begin: ContinuousClock.Instant) -> ContinuousClock.Instant {
    let now = ContinuousClock.now
    return now + min(begin.duration(to: now) * 4, .milliseconds(500))
  }

  private func whole(_ stage: Stage, _ pulse: String) -> String {
    "{\"pulse\":\(pulse),\(stage.json)}"
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
      ("break", pulse.breakSeconds), ("timer", pulse.timerSeconds),
    ]
    let numbers = fields.map { "\"\($0)\":" + ($1.map(String.init) ?? "null") }
    return "{" + numbers.joined(separator: ",") + ",\"paused\":\(pulse.paused)}"
  }
}

extension Site {
  /// What one kind of page shows now.
  func frame(_ key: FrameKey, state: State) async -> Frame {
    switch key.viewer {
    case .projector: screenFrame(state.seen(from: key.room), room: key.room, in: key.language)
    case .learner: learnerFrame(state.seen(from: key.room), in: key.language)
    case .trainer:
      await trainerFrame(state.seen(from: key.room), room: key.room, in: key.language)
    case .organizer: await sectionFrame(state, in: key.language)
    case .assistant: await doorFrame(state, in: key.language)
    }
  }
}
