import Foundation
import GRDB
import Journal

extension SQLiteEngine {
  /// Writes a copy of a data file, also while another process serves from it: SQLite's online backup,
  /// one consistent moment of the whole file, in one file without a write-ahead log.
  ///
  /// The copy is for its owner only and is on the disk when this returns.
  ///
  /// - Parameter copy: where nothing may be yet.
  /// - Throws: `EventLogError`: `.notFound`, `.notOurs`, `.newerVersion`, `.fileDamaged`,
  ///   `.unavailable`.
  /// Source: <https://www.sqlite.org/backup.html>
  public static func copy(_ path: String, to copy: String) throws {
    let path = Opening.canonical(path)
    do {
      guard try Opening.size(path) != nil else { throw EventLogError.notFound(path: path) }
      try Opening.check(path)
    } catch {
      throw trouble(error, path: path)
    }
    try Opening.createEmpty(copy)
    do {
      let source = try DatabaseQueue(
        path: path, configuration: Opening.configuration(readonly: true))
      let target = try DatabaseQueue(
        path: copy, configuration: Opening.configuration(readonly: false))
      try source.backup(to: target)
      try target.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA journal_mode = DELETE")
      }
      try target.close()
      try source.close()
    } catch {
      for leftover in ["", "-journal", "-wal", "-shm"] { unlink(copy + leftover) }
      throw trouble(error, path: path)
    }
  }

  /// Whether SQLite itself finds every page, index and constraint of the file in order.
  ///
  /// Source: <https://www.sqlite.org/pragma.html#pragma_integrity_check>
  public func isSound() async throws -> Bool {
    try await reading { db in try String.fetchOne(db, sql: "PRAGMA integrity_check(1)") == "ok" }
  }
}
