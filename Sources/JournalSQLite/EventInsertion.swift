import GRDB
import Identity
import Journal

#if canImport(GRDBSQLite)
  import GRDBSQLite
#else
  import SQLite3
#endif

/// The one statement of the hottest path, bound by SQLite's own functions: GRDB's arguments cost as
/// much as the insertion itself.
struct EventInsertion {
  private let owner: Statement
  private let statement: OpaquePointer

  init(_ db: Database) throws {
    owner = try db.cachedStatement(sql: SQL.insertEvent)
    statement = owner.sqliteStatement
  }

  /// - Throws: `DatabaseError` of GRDB, as any of its statements.
  func run(_ record: NewRecord, _ stream: StreamID, at position: Int, hash: [UInt8]) throws {
    bind(1, stream.rawValue)
    sqlite3_bind_int64(statement, 2, Int64(position))
    bind(3, record.tag)
    sqlite3_bind_int64(statement, 4, record.time.milliseconds)
    if let command = record.command {
      bind(5, command.rawValue)
    } else {
      sqlite3_bind_null(statement, 5)
    }
    // Bytes stay where they are until the step is done.
    let code = record.bytes.withUnsafeBytes { bytes in
      hash.withUnsafeBytes { hash in
        bind(6, bytes)
        bind(7, hash)
        let code = sqlite3_step(statement)
        sqlite3_reset(statement)
        sqlite3_bind_null(statement, 6)
        sqlite3_bind_null(statement, 7)
        return code
      }
    }
    guard code == SQLITE_DONE else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
  }

  private func bind(_ index: Int32, _ text: String) {
    var text = text
    text.withUTF8 {
      _ = sqlite3_bind_text(
        statement, index, UnsafeRawPointer($0.baseAddress)?.assumingMemoryBound(to: CChar.self),
        Int32($0.count), Self.copying)
    }
  }

  private func bind(_ index: Int32, _ bytes: UnsafeRawBufferPointer) {
    if let start = bytes.baseAddress, !bytes.isEmpty {
      sqlite3_bind_blob(statement, index, start, Int32(bytes.count), nil)
    } else {
      sqlite3_bind_zeroblob(statement, index, 0)
    }
  }

  /// SQLite's `SQLITE_TRANSIENT`.
  private static let copying = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}
