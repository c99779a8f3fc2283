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
  private let key: SymmetricKey

  /// - Parameter key: At least 32 random bytes, kept in a setting.
  public init(key: [UInt8]) {
    precondition(key.count >= 32, "a seal needs a key of 32 bytes or more")
    self.key = SymmetricKey(data: key)
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
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, token.utf8.count <= 4096, let payload = bytes(base64URL: parts[0]),
      let signature = bytes(base64URL: parts[1]),
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
    input += Array(purpose.utf8) + payload
    return Array(HMAC<SHA256>.authenticationCode(for: input, using: key))
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

private func base64URL(_ bytes: [UInt8]) -> String {
  String(
    Data(bytes).base64EncodedString().compactMap { character -> Character? in
      switch character {
      case "+": "-"
      case "/": "_"
      case "=": nil
      default: character
      }
    })
}

private func bytes(base64URL text: Substring) -> [UInt8]? {
  guard text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "/") }) else {
    return nil
  }
  var ordinary = String(text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
  ordinary += String(repeating: "=", count: (4 - ordinary.count % 4) % 4)
  // The last character may hide spare bits: only the one spelling that we write is taken.
  guard let data = Data(base64Encoded: ordinary), base64URL(Array(data)) == text else { return nil }
  return Array(data)
}
