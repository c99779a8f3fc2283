import Identity
import Testing

@testable import Classroom

@Suite struct HandsTests {
  private let open = Event.itemOpened(item: "quiz")
  private let pollOpen = Event.itemOpened(item: "poll")

  // MARK: Raised hands

  @Test func countsNoMoreHandsThanPeopleWhoHaveNotAnswered() {
    // Five are present, one has answered.
    let asked = [open, .responseRecorded(item: "quiz", person: aino, choices: [1])]
    inClass(asked).when(.countHands(item: "quiz", counts: [1, 2, 1]))
      .then(.handsCounted(item: "quiz", counts: [1, 2, 1]))
    inClass(asked).when(.countHands(item: "quiz", counts: [1, 3, 1]))
      .then(rejects: .tooManyHands)
    inClass(asked).when(.countHands(item: "quiz", counts: [Int.max, Int.max, 1]))
      .then(rejects: .tooManyHands)
    inClass(asked).when(.countHands(item: "quiz", counts: [0, 0, 0])).thenNothing()
    inClass(asked).when(.countHands(item: "quiz", counts: [1, 2])).then(rejects: .choiceUnknown)
    inClass(asked).when(.countHands(item: "quiz", counts: [1, -1, 0]))
      .then(rejects: .choiceUnknown)
    inClass().when(.countHands(item: "quiz", counts: [1, 0, 0])).then(rejects: .itemNotOpen)
    inClass(asked + [.itemClosed(item: "quiz"), .itemRevealed(item: "quiz")])
      .when(.countHands(item: "quiz", counts: [1, 0, 0])).then(rejects: .itemNotOpen)
    inClass(.itemOpened(item: "wall")).when(.countHands(item: "wall", counts: []))
      .then(rejects: .itemUnknown)
    // Of several choices, each hand may go up for each.
    inClass(.itemOpened(item: "many")).when(.countHands(item: "many", counts: [5, 5, 5]))
      .then(.handsCounted(item: "many", counts: [5, 5, 5]))
  }

  /// One place in an order is no answer, nor is one pair: a whole one on paper is.
  @Test func takesNoHandsWhereLettersAreNoAnswerButSheets() {
    let order = AssessmentItem.ordering(
      id: "o", kind: .quiz, prompt: "?", right: ["a", "b", "c"], explanation: nil)
    let pairs = AssessmentItem.matching(
      id: "m", kind: .quiz, prompt: "?", pairs: [("a", "1"), ("b", "2")])
    let asked: [Event] = [
      .itemAdded(item: order), .itemOpened(item: "o"), .itemAdded(item: pairs),
      .itemOpened(item: "m"),
    ]
    inClass(asked).when(.countHands(item: "o", counts: [1, 0, 0])).then(rejects: .itemUnknown)
    inClass(asked).when(.enterSheet(item: "o", person: aino, choices: [0, 2, 1]))
      .then(.sheetEntered(item: "o", person: aino, choices: [0, 2, 1]))
    inClass(asked).when(.enterSheet(item: "o", person: aino, choices: [0, 2]))
      .then(rejects: .orderIncomplete)
    inClass(asked).when(.enterSheet(item: "m", person: aino, choices: [1, 1]))
      .then(.sheetEntered(item: "m", person: aino, choices: [1, 1]))
    inClass(asked).when(.enterSheet(item: "m", person: aino, choices: [1]))
      .then(rejects: .matchIncomplete)
    inClass(asked).when(.enterSheetText(item: "m", person: aino, text: "1"))
      .then(rejects: .itemUnknown)
  }

  @Test func entersNumbersAndWordsFromPaper() {
    let number = AssessmentItem(
      id: "n", kind: .postTest, prompt: "几日内结案？", choices: [],
      interaction: .numericEntry(answer: FixedDecimal(15), tolerance: FixedDecimal(0)))
    let asked: [Event] = [.itemAdded(item: number), .itemOpened(item: "n")]
    let sheet = Event.sheetTextEntered(item: "n", person: fang, text: "15")
    inClass(asked).when(.enterSheetText(item: "n", person: fang, text: " １５ ")).then(sheet)
    inClass(asked).when(.enterSheetText(item: "n", person: fang, text: "不清楚"))
      .then(rejects: .notANumber)
    inClass(asked).when(.enterSheet(item: "n", person: fang, choices: [0]))
      .then(rejects: .textMissing)
    inClass(asked + [sheet]).when(.enterSheetText(item: "n", person: fang, text: "15"))
      .thenNothing()
    inClass(asked + [sheet]).when(.enterSheetText(item: "n", person: fang, text: "30"))
      .then(.sheetTextEntered(item: "n", person: fang, text: "30"))
    // What a phone said stands, also where it came after the paper.
    let phone = Event.textResponseRecorded(item: "n", person: fang, text: "7")
    inClass(asked + [sheet, phone]).when(.enterSheetText(item: "n", person: fang, text: "15"))
      .then(rejects: .answeredByPhone)
    let state = inClass(asked + [sheet]).state
    #expect(state.items["n"]?.wasRight(fang) == true)
    #expect(sectionReport(of: state).items.first { $0.id == "n" }?.sheets == 1)
  }

  @Test func addsHandsToAQuizAndSaysHowMany() {
    let state = inClass(
      open, .responseRecorded(item: "quiz", person: aino, choices: [1]),
      .handsCounted(item: "quiz", counts: [1, 2, 0]), .itemClosed(item: "quiz"),
      .itemRevealed(item: "quiz")
    ).state
    let shown = projectorView(of: state).item
    #expect(shown?.choices.map(\.count) == [1, 3, 0])
    #expect(shown?.answers == 4 && shown?.hands == [1, 2, 0])
    let item = sectionReport(of: state).items.first { $0.id == "quiz" }
    #expect(item?.answers == 4 && item?.correct == 3 && item?.shareCorrect == 0.75)
    #expect(item?.hands == [1, 2, 0])
    #expect(state.counts.answers == 4)
  }

  @Test func neverTellsAFewBallotsByTakingHandsAway() {
    let few = inClass(
      counted("poll", ballots: 3, marks: [])
        + [.handsCounted(item: "poll", counts: [2, 0, 0]), .itemRevealed(item: "poll")]
    ).state
    #expect(projectorView(of: few).item?.choices.map(\.count) == [2, 0, 0])
    let enough = inClass(
      counted("poll", ballots: 5, marks: [1, 4, 0])
        + [.handsCounted(item: "poll", counts: [2, 0, 0]), .itemRevealed(item: "poll")]
    ).state
    #expect(projectorView(of: enough).item?.choices.map(\.count) == [3, 4, 0])
    #expect(projectorView(of: enough).item?.answers == 7)
    // Before reveal nothing of it.
    let closed = inClass(
      [pollOpen, .handsCounted(item: "poll", counts: [2, 0, 0]), .itemClosed(item: "poll")]
    ).state
    #expect(projectorView(of: closed).item?.hands == [])
    #expect(trainerView(of: closed).items.first { $0.item.id == "poll" }?.hands == [2, 0, 0])
  }

  @Test func revealsAPollThatWasAnsweredByHandsAlone() {
    inClass(pollOpen, .handsCounted(item: "poll", counts: [2, 0, 0])).when(.revealItem("poll"))
      .then(.itemClosed(item: "poll"), .itemRevealed(item: "poll"))
    inClass(pollOpen).when(.revealItem("poll")).then(rejects: .tooFewBallots)
  }

  // MARK: Paper sheets

  @Test func entersASheetByNameAlsoWhenTheClassIsOver() {
    inClass(open).when(.enterSheet(item: "quiz", person: fang, choices: [2]))
      .then(.sheetEntered(item: "quiz", person: fang, choices: [2]))
    inClass(open, .itemClosed(item: "quiz"), .itemRevealed(item: "quiz"))
      .when(.enterSheet(item: "quiz", person: fang, choices: [2]))
      .then(.sheetEntered(item: "quiz", person: fang, choices: [2]))
    inClass().when(.enterSheet(item: "quiz", person: fang, choices: [2]))
      .then(rejects: .itemNotOpen)
    inClass(open).when(.enterSheet(item: "quiz", person: gus, choices: [2]))
      .then(rejects: .notCheckedIn)
    inClass(open).when(.enterSheet(item: "quiz", person: fang, choices: [7]))
      .then(rejects: .choiceUnknown)
    inClass(open).when(.enterSheet(item: "quiz", person: fang, choices: []))
      .then(rejects: .choiceMissing)
    inClass(pollOpen).when(.enterSheet(item: "poll", person: fang, choices: [0]))
      .then(rejects: .itemUnknown)
    // The papers of the post-test are collected last.
    inClass(open, .sectionClosed).when(.enterSheet(item: "quiz", person: fang, choices: [2]))
      .then(.sheetEntered(item: "quiz", person: fang, choices: [2]))
    inClass(.sectionClosed).when(.enterSheet(item: "quiz", person: fang, choices: [2]))
      .then(rejects: .itemNotOpen)
    inClass(open, .roll(.enrolledAs(person: fang, enrolment: .observer)))
      .when(.enterSheet(item: "quiz", person: fang, choices: [2])).then(rejects: .observersOnlyLook)
  }

  @Test func correctsASheetButNeverAPhone() {
    let sheet = Event.sheetEntered(item: "quiz", person: fang, choices: [2])
    inClass(open, sheet).when(.enterSheet(item: "quiz", person: fang, choices: [1]))
      .then(.sheetEntered(item: "quiz", person: fang, choices: [1]))
    inClass(open, sheet).when(.enterSheet(item: "quiz", person: fang, choices: [2]))
      .thenNothing()
    let phone = Event.responseRecorded(item: "quiz", person: aino, choices: [0])
    inClass(open, phone).when(.enterSheet(item: "quiz", person: aino, choices: [1]))
      .then(rejects: .answeredByPhone)
    // A phone that answers later has the last word.
    let later = inClass(
      open, sheet, .responseRecorded(item: "quiz", person: fang, choices: [0])
    )
    later.when(.enterSheet(item: "quiz", person: fang, choices: [1]))
      .then(rejects: .answeredByPhone)
    #expect(sectionReport(of: later.state).items.first { $0.id == "quiz" }?.sheets == 0)
    #expect(
      sectionReport(of: inClass(open, sheet).state).items.first { $0.id == "quiz" }?.sheets == 1)
  }

  @Test func castsASheetWithoutANameWhileTheBoxIsOpen() {
    let cast = Command.castSheet(item: "poll", key: key(9), content: BallotContent(marks: [2]))
    inClass(pollOpen).when(cast).then(
      .sheetCast(item: "poll"),
      papers: [BallotPaper(box: "poll", key: key(9), content: BallotContent(marks: [2]))])
    inClass(pollOpen, .itemClosed(item: "poll")).when(cast).then(rejects: .itemNotOpen)
    inClass(pollOpen, ballots: ["poll": [key(9)]]).when(cast).then(rejects: .keyMalformed)
    inClass([pollOpen] + voters.map { .ballotCast(item: "poll", person: $0) }).when(cast)
      .then(rejects: .tooManySheets)
    inClass([pollOpen] + (0..<5).map { _ in .sheetCast(item: "poll") }).when(cast)
      .then(rejects: .tooManySheets)
    // Nobody is noted as having taken part.
    let state = inClass(pollOpen, .sheetCast(item: "poll")).state
    #expect(state.items["poll"]?.participants.isEmpty == true)
    #expect(state.items["poll"]?.submitted == 1)
  }

  // MARK: The evaluation on paper

  private static let rated = BallotContent(marks: [0, 0, 1, 0, 2], text: "多讲案例")

  @Test func castsAFormOfTheEvaluationWithoutANameWhileItIsOpen() {
    let cast = Command.castEvaluationSheet(key: key(9), content: Self.rated)
    inClass(.evaluationOpened).when(cast).then(
      .evaluationSheetCast,
      papers: [BallotPaper(box: evaluationBox, key: key(9), content: Self.rated)])
    inClass().when(cast).then(rejects: .evaluationNotOpen)
    inClass(.evaluationOpened, .evaluationClosed).when(cast).then(rejects: .evaluationNotOpen)
    inClass(.evaluationOpened).when(
      .castEvaluationSheet(key: key(9), content: BallotContent(marks: [0, 0]))
    )
    .then(rejects: .gradesIncomplete)
    inClass(.evaluationOpened, ballots: [evaluationBox: [key(9)]]).when(cast)
      .then(rejects: .keyMalformed)
    inClass(
      [.evaluationOpened, .evaluationSheetCast]
        + voters.dropLast().map { .evaluationReturned(person: $0) }
    ).when(cast).then(rejects: .tooManySheets)
    let state = inClass(.evaluationOpened, .evaluationReturned(person: aino), .evaluationSheetCast)
      .state
    #expect(state.evaluation.returned == 2 && state.counts.ratings == 2)
    #expect(sectionReport(of: state).evaluation.returned == 2)
  }

  @Test func notesWhoReturnedAFormOnPaperButNotWhich() {
    let note = Command.noteEvaluationOnPaper(person: fang, on: true)
    inClass(.evaluationOpened).when(note)
      .then(.evaluationReturnedOnPaper(person: fang, on: true))
    inClass().when(note).then(rejects: .evaluationNotOpen)
    inClass(.evaluationOpened, .evaluationReturned(person: fang)).when(note)
      .then(rejects: .alreadyTookPart)
    inClass(.evaluationOpened, .evaluationClosed, .sectionClosed).when(note)
      .then(.evaluationReturnedOnPaper(person: fang, on: true))
    let noted = inClass(.evaluationOpened, .evaluationReturnedOnPaper(person: fang, on: true))
    noted.when(note).thenNothing()
    noted.when(.noteEvaluationOnPaper(person: fang, on: false))
      .then(.evaluationReturnedOnPaper(person: fang, on: false))
    // One person, one form.
    noted.when(.returnEvaluation(person: fang, key: key(3), content: Self.rated))
      .then(rejects: .alreadyTookPart)
    #expect(noted.state.evaluation.returned == 0)
    #expect(noted.state.evaluation.isReturned(by: fang))
  }
}
