import CryptoExtras
import Foundation
import GRDB
import Identity
import People

/// The certificates in the file of a `SQLiteEngine`: names and reasons sealed, each holder's with a key
/// of that holder's own.
extension SQLitePeople {
  public func certificates(of section: SectionID) async throws -> [Certificate] {
    try await rows(SQL.certificates, SQL.Open.certificates, section.rawValue)
  }

  public func certificate(_ number: CertificateNumber) async throws -> Certificate? {
    try await rows(SQL.certificate, SQL.Open.certificate, number.text).first
  }

  private func rows(_ sql: String, _ open: String, _ argument: String) async throws -> [Certificate]
  {
    let names = engine.names
    return try await reading { db in
      switch try names.reading(db) {
      case .open(let version):
        // Whoever only reads leaves an older file as it is.
        guard version >= 4 else { return [] }
        return try Row.fetchAll(db.cachedStatement(sql: open), arguments: [argument])
          .compactMap { issuedCertificate($0, name: $0[3], reason: $0[7]) }
      case .leftOut:
        return try Row.fetchAll(db.cachedStatement(sql: sql), arguments: [argument])
          .compactMap { issuedCertificate($0, name: "", reason: "") }
      case .sealed(let vault):
        return try Row.fetchAll(db.cachedStatement(sql: sql), arguments: [argument])
          .compactMap { row in
            issuedCertificate(
              row, name: opened(row, 3, "name", vault) ?? "",
              reason: opened(row, 7, "reason", vault) ?? "")
          }
      }
    }
  }

  public func issue(_ certificates: [Certificate]) async throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let rows = try certificates.map {
      ($0, String(decoding: try encoder.encode($0.content), as: UTF8.self))
    }
    let names = engine.names
    try await writing { db in
      let vault = try names.writing(db)
      let insert = try db.cachedStatement(sql: SQL.issueCertificate)
      for (certificate, content) in rows {
        let key = try personKey(of: certificate.person, for: .certificate, vault, db)
        try insert.execute(arguments: [
          certificate.number.text, certificate.section.rawValue, certificate.person.rawValue,
          sealCertificate(
            certificate.name, "name", number: certificate.number.text, with: key, vault),
          content, certificate.issued.milliseconds,
        ])
      }
    }
  }

  public func revoke(
    _ number: CertificateNumber, reason: String, at time: Moment
  ) async throws -> Bool {
    let names = engine.names
    return try await writing { db in
      guard
        let holder = try String.fetchOne(
          db, sql: "SELECT person FROM certificate WHERE number = ?", arguments: [number.text])
      else { return false }
      let vault = try names.writing(db)
      let key = try personKey(of: PersonID(holder), for: .certificate, vault, db)
      try db.cachedStatement(sql: SQL.revokeCertificate).execute(arguments: [
        time.milliseconds,
        sealCertificate(reason, "reason", number: number.text, with: key, vault), number.text,
      ])
      return true
    }
  }
}

private func certificatePlace(_ number: String, _ field: String) -> [String] {
  ["certificate", number, field]
}

/// A sealed field of a row of `SQL.certificates` and its like, empty where nothing was sealed; `nil`
/// where it does not open.
func opened(_ row: Row, _ column: Int, _ field: String, _ vault: Vault) -> String? {
  let sealed: Data = row[column]
  if sealed.isEmpty { return "" }
  guard let wrapped = row[8] as Data?,
    let key = vault.key(wrapped, of: PersonID(row[2] as String), for: .certificate),
    let plain = vault.open(sealed, with: key, as: certificatePlace(row[0], field))
  else { return nil }
  return String(decoding: plain, as: UTF8.self)
}

/// - Parameter key: `nil` once the holder was erased: nothing is written then.
func sealCertificate(
  _ text: String, _ field: String, number: String, with key: SymmetricKey?, _ vault: Vault
) -> Data {
  guard let key, !text.isEmpty else { return Data() }
  return vault.seal(Data(text.utf8), with: key, as: certificatePlace(number, field))
}

private func issuedCertificate(_ row: Row, name: String, reason: String) -> Certificate? {
  guard let number = CertificateNumber(row[0] as String),
    let content = try? JSONDecoder().decode(
      Certificate.Content.self, from: Data((row[4] as String).utf8))
  else { return nil }
  return Certificate(
    number: number, section: SectionID(row[1] as String), person: PersonID(row[2] as String),
    name: name, content: content, issued: Moment(milliseconds: row[5]),
    revoked: (row[6] as Int64?).map { Moment(milliseconds: $0) }, reason: reason)
}
