import Classroom
import Identity

extension Intentions {
  /// What a trainer may now want beside the slides: time, hands, paper, the wall.
  func beside(at now: Moment, random: inout SplitMix64) -> Command? {
    switch random.below(10) {
    case 0...2: return replan(at: now, random: &random)
    case 3: return hands(random: &random)
    case 4, 5:
      return state.evaluation.phase != .waiting && random.chance(50)
        ? evaluationSheet(random: &random) : sheet(random: &random)
    case 6: return .screenQuestions(on: random.chance(70))
    default:
      return random.pick(state.questionOrder).map { .pinQuestion($0, on: random.chance(70)) }
    }
  }

  private func hands(random: inout SplitMix64) -> Command? {
    let asked = state.itemOrder.compactMap { state.items[$0] }
    let countable = asked.filter {
      $0.item.takesHands && ($0.phase == .open || $0.phase == .closed)
    }
    guard let asked = random.pick(countable.isEmpty ? asked : countable) else { return nil }
    return .countHands(
      item: asked.item.id, counts: asked.item.choices.map { _ in random.below(3) })
  }

  private func sheet(random: inout SplitMix64) -> Command? {
    let all = state.itemOrder.compactMap { state.items[$0] }
    let asked = all.filter { $0.phase != .waiting }
    // Questions with numbers and words are few: their sheets come first.
    let written = asked.filter { $0.item.takesText }
    let answered = written.isEmpty ? asked : written
    guard let asked = random.pick(answered.isEmpty || random.chance(20) ? all : answered) else {
      return nil
    }
    if asked.item.takesText {
      let text = "\(random.between(1, 60))"
      return random.pick(state.roster).map {
        .enterSheetText(item: asked.item.id, person: $0, text: text)
      }
    }
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

  private func evaluationSheet(random: inout SplitMix64) -> Command? {
    guard random.chance(60) else {
      let without = state.roster.filter {
        state.isPresent($0) && !state.evaluation.participants.contains($0)
      }
      return random.pick(without.isEmpty ? state.roster : without).map {
        .noteEvaluationOnPaper(person: $0, on: random.chance(80))
      }
    }
    let marks = state.evaluation.form.aspects.map { _ in random.below(Grade.allCases.count) }
    return .castEvaluationSheet(key: random.key(), content: BallotContent(marks: marks))
  }

  func confide(_ person: PersonID, random: inout SplitMix64) -> Command? {
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
