import Identity
import Testing

@testable import Classroom

/// Two half-days around a lunch, and a second day of one.
private let twoDays: [Segment] = [
  Segment(
    id: "welcome", kind: .event, title: "报到", start: 525, plannedMinutes: 15, teaching: false),
  Segment(id: "first", kind: .lecture, title: "", start: 540, plannedMinutes: 180),
  Segment(id: "lunch", kind: .lunch, title: "", start: 720, plannedMinutes: 120, teaching: false),
  Segment(id: "second", kind: .lecture, title: "", start: 840, plannedMinutes: 120),
  Segment(id: "third", kind: .lecture, title: "", day: 2, start: 540, plannedMinutes: 120),
]

private let desk = Author(.assistant, link: "desk-1")

/// The class of two days, everybody enrolled, and then `events`, each at its minute after nine.
private func roll(_ events: (Int, Event)...) -> State {
  let made: [Event] =
    [.sectionCreated(profile: profile, plan: plan, agenda: twoDays)] + enrolled.dropFirst()
  return events.reduce(fold(made)) { evolve($0, $1.1, at: at($1.0)) }
}

private func arrived(
  _ person: PersonID, _ checkpoint: CheckpointID = "1-morning", ago: Int? = nil
) -> Event {
  .roll(
    .marked(checkpoint: checkpoint, person: person, mark: .arrived, by: desk, secondsAgo: ago))
}

private func tap(
  _ mark: RollMark, _ person: PersonID, _ checkpoint: CheckpointID = "1-morning", ago: Int = 0
) -> Command {
  .roll(.mark(mark, checkpoint: checkpoint, person: person, by: desk, secondsAgo: ago))
}

extension State {
  fileprivate func when(_ command: Command) -> Outcome {
    Given(state: self, ballots: [:]).when(command)
  }
  fileprivate func standings(_ person: PersonID) -> [HalfDayStanding] {
    roll.checkpoints.map { roll.standing(of: person, at: $0.id) }
  }
}

@Suite struct CheckpointTests {
  @Test func cutsEachDayAtItsLunch() {
    let found = checkpoints(of: twoDays)
    #expect(found.map(\.id) == ["1-morning", "1-afternoon", "2-morning"])
    #expect(found.map(\.segments) == [0..<3, 3..<4, 4..<5])
  }

  @Test func namesADayWithoutLunchByItsBeginning() {
    var late = twoDays[1]
    late.start = 800
    #expect(checkpoints(of: [late]).map(\.id) == ["1-afternoon"])
    // Nothing before its lunch: one half-day.
    #expect(checkpoints(of: [twoDays[2], twoDays[3]]).map(\.id) == ["1-afternoon"])
    #expect(checkpoints(of: []).map(\.id) == ["1-morning"])
  }
}

@Suite struct RollTests {
  // MARK: Half-days

  @Test func opensAHalfDayWithItsFirstSegment() {
    let state = roll(
      (0, .moved(to: Cursor(segment: 1))), (180, .moved(to: Cursor(segment: 2))),
      (300, .moved(to: Cursor(segment: 3))))
    #expect(state.roll.opened == ["1-morning": at(0), "1-afternoon": at(300)])
    #expect(state.roll.current == "1-afternoon")
    #expect(state.standings(gus) == [.absent, .absent, .pending])
  }

  @Test func takesBackAHalfDayThatWasOpenedByTurningTooFar() {
    let far = roll((0, .moved(to: Cursor(segment: 1))), (5, .moved(to: Cursor(segment: 3))))
    #expect(far.roll.current == "1-afternoon")
    for back in [Event.movedBack(to: Cursor(segment: 1)), .moved(to: Cursor(segment: 1))] {
      let state = evolve(far, back, at: at(6))
      #expect(state.roll.current == "1-morning")
      #expect(state.roll.opened["1-afternoon"] == nil)
      #expect(state.roll.began["1-afternoon"] == nil)
    }
  }

  @Test func keepsAHalfDayToWhichSomebodyHasSignedIn() {
    let state = roll(
      (0, .moved(to: Cursor(segment: 3))), (1, .checkedIn(person: aino, by: .phone)),
      (2, .moved(to: Cursor(segment: 1))))
    #expect(state.roll.current == "1-afternoon")
    #expect(state.standings(aino) == [.absent, .present, .pending])
  }

  @Test func opensForTheDeskBeforeTheClassIsThere() {
    let state = roll((0, .moved(to: Cursor(segment: 2))))
    state.when(tap(.arrived, bao, "1-afternoon")).then(rejects: .checkpointNotOpen)
    state.when(.roll(.open("1-afternoon", by: desk)))
      .then(.roll(.checkpointOpened(checkpoint: "1-afternoon", by: desk)))
    state.when(.roll(.open("9-morning", by: desk))).then(rejects: .checkpointUnknown)
    let opened = evolve(
      state, .roll(.checkpointOpened(checkpoint: "1-afternoon", by: desk)), at: at(270))
    opened.when(tap(.arrived, bao, "1-afternoon")).then(arrived(bao, "1-afternoon"))
    opened.when(.roll(.open("1-afternoon", by: desk))).thenNothing()
  }

  @Test func asksAPhoneAgainInTheAfternoon() {
    let morning = roll((0, .checkedIn(person: aino, by: .phone)))
    morning.when(.checkIn(person: aino, by: .phone)).thenNothing()
    #expect(ownView(of: morning, person: aino).here == ["1-morning"])
    let afternoon = evolve(morning, .moved(to: Cursor(segment: 3)), at: at(300))
    afternoon.when(.checkIn(person: aino, by: .phone)).then(.checkedIn(person: aino, by: .phone))
    // Still in the class: what waits on the phone is taken.
    #expect(afternoon.isPresent(aino))
    #expect(ownView(of: afternoon, person: aino).here == ["1-morning"])
  }

  // MARK: At the door

  @Test func mergesTheTapsOfSeveralDesks() {
    let state = roll((0, arrived(aino)))
    state.when(
      .roll(
        .mark(
          .arrived, checkpoint: "1-morning", person: aino, by: Author(.assistant, link: "desk-2"),
          secondsAgo: 0))
    ).thenNothing()
    state.when(tap(.arrived, stranger)).then(rejects: .personUnknown)
  }

  @Test func aDeskConfirmsWhoSignedInByPhone() {
    let phone = roll((0, .checkedIn(person: aino, by: .phone)))
    let member = { (state: State) in
      doorView(of: state).groups.flatMap(\.members).first { $0.person == aino }
    }
    #expect(member(phone)?.unseen == true)
    phone.when(tap(.arrived, aino)).then(arrived(aino))
    let seen = evolve(phone, arrived(aino), at: at(3))
    #expect(member(seen)?.unseen == false)
    #expect(member(seen)?.arrived == at(0))
    seen.when(.checkIn(person: aino, by: .phone)).thenNothing()
  }

  @Test func countsATapFromWhenItWasMade() {
    let state = roll((0, .moved(to: Cursor(segment: 1))), (40, arrived(aino, ago: 35 * 60)))
    #expect(state.roll.entries["1-morning"]?[aino]?.arrived == at(5))
    #expect(state.roll.standing(of: aino, at: "1-morning") == .present)
  }

  @Test func takesForAHalfDayGoneByOnlyWhatWaited() {
    let state = roll((0, .moved(to: Cursor(segment: 1))), (300, .moved(to: Cursor(segment: 3))))
    state.when(tap(.arrived, aino)).then(rejects: .checkpointOver)
    state.when(tap(.arrived, aino, ago: 600)).then(arrived(aino, ago: 600))
    state.when(tap(.arrived, aino, ago: 13 * 3600)).then(rejects: .checkpointOver)
    state.when(tap(.arrived, aino, ago: -5)).then(rejects: .checkpointOver)
  }

  // MARK: Late, left, on leave

  @Test func isLateAfterTheGraceFromWhenTeachingReallyBegan() {
    // Registration at nine, teaching at ten past.
    let state = roll(
      (0, .moved(to: Cursor(segment: 0))), (10, .moved(to: Cursor(segment: 1))),
      (25, arrived(aino)), (26, arrived(bao)), (27, .checkedIn(person: dan, by: .phone)))
    #expect(state.standings(aino)[0] == .present)
    #expect(state.standings(bao)[0] == .late)
    #expect(state.standings(dan)[0] == .late)
    let patient = evolve(state, .roll(.graceSet(minutes: 20)), at: at(30))
    #expect(patient.standings(bao)[0] == .present)
    state.when(.roll(.setGrace(minutes: 121))).then(rejects: .graceOutOfRange)
    state.when(.roll(.setGrace(minutes: 15))).thenNothing()
  }

  @Test func notesEarlyLeaveInItsHalfDayOnly() {
    let state = roll(
      (0, arrived(aino)), (1, .moved(to: Cursor(segment: 1))), (60, .leftEarly(person: aino)),
      (300, .moved(to: Cursor(segment: 3))), (301, arrived(aino, "1-afternoon")))
    #expect(state.standings(aino) == [.leftEarly, .present, .pending])
    #expect(state.attendance[aino]?.left == nil)
    state.when(tap(.left, bao, "1-afternoon")).then(rejects: .notCheckedIn)
    state.when(tap(.left, aino, "1-afternoon")).then(
      .roll(
        .marked(
          checkpoint: "1-afternoon", person: aino, mark: .left, by: desk, secondsAgo: nil)))
  }

  @Test func notesLeaveByHalfDayAndForAll() {
    let leave = Event.roll(
      .marked(
        checkpoint: "1-afternoon", person: aino, mark: .onLeave, by: desk, secondsAgo: nil))
    let state = roll((0, arrived(aino)), (1, leave), (2, .leaveRecorded(person: bao)))
    #expect(state.standings(aino) == [.present, .onLeave, .pending])
    #expect(state.standings(bao) == [.onLeave, .onLeave, .onLeave])
    // Who is there is not on leave by a tap: that would need a reason.
    state.when(tap(.onLeave, aino)).then(rejects: .reasonNeeded)
  }

  // MARK: Corrections

  @Test func correctsOnlyWithAReasonAndKeepsWho() {
    let state = roll((0, arrived(aino)))
    func correct(_ to: HalfDayStanding, _ reason: String) -> Command {
      .roll(.correct(checkpoint: "1-morning", person: aino, to: to, reason: reason, by: desk))
    }
    state.when(correct(.absent, " \n")).then(rejects: .reasonNeeded)
    state.when(correct(.absent, String(repeating: "长", count: 201))).then(rejects: .textTooLong)
    state.when(correct(.pending, "点错了")).then(rejects: .checkpointNotOpen)
    state.when(correct(.present, "点错了")).thenNothing()
    let event = Event.roll(
      .corrected(
        checkpoint: "1-morning", person: aino, to: .absent, reason: "点错了", by: desk))
    state.when(correct(.absent, " 点错了 ")).then(event)
    let corrected = evolve(state, event, at: at(2))
    #expect(corrected.standings(aino)[0] == .absent)
    #expect(!corrected.isPresent(aino))
    #expect(
      sectionReport(of: corrected).corrections == [
        Roll.Correction(
          checkpoint: "1-morning", person: aino, from: .present, to: .absent, reason: "点错了",
          by: desk, time: at(2))
      ])
    // Then the person really comes: one tap, no reason.
    corrected.when(tap(.arrived, aino)).then(arrived(aino))
    let here = evolve(corrected, arrived(aino), at: at(3))
    #expect(here.standings(aino)[0] == .present)
    #expect(here.roll.corrections.count == 1)
  }

  @Test func addsALateEntryAfterTheClass() {
    let closed = roll((0, .moved(to: Cursor(segment: 1))), (60, .sectionClosed))
    closed.when(tap(.arrived, aino)).then(rejects: .sectionClosed)
    let event = Event.roll(
      .corrected(
        checkpoint: "1-morning", person: aino, to: .late, reason: "按纸质签到表补录", by: desk))
    closed.when(
      .roll(
        .correct(
          checkpoint: "1-morning", person: aino, to: .late, reason: "按纸质签到表补录", by: desk))
    ).then(event)
    let state = evolve(closed, event, at: at(61))
    #expect(sectionReport(of: state).halfDays[0].count.present == 1)
    #expect(sectionReport(of: state).counts.checkedIn == 1)
  }

  // MARK: Who counts

  @Test func countsTheRosterAndWalkInsApart() {
    let state = roll(
      (0, .personEnrolled(person: stranger, group: "")),
      (0, .roll(.enrolledAs(person: stranger, enrolment: .walkIn))),
      (1, arrived(stranger)), (2, arrived(aino)), (3, .leaveRecorded(person: chen)))
    let count = state.rollCount(at: "1-morning")
    #expect(count.expected == 7)
    #expect(count.present == 1)
    #expect(count.onLeave == 1)
    #expect(count.missing == 5)
    #expect(count.walkIns == 1)
    #expect(state.present == 2)
  }

  @Test(arguments: [Enrolment.observer, .guest])
  func leavesObserversOutOfAttendanceAndEvaluation(enrolment: Enrolment) {
    let state = roll(
      (0, .roll(.enrolledAs(person: aino, enrolment: enrolment))), (1, arrived(aino)),
      (2, .moved(to: Cursor(segment: 1))), (3, .evaluationOpened))
    #expect(state.rollCount(at: "1-morning").expected == 6)
    #expect(state.rollCount(at: "1-morning").present == 0)
    #expect(state.counts.checkedIn == 0)
    state.when(
      .returnEvaluation(
        person: aino, key: key(1), content: BallotContent(marks: [0, 0, 0, 0, 0]))
    ).then(rejects: .observersOnlyLook)
    state.when(.respondText(item: "number", person: aino, text: "36"))
      .then(rejects: .observersOnlyLook)
  }

  @Test func aSubstituteTakesOnePlace() {
    let made = roll(
      (0, .personEnrolled(person: stranger, group: "")),
      (0, .roll(.enrolledAs(person: stranger, enrolment: .walkIn))))
    let command = Command.roll(.substitute(for: gus, by: stranger))
    made.when(command).then(.roll(.substituted(person: gus, substitute: stranger)))
    let state = evolve(made, .roll(.substituted(person: gus, substitute: stranger)), at: at(0))
    state.when(command).thenNothing()
    #expect(state.rollCount(at: "1-morning").expected == 7)
    #expect(sectionReport(of: state).attendance.first { $0.person == stranger }?.insteadOf == gus)
    state.when(.checkIn(person: gus, by: .desk)).then(rejects: .alreadyReplaced)
    state.when(tap(.arrived, gus)).then(rejects: .alreadyReplaced)
    state.when(.roll(.substitute(for: gus, by: aino))).then(rejects: .alreadyReplaced)
    // Whoever is on the roster would take up two places.
    made.when(.roll(.substitute(for: gus, by: aino))).then(rejects: .substituteListed)
    let came = evolve(made, arrived(gus), at: at(0))
    came.when(command).then(rejects: .hasCome)
  }
}

@Suite struct LinksTests {
  @Test func linksStandEachByItself() {
    let issued = [
      Event.link(.issued(link: "t1", role: .trainer, holder: aino)),
      .link(.issued(link: "t2", role: .trainer, holder: bao)), .handedOver(generation: 2),
      .link(.revoked(link: "t1")),
    ]
    let state = fold(underWay + issued)
    #expect(state.links.valid("t1") == nil)
    #expect(state.links.valid("t2")?.role == .trainer)
    #expect(state.links.valid("t3") == nil)
  }

  @Test func issuesOnceAndRevokesOnce() {
    let issue = Command.link(.issue("d1", role: .assistant, holder: fang))
    let issued = Event.link(.issued(link: "d1", role: .assistant, holder: fang))
    inClass().when(issue).then(issued)
    inClass(issued).when(issue).thenNothing()
    inClass(issued).when(.link(.issue("d1", role: .trainer, holder: fang)))
      .then(rejects: .linkUnknown)
    for role in [CourseRole.organizer, .learner] {
      inClass().when(.link(.issue("d2", role: role, holder: fang))).then(rejects: .linkUnknown)
    }
    inClass(issued).when(.link(.revoke("d1"))).then(.link(.revoked(link: "d1")))
    inClass(issued, .link(.revoked(link: "d1"))).when(.link(.revoke("d1"))).thenNothing()
    inClass().when(.link(.revoke("d1"))).then(rejects: .linkUnknown)
  }
}
