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
  var findings: [Finding] = []
  var time = course.teachingTime
  if time == nil {
    let place = course.field(.duration)?.range ?? course.titleRange ?? .beginning
    findings.append(Finding(.durationMissing, at: place))
    time = Blocks.timeFromParts(course)
  }
  guard let time, !course.units.isEmpty else { return (nil, findings) }
  var breaks = Array(repeating: 0, count: time.days.count)
  var result: (slots: [Slot]?, findings: [Finding]) = (nil, [])
  // With the breaks in the total, their number depends on what is left without them.
  for _ in 0..<(options.breaksIncluded ? 16 : 1) {
    let days = zip(time.days, breaks).map { max($0 - $1, 0) }
    result = laidOut(course, days: days, options: options)
    guard options.breaksIncluded, let slots = result.slots else { break }
    var actual = Array(repeating: 0, count: days.count)
    for slot in slots where slot.kind == .break && slot.day <= actual.count {
      actual[slot.day - 1] += slot.minutes
    }
    if zip(actual, breaks).allSatisfy({ $0 <= $1 }) {
      result.slots = lengthened(slots, by: zip(breaks, actual).map { $0 - $1 })
      break
    }
    breaks = zip(actual, breaks).map { max($0, $1) }
    result.slots = nil
  }
  findings += result.findings
  guard let slots = result.slots else { return (nil, inOrder(findings)) }
  let table = Timetable(slots: slots)
  findings += TimeChecks.check(course, table)
  return (table, inOrder(findings))
}

/// One layout for given teaching minutes of each day.
private func laidOut(
  _ course: Course, days: [Int], options: TimetableOptions
) -> (slots: [Slot]?, findings: [Finding]) {
  var allocation = Allocation(Blocks.of(course, options: options), course: course, days: days)
  guard allocation.run() else { return (nil, allocation.findings) }
  let pieces = Days.cut(&allocation.blocks, buckets: allocation.buckets, days: days)
  var slots: [Slot] = []
  for (day, pieces) in pieces.enumerated() {
    slots += DayLayout(allocation.blocks, options: options).slots(pieces, day: day + 1)
  }
  var findings = allocation.findings
  if let late = slots.first(where: { $0.end > 24 * 60 }) {
    let place = course.field(.duration)?.range ?? course.titleRange ?? .beginning
    let minutes = late.day <= days.count ? days[late.day - 1] : 0
    findings.append(Finding(.dayDoesNotFit, [String(late.day), String(minutes)], at: place))
    return (nil, findings)
  }
  return (numbered(slots), findings)
}

/// Says of each slot which part of its activity it is.
private func numbered(_ slots: [Slot]) -> [Slot] {
  var totals: [ActivityPath: Int] = [:]
  for slot in slots {
    if let path = slot.activity { totals[path, default: 0] += 1 }
  }
  var seen: [ActivityPath: Int] = [:]
  return slots.map { slot in
    var slot = slot
    if let path = slot.activity {
      seen[path, default: 0] += 1
      slot.part = seen[path] ?? 1
      slot.parts = totals[path] ?? 1
    }
    return slot
  }
}

/// Makes the last break of each day longer, or puts one in near the middle, and moves what comes
/// behind it.
private func lengthened(_ slots: [Slot], by minutes: [Int]) -> [Slot] {
  var slots = slots
  for (index, extra) in minutes.enumerated() where extra > 0 {
    let day = index + 1
    guard let first = slots.firstIndex(where: { $0.day == day }),
      let last = slots.lastIndex(where: { $0.day == day })
    else { continue }
    var place = slots.lastIndex { $0.day == day && $0.kind == .break }
    if let place {
      slots[place].minutes += extra
    } else {
      let middle = (slots[first].start + slots[last].end) / 2
      var nearest = last
      for other in first...last
      where abs(slots[other].end - middle) < abs(slots[nearest].end - middle) {
        nearest = other
      }
      slots.insert(
        Slot(day: day, start: slots[nearest].end, minutes: extra, kind: .break, teaching: false),
        at: nearest + 1)
      place = nearest + 1
    }
    for behind in slots.indices where behind > (place ?? last) && slots[behind].day == day {
      slots[behind].start += extra
    }
  }
  return slots
}
