import Identity

/// What was answered before the room talked about it.
public struct FirstRound: Equatable, Sendable, Codable {
  public var responses: [PersonID: [Int]]
  public var writings: [PersonID: String]
  /// Hands raised for each choice; empty where none were counted.
  public var hands: [Int]
  /// How many of the hands are scored, as in the second round.
  public var handsScored: Int

  public init(
    responses: [PersonID: [Int]], writings: [PersonID: String], hands: [Int] = [],
    handsScored: Int = 0
  ) {
    self.responses = responses
    self.writings = writings
    self.hands = hands
    self.handsScored = handsScored
  }

  func holds(_ person: PersonID) -> Bool { responses[person] != nil || writings[person] != nil }

  public var answers: Int { responses.count + writings.count + handsScored }
}

/// Two rounds of one question with a discussion between them 两轮作答: the first result stays hidden, and
/// only the second counts.
///
/// Source: Crouch and Mazur, *Am. J. Phys.* 69 (2001) 970–977.
extension State {
  /// What an answer from a form orders: choices, or what was written.
  func order(
    _ id: ItemID, _ person: PersonID, _ form: AnswerForm
  ) throws(Rejection) -> Command {
    let place = items.index(forKey: id)
    // An answer that waited on the phone since the first round must not count as one to the second.
    let round = place.flatMap { items.values[$0].round }.map { "\($0)" } ?? ""
    guard form.round == round else { throw .roundOver }
    if let place, items.values[place].item.takesText {
      return .respondText(item: id, person: person, text: form.text)
    }
    guard let choices = form.choices else { throw .choiceUnknown }
    return .respond(item: id, person: person, choices: choices)
  }

  /// The room talks; nobody answers meanwhile.
  func discuss(_ id: ItemID, minutes: Int) throws(Rejection) -> Decision {
    let asked = try inTwoRounds(id)
    guard asked.phase == .open || asked.phase == .closed else { throw .itemNotOpen }
    guard (1...Limits.timerMinutes).contains(minutes) else { throw .minutesUnreadable }
    return Decision(
      (asked.phase == .open ? [.itemClosed(item: id)] : [])
        + [.discussionBegun(item: id, seconds: minutes * 60)])
  }

  func openSecondRound(_ id: ItemID) throws(Rejection) -> Decision {
    // Another room began the second round: this one joins it, however late.
    if let asked = items[id], asked.first != nil, asked.phase == .closed, !asked.resultShown,
      isDiscussed(id) || !answering(id).isEmpty
    {
      return Decision([.itemOpened(item: id)])
    }
    guard try inTwoRounds(id).phase == .closed else { throw .itemStillOpen }
    try refuseWhileOthersAnswer(id)
    return Decision([.secondRoundOpened(item: id)])
  }

  private func inTwoRounds(_ id: ItemID) throws(Rejection) -> Asked {
    guard let asked = items[id] else { throw .itemUnknown }
    // A sealed box cannot be cast into twice, and a test before and after has its two rounds already.
    guard asked.item.kind == .quiz else { throw .roundsForQuizOnly }
    guard asked.first == nil, !asked.resultShown else { throw .secondRoundOver }
    return asked
  }

  mutating func beginDiscussion(of id: ItemID, seconds: Int, at time: Moment) {
    stage.asking[id] = .discussing
    timer = RoomTimer(since: time, seconds: seconds)
    focus = id
  }

  mutating func beginSecondRound(of id: ItemID, at time: Moment) {
    guard let asked = items[id] else { return }
    items[id]?.first = FirstRound(
      responses: asked.responses, writings: asked.writings, hands: asked.hands.counts,
      handsScored: asked.scored - asked.submitted)
    items[id]?.responses = [:]
    items[id]?.writings = [:]
    items[id]?.hands = HandsState()
    items[id]?.phase = .open
    stage.asking[id] = .open
    timer = nil
    focus = id
    holdClock(at: time)
  }
}

extension State.Asked {
  /// How many had it right in the first round; `nil` where there was one round only.
  var correctBefore: Int? { first.map { correct(in: $0.responses, $0.writings, hands: $0.hands) } }

  /// How many were exactly right, by phone, on paper or, of one choice, by hand.
  func correct(
    in responses: [PersonID: [Int]], _ writings: [PersonID: String], hands: [Int]
  ) -> Int {
    let raised =
      item.multiple || hands.isEmpty ? 0 : item.key.reduce(0) { $0 + hands[$1] }
    return responses.values.count { item.isRight($0) }
      + tally(writings).reduce(0) { $0 + (item.isRight(text: $1.key) ? $1.value : 0) } + raised
  }
}
