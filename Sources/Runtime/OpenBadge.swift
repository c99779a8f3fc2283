import Crypto
import Foundation
import Identity
import People

/// Signs certificates as Open Badges 3.0 credentials: VC-JWT with Ed25519 (`alg` `EdDSA`).
///
/// The issuer's identifier is a `did:key`, which is the public key itself: whoever has the credential can
/// check it without a network, and compares the identifier with the one that the union publishes. Nothing
/// in it leads to a person but the name that is on the certificate.
///
/// Source: 1EdTech Open Badges 3.0, 8.2 (JSON Web Token Proof Format); W3C CCG did:key; RFC 8037.
public struct CredentialSigner: Sendable {
  private let key: Curve25519.Signing.PrivateKey

  private static let setting = "certificate-key"

  /// - Parameter seed: 32 random bytes.
  public init?(seed: [UInt8]) {
    guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else { return nil }
    self.key = key
  }

  /// The installation's signer; makes its key when there is none.
  public static func installed(in people: any PeopleStore) async throws -> CredentialSigner? {
    let fresh = [UInt8](Curve25519.Signing.PrivateKey().rawRepresentation)
    return CredentialSigner(seed: try await people.setSettingIfAbsent(setting, fresh))
  }

  /// The same where nothing may be written; `nil` when no key was made yet.
  public static func existing(in people: any PeopleStore) async throws -> CredentialSigner? {
    try await people.setting(setting).flatMap(CredentialSigner.init)
  }

  /// `did:key:z6Mk…`
  public var issuer: String {
    // Multicodec ed25519-pub, as a varint.
    "did:key:z" + base58([0xED, 0x01] + [UInt8](key.publicKey.rawRepresentation))
  }

  /// The credential of a certificate, in the compact form of three parts.
  ///
  /// - Parameters:
  ///   - address: where its number is verified; what is valid today may be revoked tomorrow, which only
  ///     that page knows.
  ///   - narrative: what was asked, in words.
  public func credential(
    of certificate: Certificate, address: String, narrative: String
  ) throws -> String {
    let did = issuer
    let kid = did + "#" + did.dropFirst("did:key:".count)
    let header: [String: Any] = ["alg": "EdDSA", "typ": "JWT", "kid": kid]
    let signed =
      base64URL(try json(header)) + "."
      + base64URL(try json(payload(certificate, address, narrative, did)))
    return signed + "." + base64URL([UInt8](try key.signature(for: Data(signed.utf8))))
  }

  private func payload(
    _ certificate: Certificate, _ address: String, _ narrative: String, _ did: String
  ) -> [String: Any] {
    let content = certificate.content
    let id = "\(did)#certificate-\(certificate.number.text)"
    let seconds = Int(certificate.issued.milliseconds / 1000)
    var achievement: [String: Any] = [
      "id": "\(did)#class-\(certificate.section.rawValue)", "type": ["Achievement"],
      "name": content.title,
      "description": "\(content.title), \(content.firstDay)/\(content.lastDay)",
      "achievementType": content.kind == "completion" ? "CertificateOfCompletion" : "Certificate",
      "criteria": ["narrative": narrative],
    ]
    var subject: [String: Any] = [
      "type": ["AchievementSubject"],
      "identifier": [
        [
          "type": "IdentityObject", "identityType": "name", "hashed": false,
          "identityHash": certificate.name,
        ] as [String: Any]
      ],
    ]
    if !content.firstDay.isEmpty {
      subject["activityStartDate"] = content.firstDay + "T00:00:00Z"
      subject["activityEndDate"] = content.lastDay + "T00:00:00Z"
    }
    if let hours = content.creditHundredths {
      achievement["creditsAvailable"] = NSDecimalNumber(decimal: Decimal(hours) / 100)
      subject["creditsEarned"] = NSDecimalNumber(decimal: Decimal(hours) / 100)
    }
    subject["achievement"] = achievement
    return [
      "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
      ],
      "type": ["VerifiableCredential", "OpenBadgeCredential"],
      "id": id, "jti": id, "iss": did, "nbf": seconds, "iat": seconds,
      "name": content.title,
      "issuer": ["id": did, "type": ["Profile"], "name": content.issuer],
      "validFrom": stamp(seconds),
      "credentialSubject": subject,
      "evidence": [["id": address, "type": ["Evidence"], "name": certificate.number.grouped]],
    ]
  }

  private func stamp(_ seconds: Int) -> String {
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = [.withInternetDateTime]
    return formatter.string(from: Date(timeIntervalSince1970: TimeInterval(seconds)))
  }

  private func json(_ value: [String: Any]) throws -> [UInt8] {
    [UInt8](
      try JSONSerialization.data(
        withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes]))
  }
}

/// RFC 4648, section 5, without padding.
private func base64URL(_ bytes: [UInt8]) -> String {
  Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
    .replacing("=", with: "")
}

/// Base58 with Bitcoin's alphabet, as multibase `z` has it.
func base58(_ bytes: [UInt8]) -> String {
  let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
  var digits: [Int] = []
  for byte in bytes {
    var carry = Int(byte)
    for index in digits.indices {
      carry += digits[index] << 8
      digits[index] = carry % 58
      carry /= 58
    }
    while carry > 0 {
      digits.append(carry % 58)
      carry /= 58
    }
  }
  let zeros = bytes.prefix { $0 == 0 }.map { _ in alphabet[0] }
  return String(decoding: zeros + digits.reversed().map { alphabet[$0] }, as: UTF8.self)
}

/// An ISO 8601 calendar date so many days later; `nil` for what is no date.
func isoDay(_ iso: String, addingDays days: Int) -> String? {
  let numbers = iso.split(separator: "-").compactMap { Int($0) }
  var calendar = Calendar(identifier: .gregorian)
  guard let utc = TimeZone(secondsFromGMT: 0) else { return nil }
  calendar.timeZone = utc
  guard numbers.count == 3,
    let day = calendar.date(
      from: DateComponents(year: numbers[0], month: numbers[1], day: numbers[2])),
    let moved = calendar.date(byAdding: .day, value: days, to: day)
  else { return nil }
  let parts = calendar.dateComponents([.year, .month, .day], from: moved)
  func two(_ number: Int?) -> String { (number ?? 0) < 10 ? "0\(number ?? 0)" : "\(number ?? 0)" }
  return "\(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day))"
}
