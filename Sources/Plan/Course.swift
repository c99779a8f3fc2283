/// A course outline 课程大纲: what reading a teaching plan 教案 gives.
public struct Course: Equatable, Sendable {
  public var title: String?
  /// Where the title stands; `nil` without one.
  public var titleRange: SourceRange?
  /// In the order of the plan.
  public var fields: [Field]
  /// `nil` when the plan states none that can be read.
  public var teachingTime: TeachingTime?
  /// The dominant one first.
  public var methods: [Method]
  /// Whether the plan ranks its methods (以……为主，以……为辅); a mere list does not.
  public var methodsAreRanked: Bool
  /// What happens before the first unit: 【报到】【前测】 and the like.
  public var opening: [Activity]
  public var units: [Unit]

  public init(
    title: String? = nil, titleRange: SourceRange? = nil, fields: [Field] = [],
    teachingTime: TeachingTime? = nil, methods: [Method] = [], methodsAreRanked: Bool = false,
    opening: [Activity] = [], units: [Unit] = []
  ) {
    self.title = title
    self.titleRange = titleRange
    self.fields = fields
    self.teachingTime = teachingTime
    self.methods = methods
    self.methodsAreRanked = methodsAreRanked
    self.opening = opening
    self.units = units
  }

  /// The first field that stands for `member` and has a value, else the first one.
  public func field(_ member: Member) -> Field? {
    let all = fields.filter { $0.member == member }
    return all.first { !$0.value.isEmpty } ?? all.first
  }
}

/// A field 栏目 of the plan: `【教学对象】工会干部`.
public struct Field: Equatable, Sendable {
  /// As the author wrote it.
  public var name: String
  /// `nil` for a field that is none of the standard ones.
  public var member: Member?
  /// CommonMark; may be empty.
  public var value: String
  public var range: SourceRange

  public init(
    name: String, member: Member? = nil, value: String = "", range: SourceRange = .beginning
  ) {
    self.name = name
    self.member = member
    self.value = value
    self.range = range
  }
}

/// The standard fields 标准栏目 that the many names in real plans stand for.
public enum Member: String, CaseIterable, Hashable, Sendable {
  case title, background, objectives, audience, duration, methods, content, assessment, teacher
  case materials, keyPoints, preparation, board, homework, reflection, prerequisites, textbook
}

/// The teaching minutes 教学时间 of each day.
public struct TeachingTime: Equatable, Sendable {
  public var days: [Int]

  public init(days: [Int]) { self.days = days }

  public var total: Int { days.reduce(0, +) }
}

/// A way of teaching 教学方式.
public enum Method: String, CaseIterable, Hashable, Sendable {
  case lecture, `case`, discussion, exercise, questions, demonstration, visit, selfStudy
}

/// A unit 单元: a heading of the first level.
public struct Unit: Equatable, Sendable {
  /// From 1, by position; the author's own count is in `label`.
  public var number: Int
  /// The mark as written, without brackets' neighbours: `一、`, `第一章`; empty for a bare heading.
  public var label: String
  public var title: String
  /// What the heading states for the whole unit, in minutes.
  public var minutes: Int?
  public var range: SourceRange
  /// The unit introduction 导语: what stands before the first topic.
  public var activities: [Activity]
  public var topics: [Topic]

  public init(
    number: Int, label: String = "", title: String, minutes: Int? = nil,
    range: SourceRange = .beginning, activities: [Activity] = [], topics: [Topic] = []
  ) {
    self.number = number
    self.label = label
    self.title = title
    self.minutes = minutes
    self.range = range
    self.activities = activities
    self.topics = topics
  }
}

/// A topic 专题: a heading of the second level, or a unit that has none.
public struct Topic: Equatable, Sendable {
  /// From 1 within its unit.
  public var number: Int
  public var label: String
  public var title: String
  /// What the heading states for the whole topic, in minutes.
  public var minutes: Int?
  public var range: SourceRange
  public var activities: [Activity]
  /// Whether the unit is its own single topic.
  public var isUnit: Bool

  public init(
    number: Int, label: String = "", title: String, minutes: Int? = nil,
    range: SourceRange = .beginning, activities: [Activity] = [], isUnit: Bool = false
  ) {
    self.number = number
    self.label = label
    self.title = title
    self.minutes = minutes
    self.range = range
    self.activities = activities
    self.isUnit = isUnit
  }
}
