import Identity

// MARK: - Rules

extension State {
  func decide(roll command: RollCommand) throws(Rejection) -> Decision {
    switch command {
    case .open(let checkpoint, let author):
      guard roll.index(checkpoint) != nil else { throw .checkpointUnknown }
      if roll.current == checkpoint && roll.opened[checkpoint] != nil { return Decision() }
      return Decision([.roll(.checkpointOpened(checkpoint: checkpoint, by: author))])
    case .mark(let mark, let checkpoint, let person, let author, let secondsAgo):
      guard attendance[person] != nil else { throw .personUnknown }
      guard roll.index(checkpoint) != nil else { throw .checkpointUnknown }
      guard !roll.isGone(person) else { throw .alreadyReplaced }
      guard mark == .arrived || roll.enrolment(of: person) != .removed else {
        throw .personUnknown
      }
      guard mark == .onLeave || roll.isOpen(checkpoint) else { throw .checkpointNotOpen }
      // Only what waited on a desk without a connection may still be noted for a half-day gone by.
      guard mark == .onLeave || checkpoint == roll.current || secondsAgo > 0 else {
        throw .checkpointOver
      }
      guard (0...Limits.waitingTap).contains(secondsAgo) else { throw .checkpointOver }
      if isNoted(mark, of: person, at: checkpoint) { return Decision() }
      if mark == .left && !roll.standing(of: person, at: checkpoint).isPresent {
        throw .notCheckedIn
      }
      // Who is there is not on leave: that would be a correction, with a reason.
      if mark == .onLeave && roll.standing(of: person, at: checkpoint).isPresent {
        throw .reasonNeeded
      }
      let noted = Event.roll(
        .marked(
          checkpoint: checkpoint, person: person, mark: mark, by: author,
          secondsAgo: secondsAgo == 0 ? nil : secondsAgo))
      return Decision(mark == .arrived ? arriving(person, noted) : [noted])
    case .correct(let checkpoint, let person, let standing, let reason, let author):
      guard attendance[person] != nil else { throw .personUnknown }
      guard roll.index(checkpoint) != nil else { throw .checkpointUnknown }
      guard !roll.isGone(person) else { throw .alreadyReplaced }
      guard standing.isPresent || roll.enrolment(of: person) != .removed else {
        throw .personUnknown
      }
      guard standing != .pending, roll.isOpen(checkpoint) || phase == .closed else {
        throw .checkpointNotOpen
      }
      let reason = visible(reason)
      guard !reason.isEmpty else { throw .reasonNeeded }
      guard reason.count <= Limits.reason else { throw .textTooLong }
      if roll.standing(of: person, at: checkpoint) == standing { return Decision() }
      let corrected = Event.roll(
        .corrected(
          checkpoint: checkpoint, person: person, to: standing, reason: reason, by: author))
      let comes = standing.isPresent && phase != .closed
      return Decision(comes ? arriving(person, corrected) : [corrected])
    case .setGrace(let minutes):
      guard Limits.grace.contains(minutes) else { throw .graceOutOfRange }
      return Decision(roll.graceMinutes == minutes ? [] : [.roll(.graceSet(minutes: minutes))])
    case .enroll(let person, let enrolment):
      guard attendance[person] != nil else { throw .personUnknown }
      // Only `substitute` replaces, and that is for good; so is a merge.
      guard enrolment != .replaced, !roll.isGone(person) else { throw .alreadyReplaced }
      if roll.enrolment(of: person) == enrolment { return Decision() }
      // Whoever was here stays in the record; a mistake is corrected first, with its reason.
      guard enrolment != .removed || !hasBeenHere(person) else { throw .hasAttended }
      return Decision([.roll(.enrolledAs(person: person, enrolment: enrolment))])
    case .substitute(let person, let substitute):
      guard attendance[person] != nil, attendance[substitute] != nil, person != substitute else {
        throw .personUnknown
      }
      if roll.substitutes[substitute] == person { return Decision() }
      // One place, one person: whoever has come, or is replaced, gives no place away.
      guard roll.enrolment(of: person) == .listed, roll.substitutes[substitute] == nil,
        !roll.isGone(substitute)
      else { throw .alreadyReplaced }
      // Who is on the list has a place already, and two would go with one person.
      guard roll.enrolment(of: substitute) != .listed else { throw .substituteListed }
      guard attendance[person]?.checkedIn == nil else { throw .hasCome }
      return Decision([.roll(.substituted(person: person, substitute: substitute))])
    case .merge(let person, let kept):
      guard attendance[person] != nil, attendance[kept] != nil, person != kept else {
        throw .personUnknown
      }
      if roll.merged[person] == kept { return Decision() }
      guard !roll.isGone(person), !roll.isGone(kept), roll.enrolment(of: person) != .removed,
        roll.enrolment(of: kept) != .removed
      else { throw .alreadyReplaced }
      // Answers belong to who gave them: they cannot go over to another.
      guard !hasAnswered(person),
        !followUp.writers.contains(person) || !followUp.writers.contains(kept)
      else { throw .bothAnswered }
      return Decision([.roll(.merged(person: person, kept: kept))])
    }
  }

  /// Who arrives, with what follows from it: somebody taken off the roster is outside it now, and whoever
  /// has no group yet gets one.
  func arriving(_ person: PersonID, _ event: Event) -> [Event] {
    guard roll.enrolment(of: person) == .removed else { return [event] + groupForNewcomer(person) }
    let back = Event.roll(.enrolledAs(person: person, enrolment: .walkIn))
    return [back, event] + evolve(self, back, at: Moment(milliseconds: 0)).groupForNewcomer(person)
  }

  private func hasBeenHere(_ person: PersonID) -> Bool {
    isPresent(person)
      || roll.checkpoints.contains { roll.standing(of: person, at: $0.id).isPresent }
  }

  /// Whether a person answered, voted or rated: what a merge cannot carry over.
  public func hasAnswered(_ person: PersonID) -> Bool {
    evaluation.participants.contains(person)
      || items.values.contains {
        $0.responses[person] != nil || $0.writings[person] != nil
          || $0.participants.contains(person) || $0.first?.holds(person) == true
      }
  }

  private func isNoted(
    _ mark: RollMark, of person: PersonID, at checkpoint: CheckpointID
  ) -> Bool {
    let entry = roll.entry(person, checkpoint)
    switch mark {
    case .arrived:
      return entry.arrived != nil && entry.seen && entry.left == nil && entry.corrected == nil
    case .left: return entry.left != nil && entry.corrected == nil
    case .onLeave: return entry.onLeave && entry.arrived == nil && entry.corrected == nil
    }
  }

  /// Whether a person who checks in now, seen by `witness`, is noted so already.
  func isCheckedIn(_ person: PersonID, by witness: Witness) -> Bool {
    let entry = roll.entry(person, roll.current)
    return attendance[person]?.left == nil && entry.arrived != nil && entry.left == nil
      && (witness == .phone || entry.seen) && (entry.corrected?.isPresent ?? true)
  }
}

// MARK: - Facts

extension State {
  mutating func apply(roll event: RollEvent, at time: Moment) {
    switch event {
    case .checkpointOpened(let checkpoint, _): open(checkpoint, at: time)
    case .marked(let checkpoint, let person, let mark, _, let secondsAgo):
      let then = time.adding(seconds: -(secondsAgo ?? 0))
      switch mark {
      case .arrived: arrive(person, at: checkpoint, by: .desk, time: then)
      case .left:
        roll.entries[checkpoint]?[person]?.left = then
        roll.entries[checkpoint]?[person]?.corrected = nil
        attendance[person]?.left = then
      case .onLeave:
        var entry = roll.entry(person, checkpoint)
        entry.onLeave = true
        entry.corrected = nil
        roll.entries[checkpoint, default: [:]][person] = entry
        if attendance[person]?.checkedIn == nil { attendance[person]?.onLeave = true }
      }
    case .corrected(let checkpoint, let person, let standing, let reason, let author):
      roll.corrections.append(
        Roll.Correction(
          checkpoint: checkpoint, person: person,
          from: roll.standing(of: person, at: checkpoint), to: standing, reason: reason, by: author,
          time: time))
      correct(person, at: checkpoint, to: standing, time: time)
    case .graceSet(let minutes): roll.graceMinutes = minutes
    case .enrolledAs(let person, let enrolment):
      roll.enrolments[person] = enrolment == .listed ? nil : enrolment
      if enrolment == .removed { groups.leave(person) }
    case .substituted(let person, let substitute):
      roll.enrolments[person] = .replaced
      roll.enrolments[substitute] = nil
      roll.substitutes[substitute] = person
      groups.replace(person, by: substitute)
    case .merged(let person, let kept): merge(person, into: kept)
    }
  }

  /// One person from now on: at every half-day the earlier arrival and the better evidence.
  private mutating func merge(_ person: PersonID, into kept: PersonID) {
    for checkpoint in roll.checkpoints.map(\.id) {
      guard let other = roll.entries[checkpoint]?[person] else { continue }
      let both = roll.entry(kept, checkpoint).merged(with: other)
      roll.entries[checkpoint]?[person] = nil
      roll.entries[checkpoint]?[kept] = both
    }
    for index in roll.corrections.indices where roll.corrections[index].person == person {
      roll.corrections[index].person = kept
    }
    roll.merged[person] = kept
    roll.enrolments[person] = .removed
    roll.enrolments[kept] = nil
    if let place = roll.substitutes.removeValue(forKey: person), roll.substitutes[kept] == nil {
      roll.substitutes[kept] = place
    }
    if let other = attendance[person] {
      attendance[kept, default: .absent].merge(other)
      attendance[person] = State.Attendance(
        group: other.group, checkedIn: nil, witness: nil, left: nil, onLeave: false)
    }
    if sideRooms.seats[kept] == nil { sideRooms.seats[kept] = sideRooms.seats[person] }
    groups.replace(person, by: kept)
    if evaluation.onPaper.remove(person) != nil, !evaluation.participants.contains(kept) {
      evaluation.onPaper.insert(kept)
    }
    if followUp.writers.remove(person) != nil { followUp.writers.insert(kept) }
  }

  /// `checkedIn` of earlier versions and of phones: for the half-day that runs.
  mutating func arrive(_ person: PersonID, by witness: Witness, at time: Moment) {
    arrive(person, at: roll.current, by: witness, time: time)
  }

  private mutating func arrive(
    _ person: PersonID, at checkpoint: CheckpointID, by witness: Witness, time: Moment
  ) {
    if attendance[person] == nil { roster.append(person) }
    attendance[person, default: .absent].onLeave = false
    // Coming back after leaving early keeps the first time in.
    if attendance[person]?.checkedIn == nil {
      attendance[person]?.checkedIn = time
      attendance[person]?.witness = witness
    }
    attendance[person]?.left = nil

    var entry = roll.entry(person, checkpoint)
    entry.arrived = min(entry.arrived ?? time, time)
    entry.left = nil
    entry.onLeave = false
    entry.corrected = nil
    if witness == .desk { entry.seen = true } else { entry.byPhone = true }
    roll.entries[checkpoint, default: [:]][person] = entry
    if roll.opened[checkpoint] == nil { roll.opened[checkpoint] = time }
  }

  /// Leave for the whole class: from the present half-day on, where the person is not there.
  mutating func takeLeave(_ person: PersonID) {
    attendance[person, default: .absent].onLeave = true
    for checkpoint in roll.checkpoints[(roll.index(roll.current) ?? 0)...] {
      var entry = roll.entry(person, checkpoint.id)
      guard entry.arrived == nil else { continue }
      entry.onLeave = true
      roll.entries[checkpoint.id, default: [:]][person] = entry
    }
  }

  mutating func leaveEarly(_ person: PersonID, at time: Moment) {
    attendance[person]?.left = time
    guard roll.entry(person, roll.current).arrived != nil else { return }
    roll.entries[roll.current]?[person]?.left = time
  }

  private mutating func correct(
    _ person: PersonID, at checkpoint: CheckpointID, to standing: HalfDayStanding, time: Moment
  ) {
    roll.entries[checkpoint, default: [:]][person, default: Roll.Entry()].corrected = standing
    let isHere = roll.checkpoints.contains {
      roll.standing(of: person, at: $0.id).isPresent
    }
    if isHere, attendance[person]?.checkedIn == nil {
      // A late entry 补签: made now.
      attendance[person]?.checkedIn = time
      attendance[person]?.witness = .desk
      attendance[person]?.onLeave = false
    } else if !isHere {
      attendance[person]?.checkedIn = nil
      attendance[person]?.witness = nil
      attendance[person]?.left = nil
      attendance[person]?.onLeave = standing == .onLeave
    }
    if roll.current == checkpoint, standing.isPresent {
      let left = attendance[person]?.left ?? time
      attendance[person]?.left = standing.isLeftEarly ? left : nil
    }
  }

  /// The class came to a segment: its half-day opens by itself.
  ///
  /// Whoever turned too far and comes back finds the half-day as it was, if nobody has signed in to
  /// the later one meanwhile.
  mutating func openHalfDay(ofSegment index: Int, at time: Moment) {
    guard let place = roll.checkpoints.firstIndex(where: { $0.segments.contains(index) }) else {
      return
    }
    let here = roll.checkpoints[place]
    if let current = roll.index(roll.current), place < current {
      if roll.entries[roll.current]?.isEmpty ?? true { takeBack(after: place) }
    } else if roll.opened[here.id] == nil || roll.current != here.id {
      open(here.id, at: time)
    }
    let teaches = agenda[here.segments].contains(where: \.teaching)
    if roll.began[here.id] == nil, agenda[index].teaching || !teaches {
      roll.began[here.id] = time
    }
  }

  /// The class leaves the segment where it stands, or ends there.
  mutating func bookTeaching(at time: Moment) {
    guard stage.room == nil, phase == .live, let cursor, agenda[cursor.segment].teaching,
      let half = roll.checkpoints.first(where: { $0.segments.contains(cursor.segment) })
    else { return }
    roll.ended[half.id] = time
  }

  private mutating func open(_ checkpoint: CheckpointID, at time: Moment) {
    guard let place = roll.index(checkpoint) else { return }
    if roll.opened[checkpoint] == nil { roll.opened[checkpoint] = time }
    takeBack(after: place)
    roll.current = checkpoint
  }

  /// Half-days after `place` to which nobody has signed in are as if never opened.
  private mutating func takeBack(after place: Int) {
    for later in roll.checkpoints[(place + 1)...]
    where !(roll.entries[later.id]?.values.contains { $0.arrived != nil } ?? false) {
      roll.opened[later.id] = nil
      roll.began[later.id] = nil
      roll.ended[later.id] = nil
    }
    roll.current = roll.checkpoints[place].id
  }
}

extension Roll.Entry {
  /// Of one person noted twice.
  func merged(with other: Roll.Entry) -> Roll.Entry {
    var result = self
    result.arrived = [arrived, other.arrived].compactMap { $0 }.min()
    result.byPhone = byPhone || other.byPhone
    result.seen = seen || other.seen
    // Gone is only who is gone by every entry that came.
    let isHere = (arrived != nil && left == nil) || (other.arrived != nil && other.left == nil)
    result.left = isHere ? nil : [left, other.left].compactMap { $0 }.max()
    result.onLeave = (onLeave || other.onLeave) && result.arrived == nil
    let corrections = [corrected, other.corrected].compactMap { $0 }
    result.corrected =
      corrections.first { $0.isPresent } ?? (result.arrived == nil ? corrections.first : nil)
    return result
  }
}

extension State.Attendance {
  mutating func merge(_ other: State.Attendance) {
    if let time = other.checkedIn {
      let isHere = (checkedIn != nil && left == nil) || other.left == nil
      if checkedIn.map({ time < $0 }) ?? true {
        checkedIn = time
        witness = other.witness
      }
      left = isHere ? nil : [left, other.left].compactMap { $0 }.max()
    }
    onLeave = (onLeave || other.onLeave) && checkedIn == nil
  }
}
