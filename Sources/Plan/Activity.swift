/// A stretch of class time 教学活动.
public struct Activity: Equatable, Sendable {
  public var kind: Kind
  /// Only for a case.
  public var form: CaseForm?
  public var title: String
  /// What the plan states; `nil` when the timetable is to compute it.
  public var minutes: Int?
  /// CommonMark source of its text; empty if it has none. Never holds an answer key.
  public var body: String
  /// The questions of a poll, quiz or test.
  public var items: [Item]
  /// Only for a case.
  public var material: Material
  public var range: SourceRange
  /// The kind whose items are repeated here (`【后测】同前测`); `items` already holds them.
  public var sameAs: Kind?

  public init(
    kind: Kind, form: CaseForm? = nil, title: String = "", minutes: Int? = nil, body: String = "",
    items: [Item] = [], material: Material = .none, range: SourceRange = .beginning,
    sameAs: Kind? = nil
  ) {
    self.kind = kind
    self.form = form
    self.title = title
    self.minutes = minutes
    self.body = body
    self.items = items
    self.material = material
    self.range = range
    self.sameAs = sameAs
  }
}

/// The kinds of activity 活动类型; the raw values are stable tokens.
public enum Kind: String, CaseIterable, Hashable, Sendable {
  case lecture, `case`, discussion, poll, quiz, preTest, postTest, exercise, questions
  case introduction, summary, `break`, event, evaluation

  /// Whether its minutes count as teaching time.
  public var isTeaching: Bool {
    // `!=` would compare the raw values, as strings.
    switch self {
    case .break, .event: false
    default: true
    }
  }

  /// Whether it consists of questions: a poll, a quiz or a test.
  public var hasItems: Bool {
    switch self {
    case .poll, .quiz, .preTest, .postTest: true
    default: false
    }
  }
}

/// How a case 案例 is used in class.
public enum CaseForm: String, CaseIterable, Hashable, Sendable {
  /// 案例分享: told and commented.
  case share
  /// 案例研讨: read, think, groups, reports, debrief.
  case discuss
  /// An in-depth study.
  case deep
  /// Reading an article of a rule 条文.
  case text
}

/// Where a case's text stands 案例材料.
public enum Material: Hashable, Sendable {
  case none
  /// A file beside the plan, or a web address.
  case link(String)
  /// In the activity's `body`.
  case inline
}

/// A question 题目 of a poll, quiz or test.
public struct Item: Equatable, Sendable {
  public var prompt: String
  /// None for open text.
  public var choices: [Choice]
  public var explanation: String?
  /// Whether several choices may be taken.
  public var multiple: Bool
  public var form: ItemForm
  /// The accepted answers of an entry, as written; the first may be a number with its tolerance.
  public var answers: [String]
  /// The lines of a matching.
  public var pairs: [Pair]
  public var range: SourceRange

  /// One line of a matching: what belongs together.
  public struct Pair: Equatable, Sendable {
    public var left: String
    public var right: String
    public init(left: String, right: String) {
      self.left = left
      self.right = right
    }
  }

  public init(
    prompt: String, choices: [Choice] = [], explanation: String? = nil, multiple: Bool = false,
    form: ItemForm = .options, answers: [String] = [], pairs: [Pair] = [],
    range: SourceRange = .beginning
  ) {
    self.form = form
    self.answers = answers
    self.pairs = pairs
    self.prompt = prompt
    self.choices = choices
    self.explanation = explanation
    self.multiple = multiple
    self.range = range
  }
}

/// How a question is answered 题型.
public enum ItemForm: String, Hashable, Sendable {
  /// By options, or in a poll without options by open text.
  case options
  /// By a number or a few words 填空, compared to `answers`.
  case entry
  /// By putting the choices into order 排序; they stand in their right order.
  case order
  /// By joining the pairs 连线.
  case match
  /// By a step of a scale 评分; the choices are its steps.
  case scale
}

/// An option 选项; in a poll none is correct.
public struct Choice: Equatable, Sendable {
  public var text: String
  public var correct: Bool

  public init(text: String, correct: Bool = false) {
    self.text = text
    self.correct = correct
  }
}
