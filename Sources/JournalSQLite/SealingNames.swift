import Foundation
import GRDB
import Identity
import People

/// Makes of a file of version 4 one of version 5: seals every name that lies in it in the open. The
/// old tables are dropped, which zeroes their pages; the write-ahead log is emptied afterwards.
func sealNames(with key: MasterKey, _ db: Database) throws {
  let vault = Vault(key)
  try db.execute(
    sql: """
      DROP INDEX person_name;
      DROP INDEX person_section;
      DROP INDEX certificate_section;
      DROP INDEX certificate_holder;
      DROP INDEX certificate_person;
      ALTER TABLE person RENAME TO person_open;
      ALTER TABLE certificate RENAME TO certificate_open;
      \(Schema.people)
      """)
  let persons = try Row.fetchCursor(
    db,
    sql: """
      SELECT person, team, role, walk_in, name, unit, details, section, id FROM person_open
      ORDER BY id
      """)
  while let row = try persons.next() {
    let entry = rosterEntry(open: row)
    // Erased before: for good.
    if entry.name.isEmpty { try buryKey(of: entry.person, for: .roster, db) }
    try insert(entry, into: SectionID(row[7] as String), id: row[8], vault, db)
  }
  let certificates = try Row.fetchCursor(
    db,
    sql: """
      SELECT id, number, section, person, name, content, issued, revoked, reason
      FROM certificate_open ORDER BY id
      """)
  let insertion = try db.cachedStatement(
    sql: """
      INSERT INTO certificate (id, number, section, person, name, content, issued, revoked, reason)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
  while let row = try certificates.next() {
    let person = PersonID(row[3] as String)
    let number: String = row[1]
    let name: String = row[4]
    if name.isEmpty { try buryKey(of: person, for: .certificate, db) }
    let key = try personKey(of: person, for: .certificate, vault, db)
    func sealed(_ text: String, _ field: String) -> Data {
      sealCertificate(text, field, number: number, with: key, vault)
    }
    try insertion.execute(arguments: [
      row[0] as Int64, number, row[2] as String, person.rawValue, sealed(name, "name"),
      row[5] as String, row[6] as Int64, row[7] as Int64?, sealed(row[8], "reason"),
    ])
  }
  try db.execute(
    sql: "INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)",
    arguments: [KeyFile.setting, Data(key.check)])
  try db.execute(
    sql: """
      DROP TABLE person_open;
      DROP TABLE certificate_open;
      INSERT OR IGNORE INTO wipe_pending (what) VALUES ('people');
      PRAGMA user_version = 5;
      """)
}

/// A key that is destroyed before it was ever made: nobody of that id gets a name.
func buryKey(of person: PersonID, for use: Vault.Use, _ db: Database) throws {
  try db.cachedStatement(
    sql: "INSERT OR IGNORE INTO person_key (person, use, key) VALUES (?, ?, ?)"
  )
  .execute(arguments: [person.rawValue, use.rawValue, Data(count: Vault.wrappedCount)])
}

// MARK: - Traces of names in the index

/// Where a setting says that copies of keyed hashes may lie in the pages of the index.
private let rebuildSetting = "names-to-rebuild"

/// From so many entries on, building anew waits for the next start: a class goes on meanwhile.
private let rebuildLimit = 50_000

/// Builds the tables anew by which names are found, so that no page keeps a copy of an erased name's
/// hashes; a very large file's at the next start. The name itself is gone with its key, at once.
func rebuildNames(_ db: Database) throws {
  let last = try Int.fetchOne(db, sql: "SELECT coalesce(max(id), 0) FROM person") ?? 0
  if last > rebuildLimit {
    try db.execute(
      sql: "INSERT OR IGNORE INTO setting (key, value) VALUES (?, x'')",
      arguments: [rebuildSetting])
  } else {
    try rebuildNamesNow(db)
  }
}

/// - Returns: nothing; what was left for this start is done.
func rebuildNamesIfPending(_ db: Database) throws {
  guard try Data.fetchOne(db, sql: SQL.setting, arguments: [rebuildSetting]) != nil else { return }
  try db.inTransaction {
    try rebuildNamesNow(db)
    try db.execute(sql: "DELETE FROM setting WHERE key = ?", arguments: [rebuildSetting])
    try db.execute(sql: "INSERT OR IGNORE INTO wipe_pending (what) VALUES ('people')")
    return .commit
  }
}

/// Page splits leave copies of rows behind; a dropped table's pages are zeroed.
private func rebuildNamesNow(_ db: Database) throws {
  try db.execute(
    sql: """
      CREATE TABLE person_rest \(Schema.personColumns);
      INSERT INTO person_rest SELECT * FROM person ORDER BY id;
      DROP TABLE person;
      ALTER TABLE person_rest RENAME TO person;
      \(Schema.personIndexes)
      CREATE TABLE token_rest \(Schema.tokenColumns);
      INSERT INTO token_rest SELECT * FROM name_token ORDER BY token, entry;
      DROP TABLE name_token;
      ALTER TABLE token_rest RENAME TO name_token;
      """)
}
