import Classroom
import Words

/// Rules, and why somebody meets them, in words.
extension Wording {
  func rule(_ rule: CompletionRule) -> String {
    let key = "completion.rule.\(rule.kind.rawValue)"
    return rule.bound.map { self(key, "\($0)") } ?? self(key)
  }

  /// - Parameter halves: what each half-day is called.
  func why(
    _ facts: CompletionRecord.Verdict.Facts, _ halves: [CheckpointID: String]
  ) -> String {
    func list(_ ids: [CheckpointID]) -> String {
      ids.compactMap { halves[$0] }.joined(separator: comma)
    }
    func away(_ said: String, _ ids: [CheckpointID]) -> String {
      ids.isEmpty ? said : self("completion.why.away", said, list(ids))
    }
    switch facts {
    case .presence(let minutes, let all, let ids):
      return away(
        self("completion.why.presence", "\(minutes)", "\(all)", "\(share(minutes, of: all))"), ids)
    case .halfDays(let present, let all, let ids):
      return away(self("completion.why.halfDays", "\(present)", "\(all)"), ids)
    case .unpunctual(let ids):
      return ids.isEmpty
        ? self("completion.why.punctual") : self("completion.why.unpunctual", list(ids))
    case .leave(let minutes, let all): return self("completion.why.leave", "\(minutes)", "\(all)")
    case .postTest(_, 0): return self("completion.why.noTest")
    case .postTest(let right, let all):
      return self("completion.why.postTest", "\(share(right, of: all))", "\(right)", "\(all)")
    case .evaluation(let returned):
      return self(returned ? "completion.why.returned" : "completion.why.notReturned")
    }
  }

  /// Rule, outcome and reason in one line.
  func verdict(
    _ verdict: CompletionRecord.Verdict, _ halves: [CheckpointID: String]
  ) -> String {
    self(
      "completion.verdict", rule(verdict.rule),
      self("completion.outcome.\(verdict.outcome.rawValue)"), why(verdict.facts, halves))
  }

  /// In whole per cent, rounded down: what is not quite reached is never shown as reached.
  private func share(_ part: Int, of all: Int) -> Int { all == 0 ? 0 : part * 100 / all }
}

extension CompletionRule {
  /// The number in the rule; the evaluation has none.
  var bound: Int? {
    switch self {
    case .presence(let number), .halfDays(let number), .punctual(let number), .leave(let number),
      .postTest(let number):
      number
    case .evaluation: nil
    }
  }

  /// `nil` where a kind needs a number and there is none.
  init?(_ kind: Kind, bound: Int?) {
    switch (kind, bound) {
    case (.presence, let number?): self = .presence(percent: number)
    case (.halfDays, let number?): self = .halfDays(fewest: number)
    case (.punctual, let number?): self = .punctual(most: number)
    case (.leave, let number?): self = .leave(oneIn: number)
    case (.postTest, let number?): self = .postTest(points: number)
    case (.evaluation, _): self = .evaluation
    default: return nil
    }
  }
}
