/// What the evaluation 教学评估 of a class asks: aspects in four grades, and one open question.
public struct EvaluationForm: Equatable, Sendable, Codable {
  public struct Line: Equatable, Sendable, Codable {
    /// One of the usual five, named in the reader's language; `nil` where the title is the class's own.
    public var standard: Aspect?
    public var title: String
    /// Of 100.
    public var points: Int

    public init(standard: Aspect? = nil, title: String = "", points: Int) {
      self.standard = standard
      self.title = title
      self.points = points
    }
  }

  public var aspects: [Line]
  /// The open question; `nil` for the usual one, empty for none.
  public var question: String?
  /// What share of an aspect's points each grade gives, best first, in per cent.
  public var percents: [Int]
  /// The return rate 回收率 to reach, in per cent.
  public var target: Int

  public init(
    aspects: [Line], question: String? = nil, percents: [Int] = Self.standard.percents,
    target: Int = Self.standard.target
  ) {
    self.aspects = aspects
    self.question = question
    self.percents = percents
    self.target = target
  }

  private init(percents: [Int], target: Int) {
    aspects = Aspect.allCases.map { Line(standard: $0, points: 100 / Aspect.allCases.count) }
    self.percents = percents
    self.target = target
  }

  /// Five aspects of 20 points each.
  public static let standard = EvaluationForm(percents: [100, 80, 60, 0], target: 80)

  public static let mostAspects = 10
}

extension State {
  func decide(evaluationForm form: EvaluationForm) throws(Rejection) -> Decision {
    guard evaluation.phase == .waiting else { throw .evaluationFormFixed }
    let form = try form.checked()
    return Decision(form == evaluation.form ? [] : [.evaluationFormChosen(form: form)])
  }
}

extension State.Evaluation {
  /// What somebody returned, as it goes into the box.
  ///
  /// - Throws: `.evaluationNotOpen`; `.gradesIncomplete` without a grade for each aspect.
  func checked(_ content: BallotContent) throws(Rejection) -> BallotContent {
    guard phase == .open else { throw .evaluationNotOpen }
    guard content.marks.count == form.aspects.count,
      content.marks.allSatisfy({ Grade(rawValue: $0) != nil })
    else { throw .gradesIncomplete }
    return BallotContent(marks: content.marks, text: try openText(content.text, required: false))
  }
}

extension EvaluationForm {
  /// The form as it is kept.
  ///
  /// - Throws: `Rejection` that says which part cannot be.
  func checked() throws(Rejection) -> EvaluationForm {
    var form = self
    guard (1...Self.mostAspects).contains(aspects.count) else { throw .aspectsMissing }
    for index in aspects.indices {
      form.aspects[index].title =
        aspects[index].standard == nil ? visible(aspects[index].title) : ""
      let title = form.aspects[index].title
      guard aspects[index].standard != nil || !title.isEmpty else { throw .aspectsMissing }
      guard title.count <= Limits.shortText else { throw .textTooLong }
      let earlier = form.aspects[..<index]
      guard
        !earlier.contains(where: { $0.standard == aspects[index].standard && $0.title == title })
      else { throw .aspectTwice }
    }
    guard aspects.allSatisfy({ (1...100).contains($0.points) }),
      aspects.reduce(0, { $0 + $1.points }) == 100
    else { throw .pointsNotHundred }
    guard percents.count == Grade.allCases.count, percents.first == 100,
      percents.allSatisfy({ (0...100).contains($0) }),
      zip(percents, percents.dropFirst()).allSatisfy({ $0 >= $1 })
    else { throw .percentsMalformed }
    guard (1...100).contains(target) else { throw .targetOutOfRange }
    if let question {
      form.question = visible(question)
      guard form.question?.count ?? 0 <= Limits.reason else { throw .textTooLong }
    }
    return form
  }
}
