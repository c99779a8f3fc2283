/// What would end unfinished if the class ended now: told to whoever is about to end it, for good.
public struct Unfinished: Equatable, Sendable {
  public enum Rating: String, Sendable {
    /// Nobody was asked, or it was closed before anybody rated.
    case notHeld
    /// Ratings come in.
    case open
    case held
  }
  /// Parts of the timetable that the main room has not come to, breaks apart.
  public var segmentsAhead: Int
  /// Questions that take answers, in any room.
  public var open: Int
  public var rating: Rating
  /// Quizzes and tests to which somebody present has no answer, by phone, on paper or by a raised hand:
  /// their sheets may still be typed in afterwards.
  public var unanswered: Int

  public init(segmentsAhead: Int, open: Int, rating: Rating, unanswered: Int) {
    self.segmentsAhead = segmentsAhead
    self.open = open
    self.rating = rating
    self.unanswered = unanswered
  }
}

extension State {
  public var unfinished: Unfinished {
    let asked = itemOrder.compactMap { items[$0] }
    return Unfinished(
      segmentsAhead: agenda.indices.count {
        !agenda[$0].kind.isPause && $0 > cursor?.segment ?? -1
      },
      open: asked.count { $0.phase == .open },
      rating: evaluation.phase == .open
        ? .open : evaluation.phase == .waiting || mayOpenEvaluation ? .notHeld : .held,
      unanswered: asked.count {
        !$0.item.kind.isAnonymous && $0.phase != .waiting && $0.answered < present
      })
  }
}
