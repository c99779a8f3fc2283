import Identity

/// Answers that came without a phone: raised hands counted by the trainer 举手计数, and paper answer
/// sheets 答题卡 that somebody typed in.
public struct HandsState: Equatable, Sendable, Codable {
  /// Hands raised for each choice, by the room where they were counted (`""` is the main room).
  public var rooms: [RoomID: [Int]] = [:]
  /// Anonymous ballots that came on paper.
  public var ballots = 0
  /// Whose answer stands as it was on paper.
  public var entered: Set<PersonID> = []

  public init() {}

  /// Hands raised for each choice, in all rooms; empty where none were counted.
  public var counts: [Int] {
    rooms.values.reduce([]) { sum, counts in sum.isEmpty ? counts : zip(sum, counts).map(+) }
  }
}

extension AssessmentItem {
  /// Whether a raised hand can answer: one place in an order, or a pair, is no answer.
  public var takesHands: Bool { form == .choice && !choices.isEmpty }
}

extension State.Asked {
  /// How many raised a hand. Where several choices may be taken, at least so many.
  public var handsRaised: Int {
    item.multiple ? hands.counts.max() ?? 0 : hands.counts.reduce(0, +)
  }

  /// How many answered by any way.
  public var answered: Int { submitted + handsRaised }
}

extension State {
  // MARK: - Decide

  /// A count of hands: no more of them than people present who have not answered by themselves.
  func decideHands(_ id: ItemID, _ counts: [Int]) throws(Rejection) -> Decision {
    guard let asked = items[id], asked.item.takesHands else { throw .itemUnknown }
    guard asked.phase == .open || asked.phase == .closed, !asked.resultShown else {
      throw .itemNotOpen
    }
    guard counts.count == asked.item.choices.count, counts.allSatisfy({ $0 >= 0 }) else {
      throw .choiceUnknown
    }
    // Each by itself first: absurd numbers must not overflow the sum.
    var here = asked.hands
    let known = here.rooms.removeValue(forKey: stage.room ?? "")
    let elsewhere = asked.item.multiple ? here.counts.max() ?? 0 : here.counts.reduce(0, +)
    let silent = max(0, present - asked.submitted - elsewhere)
    guard counts.allSatisfy({ $0 <= silent }),
      asked.item.multiple || counts.reduce(0, +) <= silent
    else { throw .tooManyHands }
    let none = counts.allSatisfy { $0 == 0 }
    if known == counts || (none && known == nil) { return Decision() }
    return Decision([.handsCounted(item: id, counts: counts)])
  }

  /// A sheet with a name: a quiz or a test, also when the class is over. What somebody answered on a
  /// phone stands.
  func decideSheet(
    _ id: ItemID, _ person: PersonID, _ choices: [Int]
  ) throws(Rejection) -> Decision {
    let asked = try named(id, person)
    guard !asked.item.takesText else { throw .textMissing }
    let choices = try canonical(choices, for: asked.item)
    if let known = asked.responses[person] {
      if known == choices { return Decision() }
      guard asked.hands.entered.contains(person) else { throw .answeredByPhone }
    }
    return Decision([.sheetEntered(item: id, person: person, choices: choices)])
  }

  /// A number or a short text on a sheet with a name.
  func decideSheet(
    _ id: ItemID, _ person: PersonID, text: String
  ) throws(Rejection) -> Decision {
    let asked = try named(id, person)
    let text = try canonical(text: text, for: asked.item)
    if let known = asked.writings[person] {
      if known == text { return Decision() }
      guard asked.hands.entered.contains(person) else { throw .answeredByPhone }
    }
    return Decision([.sheetTextEntered(item: id, person: person, text: text)])
  }

  /// A question that is answered by name and was asked, of somebody who came.
  private func named(_ id: ItemID, _ person: PersonID) throws(Rejection) -> Asked {
    guard isPresent(person) else { throw .notCheckedIn }
    guard takesPart(person) else { throw .observersOnlyLook }
    guard let asked = items[id], !asked.item.kind.isAnonymous else { throw .itemUnknown }
    guard asked.phase != .waiting else { throw .itemNotOpen }
    return asked
  }

  /// A sheet without a name: a poll, while its box is open. Nobody is noted as having taken part.
  func decideSheetBallot(
    _ id: ItemID, _ key: String, _ content: BallotContent, _ known: BallotIndex
  ) throws(Rejection) -> Decision {
    guard let asked = items[id], asked.item.kind.isAnonymous else { throw .itemUnknown }
    guard asked.phase == .open else { throw .itemNotOpen }
    guard isKey(key), known[id]?.contains(key) != true else { throw .keyMalformed }
    guard asked.submitted < present else { throw .tooManySheets }
    let content =
      asked.item.choices.isEmpty
      ? BallotContent(text: try openText(content.text, required: true))
      : BallotContent(marks: try canonical(content.marks, for: asked.item))
    return Decision(
      [.sheetCast(item: id)], papers: [BallotPaper(box: id, key: key, content: content)])
  }

  /// A form of the evaluation on paper, while its box is open.
  func decideEvaluationSheet(
    _ key: String, _ content: BallotContent, _ known: BallotIndex
  ) throws(Rejection) -> Decision {
    let content = try evaluation.checked(content)
    guard isKey(key), known[evaluationBox]?.contains(key) != true else { throw .keyMalformed }
    guard evaluation.returned < present else { throw .tooManySheets }
    return Decision(
      [.evaluationSheetCast],
      papers: [BallotPaper(box: evaluationBox, key: key, content: content)])
  }

  /// That somebody handed one in: seen at the box, or read off the list beside it, also when the class
  /// is over. A phone that returned one needs no paper.
  func decideEvaluationOnPaper(_ person: PersonID, _ on: Bool) throws(Rejection) -> Decision {
    guard isPresent(person) else { throw .notCheckedIn }
    guard takesPart(person) else { throw .observersOnlyLook }
    guard evaluation.phase != .waiting else { throw .evaluationNotOpen }
    if evaluation.onPaper.contains(person) == on { return Decision() }
    guard !on || !evaluation.participants.contains(person) else { throw .alreadyTookPart }
    return Decision([.evaluationReturnedOnPaper(person: person, on: on)])
  }
}
