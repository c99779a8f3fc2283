import Classroom
import Foundation
import Identity
import Journal
import Synchronization

/// One line of the list of classes.
public struct SectionSummary: Equatable, Sendable, Codable {
  public var profile: SectionProfile
  public var phase: State.Phase
  public var digest: String
  /// When the class was made.
  public var created: Moment

  init(_ state: State, created: Moment) {
    profile = state.profile
    phase = state.phase
    digest = state.plan.digest
    self.created = created
  }

  func bytes() throws -> [UInt8] { [UInt8](try JSONEncoder().encode(self)) }
  init(_ bytes: [UInt8]) throws {
    self = try JSONDecoder().decode(Self.self, from: Data(bytes))
  }
}

/// All classes of one data file. Opens a class when it is first asked for; keeps those that go on, and
/// a few of the others.
public actor Hall {
  public nonisolated let engine: any EventLog & BallotBox
  private let clock: LiveSession.Clock
  private var opening: [SectionID: Task<LiveSession, any Error>] = [:]
  /// Classes that go on.
  private var live: [SectionID: LiveSession] = [:] { didSet { publish() } }
  /// The same by code, for those who come on threads of their own.
  private nonisolated let liveByCode = Mutex<[String: LiveSession]>([:])
  /// Classes that have ended, the one asked for last at the end; and those that somebody else still
  /// holds, so that there is never a second session of one class.
  private var recent: [LiveSession] = []
  private var shelf: [SectionID: Shelved] = [:]
  private struct Shelved { weak var session: LiveSession? }
  private static let recentLimit = 4
  private var summaries: [SectionID: SectionSummary] = [:]
  private var order: [SectionID] = []
  private var codes: [String: SectionID] = [:]

  /// Classes whose record cannot be read; `guildhall verify` says where.
  public private(set) var damaged: [SectionID] = []

  private static let prefix = "class-"

  /// Reads which classes there are. An ended class with a snapshot is not opened.
  public init(engine: any EventLog & BallotBox, clock: @escaping LiveSession.Clock) async throws {
    self.engine = engine
    self.clock = clock
    var found: [SectionSummary] = []
    for stream in try await engine.streams(withPrefix: Self.prefix) {
      if let summary = try await Self.endedSummary(of: stream, engine) {
        found.append(summary)
        continue
      }
      let id = SectionID(rawValue: stream.rawValue)
      let session: LiveSession
      do {
        session = try await LiveSession(section: id, engine: engine, clock: clock)
      } catch is EventCodec.Failure {
        // One class that cannot be read does not close the hall to the others.
        damaged.append(id)
        continue
      }
      let state = await session.state
      guard state.phase != .absent else { continue }
      let first = try await engine.read(stream, after: 0, limit: 1).first
      found.append(SectionSummary(state, created: first?.time ?? Moment(milliseconds: 0)))
      if session.hasEnded { await session.keepSnapshot() } else { live[id] = session }
    }
    let sorted = found.sorted {
      ($0.created, $0.profile.id) < ($1.created, $1.profile.id)
    }
    for summary in sorted { note(summary) }
    publish()
  }

  private func publish() {
    let sessions = live.compactMap { id, session in
      summaries[id].map { ($0.profile.code, session) }
    }
    let table = Dictionary(sessions, uniquingKeysWith: { first, _ in first })
    liveByCode.withLock { $0 = table }
  }

  /// The class of a code if it is in memory and goes on; `session(code:)` finds the others, too.
  public nonisolated func live(code: String) -> LiveSession? {
    guard let session = liveByCode.withLock({ $0[code] }), !session.hasEnded else { return nil }
    return session
  }

  /// The summary of a class that has ended and of which nothing was recorded since its snapshot.
  private static func endedSummary(
    of stream: StreamID, _ engine: any EventLog
  ) async throws -> SectionSummary? {
    guard let codec = SessionSnapshot.codec,
      let found = try await engine.trustedSnapshot(of: stream, codec: codec, withBytes: false),
      found.isCurrent, let summary = try? SectionSummary(found.snapshot.summary),
      summary.phase == .closed
    else { return nil }
    return summary
  }

  private func note(_ summary: SectionSummary) {
    let id = summary.profile.id
    if summaries[id] == nil { order.append(id) }
    summaries[id] = summary
    codes[summary.profile.code] = id
  }

  /// Newest first.
  public func sections() async -> [SectionSummary] {
    for (id, session) in live { await refresh(id, session) }
    return order.reversed().compactMap { summaries[$0] }
  }

  private func refresh(_ id: SectionID, _ session: LiveSession) async {
    guard let created = summaries[id]?.created else { return }
    note(SectionSummary(await session.state, created: created))
    if session.hasEnded { shelve(session) }
  }

  public func session(_ id: SectionID) async throws -> LiveSession? {
    guard summaries[id] != nil else { return nil }
    if let session = live[id] {
      if session.hasEnded { await refresh(id, session) }
      return session
    }
    if let session = shelf[id]?.session {
      shelve(session)
      return session
    }
    let task =
      opening[id] ?? Task { try await LiveSession(section: id, engine: engine, clock: clock) }
    opening[id] = task
    defer { opening[id] = nil }
    let session = try await task.value
    // Another caller may have been here first: both hold the same session.
    if session.hasEnded { shelve(session) } else { live[id] = session }
    return session
  }

  /// Keeps an ended class only while it is among the last asked for, or somebody holds it.
  private func shelve(_ session: LiveSession) {
    live[session.section] = nil
    recent.removeAll { $0 === session }
    recent.append(session)
    if recent.count > Self.recentLimit { recent.removeFirst() }
    shelf = shelf.filter { $0.value.session != nil }
    shelf[session.section] = Shelved(session: session)
  }

  public func session(code: String) async throws -> LiveSession? {
    guard let id = codes[code] else { return nil }
    return try await session(id)
  }

  /// The class of this plan, if one was made, trial classes aside; what `serve --plan` reopens. One
  /// that runs goes before one that has not begun, and that before one that has ended.
  public func section(digest: String) async -> SectionID? {
    let rank: [State.Phase: Int] = [.live: 0, .planned: 1]
    let known = await sections().filter { $0.digest == digest && !$0.profile.trial }
    return known.enumerated().min {
      (rank[$0.element.phase] ?? 2, $0.offset) < (rank[$1.element.phase] ?? 2, $1.offset)
    }?.element.profile.id
  }

  /// Makes a class. The code is chosen so that no other class has it.
  ///
  /// - Throws: `SessionError` when the log could not take it.
  public func create(
    title: String, date: String, room: String, trainer: PersonID?, trial: Bool, plan: PinnedPlan,
    agenda: [Segment]
  ) async throws -> LiveSession {
    let id = SectionID(rawValue: Self.prefix + Token.random(6))
    let profile = SectionProfile(
      id: id, title: title, date: date, room: room, trainer: trainer, code: freeCode(),
      trial: trial)
    codes[profile.code] = id
    let session = try await LiveSession(section: id, engine: engine, clock: clock)
    let state = try await session.handle(
      .createSection(profile: profile, plan: plan, agenda: agenda))
    note(SectionSummary(state, created: clock()))
    live[id] = session
    return session
  }

  private func freeCode() -> String {
    var digits = 4
    while true {
      for _ in 0..<200 {
        let code = (0..<digits).map { _ in String(Int.random(in: 1...9)) }.joined()
        if codes[code] == nil { return code }
      }
      digits += 1
    }
  }
}

/// Random tokens for ids, from the system's generator.
public enum Token {
  /// - Parameter bytes: entropy in bytes; the token has twice as many characters.
  public static func random(_ bytes: Int) -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<bytes).map { _ in
      let byte = UInt8.random(in: 0...255, using: &generator)
      return (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }
}
