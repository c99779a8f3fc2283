import Crypto
import Foundation

/// An identifier that follows from a name: the same name gives the same one, here and elsewhere.
///
/// Source: RFC 9562, 5.5 (UUID version 5: SHA-1 of the namespace's 16 bytes and the name).
///
/// - Returns: 36 characters, lower case.
public func nameBasedUUID(_ name: String, in namespace: UUID) -> String {
  var hash = Insecure.SHA1()
  withUnsafeBytes(of: namespace.uuid) { hash.update(bufferPointer: $0) }
  hash.update(data: Data(name.utf8))
  var bytes = Array(hash.finalize().prefix(16))
  bytes[6] = bytes[6] & 0x0F | 0x50
  bytes[8] = bytes[8] & 0x3F | 0x80
  let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  var text = ""
  for (index, digit) in digits.enumerated() {
    if [8, 12, 16, 20].contains(index) { text += "-" }
    text.append(digit)
  }
  return text
}

/// The namespace of everything that this program names for others to keep.
public let recordNamespace = UUID(
  uuid: (
    0x6B, 0x1F, 0x0C, 0x52, 0x5D, 0x0E, 0x4D, 0x6B, 0x9A, 0x35, 0x2E, 0x8C, 0x71, 0xF4, 0x90, 0xD3
  ))
