import Identity

/// The question wall 提问墙: what the trainer makes of what the floor asks.
public struct WallState: Equatable, Sendable, Codable {
  /// Whether a question waits for the trainer before the room sees it; so unless switched off.
  public var isScreened = true
  /// Questions held at the top of the screen, in the order pinned.
  public var pinned: [QuestionID] = []
  /// Asked of the trainer alone: never on the screen, never on another phone.
  public var confided: Set<QuestionID> = []
  /// Why a question is not shown.
  public var reasons: [QuestionID: String] = [:]

  public init() {}
}

/// A question as the trainer reads it.
public struct WallQuestion: Equatable, Sendable {
  public var question: PublicQuestion
  public var isPinned: Bool
  public var isConfided: Bool
  /// Why it is not shown; `nil` for one that was hidden before reasons were asked for.
  public var reason: String?
}

extension State {
  // MARK: - Decide

  func decidePin(_ id: QuestionID, _ on: Bool) throws(Rejection) -> Decision {
    guard let question = questions[id], question.phase == .approved else {
      throw .questionUnknown
    }
    return Decision(wall.pinned.contains(id) == on ? [] : [.questionPinned(question: id, on: on)])
  }

  func decideHide(_ id: QuestionID, _ reason: String) throws(Rejection) -> Decision {
    guard let question = questions[id] else { throw .questionUnknown }
    let reason = visible(reason)
    guard !reason.isEmpty else { throw .reasonMissing }
    guard reason.count <= Limits.reason else { throw .textTooLong }
    if question.phase == .hidden && wall.reasons[id] == reason { return Decision() }
    return Decision([.questionWithheld(question: id, reason: reason)])
  }

  func decideApprove(_ id: QuestionID) throws(Rejection) -> Decision {
    guard let question = questions[id] else { throw .questionUnknown }
    guard !wall.confided.contains(id) else { throw .questionPrivate }
    return Decision(question.phase == .approved ? [] : [.questionApproved(question: id)])
  }

  // MARK: - Evolve

  mutating func ask(_ id: QuestionID, _ person: PersonID?, _ text: String, isConfided: Bool) {
    questionOrder.append(id)
    questions[id] = FloorQuestion(
      id: id, person: person, text: text,
      phase: isConfided || wall.isScreened ? .pending : .approved, supporters: [])
    if let person { questionsAsked[person, default: 0] += 1 }
    if isConfided { wall.confided.insert(id) }
  }

  /// A question that leaves the screen leaves its pin.
  mutating func judge(_ id: QuestionID, _ phase: FloorQuestion.Phase, reason: String? = nil) {
    questions[id]?.phase = phase
    if phase != .approved { wall.pinned.removeAll { $0 == id } }
    wall.reasons[id] = reason
  }

  mutating func pin(_ id: QuestionID, _ on: Bool) {
    wall.pinned.removeAll { $0 == id }
    if on { wall.pinned.append(id) }
  }

  // MARK: - View

  /// Pinned ones first, then the most supported, then the oldest.
  func wallQuestions(_ phases: Set<FloorQuestion.Phase>, persons: Bool) -> [WallQuestion] {
    let found = publicQuestions(phases, persons: persons).enumerated().map { offset, question in
      (
        rank: (
          wall.pinned.firstIndex(of: question.id) ?? Int.max, -question.supporters, offset
        ),
        question: WallQuestion(
          question: question, isPinned: wall.pinned.contains(question.id),
          isConfided: wall.confided.contains(question.id), reason: wall.reasons[question.id])
      )
    }
    return found.sorted { $0.rank < $1.rank }.map(\.question)
  }
}
