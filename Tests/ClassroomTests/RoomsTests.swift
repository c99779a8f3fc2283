import Identity
import Testing

@testable import Classroom

/// One class in several rooms: a second room that follows, and one with a stage of its own.
@Suite struct RoomsTests {
  static let opened: [Event] = [.room(.opened(room: "2", name: "二楼"))]
  static let seated: [Event] =
    opened + [emil, fang].map { .room(.seated(person: $0, room: "2")) }
  static let apart: [Event] = seated + [.room(.detached(room: "2"))]

  /// On the stage of the second room.
  static func there(_ events: Event...) -> [Event] {
    events.map { .inRoom(room: "2", event: $0) }
  }

  // MARK: Opening, naming, closing

  @Test func opensRoomsUnderTheirNumbers() {
    inClass().when(.room(.open(name: " 二楼 "))).then(.room(.opened(room: "2", name: "二楼")))
    inClass(Self.opened).when(.room(.open(name: "三楼会议室")))
      .then(.room(.opened(room: "3", name: "三楼会议室")))
    // Before the class has begun as well; a number is never given twice.
    given(created, Self.opened[0], .room(.closed(room: "2"))).when(.room(.open(name: "二楼")))
      .then(.room(.opened(room: "3", name: "二楼")))
  }

  @Test func refusesNamesThatSayNothingOrSayTheSame() {
    inClass().when(.room(.open(name: " \n"))).then(rejects: .textMissing)
    inClass().when(.room(.open(name: String(repeating: "楼", count: 31))))
      .then(rejects: .roomNameTooLong)
    inClass().when(.room(.open(name: "二\n楼"))).then(rejects: .roomNameTooLong)
    inClass(Self.opened).when(.room(.open(name: "二楼"))).then(rejects: .roomNameTaken)
    inClass().when(.room(.open(name: profile.room))).then(rejects: .roomNameTaken)
    inClass(Self.opened).when(.room(.rename("2", name: "二楼"))).thenNothing()
    inClass(Self.opened).when(.room(.rename("2", name: "报告厅")))
      .then(.room(.renamed(room: "2", name: "报告厅")))
    inClass(Self.opened).when(.room(.rename("3", name: "报告厅"))).then(rejects: .roomUnknown)
  }

  @Test func opensSoManyRoomsAndNoMore() {
    let ten = (2...11).map { Event.room(.opened(room: "\($0)", name: "第 \($0) 间")) }
    inClass(ten).when(.room(.open(name: "再一间"))).then(rejects: .tooManyRooms)
  }

  @Test func closesWhatARoomStillAsksWhenItIsClosed() {
    let state = inClass(Self.apart + Self.there(.itemOpened(item: "quiz")))
    state.when(.room(.close("2"))).then(
      .inRoom(room: "2", event: .itemClosed(item: "quiz")), .room(.closed(room: "2")))
    state.when(.room(.follow("2"))).then(
      .inRoom(room: "2", event: .itemClosed(item: "quiz")), .room(.rejoined(room: "2")))
    let closed = inClass(Self.apart + [.room(.closed(room: "2"))])
    closed.when(.room(.close("2"))).thenNothing()
    for command: RoomCommand in [.detach("2"), .follow("2"), .seat(aino, in: "2")] {
      closed.when(.room(command)).then(rejects: .roomUnknown)
    }
    closed.when(.inRoom("2", .next)).then(rejects: .roomUnknown)
    // Its people see the main room; the record keeps where they sat.
    #expect(closed.state.room(of: emil) == nil)
    #expect(closed.state.sideRooms.seats[emil] == "2")
  }

  // MARK: Following, and a stage of one's own

  @Test func showsTheMainRoomUntilItsTrainerTakesTheStage() {
    let moved = inClass(Self.seated + [.moved(to: Cursor(segment: 1))])
    #expect(moved.state.seen(from: "2") == moved.state)
    moved.when(.inRoom("2", .next)).then(rejects: .roomFollows)
    moved.when(.room(.follow("2"))).thenNothing()
    moved.when(.room(.detach("2"))).then(.room(.detached(room: "2")))
    inClass(Self.apart).when(.room(.detach("2"))).thenNothing()
    inClass(Self.apart).when(.room(.detach("9"))).then(rejects: .roomUnknown)
  }

  @Test func turnsEachRoomsPagesByItself() {
    let there = inClass(Self.apart + Self.there(.moved(to: Cursor(segment: 1))))
    #expect(there.state.cursor == Cursor(segment: 0))
    #expect(there.state.seen(from: "2").cursor == Cursor(segment: 1))
    #expect(learnerView(of: there.state.seen(from: "2")).place?.title == "苗头")
    there.when(.next).then(.moved(to: Cursor(segment: 0, page: 1)))
    there.when(.inRoom("2", .next)).then(
      .inRoom(room: "2", event: .moved(to: Cursor(segment: 1, page: 1))))
    there.when(.inRoom("2", .undo)).then(
      .inRoom(room: "2", event: .movedBack(to: Cursor(segment: 0))))
    // What the main room did before they parted is no step of the second room's to undo.
    inClass([.moved(to: Cursor(segment: 1))] + Self.apart).when(.inRoom("2", .undo))
      .then(rejects: .nothingToUndo)
    let together = inClass(
      Self.apart + Self.there(.moved(to: Cursor(segment: 1))) + [.room(.rejoined(room: "2"))])
    #expect(together.state.seen(from: "2").cursor == Cursor(segment: 0))
  }

  @Test func keepsWhatIsOfTheClassOutOfARoom() {
    for command: Command in [
      .closeSection, .openEvaluation, .approveQuestion("q"), .formGroups([[aino], [bao]]),
      .handOver(generation: 2), .checkIn(person: gus, by: .desk), .inRoom("2", .next),
      .room(.close("2")), .respond(item: "quiz", person: emil, choices: [0]),
    ] {
      inClass(Self.apart).when(.inRoom("2", command)).then(rejects: .notOfARoom)
    }
  }

  @Test func beginsTheClassInWhicheverRoomComesFirst() {
    let early: [Event] = [
      .room(.opened(room: "2", name: "二楼")), .room(.detached(room: "2")),
      .inRoom(room: "2", event: .moved(to: Cursor(segment: 0))),
    ]
    let state = fold(enrolled + early)
    #expect(state.phase == .live && state.startedAt == nine)
    #expect(projectorView(of: state.seen(from: "2")).phase == .live)
    #expect(projectorView(of: state.seen(from: nil)).phase == .planned)
    #expect(trainerView(of: state.seen(from: nil)).phase == .planned)
    #expect(pulse(of: state.seen(from: nil), at: at(5)).segmentSeconds == nil)
    #expect(pulse(of: state.seen(from: "2"), at: at(5)).segmentSeconds == 300)
    Given(state: state, ballots: [:]).when(.startTimer(minutes: 3)).then(rejects: .sectionNotLive)
    Given(state: state, ballots: [:]).when(.next).then(.moved(to: Cursor(segment: 0)))
  }

  @Test func keepsATimerAndAClockForEachRoom() {
    var state = fold(underWay + Self.apart)
    state.apply(.inRoom(room: "2", event: .timerStarted(seconds: 300)), at: at(1))
    state.apply(.inRoom(room: "2", event: .clockPaused), at: at(2))
    #expect(pulse(of: state.seen(from: nil), at: at(3)).timerSeconds == nil)
    #expect(pulse(of: state.seen(from: nil), at: at(3)).segmentSeconds == 420)
    #expect(pulse(of: state.seen(from: "2"), at: at(3)).timerSeconds == 180)
    #expect(pulse(of: state.seen(from: "2"), at: at(3)).segmentSeconds == 480)
    #expect(pulse(of: state.seen(from: "2"), at: at(3)).paused)
  }

  @Test func showsSlidesInEveryRoomAndLeavesEachWhereItIs() {
    let deck = Deck(id: "d", file: "f.pdf", texts: ["一", "二", "三"])
    var events = Self.apart
    events.append(.moved(to: Cursor(segment: 1, page: 2)))
    events += Self.there(.moved(to: Cursor(segment: 1, page: 1)))
    events.append(.deckAttached(deck: deck, scope: .day))
    let state = inClass(events).state
    #expect(projectorView(of: state.seen(from: nil)).slide?.page == 1)
    #expect(projectorView(of: state.seen(from: "2")).slide?.page == 1)
    let on = fold(underWay + events + Self.there(.moved(to: Cursor(segment: 1, page: 2))))
    #expect(projectorView(of: on.seen(from: nil)).slide?.page == 1)
    #expect(projectorView(of: on.seen(from: "2")).slide?.page == 3)
  }

  /// One roll for one roster: it is taken by the half-days of the main room.
  @Test func opensNoHalfDayFromAFurtherRoom() {
    let later = Segment(
      id: "later", kind: .lecture, title: "", day: 2, start: 540, plannedMinutes: 30)
    let two = Event.sectionCreated(profile: profile, plan: plan, agenda: [agenda[0], later])
    let state = fold(
      [two, .moved(to: Cursor(segment: 0))] + Self.opened + [.room(.detached(room: "2"))]
        + Self.there(.moved(to: Cursor(segment: 1))))
    #expect(state.roll.current == "1-morning" && state.roll.opened["2-morning"] == nil)
    #expect(evolve(state, .moved(to: Cursor(segment: 1)), at: nine).roll.current == "2-morning")
  }

  // MARK: One question in two rooms

  @Test func asksOnlyThoseWhoseRoomAsks() {
    let state = inClass(Self.apart + [.itemOpened(item: "quiz")])
    state.when(.respond(item: "quiz", person: aino, choices: [1]))
      .then(.responseRecorded(item: "quiz", person: aino, choices: [1]))
    state.when(.respond(item: "quiz", person: emil, choices: [1])).then(rejects: .itemNotOpen)
    #expect(learnerView(of: state.state.seen(from: nil)).open.map(\.id) == ["quiz"])
    #expect(learnerView(of: state.state.seen(from: "2")).open.isEmpty)
    let both = inClass(
      Self.apart + [.itemOpened(item: "poll")] + Self.there(.itemOpened(item: "poll")))
    let ballot = BallotPaper(box: "poll", key: key(1), content: BallotContent(marks: [0]))
    both.when(
      .castBallot(item: "poll", person: emil, key: key(1), content: BallotContent(marks: [0]))
    )
    .then(.ballotCast(item: "poll", person: emil), papers: [ballot])
    // Whoever changes rooms answers what that room is asked.
    inClass(Self.apart + [.itemOpened(item: "quiz"), .room(.seated(person: emil, room: nil))])
      .when(.respond(item: "quiz", person: emil, choices: [1]))
      .then(.responseRecorded(item: "quiz", person: emil, choices: [1]))
  }

  @Test func closesForGoodWhenTheLastRoomHasClosed() {
    let both =
      Self.apart + [.itemOpened(item: "poll"), .ballotCast(item: "poll", person: bao)]
      + Self.there(.itemOpened(item: "poll"))
    let one = inClass(both + [.itemClosed(item: "poll")])
    #expect(one.state.boxesToCount.isEmpty && one.state.openBoxes == ["poll"])
    one.when(.closeItem("poll")).thenNothing()
    one.when(
      .castBallot(item: "poll", person: aino, key: key(1), content: BallotContent(marks: [0]))
    )
    .then(rejects: .itemNotOpen)
    let all = inClass(both + [.itemClosed(item: "poll")] + Self.there(.itemClosed(item: "poll")))
    #expect(all.state.boxesToCount == ["poll"] && all.state.openBoxes.isEmpty)
  }

  @Test func waitsWithTheCountForARoomThatWillAskLater() {
    let closed = inClass(Self.apart + [.itemOpened(item: "poll"), .itemClosed(item: "poll")])
    #expect(closed.state.boxesToCount.isEmpty)
    #expect(closed.state.seen(from: nil).yetToAsk("poll") == ["2"])
    closed.when(.inRoom("2", .openItems(["poll"])))
      .then(.inRoom(room: "2", event: .itemOpened(item: "poll")))
    // Showing the result ends it for all.
    inClass(
      Self.apart + counted("wall", ballots: 5)
        + [.itemOpened(item: "quiz"), .itemClosed(item: "quiz"), .itemRevealed(item: "quiz")]
    )
    .when(.inRoom("2", .openItems(["quiz"]))).then(rejects: .itemAlreadyCounted)
    // A room that follows again, or is closed, is not waited for.
    for event: RoomEvent in [.rejoined(room: "2"), .closed(room: "2")] {
      let state = inClass(
        Self.apart + [
          .itemOpened(item: "poll"), .ballotCast(item: "poll", person: bao),
          .itemClosed(item: "poll"), .room(event),
        ]
      ).state
      #expect(state.boxesToCount == ["poll"])
    }
    // What was made on the spot need not be asked elsewhere.
    let spot = AssessmentItem(id: "spot", kind: .poll, prompt: "?", choices: ["有", "没有"])
    let here = inClass(
      Self.apart
        + Self.there(.itemAdded(item: spot), .itemOpened(item: "spot"))
        + [.ballotCast(item: "spot", person: emil)] + Self.there(.itemClosed(item: "spot")))
    #expect(here.state.boxesToCount == ["spot"])
  }

  @Test func refusesToRevealWhileAnotherRoomAnswers() {
    let both = Self.apart + [.itemOpened(item: "quiz")] + Self.there(.itemOpened(item: "quiz"))
    inClass(both).when(.revealItem("quiz")).then(rejects: .otherRoomAnswers)
    inClass(both + [.itemClosed(item: "quiz")]).when(.revealItem("quiz"))
      .then(rejects: .otherRoomAnswers)
    inClass(both).when(.inRoom("2", .revealItem("quiz"))).then(rejects: .otherRoomAnswers)
    inClass(both + Self.there(.itemClosed(item: "quiz"))).when(.revealItem("quiz"))
      .then(.itemClosed(item: "quiz"), .itemRevealed(item: "quiz"))
    let done = both + [.itemClosed(item: "quiz")] + Self.there(.itemClosed(item: "quiz"))
    inClass(done).when(.inRoom("2", .revealItem("quiz")))
      .then(.inRoom(room: "2", event: .itemRevealed(item: "quiz")))
    // Shown where it was revealed; the other room sees it when its trainer comes to it.
    let shown = inClass(done + Self.there(.itemRevealed(item: "quiz"))).state
    #expect(projectorView(of: shown.seen(from: "2")).item?.phase == .revealed)
    #expect(projectorView(of: shown.seen(from: nil)).item?.phase == .closed)
    #expect(projectorView(of: shown.seen(from: nil)).item?.choices.allSatisfy { !$0.right } == true)
    #expect(learnerView(of: shown.seen(from: nil)).shown?.answers == nil)
    #expect(learnerView(of: shown.seen(from: "2")).shown?.id == "quiz")
  }

  /// Its question is over for all once a room has seen the result, and shown in each when it wants to.
  @Test func showsAResultInTheOtherRoomWhenItsTrainerComesToIt() {
    let shown = inClass(
      Self.apart + [.itemOpened(item: "quiz")] + Self.there(.itemOpened(item: "quiz"))
        + [.itemClosed(item: "quiz")]
        + Self.there(.itemClosed(item: "quiz"), .itemRevealed(item: "quiz")))
    shown.when(.revealItem("quiz")).then(.itemRevealed(item: "quiz"))
    for refused: Command in [
      .openItems(["quiz"]), .discuss(item: "quiz", minutes: 2), .openSecondRound(item: "quiz"),
      .countHands(item: "quiz", counts: [1, 0, 0]),
    ] {
      #expect(throws: Rejection.self) { try decide(refused, in: shown.state) }
    }
    #expect(trainerView(of: shown.state.seen(from: nil)).items.first?.isOver == true)
    let both = evolve(shown.state, .itemRevealed(item: "quiz"), at: nine)
    #expect(projectorView(of: both.seen(from: nil)).item?.phase == .revealed)
    // The room follows again: what it had seen is still to be shown in the main room.
    let together = evolve(shown.state, .room(.rejoined(room: "2")), at: nine)
    #expect(together.seen(from: nil).items["quiz"]?.phase == .closed)
    #expect(throws: Rejection.self) { try decide(.openItems(["quiz"]), in: together) }
  }

  @Test func talksBeforeASecondRoundUndisturbed() {
    let talking =
      Self.apart + [.itemOpened(item: "quiz")] + Self.there(.itemOpened(item: "quiz"))
      + [.itemClosed(item: "quiz"), .discussionBegun(item: "quiz", seconds: 60)]
      + Self.there(.itemClosed(item: "quiz"))
    inClass(talking).when(.inRoom("2", .revealItem("quiz"))).then(rejects: .otherRoomAnswers)
  }

  @Test func letsASlowerRoomHaveItsSecondRoundToo() {
    let talking =
      Self.apart + [.itemOpened(item: "quiz")] + Self.there(.itemOpened(item: "quiz"))
      + [.itemClosed(item: "quiz"), .discussionBegun(item: "quiz", seconds: 60)]
      + Self.there(.itemClosed(item: "quiz"), .discussionBegun(item: "quiz", seconds: 60))
    let done = inClass(talking + [.secondRoundOpened(item: "quiz"), .itemClosed(item: "quiz")])
    done.when(.inRoom("2", .openSecondRound(item: "quiz")))
      .then(.inRoom(room: "2", event: .itemOpened(item: "quiz")))
  }

  @Test func asksInTheMainRoomWhatOnlyTheOtherRoomHasAsked() {
    for event: RoomEvent in [.rejoined(room: "2"), .closed(room: "2")] {
      let back = inClass(
        Self.apart + Self.there(.itemOpened(item: "poll"), .itemClosed(item: "poll"))
          + [.room(event)])
      #expect(
        trainerView(of: back.state.seen(from: nil)).items.allSatisfy { $0.item.phase != .open })
      back.when(.openItems(["poll"])).then(.itemOpened(item: "poll"))
      back.when(
        .castBallot(item: "poll", person: aino, key: key(1), content: BallotContent(marks: [0]))
      )
      .then(rejects: .itemNotOpen)
    }
  }

  @Test func putsTheQuestionThatIsAskedHereOnTheScreen() {
    let pair = Segment(
      id: "pair", kind: .quiz, title: "", plannedMinutes: 5,
      items: ["i1", "i2"].map {
        AssessmentItem(id: $0, kind: .quiz, prompt: $0, choices: ["甲", "乙"], key: [0])
      })
    let state = fold(
      [
        .sectionCreated(profile: profile, plan: plan, agenda: [pair]),
        .moved(to: Cursor(segment: 0)),
      ] + Self.opened + [
        .room(.detached(room: "2")), .itemOpened(item: "i1"), .itemClosed(item: "i1"),
        .itemOpened(item: "i2"),
      ])
    #expect(projectorView(of: state.seen(from: nil)).item?.id == "i2")
  }

  /// The steps of a case are those of the room that stands in it.
  @Test func keepsACaseOnTheStageOfTheRoomThatIsAtIt() throws {
    var timed = kit
    timed.steps = [.init(.discuss, 5), .init(.report, 5), .init(.debrief, 5)]
    let made: [Event] =
      Self.seated + [
        .materialAdded(segment: "case", kit: timed),
        .groupsFormed(groups: [[aino, bao], [emil, fang]]),
        .room(.detached(room: "2")),
      ]
    let page = try #require(casePages(timed).firstIndex { $0.step == 1 })
    let report = Cursor(segment: 4, page: page)
    let asked = inClass(
      made + [.moved(to: report), .reportsOpened(task: "case-case", title: "欠薪")])
    #expect(projectorView(of: asked.state.seen(from: nil)).task?.isOpen == true)
    #expect(projectorView(of: asked.state.seen(from: "2")).task == nil)
    #expect(learnerView(of: asked.state.seen(from: "2")).task?.isOpen == false)
    // The other room is there too: it goes on when the first leaves, and when it follows again, it ends.
    let there = inClass(
      made + [.moved(to: report), .reportsOpened(task: "case-case", title: "欠薪")]
        + Self.there(.moved(to: report)) + [.moved(to: Cursor(segment: 5))])
    #expect(projectorView(of: there.state.seen(from: "2")).task?.isOpen == true)
    there.when(.room(.follow("2"))).then(
      .inRoom(room: "2", event: .reportsClosed(task: "case-case")), .room(.rejoined(room: "2")))
    // A room that comes later is asked again, and goes on with what was written.
    let later = inClass(
      made + [
        .moved(to: report), .reportsOpened(task: "case-case", title: "欠薪"),
        .penTaken(group: 0, person: aino),
        .reportWritten(task: "case-case", group: 0, person: aino, text: "先听。"),
        .moved(to: Cursor(segment: 5)), .reportsClosed(task: "case-case"),
      ])
    later.when(.inRoom("2", .jump(to: report))).then(
      .inRoom(room: "2", event: .moved(to: report)),
      .inRoom(room: "2", event: .reportsOpened(task: "case-case", title: "欠薪")))
    let again = evolve(
      later.state, .inRoom(room: "2", event: .reportsOpened(task: "case-case", title: "欠薪")),
      at: nine)
    #expect(again.groups.tasks.map(\.isOpen) == [true])
    #expect(again.groups.tasks[0].reports[0]?.text == "先听。")
  }

  @Test func joinsASecondRoundThatAnotherRoomBegan() {
    let first =
      Self.apart + [.itemOpened(item: "quiz")] + Self.there(.itemOpened(item: "quiz"))
      + [.itemClosed(item: "quiz"), .discussionBegun(item: "quiz", seconds: 60)]
    inClass(first).when(.openSecondRound(item: "quiz")).then(rejects: .otherRoomAnswers)
    #expect(!trainerView(of: inClass(first).state.seen(from: "2")).items[0].item.discussing)
    let second =
      first + Self.there(.itemClosed(item: "quiz")) + [.secondRoundOpened(item: "quiz")]
    inClass(second).when(.inRoom("2", .openSecondRound(item: "quiz")))
      .then(.inRoom(room: "2", event: .itemOpened(item: "quiz")))
    inClass(second).when(.inRoom("2", .openItems(["quiz"])))
      .then(.inRoom(room: "2", event: .itemOpened(item: "quiz")))
  }

  @Test func addsUpTheHandsOfAllRooms() {
    let both = Self.apart + [.itemOpened(item: "quiz")] + Self.there(.itemOpened(item: "quiz"))
    let here = inClass(both + [.handsCounted(item: "quiz", counts: [0, 2, 0])])
    // Five are present: three hands are left for the other room.
    here.when(.inRoom("2", .countHands(item: "quiz", counts: [2, 2, 0])))
      .then(rejects: .tooManyHands)
    here.when(.inRoom("2", .countHands(item: "quiz", counts: [1, 2, 0])))
      .then(.inRoom(room: "2", event: .handsCounted(item: "quiz", counts: [1, 2, 0])))
    here.when(.countHands(item: "quiz", counts: [0, 2, 0])).thenNothing()
    let all = fold(
      underWay + both + [.handsCounted(item: "quiz", counts: [0, 2, 0])]
        + Self.there(.handsCounted(item: "quiz", counts: [1, 0, 0])))
    #expect(all.items["quiz"]?.hands.counts == [1, 2, 0])
    // A count corrected takes the place of that room's own.
    let corrected = evolve(all, .handsCounted(item: "quiz", counts: [0, 1, 0]), at: nine)
    #expect(corrected.items["quiz"]?.hands.counts == [1, 1, 0])
  }

  @Test func stopsTheClockOnlyWhereTheRoomIsAsked() {
    var state = fold(underWay + Self.apart)
    state.apply(.inRoom(room: "2", event: .itemOpened(item: "poll")), at: at(2))
    #expect(pulse(of: state.seen(from: nil), at: at(4)).segmentSeconds == 360)
    #expect(pulse(of: state.seen(from: "2"), at: at(4)).segmentSeconds == 480)
    #expect(pulse(of: state.seen(from: "2"), at: at(4)).paused)
    state.apply(.inRoom(room: "2", event: .itemClosed(item: "poll")), at: at(5))
    #expect(state.seen(from: "2").pace.heldSince == nil)
  }

  // MARK: Who sits where

  @Test func seatsAPersonInOneRoomAtATime() {
    inClass(Self.opened).when(.room(.seat(aino, in: "2")))
      .then(.room(.seated(person: aino, room: "2")))
    inClass(Self.seated).when(.room(.seat(emil, in: "2"))).thenNothing()
    inClass(Self.seated).when(.room(.seat(emil, in: nil)))
      .then(.room(.seated(person: emil, room: nil)))
    inClass(Self.opened).when(.room(.seat(aino, in: "7"))).then(rejects: .roomUnknown)
    inClass(Self.opened).when(.room(.seat(stranger, in: "2"))).then(rejects: .personUnknown)
    let rows = inClass(Self.seated).state.roomRows
    #expect(rows.map(\.id) == [nil, "2"])
    #expect(rows.map(\.seated) == [5, 2])
    #expect(rows.map(\.present) == [3, 2])
    #expect(rows.map(\.follows) == [false, true])
    #expect(inClass().state.roomRows.isEmpty)
  }

  @Test func namesARoomInALinkOnlyWhileItIsInUse() {
    inClass(Self.opened).when(.link(.issue("l", role: .trainer, holder: aino, room: "2")))
      .then(.link(.issued(link: "l", role: .trainer, holder: aino, room: "2")))
    inClass(Self.opened).when(.link(.issue("l", role: .trainer, holder: aino, room: "3")))
      .then(rejects: .roomUnknown)
  }

  @Test func makesGroupsWithinEachRoom() {
    let state = inClass(Self.seated + [.room(.seated(person: dan, room: "2"))]).state
    let here = [aino, bao, dan, emil, fang].map { (person: $0, unit: "") }
    let groups = state.groupsByRoom(here, count: 2, seed: nil)
    #expect(groups == [[aino, bao], [dan, emil, fang]])
    #expect(state.groupsByRoom(here, count: 3, seed: nil).map(\.count) == [2, 2, 1])
    #expect(state.groupsByRoom(here, count: 1, seed: nil) == groups)
    // Balanced in each room, not across rooms; a group in two rooms is balanced with all others.
    let formed = Given(state: state, ballots: [:])
    formed.when(.formGroups([[aino], [bao], [dan, emil, fang]]))
      .then(.groupsFormed(groups: [[aino], [bao], [dan, emil, fang]]))
    formed.when(.formGroups([[aino], [bao, dan, emil]])).then(rejects: .groupsMalformed)
    formed.when(.formGroups([[aino, bao], [dan, emil], []])).then(rejects: .groupsMalformed)
    // A late-comer sits down before checking in, and joins a group of that room, though it is larger.
    let late = evolve(
      evolve(state, .groupsFormed(groups: groups), at: nine),
      .room(.seated(person: gus, room: "2")),
      at: nine)
    Given(state: late, ballots: [:]).when(.checkIn(person: gus, by: .phone))
      .then(.checkedIn(person: gus, by: .phone), .groupJoined(person: gus, group: 1))
  }

  @Test func asksPhonesAgainOnlyWhenSomebodyWhoCameChangesRooms() {
    let arriving = inClass(Self.opened + [.room(.seated(person: gus, room: "2"))]).state
    #expect(learnerView(of: arriving).seatChanges == 0)
    let moving = inClass(Self.opened + [.room(.seated(person: aino, room: "2"))]).state
    #expect(learnerView(of: moving).seatChanges == 1)
    #expect(ownView(of: moving, person: aino).room == "2")
    #expect(ownView(of: moving, person: bao).room == nil)
  }

  // MARK: The record

  @Test func booksEachRoomsMinutesApart() {
    var state = fold(underWay + Self.seated)
    // Together for five minutes, apart for twenty, together again.
    state.apply(.room(.detached(room: "2")), at: at(5))
    state.apply(.moved(to: Cursor(segment: 1)), at: at(10))
    state.apply(.inRoom(room: "2", event: .moved(to: Cursor(segment: 2))), at: at(15))
    state.apply(.room(.rejoined(room: "2")), at: at(25))
    state.apply(.moved(to: Cursor(segment: 2)), at: at(30))
    state.apply(.sectionClosed, at: at(40))
    let report = sectionReport(of: state)
    #expect(report.rooms?.map(\.people) == [5, 2])
    #expect(report.rooms?.map(\.present) == [[3], [2]])
    #expect(report.rooms?[0].actualMinutes.prefix(3) == [10, 20, 10])
    // Intro 15, then ten minutes of the test, five of the lecture with the others, ten of the test.
    #expect(report.rooms?[1].actualMinutes.prefix(3) == [15, 5, 20])
    #expect(report.attendance.first { $0.person == emil }?.room == "2")
    #expect(sectionReport(of: fold(underWay)).rooms == nil)
  }

  @Test func booksTheMinutesOfARoomThatPartsASecondTime() {
    var state = fold(underWay + Self.apart)
    state.apply(.inRoom(room: "2", event: .moved(to: Cursor(segment: 2))), at: at(1))
    state.apply(.room(.rejoined(room: "2")), at: at(8))
    state.apply(.room(.detached(room: "2")), at: at(10))
    state.apply(.sectionClosed, at: at(12))
    // One minute at first, two together, two apart; the seven between were elsewhere.
    #expect(sectionReport(of: state).rooms?[1].actualMinutes[0] == 5)
    #expect(sectionReport(of: state).rooms?[1].actualMinutes[2] == 7)
  }

  @Test func countsThePeopleOfAClosedRoomInTheMainRoom() {
    let state = inClass(Self.seated + [.room(.closed(room: "2"))])
    #expect(state.state.roomRows.map(\.seated) == [7, 0])
    state.when(.room(.seat(emil, in: nil))).then(.room(.seated(person: emil, room: nil)))
  }

  @Test func keepsTheMinutesOfARoomThatWasClosed() {
    var state = fold(underWay + Self.seated)
    state.apply(.room(.closed(room: "2")), at: at(7))
    state.apply(.sectionClosed, at: at(40))
    #expect(sectionReport(of: state).rooms?[1].actualMinutes[0] == 7)
    #expect(sectionReport(of: state).rooms?[0].actualMinutes[0] == 40)
  }
}
