import Identity

/// What a learner may say of the pace 进度反馈, at any time and without a name. It is never an event:
/// it lives in memory, and is forgotten after `PaceMark.lifeSeconds`.
public enum PaceMark: String, Sendable, Codable, CaseIterable {
  /// 太快
  case tooFast
  /// 正好
  case fine
  /// 没听懂
  case lost

  /// How long one mark counts.
  public static let lifeSeconds = 120
}

/// How many said what within the last two minutes.
public struct PaceCount: Equatable, Sendable, Codable {
  private var counts: [PaceMark: Int]

  public init(_ marks: some Sequence<PaceMark>) {
    counts = marks.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  public var spoke: Int { counts.values.reduce(0, +) }

  /// What may be shown: nothing of what was said by fewer than `fewestBallots`.
  public var shown: [(mark: PaceMark, count: Int, share: Double)]? {
    guard spoke >= fewestBallots else { return nil }
    return PaceMark.allCases.map {
      ($0, counts[$0, default: 0], Double(counts[$0, default: 0]) / Double(spoke))
    }
  }
}

/// The times of a class beside its plan: what asking the room took, and timetables made on the way.
public struct PaceState: Equatable, Sendable, Codable {
  /// Since when the segment's clock stands still because the room is asked; `nil` when it runs.
  public var heldSince: Moment?
  /// Seconds of each segment that went to questions beside its own.
  public var asked: [SegmentID: Int] = [:]
  /// Every timetable accepted in the place of the planned one, oldest first.
  public var replans: [Replan] = []
  /// The slot that each segment has by the last of them.
  public var slots: [SegmentID: ReplannedSlot] = [:]
  /// By how many seconds the day was behind when the last one was accepted, which made up for it;
  /// and of which day.
  public var settledSeconds = 0
  public var settledDay = 0

  public init() {}
}

/// A timetable for what was left of a day, and when the trainer accepted it.
public struct Replan: Equatable, Sendable, Codable {
  public var at: Moment
  public var slots: [ReplannedSlot]
}

/// One stretch of a replanned timetable.
public struct ReplannedSlot: Equatable, Sendable, Codable {
  public var segment: SegmentID
  /// Minutes from midnight of the hall's clock.
  public var start: Int
  public var minutes: Int

  public init(segment: SegmentID, start: Int, minutes: Int) {
    self.segment = segment
    self.start = start
    self.minutes = minutes
  }

  public var end: Int { start + minutes }
}

extension State {
  /// The minutes that a segment has by the timetable that holds now.
  public func minutes(of segment: Segment) -> Int {
    pace.slots[segment.id]?.minutes ?? segment.plannedMinutes
  }

  /// Seconds that the class has been in a segment, questions to the room included; `nil` where it
  /// never came.
  ///
  /// - Parameter now: books what runs up to this moment.
  public func actualSeconds(of segment: Segment, at now: Moment? = nil) -> Int? {
    let isHere = self.segment?.id == segment.id
    guard clock.spent[segment.id] != nil || pace.asked[segment.id] != nil || isHere else {
      return nil
    }
    return clock.spent[segment.id, default: 0] + askedSeconds(of: segment, at: now)
      + (isHere ? now.map { running(since: clock.since, at: $0) } ?? 0 : 0)
  }

  /// Seconds of a segment that went to questions beside its own.
  public func askedSeconds(of segment: Segment, at now: Moment? = nil) -> Int {
    let isHere = self.segment?.id == segment.id
    return pace.asked[segment.id, default: 0]
      + (isHere ? now.map { running(since: pace.heldSince, at: $0) } ?? 0 : 0)
  }

  /// Seconds left in this segment; negative when it runs over.
  func secondsLeft(at now: Moment) -> Int {
    guard let segment else { return 0 }
    return minutes(of: segment) * 60 - clock.spent[segment.id, default: 0]
      - running(since: clock.since, at: now)
  }

  /// Seconds by which this day is behind its timetable; negative when ahead.
  func behindSeconds(at now: Moment) -> Int {
    guard let segment else { return 0 }
    return behindPlan(at: now) - (segment.day == pace.settledDay ? pace.settledSeconds : 0)
  }

  private func behindPlan(at now: Moment) -> Int {
    guard let cursor, let segment else { return 0 }
    var behind = max(0, -secondsLeft(at: now)) + askedSeconds(of: segment, at: now)
    for past in agenda[..<cursor.segment] where past.day == segment.day {
      behind += (actualSeconds(of: past) ?? 0) - minutes(of: past) * 60
    }
    return behind
  }

  private func running(since start: Moment?, at now: Moment) -> Int {
    start.map { max(0, now.seconds(since: $0)) } ?? 0
  }

  /// Whether the room is asked something that is not of this segment. Its own items are what its
  /// minutes are for, and a break goes on whatever is asked.
  private var isAskedBeside: Bool {
    guard phase == .live, let segment, !segment.kind.isPause else { return false }
    return openItems.contains { $0.segment != segment.id }
  }

  // MARK: - Evolve

  /// Stops the segment's clock when the room begins to be asked, and starts it again afterwards.
  mutating func holdClock(at time: Moment) {
    guard isAskedBeside != (pace.heldSince != nil) else { return }
    if pace.heldSince == nil {
      stopClock(at: time)
      pace.heldSince = time
    } else {
      bookHeld(at: time)
      if !clock.paused { clock.since = time }
    }
  }

  /// Books the time of asking to the segment where the class stands.
  mutating func bookHeld(at time: Moment) {
    guard let since = pace.heldSince, let segment else { return }
    pace.asked[segment.id, default: 0] += max(0, time.seconds(since: since))
    pace.heldSince = nil
  }

  /// What was behind is made up for by the new timetable.
  mutating func replan(_ slots: [ReplannedSlot], at time: Moment) {
    for slot in slots { pace.slots[slot.segment] = slot }
    pace.replans.append(Replan(at: time, slots: slots))
    pace.settledSeconds = behindPlan(at: time)
    pace.settledDay = segment?.day ?? 0
  }
}
