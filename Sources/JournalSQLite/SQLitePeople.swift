import CryptoExtras
import Foundation
import GRDB
import Identity
import Journal
import People
import Synchronization

/// The People store in the file of a `SQLiteEngine`, written by the same writer. Names, units and
/// details lie there sealed, each person's with a key of that person's own
/// (docs/decisions/0020-sealed-names.md).
public struct SQLitePeople: PeopleStore {
  let engine: SQLiteEngine

  public init(engine: SQLiteEngine) {
    self.engine = engine
  }

  public func roster(of section: SectionID) async throws -> [RosterEntry] {
    try await entries(SQL.roster, SQL.Open.roster, [section.rawValue])
  }

  public func entry(_ person: PersonID, in section: SectionID) async throws -> RosterEntry? {
    try await entries(SQL.entry, SQL.Open.entry, [section.rawValue, person.rawValue]).first
  }

  public func find(
    name: String, unit: String?, in section: SectionID
  ) async throws -> [RosterEntry] {
    let key = comparisonKey(name)
    if key.isEmpty { return [] }
    let names = engine.names
    let entries = try await reading { db -> [RosterEntry] in
      switch try names.reading(db) {
      case .open(let version):
        return try Row.fetchAll(
          db.cachedStatement(sql: SQL.Open.find(version)), arguments: [section.rawValue, key]
        ).map { rosterEntry(open: $0) }
      case .leftOut: return []
      case .sealed(let vault):
        return try Row.fetchAll(
          db.cachedStatement(sql: SQL.find),
          arguments: [section.rawValue, vault.nameKey(name, in: section)]
        ).map { rosterEntry(sealed: $0, vault) }
      }
    }
    return entries.filter { entry in
      unit.map { comparisonKey(entry.unit) == comparisonKey($0) } ?? true
    }
  }

  private func entries(
    _ sql: String, _ open: @escaping @Sendable (Int) -> String, _ arguments: [String]
  ) async throws -> [RosterEntry] {
    let names = engine.names
    return try await reading { db in
      let arguments = StatementArguments(arguments)
      switch try names.reading(db) {
      case .open(let version):
        return try Row.fetchAll(db.cachedStatement(sql: open(version)), arguments: arguments)
          .map { rosterEntry(open: $0) }
      case .leftOut:
        return try Row.fetchAll(db.cachedStatement(sql: sql), arguments: arguments)
          .map { rosterEntry(sealed: $0, nil) }
      case .sealed(let vault):
        return try Row.fetchAll(db.cachedStatement(sql: sql), arguments: arguments)
          .map { rosterEntry(sealed: $0, vault) }
      }
    }
  }

  // MARK: writing

  public func add(_ entries: [RosterEntry], to section: SectionID) async throws {
    let names = engine.names
    try await writing { db in
      let vault = try names.writing(db)
      for entry in entries { try insert(entry, into: section, id: nil, vault, db) }
    }
  }

  public func put(_ entries: [RosterEntry], in section: SectionID) async throws {
    let names = engine.names
    try await writing { db in
      let vault = try names.writing(db)
      for entry in entries
      where try !change(entry, in: section, vault, db) {
        try insert(entry, into: section, id: nil, vault, db)
      }
    }
  }

  public func update(_ entry: RosterEntry, in section: SectionID) async throws {
    let names = engine.names
    try await writing { db in
      guard try change(entry, in: section, names.writing(db), db) else {
        throw PeopleError.unknown(entry.person)
      }
    }
  }

  /// Destroys their keys, in the bytes of the file too: overwritten where they lie, and the
  /// write-ahead log emptied, at the latest at the next opening.
  @discardableResult
  public func erase(
    _ persons: [PersonID], keepingCertificates: Bool, noting accesses: [Access]
  ) async throws -> Bool {
    guard let writer = engine.writer else { throw PeopleError.unavailable(reason: "readOnly") }
    let names = engine.names
    do {
      return try await writer.exclusively { writer in
        let found = try writer.pool.write { db in
          let vault = try names.writing(db)
          for access in accesses { try insert(access, db) }
          return try eraseRows(
            of: persons, keepingCertificates: keepingCertificates, vault, db)
        }
        names.forget()
        return !found || writer.wipe() == .complete
      }
    } catch {
      throw peopleTrouble(error)
    }
  }

  // MARK: in all classes

  public func sections(of person: PersonID) async throws -> [SectionID] {
    try await reading { db in
      try String.fetchAll(
        db, sql: "SELECT section FROM person WHERE person = ? ORDER BY id",
        arguments: [person.rawValue]
      ).map { SectionID($0) }
    }
  }

  public func sections(withPersonNamed part: String, limit: Int) async throws -> [SectionID] {
    let key = comparisonKey(part)
    guard !key.isEmpty, limit > 0 else { return [] }
    let names = engine.names
    return try await reading { db in
      guard case .sealed(let vault) = try names.reading(db) else { return [] }
      // What fewest names have comes first; what the others leave is opened and looked at.
      let tokens = try vault.tokens(ofPart: part).map { token in
        let count = try Int.fetchOne(
          db.cachedStatement(sql: SQL.tokenCount), arguments: [token])
        return (token: token, count: count ?? 0)
      }.sorted { ($0.count, $0.token) < ($1.count, $1.token) }.prefix(3)
      let rows = try Row.fetchCursor(
        db, sql: SQL.search(tokens: tokens.count),
        arguments: StatementArguments(tokens.map(\.token)))
      var found: [SectionID] = []
      var seen: Set<SectionID> = []
      while found.count < limit, let row = try rows.next() {
        let section = SectionID(row[6] as String)
        guard !seen.contains(section) else { continue }
        if comparisonKey(rosterEntry(sealed: row, vault).name).contains(key) {
          seen.insert(section)
          found.append(section)
        }
      }
      return found
    }
  }

  // MARK: settings

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

  public func secret(_ name: String) async throws -> [UInt8] {
    let names = engine.names
    let key = "secret-" + name
    return try await writing { db in
      let vault = try names.writing(db)
      if let stored = try Data.fetchOne(db, sql: SQL.setting, arguments: [key]),
        let secret = vault.secret(stored, name)
      {
        return secret
      }
      let (secret, sealed) = vault.newSecret(name)
      try db.execute(
        sql: "INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", arguments: [key, sealed])
      return secret
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

// MARK: - Rows

/// A row of `SQL.Open`, of a file up to version 4.
func rosterEntry(open row: Row) -> RosterEntry {
  RosterEntry(
    person: PersonID(row[0] as String), name: row[4], unit: row[5], group: row[1],
    role: Role(rawValue: row[2]) ?? .observer, walkIn: row[3],
    details: RosterDetails(stored: row[6]))
}

/// What the seal of an entry belongs to.
private func place(_ person: String, in section: String) -> [String] {
  ["person", section, person, "entry"]
}

/// A row of `SQL.roster` and its like; without a name where there is no vault, the person was erased,
/// or the seal is not that entry's.
func rosterEntry(sealed row: Row, _ vault: Vault?) -> RosterEntry {
  var entry = RosterEntry(
    person: PersonID(row[0] as String), name: "", group: row[1],
    role: Role(rawValue: row[2]) ?? .observer,
    walkIn: row[3])
  guard let vault, let sealed = sealedEntry(row, vault) else { return entry }
  entry.name = sealed.name
  entry.unit = sealed.unit
  entry.details = sealed.details
  return entry
}

/// What a row of `SQL.roster` and its like has sealed; `nil` where it does not open.
func sealedEntry(_ row: Row, _ vault: Vault) -> SealedEntry? {
  let person: String = row[0]
  guard let wrapped = row[5] as Data?,
    let key = vault.key(wrapped, of: PersonID(person), for: .roster),
    let plain = vault.open(row[4], with: key, as: place(person, in: row[6]))
  else { return nil }
  return SealedEntry(plain)
}

/// The key of a person, made when first needed; `nil` once it was destroyed.
func personKey(
  of person: PersonID, for use: Vault.Use, _ vault: Vault, _ db: Database
) throws -> SymmetricKey? {
  let stored = try Data.fetchOne(
    db.cachedStatement(sql: SQL.personKey), arguments: [person.rawValue, use.rawValue])
  if let stored { return vault.key(stored, of: person, for: use) }
  let (key, wrapped) = vault.newKey(of: person, for: use)
  try db.cachedStatement(sql: SQL.addPersonKey)
    .execute(arguments: [person.rawValue, use.rawValue, wrapped])
  return key
}

/// What is stored of an entry: nothing personal once the person was erased.
private func stored(
  _ entry: RosterEntry, in section: SectionID, _ vault: Vault, _ db: Database
) throws -> (sealed: Data, nameKey: Data, tokens: Set<Int64>) {
  guard let key = try personKey(of: entry.person, for: .roster, vault, db) else {
    return (Data(), Data(), [])
  }
  let sealed = vault.seal(
    SealedEntry(entry).bytes, with: key,
    as: place(entry.person.rawValue, in: section.rawValue))
  return (sealed, vault.nameKey(entry.name, in: section), vault.tokens(of: entry.name))
}

/// Adds an entry unless the person is in the section already.
///
/// - Parameter id: the row; `nil` for the next.
func insert(
  _ entry: RosterEntry, into section: SectionID, id: Int64?, _ vault: Vault, _ db: Database
) throws {
  guard
    try Row.fetchOne(
      db.cachedStatement(sql: "SELECT 1 FROM person WHERE section = ? AND person = ?"),
      arguments: [section.rawValue, entry.person.rawValue]) == nil
  else { return }
  let (sealed, nameKey, tokens) = try stored(entry, in: section, vault, db)
  try db.cachedStatement(sql: SQL.addPerson).execute(arguments: [
    id, section.rawValue, entry.person.rawValue, sealed, nameKey, entry.group,
    entry.role.rawValue, entry.walkIn,
  ])
  let row = db.lastInsertedRowID
  let addition = try db.cachedStatement(sql: SQL.addToken)
  for token in tokens.sorted() { try addition.execute(arguments: [token, row]) }
}

/// - Returns: Whether there was such an entry.
private func change(
  _ entry: RosterEntry, in section: SectionID, _ vault: Vault, _ db: Database
) throws -> Bool {
  guard
    let row = try Row.fetchOne(
      db.cachedStatement(sql: SQL.entry),
      arguments: [section.rawValue, entry.person.rawValue])
  else { return false }
  let before = vault.tokens(of: rosterEntry(sealed: row, vault).name)
  let id: Int64 = row[7]
  let (sealed, nameKey, tokens) = try stored(entry, in: section, vault, db)
  try db.cachedStatement(sql: SQL.updatePerson).execute(arguments: [
    sealed, nameKey, entry.group, entry.role.rawValue, entry.walkIn, id,
  ])
  for token in before.subtracting(tokens) {
    try db.cachedStatement(sql: SQL.removeToken).execute(arguments: [token, id])
  }
  for token in tokens.subtracting(before).sorted() {
    try db.cachedStatement(sql: SQL.addToken).execute(arguments: [token, id])
  }
  return true
}

/// - Returns: Whether there was anything to erase.
private func eraseRows(
  of persons: [PersonID], keepingCertificates: Bool, _ vault: Vault, _ db: Database
) throws -> Bool {
  var found = false
  for person in persons {
    let rows = try Row.fetchAll(
      db.cachedStatement(sql: SQL.entriesOfPerson), arguments: [person.rawValue])
    let isCertified =
      try Row.fetchOne(
        db, sql: "SELECT 1 FROM certificate WHERE person = ? LIMIT 1",
        arguments: [person.rawValue]) != nil
    guard !rows.isEmpty || isCertified else { continue }
    found = true
    for row in rows {
      for token in vault.tokens(of: rosterEntry(sealed: row, vault).name) {
        try db.cachedStatement(sql: SQL.removeToken).execute(arguments: [token, row[7] as Int64])
      }
    }
    try db.execute(
      sql: "UPDATE person SET sealed = x'', name_key = x'' WHERE person = ?",
      arguments: [person.rawValue])
    for use in Vault.Use.allCases where use == .roster || !keepingCertificates {
      try db.execute(
        sql: SQL.destroyPersonKey, arguments: [person.rawValue, use.rawValue])
      try buryKey(of: person, for: use, db)
    }
    if !keepingCertificates {
      try db.execute(
        sql: "UPDATE certificate SET name = x'', reason = x'' WHERE person = ?",
        arguments: [person.rawValue])
    }
  }
  guard found else { return false }
  try rebuildNames(db)
  try db.execute(sql: "INSERT OR IGNORE INTO wipe_pending (what) VALUES ('people')")
  return true
}
