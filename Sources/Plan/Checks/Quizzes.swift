/// Quizzes, tests and polls: keys, explanations, options.
extension Item {
  /// Whether it says what is right.
  fileprivate var isKeyed: Bool {
    switch form {
    case .options: choices.contains(where: \.correct)
    case .entry: !answers.isEmpty
    case .order: choices.count >= 2
    case .match: pairs.count >= 2
    case .scale: true
    }
  }
}

extension Check {
  mutating func quizzes() {
    var all: [Activity] = []
    forEachActivity { if $0.kind.hasItems { all.append($0) } }
    for activity in all {
      switch activity.kind {
      case .quiz, .preTest, .postTest:
        // A copied test is judged where it was written.
        if activity.sameAs != nil, !activity.items.isEmpty { continue }
        if activity.items.isEmpty { report(.quizWithoutKey, [activity.title], at: activity.range) }
        for item in activity.items {
          if !item.isKeyed {
            report(.quizWithoutKey, [item.prompt], at: item.range)
          } else if activity.kind == .quiz, item.explanation == nil {
            report(.quizWithoutExplanation, [item.prompt], at: item.range)
          }
        }
      case .poll:
        for item in activity.items where item.choices.count == 1 {
          report(.pollWithOneOption, [item.prompt], at: item.range)
        }
      default: break
      }
    }
  }
}
