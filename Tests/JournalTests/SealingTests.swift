import Foundation
import GRDB
import Identity
import Testing

@testable import Journal
@testable import JournalSQLite

/// Who could tell whose ballot is whose from the bytes on the disk. That a box is safe *before* it is
/// sealed is not claimed anywhere (docs/decisions/0003-ballot-box.md).
@Suite struct SealingTests {
  /// `count` people take part one after another, each in one append with the event that says so;
  /// every third changes the ballot later.
  private func vote(
    _ count: Int, in box: BoxID, of engine: SQLiteEngine, seed: UInt64
  ) async throws -> (keys: [BallotKey], superseded: [[UInt8]]) {
    var generator = SplitMix64(seed: seed)
    let stream = StreamID("class." + box.rawValue)
    var keys: [BallotKey] = []
    var superseded: [[UInt8]] = []
    for person in 0..<count {
      let key = BallotKey(using: &generator)
      let first = Array("\(box.rawValue) first thought of \(person).".utf8)
      _ = try await engine.append(
        [event("took part: person \(person)")],
        ballots: [BallotWrite(box: box, ballot: Ballot(key: key, bytes: first))], to: stream,
        expecting: person)
      keys.append(key)
      if person % 3 == 2 {
        let changed = person - 2
        superseded.append(Array("\(box.rawValue) first thought of \(changed).".utf8))
        _ = try await engine.append(
          [],
          ballots: [
            BallotWrite(
              box: box,
              ballot: Ballot(key: keys[changed], bytes: Array("second thought, longer".utf8)))
          ], to: stream, expecting: person + 1)
      }
    }
    return (keys, superseded)
  }

  /// How many people the adversary names rightly by laying the order of keys in the file beside the
  /// order of the events.
  private func joined(_ keys: [BallotKey], in bytes: Data) -> Int {
    let found = keys.map { occurrences(of: $0.bytes, in: bytes).first ?? Int.max }
    let order = keys.indices.sorted { found[$0] < found[$1] }
    return order.enumerated().count { $0.offset == $0.element }
  }

  @Test func leavesNoTraceOfTheOrderOfCasting() async throws {
    let world = try World(.sqlite)
    let engine = try #require(world.engine as? SQLiteEngine)
    let box = BoxID("poll.1")
    let (keys, superseded) = try await vote(30, in: box, of: engine, seed: 2026)

    // The adversary is a real one: before sealing the log gives everybody away.
    let before = try rawBytes(world.path)
    #expect(joined(keys, in: before) == 30)
    #expect(superseded.allSatisfy { !occurrences(of: $0, in: before).isEmpty })

    #expect(try await engine.seal(box) == .complete)
    let after = try rawBytes(world.path)
    let places = keys.map { occurrences(of: $0.bytes, in: after) }
    #expect(places.allSatisfy { $0.count == 1 })
    #expect(superseded.allSatisfy { occurrences(of: $0, in: after).isEmpty })
    let byPlace = keys.indices.sorted { places[$0][0] < places[$1][0] }.map { keys[$0] }
    #expect(byPlace == keys.sorted() || byPlace == keys.sorted().reversed())
    // Chance names 1 of 30 rightly on average, and more than 5 once in 1,700 seeds.
    #expect(joined(keys, in: after) <= 5)
    #expect(try await engine.ballots(in: box).count == 30)
    #expect(try await engine.verify().records == 30)

    try await engine.close()
    let closed = try rawBytes(world.path)
    #expect(keys.allSatisfy { occurrences(of: $0.bytes, in: closed).count == 1 })
  }

  @Test func sealsOneOfManyBoxesOverManyPages() async throws {
    let world = try World(.sqlite)
    let engine = try #require(world.engine as? SQLiteEngine)
    let boxes = (1...5).map { BoxID("poll.\($0)") }
    var cast: [BoxID: (keys: [BallotKey], superseded: [[UInt8]])] = [:]
    try await withThrowingTaskGroup(of: (BoxID, ([BallotKey], [[UInt8]])).self) { group in
      for (number, box) in boxes.enumerated() {
        group.addTask { (box, try await vote(400, in: box, of: engine, seed: UInt64(number))) }
      }
      for try await (box, ballots) in group { cast[box] = ballots }
    }
    // Sealed in another order than their names', with events between.
    for (step, number) in [2, 0, 4, 3, 1].enumerated() {
      let box = boxes[number]
      #expect(try await engine.seal(box) == .complete)
      try await engine.append([event("closed")], to: StreamID("log"), expecting: step)
      let bytes = try rawBytes(world.path)
      let (keys, superseded) = try #require(cast[box])
      #expect(keys.allSatisfy { occurrences(of: $0.bytes, in: bytes).count == 1 })
      #expect(superseded.allSatisfy { occurrences(of: $0, in: bytes).isEmpty })
      #expect(try await engine.ballots(in: box).map(\.key) == keys.sorted())
    }
    let bytes = try rawBytes(world.path)
    for (keys, superseded) in cast.values {
      #expect(keys.allSatisfy { occurrences(of: $0.bytes, in: bytes).count == 1 })
      #expect(superseded.allSatisfy { occurrences(of: $0, in: bytes).isEmpty })
    }
  }

  @Test func finishesAWipeThatAReaderPrevented() async throws {
    let world = try World(.sqlite)
    let engine = try #require(world.engine as? SQLiteEngine)
    let box = BoxID("poll.1")
    let (keys, superseded) = try await vote(30, in: box, of: engine, seed: 7)

    let reader = try await SlowReader(of: world.path)
    #expect(try await engine.seal(box) == .tracesRemain)
    #expect(try await engine.append([event("on")], to: hall, expecting: 0) == 1)
    let pending = try rawBytes(world.path)
    #expect(superseded.contains { !occurrences(of: $0, in: pending).isEmpty })

    try await reader.letGo()
    // The engine comes back to it by itself.
    for _ in 1...50 {
      try await Task.sleep(for: .milliseconds(100))
      let rest = try await engine.reading { db in
        try Int.fetchOne(db, sql: "SELECT count(*) FROM wipe_pending")
      }
      if rest == 0 { break }
    }
    let bytes = try rawBytes(world.path)
    #expect(keys.allSatisfy { occurrences(of: $0.bytes, in: bytes).count == 1 })
    #expect(superseded.allSatisfy { occurrences(of: $0, in: bytes).isEmpty })
  }

  @Test func finishesAtTheNextOpeningWhatAKillInterrupted() async throws {
    let world = try World(.memory)  // only its folder is used
    let path = world.path
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let engine = try SQLiteEngine(path: path, mode: .serve)
      _ = try await engine.append(
        [event("took part")], ballots: [ballot(0x5A, "superseded", in: BoxID("poll.1"))], to: hall,
        expecting: 0)
      _ = try await engine.append(
        [], ballots: [ballot(0x5A, "final", in: BoxID("poll.1"))], to: hall, expecting: 1)
      let reader = try SQLiteEngine(path: path, mode: .readOnly)
      reader.reader.asyncRead { result in
        _ = try? Int.fetchOne(result.get(), sql: "SELECT count(*) FROM event")
        sleep(60)
      }
      try await Task.sleep(for: .milliseconds(200))
      guard try await engine.seal(BoxID("poll.1")) == .tracesRemain else { return }
      kill(getpid(), SIGKILL)
    }
    let left = try rawBytes(path)
    #expect(!occurrences(of: Array("superseded".utf8), in: left).isEmpty)

    let engine = try SQLiteEngine(path: path, mode: .serve)
    let bytes = try rawBytes(path)
    #expect(occurrences(of: Array("superseded".utf8), in: bytes).isEmpty)
    #expect(occurrences(of: [UInt8](repeating: 0x5A, count: 16), in: bytes).count == 1)
    #expect(try await engine.ballots(in: BoxID("poll.1")).count == 1)
    try await engine.close()
  }
}
