import Classroom
import Words

/// What is said of an evaluation alike on pages, in the report and on papers.
extension Wording {
  func aspect(_ line: EvaluationForm.Line) -> String {
    line.standard.map { self("aspect.\($0.token)") } ?? line.title
  }

  /// The open question; `nil` where the form has none.
  func openQuestion(_ form: EvaluationForm) -> String? {
    guard let own = form.question else { return self("room.rateText") }
    return own.isEmpty ? nil : own
  }

  /// `很满意`, or `满意至不满意` for grades that are not told apart.
  func grades(_ range: ClosedRange<Int>) -> String {
    let names = Grade.allCases[range].map { self("grade.\($0.token)") }
    guard let first = names.first, let last = names.last, names.count > 1 else {
      return names.first ?? ""
    }
    return self("rate.gradesTo", first, last)
  }

  /// `20`, or `41–45` for a number that is not told exactly.
  func range(_ range: ClosedRange<Int>) -> String {
    range.lowerBound == range.upperBound
      ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound)"
  }

  /// `96.0`, or `91.1–100.0`: a span is rounded outwards, so that it never says more than is known.
  func points(_ range: ClosedRange<Double>) -> String {
    if range.upperBound - range.lowerBound < 1e-6 { return decimal(range.upperBound) }
    // A tenth is the last figure shown; sums of tenths carry an error far below it.
    let least = ((range.lowerBound * 10 + 1e-6).rounded(.down)) / 10
    let most = ((range.upperBound * 10 - 1e-6).rounded(.up)) / 10
    return decimal(least) + "–" + decimal(most)
  }

  /// `92%`, or `87%–100%`, of `total`; rounded outwards.
  func percent(_ range: ClosedRange<Int>, of total: Int) -> String {
    guard total > 0 else { return "—" }
    if range.lowerBound == range.upperBound {
      return percent(Double(range.lowerBound) / Double(total))
    }
    let least = range.lowerBound * 100 / total
    let most = (range.upperBound * 100 + total - 1) / total
    return "\(least)%–\(most)%"
  }
}
