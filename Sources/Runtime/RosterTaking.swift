import Classroom
import Identity
import People

extension LiveSession {
  /// Takes a roster: names to the People store first, then all who are new, moved or no longer
  /// walk-ins in one append. Taking the same again changes nothing, and completes an attempt that
  /// broke off.
  ///
  /// - Parameter choices: By line: whom the organizer says a row means; `nil` for a new person.
  /// - Returns: What was done, person by person.
  @discardableResult
  public func take(
    _ rows: [RosterRow], choices: [Int: PersonID?] = [:], people: any PeopleStore
  ) async throws -> RosterPlan {
    let before = try await people.roster(of: section)
    let plan = RosterPlan(rows, onto: before, choices: choices)
    let known = Dictionary(before.map { ($0.person, $0) }, uniquingKeysWith: { first, _ in first })
    let entries = plan.steps.compactMap { step -> RosterEntry? in
      switch step.change {
      case .same: return nil
      case .add:
        return RosterEntry(
          person: PersonID(Token.random(8)), name: step.row.name, unit: step.row.unit,
          group: step.row.group, details: step.row.details)
      case .update(let person, _): return known[person].map(step.row.applied)
      }
    }
    try await people.put(entries, in: section)
    // From the store, so that names of an attempt that broke off are enrolled too.
    let state = self.state
    let meant = Set(
      plan.steps.compactMap { step -> PersonID? in
        switch step.change {
        case .add: nil
        case .update(let person, _), .same(let person): person
        }
      })
    var orders: [Command] = []
    for entry in try await people.roster(of: section) where entry.role == .learner {
      let person = entry.person
      let group = state.attendance[person]?.group
      if group == nil || (meant.contains(person) && group != entry.group) {
        orders.append(.enroll(person: person, group: entry.group))
      }
      if meant.contains(person), state.roll.enrolment(of: person) == .walkIn {
        orders.append(.roll(.enroll(person, as: .listed)))
      }
    }
    try await handle(orders.map { Submission($0) })
    return plan
  }

  /// Somebody who came without being found on the roster 名册外 was on it under another spelling: takes
  /// that place, with its unit, group and details, and is expected from now on.
  ///
  /// - Throws: `Rejection` where the one on the list has come too, so that they are two.
  public func merge(
    walkIn: PersonID, into listed: PersonID, people: any PeopleStore
  ) async throws {
    guard let came = try await people.entry(walkIn, in: section), came.walkIn,
      let place = try await people.entry(listed, in: section), !place.walkIn,
      place.role == .learner, walkIn != listed
    else { throw Rejection.personUnknown }
    // What may be refused comes first, so that a refusal leaves all as it was.
    try await handle(.roll(.substitute(for: listed, by: walkIn)))
    try await handle(.enroll(person: walkIn, group: place.group))
    let entry = RosterEntry(
      person: walkIn, name: place.name, unit: place.unit.isEmpty ? came.unit : place.unit,
      group: place.group, details: came.details.updated(with: place.details))
    // Nobody chooses the old place any more, at the door or on a phone, and nothing is kept twice.
    var empty = place
    empty.role = .observer
    empty.details = RosterDetails()
    empty.details.cardsRevoked = place.details.cardsRevoked
    try await people.put([entry, empty], in: section)
  }
}
