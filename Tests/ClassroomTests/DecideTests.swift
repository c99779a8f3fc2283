import Identity
import Testing

@testable import Classroom

@Suite struct DecideTests {
  // MARK: Making a class

  @Test func createsAClassOnce() {
    given().when(.createSection(profile: profile, plan: plan, agenda: agenda)).then(created)
    given(created).when(.createSection(profile: profile, plan: plan, agenda: agenda))
      .then(rejects: .sectionExists)
  }

  @Test func refusesEveryOtherCommandBeforeTheClassExists() {
    given().when(.next).then(rejects: .sectionUnknown)
    given().when(.enroll(person: aino, group: "")).then(rejects: .sectionUnknown)
    given().when(.closeSection).then(rejects: .sectionUnknown)
  }

  @Test(arguments: [
    Command.next, .back, .undo, .jump(to: Cursor(segment: 0)), .blank(on: true), .pauseClock,
    .enroll(person: stranger, group: ""), .checkIn(person: gus, by: .phone),
    .recordLeave(person: gus), .recordLeftEarly(person: aino), .addItem(quiz),
    .openItems(["quiz"]), .closeItem("quiz"), .revealItem("quiz"),
    .respond(item: "quiz", person: aino, choices: [0]),
    .castBallot(item: "poll", person: aino, key: key(1), content: BallotContent(marks: [0])),
    .ask(question: "q", person: aino, named: true, text: "?"),
    .support(question: "q", person: aino, key: key(1)),
    .returnEvaluation(
      person: aino, key: key(1), content: BallotContent(marks: [0, 0, 0, 0, 0])),
    .openEvaluation, .closeEvaluation, .handOver(generation: 2),
    .chooseEvaluationForm(.standard),
  ])
  func refusesTheCommandAfterTheClassCloses(command: Command) {
    inClass(.itemOpened(item: "quiz"), .itemOpened(item: "poll"), .evaluationOpened, .sectionClosed)
      .when(command).then(rejects: .sectionClosed)
  }

  @Test func letsAClosedRecordBePutInOrder() {
    let closed = inClass(
      [.questionAsked(question: "q", person: nil, text: "?")]
        + counted("wall", ballots: 5, texts: ["甲"]) + [.sectionClosed])
    closed.when(.hideQuestion("q", reason: "重复")).then(
      .questionWithheld(question: "q", reason: "重复"))
    closed.when(.approveText(item: "wall", index: 0)).then(.textApproved(item: "wall", index: 0))
    closed.when(.addMaterial(segment: "case", kit: kit)).then(
      .materialAdded(segment: "case", kit: kit))
    closed.when(.closeSection).thenNothing()
  }

  @Test func closesTheClass() {
    inClass().when(.closeSection).then(.sectionClosed)
  }

  // MARK: Who is there

  @Test func enrolsAndMovesToAnotherGroupButNotTwiceIntoTheSame() {
    given(created).when(.enroll(person: aino, group: "一组"))
      .then(.personEnrolled(person: aino, group: "一组"))
    inClass().when(.enroll(person: aino, group: "二组"))
      .then(.personEnrolled(person: aino, group: "二组"))
    inClass().when(.enroll(person: aino, group: "一组")).thenNothing()
  }

  @Test func checksInWhoIsEnrolledOnce() {
    inClass().when(.checkIn(person: gus, by: .desk)).then(.checkedIn(person: gus, by: .desk))
    inClass().when(.checkIn(person: aino, by: .phone)).thenNothing()
    inClass().when(.checkIn(person: stranger, by: .phone)).then(rejects: .personUnknown)
  }

  @Test func checksInAgainWhoLeftEarly() {
    inClass(.leftEarly(person: dan)).when(.checkIn(person: dan, by: .phone))
      .then(.checkedIn(person: dan, by: .phone))
  }

  @Test func recordsLeaveOnlyOfWhoHasNotCome() {
    inClass().when(.recordLeave(person: gus)).then(.leaveRecorded(person: gus))
    inClass().when(.recordLeave(person: chen)).thenNothing()
    inClass().when(.recordLeave(person: aino)).thenNothing()
    inClass().when(.recordLeave(person: stranger)).then(rejects: .personUnknown)
  }

  @Test func recordsLeavingEarlyOnceAndOnlyOfWhoCame() {
    inClass().when(.recordLeftEarly(person: dan)).then(.leftEarly(person: dan))
    inClass(.leftEarly(person: dan)).when(.recordLeftEarly(person: dan)).thenNothing()
    inClass().when(.recordLeftEarly(person: gus)).then(rejects: .notCheckedIn)
    inClass().when(.recordLeftEarly(person: stranger)).then(rejects: .personUnknown)
  }

  // MARK: The course of the day

  @Test func beginsAtTheFirstPage() {
    given(created).when(.next).then(.moved(to: Cursor(segment: 0)))
    given(created).when(.back).then(rejects: .atTheBeginning)
  }

  @Test func turnsPagesAcrossSegments() {
    inClass().when(.next).then(.moved(to: Cursor(segment: 0, page: 1)))
    inClass(.moved(to: Cursor(segment: 0, page: 1))).when(.next)
      .then(.moved(to: Cursor(segment: 1)))
    inClass(.moved(to: Cursor(segment: 1))).when(.back)
      .then(.moved(to: Cursor(segment: 0, page: 1)))
    inClass(.moved(to: Cursor(segment: 1, page: 2))).when(.back)
      .then(.moved(to: Cursor(segment: 1, page: 1)))
  }

  @Test func countsASegmentWithoutPagesAsOnePage() {
    inClass(.moved(to: Cursor(segment: 3))).when(.next).then(.moved(to: Cursor(segment: 4)))
    inClass(.moved(to: Cursor(segment: 4))).when(.back).then(.moved(to: Cursor(segment: 3)))
  }

  @Test func stopsAtBothEnds() {
    inClass().when(.back).then(rejects: .atTheBeginning)
    inClass(.moved(to: Cursor(segment: 6))).when(.next).then(rejects: .atTheEnd)
  }

  @Test func jumpsOnlyWhereThereIsAPage() {
    inClass().when(.jump(to: Cursor(segment: 2, page: 1)))
      .then(.moved(to: Cursor(segment: 2, page: 1)))
    inClass().when(.jump(to: Cursor(segment: 2, page: 2))).then(rejects: .segmentUnknown)
    inClass().when(.jump(to: Cursor(segment: 7))).then(rejects: .segmentUnknown)
    inClass().when(.jump(to: Cursor(segment: -1))).then(rejects: .segmentUnknown)
    inClass().when(.jump(to: Cursor(segment: 0, page: -1))).then(rejects: .segmentUnknown)
  }

  @Test func jumpsToThePresentPlaceOnlyToTakeAnItemOffTheScreen() {
    inClass().when(.jump(to: Cursor(segment: 0))).thenNothing()
    inClass(.itemOpened(item: "poll")).when(.jump(to: Cursor(segment: 0)))
      .then(.moved(to: Cursor(segment: 0)))
  }

  @Test func undoesMovesOneByOne() {
    given(created).when(.undo).then(rejects: .nothingToUndo)
    inClass().when(.undo).then(rejects: .nothingToUndo)
    inClass(.moved(to: Cursor(segment: 5)), .moved(to: Cursor(segment: 1))).when(.undo)
      .then(.movedBack(to: Cursor(segment: 5)))
    inClass(
      .moved(to: Cursor(segment: 5)), .moved(to: Cursor(segment: 1)),
      .movedBack(to: Cursor(segment: 5))
    ).when(.undo).then(.movedBack(to: Cursor(segment: 0)))
  }

  @Test func undoesToAPageThatStillExistsAfterMaterialReplacedThePages() {
    let long = Kit(
      background: String(repeating: "甲乙丙丁戊己庚辛壬癸。", count: 80), questions: ["为什么？"])
    inClass(
      .materialAdded(segment: "case", kit: long), .moved(to: Cursor(segment: 4, page: 5)),
      .moved(to: Cursor(segment: 0)), .materialAdded(segment: "case", kit: Kit(text: "短。"))
    ).when(.undo).then(.movedBack(to: Cursor(segment: 4, page: 0)))
  }

  @Test func blanksTheScreenAndStopsTheClockOnlyWhenThatIsNews() {
    inClass().when(.blank(on: true)).then(.blanked(on: true))
    inClass().when(.blank(on: false)).thenNothing()
    inClass().when(.pauseClock).then(.clockPaused)
    inClass().when(.resumeClock).thenNothing()
    inClass(.clockPaused).when(.pauseClock).thenNothing()
    inClass(.clockPaused).when(.resumeClock).then(.clockResumed)
  }

  @Test func takesMaterialForACaseOnly() {
    inClass().when(.addMaterial(segment: "case", kit: kit))
      .then(.materialAdded(segment: "case", kit: kit))
    inClass(.materialAdded(segment: "case", kit: kit))
      .when(.addMaterial(segment: "case", kit: kit)).thenNothing()
    inClass().when(.addMaterial(segment: "lecture", kit: kit)).then(rejects: .notACase)
    inClass().when(.addMaterial(segment: "nowhere", kit: kit)).then(rejects: .segmentUnknown)
    inClass().when(.addMaterial(segment: "case", kit: Kit(debrief: "只有点评")))
      .then(rejects: .materialEmpty)
  }

  @Test(arguments: [
    Kit(text: String(repeating: "长", count: Limits.material + 1)),
    Kit(text: "短", teachingNotes: String(repeating: "长", count: Limits.material)),
    Kit(questions: [String](repeating: "为什么？", count: Limits.material / 2)),
  ])
  func refusesMaterialOverTheLimit(kit: Kit) {
    inClass().when(.addMaterial(segment: "case", kit: kit)).then(rejects: .textTooLong)
  }

  @Test func handsOverOnlyForward() {
    inClass().when(.handOver(generation: 2)).then(.handedOver(generation: 2))
    inClass().when(.handOver(generation: 1)).thenNothing()
    inClass(.handedOver(generation: 3)).when(.handOver(generation: 2)).thenNothing()
  }

  // MARK: Items made on the spot

  @Test func takesAPollAndAQuizMadeOnTheSpot() {
    var spot = poll
    spot.id = "spot"
    inClass().when(.addItem(spot)).then(.itemAdded(item: spot))
    spot.choices = []
    inClass().when(.addItem(spot)).then(.itemAdded(item: spot))
    var test = many
    test.id = "spot-2"
    inClass().when(.addItem(test)).then(.itemAdded(item: test))
  }

  @Test(arguments: [
    poll,  // its id is taken
    AssessmentItem(id: "", kind: .poll, prompt: "?", choices: []),
    AssessmentItem(id: "a b", kind: .poll, prompt: "?", choices: []),
    AssessmentItem(id: "中", kind: .poll, prompt: "?", choices: []),
    AssessmentItem(
      id: String(repeating: "x", count: 65), kind: .poll, prompt: "?", choices: []),
    AssessmentItem(id: evaluationBox, kind: .poll, prompt: "?", choices: []),
    AssessmentItem(id: "n", kind: .poll, prompt: "?", choices: ["只有一个"]),
    AssessmentItem(id: "n", kind: .poll, prompt: "?", choices: ["甲", " "]),
    AssessmentItem(id: "n", kind: .poll, prompt: "?", choices: ["甲", "乙"], key: [0]),
    AssessmentItem(
      id: "n", kind: .poll, prompt: "?", choices: [String](repeating: "甲", count: 11)),
    AssessmentItem(
      id: "n", kind: .poll, prompt: "?", choices: ["甲", String(repeating: "乙", count: 201)]),
    AssessmentItem(id: "n", kind: .quiz, prompt: "?", choices: ["甲", "乙"]),
    AssessmentItem(id: "n", kind: .quiz, prompt: "?", choices: ["甲", "乙"], key: [2]),
    AssessmentItem(id: "n", kind: .quiz, prompt: "?", choices: ["甲", "乙"], key: [0, 1]),
    AssessmentItem(id: "n", kind: .preTest, prompt: "?", choices: [], key: [0]),
    AssessmentItem(id: "n", kind: .postTest, prompt: "?", choices: ["甲", "乙"], key: [-1]),
  ])
  func refusesAMalformedItem(item: AssessmentItem) {
    inClass().when(.addItem(item)).then(rejects: .itemMalformed)
  }

  @Test func refusesAnItemWithoutPromptOrWithOneTooLong() {
    inClass().when(.addItem(AssessmentItem(id: "n", kind: .poll, prompt: " \n", choices: [])))
      .then(rejects: .textMissing)
    let long = String(repeating: "长", count: Limits.prompt + 1)
    inClass().when(.addItem(AssessmentItem(id: "n", kind: .poll, prompt: long, choices: [])))
      .then(rejects: .textTooLong)
  }

  @Test func refusesMoreItemsThanTheLimit() {
    let full = (0..<(Limits.items - 4)).map {
      Event.itemAdded(item: AssessmentItem(id: "i\($0)", kind: .poll, prompt: "?", choices: []))
    }
    inClass(full).when(.addItem(AssessmentItem(id: "n", kind: .poll, prompt: "?", choices: [])))
      .then(rejects: .itemMalformed)
  }

  // MARK: Opening, closing, revealing

  @Test func opensItemsTogether() {
    inClass().when(.openItems(["quiz", "many"]))
      .then(.itemOpened(item: "quiz"), .itemOpened(item: "many"))
    inClass(.itemOpened(item: "quiz")).when(.openItems(["quiz", "many"]))
      .then(.itemOpened(item: "many"))
    inClass(.itemOpened(item: "quiz")).when(.openItems(["quiz"])).thenNothing()
    inClass().when(.openItems([])).then(rejects: .itemUnknown)
    inClass().when(.openItems(["quiz", "none"])).then(rejects: .itemUnknown)
  }

  @Test func reopensAQuizButNeverASealedBox() {
    inClass(.itemOpened(item: "quiz"), .itemClosed(item: "quiz")).when(.openItems(["quiz"]))
      .then(.itemOpened(item: "quiz"))
    let cast: [Event] = [
      .itemOpened(item: "poll"), .ballotCast(item: "poll", person: bao), .itemClosed(item: "poll"),
    ]
    inClass(cast).when(.openItems(["poll"])).then(rejects: .itemAlreadyCounted)
    inClass(cast).when(.openItems(["poll", "wall"])).then(.itemOpened(item: "wall"))
  }

  @Test func neverReopensWhatWasRevealed() {
    inClass(.itemOpened(item: "quiz"), .itemClosed(item: "quiz"), .itemRevealed(item: "quiz"))
      .when(.openItems(["quiz"])).then(rejects: .itemAlreadyCounted)
  }

  @Test func closesWhatIsOpen() {
    inClass(.itemOpened(item: "quiz")).when(.closeItem("quiz")).then(.itemClosed(item: "quiz"))
    inClass(.itemOpened(item: "quiz"), .itemClosed(item: "quiz")).when(.closeItem("quiz"))
      .thenNothing()
    inClass().when(.closeItem("quiz")).then(rejects: .itemNotOpen)
    inClass().when(.closeItem("none")).then(rejects: .itemUnknown)
  }

  @Test func closesAsItReveals() {
    inClass(.itemOpened(item: "quiz")).when(.revealItem("quiz"))
      .then(.itemClosed(item: "quiz"), .itemRevealed(item: "quiz"))
    inClass(.itemOpened(item: "quiz"), .itemClosed(item: "quiz")).when(.revealItem("quiz"))
      .then(.itemRevealed(item: "quiz"))
    inClass(.itemOpened(item: "quiz"), .itemClosed(item: "quiz"), .itemRevealed(item: "quiz"))
      .when(.revealItem("quiz")).thenNothing()
    inClass().when(.revealItem("quiz")).then(rejects: .itemNotOpen)
    inClass().when(.revealItem("none")).then(rejects: .itemUnknown)
  }

  @Test func revealsAPollFromFiveBallotsUp() {
    let cast = voters.map { Event.ballotCast(item: "poll", person: $0) }
    inClass([.itemOpened(item: "poll")] + cast.prefix(4)).when(.revealItem("poll"))
      .then(rejects: .tooFewBallots)
    inClass([.itemOpened(item: "poll")] + cast).when(.revealItem("poll"))
      .then(.itemClosed(item: "poll"), .itemRevealed(item: "poll"))
  }

  @Test func approvesATextThatExistsOnce() {
    let wall = inClass(counted("wall", ballots: 5, texts: ["甲", "乙"]))
    wall.when(.approveText(item: "wall", index: 1)).then(.textApproved(item: "wall", index: 1))
    wall.when(.approveText(item: "wall", index: 2)).then(rejects: .choiceUnknown)
    wall.when(.approveText(item: "wall", index: -1)).then(rejects: .choiceUnknown)
    wall.when(.approveText(item: "none", index: 0)).then(rejects: .itemUnknown)
    inClass(
      counted("wall", ballots: 5, texts: ["甲"]) + [.textApproved(item: "wall", index: 0)]
    ).when(.approveText(item: "wall", index: 0)).thenNothing()
  }

  // MARK: Answers by name

  @Test func recordsAResponseAndAChangedMind() {
    inClass(.itemOpened(item: "quiz")).when(.respond(item: "quiz", person: aino, choices: [1]))
      .then(.responseRecorded(item: "quiz", person: aino, choices: [1]))
    inClass(
      .itemOpened(item: "quiz"), .responseRecorded(item: "quiz", person: bao, choices: [1])
    ).when(.respond(item: "quiz", person: bao, choices: [2]))
      .then(.responseRecorded(item: "quiz", person: bao, choices: [2]))
  }

  @Test func takesARepeatedResponseAsNoNews() {
    inClass(
      .itemOpened(item: "many"), .responseRecorded(item: "many", person: bao, choices: [0, 2])
    ).when(.respond(item: "many", person: bao, choices: [2, 0, 2])).thenNothing()
  }

  @Test func writesSeveralChoicesInOrderOnceEach() {
    inClass(.itemOpened(item: "many"))
      .when(.respond(item: "many", person: aino, choices: [2, 0, 2]))
      .then(.responseRecorded(item: "many", person: aino, choices: [0, 2]))
  }

  @Test func refusesAResponseThatCannotBe() {
    let open = inClass(.itemOpened(item: "quiz"))
    open.when(.respond(item: "quiz", person: aino, choices: [])).then(rejects: .choiceMissing)
    open.when(.respond(item: "quiz", person: aino, choices: [3])).then(rejects: .choiceUnknown)
    open.when(.respond(item: "quiz", person: aino, choices: [-1])).then(rejects: .choiceUnknown)
    open.when(.respond(item: "quiz", person: aino, choices: [0, 1])).then(rejects: .oneChoiceOnly)
    open.when(.respond(item: "none", person: aino, choices: [0])).then(rejects: .itemUnknown)
    open.when(.respond(item: "many", person: aino, choices: [0])).then(rejects: .itemNotOpen)
  }

  @Test func refusesAResponseFromWhoIsNotCheckedIn() {
    let open = inClass(.itemOpened(item: "quiz"))
    for person in [gus, chen, stranger] {
      open.when(.respond(item: "quiz", person: person, choices: [0])).then(rejects: .notCheckedIn)
    }
  }

  @Test func refusesAResponseByNameToAPoll() {
    inClass(.itemOpened(item: "poll")).when(.respond(item: "poll", person: aino, choices: [0]))
      .then(rejects: .itemUnknown)
  }

  @Test func refusesAResponseAfterTheQuizCloses() {
    inClass(.itemOpened(item: "quiz"), .itemClosed(item: "quiz"))
      .when(.respond(item: "quiz", person: aino, choices: [0])).then(rejects: .itemNotOpen)
  }

  @Test func takesAResponseThatWaitedOnThePhoneOfWhoLeftEarly() {
    inClass(.itemOpened(item: "quiz"), .leftEarly(person: dan))
      .when(.respond(item: "quiz", person: dan, choices: [0]))
      .then(.responseRecorded(item: "quiz", person: dan, choices: [0]))
  }

  // MARK: Ballots

  @Test func putsAFirstBallotInTheBoxAndOnlyTheFactInTheLog() {
    inClass(.itemOpened(item: "poll"))
      .when(
        .castBallot(item: "poll", person: aino, key: key(1), content: BallotContent(marks: [2]))
      )
      .then(
        .ballotCast(item: "poll", person: aino),
        papers: [BallotPaper(box: "poll", key: key(1), content: BallotContent(marks: [2]))])
  }

  @Test func replacesABallotUnderItsKeyWithoutAnEvent() {
    inClass(
      .itemOpened(item: "poll"), .ballotCast(item: "poll", person: bao),
      ballots: ["poll": [key(1)]]
    )
    .when(.castBallot(item: "poll", person: bao, key: key(1), content: BallotContent(marks: [0])))
    .then(papers: [BallotPaper(box: "poll", key: key(1), content: BallotContent(marks: [0]))])
  }

  @Test func refusesASecondBallotUnderAnotherKey() {
    inClass(
      .itemOpened(item: "poll"), .ballotCast(item: "poll", person: bao),
      ballots: ["poll": [key(1)], "wall": [key(2)]]
    )
    .when(.castBallot(item: "poll", person: bao, key: key(2), content: BallotContent(marks: [0])))
    .then(rejects: .alreadyTookPart)
  }

  @Test(arguments: ["", "0", key(1) + "0", key(1).dropLast() + "G", key(1).dropLast() + "A"])
  func refusesAMalformedKey(key: String) {
    inClass(.itemOpened(item: "poll"))
      .when(.castBallot(item: "poll", person: aino, key: key, content: BallotContent(marks: [0])))
      .then(rejects: .keyMalformed)
    inClass(.evaluationOpened)
      .when(
        .returnEvaluation(person: aino, key: key, content: BallotContent(marks: [0, 0, 0, 0, 0]))
      )
      .then(rejects: .keyMalformed)
    inClass(
      .questionAsked(question: "q", person: nil, text: "?"), .questionApproved(question: "q")
    ).when(.support(question: "q", person: aino, key: key)).then(rejects: .keyMalformed)
  }

  @Test func refusesABallotThatCannotBe() {
    func cast(_ item: ItemID, _ content: BallotContent, _ person: PersonID = aino) -> Command {
      .castBallot(item: item, person: person, key: key(1), content: content)
    }
    let open = inClass(
      .itemOpened(item: "poll"), .itemOpened(item: "wall"), .itemOpened(item: "quiz"))
    open.when(cast("poll", BallotContent())).then(rejects: .choiceMissing)
    open.when(cast("poll", BallotContent(marks: [3]))).then(rejects: .choiceUnknown)
    open.when(cast("poll", BallotContent(marks: [0, 1]))).then(rejects: .oneChoiceOnly)
    open.when(cast("wall", BallotContent(text: " \n "))).then(rejects: .textMissing)
    open.when(cast("wall", BallotContent(text: String(repeating: "长", count: 501))))
      .then(rejects: .textTooLong)
    open.when(cast("quiz", BallotContent(marks: [0]))).then(rejects: .itemUnknown)
    open.when(cast("none", BallotContent(marks: [0]))).then(rejects: .itemUnknown)
    open.when(cast("poll", BallotContent(marks: [0]), gus)).then(rejects: .notCheckedIn)
    inClass().when(cast("poll", BallotContent(marks: [0]))).then(rejects: .itemNotOpen)
    inClass(.itemOpened(item: "poll"), .itemClosed(item: "poll"))
      .when(cast("poll", BallotContent(marks: [0]))).then(rejects: .itemNotOpen)
  }

  @Test func keepsOfABallotOnlyWhatTheItemAsksFor() {
    let open = inClass(.itemOpened(item: "poll"), .itemOpened(item: "wall"))
    let both = BallotContent(marks: [1], text: "  我是爱诺  ")
    open.when(.castBallot(item: "poll", person: aino, key: key(1), content: both))
      .then(
        .ballotCast(item: "poll", person: aino),
        papers: [BallotPaper(box: "poll", key: key(1), content: BallotContent(marks: [1]))])
    open.when(.castBallot(item: "wall", person: aino, key: key(1), content: both))
      .then(
        .ballotCast(item: "wall", person: aino),
        papers: [BallotPaper(box: "wall", key: key(1), content: BallotContent(text: "我是爱诺"))])
  }

  @Test func countsABoxOnceAfterItCloses() {
    let papers = [[0], [1], [1], [2], [1]].map { BallotContent(marks: $0) }
    inClass(.itemOpened(item: "poll")).when(.countBallots(item: "poll", ballots: papers))
      .thenNothing()
    inClass(
      .itemOpened(item: "poll"), .ballotCast(item: "poll", person: aino), .itemClosed(item: "poll")
    )
    .when(.countBallots(item: "poll", ballots: papers))
    .then(.ballotsCounted(item: "poll", ballots: 5, marks: [1, 3, 1], texts: []))
    inClass(counted("poll", ballots: 5, marks: [1, 3, 1]))
      .when(.countBallots(item: "poll", ballots: papers)).thenNothing()
    inClass(.itemOpened(item: "quiz"), .itemClosed(item: "quiz"))
      .when(.countBallots(item: "quiz", ballots: papers)).thenNothing()
  }

  @Test func countsABoxThatTheClosingOfTheClassClosed() {
    inClass(.itemOpened(item: "poll"), .sectionClosed).when(
      .countBallots(item: "poll", ballots: [])
    )
    .then(.ballotsCounted(item: "poll", ballots: 0, marks: [], texts: []))
  }

  @Test func writesNothingOfABoxWithFewerThanFiveBallots() {
    let four = [[0], [1], [1], [2]].map { BallotContent(marks: $0) }
    inClass(
      .itemOpened(item: "poll"), .ballotCast(item: "poll", person: aino), .itemClosed(item: "poll")
    )
    .when(.countBallots(item: "poll", ballots: four))
    .then(.ballotsCounted(item: "poll", ballots: 4, marks: [], texts: []))
    let words = ["甲", "乙", "丙", "丁"].map { BallotContent(text: $0) }
    inClass(
      .itemOpened(item: "wall"), .ballotCast(item: "wall", person: aino), .itemClosed(item: "wall")
    )
    .when(.countBallots(item: "wall", ballots: words))
    .then(.ballotsCounted(item: "wall", ballots: 4, marks: [], texts: []))
  }

  @Test func keepsTheTextsOfAnOpenPoll() {
    let words = ["甲", "乙", "", "丙", "丁"].map { BallotContent(text: $0) }
    inClass(
      .itemOpened(item: "wall"), .ballotCast(item: "wall", person: aino), .itemClosed(item: "wall")
    )
    .when(.countBallots(item: "wall", ballots: words))
    .then(.ballotsCounted(item: "wall", ballots: 5, marks: [], texts: ["甲", "乙", "丙", "丁"]))
  }

  // MARK: The question wall

  @Test func takesAQuestionByNameAndWithout() {
    inClass().when(.ask(question: "q1", person: emil, named: true, text: " 加班费怎么算？\n"))
      .then(.questionAsked(question: "q1", person: emil, text: "加班费怎么算？"))
    inClass().when(.ask(question: "q1", person: emil, named: false, text: "加班费怎么算？"))
      .then(.questionAsked(question: "q1", person: nil, text: "加班费怎么算？"))
  }

  @Test func refusesAQuestionThatCannotBe() {
    func ask(_ id: String, _ text: String, _ person: PersonID = emil) -> Command {
      .ask(question: id, person: person, named: false, text: text)
    }
    inClass().when(ask("q", "  ")).then(rejects: .textMissing)
    inClass().when(ask("q", String(repeating: "长", count: 501))).then(rejects: .textTooLong)
    inClass().when(ask("", "?")).then(rejects: .keyMalformed)
    inClass().when(ask("<q>", "?")).then(rejects: .keyMalformed)
    inClass().when(ask("q", "?", gus)).then(rejects: .notCheckedIn)
    inClass(.questionAsked(question: "q", person: nil, text: "?")).when(ask("q", "?"))
      .then(rejects: .keyMalformed)
  }

  @Test func boundsQuestionsByNameAPerson() {
    let asked = (0..<Limits.questionsPerPerson).map {
      Event.questionAsked(question: "q\($0)", person: emil, text: "?")
    }
    inClass(asked).when(.ask(question: "n", person: emil, named: true, text: "?"))
      .then(rejects: .tooManyQuestions)
    inClass(asked).when(.ask(question: "n", person: aino, named: true, text: "?"))
      .then(.questionAsked(question: "n", person: aino, text: "?"))
  }

  @Test func takesSupportOfAnApprovedQuestionOnceAKey() {
    let approved: [Event] = [
      .questionAsked(question: "q", person: nil, text: "?"), .questionApproved(question: "q"),
    ]
    inClass(approved).when(.support(question: "q", person: aino, key: key(1)))
      .then(.questionSupported(question: "q", key: key(1)))
    inClass(approved + [.questionSupported(question: "q", key: key(1))])
      .when(.support(question: "q", person: aino, key: key(1))).thenNothing()
    inClass(approved).when(.support(question: "q", person: gus, key: key(1)))
      .then(rejects: .notCheckedIn)
    inClass(approved[0]).when(.support(question: "q", person: aino, key: key(1)))
      .then(rejects: .questionUnknown)
    inClass(approved + [.questionWithheld(question: "q", reason: "重复")])
      .when(.support(question: "q", person: aino, key: key(1))).then(rejects: .questionUnknown)
    inClass().when(.support(question: "none", person: aino, key: key(1)))
      .then(rejects: .questionUnknown)
  }

  @Test func approvesAnswersAndHidesAQuestion() {
    let asked = Event.questionAsked(question: "q", person: nil, text: "?")
    inClass(asked).when(.approveQuestion("q")).then(.questionApproved(question: "q"))
    inClass(asked).when(.answerQuestion("q")).then(.questionAnswered(question: "q"))
    inClass(asked).when(.hideQuestion("q", reason: "重复")).then(
      .questionWithheld(question: "q", reason: "重复"))
    inClass(asked, .questionApproved(question: "q")).when(.approveQuestion("q")).thenNothing()
    inClass(asked, .questionWithheld(question: "q", reason: "重复")).when(.approveQuestion("q"))
      .then(.questionApproved(question: "q"))
    for command in [
      Command.approveQuestion("x"), .answerQuestion("x"), .hideQuestion("x", reason: "重复"),
    ] {
      inClass(asked).when(command).then(rejects: .questionUnknown)
    }
  }

  // MARK: The evaluation

  let full = BallotContent(marks: [0, 1, 2, 3, 0], text: "  很好  ")

  @Test func opensTheEvaluationOnceAndForGood() {
    inClass().when(.openEvaluation).then(.evaluationOpened)
    inClass(.evaluationOpened).when(.openEvaluation).thenNothing()
    inClass(.evaluationOpened, .evaluationReturned(person: bao), .evaluationClosed)
      .when(.openEvaluation).then(rejects: .evaluationClosedForGood)
    inClass().when(.closeEvaluation).then(rejects: .evaluationNotOpen)
    inClass(.evaluationOpened).when(.closeEvaluation).then(.evaluationClosed)
    inClass(.evaluationOpened, .evaluationClosed).when(.closeEvaluation).thenNothing()
  }

  @Test func takesAFormUntilTheEvaluationOpens() {
    let own = EvaluationForm(
      aspects: [.init(title: " 场地 ", points: 60), .init(standard: .method, points: 40)],
      question: "还想学什么？", target: 90)
    var kept = own
    kept.aspects[0].title = "场地"
    inClass().when(.chooseEvaluationForm(own)).then(.evaluationFormChosen(form: kept))
    inClass(.evaluationFormChosen(form: kept)).when(.chooseEvaluationForm(own)).thenNothing()
    inClass().when(.chooseEvaluationForm(.standard)).thenNothing()
    inClass(.evaluationOpened).when(.chooseEvaluationForm(own))
      .then(rejects: .evaluationFormFixed)
    inClass(.evaluationOpened, .evaluationClosed).when(.chooseEvaluationForm(own))
      .then(rejects: .evaluationFormFixed)
    inClass(.sectionClosed).when(.chooseEvaluationForm(own)).then(rejects: .sectionClosed)
    let open = inClass(.evaluationFormChosen(form: kept), .evaluationOpened)
    let give = { (marks: [Int]) in
      Command.returnEvaluation(
        person: aino, key: key(7), content: BallotContent(marks: marks))
    }
    open.when(give([0, 3])).then(
      .evaluationReturned(person: aino),
      papers: [
        BallotPaper(box: evaluationBox, key: key(7), content: BallotContent(marks: [0, 3]))
      ])
    open.when(give([0, 0, 0, 0, 0])).then(rejects: .gradesIncomplete)
    let papers = Array(repeating: BallotContent(marks: [0, 3]), count: 5)
    inClass(
      .evaluationFormChosen(form: kept), .evaluationOpened, .evaluationReturned(person: aino),
      .evaluationClosed
    ).when(.countEvaluation(ballots: papers))
      .then(.evaluationCounted(ballots: 5, grades: [[5, 0, 0, 0], [0, 0, 0, 5]], texts: []))
  }

  @Test func refusesAFormThatCannotBe() {
    func refuses(_ rejection: Rejection, _ change: (inout EvaluationForm) -> Void) {
      var form = EvaluationForm.standard
      change(&form)
      inClass().when(.chooseEvaluationForm(form)).then(rejects: rejection)
    }
    refuses(.aspectsMissing) { $0.aspects = [] }
    refuses(.aspectsMissing) {
      $0.aspects = (1...11).map { .init(title: "方面 \($0)", points: $0 == 1 ? 90 : 1) }
    }
    refuses(.aspectsMissing) { $0.aspects[1] = .init(title: " ", points: 20) }
    refuses(.textTooLong) {
      $0.aspects[1] = .init(title: String(repeating: "长", count: 61), points: 20)
    }
    refuses(.aspectTwice) { $0.aspects[1] = $0.aspects[0] }
    refuses(.pointsNotHundred) { $0.aspects[1].points = 19 }
    refuses(.pointsNotHundred) {
      $0.aspects[1].points = 0
      $0.aspects[0].points = 40
    }
    refuses(.percentsMalformed) { $0.percents = [100, 80, 60] }
    refuses(.percentsMalformed) { $0.percents = [90, 80, 60, 0] }
    refuses(.percentsMalformed) { $0.percents = [100, 60, 80, 0] }
    refuses(.percentsMalformed) { $0.percents = [100, 80, 60, -1] }
    refuses(.targetOutOfRange) { $0.target = 0 }
    refuses(.targetOutOfRange) { $0.target = 101 }
    refuses(.textTooLong) { $0.question = String(repeating: "长", count: 201) }
  }

  @Test func takesAnEvaluationAsABallot() {
    inClass(.evaluationOpened)
      .when(.returnEvaluation(person: aino, key: key(7), content: full))
      .then(
        .evaluationReturned(person: aino),
        papers: [
          BallotPaper(
            box: evaluationBox, key: key(7),
            content: BallotContent(marks: [0, 1, 2, 3, 0], text: "很好"))
        ])
  }

  @Test func replacesAnEvaluationUnderItsKeyOnly() {
    let returned = inClass(
      .evaluationOpened, .evaluationReturned(person: aino), ballots: [evaluationBox: [key(7)]])
    let again = BallotContent(marks: [3, 3, 3, 3, 3])
    returned.when(.returnEvaluation(person: aino, key: key(7), content: again))
      .then(papers: [BallotPaper(box: evaluationBox, key: key(7), content: again)])
    returned.when(.returnEvaluation(person: aino, key: key(8), content: again))
      .then(rejects: .alreadyTookPart)
  }

  @Test func refusesAnEvaluationThatCannotBe() {
    func give(_ marks: [Int], _ text: String = "", _ person: PersonID = aino) -> Command {
      .returnEvaluation(
        person: person, key: key(7), content: BallotContent(marks: marks, text: text))
    }
    let open = inClass(.evaluationOpened)
    open.when(give([0, 0, 0, 0])).then(rejects: .gradesIncomplete)
    open.when(give([0, 0, 0, 0, 4])).then(rejects: .gradesIncomplete)
    open.when(give([0, 0, 0, 0, 0, 0])).then(rejects: .gradesIncomplete)
    open.when(give([0, 0, 0, 0, 0], String(repeating: "长", count: 501))).then(rejects: .textTooLong)
    open.when(give([0, 0, 0, 0, 0], "", gus)).then(rejects: .notCheckedIn)
    inClass().when(give([0, 0, 0, 0, 0])).then(rejects: .evaluationNotOpen)
    inClass(.evaluationOpened, .evaluationClosed).when(give([0, 0, 0, 0, 0]))
      .then(rejects: .evaluationNotOpen)
  }

  @Test func countsTheEvaluationOnceAfterClosing() {
    let papers = [0, 0, 1, 2, 3].map {
      BallotContent(marks: [$0, 0, 0, 0, 3], text: $0 == 2 ? "好" : "")
    }
    inClass(.evaluationOpened).when(.countEvaluation(ballots: papers)).thenNothing()
    let closed = inClass(
      .evaluationOpened, .evaluationReturned(person: aino), .evaluationClosed)
    closed.when(.countEvaluation(ballots: papers)).then(
      .evaluationCounted(
        ballots: 5,
        grades: [[2, 1, 1, 1], [5, 0, 0, 0], [5, 0, 0, 0], [5, 0, 0, 0], [0, 0, 0, 5]],
        texts: ["好"]))
    closed.when(.countEvaluation(ballots: Array(papers.prefix(4))))
      .then(.evaluationCounted(ballots: 4, grades: [], texts: []))
    inClass(
      .evaluationOpened, .evaluationClosed,
      .evaluationCounted(ballots: 0, grades: [], texts: [])
    ).when(.countEvaluation(ballots: papers)).thenNothing()
  }
}
