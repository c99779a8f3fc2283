import Classroom
import Foundation
import Identity
import People

/// Somebody known to the People store: in every class, and under every id. A walk-in who was merged with
/// the roster has two ids in that class.
public struct KnownPerson: Sendable {
  /// Where the person is listed.
  public struct Place: Sendable {
    public var section: SectionID
    /// Signed in the follow-up 署名, and is not on the roster of that class.
    public var isSignature = false
    public var entry: RosterEntry
    /// `nil` for a class whose record cannot be read.
    public var profile: SectionProfile?
  }
  /// Every id of this person; first the one that was asked for.
  public var persons: [PersonID]
  public var places: [Place]
  public var certificates: [Certificate]

  /// Every name that the person has, each once; none once the person was erased.
  public var names: [String] {
    places.map(\.entry.name).filter { !$0.isEmpty }.reduce(into: []) { names, name in
      if !names.contains(where: { comparisonKey($0) == comparisonKey(name) }) { names.append(name) }
    }
  }
  /// Empty once the person was erased.
  public var name: String { places.lazy.map(\.entry.name).first { !$0.isEmpty } ?? "" }
  /// The classes, each once.
  public var sections: [SectionID] {
    places.map(\.section).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}

/// Finds somebody in all classes and under all ids.
///
/// - Returns: `nil` for an id that nobody has.
/// - Throws: `PeopleError`.
public func knownPerson(
  _ person: PersonID, in hall: Hall, people: any PeopleStore
) async throws -> KnownPerson? {
  var found = KnownPerson(persons: [person], places: [], certificates: [])
  var next = 0
  while next < found.persons.count {
    let person = found.persons[next]
    next += 1
    let listed = try await people.sections(of: person)
    for place in listed {
      let section = Signatures.section(of: place)
      let isSignature = section != place
      if isSignature, listed.contains(section) { continue }
      let state = try? await hall.session(section)?.state
      if let entry = try await people.entry(person, in: place) {
        found.places.append(
          KnownPerson.Place(
            section: section, isSignature: isSignature, entry: entry, profile: state?.profile))
      }
      found.certificates += try await people.certificates(of: section).filter {
        $0.person == person
      }
      guard let state else { continue }
      for other in try await state.sameAs(person, people: people)
      where !found.persons.contains(other) {
        found.persons.append(other)
      }
    }
  }
  return found.places.isEmpty ? nil : found
}

extension State {
  /// The other id of somebody who was merged with the roster. `merge` makes an observer of the place
  /// that was given up; in the place of a learner it is somebody else who came 替训.
  fileprivate func sameAs(
    _ person: PersonID, people: any PeopleStore
  ) async throws -> [PersonID] {
    let section = profile.id
    var same = roll.merged.filter { $0.value == person }.keys.sorted()
    if let kept = roll.merged[person] { same.append(kept) }
    if let place = roll.substitutes[person],
      try await people.entry(place, in: section)?.role == .observer
    {
      same.append(place)
    }
    let walkIns = roll.substitutes.filter { $0.value == person }.keys.sorted()
    if !walkIns.isEmpty, try await people.entry(person, in: section)?.role == .observer {
      same += walkIns
    }
    return same
  }
}

/// Others of the same name, in any class and among those who signed: who comes to two classes is two
/// people to the program.
///
/// - Throws: `PeopleError`.
public func namesakes(
  of known: KnownPerson, in hall: Hall, people: any PeopleStore
) async throws -> [KnownPerson] {
  var found: [KnownPerson] = []
  for name in known.names {
    for section in try await people.sections(withPersonNamed: name, limit: 1_000) {
      for entry in try await people.find(name: name, unit: nil, in: section)
      where ![[known], found].joined().contains(where: { $0.persons.contains(entry.person) }) {
        if let other = try await knownPerson(entry.person, in: hall, people: people) {
          found.append(other)
        }
      }
    }
  }
  return found
}

// MARK: - Erasing

/// Whether a reason tells the name that is to be erased with it.
public func tellsName(_ reason: String, of erased: [KnownPerson]) -> Bool {
  let reason = comparisonKey(reason)
  // A single character is a name, and part of many words.
  return erased.flatMap(\.names).map(comparisonKey).contains {
    $0.count > 1 && reason.contains($0)
  }
}

/// Destroys the keys of people under every id, and notes in each class that it was done: all in one
/// commit.
///
/// - Parameters:
///   - by: `organizer`, or `terminal` for the command line.
/// - Returns: Whether no trace is left in the file.
/// - Throws: `PeopleError`, with nothing erased.
@discardableResult
public func erase(
  _ erased: [KnownPerson], in people: any PeopleStore, by role: String, reason: String,
  at now: Moment
) async throws -> Bool {
  let accesses = erased.flatMap { known in
    known.sections.map { section in
      Access(
        time: now, section: section,
        person: known.places.first { $0.section == section }?.entry.person, what: .erasure,
        role: role, note: reason)
    }
  }
  return try await people.erase(
    erased.flatMap(\.persons), keepingCertificates: false, noting: accesses)
}
