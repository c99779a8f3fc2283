import Classroom
import Documents
import Foundation
import Journal
import Words

/// What the figures of a class, or of many together, come to. Nothing here is reckoned from anything but
/// what each class may publish by itself.
extension Figures {
  /// Places filled of places at half-days, `0...1`; `nil` where attendance was never taken.
  var attendanceRate: Double? { share(.filled, of: .places) }

  /// Evaluations returned of people present, `0...1`.
  var returnRate: Double? { share(.returned, of: .present) }

  private func share(_ part: Figure, of whole: Figure) -> Double? {
    guard let all = self[whole], all > 0 else { return nil }
    return Double(self[part] ?? 0) / Double(all)
  }

  /// The normalized gain of all matched answers together.
  var gain: Double? {
    guard let before = share(.gainBefore, of: .gainPossible),
      let after = share(.gainAfter, of: .gainPossible)
    else { return nil }
    return normalizedGain(before: before, after: after)
  }

  /// Of one class.
  var gainInterval: (low: Double, high: Double)? {
    guard let low = self[.gainLow], let high = self[.gainHigh] else { return nil }
    return (Double(low) / 1e6, Double(high) / 1e6)
  }

  /// Points of 100, the least and the most that the published tables allow, each class as heavy as its
  /// ballots; `nil` where no class may tell grades.
  var score: ClosedRange<Double>? {
    guard let ballots = self[.toldBallots], ballots > 0, let least = self[.scoreLeast],
      let most = self[.scoreMost], least <= most
    else { return nil }
    return Double(least) / Double(ballots) / 1e6...Double(most) / Double(ballots) / 1e6
  }

  /// The share of who answered that did what they meant to do, the least and the most.
  var done: ClosedRange<Double>? {
    guard let answers = self[.followedAnswers], answers > 0, let least = self[.doneLeast],
      let most = self[.doneMost], least <= most
    else { return nil }
    return Double(least) / Double(answers)...Double(most) / Double(answers)
  }
}

extension Wording {
  /// `92.0`, `90.1 ～ 93.4`, or nothing.
  func score(_ figures: Figures) -> DataTable.Cell {
    figures.score.map { .text(points($0)) } ?? .none
  }

  func hours(_ hundredths: Int?) -> DataTable.Cell {
    hundredths.map { .hours(hundredths: $0) } ?? .none
  }
}

extension Figures {
  /// In a file: the numbers as they are, and what they come to.
  var json: JSONValue {
    func number(_ figure: Figure) -> JSONValue { .number(self[figure]) }
    return [
      "expected": number(.expected), "came": number(.came), "walkIns": number(.walkIns),
      "halfDays": number(.halfDays), "places": number(.places), "filled": number(.filled),
      "attendanceRate": .share(attendanceRate), "late": number(.late),
      "leftEarly": number(.leftEarly), "onLeave": number(.onLeave), "missing": number(.missing),
      "teachingMinutesPlanned": number(.minutesPlanned),
      "teachingMinutes": number(.minutesActual),
      "creditHoursGranted": .hundredths(self[.creditGranted]),
      "feeHours": .hundredths(self[.feeHours]), "completed": number(.completed),
      "gain": .share(gain), "gainMatched": number(.gainMatched),
      "gainClasses": number(.gainClasses), "returned": number(.returned),
      "presentAtEvaluation": number(.present), "returnRate": .share(returnRate),
      "score": .range(score), "scoreClasses": number(.toldClasses),
      "answers": number(.answers), "questions": number(.questions), "done": .range(done),
    ]
  }
}

extension JSONValue {
  static func hundredths(_ value: Int?) -> JSONValue {
    value.map { .share(Double($0) / 100) } ?? .null
  }
}
