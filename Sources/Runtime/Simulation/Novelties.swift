import Classroom
import Identity

/// What was added to the room after the first seeds were drawn. It is drawn from numbers of its own,
/// so that a seed that once found a fault goes on meaning the same day (without novelties).
extension Intentions {
  /// Instead of what somebody wished, now and then one of the later wishes; `nil` leaves it.
  func novelty(
    for part: Participant.Part, at now: Moment, random: inout SplitMix64
  ) -> Command? {
    if let wish = beside(part, at: now, random: &random) { return wish }
    // The organizer also keeps the door.
    if part == .organizer, random.chance(45) { return door(random: &random) }
    switch part {
    case .organizer: return random.chance(6) ? slides(random: &random) : nil
    case .trainer:
      if random.chance(3) { return slides(random: &random) }
      return random.chance(15) ? act(random: &random) : nil
    case .learner(let person):
      // An open wall is soon closed again: five must have written by then.
      let hasWall = state.openItems.contains { $0.item.form == .extendedText }
      return random.chance(hasWall ? 45 : 12) ? act(person, random: &random) : nil
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
