import Foundation
import GRDB
import Identity
import People

/// The certificates in the file of a `SQLiteEngine`.
extension SQLitePeople {
  public func certificates(of section: SectionID) async throws -> [Certificate] {
    try await reading { db in
      guard try hasCertificates(db) else { return [] }
      return try Row.fetchAll(
        db.cachedStatement(sql: SQL.certificates), arguments: [section.rawValue]
      ).compactMap { JournalSQLite.certificate($0) }
    }
  }

  public func certificate(_ number: CertificateNumber) async throws -> Certificate? {
    try await reading { db in
      guard try hasCertificates(db) else { return nil }
      return try Row.fetchOne(
        db.cachedStatement(sql: SQL.certificate), arguments: [number.text]
      ).flatMap { JournalSQLite.certificate($0) }
    }
  }

  public func issue(_ certificates: [Certificate]) async throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let rows = try certificates.map {
      ($0, String(decoding: try encoder.encode($0.content), as: UTF8.self))
    }
    try await writing { db in
      let insert = try db.cachedStatement(sql: SQL.issueCertificate)
      for (certificate, content) in rows {
        try insert.execute(arguments: [
          certificate.number.text, certificate.section.rawValue, certificate.person.rawValue,
          certificate.name, content, certificate.issued.milliseconds,
        ])
      }
    }
  }

  public func revoke(
    _ number: CertificateNumber, reason: String, at time: Moment
  ) async throws -> Bool {
    try await writing { db in
      try db.cachedStatement(sql: SQL.revokeCertificate)
        .execute(arguments: [time.milliseconds, reason, number.text])
      return try Row.fetchOne(
        db.cachedStatement(sql: SQL.certificate), arguments: [number.text]) != nil
    }
  }
}

/// Whoever only reads leaves an older file as it is.
private func hasCertificates(_ db: Database) throws -> Bool {
  try Int.fetchOne(db.cachedStatement(sql: "PRAGMA user_version")) ?? 0 >= 4
}

private func certificate(_ row: Row) -> Certificate? {
  guard let number = CertificateNumber(row[0] as String),
    let content = try? JSONDecoder().decode(
      Certificate.Content.self, from: Data((row[4] as String).utf8))
  else { return nil }
  return Certificate(
    number: number, section: SectionID(row[1] as String), person: PersonID(row[2] as String),
    name: row[3], content: content, issued: Moment(milliseconds: row[5]),
    revoked: (row[6] as Int64?).map { Moment(milliseconds: $0) }, reason: row[7])
}
