import Identity
import Testing

@testable import Classroom

/// One thing to do, and what became of it: never by name, counted once.
@Suite struct FollowUpTests {
  private func write(_ person: PersonID, _ number: Int, _ text: String = "开一次班前会") -> Command {
    .followUp(.write(person: person, key: key(number), text: text))
  }
  private func answer(
    _ number: Int, _ outcome: FollowUpOutcome = .done, _ reason: String = "", day: Int = 30
  ) -> Command {
    .followUp(.answer(key: key(number), outcome: outcome, reason: reason, day: day))
  }
  private func paper(_ box: String, _ number: Int, _ content: BallotContent) -> BallotPaper {
    BallotPaper(box: box, key: key(number), content: content)
  }

  /// The class is over, and so many wrote.
  private func over(_ writers: Int = 5, _ events: Event...) -> Given {
    inClass(
      voters.prefix(writers).map { .followUp(.intentionWritten(person: $0)) }
        + [.sectionClosed, .followUp(.intentionsCounted(ballots: writers))] + events,
      ballots: [intentionBox: Set((1...5).map { key($0) })])
  }

  @Test func putsWhatSomebodyMeansToDoIntoTheBoxAlone() {
    inClass().when(write(aino, 1)).then(
      .followUp(.intentionWritten(person: aino)),
      papers: [paper(intentionBox, 1, BallotContent(text: "开一次班前会"))])
    let written = inClass(
      .followUp(.intentionWritten(person: aino)), ballots: [intentionBox: [key(1)]])
    written.when(write(aino, 1, "别的")).then(
      papers: [paper(intentionBox, 1, BallotContent(text: "别的"))])
    written.when(write(aino, 2)).then(rejects: .alreadyTookPart)
    written.when(write(bao, 1)).then(rejects: .keyMalformed)
  }

  @Test func refusesWhatCannotBeWritten() {
    inClass().when(write(gus, 1)).then(rejects: .notCheckedIn)
    inClass().when(write(aino, 1, " \n ")).then(rejects: .textMissing)
    inClass().when(write(aino, 1, String(repeating: "长", count: 201)))
      .then(rejects: .textTooLong)
    inClass().when(.followUp(.write(person: aino, key: "short", text: "t")))
      .then(rejects: .keyMalformed)
    inClass(.followUp(.daysSet(days: 0))).when(write(aino, 1)).then(rejects: .followUpNotOffered)
    inClass(.roll(.enrolledAs(person: aino, enrolment: .observer))).when(write(aino, 1))
      .then(rejects: .observersOnlyLook)
    inClass(.sectionClosed).when(write(aino, 1)).then(rejects: .sectionClosed)
  }

  @Test func isAskedAfterAsManyDaysAsTheClassSays() {
    inClass().when(.followUp(.setDays(14))).then(.followUp(.daysSet(days: 14)))
    inClass().when(.followUp(.setDays(30))).thenNothing()
    inClass().when(.followUp(.setDays(366))).then(rejects: .followUpDaysOutOfRange)
    inClass().when(.followUp(.setDays(-1))).then(rejects: .followUpDaysOutOfRange)
    inClass(.sectionClosed).when(.followUp(.setDays(14))).then(rejects: .sectionClosed)
  }

  @Test func offersToWriteWhenTheDayIsRatedAndAtItsEnd() {
    #expect(!inClass().state.offersIntention)
    #expect(inClass(.evaluationOpened).state.offersIntention)
    #expect(inClass(.moved(to: Cursor(segment: agenda.count - 1))).state.offersIntention)
    #expect(!inClass(.followUp(.daysSet(days: 0)), .evaluationOpened).state.offersIntention)
    #expect(!inClass(.evaluationOpened, .sectionClosed).state.offersIntention)
  }

  @Test func sealsWhatWasWrittenWhenTheClassCloses() {
    let written = inClass(.followUp(.intentionWritten(person: aino)))
    #expect(written.state.openBoxes == [intentionBox] && written.state.boxesToCount == [])
    let closed = inClass(.followUp(.intentionWritten(person: aino)), .sectionClosed)
    // Its keys open links from now on, counted or not.
    #expect(closed.state.boxesToCount == [intentionBox] && closed.state.openBoxes == [intentionBox])
    closed.when(.followUp(.countIntentions(ballots: 1)))
      .then(.followUp(.intentionsCounted(ballots: 1)))
    #expect(inClass(.sectionClosed).state.boxesToCount == [])
    #expect(over().state.openBoxes == [intentionBox, outcomeBox])
  }

  @Test func takesAnAnswerFromWhoeverHoldsTheKeyWithoutAnEvent() {
    over().when(answer(1, .partly, "缺人手")).then(
      papers: [paper(outcomeBox, 1, BallotContent(marks: [1], text: "缺人手"))])
    over().when(answer(9)).then(rejects: .followUpUnknown)
    over().when(answer(1, day: 29)).then(rejects: .followUpNotYet)
    over().when(answer(1, day: 60)).then(papers: [paper(outcomeBox, 1, BallotContent(marks: [0]))])
    over().when(answer(1, day: 61)).then(rejects: .followUpOver)
    over(5, .followUp(.closed)).when(answer(1)).then(rejects: .followUpOver)
    over().when(answer(1, .done, String(repeating: "长", count: 501)))
      .then(rejects: .textTooLong)
    inClass(
      .followUp(.intentionWritten(person: aino)), ballots: [intentionBox: [key(1)]]
    ).when(answer(1)).then(rejects: .followUpOver)
  }

  @Test func closesWhenItsDayHasComeAndCountsOnce() {
    over().when(.followUp(.close(day: 29))).then(rejects: .followUpNotYet)
    over().when(.followUp(.close(day: 30))).then(.followUp(.closed))
    over(5, .followUp(.closed)).when(.followUp(.close(day: 31))).thenNothing()
    inClass(.sectionClosed).when(.followUp(.close(day: 99))).then(rejects: .followUpNotYet)
    let papers = [0, 0, 1, 2, 0].map { BallotContent(marks: [$0], text: $0 == 2 ? "忙" : "") }
    let closed = over(5, .followUp(.closed))
    #expect(closed.state.boxesToCount == [outcomeBox])
    closed.when(.followUp(.count(ballots: papers)))
      .then(.followUp(.counted(ballots: 5, outcomes: [3, 1, 1], reasons: ["忙"])))
    closed.when(.followUp(.count(ballots: Array(papers.prefix(4)))))
      .then(.followUp(.counted(ballots: 4, outcomes: [], reasons: [])))
    over(5, .followUp(.closed), .followUp(.counted(ballots: 5, outcomes: [3, 1, 1], reasons: [])))
      .when(.followUp(.count(ballots: papers))).thenNothing()
  }

  @Test func reportsSharesOnceAndNobody() {
    #expect(sectionReport(of: inClass(.sectionClosed).state).followUp == nil)
    let open = sectionReport(of: over().state).followUp
    #expect(open?.written == 5 && open?.answers == nil && open?.outcomes == nil)
    let few = sectionReport(
      of: over(
        5, .followUp(.closed), .followUp(.counted(ballots: 4, outcomes: [4, 0, 0], reasons: ["x"]))
      ).state
    ).followUp
    #expect(few?.answers == 4 && few?.outcomes == nil && few?.reasons == [])
    let many = sectionReport(
      of: over(
        5, .followUp(.closed),
        .followUp(.counted(ballots: 30, outcomes: [20, 8, 2], reasons: ["乙", "甲"]))
      ).state
    ).followUp
    #expect(many?.done == 20...20 && many?.begun == 26...30)
    #expect(many?.reasons == ["乙", "甲"].sorted())
  }

  @Test func namesOnlyWhoSignsAndCountsTheOthersApart() {
    over().when(
      .followUp(.answer(key: key(1), outcome: .done, reason: "r", day: 30, signer: bao))
    ).then(papers: [paper(outcomeBox, 1, BallotContent(marks: [0], text: "r", signer: bao))])
    // A changed mind takes the name back.
    over().when(answer(1, .done, "r")).then(
      papers: [paper(outcomeBox, 1, BallotContent(marks: [0], text: "r"))])
    var papers = (1...6).map { BallotContent(marks: [$0 == 6 ? 2 : 0], text: "reason \($0)") }
    papers[2].signer = bao
    papers[5].signer = aino
    let closed = over(5, .followUp(.closed))
    let signed = [
      SignedOutcome(person: bao, outcome: .done, reason: "reason 3"),
      SignedOutcome(person: aino, outcome: .notYet, reason: "reason 6"),
    ].sorted { $0.person < $1.person }
    // Of four who did not sign nothing is shown: whose it is would be known by subtraction.
    closed.when(.followUp(.count(ballots: papers))).then(
      .followUp(.counted(ballots: 6, outcomes: [], reasons: [])),
      .followUp(.signed(outcomes: signed)))
    papers[5].signer = nil
    closed.when(.followUp(.count(ballots: papers))).then(
      .followUp(
        .counted(
          ballots: 6, outcomes: [4, 0, 1],
          reasons: [1, 2, 4, 5, 6].map { "reason \($0)" })),
      .followUp(.signed(outcomes: signed.filter { $0.person == bao })))
  }

  /// Every way in which 5 to 14 answers may fall and be signed, gathered by all that the report shows.
  @Test func nothingShownTellsOfAFewWhoDidNotSign() throws {
    let closed = over(5, .followUp(.closed)).state
    for total in 5...14 {
      var unsigned: [String: [[Int]]] = [:]
      for ways in falls(of: total, on: 6) {
        let papers = zip(ways, 0...).flatMap { count, way in
          (0..<count).map {
            BallotContent(marks: [way % 3], signer: way < 3 ? PersonID("s\(way)-\($0)") : nil)
          }
        }
        var state = closed
        for event in try decide(.followUp(.count(ballots: papers)), in: state, ballots: [:]).events
        {
          state.apply(event, at: nine)
        }
        let report = try #require(SectionReport.FollowUp(state.followUp))
        let (named, others) = (ways[..<3], ways[3...])
        let shown =
          "\(named) \(report.outcomes as Any) \(report.done as Any) \(report.begun as Any)"
        unsigned[shown, default: []].append(Array(others))
        let done = named[0] + others[others.startIndex]
        #expect(report.done?.contains(done) == true)
      }
      for possible in unsigned.values {
        for outcome in 0..<3 {
          let counts = possible.map { $0[outcome] }
          #expect(counts.contains(0) || counts.allSatisfy { $0 >= fewestBallots })
        }
      }
    }
  }

  private func falls(of total: Int, on ways: Int) -> [[Int]] {
    if ways == 1 { return [[total]] }
    return (0...total).flatMap { first in
      falls(of: total - first, on: ways - 1).map { [first] + $0 }
    }
  }

  /// Logs of before have everybody in one count, also who signed.
  @Test func takesThoseWhoSignedOutOfAnOlderCount() {
    let signed = [
      SignedOutcome(person: aino, outcome: .done), SignedOutcome(person: bao, outcome: .notYet),
    ]
    func report(_ outcomes: [Int]) -> SectionReport.FollowUp? {
      SectionReport.FollowUp(
        over(
          5, .followUp(.closed),
          .followUp(
            .counted(ballots: outcomes.reduce(0, +), outcomes: outcomes, reasons: [])),
          .followUp(.signed(outcomes: signed))
        ).state.followUp)
    }
    let many = report([21, 8, 11])
    #expect(many?.outcomes == Disclosure(of: [20, 8, 10]))
    #expect(many?.done == 21...21 && many?.begun == 29...29)
    let few = report([4, 0, 2])
    #expect(few?.outcomes?.isWhole == true && few?.done == 1...5)
  }

  @Test func noViewTellsWhatSomebodyMeansToDo() {
    let state = over(
      5, .followUp(.closed),
      .followUp(.counted(ballots: 5, outcomes: [3, 1, 1], reasons: ["SECRET"])),
      .followUp(.signed(outcomes: [SignedOutcome(person: bao, outcome: .done, reason: "SECRET")]))
    ).state
    #expect(ownView(of: state, person: aino).intends)
    #expect(!ownView(of: state, person: gus).intends)
    for view in [
      learnerView(of: state) as Any, trainerView(of: state), projectorView(of: state),
      organizerView(of: state), ownView(of: state, person: aino),
    ] { #expect(!leaves(of: view).contains("SECRET")) }
  }
}
