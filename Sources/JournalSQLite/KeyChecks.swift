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

  /// Whether serving would leave the tables of the file as they are.
  public func isOfThisVersion() async throws -> Bool {
    try await reading { try Int.fetchOne($0, sql: "PRAGMA user_version") == Schema.version }
  }

  /// Whether everything can be opened that was not erased: lines of rosters, and what certificates have
  /// sealed.
  ///
  /// - Returns: how many lines and certificates are sealed, and whose cannot be opened: changed bytes, or
  ///   a key of somebody else's.
  /// - Throws: `PeopleError` for the key.
  public func checkNames() async throws -> (sealed: Int, broken: [PersonID]) {
    let names = names
    return try await reading { db in
      guard case .sealed(let vault) = try names.reading(db) else { return (0, []) }
      var found: (sealed: Int, broken: [PersonID]) = (0, [])
      var broken: Set<String> = []
      func note(_ person: String, opens: Bool) {
        found.sealed += 1
        if !opens, broken.insert(person).inserted { found.broken.append(PersonID(person)) }
      }
      let entries = try Row.fetchCursor(db, sql: SQL.everyEntry)
      while let row = try entries.next() {
        guard !(row[4] as Data).isEmpty else { continue }
        // A name that was taken back is empty, and its seal opens.
        note(row[0], opens: sealedEntry(row, vault) != nil)
      }
      let certificates = try Row.fetchCursor(db, sql: SQL.everyCertificate)
      while let row = try certificates.next() {
        guard !(row[3] as Data).isEmpty || !(row[7] as Data).isEmpty else { continue }
        note(
          row[2],
          opens: opened(row, 3, "name", vault) != nil && opened(row, 7, "reason", vault) != nil)
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
            DELETE FROM setting WHERE key LIKE 'secret-%';
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
