import Classroom
import Identity

extension Intentions {
  /// What a desk at the door, and the organizer with the invitations, may want next; some of it
  /// wrong on purpose.
  func door(random: inout SplitMix64) -> Command? {
    guard let person = random.pick(state.roster), let other = random.pick(state.roster),
      let half = random.pick(state.roll.checkpoints.map(\.id) + ["9-morning"])
    else { return nil }
    let by = Author(.assistant, link: random.chance(50) ? "desk-1" : "desk-2")
    enum Wish {
      case arrived, left, leave, open, correct, grace, enroll, substitute, issue, revoke, merge
    }
    switch random.weighted([
      (30, Wish.arrived), (8, .left), (8, .leave), (4, .open), (14, .correct), (3, .grace),
      (6, .enroll), (6, .substitute), (8, .issue), (6, .revoke),
      (4, .merge),
    ]) {
    case .arrived: return mark(.arrived, person, half, by, &random)
    case .left: return mark(.left, person, half, by, &random)
    case .leave: return mark(.onLeave, person, half, by, &random)
    case .open: return .roll(.open(half, by: by))
    case .correct:
      return .roll(
        .correct(
          checkpoint: half, person: person,
          to: random.pick(HalfDayStanding.allCases) ?? .absent,
          reason: random.chance(90) ? "点错了" : " ", by: by))
    case .grace: return .roll(.setGrace(minutes: random.between(0, 125)))
    case .enroll:
      return .roll(.enroll(person, as: random.pick(Enrolment.allCases) ?? .walkIn))
    case .substitute:
      let absent = state.roster.filter {
        state.roll.enrolment(of: $0) == .listed && state.attendance[$0]?.checkedIn == nil
      }
      let replaced = random.chance(80) ? random.pick(absent) ?? person : person
      let outside = state.roster.filter { state.roll.enrolment(of: $0) == .walkIn }
      let stand = random.chance(80) ? random.pick(outside) ?? other : other
      return .roll(.substitute(for: replaced, by: stand))
    case .merge:
      // Answers belong to who gave them: mostly somebody goes who gave none.
      let silent = state.roster.filter {
        !state.hasAnswered($0) && state.roll.enrolment(of: $0) != .removed
      }
      let gone = random.chance(80) ? random.pick(silent) ?? person : person
      return .roll(.merge(gone, into: other))
    case .issue:
      return .link(
        .issue(
          "link-\(random.below(3))", role: random.pick(CourseRole.allCases) ?? .assistant,
          holder: PersonID(Marker.person + "holder")))
    case .revoke:
      let held = state.links.all.filter { $0.revoked == nil }.map(\.id)
      return .link(.revoke(random.chance(80) ? random.pick(held) ?? "none" : "none"))
    case nil: return nil
    }
  }

  private func mark(
    _ mark: RollMark, _ person: PersonID, _ half: CheckpointID, _ by: Author,
    _ random: inout SplitMix64
  ) -> Command {
    let checkpoint = random.chance(80) ? state.roll.current : half
    return .roll(
      .mark(
        mark, checkpoint: checkpoint, person: person, by: by,
        secondsAgo: random.chance(20) ? random.between(1, 4000) : 0))
  }
}
