import NIOCore
import Synchronization

/// What all who take part in a rehearsal have come to so far.
final class Board: Sendable {
  struct Tally: Sendable {
    var arrived = 0
    /// Learners who could not get in.
    var turnedAway = 0
    /// For each item and round, learners whose answer had an outcome, good or bad.
    var outcomes: [Opening: Int] = [:]
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
    /// The last round seen of each item.
    var rounds: [String: Int] = [:]
    /// What has been asked so far, by name and without.
    var met: Set<Kind> = []
    var supporters: [String: Int] = [:]
    var closed = false
  }
  /// An item as it was opened once; a second round opens it again.
  struct Opening: Hashable, Sendable {
    var item: String
    var round: Int
  }
  struct Kind: Hashable, Sendable {
    var form: Facts.Item.Form
    var anonymous: Bool
  }
  /// What a view says; two of one number say the same.
  struct Reading: Sendable {
    var number: Int
    var facts: Facts
  }
  private let tally = Mutex(Tally())

  /// The latest views and what they say: all phones get the same bytes.
  private let read = Mutex<[(view: ByteBuffer, reading: Reading)]>([])
  private static let readingsKept = 4

  /// Questions in the order in which the room first saw them, by all phones alike.
  private let shown = Mutex<(order: [String], known: Set<String>)>(([], []))

  /// What a view says; `nil` when it is none.
  func reading(_ view: ByteBuffer) -> Reading? {
    if let known = read.withLock({ $0.first { $0.view == view }?.reading }) { return known }
    guard let facts = Facts(view: view) else { return nil }
    see(facts)
    // In storage of its own: what came in shares that of everything received with it.
    let kept = ByteBuffer(bytes: view.readableBytesView)
    return read.withLock { read in
      // Most views differ in their running times alone.
      let same = read.first { $0.reading.facts == facts }?.reading
      let reading =
        same ?? Reading(number: (read.map(\.reading.number).max() ?? 0) + 1, facts: facts)
      read = [(kept, reading)] + read.prefix(Self.readingsKept - 1)
      return reading
    }
  }

  /// The questions from a place on: each phone goes on where it was.
  func questions(from place: Int) -> ArraySlice<String> { shown.withLock { $0.order[place...] } }

  var now: Tally { tally.withLock { $0 } }

  /// One thing of it, without a copy of the rest.
  func look<T: Sendable>(_ at: (borrowing Tally) -> T) -> T { tally.withLock { at($0) } }

  func note(_ change: (inout sending Tally) -> Void) { tally.withLock { change(&$0) } }

  func see(_ facts: Facts) {
    shown.withLock { shown in
      for question in facts.questions where shown.known.insert(question.id).inserted {
        shown.order.append(question.id)
      }
    }
    tally.withLock {
      if let result = facts.result { $0.results[result.item] = result }
      for item in facts.open {
        $0.rounds[item.id] = max($0.rounds[item.id] ?? 0, item.round)
        $0.met.insert(Kind(form: item.form, anonymous: item.anonymous))
      }
      for question in facts.questions {
        $0.supporters[question.id] = max($0.supporters[question.id] ?? 0, question.supporters)
      }
      if facts.phase == "closed" { $0.closed = true }
    }
  }
}
