import Identity

/// Applies what already happened. No rules and no failure, so any old journal still replays.
///
/// - Parameter time: when the event was recorded.
public func evolve(_ state: State, _ event: Event, at time: Moment) -> State {
  var next = state
  next.apply(event, at: time)
  return next
}

extension State {
  /// `evolve` in place: a fold over a long log copies nothing.
  public mutating func apply(_ event: Event, at time: Moment) {
    switch event {
    case .sectionCreated(let profile, let plan, let agenda):
      phase = .planned
      self.profile = profile
      self.plan = plan
      self.agenda = agenda
      roll.checkpoints = checkpoints(of: agenda)
      roll.current = roll.checkpoints.first?.id ?? ""
      for segment in agenda {
        itemsBySegment[segment.id] = segment.items.map(\.id)
        for item in segment.items { add(item, segment: segment.id) }
      }

    case .personEnrolled(let person, let group):
      if attendance[person] == nil { roster.append(person) }
      attendance[person, default: .absent].group = group
    case .checkedIn(let person, let witness):
      arrive(person, by: witness, at: time)
    case .leaveRecorded(let person): takeLeave(person)
    case .leftEarly(let person): leaveEarly(person, at: time)
    case .roll(let event): apply(roll: event, at: time)
    case .link(let event): apply(link: event, at: time)
    case .followUp(let event): apply(followUp: event)
    case .room(let event): apply(room: event, at: time)
    case .completion(let event): apply(completion: event)
    case .inRoom(let room, let event): apply(inRoom: room, event, at: time)

    case .moved(let cursor):
      if let here = self.cursor { trail.append(here) }
      move(to: cursor, at: time)
    case .movedBack(let cursor):
      _ = trail.popLast()
      move(to: cursor, at: time)
    case .blanked(let on): blanked = on
    case .clockPaused:
      stopClock(at: time)
      clock.paused = true
    case .clockResumed:
      clock.paused = false
      if cursor != nil && phase == .live && pace.heldSince == nil { clock.since = time }
    case .timetableReplanned(let slots): replan(slots, at: time)
    case .materialAdded(let id, let kit):
      guard let index = agenda.firstIndex(where: { $0.id == id }) else { return }
      agenda[index].kit = kit
      agenda[index].pages = casePages(kit)
      onEveryStage { if $0.cursor?.segment == index { $0.cursor?.page = 0 } }
    case .deckAttached(let deck, let scope):
      decks[scope] = deck
      onEveryStage { $0.showSlides() }
    case .deckRemoved(let scope):
      decks[scope] = nil
      onEveryStage { $0.showSlides() }
    case .handedOver(let generation): trainerGeneration = generation
    case .sectionClosed:
      bookTeaching(at: time)
      onEveryStage {
        $0.stopClock(at: time)
        $0.bookHeld(at: time)
      }
      phase = .closed
      closedAt = time
      for id in itemOrder where items[id]?.phase == .open { items[id]?.phase = .closed }
      if evaluation.phase == .open { evaluation.phase = .closed }

    case .itemAdded(let item): add(item, segment: nil)
    case .itemOpened(let id):
      openHere(id)
      // Items of one test open together: the first of them stays on the screen.
      let first = focus.flatMap { stage.asking[$0] == .open ? items[$0] : nil }
      if first?.segment == nil || first?.segment != items[id]?.segment { focus = id }
      holdClock(at: time)
    case .itemClosed(let id):
      closeHere(id)
      holdClock(at: time)
    case .itemRevealed(let id):
      if isDiscussed(id) { timer = nil }
      stage.asking[id] = .revealed
      items[id]?.phase = .revealed
      items[id]?.resultShown = true
      focus = id
      holdClock(at: time)
    case .responseRecorded(let id, let person, let choices):
      items[id]?.responses[person] = choices
      items[id]?.hands.entered.remove(person)
    case .handsCounted(let id, let counts): items[id]?.hands.rooms[stage.room ?? ""] = counts
    case .sheetEntered(let id, let person, let choices):
      items[id]?.responses[person] = choices
      items[id]?.hands.entered.insert(person)
    case .sheetTextEntered(let id, let person, let text):
      items[id]?.write(text, by: person)
      items[id]?.hands.entered.insert(person)
    case .sheetCast(let id): items[id]?.hands.ballots += 1
    case .ballotCast(let id, let person): items[id]?.participants.insert(person)
    case .ballotsCounted(let id, let ballots, let marks, let texts):
      items[id]?.ballots = ballots
      items[id]?.marks = marks
      items[id]?.texts = texts
    case .textResponseRecorded(let id, let person, let text):
      items[id]?.write(text, by: person)
      items[id]?.hands.entered.remove(person)
    case .timerStarted(let seconds): timer = RoomTimer(since: time, seconds: seconds)
    case .timerStopped: timer = nil
    case .groupsFormed(let members): apply(.formed(members))
    case .groupJoined(let person, let group): apply(.joined(person, group))
    case .penTaken(let group, let person): apply(.pen(group, person))
    case .reportsOpened(let task, let title): apply(.opened(task, title))
    case .reportWritten(let task, let group, _, let text): apply(.written(task, group, text))
    case .reportReleased(let task, let group): apply(.released(task, group))
    case .reportsClosed(let task): apply(.closed(task))
    case .groupsPicked(let task, let picked): apply(.picked(task, picked))
    case .discussionBegun(let id, let seconds): beginDiscussion(of: id, seconds: seconds, at: time)
    case .secondRoundOpened(let id): beginSecondRound(of: id, at: time)
    case .cloudProposed(let id, let words): items[id]?.proposal = words
    case .cloudApproved(let id, let words): items[id]?.cloud = words
    case .textApproved(let id, let index): items[id]?.approvedTexts.insert(index)

    case .questionAsked(let id, let person, let text, let forTrainer):
      ask(id, person, text, isConfided: forTrainer == true)
    case .questionSupported(let id, let key): questions[id]?.supporters.insert(key)
    case .questionApproved(let id): judge(id, .approved)
    case .questionAnswered(let id): judge(id, .answered)
    case .questionHidden(let id): judge(id, .hidden)
    case .questionWithheld(let id, let reason): judge(id, .hidden, reason: reason)
    case .questionPinned(let id, let on): pin(id, on)
    case .questionsScreened(let on): wall.isScreened = on

    case .evaluationFormChosen(let form): evaluation.form = form
    case .evaluationOpened: evaluation.phase = .open
    case .evaluationReturned(let person): evaluation.participants.insert(person)
    case .evaluationSheetCast: evaluation.sheets += 1
    case .evaluationReturnedOnPaper(let person, true): evaluation.onPaper.insert(person)
    case .evaluationReturnedOnPaper(let person, false): evaluation.onPaper.remove(person)
    case .evaluationClosed: evaluation.phase = .closed
    case .evaluationCounted(let ballots, let grades, let texts):
      evaluation.ballots = ballots
      evaluation.grades = grades
      evaluation.texts = texts
    }
  }

  private mutating func add(_ item: AssessmentItem, segment: SegmentID?) {
    itemOrder.append(item.id)
    items[item.id] = Asked(
      item: item, segment: segment, phase: .waiting, responses: [:], participants: [],
      ballots: nil, marks: [], texts: [], approvedTexts: [], number: itemOrder.count)
  }

  private mutating func move(to next: Cursor, at time: Moment) {
    if next.segment != cursor?.segment {
      bookTeaching(at: time)
      stopClock(at: time)
      timer = nil
      bookHeld(at: time)
      if !clock.paused { clock.since = time }
    } else if let cursor, stepIndex(cursor) != stepIndex(next) {
      timer = nil
    }
    if phase == .planned {
      phase = .live
      startedAt = time
    }
    cursor = next
    focus = nil
    // One roster, one roll: it is taken where the main room stands.
    if stage.room == nil { openHalfDay(ofSegment: next.segment, at: time) }
    if let deck = deck(next.segment) { deckPages[deck.id] = next.page }
    holdClock(at: time)
  }

  /// Slides came or went: the class stays in its segment, on a page that this one has.
  private mutating func showSlides() {
    if let here = cursor?.segment { cursor = entry(here) }
    for index in trail.indices { trail[index].page = 0 }
  }

  /// Books the running stretch to its segment.
  mutating func stopClock(at time: Moment) {
    if let since = clock.since, let cursor {
      clock.spent[agenda[cursor.segment].id, default: 0] += max(0, time.seconds(since: since))
    }
    clock.since = nil
  }
}

extension State.Attendance {
  static let absent = State.Attendance(
    group: "", checkedIn: nil, witness: nil, left: nil, onLeave: false)
}
