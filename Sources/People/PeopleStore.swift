import Identity

/// What someone does in a class.
public enum Role: String, Sendable, Hashable, CaseIterable, Codable {
  case learner, trainer, observer
}

/// One line of a class's roster 学员名册.
public struct RosterEntry: Sendable, Equatable {
  public let person: PersonID
  /// Empty once the person has been erased.
  public var name: String
  /// The person's employer or department 单位; empty when unknown.
  public var unit: String
  /// The name of the group 小组; empty when there are no groups.
  public var group: String
  public var role: Role
  /// Came without being on the list.
  public var walkIn: Bool
  /// Telephone number, seat and the like; nothing once the person has been erased.
  public var details: RosterDetails

  public init(
    person: PersonID, name: String, unit: String = "", group: String = "", role: Role = .learner,
    walkIn: Bool = false, details: RosterDetails = RosterDetails()
  ) {
    self.details = details
    self.person = person
    self.name = name
    self.unit = unit
    self.group = group
    self.role = role
    self.walkIn = walkIn
  }
}

/// The one place that knows names. The log names people by `PersonID` only, so what is erased here
/// is erased everywhere. Settings of the installation (keys, password hashes) live here too.
public protocol PeopleStore: CertificateStore, PrivacyStore {
  /// In the order of adding.
  func roster(of section: SectionID) async throws -> [RosterEntry]

  /// Adds all in one transaction, durable on return; an entry whose person is already in the section
  /// is ignored.
  func add(_ entries: [RosterEntry], to section: SectionID) async throws

  /// Replaces the entry of the same person, which keeps its place.
  ///
  /// - Throws: `PeopleError.unknown` when the section has no such person.
  func update(_ entry: RosterEntry, in section: SectionID) async throws

  /// Adds who is new, and replaces the entry of who is in the section already, which keeps its place:
  /// all in one transaction, durable on return.
  func put(_ entries: [RosterEntry], in section: SectionID) async throws

  func entry(_ person: PersonID, in section: SectionID) async throws -> RosterEntry?

  /// Entries of that name (and unit, when given), compared by `comparisonKey`, in the order of
  /// adding. An erased entry is never found.
  func find(name: String, unit: String?, in section: SectionID) async throws -> [RosterEntry]

  /// Takes name, unit and details of each of them out of every section, for good: what comes later for
  /// such a person is stored without a name. Group and role stay, so that totals do.
  ///
  /// - Parameters:
  ///   - keepingCertificates: leaves the names on their certificates.
  ///   - accesses: noted in the same commit, as `note` does.
  /// - Returns: Whether no trace is left; otherwise traces go when nobody reads the file any more.
  @discardableResult
  func erase(
    _ persons: [PersonID], keepingCertificates: Bool, noting accesses: [Access]
  ) async throws -> Bool

  /// The classes in whose rosters a person is, in the order of adding.
  func sections(of person: PersonID) async throws -> [SectionID]

  /// The classes in which somebody's name contains `part`, compared by `comparisonKey`, newest first.
  ///
  /// - Returns: At most `limit`; none for an empty part.
  func sections(withPersonNamed part: String, limit: Int) async throws -> [SectionID]

  func setting(_ key: String) async throws -> [UInt8]?

  /// Stores a setting, or removes it with `nil`; durable on return.
  func setSetting(_ key: String, _ value: [UInt8]?) async throws

  /// Stores `value` unless the setting exists.
  ///
  /// - Returns: What is stored afterwards: the older value when there was one.
  func setSettingIfAbsent(_ key: String, _ value: [UInt8]) async throws -> [UInt8]

  /// A secret of the installation: 32 random bytes, made when first asked for. Lies sealed as names do;
  /// made anew where it opens no more.
  func secret(_ name: String) async throws -> [UInt8]
}

extension PeopleStore {
  /// Erases one person everywhere, certificates too.
  public func erase(_ person: PersonID) async throws {
    try await erase([person], keepingCertificates: false, noting: [])
  }
}

/// The world's trouble with the People store; ids only, never a name.
public enum PeopleError: Error, Sendable, Equatable {
  case unknown(PersonID)
  /// The file that opens the names is not where it should be.
  case keyMissing(path: String)
  /// That file is there and opens other names than these.
  case keyWrong(path: String)
  /// That file is there and is no key file, or may not be read.
  case keyUnreadable(path: String)
  /// `reason` is a word for the log: `diskFull`, `readOnly`, `io(522)`.
  case unavailable(reason: String)
}
