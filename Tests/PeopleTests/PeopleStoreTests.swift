import Foundation
import Identity
import JournalSQLite
import People
import Testing

/// Every People store that must keep the contract.
enum StoreKind: CaseIterable, Sendable {
  case memory, sqlite
}

final class Office: Sendable {
  let folder: String
  let engine: SQLiteEngine?
  let store: any PeopleStore

  init(_ kind: StoreKind) throws {
    folder = NSTemporaryDirectory() + "guildhall-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    engine =
      kind == .sqlite ? try SQLiteEngine(path: folder + "/hall.db", mode: .serve) : nil
    store = engine.map { $0.people } ?? MemoryPeople()
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }
}

private let section = SectionID("autumn")
private let zhang = RosterEntry(
  person: PersonID("p1"), name: "张三", unit: "第一车间", group: "一组")
private let li = RosterEntry(person: PersonID("p2"), name: "李　四", unit: "第二车间", role: .trainer)
private let ann = RosterEntry(
  person: PersonID("p3"), name: "Ann  Lee", unit: "Stores", role: .observer, walkIn: true)

@Suite struct PeopleStoreContract {
  @Test(arguments: StoreKind.allCases)
  func keepsARosterInTheOrderOfAdding(kind: StoreKind) async throws {
    let office = try Office(kind)
    let store = office.store
    try await store.add([li, zhang], to: section)
    try await store.add([ann], to: section)
    #expect(try await store.roster(of: section) == [li, zhang, ann])
    #expect(try await store.roster(of: SectionID("spring")).isEmpty)
    #expect(try await store.entry(PersonID("p3"), in: section) == ann)
    #expect(try await store.entry(PersonID("p9"), in: section) == nil)
    #expect(try await store.entry(PersonID("p3"), in: SectionID("spring")) == nil)
  }

  @Test(arguments: StoreKind.allCases)
  func putsAllAtOnceAndKeepsPlacesAndDetails(kind: StoreKind) async throws {
    let office = try Office(kind)
    let store = office.store
    try await store.add([li, zhang], to: section)
    var changed = li
    changed.details = RosterDetails([.phone: "13800001234", .seat: "3排5"])
    changed.details.cardsRevoked = 2
    try await store.put([ann, changed], in: section)
    #expect(try await store.roster(of: section) == [changed, zhang, ann])
    #expect(try await store.entry(li.person, in: section)?.details[.seat] == "3排5")
    try await store.erase(li.person)
    #expect(try await store.entry(li.person, in: section)?.details == RosterDetails())
  }

  @Test(arguments: StoreKind.allCases)
  func addsAPersonOnce(kind: StoreKind) async throws {
    let office = try Office(kind)
    let store = office.store
    var again = zhang
    again.unit = "elsewhere"
    try await store.add([zhang, again], to: section)
    try await store.add([again, ann], to: section)
    #expect(try await store.roster(of: section) == [zhang, ann])
    try await store.add([again], to: SectionID("spring"))
    #expect(try await store.roster(of: SectionID("spring")) == [again])
  }

  @Test(arguments: StoreKind.allCases)
  func changesAnEntryInItsPlace(kind: StoreKind) async throws {
    let office = try Office(kind)
    let store = office.store
    try await store.add([zhang, li], to: section)
    var changed = zhang
    changed.name = "张三丰"
    changed.group = "二组"
    changed.role = .observer
    changed.walkIn = true
    try await store.update(changed, in: section)
    #expect(try await store.roster(of: section) == [changed, li])
    #expect(try await store.find(name: "张三丰", unit: nil, in: section) == [changed])
    #expect(try await store.find(name: "张三", unit: nil, in: section).isEmpty)
    await #expect(throws: PeopleError.unknown(PersonID("p3"))) {
      try await store.update(ann, in: section)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func findsANameHoweverItIsSpaced(kind: StoreKind) async throws {
    let office = try Office(kind)
    let store = office.store
    try await store.add([zhang, li, ann], to: section)
    for spelling in ["李四", " 李 四 ", "李　四"] {
      #expect(try await store.find(name: spelling, unit: nil, in: section) == [li])
    }
    for spelling in ["ann lee", "ANN LEE ", "Ａｎｎ　Lee"] {
      #expect(try await store.find(name: spelling, unit: "stores", in: section) == [ann])
    }
    #expect(try await store.find(name: "annlee", unit: nil, in: section).isEmpty)
    #expect(try await store.find(name: "李四", unit: "第一车间", in: section).isEmpty)
    #expect(try await store.find(name: "李四", unit: "第二 车间", in: section) == [li])
    #expect(try await store.find(name: "", unit: nil, in: section).isEmpty)
    #expect(try await store.find(name: "李四", unit: nil, in: SectionID("spring")).isEmpty)
  }

  @Test(arguments: StoreKind.allCases)
  func erasesANameAndKeepsTheTotals(kind: StoreKind) async throws {
    let office = try Office(kind)
    let store = office.store
    try await store.add([zhang, li], to: section)
    try await store.add([zhang], to: SectionID("spring"))
    try await store.erase(zhang.person)
    try await store.erase(zhang.person)
    try await store.erase(PersonID("nobody"))
    // The workplace goes with the name: it may be a workplace of one.
    let erased = RosterEntry(person: zhang.person, name: "", group: zhang.group)
    #expect(try await store.roster(of: section) == [erased, li])
    #expect(try await store.roster(of: SectionID("spring")) == [erased])
    #expect(try await store.find(name: "张三", unit: nil, in: section).isEmpty)
    #expect(try await store.find(name: "李四", unit: nil, in: section) == [li])
    try await store.add([ann], to: section)
    #expect(try await store.roster(of: section) == [erased, li, ann])
  }

  /// What was on its way when somebody was erased comes too late.
  @Test(arguments: StoreKind.allCases)
  func storesNoNameForWhoWasErased(kind: StoreKind) async throws {
    let office = try Office(kind)
    let store = office.store
    try await store.add([zhang, li], to: section)
    try await store.erase(zhang.person)
    var late = zhang
    late.group = "二组"
    late.details = RosterDetails([.phone: "13800001234"])
    let nameless = RosterEntry(person: zhang.person, name: "", group: "二组")
    try await store.put([late], in: section)
    #expect(try await store.entry(zhang.person, in: section) == nameless)
    try await store.update(late, in: section)
    #expect(try await store.entry(zhang.person, in: section) == nameless)
    try await store.add([late], to: SectionID("spring"))
    #expect(try await store.roster(of: SectionID("spring")) == [nameless])
    #expect(try await store.find(name: "张三", unit: nil, in: section).isEmpty)
    #expect(try await store.sections(withPersonNamed: "张", limit: 9).isEmpty)
  }

  @Test(arguments: StoreKind.allCases)
  func findsClassesByAPartOfAName(kind: StoreKind) async throws {
    let office = try Office(kind)
    let store = office.store
    func person(_ id: String, _ name: String) -> RosterEntry {
      RosterEntry(person: PersonID(id), name: name)
    }
    let (spring, summer) = (SectionID("spring"), SectionID("summer"))
    try await store.add([person("a", "欧阳建国"), person("b", "王芳")], to: section)
    try await store.add([person("c", "王建国"), person("d", "Ann Lee")], to: spring)
    try await store.put([person("e", "建 国 平"), person("f", "王 建")], in: summer)
    func found(_ part: String, limit: Int = 9) async throws -> [SectionID] {
      try await store.sections(withPersonNamed: part, limit: limit)
    }
    #expect(try await found("建国") == [summer, spring, section])
    #expect(try await found("王") == [summer, spring, section])
    #expect(try await found("王", limit: 2) == [summer, spring])
    #expect(try await found("欧阳建国") == [section])
    #expect(try await found("阳国").isEmpty)
    // Both pairs are there, but not side by side.
    #expect(try await found("王建国平").isEmpty)
    #expect(try await found("ＡＮＮ　ｌｅ") == [spring])
    #expect(try await found("").isEmpty)
    #expect(try await found("王", limit: 0).isEmpty)
    // A name that changed is found as it is now.
    try await store.update(person("a", "诸葛亮"), in: section)
    #expect(try await found("欧阳").isEmpty)
    #expect(try await found("葛亮") == [section])
    try await store.erase(PersonID("a"))
    #expect(try await found("诸葛").isEmpty)
    #expect(try await found("王芳") == [section])
    #expect(try await store.sections(of: PersonID("c")) == [spring])
    #expect(try await store.sections(of: PersonID("z")).isEmpty)
  }

  @Test(arguments: StoreKind.allCases)
  func erasesTheRosterAndLeavesTheCertificates(kind: StoreKind) async throws {
    let office = try Office(kind)
    let store = office.store
    try await store.add([zhang, li], to: section)
    func certificate(_ entry: RosterEntry) -> Certificate {
      Certificate(
        number: .random(), section: section, person: entry.person, name: entry.name,
        content: Certificate.Content(
          kind: "attendance", title: "t", firstDay: "2026-12-01", lastDay: "2026-12-01",
          minutes: 90, creditHundredths: nil, issuer: "i", issuedOn: "2026-12-02"),
        issued: Moment(milliseconds: 5))
    }
    let (first, second) = (certificate(zhang), certificate(li))
    try await store.issue([first, second])
    try await store.erase([zhang.person, li.person], keepingCertificates: true, noting: [])
    #expect(try await store.roster(of: section).allSatisfy { $0.name.isEmpty })
    #expect(try await store.certificates(of: section).map(\.name) == ["张三", "李　四"])
    #expect(
      try await store.revoke(first.number, reason: "姓名写错", at: Moment(milliseconds: 9)))
    #expect(try await store.certificate(first.number)?.reason == "姓名写错")
    try await store.erase(zhang.person)
    let erased = try await store.certificate(first.number)
    #expect(erased?.name == "" && erased?.reason == "" && erased?.isValid == false)
    #expect(try await store.certificate(second.number) == second)
    // Not a word more about who was erased.
    try await store.erase(li.person)
    #expect(
      try await store.revoke(second.number, reason: "李四", at: Moment(milliseconds: 9)))
    #expect(try await store.certificate(second.number)?.reason == "")
  }

  @Test(arguments: StoreKind.allCases)
  func notesWhoOpenedWhat(kind: StoreKind) async throws {
    let office = try Office(kind)
    let store = office.store
    func access(_ time: Int64, _ what: Access.What, of person: String? = nil) -> Access {
      Access(
        time: Moment(milliseconds: time), section: section, person: person.map { PersonID($0) },
        what: what, role: "organizer", link: "", note: what == .erasure ? "本人要求" : "")
    }
    let all = [
      access(1, .roster), access(2, .person, of: "p1"), access(3, .data, of: "p2"),
      access(4, .erasure, of: "p1"),
    ]
    for access in all { try await store.note(access) }
    try await store.note(
      Access(time: Moment(milliseconds: 5), section: SectionID("x"), what: .report, role: "trainer")
    )
    #expect(
      try await store.accesses(of: section, concerning: nil, limit: 9) == all.reversed())
    #expect(
      try await store.accesses(of: section, concerning: PersonID("p1"), limit: 9)
        == [all[3], all[1], all[0]])
    #expect(try await store.accesses(of: section, concerning: nil, limit: 2) == [all[3], all[2]])
    #expect(try await store.accesses(of: section, concerning: nil, limit: 0).isEmpty)
  }

  @Test(arguments: StoreKind.allCases)
  func keepsARuleForEachClass(kind: StoreKind) async throws {
    let office = try Office(kind)
    let store = office.store
    #expect(try await store.retention(of: section) == nil)
    let rule = Retention(months: 12, keepsCertificates: true)
    try await store.setRetention(rule, of: section)
    #expect(try await store.retention(of: section) == rule)
    let done = Retention(months: 6, keepsCertificates: false, done: Moment(milliseconds: 7))
    try await store.setRetention(done, of: section)
    #expect(try await store.retentions() == [section: done])
    try await store.setRetention(nil, of: section)
    #expect(try await store.retentions().isEmpty)
  }

  @Test(arguments: StoreKind.allCases)
  func keepsSettings(kind: StoreKind) async throws {
    let office = try Office(kind)
    let store = office.store
    #expect(try await store.setting("key") == nil)
    #expect(try await store.setSettingIfAbsent("key", [1, 2]) == [1, 2])
    #expect(try await store.setSettingIfAbsent("key", [3]) == [1, 2])
    try await store.setSetting("key", [])
    #expect(try await store.setting("key") == [])
    try await store.setSetting("key", nil)
    #expect(try await store.setting("key") == nil)
    try await store.setSetting("key", [4])
    #expect(try await store.setting("key") == [4])
  }

  @Test(arguments: StoreKind.allCases)
  func givesEverybodyTheSameFirstSetting(kind: StoreKind) async throws {
    let office = try Office(kind)
    let store = office.store
    let values = try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for number in 0..<50 {
        group.addTask { try await store.setSettingIfAbsent("key", [UInt8(number)]) }
      }
      return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
    }
    #expect(values.count == 1)
  }
}

@Suite struct SQLitePeopleTests {
  @Test func readsButDoesNotWriteBesideAServer() async throws {
    let office = try Office(.sqlite)
    try await office.store.add([zhang], to: section)
    let reader = try SQLiteEngine(path: office.folder + "/hall.db", mode: .readOnly)
    #expect(try await reader.people.roster(of: section) == [zhang])
    await #expect(throws: PeopleError.unavailable(reason: "readOnly")) {
      try await reader.people.add([ann], to: section)
    }
    await #expect(throws: PeopleError.unavailable(reason: "readOnly")) {
      try await reader.people.erase(zhang.person)
    }
    try await reader.close()
    await #expect(throws: PeopleError.unavailable(reason: "closed")) {
      try await reader.people.roster(of: section)
    }
  }
}
