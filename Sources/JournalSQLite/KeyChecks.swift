import Foundation
import GRDB
import Identity
import Journal
import People

/// What the command line asks of the key of a data file.
extension SQLiteEngine {
  /// The key that opens the names of this file; `nil` for a file up to version 4, whose names lie in
  /// the open.
  ///
  /// - Throws: `PeopleError`: `.keyMissing`, `.keyWrong`, `.keyUnreadable`.
  public func key() async throws -> MasterKey? {
    let path = names.keyPath
    return try await reading { db in
      guard try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0 >= 5 else { return nil }
      return try Names.key(db, path)
    }
  }

  /// Whether every name can be opened that was not erased.
  ///
  /// - Returns: how many are sealed, and whose cannot be opened: changed bytes, or a key of somebody
  ///   else's.
  /// - Throws: `PeopleError` for the key.
  public func checkNames() async throws -> (sealed: Int, broken: [PersonID]) {
    let names = names
    return try await reading { db in
      guard case .sealed(let vault) = try names.reading(db) else { return (0, []) }
      let rows = try Row.fetchCursor(db, sql: SQL.everyEntry)
      var found: (sealed: Int, broken: [PersonID]) = (0, [])
      while let row = try rows.next() {
        let sealed: Data = row[4]
        guard !sealed.isEmpty else { continue }
        found.sealed += 1
        if rosterEntry(sealed: row, vault).name.isEmpty {
          found.broken.append(PersonID(row[0] as String))
        }
      }
      return found
    }
  }

  /// Gives up every name in a file whose key is lost for good, and puts a new key in its place. Classes,
  /// attendance, answers and totals stay as they are.
  ///
  /// - Throws: `EventLogError`; `PeopleError.keyUnreadable` where something lies in the place of the
  ///   new key.
  public static func giveUpNames(path: String, keyFile: String? = nil) throws {
    let path = Opening.canonical(path)
    let keyPath = keyFile ?? KeyFile.path(for: path)
    do {
      guard try Opening.size(path) ?? 0 > 0 else { throw EventLogError.notFound(path: path) }
      let lock = try FileLock(path: path + ".lock", for: path)
      defer { lock.release() }
      try Opening.check(path)
      guard !FileManager.default.fileExists(atPath: keyPath) else {
        throw PeopleError.keyUnreadable(path: keyPath)
      }
      let queue = try DatabaseQueue(
        path: path, configuration: Opening.configuration(readonly: false))
      let key = MasterKey.random()
      try KeyFile.write(key, to: keyPath)
      try queue.write { db in
        // A file of an earlier version has its names in the open: nothing is to be given up.
        guard try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0 >= 5 else { return }
        try db.execute(
          sql: """
            UPDATE person_key SET key = zeroblob(60);
            INSERT OR IGNORE INTO person_key (person, use, key)
              SELECT DISTINCT person, 'roster', zeroblob(60) FROM person;
            INSERT OR IGNORE INTO person_key (person, use, key)
              SELECT DISTINCT person, 'certificate', zeroblob(60) FROM certificate;
            UPDATE person SET sealed = x'', name_key = x'';
            UPDATE certificate SET name = x'', reason = x'';
            DELETE FROM name_token;
            INSERT OR IGNORE INTO wipe_pending (what) VALUES ('people');
            """)
        try db.execute(
          sql: "INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)",
          arguments: [KeyFile.setting, Data(key.check)])
      }
      try queue.close()
    } catch {
      throw trouble(error, path: path)
    }
  }
}
