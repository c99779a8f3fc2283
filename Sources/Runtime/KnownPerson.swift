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
    public var entry: RosterEntry
    /// `nil` for a class whose record cannot be read.
    public var profile: SectionProfile?
  }
  /// Every id of this person; first the one that was asked for.
  public var persons: [PersonID]
  public var places: [Place]
  public var certificates: [Certificate]

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
    for section in try await people.sections(of: person) {
      let state = try? await hall.session(section)?.state
      if let entry = try await people.entry(person, in: section) {
        found.places.append(
          KnownPerson.Place(section: section, entry: entry, profile: state?.profile))
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
    var same: [PersonID] = []
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

// MARK: - Erasing

/// Destroys a person's key under every id, and notes in each class that it was done.
///
/// - Parameters:
///   - by: `organizer`, or `terminal` for the command line.
/// - Throws: `PeopleError`, with nothing erased.
public func erase(
  _ known: KnownPerson, in people: any PeopleStore, by role: String, reason: String,
  at now: Moment
) async throws {
  try await people.erase(known.persons, keepingCertificates: false)
  for section in known.sections {
    try await people.note(
      Access(
        time: now, section: section, person: known.persons.first, what: .erasure, role: role,
        note: reason))
  }
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
}

/// From when on the names of a class are due to be erased: so many months after the day on which it
/// ended, on the last day of a shorter month. ISO 8601 calendar date; `nil` while the class goes on.
public func retentionDate(_ retention: Retention, _ state: State, in timeZone: TimeZone) -> String?
{
  guard state.phase == .closed, let closed = state.closedAt else { return nil }
  var calendar = Calendar(identifier: .gregorian)
  calendar.timeZone = timeZone
  let end = Date(timeIntervalSince1970: Double(closed.milliseconds) / 1000)
  return calendar.date(byAdding: .month, value: retention.months, to: end).map {
    isoDate($0, calendar)
  }
}

private func isoDate(_ date: Date, _ calendar: Calendar) -> String {
  let parts = calendar.dateComponents([.year, .month, .day], from: date)
  func two(_ number: Int?) -> String { (number ?? 0) < 10 ? "0\(number ?? 0)" : "\(number ?? 0)" }
  return "\(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day))"
}

/// The classes whose time is over, oldest first. Only those that may be due are opened.
///
/// - Throws: `PeopleError`.
public func retentionsDue(
  in hall: Hall, people: any PeopleStore, at now: Moment, timeZone: TimeZone
) async throws -> [RetentionDue] {
  let rules = try await people.retentions().filter { $0.value.done == nil }
  guard !rules.isEmpty else { return [] }
  var calendar = Calendar(identifier: .gregorian)
  calendar.timeZone = timeZone
  let today = Date(timeIntervalSince1970: Double(now.milliseconds) / 1000)
  var due: [RetentionDue] = []
  for summary in await hall.sections() where summary.phase == .closed {
    guard let rule = rules[summary.profile.id],
      // A class ends on its first day or later.
      let latest = calendar.date(byAdding: .month, value: -rule.months, to: today),
      summary.profile.date <= isoDate(latest, calendar),
      let state = try? await hall.session(summary.profile.id)?.state,
      let since = retentionDate(rule, state, in: timeZone), since <= isoDate(today, calendar)
    else { continue }
    let persons = try await people.roster(of: summary.profile.id)
      .filter { !$0.name.isEmpty && $0.role != .trainer }.map(\.person)
    due.append(
      RetentionDue(profile: summary.profile, retention: rule, since: since, persons: persons))
  }
  return due.sorted { ($0.since, $0.profile.id) < ($1.since, $1.profile.id) }
}

/// Erases the names of everybody in the class but its trainers, and notes that it was done.
///
/// - Throws: `PeopleError`; what was not done is still due.
public func carryOut(
  _ due: RetentionDue, in people: any PeopleStore, by role: String, at now: Moment
) async throws {
  let section = due.profile.id
  // Somebody who is in another class as well waits for that one's time.
  var persons: [PersonID] = []
  for person in due.persons where try await people.sections(of: person).count == 1 {
    persons.append(person)
  }
  try await people.erase(persons, keepingCertificates: due.retention.keepsCertificates)
  try await people.note(Access(time: now, section: section, what: .retention, role: role))
  var done = due.retention
  done.done = now
  try await people.setRetention(done, of: section)
}
