import Identity
import Testing

@testable import Classroom

@Suite struct ViewTests {
  /// Everything the room may look at, as one value.
  func room(_ state: State) -> [View] {
    [view(of: state, for: .learner), view(of: state, for: .projector)]
  }

  func learner(_ events: Event...) -> LearnerView { learnerView(of: inClass(events).state) }
  func projector(_ events: Event...) -> ProjectorView { projectorView(of: inClass(events).state) }

  /// The class with another key and explanation for its quiz.
  func withOtherKey(_ events: [Event]) -> State {
    var other = agenda
    other[2].items[0].key = [0]
    other[2].items[0].explanation = "别的"
    return fold(
      [.sectionCreated(profile: profile, plan: plan, agenda: other)] + underWay.dropFirst() + events
    )
  }

  // MARK: Secrecy: what differs only in a secret looks the same

  @Test(
    arguments: [
      [], [.moved(to: Cursor(segment: 2))], [.itemOpened(item: "quiz")],
      [.itemOpened(item: "quiz"), .responseRecorded(item: "quiz", person: bao, choices: [1])],
      [.itemOpened(item: "quiz"), .itemClosed(item: "quiz")],
      [.itemOpened(item: "quiz"), .itemClosed(item: "quiz"), .sectionClosed],
    ] as [[Event]])
  func tellsNothingOfTheKeyBeforeReveal(events: [Event]) {
    let state = inClass(events).state
    #expect(room(state) == room(withOtherKey(events)))
    #expect(ownView(of: state, person: bao) == ownView(of: withOtherKey(events), person: bao))
    for view in room(state) {
      #expect(choices(in: view).allSatisfy { !$0.right && $0.count == nil })
      #expect(!leaves(of: view).contains { $0.contains("第十四条") })
    }
  }

  @Test func tellsNothingOfAnothersAnswerBeforeReveal() {
    func answered(_ choice: Int) -> State {
      inClass(
        .itemOpened(item: "quiz"), .responseRecorded(item: "quiz", person: bao, choices: [choice])
      ).state
    }
    #expect(room(answered(0)) == room(answered(1)))
    #expect(
      ownView(of: answered(0), person: aino) == ownView(of: answered(1), person: aino))
    #expect(trainerView(of: answered(0)) == trainerView(of: answered(1)))
  }

  @Test func showsToAPersonOnlyTheirOwnAnswers() {
    let state = inClass(
      .itemOpened(item: "quiz"), .responseRecorded(item: "quiz", person: bao, choices: [1]),
      .responseRecorded(item: "quiz", person: aino, choices: [2])
    ).state
    #expect(
      ownView(of: state, person: aino).answers
        == [OwnView.Answer(item: "quiz", choices: [2], right: nil)])
    #expect(ownView(of: state, person: dan).answers.isEmpty)
  }

  @Test func namesNobodyToTheRoom() {
    let everything = inClass(
      counted("wall", ballots: 5, texts: ["甲"]) + [
        .textApproved(item: "wall", index: 0),
        .questionAsked(question: "q1", person: emil, text: "怎么算？"),
        .questionApproved(question: "q1"),
        .questionSupported(question: "q1", key: key(0xabc)),
        .itemOpened(item: "quiz"), .responseRecorded(item: "quiz", person: bao, choices: [1]),
        .itemRevealed(item: "quiz"), .evaluationOpened, .evaluationReturned(person: aino),
      ]
    ).state
    for view in room(everything) {
      let words = leaves(of: view)
      #expect(!words.contains { $0.contains("person-") })
      #expect(!words.contains(key(0xabc)))
    }
    #expect(leaves(of: ownView(of: everything, person: dan)).allSatisfy { !$0.contains("person-") })
  }

  @Test func keepsNotesAndPlanFromTheRoom() {
    let states = (0..<7).map { segment in
      inClass(.materialAdded(segment: "case", kit: kit), .moved(to: Cursor(segment: segment))).state
    }
    for view in states.flatMap(room) {
      let words = leaves(of: view)
      for secret in ["TEACHING-NOTES", "TRAINER-NOTES", "PLAN-SOURCE"] {
        #expect(!words.contains { $0.contains(secret) })
      }
    }
    #expect(leaves(of: trainerView(of: states[4])).contains("TEACHING-NOTES"))
    #expect(leaves(of: trainerView(of: states[0])).contains("TRAINER-NOTES"))
  }

  @Test func doesNotReadOutAPlannedItemBeforeItOpens() {
    let here = Event.moved(to: Cursor(segment: 2))
    for view in room(inClass(here).state) {
      let words = leaves(of: view)
      for secret in [quiz.prompt, quiz.choices[0], "QUIZ-PAGE"] { #expect(!words.contains(secret)) }
    }
    #expect(projector(here, .itemOpened(item: "quiz")).item?.prompt == quiz.prompt)
    #expect(trainerView(of: inClass(here).state).items.first?.item.prompt == quiz.prompt)
  }

  // MARK: Reveal

  @Test func revealsKeyCountsAndExplanationOfAQuiz() throws {
    let state = inClass(
      .itemOpened(item: "quiz"), .responseRecorded(item: "quiz", person: bao, choices: [1]),
      .responseRecorded(item: "quiz", person: aino, choices: [0]), .itemClosed(item: "quiz"),
      .itemRevealed(item: "quiz")
    ).state
    for item in [learnerView(of: state).shown, projectorView(of: state).item] {
      let item = try #require(item)
      #expect(item.choices.map(\.count) == [1, 1, 0])
      #expect(item.choices.map(\.right) == [false, true, false])
      #expect(item.choices.map(\.letter) == ["A", "B", "C"])
      #expect(item.explanation == quiz.explanation)
      #expect(item.answers == 2)
    }
    #expect(ownView(of: state, person: bao).answers.first?.right == true)
    #expect(ownView(of: state, person: aino).answers.first?.right == false)
  }

  @Test func judgesAnAnswerRightInWhateverOrderTheKeyWasWritten() {
    func right(_ choices: [Int]) -> Bool? {
      let state = inClass(
        .itemOpened(item: "many"), .responseRecorded(item: "many", person: bao, choices: choices),
        .itemRevealed(item: "many")
      ).state
      return ownView(of: state, person: bao).answers.first?.right
    }
    #expect(right([0, 2]) == true)
    #expect(right([0]) == false)
    #expect(right([0, 1, 2]) == false)
  }

  @Test func showsNoResultOfAPollBeforeItIsCounted() {
    let cast = voters.map { Event.ballotCast(item: "poll", person: $0) }
    let state = inClass(
      [.itemOpened(item: "poll")] + cast + [.itemClosed(item: "poll"), .itemRevealed(item: "poll")]
    ).state
    for view in room(state) { #expect(choices(in: view).allSatisfy { $0.count == nil }) }
    #expect(projectorView(of: state).item?.answers == nil)
    #expect(projectorView(of: state).submitted == 5)
  }

  @Test func showsNoResultBelowFiveBallotsWhateverTheLogSays() {
    let state = inClass(
      counted("poll", ballots: 4, marks: [1, 3, 0]) + [.itemRevealed(item: "poll")]
    ).state
    for viewer in Viewer.allCases {
      #expect(choices(in: view(of: state, for: viewer)).allSatisfy { $0.count == nil })
    }
  }

  @Test func showsTheResultOfACountedPollAfterReveal() {
    let events = counted("poll", ballots: 5, marks: [1, 3, 1])
    let closed = inClass(events).state
    for view in room(closed) { #expect(choices(in: view).allSatisfy { $0.count == nil }) }
    let revealed = inClass(events + [.itemRevealed(item: "poll")]).state
    #expect(projectorView(of: revealed).item?.choices.map(\.count) == [1, 3, 1])
    #expect(projectorView(of: revealed).item?.choices.contains { $0.right } == false)
  }

  @Test func showsOnlyApprovedTextsAfterReveal() {
    let events = counted("wall", ballots: 5, texts: ["甲", "乙", "丙"])
    let approved =
      events + [.textApproved(item: "wall", index: 2), .textApproved(item: "wall", index: 0)]
    #expect(projectorView(of: inClass(approved).state).item?.texts == [])
    let revealed = inClass(approved + [.itemRevealed(item: "wall")]).state
    #expect(projectorView(of: revealed).item?.texts == ["甲", "丙"])
    #expect(learnerView(of: revealed).shown?.texts == ["甲", "丙"])
    #expect(
      trainerView(of: inClass(events).state).items.first { $0.item.id == "wall" }?.texts.map(\.text)
        == ["甲", "乙", "丙"])
  }

  // MARK: The big screen

  @Test func showsThePageAndItsPlace() {
    let view = projector(.moved(to: Cursor(segment: 1, page: 1)))
    #expect(view.page?.lines == ["讲授 2"])
    #expect(view.place?.page == 2)
    #expect(view.place?.pages == 3)
    #expect(view.place?.unit?.title == "预防")
    #expect(view.code == "4711")
    #expect(view.present == 5)
  }

  @Test func givesTheScreenToAnOpenItemAndTakesItBack() {
    let open = projector(.moved(to: Cursor(segment: 1)), .itemOpened(item: "poll"))
    #expect(open.page == nil)
    #expect(open.item?.id == "poll")
    #expect(open.submitted == 0)
    let on = projector(
      .moved(to: Cursor(segment: 1)), .itemOpened(item: "poll"),
      .moved(to: Cursor(segment: 1, page: 1)))
    #expect(on.item == nil)
    #expect(on.page?.lines == ["讲授 2"])
  }

  @Test func showsNothingWhenBlanked() {
    let view = projector(
      .questionAsked(question: "q", person: nil, text: "?"), .questionApproved(question: "q"),
      .itemOpened(item: "poll"), .blanked(on: true))
    #expect(view.blanked)
    #expect(view.page == nil && view.item == nil && view.place == nil && view.submitted == nil)
    #expect(view.questions.isEmpty)
  }

  @Test func letsLearnersAnswerWhileTheScreenIsBlank() {
    let view = learner(.itemOpened(item: "quiz"), .blanked(on: true))
    #expect(view.open.map(\.id) == ["quiz"])
    #expect(view.page == nil && view.place == nil)
  }

  @Test func showsOnlyApprovedQuestionsMostSupportedFirstAtMostFive() {
    var events: [Event] = []
    for number in 1...8 {
      events.append(.questionAsked(question: "q\(number)", person: emil, text: "问 \(number)"))
      if number > 1 { events.append(.questionApproved(question: "q\(number)")) }
    }
    events += [key(1), key(2)].map { .questionSupported(question: "q7", key: $0) }
    events += [.questionSupported(question: "q5", key: key(3)), .questionAnswered(question: "q2")]
    let view = projectorView(of: inClass(events).state)
    #expect(view.questions.map(\.id) == ["q7", "q5", "q3", "q4", "q6"])
    #expect(view.questions.allSatisfy { $0.person == nil })
  }

  // MARK: The learner

  @Test func listsEveryOpenItemAndShowsTheOneJustClosed() {
    let open = learner(.itemOpened(item: "quiz"), .itemOpened(item: "poll"))
    #expect(open.open.map(\.id) == ["quiz", "poll"])
    #expect(open.shown == nil)
    let closed = learner(
      .itemOpened(item: "quiz"), .itemOpened(item: "poll"), .itemClosed(item: "poll"))
    #expect(closed.open.map(\.id) == ["quiz"])
    #expect(closed.shown?.id == "poll")
  }

  @Test func showsApprovedAndAnsweredQuestionsToLearners() {
    let ids = ["pending", "approved", "answered", "hidden"]
    let asked = ids.map { Event.questionAsked(question: $0, person: nil, text: $0) }
    let state = inClass(
      asked + [
        .questionApproved(question: "approved"), .questionAnswered(question: "answered"),
        .questionHidden(question: "hidden"),
      ]
    ).state
    #expect(learnerView(of: state).questions.map(\.id) == ["approved", "answered"])
  }

  @Test func tellsAPersonWhatIsTheirOwn() {
    let state = inClass(
      .itemOpened(item: "poll"), .ballotCast(item: "poll", person: emil), .evaluationOpened,
      .evaluationReturned(person: emil), .questionAsked(question: "q1", person: emil, text: "?"),
      .questionAsked(question: "q2", person: nil, text: "?")
    ).state
    let own = ownView(of: state, person: emil)
    #expect(own.checkedIn && own.rated)
    #expect(own.group == "一组")
    #expect(own.took == ["poll"])
    #expect(own.asked == ["q1"])
    let other = ownView(of: state, person: gus)
    #expect(!other.checkedIn && !other.rated && other.took.isEmpty && other.asked.isEmpty)
  }

  // MARK: The trainer

  @Test func tellsTheTrainerWhatIsNowAndNext() {
    let view = trainerView(
      of: day((at(0), .moved(to: Cursor(segment: 0))), (at(12), .moved(to: Cursor(segment: 1)))))
    #expect(view.spine.map(\.isNow) == [false, true, false, false, false, false, false])
    #expect(view.spine.map(\.isDone) == [true, false, false, false, false, false, false])
    #expect(view.spine[0].spentSeconds == 720)
    #expect(view.spine[1].spentSeconds == nil)
    #expect(view.place?.title == "苗头")
    #expect(view.next?.kind == .quiz)
    #expect(view.canUndo)
  }

  @Test func tellsTheTrainerTheFirstSegmentBeforeTheStartAndNoneAfterTheLast() {
    #expect(trainerView(of: fold(enrolled)).next?.kind == .introduction)
    #expect(trainerView(of: inClass(.moved(to: Cursor(segment: 6))).state).next == nil)
  }

  @Test func tellsTheTrainerAloneThatACaseLacksMaterial() {
    let bare = trainerView(of: inClass(.moved(to: Cursor(segment: 4))).state)
    #expect(bare.lacksMaterial)
    #expect(bare.spine[4].lacksMaterial)
    let filled = trainerView(
      of: inClass(.moved(to: Cursor(segment: 4)), .materialAdded(segment: "case", kit: kit)).state)
    #expect(!filled.lacksMaterial)
    #expect(filled.kit == kit)
  }

  @Test func listsForTheTrainerTheItemOnStageFirstThenThoseOfTheSegmentThenThoseOfTheSpot() {
    var spot = poll
    spot.id = "spot"
    let view = trainerView(
      of: inClass(
        .moved(to: Cursor(segment: 2, page: 1)), .itemAdded(item: spot), .itemOpened(item: "wall"),
        .moved(to: Cursor(segment: 2, page: 1))
      ).state)
    #expect(view.stage == "many")
    #expect(view.items.map(\.item.id) == ["many", "quiz", "spot", "wall"])
    #expect(view.items.map(\.planned) == [true, true, false, true])
    #expect(view.items[1].key == [1])
  }

  @Test func countsForTheTrainerWhoIsThere() {
    let view = trainerView(of: inClass(.leftEarly(person: dan)).state)
    #expect(view.roll.expected == 7)
    #expect(view.roll.present == 5)
    #expect(view.roll.onLeave == 1)
    #expect(view.roll.missing == 1)
    #expect(view.roll.leftEarly == 1)
    #expect(view.present == 5)
  }

  @Test func showsTheTrainerWhoAskedByNameOnly() {
    let view = trainerView(
      of: inClass(
        .questionAsked(question: "q1", person: emil, text: "甲"),
        .questionAsked(question: "q2", person: nil, text: "乙"), .questionApproved(question: "q2")
      ).state)
    #expect(view.wall.filter { $0.question.phase == .pending }.map(\.question.person) == [emil])
    #expect(view.wall.filter { $0.question.phase == .approved }.map(\.question.person) == [nil])
  }

  // MARK: The organizer

  @Test func groupsTheRosterByPresence() {
    let view = organizerView(of: inClass(.leftEarly(person: dan)).state)
    #expect(view.groups.map(\.name) == ["一组", "二组", ""])
    #expect(view.groups[1].members.map(\.person) == [chen, dan, fang])
    #expect(view.groups[1].members.map(\.presence) == [.onLeave, .left, .present])
    #expect(view.groups[2].count(.notArrived) == 1)
    #expect(view.counts.checkedIn == 5)
  }

  @Test func tellsTheOrganizerNoAnswers() {
    let state = inClass(
      counted("wall", ballots: 5, texts: ["WALL-TEXT"]) + [
        .questionAsked(question: "q", person: emil, text: "QUESTION-TEXT")
      ]
    ).state
    let words = leaves(of: organizerView(of: state))
    #expect(!words.contains { $0.contains("TEXT") })
  }
}
