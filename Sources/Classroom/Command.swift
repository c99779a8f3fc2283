import Identity

/// What somebody wants to happen. Who may send which is checked where the sender is known (Web);
/// whether it is possible now is checked in `decide`.
public enum Command: Equatable, Sendable {
  // Organizer
  case createSection(profile: SectionProfile, plan: PinnedPlan, agenda: [Segment])
  case enroll(person: PersonID, group: String)
  case recordLeave(person: PersonID)
  case recordLeftEarly(person: PersonID)
  case chooseEvaluationForm(EvaluationForm)
  case closeSection
  case attachDeck(Deck, to: DeckScope)
  case removeDeck(DeckScope)

  // The door, and invitations
  case roll(RollCommand)
  case link(LinkCommand)
  /// One thing to do, and what became of it.
  case followUp(FollowUpCommand)
  /// Further rooms, and who sits where.
  case room(RoomCommand)
  /// What completing the class takes, and what it gives.
  case setCompletion(CompletionSettings)
  /// On the stage of a further room; only what `isOfStage`.
  indirect case inRoom(RoomID, Command)

  // Organizer or the person
  case checkIn(person: PersonID, by: Witness)

  // Trainer
  case next
  case back
  case jump(to: Cursor)
  case undo
  case blank(on: Bool)
  case pauseClock
  case resumeClock
  case replan([ReplannedSlot])
  case addMaterial(segment: SegmentID, kit: Kit)
  case addItem(AssessmentItem)
  case openItems([ItemID])
  case closeItem(ItemID)
  /// Hands raised for each choice, as the trainer counted them.
  case countHands(item: ItemID, counts: [Int])
  /// A paper sheet with a name.
  case enterSheet(item: ItemID, person: PersonID, choices: [Int])
  /// A number or a short text on a paper sheet with a name.
  case enterSheetText(item: ItemID, person: PersonID, text: String)
  /// A paper sheet without a name; `key` is made by the server.
  case castSheet(item: ItemID, key: String, content: BallotContent)
  case revealItem(ItemID)
  case approveText(item: ItemID, index: Int)
  /// Between two rounds of a quiz: closes it and sets the timer.
  case discuss(item: ItemID, minutes: Int)
  case openSecondRound(item: ItemID)
  /// Looks for the words that several answers to an open poll share.
  case proposeCloud(item: ItemID)
  /// Shows an open poll as a word cloud 词云, of these words only.
  case approveCloud(item: ItemID, words: [String])
  case startTimer(minutes: Int)
  case stopTimer
  case formGroups([[PersonID]])
  case moveToGroup(person: PersonID, group: Int)
  case openReports(task: String, title: String)
  case closeReports
  case releaseReport(task: String, group: Int, text: String)
  /// Lets chance pick among the groups that spoke least.
  case pickGroups(count: Int, seed: UInt64)
  case pickGroup(Int)
  case approveQuestion(QuestionID)
  case answerQuestion(QuestionID)
  case hideQuestion(QuestionID, reason: String)
  case pinQuestion(QuestionID, on: Bool)
  case screenQuestions(on: Bool)
  case openEvaluation
  /// A form on paper, without a name; `key` is made by the server.
  case castEvaluationSheet(key: String, content: BallotContent)
  /// Who was seen to return a form on paper.
  case noteEvaluationOnPaper(person: PersonID, on: Bool)
  case closeEvaluation
  case handOver(generation: Int)

  // Learner
  case respond(item: ItemID, person: PersonID, choices: [Int])
  case respondText(item: ItemID, person: PersonID, text: String)
  case castBallot(item: ItemID, person: PersonID, key: String, content: BallotContent)
  /// By the member, or by the trainer who passes the pen on.
  case takePen(person: PersonID)
  case writeReport(task: String, person: PersonID, text: String)
  case ask(
    question: QuestionID, person: PersonID, named: Bool, text: String, forTrainer: Bool = false)
  case support(question: QuestionID, person: PersonID, key: String)
  case returnEvaluation(person: PersonID, key: String, content: BallotContent)

  // The runtime, after it sealed a box
  case countBallots(item: ItemID, ballots: [BallotContent])
  case countEvaluation(ballots: [BallotContent])
}

/// Why a command may not be. Each has a sentence in the string tables under `reject.<token>`.
public enum Rejection: Error, Equatable, Sendable {
  case sectionExists
  case sectionUnknown
  case sectionClosed
  case personUnknown
  case notCheckedIn
  case itemUnknown
  case itemNotOpen
  case itemAlreadyOpen
  case itemAlreadyCounted
  case itemStillOpen
  case choiceUnknown
  case choiceMissing
  case oneChoiceOnly
  case textMissing
  case textTooLong
  case alreadyTookPart
  case keyMalformed
  case tooFewBallots
  case questionUnknown
  case tooManyQuestions
  case segmentUnknown
  case nothingToUndo
  case atTheEnd
  case atTheBeginning
  case notACase
  case materialEmpty
  case itemMalformed
  case evaluationNotOpen
  case evaluationAlreadyOpen
  case evaluationClosedForGood
  case gradesIncomplete
  case evaluationFormFixed
  case aspectsMissing
  case aspectTwice
  case pointsNotHundred
  case percentsMalformed
  case targetOutOfRange
  case followUpDaysOutOfRange
  case followUpNotOffered
  case followUpNotYet
  case followUpOver
  case followUpUnknown
  case handedOver
  case deckEmpty
  case sectionNotLive
  case groupsInUse
  case groupsMalformed
  case groupUnknown
  case noGroups
  case reportsClosed
  case notTheScribe
  case reportChanged
  case reportTooLong
  case roundsForQuizOnly
  case secondRoundOver
  case roundOver
  case minutesUnreadable
  case orderIncomplete
  case matchIncomplete
  case notANumber
  case answerTooLong
  case answerMissing
  case pairMalformed
  case formNotForPoll
  case formNotForQuiz
  case deckScopeUnknown
  case timetableUnfit
  case reasonMissing
  case tooManyHands
  case tooManySheets
  case answeredByPhone
  case questionPrivate
  case checkpointUnknown
  case checkpointNotOpen
  case checkpointOver
  case reasonNeeded
  case graceOutOfRange
  case alreadyReplaced
  case hasCome
  case observersOnlyLook
  case linkUnknown
  case tooManyLinks
  case classFull
  case roomUnknown
  case roomNameTaken
  case roomNameTooLong
  case tooManyRooms
  case roomFollows
  case notOfARoom
  case otherRoomAnswers
  case completionRuleMissing
  case completionOutOfRange

  public var token: String { "\(self)" }
}

/// The keys of the ballots that each open box holds; the runtime keeps it, the log does not.
public typealias BallotIndex = [String: Set<String>]

/// What follows from a command: facts for the log, and papers for the ballot box, in one commit.
public struct Decision: Equatable, Sendable {
  public var events: [Event]
  public var papers: [BallotPaper]
  public init(_ events: [Event] = [], papers: [BallotPaper] = []) {
    self.events = events
    self.papers = papers
  }
}

/// Bounds on what a person may write, in characters.
public enum Limits {
  public static let question = 500
  public static let reason = 200
  public static let openText = 500
  /// An answer in a few words, and each accepted one.
  public static let shortText = 60
  public static let prompt = 500
  public static let choice = 200
  public static let choices = 10
  /// Lines of written answers that a result shows.
  public static let answersShown = 8
  public static let timerMinutes = 60
  public static let groups = 60
  /// One sentence of a group.
  public static let groupReport = 200
  /// Texts that a word cloud is made of, and characters of each.
  public static let cloudTexts = 1_000
  public static let cloudText = 100
  public static let questionsPerPerson = 30
  public static let items = 200
  public static let material = 100_000
  public static let deckPages = 300
  public static let deckPageText = 400
  public static let links = 200
  /// Further rooms of a class.
  public static let rooms = 10
  public static let roomName = 30
  public static let roster = 20_000
  /// Minutes after which somebody is late.
  public static let grace = 0...120
  /// Seconds that a tap may have waited on a desk without a connection.
  public static let waitingTap = 12 * 3600
}
