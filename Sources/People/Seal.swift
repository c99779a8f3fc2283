import CryptoExtras
import Foundation
import Identity

/// Signs small tokens for cookies and links (HMAC-SHA256). They are readable to whoever holds them,
/// and nobody but this installation can make one.
///
/// A token is `payload.mac`, both in Base64 without padding and with the URL alphabet. The payload
/// holds the time of expiry and the fields, each preceded by its length; the purpose is signed but
/// not in it, so a token for one purpose never opens for another.
public struct Seal: Sendable {
  /// The code of nothing under the key: setting the key up takes longer than signing.
  private let keyed: HMAC<SHA256>

  /// - Parameter key: At least 32 random bytes, kept in a setting.
  public init(key: [UInt8]) {
    precondition(key.count >= 32, "a seal needs a key of 32 bytes or more")
    keyed = HMAC(key: SymmetricKey(data: key))
  }

  /// A token of cookie- and URL-safe characters; never expires when `expires` is `nil`.
  public func token(_ purpose: String, _ fields: [String], expires: Moment?) -> String {
    var payload: [UInt8] = []
    append(Int64(expires?.milliseconds ?? Int64.max), to: &payload)
    for field in fields {
      append(Int64(field.utf8.count), to: &payload)
      payload.append(contentsOf: field.utf8)
    }
    return base64URL(payload) + "." + base64URL(mac("token", purpose, payload))
  }

  /// The fields of a token made for `purpose` that has not expired; `nil` for any other text.
  public func open(_ token: String, purpose: String, now: Moment) -> [String]? {
    guard token.utf8.count <= 4096, let dot = token.utf8.firstIndex(of: UInt8(ascii: ".")),
      let payload = bytes(base64URL: token[..<dot]),
      let signature = bytes(base64URL: token[token.utf8.index(after: dot)...]),
      constantTimeEqual(signature, mac("token", purpose, payload))
    else { return nil }
    var rest = payload[...]
    guard let expires = number(&rest), now.milliseconds < expires else { return nil }
    var fields: [String] = []
    while !rest.isEmpty {
      guard let count = number(&rest), count >= 0, count <= rest.count,
        let field = String(validating: rest.prefix(Int(count)), as: UTF8.self)
      else { return nil }
      fields.append(field)
      rest = rest.dropFirst(Int(count))
    }
    return fields
  }

  /// A secret for a link that nobody can guess: 22 characters (128 bits), the same at every call.
  public func secret(_ purpose: String) -> String {
    base64URL(Array(mac("secret", purpose, []).prefix(16)))
  }

  private func mac(_ kind: String, _ purpose: String, _ payload: [UInt8]) -> [UInt8] {
    var input = Array("guildhall.\(kind).1".utf8)
    append(Int64(purpose.utf8.count), to: &input)
    input.append(contentsOf: purpose.utf8)
    input.append(contentsOf: payload)
    var code = keyed
    code.update(data: input)
    return Array(code.finalize())
  }
}

private func append(_ value: Int64, to bytes: inout [UInt8]) {
  withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
}

private func number(_ bytes: inout ArraySlice<UInt8>) -> Int64? {
  guard bytes.count >= 8 else { return nil }
  defer { bytes = bytes.dropFirst(8) }
  return Int64(bitPattern: bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
}

/// The URL alphabet of RFC 4648, section 5.
private let alphabet = Array(
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

private let values: [UInt8] = {
  var values = [UInt8](repeating: 0xFF, count: 256)
  for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
  return values
}()

/// Without padding. Written by hand: each request opens a token, and Foundation's takes ten times as
/// long with the change of alphabet.
private func base64URL(_ bytes: [UInt8]) -> String {
  var text: [UInt8] = []
  text.reserveCapacity((bytes.count * 4 + 2) / 3)
  var pending: UInt32 = 0
  var bits = 0
  for byte in bytes {
    pending = pending << 8 | UInt32(byte)
    bits += 8
    while bits >= 6 {
      bits -= 6
      text.append(alphabet[Int(pending >> UInt32(bits) & 63)])
    }
  }
  if bits > 0 { text.append(alphabet[Int(pending << UInt32(6 - bits) & 63)]) }
  return String(decoding: text, as: UTF8.self)
}

/// `nil` for whatever `base64URL(_:)` would not write: other letters, padding, a length that cannot
/// be, or spare bits that hide in the last letter.
private func bytes(base64URL text: Substring) -> [UInt8]? {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(text.utf8.count * 3 / 4)
  var pending: UInt32 = 0
  var bits = 0
  for letter in text.utf8 {
    let value = values[Int(letter)]
    if value == 0xFF { return nil }
    pending = pending << 6 | UInt32(value)
    bits += 6
    if bits >= 8 {
      bits -= 8
      bytes.append(UInt8(truncatingIfNeeded: pending >> UInt32(bits)))
    }
  }
  guard bits < 6, pending & (1 << UInt32(bits) - 1) == 0 else { return nil }
  return bytes
}
