import CryptoExtras
import Foundation
import Identity

/// Time-based one-time passwords 动态验证码, as authenticator apps make them: a code of six digits
/// every 30 seconds.
///
/// Source: RFC 6238 over RFC 4226; the secret is written in Base32 (RFC 4648).
public struct TOTP: Sendable, Equatable {
  public enum Algorithm: String, Sendable, CaseIterable { case sha1, sha256, sha512 }
  /// Seconds that one code lasts.
  public static let period: Int64 = 30

  public let secret: [UInt8]
  public let digits: Int
  public let algorithm: Algorithm

  /// - Parameters:
  ///   - secret: 20 random bytes for SHA-1, which is what every app speaks.
  ///   - digits: `6...8`.
  public init(secret: [UInt8], digits: Int = 6, algorithm: Algorithm = .sha1) {
    precondition((6...8).contains(digits), "a code has six to eight digits")
    self.secret = secret
    self.digits = digits
    self.algorithm = algorithm
  }

  /// A fresh secret of 160 bits.
  public static func make() -> TOTP {
    TOTP(secret: (0..<20).map { _ in UInt8.random(in: 0...255) })
  }

  /// The number of the period that a moment lies in.
  public static func step(at moment: Moment) -> Int64 { moment.milliseconds / 1000 / period }

  /// The code of one period, with leading zeros.
  public func code(step: Int64) -> String {
    let message = withUnsafeBytes(of: step.bigEndian) { Array($0) }
    let key = SymmetricKey(data: secret)
    let mac: [UInt8] =
      switch algorithm {
      case .sha1: Array(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: key))
      case .sha256: Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
      case .sha512: Array(HMAC<SHA512>.authenticationCode(for: message, using: key))
      }
    let offset = Int(mac[mac.count - 1] & 0x0F)
    let number = mac[offset..<(offset + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
    let modulus = (0..<digits).reduce(UInt32(1)) { product, _ in product * 10 }
    let text = String(number % modulus)
    return String(repeating: "0", count: digits - text.count) + text
  }

  /// The period for which `code` is right: this one, the one before or the one after, for clocks
  /// that disagree by half a minute.
  ///
  /// - Parameter last: the period of the code that was used last; it and earlier ones are refused.
  /// - Returns: what to remember as the next `last`; `nil` for a wrong or a used code.
  public func accepts(_ code: String, at moment: Moment, after last: Int64?) -> Int64? {
    let now = Self.step(at: moment)
    let typed = Array(code.utf8.filter { $0 != UInt8(ascii: " ") })
    // All three are compared, whichever is right: the time taken tells nothing.
    let right = [now - 1, now, now + 1].filter {
      constantTimeEqual(Array(self.code(step: $0).utf8), typed)
    }
    return right.first { step in last.map { step > $0 } ?? true }
  }

  /// What an app reads from the QR code.
  ///
  /// Source: the key URI format of Google Authenticator, which other apps follow by agreement.
  public func uri(issuer: String, account: String) -> String {
    let safe = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-._~"))
    func coded(_ text: String) -> String {
      text.addingPercentEncoding(withAllowedCharacters: safe) ?? ""
    }
    return "otpauth://totp/\(coded(issuer)):\(coded(account))?secret=\(base32)"
      + "&issuer=\(coded(issuer))&algorithm=\(algorithm.rawValue.uppercased())"
      + "&digits=\(digits)&period=\(Self.period)"
  }

  /// The secret in Base32 without padding, as a person types it.
  public var base32: String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    var out: [UInt8] = []
    var buffer: UInt32 = 0
    var bits = 0
    for byte in secret {
      buffer = buffer << 8 | UInt32(byte)
      bits += 8
      while bits >= 5 {
        bits -= 5
        out.append(alphabet[Int(buffer >> UInt32(bits) & 31)])
      }
      buffer &= (1 << UInt32(bits)) - 1
    }
    if bits > 0 { out.append(alphabet[Int(buffer << UInt32(5 - bits) & 31)]) }
    return String(decoding: out, as: UTF8.self)
  }

  /// The secret written in Base32, spaces and case aside; `nil` for any other text.
  public init?(base32 text: String) {
    var bytes: [UInt8] = []
    var buffer: UInt32 = 0
    var bits = 0
    for character in text.utf8 where character != UInt8(ascii: " ") {
      let value: UInt32
      switch character {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = UInt32(character - UInt8(ascii: "A"))
      case UInt8(ascii: "a")...UInt8(ascii: "z"): value = UInt32(character - UInt8(ascii: "a"))
      case UInt8(ascii: "2")...UInt8(ascii: "7"): value = UInt32(character - UInt8(ascii: "2")) + 26
      default: return nil
      }
      buffer = buffer << 5 | value
      bits += 5
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(buffer >> UInt32(bits) & 0xFF))
        buffer &= (1 << UInt32(bits)) - 1
      }
    }
    guard bytes.count >= 10 else { return nil }
    self.init(secret: bytes)
  }
}

/// A small secret locked with a password: AES-256-GCM under a key that scrypt makes of it. Whoever
/// holds the file and not the password cannot read it.
public struct LockedSecret: Sendable, Equatable, Codable {
  private let salt: [UInt8]
  private let box: [UInt8]

  public static func lock(_ secret: [UInt8], with password: String) async throws -> LockedSecret {
    let salt = (0..<16).map { _ in UInt8.random(in: 0...255) }
    let key = try await PasswordHash.key(of: password, salt: salt)
    guard let box = try AES.GCM.seal(secret, using: SymmetricKey(data: key)).combined else {
      preconditionFailure("AES-GCM with a nonce of its own has a combined form")
    }
    return LockedSecret(salt: salt, box: Array(box))
  }

  /// The secret; `nil` for another password or changed bytes.
  public func open(with password: String) async -> [UInt8]? {
    guard let key = try? await PasswordHash.key(of: password, salt: salt),
      let sealed = try? AES.GCM.SealedBox(combined: box),
      let secret = try? AES.GCM.open(sealed, using: SymmetricKey(data: key))
    else { return nil }
    return Array(secret)
  }
}

/// Codes for the day when the phone is lost 备用码: each opens once.
public enum RecoveryCode {
  /// Ten fresh codes of 50 bits, `abcde-fghij`.
  public static func ten() -> [String] {
    let alphabet = Array("abcdefghijkmnpqrstuvwxyz23456789".utf8)
    return (0..<10).map { _ in
      let letters = (0..<10).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] }
      return String(decoding: letters[..<5] + [UInt8(ascii: "-")] + letters[5...], as: UTF8.self)
    }
  }

  /// What is stored of one: SHA-256 with the installation's own salt, in hexadecimal digits.
  public static func hash(_ code: String, salt: String) -> String {
    let plain = code.lowercased().filter { $0.isLetter || $0.isNumber }
    return SHA256.hash(data: Data("recovery/\(salt)/\(plain)".utf8))
      .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
