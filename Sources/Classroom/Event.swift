import Identity

/// What has happened in a class. Past facts only; people by id only; no ballot's content before it
/// is counted. Once shipped, a case is for ever: add, never edit (`Tests/RuntimeTests/Goldens`).
public enum Event: Equatable, Sendable, Codable {
  case sectionCreated(profile: SectionProfile, plan: PinnedPlan, agenda: [Segment])

  // Who is there
  case personEnrolled(person: PersonID, group: String)
  case checkedIn(person: PersonID, by: Witness)
  case leaveRecorded(person: PersonID)
  case leftEarly(person: PersonID)

  // The course of the day
  case moved(to: Cursor)
  case movedBack(to: Cursor)
  case blanked(on: Bool)
  case clockPaused
  case clockResumed
  /// A new timetable for what was left of the day, accepted by the trainer.
  case timetableReplanned(slots: [ReplannedSlot])
  case materialAdded(segment: SegmentID, kit: Kit)
  case handedOver(generation: Int)
  case deckAttached(deck: Deck, scope: DeckScope)
  case deckRemoved(scope: DeckScope)
  case sectionClosed
  /// Attendance by half-day.
  case roll(RollEvent)
  /// Invitations.
  case link(LinkEvent)
  /// One thing to do, and what became of it.
  case followUp(FollowUpEvent)
  /// Further rooms, and who sits where.
  case room(RoomEvent)
  /// What completing the class takes, and what it gives.
  case completion(CompletionEvent)
  /// On the stage of a further room, as it would have happened on the main one.
  indirect case inRoom(room: RoomID, event: Event)

  // Polls and quizzes
  case itemAdded(item: AssessmentItem)
  case itemOpened(item: ItemID)
  case itemClosed(item: ItemID)
  case itemRevealed(item: ItemID)
  case responseRecorded(item: ItemID, person: PersonID, choices: [Int])
  /// That a person took part in a poll; what they said is in the ballot box.
  case ballotCast(item: ItemID, person: PersonID)
  /// Hands raised for each choice; the last count stands.
  case handsCounted(item: ItemID, counts: [Int])
  /// An answer that came on paper with a name.
  case sheetEntered(item: ItemID, person: PersonID, choices: [Int])
  /// A number or a short text that came on paper with a name.
  case sheetTextEntered(item: ItemID, person: PersonID, text: String)
  /// That a ballot came on paper; whose it was, nobody knows.
  case sheetCast(item: ItemID)
  /// The box after closing: `marks` and `texts` are empty below `fewestBallots`.
  case ballotsCounted(item: ItemID, ballots: Int, marks: [Int], texts: [String])
  case textApproved(item: ItemID, index: Int)
  /// A number or a short text, by name.
  case textResponseRecorded(item: ItemID, person: PersonID, text: String)
  case discussionBegun(item: ItemID, seconds: Int)
  case secondRoundOpened(item: ItemID)
  /// The words found in an open poll, most frequent first; for the trainer alone.
  case cloudProposed(item: ItemID, words: [CountedWord])
  /// The words of an open poll that the room may see, most frequent first.
  case cloudApproved(item: ItemID, words: [CountedWord])

  /// For the room, beside the clock of the day; moving to another segment stops it.
  case timerStarted(seconds: Int)
  case timerStopped

  // Groups
  /// The members of each group, in order.
  case groupsFormed(groups: [[PersonID]])
  /// Moved by hand, or put into the smallest group on arriving late; groups count from 0.
  case groupJoined(person: PersonID, group: Int)
  case penTaken(group: Int, person: PersonID)
  case reportsOpened(task: String, title: String)
  case reportWritten(task: String, group: Int, person: PersonID, text: String)
  case reportReleased(task: String, group: Int)
  case reportsClosed(task: String)
  case groupsPicked(task: String, groups: [Int])

  // The question wall
  /// `person` is nil where the asker chose to be anonymous: nothing then says who it was.
  /// `forTrainer`: asked of the trainer alone.
  case questionAsked(
    question: QuestionID, person: PersonID?, text: String, forTrainer: Bool? = nil)
  /// `key` is made by the phone for this question alone.
  case questionSupported(question: QuestionID, key: String)
  case questionApproved(question: QuestionID)
  case questionAnswered(question: QuestionID)
  /// Not shown, without a reason: before 0.2; since then `questionWithheld`.
  case questionHidden(question: QuestionID)
  case questionWithheld(question: QuestionID, reason: String)
  case questionPinned(question: QuestionID, on: Bool)
  /// Whether questions wait for the trainer before the room sees them.
  case questionsScreened(on: Bool)

  // The evaluation
  case evaluationFormChosen(form: EvaluationForm)
  case evaluationOpened
  case evaluationReturned(person: PersonID)
  /// That a form came on paper; whose it was, nobody knows.
  case evaluationSheetCast
  /// Whether a person was seen to return a form on paper; which one it was, nobody knows.
  case evaluationReturnedOnPaper(person: PersonID, on: Bool)
  case evaluationClosed
  /// `grades[aspect][grade]` counts; empty below `fewestBallots`.
  case evaluationCounted(ballots: Int, grades: [[Int]], texts: [String])
}

/// Who says that a person is present: their own phone, or the desk at the door.
public enum Witness: String, Sendable, Codable { case phone, desk }
