import Classroom
import Identity

extension Intentions {
  /// Now and then somebody wants one of these instead: orders that came after the first seeds.
  func beside(
    _ part: Participant.Part, at now: Moment, random: inout SplitMix64
  ) -> Command? {
    switch part {
    case .trainer: random.chance(12) ? trainerBeside(at: now, random: &random) : nil
    case .learner(let person): random.chance(1) ? confide(person, random: &random) : nil
    case .organizer: nil
    }
  }

  private func trainerBeside(at now: Moment, random: inout SplitMix64) -> Command? {
    switch random.below(10) {
    case 0...2: return replan(at: now, random: &random)
    case 3: return hands(random: &random)
    case 4, 5: return sheet(random: &random)
    case 6: return .screenQuestions(on: random.chance(70))
    default:
      return random.pick(state.questionOrder).map { .pinQuestion($0, on: random.chance(70)) }
    }
  }

  private func hands(random: inout SplitMix64) -> Command? {
    guard let asked = random.pick(state.itemOrder).flatMap({ state.items[$0] }) else { return nil }
    return .countHands(
      item: asked.item.id, counts: asked.item.choices.map { _ in random.below(4) })
  }

  private func sheet(random: inout SplitMix64) -> Command? {
    guard let asked = random.pick(state.itemOrder).flatMap({ state.items[$0] }) else { return nil }
    let choices = asked.item.choices.isEmpty ? [] : [random.below(asked.item.choices.count)]
    guard asked.item.kind.isAnonymous else {
      return random.pick(state.roster).map {
        .enterSheet(item: asked.item.id, person: $0, choices: choices)
      }
    }
    let text = choices.isEmpty ? Marker.ballot + random.key().prefix(10) : ""
    return .castSheet(
      item: asked.item.id, key: random.key(), content: BallotContent(marks: choices, text: text))
  }

  private func confide(_ person: PersonID, random: inout SplitMix64) -> Command? {
    guard state.questions.count < 60 else { return nil }
    return .ask(
      question: "c-\(random.key().prefix(12))", person: person, named: random.chance(50),
      text: "只给老师看", forTrainer: true)
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
