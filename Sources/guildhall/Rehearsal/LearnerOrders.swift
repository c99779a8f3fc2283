import Classroom
import Foundation

/// What a learner makes of what the room sees.
extension Learner {
  /// What this view makes the learner do, and after how many seconds.
  func plan(_ facts: Facts) -> [(Double, Order)] {
    var planned: [(Double, Order)] = []
    for item in facts.open where seen.insert("item/\(item.id)/\(item.round)").inserted {
      planned += answers(to: item)
    }
    if facts.evaluationOpen, seen.insert(evaluationBox).inserted { planned.append(rating()) }
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

  /// One answer; some change their mind.
  private func answers(to item: Facts.Item) -> [(Double, Order)] {
    var chance = Chance("item", script.seed, "\(number)", item.id, "\(item.round)")
    // Most answer in the middle of the time, a few at its edges.
    let after = script.answerSeconds * (chance.share() + chance.share()) / 2
    let manner = Manner(&chance)
    let first = said(item, &chance)
    let planned = [(after, answer(item, first, manner))]
    guard chance.percent(15) else { return planned }
    let again = said(item, &chance)
    let mannerAgain = chance.percent(10) ? Manner.dropped : .plain
    if again == first { return planned }
    return planned
      + [(after + script.answerSeconds * 0.3 + 0.1, answer(item, again, mannerAgain))]
  }

  private func said(_ item: Facts.Item, _ chance: inout Chance) -> Ledger.Said {
    switch item.form {
    case .single, .scale: return .init(choices: [chance.below(item.choices)])
    case .multiple:
      let some = (0..<item.choices).filter { _ in chance.percent(50) }
      return .init(choices: some.isEmpty ? [chance.below(item.choices)] : some)
    case .order:
      var left = Array(0..<item.choices)
      return .init(
        choices: (0..<item.choices).map { _ in left.remove(at: chance.below(left.count)) })
    case .match: return .init(choices: (0..<item.choices).map { _ in chance.below(item.targets) })
    case .number: return .init(text: "\(chance.below(60))")
    case .entry: return .init(text: script.word("entry", ["\(chance.below(9) + 1)"]))
    case .text: return .init(text: script.word("remark", ["\(chance.below(99) + 1)"]))
    }
  }

  private func answer(_ item: Facts.Item, _ said: Ledger.Said, _ manner: Manner) -> Order {
    var fields = [("do", item.anonymous ? "cast" : "respond"), ("item", item.id)]
    if item.round > 1 { fields.append(("round", "\(item.round)")) }
    fields += said.choices.map { ("choice", String($0)) }
    if item.anonymous { fields.append(("key", key(item.id))) }
    if !said.text.isEmpty { fields.append(("text", said.text)) }
    return Order(about: .answer(item, said), fields: fields, manner: manner)
  }

  private func rating() -> (Double, Order) {
    var chance = Chance("rating", script.seed, "\(number)")
    let after = script.answerSeconds * (chance.share() + chance.share()) / 2
    let manner = Manner(&chance)
    let grades = Aspect.allCases.map { _ in [0, 0, 0, 1, 1, 2, 3][chance.below(7)] }
    var fields = zip(Aspect.allCases, grades).map { aspect, grade in
      ("aspect\(aspect.rawValue)", String(Grade.allCases[grade].rawValue))
    }
    fields += [
      ("do", "rate"), ("key", key(evaluationBox)),
      ("text", chance.percent(20) ? script.word("remark", ["\(chance.below(9) + 1)"]) : ""),
    ]
    return (after, Order(about: .rating(grades: grades), fields: fields, manner: manner))
  }

  func question(_ index: Int, named: Bool) -> Order {
    var chance = Chance("question", script.run, "\(number)", "\(index)")
    let id = chance.hex(16)
    let fields = [
      ("do", "ask"), ("question", id), ("named", named ? "yes" : "no"),
      ("text", script.word("question\(chance.below(3) + 1)", ["\(number)"])),
    ]
    return Order(about: .question(id: id, named: named), fields: fields, manner: Manner(&chance))
  }

  /// The phone keeps one key a box, and this learner keeps the phone.
  private func key(_ box: String) -> String {
    var chance = Chance("key", script.seed, "\(number)", script.code, box)
    return chance.hex(32)
  }
}
