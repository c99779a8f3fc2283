import Identity

/// The box of what learners mean to do 一件要做的事, each under a key that opens it again.
public let intentionBox = "follow-up.intentions"
/// The box of what became of it, under the same keys.
public let outcomeBox = "follow-up.outcomes"

/// What became of the one thing that somebody meant to do, best first.
public enum FollowUpOutcome: Int, CaseIterable, Sendable, Codable {
  case done, partly, notYet
  public var token: String { "\(self)" }
}

/// What somebody wants of the follow-up 训后回访.
public enum FollowUpCommand: Equatable, Sendable {
  /// After how many days learners are asked; 0 for never.
  case setDays(Int)
  case write(person: PersonID, key: String, text: String)
  /// What became of it. Whoever holds the key may say so; who that is, nobody knows.
  ///
  /// - day: whole days since the last day of the class.
  /// - signer: who stands by it with a name 署名, which lies in the People store; `nil` takes an earlier
  ///   signature back.
  case answer(
    key: String, outcome: FollowUpOutcome, reason: String, day: Int, signer: PersonID? = nil)
  case close(day: Int)
  // The runtime, after it sealed a box
  case countIntentions(ballots: Int)
  case count(ballots: [BallotContent])
}

/// What became of the follow-up. Once shipped, a case is for ever.
///
/// Nothing that somebody wrote or said stands here with a person who did not sign it, and no answer is
/// an event at all.
public enum FollowUpEvent: Equatable, Sendable, Codable {
  case daysSet(days: Int)
  /// That a person wrote one thing; what, is in the ballot box.
  case intentionWritten(person: PersonID)
  case intentionsCounted(ballots: Int)
  case closed
  /// `ballots` are everybody's; `outcomes`, by `FollowUpOutcome`, and `reasons` are those of who did not
  /// sign, and empty where fewer than `fewestBallots` did not. Older logs count those who signed in.
  case counted(ballots: Int, outcomes: [Int], reasons: [String])
  /// What those said who chose to be named, in the same commit as the count.
  case signed(outcomes: [SignedOutcome])

  /// One word for each shape, for the log.
  public var tag: String {
    switch self {
    case .daysSet: "followUpDaysSet"
    case .intentionWritten: "intentionWritten"
    case .intentionsCounted: "intentionsCounted"
    case .closed: "followUpClosed"
    case .counted: "followUpCounted"
    case .signed: "followUpSigned"
    }
  }
  public static let tags: Set<String> = [
    "followUpDaysSet", "intentionWritten", "intentionsCounted", "followUpClosed", "followUpCounted",
    "followUpSigned",
  ]
}

/// What became of it for somebody who chose to be named 署名.
public struct SignedOutcome: Equatable, Sendable, Codable {
  /// Of the People store, where the name lies and can be erased.
  public var person: PersonID
  public var outcome: FollowUpOutcome
  /// Empty where none was given.
  public var reason: String

  public init(person: PersonID, outcome: FollowUpOutcome, reason: String = "") {
    self.person = person
    self.outcome = outcome
    self.reason = reason
  }
}

/// The follow-up of a class 训后回访 (Kirkpatrick's third level): part of its state.
public struct FollowUp: Equatable, Sendable, Codable {
  /// After how many days learners are asked; 0 for never.
  public var days = 30
  public var writers: Set<PersonID> = []
  /// How many wrote; `nil` before the class has closed.
  public var intentions: Int?
  public var isClosed = false
  /// How many answered; `nil` before the follow-up was counted.
  public var answers: Int?
  /// As the event says them: `unsigned` is what may be published.
  public var outcomes: [Int] = []
  public var reasons: [String] = []
  /// Who chose to be named, in the order of their ids.
  public var signed: [SignedOutcome] = []
  public init() {}

  /// Whether answers are taken as soon as their day has come.
  public var takesAnswers: Bool { intentions != nil && !isClosed }

  /// What those said who did not sign, by `FollowUpOutcome`. Of fewer than `fewestBallots` only the sum
  /// is right.
  var unsigned: [Int] {
    let sum = (answers ?? 0) - signed.count
    var counts = outcomes
    // An older count holds those who signed too.
    if !signed.isEmpty, !outcomes.isEmpty, outcomes.reduce(0, +) == answers {
      for one in signed { counts[one.outcome.rawValue] -= 1 }
    }
    let few = [sum] + Array(repeating: 0, count: FollowUpOutcome.allCases.count - 1)
    return sum >= fewestBallots ? counts : few
  }

  /// For how many days answers are taken.
  public static let openDays = 30
}

extension Limits {
  /// What somebody means to do.
  public static let intention = 200
  /// Days until learners are asked.
  public static let followUpDays = 0...365
}

extension State {
  /// Whether learners are asked now to write one thing: when the day is rated, and at its last
  /// segment.
  public var offersIntention: Bool {
    followUp.days > 0 && phase == .live
      && (evaluation.phase != .waiting || cursor?.segment == agenda.count - 1)
  }

  /// Boxes of the follow-up that are closed but not counted.
  var followUpBoxesToCount: [String] {
    guard phase == .closed else { return [] }
    if followUp.intentions == nil { return followUp.writers.isEmpty ? [] : [intentionBox] }
    return followUp.isClosed && followUp.answers == nil ? [outcomeBox] : []
  }

  /// Boxes of the follow-up whose keys the rules ask for.
  var followUpBoxes: [String] {
    if followUp.takesAnswers { return [intentionBox, outcomeBox] }
    return followUp.intentions == nil && !followUp.writers.isEmpty ? [intentionBox] : []
  }

  func decide(
    followUp command: FollowUpCommand, _ ballots: BallotIndex
  ) throws(Rejection) -> Decision {
    switch command {
    case .setDays(let days):
      guard Limits.followUpDays.contains(days) else { throw .followUpDaysOutOfRange }
      return Decision(days == followUp.days ? [] : [.followUp(.daysSet(days: days))])
    case .write(let person, let key, let text):
      guard isPresent(person) else { throw .notCheckedIn }
      guard takesPart(person) else { throw .observersOnlyLook }
      guard followUp.days > 0, phase == .live else { throw .followUpNotOffered }
      let text = visible(text)
      guard !text.isEmpty else { throw .textMissing }
      guard text.count <= Limits.intention else { throw .textTooLong }
      return try cast(
        box: intentionBox, key: key, content: BallotContent(text: text),
        took: followUp.writers.contains(person), known: ballots,
        first: .followUp(.intentionWritten(person: person)))
    case .answer(let key, let outcome, let reason, let day, let signer):
      guard ballots[intentionBox]?.contains(key) == true else { throw .followUpUnknown }
      guard followUp.takesAnswers, day <= followUp.days + FollowUp.openDays else {
        throw .followUpOver
      }
      guard day >= followUp.days else { throw .followUpNotYet }
      let content = BallotContent(
        marks: [outcome.rawValue], text: try openText(reason, required: false), signer: signer)
      return Decision([], papers: [BallotPaper(box: outcomeBox, key: key, content: content)])
    case .close(let day):
      if followUp.isClosed { return Decision() }
      guard followUp.takesAnswers, day >= followUp.days else { throw .followUpNotYet }
      return Decision([.followUp(.closed)])
    case .countIntentions(let count):
      guard boxesToCount.contains(intentionBox) else { return Decision() }
      return Decision([.followUp(.intentionsCounted(ballots: count))])
    case .count(let ballots):
      guard boxesToCount.contains(outcomeBox) else { return Decision() }
      // What was signed is known to all: counted in, it would give away by subtraction who did not sign.
      let unsigned = ballots.filter { $0.signer == nil }
      let enough = unsigned.count >= fewestBallots
      let outcomes = FollowUpOutcome.allCases.map { outcome in
        unsigned.count { $0.marks == [outcome.rawValue] }
      }
      let reasons = unsigned.map(\.text).filter { !$0.isEmpty }.sorted()
      let counted = FollowUpEvent.counted(
        ballots: ballots.count, outcomes: enough ? outcomes : [], reasons: enough ? reasons : [])
      let signed = signedOutcomes(ballots)
      return Decision(
        [.followUp(counted)] + (signed.isEmpty ? [] : [.followUp(.signed(outcomes: signed))]))
    }
  }

  mutating func apply(followUp event: FollowUpEvent) {
    switch event {
    case .daysSet(let days): followUp.days = days
    case .intentionWritten(let person): followUp.writers.insert(person)
    case .intentionsCounted(let ballots): followUp.intentions = ballots
    case .closed: followUp.isClosed = true
    case .counted(let ballots, let outcomes, let reasons):
      followUp.answers = ballots
      followUp.outcomes = outcomes
      followUp.reasons = reasons
    case .signed(let outcomes): followUp.signed = outcomes
    }
  }
}

/// What is said of those who signed, in the order of their ids, which are random.
func signedOutcomes(_ ballots: [BallotContent]) -> [SignedOutcome] {
  ballots.compactMap { ballot in
    guard let person = ballot.signer,
      let outcome = ballot.marks.first.flatMap(FollowUpOutcome.init)
    else { return nil }
    return SignedOutcome(person: person, outcome: outcome, reason: ballot.text)
  }.sorted { $0.person < $1.person }
}
