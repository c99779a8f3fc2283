import Identity

/// Who has completed a class, and why: a pure function of its state, without names, in the order of the
/// roster. It compares nobody with anybody.
public struct CompletionRecord: Equatable, Sendable, Encodable {
  /// How it stands with a rule, or with all of them.
  public enum Outcome: String, Sendable, Encodable, CaseIterable {
    case met, notMet
    /// The class goes on; it is not decided.
    case open
  }

  /// One rule for one person, with the facts that it was judged by.
  public struct Verdict: Equatable, Sendable, Encodable {
    /// Why; times in minutes of planned teaching.
    public enum Facts: Equatable, Sendable, Encodable {
      /// `away`: half-days with teaching at which the person was not present.
      case presence(minutes: Int, of: Int, away: [CheckpointID])
      case halfDays(present: Int, of: Int, away: [CheckpointID])
      /// Half-days to which the person came late or which the person left early.
      case unpunctual(at: [CheckpointID])
      case leave(minutes: Int, of: Int)
      /// `of` is 0 where no post-test was held.
      case postTest(right: Int, of: Int)
      case evaluation(returned: Bool)
    }
    public var rule: CompletionRule
    public var outcome: Outcome
    public var facts: Facts
  }

  public struct Person: Equatable, Sendable, Encodable {
    public var person: PersonID
    public var outcome: Outcome
    /// One for each rule of the class, in its order.
    public var verdicts: [Verdict]
    /// Planned teaching minutes of the half-days at which this person was present, less what being
    /// late and leaving early took of them (`State.presentShare`).
    public var minutesPresent: Int
    /// By the class's table, of what this person was present for; granted when all rules are met.
    /// `nil` where no table was chosen.
    public var credit: CreditHours?
    /// What is granted: nothing to who did not complete; `nil` where no table was chosen.
    public var granted: CreditHours? {
      outcome == .met ? credit : credit.map { _ in CreditHours(hundredths: 0) }
    }
  }

  public var settings: CompletionSettings
  /// Teaching minutes by the timetable that the class pinned.
  public var plannedMinutes: Int
  /// Teaching minutes as held so far, in the main room.
  public var actualMinutes: Int
  /// What a person present throughout is granted; `nil` where no table was chosen.
  public var credit: CreditHours?
  /// Learners on the roster and walk-ins; observers, guests and who was replaced complete nothing.
  public var people: [Person]

  public func count(_ outcome: Outcome) -> Int { people.count { $0.outcome == outcome } }
  public func person(_ id: PersonID) -> Person? { people.first { $0.person == id } }
}

/// - Parameter now: books the running stretch up to this moment.
public func completionRecord(of state: State, at now: Moment? = nil) -> CompletionRecord {
  let lots = TeachingLots(state, at: now)
  let actual = state.agenda.filter(\.teaching).reduce(0) {
    $0 + ((state.actualSeconds(of: $1, at: now) ?? 0) + 30) / 60
  }
  return CompletionRecord(
    settings: state.completion, plannedMinutes: lots.minutes, actualMinutes: actual,
    credit: state.completion.credit.map { lots.credit(by: $0) { _ in .whole } },
    people: state.roster.filter(state.takesPart).map { person(state, $0, lots) })
}

/// Planned teaching minutes by half-day and topic.
private struct TeachingLots {
  private struct Stretch {
    var half: CheckpointID
    var topic: Segment.Heading
    var minutes: Int
  }
  private var stretches: [Stretch] = []
  /// Of the whole plan.
  let minutes: Int
  /// Half-days that count. In a class that has ended, those that were held: nobody is away from a
  /// half-day that never took place.
  let halves: [CheckpointID]
  /// Teaching minutes of the half-days that count.
  let heldMinutes: Int
  /// The half-days as they were held.
  let teaching: [CheckpointID: Range<Moment>]

  init(_ state: State, at now: Moment?) {
    teaching = state.roll.checkpoints.reduce(into: [:]) {
      $0[$1.id] = state.teaching(of: $1.id, now: now)
    }
    for half in state.roll.checkpoints {
      for (index, segment) in zip(half.segments, state.agenda[half.segments])
      where segment.teaching {
        let own = Segment.Heading(number: index, label: segment.id, title: segment.title)
        stretches.append(
          Stretch(
            half: half.id, topic: segment.topic ?? segment.unit ?? own,
            minutes: segment.plannedMinutes))
      }
    }
    minutes = stretches.reduce(0) { $0 + $1.minutes }
    halves = state.roll.checkpoints.map(\.id).filter {
      state.phase != .closed || state.isHeld($0)
    }
    heldMinutes = stretches.reduce(0) { [halves] in $0 + (halves.contains($1.half) ? $1.minutes : 0)
    }
  }

  func minutes(in halves: (CheckpointID) -> Bool) -> Int {
    sharedMinutes { halves($0) ? .whole : .none }
  }

  /// - Parameter share: what part of a half-day counts.
  func sharedMinutes(_ share: (CheckpointID) -> PresentShare) -> Int {
    byHalf.reduce(0) { $0 + share($1.key).minutes(of: $1.value) }
  }

  /// Minutes of each half-day that has any.
  private var byHalf: [CheckpointID: Int] {
    stretches.reduce(into: [:]) { $0[$1.half, default: 0] += $1.minutes }
  }

  /// Each lot by itself, then all together.
  func credit(by table: CreditTable, _ share: (CheckpointID) -> PresentShare) -> CreditHours {
    let sums: [Int] =
      switch table.lot {
      case .course: [sharedMinutes(share)]
      case .halfDay: byHalf.map { share($0.key).minutes(of: $0.value) }
      case .topic:
        stretches.reduce(into: [(Segment.Heading, Int)]()) { sums, stretch in
          let minutes = share(stretch.half).minutes(of: stretch.minutes)
          if let place = sums.firstIndex(where: { $0.0 == stretch.topic }) {
            sums[place].1 += minutes
          } else {
            sums.append((stretch.topic, minutes))
          }
        }.map(\.1)
      }
    return sums.reduce(CreditHours(hundredths: 0)) { $0 + table.credit(forMinutes: $1) }
  }
}

private func person(
  _ state: State, _ id: PersonID, _ lots: TeachingLots
) -> CompletionRecord.Person {
  let shares = Dictionary(
    uniqueKeysWithValues: state.roll.checkpoints.map {
      ($0.id, state.presentShare(of: id, at: $0.id, during: lots.teaching[$0.id]))
    })
  func share(_ half: CheckpointID) -> PresentShare { shares[half] ?? .none }
  let verdicts = state.completion.rules.map { verdict(state, id, $0, lots, share) }
  let hasEnded = state.phase == .closed
  let outcome: CompletionRecord.Outcome =
    verdicts.contains { $0.outcome == .notMet }
    ? .notMet : (hasEnded && verdicts.allSatisfy { $0.outcome == .met } ? .met : .open)
  return CompletionRecord.Person(
    person: id, outcome: outcome, verdicts: verdicts, minutesPresent: lots.sharedMinutes(share),
    credit: state.completion.credit.map { lots.credit(by: $0, share) })
}

/// What can still be reached while the class goes on is open; what cannot, and what has ended, is decided.
private func verdict(
  _ state: State, _ person: PersonID, _ rule: CompletionRule, _ lots: TeachingLots,
  _ share: (CheckpointID) -> PresentShare
) -> CompletionRecord.Verdict {
  let standings = lots.halves.map { (half: $0, standing: state.roll.standing(of: person, at: $0)) }
  let away = standings.filter { !$0.standing.isPresent }.map(\.half)
  let hasEnded = state.phase == .closed
  func judged(
    _ isMet: Bool, _ facts: CompletionRecord.Verdict.Facts, isFinal: Bool = false
  ) -> CompletionRecord.Verdict {
    CompletionRecord.Verdict(
      rule: rule, outcome: isMet ? .met : (hasEnded || isFinal ? .notMet : .open), facts: facts)
  }
  /// A bound from above holds only when the class is over; once it is passed, that is final.
  func bounded(
    _ isKept: Bool, _ facts: CompletionRecord.Verdict.Facts
  ) -> CompletionRecord.Verdict {
    CompletionRecord.Verdict(
      rule: rule, outcome: isKept ? (hasEnded ? .met : .open) : .notMet, facts: facts)
  }
  switch rule {
  case .presence(let percent):
    let minutes = lots.sharedMinutes { lots.halves.contains($0) ? share($0) : .none }
    return judged(
      lots.heldMinutes > 0 && minutes * 100 >= lots.heldMinutes * percent,
      .presence(
        minutes: minutes, of: lots.heldMinutes,
        away: away.filter { half in lots.minutes { $0 == half } > 0 }))
  case .halfDays(let fewest):
    let present = standings.count - away.count
    return judged(
      present >= fewest, .halfDays(present: present, of: standings.count, away: away))
  case .punctual(let most):
    let times = standings.filter { $0.standing.isLate || $0.standing.isLeftEarly }.map(\.half)
    return bounded(times.count <= most, .unpunctual(at: times))
  case .leave(let oneIn):
    let leave = Set(standings.filter { $0.standing == .onLeave }.map(\.half))
    let minutes = lots.minutes(in: leave.contains)
    return bounded(
      minutes * oneIn <= lots.heldMinutes, .leave(minutes: minutes, of: lots.heldMinutes))
  case .postTest(let points):
    let asked = state.itemOrder.compactMap { state.items[$0] }
      .filter { $0.item.kind == .postTest && $0.isOver }
    let right = asked.count { $0.wasRight(person) }
    let isPassed = !asked.isEmpty && right * 100 >= asked.count * points
    // Of several questions some may be still to come.
    return CompletionRecord.Verdict(
      rule: rule, outcome: hasEnded ? (isPassed ? .met : .notMet) : .open,
      facts: .postTest(right: right, of: asked.count))
  case .evaluation:
    let returned = state.evaluation.isReturned(by: person)
    return judged(
      returned, .evaluation(returned: returned))
  }
}
