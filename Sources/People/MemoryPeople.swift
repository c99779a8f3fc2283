import Identity
import Synchronization

/// The People store in memory, for tests and simulations.
public final class MemoryPeople: PeopleStore {
  private struct State {
    var rosters: [SectionID: [RosterEntry]] = [:]
    var settings: [String: [UInt8]] = [:]
    /// In the order of issue.
    var certificates: [Certificate] = []
    var erased: Set<PersonID> = []
    /// In the order of noting.
    var accesses: [Access] = []
    var retentions: [SectionID: Retention] = [:]
    /// Sections in the order in which somebody was first added.
    var order: [SectionID] = []

    /// An entry as it may be stored: whoever was erased stays so.
    func storable(_ entry: RosterEntry) -> RosterEntry {
      guard erased.contains(entry.person) else { return entry }
      var entry = entry
      entry.name = ""
      entry.unit = ""
      entry.details = RosterDetails()
      return entry
    }

    mutating func note(_ access: Access) {
      accesses.append(access)
      if access.what == .retention { retentions[access.section]?.done = access.time }
    }

    mutating func append(_ entry: RosterEntry, to section: SectionID) {
      if rosters[section] == nil { order.append(section) }
      let entry = storable(entry)
      rosters[section, default: []].append(entry)
    }
  }

  private let state = Mutex(State())

  public init() {}

  public func roster(of section: SectionID) async throws -> [RosterEntry] {
    state.withLock { $0.rosters[section] ?? [] }
  }

  public func add(_ entries: [RosterEntry], to section: SectionID) async throws {
    state.withLock { state in
      var known = Set((state.rosters[section] ?? []).map(\.person))
      for entry in entries where known.insert(entry.person).inserted {
        state.append(entry, to: section)
      }
    }
  }

  public func update(_ entry: RosterEntry, in section: SectionID) async throws {
    try state.withLock { state in
      guard let index = state.rosters[section]?.firstIndex(where: { $0.person == entry.person })
      else { throw PeopleError.unknown(entry.person) }
      let entry = state.storable(entry)
      state.rosters[section]?[index] = entry
    }
  }

  public func put(_ entries: [RosterEntry], in section: SectionID) async throws {
    state.withLock { state in
      var places = Dictionary(
        (state.rosters[section] ?? []).enumerated().map { ($1.person, $0) },
        uniquingKeysWith: { first, _ in first })
      for entry in entries {
        if let place = places[entry.person] {
          let entry = state.storable(entry)
          state.rosters[section]?[place] = entry
        } else {
          places[entry.person] = state.rosters[section]?.count ?? 0
          state.append(entry, to: section)
        }
      }
    }
  }

  public func entry(_ person: PersonID, in section: SectionID) async throws -> RosterEntry? {
    state.withLock { $0.rosters[section]?.first { $0.person == person } }
  }

  public func find(
    name: String, unit: String?, in section: SectionID
  ) async throws -> [RosterEntry] {
    let key = comparisonKey(name)
    guard !key.isEmpty else { return [] }
    return state.withLock { state in
      (state.rosters[section] ?? []).filter { entry in
        comparisonKey(entry.name) == key
          && (unit.map { comparisonKey($0) == comparisonKey(entry.unit) } ?? true)
      }
    }
  }

  @discardableResult
  public func erase(
    _ persons: [PersonID], keepingCertificates: Bool, noting accesses: [Access]
  ) async throws -> Bool {
    let persons = Set(persons)
    return state.withLock { state in
      for access in accesses { state.note(access) }
      let known = state.rosters.values.joined().map(\.person) + state.certificates.map(\.person)
      state.erased.formUnion(persons.intersection(known))
      for (section, entries) in state.rosters {
        state.rosters[section] = entries.map(state.storable)
      }
      guard !keepingCertificates else { return true }
      for index in state.certificates.indices
      where persons.contains(state.certificates[index].person) {
        state.certificates[index].name = ""
        state.certificates[index].reason = ""
      }
      return true
    }
  }

  public func sections(of person: PersonID) async throws -> [SectionID] {
    state.withLock { state in
      state.order.filter { section in
        state.rosters[section]?.contains { $0.person == person } ?? false
      }
    }
  }

  public func sections(withPersonNamed part: String, limit: Int) async throws -> [SectionID] {
    let key = comparisonKey(part)
    guard !key.isEmpty, limit > 0 else { return [] }
    return state.withLock { state in
      let found = state.order.reversed().filter { section in
        state.rosters[section]?.contains { comparisonKey($0.name).contains(key) } ?? false
      }
      return Array(found.prefix(limit))
    }
  }

  // MARK: - Privacy

  public func note(_ access: Access) async throws {
    state.withLock { $0.note(access) }
  }

  public func accesses(
    of section: SectionID, concerning person: PersonID?, limit: Int
  ) async throws -> [Access] {
    state.withLock { state in
      Array(
        state.accesses.reversed().filter { access in
          access.section == section
            && (person == nil || access.person == nil || access.person == person)
        }.prefix(max(0, limit)))
    }
  }

  public func retention(of section: SectionID) async throws -> Retention? {
    state.withLock { $0.retentions[section] }
  }

  public func setRetention(_ retention: Retention?, of section: SectionID) async throws {
    state.withLock { $0.retentions[section] = retention }
  }

  public func retentions() async throws -> [SectionID: Retention] {
    state.withLock { $0.retentions }
  }

  public func namesStand(in section: SectionID, onCertificates: Bool) async throws -> Bool {
    state.withLock { state in
      (state.rosters[section] ?? []).contains { !$0.name.isEmpty && $0.role != .trainer }
        || onCertificates
          && state.certificates.contains { $0.section == section && !$0.name.isEmpty }
    }
  }

  // MARK: - Certificates

  public func certificates(of section: SectionID) async throws -> [Certificate] {
    state.withLock { state in state.certificates.filter { $0.section == section } }
  }

  public func certificate(_ number: CertificateNumber) async throws -> Certificate? {
    state.withLock { state in state.certificates.first { $0.number == number } }
  }

  public func issue(_ certificates: [Certificate]) async throws {
    state.withLock { state in
      for certificate in certificates
      where !state.certificates.contains(where: {
        $0.number == certificate.number
          || $0.isValid && $0.section == certificate.section && $0.person == certificate.person
      }) {
        state.certificates.append(certificate)
      }
    }
  }

  public func revoke(
    _ number: CertificateNumber, reason: String, at time: Moment
  ) async throws -> Bool {
    state.withLock { state in
      guard let index = state.certificates.firstIndex(where: { $0.number == number }) else {
        return false
      }
      if state.certificates[index].isValid {
        state.certificates[index].revoked = time
        // Of an erased person nothing is written any more.
        state.certificates[index].reason =
          state.certificates[index].name.isEmpty ? "" : reason
      }
      return true
    }
  }

  public func setting(_ key: String) async throws -> [UInt8]? {
    state.withLock { $0.settings[key] }
  }

  public func setSetting(_ key: String, _ value: [UInt8]?) async throws {
    state.withLock { $0.settings[key] = value }
  }

  public func secret(_ name: String) async throws -> [UInt8] {
    try await setSettingIfAbsent("secret-" + name, (0..<32).map { _ in .random(in: 0...255) })
  }

  public func setSettingIfAbsent(_ key: String, _ value: [UInt8]) async throws -> [UInt8] {
    state.withLock { state in
      if let stored = state.settings[key] { return stored }
      state.settings[key] = value
      return value
    }
  }
}
