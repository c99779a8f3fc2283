import Foundation
import GRDB
import Identity
import Journal
import Synchronization

/// Something to be written in the next commit.
protocol Job: Sendable {
  /// Refuses with an `EventLogError` or `PeopleError` before it writes anything; any other error
  /// takes the batch back.
  func write(_ batch: Batch) throws
  /// Called once, after the commit or with what prevented it.
  func finish(_ error: (any Error)?)
}

/// One transaction, with what its jobs share.
final class Batch {
  let db: Database
  /// Positions and hashes as they will be after the commit.
  var heads: [StreamID: Head]
  private var sealed: [BoxID: Bool] = [:]

  struct Head: Sendable {
    var position: Int
    var hash: [UInt8]
  }

  init(_ db: Database, heads: consuming [StreamID: Head]) {
    self.db = db
    self.heads = heads
  }

  private(set) lazy var insertEvent = Result { try EventInsertion(db) }

  /// Goes on from the end of a stream, in place.
  func advance(_ stream: StreamID, _ body: (inout Head) throws -> Void) throws {
    if let index = heads.index(forKey: stream) {
      try body(&heads.values[index])
    } else {
      var head = try storedHead(stream)
      try body(&head)
      heads[stream] = head
    }
  }

  private func storedHead(_ stream: StreamID) throws -> Head {
    let row = try Row.fetchOne(
      db.cachedStatement(sql: SQL.head), arguments: [stream.rawValue])
    let head = row.map { Head(position: $0[0], hash: [UInt8]($0[1] as Data)) }
    return head ?? Head(position: 0, hash: Chain.origin)
  }

  func isSealed(_ box: BoxID) throws -> Bool {
    if let known = sealed[box] { return known }
    let found =
      try Row.fetchOne(
        db.cachedStatement(sql: SQL.sealedRange), arguments: [box.rawValue]) != nil
    sealed[box] = found
    return found
  }
}

/// The one writer of a file: takes everything that waits, commits once, then answers everybody
/// (group commit). It runs on a queue of its own, never in a caller's task, because GRDB refuses to
/// write for a cancelled one.
final class Writer: Sendable {
  let pool: DatabasePool
  private let lock: FileLock
  private let queue = DispatchQueue(label: "guildhall.journal.writer", qos: .userInitiated)
  private let replies = DispatchQueue(label: "guildhall.journal.replies", qos: .userInitiated)
  private let state = Mutex(State())
  /// Only this process writes, so the ends of streams can be remembered. Used on `queue` only.
  private let heads = Mutex<[StreamID: Batch.Head]>([:])

  private struct State {
    var waiting: [any Job] = []
    /// How many jobs the last commit had.
    var lastBatch = 0
    var scheduled = false
    var closed = false
    var wiping = false
  }

  /// The most jobs of one transaction, which bounds how long the first of them waits.
  private static let batchLimit = 8192
  /// From so many jobs in a commit on, the next one waits a little for more.
  private static let crowd = 64
  private static let headsLimit = 50_000

  init(pool: DatabasePool, lock: FileLock) {
    self.pool = pool
    self.lock = lock
  }

  /// Takes a job into the next commit. `finish` is called in every case.
  func submit(_ job: any Job) {
    let refusal: EventLogError.Unavailability? = state.withLock { state in
      if state.closed { return .closed }
      if state.waiting.count >= Limits.waitingAppends { return .overloaded }
      state.waiting.append(job)
      if !state.scheduled {
        state.scheduled = true
        queue.async { self.drain() }
      }
      return nil
    }
    if let refusal { job.finish(EventLogError.unavailable(refusal)) }
  }

  /// Runs `body` between two commits, for work that is not one transaction.
  func exclusively<T: Sendable>(
    _ body: @escaping @Sendable (Writer) throws -> T
  ) async throws -> T {
    try await withCheckedThrowingContinuation { reply in
      queue.async {
        reply.resume(
          with: Result {
            if self.state.withLock({ $0.closed }) { throw EventLogError.unavailable(.closed) }
            return try body(self)
          })
      }
    }
  }

  /// Commits what was submitted before, then closes the file.
  func close() async throws {
    try await exclusively { writer in
      while writer.commitWaiting() {}
      writer.state.withLock { $0.closed = true }
      // The writing connection closes last and takes the write-ahead log with it.
      writer.pool.invalidateReadOnlyConnections()
      try writer.pool.close()
      writer.lock.release()
    }
  }

  private func drain() {
    _ = commitWaiting()
    state.withLock { state in
      if state.waiting.isEmpty {
        state.scheduled = false
      } else {
        queue.async { self.drain() }  // behind whatever `exclusively` has queued
      }
    }
  }

  /// What waits, and how many jobs the last commit had.
  private func takeWaiting(atMost limit: Int) -> (jobs: [any Job], last: Int) {
    state.withLock { state in
      if state.waiting.count <= limit {
        return (exchange(&state.waiting, with: []), state.lastBatch)
      }
      let jobs = Array(state.waiting.prefix(limit))
      state.waiting.removeFirst(limit)
      return (jobs, state.lastBatch)
    }
  }

  /// What has come while `count` jobs were written. Where many wrote at once they are about to write
  /// again: those just answered are given a moment, for as long as more of them come. Each commit
  /// writes whole pages, so two halves cost more than one; and their rows are written meanwhile.
  private func newcomers(behind count: Int) -> [any Job] {
    for isLast in [false, false, true] {
      let (jobs, last) = takeWaiting(atMost: Self.batchLimit - count)
      if !jobs.isEmpty || isLast || last < Self.crowd || count >= last { return jobs }
      usleep(50)
    }
    return []
  }

  /// Commits one batch; `false` when nothing waited.
  private func commitWaiting() -> Bool {
    var jobs = takeWaiting(atMost: Self.batchLimit).jobs
    if jobs.isEmpty { return false }
    var refusals: [(any Error)?]
    do {
      refusals = try commit(&jobs)
    } catch let error as DatabaseError
      where error.resultCode == .SQLITE_IOERR || jobs.count == 1
    {
      refusals = jobs.map { _ in error }
    } catch {
      // Something in the batch could not be written: now each on its own, so that one bad append,
      // or one too big for what is left of the disk, fails alone.
      refusals = jobs.map { job in
        do { return try commit(alone: job) } catch { return error }
      }
    }
    state.withLock { [count = jobs.count] in $0.lastBatch = count }
    // Waking thousands takes as long as writing their rows: the next commit need not wait for it.
    replies.async { [jobs, refusals] in
      for (job, refusal) in zip(jobs, refusals) { job.finish(refusal) }
    }
    return true
  }

  /// Commits the jobs in one transaction, and those with them that come while it is written.
  ///
  /// - Returns: For each job what refused it, while the others were stored.
  private func commit(_ jobs: inout [any Job]) throws -> [(any Error)?] {
    try transaction { batch in
      var refusals: [(any Error)?] = []
      while refusals.count < jobs.count {
        for job in jobs[refusals.count...] { refusals.append(try refusal(of: job, in: batch)) }
        jobs += newcomers(behind: jobs.count)
      }
      return refusals
    }
  }

  private func commit(alone job: any Job) throws -> (any Error)? {
    try transaction { try refusal(of: job, in: $0) }
  }

  private func refusal(of job: any Job, in batch: Batch) throws -> (any Error)? {
    do {
      try job.write(batch)
      return nil
    } catch let error as DatabaseError {
      throw error
    } catch {
      return error
    }
  }

  private func transaction<T>(_ body: (Batch) throws -> T) throws -> T {
    // Only this process writes, so the heads of the last commit still hold. They stay forgotten when
    // the transaction fails.
    var known = heads.withLock { exchange(&$0, with: [:]) }
    let (value, ends) = try pool.write { db in
      // Moved, so that they are changed in place.
      let batch = Batch(db, heads: exchange(&known, with: [:]))
      return (try body(batch), batch.heads)
    }
    if ends.count <= Self.headsLimit { heads.withLock { $0 = ends } }
    return value
  }

  // MARK: wiping

  /// Empties the write-ahead log, so that nothing overwritten is left in it.
  ///
  /// Tries for about half a second against readers of other processes; after that it is left in
  /// `wipe_pending`, tried again each second, and at the next opening. Call it on `queue`.
  func wipe() -> Sealing {
    for attempt in 1...5 {
      if attempt > 1 { usleep(50_000) }
      do {
        try pool.writeWithoutTransaction { db in
          try db.execute(sql: "PRAGMA busy_timeout = 50")
          defer { try? db.execute(sql: "PRAGMA busy_timeout = 5000") }
          _ = try db.checkpoint(.truncate)
        }
        try pool.write { db in try db.execute(sql: "DELETE FROM wipe_pending") }
        return .complete
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
        continue
      } catch {
        break
      }
    }
    wipeLater()
    return .tracesRemain
  }

  private func wipeLater() {
    let isFirst = state.withLock { state in
      defer { state.wiping = true }
      return !state.wiping && !state.closed
    }
    guard isFirst else { return }
    queue.asyncAfter(deadline: .now() + 1) { [weak self] in
      guard let self else { return }
      let isClosed = self.state.withLock { state in
        state.wiping = false
        return state.closed
      }
      if !isClosed { _ = self.wipe() }
    }
  }
}

private func exchange<T>(_ place: inout T, with value: T) -> T {
  let old = place
  place = value
  return old
}
