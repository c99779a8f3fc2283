extension SectionReport {
  /// What learners meant to do and did 训后回访, without anybody's words about what it was.
  public struct FollowUp: Equatable, Sendable, Encodable {
    /// How many wrote one thing to do.
    public var written: Int
    /// After how many days they are asked.
    public var days: Int
    public var isClosed: Bool
    /// How many answered; `nil` before the count.
    public var answers: Int?
    /// What those said who did not sign, by `FollowUpOutcome`, as far as it may be said; `nil` where
    /// fewer than `fewestBallots` answered.
    public var outcomes: Disclosure?
    /// Why not, or how, of who did not sign; sorted.
    public var reasons: [String]
    /// Those who chose to be named.
    public var signed: [SignedOutcome]

    /// How many of all who answered did what they meant to do.
    public var done: ClosedRange<Int>? { bounds([1, 0, 0]) }
    /// The same, with those who did a part of it.
    public var begun: ClosedRange<Int>? { bounds([1, 1, 0]) }

    /// Those who signed are counted exactly, the others as far as it may be said.
    private func bounds(_ weights: [Int]) -> ClosedRange<Int>? {
      guard let others = outcomes?.bounds(weights: weights) else { return nil }
      let named = signed.reduce(0) { $0 + weights[$1.outcome.rawValue] }
      return (named + others.lowerBound)...(named + others.upperBound)
    }
  }
}

extension SectionReport.FollowUp {
  /// `nil` where nobody wrote anything.
  init?(_ followUp: FollowUp) {
    guard !followUp.writers.isEmpty else { return nil }
    written = followUp.intentions ?? followUp.writers.count
    days = followUp.days
    isClosed = followUp.isClosed
    answers = followUp.answers
    let enough = (followUp.answers ?? 0) >= fewestBallots
    outcomes = enough ? Disclosure(of: followUp.unsigned) : nil
    reasons = enough ? followUp.reasons.sorted() : []
    signed = followUp.signed
  }
}
