import Identity
import Testing

@testable import Classroom

/// Four half-days of 100, 80, 60 and 40 teaching minutes, with a post-test of two questions at the end.
private let days: [Segment] = [
  Segment(
    id: "a", kind: .lecture, topic: .init(number: 1, label: "一、", title: "苗头"), title: "",
    start: 540, plannedMinutes: 70),
  Segment(id: "p", kind: .break, title: "", start: 610, plannedMinutes: 20, teaching: false),
  Segment(
    id: "b", kind: .lecture, topic: .init(number: 1, label: "一、", title: "苗头"), title: "",
    start: 630, plannedMinutes: 30, part: 2, parts: 2),
  Segment(id: "l", kind: .lunch, title: "", start: 720, plannedMinutes: 90, teaching: false),
  Segment(
    id: "c", kind: .lecture, topic: .init(number: 2, label: "二、", title: "处置"), title: "",
    start: 840, plannedMinutes: 80),
  Segment(
    id: "d", kind: .lecture, topic: .init(number: 3, label: "三、", title: "回访"), title: "", day: 2,
    start: 540, plannedMinutes: 60),
  Segment(
    id: "m", kind: .lunch, title: "", day: 2, start: 720, plannedMinutes: 90, teaching: false),
  Segment(
    id: "e", kind: .postTest, title: "", day: 2, start: 840, plannedMinutes: 40,
    items: [test("t1", key: 0), test("t2", key: 1)]),
]

private func test(_ id: ItemID, key: Int) -> AssessmentItem {
  AssessmentItem(id: id, kind: .postTest, prompt: id, choices: ["甲", "乙"], key: [key])
}

private let halves = ["1-morning", "1-afternoon", "2-morning", "2-afternoon"]
private let desk = Author(.assistant, link: "desk-1")

private func settings(_ rules: CompletionRule..., credit: String? = nil) -> CompletionSettings {
  var settings = CompletionSettings()
  settings.rules = rules
  settings.credit = CreditTable.all.first { $0.id == credit }
  return settings
}

/// The class asks for `settings`; everybody is corrected to be there in all half-days but the given ones.
private func held(
  _ settings: CompletionSettings, _ standings: [PersonID: [HalfDayStanding]],
  _ more: [Event] = [], ended: Bool = true
) -> State {
  var events: [Event] =
    [.sectionCreated(profile: profile, plan: plan, agenda: days)] + enrolled.dropFirst()
    + [.completion(.set(settings))]
    + halves.map { .roll(.checkpointOpened(checkpoint: $0, by: desk)) }
  for (person, all) in standings.sorted(by: { $0.key < $1.key }) {
    for (half, standing) in zip(halves, all) {
      events.append(
        .roll(
          .corrected(checkpoint: half, person: person, to: standing, reason: "r", by: desk)))
    }
  }
  events += more
  if ended { events.append(.sectionClosed) }
  return fold(events)
}

extension State {
  fileprivate func judged(_ person: PersonID) -> CompletionRecord.Person {
    completionRecord(of: self).person(person)!
  }
  fileprivate func outcome(_ person: PersonID) -> CompletionRecord.Outcome {
    judged(person).outcome
  }
}

@Suite struct CreditTableTests {
  @Test func writesHundredthsAsPeopleDo() {
    #expect(
      [0, 25, 5, 50, 100, 850, 1200].map { CreditHours(hundredths: $0).text }
        == ["0", "0.25", "0.05", "0.5", "1", "8.5", "12"])
  }

  @Test func countsByTheTableThatWasChosenAndNoOther() throws {
    func credit(_ id: String, _ minutes: Int...) throws -> [String] {
      let table = try #require(CreditTable.all.first { $0.id == id })
      return minutes.map { table.credit(forMinutes: $0).text }
    }
    // Whole hours of 45 minutes: what is begun is not given.
    #expect(
      try credit("minutes45", 0, 44, 45, 89, 90, 280, 360) == ["0", "0", "1", "1", "2", "6", "8"])
    #expect(try credit("halfDay3", 0, 1, 240) == ["0", "3", "3"])
    #expect(
      try credit("online", 0, 1, 15, 16, 29, 30, 200) == [
        "0", "0.25", "0.25", "0.5", "0.5", "1", "1",
      ])
  }

  @Test func everyTableHasASourceAndRisingBands() {
    #expect(Set(CreditTable.all.map(\.id)).count == CreditTable.all.count)
    for table in CreditTable.all {
      #expect(!table.source.isEmpty)
      for (low, high) in zip(table.bands, table.bands.dropFirst()) {
        #expect(low.fromMinutes < high.fromMinutes && low.credit < high.credit)
      }
    }
  }

  /// 280 minutes: no hours without a table, and three numbers from three tables.
  @Test func neverMakesHoursOfMinutesByItself() {
    let all = [HalfDayStanding](repeating: .present, count: 4)
    func credit(_ id: String?) -> String? {
      held(settings(.presence(percent: 100), credit: id), [aino: all]).judged(aino).granted?.text
    }
    #expect(credit(nil) == nil)
    #expect(credit("minutes45") == "6")
    #expect(credit("halfDay3") == "12")
    // By topic: 100, 80, 60 minutes, and 40 of the test, which stands under none.
    #expect(credit("online") == "4")
    #expect(
      completionRecord(of: held(settings(.presence(percent: 100)), [:])).plannedMinutes == 280)
  }
}

/// A morning of 100 planned minutes, held from 9:00 to 10:40 with a break from 9:50 to 10:00.
@Suite struct PresentShareTests {
  private func morning(_ more: (Moment, Event)..., rules: CompletionRule...) -> State {
    let agenda = [
      Segment(id: "a", kind: .lecture, title: "", start: 540, plannedMinutes: 50),
      Segment(id: "p", kind: .break, title: "", start: 590, plannedMinutes: 10, teaching: false),
      Segment(id: "b", kind: .lecture, title: "", start: 600, plannedMinutes: 50),
    ]
    let events: [(Moment, Event)] =
      [
        (at(-30), .sectionCreated(profile: profile, plan: plan, agenda: agenda)),
        (at(-30), .completion(.set(settings(rules.first ?? .presence(percent: 90))))),
        (at(-20), .personEnrolled(person: aino, group: "")),
        (at(0), .moved(to: Cursor(segment: 0))), (at(50), .moved(to: Cursor(segment: 1))),
        (at(60), .moved(to: Cursor(segment: 2))), (at(100), .sectionClosed),
      ] + more
    return events.sorted { $0.0 < $1.0 }.reduce(State()) { evolve($0, $1.1, at: $1.0) }
  }
  private func mark(_ mark: RollMark, _ minutes: Int) -> (Moment, Event) {
    (
      at(minutes),
      .roll(
        .marked(
          checkpoint: "1-morning", person: aino, mark: mark, by: desk, secondsAgo: nil))
    )
  }
  private func minutes(_ marks: (Moment, Event)...) -> Int? {
    let events = marks
    switch events.count {
    case 1: return completionRecord(of: morning(events[0])).person(aino)?.minutesPresent
    default: return completionRecord(of: morning(events[0], events[1])).person(aino)?.minutesPresent
    }
  }

  @Test func takesAwayWhatLatenessAndLeavingEarlyTook() {
    #expect(minutes(mark(.arrived, -5)) == 100)
    // Within the grace nobody is late.
    #expect(minutes(mark(.arrived, 15)) == 100)
    #expect(minutes(mark(.arrived, 20)) == 80)
    #expect(minutes(mark(.arrived, -5), mark(.left, 75)) == 75)
    #expect(minutes(mark(.arrived, 20), mark(.left, 60)) == 40)
    // Signed in and gone: nothing.
    #expect(minutes(mark(.arrived, -5), mark(.left, 0)) == 0)
    // Signing out when it is over is not leaving early.
    #expect(minutes(mark(.arrived, -5), mark(.left, 100)) == 100)
  }

  @Test func judgesByTheMinutesAndCountsACorrectionWhole() {
    let gone = morning(mark(.arrived, -5), mark(.left, 10))
    #expect(gone.judged(aino).outcome == .notMet)
    #expect(gone.judged(aino).verdicts.first?.facts == .presence(minutes: 10, of: 100, away: []))
    #expect(morning(mark(.arrived, -5), mark(.left, 95)).judged(aino).outcome == .met)
    let corrected = morning(
      mark(.arrived, -5), mark(.left, 10),
      (
        at(110),
        .roll(
          .corrected(
            checkpoint: "1-morning", person: aino, to: .present, reason: "点错了", by: desk))
      ))
    #expect(corrected.judged(aino).minutesPresent == 100)
  }

  @Test func grantsCreditByTheMinutes() {
    var state = morning(mark(.arrived, -5), mark(.left, 95))
    #expect(state.judged(aino).granted == nil)
    state.completion.credit = CreditTable.all.first { $0.id == "minutes45" }
    #expect(state.judged(aino).granted?.text == "2")
    var late = morning(mark(.arrived, 20), rules: .presence(percent: 80))
    late.completion.credit = state.completion.credit
    #expect(late.judged(aino).granted?.text == "1")
  }

  @Test(arguments: [100, 300, 1_540])
  func endsByThePlanThoughTheClassIsLeftOnItsLastPage(until end: Int) {
    let agenda = (1...2).map {
      Segment(id: "d\($0)", kind: .lecture, title: "", day: $0, start: 540, plannedMinutes: 100)
    }
    for last in [Event.moved(to: Cursor(segment: 1)), .sectionClosed] {
      let state = [
        (at(-30), Event.sectionCreated(profile: profile, plan: plan, agenda: agenda)),
        (at(-20), .personEnrolled(person: aino, group: "")),
        (at(0), .moved(to: Cursor(segment: 0))),
        mark(.arrived, -5), mark(.left, 50), (at(end), last),
      ].reduce(State()) { evolve($0, $1.1, at: $1.0) }
      #expect(state.share(of: aino).minutes(of: 100) == 50)
    }
  }

  @Test func goesOnWithTheClock() {
    let agenda = [Segment(id: "a", kind: .lecture, title: "", start: 540, plannedMinutes: 50)]
    let state = [
      (at(-30), Event.sectionCreated(profile: profile, plan: plan, agenda: agenda)),
      (at(-20), .personEnrolled(person: aino, group: "")),
      (at(0), .moved(to: Cursor(segment: 0))), mark(.arrived, 20),
    ].reduce(State()) { evolve($0, $1.1, at: $1.0) }
    #expect(state.share(of: aino, now: at(40)).minutes(of: 50) == 25)
    #expect(state.share(of: aino) == .whole)
  }
}

extension State {
  fileprivate func share(of person: PersonID, now: Moment? = nil) -> PresentShare {
    presentShare(
      of: person, at: "1-morning", during: teaching(of: "1-morning", now: now))
  }
}

@Suite struct CompletionTests {
  // MARK: What is asked

  @Test func asksForPresenceAloneUnlessToldOtherwise() {
    #expect(State().completion.rules == [.presence(percent: 90)])
    #expect(State().completion.certificate == .attendance)
    #expect(State().completion.credit == nil)
  }

  @Test func takesATableOfItsOwnThatCanBeCountedBy() {
    func asks(_ table: CreditTable) -> Outcome {
      var asked = settings(.presence(percent: 80))
      asked.credit = table
      return inClass().when(.setCompletion(asked))
    }
    func own(_ bands: [CreditTable.Band], repeats: Int? = nil, source: String = "某办〔2026〕1 号")
      -> CreditTable
    {
      CreditTable(id: CreditTable.own, lot: .course, bands: bands, repeats: repeats, source: source)
    }
    let sound = own([.init(40, hundredths: 100)], repeats: 40)
    var kept = settings(.presence(percent: 80))
    kept.credit = sound
    asks(sound).then(.completion(.set(kept)))
    #expect(sound.credit(forMinutes: 130).text == "3")
    for wrong in [
      own([]), own([.init(0, hundredths: 100)]), own([.init(40, hundredths: 0)]),
      own([.init(40, hundredths: 100), .init(40, hundredths: 200)]),
      own([.init(40, hundredths: 100), .init(80, hundredths: 50)]),
      own([.init(40, hundredths: 100)], repeats: 0), own([.init(40, hundredths: 100)], source: ""),
    ] {
      asks(wrong).then(rejects: .completionOutOfRange)
    }
  }

  @Test func setsRulesInOneOrderAndRepeatsNothing() {
    var asked = settings(.evaluation, .presence(percent: 80))
    asked.issuer = " 某市总工会\u{202E} "
    var kept = asked
    kept.rules = [.presence(percent: 80), .evaluation]
    kept.issuer = "某市总工会"
    inClass().when(.setCompletion(asked)).then(.completion(.set(kept)))
    inClass(.completion(.set(kept))).when(.setCompletion(asked)).thenNothing()
    // The record of a class that has ended is put in order too.
    inClass(.sectionClosed).when(.setCompletion(asked)).then(.completion(.set(kept)))
  }

  @Test func refusesWhatNobodyCouldMeet() {
    inClass().when(.setCompletion(settings())).then(rejects: .completionRuleMissing)
    for rules: [CompletionRule] in [
      [.presence(percent: 0)], [.presence(percent: 101)], [.halfDays(fewest: 0)],
      // The class of these tests has one half-day.
      [.halfDays(fewest: 2)], [.punctual(most: -1)], [.leave(oneIn: 1)], [.leave(oneIn: 21)],
      [.postTest(points: 0)], [.postTest(points: 101)],
      [.presence(percent: 50), .presence(percent: 60)],
    ] {
      var asked = CompletionSettings()
      asked.rules = rules
      inClass().when(.setCompletion(asked)).then(rejects: .completionOutOfRange)
    }
    var asked = CompletionSettings()
    asked.feeHours = CreditHours(hundredths: 0)
    inClass().when(.setCompletion(asked)).then(rejects: .completionOutOfRange)
    asked.feeHours = nil
    asked.credit = CreditTable(id: "own", lot: .course, bands: [], source: "s")
    inClass().when(.setCompletion(asked)).then(rejects: .completionOutOfRange)
    // A table that the class chose stays its own, whatever a later version offers.
    let old = inClass(.completion(.set(asked)))
    asked.issuer = "某市总工会"
    old.when(.setCompletion(asked)).then(.completion(.set(asked)))
    asked.issuer = String(repeating: "长", count: 61)
    inClass().when(.setCompletion(asked)).then(rejects: .completionOutOfRange)
    old.when(.setCompletion(asked)).then(rejects: .textTooLong)
  }

  // MARK: Rule by rule

  @Test func weighsPresenceByTeachingMinutes() {
    let state = held(
      settings(.presence(percent: 80)),
      [
        aino: [.present, .late, .leftEarly, .absent],  // 240 of 280
        bao: [.absent, .present, .present, .present],  // 180
        chen: [.present, .present, .onLeave, .present],  // 220
      ])
    #expect(state.outcome(aino) == .met)
    #expect(
      state.judged(aino).verdicts.map(\.facts) == [
        .presence(minutes: 240, of: 280, away: ["2-afternoon"])
      ])
    #expect(state.outcome(bao) == .notMet)
    #expect(
      state.judged(bao).verdicts.map(\.facts) == [
        .presence(minutes: 180, of: 280, away: ["1-morning"])
      ])
    #expect(state.outcome(chen) == .notMet)
    #expect(state.judged(gus).minutesPresent == 0)
  }

  /// 224 of 280 is 80 per cent to the minute; a minute less is not.
  @Test func isExactAtTheBound() {
    let there: [HalfDayStanding] = [.present, .present, .absent, .present]  // 220
    #expect(held(settings(.presence(percent: 78)), [aino: there]).outcome(aino) == .met)
    #expect(held(settings(.presence(percent: 79)), [aino: there]).outcome(aino) == .notMet)
    let leave: [HalfDayStanding] = [.present, .present, .present, .onLeave]  // 40 of 280 is 1/7
    #expect(held(settings(.leave(oneIn: 7)), [aino: leave]).outcome(aino) == .met)
    #expect(held(settings(.leave(oneIn: 8)), [aino: leave]).outcome(aino) == .notMet)
  }

  @Test func countsHalfDaysAndUnpunctuality() {
    let state = held(
      settings(.halfDays(fewest: 3), .punctual(most: 1)),
      [
        aino: [.late, .present, .present, .absent],
        bao: [.late, .lateAndLeftEarly, .present, .present],
        chen: [.present, .present, .onLeave, .onLeave],
      ])
    #expect(state.judged(aino).verdicts.map(\.outcome) == [.met, .met])
    #expect(state.judged(bao).verdicts.map(\.outcome) == [.met, .notMet])
    #expect(
      state.judged(bao).verdicts.last?.facts == .unpunctual(at: ["1-morning", "1-afternoon"]))
    #expect(state.judged(chen).verdicts.map(\.outcome) == [.notMet, .met])
    #expect(
      state.judged(chen).verdicts.first?.facts
        == .halfDays(present: 2, of: 4, away: ["2-morning", "2-afternoon"]))
  }

  @Test func scoresThePostTestByAllItsQuestions() {
    let here = [HalfDayStanding](repeating: .present, count: 4)
    let answers: [Event] = [
      .itemOpened(item: "t1"), .itemOpened(item: "t2"),
      .responseRecorded(item: "t1", person: aino, choices: [0]),
      .responseRecorded(item: "t2", person: aino, choices: [1]),
      .responseRecorded(item: "t1", person: bao, choices: [0]),
      .itemClosed(item: "t1"), .itemClosed(item: "t2"),
    ]
    let asked = settings(.postTest(points: 85))
    let state = held(asked, [aino: here, bao: here], answers)
    #expect(state.outcome(aino) == .met)
    // What was left out is not right.
    #expect(state.judged(bao).verdicts.map(\.facts) == [.postTest(right: 1, of: 2)])
    #expect(state.outcome(bao) == .notMet)
    #expect(held(settings(.postTest(points: 50)), [bao: here], answers).outcome(bao) == .met)
    // No test was held: nobody has passed it.
    let none = held(asked, [aino: here])
    #expect(none.judged(aino).verdicts.map(\.facts) == [.postTest(right: 0, of: 0)])
    #expect(none.outcome(aino) == .notMet)
  }

  /// Only that the evaluation was returned; before and after counting, whatever it said.
  @Test func knowsOfTheEvaluationOnlyThatItWasReturned() {
    let asked = settings(.evaluation)
    let returned: [Event] = [.evaluationOpened, .evaluationReturned(person: aino)]
    let best: Event = .evaluationCounted(ballots: 5, grades: [[5, 0, 0, 0]], texts: ["a"])
    let worst: Event = .evaluationCounted(ballots: 5, grades: [[0, 0, 0, 5]], texts: ["b"])
    let records = [best, worst].map {
      completionRecord(of: held(asked, [:], returned + [.evaluationClosed, $0]))
    }
    #expect(records[0] == records[1])
    #expect(records[0].person(aino)?.outcome == .met)
    #expect(records[0].person(bao)?.verdicts.map(\.facts) == [.evaluation(returned: false)])
    #expect(records[0].person(bao)?.outcome == .notMet)
  }

  // MARK: All rules together

  @Test func asksForAllRulesAndGrantsHoursToNobodyElse() {
    let state = held(
      settings(.presence(percent: 60), .evaluation, credit: "halfDay3"),
      [
        aino: [.present, .present, .absent, .absent], bao: [.present, .present, .present, .absent],
      ],
      [.evaluationOpened, .evaluationReturned(person: aino)])
    #expect(state.outcome(aino) == .met)
    #expect(state.judged(aino).granted?.text == "6")
    #expect(state.outcome(bao) == .notMet)
    #expect(state.judged(bao).credit?.text == "9")
    #expect(state.judged(bao).granted?.text == "0")
    #expect(completionRecord(of: state).credit?.text == "12")
    #expect(completionRecord(of: state).count(.met) == 1)
  }

  @Test func leavesOutWhoOnlyListensAndWhoWasReplaced() {
    let here = [HalfDayStanding](repeating: .present, count: 4)
    let state = held(
      settings(.presence(percent: 100)), [aino: here, bao: here, dan: here],
      [
        .roll(.enrolledAs(person: bao, enrolment: .observer)),
        .roll(.enrolledAs(person: dan, enrolment: .walkIn)),
        .roll(.substituted(person: gus, substitute: fang)),
      ])
    let record = completionRecord(of: state)
    #expect(record.people.map(\.person) == [aino, chen, dan, emil, fang])
    #expect(record.person(dan)?.outcome == .met)
  }

  @Test func decidesNothingWhileTheClassGoesOnButWhatIsLost() {
    let state = held(
      settings(.presence(percent: 100), .leave(oneIn: 8), .postTest(points: 50), .evaluation),
      [aino: [.present, .present, .present, .onLeave]],
      [.evaluationOpened, .evaluationReturned(person: aino)], ended: false)
    #expect(state.judged(aino).verdicts.map(\.outcome) == [.open, .notMet, .open, .met])
    #expect(state.outcome(aino) == .notMet)
    #expect(state.outcome(bao) == .open)
    // All is met, and still nothing is granted before the end.
    let early = held(settings(.halfDays(fewest: 1)), [aino: [.present]], ended: false)
    #expect(early.judged(aino).verdicts.map(\.outcome) == [.met])
    #expect(early.outcome(aino) == .open)
    #expect(evolve(early, .sectionClosed, at: at(600)).outcome(aino) == .met)
  }

  @Test func followsACorrectionMadeAfterTheEnd() {
    let state = held(
      settings(.presence(percent: 100)), [aino: [.present, .present, .present, .absent]])
    #expect(state.outcome(aino) == .notMet)
    let corrected = evolve(
      state,
      .roll(
        .corrected(
          checkpoint: "2-afternoon", person: aino, to: .present, reason: "纸签", by: desk)),
      at: at(900))
    #expect(corrected.outcome(aino) == .met)
  }

  /// The second day was called off: whoever was there on the first was there throughout.
  @Test func asksNobodyToHaveBeenWhereNothingTookPlace() {
    let events: [Event] =
      [.sectionCreated(profile: profile, plan: plan, agenda: days)] + enrolled.dropFirst()
      + [
        .moved(to: Cursor(segment: 0)), .checkedIn(person: aino, by: .phone),
        .checkedIn(person: bao, by: .phone), .leaveRecorded(person: chen),
        .moved(to: Cursor(segment: 4)), .checkedIn(person: aino, by: .phone), .sectionClosed,
      ]
    let state = fold(events)
    #expect(state.outcome(aino) == .met)
    #expect(
      state.judged(aino).verdicts.map(\.facts) == [.presence(minutes: 180, of: 180, away: [])])
    #expect(state.outcome(bao) == .notMet)
    #expect(completionRecord(of: state).plannedMinutes == 280)
    // Signed in afterwards on paper: then it did take place.
    let late = evolve(
      state,
      .roll(
        .corrected(checkpoint: "2-morning", person: bao, to: .present, reason: "纸签", by: desk)),
      at: at(900))
    #expect(
      late.judged(aino).verdicts.map(\.facts) == [
        .presence(minutes: 180, of: 240, away: ["2-morning"])
      ])
  }

  /// In the order of the roster, whatever anybody reached: it ranks nobody.
  @Test func ranksNobody() {
    let people = completionRecord(of: held(settings(.presence(percent: 100)), [:])).people
    #expect(people.map(\.person) == [aino, bao, chen, dan, emil, fang, gus])
  }

  /// A rule more never helps anybody, and who meets all rules together meets each of them alone.
  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func combinesRulesWithoutSurprises(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let rules: [CompletionRule] = [
      .presence(percent: 1 + random.below(100)), .halfDays(fewest: 1 + random.below(4)),
      .punctual(most: random.below(4)), .leave(oneIn: 2 + random.below(19)), .evaluation,
    ]
    let standings = HalfDayStanding.allCases.filter { $0 != .pending }
    var days: [PersonID: [HalfDayStanding]] = [:]
    var more: [Event] = [.evaluationOpened]
    for person in [aino, bao, chen, dan, emil, fang] {
      days[person] = halves.map { _ in standings[random.below(standings.count)] }
      if random.below(2) == 0 { more.append(.evaluationReturned(person: person)) }
    }
    func met(_ rules: [CompletionRule]) -> Set<PersonID> {
      var asked = CompletionSettings()
      asked.rules = rules
      let people = completionRecord(of: held(asked, days, more)).people
      #expect(people.allSatisfy { $0.outcome != .open && $0.verdicts.count == rules.count })
      return Set(people.filter { $0.outcome == .met }.map(\.person))
    }
    let alone = rules.map { met([$0]) }
    for count in 1...rules.count {
      let together = met(Array(rules.prefix(count)))
      #expect(together == alone.prefix(count).dropFirst().reduce(alone[0]) { $0.intersection($1) })
    }
  }
}
