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
    var erased = zhang
    erased.name = ""
    #expect(try await store.roster(of: section) == [erased, li])
    #expect(try await store.roster(of: SectionID("spring")) == [erased])
    #expect(try await store.find(name: "张三", unit: nil, in: section).isEmpty)
    #expect(try await store.find(name: "李四", unit: nil, in: section) == [li])
    try await store.add([ann], to: section)
    #expect(try await store.roster(of: section) == [erased, li, ann])
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
  @Test func wipesAnErasedNameFromTheBytesOfTheFile() async throws {
    let office = try Office(.sqlite)
    let engine = try #require(office.engine)
    // Enough people, added in several steps, for pages to split.
    for step in 0..<20 {
      let people = (0..<50).map { number -> RosterEntry in
        let id = step * 50 + number
        return RosterEntry(person: PersonID("p\(id)"), name: "worker \(id)!")
      }
      try await office.store.add(people, to: SectionID("s\(step % 3)"))
    }
    let path = office.folder + "/hall.db"
    let name = Data("worker 417!".utf8)
    #expect(try rawBytes(path).range(of: name) != nil)
    try await office.store.erase(PersonID("p417"))
    let bytes = try rawBytes(path)
    #expect(bytes.range(of: name) == nil)
    #expect(bytes.range(of: Data("worker 418!".utf8)) != nil)
    let erased = try await office.store.entry(PersonID("p417"), in: SectionID("s2"))
    #expect(erased?.name == "")
    try await engine.close()
  }

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

/// The bytes of file and write-ahead log, through `cat`: closing a descriptor of our own on a file
/// that an engine has open would drop the engine's locks.
func rawBytes(_ path: String) throws -> Data {
  let process = Process()
  let pipe = Pipe()
  process.executableURL = URL(fileURLWithPath: "/bin/cat")
  process.arguments = [path, path + "-wal"]
  process.standardOutput = pipe
  try process.run()
  let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
  process.waitUntilExit()
  return bytes
}
