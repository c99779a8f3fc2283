import CryptoExtras
import Foundation

/// The installation's key 主密钥: the keys of all persons lie under it. It lives in a file of its own,
/// never in the data file.
public struct MasterKey: Sendable, Equatable {
  private let bytes: [UInt8]

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// A fresh key of 256 bits.
  public static func random() -> MasterKey {
    MasterKey(SymmetricKey(size: .bits256).withUnsafeBytes(Array.init))
  }

  private static let mark = "guildhall key 1"

  /// What the key file holds: a line that names the format, the key in Base64, and what it is for.
  public var text: String {
    """
    \(Self.mark)
    \(Data(bytes).base64EncodedString())

    没有这个文件，数据文件里的姓名、电话谁也读不出来。请另外保存一份，不要和数据文件的副本放在一起。
    Without this file nobody can read the names in the data file. Keep a copy of it, apart from copies of the data file.

    """
  }

  /// - Returns: `nil` for what is no key file.
  public init?(text: String) {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    guard lines.count >= 2, lines[0] == Self.mark,
      let bytes = Data(base64Encoded: String(lines[1])),
      bytes.count == 32
    else { return nil }
    self.init(Array(bytes))
  }

  /// Says which key it is without telling it: 16 bytes, stored in the data file.
  public var check: [UInt8] { key("check").withUnsafeBytes { Array($0.prefix(16)) } }

  /// A key for one purpose, from which neither this one nor that for another can be told.
  ///
  /// Source: RFC 5869 (HKDF) with SHA-256.
  func key(_ purpose: String) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: bytes), info: Data("guildhall.\(purpose).1".utf8),
      outputByteCount: 32)
  }
}
