import Identity

/// A word and how many texts it is in.
public struct CountedWord: Hashable, Sendable, Codable {
  public var word: String
  public var count: Int
  public init(word: String, count: Int) {
    self.word = word
    self.count = count
  }
}

/// The words that several of the texts share, most frequent first.
///
/// Latin words are split at their edges. Chinese ones are found without a dictionary, from the texts
/// themselves: a string of 2 to 6 characters is a word when its parts occur together far more often
/// than by chance (pointwise mutual information), or when it stands alone in two texts, and when what
/// stands beside it varies or is an edge (branching entropy). Each text is then cut at the strings that hold together best.
///
/// - Parameters:
///   - fewest: a word of fewer texts is left out: it could tell who wrote it.
///   - limit: words at most.
///
/// Source: Church and Hanks, *Computational Linguistics* 16 (1990) 22–29; Jin and Tanaka-Ishii,
/// COLING/ACL (2006) 428–435.
public func wordCloud(_ texts: [String], fewest: Int = 2, limit: Int = 40) -> [CountedWord] {
  let runs = texts.map(runs(of:))
  let lexicon = Lexicon(runs.flatMap { $0 }.compactMap { $0.han })
  var found: [String: Int] = [:]
  for text in runs {
    var words: Set<String> = []
    for run in text {
      switch run {
      case .han(let characters): words.formUnion(lexicon.words(in: characters))
      case .latin(let word): words.insert(word)
      }
    }
    for word in words { found[word, default: 0] += 1 }
  }
  return found.filter { $0.value >= fewest }
    .map { CountedWord(word: $0.key, count: $0.value) }
    .sorted { ($1.count, $0.word) < ($0.count, $1.word) }
    .prefix(limit).map { $0 }
}

/// A stretch of one script.
private enum Run {
  case han([Character])
  case latin(String)

  var han: [Character]? { if case .han(let characters) = self { characters } else { nil } }
}

private func runs(of text: String) -> [Run] {
  var result: [Run] = []
  var han: [Character] = []
  var latin = ""
  func isHan(_ character: Character) -> Bool {
    character.unicodeScalars.first.map { $0.properties.isIdeographic } ?? false
  }
  func flush() {
    if !han.isEmpty { result.append(.han(han)) }
    // A single letter or a bare number says nothing.
    if latin.count > 1, latin.contains(where: \.isLetter), !englishStopWords.contains(latin) {
      result.append(.latin(latin))
    }
    han = []
    latin = ""
  }
  for character in foldedWidth(text).lowercased() {
    if isHan(character) {
      if !latin.isEmpty { flush() }
      han.append(character)
    } else if character.isLetter || character.isNumber || (character == "-" && !latin.isEmpty) {
      if !han.isEmpty { flush() }
      latin.append(character)
    } else {
      flush()
    }
  }
  flush()
  return result
}

/// What holds together in a set of Chinese runs.
private struct Lexicon {
  /// Score by word; a higher one holds together better.
  private var scores: [[Character]: Double] = [:]
  private static let longest = 6

  init(_ runs: [[Character]]) {
    var counts: [[Character]: Int] = [:]
    var left: [[Character]: [Character?: Int]] = [:]
    var right: [[Character]: [Character?: Int]] = [:]
    var alone: [[Character]: Int] = [:]
    for run in runs {
      alone[run, default: 0] += 1
      for start in run.indices {
        for length in 1...Self.longest where start + length <= run.count {
          let gram = Array(run[start..<(start + length)])
          counts[gram, default: 0] += 1
          let before: Character? = start > 0 ? run[start - 1] : nil
          let after: Character? = start + length < run.count ? run[start + length] : nil
          left[gram, default: [:]][before, default: 0] += 1
          right[gram, default: [:]][after, default: 0] += 1
        }
      }
    }
    let total = Double(max(1, runs.reduce(0) { $0 + $1.count }))
    for (gram, count) in counts where gram.count >= 2 && count >= 2 {
      guard let first = gram.first, let last = gram.last, !particles.contains(first),
        !particles.contains(last), !gram.contains(where: { neverInside.contains($0) })
      else { continue }
      let freedom = min(Self.freedom(left[gram] ?? [:]), Self.freedom(right[gram] ?? [:]))
      guard freedom > 0 else { continue }
      let cohesion = (1..<gram.count).map { cut in
        let head = Double(counts[Array(gram[..<cut])] ?? 1)
        let tail = Double(counts[Array(gram[cut...])] ?? 1)
        return logarithm(Double(count) * total / (head * tail))
      }.min()
      // What two texts set apart by themselves is a word, however often its parts occur elsewhere.
      guard let cohesion, cohesion > 1 || (alone[gram] ?? 0) >= 2 else { continue }
      scores[gram] = (max(cohesion, 1) + freedom) * Double(gram.count) * Double(count)
    }
  }

  /// How much what stands beside varies, in bits; an edge of the text counts as another each time.
  private static func freedom(_ neighbours: [Character?: Int]) -> Double {
    let total = Double(neighbours.values.reduce(0, +))
    return neighbours.reduce(0) { sum, neighbour in
      let share = Double(neighbour.value) / total
      return neighbour.key == nil
        ? sum + share * logarithm(total) : sum - share * logarithm(share)
    }
  }

  /// The words of a run: the cut with the highest sum of scores.
  func words(in run: [Character]) -> [String] {
    var best: [(score: Double, word: Range<Int>?)] = [(0, nil)]
    for end in 1...run.count {
      var choice: (score: Double, word: Range<Int>?) = (best[end - 1].score, nil)
      for length in 2...Self.longest where length <= end {
        guard let score = scores[Array(run[(end - length)..<end])] else { continue }
        let sum = best[end - length].score + score
        if sum > choice.score { choice = (sum, (end - length)..<end) }
      }
      best.append(choice)
    }
    var words: [String] = []
    var end = run.count
    while end > 0 {
      if let word = best[end].word {
        words.append(String(run[word]))
        end = word.lowerBound
      } else {
        end -= 1
      }
    }
    return words
  }
}

/// Base 2, without Foundation: from the exponent, and the series of the area tangent.
private func logarithm(_ value: Double) -> Double {
  guard value > 0 else { return 0 }
  let fraction = value.significand  // 1..<2
  let ratio = (fraction - 1) / (fraction + 1)
  var power = ratio
  var sum = 0.0
  for step in 0..<12 {
    sum += power / Double(2 * step + 1)
    power *= ratio * ratio
  }
  return Double(value.exponent) + 2 * sum / 0.693_147_180_559_945_3
}

/// Neither begins nor ends a word worth showing.
private let particles = Set("的了着是在和与及或也都就很太更最不没把被让给对向从到为而且但我你他她它们这那个些吗呢吧啊要想能可会有请多少")
/// Stands in no word at all.
private let neverInside = Set("的了吗呢吧啊")

private let englishStopWords: Set<String> = [
  "the", "an", "and", "or", "of", "to", "in", "on", "at", "for", "with", "is", "are", "be", "it",
  "we", "our", "you", "they", "this", "that", "more", "not", "no", "so", "too", "as", "by", "from",
  "have", "has", "was", "were", "should", "would", "can", "could", "will", "us", "my", "me", "do",
]

extension State {
  /// Finds the words of an open poll once: later the log has them, whatever becomes of the method.
  func proposeCloud(_ id: ItemID) throws(Rejection) -> Decision {
    let texts = try cloudTexts(id).prefix(Limits.cloudTexts)
    let words = wordCloud(texts.map { String($0.prefix(Limits.cloudText)) })
    return Decision(
      items[id]?.proposal == words ? [] : [.cloudProposed(item: id, words: words)])
  }

  func approveCloud(_ id: ItemID, _ words: [String]) throws(Rejection) -> Decision {
    _ = try cloudTexts(id)
    let chosen = Set(words)
    let cloud = (items[id]?.proposal ?? []).filter { chosen.contains($0.word) }
    guard cloud.count == chosen.count else { throw .choiceUnknown }
    return Decision(items[id]?.cloud == cloud ? [] : [.cloudApproved(item: id, words: cloud)])
  }

  private func cloudTexts(_ id: ItemID) throws(Rejection) -> [String] {
    guard let asked = items[id], asked.item.form == .extendedText else { throw .itemUnknown }
    guard asked.texts.count >= fewestBallots else { throw .tooFewBallots }
    return asked.texts
  }
}
