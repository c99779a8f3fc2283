import Classroom
import Identity
import Journal
import Synchronization

/// What a sender hands in: a command, and the id under which a resend is recognized.
public struct Submission: Sendable {
  public var command: Command
  public var id: CommandID?
  public init(_ command: Command, id: CommandID? = nil) {
    self.command = command
    self.id = id
  }
}

/// Why a command was not carried out although no rule forbids it.
public enum SessionError: Error, Equatable {
  /// The log could not take it; nothing is half done, the same command may be sent again.
  case unavailable
  /// Too many wait already.
  case busy
}

/// Where replies are handed over, all those of one commit together.
public protocol ReplyCounter: AnyObject, Sendable {
  /// Called behind the last reply that goes this way, once a commit.
  func handOver()
}

/// A state, and the position of the last event folded into it.
public struct Snapshot: Sendable {
  public var state: State
  public var position: Int
}

/// One live class: the only writer of its stream.
///
/// One drain at a time takes everything that waits, decides all of it against a working state,
/// appends once, folds, and only then answers and shows. A command is acknowledged when its events,
/// and everything it was decided upon, are durable.
public actor LiveSession {
  /// Whether the class has ended, as far as this program knows.
  public nonisolated var hasEnded: Bool { ended.load(ordering: .relaxed) }
  private let ended = Atomic(false)

  /// Who somebody is since entries were merged, as far as this program knows.
  public nonisolated func kept(_ person: PersonID) -> PersonID {
    merged.withLock { $0[person] ?? person }
  }
  private let merged = Mutex<[PersonID: PersonID]>([:])

  public typealias Clock = @Sendable () -> Moment

  public nonisolated let section: SectionID
  public private(set) var state = State()
  /// The position of the last event folded into `state`.
  public private(set) var position = 0

  private let engine: any EventLog & BallotBox
  private let clock: Clock
  private var lastTime = Moment(milliseconds: 0)
  /// A late copy of an accepted command must not undo a newer choice.
  private var accepted = AcceptedCommands()
  /// The position of the last snapshot kept, and whether one is being kept.
  private var kept = 0
  private var keeping = false
  private var waitsForQuiet = false
  /// Where the rows of the class go; `nil` where nobody reads any.
  let tables: (any ReadTables)?
  var keptRows: Kept?
  var rowsTask: Task<Bool, Never>?
  private var ballots: BallotIndex = [:]
  /// `state` and `ballots` once more, for the next batch to be decided on. What a batch comes to is
  /// applied here, and to `state` when it is durable, so that neither is copied for each commit of a
  /// crowd. `nil` when there is no crowd, and after a failure.
  private var next: (state: State, ballots: BallotIndex)?
  /// Whether the log may hold what `state` and `ballots` do not: from a failed append until they
  /// have both been read again.
  private var isBehind = true
  /// What a sender is told: the first trouble, if any, and the class as it is then. Called on the
  /// session, once; what takes long has no place in it.
  public typealias Reply = @Sendable (_ trouble: (any Error)?, _ state: borrowing State) -> Void
  /// One sender's commands, decided one after the other and answered together.
  private struct Waiting: Sendable {
    var submissions: [Submission]
    var counter: (any ReplyCounter)?
    var reply: Reply
  }
  private struct Queue {
    var waiting: [Waiting] = []
    var draining = false
  }
  /// Senders come from every thread, and wait for nobody to be let in.
  private let queue = Mutex(Queue())
  private var watchers: [Int: AsyncStream<Int>.Continuation] = [:]
  private var nextWatcher = 0
  /// The position that the watchers saw last.
  private var shown = 0

  private static let queueLimit = 50_000
  /// From so many commands in a batch on, a second state is kept for the next one.
  private static let crowd = 16
  private static let conflictLimit = 8
  private static let readSize = 5_000
  /// How many events a start may have to fold on top of a snapshot: so many when the room is quiet,
  /// and so many while it never is.
  private static let snapshotDistance = 5_000
  private static let longestDistance = 40_000

  public init(
    section: SectionID, engine: any EventLog & BallotBox, clock: @escaping Clock,
    tables: (any ReadTables)? = nil
  ) async throws {
    self.tables = tables
    self.section = section
    self.engine = engine
    self.clock = clock
    await restore()
    try await catchUp()
    await settle()
    publish()
  }

  public static func stream(of section: SectionID) -> StreamID {
    StreamID(rawValue: section.rawValue)
  }
  public static func box(_ name: String, of section: SectionID) -> BoxID {
    BoxID(rawValue: section.rawValue + "/" + name)
  }

  /// One thing of the state, without a copy of the rest.
  public func look<T: Sendable>(_ at: @Sendable (borrowing State) -> T) -> T { at(state) }

  // MARK: - Commands

  /// Returns the state after the command, when it and all it rests on are durable.
  ///
  /// - Throws: `Rejection` when the rules forbid it; `SessionError` when the log could not take it.
  @discardableResult
  public func handle(_ command: Command, id: CommandID? = nil) async throws -> State {
    try await handle([Submission(command, id: id)])
  }

  /// Carries out several commands in their order, in one append.
  ///
  /// - Throws: the first trouble; the other commands are carried out all the same.
  @discardableResult
  public nonisolated func handle(_ submissions: [Submission]) async throws -> State {
    if submissions.isEmpty { return await state }
    return try await withCheckedThrowingContinuation { sender in
      let reply: Reply = { trouble, state in
        if let trouble {
          sender.resume(throwing: trouble)
        } else {
          sender.resume(returning: copy state)
        }
      }
      do throws(SessionError) { try submit(submissions, reply: reply) } catch {
        sender.resume(throwing: error)
      }
    }
  }

  /// Hands in several commands, to be carried out in their order and in one append. Waits for nothing:
  /// `reply` is called when they, and all they rest on, are durable, or with what prevented it.
  ///
  /// - Parameter counter: told behind the last reply of the commit.
  /// - Throws: `.busy` when too many wait; `reply` is not called then.
  public nonisolated func submit(
    _ submissions: [Submission], counter: (any ReplyCounter)? = nil, reply: @escaping Reply
  ) throws(SessionError) {
    let (isTaken, begins) = queue.withLock { queue -> (Bool, Bool) in
      guard queue.waiting.count < Self.queueLimit else { return (false, false) }
      queue.waiting.append(Waiting(submissions: submissions, counter: counter, reply: reply))
      defer { queue.draining = true }
      return (true, !queue.draining)
    }
    guard isTaken else { throw .busy }
    // A task of its own: a sender that goes away must not stop the others' writes.
    if begins { Task { await drain() } }
  }

  private func drain() async {
    while let batch = nextBatch() {
      tell(batch, await decideAndWrite(batch.flatMap(\.submissions)))
    }
    if isSnapshotDue { keepSnapshotSoon() }
    if isRecordDue { Task(priority: .utility) { await keepRecord() } }
  }

  private func tell(_ batch: [Waiting], _ troubles: [(any Error)?]) {
    let state = state  // retained once, not for each reply; gone before the next batch changes it
    var counters: [any ReplyCounter] = []
    var start = 0
    for entry in batch {
      let end = start + entry.submissions.count
      entry.reply(troubles[start..<end].lazy.compactMap { $0 }.first, state)
      start = end
      if let counter = entry.counter, !counters.contains(where: { $0 === counter }) {
        counters.append(counter)
      }
    }
    for counter in counters { counter.handOver() }
  }

  /// Everything that waits; `nil`, and the drain ends, when nothing does.
  private func nextBatch() -> [Waiting]? {
    queue.withLock { queue in
      var batch: [Waiting] = []
      swap(&batch, &queue.waiting)
      queue.draining = !batch.isEmpty
      return batch.isEmpty ? nil : batch
    }
  }

  /// Decides a batch, appends once, folds, shows. One outcome for each submission, in order.
  ///
  /// For the simulation, which must not let two run at once, nor one beside `handle`.
  func carryOut(_ batch: [Submission]) async -> [Result<State, any Error>] {
    await decideAndWrite(batch).map { trouble in trouble.map { .failure($0) } ?? .success(state) }
  }

  /// - Returns: What prevented each submission; `nil` for those that are done.
  private func decideAndWrite(_ batch: [Submission]) async -> [(any Error)?] {
    // A count that is owed since something failed comes first: whether an answer is taken may rest on it.
    if !state.boxesToCount.isEmpty { await settle() }
    let troubles = await attempt(batch)
    if !state.boxesToCount.isEmpty { await settle() }
    // Shown once, however the batch ended: what another writer did may be news where this one did
    // nothing.
    if position != shown { show() }
    return troubles
  }

  private func attempt(_ batch: [Submission]) async -> [(any Error)?] {
    for _ in 0..<Self.conflictLimit {
      // After a failure nothing may be decided, not even a refusal, on what may be out of date.
      if isBehind, (try? await catchUp()) == nil {
        return batch.map { _ in SessionError.unavailable }
      }
      let draft = draft(batch)
      do {
        // Nothing to write: then no append says whether another writer was here meanwhile, and a
        // refusal must rest on the whole log as well.
        guard !draft.isEmpty else {
          isBehind = try await engine.head(Self.stream(of: section)) != position
          if isBehind { continue }
          adopt(draft, head: position)
          return draft.verdicts
        }
        let head = try await engine.append(
          draft.records, ballots: draft.papers, to: Self.stream(of: section), expecting: position)
        adopt(draft, head: head)
        return draft.verdicts
      } catch EventLogError.conflict {
        isBehind = true
      } catch {
        isBehind = true
        return await afterFailure(batch)
      }
    }
    return batch.map { _ in SessionError.unavailable }
  }

  /// What a batch comes to before it is written.
  private struct Draft {
    /// The class as it is when all this is durable.
    var after: (state: State, ballots: BallotIndex)
    var events: [Event] = []
    var records: [NewRecord] = []
    var papers: [BallotWrite] = []
    /// The boxes and keys of `papers`.
    var keys: [(box: String, key: String)] = []
    var ids: [(mark: UInt128, isLogged: Bool)] = []
    var time: Moment
    var verdicts: [(any Error)?] = []
    var isEmpty: Bool { records.isEmpty && papers.isEmpty }
  }

  private func draft(_ batch: [Submission]) -> Draft {
    // A clock set back never makes time run backwards in the log.
    var draft = Draft(after: next ?? (state, ballots), time: max(clock(), lastTime))
    next = nil  // it is the draft's now, and nobody else's
    var news: Set<UInt128> = []
    for submission in batch {
      let mark = submission.id.map(AcceptedCommands.mark)
      if let mark, accepted.contains(mark) || news.contains(mark) {
        draft.verdicts.append(nil)
        continue
      }
      do throws(Rejection) {
        let decision = try decide(
          submission.command, in: draft.after.state, ballots: draft.after.ballots)
        for event in decision.events {
          guard let coded = try? EventCodec.encode(event) else {
            preconditionFailure("an event that cannot be encoded")
          }
          draft.records.append(
            NewRecord(tag: coded.tag, time: draft.time, command: submission.id, bytes: coded.bytes))
          draft.after.state.apply(event, at: draft.time)
        }
        draft.events += decision.events
        for paper in decision.papers {
          guard let key = BallotKey(hex: paper.key),
            let bytes = try? EventCodec.encode(paper.content)
          else { preconditionFailure("a ballot that cannot be encoded") }
          draft.papers.append(
            BallotWrite(
              box: Self.box(paper.box, of: section), ballot: Ballot(key: key, bytes: bytes)))
          draft.after.ballots[paper.box, default: []].insert(paper.key)
          draft.keys.append((paper.box, paper.key))
        }
        if let mark {
          news.insert(mark)
          draft.ids.append((mark, isLogged: !decision.events.isEmpty))
        }
        draft.verdicts.append(nil)
      } catch {
        draft.verdicts.append(error)
      }
    }
    return draft
  }

  private func adopt(_ draft: consuming Draft, head: Int) {
    if draft.verdicts.count < Self.crowd {
      (state, ballots) = draft.after
    } else {
      for event in draft.events { state.apply(event, at: draft.time) }
      for (box, key) in draft.keys { ballots[box, default: []].insert(key) }
      next = draft.after
    }
    position = head
    lastTime = draft.time
    for id in draft.ids { accepted.note(id.mark, isLogged: id.isLogged) }
  }

  /// The append failed, and may or may not have been written before the failure: read the log, and
  /// acknowledge what is in it.
  private func afterFailure(_ batch: [Submission]) async -> [(any Error)?] {
    guard (try? await catchUp()) != nil else {
      return batch.map { _ in SessionError.unavailable }
    }
    return batch.map { submission in
      if let id = submission.id, accepted.contains(AcceptedCommands.mark(id)) { return nil }
      return SessionError.unavailable
    }
  }

  // MARK: - Snapshots

  /// Begins with the last snapshot, if there is one to be trusted; else with nothing.
  private func restore() async {
    guard let codec = SessionSnapshot.codec,
      let found = try? await engine.trustedSnapshot(
        of: Self.stream(of: section), codec: codec, withBytes: true),
      let session = try? SessionSnapshot(found.snapshot.bytes)
    else { return }
    state = session.state
    lastTime = session.lastTime
    accepted = AcceptedCommands(stored: session.accepted)
    position = found.snapshot.position
    kept = position
  }

  private var isSnapshotDue: Bool {
    let isOver = state.phase == .closed && state.boxesToCount.isEmpty
    return !isBehind && position > kept && (isOver || position - kept >= Self.snapshotDistance)
  }

  /// Keeps a snapshot when nothing comes for a moment: for a large class it takes as long as thousands
  /// of answers, which should not wait for it.
  private func keepSnapshotSoon() {
    guard !waitsForQuiet else { return }
    waitsForQuiet = true
    Task(priority: .utility) {
      var seen = -1
      while position != seen, position - kept < Self.longestDistance, state.phase != .closed {
        seen = position
        try? await Task.sleep(for: .seconds(1))
      }
      waitsForQuiet = false
      await keepSnapshot()
    }
  }

  /// Keeps the state as it is now, beside the log. What fails is tried again later: a start without
  /// a snapshot is only slower.
  public func keepSnapshot() async {
    guard !keeping, !isBehind, position > kept, let codec = SessionSnapshot.codec else { return }
    keeping = true
    defer { keeping = false }
    let stream = Self.stream(of: section)
    let (at, state) = (position, state)
    let snapshot = SessionSnapshot(state: state, lastTime: lastTime, accepted: accepted)
    do {
      guard let record = try await engine.read(stream, after: at - 1, limit: 1).first,
        let first = try await engine.read(stream, after: 0, limit: 1).first
      else { return }
      // Not on this actor: answers need not wait for it.
      let stored = try await Task.detached(priority: .utility) {
        StoredSnapshot(
          position: at, hash: record.hash, codec: codec,
          summary: try SectionSummary(state, created: first.time).bytes(),
          bytes: try snapshot.bytes())
      }.value
      try await engine.keep(stored, of: stream)
      kept = max(kept, at)
    } catch {}
  }

  /// Whether all of the log that this session knows of is folded.
  var isUpToDate: Bool { !isBehind }

  /// When the class was made, and the hash of the record at a position.
  func ends(of position: Int) async throws -> (created: Moment, hash: [UInt8])? {
    let stream = Self.stream(of: section)
    guard let record = try await engine.read(stream, after: position - 1, limit: 1).first,
      let first = try await engine.read(stream, after: 0, limit: 1).first
    else { return nil }
    return (first.time, record.hash)
  }

  // MARK: - The log

  /// Folds what the log holds beyond `position`, and reads the keys of the open ballot boxes.
  private func catchUp() async throws {
    next = nil
    while true {
      let records = try await engine.read(
        Self.stream(of: section), after: position, limit: Self.readSize)
      for record in records {
        state.apply(try EventCodec.decode(tag: record.tag, bytes: record.bytes), at: record.time)
        position = record.position
        lastTime = max(lastTime, record.time)
        if let id = record.command { accepted.note(AcceptedCommands.mark(id), isLogged: true) }
      }
      if records.count < Self.readSize { break }
    }
    var index: BallotIndex = [:]
    for box in state.openBoxes {
      let keys = try await engine.keys(in: Self.box(box, of: section))
      index[box] = Set(keys.map(\.hex))
    }
    ballots = index
    isBehind = false
  }

  /// Seals and counts the boxes that were closed. A failure leaves the count owed: the next command
  /// or the next start tries again.
  private func settle() async {
    // Every box once, and some conflicts on the way.
    for _ in 0..<(state.boxesToCount.count + Self.conflictLimit) {
      guard let box = state.boxesToCount.first else { return }
      do {
        try await count(box)
      } catch EventLogError.conflict {
        isBehind = true
        guard (try? await catchUp()) != nil else { return }
      } catch {
        isBehind = true
        return
      }
    }
  }

  private func count(_ box: String) async throws {
    let id = Self.box(box, of: section)
    _ = try await engine.seal(id)
    let contents = try await engine.ballots(in: id).map {
      try EventCodec.decodeBallot($0.bytes)
    }
    let command: Command =
      switch box {
      case evaluationBox: .countEvaluation(ballots: contents)
      case intentionBox: .followUp(.countIntentions(ballots: contents.count))
      case outcomeBox: .followUp(.count(ballots: contents))
      default: .countBallots(item: box, ballots: contents)
      }
    let draft = draft([Submission(command)])
    let head = try await engine.append(
      draft.records, ballots: [], to: Self.stream(of: section), expecting: position)
    adopt(draft, head: head)
    if !state.openBoxes.contains(box) {
      ballots[box] = nil
      next = nil
    }
  }

  /// What a box of the follow-up holds under a key: for whoever holds it.
  public func ballot(_ key: String, in box: String) async throws -> BallotContent? {
    guard [intentionBox, outcomeBox].contains(box), let key = BallotKey(hex: key) else {
      return nil
    }
    // Whoever guesses keys does not make the whole box be read.
    if !isBehind, let known = ballots[intentionBox], !known.contains(key.hex) { return nil }
    return try await engine.ballots(in: Self.box(box, of: section)).first { $0.key == key }.map {
      try EventCodec.decodeBallot($0.bytes)
    }
  }

  /// Under whose ids the answers of the follow-up are signed.
  public func signers() async throws -> Set<PersonID> {
    Set(
      try await engine.ballots(in: Self.box(outcomeBox, of: section)).compactMap {
        try EventCodec.decodeBallot($0.bytes).signer
      })
  }

  // MARK: - Showing

  /// The position now and after each change. A slow reader misses positions in between, never the
  /// last. The state itself is not in it: whoever is told and never looks must not make it be copied.
  public func changes() -> AsyncStream<Int> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: Int.self, bufferingPolicy: .bufferingNewest(1))
    let watcher = nextWatcher
    nextWatcher += 1
    watchers[watcher] = continuation
    continuation.onTermination = { [weak self] _ in
      Task { [weak self] in await self?.forget(watcher) }
    }
    continuation.yield(position)
    return stream
  }

  public var snapshot: Snapshot { Snapshot(state: state, position: position) }

  private func forget(_ watcher: Int) { watchers[watcher] = nil }

  private func show() {
    shown = position
    publish()
    for watcher in watchers.values { watcher.yield(position) }
  }

  /// Says what is asked of a class without waiting for it.
  private func publish() {
    ended.store(state.phase == .closed, ordering: .relaxed)
    let roll = state.roll
    merged.withLock { known in
      guard known.count != roll.merged.count else { return }
      known = Dictionary(uniqueKeysWithValues: roll.merged.keys.map { ($0, roll.kept($0)) })
    }
  }
}
