import Foundation
import Identity
import Testing

@testable import People

private let zhang = PersonID("p1")
private let autumn = SectionID("autumn")

@Suite struct VaultTests {
  @Test func opensWhatItSealedAndNothingElse() throws {
    let vault = Vault(.random())
    let (key, _) = vault.newKey(of: zhang, for: .roster)
    let plain = Data("张三".utf8)
    let place = ["person", "autumn", "p1", "entry"]
    let sealed = vault.seal(plain, with: key, as: place)
    #expect(vault.open(sealed, with: key, as: place) == plain)
    #expect(sealed != vault.seal(plain, with: key, as: place), "a nonce of its own each time")
    // In no other place, however its parts are cut.
    for other in [
      ["person", "autumn", "p2", "entry"], ["person", "autumnp1", "", "entry"],
      ["certificate", "autumn", "p1", "entry"], ["person", "autumn", "p1", "entr", "y"],
    ] {
      #expect(vault.open(sealed, with: key, as: other) == nil)
    }
    for index in sealed.indices {
      var changed = sealed
      changed[index] ^= 1
      #expect(vault.open(changed, with: key, as: place) == nil)
    }
    #expect(vault.open(sealed, with: vault.newKey(of: zhang, for: .roster).key, as: place) == nil)
    #expect(vault.open(Data(), with: key, as: place) == nil)
  }

  @Test func unwrapsAKeyForItsOwnerAndUseAlone() throws {
    let master = MasterKey.random()
    let vault = Vault(master)
    let (key, wrapped) = vault.newKey(of: zhang, for: .roster)
    #expect(wrapped.count == Vault.wrappedCount)
    // Another opening of the same key file, which remembers nothing.
    func opens(_ vault: Vault, _ wrapped: Data, _ person: PersonID, _ use: Vault.Use) -> Bool {
      vault.key(wrapped, of: person, for: use) == key
    }
    #expect(opens(Vault(master), wrapped, zhang, .roster))
    #expect(!opens(Vault(master), wrapped, PersonID("p2"), .roster))
    #expect(!opens(Vault(master), wrapped, zhang, .certificate))
    #expect(!opens(Vault(.random()), wrapped, zhang, .roster))
    #expect(!opens(Vault(master), Data(count: Vault.wrappedCount), zhang, .roster))
    #expect(opens(vault, wrapped, zhang, .roster))
    vault.forget()
    #expect(opens(vault, wrapped, zhang, .roster))
  }

  @Test func findsANameOnlyWithinItsClassAndItsKey() {
    let master = MasterKey.random()
    let vault = Vault(master)
    let key = vault.nameKey("李　四", in: autumn)
    #expect(key.count == 16)
    #expect(key == Vault(master).nameKey("李四", in: autumn))
    #expect(key != vault.nameKey("李四", in: SectionID("spring")))
    #expect(key != vault.nameKey("李五", in: autumn))
    #expect(key != Vault(.random()).nameKey("李四", in: autumn))
    #expect(vault.nameKey("", in: autumn).isEmpty)
  }

  @Test func everyPartOfANameHasItsTokens() {
    let vault = Vault(.random())
    let name = "欧阳建国"
    let tokens = vault.tokens(of: name)
    let letters = Array(name)
    for first in letters.indices {
      for last in first..<letters.count {
        let part = String(letters[first...last])
        #expect(tokens.isSuperset(of: vault.tokens(ofPart: part)), "\(part)")
      }
    }
    #expect(tokens.allSatisfy { (0..<65_536).contains($0) })
    #expect(vault.tokens(of: "").isEmpty && vault.tokens(ofPart: " ").isEmpty)
    #expect(vault.tokens(of: name) != Vault(.random()).tokens(of: name))
  }

  @Test func readsTheKeyFileThatItWrites() throws {
    let key = MasterKey.random()
    #expect(MasterKey(text: key.text) == key)
    #expect(MasterKey(text: key.text.replacing("\n", with: "\r\n")) == key)
    #expect(key.text.hasPrefix("guildhall key 1\n"))
    #expect(key.check.count == 16 && key.check != MasterKey.random().check)
    let lines = key.text.split(separator: "\n", omittingEmptySubsequences: false)
    for text in [
      "", "guildhall key 1", "guildhall key 2\n\(lines[1])\n", "guildhall key 1\n\(lines[1])x\n",
      "guildhall key 1\n\(lines[1].dropLast(4))\n", "\n" + key.text,
    ] {
      #expect(MasterKey(text: text) == nil)
    }
  }

  @Test func keepsAnEntryToTheByte() {
    var details = RosterDetails([.phone: "13800001234", .seat: "3排5"])
    details.cardsRevoked = 2
    let entry = SealedEntry(
      RosterEntry(person: zhang, name: "张三", unit: "", details: details))
    #expect(SealedEntry(entry.bytes) == entry)
    for count in 0..<entry.bytes.count { #expect(SealedEntry(entry.bytes.prefix(count)) == nil) }
    #expect(SealedEntry(entry.bytes + [0]) == nil)
    #expect(SealedEntry(Data([2]) + entry.bytes.dropFirst()) == nil)
  }
}
