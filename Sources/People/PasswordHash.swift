import CryptoExtras
import Dispatch
import Foundation

/// A password, hashed with scrypt (RFC 7914): N = 2^15, r = 8, p = 1, a salt of 16 bytes, 32 bytes
/// of key. Written as `$scrypt$ln=15,r=8,p=1$salt$key`, the last two in Base64.
///
/// One hash takes about 0.2 s and 32 MiB. Hashing runs on a queue of its own, one at a time, so that
/// a flood of sign-ins cannot take the request threads or the memory.
public struct PasswordHash: Sendable, Equatable {
  public let encoded: String
  private let cost: Cost
  private let salt: [UInt8]
  private let key: [UInt8]

  private struct Cost: Sendable, Equatable {
    var logRounds = 15
    var blockSize = 8
    var parallelism = 1
  }

  private static let queue = DispatchQueue(label: "guildhall.password")

  /// The hash written as `encoded`; `nil` when it is not one, or asks for more than 512 MiB.
  public init?(encoded: String) {
    let parts = encoded.split(separator: "$", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt",
      let salt = Data(base64Encoded: String(parts[3])), salt.count >= 8,
      let key = Data(base64Encoded: String(parts[4])), key.count >= 16
    else { return nil }
    var numbers: [Substring: Int] = [:]
    for pair in parts[2].split(separator: ",") {
      let sides = pair.split(separator: "=")
      guard sides.count == 2, let number = Int(sides[1]) else { return nil }
      numbers[sides[0]] = number
    }
    guard let log = numbers["ln"], (10...20).contains(log), let block = numbers["r"],
      (1...16).contains(block), let parallel = numbers["p"], (1...4).contains(parallel),
      block << log <= 1 << 22
    else { return nil }
    self.encoded = encoded
    self.cost = Cost(logRounds: log, blockSize: block, parallelism: parallel)
    self.salt = Array(salt)
    self.key = Array(key)
  }

  private init(cost: Cost, salt: [UInt8], key: [UInt8]) {
    let parameters = "ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)"
    encoded =
      "$scrypt$\(parameters)$\(Data(salt).base64EncodedString())$\(Data(key).base64EncodedString())"
    self.cost = cost
    self.salt = salt
    self.key = key
  }

  /// Hashes `password` with a fresh salt. How long a password must be is the caller's rule.
  public static func make(_ password: String) async throws -> PasswordHash {
    var generator = SystemRandomNumberGenerator()
    let salt = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let cost = Cost()
    let key = try await derive(password, salt: salt, cost: cost, count: 32)
    return PasswordHash(cost: cost, salt: salt, key: key)
  }

  /// Whether `password` is the one that was hashed; compares in constant time.
  public func verify(_ password: String) async -> Bool {
    guard
      let found = try? await Self.derive(password, salt: salt, cost: cost, count: key.count)
    else { return false }
    return constantTimeEqual(found, key)
  }

  /// A key of 32 bytes to lock a small secret with; costs as much as a hash.
  static func key(of password: String, salt: [UInt8]) async throws -> [UInt8] {
    try await derive(password, salt: salt, cost: Cost(), count: 32)
  }

  private static func derive(
    _ password: String, salt: [UInt8], cost: Cost, count: Int
  ) async throws -> [UInt8] {
    // One keyboard may write é as two characters, another as one (RFC 8265 asks for NFC).
    let phrase = Array(password.precomposedStringWithCanonicalMapping.utf8)
    return try await withCheckedThrowingContinuation { reply in
      queue.async {
        reply.resume(
          with: Result {
            try KDF.Scrypt.deriveKey(
              from: phrase, salt: salt, outputByteCount: count, rounds: 1 << cost.logRounds,
              blockSize: cost.blockSize, parallelism: cost.parallelism
            ).withUnsafeBytes { Array($0) }
          })
      }
    }
  }
}

/// Compares without stopping at the first difference.
func constantTimeEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
  guard a.count == b.count else { return false }
  var difference: UInt8 = 0
  for index in a.indices { difference |= a[index] ^ b[index] }
  return difference == 0
}
