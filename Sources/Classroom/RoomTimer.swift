import Identity

/// A timer that the trainer set for the room, beside the clock of the day.
public struct RoomTimer: Equatable, Sendable, Codable {
  public var since: Moment
  public var seconds: Int

  public init(since: Moment, seconds: Int) {
    self.since = since
    self.seconds = seconds
  }

  /// Seconds left at a moment, not under zero.
  public func left(at now: Moment) -> Int { max(0, seconds - max(0, now.seconds(since: since))) }
}

extension State {
  /// For a discussion, an exercise or a step of a case; a new one takes the place of the old.
  func startTimer(minutes: Int) throws(Rejection) -> Decision {
    guard phase == .live else { throw .sectionNotLive }
    guard (1...Limits.timerMinutes).contains(minutes) else { throw .minutesUnreadable }
    return Decision([.timerStarted(seconds: minutes * 60)])
  }
}
