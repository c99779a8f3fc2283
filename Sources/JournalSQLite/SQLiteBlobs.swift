import Foundation
import GRDB
import Journal

/// The files of slides in the file of a `SQLiteEngine`, written by the same writer.
///
/// Their table is made with the first of them: a data file without slides is as it was.
public struct SQLiteBlobs: BlobStore {
  private let engine: SQLiteEngine

  public init(engine: SQLiteEngine) { self.engine = engine }

  public func blob(_ name: String) async throws -> [UInt8]? {
    do {
      return try await engine.reading { db in
        guard try db.tableExists("blob") else { return nil }
        return try Data.fetchOne(
          db, sql: "SELECT bytes FROM blob WHERE name = ?", arguments: [name]
        ).map { [UInt8]($0) }
      }
    } catch { throw trouble(error, path: engine.path) }
  }

  public func keep(_ bytes: [UInt8], as name: String) async throws {
    guard let writer = engine.writer else { throw EventLogError.unavailable(.readOnly) }
    do {
      try await writer.submit { db in
        try db.execute(
          sql: """
            CREATE TABLE IF NOT EXISTS blob (
              id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, bytes BLOB NOT NULL) STRICT
            """)
        try db.execute(
          sql: "INSERT INTO blob (name, bytes) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
          arguments: [name, Data(bytes)])
      }
    } catch { throw trouble(error, path: engine.path) }
  }
}
