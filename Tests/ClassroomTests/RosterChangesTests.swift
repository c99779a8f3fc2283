import Identity
import Testing

@testable import Classroom

private let desk = Author(.assistant, link: "desk-1")
private let half: CheckpointID = "1-morning"

private func tap(_ person: PersonID, _ mark: RollMark = .arrived) -> Command {
  .roll(.mark(mark, checkpoint: half, person: person, by: desk, secondsAgo: 0))
}
private func tapped(_ person: PersonID, _ mark: RollMark = .arrived) -> Event {
  .roll(.marked(checkpoint: half, person: person, mark: mark, by: desk, secondsAgo: nil))
}
private func stands(_ person: PersonID, _ enrolment: Enrolment) -> Event {
  .roll(.enrolledAs(person: person, enrolment: enrolment))
}

/// The roster put right 改名册: taken off, merged, groups as it says, and numbers that stay.
@Suite struct RosterChangesTests {
  // MARK: Off the roster

  @Test func takesOffTheRosterWhoNeverCame() {
    inClass().when(.roll(.enroll(gus, as: .removed))).then(stands(gus, .removed))
    let state = inClass(stands(gus, .removed)).state
    #expect(state.rollCount(at: half).expected == 6)
    #expect(!doorView(of: state).groups.flatMap(\.members).contains { $0.person == gus })
    #expect(!organizerView(of: state).groups.flatMap(\.members).contains { $0.person == gus })
    #expect(!sectionReport(of: state).attendance.contains { $0.person == gus })
    #expect(!state.groupable.contains(gus))
    // Put back, all is as it was.
    let again = evolve(state, stands(gus, .listed), at: nine)
    #expect(again.rollCount(at: half).expected == 7)
  }

  @Test func keepsOnTheRosterWhoWasHere() {
    inClass().when(.roll(.enroll(aino, as: .removed))).then(rejects: .hasAttended)
    // Somebody taken off sits in no group and writes for none.
    let state = inClass(
      .groupsFormed(groups: [[aino, chen], [bao, dan]]), stands(chen, .removed)
    ).state
    #expect(state.groups.members == [[aino], [bao, dan]])
  }

  @Test func whoComesAfterAllComesFromOutsideTheRoster() {
    let off = inClass(stands(gus, .removed))
    off.when(tap(gus)).then(stands(gus, .walkIn), tapped(gus))
    off.when(.checkIn(person: gus, by: .phone)).then(
      stands(gus, .walkIn), .checkedIn(person: gus, by: .phone))
    off.when(tap(gus, .onLeave)).then(rejects: .personUnknown)
    inClass(.groupsFormed(groups: [[aino], [bao, dan]]), stands(gus, .removed)).when(tap(gus))
      .then(stands(gus, .walkIn), tapped(gus), .groupJoined(person: gus, group: 0))
  }

  @Test func isPutRightAfterTheClassToo() {
    let over = inClass(.sectionClosed)
    over.when(.roll(.enroll(gus, as: .removed))).then(stands(gus, .removed))
    over.when(.enroll(person: gus, group: "二组")).then(
      .personEnrolled(person: gus, group: "二组"))
    over.when(.enroll(person: stranger, group: "")).then(rejects: .sectionClosed)
  }

  // MARK: Two entries, one person

  private var walkIn: [Event] {
    [.personEnrolled(person: stranger, group: ""), stands(stranger, .walkIn)]
  }

  @Test func mergesTwoWhoBothSignedIn() {
    let both =
      walkIn + [
        .checkedIn(person: stranger, by: .phone), tapped(gus),
        .roll(
          .corrected(checkpoint: half, person: gus, to: .late, reason: "r", by: desk)),
      ]
    inClass(both).when(.roll(.merge(gus, into: stranger))).then(
      .roll(.merged(person: gus, kept: stranger)))
    let state = inClass(both + [.roll(.merged(person: gus, kept: stranger))]).state
    let entry = state.roll.entry(stranger, half)
    #expect(entry.byPhone && entry.seen && entry.arrived != nil)
    #expect(state.roll.standing(of: stranger, at: half) == .late)
    #expect(state.roll.corrections.map(\.person) == [stranger])
    #expect(state.roll.enrolment(of: stranger) == .listed)
    #expect(state.rollCount(at: half).expected == 7)
    #expect(state.rollCount(at: half).walkIns == 0)
    let report = sectionReport(of: state).attendance
    #expect(report.count { $0.person == stranger } == 1 && !report.contains { $0.person == gus })
    Given(state: state, ballots: [:]).when(.roll(.merge(gus, into: stranger))).thenNothing()
    Given(state: state, ballots: [:]).when(tap(gus)).then(rejects: .alreadyReplaced)
    Given(state: state, ballots: [:]).when(.roll(.enroll(gus, as: .listed)))
      .then(rejects: .alreadyReplaced)
  }

  @Test func keepsTheEarlierArrivalAndWhoIsStillThere() {
    let state = day(
      (at(0), walkIn[0]), (at(0), walkIn[1]), (at(5), tapped(gus)), (at(9), tapped(stranger)),
      (at(20), tapped(gus, .left)), (at(30), .roll(.merged(person: gus, kept: stranger))))
    let entry = state.roll.entry(stranger, half)
    #expect(entry.arrived == at(5) && entry.left == nil)
    #expect(state.attendance[stranger]?.checkedIn == at(5))
    #expect(state.attendance[stranger]?.left == nil && !state.isPresent(gus))
  }

  @Test func givesNobodysAnswersToAnother() {
    let answered =
      walkIn + [
        .checkedIn(person: stranger, by: .phone), .itemOpened(item: "quiz"),
        .responseRecorded(item: "quiz", person: stranger, choices: [0]),
      ]
    inClass(answered).when(.roll(.merge(stranger, into: gus))).then(rejects: .bothAnswered)
    inClass(answered).when(.roll(.merge(gus, into: stranger))).then(
      .roll(.merged(person: gus, kept: stranger)))
    inClass(answered + [.sectionClosed]).when(.roll(.merge(gus, into: stranger))).then(
      .roll(.merged(person: gus, kept: stranger)))
    inClass().when(.roll(.merge(gus, into: stranger))).then(rejects: .personUnknown)
    inClass().when(.roll(.merge(gus, into: gus))).then(rejects: .personUnknown)
  }

  @Test func carriesOverWhatWasReturnedOnPaperAndWritten() {
    let content = BallotContent(marks: [0, 0, 0, 0, 0])
    let both =
      walkIn + [
        .checkedIn(person: stranger, by: .phone), .checkedIn(person: gus, by: .desk),
        .evaluationOpened,
      ]
    let onPaper = Event.evaluationReturnedOnPaper(person: gus, on: true)
    let wrote = Event.followUp(.intentionWritten(person: gus))
    let merged = Event.roll(.merged(person: gus, kept: stranger))
    let one = inClass(both + [onPaper, wrote, merged])
    one.when(.returnEvaluation(person: stranger, key: key(1), content: content))
      .then(rejects: .alreadyTookPart)
    one.when(.followUp(.write(person: stranger, key: key(1), text: "先谈。")))
      .then(rejects: .alreadyTookPart)
    #expect(one.state.followUp.writers == [stranger])
    // Who returned one by phone has returned one.
    let phoned = inClass(both + [onPaper, .evaluationReturned(person: stranger), merged]).state
    #expect(phoned.evaluation.onPaper.isEmpty)
    // Two intentions are two people's.
    inClass(both + [wrote, .followUp(.intentionWritten(person: stranger))])
      .when(.roll(.merge(gus, into: stranger))).then(rejects: .bothAnswered)
  }

  @Test func knowsWhoStayedOfSeveral() {
    let roll = inClass(
      walkIn + [
        .roll(.merged(person: gus, kept: stranger)), .roll(.merged(person: stranger, kept: chen)),
      ]
    ).state.roll
    #expect(roll.kept(gus) == chen && roll.kept(chen) == chen)
    #expect(roll.merged(into: chen) == [gus, stranger].sorted())
  }

  // MARK: Groups

  private let named: [Event] = [
    (aino, "甲"), (bao, "甲"), (chen, "甲"), (dan, "乙"), (emil, "乙"), (fang, ""), (gus, ""),
  ].map { .personEnrolled(person: $0.0, group: $0.1) }

  @Test func aLateComerGoesToThoseOfTheSameGroupOnTheRoster() {
    let formed = inClass(named + [.groupsFormed(groups: [[aino, bao], [dan]])])
    formed.when(tap(chen)).then(tapped(chen), .groupJoined(person: chen, group: 0))
    formed.when(tap(gus)).then(tapped(gus), .groupJoined(person: gus, group: 1))
    // Where chance made the groups, sizes count.
    inClass(named + [.groupsFormed(groups: [[aino, dan, bao, emil], [fang]])]).when(tap(chen))
      .then(tapped(chen), .groupJoined(person: chen, group: 1))
  }

  @Test func callsAGroupAsTheRosterDoes() {
    func names(_ groups: [[PersonID]]) -> [Int: String] {
      inClass(named + [.groupsFormed(groups: groups)]).state.rosterGroupNames
    }
    #expect(names([[dan, emil], [aino, bao, fang]]) == [1: "乙", 2: "甲"])
    #expect(names([[dan, aino], [emil, bao]]) == [:])
    // Two of one name have numbers, and so has one of which few are on the roster's.
    #expect(names([[aino], [bao]]) == [:])
    #expect(names([[aino, fang, gus]]) == [:])
    let state = inClass(
      named + [
        .groupsFormed(groups: [[dan, emil], [aino, bao]]),
        .reportsOpened(task: "g1", title: "怎么办？"),
      ]
    ).state
    #expect(ownView(of: aino, in: state).team?.name == "甲")
    #expect(learnerView(of: state).task?.names == [1: "乙", 2: "甲"])
    #expect(trainerView(of: state).groups.map(\.name) == ["乙", "甲"])
  }

  @Test func aLateComerAtTheDeskGetsAGroupToo() {
    let two = Event.groupsFormed(groups: [[aino, bao, fang], [dan, emil]])
    inClass(two).when(tap(chen)).then(tapped(chen), .groupJoined(person: chen, group: 1))
    let corrected = RollCommand.correct(
      checkpoint: half, person: chen, to: .late, reason: "漏点了", by: desk)
    inClass(two).when(.roll(corrected)).then(
      .roll(
        .corrected(checkpoint: half, person: chen, to: .late, reason: "漏点了", by: desk)),
      .groupJoined(person: chen, group: 1))
    // After the class nobody joins a group.
    inClass(two, .sectionClosed).when(.roll(corrected)).then(
      .roll(
        .corrected(checkpoint: half, person: chen, to: .late, reason: "漏点了", by: desk)))
  }

  @Test func formsTheGroupsThatTheRosterNames() {
    // In the order of their numbers; gus, of none, comes to the smallest.
    inClass(tapped(gus), .personEnrolled(person: aino, group: "第三组"))
      .when(.formGroupsByRoster)
      .then(.groupsFormed(groups: [[bao, emil], [dan, fang], [aino, gus]]))
    // Names without numbers come in the order of enrolment.
    inClass(
      [(aino, "甲组"), (bao, "乙组"), (dan, "甲组"), (emil, "乙组"), (fang, "乙组")].map {
        .personEnrolled(person: $0.0, group: $0.1)
      }
    ).when(.formGroupsByRoster).then(.groupsFormed(groups: [[aino, dan], [bao, emil, fang]]))
    inClass(voters.map { .personEnrolled(person: $0, group: "") })
      .when(.formGroupsByRoster).then(rejects: .noRosterGroups)
  }

  @Test(
    arguments: [
      ("第3组", 3), ("十二组", 12), ("二十组", 20), ("二十一组", 21), ("Group 7", 7), ("第１０组", 10), ("甲组", nil),
      ("铸造", nil),
    ] as [(String, Int?)])
  func readsTheNumberOfAGroup(name: String, number: Int?) {
    #expect(groupNumber(name) == number)
  }

  @Test func formsGroupsAnewOnTheNextDay() {
    var days = agenda
    for index in days.indices.suffix(2) { days[index].day = 2 }
    let two = Event.groupsFormed(groups: [[aino, bao], [dan, emil]])
    let made: [Event] =
      [.sectionCreated(profile: profile, plan: plan, agenda: days)] + underWay.dropFirst()
      + [
        two, .reportsOpened(task: "g1", title: "怎么办？"), .penTaken(group: 0, person: bao),
        .reportWritten(task: "g1", group: 0, person: bao, text: "先谈。"),
        .reportReleased(task: "g1", group: 0), .reportsClosed(task: "g1"),
      ]
    given(made).when(.formGroupsByRoster).then(rejects: .groupsInUse)
    let next = made + [.moved(to: Cursor(segment: days.count - 2))]
    let anew = [[aino, dan], [bao, emil]]
    given(next).when(.formGroups(anew)).then(.groupsFormed(groups: anew))
    let state = fold(next + [.groupsFormed(groups: anew)])
    #expect(state.groups.members == anew && trainerView(of: state).task == nil)
    // What the groups of the first day said is in the record.
    #expect(sectionReport(of: state).groupTasks.map(\.reports.first?.text) == ["先谈。"])
    Given(state: state, ballots: [:]).when(.openReports(task: "g1", title: "?"))
      .then(rejects: .keyMalformed)
  }

  private func given(_ events: [Event]) -> Given { Given(state: fold(events), ballots: [:]) }

  // MARK: Numbers

  @Test func numbersStayWhateverHappensToOthers() {
    let before = inClass().state
    let numbers = SignInNumbers(before)
    let after = inClass(
      .personEnrolled(person: stranger, group: "一组"), stands(bao, .observer),
      stands(gus, .removed), .personEnrolled(person: aino, group: "二组")
    ).state
    for person in before.roster { #expect(SignInNumbers(after)[person] == numbers[person]) }
    #expect(SignInNumbers(after)[stranger] == 8)
    #expect(after.signInList.map(\.number) == [1, 3, 4, 5, 6, 8])
    #expect(SignInNumbers(after).person(9) == nil && SignInNumbers(after).person(0) == nil)
    let merged = inClass(
      .personEnrolled(person: stranger, group: ""), .roll(.merged(person: stranger, kept: gus)),
      .roll(.merged(person: gus, kept: dan))
    ).state
    #expect(SignInNumbers(merged).person(8) == dan && SignInNumbers(merged)[dan] == 4)
  }
}
