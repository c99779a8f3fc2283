import Identity

/// What a class understood 学习效果分析: its questions looked at as questions. It holds no person.
///
/// For the trainer and the organizer alone: it holds the keys of quizzes. It says which questions to
/// mend and which topics to teach again, never who knows what.
public struct ClassAnalysis: Equatable, Sendable, Encodable {
  /// All scored questions of one kind: the pre-test, the post-test, or the quizzes of the day.
  public struct Scale: Equatable, Sendable, Encodable {
    public var kind: AssessmentItem.Kind
    /// In the order asked.
    public var items: [Item]
    public var reliability: Reliability
    /// How many persons stand in the upper and in the lower group; `nil` where there are none.
    public var groups: Groups?
  }

  public struct Groups: Equatable, Sendable, Encodable {
    public var upper: Int
    public var lower: Int
  }

  /// How far questions that belong together can be relied on 信度.
  public struct Reliability: Equatable, Sendable, Encodable {
    /// Why the figures are to be read with care.
    public enum Caution: String, Sendable, Encodable, CaseIterable {
      /// Fewer than `fewestForReliability` persons: another class may give quite another figure.
      case fewPersons
      /// Fewer than `fewestItemsForReliability` questions: so few cannot measure reliably.
      case fewItems
      /// Less than zero: questions contradict each other, or measure different things.
      case negative
    }
    public var items: Int
    /// Whose answers are in the figures: of quizzes who answered at least one; of a test everybody who
    /// sat it, for whom a question left out is not right.
    public var persons: Int
    /// KR-20, which of right and wrong answers is Cronbach's alpha; `nil` below `fewestMatched`
    /// persons or two questions, and where all scored alike.
    public var alpha: Double?
    /// In questions; `nil` without a usable alpha.
    public var standardError: Double?
    public var cautions: [Caution]
  }

  public struct Item: Equatable, Sendable, Encodable {
    /// What to look at again.
    public enum Remark: String, Sendable, Encodable, CaseIterable {
      /// Who did well elsewhere had this wrong: look at the key and the wording.
      case negative
      /// A discrimination from 0 to 0.2: tells little apart (Ebel).
      case weak
      /// 90 % or more had it right.
      case easy
      /// 30 % or fewer had it right.
      case hard
      /// A wrong choice that drew more of the best than the right one did: look at the key.
      case keyInDoubt
      /// A wrong choice that fewer than 5 % took: it could as well be left out.
      case idleChoice
    }
    public var id: ItemID
    public var prompt: String
    public var form: Interaction.Form
    public var heading: Segment.Heading?
    /// Raised hands and paper included.
    public var answers: Int
    /// Difficulty 难度: the share of right answers, `0...1`, the same as in the report; `nil` where
    /// nobody answered.
    public var difficulty: Double?
    /// Discrimination 区分度, the corrected point-biserial coefficient; `nil` below `fewestMatched`.
    public var discrimination: Double?
    /// KR-20 of the other questions of the scale.
    public var alphaWithout: Double?
    /// The table of choices 选项分析; empty for a form without choices to choose from.
    public var choices: [Choice]
    public var remarks: [Remark]
  }

  public struct Choice: Equatable, Sendable, Encodable {
    public var letter: String
    public var text: String
    public var right: Bool
    public var count: Int
    /// `count / answers`, `0...1`.
    public var share: Double
    /// How many of the upper and of the lower group took it; `nil` without groups.
    public var upper: Int?
    public var lower: Int?
  }

  /// The questions of one kind that stand under one topic.
  public struct Topic: Equatable, Sendable, Encodable {
    /// `nil` for questions that stand under none, such as those made on the spot.
    public var heading: Segment.Heading?
    public var kind: AssessmentItem.Kind
    /// The share of right answers among all answers; `nil` where nobody answered.
    public var difficulty: Double?
    public var reliability: Reliability
  }

  /// A gain with how far it can be relied on.
  public struct Gain: Equatable, Sendable, Encodable {
    public var row: LearningGain.Row
    /// Of the normalized gain; `nil` where that is.
    public var interval: ConfidenceInterval?
  }

  /// Pre-test, quizzes, post-test; those that were never asked are left out.
  public var scales: [Scale]
  /// In the order in which their questions were asked.
  public var topics: [Topic]
  /// By topic, then the whole; empty without a pre-test and a post-test of the same questions.
  public var gains: [Gain]

  public var isEmpty: Bool { scales.isEmpty }
}

/// From how many persons a reliability is said without a caution.
///
/// Source: Yurdugül, *Hacettepe Eğitim Fakültesi Dergisi* 35 (2008) 397–405: 30 where the items are
/// close to each other, more where they are not.
public let fewestForReliability = 30

/// From how many questions a reliability is said without a caution.
public let fewestItemsForReliability = 5
