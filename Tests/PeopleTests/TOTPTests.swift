import Identity
import Testing

@testable import People

@Suite struct TOTPTests {
  /// RFC 6238, appendix B: times, and the codes of eight digits. The seeds are the ASCII digits
  /// 1…0, repeated to the length of the hash.
  static let vectors: [(Int64, [TOTP.Algorithm: String])] = [
    (59, [.sha1: "94287082", .sha256: "46119246", .sha512: "90693936"]),
    (1_111_111_109, [.sha1: "07081804", .sha256: "68084774", .sha512: "25091201"]),
    (1_111_111_111, [.sha1: "14050471", .sha256: "67062674", .sha512: "99943326"]),
    (1_234_567_890, [.sha1: "89005924", .sha256: "91819424", .sha512: "93441116"]),
    (2_000_000_000, [.sha1: "69279037", .sha256: "90698825", .sha512: "38618901"]),
    (20_000_000_000, [.sha1: "65353130", .sha256: "77737706", .sha512: "47863826"]),
  ]

  @Test(arguments: TOTP.Algorithm.allCases)
  func makesTheCodesOfTheStandard(algorithm: TOTP.Algorithm) throws {
    let length = [.sha1: 20, .sha256: 32, .sha512: 64][algorithm] ?? 0
    let seed = (0..<length).map { UInt8(ascii: "0") + UInt8(($0 + 1) % 10) }
    let totp = TOTP(secret: seed, digits: 8, algorithm: algorithm)
    for (seconds, codes) in Self.vectors {
      let step = TOTP.step(at: Moment(milliseconds: seconds * 1000))
      #expect(totp.code(step: step) == codes[algorithm], "\(seconds)")
    }
  }

  /// RFC 4226, appendix D: the same over a counter, in six digits.
  @Test func makesCodesOfSixDigits() {
    let totp = TOTP(secret: Array("12345678901234567890".utf8))
    let codes = [
      "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871",
      "520489",
    ]
    #expect((0..<10).map { totp.code(step: $0) } == codes)
  }

  @Test func takesOneStepBeforeAndAfterAndNoneTwice() {
    let totp = TOTP.make()
    let now = Moment(milliseconds: 1_796_085_015_000)
    let step = TOTP.step(at: now)
    for shift: Int64 in -1...1 {
      #expect(totp.accepts(totp.code(step: step + shift), at: now, after: nil) == step + shift)
    }
    for shift: Int64 in [-2, 2] {
      #expect(totp.accepts(totp.code(step: step + shift), at: now, after: nil) == nil)
    }
    let code = totp.code(step: step)
    #expect(totp.accepts(code, at: now, after: step) == nil)
    #expect(totp.accepts(totp.code(step: step - 1), at: now, after: step) == nil)
    #expect(totp.accepts(totp.code(step: step + 1), at: now, after: step) == step + 1)
    #expect(totp.accepts(code.prefix(3) + " " + code.suffix(3), at: now, after: nil) == step)
    for wrong in ["", "12345", "1234567", "abcdef"] {
      #expect(totp.accepts(wrong, at: now, after: nil) == nil)
    }
  }

  /// RFC 4648, section 10, without padding; and the secret as apps read it.
  @Test func writesAndReadsBase32() throws {
    for (text, coded) in [
      ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
      ("foobar", "MZXW6YTBOI"),
    ] {
      #expect(TOTP(secret: Array(text.utf8)).base32 == coded)
    }
    let made = TOTP.make()
    #expect(try #require(TOTP(base32: made.base32)) == made)
    #expect(TOTP(base32: made.base32.lowercased()) == made)
    #expect(TOTP(base32: "MZXW6") == nil)  // too short for a secret
    #expect(TOTP(base32: made.base32 + "1") == nil)
    #expect(
      TOTP(secret: Array("12345678901234567890".utf8)).uri(issuer: "工学堂", account: "班主任")
        == "otpauth://totp/%E5%B7%A5%E5%AD%A6%E5%A0%82:%E7%8F%AD%E4%B8%BB%E4%BB%BB"
        + "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E5%B7%A5%E5%AD%A6%E5%A0%82"
        + "&algorithm=SHA1&digits=6&period=30")
  }

  @Test func locksASecretWithAPassword() async throws {
    let secret = TOTP.make().secret
    let locked = try await LockedSecret.lock(secret, with: "correct horse")
    #expect(await locked.open(with: "correct horse") == secret)
    #expect(await locked.open(with: "correct hors") == nil)
    let other = try await LockedSecret.lock(secret, with: "correct horse")
    #expect(other != locked)
  }

  @Test func makesTenDifferentRecoveryCodes() {
    let codes = RecoveryCode.ten()
    #expect(Set(codes).count == 10)
    #expect(codes.allSatisfy { $0.count == 11 })
    let hash = RecoveryCode.hash(codes[0], salt: "s")
    #expect(hash == RecoveryCode.hash(" " + codes[0].uppercased() + " ", salt: "s"))
    #expect(hash != RecoveryCode.hash(codes[0], salt: "t"))
    #expect(!hash.contains(codes[0].prefix(5)))
  }
}
