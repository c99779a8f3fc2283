import Classroom
import Foundation
import Identity
import Journal

/// The log as it is really stored, read back by the simulation alone and folded event by event.
struct Replay {
  private(set) var state = State()
  private(set) var position = 0

  /// Folds `log` up to `position`.
  mutating func advance(to position: Int, in log: [LoggedEvent]) {
    guard position > self.position else { return }
    for logged in log[self.position..<position] { state.apply(logged.event, at: logged.time) }
    self.position = position
  }
}

struct LoggedEvent {
  let event: Event
  let time: Moment
  let command: CommandID?
}

/// What was promised to whom: everything a server has said yes to, and what may have happened
/// although nobody was told.
struct Ledger {
  /// One thing that a person may change: an answer, a ballot.
  struct Slot<Value: Equatable> {
    /// The last value that a server called saved.
    var saved: Value?
    /// Values that were sent and that a server neither took nor refused for certain.
    var doubtful: [Value] = []

    /// Whether what is stored is what it may be.
    func allows(_ stored: Value?) -> Bool {
      if stored == saved { return true }
      guard let stored else { return false }
      return doubtful.contains(stored)
    }

    mutating func settle(_ value: Value) {
      saved = value
      doubtful = []
    }

    mutating func doubt(_ value: Value) {
      if !doubtful.contains(value) { doubtful.append(value) }
    }
  }

  /// What one person answers to one question.
  enum Stored: Equatable {
    case choices([Int])
    case text(String)
  }

  struct Answer: Hashable {
    var item: ItemID
    var person: PersonID
  }

  /// Every order ever made, by id.
  var orders: [CommandID: Command] = [:]
  /// Orders that a server has said yes to.
  var accepted: Set<CommandID> = []
  /// Answers by name.
  var answers: [Answer: Slot<Stored>] = [:]
  /// Ballots: box, key, bytes as stored.
  var ballots: [String: [String: Slot<[UInt8]>]] = [:]
  /// Questions and support that a server called saved.
  var lasting: [Command] = []

  /// Notes what a server said to an order, whether or not the reply arrives.
  ///
  /// - Parameter answered: the answer that it promises; `nil` where it promises none any more.
  mutating func note(
    _ order: Order, outcome: Result<State, any Error>, answers answered: (Answer, Stored)?
  ) throws {
    switch outcome {
    case .success:
      // A copy of what was taken before changes nothing: what was saved since stays.
      guard accepted.insert(order.id).inserted else { return }
      if let (answer, value) = answered {
        answers[answer, default: Slot()].settle(value)
      }
      switch order.command {
      case .castBallot, .castSheet, .returnEvaluation, .castEvaluationSheet, .followUp:
        guard let ballot = try Self.ballot(order.command) else { return }
        ballots[ballot.box, default: [:]][ballot.key, default: Slot()].settle(ballot.bytes)
      case .ask, .support: lasting.append(order.command)
      default: break
      }
    case .failure(let error):
      // A refusal settles nothing: an earlier copy may have been stored without a reply.
      guard !(error is Rejection), !accepted.contains(order.id) else { return }
      if let (answer, value) = answered {
        answers[answer, default: Slot()].doubt(value)
      }
      switch order.command {
      case .castBallot, .castSheet, .returnEvaluation, .castEvaluationSheet, .followUp:
        guard let ballot = try Self.ballot(order.command) else { return }
        ballots[ballot.box, default: [:]][ballot.key, default: Slot()].doubt(ballot.bytes)
      default: break
      }
    }
  }

  /// What a command answers by name, as it is stored.
  static func answer(_ command: Command, in state: State) -> (Answer, Stored)? {
    switch command {
    case .respond(let item, let person, let choices),
      .enterSheet(let item, let person, let choices):
      (Answer(item: item, person: person), .choices(Set(choices).sorted()))
    case .respondText(let item, let person, let text),
      .enterSheetText(let item, let person, let text):
      (
        Answer(item: item, person: person),
        .text(
          state.items[item].flatMap { try? canonical(text: text, for: $0.item) } ?? text)
      )
    case .inRoom(_, let command): answer(command, in: state)
    default: nil
    }
  }

  /// The ballot that a command puts into a box, in the bytes an engine stores: those of the plain
  /// encoder, so that what is written by hand is judged too.
  static func ballot(_ command: Command) throws -> (box: String, key: String, bytes: [UInt8])? {
    switch command {
    case .castBallot(let item, _, let key, let content), .castSheet(let item, let key, let content):
      let bytes =
        content.text.isEmpty
        ? try EventCodec.general(BallotContent(marks: Set(content.marks).sorted()))
        : try EventCodec.general(BallotContent(text: content.text))
      return (item, key, bytes)
    case .returnEvaluation(_, let key, let content), .castEvaluationSheet(let key, let content):
      return (evaluationBox, key, try EventCodec.general(content))
    case .followUp(.write(_, let key, let text)):
      return (intentionBox, key, try EventCodec.general(BallotContent(text: text)))
    case .followUp(.answer(let key, let outcome, let reason, _, let signer)):
      let content = BallotContent(marks: [outcome.rawValue], text: reason, signer: signer)
      return (outcomeBox, key, try EventCodec.general(content))
    default: return nil
    }
  }
}

extension Command {
  /// The box that a ballot goes to.
  var box: String? {
    switch self {
    case .castBallot(let item, _, _, _), .castSheet(let item, _, _): item
    case .returnEvaluation, .castEvaluationSheet: evaluationBox
    case .followUp(.write): intentionBox
    case .followUp(.answer): outcomeBox
    default: nil
    }
  }

  /// Whose own view it changes.
  var sender: PersonID? {
    switch self {
    case .respond(_, let person, _), .respondText(_, let person, _),
      .castBallot(_, let person, _, _),
      .ask(_, let person, _, _, _), .support(_, let person, _), .returnEvaluation(let person, _, _):
      person
    case .checkIn(let person, .phone), .followUp(.write(let person, _, _)): person
    default: nil
    }
  }

  /// Whether the command may lead to this event after another one: applied once, most lead to one.
  func continues(with event: Event) -> Bool {
    switch (self, event) {
    case (.openItems, _), (.revealItem, _), (.checkIn, _), (.discuss, _), (.openReports, _),
      (.room, _):
      true
    // Coming to the report step of a case asks the groups, and leaving the case ends it.
    case (.next, .reportsOpened), (.next, .reportsClosed), (.back, .reportsOpened),
      (.back, .reportsClosed), (.jump, .reportsOpened), (.jump, .reportsClosed),
      (.undo, .reportsOpened), (.undo, .reportsClosed):
      true
    // Who was taken off the roster is first outside it again, and who arrives gets a group.
    case (.roll(.mark(.arrived, _, _, _, _)), .roll(.marked)),
      (.roll(.correct), .roll(.corrected)), (.roll(.mark(.arrived, _, _, _, _)), .groupJoined),
      (.roll(.correct), .groupJoined):
      true
    case (.inRoom(_, let command), .inRoom(_, let event)): command.continues(with: event)
    case (.upon(_, let command), _): command.continues(with: event)
    default: false
    }
  }

  /// Whether this event may follow from this command.
  func explains(_ event: Event) -> Bool {
    switch (self, event) {
    case (.inRoom(let room, let command), .inRoom(let a, let event)):
      room == a && command.explains(event)
    case (.upon(_, let command), _): command.explains(event)
    case (.room(let command), _): command.explains(event)
    case (.respondText(let item, let person, _), .textResponseRecorded(let a, let b, _)),
      (.enterSheetText(let item, let person, _), .sheetTextEntered(let a, let b, _)):
      item == a && person == b
    case (.checkIn(let person, _), .groupJoined(let a, _)): person == a
    case (.roll(.mark(.arrived, _, let person, _, _)), .groupJoined(let a, _)): person == a
    case (.roll(.correct(_, let person, _, _, _)), .groupJoined(let a, _)): person == a
    case (.checkIn(let person, _), .roll(.enrolledAs(let a, .walkIn))): person == a
    case (.startTimer(let minutes), .timerStarted(let a)): minutes * 60 == a
    case (.stopTimer, .timerStopped): true
    case (.formGroups(let groups), .groupsFormed(let a)): groups == a
    case (.formGroupsByRoster, .groupsFormed): true
    case (.moveToGroup(let person, let group), .groupJoined(let a, let b)):
      person == a && group == b
    case (.takePen(let person), .penTaken(_, let a)): person == a
    case (.openReports(let task, _), .reportsOpened(let a, _)): task == a
    case (.writeReport(let task, let person, _), .reportWritten(let a, _, let b, _)):
      task == a && person == b
    case (.releaseReport(let task, let group, _), .reportReleased(let a, let b)):
      task == a && group == b
    case (.openReports, .reportsClosed), (.closeReports, .reportsClosed),
      (.pickGroups, .groupsPicked), (.pickGroup, .groupsPicked):
      true
    case (.discuss(let item, _), .itemClosed(let a)): item == a
    case (.discuss(let item, let minutes), .discussionBegun(let a, let b)):
      item == a && minutes * 60 == b
    case (.openSecondRound(let item), .secondRoundOpened(let a)): item == a
    // Another room is in its second round: this one joins it.
    case (.openSecondRound(let item), .itemOpened(let a)): item == a
    case (.proposeCloud(let item), .cloudProposed(let a, _)): item == a
    case (.approveCloud(let item, let words), .cloudApproved(let a, let b)):
      item == a && Set(words) == Set(b.map(\.word))
    case (.respond(let item, let person, let choices), .responseRecorded(let a, let b, let c)):
      item == a && person == b && Set(choices).sorted() == c
    case (.castBallot(let item, let person, _, _), .ballotCast(let a, let b)):
      item == a && person == b
    case (.countHands(let item, let counts), .handsCounted(let a, let b)):
      item == a && counts == b
    case (.enterSheet(let item, let person, let choices), .sheetEntered(let a, let b, let c)):
      item == a && person == b && Set(choices).sorted() == c
    case (.castSheet(let item, _, _), .sheetCast(let a)): item == a
    case (.castEvaluationSheet, .evaluationSheetCast): true
    case (.noteEvaluationOnPaper(let a, let b), .evaluationReturnedOnPaper(let x, let y)):
      a == x && b == y
    case (.returnEvaluation(let person, _, _), .evaluationReturned(let a)): person == a
    case (
      .ask(let id, let person, let named, let text, let only),
      .questionAsked(let a, let b, let c, let d)
    ):
      id == a && b == (named ? person : nil) && text == c && d == (only ? true : nil)
    case (.support(let id, _, let key), .questionSupported(let a, let b)): id == a && key == b
    case (.checkIn(let person, let witness), .checkedIn(let a, let b)): person == a && witness == b
    case (.enroll(let person, let group), .personEnrolled(let a, let b)): person == a && group == b
    case (.recordLeave(let person), .leaveRecorded(let a)): person == a
    case (.roll(let command), .roll(let event)): command.explains(event)
    case (.link(.issue(let a, let b, let c, let d)), .link(.issued(let w, let x, let y, let z))):
      a == w && b == x && c == y && d == z
    case (.link(.revoke(let a)), .link(.revoked(let b))): a == b
    case (.followUp(.setDays(let a)), .followUp(.daysSet(let b))): a == b
    case (.followUp(.write(let a, _, _)), .followUp(.intentionWritten(let b))): a == b
    case (.followUp(.close), .followUp(.closed)): true
    case (.recordLeftEarly(let person), .leftEarly(let a)): person == a
    case (.openItems(let items), .itemOpened(let a)): items.contains(a)
    case (.closeItem(let item), .itemClosed(let a)): item == a
    case (.revealItem(let item), .itemClosed(let a)): item == a
    case (.revealItem(let item), .itemRevealed(let a)): item == a
    case (.addItem(let item), .itemAdded(let a)): item == a
    case (.approveText(let item, let index), .textApproved(let a, let b)): item == a && index == b
    case (.approveQuestion(let id), .questionApproved(let a)): id == a
    case (.answerQuestion(let id), .questionAnswered(let a)): id == a
    case (.hideQuestion(let id, let reason), .questionWithheld(let a, let b)):
      id == a && reason == b
    case (.pinQuestion(let id, let on), .questionPinned(let a, let b)): id == a && on == b
    case (.screenQuestions(let on), .questionsScreened(let a)): on == a
    case (.addMaterial(let id, let kit), .materialAdded(let a, let b)): id == a && kit == b
    // Slides go on where they were left.
    case (.jump(let target), .moved(let a)):
      target == a || (target.page == 0 && target.segment == a.segment)
    case (.blank(let on), .blanked(let a)): on == a
    case (.attachDeck(let deck, let scope), .deckAttached(let a, let b)): deck == a && scope == b
    case (.removeDeck(let scope), .deckRemoved(let a)): scope == a
    case (.replan(let slots), .timetableReplanned(let a)): slots == a
    case (.chooseEvaluationForm(let form), .evaluationFormChosen(let a)): form == a
    case (.setCompletion(let wish), .completion(.set(let a))):
      Set(wish.rules) == Set(a.rules) && wish.credit == a.credit
        && wish.certificate == a.certificate
    case (.handOver(let generation), .handedOver(let a)): generation == a
    // Coming to the report step of a case asks the groups, leaving the case ends it.
    case (.next, .reportsOpened), (.next, .reportsClosed), (.back, .reportsOpened),
      (.back, .reportsClosed), (.jump, .reportsOpened), (.jump, .reportsClosed),
      (.undo, .reportsOpened), (.undo, .reportsClosed):
      true
    case (.next, .moved), (.back, .moved), (.undo, .movedBack), (.pauseClock, .clockPaused),
      (.resumeClock, .clockResumed), (.openEvaluation, .evaluationOpened),
      (.closeEvaluation, .evaluationClosed), (.closeSection, .sectionClosed),
      (.createSection, .sectionCreated):
      true
    default: false
    }
  }

  /// Whether what it asks for is already so: the only good reason to say yes and write nothing.
  ///
  /// - Parameter stored: the bytes of a ballot in its box.
  func holds(in state: State, stored: (_ box: String, _ key: String) -> [UInt8]?) -> Bool {
    let state = state.seen(by: self)
    return switch self {
    case .enroll(let person, let group): state.attendance[person]?.group == group
    case .checkIn(let person, _):
      state.isPresent(person) && state.attendance[person]?.left == nil
    case .recordLeave(let person):
      state.isPresent(person) || state.attendance[person]?.onLeave == true
    case .recordLeftEarly(let person): state.attendance[person]?.left != nil
    case .closeSection: state.phase == .closed
    case .roll(let command): command.holds(in: state)
    case .link(.issue(let id, _, _, _)): state.links.all.contains { $0.id == id }
    case .link(.revoke(let id)): state.links.valid(id) == nil
    case .jump(let target):
      state.cursor == target || (target.page == 0 && state.cursor?.segment == target.segment)
    case .blank(let on): state.blanked == on
    case .replan(let slots): state.pace.replans.last?.slots == slots
    case .pauseClock: state.clock.paused
    case .resumeClock: !state.clock.paused
    case .addMaterial(let id, let kit): state.agenda.first { $0.id == id }?.kit == kit
    case .attachDeck(let deck, let scope): state.decks[scope] == deck
    case .removeDeck(let scope): state.decks[scope] == nil
    case .openItems(let ids):
      ids.allSatisfy { state.items[$0].map { $0.phase != .waiting } ?? false }
    case .closeItem(let id):
      state.items[id].map { $0.phase == .closed || $0.phase == .revealed } ?? false
    case .revealItem(let id): state.items[id]?.phase == .revealed
    case .approveText(let id, let index): state.items[id]?.approvedTexts.contains(index) ?? false
    case .approveQuestion(let id): state.questions[id]?.phase == .approved
    case .answerQuestion(let id): state.questions[id]?.phase == .answered
    case .hideQuestion(let id, let reason):
      state.questions[id]?.phase == .hidden && state.wall.reasons[id] == reason
    case .pinQuestion(let id, let on): state.wall.pinned.contains(id) == on
    case .screenQuestions(let on): state.wall.isScreened == on
    case .chooseEvaluationForm(let form): state.evaluation.form == form
    case .openEvaluation: state.evaluation.phase == .open
    case .closeEvaluation: state.evaluation.phase == .closed
    case .noteEvaluationOnPaper(let person, let on):
      state.evaluation.onPaper.contains(person) == on
    case .handOver(let generation): state.trainerGeneration >= generation
    case .respondText(let item, let person, let text),
      .enterSheetText(let item, let person, let text):
      state.items[item].map { $0.writings[person] == (try? canonical(text: text, for: $0.item)) }
        ?? false
    case .answer(let item, let person, let form):
      state.items[item].map {
        $0.item.takesText
          ? $0.writings[person] == (try? canonical(text: form.text, for: $0.item))
          : $0.responses[person] == form.choices.map { Set($0).sorted() }
      } ?? false
    case .stopTimer: state.timer == nil
    case .formGroups(let groups): state.groups.members == groups
    case .formGroupsByRoster: !state.groups.members.isEmpty
    case .moveToGroup(let person, let group): state.groups.group(of: person) == group
    case .takePen(let person):
      state.groups.group(of: person).map { state.groups.scribes[$0] == person } ?? false
    case .closeReports: state.groups.tasks.last?.isOpen != true
    case .writeReport(let task, let person, let text):
      state.groups.group(of: person).map {
        state.report(task, $0)?.text == text.trimmingCharacters(in: .whitespacesAndNewlines)
      } ?? false
    case .releaseReport(let task, let group, let text):
      state.report(task, group).map { $0.released && $0.text == text } ?? false
    case .pickGroup(let group): state.groups.tasks.last?.picked.contains(group) ?? false
    case .room(let command): command.holds(in: state)
    case .upon(_, let command): command.holds(in: state, stored: stored)
    case .inRoom(let room, let command):
      command.holds(in: state.seen(from: room), stored: stored)
    case .setCompletion(let wish):
      // The rules lie in the class in an order of their own.
      Set(state.completion.rules) == Set(wish.rules) && state.completion.credit == wish.credit
        && state.completion.feeHours == wish.feeHours
        && state.completion.certificate == wish.certificate
        && state.completion.issuer == wish.issuer && state.completion.authority == wish.authority
    // What they lead to depends on chance, or is an event each time.
    case .startTimer, .proposeCloud, .discuss, .openSecondRound, .openReports, .pickGroups:
      (try? decide(self, in: state))?.events.isEmpty ?? false
    case .approveCloud(let item, let words):
      Set(state.items[item]?.cloud.map(\.word) ?? []) == Set(words)
    case .respond(let item, let person, let choices),
      .enterSheet(let item, let person, let choices):
      state.items[item]?.responses[person] == Set(choices).sorted()
    case .ask(let id, _, _, let text, _): state.questions[id]?.text == text
    case .support(let id, _, let key): state.questions[id]?.supporters.contains(key) ?? false
    case .countHands(let item, let counts):
      // No hands at all are as good as none counted.
      state.items[item].map {
        let known = $0.hands.rooms[state.stage.room ?? ""]
        return known == counts || (known == nil && counts.allSatisfy { $0 == 0 })
      } ?? false
    case .followUp(.setDays(let days)): state.followUp.days == days
    case .followUp(.close): state.followUp.isClosed
    case .castBallot, .castSheet, .returnEvaluation, .castEvaluationSheet, .followUp:
      if let ballot = try? Ledger.ballot(self) {
        stored(ballot.box, ballot.key) == ballot.bytes
      } else {
        false
      }
    case .createSection, .next, .back, .undo, .addItem, .countBallots, .countEvaluation: false
    }
  }
}

extension State {
  fileprivate func report(_ task: String, _ group: Int) -> GroupState.Report? {
    groups.tasks.first { $0.id == task }?.reports[group]
  }
}

extension RoomCommand {
  func holds(in state: State) -> Bool {
    switch self {
    case .open: false
    case .rename(let id, let name): state.sideRooms.all[id].map { $0.name == name } ?? false
    case .close(let id): state.sideRooms.all[id]?.isClosed ?? false
    case .detach(let id): state.sideRooms.all[id]?.stage != nil
    case .follow(let id): state.sideRooms.all[id].map { $0.stage == nil } ?? false
    case .seat(let person, let id): state.sideRooms.seats[person] == id
    }
  }

  /// Whether this event may follow from this command.
  func explains(_ event: Event) -> Bool {
    switch (self, event) {
    case (.open(let a), .room(.opened(_, let b))): a == b
    case (.rename(let a, let b), .room(.renamed(let x, let y))): a == x && b == y
    case (.close(let a), .room(.closed(let b))), (.detach(let a), .room(.detached(let b))),
      (.follow(let a), .room(.rejoined(let b))), (.close(let a), .inRoom(let b, .itemClosed)),
      (.follow(let a), .inRoom(let b, .itemClosed)),
      (.close(let a), .inRoom(let b, .reportsClosed)),
      (.follow(let a), .inRoom(let b, .reportsClosed)):
      a == b
    case (.seat(let a, let b), .room(.seated(let x, let y))): a == x && b == y
    default: false
    }
  }
}

extension RollCommand {
  /// Whether this event may follow from this command.
  func explains(_ event: RollEvent) -> Bool {
    switch (self, event) {
    case (.open(let a, let by), .checkpointOpened(let b, let author)): a == b && by == author
    case (.mark(let a, let b, let c, let d, let e), .marked(let p, let q, let r, let s, let t)):
      a == r && b == p && c == q && d == s && e == t ?? 0
    case (
      .correct(let a, let b, let c, _, let e), .corrected(let p, let q, let r, _, let t)
    ): a == p && b == q && c == r && e == t
    case (.setGrace(let a), .graceSet(let b)): a == b
    case (.enroll(let a, let b), .enrolledAs(let p, let q)): a == p && b == q
    case (.substitute(let a, let b), .substituted(let p, let q)): a == p && b == q
    case (.merge(let a, let b), .merged(let p, let q)): a == p && b == q
    // Who was taken off the roster and comes after all is outside it.
    case (.mark(.arrived, _, let a, _, _), .enrolledAs(let b, .walkIn)): a == b
    case (.correct(_, let a, _, _, _), .enrolledAs(let b, .walkIn)): a == b
    default: false
    }
  }

  /// Whether what it asks for is already so.
  func holds(in state: State) -> Bool {
    let roll = state.roll
    return switch self {
    case .open(let checkpoint, _): roll.isOpen(checkpoint)
    case .mark(.arrived, let checkpoint, let person, _, _):
      roll.standing(of: person, at: checkpoint).isPresent
    case .mark(.left, let checkpoint, let person, _, _):
      roll.entries[checkpoint]?[person]?.left != nil
    case .mark(.onLeave, let checkpoint, let person, _, _):
      roll.entries[checkpoint]?[person]?.onLeave == true
    case .correct(let checkpoint, let person, let standing, _, _):
      roll.standing(of: person, at: checkpoint) == standing
    case .setGrace(let minutes): roll.graceMinutes == minutes
    case .enroll(let person, let enrolment): roll.enrolment(of: person) == enrolment
    case .substitute(let person, let substitute): roll.substitutes[substitute] == person
    case .merge(let person, let kept): roll.merged[person] == kept
    }
  }
}
