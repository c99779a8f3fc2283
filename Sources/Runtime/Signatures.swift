import Identity
import People

/// Names of those who chose to be named in the follow-up 署名, beside the roster of their class.
///
/// Ballots and events have an id only; the name lies in the People store on a shelf of its own, where
/// it can be taken back and erased. Whoever types a name that one learner of the roster has stands
/// there under that learner's id, so that erasing the learner takes the signature away as well.
public struct Signatures: Sendable {
  private let people: any PeopleStore
  private let section: SectionID
  private let shelf: SectionID

  public init(of section: SectionID, in people: any PeopleStore) {
    self.people = people
    self.section = section
    shelf = Self.shelf(of: section)
  }

  private static let ending = ".signatures"

  /// Where the names of a class's signatures lie in the People store.
  public static func shelf(of section: SectionID) -> SectionID {
    SectionID(section.rawValue + ending)
  }

  /// The class to which a section of the People store belongs: itself, or that of a shelf.
  static func section(of place: SectionID) -> SectionID {
    place.rawValue.hasSuffix(ending)
      ? SectionID(String(place.rawValue.dropLast(ending.count))) : place
  }

  /// In no order that tells who signed first.
  public func entries() async throws -> [RosterEntry] {
    try await people.roster(of: shelf).sorted { $0.person < $1.person }
  }

  /// The name that stands under an id; `nil` where it was taken back or erased.
  public func name(of person: PersonID) async throws -> String? {
    try await people.entry(person, in: shelf).flatMap { $0.name.isEmpty ? nil : $0.name }
  }

  /// Puts a name on the shelf.
  ///
  /// - Parameters:
  ///   - name: clean (`cleanName`).
  ///   - earlier: under which id the same ballot was signed before; it stays while the name does.
  ///   - signers: the ids that other ballots carry. A name on the shelf that no ballot carries is what a
  ///     signature that broke off has left behind.
  /// - Returns: the id that the ballot is to carry.
  public func sign(
    _ name: String, earlier: PersonID? = nil, signers: Set<PersonID>
  ) async throws -> PersonID {
    if let earlier, let known = try await self.name(of: earlier) {
      if comparisonKey(known) == comparisonKey(name) {
        try await people.put([RosterEntry(person: earlier, name: name)], in: shelf)
        return earlier
      }
      try await withdraw(earlier)
    }
    let person = try await freeID(for: name, signers: signers)
    try await people.put([RosterEntry(person: person, name: name)], in: shelf)
    return person
  }

  /// Takes a name back. Of the roster nothing changes.
  public func withdraw(_ person: PersonID) async throws {
    guard try await name(of: person) != nil else { return }
    try await people.put([RosterEntry(person: person, name: "")], in: shelf)
  }

  /// The learner of the roster who alone has this name and has not signed; else an id of its own.
  private func freeID(for name: String, signers: Set<PersonID>) async throws -> PersonID {
    let found = try await people.find(name: name, unit: nil, in: section).filter {
      $0.role == .learner
    }
    if found.count == 1, !signers.contains(found[0].person) { return found[0].person }
    return PersonID(Token.random(8))
  }
}

extension PeopleStore {
  /// All names that the record of a class may show: its roster, and who signed in the follow-up.
  public func namesForRecord(of section: SectionID) async throws -> [RosterEntry] {
    let roster = try await roster(of: section)
    let known = Set(roster.map(\.person))
    return roster
      + (try await Signatures(of: section, in: self).entries()).filter {
        !known.contains($0.person)
      }
  }
}
