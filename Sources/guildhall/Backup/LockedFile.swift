import Crypto
import Foundation
import People

/// A file that a password locks, of any size: a line that names the format, a key of its own locked
/// with the password (`LockedSecret`), and the content in sealed pieces. Each piece is bound to the
/// head, to its place and to whether it is the last one: none can be changed, moved, left out or
/// added unseen.
///
/// Source: Hoang, Reyhanitabar, Rogaway, Vizár, *Online Authenticated-Encryption and its Nonce-Reuse
/// Misuse-Resistance*, CRYPTO 2015 (STREAM); NIST SP 800-38D (AES-GCM).
enum LockedFile {
  enum Problem: Error { case notLocked, wrongPassword, damaged }

  static let mark = Data("guildhall locked file 1\n".utf8)
  private static let piece = 1 << 20
  private static let tag = 16

  /// Whether a file begins as a locked one.
  static func isLocked(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    return (try? file.read(upToCount: mark.count)) == mark
  }

  /// Writes `beginning` and then `plain` locked into `locked`, which is open and empty.
  static func lock(
    _ beginning: Data, then plain: FileHandle, into locked: FileHandle, _ password: String
  ) async throws {
    let key = SymmetricKey(size: .bits256)
    let secret = try await LockedSecret.lock(key.withUnsafeBytes(Array.init), with: password)
    let lock = try JSONEncoder().encode(secret)
    let head = mark + number(lock.count) + lock
    try locked.write(contentsOf: head)
    var current = try beginning + read(plain, piece - beginning.count)
    var place: UInt64 = 0
    while true {
      let next = try read(plain, piece)
      let sealed = try AES.GCM.seal(
        current, using: key, nonce: nonce(place, isLast: next.isEmpty), authenticating: head)
      try locked.write(contentsOf: sealed.ciphertext + sealed.tag)
      if next.isEmpty { return }
      current = next
      place += 1
    }
  }

  /// Hands what was locked to `body`, piece by piece; a piece is genuine when it comes.
  ///
  /// - Throws: `Problem`, or what reading and `body` throw. When it throws, what came is not all.
  static func unlock(
    _ locked: FileHandle, _ password: String, _ body: (Data) throws -> Void
  ) async throws {
    guard try read(locked, mark.count) == mark else { throw Problem.notLocked }
    let length = try read(locked, 4)
    guard length.count == 4 else { throw Problem.damaged }
    let size = length.reduce(0) { $0 << 8 | Int($1) }
    guard (1...4096).contains(size) else { throw Problem.damaged }
    let lock = try read(locked, size)
    guard let secret = try? JSONDecoder().decode(LockedSecret.self, from: lock) else {
      throw Problem.damaged
    }
    guard let opened = await secret.open(with: password) else { throw Problem.wrongPassword }
    let key = SymmetricKey(data: opened)
    let head = mark + length + lock
    var current = try read(locked, piece + tag)
    var place: UInt64 = 0
    while true {
      let next = try read(locked, piece + tag)
      guard current.count >= tag,
        let box = try? AES.GCM.SealedBox(
          nonce: nonce(place, isLast: next.isEmpty), ciphertext: current.dropLast(tag),
          tag: current.suffix(tag)),
        let plain = try? AES.GCM.open(box, using: key, authenticating: head)
      else { throw Problem.damaged }
      try body(plain)
      if next.isEmpty { return }
      current = next
      place += 1
    }
  }

  /// The key is this file's own, so that counting gives each piece a nonce used once.
  private static func nonce(_ place: UInt64, isLast: Bool) throws -> AES.GCM.Nonce {
    let count = (0..<8).map { UInt8(truncatingIfNeeded: place >> (56 - 8 * UInt64($0))) }
    return try AES.GCM.Nonce(data: [isLast ? 1 : 0, 0, 0, 0] + count)
  }

  private static func number(_ value: Int) -> Data {
    Data((0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) })
  }

  /// All of `count` bytes, or what is left.
  private static func read(_ file: FileHandle, _ count: Int) throws -> Data {
    var data = Data()
    while data.count < count, let more = try file.read(upToCount: count - data.count),
      !more.isEmpty
    {
      data += more
    }
    return data
  }
}
