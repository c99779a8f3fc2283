import Foundation
import GRDB
import Identity
import People
import Testing

@testable import Journal
@testable import JournalSQLite

/// What a file on a disk adds to the contract.
@Suite struct SQLiteEngineTests {
  @Test func commitsWithFullSynchronization() async throws {
    let world = try World(.sqlite)
    let engine = try #require(world.engine as? SQLiteEngine)
    try await engine.append([event("a")], to: hall, expecting: 0)
    #expect(try await engine.pragma("synchronous") == 2)
    #expect(try await engine.pragma("secure_delete") == 1)
    #expect(try await engine.pragma("application_id") == Schema.applicationID)
    #expect(try await engine.pragma("user_version") == Schema.version)
    try await engine.close()

    let again = try SQLiteEngine(path: world.path, mode: .serve)
    #expect(try await again.pragma("synchronous") == 2)
    #expect(try await again.pragma("secure_delete") == 1)
    try await again.close()
  }

  @Test func readsTheSameAfterClosingAndOpening() async throws {
    let world = try World(.sqlite)
    let engine = try #require(world.engine as? SQLiteEngine)
    let box = BoxID("poll.1")
    _ = try await engine.append(
      [event("a", command: "c"), event("b")], ballots: [ballot(1, "yes", in: box)], to: hall,
      expecting: 0)
    let records = try await engine.readAll(hall)
    try await engine.close()
    await #expect(throws: EventLogError.unavailable(.closed)) {
      try await engine.append([event("c")], to: hall, expecting: 2)
    }
    await #expect(throws: EventLogError.unavailable(.closed)) { try await engine.head(hall) }
    // A reader that was still on its way back closes last, and takes the write-ahead log with it.
    for _ in 0..<500 where FileManager.default.fileExists(atPath: world.path + "-wal") {
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(!FileManager.default.fileExists(atPath: world.path + "-wal"))

    for mode in [SQLiteEngine.Mode.serve, .readOnly] {
      let again = try SQLiteEngine(path: world.path, mode: mode)
      #expect(try await again.readAll(hall) == records)
      #expect(try await again.ballots(in: box).count == 1)
      #expect(try await again.verify().isWhole)
      try await again.close()
    }
    let again = try SQLiteEngine(path: world.path, mode: .serve)
    #expect(try await again.append([event("c")], to: hall, expecting: 2) == 3)
    #expect(try await again.verify().records == 3)
    try await again.close()
  }

  @Test func letsOnlyTheBadAppendOfABatchFail() async throws {
    let world = try World(.sqlite)
    let log = world.engine
    try await log.append([event("a")], to: hall, expecting: 0)
    let conflicts = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<300 {
        group.addTask {
          do {
            // Every third expects an old position.
            if number % 3 == 0 {
              try await log.append([event("late")], to: hall, expecting: 0)
            } else {
              try await log.append([event("x")], to: StreamID("s.\(number)"), expecting: 0)
            }
            return false
          } catch { return true }
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(conflicts == 100)
    #expect(try await log.verify().records == 201)
  }

  @Test func letsOnlyTheUnstorableAppendOfABatchFail() async throws {
    let world = try World(.sqlite)
    let engine = try #require(world.engine as? SQLiteEngine)
    // A row behind the engine's back: its remembered head is wrong, and SQLite itself refuses.
    try await engine.append([event("a")], to: hall, expecting: 0)
    try await engine.edit(
      "INSERT INTO event SELECT stream, 2, tag, time, command, bytes, hash FROM event")
    let failures = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<50 {
        group.addTask {
          let stream = number == 7 ? hall : StreamID("s.\(number)")
          let expecting = number == 7 ? 1 : 0
          do {
            try await engine.append([event("x")], to: stream, expecting: expecting)
            return false
          } catch { return true }
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(failures == 1)
    #expect(try await engine.streams(withPrefix: "s.").count == 49)
    await #expect(throws: EventLogError.conflict(stream: hall, expected: 1, actual: 2)) {
      try await engine.append([event("x")], to: hall, expecting: 1)
    }
    #expect(try await engine.verify(hall).brokenAt == 2)
  }

  @Test func worksAgainAfterAFullDisk() async throws {
    let world = try World(.sqlite)
    let engine = try #require(world.engine as? SQLiteEngine)
    let box = BoxID("poll.1")
    try await engine.append([event("a")], to: hall, expecting: 0)
    let pages = try #require(try await engine.pragma("page_count"))
    _ = try await engine.pragma("max_page_count = \(pages + 2)")
    let big = String(repeating: "x", count: 100_000)
    await #expect(throws: EventLogError.unavailable(.diskFull)) {
      try await engine.append(
        [event("b"), event(big)], ballots: [ballot(1, "yes", in: box)], to: hall, expecting: 1)
    }
    #expect(try await engine.head(hall) == 1)
    #expect(try await engine.ballots(in: box).isEmpty)
    // What still fits is stored even while the disk is nearly full, in the same batch too.
    let small = Task { try await engine.append([event("b")], to: hall, expecting: 1) }
    let large = Task { try await engine.append([event(big)], to: StreamID("big"), expecting: 0) }
    #expect(try await small.value == 2)
    await #expect(throws: EventLogError.unavailable(.diskFull)) { try await large.value }

    _ = try await engine.pragma("max_page_count = 1000000")
    #expect(try await engine.append([event(big)], to: hall, expecting: 2) == 3)
    #expect(try await engine.verify().records == 3)
    #expect(try await engine.verify().isWhole)
  }

  @Test func refusesAFileThatIsNotOurs() async throws {
    let world = try World(.sqlite)
    let text = world.folder + "/letter.txt"
    let foreign = world.folder + "/foreign.db"
    try String(repeating: "Dear colleagues. ", count: 400).write(
      toFile: text, atomically: true, encoding: .utf8)
    let queue = try DatabaseQueue(path: foreign)
    try await queue.write { db in try db.execute(sql: "CREATE TABLE event (a)") }
    try queue.close()
    for path in [text, foreign] {
      let before = try Data(contentsOf: URL(fileURLWithPath: path))
      for mode in [SQLiteEngine.Mode.serve, .readOnly] {
        #expect(throws: EventLogError.notOurs(path: path)) {
          try SQLiteEngine(path: path, mode: mode)
        }
      }
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }
    #expect(throws: EventLogError.notOurs(path: world.folder)) {
      try SQLiteEngine(path: world.folder, mode: .serve)
    }
  }

  @Test func refusesAFileOfANewerVersion() async throws {
    let world = try World(.sqlite)
    let engine = try #require(world.engine as? SQLiteEngine)
    try await engine.edit("PRAGMA user_version = \(Schema.version + 1)")
    try await engine.close()
    for mode in [SQLiteEngine.Mode.serve, .readOnly] {
      #expect(throws: EventLogError.newerVersion(found: Schema.version + 1, known: Schema.version))
      {
        try SQLiteEngine(path: world.path, mode: mode)
      }
    }
  }

  @Test func refusesToServeFromAFileMarkedReadOnly() async throws {
    let world = try World(.sqlite)
    let engine = try #require(world.engine as? SQLiteEngine)
    try await engine.append([event("a")], to: hall, expecting: 0)
    try await engine.close()
    try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: world.path)
    #expect(throws: EventLogError.unavailable(.readOnly)) {
      try SQLiteEngine(path: world.path, mode: .serve)
    }
    let reader = try SQLiteEngine(path: world.path, mode: .readOnly)
    #expect(try await reader.head(hall) == 1)
    try await reader.close()
  }

  @Test func refusesToReadWhatIsNotThere() throws {
    let world = try World(.memory)
    #expect(throws: EventLogError.notFound(path: world.path)) {
      try SQLiteEngine(path: world.path, mode: .readOnly)
    }
    #expect(!FileManager.default.fileExists(atPath: world.path))
    #expect(throws: EventLogError.unavailable(.io(code: Int(ENOENT)))) {
      try SQLiteEngine(path: world.folder + "/none/hall.db", mode: .serve)
    }
  }

  @Test func keepsTheFileToItsOwner() throws {
    let world = try World(.sqlite)
    for path in [world.path, world.path + "-wal", world.path + ".lock"] {
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o600)
    }
  }

  @Test func servesOnceAndLetsReadersIn() async throws {
    let world = try World(.sqlite)
    let link = world.folder + "/link.db"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: world.path)
    for path in [world.path, link] {
      #expect(throws: EventLogError.inUse(path: world.path)) {
        try SQLiteEngine(path: path, mode: .serve)
      }
    }
    let reader = try SQLiteEngine(path: world.path, mode: .readOnly)
    #expect(try await reader.head(hall) == 0)
    try await world.engine.append([event("a")], to: hall, expecting: 0)
    #expect(try await reader.head(hall) == 1)
    #expect(try await reader.verify().isWhole)
    await #expect(throws: EventLogError.unavailable(.readOnly)) {
      try await reader.append([event("b")], to: hall, expecting: 1)
    }
    await #expect(throws: EventLogError.unavailable(.readOnly)) {
      try await reader.seal(BoxID("poll.1"))
    }
    try await reader.close()
    #expect(try await world.engine.append([event("b")], to: hall, expecting: 1) == 2)
    try await (world.engine as? SQLiteEngine)?.close()
    try await SQLiteEngine(path: world.path, mode: .serve).close()
  }

  @Test func namesTheFirstMissingRecord() async throws {
    let world = try World(.sqlite)
    let engine = try #require(world.engine as? SQLiteEngine)
    try await engine.append((1...5).map { event("\($0)") }, to: hall, expecting: 0)
    try await engine.edit("DELETE FROM event WHERE position = 4")
    #expect(try await engine.verify(hall).brokenAt == 4)
  }

  @Test func reportsATornPageInsteadOfReadingIt() async throws {
    let world = try World(.sqlite)
    let engine = try #require(world.engine as? SQLiteEngine)
    for number in 0..<400 {
      try await engine.append([event("record \(number)")], to: hall, expecting: number)
    }
    try await engine.close()
    // Overwrite the middle of the page that holds record 200.
    var bytes = try Data(contentsOf: URL(fileURLWithPath: world.path))
    let place = try #require(occurrences(of: Array("record 200".utf8), in: bytes).first)
    let page = place / 4096 * 4096
    bytes.replaceSubrange(page..<(page + 2048), with: Data(repeating: 0xA5, count: 2048))
    try bytes.write(to: URL(fileURLWithPath: world.path))

    let again = try SQLiteEngine(path: world.path, mode: .readOnly)
    let report = try await again.verify(hall)
    let broken = try #require(report.brokenAt)
    #expect((2...201).contains(broken))
    #expect(report.records == broken - 1)
    try await again.close()
  }

  @Test func searchesAndNeverScansOnHotPaths() async throws {
    let world = try World(.sqlite)
    let engine = try #require(world.engine as? SQLiteEngine)
    for number in 1...300 {
      _ = try await engine.append(
        (1...5).map { event("\($0)") }, ballots: [ballot(number % 200, "x", in: BoxID("open"))],
        to: StreamID("s.\(number)"), expecting: 0)
    }
    try await engine.seal(BoxID("open"))
    try await engine.edit("ANALYZE")
    let hot: [(String, StatementArguments)] = [
      (SQL.readEvents, ["s.1", 0, 10]), (SQL.head, ["s.1"]), (SQL.firstStream, ["s."]),
      (SQL.nextStream, ["s.1"]), (SQL.sealedRange, ["open"]), (SQL.openBallots, ["open"]),
      (SQL.sealedBallots, [1, 10]), (SQL.snapshot, ["s.1"]), (SQL.snapshotSummary, ["s.1"]),
      (SQL.roster, ["1"]), (SQL.entry, ["1", "p"]),
      (SQL.find, ["1", Data()]), (SQL.setting, ["k"]),
      (SQL.certificates, ["1"]), (SQL.certificate, ["n"]), (SQL.revokeCertificate, [1, "r", "n"]),
      (SQL.updatePerson, [Data(), Data(), "", "", 0, 1]), (SQL.personKey, ["p", "roster"]),
      (SQL.destroyPersonKey, ["p", "roster"]), (SQL.entriesOfPerson, ["p"]),
      (SQL.removeToken, [1, 1]), (SQL.accesses, ["1"]),
    ]
    for (sql, arguments) in hot {
      let plan = try await engine.reading { db in
        try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql, arguments: arguments)
          .map { $0["detail"] as String }
      }
      #expect(plan.contains { $0.hasPrefix("SEARCH") }, "\(sql): \(plan)")
      #expect(!plan.contains { $0.hasPrefix("SCAN") }, "\(sql): \(plan)")
    }
  }
}

extension SQLiteEngineTests {
  @Test func keepsSnapshots() async throws {
    let world = try World(.sqlite)
    let again = try #require(world.engine as? SQLiteEngine)
    try await again.append([event("a")], to: hall, expecting: 0)
    let hash = try #require(try await again.readAll(hall).first?.hash)
    let snapshot = StoredSnapshot(
      position: 1, hash: hash, codec: "1", summary: [1], bytes: [1, 2, 3])
    try await again.keep(snapshot, of: hall)
    #expect(try await again.snapshot(of: hall, withBytes: true) == snapshot)
    #expect(try await again.snapshot(of: hall, withBytes: false)?.bytes == [])
    let trusted = try #require(
      try await again.trustedSnapshot(of: hall, codec: "1", withBytes: true))
    #expect(trusted.isCurrent)
    #expect(try await again.trustedSnapshot(of: hall, codec: "2", withBytes: true) == nil)
    try await again.append([event("b")], to: hall, expecting: 1)
    #expect(
      try await again.trustedSnapshot(of: hall, codec: "1", withBytes: true)?.isCurrent == false)
    try await again.close()
  }

  /// The class, its people and all that happened are gone; the certificate is not.
  @Test func keepsACertificateWhoseClassIsGone() async throws {
    let world = try World(.sqlite)
    let engine = try #require(world.engine as? SQLiteEngine)
    try await engine.append([event("a")], to: hall, expecting: 0)
    let section = SectionID(rawValue: hall.rawValue)
    let person = PersonID("p1")
    try await engine.people.add([RosterEntry(person: person, name: "张三")], to: section)
    let certificate = Certificate(
      number: .random(), section: section, person: person, name: "张三",
      content: Certificate.Content(
        kind: "completion", title: "t", firstDay: "2026-12-01", lastDay: "2026-12-01", minutes: 90,
        creditHundredths: 200, issuer: "i", issuedOn: "2026-12-02"),
      issued: Moment(milliseconds: 5))
    try await engine.people.issue([certificate])
    for table in ["event", "person", "snapshot"] { try await engine.edit("DELETE FROM \(table)") }
    #expect(try await engine.people.certificates(of: section) == [certificate])
    #expect(try await engine.people.certificate(certificate.number)?.isValid == true)
    #expect(try await engine.people.roster(of: section).isEmpty)
    try await engine.close()
  }
}
