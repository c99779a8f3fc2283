import Foundation
import Runtime

/// How a learner's phone sends, and what it notes.
extension Learner {
  func carryOut(_ order: Order) async {
    let id = Token.random(16)
    let ask = Ask(
      method: .POST, path: script.sendPath,
      form: [("id", id)] + order.fields.map { (name: $0.0, value: $0.1) })
    let start = ContinuousClock.now
    board.note { $0.waiting += 1 }
    let outcome = await send(ask, order.manner, as: id)
    let passed = start.duration(to: .now) / .milliseconds(1)
    let fate: Ledger.Fate =
      switch outcome {
      case .acknowledged: .acknowledged
      case .refused: .refused
      case .unanswered: .unanswered
      }
    let isFirst = enter(order.about, fate)
    board.note { tally in
      tally.waiting -= 1
      switch outcome {
      case .acknowledged: tally.latencies.append(passed)
      case .refused(let reply): tally.refused[reply.reason, default: 0] += 1
      case .unanswered: tally.unanswered += 1
      }
      let good = fate == .acknowledged
      switch order.about {
      case .answer(let item, _) where isFirst:
        tally.outcomes[Board.Opening(item: item.id, round: item.round), default: 0] += 1
        if good { tally.answers += 1 }
      case .answer: break
      case .rating:
        tally.rated += 1
        if good { tally.ratings += 1 }
      case .question: if good { tally.questions += 1 }
      case .support: if good { tally.supports += 1 }
      }
    }
  }

  /// Writes down what became of an order.
  ///
  /// - Returns: whether it was the first of its kind.
  private func enter(_ about: Order.About, _ fate: Ledger.Fate) -> Bool {
    switch about {
    case .answer(let item, let said):
      let known = ledger.answers[item.id].flatMap { $0.round == item.round ? $0 : nil }
      var answer = known ?? Ledger.Answer(anonymous: item.anonymous, round: item.round)
      switch fate {
      case .acknowledged:
        answer.acknowledged = said
        answer.unanswered = []
      case .refused: answer.refused = true
      case .unanswered: answer.unanswered.append(said)
      }
      ledger.answers[item.id] = answer
      return known == nil
    case .rating(let grades): ledger.rating = .init(grades: grades, fate: fate)
    case .question(let id, let named): ledger.questions[id] = .init(named: named, fate: fate)
    case .support(let question): ledger.supports[question] = fate
    }
    return true
  }

  /// Sends in a manner until there is an outcome.
  func send(_ ask: Ask, _ manner: Manner, as id: String) async -> Outcome {
    switch manner {
    case .plain: return await browser.deliver(ask)
    case .twice:
      async let other = browser.deliver(ask)
      let (one, two) = (await browser.deliver(ask), await other)
      switch (one, two) {
      case (.acknowledged, .refused), (.refused, .acknowledged): ledger.contradictions.append(id)
      default: break
      }
      return Self.better(one, two)
    case .dropped:
      await drop(ask, Chance("drop", script.seed, "\(number)", id))
      return await browser.deliver(ask)
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

  private static func better(_ one: Outcome, _ other: Outcome) -> Outcome {
    if case .acknowledged = one { return one }
    if case .acknowledged = other { return other }
    if case .refused = one { return one }
    return other
  }
}
