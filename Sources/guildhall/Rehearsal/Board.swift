import Foundation
import Synchronization

/// What all who take part in a rehearsal have come to so far.
final class Board: Sendable {
  struct Tally: Sendable {
    var arrived = 0
    /// Learners who could not get in.
    var turnedAway = 0
    /// For each item, learners whose answer had an outcome, good or bad.
    var outcomes: [String: Int] = [:]
    var rated = 0
    var answers = 0
    var questions = 0
    var ratings = 0
    var supports = 0
    /// Sent, and neither acknowledged nor refused yet.
    var waiting = 0
    var retries = 0
    var unanswered = 0
    /// Refusals by their reason.
    var refused: [String: Int] = [:]
    /// From the first sending to the acknowledgement, in milliseconds.
    var latencies: [Double] = []
    /// The last result seen of each item.
    var results: [String: Facts.Result] = [:]
    var supporters: [String: Int] = [:]
    var closed = false
  }
  private let tally = Mutex(Tally())

  /// The latest views and what they say: all phones get the same bytes.
  private let read = Mutex<[(view: Data, facts: Facts)]>([])

  /// Questions in the order in which the room first saw them, by all phones alike.
  private let shown = Mutex<(order: [String], known: Set<String>)>(([], []))

  /// What a view says; `nil` when it is none.
  func facts(_ view: Data) -> Facts? {
    if let known = read.withLock({ $0.first { $0.view == view }?.facts }) { return known }
    guard let facts = Facts(view: view) else { return nil }
    read.withLock { $0 = [(view, facts)] + $0.prefix(3) }
    see(facts)
    return facts
  }

  /// The questions from a place on: each phone goes on where it was.
  func questions(from place: Int) -> ArraySlice<String> { shown.withLock { $0.order[place...] } }

  var now: Tally { tally.withLock { $0 } }

  func note(_ change: (inout sending Tally) -> Void) { tally.withLock { change(&$0) } }

  func see(_ facts: Facts) {
    shown.withLock { shown in
      for question in facts.questions where shown.known.insert(question.id).inserted {
        shown.order.append(question.id)
      }
    }
    tally.withLock {
      if let result = facts.result { $0.results[result.item] = result }
      for question in facts.questions {
        $0.supporters[question.id] = max($0.supporters[question.id] ?? 0, question.supporters)
      }
      if facts.phase == "closed" { $0.closed = true }
    }
  }
}
