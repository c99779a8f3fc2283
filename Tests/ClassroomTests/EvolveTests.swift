import Identity
import Testing

@testable import Classroom

@Suite struct EvolveTests {
  // MARK: The class

  @Test func beginsAsPlannedWithItsItemsInOrderOfAppearance() {
    let state = fold([created])
    #expect(state.phase == .planned)
    #expect(state.isOpen)
    #expect(state.itemOrder == ["quiz", "many", "poll", "wall"])
    #expect(state.itemsBySegment["test"] == ["quiz", "many"])
    #expect(state.items["quiz"]?.segment == "test")
    #expect(state.items["quiz"]?.phase == .waiting)
    #expect(state.startedAt == nil)
  }

  @Test func goesLiveAtTheFirstMove() {
    let state = day(
      (at(3), .moved(to: Cursor(segment: 0))), (at(9), .moved(to: Cursor(segment: 1))))
    #expect(state.phase == .live)
    #expect(state.startedAt == at(3))
  }

  @Test func closesWhatIsOpenWithTheClass() {
    let state = inClass(
      .itemOpened(item: "quiz"), .itemOpened(item: "poll"), .evaluationOpened, .sectionClosed
    ).state
    #expect(state.phase == .closed)
    #expect(!state.isOpen)
    #expect(state.closedAt == nine)
    #expect(state.items["quiz"]?.phase == .closed)
    #expect(state.items["poll"]?.phase == .closed)
    #expect(state.items["many"]?.phase == .waiting)
    #expect(state.boxesToCount == ["poll", evaluationBox])
    #expect(state.openBoxes.isEmpty)
  }

  @Test func leavesAnEvaluationThatNeverOpenedAsItWas() {
    let state = inClass(.sectionClosed).state
    #expect(state.evaluation.phase == .waiting)
    #expect(state.boxesToCount.isEmpty)
  }

  @Test func appliesInPlaceWhatEvolveReturns() {
    var state = State()
    for event in underWay { state.apply(event, at: nine) }
    #expect(state == fold(underWay))
  }

  // MARK: Attendance

  @Test func keepsTheRosterInOrderOfEnrolment() {
    #expect(fold(enrolled).roster == [aino, bao, chen, dan, emil, fang, gus])
    #expect(inClass(.personEnrolled(person: aino, group: "二组")).state.roster.count == 7)
    #expect(
      inClass(.personEnrolled(person: aino, group: "二组")).state.attendance[aino]?.group == "二组")
  }

  @Test func keepsTheTimeInWhenTheGroupChanges() {
    let state = day(
      (at(1), .checkedIn(person: aino, by: .phone)),
      (at(2), .personEnrolled(person: aino, group: "二组")))
    #expect(state.attendance[aino]?.checkedIn == at(1))
  }

  @Test func keepsTheFirstTimeInOfWhoComesBack() {
    let state = day(
      (at(1), .checkedIn(person: dan, by: .phone)), (at(100), .leftEarly(person: dan)),
      (at(110), .checkedIn(person: dan, by: .desk)))
    #expect(state.attendance[dan]?.checkedIn == at(1))
    #expect(state.attendance[dan]?.witness == .phone)
    #expect(state.attendance[dan]?.left == nil)
  }

  @Test func countsWhoLeftEarlyAsHavingCome() {
    let state = inClass(.leftEarly(person: dan)).state
    #expect(state.isPresent(dan))
    #expect(state.present == 5)
    #expect(state.counts.checkedIn == 5)
  }

  @Test func forgetsTheLeaveOfWhoComesAfterAll() {
    let state = inClass(.checkedIn(person: chen, by: .phone)).state
    #expect(state.attendance[chen]?.onLeave == false)
    #expect(state.isPresent(chen))
    #expect(!inClass().state.isPresent(chen))
    #expect(!inClass().state.isPresent(stranger))
  }

  // MARK: Clocks

  @Test func booksTimeToTheSegmentLeft() {
    let state = day(
      (at(0), .moved(to: Cursor(segment: 0))), (at(12), .moved(to: Cursor(segment: 1))),
      (at(60), .moved(to: Cursor(segment: 2))))
    #expect(state.clock.spent == ["intro": 12 * 60, "lecture": 48 * 60])
    #expect(state.clock.since == at(60))
  }

  @Test func keepsTheClockRunningWhilePagesTurnWithinASegment() {
    let state = day(
      (at(0), .moved(to: Cursor(segment: 1))), (at(9), .moved(to: Cursor(segment: 1, page: 1))),
      (at(10), .moved(to: Cursor(segment: 2))))
    #expect(state.clock.spent == ["lecture": 600])
  }

  @Test func addsUpTheVisitsToOneSegment() {
    let state = day(
      (at(0), .moved(to: Cursor(segment: 0))), (at(1), .moved(to: Cursor(segment: 1))),
      (at(2), .moved(to: Cursor(segment: 0))), (at(5), .moved(to: Cursor(segment: 1))))
    #expect(state.clock.spent == ["intro": 240, "lecture": 60])
  }

  @Test func countsNoTimeWhilePaused() {
    let state = day(
      (at(0), .moved(to: Cursor(segment: 0))), (at(4), .clockPaused), (at(30), .clockResumed),
      (at(35), .moved(to: Cursor(segment: 1))))
    #expect(state.clock.spent == ["intro": 9 * 60])
  }

  @Test func staysPausedAcrossAMove() {
    let state = day(
      (at(0), .moved(to: Cursor(segment: 0))), (at(4), .clockPaused),
      (at(10), .moved(to: Cursor(segment: 1))), (at(20), .clockResumed), (at(25), .sectionClosed))
    #expect(state.clock.spent == ["intro": 240, "lecture": 300])
    #expect(state.clock.since == nil)
  }

  @Test func startsNoClockBeforeTheClassDoes() {
    let paused = day((at(0), .clockPaused), (at(1), .clockResumed))
    #expect(paused.clock.since == nil)
    let begun = day((at(0), .clockPaused), (at(5), .moved(to: Cursor(segment: 0))))
    #expect(begun.clock.since == nil)
    #expect(begun.phase == .live)
  }

  @Test func stopsTheClockWhenTheClassCloses() {
    let state = day((at(0), .moved(to: Cursor(segment: 0))), (at(7, 30), .sectionClosed))
    #expect(state.clock.spent == ["intro": 450])
    #expect(state.clock.since == nil)
  }

  @Test func booksNoNegativeTimeWhenTheWallClockWasSetBack() {
    let state = day(
      (at(9), .moved(to: Cursor(segment: 0))), (at(2), .moved(to: Cursor(segment: 1))))
    #expect(state.clock.spent == ["intro": 0])
  }

  // MARK: The pulse

  @Test func countsDownTheSegmentAndThenOver() {
    let state = day((at(0), .moved(to: Cursor(segment: 0))))
    #expect(pulse(of: state, at: at(4)).segmentSeconds == 360)
    #expect(pulse(of: state, at: at(4)).behindSeconds == 0)
    #expect(pulse(of: state, at: at(12)).segmentSeconds == -120)
    #expect(pulse(of: state, at: at(12)).behindSeconds == 120)
  }

  @Test func saysHowFarTheDayIsBehindOrAhead() {
    let late = day(
      (at(0), .moved(to: Cursor(segment: 0))), (at(15), .moved(to: Cursor(segment: 1))))
    #expect(pulse(of: late, at: at(15)).behindSeconds == 300)
    let early = day(
      (at(0), .moved(to: Cursor(segment: 0))), (at(4), .moved(to: Cursor(segment: 1))))
    #expect(pulse(of: early, at: at(4)).behindSeconds == -360)
  }

  @Test func countsToTheNextBreakByPlan() {
    let state = day((at(0), .moved(to: Cursor(segment: 1))))
    // 45 minutes of lecture less 5, then 10 of quiz.
    #expect(pulse(of: state, at: at(5)).breakSeconds == 50 * 60)
    // An overrun lecture still has the whole quiz before the break.
    #expect(pulse(of: state, at: at(50)).breakSeconds == 10 * 60)
    let inBreak = day((at(0), .moved(to: Cursor(segment: 3))))
    #expect(pulse(of: inBreak, at: at(1)).breakSeconds == nil)
    let noneLeft = day((at(0), .moved(to: Cursor(segment: 4))))
    #expect(pulse(of: noneLeft, at: at(1)).breakSeconds == nil)
  }

  @Test func looksForTheBreakOnlyOnTheSameDay() {
    var twoDays = agenda
    for index in 3..<7 { twoDays[index].day = 2 }
    let state = fold([
      .sectionCreated(profile: profile, plan: plan, agenda: twoDays),
      .moved(to: Cursor(segment: 1)),
    ])
    #expect(pulse(of: state, at: nine).breakSeconds == nil)
  }

  @Test func standsStillBeforeTheStartAfterTheEndAndWhilePaused() {
    let still = Pulse(segmentSeconds: nil, behindSeconds: 0, breakSeconds: nil, paused: false)
    #expect(pulse(of: fold(enrolled), at: at(5)) == still)
    #expect(pulse(of: inClass(.sectionClosed).state, at: at(5)) == still)
    let paused = day((at(0), .moved(to: Cursor(segment: 0))), (at(4), .clockPaused))
    #expect(pulse(of: paused, at: at(5)) == pulse(of: paused, at: at(50)))
    #expect(pulse(of: paused, at: at(50)).segmentSeconds == 360)
    #expect(pulse(of: paused, at: at(50)).paused)
  }

  // MARK: Moving and undoing

  @Test func remembersWhereItStood() {
    let state = inClass(.moved(to: Cursor(segment: 1)), .moved(to: Cursor(segment: 2))).state
    #expect(state.trail == [Cursor(segment: 0), Cursor(segment: 1)])
  }

  @Test func walksBackTheTrailWithoutLengtheningIt() {
    let state = inClass(
      .moved(to: Cursor(segment: 1)), .moved(to: Cursor(segment: 2)),
      .movedBack(to: Cursor(segment: 1))
    ).state
    #expect(state.cursor == Cursor(segment: 1))
    #expect(state.trail == [Cursor(segment: 0)])
  }

  @Test func undoesEveryMoveBackToTheFirst() throws {
    var state = inClass().state
    for _ in 0..<9 {
      for event in try decide(.next, in: state).events { state.apply(event, at: nine) }
    }
    for _ in 0..<9 {
      for event in try decide(.undo, in: state).events { state.apply(event, at: nine) }
    }
    #expect(state.cursor == Cursor(segment: 0))
    #expect(state.trail.isEmpty)
  }

  @Test func takesTheItemOffTheScreenWhenTheClassMovesOn() {
    #expect(inClass(.itemOpened(item: "poll")).state.focus == "poll")
    #expect(inClass(.itemOpened(item: "poll"), .itemClosed(item: "poll")).state.focus == "poll")
    #expect(inClass(.itemOpened(item: "poll"), .moved(to: Cursor(segment: 1))).state.focus == nil)
    #expect(
      inClass(
        .moved(to: Cursor(segment: 1)), .itemOpened(item: "poll"),
        .movedBack(to: Cursor(segment: 0))
      ).state.focus == nil)
    #expect(inClass(.itemRevealed(item: "poll")).state.focus == "poll")
  }

  @Test func leavesAnItemOpenWhenTheClassMovesOn() {
    let state = inClass(.itemOpened(item: "poll"), .moved(to: Cursor(segment: 1))).state
    #expect(state.openItems.map(\.item.id) == ["poll"])
  }

  @Test func showsAddedMaterialFromItsFirstPage() {
    let state = inClass(
      .moved(to: Cursor(segment: 4)), .materialAdded(segment: "case", kit: kit)
    ).state
    #expect(state.segment?.kit == kit)
    #expect(state.segment?.pages == casePages(kit))
    #expect(state.cursor == Cursor(segment: 4, page: 0))
    #expect(inClass(.materialAdded(segment: "gone", kit: kit)).state == inClass().state)
  }

  // MARK: Items, ballots, questions

  @Test func keepsTheLastResponseOfAPerson() {
    let state = inClass(
      .itemOpened(item: "quiz"), .responseRecorded(item: "quiz", person: bao, choices: [0]),
      .responseRecorded(item: "quiz", person: bao, choices: [1])
    ).state
    #expect(state.items["quiz"]?.responses == [bao: [1]])
    #expect(state.items["quiz"]?.submitted == 1)
  }

  @Test func keepsResponsesWhenAQuizIsReopened() {
    let state = inClass(
      .itemOpened(item: "quiz"), .responseRecorded(item: "quiz", person: bao, choices: [0]),
      .itemClosed(item: "quiz"), .itemOpened(item: "quiz")
    ).state
    #expect(state.items["quiz"]?.phase == .open)
    #expect(state.items["quiz"]?.responses == [bao: [0]])
  }

  @Test func knowsWhichBoxesTakeBallotsAndWhichAreOwedACount() {
    #expect(
      inClass(.itemOpened(item: "poll"), .itemOpened(item: "quiz"), .evaluationOpened).state
        .openBoxes
        == ["poll", evaluationBox])
    #expect(inClass(.itemOpened(item: "poll")).state.boxesToCount.isEmpty)
    #expect(
      inClass(
        .itemOpened(item: "poll"), .ballotCast(item: "poll", person: aino),
        .itemClosed(item: "poll")
      ).state.boxesToCount == ["poll"])
    #expect(inClass(counted("poll", ballots: 5)).state.boxesToCount.isEmpty)
    #expect(
      inClass(.itemOpened(item: "quiz"), .itemClosed(item: "quiz")).state.boxesToCount.isEmpty)
  }

  @Test func countsWhatTheRecordCounts() {
    let state = inClass(
      counted("poll", ballots: 4) + [
        .itemOpened(item: "quiz"), .responseRecorded(item: "quiz", person: bao, choices: [0]),
        .questionAsked(question: "q1", person: emil, text: "?"),
        .questionAsked(question: "q2", person: nil, text: "?"), .questionHidden(question: "q2"),
        .evaluationOpened, .evaluationReturned(person: aino),
      ]
    ).state
    #expect(state.counts == Counts(checkedIn: 5, answers: 5, questions: 2, ratings: 1))
    #expect(state.questionsAsked == [emil: 1])
  }

  @Test func countsSupportOncePerKey() {
    let state = inClass(
      .questionAsked(question: "q", person: nil, text: "?"), .questionApproved(question: "q"),
      .questionSupported(question: "q", key: key(1)),
      .questionSupported(question: "q", key: key(1)),
      .questionSupported(question: "q", key: key(2))
    ).state
    #expect(state.questions["q"]?.supporters.count == 2)
  }

  @Test func remembersWhichTrainerLinkIsValid() {
    #expect(inClass().state.trainerGeneration == 1)
    #expect(inClass(.handedOver(generation: 2)).state.trainerGeneration == 2)
  }
}
