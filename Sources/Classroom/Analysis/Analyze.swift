import Identity

/// What a class understood, as of its state. Only questions that are closed count.
public func classAnalysis(of state: State) -> ClassAnalysis {
  let sittings = [AssessmentItem.Kind.preTest, .quiz, .postTest].map { Sitting($0, in: state) }
    .filter { !$0.asked.isEmpty }
  return ClassAnalysis(
    scales: sittings.map(\.scale), topics: sittings.flatMap(\.topics),
    gains: gains(of: state, seed: fingerprint(of: state.profile.id.rawValue)))
}

/// The scored questions of one kind, and who answered them.
private struct Sitting {
  var kind: AssessmentItem.Kind
  var asked: [State.Asked]
  var headings: [Segment.Heading?]
  /// The rows of the table. Sorted: the order of sums must be the same in every process.
  var persons: [PersonID]
  var table: ScoreTable

  init(_ kind: AssessmentItem.Kind, in state: State) {
    let bySegment = state.headings
    let asked = state.itemOrder.compactMap { state.items[$0] }.filter {
      $0.item.kind == kind && $0.isOver && $0.answered > 0
    }
    let persons = Set(asked.flatMap(\.respondents)).sorted { $0.rawValue < $1.rawValue }
    self.kind = kind
    self.asked = asked
    self.persons = persons
    headings = asked.map { $0.segment.flatMap { bySegment[$0] ?? nil } }
    // A test lies before everybody at once: what is left out is not right, as in `LearningGain`. To
    // a quiz of the day a person may not have been in the room: what is left out is not known.
    let omitted: Double? = kind == .quiz ? nil : 0
    let rows = persons.map { person in
      asked.map { one in one.hasAnswered(person) ? (one.wasRight(person) ? 1 : 0) : omitted }
    }
    table = ScoreTable(rows: rows, items: asked.count)
  }

  // MARK: - The scale

  var scale: ClassAnalysis.Scale {
    let groups = ScoreGroups(table)
    return ClassAnalysis.Scale(
      kind: kind, items: asked.indices.map { item($0, groups) },
      reliability: ClassAnalysis.Reliability(table),
      groups: groups.map { ClassAnalysis.Groups(upper: $0.upper.count, lower: $0.lower.count) })
  }

  private func item(_ index: Int, _ groups: ScoreGroups?) -> ClassAnalysis.Item {
    let one = asked[index]
    let isEnough = table.fewestPairs >= fewestMatched
    var item = ClassAnalysis.Item(
      id: one.item.id, prompt: one.item.prompt, form: one.item.form, heading: headings[index],
      answers: one.answered, difficulty: one.shareCorrect,
      discrimination: isEnough ? table.discrimination(of: index) : nil,
      alphaWithout: isEnough ? table.alpha(without: index) : nil,
      choices: choices(of: one, groups), remarks: [])
    item.remarks = remarks(on: item)
    return item
  }

  private func choices(
    of one: State.Asked, _ groups: ScoreGroups?
  ) -> [ClassAnalysis.Choice] {
    guard one.item.form == .choice else { return [] }
    func taken(_ rows: [Int]?, _ choice: Int) -> Int? {
      rows.map { $0.count { one.responses[persons[$0]]?.contains(choice) == true } }
    }
    let counts = one.counts(of: one.responses, hands: one.hands.counts)
    return one.item.choices.enumerated().map { index, text in
      ClassAnalysis.Choice(
        letter: choiceLetter(index), text: text, right: one.item.key.contains(index),
        count: counts[index], share: Double(counts[index]) / Double(max(1, one.answered)),
        upper: taken(groups?.upper, index), lower: taken(groups?.lower, index))
    }
  }

  // MARK: - Topics

  var topics: [ClassAnalysis.Topic] {
    var order: [Segment.Heading?] = []
    for heading in headings where !order.contains(heading) { order.append(heading) }
    return order.map { heading in
      let columns = headings.indices.filter { headings[$0] == heading }
      let scored = columns.reduce(0) { $0 + asked[$1].scored }
      let right = columns.reduce(0) { $0 + (asked[$1].correct ?? 0) }
      return ClassAnalysis.Topic(
        heading: heading, kind: kind,
        difficulty: scored == 0 ? nil : Double(right) / Double(scored),
        reliability: ClassAnalysis.Reliability(table.columns(columns)))
    }
  }
}

extension ClassAnalysis.Reliability {
  init(_ table: ScoreTable) {
    items = table.items
    persons = table.rows.count { row in row.contains { $0 != nil } }
    let sample = table.fewestPairs
    let isEnough = sample >= fewestMatched
    alpha = isEnough ? table.alpha : nil
    standardError = isEnough ? table.standardError : nil
    cautions = []
    if sample < fewestForReliability { cautions.append(.fewPersons) }
    if items < fewestItemsForReliability { cautions.append(.fewItems) }
    if let alpha, alpha < 0 { cautions.append(.negative) }
  }
}

/// Sources: Ebel and Frisbie, *Essentials of Educational Measurement* (1991), chapter 13, for the
/// discrimination; Haladyna and Downing, *Educational and Psychological Measurement* 53 (1993)
/// 999–1010, for choices that nobody takes.
private func remarks(on item: ClassAnalysis.Item) -> [ClassAnalysis.Item.Remark] {
  var remarks: [ClassAnalysis.Item.Remark] = []
  if let r = item.discrimination {
    if r < 0 { remarks.append(.negative) } else if r < 0.2 { remarks.append(.weak) }
  }
  guard item.answers >= fewestMatched else { return remarks }
  if let p = item.difficulty {
    if p >= 0.9 { remarks.append(.easy) } else if p <= 0.3 { remarks.append(.hard) }
  }
  let key = item.choices.filter(\.right).compactMap(\.upper).min()
  let wrong = item.choices.filter { !$0.right }
  if let key, wrong.contains(where: { ($0.upper ?? 0) > key }) { remarks.append(.keyInDoubt) }
  if item.answers >= 20, wrong.contains(where: { $0.share < 0.05 }) { remarks.append(.idleChoice) }
  return remarks
}

// MARK: - Gain

/// Each row of the class's gain, with the interval of its normalized gain over persons.
private func gains(of state: State, seed: UInt64) -> [ClassAnalysis.Gain] {
  testPairsByTopic(of: state).map { heading, pairs in
    let row = gainRow(of: pairs, under: heading)
    guard row.gain != nil else { return ClassAnalysis.Gain(row: row, interval: nil) }
    let scores = matchedScores(of: pairs)
    let possible = Double(pairs.count)
    let interval = bootstrapInterval(of: scores.count, seed: seed) { drawn in
      let before = drawn.reduce(0) { $0 + scores[$1].before }
      let after = drawn.reduce(0) { $0 + scores[$1].after }
      let all = possible * Double(drawn.count)
      return normalizedGain(before: Double(before) / all, after: Double(after) / all)
    }
    return ClassAnalysis.Gain(row: row, interval: interval)
  }
}
