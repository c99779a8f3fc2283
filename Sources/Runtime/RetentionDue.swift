import Classroom
import Foundation
import Identity
import People

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
