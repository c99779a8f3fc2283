import Classroom
import Foundation
import Identity
import Journal
import Synchronization

/// One line of the list of classes.
public struct SectionSummary: Equatable, Sendable {
  public var profile: SectionProfile
  public var phase: State.Phase
  public var digest: String
}

/// All classes of one data file. Opens a class when it is first asked for.
public actor Hall {
  public nonisolated let engine: any EventLog & BallotBox
  private let clock: LiveSession.Clock
  private var opening: [SectionID: Task<LiveSession, any Error>] = [:]
  private var summaries: [SectionID: SectionSummary] = [:]
  private var order: [SectionID] = []
  private var codes: [String: SectionID] = [:]

  /// Classes whose record cannot be read; `guildhall verify` says where.
  public private(set) var damaged: [SectionID] = []

  private static let prefix = "class-"

  /// Reads which classes there are.
  public init(engine: any EventLog & BallotBox, clock: @escaping LiveSession.Clock) async throws {
    self.engine = engine
    self.clock = clock
    var found: [(Moment, SectionSummary)] = []
    for stream in try await engine.streams(withPrefix: Self.prefix) {
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
      found.append((first?.time ?? Moment(milliseconds: 0), Self.summary(state)))
      // A class still open stays in memory; a closed one is read again when asked for.
      if state.isOpen { opening[session.section] = Task { session } }
    }
    for (_, summary) in found.sorted(by: { ($0.0, $0.1.profile.id) < ($1.0, $1.1.profile.id) }) {
      note(summary)
    }
  }

  private static func summary(_ state: State) -> SectionSummary {
    SectionSummary(profile: state.profile, phase: state.phase, digest: state.plan.digest)
  }

  private func note(_ summary: SectionSummary) {
    let id = summary.profile.id
    if summaries[id] == nil { order.append(id) }
    summaries[id] = summary
    codes[summary.profile.code] = id
  }

  /// Newest first.
  public func sections() async -> [SectionSummary] {
    for (id, task) in opening {
      if let session = try? await task.value { note(Self.summary(await session.state)) }
      _ = id
    }
    return order.reversed().compactMap { summaries[$0] }
  }

  public func session(_ id: SectionID) async throws -> LiveSession? {
    guard summaries[id] != nil else { return nil }
    if let task = opening[id] { return try await task.value }
    let task = Task { try await LiveSession(section: id, engine: engine, clock: clock) }
    opening[id] = task
    do { return try await task.value } catch {
      opening[id] = nil
      throw error
    }
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
    note(Self.summary(state))
    opening[id] = Task { session }
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
