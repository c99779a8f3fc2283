import Testing

@testable import Classroom

@Suite struct RoundsTests {
  let firstRound: [Event] = [
    .itemOpened(item: "quiz"), .responseRecorded(item: "quiz", person: aino, choices: [0]),
    .responseRecorded(item: "quiz", person: bao, choices: [1]), .itemClosed(item: "quiz"),
  ]
  var discussed: [Event] { firstRound + [.discussionBegun(item: "quiz", seconds: 180)] }
  var second: [Event] { discussed + [.secondRoundOpened(item: "quiz")] }

  @Test func closesTheFirstRoundAndSetsTheTimer() {
    inClass(.itemOpened(item: "quiz")).when(.discuss(item: "quiz", minutes: 3))
      .then(.itemClosed(item: "quiz"), .discussionBegun(item: "quiz", seconds: 180))
    let state = inClass(discussed).state
    #expect(pulse(of: state, at: at(1)).timerSeconds == 120)
    #expect(pulse(of: state, at: at(9)).timerSeconds == 0)
    #expect(projectorView(of: state).item?.discussing == true)
  }

  /// An answer that waited on a phone since the first round is not one to the second.
  @Test func takesAnAnswerFromAFormInItsOwnRoundOnly() {
    func answer(_ item: ItemID, _ round: String, _ choices: [Int]?, _ text: String = "") -> Command
    {
      .answer(
        item: item, person: aino, form: AnswerForm(round: round, choices: choices, text: text))
    }
    let open = inClass(.itemOpened(item: "quiz"))
    open.when(answer("quiz", "", [1]))
      .then(.responseRecorded(item: "quiz", person: aino, choices: [1]))
    for round in ["2", "1", "02", "x"] {
      open.when(answer("quiz", round, [1])).then(rejects: .roundOver)
    }
    inClass(second).when(answer("quiz", "", [1])).then(rejects: .roundOver)
    inClass(second).when(answer("quiz", "2", [1]))
      .then(.responseRecorded(item: "quiz", person: aino, choices: [1]))
    open.when(answer("quiz", "", nil)).then(rejects: .choiceUnknown)
    open.when(answer("none", "", [1])).then(rejects: .itemUnknown)
    // A number or a short text: what was ticked beside it does not count.
    inClass(.itemAdded(item: number), .itemOpened(item: "number")).when(
      answer("number", "", nil, "36")
    )
    .then(.textResponseRecorded(item: "number", person: aino, text: "36"))
  }

  @Test func refusesRoundsWhereTheyMakeNoSense() {
    inClass(.itemOpened(item: "poll")).when(.discuss(item: "poll", minutes: 3))
      .then(rejects: .roundsForQuizOnly)
    inClass().when(.discuss(item: "quiz", minutes: 3)).then(rejects: .itemNotOpen)
    inClass(firstRound).when(.discuss(item: "quiz", minutes: 0)).then(rejects: .minutesUnreadable)
    inClass(second).when(.discuss(item: "quiz", minutes: 3)).then(rejects: .secondRoundOver)
    inClass(second).when(.openSecondRound(item: "quiz")).then(rejects: .secondRoundOver)
    inClass(firstRound + [.itemRevealed(item: "quiz")]).when(.openSecondRound(item: "quiz"))
      .then(rejects: .secondRoundOver)
    inClass(.itemOpened(item: "quiz")).when(.openSecondRound(item: "quiz"))
      .then(rejects: .itemStillOpen)
  }

  @Test func countsOnlyTheSecondRound() {
    let state = inClass(
      second + [
        .responseRecorded(item: "quiz", person: aino, choices: [1]), .itemClosed(item: "quiz"),
        .itemRevealed(item: "quiz"),
      ]
    ).state
    let shown = projectorView(of: state).item
    #expect(shown?.choices.map(\.count) == [0, 1, 0])
    #expect(shown?.choices.map(\.before) == [1, 1, 0])
    #expect(shown?.correct == 1)
    #expect(shown?.correctBefore == 1)
    #expect(shown?.answersBefore == 2)
    let report = sectionReport(of: state).items.first { $0.id == "quiz" }
    #expect(report?.shareCorrect == 1)
    #expect(report?.correctBefore == 1)
  }

  @Test func countsTheHandsOfEachRoundInThatRound() {
    let first = firstRound + [.handsCounted(item: "quiz", counts: [1, 2, 0])]
    let again =
      first + [
        .discussionBegun(item: "quiz", seconds: 180), .secondRoundOpened(item: "quiz"),
      ]
    #expect(inClass(again).state.items["quiz"]?.hands == HandsState())
    let shown = projectorView(
      of: inClass(
        again + [
          .handsCounted(item: "quiz", counts: [0, 4, 0]), .itemClosed(item: "quiz"),
          .itemRevealed(item: "quiz"),
        ]
      ).state
    ).item
    #expect(shown?.choices.map(\.count) == [0, 4, 0])
    #expect(shown?.choices.map(\.before) == [2, 3, 0])
    #expect(shown?.correct == 4 && shown?.scored == 4 && shown?.hands == [0, 4, 0])
    #expect(shown?.correctBefore == 3 && shown?.answersBefore == 5)
  }

  /// The room, the trainer and the others look alike whatever was answered in the first round.
  @Test func hidesTheFirstRoundUntilReveal() {
    func room(_ choice: Int, _ events: [Event]) -> State {
      var changed = events
      changed[1] = .responseRecorded(item: "quiz", person: aino, choices: [choice])
      return inClass(changed).state
    }
    for events in [firstRound, discussed, second, second + [.itemClosed(item: "quiz")]] {
      for viewer in Viewer.allCases {
        #expect(view(of: room(0, events), for: viewer) == view(of: room(2, events), for: viewer))
      }
    }
  }

  @Test func asksEachPersonAgain() {
    #expect(ownView(of: inClass(discussed).state, person: aino).answers.map(\.choices) == [[0]])
    #expect(ownView(of: inClass(second).state, person: aino).answers.isEmpty)
    inClass(second).when(.respond(item: "quiz", person: aino, choices: [0]))
      .then(.responseRecorded(item: "quiz", person: aino, choices: [0]))
  }

  // MARK: The timer

  @Test func countsDownUntilTheClassMovesOn() {
    inClass().when(.startTimer(minutes: 10)).then(.timerStarted(seconds: 600))
    inClass().when(.startTimer(minutes: 61)).then(rejects: .minutesUnreadable)
    given(enrolled[0]).when(.startTimer(minutes: 10)).then(rejects: .sectionNotLive)
    inClass().when(.stopTimer).thenNothing()
    let running = inClass(.timerStarted(seconds: 600))
    running.when(.stopTimer).then(.timerStopped)
    #expect(pulse(of: running.state, at: at(4)).timerSeconds == 360)
    // A page on the timer goes on; another segment ends it.
    #expect(
      inClass(.timerStarted(seconds: 600), .moved(to: Cursor(segment: 0, page: 1))).state.timer
        != nil)
    #expect(inClass(.timerStarted(seconds: 600), .moved(to: Cursor(segment: 1))).state.timer == nil)
  }
}
