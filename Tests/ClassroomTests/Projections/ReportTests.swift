import Identity
import Testing

@testable import Classroom

@Suite struct ReportTests {
  func report(_ events: Event...) -> SectionReport { sectionReport(of: inClass(events).state) }
  func report(_ events: [Event]) -> SectionReport { sectionReport(of: inClass(events).state) }
  func item(_ id: ItemID, in report: SectionReport) throws -> SectionReport.Item {
    try #require(report.items.first { $0.id == id })
  }

  // MARK: Attendance

  @Test func listsTheRosterByGroupWithTimesInAndOut() {
    let state = day(
      (at(-5), .checkedIn(person: aino, by: .phone)), (at(2), .checkedIn(person: fang, by: .desk)),
      (at(3), .checkedIn(person: dan, by: .phone)), (at(4), .leaveRecorded(person: chen)),
      (at(5), .moved(to: Cursor(segment: 0))), (at(60), .leftEarly(person: dan)),
      (at(90), .sectionClosed))
    let rows = sectionReport(of: state).attendance
    #expect(rows.map(\.person) == [aino, bao, emil, chen, dan, fang, gus])
    #expect(rows.map(\.group) == ["一组", "一组", "一组", "二组", "二组", "二组", ""])
    #expect(
      rows.map(\.standing)
        == [.present, .notArrived, .notArrived, .onLeave, .leftEarly, .present, .notArrived])
    #expect(rows.map(\.timeIn) == [at(-5), nil, nil, nil, at(3), at(2), nil])
    #expect(rows.map(\.timeOut) == [at(90), nil, nil, nil, at(60), at(90), nil])
    #expect(rows.map(\.witness) == [.phone, nil, nil, nil, .phone, .desk, nil])
  }

  /// The laptop's clock stood six years behind when the first came.
  @Test func theCurveOfAHalfDayIsNeverLongerThanADay() throws {
    let state = day(
      (at(-3_000_000), .checkedIn(person: aino, by: .phone)),
      (at(5), .moved(to: Cursor(segment: 0))), (at(90), .sectionClosed))
    let curve = attendanceCurve(of: state, until: at(90), every: 5)
    let samples = try #require(curve.halfDays.first?.samples)
    #expect(samples.count <= 24 * 12 + 2 && samples.last?.time == at(90))
    #expect(samples.allSatisfy { $0.present == 1 })
  }

  @Test func leavesTheTimeOutEmptyWhileTheClassRuns() {
    #expect(report().attendance.allSatisfy { $0.timeOut == nil })
  }

  // MARK: Activities

  @Test func setsPlannedAgainstActualMinutes() {
    let state = day(
      (at(0), .moved(to: Cursor(segment: 0))), (at(12, 29), .moved(to: Cursor(segment: 1))),
      (at(60, 0), .moved(to: Cursor(segment: 2))), (at(60, 10), .moved(to: Cursor(segment: 4))),
      (at(90), .sectionClosed))
    let rows = sectionReport(of: state).activities
    #expect(rows.map(\.plannedMinutes) == [10, 45, 10, 10, 30, 10, 5])
    #expect(rows.map(\.actualMinutes) == [12, 48, 0, 0, 30, 0, 0])
    #expect(rows.map(\.reached) == [true, true, true, false, true, false, false])
    #expect(rows.map(\.teaching) == [true, true, true, false, true, true, true])
    #expect(rows[1].unit?.title == "预防")
    #expect(rows[4].form == "discuss")
  }

  @Test func booksTheRunningStretchUpToNow() {
    let state = day((at(0), .moved(to: Cursor(segment: 0))))
    #expect(sectionReport(of: state).activities[0].actualMinutes == 0)
    #expect(sectionReport(of: state).activities[0].reached)
    #expect(sectionReport(of: state, at: at(7, 31)).activities[0].actualMinutes == 8)
    let paused = evolve(state, .clockPaused, at: at(5))
    #expect(sectionReport(of: paused, at: at(50)).activities[0].actualMinutes == 5)
  }

  // MARK: Items

  @Test func countsTheAnswersOfAQuizAndTheShareExactlyRight() throws {
    let row = try item(
      "many",
      in: report(
        .itemOpened(item: "many"), .responseRecorded(item: "many", person: aino, choices: [0, 2]),
        .responseRecorded(item: "many", person: bao, choices: [0]),
        .responseRecorded(item: "many", person: dan, choices: [0, 1, 2]),
        .responseRecorded(item: "many", person: emil, choices: [0, 2]), .itemClosed(item: "many")))
    #expect(row.choices.map(\.count) == [4, 1, 3])
    #expect(row.choices.map(\.right) == [true, false, true])
    #expect(row.answers == 4)
    #expect(row.correct == 2)
    #expect(row.shareCorrect == 0.5)
    #expect(row.planned)
    #expect(row.phase == .closed)
  }

  @Test func givesNoShareWhereNobodyAnswered() throws {
    let row = try item("quiz", in: report())
    #expect(row.answers == 0)
    #expect(row.correct == 0)
    #expect(row.shareCorrect == nil)
    #expect(row.phase == .waiting)
  }

  @Test func givesTheCountsOfAPollThatWasCounted() throws {
    let row = try item("poll", in: report(counted("poll", ballots: 5, marks: [1, 3, 1])))
    #expect(row.choices.map(\.count) == [1, 3, 1])
    #expect(row.answers == 5)
    #expect(row.correct == nil)
    #expect(row.shareCorrect == nil)
  }

  @Test func saysOfAPollBelowFiveOnlyHowManyTookPart() throws {
    for marks in [[], [1, 3, 0]] {
      let row = try item("poll", in: report(counted("poll", ballots: 4, marks: marks)))
      #expect(row.choices.allSatisfy { $0.count == nil })
      #expect(row.answers == 4)
    }
    let wall = try item("wall", in: report(counted("wall", ballots: 4, texts: ["甲"])))
    #expect(wall.texts.isEmpty)
  }

  @Test func saysNothingOfAPollBeforeItsCount() throws {
    let cast = voters.map { Event.ballotCast(item: "poll", person: $0) }
    let row = try item("poll", in: report([.itemOpened(item: "poll")] + cast))
    #expect(row.choices.allSatisfy { $0.count == nil })
    #expect(row.answers == 5)
  }

  @Test func keepsTheTextsOfACountedOpenPollAndMarksWhatWasMadeOnTheSpot() throws {
    let texts = ["甲", "乙", "丙", "丁", "戊"]
    #expect(try item("wall", in: report(counted("wall", ballots: 5, texts: texts))).texts == texts)
    var spot = wall
    spot.id = "spot"
    let made = report([.itemAdded(item: spot)] + counted("spot", ballots: 5, texts: texts))
    #expect(try item("spot", in: made).planned == false)
    #expect(made.items.map(\.id) == ["quiz", "many", "poll", "wall", "spot"])
  }

  // MARK: Questions

  @Test func listsQuestionsAndCountsTheHiddenWithoutTheirWords() {
    let made = report(
      .questionAsked(question: "q1", person: emil, text: "甲"), .questionApproved(question: "q1"),
      .questionSupported(question: "q1", key: key(1)),
      .questionAsked(question: "q2", person: nil, text: "乙"),
      .questionAsked(question: "q3", person: emil, text: "丙"), .questionHidden(question: "q3"))
    #expect(made.questions.map(\.text) == ["甲", "乙", nil])
    #expect(made.questions.map(\.person) == [emil, nil, nil])
    #expect(made.questions.map(\.phase) == [.approved, .pending, .hidden])
    #expect(made.questions.map(\.supporters) == [1, 0, 0])
    #expect(made.counts.questions == 3)
    #expect(!leaves(of: made).contains(key(1)))
  }

  // MARK: The evaluation

  let returned = voters.map { Event.evaluationReturned(person: $0) }

  @Test func givesTheReturnRateAndTheShareSatisfiedByAspect() {
    let grades = [[3, 1, 1, 0], [5, 0, 0, 0], [0, 0, 0, 5], [1, 1, 1, 2], [0, 5, 0, 0]]
    let evaluation = report(
      [.evaluationOpened] + returned + [
        .evaluationClosed, .evaluationCounted(ballots: 5, grades: grades, texts: ["好"]),
      ]
    ).evaluation
    #expect(evaluation.returned == 5)
    #expect(evaluation.present == 5)
    #expect(evaluation.returnRate == 1)
    #expect(evaluation.ballots == 5)
    #expect(evaluation.aspects.map(\.line.standard) == Aspect.allCases)
    // Too few to tell a grade from another.
    #expect(evaluation.aspects.allSatisfy { $0.disclosure.isWhole && $0.satisfied == 0...5 })
    #expect(evaluation.score == nil)
    #expect(evaluation.texts == ["好"])
  }

  @Test func tellsGradesAndPointsFromManyBallots() {
    let grades = [
      [40, 5, 0, 0], [43, 2, 0, 0], [20, 15, 10, 0], [0, 0, 0, 45], [15, 10, 10, 10],
    ]
    let evaluation = report(
      .evaluationOpened, .evaluationClosed,
      .evaluationCounted(ballots: 45, grades: grades, texts: ["乙", "甲"])
    ).evaluation
    #expect(evaluation.aspects.map(\.satisfied) == [40...45, 41...45, 35...35, 0...8, 25...25])
    // 20 × 20 + 15 × 16 + 6 × 12 at least, 10 × 12 at most; 15 × 20 + 10 × 16 + 10 × 12; of 45.
    let third: (Double, Double) = (712 / 45, 760 / 45)
    let fifth: Double = 580 / 45
    #expect(evaluation.aspects[2].score == third.0...third.1)
    #expect(evaluation.aspects[4].score == fifth...fifth)
    #expect(evaluation.texts == ["乙", "甲"].sorted())
    let score = evaluation.score ?? 0...0
    #expect(score.lowerBound < score.upperBound && score.upperBound <= 100)
  }

  @Test func asksWhatTheClassChose() {
    let own = EvaluationForm(
      aspects: [.init(title: "场地", points: 60), .init(standard: .method, points: 40)],
      question: "", percents: [100, 75, 50, 25], target: 90)
    let evaluation = report(
      .evaluationFormChosen(form: own), .evaluationOpened, .evaluationClosed,
      .evaluationCounted(ballots: 20, grades: [[10, 10, 0, 0], [5, 5, 5, 5]], texts: [])
    ).evaluation
    #expect(evaluation.form == own && evaluation.aspects.map(\.line) == own.aspects)
    #expect(evaluation.aspects[1].score == 25...25)
    #expect(!evaluation.reachesTarget)
  }

  @Test func saysOfAnEvaluationBelowFiveOnlyHowManyReturnedIt() {
    let evaluation = report(
      [.evaluationOpened] + returned.prefix(4) + [
        .evaluationClosed,
        .evaluationCounted(
          ballots: 4, grades: [[Int]](repeating: [4, 0, 0, 0], count: 5), texts: ["好"]),
      ]
    ).evaluation
    #expect(evaluation.returned == 4)
    #expect(evaluation.returnRate == 0.8)
    #expect(evaluation.aspects.isEmpty)
    #expect(evaluation.texts.isEmpty)
  }

  @Test func givesNoReturnRateWhereNobodyCame() {
    let made = sectionReport(of: fold(enrolled))
    #expect(made.evaluation.returnRate == nil)
    #expect(made.evaluation.ballots == nil)
    #expect(made.attendance.count == 7)
  }

  // MARK: The whole

  @Test func countsWhatTheStateCountsAndKeepsTheClassWithIt() {
    let made = report(.sectionClosed)
    #expect(made.profile == profile)
    #expect(made.phase == .closed)
    #expect(made.startedAt == nine)
    #expect(made.closedAt == nine)
    #expect(made.counts == inClass().state.counts)
  }

  @Test func isTheSameEveryTime() {
    let events =
      counted("poll", ballots: 5, marks: [1, 3, 1])
      + [.itemOpened(item: "quiz")]
      + voters.map { .responseRecorded(item: "quiz", person: $0, choices: [1]) }
    #expect(report(events) == report(events))
    #expect(leaves(of: report(events)) == leaves(of: report(events)))
  }
}
