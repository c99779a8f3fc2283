/// How a day is laid out. Times are minutes from midnight.
public struct TimetableOptions: Equatable, Sendable {
  public var dayStart: Int
  public var lunchStart: Int
  public var lunchEnd: Int
  /// Whether the stated teaching time includes the breaks.
  public var breaksIncluded: Bool
  public var creditHourMinutes: Int

  public init(
    dayStart: Int = 525, lunchStart: Int = 720, lunchEnd: Int = 840, breaksIncluded: Bool = false,
    creditHourMinutes: Int = 45
  ) {
    self.dayStart = dayStart
    self.lunchStart = lunchStart
    self.lunchEnd = lunchEnd
    self.breaksIncluded = breaksIncluded
    self.creditHourMinutes = creditHourMinutes
  }
}

/// What a slot of the timetable is: an activity's kind, or lunch.
public enum SlotKind: String, CaseIterable, Hashable, Sendable {
  case lecture, `case`, discussion, poll, quiz, preTest, postTest, exercise, questions
  case introduction, summary, `break`, event, evaluation, lunch

  public init(_ kind: Kind) {
    self = SlotKind(rawValue: kind.rawValue) ?? .event
  }
}

/// Which activity of the course a slot belongs to. Indexes from 0.
public enum ActivityPath: Hashable, Sendable {
  case opening(Int)
  /// Unit, activity of its introduction 导语.
  case unit(Int, Int)
  /// Unit, topic, activity.
  case topic(Int, Int, Int)
  /// Not written in the plan: the program reserved it.
  case reserved(Kind)
}

/// A slot 时段 of the timetable.
public struct Slot: Equatable, Sendable {
  /// From 1.
  public var day: Int
  /// Minutes from midnight.
  public var start: Int
  public var minutes: Int
  public var kind: SlotKind
  public var form: CaseForm?
  /// From 1.
  public var unit: Int?
  /// From 1 within its unit.
  public var topic: Int?
  /// Empty for what the plan does not name; the viewer supplies the word in its language.
  public var title: String
  /// Whether its minutes count as teaching time.
  public var teaching: Bool
  public var activity: ActivityPath?
  /// From 1, of `parts`, when an activity is split by a break, lunch or a night.
  public var part: Int
  public var parts: Int

  public init(
    day: Int, start: Int, minutes: Int, kind: SlotKind, form: CaseForm? = nil, unit: Int? = nil,
    topic: Int? = nil, title: String = "", teaching: Bool, activity: ActivityPath? = nil,
    part: Int = 1, parts: Int = 1
  ) {
    self.day = day
    self.start = start
    self.minutes = minutes
    self.kind = kind
    self.form = form
    self.unit = unit
    self.topic = topic
    self.title = title
    self.teaching = teaching
    self.activity = activity
    self.part = part
    self.parts = parts
  }

  public var end: Int { start + minutes }
}

/// A timetable 课程表, in the order of time.
public struct Timetable: Equatable, Sendable {
  public var slots: [Slot]

  public init(slots: [Slot] = []) { self.slots = slots }

  public var teachingMinutes: Int {
    slots.reduce(0) { $0 + ($1.teaching ? $1.minutes : 0) }
  }

  public func minutes(of kind: SlotKind) -> Int {
    slots.reduce(0) { $0 + ($1.kind == kind ? $1.minutes : 0) }
  }

  public func minutes(of kind: Kind) -> Int { minutes(of: SlotKind(kind)) }

  /// The teaching minutes of one day, counted from 1.
  public func teachingMinutes(day: Int) -> Int {
    slots.reduce(0) { $0 + ($1.teaching && $1.day == day ? $1.minutes : 0) }
  }
}

/// Gives every activity whole minutes that add up exactly to the teaching time of each day.
///
/// - Returns: The timetable, `nil` when it cannot exist, and what there is to say about time.
public func timetable(
  _ course: Course, options: TimetableOptions = TimetableOptions()
) -> (timetable: Timetable?, findings: [Finding]) {
  (nil, [])
}
