import Classroom
import Identity

/// What people thought, what they mean to do, and what became of it.
extension Intentions {
  /// What the organizer may now want of it; some of it wrong on purpose.
  func feedback(random: inout SplitMix64) -> Command? {
    if state.phase == .closed {
      return .followUp(.close(day: state.followUp.days + random.between(-30, 10)))
    }
    if random.chance(50) {
      return .followUp(
        .setDays(random.chance(80) ? random.between(7, 60) : random.between(-1, 400)))
    }
    var form = EvaluationForm.standard
    if random.chance(60) { form.aspects.swapAt(0, random.below(5)) }
    if random.chance(30) { form.question = "还想学什么？" }
    if random.chance(20) { form.target = random.between(0, 100) }
    return .chooseEvaluationForm(form)
  }

  /// What a learner may now want: to write one thing to do, or to say what became of it.
  func intend(_ person: PersonID, random: inout SplitMix64) -> Command? {
    let key = random.chance(96) ? intentionKey(person) : random.key()
    guard state.phase == .closed else {
      return .followUp(
        .write(person: person, key: key, text: Marker.ballot + random.key().prefix(6)))
    }
    return .followUp(
      .answer(
        key: key, outcome: random.pick(FollowUpOutcome.allCases) ?? .done,
        reason: random.chance(30) ? Marker.ballot + random.key().prefix(6) : "",
        day: state.followUp.days + random.between(-10, 40),
        signer: random.chance(60) ? PersonID("signs-" + key.prefix(12)) : nil))
  }

  /// The link that somebody saved: the same on the last day as on the first.
  private func intentionKey(_ person: PersonID) -> String {
    var random = SplitMix64(
      seed: person.rawValue.utf8.reduce(7) { ($0 &* 31) &+ UInt64($1) })
    return random.key()
  }
}
