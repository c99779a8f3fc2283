import Identity
import Synchronization

/// Log and ballot box in memory, for tests and simulations: the same contract as every engine,
/// without the disk.
public final class MemoryEngine: Engine {
  /// What goes wrong with one append.
  public enum Fault: Sendable, Equatable {
    /// Nothing is stored; the caller gets `.unavailable(.diskFull)`.
    case failBeforeCommit
    /// Everything is stored, but the reply is lost; the caller gets `.unavailable(.io)`.
    case failAfterCommit
    /// Nothing is stored; the caller gets a `.conflict` that names the true head.
    case conflict
  }

  /// Decides for each append, counted from 1 over the engine's life, what goes wrong with it.
  public typealias FaultHook = @Sendable (_ stream: StreamID, _ append: Int) -> Fault?

  private struct State {
    var streams: [StreamID: [Record]] = [:]
    var boxes: [BoxID: [BallotKey: [UInt8]]] = [:]
    var sealed: Set<BoxID> = []
    var snapshots: [StreamID: StoredSnapshot] = [:]
    var appends = 0
    var injected: [Fault] = []
  }

  private let state = Mutex(State())
  let tables = MemoryTables()
  private let faults: FaultHook

  public init(faults: @escaping FaultHook = { _, _ in nil }) {
    self.faults = faults
  }

  /// Makes the next append fail; several wait in line, before the hook is asked.
  public func failNext(_ fault: Fault) {
    state.withLock { $0.injected.append(fault) }
  }

  public func read(_ stream: StreamID, after position: Int, limit: Int) async throws -> [Record] {
    state.withLock { state in
      let records = state.streams[stream] ?? []
      guard limit > 0, position < records.count else { return [] }
      return Array(records[max(0, position)...].prefix(limit))
    }
  }

  public func head(_ stream: StreamID) async throws -> Int {
    state.withLock { $0.streams[stream]?.count ?? 0 }
  }

  public func append(
    _ records: [NewRecord], ballots: [BallotWrite], to stream: StreamID, expecting: Int
  ) async throws -> Int {
    try Limits.check(records, ballots, for: stream)
    await Task.yield()  // let others in, as an engine with a disk does
    return try state.withLock { state in
      state.appends += 1
      let fault =
        state.injected.isEmpty ? faults(stream, state.appends) : state.injected.removeFirst()
      let actual = state.streams[stream]?.count ?? 0
      switch fault {
      case .conflict:
        throw EventLogError.conflict(stream: stream, expected: expecting, actual: actual)
      case .failBeforeCommit:
        throw EventLogError.unavailable(.diskFull)
      case .failAfterCommit, nil:
        break
      }
      guard actual == expecting else {
        throw EventLogError.conflict(stream: stream, expected: expecting, actual: actual)
      }
      for write in ballots where state.sealed.contains(write.box) {
        throw EventLogError.boxSealed(write.box)
      }
      var previous = state.streams[stream]?.last?.hash ?? Chain.origin
      for (offset, record) in records.enumerated() {
        let position = expecting + offset + 1
        previous = Chain.hash(
          previous: previous, stream: stream, position: position, record: record)
        state.streams[stream, default: []].append(
          Record(
            stream: stream, position: position, tag: record.tag, time: record.time,
            command: record.command, bytes: record.bytes, hash: previous))
      }
      for write in ballots {
        state.boxes[write.box, default: [:]][write.ballot.key] = write.ballot.bytes
      }
      if fault == .failAfterCommit { throw EventLogError.unavailable(.io(code: 0)) }
      return expecting + records.count
    }
  }

  public func streams(withPrefix prefix: String) async throws -> [StreamID] {
    state.withLock { state in
      state.streams.keys.filter { $0.rawValue.utf8.starts(with: prefix.utf8) }.sorted()
    }
  }

  public func snapshot(of stream: StreamID, withBytes: Bool) async throws -> StoredSnapshot? {
    state.withLock { $0.snapshots[stream] }
  }

  public func keep(_ snapshot: StoredSnapshot, of stream: StreamID) async throws {
    state.withLock { state in
      if let known = state.snapshots[stream], known.position > snapshot.position { return }
      state.snapshots[stream] = snapshot
    }
  }

  public func ballots(in box: BoxID) async throws -> [Ballot] {
    state.withLock { state in
      (state.boxes[box] ?? [:]).map { Ballot(key: $0.key, bytes: $0.value) }
        .sorted { $0.key < $1.key }
    }
  }

  public func keys(in box: BoxID) async throws -> Set<BallotKey> {
    state.withLock { Set(($0.boxes[box] ?? [:]).keys) }
  }

  @discardableResult
  public func seal(_ box: BoxID) async throws -> Sealing {
    state.withLock { _ = $0.sealed.insert(box) }
    return .complete
  }

  /// Changes a stored record behind the chain's back, as a hand on the file would.
  func tamper(_ stream: StreamID, _ position: Int, bytes: [UInt8]) {
    state.withLock { state in
      guard let record = state.streams[stream]?[position - 1] else { return }
      state.streams[stream]?[position - 1] = Record(
        stream: stream, position: position, tag: record.tag, time: record.time,
        command: record.command, bytes: bytes, hash: record.hash)
    }
  }
}
