import Identity
import Synchronization

/// The People store in memory, for tests and simulations.
public final class MemoryPeople: PeopleStore {
  private struct State {
    var rosters: [SectionID: [RosterEntry]] = [:]
    var settings: [String: [UInt8]] = [:]
    /// In the order of issue.
    var certificates: [Certificate] = []
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
        state.rosters[section, default: []].append(entry)
      }
    }
  }

  public func update(_ entry: RosterEntry, in section: SectionID) async throws {
    try state.withLock { state in
      guard let index = state.rosters[section]?.firstIndex(where: { $0.person == entry.person })
      else { throw PeopleError.unknown(entry.person) }
      state.rosters[section]?[index] = entry
    }
  }

  public func put(_ entries: [RosterEntry], in section: SectionID) async throws {
    state.withLock { state in
      var roster = state.rosters[section] ?? []
      var places = Dictionary(
        roster.enumerated().map { ($1.person, $0) }, uniquingKeysWith: { first, _ in first })
      for entry in entries {
        if let place = places[entry.person] {
          roster[place] = entry
        } else {
          places[entry.person] = roster.count
          roster.append(entry)
        }
      }
      state.rosters[section] = roster
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

  public func sections(withPersonNamed part: String, limit: Int) async throws -> [SectionID] {
    let key = comparisonKey(part)
    guard !key.isEmpty else { return [] }
    return state.withLock { state in
      state.rosters.filter { $0.value.contains { comparisonKey($0.name).contains(key) } }
        .keys.sorted().prefix(max(0, limit)).map { $0 }
    }
  }

  public func erase(_ person: PersonID) async throws {
    state.withLock { state in
      for (section, entries) in state.rosters {
        state.rosters[section] = entries.map { entry in
          var entry = entry
          if entry.person == person {
            entry.name = ""
            entry.details = RosterDetails()
          }
          return entry
        }
      }
      for index in state.certificates.indices where state.certificates[index].person == person {
        state.certificates[index].name = ""
      }
    }
  }

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
        state.certificates[index].reason = reason
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

  public func setSettingIfAbsent(_ key: String, _ value: [UInt8]) async throws -> [UInt8] {
    state.withLock { state in
      if let stored = state.settings[key] { return stored }
      state.settings[key] = value
      return value
    }
  }
}
