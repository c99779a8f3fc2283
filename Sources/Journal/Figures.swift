/// A number that the read tables hold of each class. Those that `isSum` add up over classes.
///
/// Teaching minutes, credit hours granted and fee hours are three numbers; none is made of another.
public enum Figure: Int, CaseIterable, Sendable {
  /// On the roster 应到, and of these who came to at least one half-day.
  case expected, came
  case walkIns
  /// Half-days held; places 应到人次 at them, and how many of those were filled.
  case halfDays, places, filled
  case late, leftEarly, onLeave, missing
  /// Minutes of teaching.
  case minutesPlanned, minutesActual
  /// `1` where the class chose a table of credit hours; hundredths for a person present throughout;
  /// hundredths granted to all together.
  case creditClasses, creditEach, creditGranted
  /// `1` where somebody entered fee hours 讲课费学时; hundredths.
  case feeClasses, feeHours
  /// Who met all rules of the class.
  case completed
  /// `1` where a gain may be said; matched persons; answers they could have right, and had before and
  /// after.
  case gainClasses, gainMatched, gainPossible, gainBefore, gainAfter
  /// The interval of the normalized gain, in millionths.
  case gainLow, gainHigh
  /// `1` where an evaluation was held and closed; returned, of how many present.
  case ratedClasses, returned, present
  /// `1` where grades may be told (decision 18); ballots of these classes; points of 100, the least
  /// and the most that may be told, in millionths, times ballots.
  case toldClasses, toldBallots, scoreLeast, scoreMost
  /// Answers to polls and quizzes, questions from the floor.
  case answers, questions
  /// `1` where the outcome of a follow-up may be told; who answered; the least and the most that did
  /// what they meant to do.
  case followedClasses, followedAnswers, doneLeast, doneMost

  public var isSum: Bool {
    switch self {
    case .creditEach, .gainLow, .gainHigh: false
    default: true
    }
  }

  /// The name of the column.
  public var name: String { Self.names[rawValue] }
  private static let names = allCases.map { "\($0)" }
}

/// The figures of a class, or of several together.
public struct Figures: Equatable, Sendable {
  private var values: [Int?]

  public init() { values = [Int?](repeating: nil, count: Figure.allCases.count) }

  /// - Parameter values: in the order of `Figure.allCases`.
  init(values: [Int?]) { self.values = values }

  /// `nil` where a class has no such figure.
  public subscript(_ figure: Figure) -> Int? {
    get { values[figure.rawValue] }
    set { values[figure.rawValue] = newValue }
  }

  /// Adds what can be added; what cannot is left out.
  public static func + (a: Self, b: Self) -> Self {
    var sum = Figures()
    for figure in Figure.allCases where figure.isSum {
      guard a[figure] != nil || b[figure] != nil else { continue }
      sum[figure] = (a[figure] ?? 0) + (b[figure] ?? 0)
    }
    return sum
  }
}
