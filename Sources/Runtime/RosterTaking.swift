import Classroom
import Identity
import People

extension LiveSession {
  /// Takes a roster: names to the People store first, then all who are new, moved or no longer
  /// walk-ins in one append. Taking the same again changes nothing, and completes an attempt that
  /// broke off.
  ///
  /// Whoever calls it lets one change of a class's names follow the other (`Doors`).
  ///
  /// - Parameters:
  ///   - choices: By line: whom the organizer says a row means; `nil` for a new person.
  ///   - token: Names this taking, 16 hexadecimal digits or more: under the same one the same line makes
  ///     the same new person, so that a resend makes nobody twice.
  /// - Returns: What was done, person by person.
  @discardableResult
  public func take(
    _ rows: [RosterRow], choices: [Int: PersonID?] = [:], token: String = Token.random(8),
    people: any PeopleStore
  ) async throws -> RosterPlan {
    let before = try await people.roster(of: section)
    let known = Dictionary(before.map { ($0.person, $0) }, uniquingKeysWith: { first, _ in first })
    // A line that made somebody under this token means that person.
    var choices = choices
    for row in rows {
      let person = newPerson(token, line: row.line)
      if known[person] != nil, (choices[row.line] ?? nil) == nil {
        choices[row.line] = .some(person)
      }
    }
    let plan = RosterPlan(rows, onto: before, choices: choices)
    let entries = plan.steps.compactMap { step -> RosterEntry? in
      switch step.change {
      case .same: return nil
      case .add:
        return RosterEntry(
          person: newPerson(token, line: step.row.line), name: step.row.name, unit: step.row.unit,
          group: step.row.group, details: step.row.details)
      case .update(let person, _): return known[person].map(step.row.applied)
      }
    }
    try await people.put(entries, in: section)
    // From the store, so that names of an attempt that broke off are enrolled too.
    let state = self.state
    var meant: [PersonID: RosterRow] = [:]
    for step in plan.steps {
      switch step.change {
      case .add: meant[newPerson(token, line: step.row.line)] = step.row
      case .update(let person, _), .same(let person): meant[person] = step.row
      }
    }
    var orders: [Command] = []
    for entry in try await people.roster(of: section) where entry.role == .learner {
      let person = entry.person
      let group = state.attendance[person]?.group
      let row = meant[person]
      if group == nil || (row != nil && group != entry.group) {
        orders.append(.enroll(person: person, group: entry.group))
      }
      guard let row else { continue }
      let standing = state.roll.enrolment(of: person)
      if let part = Enrolment(duty: row.details[.duty]) {
        if standing != part, standing != .replaced {
          orders.append(.roll(.enroll(person, as: part)))
        }
      } else if standing == .walkIn || standing == .removed {
        orders.append(.roll(.enroll(person, as: .listed)))
      }
    }
    try await handle(orders.map { Submission($0) })
    return plan
  }

  /// Somebody who came without being found on the roster 名册外 was on it under another spelling: takes
  /// that place, with its unit, group and details, and is expected from now on. What was noted of both at
  /// the door is one; also after the class.
  ///
  /// Of the two, the one stays who answered; of two who did not, the one who came. Where the class has
  /// merged them and the names were not stored, the same again completes it.
  ///
  /// - Throws: `Rejection.bothAnswered` where both gave answers, which cannot be one person's.
  public func merge(
    walkIn: PersonID, into listed: PersonID, people: any PeopleStore
  ) async throws {
    guard let came = try await people.entry(walkIn, in: section), came.role == .learner,
      let place = try await people.entry(listed, in: section), !place.walkIn,
      place.role == .learner, walkIn != listed
    else { throw Rejection.personUnknown }
    let state = self.state
    let isMerged = state.roll.kept(walkIn) == state.roll.kept(listed)
    guard
      isMerged
        || (state.attendance[walkIn] != nil && state.roll.enrolment(of: listed) == .listed
          && (came.walkIn || state.roll.enrolment(of: walkIn) == .walkIn))
    else { throw Rejection.personUnknown }
    let listedStays = isMerged ? state.roll.merged[walkIn] == listed : state.hasAnswered(listed)
    let (kept, gone) = listedStays ? (place, came) : (came, place)
    // What may be refused comes first, so that a refusal leaves all as it was.
    try await handle(.roll(.merge(gone.person, into: kept.person)))
    try await handle(.enroll(person: kept.person, group: place.group))
    var entry = RosterEntry(
      person: kept.person, name: place.name, unit: place.unit.isEmpty ? came.unit : place.unit,
      group: place.group, details: came.details.updated(with: place.details))
    entry.details.cardsRevoked = kept.details.cardsRevoked
    // Nobody chooses the other any more, at the door or on a phone, and nothing is kept twice.
    var empty = gone
    empty.role = .observer
    empty.details = RosterDetails()
    empty.details.cardsRevoked = gone.details.cardsRevoked
    try await people.put([entry, empty], in: section)
  }

  /// Changes what the roster says of one person: also after the class, when its papers are made.
  ///
  /// - Parameter part: how the person stands on the list; `nil` leaves that as it is.
  /// - Throws: `Rejection` with nothing changed; `PeopleError.unknown`.
  public func change(
    _ entry: RosterEntry, as part: Enrolment? = nil, people: any PeopleStore
  ) async throws {
    // What may be refused comes first.
    if let part { try await handle(.roll(.enroll(entry.person, as: part))) }
    try await handle(.enroll(person: entry.person, group: entry.group))
    var entry = entry
    switch part {
    case .listed, .observer, .guest: entry.walkIn = false
    // Whoever comes after all comes from outside the roster, and no phone offers the name.
    case .removed, .walkIn: entry.walkIn = true
    case .replaced, nil: break
    }
    try await people.update(entry, in: section)
  }

  /// The person whom a line makes under a token.
  private func newPerson(_ token: String, line: Int) -> PersonID {
    let seed = UInt64(token.prefix(16), radix: 16) ?? 0
    var random = SplitMix64(seed: seed ^ (UInt64(bitPattern: Int64(line)) &* 0x9E37_79B9_7F4A_7C15))
    let digits = String(random.next(), radix: 16)
    return PersonID(String(repeating: "0", count: 16 - digits.count) + digits)
  }
}

extension Enrolment {
  /// What a role on a roster 角色 makes of a person: an observer 听课人员 or a guest 来宾; `nil` for a part
  /// that learners have, such as 班委 and 组长.
  init?(duty: String) {
    switch comparisonKey(duty) {
    case "听课", "听课人员", "旁听", "观摩", "observer", "observers": self = .observer
    case "来宾", "嘉宾", "guest", "guests": self = .guest
    default: return nil
    }
  }
}
