import Foundation
import GRDB
import GRDBSQLite
import Identity
import Journal
import JournalSQLite

// log: each append acknowledged after its commit, against SQLite's own bulk insert of the same rows
// in one transaction, by a prepared statement that is bound through SQLite's own functions.

private let rows = 50_000
private let payload = [UInt8](repeating: 65, count: 100)

func benchLog() async throws {
  print("log: each append acknowledged after its commit, against one transaction of the same rows")
  for appenders in [1_000, 10_000] {
    var ours: [Double] = []
    var theirs: [Double] = []
    for _ in 0..<5 {
      let folder = try scratch()
      defer { try? FileManager.default.removeItem(at: folder) }
      ours.append(try await groupCommit(folder, appenders))
      theirs.append(try bulkInsert(folder, appenders))
    }
    let (a, b) = (middle(ours), middle(theirs))
    row(
      "\(appenders) appenders", String(format: "ours %7.0f/s", Double(rows) / a),
      String(format: "bulk insert %7.0f/s", Double(rows) / b), b / a)
  }
}

/// Seconds until every append of every appender is acknowledged.
private func groupCommit(_ folder: URL, _ appenders: Int) async throws -> Double {
  let engine = try SQLiteEngine(path: folder.appendingPathComponent("a.db").path, mode: .serve)
  let each = rows / appenders
  let time = try await seconds {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for appender in 0..<appenders {
        group.addTask {
          let stream = StreamID("class-\(appender)")
          for position in 0..<each {
            _ = try await engine.append(
              [
                NewRecord(
                  tag: "responseRecorded", time: Moment(milliseconds: 1),
                  command: CommandID("\(appender)-\(position)"), bytes: payload)
              ], to: stream, expecting: position)
          }
        }
      }
      try await group.waitForAll()
    }
  }
  try await engine.close()
  return time
}

private func bulkInsert(_ folder: URL, _ appenders: Int) throws -> Double {
  let bulk = try DatabaseQueue(path: folder.appendingPathComponent("b.db").path)
  defer { try? bulk.close() }
  try bulk.writeWithoutTransaction { db in
    try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    try db.execute(
      sql: """
        CREATE TABLE event (stream TEXT, position INTEGER, tag TEXT, time INTEGER, command TEXT,
          bytes BLOB, hash BLOB, PRIMARY KEY (stream, position))
        """)
  }
  let hash = [UInt8](repeating: 1, count: 32)
  let copying = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  return try seconds {
    try bulk.write { db in
      let owner = try db.makeStatement(sql: "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)")
      defer { withExtendedLifetime(owner) {} }
      let insert = owner.sqliteStatement
      for appender in 0..<appenders {
        let stream = "class-\(appender)"
        for position in 0..<(rows / appenders) {
          sqlite3_bind_text(insert, 1, stream, -1, copying)
          sqlite3_bind_int64(insert, 2, Int64(position + 1))
          sqlite3_bind_text(insert, 3, "responseRecorded", -1, copying)
          sqlite3_bind_int64(insert, 4, 1)
          sqlite3_bind_text(insert, 5, "\(appender)-\(position)", -1, copying)
          sqlite3_bind_blob(insert, 6, payload, Int32(payload.count), copying)
          sqlite3_bind_blob(insert, 7, hash, 32, copying)
          precondition(sqlite3_step(insert) == SQLITE_DONE)
          sqlite3_reset(insert)
        }
      }
    }
  }
}
