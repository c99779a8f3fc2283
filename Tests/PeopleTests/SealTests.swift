import Identity
import People
import Testing

@Suite struct SealTests {
  private let seal = Seal(key: Array(0..<32))
  private let noon = Moment(milliseconds: 1_767_240_000_000)

  @Test func opensWhatItSealed() {
    for fields in [[], [""], ["p1"], ["张三", "", "a.b/c+d=\n"]] {
      let token = seal.token("sign-in", fields, expires: noon.adding(seconds: 60))
      #expect(seal.open(token, purpose: "sign-in", now: noon) == fields)
      let safe = token.utf8.allSatisfy { byte in
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.".utf8.contains(byte)
      }
      #expect(safe)
    }
  }

  @Test func refusesAnExpiredToken() {
    let token = seal.token("sign-in", ["p1"], expires: noon)
    #expect(seal.open(token, purpose: "sign-in", now: noon.adding(seconds: -1)) == ["p1"])
    #expect(seal.open(token, purpose: "sign-in", now: noon) == nil)
    let lasting = seal.token("sign-in", ["p1"], expires: nil)
    #expect(seal.open(lasting, purpose: "sign-in", now: noon.adding(seconds: 1 << 40)) == ["p1"])
  }

  @Test func refusesAnotherPurposeOrKey() {
    let token = seal.token("sign-in", ["p1"], expires: nil)
    #expect(seal.open(token, purpose: "join", now: noon) == nil)
    #expect(Seal(key: Array(1...32)).open(token, purpose: "sign-in", now: noon) == nil)
  }

  @Test func refusesEveryChangedCharacter() {
    let token = seal.token("sign-in", ["p1", "x"], expires: nil)
    let characters = Array(token)
    for index in characters.indices {
      for replacement in "AB.-=+" where replacement != characters[index] {
        var forged = characters
        forged[index] = replacement
        #expect(seal.open(String(forged), purpose: "sign-in", now: noon) == nil)
      }
    }
    for text in ["", ".", "..", "a.b", token + "=", token + ".", " " + token, "张.三"] {
      #expect(seal.open(text, purpose: "sign-in", now: noon) == nil)
    }
  }

  @Test func derivesStableSecretsForLinks() {
    #expect(seal.secret("screen") == Seal(key: Array(0..<32)).secret("screen"))
    #expect(seal.secret("screen") != seal.secret("console"))
    #expect(seal.secret("screen").count == 22)
  }
}

@Suite struct PasswordHashTests {
  @Test func knowsThePasswordAgain() async throws {
    let hash = try await PasswordHash.make("秋 caf\u{E9}")
    #expect(await hash.verify("秋 cafe\u{301}"))
    #expect(await !hash.verify("秋 cafe"))
    #expect(hash.encoded.hasPrefix("$scrypt$ln=15,r=8,p=1$"))
    let read = try #require(PasswordHash(encoded: hash.encoded))
    #expect(read == hash)
    #expect(await read.verify("秋 café"))
    #expect(try await PasswordHash.make("秋 café") != hash)
  }

  /// RFC 7914, section 12: "pleaseletmein", "SodiumChloride", N = 16384, r = 8, p = 1.
  @Test func agreesWithTheStandard() async throws {
    let key =
      "cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofLV"
      + "QylVYT8Pz2LUlwUkKpr55h6F3A1lHkDfzwF7RVdYhw=="
    let encoded = "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU=$" + key
    // The vector has 64 bytes; a key is the whole of what is stored.
    let hash = try #require(PasswordHash(encoded: encoded))
    #expect(await hash.verify("pleaseletmein"))
    #expect(await !hash.verify("pleaseletmeout"))
  }

  @Test(arguments: [
    "", "$scrypt$", "$bcrypt$ln=15,r=8,p=1$AAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAA",
    "$scrypt$ln=31,r=8,p=1$AAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAA",
    "$scrypt$ln=20,r=16,p=1$AAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAA",
    "$scrypt$ln=15,r=8$AAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAA",
    "$scrypt$ln=15,r=8,p=1$AAAA$AAAAAAAAAAAAAAAAAAAAAAAA",
    "$scrypt$ln=15,r=8,p=1$AAAAAAAAAAAAAAAA$",
  ])
  func refusesWhatIsNotAHash(encoded: String) {
    #expect(PasswordHash(encoded: encoded) == nil)
  }
}
