import Identity
import Testing

@testable import Classroom

/// The table of rights, written a second time by hand: each command, and the roles that may give it.
///
/// `may` has no default, so that a new command does not compile without a decision there.
@Suite struct MayTests {
  private static let lead: Set<CourseRole> = [.organizer, .trainer]
  private static let door: Set<CourseRole> = [.organizer, .trainer, .assistant]

  private static let table: [(Command, Set<CourseRole>)] = [
    (.createSection(profile: profile, plan: plan, agenda: []), [.organizer]),
    (.enroll(person: aino, group: ""), [.organizer, .assistant, .learner]),
    (.recordLeave(person: aino), [.organizer, .assistant]),
    (.recordLeftEarly(person: aino), [.organizer, .assistant]),
    (.closeSection, lead),
    (.attachDeck(Deck(id: "d", file: "f", texts: [""]), to: .day), lead),
    (.removeDeck(.day), lead),
    (.checkIn(person: aino, by: .desk), door),
    (.checkIn(person: aino, by: .phone), [.learner]),
    (.upon(Ground(""), .next), lead),
    (.upon(Ground(""), .respond(item: "quiz", person: aino, choices: [0])), [.learner]),
    (.next, lead), (.back, lead), (.jump(to: Cursor(segment: 0)), lead), (.undo, lead),
    (.blank(on: true), lead), (.pauseClock, lead), (.resumeClock, lead),
    (.addMaterial(segment: "case", kit: kit), lead), (.addItem(quiz), lead),
    (.openItems(["quiz"]), lead), (.closeItem("quiz"), lead), (.revealItem("quiz"), lead),
    (.approveText(item: "wall", index: 0), lead), (.approveQuestion("q"), lead),
    (.answerQuestion("q"), lead), (.hideQuestion("q", reason: "r"), lead),
    (.pinQuestion("q", on: true), lead),
    (.screenQuestions(on: false), lead), (.replan([]), lead),
    (.countHands(item: "quiz", counts: [1, 0, 0]), lead),
    (.enterSheet(item: "quiz", person: aino, choices: [0]), lead),
    (.enterSheetText(item: "number", person: aino, text: "15"), lead),
    (.castEvaluationSheet(key: key(2), content: BallotContent(marks: [0])), lead),
    (.noteEvaluationOnPaper(person: aino, on: true), lead),
    (.castSheet(item: "poll", key: key(2), content: BallotContent(marks: [0])), lead),
    (.chooseEvaluationForm(.standard), [.organizer]),
    (.followUp(.setDays(30)), [.organizer]), (.followUp(.close(day: 30)), [.organizer]),
    (.followUp(.write(person: aino, key: key(1), text: "t")), [.learner]),
    (.followUp(.answer(key: key(1), outcome: .done, reason: "", day: 30)), [.learner]),
    (.followUp(.countIntentions(ballots: 0)), []), (.followUp(.count(ballots: [])), []),
    (.openEvaluation, lead),
    (.closeEvaluation, lead), (.handOver(generation: 2), lead),
    (.discuss(item: "quiz", minutes: 3), lead), (.openSecondRound(item: "quiz"), lead),
    (.proposeCloud(item: "wall"), lead), (.approveCloud(item: "wall", words: ["w"]), lead),
    (.startTimer(minutes: 5), lead), (.stopTimer, lead), (.formGroups([[aino], [bao]]), lead),
    (.formGroupsByRoster, lead),
    (.moveToGroup(person: aino, group: 1), lead), (.openReports(task: "g", title: "t"), lead),
    (.closeReports, lead), (.releaseReport(task: "g", group: 0, text: ""), lead),
    (.pickGroups(count: 4, seed: 1), lead), (.pickGroup(0), lead),
    (.takePen(person: aino), [.organizer, .trainer, .learner]),
    (.writeReport(task: "g", person: aino, text: "t"), [.learner]),
    (.respondText(item: "number", person: aino, text: "36"), [.learner]),
    (.respond(item: "quiz", person: aino, choices: [0]), [.learner]),
    (
      .answer(
        item: "quiz", person: aino, form: AnswerForm(round: "", choices: [0], text: "")),
      [.learner]
    ),
    (
      .castBallot(item: "poll", person: aino, key: key(1), content: BallotContent(marks: [0])),
      [.learner]
    ),
    (.ask(question: "q", person: aino, named: false, text: "t"), [.learner]),
    (.support(question: "q", person: aino, key: key(1)), [.learner]),
    (.returnEvaluation(person: aino, key: key(1), content: BallotContent()), [.learner]),
    (.countBallots(item: "poll", ballots: []), []), (.countEvaluation(ballots: []), []),
    (.roll(.setGrace(minutes: 5)), [.organizer]),
    (.roll(.enroll(aino, as: .walkIn)), [.organizer, .trainer, .assistant, .learner]),
    (.roll(.enroll(aino, as: .listed)), [.organizer, .assistant]),
    (.roll(.enroll(aino, as: .observer)), [.organizer, .assistant]),
    (.roll(.enroll(aino, as: .guest)), [.organizer, .assistant]),
    (.roll(.substitute(for: aino, by: bao)), [.organizer, .assistant]),
    (.roll(.enroll(aino, as: .removed)), [.organizer]),
    (.roll(.merge(aino, into: bao)), [.organizer]),
    (.link(.issue("l", role: .trainer, holder: aino)), [.organizer]),
    (.link(.issue("l", role: .assistant, holder: aino)), lead),
    (.link(.issue("l", role: .observer, holder: aino)), lead),
    (.link(.issue("l", role: .projector, holder: aino)), lead),
    (.link(.revoke("l")), [.organizer]),
    (.setCompletion(CompletionSettings()), [.organizer]),
    (.inRoom("2", .setCompletion(CompletionSettings())), []),
    (.room(.open(name: "r")), lead), (.room(.rename("2", name: "r")), lead),
    (.room(.close("2")), lead), (.room(.detach("2")), lead), (.room(.follow("2")), lead),
    (.room(.seat(aino, in: "2")), [.organizer, .trainer, .assistant, .learner]),
    (.inRoom("2", .next), lead), (.inRoom("2", .openItems(["quiz"])), lead),
    (.inRoom("2", .closeSection), []), (.inRoom("2", .inRoom("2", .next)), []),
    (.inRoom("2", .respond(item: "quiz", person: aino, choices: [0])), []),
  ]

  @Test(arguments: CourseRole.allCases)
  func eachRoleMayWhatTheTableSays(role: CourseRole) {
    for (command, roles) in Self.table {
      #expect(may(role, command) == roles.contains(role), "\(role) \(command)")
    }
  }

  /// What carries its author: nobody signs for another role, and only those at the door sign.
  @Test(arguments: CourseRole.allCases, CourseRole.allCases)
  func nobodySignsForAnotherRole(role: CourseRole, named: CourseRole) {
    let by = Author(named)
    let expected = role == named && Self.door.contains(role)
    for command: Command in [
      .roll(.open("1-morning", by: by)),
      .roll(.mark(.arrived, checkpoint: "1-morning", person: aino, by: by, secondsAgo: 0)),
      .roll(.correct(checkpoint: "1-morning", person: aino, to: .late, reason: "r", by: by)),
    ] {
      #expect(may(role, command) == expected, "\(role) as \(named): \(command)")
    }
  }

  @Test func observersAndScreensMayNothing() {
    for (command, _) in Self.table {
      #expect(!may(.observer, command) && !may(.projector, command), "\(command)")
    }
  }

  /// A trainer who was invited to one room leads that room's stage and types in its paper sheets, nothing
  /// else.
  @Test func aTrainerOfARoomLeadsThatRoomAlone() {
    for (command, _) in Self.table {
      let isOwn: Bool =
        switch command {
        case .inRoom("2", let inner): inner.isOfStage
        case .room(.detach("2")), .room(.follow("2")): true
        case .enterSheet, .enterSheetText, .castSheet: true
        default: false
        }
      #expect(may(.trainer, in: "2", command) == isOwn, "\(command)")
      #expect(may(.trainer, in: nil, command) == may(.trainer, command), "\(command)")
    }
    #expect(!may(.trainer, in: "3", .inRoom("2", .next)))
    #expect(!may(.trainer, in: "3", .room(.detach("2"))))
    #expect(may(.organizer, in: nil, .inRoom("2", .next)))
    // Who signs people in serves all rooms.
    #expect(may(.assistant, in: "2", .checkIn(person: aino, by: .desk)))
    #expect(!may(.observer, in: "2", .inRoom("2", .next)))
  }
}
