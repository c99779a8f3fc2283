import Classroom
import Foundation
import Words

/// When a class is asked what became of what it meant to do.
struct FollowUpDays {
  let state: State
  let today: String

  private static let calendar = localCalendar(TimeZone(secondsFromGMT: 0)!)

  private static func date(_ iso: String) -> Date? {
    let numbers = iso.split(separator: "-").compactMap { Int($0) }
    guard numbers.count == 3 else { return nil }
    return calendar.date(
      from: DateComponents(year: numbers[0], month: numbers[1], day: numbers[2]))
  }

  /// Days from the first of the class to its last.
  private var length: Int { (state.agenda.last?.day ?? 1) - 1 }

  /// Whole days since the last day of the class; negative before it.
  var sinceEnd: Int {
    guard let first = Self.date(state.profile.date), let now = Self.date(today) else { return 0 }
    let days = Self.calendar.dateComponents([.day], from: first, to: now).day ?? 0
    return days - length
  }

  /// The day on which the question is asked, and the last on which it may be answered.
  func due(_ say: Wording) -> String { text(say, state.followUp.days) }
  func last(_ say: Wording) -> String { text(say, state.followUp.days + FollowUp.openDays) }

  private func text(_ say: Wording, _ days: Int) -> String {
    say.date(state.profile.date, addingDays: length + days)
  }

  /// The day on which the question is asked, for a calendar.
  var dueComponents: DateComponents {
    guard let first = Self.date(state.profile.date),
      let due = Self.calendar.date(byAdding: .day, value: length + state.followUp.days, to: first)
    else { return DateComponents() }
    return Self.calendar.dateComponents([.year, .month, .day], from: due)
  }

  var isDue: Bool { sinceEnd >= state.followUp.days }
  var isOver: Bool {
    state.followUp.isClosed || sinceEnd > state.followUp.days + FollowUp.openDays
  }
}
