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

  /// What a row of the read tables says.
  public init(_ row: ClassRow) {
    profile = SectionProfile(
      id: row.section, title: row.title, date: row.date, room: row.room, trainer: row.trainer,
      code: row.code, trial: row.trial)
    phase = State.Phase(rawValue: row.phase) ?? .closed
    digest = row.digest
    created = row.created
  }

  func bytes() throws -> [UInt8] { [UInt8](try JSONEncoder().encode(self)) }
  init(_ bytes: [UInt8]) throws {
    self = try JSONDecoder().decode(Self.self, from: Data(bytes))
  }
}

/// All classes of one data file. Opens a class when it is first asked for; keeps those that go on, and
/// a few of the others. What it knows of a class that has ended stands in the read tables, not in memory.
public actor Hall {
  public nonisolated let engine: any Engine
  private let clock: LiveSession.Clock
  private var opening: [SectionID: Task<LiveSession, any Error>] = [:]
  /// Classes that go on.
  private var live: [SectionID: LiveSession] = [:]
  /// Classes that have ended, the one asked for last at the end; and those that somebody else still
  /// holds, so that there is never a second session of one class.
  private var recent: [LiveSession] = []
  private var shelf: [SectionID: Shelved] = [:]
  private struct Shelved { weak var session: LiveSession? }
  private static let recentLimit = 4
  /// Of classes that go on, and of those whose rows are not in the read tables yet.
  private var summaries: [SectionID: SectionSummary] = [:]
  /// The codes of those classes.
  private var codes: [String: SectionID] = [:]
  /// Classes that ended and whose rows are still to be made.
  private var unrecorded: Set<SectionID> = []
  /// Classes with rows that the log does not hold: another file was put in its place.
  private var strangers: [SectionID] = []

  /// Classes whose record cannot be read; `guildhall verify` says where.
  public private(set) var damaged: [SectionID] = []

  private static let prefix = "class-"

  /// Reads which classes there are. One that has ended and whose rows or snapshot are of today is not
  /// opened; rows that are missing are made by `rebuildRecords`.
  public init(engine: any Engine, clock: @escaping LiveSession.Clock) async throws {
    self.engine = engine
    self.clock = clock
    var marks = try await engine.recordMarks()
    for stream in try await engine.streams(withPrefix: Self.prefix) {
      let id = SectionID(rawValue: stream.rawValue)
      let mark = marks.removeValue(forKey: id)
      if let mark, try await Self.isCurrent(mark, of: stream, engine) { continue }
      if let summary = try await Self.endedSummary(of: stream, engine) {
        note(summary)
        unrecorded.insert(id)
        continue
      }
      let session: LiveSession
      do {
        session = try await LiveSession(section: id, engine: engine, clock: clock, tables: engine)
      } catch is EventCodec.Failure {
        // One class that cannot be read does not close the hall to the others.
        damaged.append(id)
        continue
      }
      let state = await session.state
      guard state.phase != .absent else { continue }
      let first = try await engine.read(stream, after: 0, limit: 1).first
      note(SectionSummary(state, created: first?.time ?? Moment(milliseconds: 0)))
      await session.trust(mark)
      if session.hasEnded {
        await session.keepSnapshot()
        unrecorded.insert(id)
      } else {
        live[id] = session
        await session.keepRecord()
      }
    }
    strangers = Array(marks.keys)
  }

  /// Whether rows are those of a class that has ended and of which nothing was recorded since.
  private static func isCurrent(
    _ mark: RecordMark, of stream: StreamID, _ engine: any EventLog
  ) async throws -> Bool {
    guard mark.codec == ClassRecord.codec, mark.phase == State.Phase.closed.rawValue,
      mark.position > 0
    else { return false }
    let records = try await engine.read(stream, after: mark.position - 1, limit: 2)
    return records.count == 1 && records[0].hash == mark.hash
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
    summaries[summary.profile.id] = summary
    codes[summary.profile.code] = summary.profile.id
  }

  /// The read tables hold it: it need not be known here.
  private func letGo(_ id: SectionID) {
    unrecorded.remove(id)
    guard let summary = summaries.removeValue(forKey: id) else { return }
    codes[summary.profile.code] = nil
  }

  // MARK: - Lists

  /// Newest first.
  public func sections() async -> [SectionSummary] {
    await settleRecords()
    var query = ClassQuery()
    query.trial = nil
    query.limit = 1_000
    var found = summaries
    while let page = try? await engine.classes(query), !page.rows.isEmpty {
      for row in page.rows where found[row.section] == nil {
        found[row.section] = SectionSummary(row)
      }
      query.offset += page.rows.count
      if query.offset >= page.total { break }
    }
    return found.values.sorted {
      ($1.created, $1.profile.id) < ($0.created, $0.profile.id)
    }
  }

  /// Those that have not ended, newest first.
  public func openSections() async -> [SectionSummary] {
    await settleRecords()
    return summaries.values.filter { $0.phase != .closed }.sorted {
      ($1.created, $1.profile.id) < ($0.created, $0.profile.id)
    }
  }

  /// Of how many classes the lists still know nothing, because their rows are being made.
  public var waitingRecords: Int { unrecorded.count }

  /// Brings the read tables up to what the classes that go on have come to.
  public func settleRecords() async {
    for (id, session) in live { await refresh(id, session) }
  }

  /// Makes the rows that are missing or of an older kind, one class after the other, beside whatever
  /// else goes on; at the start of a server.
  public func rebuildRecords() async {
    for id in strangers { try? await engine.forget(id) }
    strangers = []
    for id in unrecorded.sorted() {
      guard !Task.isCancelled else { return }
      guard let session = try? await session(id), await session.keepRecord() else { continue }
      letGo(id)
      await Task.yield()
    }
  }

  private func refresh(_ id: SectionID, _ session: LiveSession) async {
    guard let created = summaries[id]?.created else { return }
    note(SectionSummary(await session.state, created: created))
    let isRecorded = await session.keepRecord()
    guard session.hasEnded else { return }
    if isRecorded { letGo(id) } else { unrecorded.insert(id) }
    shelve(session)
  }

  // MARK: - Classes

  public func session(_ id: SectionID) async throws -> LiveSession? {
    if let session = live[id] {
      if session.hasEnded { await refresh(id, session) }
      return session
    }
    if let session = shelf[id]?.session {
      shelve(session)
      return session
    }
    if summaries[id] == nil {
      guard try await engine.recordMark(of: id) != nil else { return nil }
      // The tables are no proof that the log holds it.
      guard try await engine.head(LiveSession.stream(of: id)) > 0 else { return nil }
    }
    let task = opening[id] ?? Task { try await open(id) }
    opening[id] = task
    defer { opening[id] = nil }
    let session = try await task.value
    // Another caller may have been here first: both hold the same session.
    if session.hasEnded { shelve(session) } else { live[id] = session }
    return session
  }

  private func open(_ id: SectionID) async throws -> LiveSession {
    let session = try await LiveSession(section: id, engine: engine, clock: clock, tables: engine)
    await session.trust(try await engine.recordMark(of: id))
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
    if let id = codes[code] { return try await session(id) }
    guard let id = try await engine.section(code: code) else { return nil }
    return try await session(id)
  }

  /// The class of this plan, if one was made, trial classes aside; what `serve --plan` reopens. One
  /// that runs goes before one that has not begun, and that before one that has ended.
  public func section(digest: String) async -> SectionID? {
    await settleRecords()
    var known = summaries
    for row in (try? await engine.classes(digest: digest)) ?? [] where known[row.section] == nil {
      known[row.section] = SectionSummary(row)
    }
    let rank: [State.Phase: Int] = [.live: 0, .planned: 1]
    return known.values.filter { $0.digest == digest && !$0.profile.trial }
      .sorted { ($1.created, $1.profile.id) < ($0.created, $0.profile.id) }.enumerated().min {
        (rank[$0.element.phase] ?? 2, $0.offset) < (rank[$1.element.phase] ?? 2, $1.offset)
      }?.element.profile.id
  }

  /// Makes a class. The code is chosen so that no other class has it.
  ///
  /// - Throws: `SessionError` when the log could not take it; `EventLogError` when the codes that are
  ///   taken cannot be read.
  public func create(
    title: String, date: String, room: String, trainer: PersonID?, trial: Bool, plan: PinnedPlan,
    agenda: [Segment]
  ) async throws -> LiveSession {
    let id = SectionID(rawValue: Self.prefix + Token.random(6))
    let profile = SectionProfile(
      id: id, title: title, date: date, room: room, trainer: trainer,
      code: try await takeCode(for: id), trial: trial)
    let session = try await LiveSession(section: id, engine: engine, clock: clock, tables: engine)
    let state = try await session.handle(
      .createSection(profile: profile, plan: plan, agenda: agenda))
    note(SectionSummary(state, created: clock()))
    live[id] = session
    await session.keepRecord()
    return session
  }

  /// A code that no class has, taken for this one: another class being made must not find it free.
  private func takeCode(for id: SectionID) async throws -> String {
    var digits = 4
    while true {
      for _ in 0..<200 {
        let code = (0..<digits).map { _ in String(Int.random(in: 1...9)) }.joined()
        guard codes[code] == nil else { continue }
        codes[code] = id
        if try await engine.section(code: code) == nil { return code }
        codes[code] = nil
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
