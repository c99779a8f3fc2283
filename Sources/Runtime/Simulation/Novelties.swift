import Classroom
import Identity

/// What was added to the room after the first seeds were drawn. It is drawn from numbers of its own,
/// so that a seed that once found a fault goes on meaning the same day (without novelties).
extension Intentions {
  /// Instead of what somebody wished, now and then one of the later wishes; `nil` leaves it.
  func novelty(
    for part: Participant.Part, at now: Moment, random: inout SplitMix64
  ) -> Command? {
    func wants(_ usual: Int, _ eager: Int) -> Bool { random.chance(isEager ? eager : usual) }
    switch part {
    case .organizer:
      if wants(2, 4) { return .setCompletion(completion(random: &random)) }
      // The organizer also keeps the door.
      if wants(45, 75) { return door(random: &random) }
      if wants(4, 8) || (state.phase == .closed && random.chance(10)) {
        return feedback(random: &random)
      }
      return wants(6, 30) ? slides(random: &random) : nil
    case .trainer:
      // Five must have written on a wall before it shows anything: an eager room is given the time.
      let isWriting = state.openItems.contains {
        $0.item.form == .extendedText && $0.participants.count < fewestBallots
      }
      if isEager, isWriting, random.chance(90) { return .startTimer(minutes: 3) }
      if wants(12, 20) { return beside(at: now, random: &random) }
      if wants(3, 5) { return slides(random: &random) }
      return wants(15, 60) ? act(random: &random) : nil
    case .learner(let person):
      if wants(2, 6) || (state.phase == .closed && random.chance(60)) {
        return intend(person, random: &random)
      }
      if wants(1, 2) { return confide(person, random: &random) }
      // An open wall is soon closed again: five must have written by then.
      let hasWall = state.openItems.contains { $0.item.form == .extendedText }
      return wants(hasWall ? 45 : 12, hasWall ? 80 : 30) ? act(person, random: &random) : nil
    }
  }

  private func slides(random: inout SplitMix64) -> Command {
    let segment = random.pick(state.agenda)
    let scopes = (segment?.deckScopes ?? []) + [.day, DeckScope(unit: 99)]
    let scope = random.pick(scopes) ?? .day
    guard random.chance(70) else { return .removeDeck(scope) }
    let pages = random.between(0, 6)
    return .attachDeck(
      Deck(
        id: "deck-\(random.below(3))-\(pages)", file: "课件.pdf",
        texts: (0..<pages).map { "第 \($0 + 1) 页" }), to: scope)
  }
}
