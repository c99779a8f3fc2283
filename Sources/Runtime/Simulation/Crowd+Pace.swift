import Classroom
import Identity

extension Intentions {
  /// Now and then somebody wants one of these instead: orders that came after the first seeds.
  func beside(
    _ part: Participant.Part, at now: Moment, random: inout SplitMix64
  ) -> Command? {
    switch part {
    case .trainer: random.chance(6) ? replan(at: now, random: &random) : nil
    case .organizer, .learner: nil
    }
  }

  /// The timetable that the console proposes, now and then one that was changed on the way.
  private func replan(at now: Moment, random: inout SplitMix64) -> Command? {
    guard
      case .fits(let proposal) = compression(of: state, at: now, less: random.between(-200, 20))
    else { return nil }
    var slots = proposal.lines.map(\.proposed)
    if random.chance(15) { slots[random.below(slots.count)].minutes += 1 }
    return .replan(slots)
  }
}
