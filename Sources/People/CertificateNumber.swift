/// The number of a certificate: 75 random bits in 15 letters and digits, and one more that checks them.
///
/// Nobody can guess one, and none tells how many there are. The letters are Crockford's base 32, without
/// I, L, O and U; the check is the hybrid system of ISO/IEC 7064 with the modulus 32, which finds every
/// single wrong letter and nearly every pair that changed places.
public struct CertificateNumber: Hashable, Sendable {
  /// 16 letters and digits, capitals.
  public let text: String

  /// `7K3M-9QXT-2BVD-W8HJ`
  public var grouped: String {
    let letters = Array(text)
    return stride(from: 0, to: letters.count, by: 4)
      .map { String(letters[$0..<min($0 + 4, letters.count)]) }.joined(separator: "-")
  }

  private static let letters = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
  private static let length = 15

  /// A new number from the system's generator.
  public static func random() -> CertificateNumber {
    var generator = SystemRandomNumberGenerator()
    let values = (0..<length).map { _ in Int.random(in: 0..<32, using: &generator) }
    return CertificateNumber(values)
  }

  private init(_ values: [Int]) {
    let all = values + [Self.check(values)]
    text = String(decoding: all.map { Self.letters[$0] }, as: UTF8.self)
  }

  /// As somebody typed it: small letters, spaces and hyphens, O for 0, I or L for 1.
  ///
  /// - Returns: `nil` for what is no number or does not check.
  public init?(_ typed: some StringProtocol) {
    var values: [Int] = []
    for byte in typed.utf8 where byte != UInt8(ascii: "-") && byte != UInt8(ascii: " ") {
      guard values.count <= Self.length, let value = Self.value(of: byte) else { return nil }
      values.append(value)
    }
    guard values.count == Self.length + 1, let last = values.popLast(), last == Self.check(values)
    else { return nil }
    self.init(values)
  }

  private static func value(of byte: UInt8) -> Int? {
    let capital = (0x61...0x7A).contains(byte) ? byte - 0x20 : byte
    switch capital {
    case UInt8(ascii: "O"): return 0
    case UInt8(ascii: "I"), UInt8(ascii: "L"): return 1
    default: return letters.firstIndex(of: capital)
    }
  }

  /// ISO/IEC 7064, hybrid system with M = 32.
  private static func check(_ values: [Int]) -> Int {
    let rest = values.reduce(32) { product, value in
      let sum = (product + value) % 32
      return (sum == 0 ? 32 : sum) * 2 % 33
    }
    return (33 - rest) % 32
  }
}
