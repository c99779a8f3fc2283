import Identity
import Testing

@testable import Classroom

@Suite struct PaceTests {
  // MARK: What the room says

  @Test func showsNothingOfFewerThanFive() {
    #expect(PaceCount([.lost, .lost, .fine, .tooFast]).shown == nil)
    let five = PaceCount([.lost, .lost, .fine, .tooFast, .lost])
    #expect(five.shown?.map(\.count) == [1, 1, 3])
    #expect(five.shown?.last?.share == 0.6)
    #expect(PaceCount([]).spoke == 0)
  }

  // MARK: The clock while the room is asked

  private func timeline(_ events: [(Int, Event)]) -> State {
    events.reduce(fold(enrolled)) { evolve($0, $1.1, at: at($1.0)) }
  }

  @Test func holdsTheClockWhileTheRoomIsAskedSomethingBesideTheSegment() {
    let asking = timeline([(0, .moved(to: Cursor(segment: 1))), (10, .itemOpened(item: "quiz"))])
    #expect(pulse(of: asking, at: at(14)).segmentSeconds == 35 * 60)
    #expect(pulse(of: asking, at: at(14)).paused)
    #expect(pulse(of: asking, at: at(14)).behindSeconds == (4 - 10) * 60)
    #expect(trainerView(of: asking).held)
    let after = evolve(asking, .itemClosed(item: "quiz"), at: at(15))
    #expect(pulse(of: after, at: at(20)).segmentSeconds == 30 * 60)
    #expect(pulse(of: after, at: at(20)).behindSeconds == (5 - 10) * 60)
    #expect(!pulse(of: after, at: at(20)).paused)
    #expect(after.askedSeconds(of: agenda[1]) == 300)
    // The record says how long the class was there, as before, and what of it was asking.
    let report = sectionReport(of: after, at: at(20))
    #expect(report.activities[1].actualMinutes == 20)
    #expect(report.activities[1].askedMinutes == 5)
  }

  @Test func holdsUntilTheLastSuchItemIsClosed() {
    let asking = timeline([
      (0, .moved(to: Cursor(segment: 1))), (10, .itemOpened(item: "quiz")),
      (11, .itemOpened(item: "poll")), (13, .itemClosed(item: "quiz")),
    ])
    #expect(pulse(of: asking, at: at(20)).paused)
    let after = evolve(asking, .itemClosed(item: "poll"), at: at(20))
    #expect(!pulse(of: after, at: at(20)).paused)
    #expect(after.pace.asked == ["lecture": 600])
  }

  @Test func runsTheClockOfASegmentOnItsOwnItemsAndOfABreakOnAny() {
    let own = timeline([(0, .moved(to: Cursor(segment: 2))), (1, .itemOpened(item: "quiz"))])
    #expect(pulse(of: own, at: at(4)).segmentSeconds == 6 * 60)
    let pause = timeline([(0, .moved(to: Cursor(segment: 3))), (1, .itemOpened(item: "quiz"))])
    #expect(pulse(of: pause, at: at(4)).segmentSeconds == 6 * 60)
  }

  @Test func booksEachSegmentItsOwnShareOfTheAsking() {
    // Asked in the lecture, moved on to the quiz, whose own item it is; then to the case.
    let state = timeline([
      (0, .moved(to: Cursor(segment: 1))), (10, .itemOpened(item: "quiz")),
      (12, .moved(to: Cursor(segment: 2))), (15, .moved(to: Cursor(segment: 4))),
      (18, .sectionClosed),
    ])
    #expect(state.pace.asked == ["lecture": 120, "case": 180])
    #expect(state.clock.spent["test"] == 180)
    #expect(state.pace.heldSince == nil)
    let report = sectionReport(of: state)
    #expect(report.activities.map(\.actualMinutes) == [0, 12, 3, 0, 3, 0, 0])
  }

  @Test func staysPausedByHandAfterTheAsking() {
    let state = timeline([
      (0, .moved(to: Cursor(segment: 1))), (10, .clockPaused), (11, .itemOpened(item: "quiz")),
      (12, .clockResumed), (13, .clockPaused), (15, .itemClosed(item: "quiz")),
    ])
    #expect(pulse(of: state, at: at(30)).segmentSeconds == 35 * 60)
    #expect(pulse(of: state, at: at(30)).paused)
  }

  @Test func countsTheDayBeforeForNothing() {
    var second = agenda
    for index in 4..<second.count { second[index].day = 2 }
    let events: [(Int, Event)] = [
      (0, .sectionCreated(profile: profile, plan: plan, agenda: second)),
      (0, .moved(to: Cursor(segment: 1))), (300, .moved(to: Cursor(segment: 4))),
    ]
    let state = events.reduce(State()) { evolve($0, $1.1, at: at($1.0)) }
    #expect(pulse(of: state, at: at(301)).behindSeconds == 0)
  }
}

@Suite struct CompressTests {
  private func work(_ minutes: Int, least: Int = 5) -> Stretch {
    Stretch(minutes: minutes, least: least, turn: .work)
  }

  @Test func cutsInProportionAndAddsUpExactly() {
    #expect(fitted([work(45), work(25), work(5)], into: 60) == [35, 20, 5])
    for available in 15...75 {
      let minutes = fitted([work(45), work(25), work(5)], into: available) ?? []
      #expect(minutes.reduce(0, +) == available)
      #expect(minutes.allSatisfy { $0 >= 5 })
    }
    #expect(fitted([work(45), work(25), work(5)], into: 14) == nil)
  }

  @Test func keepsCasesThenLunchThenBreaks() {
    let rest = [
      work(20), Stretch(minutes: 10, least: 5, turn: .rest), work(30, least: 30),
      Stretch(minutes: 60, least: 30, turn: .lunch),
    ]
    #expect(fitted(rest, into: 110) == [10, 10, 30, 60])
    #expect(fitted(rest, into: 103) == [5, 8, 30, 60])
    #expect(fitted(rest, into: 90) == [5, 5, 30, 50])
    #expect(fitted(rest, into: 69) == nil)
    // To spare: lectures take it, and nobody else.
    #expect(fitted(rest, into: 130) == [30, 10, 30, 60])
    #expect(fitted([work(30, least: 30)], into: 40) == nil)
  }

  /// Ten minutes over in the lecture of nine o'clock's class, which ends at 11:00 as planned.
  private let late = [
    (0, Event.moved(to: Cursor(segment: 0))), (10, .moved(to: Cursor(segment: 1))),
    (65, .moved(to: Cursor(segment: 2))),
  ].reduce(fold(enrolled)) { evolve($0, $1.1, at: at($1.0)) }

  private func proposed(_ state: State, at now: Moment, less: Int = 0) -> [ReplannedSlot] {
    guard case .fits(let proposal) = compression(of: state, at: now, less: less) else { return [] }
    return proposal.lines.map(\.proposed)
  }

  @Test func proposesWhatIsLeftOfTheDayUpToTheEndPlanned() {
    // Left: quiz 10, break 10, case 30, survey 10, rating 5 = 65 minutes, 10 of them gone.
    let slots = proposed(late, at: at(65))
    #expect(slots.map(\.segment) == ["test", "pause", "case", "survey", "rating"])
    #expect(slots.map(\.minutes) == [5, 10, 30, 5, 5])
    #expect(slots.map(\.start) == [605, 610, 620, 650, 655])
    #expect(proposed(late, at: at(65), less: 5).map(\.minutes) == [5, 5, 30, 5, 5])
  }

  @Test func saysWhatTheRestNeedsWhereItCannotFit() {
    #expect(
      compression(of: late, at: at(65), less: 60) == .tooLong(least: 50, left: 0))
    #expect(compression(of: fold(enrolled), at: nine) == .notRunning)
    let closed = evolve(late, .sectionClosed, at: at(76))
    #expect(compression(of: closed, at: at(77)) == .notRunning)
  }

  @Test func acceptsAProposalOnceAndIsOnTimeAgain() {
    let slots = proposed(late, at: at(65))
    let given = Given(state: late, ballots: [:])
    given.when(.replan(slots)).then(.timetableReplanned(slots: slots))
    let after = evolve(late, .timetableReplanned(slots: slots), at: at(65))
    Given(state: after, ballots: [:]).when(.replan(slots)).thenNothing()
    #expect(pulse(of: late, at: at(65)).behindSeconds == 10 * 60)
    #expect(pulse(of: after, at: at(65)).behindSeconds == 0)
    #expect(pulse(of: after, at: at(65)).segmentSeconds == slots[0].minutes * 60)
    let later = evolve(after, .moved(to: Cursor(segment: 3)), at: at(65 + slots[0].minutes + 3))
    #expect(pulse(of: later, at: at(65 + slots[0].minutes + 3)).behindSeconds == 180)
    // Planned, replanned and actual are all kept.
    let report = sectionReport(of: later)
    #expect(report.activities[2].plannedMinutes == 10)
    #expect(report.activities[2].replannedMinutes == slots[0].minutes)
    #expect(report.activities[2].actualMinutes == slots[0].minutes + 3)
    #expect(report.activities[0].replannedMinutes == nil)
    #expect(report.replans == [Replan(at: at(65), slots: slots)])
    #expect(trainerView(of: later).spine[2].replanned == slots[0])
    // And once more, from there.
    let again = proposed(later, at: at(65 + slots[0].minutes + 3))
    #expect(again.last?.end == 660)
  }

  @Test func refusesATimetableThatDoesNotFitTheDay() {
    let slots = proposed(late, at: at(65))
    let given = Given(state: late, ballots: [:])
    given.when(.replan([])).then(rejects: .timetableUnfit)
    given.when(.replan(Array(slots.dropFirst()))).then(rejects: .timetableUnfit)
    var gap = slots
    gap[1].start += 1
    given.when(.replan(gap)).then(rejects: .timetableUnfit)
    var longer = slots
    longer[4].minutes += 1
    given.when(.replan(longer)).then(rejects: .timetableUnfit)
    var shorterCase = slots
    shorterCase[2].minutes -= 1
    for index in 3...4 { shorterCase[index].start -= 1 }
    shorterCase[4].minutes += 1
    given.when(.replan(shorterCase)).then(rejects: .timetableUnfit)
    var tooShort = slots
    tooShort[3].minutes = 4
    tooShort[4].start = tooShort[3].end
    tooShort[4].minutes = 660 - tooShort[4].start
    given.when(.replan(tooShort)).then(rejects: .timetableUnfit)
    Given(state: fold(enrolled), ballots: [:]).when(.replan(slots)).then(rejects: .timetableUnfit)
  }

  @Test func fitsEveryMomentOfEveryDayOrSaysWhyNot() {
    for minute in stride(from: 0, through: 120, by: 1) {
      for segment in agenda.indices {
        let state = evolve(fold(enrolled), .moved(to: Cursor(segment: segment)), at: nine)
        switch compression(of: state, at: at(minute, 17)) {
        case .fits(let proposal):
          let slots = proposal.lines.map(\.proposed)
          #expect(slots.last?.end == 660)
          Given(state: state, ballots: [:]).when(.replan(slots))
            .then(.timetableReplanned(slots: slots))
        case .tooLong(let least, let left): #expect(least > left)
        case .nothingToStretch: #expect(segment >= 3)
        case .notRunning: Issue.record("the class runs")
        }
      }
    }
  }
}
