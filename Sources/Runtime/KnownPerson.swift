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

// MARK: - Retention

/// A class whose time for keeping names 保存期限 is over.
public struct RetentionDue: Sendable {
  public var profile: SectionProfile
  public var retention: Retention
  /// ISO 8601 calendar date.
  public var since: String
  /// Whose names are still there.
  public var persons: [PersonID]
  /// Classes whose own time is not over.
  var waiting: Set<SectionID> = []
}

/// From when on the names of a class are due to be erased: so many months after the day on which it
/// ended, on the last day of a shorter month; after its last planned day where it never began. ISO 8601
/// calendar date; `nil` while the class goes on.
public func retentionDate(_ retention: Retention, _ state: State, in timeZone: TimeZone) -> String?
{
  var calendar = Calendar(identifier: .gregorian)
  calendar.timeZone = timeZone
  var end: Date?
  switch state.phase {
  case .closed:
    end = state.closedAt.map { Date(timeIntervalSince1970: Double($0.milliseconds) / 1000) }
  case .planned:
    let numbers = state.profile.date.split(separator: "-").compactMap { Int($0) }
    guard numbers.count == 3 else { return nil }
    end = calendar.date(
      from: DateComponents(
        year: numbers[0], month: numbers[1],
        day: numbers[2] + (state.agenda.map(\.day).max() ?? 1) - 1,
        hour: 12))
  default: return nil
  }
  return end.flatMap { calendar.date(byAdding: .month, value: retention.months, to: $0) }.map {
    isoDate($0, calendar)
  }
}

private func isoDate(_ date: Date, _ calendar: Calendar) -> String {
  let parts = calendar.dateComponents([.year, .month, .day], from: date)
  func two(_ number: Int?) -> String { (number ?? 0) < 10 ? "0\(number ?? 0)" : "\(number ?? 0)" }
  return "\(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day))"
}

/// The classes whose time is over and in which names still stand, oldest first. Only those that may be
/// due are opened.
///
/// - Throws: `PeopleError`.
public func retentionsDue(
  in hall: Hall, people: any PeopleStore, at now: Moment, timeZone: TimeZone
) async throws -> [RetentionDue] {
  let rules = try await people.retentions()
  guard !rules.isEmpty else { return [] }
  var calendar = Calendar(identifier: .gregorian)
  calendar.timeZone = timeZone
  let today = Date(timeIntervalSince1970: Double(now.milliseconds) / 1000)
  var due: [RetentionDue] = []
  var waiting = Set(rules.keys)
  for summary in await hall.sections() where [.closed, .planned].contains(summary.phase) {
    let section = summary.profile.id
    guard let rule = rules[section],
      // A class ends on its first day or later.
      let latest = calendar.date(byAdding: .month, value: -rule.months, to: today),
      summary.profile.date <= isoDate(latest, calendar)
    else { continue }
    guard try await people.mayHold(namesOf: section, rule),
      let state = try? await hall.session(section)?.state,
      let since = retentionDate(rule, state, in: timeZone), since <= isoDate(today, calendar)
    else { continue }
    waiting.remove(section)
    let persons = try await people.persons(covered: section, by: rule)
    guard !persons.isEmpty else { continue }
    due.append(
      RetentionDue(profile: summary.profile, retention: rule, since: since, persons: persons))
  }
  for index in due.indices { due[index].waiting = waiting }
  return due.sorted { ($0.since, $0.profile.id) < ($1.since, $1.profile.id) }
}

extension PeopleStore {
  /// Whether a rule may still find a name in a class; opens none.
  fileprivate func mayHold(namesOf section: SectionID, _ rule: Retention) async throws -> Bool {
    if try await namesStand(in: section, onCertificates: !rule.keepsCertificates) { return true }
    return try await namesStand(in: Signatures.shelf(of: section), onCertificates: false)
  }

  /// Whose names a rule finds in a class: everybody's but its trainers', also where somebody signed
  /// with a trainer's name.
  fileprivate func persons(
    covered section: SectionID, by rule: Retention
  ) async throws -> [PersonID] {
    let roster = try await roster(of: section)
    let trainers = Set(roster.filter { $0.role == .trainer }.map(\.person))
    var found = (roster + (try await self.roster(of: Signatures.shelf(of: section))))
      .filter { !$0.name.isEmpty }.map(\.person)
    if !rule.keepsCertificates {
      found += try await certificates(of: section).filter { !$0.name.isEmpty }.map(\.person)
    }
    var seen = trainers
    return found.filter { seen.insert($0).inserted }
  }
}

/// Erases the names of everybody in the class but its trainers, and notes that it was done. Somebody who
/// is in another class as well waits for that one's time, if it has one.
///
/// - Returns: who was erased, and whether no trace is left in the file.
/// - Throws: `PeopleError`, with nothing erased.
public func carryOut(
  _ due: RetentionDue, in people: any PeopleStore, by role: String, at now: Moment
) async throws -> (persons: [PersonID], isWhole: Bool) {
  var persons: [PersonID] = []
  for person in due.persons
  where try await people.sections(of: person).allSatisfy({
    !due.waiting.contains(Signatures.section(of: $0))
  }) {
    persons.append(person)
  }
  let isWhole = try await people.erase(
    persons, keepingCertificates: due.retention.keepsCertificates,
    noting: [Access(time: now, section: due.profile.id, what: .retention, role: role)])
  return (persons, isWhole)
}
