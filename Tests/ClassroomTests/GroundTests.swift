import Identity
import Testing

@testable import Classroom

/// What a finger does that taps twice, too early or too late.
@Suite struct GroundTests {
  private func ground(_ events: [Event]) -> Ground { inClass(events).state.ground }
  private let reopened: [Event] = [.itemOpened(item: "poll"), .itemClosed(item: "poll")]

  // MARK: An order rests on what was seen

  @Test func carriesOutAnOrderUponItsGround() {
    inClass().when(.upon(ground([]), .next)).then(.moved(to: Cursor(segment: 0, page: 1)))
    inClass().when(.upon(ground([]), .openItems(["poll"]))).then(.itemOpened(item: "poll"))
    inClass().when(.upon(ground([]), .openItems(["none"]))).then(rejects: .itemUnknown)
  }

  @Test(
    arguments: [
      [.moved(to: Cursor(segment: 0, page: 1))], [.itemOpened(item: "poll")], [.blanked(on: true)],
      [.evaluationOpened], [.evaluationOpened, .evaluationClosed], [.timerStarted(seconds: 60)],
      [.moved(to: Cursor(segment: 2))],
    ] as [[Event]])
  func refusesAnOrderWhoseGroundHasMoved(events: [Event]) {
    for command in [Command.next, .back, .undo, .openItems(["poll"]), .openEvaluation] {
      inClass(events).when(.upon(ground([]), command)).then(rejects: .groundMoved)
    }
  }

  @Test func neitherJumpsNorEndsTheClassUponAnotherGround() {
    for command in [Command.jump(to: Cursor(segment: 2)), .closeSection] {
      inClass(.moved(to: Cursor(segment: 1))).when(.upon(ground([]), command))
        .then(rejects: .groundMoved)
    }
    inClass().when(.upon(ground([]), .jump(to: Cursor(segment: 1))))
      .then(.moved(to: Cursor(segment: 1)))
    inClass().when(.upon(ground([]), .closeSection)).then(.sectionClosed)
    inClass(.sectionClosed).when(.upon(ground([]), .closeSection)).thenNothing()
  }

  @Test func standsElsewhereWithEachStepOfAQuestion() {
    let open: [Event] = [.itemOpened(item: "quiz")]
    let closed = open + [.itemClosed(item: "quiz")]
    let steps: [[Event]] = [
      [], open, closed, open + [.discussionBegun(item: "quiz", seconds: 60)],
      closed + [.secondRoundOpened(item: "quiz")], closed + [.itemRevealed(item: "quiz")],
    ]
    let grounds = steps.map { ground($0).text }
    #expect(Set(grounds).count == grounds.count)
  }

  @Test func staysWhereAnswersAndTimeAreAllThatCame() {
    let open: [Event] = [.itemOpened(item: "quiz")]
    #expect(
      ground(open)
        == ground(open + [.responseRecorded(item: "quiz", person: bao, choices: [1])]))
  }

  @Test func aFurtherRoomHasAGroundOfItsOwn() {
    let apart: [Event] = [.room(.opened(room: "2", name: "二楼")), .room(.detached(room: "2"))]
    let room = inClass(apart).state.seen(from: "2").ground
    // The main room moves on: the further one stands where it stood.
    let later = apart + [.moved(to: Cursor(segment: 1))]
    inClass(later).when(.inRoom("2", .upon(room, .next)))
      .then(.inRoom(room: "2", event: .moved(to: Cursor(segment: 0, page: 1))))
    inClass(later).when(.upon(ground(apart), .next)).then(rejects: .groundMoved)
    inClass(apart + [.inRoom(room: "2", event: .moved(to: Cursor(segment: 1)))])
      .when(.inRoom("2", .upon(room, .next))).then(rejects: .groundMoved)
  }

  // MARK: A box into which nobody cast

  @Test func opensAPollAgainThatNobodyAnswered() {
    inClass(reopened).when(.openItems(["poll"])).then(.itemOpened(item: "poll"))
    let again = reopened + [.itemOpened(item: "poll")]
    inClass(again).when(
      .castBallot(item: "poll", person: bao, key: key(1), content: BallotContent(marks: [0]))
    ).then(
      .ballotCast(item: "poll", person: bao),
      papers: [BallotPaper(box: "poll", key: key(1), content: BallotContent(marks: [0]))])
    #expect(inClass(again).state.openBoxes == ["poll"])
  }

  @Test(
    arguments: [
      [.ballotCast(item: "poll", person: bao)], [.sheetCast(item: "poll")],
    ] as [[Event]])
  func neverOpensABoxWithABallotAgain(ballot: [Event]) {
    let closed = [.itemOpened(item: "poll")] + ballot + [.itemClosed(item: "poll")]
    inClass(closed).when(.openItems(["poll"])).then(rejects: .itemAlreadyCounted)
    #expect(inClass(closed).state.boxesToCount == ["poll"])
  }

  @Test func neverOpensABoxThatWasCountedOrShown() {
    let counted = reopened + [.ballotsCounted(item: "poll", ballots: 0, marks: [], texts: [])]
    inClass(counted).when(.openItems(["poll"])).then(rejects: .itemAlreadyCounted)
    let shown =
      reopened + [.handsCounted(item: "poll", counts: [5, 0, 0]), .itemRevealed(item: "poll")]
    inClass(shown).when(.openItems(["poll"])).then(rejects: .itemAlreadyCounted)
    #expect(inClass(shown).state.boxesToCount == ["poll"])
  }

  @Test func countsAnEmptyBoxWhenTheClassEnds() {
    #expect(inClass(reopened).state.boxesToCount.isEmpty)
    #expect(inClass(reopened + [.sectionClosed]).state.boxesToCount == ["poll"])
    let rated: [Event] = [.evaluationOpened, .evaluationClosed]
    #expect(inClass(rated).state.boxesToCount.isEmpty)
    #expect(inClass(rated + [.sectionClosed]).state.boxesToCount == [evaluationBox])
  }

  @Test func opensTheEvaluationAgainOnlyWhileNobodyHasRated() {
    let closed: [Event] = [.evaluationOpened, .evaluationClosed]
    inClass(closed).when(.openEvaluation).then(.evaluationOpened)
    #expect(trainerView(of: inClass(closed).state).mayOpenEvaluation)
    let rated: [Event] = [
      .evaluationOpened, .evaluationReturned(person: bao), .evaluationClosed,
    ]
    inClass(rated).when(.openEvaluation).then(rejects: .evaluationClosedForGood)
    #expect(!trainerView(of: inClass(rated).state).mayOpenEvaluation)
    // An earlier program counted an empty box at once: it is sealed.
    inClass(closed + [.evaluationCounted(ballots: 0, grades: [], texts: [])])
      .when(.openEvaluation).then(rejects: .evaluationClosedForGood)
  }

  // MARK: What is on the screen

  @Test(
    arguments: [
      [.itemOpened(item: "quiz")], [.itemOpened(item: "quiz"), .itemClosed(item: "quiz")],
      [.itemOpened(item: "poll"), .evaluationOpened], [.blanked(on: true)],
      [
        .groupsFormed(groups: [[aino, bao], [dan, emil]]),
        .reportsOpened(task: "g1", title: "怎么办？"),
      ],
    ] as [[Event]])
  func thanksAtTheEndWhateverTheClassStoppedAt(events: [Event]) {
    for apart in [[], [Event.room(.opened(room: "2", name: "二楼")), .room(.detached(room: "2"))]] {
      let state = inClass(apart + events + [.sectionClosed]).state
      for room in [nil] + state.sideRooms.inUse.map({ Optional($0) }) {
        let screen = projectorView(of: state.seen(from: room))
        #expect(screen.phase == .closed && !screen.blanked && screen.title == profile.title)
        #expect(screen.item == nil && screen.page == nil && screen.task == nil)
        #expect(screen.submitted == nil && screen.questions.isEmpty && !screen.evaluationOpen)
        let phone = learnerView(of: state.seen(from: room))
        #expect(phone.shown == nil && phone.open.isEmpty && phone.task?.isOpen != true)
      }
    }
  }

  @Test func phonesKeepAResultThatWasShown() {
    let state = inClass(
      .itemOpened(item: "quiz"), .itemClosed(item: "quiz"), .itemRevealed(item: "quiz"),
      .sectionClosed
    ).state
    #expect(learnerView(of: state).shown?.phase == .revealed)
  }

  @Test func theGroupsTaskTakesTheScreenFromAResultButNotFromAQuestion() {
    let groups = Event.groupsFormed(groups: [[aino, bao], [dan, emil]])
    let task = Event.reportsOpened(task: "g1", title: "怎么办？")
    let open: [Event] = [groups, .itemOpened(item: "quiz")]
    #expect(projectorView(of: inClass(open + [task]).state).item?.id == "quiz")
    let closed = open + [.itemClosed(item: "quiz")]
    for events in [closed, closed + [.itemRevealed(item: "quiz")]] {
      let screen = projectorView(of: inClass(events + [task]).state)
      #expect(screen.item == nil && screen.task?.id == "g1")
    }
    // On the page of a question too; its result takes the screen when it is shown.
    let onPage = [groups, .moved(to: Cursor(segment: 2))] + closed.dropFirst()
    #expect(projectorView(of: inClass(onPage + [task]).state).task?.id == "g1")
    let shown = onPage + [task, .itemRevealed(item: "quiz")]
    #expect(projectorView(of: inClass(shown).state).item?.id == "quiz")
  }

  // MARK: Before the end

  @Test func saysWhatWouldEndUnfinished() {
    let rest = inClass(.itemOpened(item: "quiz"), .itemOpened(item: "poll")).state.unfinished
    #expect(rest == Unfinished(segmentsAhead: 5, open: 2, rating: .notHeld, unanswered: 1))
    let done = inClass(
      [.moved(to: Cursor(segment: 6)), .itemOpened(item: "quiz")]
        + voters.map { .responseRecorded(item: "quiz", person: $0, choices: [1]) }
        + [
          .itemClosed(item: "quiz"), .evaluationOpened, .evaluationReturned(person: bao),
          .evaluationClosed,
        ]
    ).state.unfinished
    #expect(done == Unfinished(segmentsAhead: 0, open: 0, rating: .held, unanswered: 0))
    #expect(inClass(.evaluationOpened).state.unfinished.rating == .open)
  }

  @Test func whatCameWithoutPhonesIsHeldAndAnswered() {
    let paper: [Event] = [.evaluationOpened, .evaluationSheetCast, .evaluationClosed]
    let state = inClass(paper).state
    #expect(state.boxesToCount == [evaluationBox] && !state.mayOpenEvaluation)
    #expect(state.unfinished.rating == .held)
    inClass(paper).when(.openEvaluation).then(rejects: .evaluationClosedForGood)
    let hands = Event.handsCounted(item: "quiz", counts: [0, voters.count, 0])
    #expect(inClass(.itemOpened(item: "quiz"), hands).state.unfinished.unanswered == 0)
  }
}
