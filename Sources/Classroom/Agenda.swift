/// What the room does in one stretch of the timetable 环节. The tokens are those of PLAN-FORMAT.md
/// section 3, and `lunch`.
public enum SegmentKind: String, Sendable, Codable, CaseIterable {
  case lecture, `case`, discussion, poll, quiz, preTest, postTest, exercise, questions
  case introduction, summary, `break`, event, evaluation, lunch

  /// Whether the learners rest: shown with a countdown, and what "next break" counts to.
  public var isPause: Bool { self == .break || self == .lunch }
}

public typealias SegmentID = String
public typealias ItemID = String
public typealias QuestionID = String

/// One page of the big screen: at most seven short lines.
public struct Page: Equatable, Sendable, Codable {
  public enum Role: String, Sendable, Codable {
    /// Text of the plan or the case.
    case text
    /// The questions to discuss 思考题 of a case.
    case questions
    /// The trainer's comment 教师点评 at the end of a case.
    case debrief
    /// One poll or quiz item.
    case item
  }
  public var role: Role
  public var lines: [String]
  public var item: ItemID?
  /// The step of the case that it belongs to, from 0.
  public var step: Int?

  public init(role: Role, lines: [String], item: ItemID? = nil, step: Int? = nil) {
    self.step = step
    self.role = role
    self.lines = lines
    self.item = item
  }
}

/// A case kit 案例材料: everything a trainer needs to lead one case. All parts are CommonMark.
public struct Kit: Equatable, Sendable, Codable {
  public var background: String
  public var text: String
  public var questions: [String]
  /// For the trainer alone 教学提示: reaches no other viewer.
  public var teachingNotes: String
  public var debrief: String
  public var source: String?
  public var date: String?
  /// `nil` where nobody timed it.
  public var steps: [Step]?

  public init(
    background: String = "", text: String = "", questions: [String] = [],
    teachingNotes: String = "", debrief: String = "", source: String? = nil, date: String? = nil,
    steps: [Step]? = nil
  ) {
    self.steps = steps
    self.background = background
    self.text = text
    self.questions = questions
    self.teachingNotes = teachingNotes
    self.debrief = debrief
    self.source = source
    self.date = date
  }

  public var isEmpty: Bool { background.isEmpty && text.isEmpty && questions.isEmpty }
}

/// One question put to the room (QTI: assessment item).
public struct AssessmentItem: Equatable, Sendable, Codable {
  public enum Kind: String, Sendable, Codable {
    /// Opinion poll 现场调查: anonymous, no right answer; open text when it has no choices.
    case poll
    /// Quiz 随堂测验, by name and scored.
    case quiz
    /// The same items before and after the course 课前测, 课后测; by name and scored.
    case preTest, postTest

    /// Whether answers are ballots that no one may join with a person (DESIGN.md rule 3).
    public var isAnonymous: Bool { self == .poll }
  }
  public var id: ItemID
  public var kind: Kind
  public var prompt: String
  public var choices: [String]
  /// Indexes from 0 of the right choices; empty for a poll. Never leaves the server before reveal.
  public var key: [Int]
  public var explanation: String?
  /// Whether more than one choice may be taken.
  public var multiple: Bool
  /// `nil` in items written before there were several: a choice, or open text without choices.
  public var interaction: Interaction?

  public init(
    id: ItemID, kind: Kind, prompt: String, choices: [String], key: [Int] = [],
    explanation: String? = nil, multiple: Bool = false, interaction: Interaction? = nil
  ) {
    self.interaction = interaction
    self.id = id
    self.kind = kind
    self.prompt = prompt
    self.choices = choices
    self.key = key
    self.explanation = explanation
    self.multiple = multiple
  }
}

/// One stretch of the day 环节, as the class pinned it.
public struct Segment: Equatable, Sendable, Codable {
  /// Where it stands in the outline, as the author labelled it.
  public struct Heading: Equatable, Sendable, Codable {
    public var number: Int
    public var label: String
    public var title: String
    public init(number: Int, label: String, title: String) {
      self.number = number
      self.label = label
      self.title = title
    }
  }
  public var id: SegmentID
  public var kind: SegmentKind
  /// The form of a case: `share`, `discuss`, `deep` or `text`.
  public var form: String?
  public var unit: Heading?
  public var topic: Heading?
  /// Empty where the viewer supplies the word in its own language (课间休息, 导入 …).
  public var title: String
  public var day: Int
  /// Minutes from midnight.
  public var start: Int
  public var plannedMinutes: Int
  /// Whether it counts as teaching time.
  public var teaching: Bool
  /// From 1; a lecture may be split by a break.
  public var part: Int
  public var parts: Int
  public var pages: [Page]
  /// The full text, for the trainer's eyes (CommonMark).
  public var notes: String
  public var kit: Kit?
  public var items: [AssessmentItem]

  public init(
    id: SegmentID, kind: SegmentKind, form: String? = nil, unit: Heading? = nil,
    topic: Heading? = nil, title: String, day: Int = 1, start: Int = 0, plannedMinutes: Int,
    teaching: Bool = true, part: Int = 1, parts: Int = 1, pages: [Page] = [], notes: String = "",
    kit: Kit? = nil, items: [AssessmentItem] = []
  ) {
    self.id = id
    self.kind = kind
    self.form = form
    self.unit = unit
    self.topic = topic
    self.title = title
    self.day = day
    self.start = start
    self.plannedMinutes = plannedMinutes
    self.teaching = teaching
    self.part = part
    self.parts = parts
    self.pages = pages
    self.notes = notes
    self.kit = kit
    self.items = items
  }
}

/// Where the class stands in the agenda; both count from 0.
public struct Cursor: Hashable, Sendable, Codable {
  public var segment: Int
  public var page: Int
  public init(segment: Int, page: Int = 0) {
    self.segment = segment
    self.page = page
  }
}
