import Identity
import Testing

@testable import Classroom

@Suite struct WallTests {
  private func asked(_ ids: String..., forTrainer: Bool? = nil) -> [Event] {
    ids.map { .questionAsked(question: $0, person: nil, text: "问 \($0)", forTrainer: forTrainer) }
  }

  // MARK: Rules

  @Test func hidesWithAReasonThatIsKept() {
    inClass(asked("q")).when(.hideQuestion("q", reason: " 与本课无关 "))
      .then(.questionWithheld(question: "q", reason: "与本课无关"))
    inClass(asked("q")).when(.hideQuestion("q", reason: " \u{202E}"))
      .then(rejects: .reasonMissing)
    inClass(asked("q")).when(.hideQuestion("q", reason: String(repeating: "长", count: 201)))
      .then(rejects: .textTooLong)
    inClass(asked("q") + [.questionWithheld(question: "q", reason: "甲")])
      .when(.hideQuestion("q", reason: "甲")).thenNothing()
    let state = inClass(asked("q") + [.questionWithheld(question: "q", reason: "甲")]).state
    #expect(trainerView(of: state).wall.first?.reason == "甲")
    #expect(sectionReport(of: state).questions.first?.reason == "甲")
    #expect(sectionReport(of: state).questions.first?.text == nil)
    // A question hidden before reasons were asked for still reads.
    let old = inClass(asked("q") + [.questionHidden(question: "q")]).state
    #expect(old.questions["q"]?.phase == .hidden)
    #expect(trainerView(of: old).wall.first?.reason == nil)
    // Shown after all: the reason goes.
    let shown = evolve(state, .questionApproved(question: "q"), at: nine)
    #expect(trainerView(of: shown).wall.first?.reason == nil)
  }

  @Test func pinsWhatIsOnTheScreenOnly() {
    let on = asked("q") + [.questionApproved(question: "q")]
    inClass(asked("q")).when(.pinQuestion("q", on: true)).then(rejects: .questionUnknown)
    inClass(on).when(.pinQuestion("q", on: true)).then(.questionPinned(question: "q", on: true))
    inClass(on).when(.pinQuestion("q", on: false)).thenNothing()
    inClass(on + [.questionPinned(question: "q", on: true)])
      .when(.pinQuestion("q", on: true)).thenNothing()
    let answered = inClass(
      on + [.questionPinned(question: "q", on: true), .questionAnswered(question: "q")])
    #expect(answered.state.wall.pinned.isEmpty)
  }

  @Test func waitsForTheTrainerUnlessThatIsSwitchedOff() {
    #expect(inClass(asked("q")).state.questions["q"]?.phase == .pending)
    inClass().when(.screenQuestions(on: true)).thenNothing()
    inClass().when(.screenQuestions(on: false)).then(.questionsScreened(on: false))
    let open: [Event] = [.questionsScreened(on: false)] + asked("q")
    #expect(inClass(open).state.questions["q"]?.phase == .approved)
    // What is for the trainer alone waits in any case.
    let confided: [Event] = [.questionsScreened(on: false)] + asked("q", forTrainer: true)
    #expect(inClass(confided).state.questions["q"]?.phase == .pending)
  }

  @Test func keepsAQuestionForTheTrainerFromEveryoneElse() {
    inClass().when(.ask(question: "q", person: emil, named: false, text: "问", forTrainer: true))
      .then(.questionAsked(question: "q", person: nil, text: "问", forTrainer: true))
    inClass(asked("q", forTrainer: true)).when(.approveQuestion("q"))
      .then(rejects: .questionPrivate)
    inClass(asked("q", forTrainer: true)).when(.support(question: "q", person: aino, key: key(1)))
      .then(rejects: .questionUnknown)
    for events: [Event] in [[], [.questionAnswered(question: "q")]] {
      let state = inClass(asked("q", forTrainer: true) + events).state
      #expect(learnerView(of: state).questions.isEmpty)
      #expect(projectorView(of: state).questions.isEmpty)
      #expect(trainerView(of: state).wall.map(\.isConfided) == [true])
      // The report is the organizer's: it says that there was one, and no more.
      let report = sectionReport(of: state).questions
      #expect(report.map(\.text) == [nil] && report.map(\.forTrainer) == [true])
    }
  }

  // MARK: Order

  @Test func putsPinnedOnesFirstThenTheMostSupported() {
    let state = inClass(
      asked("a", "b", "c", "d") + ["a", "b", "c", "d"].map { .questionApproved(question: $0) }
        + [
          .questionSupported(question: "b", key: key(1)),
          .questionSupported(question: "c", key: key(1)),
          .questionSupported(question: "c", key: key(2)),
          .questionPinned(question: "d", on: true),
        ]
    ).state
    #expect(projectorView(of: state).questions.map(\.id) == ["d", "c", "b", "a"])
    #expect(projectorView(of: state).questions.map(\.isPinned) == [true, false, false, false])
    #expect(trainerView(of: state).wall.map(\.question.id) == ["d", "c", "b", "a"])
  }
}
