extension SectionReport {
  /// What a class thought 教学评估, as far as `Disclosure` lets it be said. The same at each reading:
  /// nothing is said before the ballots are counted, and they are counted once.
  public struct Evaluation: Equatable, Sendable, Encodable {
    public struct AspectResult: Equatable, Sendable, Encodable {
      public var line: EvaluationForm.Line
      public var disclosure: Disclosure
      /// How many ballots said 很满意 or 满意.
      public var satisfied: ClosedRange<Int>
      /// Points of this aspect, `0...line.points`.
      public var score: ClosedRange<Double>
    }
    public var phase: State.Evaluation.Phase
    public var form: EvaluationForm
    /// How many returned it.
    public var returned: Int
    public var present: Int
    /// `returned / present`, `0...1`; `nil` where nobody was present.
    public var returnRate: Double?
    /// Ballots in the box when it was counted; `nil` before.
    public var ballots: Int?
    /// In the order of the form; empty below `fewestBallots`.
    public var aspects: [AspectResult]
    /// Points of 100, from what is said of the aspects alone; `nil` where nothing is said of grades.
    public var score: ClosedRange<Double>?
    /// Sorted: no order tells who wrote which.
    public var texts: [String]

    /// Whether the return rate reached what the class set itself.
    public var reachesTarget: Bool { returned * 100 >= present * form.target && present > 0 }
    /// Whether there are enough ballots to tell one grade from another.
    public var tellsGrades: Bool { aspects.contains { !$0.disclosure.isWhole } }
  }
}

extension SectionReport.Evaluation {
  init(_ evaluation: State.Evaluation, present: Int) {
    let enough = (evaluation.ballots ?? 0) >= fewestBallots
    phase = evaluation.phase
    form = evaluation.form
    returned = evaluation.returned
    self.present = present
    returnRate = present == 0 ? nil : Double(returned) / Double(present)
    ballots = evaluation.ballots
    let percents = evaluation.form.percents
    aspects =
      enough
      ? zip(evaluation.form.aspects, evaluation.grades).map {
        AspectResult($0, counts: $1, percents: percents)
      } : []
    texts = enough ? evaluation.texts.sorted() : []
    score = nil
    guard tellsGrades else { return }
    score =
      aspects.reduce(0) {
        $0 + $1.score.lowerBound
      }...aspects.reduce(0) {
        $0 + $1.score.upperBound
      }
  }
}

extension SectionReport.Evaluation.AspectResult {
  init(_ line: EvaluationForm.Line, counts: [Int], percents: [Int]) {
    self.line = line
    disclosure = Disclosure(of: counts)
    satisfied = disclosure.bounds(weights: Grade.allCases.map { $0.isSatisfied ? 1 : 0 })
    let sum = disclosure.bounds(weights: percents.map { $0 * line.points })
    let all = Double(max(1, disclosure.ballots)) * 100
    score = Double(sum.lowerBound) / all...Double(sum.upperBound) / all
  }
}

extension Grade {
  /// 很满意 and 满意
  var isSatisfied: Bool { rawValue <= Grade.satisfied.rawValue }
}
