import Identity

/// What is left of a stretch, and how far it may give way.
struct Stretch: Equatable {
  /// Who gives way first.
  enum Turn: CaseIterable { case work, rest, lunch }
  var minutes: Int
  /// Not under this; a case gives nothing.
  var least: Int
  var turn: Turn
}

/// Fits stretches into a number of minutes.
///
/// Lectures and the like give way first, in proportion to what they have over their least; breaks
/// only when that is not enough, lunch last. Time to spare goes to lectures and the like alone.
///
/// - Returns: whole minutes for each stretch that add up to `available`; `nil` when they cannot.
func fitted(_ stretches: [Stretch], into available: Int) -> [Int]? {
  var minutes = stretches.map(\.minutes)
  var missing = minutes.reduce(0, +) - available
  if missing < 0 {
    let weights = stretches.map { $0.turn == .work && $0.minutes > $0.least ? $0.minutes : 0 }
    guard weights.contains(where: { $0 > 0 }) else { return nil }
    for (index, share) in shares(of: -missing, by: weights).enumerated() { minutes[index] += share }
    return minutes
  }
  for turn in Stretch.Turn.allCases where missing > 0 {
    let slack = stretches.map { $0.turn == turn ? max(0, $0.minutes - $0.least) : 0 }
    let cut = min(missing, slack.reduce(0, +))
    for (index, share) in shares(of: cut, by: slack).enumerated() { minutes[index] -= share }
    missing -= cut
  }
  return missing == 0 ? minutes : nil
}

/// Whole numbers in proportion to weights that add up to `sum` (largest remainder; of equal ones
/// the first). All nothing when all weights are.
private func shares(of sum: Int, by weights: [Int]) -> [Int] {
  let total = weights.reduce(0, +)
  guard total > 0 else { return weights.map { _ in 0 } }
  var shares = weights.map { sum * $0 / total }
  let remainders = weights.map { sum * $0 % total }
  let order = weights.indices.sorted { (remainders[$1], $0) < (remainders[$0], $1) }
  for index in order.prefix(sum - shares.reduce(0, +)) { shares[index] += 1 }
  return shares
}

/// A new timetable 压缩后面的时间 for what is left of a day, beside the one that holds.
public struct Proposal: Equatable, Sendable {
  public struct Line: Equatable, Sendable {
    /// Its place in the agenda, from 0.
    public var index: Int
    /// As the plan has it.
    public var planned: ReplannedSlot
    public var proposed: ReplannedSlot
  }
  /// The segment that runs now first.
  public var lines: [Line]
}

/// What came of fitting the rest of a day into the time that is left.
public enum Compression: Equatable, Sendable {
  case fits(Proposal)
  /// The rest needs so many minutes, and only so many are left.
  case tooLong(least: Int, left: Int)
  /// Time is to spare, and nothing left can take it.
  case nothingToStretch
  /// The class does not run.
  case notRunning
}

/// Makes a timetable for what is left of the day that ends exactly when the plan says.
///
/// Nothing gets under five minutes (lunch not under thirty), cases keep theirs.
///
/// - Parameter less: minutes to save beyond what the class's own clock is behind: it began late.
public func compression(of state: State, at now: Moment, less: Int = 0) -> Compression {
  guard state.phase == .live, let cursor = state.cursor else { return .notRunning }
  let here = state.agenda[cursor.segment]
  let left = max(0, state.secondsLeft(at: now))
  let rest = state.restOfDay
  var stretches = rest.map { state.stretch($0) }
  stretches[0].minutes = (left + 59) / 60
  stretches[0].least =
    here.kind == .case ? stretches[0].minutes : min(stretches[0].minutes, stretches[0].least)
  let ahead = rest.dropFirst().reduce(0) { $0 + state.minutes(of: $1) }
  let seconds = ahead * 60 + left - state.behindSeconds(at: now) - less * 60
  let available = seconds / 60
  let least = stretches.reduce(0) { $0 + $1.least }
  guard least <= available else { return .tooLong(least: least, left: max(0, available)) }
  guard let minutes = fitted(stretches, into: available) else { return .nothingToStretch }

  var start = state.dayEnd(here.day) - available
  var lines: [Proposal.Line] = []
  for (offset, segment) in rest.enumerated() {
    var slot = ReplannedSlot(segment: segment.id, start: start, minutes: minutes[offset])
    start = slot.end
    if offset == 0 {
      // The running segment's slot holds what it has had already.
      let had = (state.minutes(of: here) * 60 - state.secondsLeft(at: now) + 59) / 60
      slot.start -= had
      slot.minutes += had
    }
    lines.append(
      Proposal.Line(
        index: cursor.segment + offset,
        planned: ReplannedSlot(
          segment: segment.id, start: segment.start, minutes: segment.plannedMinutes),
        proposed: slot))
  }
  return .fits(Proposal(lines: lines))
}

extension State {
  /// The segment that runs now, and what follows it on the same day.
  var restOfDay: [Segment] {
    guard let cursor else { return [] }
    let day = agenda[cursor.segment].day
    return Array(agenda[cursor.segment...].prefix { $0.day == day })
  }

  /// When a day ends as planned, in minutes from midnight.
  func dayEnd(_ day: Int) -> Int {
    agenda.last { $0.day == day }.map { $0.start + $0.plannedMinutes } ?? 0
  }

  func stretch(_ segment: Segment) -> Stretch {
    let minutes = minutes(of: segment)
    switch segment.kind {
    case .case: return Stretch(minutes: minutes, least: minutes, turn: .work)
    case .break: return Stretch(minutes: minutes, least: min(5, minutes), turn: .rest)
    case .lunch: return Stretch(minutes: minutes, least: min(30, minutes), turn: .lunch)
    default: return Stretch(minutes: minutes, least: min(5, minutes), turn: .work)
    }
  }

  /// A timetable for exactly what is left, without gaps, to the end planned; else it was made for
  /// another moment, or by another hand.
  func decideReplan(_ slots: [ReplannedSlot]) throws(Rejection) -> Decision {
    let rest = restOfDay
    guard phase == .live, !rest.isEmpty, slots.map(\.segment) == rest.map(\.id),
      let first = slots.first, let last = slots.last, first.start >= 0, first.minutes > 0,
      last.end == dayEnd(rest[0].day)
    else { throw .timetableUnfit }
    for (slot, next) in zip(slots, slots.dropFirst()) {
      guard slot.end == next.start else { throw .timetableUnfit }
    }
    for (slot, segment) in zip(slots, rest).dropFirst() {
      let stretch = stretch(segment)
      guard slot.minutes >= stretch.least else { throw .timetableUnfit }
      if segment.kind == .case, slot.minutes != stretch.minutes { throw .timetableUnfit }
    }
    if slots == pace.replans.last?.slots { return Decision() }
    return Decision([.timetableReplanned(slots: slots)])
  }
}
