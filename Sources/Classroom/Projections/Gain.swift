import Identity

/// Normalized gain 标准化增益 from a test before to the same test after.
///
/// Of the improvement that was possible, the share the class achieved:
/// `(after − before) / (1 − before)`.
///
/// - Parameters:
///   - before: Fraction right before, `0...1`. Never a percentage.
///   - after: Fraction right after, `0...1`.
/// - Returns: At most `1`; negative when the class did worse; `nil` when `before` is `1`, where there
///   was nothing to gain.
///
/// Source: Hake, *Am. J. Phys.* 66 (1998) 64–74, equation (1), with the class's averages.
public func normalizedGain(before: Double, after: Double) -> Double? {
  before >= 1 ? nil : (after - before) / (1 - before)
}

/// What a class learned between a pre-test and the post-test of the same questions 课前测, 课后测.
///
/// Persons are matched: only who answered before and after counts, and what a matched person left
/// out counts as not right. It holds no person, and of fewer than `fewestMatched` only their number.
public struct LearningGain: Equatable, Sendable, Encodable {
  /// Questions taken together: those of one topic, or all.
  public struct Row: Equatable, Sendable, Encodable {
    /// The topic or the unit under which the test stands; `nil` for the whole course.
    public var heading: Segment.Heading?
    /// How many questions.
    public var items: Int
    /// How many persons answered before and after.
    public var matched: Int
    /// Fractions right, `0...1`; `nil` below `fewestMatched`.
    public var before: Double?
    public var after: Double?
    /// `nil` also where all was right before.
    public var gain: Double?

    /// Whether it is said that there are too few, and no more.
    public var isWithheld: Bool { before == nil }
  }
  public var whole: Row
  /// In the order of the post-tests; empty where no test stands under a topic.
  public var topics: [Row]
}

/// From how many matched persons a gain is shown.
public let fewestMatched = 5

/// The gain of a class; `nil` until a pre-test and a post-test of the same questions are both closed.
public func learningGain(of state: State) -> LearningGain? {
  var rows = testPairsByTopic(of: state).map { gainRow(of: $1, under: $0) }
  guard let whole = rows.popLast() else { return nil }
  return LearningGain(whole: whole, topics: rows)
}

/// The pairs under each topic, and last all of them, under no heading; empty where there are none.
func testPairsByTopic(
  of state: State
) -> [(heading: Segment.Heading?, pairs: [TestPair])] {
  let pairs = testPairs(of: state)
  guard !pairs.isEmpty else { return [] }
  var order: [Segment.Heading] = []
  for case let heading? in pairs.map(\.heading) where !order.contains(heading) {
    order.append(heading)
  }
  return order.map { heading in (heading, pairs.filter { $0.heading == heading }) }
    + [(nil, pairs)]
}

/// One question asked before and after.
struct TestPair {
  var before: State.Asked
  var after: State.Asked
  var heading: Segment.Heading?
}

private func testPairs(of state: State) -> [TestPair] {
  let asked = state.itemOrder.compactMap { state.items[$0] }
  func over(_ kind: AssessmentItem.Kind) -> [State.Asked] {
    asked.filter { $0.item.kind == kind && $0.isOver }
  }
  let headings = state.headings
  var waiting = over(.preTest)
  return over(.postTest).compactMap { after in
    guard let place = waiting.firstIndex(where: { $0.item.asksTheSame(as: after.item) }) else {
      return nil
    }
    let before = waiting.remove(at: place)
    let heading = [after, before].compactMap { $0.segment.flatMap { headings[$0] ?? nil } }.first
    return TestPair(before: before, after: after, heading: heading)
  }
}

/// How many of the questions each matched person had right before and after, in the order of ids:
/// without who it is.
func matchedScores(of pairs: [TestPair]) -> [(before: Int, after: Int)] {
  func persons(_ side: KeyPath<TestPair, State.Asked>) -> Set<PersonID> {
    pairs.reduce(into: []) { $0.formUnion($1[keyPath: side].respondents) }
  }
  return persons(\.before).intersection(persons(\.after)).sorted { $0.rawValue < $1.rawValue }
    .map { person in
      (
        before: pairs.count { $0.before.wasRight(person) },
        after: pairs.count { $0.after.wasRight(person) }
      )
    }
}

func gainRow(of pairs: [TestPair], under heading: Segment.Heading?) -> LearningGain.Row {
  let scores = matchedScores(of: pairs)
  var row = LearningGain.Row(heading: heading, items: pairs.count, matched: scores.count)
  guard scores.count >= fewestMatched else { return row }
  let possible = Double(pairs.count * scores.count)
  let before = Double(scores.reduce(0) { $0 + $1.before }) / possible
  let after = Double(scores.reduce(0) { $0 + $1.after }) / possible
  row.before = before
  row.after = after
  row.gain = normalizedGain(before: before, after: after)
  return row
}

extension AssessmentItem {
  /// Whether both ask the same and have the same right answer, whatever their ids and explanations.
  func asksTheSame(as other: AssessmentItem) -> Bool {
    foldedText(prompt) == foldedText(other.prompt) && choices == other.choices
      && Set(key) == Set(other.key) && (form == .choice || key == other.key) && asked == other.asked
  }
}

extension State {
  /// The topic, else the unit, under which each segment stands.
  var headings: [SegmentID: Segment.Heading?] {
    Dictionary(
      agenda.map { ($0.id, $0.topic ?? $0.unit) }, uniquingKeysWith: { first, _ in first })
  }
}

extension State.Asked {
  /// Whether nobody can answer any more.
  var isOver: Bool { phase == .closed || phase == .revealed }

  /// `correct / scored`, `0...1`; `nil` for a poll and where nobody answered.
  var shareCorrect: Double? {
    correct.flatMap { scored == 0 ? nil : Double($0) / Double(scored) }
  }

  var respondents: Set<PersonID> { Set(responses.keys).union(writings.keys) }

  func hasAnswered(_ person: PersonID) -> Bool {
    responses[person] != nil || writings[person] != nil
  }

  func wasRight(_ person: PersonID) -> Bool {
    responses[person].map { item.isRight($0) } ?? writings[person].map { item.isRight(text: $0) }
      ?? false
  }
}
