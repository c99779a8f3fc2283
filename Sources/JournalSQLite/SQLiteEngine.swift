import Foundation
import GRDB
import Identity
import Journal
import People

import struct Journal.Record  // GRDB has a Record, too

/// Log, ballot box and people in one SQLite file (GRDB, write-ahead log, group commit).
///
/// `path` may be accompanied by `-wal`, `-shm` and `.lock`; to move an installation, close it first
/// and copy the file, or copy it together with its `-wal`.
public final class SQLiteEngine: Engine {
  public enum Mode: Sendable {
    /// Reads and writes; creates the file if there is none. One process at a time.
    case serve
    /// Reads, also while another process serves.
    case readOnly
  }

  let reader: any DatabaseReader
  let writer: Writer?
  let path: String
  let names: Names

  /// Opens the file; blocks for as long as that takes. An older file is brought to this version when it
  /// is served.
  ///
  /// - Parameters:
  ///   - keyFile: opens the names; `nil` for the one beside the data file (`KeyFile.path`). A new file
  ///     gets a new one.
  ///   - leavesNamesOut: reads without the key: nobody in the file has a name then.
  /// - Throws: `EventLogError`: `.notOurs`, `.newerVersion`, `.inUse`, `.notFound`, `.fileDamaged`,
  ///   `.unavailable`; `PeopleError`: `.keyMissing`, `.keyWrong`, `.keyUnreadable` when serving.
  ///   Whoever only reads gets them when a name is asked for.
  public init(
    path: String, mode: Mode, keyFile: String? = nil, leavesNamesOut: Bool = false
  ) throws {
    let path = Opening.canonical(path)
    let keyPath = keyFile ?? KeyFile.path(for: path)
    self.path = path
    do {
      switch mode {
      case .serve:
        let size = try Opening.size(path)
        let lock = try FileLock(path: path + ".lock", for: path)
        if size ?? 0 == 0 {
          try Opening.create(at: path, check: try KeyFile.obtain(keyPath).check)
        } else {
          try Opening.check(path, key: keyPath)
          guard Opening.isWritable(path) else { throw EventLogError.unavailable(.readOnly) }
        }
        let pool = try DatabasePool(
          path: path, configuration: Opening.configuration(readonly: false))
        let (vault, mustWipe) = try pool.writeWithoutTransaction { db in
          // GRDB sets NORMAL when it opens a pool, which would lose the last commits with the power.
          try db.execute(sql: "PRAGMA synchronous = FULL")
          guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2,
            try Int.fetchOne(db, sql: "PRAGMA secure_delete") == 1,
            try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal"
          else { throw EventLogError.unavailable(.io(code: 0)) }
          func upgrade() throws {
            for (version, step) in Schema.upgrades
            where try Int.fetchOne(db, sql: "PRAGMA user_version") == version {
              try db.inTransaction {
                try db.execute(sql: step)
                return .commit
              }
            }
          }
          try upgrade()
          let key: MasterKey
          if try Int.fetchOne(db, sql: "PRAGMA user_version") == 4 {
            key = try KeyFile.obtain(keyPath)
            try db.inTransaction {
              try sealNames(with: key, db)
              return .commit
            }
            try upgrade()
          } else {
            key = try Names.key(db, keyPath)
          }
          try rebuildNamesIfPending(db)
          let mustWipe = try Row.fetchOne(db, sql: "SELECT 1 FROM wipe_pending LIMIT 1") != nil
          return (Vault(key), mustWipe)
        }
        names = Names(keyPath: keyPath, leavesOut: false, vault: vault)
        let writer = Writer(pool: pool, lock: lock)
        if mustWipe { _ = writer.wipe() }
        self.reader = pool
        self.writer = writer
      case .readOnly:
        guard try Opening.size(path) != nil else { throw EventLogError.notFound(path: path) }
        try Opening.check(path)
        reader = try DatabaseQueue(path: path, configuration: Opening.configuration(readonly: true))
        writer = nil
        names = Names(keyPath: keyPath, leavesOut: leavesNamesOut)
      }
    } catch {
      throw trouble(error, path: path)
    }
  }

  /// Commits what waits and closes the file; later calls throw `.unavailable(.closed)`.
  public func close() async throws {
    do {
      if let writer { try await writer.close() } else { try reader.close() }
    } catch {
      throw trouble(error, path: path)
    }
  }

  /// The People store in the same file.
  public var people: SQLitePeople { SQLitePeople(engine: self) }

  // MARK: log

  public func read(_ stream: StreamID, after position: Int, limit: Int) async throws -> [Record] {
    if limit <= 0 { return [] }
    return try await reading { db in
      try Row.fetchAll(
        db.cachedStatement(sql: SQL.readEvents), arguments: [stream.rawValue, position, limit]
      ).map { row in
        Record(
          stream: stream, position: row[0], tag: row[1], time: Moment(milliseconds: row[2]),
          command: (row[3] as String?).map { CommandID($0) }, bytes: [UInt8](row[4] as Data),
          hash: [UInt8](row[5] as Data))
      }
    }
  }

  public func head(_ stream: StreamID) async throws -> Int {
    try await reading { db in
      try Row.fetchOne(db.cachedStatement(sql: SQL.head), arguments: [stream.rawValue])?[0] ?? 0
    }
  }

  public func append(
    _ records: [NewRecord], ballots: [BallotWrite], to stream: StreamID, expecting: Int
  ) async throws -> Int {
    try Limits.check(records, ballots, for: stream)
    guard let writer else { throw EventLogError.unavailable(.readOnly) }
    return try await withCheckedThrowingContinuation { reply in
      writer.submit(
        AppendJob(
          records: records, ballots: ballots, stream: stream, expecting: expecting, path: path,
          reply: reply))
    }
  }

  public func streams(withPrefix prefix: String) async throws -> [StreamID] {
    try await reading { db in
      // One search for each stream, however many events it has.
      var streams: [StreamID] = []
      var next = try String.fetchOne(
        db.cachedStatement(sql: SQL.firstStream), arguments: [prefix])
      while let stream = next, stream.utf8.starts(with: prefix.utf8) {
        streams.append(StreamID(stream))
        next = try String.fetchOne(db.cachedStatement(sql: SQL.nextStream), arguments: [stream])
      }
      return streams
    }
  }

  // MARK: snapshots

  public func snapshot(of stream: StreamID, withBytes: Bool) async throws -> StoredSnapshot? {
    try await reading { db in
      guard try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0 >= 2,
        let row = try Row.fetchOne(
          db.cachedStatement(sql: withBytes ? SQL.snapshot : SQL.snapshotSummary),
          arguments: [stream.rawValue])
      else { return nil }
      return StoredSnapshot(
        position: row[0], hash: [UInt8](row[1] as Data), codec: row[2],
        summary: [UInt8](row[3] as Data), bytes: [UInt8](row[4] as Data))
    }
  }

  public func keep(_ snapshot: StoredSnapshot, of stream: StreamID) async throws {
    guard let writer else { throw EventLogError.unavailable(.readOnly) }
    do {
      try await writer.exclusively { writer in
        try writer.pool.write { db in
          try db.cachedStatement(sql: SQL.keepSnapshot).execute(arguments: [
            stream.rawValue, snapshot.position, Data(snapshot.hash), snapshot.codec,
            Data(snapshot.summary), Data(snapshot.bytes),
          ])
        }
      }
    } catch {
      throw trouble(error, path: path)
    }
  }

  // MARK: ballots

  public func ballots(in box: BoxID) async throws -> [Ballot] {
    try await reading { db in
      let rows: [Row]
      if let range = try Row.fetchOne(
        db.cachedStatement(sql: SQL.sealedRange), arguments: [box.rawValue])
      {
        rows = try Row.fetchAll(
          db.cachedStatement(sql: SQL.sealedBallots),
          arguments: [range[0] as Int, range[1] as Int])
      } else {
        rows = try Row.fetchAll(
          db.cachedStatement(sql: SQL.openBallots), arguments: [box.rawValue])
      }
      return rows.compactMap { row in
        BallotKey(bytes: row[0] as Data).map { Ballot(key: $0, bytes: [UInt8](row[1] as Data)) }
      }
    }
  }

  public func keys(in box: BoxID) async throws -> Set<BallotKey> {
    Set(try await ballots(in: box).map(\.key))
  }

  @discardableResult
  public func seal(_ box: BoxID) async throws -> Sealing {
    guard let writer else { throw EventLogError.unavailable(.readOnly) }
    do {
      return try await writer.exclusively { writer in
        let mustWipe = try writer.pool.write { db in try sealRows(of: box, db) }
        return mustWipe ? writer.wipe() : .complete
      }
    } catch {
      throw trouble(error, path: path)
    }
  }

  // MARK: reading

  /// Reads on one of GRDB's own queues: its async `read` throws in a cancelled task.
  func reading<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
    let path = path
    return try await withCheckedThrowingContinuation { reply in
      reader.asyncRead { result in
        do {
          reply.resume(returning: try body(result.get()))
        } catch {
          reply.resume(throwing: trouble(error, path: path))
        }
      }
    }
  }
}

/// Moves a box into `ballot_sealed` in key order and builds `ballot_open` anew from the others: the
/// pages of the old table, with every replaced ballot and every copy that page splits left behind,
/// are zeroed by `secure_delete` when it is dropped.
///
/// - Returns: Whether the write-ahead log has still to be wiped for this box.
private func sealRows(of box: BoxID, _ db: Database) throws -> Bool {
  if try Row.fetchOne(db, sql: SQL.sealedRange, arguments: [box.rawValue]) != nil {
    return try Row.fetchOne(db, sql: "SELECT 1 FROM wipe_pending LIMIT 1") != nil
  }
  let lastID = "SELECT coalesce(max(id), 0) FROM ballot_sealed"
  let before = try Int.fetchOne(db, sql: lastID) ?? 0
  try db.execute(
    sql: """
      INSERT INTO ballot_sealed (key, bytes)
      SELECT key, bytes FROM ballot_open WHERE box = ? ORDER BY key
      """, arguments: [box.rawValue])
  let after = try Int.fetchOne(db, sql: lastID) ?? 0
  try db.execute(
    sql: "INSERT INTO box_sealed (box, first, last) VALUES (?, ?, ?)",
    arguments: [box.rawValue, before + 1, after])
  try db.execute(sql: "CREATE TABLE ballot_rest \(Schema.ballotColumns)")
  try db.execute(
    sql: """
      INSERT INTO ballot_rest (box, key, bytes)
      SELECT box, key, bytes FROM ballot_open WHERE box <> ? ORDER BY box, key
      """, arguments: [box.rawValue])
  try db.execute(sql: "DROP TABLE ballot_open")
  try db.execute(sql: "ALTER TABLE ballot_rest RENAME TO ballot_open")
  try db.execute(
    sql: "INSERT OR IGNORE INTO wipe_pending (what) VALUES (?)", arguments: ["box " + box.rawValue])
  return true
}

private final class AppendJob: Job {
  let records: [NewRecord]
  let ballots: [BallotWrite]
  let stream: StreamID
  let expecting: Int
  let path: String
  let reply: CheckedContinuation<Int, any Error>

  init(
    records: [NewRecord], ballots: [BallotWrite], stream: StreamID, expecting: Int, path: String,
    reply: CheckedContinuation<Int, any Error>
  ) {
    self.records = records
    self.ballots = ballots
    self.stream = stream
    self.expecting = expecting
    self.path = path
    self.reply = reply
  }

  func write(_ batch: Batch) throws {
    try batch.advance(stream) { head in
      guard head.position == expecting else {
        throw EventLogError.conflict(stream: stream, expected: expecting, actual: head.position)
      }
      for write in ballots where try batch.isSealed(write.box) {
        throw EventLogError.boxSealed(write.box)
      }
      for record in records {
        head.position += 1
        head.hash = Chain.hash(
          previous: head.hash, stream: stream, position: head.position, record: record)
        try batch.insertEvent.get().run(record, stream, at: head.position, hash: head.hash)
      }
    }
    for write in ballots {
      try batch.db.cachedStatement(sql: SQL.putBallot).execute(arguments: [
        write.box.rawValue, Data(write.ballot.key.bytes), Data(write.ballot.bytes),
      ])
    }
  }

  func finish(_ error: (any Error)?) {
    if let error {
      reply.resume(throwing: trouble(error, path: path))
    } else {
      reply.resume(returning: expecting + records.count)
    }
  }
}
