import Classroom
import Foundation
import NIOCore
import Runtime
import Synchronization
import Words

/// One learner with a phone: comes in, follows the room, answers once, asks, supports, rates.
///
/// As on a real phone, what is to be sent waits in a queue and goes out one after the other.
actor Learner {
  /// What this learner is like.
  struct Habits {
    var arrivalSeconds: Double
    /// The network holds streams back, so the phone asks for the view again and again.
    var polls: Bool
    var language: Language
    var questions: [(afterSeconds: Double, named: Bool)]
    var arrival: Manner
  }

  /// How the first sending of a command goes.
  enum Manner: Sendable {
    case plain
    /// Two requests with the same command id at the same moment.
    case twice
    /// The connection breaks while the answer is on its way.
    case dropped

    init(_ chance: inout Chance) {
      switch chance.below(100) {
      case ..<10: self = .twice
      case ..<20: self = .dropped
      default: self = .plain
      }
    }
  }

  /// One command and what it is about.
  struct Order: Sendable {
    enum About: Sendable {
      case answer(Facts.Item, Ledger.Said)
      case rating(grades: [Int])
      case question(id: String, named: Bool)
      case support(question: String)
    }
    var about: About
    var fields: [(String, String)]
    var manner: Manner
  }

  let number: Int
  let browser: Browser
  var ledger = Ledger()
  /// The learner's own state before this rehearsal did anything.
  private(set) var before: OwnView?

  let script: Script
  let board: Board
  private let habits: Habits
  private let frames: AsyncStream<Facts>
  private let framesIn: AsyncStream<Facts>.Continuation
  /// Of the reading that was looked at last.
  private let lastReading = Atomic(0)
  private let orders: AsyncStream<Order>
  private let ordersIn: AsyncStream<Order>.Continuation
  var seen: Set<String> = []
  var questionsSeen = 0

  init(number: Int, script: Script, board: Board, browser: (Language) -> Browser) {
    self.number = number
    self.script = script
    self.board = board
    var chance = Chance("learner", script.seed, "\(number)")
    habits = Habits(
      arrivalSeconds: chance.between(0, script.arrivalSeconds),
      polls: chance.percent(15),
      language: chance.percent(10) ? script.language.other : script.language,
      questions: (0..<2).compactMap { _ in
        let after = script.seconds * chance.between(0.1, 0.6)
        let named = chance.percent(50)
        // A wall takes some two hundred questions, however large the hall.
        return chance.below(1000) < min(120, 100_000 / script.learners) ? (after, named) : nil
      },
      arrival: Manner(&chance))
    self.browser = browser(habits.language)
    (frames, framesIn) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    (orders, ordersIn) = AsyncStream.makeStream()
  }

  /// Comes in and takes part until `leave()`; returns when everything sent has an outcome.
  func takePart() async {
    try? await Task.sleep(for: .seconds(habits.arrivalSeconds))
    guard await arrive() else {
      board.note { $0.turnedAway += 1 }
      return
    }
    let watching = Task { await watch() }
    let sending = Task { for await order in orders { await carryOut(order) } }
    await withDiscardingTaskGroup { group in
      for (index, question) in habits.questions.enumerated() {
        group.addTask { await self.askLater(index, question) }
      }
      for await facts in frames {
        for (seconds, order) in plan(facts) {
          group.addTask { [ordersIn] in
            try? await Task.sleep(for: .seconds(seconds))
            ordersIn.yield(order)
          }
        }
      }
    }
    watching.cancel()
    ordersIn.finish()
    await sending.value
    await watching.value
  }

  /// Puts the phone away: what waits is still sent.
  nonisolated func leave() { framesIn.finish() }

  // MARK: - Coming in

  private func arrive() async -> Bool {
    _ = await browser.open(script.joinPath)
    let ask = Ask(
      method: .POST, path: script.joinPath,
      form: [("name", script.name(number)), ("unit", script.unit(number))], json: false)
    board.note { $0.waiting += 1 }
    let outcome = await send(ask, habits.arrival, as: "join")
    board.note { $0.waiting -= 1 }
    switch outcome {
    case .acknowledged(let reply):
      guard let next = browser.ownPath(reply.location), browser.hasCookie(prefix: "p_") else {
        ledger.arrival = .refused
        board.note { $0.refused["join: HTTP \(reply.status)", default: 0] += 1 }
        return false
      }
      ledger.arrival = .acknowledged
      _ = await browser.open(next)
    case .refused(let reply):
      ledger.arrival = .refused
      board.note { $0.refused["join: HTTP \(reply.status)", default: 0] += 1 }
      return false
    case .unanswered:
      ledger.arrival = .unanswered
      return false
    }
    before = await own()
    board.note { $0.arrived += 1 }
    return true
  }

  /// What the server holds of this learner.
  func own() async -> OwnView? {
    guard case .acknowledged(let reply) = await browser.deliver(Ask(path: script.ownPath)) else {
      return nil
    }
    return try? JSONDecoder().decode(OwnView.self, from: reply.data)
  }

  // MARK: - Following

  private func watch() async {
    while !Task.isCancelled {
      if habits.polls {
        if let reply = try? await browser.once(Ask(path: script.viewPath)) { look(reply.body) }
        try? await Task.sleep(for: .seconds(Double.random(in: 0.7...1.3) * script.pollSeconds))
        continue
      }
      let last = try? await browser.stream(script.streamPath) { self.look($0) }
      guard !Task.isCancelled else { return }
      board.note { $0.retries += 1 }
      let wish = min(max(last?.retryMilliseconds ?? 1_000, 200), 3_000)
      try? await Task.sleep(for: .milliseconds(Int.random(in: wish / 2...wish)))
    }
  }

  /// Looks at a view, which mostly says what the last one said.
  private nonisolated func look(_ view: ByteBuffer) {
    guard let reading = board.reading(view),
      lastReading.exchange(reading.number, ordering: .relaxed) != reading.number
    else { return }
    framesIn.yield(reading.facts)
  }

  private func askLater(_ index: Int, _ question: (afterSeconds: Double, named: Bool)) async {
    try? await Task.sleep(for: .seconds(question.afterSeconds))
    ordersIn.yield(self.question(index, named: question.named))
  }
}
