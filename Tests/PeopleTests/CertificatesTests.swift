import Foundation
import Identity
import JournalSQLite
import People
import Testing

private let autumn = SectionID("class-autumn")

private func certificate(
  _ person: String, name: String = "张三", in section: SectionID = autumn
) -> Certificate {
  Certificate(
    number: .random(), section: section, person: PersonID(person), name: name,
    content: Certificate.Content(
      kind: "attendance", title: "劳动争议", firstDay: "2026-12-01", lastDay: "2026-12-01",
      minutes: 360, creditHundredths: 600, issuer: "某市总工会", issuedOn: "2026-12-02"),
    issued: Moment(milliseconds: 1_796_180_400_000))
}

@Suite struct CertificateNumberTests {
  @Test func readsBackWhatItWrites() throws {
    for _ in 0..<500 {
      let number = CertificateNumber.random()
      #expect(number.text.count == 16 && number.grouped.count == 19)
      #expect(CertificateNumber(number.text) == number)
      #expect(CertificateNumber(number.grouped) == number)
      let sloppy = number.grouped.lowercased().replacing("-", with: " ")
        .replacing("0", with: "o").replacing("1", with: "l")
      #expect(CertificateNumber(sloppy) == number)
    }
  }

  /// A slip of the hand is never another number.
  @Test func findsEverySingleWrongLetter() {
    let letters = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    for _ in 0..<20 {
      let right = Array(CertificateNumber.random().text)
      for place in right.indices {
        for letter in letters where letter != right[place] {
          var wrong = right
          wrong[place] = letter
          #expect(CertificateNumber(String(wrong)) == nil)
        }
      }
    }
  }

  @Test func findsNearlyEveryPairThatChangedPlaces() {
    var swapped = 0
    var missed = 0
    for _ in 0..<500 {
      let right = Array(CertificateNumber.random().text)
      for place in right.indices.dropLast() where right[place] != right[place + 1] {
        var wrong = right
        wrong.swapAt(place, place + 1)
        swapped += 1
        missed += CertificateNumber(String(wrong)) == nil ? 0 : 1
      }
    }
    #expect(missed * 25 < swapped, "\(missed) of \(swapped)")
  }

  @Test(arguments: [
    "", "7", "0000-0000-0000-000", "0000-0000-0000-0000-0", "数字数字", "U000-0000-0000-0000",
  ])
  func refusesWhatIsNoNumber(text: String) {
    #expect(CertificateNumber(text) == nil)
  }

  /// 75 random bits: of ten thousand none comes twice, and each letter comes as often as another.
  @Test func isNotGuessable() {
    let all = (0..<10_000).map { _ in CertificateNumber.random().text }
    #expect(Set(all).count == all.count)
    var counts: [Character: Int] = [:]
    for letter in all.joined() { counts[letter, default: 0] += 1 }
    #expect(counts.count == 32)
    #expect(counts.values.allSatisfy { (4_600...5_400).contains($0) }, "\(counts)")
  }
}

@Suite struct CertificateStoreContract {
  @Test(arguments: StoreKind.allCases)
  func keepsCertificatesInTheOrderOfIssue(kind: StoreKind) async throws {
    let office = try Office(kind)
    let store = office.store
    defer { withExtendedLifetime(office) {} }
    let (first, second) = (certificate("p1"), certificate("p2", name: "李四"))
    let elsewhere = certificate("p1", in: SectionID("class-spring"))
    try await store.issue([first, second, elsewhere])
    #expect(try await store.certificates(of: autumn) == [first, second])
    #expect(try await store.certificate(second.number) == second)
    #expect(try await store.certificate(.random()) == nil)
    #expect(try await store.certificates(of: SectionID("class-none")).isEmpty)
  }

  @Test(arguments: StoreKind.allCases)
  func givesNobodyASecondWhileTheFirstIsValid(kind: StoreKind) async throws {
    let office = try Office(kind)
    let store = office.store
    defer { withExtendedLifetime(office) {} }
    let first = certificate("p1")
    try await store.issue([first])
    try await store.issue([certificate("p1"), certificate("p2")])
    #expect(try await store.certificates(of: autumn).map(\.person.rawValue) == ["p1", "p2"])
    let later = Moment(milliseconds: 1_796_266_800_000)
    #expect(try await store.revoke(first.number, reason: "姓名写错", at: later))
    let again = certificate("p1", name: "张叁")
    try await store.issue([again])
    let all = try await store.certificates(of: autumn).filter { $0.person == PersonID("p1") }
    #expect(all.map(\.isValid) == [false, true])
    #expect(all[0].reason == "姓名写错" && all[0].revoked == later)
    #expect(all[1] == again)
  }

  @Test(arguments: StoreKind.allCases)
  func keepsTheFirstReasonAndTime(kind: StoreKind) async throws {
    let office = try Office(kind)
    let store = office.store
    defer { withExtendedLifetime(office) {} }
    let one = certificate("p1")
    try await store.issue([one])
    let time = Moment(milliseconds: 1_796_266_800_000)
    #expect(try await store.revoke(one.number, reason: "a", at: time))
    #expect(try await store.revoke(one.number, reason: "b", at: time.adding(seconds: 9)))
    #expect(try await store.certificate(one.number)?.reason == "a")
    #expect(try await store.certificate(one.number)?.revoked == time)
    #expect(try await !store.revoke(.random(), reason: "c", at: time))
  }

  @Test(arguments: StoreKind.allCases)
  func erasesTheNameAndKeepsTheNumber(kind: StoreKind) async throws {
    let office = try Office(kind)
    let store = office.store
    defer { withExtendedLifetime(office) {} }
    let one = certificate("p1")
    try await store.issue([one, certificate("p2")])
    try await store.erase(PersonID("p1"))
    let erased = try #require(try await store.certificate(one.number))
    #expect(erased.name == "" && erased.isValid && erased.content == one.content)
    #expect(try await store.certificates(of: autumn).map(\.name) == ["", "张三"])
    // One and the same person still holds one.
    try await store.issue([certificate("p1")])
    #expect(try await store.certificates(of: autumn).count == 2)
  }
}
