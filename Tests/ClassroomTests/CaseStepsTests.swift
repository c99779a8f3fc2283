import Identity
import Testing

@testable import Classroom

private let timed = Kit(
  background: "某厂欠薪两个月。", text: "职工找到工会。", questions: ["先做什么？", "找谁？"],
  teachingNotes: "TEACHING-NOTES", debrief: "DEBRIEF-TEXT",
  steps: [
    .init(.read, 4), .init(.think, 3), .init(.discuss, 11), .init(.report, 7), .init(.debrief, 5),
  ])

private let caseDay: [Event] =
  underWay + [
    .materialAdded(segment: "case", kit: timed),
    .groupsFormed(groups: [[aino, bao], [dan, emil, fang]]),
  ]

/// The case's pages: one a step.
private func inCase(_ page: Int) -> State {
  fold(caseDay + [.moved(to: Cursor(segment: 4, page: page))])
}

@Suite struct CaseStepsTests {
  @Test func givesEachStepItsPages() {
    let pages = casePages(timed)
    #expect(pages.map(\.step) == [0, 1, 2, 3, 4])
    #expect(pages.map(\.role) == [.text, .questions, .questions, .questions, .debrief])
    #expect(!pages.contains { $0.lines.joined().contains("TEACHING-NOTES") })
  }

  @Test func showsWhatNoStepIsFor() {
    var kit = timed
    kit.steps = [.init(.discuss, 10)]
    #expect(casePages(kit).map(\.step) == [nil, 0, nil])
    #expect(casePages(kit).map(\.role) == [.text, .questions, .debrief])
  }

  @Test func standsInAStepThatHasNothingToShow() {
    var kit = timed
    kit.debrief = ""
    #expect(casePages(kit).last == Page(role: .debrief, lines: [], item: nil, step: 4))
  }

  @Test(arguments: [
    ("discuss", 30, [4, 3, 11, 7, 5]), ("share", 15, [6, 5, 4]), ("text", 15, [5, 6, 4]),
    ("deep", 45, [6, 5, 16, 11, 7]), ("discuss", 2, [1, 1, 1, 1, 1]),
  ])
  func dividesTheSlotAmongTheUsualSteps(form: String, minutes: Int, expected: [Int]) {
    #expect(usualSteps(form: form, minutes: minutes).map(\.minutes) == expected)
  }

  @Test func usualStepsAddUpToTheSlot() {
    for form in ["share", "discuss", "deep", "text", nil] {
      for minutes in 5...90 {
        let steps = usualSteps(form: form, minutes: minutes)
        #expect(steps.reduce(0) { $0 + $1.minutes } == minutes, "\(form ?? "none") \(minutes)")
        #expect(steps.allSatisfy { $0.minutes > 0 })
      }
    }
  }

  @Test func keepsTheMinutesOfTheAuthor() {
    #expect(timed.timed(form: "discuss", minutes: 60) == timed)
  }

  // MARK: What is seen

  @Test func phonesReadTheTextAndNothingMore() throws {
    let guide = try #require(learnerView(of: inCase(0)).guide)
    #expect(guide.text.contains("职工找到工会。"))
    #expect(guide.questions.isEmpty)
    #expect(guide.step == StepPlace(number: 1, count: 5, kind: .read, minutes: 4))
  }

  @Test func phonesKeepTheTextWhileTheRoomWorksWithIt() throws {
    for page in 1...3 {
      let guide = try #require(learnerView(of: inCase(page)).guide)
      #expect(guide.text.contains("职工找到工会。"))
      #expect(guide.questions == (page == 3 ? [] : timed.questions))
    }
  }

  @Test func aStoryThatIsToldIsNotReadBefore() throws {
    var kit = timed
    kit.steps = [.init(.tell, 6), .init(.ask, 5), .init(.debrief, 4)]
    let events = underWay + [.materialAdded(segment: "case", kit: kit)]
    func guide(_ page: Int) -> Guide? {
      learnerView(of: fold(events + [.moved(to: Cursor(segment: 4, page: page))])).guide
    }
    #expect(try #require(guide(0)).text.isEmpty)
    #expect(try #require(guide(1)).text.contains("职工找到工会。"))
  }

  @Test(arguments: 0...4)
  func neitherNotesNorDebriefReachTheRoomTooEarly(page: Int) {
    let state = inCase(page)
    let seen = "\(learnerView(of: state)) \(projectorView(of: state))"
    #expect(!seen.contains("TEACHING-NOTES"))
    #expect(seen.contains("DEBRIEF-TEXT") == (page == 4))
  }

  @Test func aBlankScreenBlanksThePhone() {
    #expect(learnerView(of: evolve(inCase(0), .blanked(on: true), at: nine)).guide == nil)
  }

  @Test func anExerciseShowsOnlyWhatTheScreenHasShown() throws {
    let exercise = Segment(
      id: "practice", kind: .exercise, title: "计算工资", plannedMinutes: 20,
      pages: [Page(role: .text, lines: ["两人一组。"]), Page(role: .text, lines: ["LATER"])],
      notes: "两人一组。LATER")
    let events: [Event] = [
      .sectionCreated(profile: profile, plan: plan, agenda: [exercise]),
      .moved(to: Cursor(segment: 0)),
    ]
    #expect(try #require(learnerView(of: fold(events)).guide).lines == ["两人一组。"])
    #expect(trainerView(of: fold(events)).offeredMinutes == 20)
    let later = fold(events + [.moved(to: Cursor(segment: 0, page: 1))])
    #expect(try #require(learnerView(of: later).guide).lines == ["两人一组。", "LATER"])
  }

  @Test func theConsoleGoesToEachStep() {
    let rows = trainerView(of: inCase(1)).steps
    #expect(rows.map(\.cursor.page) == [0, 1, 2, 3, 4])
    #expect(rows.map(\.isNow) == [false, true, false, false, false])
    #expect(rows.map(\.isDone) == [true, false, false, false, false])
    #expect(trainerView(of: inCase(1)).offeredMinutes == 3)
  }

  // MARK: What moving brings

  @Test func theTimerEndsWithItsStep() {
    let running = evolve(inCase(0), .timerStarted(seconds: 240), at: nine)
    #expect(running.timer != nil)
    #expect(evolve(running, .moved(to: Cursor(segment: 4, page: 1)), at: nine).timer == nil)
  }

  @Test func theTimerRunsOnThroughThePagesOfOneStep() {
    var kit = timed
    kit.text = String(repeating: "职工找到工会，工会听他说。", count: 60)
    let state = fold(underWay + [.materialAdded(segment: "case", kit: kit)])
    let first = fold(
      underWay + [
        .materialAdded(segment: "case", kit: kit), .moved(to: Cursor(segment: 4)),
        .timerStarted(seconds: 240), .moved(to: Cursor(segment: 4, page: 1)),
      ])
    #expect(state.agenda[4].pages[1].step == 0)
    #expect(first.timer != nil)
  }

  @Test func comingToTheReportStepAsksTheGroups() {
    let report = Cursor(segment: 4, page: 3)
    Given(state: inCase(2), ballots: [:]).when(.next)
      .then(.moved(to: report), .reportsOpened(task: "case-case", title: "欠薪"))
    Given(state: inCase(0), ballots: [:]).when(.jump(to: report))
      .then(.moved(to: report), .reportsOpened(task: "case-case", title: "欠薪"))
  }

  @Test func withoutGroupsNobodyIsAsked() {
    inClass(
      .materialAdded(segment: "case", kit: timed), .moved(to: Cursor(segment: 4, page: 2))
    ).when(.next).then(.moved(to: Cursor(segment: 4, page: 3)))
  }

  @Test func whatTheTrainerAsksByHandGoesOn() {
    let asked = evolve(inCase(2), .reportsOpened(task: "t1", title: "怎么办？"), at: nine)
    Given(state: asked, ballots: [:]).when(.next).then(.moved(to: Cursor(segment: 4, page: 3)))
  }

  @Test func goingBackAndForthAsksOnce() {
    let asked = fold(
      caseDay + [
        .moved(to: Cursor(segment: 4, page: 3)), .reportsOpened(task: "case-case", title: "欠薪"),
      ])
    #expect(projectorView(of: asked).task?.title == "欠薪")
    #expect(learnerView(of: asked).task?.isOpen == true)
    let back = evolve(asked, .movedBack(to: Cursor(segment: 4, page: 2)), at: nine)
    #expect(projectorView(of: back).task == nil)
    #expect(learnerView(of: back).task?.isOpen == true)
    Given(state: back, ballots: [:]).when(.next).then(.moved(to: Cursor(segment: 4, page: 3)))
    let debrief = evolve(asked, .moved(to: Cursor(segment: 4, page: 4)), at: nine)
    #expect(projectorView(of: debrief).task == nil)
    #expect(learnerView(of: debrief).task?.isOpen == false)
  }

  @Test func leavingTheCaseEndsItsReports() {
    let asked = fold(
      caseDay + [
        .moved(to: Cursor(segment: 4, page: 4)), .reportsOpened(task: "case-case", title: "欠薪"),
      ])
    Given(state: asked, ballots: [:]).when(.next)
      .then(.moved(to: Cursor(segment: 5)), .reportsClosed(task: "case-case"))
    // A sentence that was on its way when the debrief began still counts.
    let pen = evolve(asked, .penTaken(group: 0, person: aino), at: nine)
    Given(state: pen, ballots: [:]).when(
      .writeReport(task: "case-case", person: aino, text: "先核实。")
    )
    .then(.reportWritten(task: "case-case", group: 0, person: aino, text: "先核实。"))
  }

  @Test func anotherRoomThatIsStillAtTheCaseGoesOnWriting() {
    let report = Cursor(segment: 4, page: 3)
    let both =
      caseDay + [
        .room(.opened(room: "2", name: "二楼")), .room(.detached(room: "2")),
        .moved(to: report), .reportsOpened(task: "case-case", title: "欠薪"),
      ]
    let there = fold(both + [.inRoom(room: "2", event: .moved(to: report))])
    let next = Event.moved(to: Cursor(segment: 5))
    Given(state: there, ballots: [:]).when(.jump(to: Cursor(segment: 5))).then(next)
    // The last one to leave ends it, whichever it is.
    let left = fold(both + [.inRoom(room: "2", event: .moved(to: report)), next])
    Given(state: left, ballots: [:]).when(.inRoom("2", .jump(to: Cursor(segment: 5)))).then(
      .inRoom(room: "2", event: next),
      .inRoom(room: "2", event: .reportsClosed(task: "case-case")))
  }
}
