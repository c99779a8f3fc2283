import Classroom
import Identity
import Journal
import Synchronization

/// The time of the simulated day; goes where it is set, backwards too.
final class SimulatedClock: Sendable {
  private let moment: Mutex<Moment>

  init(_ start: Moment) { moment = Mutex(start) }

  var now: Moment { moment.withLock { $0 } }

  func advance(seconds: Int) {
    moment.withLock { $0 = $0.adding(seconds: seconds) }
  }
}

/// A memory engine whose every operation can be made to fail, and into whose appends a second
/// writer can be let in.
///
/// `disk` is what is really stored; the checks read there, past all faults.
final class FaultyEngine: EventLog, BallotBox {
  enum Operation: String, CaseIterable, Sendable { case read, keys, ballots, seal }
  typealias Outcomes = [Result<State, any Error>]

  /// A broken promise, to see that the simulation notices. It is broken from the 40th append on, as
  /// often as there is something to lose.
  enum Lie: String, CaseIterable, Sendable {
    /// "Saved", and nothing is stored.
    case losesTheCommit
    /// The events are stored, the ballots are not.
    case losesTheBallots
    /// Each event is stored twice.
    case writesTwice
    /// The events are stored without the command that caused them.
    case losesTheCommand
  }

  let disk = MemoryEngine()
  private let lie: Lie?

  init(lie: Lie? = nil) { self.lie = lie }

  private struct Armed {
    var appends: [MemoryEngine.Fault] = []
    var failures: [Operation: Int] = [:]
    var intruder: (@Sendable () async -> Outcomes)?
    var intrusion: Outcomes?
    var fired = 0
    var sealed: Set<BoxID> = []
    var appendsSeen = 0
  }
  private let armed = Mutex(Armed())

  /// Makes the next append fail in this way.
  func fail(_ fault: MemoryEngine.Fault) { armed.withLock { $0.appends.append(fault) } }

  /// Makes the next `times` operations of this kind fail.
  func fail(_ operation: Operation, times: Int) {
    armed.withLock { $0.failures[operation, default: 0] += times }
  }

  /// Lets another writer in between the next append's decision and its commit.
  func letIn(_ intruder: @escaping @Sendable () async -> Outcomes) {
    armed.withLock { $0.intruder = intruder }
  }

  /// What the intruder was told; `nil` when there was no append to break into. Disarms it.
  func takeIntrusion() -> Outcomes? {
    armed.withLock { armed in
      defer {
        armed.intruder = nil
        armed.intrusion = nil
      }
      return armed.intrusion
    }
  }

  /// Ends all faults.
  func heal() {
    armed.withLock { armed in
      armed.appends = []
      armed.failures = [:]
      armed.intruder = nil
    }
  }

  /// How many operations failed so far.
  var fired: Int { armed.withLock { $0.fired } }

  func isSealed(_ box: BoxID) -> Bool { armed.withLock { $0.sealed.contains(box) } }

  private func trip(_ operation: Operation) throws {
    try armed.withLock { armed in
      guard let left = armed.failures[operation], left > 0 else { return }
      armed.failures[operation] = left - 1
      armed.fired += 1
      throw EventLogError.unavailable(.io(code: 5))
    }
  }

  func read(_ stream: StreamID, after position: Int, limit: Int) async throws -> [Record] {
    try trip(.read)
    return try await disk.read(stream, after: position, limit: limit)
  }

  func head(_ stream: StreamID) async throws -> Int {
    try trip(.read)
    return try await disk.head(stream)
  }

  func append(
    _ records: [NewRecord], ballots: [BallotWrite], to stream: StreamID, expecting: Int
  ) async throws -> Int {
    let intruder = armed.withLock { armed in
      defer { armed.intruder = nil }
      return armed.intruder
    }
    if let intruder {
      let outcomes = await intruder()
      armed.withLock { $0.intrusion = outcomes }
    }
    let fault = armed.withLock { armed -> MemoryEngine.Fault? in
      guard !armed.appends.isEmpty else { return nil }
      armed.fired += 1
      return armed.appends.removeFirst()
    }
    if let fault { disk.failNext(fault) }
    let count = armed.withLock { armed in
      armed.appendsSeen += 1
      return armed.appendsSeen
    }
    if let lie, count >= 40, !records.isEmpty, lie != .losesTheBallots || !ballots.isEmpty {
      return try await tell(lie, records, ballots: ballots, to: stream, expecting: expecting)
    }
    return try await disk.append(records, ballots: ballots, to: stream, expecting: expecting)
  }

  private func tell(
    _ lie: Lie, _ records: [NewRecord], ballots: [BallotWrite], to stream: StreamID,
    expecting: Int
  ) async throws -> Int {
    switch lie {
    case .losesTheCommit:
      return expecting + records.count
    case .losesTheBallots:
      return try await disk.append(records, ballots: [], to: stream, expecting: expecting)
    case .writesTwice:
      let doubled = records.flatMap { [$0, $0] }
      return try await disk.append(doubled, ballots: ballots, to: stream, expecting: expecting)
    case .losesTheCommand:
      let bare = records.map {
        NewRecord(tag: $0.tag, time: $0.time, command: nil, bytes: $0.bytes)
      }
      return try await disk.append(bare, ballots: ballots, to: stream, expecting: expecting)
    }
  }

  func streams(withPrefix prefix: String) async throws -> [StreamID] {
    try trip(.read)
    return try await disk.streams(withPrefix: prefix)
  }

  func snapshot(of stream: StreamID, withBytes: Bool) async throws -> StoredSnapshot? {
    try trip(.read)
    return try await disk.snapshot(of: stream, withBytes: withBytes)
  }

  func keep(_ snapshot: StoredSnapshot, of stream: StreamID) async throws {
    try await disk.keep(snapshot, of: stream)
  }

  func ballots(in box: BoxID) async throws -> [Ballot] {
    try trip(.ballots)
    return try await disk.ballots(in: box)
  }

  func keys(in box: BoxID) async throws -> Set<BallotKey> {
    try trip(.keys)
    return try await disk.keys(in: box)
  }

  func seal(_ box: BoxID) async throws -> Sealing {
    try trip(.seal)
    armed.withLock { _ = $0.sealed.insert(box) }
    return try await disk.seal(box)
  }
}
