import Foundation
import GRDB
import Identity
import Journal
import People
import Synchronization

/// The People store in the file of a `SQLiteEngine`, written by the same writer.
public struct SQLitePeople: PeopleStore {
  private let engine: SQLiteEngine

  public init(engine: SQLiteEngine) {
    self.engine = engine
  }

  public func roster(of section: SectionID) async throws -> [RosterEntry] {
    try await reading { db in
      try Row.fetchAll(statement(SQL.roster, db), arguments: [section.rawValue])
        .map(rosterEntry)
    }
  }

  public func add(_ entries: [RosterEntry], to section: SectionID) async throws {
    try await writing { db in
      let insert = try db.cachedStatement(sql: SQL.addPerson)
      for entry in entries {
        try insert.execute(arguments: [
          section.rawValue, entry.person.rawValue, entry.name, comparisonKey(entry.name),
          entry.unit, entry.group, entry.role.rawValue, entry.walkIn, entry.details.stored,
        ])
      }
    }
  }

  public func put(_ entries: [RosterEntry], in section: SectionID) async throws {
    try await writing { db in
      let put = try db.cachedStatement(sql: SQL.putPerson)
      for entry in entries {
        try put.execute(arguments: [
          section.rawValue, entry.person.rawValue, entry.name, comparisonKey(entry.name),
          entry.unit, entry.group, entry.role.rawValue, entry.walkIn, entry.details.stored,
        ])
      }
    }
  }

  public func update(_ entry: RosterEntry, in section: SectionID) async throws {
    try await writing { db in
      try db.cachedStatement(sql: SQL.updatePerson).execute(arguments: [
        entry.name, comparisonKey(entry.name), entry.unit, entry.group, entry.role.rawValue,
        entry.walkIn, entry.details.stored, section.rawValue, entry.person.rawValue,
      ])
      if db.changesCount == 0 { throw PeopleError.unknown(entry.person) }
    }
  }

  public func entry(_ person: PersonID, in section: SectionID) async throws -> RosterEntry? {
    try await reading { db in
      try Row.fetchOne(
        statement(SQL.entry, db), arguments: [section.rawValue, person.rawValue]
      ).map(rosterEntry)
    }
  }

  public func find(
    name: String, unit: String?, in section: SectionID
  ) async throws -> [RosterEntry] {
    let key = comparisonKey(name)
    if key.isEmpty { return [] }
    let entries = try await reading { db in
      try Row.fetchAll(
        statement(SQL.find, db), arguments: [section.rawValue, key]
      ).map(rosterEntry)
    }
    guard let unit else { return entries }
    return entries.filter { comparisonKey($0.unit) == comparisonKey(unit) }
  }

  public func sections(withPersonNamed part: String, limit: Int) async throws -> [SectionID] {
    let key = comparisonKey(part)
    guard !key.isEmpty else { return [] }
    return try await reading { db in
      try String.fetchAll(
        db.cachedStatement(sql: SQL.sectionsOfName), arguments: [key, max(0, limit)]
      ).map { SectionID($0) }
    }
  }

  /// Also wipes the name from the bytes of the file: the table is built anew and the write-ahead log
  /// emptied, at the latest at the next opening.
  public func erase(_ person: PersonID) async throws {
    guard let writer = engine.writer else { throw PeopleError.unavailable(reason: "readOnly") }
    do {
      try await writer.exclusively { writer in
        let found = try writer.pool.write { db in try eraseRows(of: person, db) }
        if found { _ = writer.wipe() }
      }
    } catch {
      throw peopleTrouble(error)
    }
  }

  public func setting(_ key: String) async throws -> [UInt8]? {
    try await reading { db in
      try Data.fetchOne(db.cachedStatement(sql: SQL.setting), arguments: [key]).map { [UInt8]($0) }
    }
  }

  public func setSetting(_ key: String, _ value: [UInt8]?) async throws {
    try await writing { db in
      if let value {
        try db.execute(
          sql: """
            INSERT INTO setting (key, value) VALUES (?, ?)
            ON CONFLICT (key) DO UPDATE SET value = excluded.value
            """, arguments: [key, Data(value)])
      } else {
        try db.execute(sql: "DELETE FROM setting WHERE key = ?", arguments: [key])
      }
    }
  }

  public func setSettingIfAbsent(_ key: String, _ value: [UInt8]) async throws -> [UInt8] {
    try await writing { db in
      try db.execute(
        sql: "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING",
        arguments: [key, Data(value)])
      let stored = try Data.fetchOne(db, sql: SQL.setting, arguments: [key])
      return stored.map { [UInt8]($0) } ?? value
    }
  }

  func reading<T: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> T
  ) async throws -> T {
    do { return try await engine.reading(body) } catch { throw peopleTrouble(error) }
  }

  /// Joins the next commit.
  func writing<T: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> T
  ) async throws -> T {
    guard let writer = engine.writer else { throw PeopleError.unavailable(reason: "readOnly") }
    do { return try await writer.submit(body) } catch { throw peopleTrouble(error) }
  }
}

private func statement(_ sql: String, _ db: Database) throws -> Statement {
  let version = try Int.fetchOne(db.cachedStatement(sql: "PRAGMA user_version")) ?? 0
  return try db.cachedStatement(sql: SQL.persons(sql, version: version))
}

private func rosterEntry(_ row: Row) -> RosterEntry {
  RosterEntry(
    person: PersonID(row[0]), name: row[1], unit: row[2], group: row[3],
    role: Role(rawValue: row[4]) ?? .observer, walkIn: row[5],
    details: RosterDetails(stored: row[6]))
}

/// - Returns: Whether there was anything to erase.
private func eraseRows(of person: PersonID, _ db: Database) throws -> Bool {
  try db.execute(
    sql: "UPDATE person SET name = '', name_key = '', details = '' WHERE person = ?",
    arguments: [person.rawValue])
  let isListed = db.changesCount > 0
  try db.execute(
    sql: "UPDATE certificate SET name = '' WHERE person = ?", arguments: [person.rawValue])
  let isCertified = db.changesCount > 0
  guard isListed || isCertified else { return false }
  // Page splits leave copies of rows behind; a dropped table's pages are zeroed.
  try db.execute(
    sql: """
      CREATE TABLE person_rest \(Schema.personColumns);
      INSERT INTO person_rest SELECT * FROM person ORDER BY id;
      DROP TABLE person;
      ALTER TABLE person_rest RENAME TO person;
      \(Schema.personIndexes)
      CREATE TABLE certificate_rest \(Schema.certificateColumns);
      INSERT INTO certificate_rest SELECT * FROM certificate ORDER BY id;
      DROP TABLE certificate;
      ALTER TABLE certificate_rest RENAME TO certificate;
      \(Schema.certificateIndexes)
      INSERT OR IGNORE INTO wipe_pending (what) VALUES ('people');
      """)
  return true
}
