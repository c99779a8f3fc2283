import Identity

/// Says what happens, or why it may not. Every rule lives here; nothing changes here.
///
/// - Parameter ballots: keys already in each open ballot box.
/// - Throws: `Rejection` when the rules forbid the command in this state.
public func decide(
  _ command: Command, in state: State, ballots: BallotIndex = [:]
) throws(Rejection) -> Decision {
  if case .answer(let item, let person, let form) = command {
    return try decide(state.order(item, person, form), in: state, ballots: ballots)
  }
  // A class in one room is as it is seen: the whole is not copied for each answer of a hall.
  guard state.sideRooms.order.isEmpty else {
    return try decideSeen(command, in: state.seen(by: command), ballots)
  }
  return try decideSeen(command, in: state, ballots)
}

private func decideSeen(
  _ command: Command, in state: State, _ ballots: BallotIndex
) throws(Rejection) -> Decision {
  if case .createSection(let profile, let plan, let agenda) = command {
    guard state.phase == .absent else { throw .sectionExists }
    return Decision([.sectionCreated(profile: profile, plan: plan, agenda: agenda)])
  }
  guard state.phase != .absent else { throw .sectionUnknown }
  switch command {
  case .countBallots, .countEvaluation, .approveText, .proposeCloud, .approveCloud,
    .hideQuestion, .addMaterial, .closeSection, .upon(_, .closeSection):
    break  // these put a closed class's record in order
  case .roll(.correct), .link(.revoke), .setCompletion: break
  // The papers of the last question are typed in when the class is over.
  case .enterSheet, .enterSheetText, .noteEvaluationOnPaper, .inRoom(_, .enterSheet),
    .inRoom(_, .enterSheetText):
    break
  // The roster is put right after the class too: the papers are made from it then.
  case .roll(.merge), .roll(.enroll): break
  case .enroll(let person, _) where state.attendance[person] != nil: break
  case .followUp(let command):
    switch command {
    case .setDays, .write: guard state.isOpen else { throw .sectionClosed }
    case .answer, .close, .countIntentions, .count: break
    }
  default:
    guard state.isOpen else { throw .sectionClosed }
  }

  switch command {
  case .createSection: throw .sectionExists
  case .answer: preconditionFailure("an answer is an order to respond before it is decided")

  case .enroll(let person, let group):
    if state.attendance[person]?.group == group { return Decision() }
    guard state.roster.count < Limits.roster || state.attendance[person] != nil else {
      throw .classFull
    }
    return Decision([.personEnrolled(person: person, group: group)])
  case .checkIn(let person, let witness):
    guard let attendance = state.attendance[person] else { throw .personUnknown }
    guard !state.roll.isGone(person) else { throw .alreadyReplaced }
    if attendance.checkedIn != nil && state.isCheckedIn(person, by: witness) { return Decision() }
    return Decision(state.arriving(person, .checkedIn(person: person, by: witness)))
  case .roll(let command): return try state.decide(roll: command)
  case .link(let command): return try state.decide(link: command)
  case .followUp(let command): return try state.decide(followUp: command, ballots)
  case .room(let command): return try state.decide(room: command)
  case .setCompletion(let settings): return try state.decide(completion: settings)
  case .inRoom(let room, let command):
    return try state.decide(inRoom: room, command, ballots)
  case .recordLeave(let person):
    guard let attendance = state.attendance[person] else { throw .personUnknown }
    if attendance.onLeave || attendance.checkedIn != nil { return Decision() }
    return Decision([.leaveRecorded(person: person)])
  case .recordLeftEarly(let person):
    guard let attendance = state.attendance[person] else { throw .personUnknown }
    guard attendance.checkedIn != nil else { throw .notCheckedIn }
    if attendance.left != nil { return Decision() }
    return Decision([.leftEarly(person: person)])
  case .closeSection:
    if state.phase == .closed { return Decision() }
    return Decision([.sectionClosed])

  // Who ends a class that has ended finds it as they wanted it.
  case .upon(_, .closeSection) where state.phase == .closed: return Decision()
  case .upon(let ground, let command):
    guard state.ground == ground else { throw .groundMoved }
    return try decide(command, in: state, ballots: ballots)
  case .next:
    guard let target = state.step(+1) else { throw .atTheEnd }
    return Decision(state.moving(.moved(to: target), to: target))
  case .back:
    guard let target = state.step(-1) else { throw .atTheBeginning }
    return Decision(state.moving(.moved(to: target), to: target))
  case .jump(let target):
    guard state.agenda.indices.contains(target.segment),
      (0..<state.pageCount(target.segment)).contains(target.page)
    else { throw .segmentUnknown }
    // Slides go on where they were left.
    let place = target.page == 0 ? state.entry(target.segment) : target
    if state.cursor == place && state.focus == nil { return Decision() }
    return Decision(state.moving(.moved(to: place), to: place))
  case .undo:
    guard var target = state.trail.last else { throw .nothingToUndo }
    // Material added since may have left the segment with fewer pages.
    target.page = min(target.page, state.pageCount(target.segment) - 1)
    return Decision(state.moving(.movedBack(to: target), to: target))
  case .blank(let on):
    return Decision(state.blanked == on ? [] : [.blanked(on: on)])
  case .pauseClock:
    return Decision(state.clock.paused ? [] : [.clockPaused])
  case .resumeClock:
    return Decision(state.clock.paused ? [.clockResumed] : [])
  case .replan(let slots): return try state.decideReplan(slots)
  case .addMaterial(let id, let kit):
    guard let segment = state.agenda.first(where: { $0.id == id }) else { throw .segmentUnknown }
    guard segment.kind == .case else { throw .notACase }
    guard !kit.isEmpty else { throw .materialEmpty }
    let length =
      kit.text.count + kit.background.count + kit.debrief.count + kit.teachingNotes.count
      + kit.questions.reduce(0) { $0 + $1.count }
    guard length <= Limits.material else { throw .textTooLong }
    return Decision(segment.kit == kit ? [] : [.materialAdded(segment: id, kit: kit)])
  case .attachDeck(let deck, let scope):
    guard state.has(scope) else { throw .deckScopeUnknown }
    guard !deck.texts.isEmpty, deck.pageCount <= Limits.deckPages else { throw .deckEmpty }
    guard deck.texts.allSatisfy({ $0.count <= Limits.deckPageText }) else { throw .textTooLong }
    return Decision(
      state.decks[scope] == deck ? [] : [.deckAttached(deck: deck, scope: scope)])
  case .removeDeck(let scope):
    return Decision(state.decks[scope] == nil ? [] : [.deckRemoved(scope: scope)])
  case .handOver(let generation):
    if generation <= state.trainerGeneration { return Decision() }
    return Decision([.handedOver(generation: generation)])

  case .addItem(let item):
    try check(item, in: state)
    return Decision([.itemAdded(item: item)])
  case .openItems(let ids):
    guard !ids.isEmpty else { throw .itemUnknown }
    var events: [Event] = []
    for id in ids {
      guard let asked = state.items[id] else { throw .itemUnknown }
      switch asked.phase {
      case .waiting: events.append(.itemOpened(item: id))
      case .open: continue
      // A quiz closed too early may go on, and a box into which nobody cast; a sealed one may not.
      case .closed where state.mayReopen(asked): events.append(.itemOpened(item: id))
      case .closed, .revealed:
        if ids.count == 1 { throw .itemAlreadyCounted }
      }
    }
    return Decision(events)
  case .closeItem(let id):
    guard let asked = state.items[id] else { throw .itemUnknown }
    if asked.phase == .closed || asked.phase == .revealed { return Decision() }
    guard asked.phase == .open else { throw .itemNotOpen }
    return Decision([.itemClosed(item: id)])
  case .revealItem(let id):
    guard let asked = state.items[id] else { throw .itemUnknown }
    switch asked.phase {
    case .waiting: throw .itemNotOpen
    case .revealed: return Decision()
    case .open, .closed:
      try state.refuseWhileOthersAnswer(id)
      // Results would sway those still answering: revealing closes.
      if asked.item.kind.isAnonymous && asked.submitted < fewestBallots && asked.handsRaised == 0 {
        throw .tooFewBallots
      }
      return Decision(
        (asked.phase == .open ? [.itemClosed(item: id)] : []) + [.itemRevealed(item: id)])
    }
  case .countHands(let id, let counts): return try state.decideHands(id, counts)
  case .enterSheet(let id, let person, let choices):
    return try state.decideSheet(id, person, choices)
  case .enterSheetText(let id, let person, let text):
    return try state.decideSheet(id, person, text: text)
  case .castSheet(let id, let key, let content):
    return try state.decideSheetBallot(id, key, content, ballots)
  case .castEvaluationSheet(let key, let content):
    return try state.decideEvaluationSheet(key, content, ballots)
  case .noteEvaluationOnPaper(let person, let on):
    return try state.decideEvaluationOnPaper(person, on)
  case .approveText(let id, let index):
    guard let asked = state.items[id] else { throw .itemUnknown }
    guard asked.texts.indices.contains(index) else { throw .choiceUnknown }
    if asked.approvedTexts.contains(index) { return Decision() }
    return Decision([.textApproved(item: id, index: index)])

  case .startTimer(let minutes): return try state.startTimer(minutes: minutes)
  case .stopTimer: return Decision(state.timer == nil ? [] : [.timerStopped])
  case .formGroups(let groups): return try state.formGroups(groups)
  case .formGroupsByRoster: return try state.formGroupsByRoster()
  case .moveToGroup(let person, let group): return try state.moveToGroup(person, group)
  case .takePen(let person): return try state.takePen(person)
  case .openReports(let task, let title): return try state.openReports(task, title)
  case .closeReports: return try state.closeReports()
  case .writeReport(let task, let person, let text):
    return try state.writeReport(task, person, text)
  case .releaseReport(let task, let group, let text):
    return try state.releaseReport(task, group, text)
  case .pickGroups(let count, let seed): return try state.pickGroups(count, seed: seed)
  case .pickGroup(let group): return try state.pickGroup(group)
  case .discuss(let id, let minutes): return try state.discuss(id, minutes: minutes)
  case .openSecondRound(let id): return try state.openSecondRound(id)
  case .proposeCloud(let id): return try state.proposeCloud(id)
  case .approveCloud(let id, let words): return try state.approveCloud(id, words)

  case .respond(let id, let person, let choices):
    guard state.isPresent(person) else { throw .notCheckedIn }
    guard state.takesPart(person) else { throw .observersOnlyLook }
    guard let asked = state.items[id], !asked.item.kind.isAnonymous else { throw .itemUnknown }
    guard asked.phase == .open else { throw .itemNotOpen }
    guard !asked.item.takesText else { throw .textMissing }
    let choices = try canonical(choices, for: asked.item)
    // A changed mind replaces the earlier response; a repeated one is not news.
    if asked.responses[person] == choices { return Decision() }
    return Decision([.responseRecorded(item: id, person: person, choices: choices)])
  case .respondText(let id, let person, let text): return try state.write(id, person, text)
  case .castBallot(let id, let person, let key, let content):
    guard state.isPresent(person) else { throw .notCheckedIn }
    guard state.takesPart(person) else { throw .observersOnlyLook }
    guard let asked = state.items[id], asked.item.kind.isAnonymous else { throw .itemUnknown }
    guard asked.phase == .open else { throw .itemNotOpen }
    var content = content
    if asked.item.choices.isEmpty {
      content = BallotContent(text: try openText(content.text, required: true))
    } else {
      content = BallotContent(marks: try canonical(content.marks, for: asked.item))
    }
    return try cast(
      box: id, key: key, content: content, took: asked.participants.contains(person),
      known: ballots, first: .ballotCast(item: id, person: person))
  case .returnEvaluation(let person, let key, let content):
    guard state.isPresent(person) else { throw .notCheckedIn }
    guard state.takesPart(person) else { throw .observersOnlyLook }
    guard !state.evaluation.onPaper.contains(person) else { throw .alreadyTookPart }
    return try cast(
      box: evaluationBox, key: key, content: try state.evaluation.checked(content),
      took: state.evaluation.participants.contains(person), known: ballots,
      first: .evaluationReturned(person: person))

  case .ask(let id, let person, let named, let text, let forTrainer):
    guard state.isPresent(person) else { throw .notCheckedIn }
    guard isIdentifier(id), state.questions[id] == nil else { throw .keyMalformed }
    let text = visible(text)
    guard !text.isEmpty else { throw .textMissing }
    guard text.count <= Limits.question else { throw .textTooLong }
    guard !named || state.questionsAsked[person, default: 0] < Limits.questionsPerPerson else {
      throw .tooManyQuestions
    }
    return Decision([
      .questionAsked(
        question: id, person: named ? person : nil, text: text, forTrainer: forTrainer ? true : nil)
    ])
  case .support(let id, let person, let key):
    guard state.isPresent(person) else { throw .notCheckedIn }
    guard isKey(key) else { throw .keyMalformed }
    guard let question = state.questions[id], question.phase == .approved else {
      throw .questionUnknown
    }
    if question.supporters.contains(key) { return Decision() }
    return Decision([.questionSupported(question: id, key: key)])
  case .approveQuestion(let id): return try state.decideApprove(id)
  case .answerQuestion(let id): return try judge(id, .answered, .questionAnswered(question: id))
  case .hideQuestion(let id, let reason): return try state.decideHide(id, reason)
  case .pinQuestion(let id, let on): return try state.decidePin(id, on)
  case .screenQuestions(let on):
    return Decision(state.wall.isScreened == on ? [] : [.questionsScreened(on: on)])

  case .chooseEvaluationForm(let form): return try state.decide(evaluationForm: form)
  case .openEvaluation:
    switch state.evaluation.phase {
    case .waiting: return Decision([.evaluationOpened])
    case .open: return Decision()
    case .closed where state.isUntouched(state.evaluation): return Decision([.evaluationOpened])
    case .closed: throw .evaluationClosedForGood
    }
  case .closeEvaluation:
    switch state.evaluation.phase {
    case .waiting: throw .evaluationNotOpen
    case .open: return Decision([.evaluationClosed])
    case .closed: return Decision()
    }

  case .countBallots(let id, let ballots):
    guard let asked = state.items[id], state.boxesToCount.contains(id) else { return Decision() }
    let enough = ballots.count >= fewestBallots
    var marks = [Int](repeating: 0, count: enough ? asked.item.choices.count : 0)
    if enough {
      for mark in ballots.flatMap(\.marks) where marks.indices.contains(mark) { marks[mark] += 1 }
    }
    let texts = enough ? ballots.map(\.text).filter { !$0.isEmpty } : []
    return Decision([
      .ballotsCounted(item: id, ballots: ballots.count, marks: marks, texts: texts)
    ])
  case .countEvaluation(let ballots):
    guard state.boxesToCount.contains(evaluationBox) else { return Decision() }
    let enough = ballots.count >= fewestBallots
    var grades: [[Int]] = []
    if enough {
      grades = state.evaluation.form.aspects.indices.map { aspect in
        Grade.allCases.map { grade in
          ballots.count {
            $0.marks.indices.contains(aspect) && $0.marks[aspect] == grade.rawValue
          }
        }
      }
    }
    // Sorted: whatever order they lay in, the log does not have it.
    let texts = enough ? ballots.map(\.text).filter { !$0.isEmpty }.sorted() : []
    return Decision([.evaluationCounted(ballots: ballots.count, grades: grades, texts: texts)])
  }

  func judge(
    _ id: QuestionID, _ phase: State.FloorQuestion.Phase, _ event: Event
  ) throws(Rejection) -> Decision {
    guard let question = state.questions[id] else { throw .questionUnknown }
    return Decision(question.phase == phase ? [] : [event])
  }
}

/// One ballot: a first cast needs a person who has not taken part, a later one a key that exists.
func cast(
  box: String, key: String, content: BallotContent, took: Bool, known: BallotIndex, first: Event
) throws(Rejection) -> Decision {
  guard isKey(key) else { throw .keyMalformed }
  let paper = BallotPaper(box: box, key: key, content: content)
  let isKnown = known[box]?.contains(key) == true
  // Nobody's first ballot may take the place of another's.
  guard took || !isKnown else { throw .keyMalformed }
  if isKnown { return Decision([], papers: [paper]) }
  guard !took else { throw .alreadyTookPart }
  return Decision([first], papers: [paper])
}

func openText(_ text: String, required: Bool) throws(Rejection) -> String {
  let text = visible(text)
  guard !required || !text.isEmpty else { throw .textMissing }
  guard text.count <= Limits.openText else { throw .textTooLong }
  return text
}

/// What a person wrote, without control characters (line ends stay) and without the signs that turn
/// the direction of writing: on the big screen both could make a text look like another.
func visible(_ text: String) -> String {
  trim(
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.filter {
          switch $0.value {
          case 0x0A: true
          case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: false
          default: true
          }
        })))
}

/// A question made on the spot: an id of its own, a prompt, and either open text or 2 to 10 choices.
private func check(_ item: AssessmentItem, in state: State) throws(Rejection) {
  guard isIdentifier(item.id), state.items[item.id] == nil, item.id != evaluationBox else {
    throw .itemMalformed
  }
  guard !trim(item.prompt).isEmpty else { throw .textMissing }
  guard item.prompt.count <= Limits.prompt else { throw .textTooLong }
  try checkInteraction(item)
  guard item.choices.allSatisfy({ !trim($0).isEmpty && $0.count <= Limits.choice }),
    item.choices.count <= Limits.choices, item.choices.count != 1,
    state.itemOrder.count < Limits.items
  else { throw .itemMalformed }
  switch item.kind {
  case .poll: guard item.key.isEmpty else { throw .itemMalformed }
  case .quiz, .preTest, .postTest:
    guard item.form == .choice else { break }
    guard !item.key.isEmpty, item.key.allSatisfy({ item.choices.indices.contains($0) }),
      item.multiple || item.key.count == 1
    else { throw .itemMalformed }
  }
}

/// 32 hexadecimal digits.
func isKey(_ text: String) -> Bool {
  text.utf8.count == 32
    && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
}

/// What may name a thing made by a client: 1 to 64 letters, digits, `-`.
func isIdentifier(_ text: String) -> Bool {
  (1...64).contains(text.utf8.count)
    && text.utf8.allSatisfy {
      (48...57).contains($0) || (97...122).contains($0) || (65...90).contains($0) || $0 == 45
    }
}

extension State {
  /// Pages of a segment; one even when it has none of its own.
  public func pageCount(_ segment: Int) -> Int {
    max(1, deck(segment)?.pageCount ?? agenda[segment].pages.count)
  }

  /// The place one page on (`+1`) or back (`-1`); `nil` at either end.
  func step(_ direction: Int) -> Cursor? {
    guard let cursor else { return direction > 0 && !agenda.isEmpty ? entry(0) : nil }
    if direction > 0 {
      if cursor.page + 1 < pageCount(cursor.segment) {
        return Cursor(segment: cursor.segment, page: cursor.page + 1)
      }
      guard cursor.segment + 1 < agenda.count else { return nil }
      return entry(cursor.segment + 1)
    }
    if cursor.page > 0 { return Cursor(segment: cursor.segment, page: cursor.page - 1) }
    guard cursor.segment > 0 else { return nil }
    let before = cursor.segment - 1
    return deck(before) == nil
      ? Cursor(segment: before, page: pageCount(before) - 1) : entry(before)
  }
}
