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
    sqlite3_bind_int64(statement, 2, Int64(position))
    sqlite3_bind_int64(statement, 4, record.time.milliseconds)
    // Texts and bytes stay where they are until the step is done.
    let code = bound(1, stream.rawValue) {
      bound(3, record.tag) {
        bound(5, record.command?.rawValue) {
          bound(6, record.bytes) {
            bound(7, hash) { sqlite3_step(statement) }
          }
        }
      }
    }
    sqlite3_reset(statement)
    sqlite3_clear_bindings(statement)
    guard code == SQLITE_DONE else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
  }

  private func bound(_ index: Int32, _ text: String?, _ body: () -> Int32) -> Int32 {
    guard var text else { return body() }  // stays NULL
    return text.withUTF8 {
      let start = UnsafeRawPointer($0.baseAddress)?.assumingMemoryBound(to: CChar.self)
      sqlite3_bind_text(statement, index, start, Int32($0.count), nil)
      return body()
    }
  }

  private func bound(_ index: Int32, _ bytes: [UInt8], _ body: () -> Int32) -> Int32 {
    bytes.withUnsafeBytes {
      if let start = $0.baseAddress, !$0.isEmpty {
        sqlite3_bind_blob(statement, index, start, Int32($0.count), nil)
      } else {
        sqlite3_bind_zeroblob(statement, index, 0)
      }
      return body()
    }
  }
}
