import GRDB
import Identity
import People

/// Who opened what is personal, and how long it is kept, in the file of a `SQLiteEngine`.
extension SQLitePeople {
  /// Rows of the access log; from here on the oldest go.
  static let accessLimit: Int64 = 100_000

  public func note(_ access: Access) async throws {
    try await writing { db in try insert(access, db) }
  }

  public func accesses(
    of section: SectionID, concerning person: PersonID?, limit: Int
  ) async throws -> [Access] {
    guard limit > 0 else { return [] }
    return try await reading { db in
      guard try hasPrivacy(db) else { return [] }
      let rows = try Row.fetchCursor(
        db.cachedStatement(sql: SQL.accesses), arguments: [section.rawValue])
      var found: [Access] = []
      while found.count < limit, let row = try rows.next() {
        let whom: String = row[2]
        guard let what = Access.What(rawValue: row[3]),
          person == nil || whom.isEmpty || whom == person?.rawValue
        else { continue }
        found.append(
          Access(
            time: Moment(milliseconds: row[0]), section: SectionID(row[1] as String),
            person: whom.isEmpty ? nil : PersonID(whom), what: what, role: row[4], link: row[5],
            note: row[6]))
      }
      return found
    }
  }

  public func retention(of section: SectionID) async throws -> Retention? {
    try await reading { db in
      guard try hasPrivacy(db) else { return nil }
      return try Row.fetchOne(
        db, sql: "SELECT months, keeps_certificates, done FROM retention WHERE section = ?",
        arguments: [section.rawValue]
      ).map { storedRetention($0) }
    }
  }

  public func setRetention(_ retention: Retention?, of section: SectionID) async throws {
    try await writing { db in
      guard let retention else {
        return try db.execute(
          sql: "DELETE FROM retention WHERE section = ?", arguments: [section.rawValue])
      }
      try db.execute(
        sql: """
          INSERT INTO retention (section, months, keeps_certificates, done) VALUES (?, ?, ?, ?)
          ON CONFLICT (section) DO UPDATE SET months = excluded.months,
            keeps_certificates = excluded.keeps_certificates, done = excluded.done
          """,
        arguments: [
          section.rawValue, retention.months, retention.keepsCertificates,
          retention.done?.milliseconds,
        ])
    }
  }

  public func retentions() async throws -> [SectionID: Retention] {
    try await reading { db in
      guard try hasPrivacy(db) else { return [:] }
      let rows = try Row.fetchAll(
        db, sql: "SELECT months, keeps_certificates, done, section FROM retention")
      return Dictionary(
        rows.map { (SectionID($0[3] as String), storedRetention($0)) }, uniquingKeysWith: { $1 })
    }
  }

  public func namesStand(in section: SectionID, onCertificates: Bool) async throws -> Bool {
    try await reading { db in
      func stands(_ sql: String) throws -> Bool {
        try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [section.rawValue]) != nil
      }
      return try stands(SQL.anyName) || onCertificates && stands(SQL.anyCertifiedName)
    }
  }
}

func insert(_ access: Access, _ db: Database) throws {
  try db.cachedStatement(sql: SQL.addAccess).execute(arguments: [
    access.time.milliseconds, access.section.rawValue, access.person?.rawValue ?? "",
    access.what.rawValue, access.role, access.link, access.note,
  ])
  try db.cachedStatement(sql: "DELETE FROM access WHERE id <= ?")
    .execute(arguments: [db.lastInsertedRowID - SQLitePeople.accessLimit])
  guard access.what == .retention else { return }
  try db.execute(
    sql: "UPDATE retention SET done = ? WHERE section = ?",
    arguments: [access.time.milliseconds, access.section.rawValue])
}

private func storedRetention(_ row: Row) -> Retention {
  Retention(
    months: row[0], keepsCertificates: row[1],
    done: (row[2] as Int64?).map { Moment(milliseconds: $0) })
}

/// Whoever only reads leaves an older file as it is.
private func hasPrivacy(_ db: Database) throws -> Bool {
  try Int.fetchOne(db.cachedStatement(sql: "PRAGMA user_version")) ?? 0 >= 5
}
