import Identity

/// What is known of a class 班级 when it is made.
public struct SectionProfile: Equatable, Sendable, Codable {
  public var id: SectionID
  public var title: String
  /// ISO 8601 calendar date of the first day, `2026-12-01`.
  public var date: String
  public var room: String
  /// The trainer 授课教师, by id; the name lives in the People store.
  public var trainer: PersonID?
  /// What learners type to join: four to six digits.
  public var code: String
  /// A trial class 试讲 stays out of the records.
  public var trial: Bool

  public init(
    id: SectionID, title: String, date: String, room: String = "", trainer: PersonID? = nil,
    code: String, trial: Bool = false
  ) {
    self.id = id
    self.title = title
    self.date = date
    self.room = room
    self.trainer = trainer
    self.code = code
    self.trial = trial
  }
}

/// The version of the plan that a class pinned: its text, and a digest that names it.
public struct PinnedPlan: Equatable, Sendable, Codable {
  public var file: String
  public var source: String
  /// Identifies source and attached files; the same plan reopens the same class.
  public var digest: String

  public init(file: String, source: String, digest: String) {
    self.file = file
    self.source = source
    self.digest = digest
  }
}

/// The five aspects of the evaluation 教学评估, in the order of a ballot's grades.
public enum Aspect: Int, CaseIterable, Sendable, Codable {
  case content, method, teaching, organization, usefulness
  public var token: String { "\(self)" }
}

/// 很满意 满意 基本满意 不满意, best first.
public enum Grade: Int, CaseIterable, Sendable, Codable {
  case verySatisfied, satisfied, fairlySatisfied, dissatisfied
  public var token: String { "\(self)" }
}

/// What one ballot says. It travels outside the event log (DESIGN.md rule 3).
public struct BallotContent: Equatable, Sendable, Codable {
  /// Choice indexes of a poll, or one grade for each aspect of the evaluation.
  public var marks: [Int]
  public var text: String
  /// Of a follow-up: under which id somebody who chose to be named stands in the record. `nil`, and
  /// not in the bytes, for everybody else.
  public var signer: PersonID?
  public init(marks: [Int] = [], text: String = "", signer: PersonID? = nil) {
    self.marks = marks
    self.text = text
    self.signer = signer
  }
}

/// One ballot on its way to the box: `key` is 32 hexadecimal digits made by the phone.
public struct BallotPaper: Equatable, Sendable {
  public var box: String
  public var key: String
  public var content: BallotContent
}

/// The name of the box that holds the ratings of the day.
public let evaluationBox = "evaluation"

/// From how many ballots a result may be shown.
public let fewestBallots = 5
