import Words

/// What all who take part know: the place, the times, the words.
struct Script: Sendable {
  let code: String
  let seed: String
  /// Different in every rehearsal, so that its questions are new ones.
  let run: String
  let learners: Int
  let seconds: Double
  let language: Language

  /// Within how many seconds the learners arrive.
  var arrivalSeconds: Double { min(max(seconds * 0.12, 0.5), 15) }
  /// Within how many seconds of its opening an item is answered.
  var answerSeconds: Double { min(max(seconds / 40, 0.5), 8) }
  var pollSeconds: Double { min(max(seconds / 60, 0.4), 3) }

  var joinPath: String { "/j/\(code)" }
  var ownPath: String { "/c/\(code)/own" }
  var viewPath: String { "/c/\(code)/view" }
  var streamPath: String { "/c/\(code)/stream" }
  var sendPath: String { "/c/\(code)/send" }
  var countsPath: String { "/c/\(code)/counts" }

  func name(_ number: Int) -> String {
    let digits = String(number)
    return word("learner", [String(repeating: "0", count: max(0, 3 - digits.count)) + digits])
  }

  /// The people of another seed are others, so their units differ.
  func unit(_ number: Int) -> String {
    var chance = Chance("unit", seed, "\(number)")
    return word("unit\(chance.below(4) + 1)", [seed])
  }

  func word(_ key: String, _ arguments: [String] = []) -> String {
    Words.text("cli.rehearse.\(key)", arguments, in: language)
  }
}
