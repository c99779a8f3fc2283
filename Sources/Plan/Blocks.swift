/// An activity on its way to the timetable.
struct Block {
  var path: ActivityPath
  var kind: Kind
  var form: CaseForm?
  var unit: Int?
  var topic: Int?
  var title: String
  /// As the plan states them.
  var stated: Int?
  /// What it gets.
  var minutes: Int
  /// A lecture of a topic without stated minutes: it shares what is left.
  var isFlexible: Bool
  /// The length of its text.
  var length: Int
  var isLunch = false
  var isReserved = false

  var isTeaching: Bool { kind.isTeaching }
  var isComputed: Bool { stated == nil && isTeaching }
  var isLecture: Bool { kind == .lecture }
}

/// Makes the blocks of a course.
enum Blocks {
  static func of(_ course: Course, options: TimetableOptions) -> [Block] {
    var blocks: [Block] = []
    for (index, activity) in course.opening.enumerated() {
      blocks.append(block(activity, .opening(index), nil, nil, options))
    }
    for (unitIndex, unit) in course.units.enumerated() {
      var isFirst = true
      for (index, activity) in unit.activities.enumerated() {
        var block = block(activity, .unit(unitIndex, index), unit.number, nil, options)
        if block.isLecture {
          // The unit introduction 导语, longer when it has a theme of its own.
          block.isFlexible = false
          block.minutes = isFirst && paragraphs(activity.body) > 1 ? 10 : 5
          isFirst = false
        }
        blocks.append(block)
      }
      for (topicIndex, topic) in unit.topics.enumerated() {
        for (index, activity) in topic.activities.enumerated() {
          blocks.append(
            block(
              activity, .topic(unitIndex, topicIndex, index), unit.number,
              topic.isUnit ? nil : topic.number, options))
        }
      }
    }
    return blocks
  }

  private static func block(
    _ activity: Activity, _ path: ActivityPath, _ unit: Int?, _ topic: Int?,
    _ options: TimetableOptions
  ) -> Block {
    let isLunch = activity.kind == .event && ActivityNames.isLunch(activity.title)
    let stated = activity.minutes.flatMap { $0 > 0 ? $0 : nil }
    return Block(
      path: path, kind: activity.kind, form: activity.form, unit: unit, topic: topic,
      title: activity.title, stated: stated,
      minutes: stated
        ?? (isLunch ? max(options.lunchEnd - options.lunchStart, 30) : usual(activity)),
      isFlexible: activity.kind == .lecture && stated == nil,
      length: activity.body.scalarCount, isLunch: isLunch)
  }

  static func reserved(_ kind: Kind, _ minutes: Int) -> Block {
    Block(
      path: .reserved(kind), kind: kind, title: "", minutes: minutes, isFlexible: false, length: 0,
      isReserved: true)
  }

  /// The minutes of an activity that states none, a multiple of five.
  static func usual(_ activity: Activity) -> Int {
    let items = min(activity.items.count, 1000)
    let minutes =
      switch activity.kind {
      case .case:
        switch activity.form {
        case .discuss: 30
        case .deep: 45
        case .share, .text, nil: 15
        }
      case .discussion, .exercise: 20
      case .poll, .preTest, .postTest: 2 * items
      case .quiz: 3 * items
      case .questions, .event: 15
      case .evaluation, .introduction, .summary, .break: 10
      case .lecture: 0
      }
    return activity.kind == .lecture ? 0 : max((minutes + 4) / 5 * 5, 5)
  }

  private static func paragraphs(_ body: String) -> Int {
    var count = 0
    var afterBlank = true
    var isBlank = true
    for scalar in body.unicodeScalars {
      if scalar == "\n" {
        afterBlank = isBlank
        isBlank = true
      } else if isBlank, !scalar.isBlank {
        isBlank = false
        if afterBlank { count += 1 }
        if count > 1 { return count }
      }
    }
    return count
  }

  /// The teaching time when only the parts state theirs, and all of them do.
  static func timeFromParts(_ course: Course) -> TeachingTime? {
    guard !course.units.isEmpty else { return nil }
    let opening = course.opening.filter(\.kind.isTeaching)
    guard opening.allSatisfy({ $0.minutes != nil }) else { return nil }
    func whole(_ activities: [Activity]) -> Bool {
      activities.allSatisfy { !$0.kind.isTeaching || $0.minutes != nil }
    }
    for unit in course.units where unit.minutes == nil {
      guard whole(unit.activities) else { return nil }
      for topic in unit.topics where topic.minutes == nil && !whole(topic.activities) { return nil }
    }
    let sum =
      course.units.reduce(0) { $0 + $1.statedMinutes }
      + opening.reduce(0) { $0 + ($1.minutes ?? 0) }
    return sum > 0 ? Durations.days(total: sum) : nil
  }
}
