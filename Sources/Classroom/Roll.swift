import Identity

/// How somebody stands on the list 名册.
public enum Enrolment: String, Sendable, Codable, CaseIterable {
  /// On the roster: counts as expected 应到.
  case listed
  /// Came without being on it; counted apart.
  case walkIn
  /// 听课人员 and guests 来宾: outside attendance, polls, tests and the evaluation.
  case observer, guest
  /// Somebody else takes this place 替训.
  case replaced
  /// Taken off the roster 移出名册, or merged into somebody else: in no list and no count.
  case removed

  /// Whether what this person answers and rates counts.
  public var takesPart: Bool { self == .listed || self == .walkIn }
}

/// How one person stands in one half-day.
public enum HalfDayStanding: String, Sendable, Codable, CaseIterable {
  case present, late, leftEarly, lateAndLeftEarly, onLeave, absent
  /// The half-day has not been opened yet.
  case pending

  public var isPresent: Bool {
    switch self {
    case .present, .late, .leftEarly, .lateAndLeftEarly: true
    case .onLeave, .absent, .pending: false
    }
  }
  public var isLate: Bool { self == .late || self == .lateAndLeftEarly }
  public var isLeftEarly: Bool { self == .leftEarly || self == .lateAndLeftEarly }
}

/// Who did something at the door or to the record: a role, and the link that gave it.
public struct Author: Hashable, Sendable, Codable {
  public var role: CourseRole
  /// `nil` for the organizer and for the trainer in charge.
  public var link: LinkID?
  public init(_ role: CourseRole, link: LinkID? = nil) {
    self.role = role
    self.link = link
  }
}

/// What is noted of a person at the door.
public enum RollMark: String, Sendable, Codable, CaseIterable { case arrived, left, onLeave }

/// What somebody wants noted on the roll 点名册.
public enum RollCommand: Equatable, Sendable {
  /// Attendance is taken for this half-day from now on.
  case open(CheckpointID, by: Author)
  /// - secondsAgo: how long a tap waited on a desk that was offline.
  case mark(
    RollMark, checkpoint: CheckpointID, person: PersonID, by: Author, secondsAgo: Int)
  /// 更正: what was noted wrongly, with the reason.
  case correct(
    checkpoint: CheckpointID, person: PersonID, to: HalfDayStanding, reason: String, by: Author)
  case setGrace(minutes: Int)
  case enroll(PersonID, as: Enrolment)
  /// 替训: `substitute`, already enrolled, takes the place of `person`.
  case substitute(for: PersonID, by: PersonID)
  /// Two entries are one person 合并: `kept` takes place and attendance of the other.
  case merge(PersonID, into: PersonID)
}

/// What was noted on the roll. Once shipped, a case is for ever.
public enum RollEvent: Equatable, Sendable, Codable {
  case checkpointOpened(checkpoint: CheckpointID, by: Author)
  /// `secondsAgo` is `nil` for a tap that arrived at once.
  case marked(
    checkpoint: CheckpointID, person: PersonID, mark: RollMark, by: Author, secondsAgo: Int?)
  case corrected(
    checkpoint: CheckpointID, person: PersonID, to: HalfDayStanding, reason: String, by: Author)
  case graceSet(minutes: Int)
  case enrolledAs(person: PersonID, enrolment: Enrolment)
  case substituted(person: PersonID, substitute: PersonID)
  case merged(person: PersonID, kept: PersonID)

  /// One word for each shape, for the log.
  public var tag: String {
    switch self {
    case .checkpointOpened: "rollCheckpointOpened"
    case .marked: "rollMarked"
    case .corrected: "rollCorrected"
    case .graceSet: "rollGraceSet"
    case .enrolledAs: "rollEnrolledAs"
    case .substituted: "rollSubstituted"
    case .merged: "rollMerged"
    }
  }
  public static let tags: Set<String> = [
    "rollCheckpointOpened", "rollMarked", "rollCorrected", "rollGraceSet", "rollEnrolledAs",
    "rollSubstituted", "rollMerged",
  ]
}

/// Attendance by half-day 点名册: part of a class's state.
public struct Roll: Equatable, Sendable, Codable {
  /// One person in one half-day.
  public struct Entry: Equatable, Sendable, Codable {
    public var arrived: Moment?
    /// The person's own phone said so.
    public var byPhone = false
    /// Somebody at the door saw the person.
    public var seen = false
    public var left: Moment?
    public var onLeave = false
    /// What a correction says, until something new is noted.
    public var corrected: HalfDayStanding?
    public init() {}
  }

  /// One correction 更正, for ever in the record.
  public struct Correction: Equatable, Sendable, Codable {
    public var checkpoint: CheckpointID
    public var person: PersonID
    public var from: HalfDayStanding
    public var to: HalfDayStanding
    public var reason: String
    public var by: Author
    public var time: Moment
  }

  /// How many in one half-day; the expected are those on the roster.
  public struct Count: Equatable, Sendable, Codable {
    public var expected = 0
    /// Of the expected.
    public var present = 0
    public var late = 0
    public var leftEarly = 0
    public var onLeave = 0
    /// Expected, and neither there nor on leave.
    public var missing = 0
    /// Present without being on the roster.
    public var walkIns = 0
    public init() {}
  }

  /// In the order of the agenda; never empty once the class is made.
  public var checkpoints: [Checkpoint] = []
  public var opened: [CheckpointID: Moment] = [:]
  /// When the first teaching of a half-day began, from which the late are late.
  public var began: [CheckpointID: Moment] = [:]
  /// When its last teaching so far was left.
  public var ended: [CheckpointID: Moment] = [:]
  /// For which half-day attendance is taken now.
  public var current: CheckpointID = ""
  public var graceMinutes = 15
  public var entries: [CheckpointID: [PersonID: Entry]] = [:]
  /// In the order made.
  public var corrections: [Correction] = []
  /// Whoever is not simply on the roster.
  public var enrolments: [PersonID: Enrolment] = [:]
  /// Who takes whose place: the one replaced, by substitute.
  public var substitutes: [PersonID: PersonID] = [:]
  /// Whose entry turned out to be somebody else's: who stayed, by who went.
  public var merged: [PersonID: PersonID] = [:]

  public init() {}

  /// Attendance may be taken for the first half-day from the beginning, for others once opened.
  public func isOpen(_ checkpoint: CheckpointID) -> Bool {
    opened[checkpoint] != nil || checkpoint == checkpoints.first?.id || checkpoint == current
  }

  public func enrolment(of person: PersonID) -> Enrolment { enrolments[person] ?? .listed }

  /// Who somebody is since entries were merged.
  public func kept(_ person: PersonID) -> PersonID {
    var person = person
    // Whoever stayed was not merged before, so that this ends.
    while let kept = merged[person] { person = kept }
    return person
  }

  /// Whose entries were merged into this one, in the order of their ids.
  public func merged(into person: PersonID) -> [PersonID] {
    merged.keys.filter { kept($0) == person }.sorted()
  }

  /// Whether no one can be noted under this person any more.
  func isGone(_ person: PersonID) -> Bool {
    enrolment(of: person) == .replaced || merged[person] != nil
  }

  func index(_ checkpoint: CheckpointID) -> Int? {
    checkpoints.firstIndex { $0.id == checkpoint }
  }

  func entry(_ person: PersonID, _ checkpoint: CheckpointID) -> Entry {
    entries[checkpoint]?[person] ?? Entry()
  }

  /// How a person stands in a half-day.
  ///
  /// Late is who arrived more than the grace after the first teaching of the half-day really began:
  /// a class that starts late makes nobody late.
  public func standing(of person: PersonID, at checkpoint: CheckpointID) -> HalfDayStanding {
    let entry = entry(person, checkpoint)
    if let corrected = entry.corrected { return corrected }
    guard let arrived = entry.arrived else {
      if entry.onLeave { return .onLeave }
      return isOpen(checkpoint) ? .absent : .pending
    }
    let late = began[checkpoint].map { arrived > $0.adding(seconds: graceMinutes * 60) } ?? false
    switch (late, entry.left != nil) {
    case (false, false): return .present
    case (true, false): return .late
    case (false, true): return .leftEarly
    case (true, true): return .lateAndLeftEarly
    }
  }
}

/// What part of a half-day somebody was there, by the clock of its teaching as it was held, the breaks
/// between included.
public struct PresentShare: Equatable, Sendable {
  /// In milliseconds: a class may be turned through within a second.
  public var present: Int64
  /// Never 0.
  public var of: Int64

  public static let whole = PresentShare(present: 1, of: 1)
  public static let none = PresentShare(present: 0, of: 1)

  /// So many of the planned minutes, rounded.
  public func minutes(of planned: Int) -> Int {
    Int((Int64(planned) * present * 2 + of) / (of * 2))
  }
}

extension State {
  /// Whoever is late was not there until they came, and who left early not afterwards; within the
  /// grace nobody is late. Who went out in between and came back was there throughout. A correction
  /// says how somebody stood, not from when to when, and counts whole.
  ///
  /// - Parameter teaching: the half-day as it was held; `nil` where it has not been yet.
  public func presentShare(
    of person: PersonID, at checkpoint: CheckpointID, during teaching: Range<Moment>?
  ) -> PresentShare {
    let standing = roll.standing(of: person, at: checkpoint)
    guard standing.isPresent else { return .none }
    let entry = roll.entry(person, checkpoint)
    guard entry.corrected == nil, let teaching else { return .whole }
    var (from, until) = (teaching.lowerBound, teaching.upperBound)
    if standing.isLate, let arrived = entry.arrived { from = min(max(from, arrived), until) }
    if standing.isLeftEarly, let left = entry.left { until = min(max(left, from), until) }
    return PresentShare(
      present: until.milliseconds - from.milliseconds,
      of: teaching.upperBound.milliseconds - teaching.lowerBound.milliseconds)
  }

  /// A half-day as it was held, breaks included; `nil` before it began. Nobody sat there longer than was
  /// planned and than anything was noted: the class may be left on its last page over night.
  ///
  /// - Parameter now: until when a half-day counts that still goes on.
  public func teaching(of checkpoint: CheckpointID, now: Moment? = nil) -> Range<Moment>? {
    let goesOn = phase == .live && roll.current == checkpoint
    guard let began = roll.began[checkpoint],
      let left = (goesOn ? now : nil) ?? roll.ended[checkpoint]
    else { return nil }
    let ended = min(left, plannedEnd(of: checkpoint, from: began))
    return ended > began ? began..<ended : nil
  }

  /// When a half-day is over that began at a moment: by its plan, or when the last thing was noted of it.
  func plannedEnd(of checkpoint: CheckpointID, from began: Moment) -> Moment {
    let noted = (roll.entries[checkpoint] ?? [:]).values.flatMap { [$0.arrived, $0.left] }
    return max(
      began.adding(seconds: plannedMinutes(of: checkpoint) * 60),
      noted.lazy.compactMap { $0 }.max() ?? began)
  }

  /// From the beginning of a half-day to its end, breaks included. Lunch belongs to the morning, and
  /// nobody sits there.
  private func plannedMinutes(of checkpoint: CheckpointID) -> Int {
    guard let place = roll.index(checkpoint) else { return 0 }
    return agenda[roll.checkpoints[place].segments].filter { $0.kind != .lunch }.reduce(0) {
      $0 + max($1.plannedMinutes, pace.slots[$1.id]?.minutes ?? 0)
    }
  }

  /// Whether a half-day took place: attendance was taken, or somebody was noted as present afterwards.
  public func isHeld(_ checkpoint: CheckpointID) -> Bool {
    roll.opened[checkpoint] != nil
      || roster.contains { roll.standing(of: $0, at: checkpoint).isPresent }
  }

  public func rollCount(at checkpoint: CheckpointID) -> Roll.Count {
    roster.reduce(into: Roll.Count()) { count, person in
      let standing = roll.standing(of: person, at: checkpoint)
      switch roll.enrolment(of: person) {
      case .observer, .guest, .replaced, .removed: break
      case .walkIn: count.walkIns += standing.isPresent ? 1 : 0
      case .listed:
        count.expected += 1
        count.present += standing.isPresent ? 1 : 0
        count.late += standing.isLate ? 1 : 0
        count.leftEarly += standing.isLeftEarly ? 1 : 0
        count.onLeave += standing == .onLeave ? 1 : 0
        count.missing += standing == .absent || standing == .pending ? 1 : 0
      }
    }
  }

  /// Whether this person's answers, ballots and rating count.
  public func takesPart(_ person: PersonID) -> Bool { roll.enrolment(of: person).takesPart }
}
