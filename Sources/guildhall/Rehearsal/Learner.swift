import Classroom
import Foundation
import Runtime
import Words

/// One learner with a phone: comes in, follows the room, answers once, asks, supports, rates.
///
/// As on a real phone, what is to be sent waits in a queue and goes out one after the other.
actor Learner {
  /// What this learner is like.
  private struct Habits {
    var arrivalSeconds: Double
    /// The network holds streams back, so the phone asks for the view again and again.
    var polls: Bool
    var language: Language
    var questions: [(afterSeconds: Double, named: Bool)]
    var arrival: Manner
  }

  /// How the first sending of a command goes.
  private enum Manner: Sendable {
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
  private struct Order: Sendable {
    enum About: Sendable {
      case answer(item: String, anonymous: Bool, choices: [Int])
      case rating
      case question(id: String, named: Bool)
      case support(question: String)
    }
    var about: About
    var fields: [(String, String)]
    var manner: Manner
  }

  let number: Int
  let browser: Browser
  private(set) var ledger = Ledger()
  /// The learner's own state before this rehearsal did anything.
  private(set) var before: OwnView?

  private let script: Script
  private let board: Board
  private let habits: Habits
  private let frames: AsyncStream<Facts>
  private let framesIn: AsyncStream<Facts>.Continuation
  private let orders: AsyncStream<Order>
  private let ordersIn: AsyncStream<Order>.Continuation
  private var seen: Set<String> = []
  private var questionsSeen = 0

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
        return chance.percent(12) ? (after, named) : nil
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
    let outcome: Outcome
    switch habits.arrival {
    case .plain: outcome = await browser.deliver(ask)
    case .twice:
      async let other = browser.deliver(ask)
      outcome = Self.better(await browser.deliver(ask), await other) {
        ledger.contradictions.append("join")
      }
    case .dropped:
      await drop(ask, Chance("arrival", script.seed, "\(number)"))
      outcome = await browser.deliver(ask)
    }
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
    return try? JSONDecoder().decode(OwnView.self, from: reply.body)
  }

  // MARK: - Following

  private func watch() async {
    while !Task.isCancelled {
      if habits.polls {
        if let reply = try? await browser.once(Ask(path: script.viewPath)),
          let facts = board.facts(reply.body)
        {
          framesIn.yield(facts)
        }
        try? await Task.sleep(for: .seconds(Double.random(in: 0.7...1.3) * script.pollSeconds))
        continue
      }
      let last = try? await browser.stream(script.streamPath) { [framesIn, board] view in
        if let facts = board.facts(view) { framesIn.yield(facts) }
      }
      guard !Task.isCancelled else { return }
      board.note { $0.retries += 1 }
      let wish = min(max(last?.retryMilliseconds ?? 1_000, 200), 3_000)
      try? await Task.sleep(for: .milliseconds(Int.random(in: wish / 2...wish)))
    }
  }

  // MARK: - Taking part

  /// What this view makes the learner do, and after how many seconds.
  private func plan(_ facts: Facts) -> [(Double, Order)] {
    var planned: [(Double, Order)] = []
    for item in facts.open where seen.insert("item/" + item.id).inserted {
      var chance = Chance("item", script.seed, "\(number)", item.id)
      // Most answer in the middle of the time, a few at its edges.
      let after = script.answerSeconds * (chance.share() + chance.share()) / 2
      let manner = Manner(&chance)
      let choices = self.choices(item, &chance)
      planned.append((after, answer(item, choices, manner)))
      if chance.percent(15) {
        let again = self.choices(item, &chance)
        let manner = chance.percent(10) ? Manner.dropped : .plain
        if again != choices {
          planned.append((after + script.answerSeconds * 0.3 + 0.1, answer(item, again, manner)))
        }
      }
    }
    if facts.evaluationOpen, seen.insert(evaluationBox).inserted {
      var chance = Chance("rating", script.seed, "\(number)")
      let after = script.answerSeconds * (chance.share() + chance.share()) / 2
      let manner = Manner(&chance)
      var fields = Aspect.allCases.map { aspect -> (String, String) in
        let grade = [0, 0, 0, 1, 1, 2, 3][chance.below(7)]
        return ("aspect\(aspect.rawValue)", String(Grade.allCases[grade].rawValue))
      }
      fields += [
        ("do", "rate"), ("key", key(evaluationBox)),
        ("text", chance.percent(20) ? script.word("remark", ["\(chance.below(9) + 1)"]) : ""),
      ]
      planned.append((after, Order(about: .rating, fields: fields, manner: manner)))
    }
    for question in board.questions(from: questionsSeen) {
      questionsSeen += 1
      var chance = Chance("support", script.seed, "\(number)", question)
      guard chance.percent(20) else { continue }
      let fields = [
        ("do", "support"), ("question", question), ("key", key("support/" + question)),
      ]
      planned.append(
        (
          chance.between(0.1, 1) * script.answerSeconds,
          Order(about: .support(question: question), fields: fields, manner: Manner(&chance))
        ))
    }
    return planned
  }

  private func choices(_ item: Facts.Item, _ chance: inout Chance) -> [Int] {
    guard item.choices > 0 else { return [] }
    guard item.multiple else { return [chance.below(item.choices)] }
    let some = (0..<item.choices).filter { _ in chance.percent(50) }
    return some.isEmpty ? [chance.below(item.choices)] : some
  }

  private func answer(_ item: Facts.Item, _ choices: [Int], _ manner: Manner) -> Order {
    var fields = [("do", item.anonymous ? "cast" : "respond"), ("item", item.id)]
    fields += choices.map { ("choice", String($0)) }
    if item.anonymous { fields.append(("key", key(item.id))) }
    if item.choices == 0 {
      var chance = Chance("text", script.seed, "\(number)", item.id)
      fields.append(("text", script.word("remark", ["\(chance.below(99) + 1)"])))
    }
    return Order(
      about: .answer(item: item.id, anonymous: item.anonymous, choices: choices), fields: fields,
      manner: manner)
  }

  private func askLater(_ index: Int, _ question: (afterSeconds: Double, named: Bool)) async {
    try? await Task.sleep(for: .seconds(question.afterSeconds))
    var chance = Chance("question", script.run, "\(number)", "\(index)")
    let id = chance.hex(16)
    let fields = [
      ("do", "ask"), ("question", id), ("named", question.named ? "yes" : "no"),
      ("text", script.word("question\(chance.below(3) + 1)", ["\(number)"])),
    ]
    ordersIn.yield(
      Order(
        about: .question(id: id, named: question.named), fields: fields, manner: Manner(&chance)))
  }

  /// The phone keeps one key a box, and this learner keeps the phone.
  private func key(_ box: String) -> String {
    var chance = Chance("key", script.seed, "\(number)", script.code, box)
    return chance.hex(32)
  }

  // MARK: - Sending

  private func carryOut(_ order: Order) async {
    let id = Token.random(16)
    let ask = Ask(
      method: .POST, path: script.sendPath,
      form: [("id", id)] + order.fields.map { (name: $0.0, value: $0.1) })
    let clock = ContinuousClock()
    let start = clock.now
    board.note { $0.waiting += 1 }
    let outcome: Outcome
    switch order.manner {
    case .plain: outcome = await browser.deliver(ask)
    case .twice:
      async let other = browser.deliver(ask)
      outcome = Self.better(await browser.deliver(ask), await other) {
        ledger.contradictions.append(id)
      }
    case .dropped:
      await drop(ask, Chance("drop", id))
      outcome = await browser.deliver(ask)
    }
    let passed = clock.now - start
    let fate: Ledger.Fate =
      switch outcome {
      case .acknowledged: .acknowledged
      case .refused: .refused
      case .unanswered: .unanswered
      }
    var first = false
    switch order.about {
    case .answer(let item, let anonymous, let choices):
      var answer = ledger.answers[item] ?? Ledger.Answer(anonymous: anonymous)
      first = ledger.answers[item] == nil
      switch fate {
      case .acknowledged:
        answer.acknowledged = choices
        answer.unanswered = []
      case .refused: answer.refused = true
      case .unanswered: answer.unanswered.append(choices)
      }
      ledger.answers[item] = answer
    case .rating: ledger.rating = fate
    case .question(let id, let named): ledger.questions[id] = .init(named: named, fate: fate)
    case .support(let question): ledger.supports[question] = fate
    }
    board.note { tally in
      tally.waiting -= 1
      switch outcome {
      case .acknowledged: tally.latencies.append(Self.milliseconds(passed))
      case .refused(let reply): tally.refused[reply.reason, default: 0] += 1
      case .unanswered: tally.unanswered += 1
      }
      let good = fate == .acknowledged
      switch order.about {
      case .answer(let item, _, _):
        if first { tally.outcomes[item, default: 0] += 1 }
        if first && good { tally.answers += 1 }
      case .rating:
        tally.rated += 1
        if good { tally.ratings += 1 }
      case .question: if good { tally.questions += 1 }
      case .support: if good { tally.supports += 1 }
      }
    }
  }

  /// Sends and goes away before the answer comes.
  private func drop(_ ask: Ask, _ chance: Chance) async {
    var chance = chance
    let milliseconds = 1 + chance.below(30)
    let lost = Task { [browser] in try await browser.once(ask) }
    try? await Task.sleep(for: .milliseconds(milliseconds))
    lost.cancel()
    _ = try? await lost.value
  }

  private static func better(
    _ one: Outcome, _ other: Outcome, onContradiction: () -> Void
  ) -> Outcome {
    switch (one, other) {
    case (.acknowledged, .refused), (.refused, .acknowledged): onContradiction()
    default: break
    }
    if case .acknowledged = one { return one }
    if case .acknowledged = other { return other }
    if case .refused = one { return one }
    return other
  }

  private static func milliseconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) * 1_000
      + Double(duration.components.attoseconds) / 1e15
  }
}
