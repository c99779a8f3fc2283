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
      guard roll.enrolment(of: person) != .replaced else { throw .alreadyReplaced }
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
      return Decision([
        .roll(
          .marked(
            checkpoint: checkpoint, person: person, mark: mark, by: author,
            secondsAgo: secondsAgo == 0 ? nil : secondsAgo))
      ])
    case .correct(let checkpoint, let person, let standing, let reason, let author):
      guard attendance[person] != nil else { throw .personUnknown }
      guard roll.index(checkpoint) != nil else { throw .checkpointUnknown }
      guard roll.enrolment(of: person) != .replaced else { throw .alreadyReplaced }
      guard standing != .pending, roll.isOpen(checkpoint) || phase == .closed else {
        throw .checkpointNotOpen
      }
      let reason = visible(reason)
      guard !reason.isEmpty else { throw .reasonNeeded }
      guard reason.count <= Limits.reason else { throw .textTooLong }
      if roll.standing(of: person, at: checkpoint) == standing { return Decision() }
      return Decision([
        .roll(
          .corrected(
            checkpoint: checkpoint, person: person, to: standing, reason: reason, by: author))
      ])
    case .setGrace(let minutes):
      guard Limits.grace.contains(minutes) else { throw .graceOutOfRange }
      return Decision(roll.graceMinutes == minutes ? [] : [.roll(.graceSet(minutes: minutes))])
    case .enroll(let person, let enrolment):
      guard attendance[person] != nil else { throw .personUnknown }
      // Only `substitute` replaces, and that is for good.
      guard enrolment != .replaced, roll.enrolment(of: person) != .replaced else {
        throw .alreadyReplaced
      }
      if roll.enrolment(of: person) == enrolment { return Decision() }
      return Decision([.roll(.enrolledAs(person: person, enrolment: enrolment))])
    case .substitute(let person, let substitute):
      guard attendance[person] != nil, attendance[substitute] != nil, person != substitute else {
        throw .personUnknown
      }
      if roll.substitutes[substitute] == person { return Decision() }
      // One place, one person: whoever has come, or is replaced, gives no place away.
      guard roll.enrolment(of: person) == .listed, roll.substitutes[substitute] == nil,
        roll.enrolment(of: substitute) != .replaced
      else { throw .alreadyReplaced }
      guard attendance[person]?.checkedIn == nil else { throw .hasCome }
      return Decision([.roll(.substituted(person: person, substitute: substitute))])
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
    case .substituted(let person, let substitute):
      roll.enrolments[person] = .replaced
      roll.enrolments[substitute] = nil
      roll.substitutes[substitute] = person
      groups.replace(person, by: substitute)
    }
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
