import Identity

extension State.Asked {
  /// Counts by choice and how many answered; `nil` where nothing may be said.
  ///
  /// Of an order or a matching: how many had each line right.
  var result: (counts: [Int], answers: Int)? {
    let raised = hands.counts
    if item.kind.isAnonymous {
      var counts: [Int]?
      if let ballots, ballots >= fewestBallots {
        if item.choices.isEmpty { return ([], ballots) }
        counts = marks.count == item.choices.count ? marks : nil
      }
      // Hands are raised in everybody's sight. Beside one to four ballots they stand alone: added
      // up, they would tell what those ballots say.
      guard !raised.isEmpty else { return counts.map { ($0, ballots ?? 0) } }
      guard let counts else { return (raised, handsRaised) }
      return (zip(counts, raised).map(+), (ballots ?? 0) + handsRaised)
    }
    return (counts(of: responses, hands: raised), answered)
  }

  /// Counts by choice, raised hands included where there are any.
  func counts(of responses: [PersonID: [Int]], hands raised: [Int]) -> [Int] {
    var counts = raised.isEmpty ? [Int](repeating: 0, count: item.choices.count) : raised
    switch item.form {
    case .choice, .slider, .extendedText, .textEntry, .numericEntry:
      for choice in responses.values.joined() where counts.indices.contains(choice) {
        counts[choice] += 1
      }
    case .order, .match:
      for response in responses.values {
        for (line, choice) in response.enumerated()
        where item.key.indices.contains(line) && item.key[line] == choice { counts[line] += 1 }
      }
    }
    return counts
  }

  /// How many were exactly right; `nil` for a poll.
  var correct: Int? {
    item.kind.isAnonymous ? nil : correct(in: responses, writings, hands: hands.counts)
  }

  /// Of how many `correct` speaks: which choices one hand took together is not known where several
  /// may be taken, so that such hands are not scored.
  public var scored: Int { submitted + (item.multiple ? 0 : handsRaised) }

  /// The mean of a scale; `nil` for all else and where nothing may be said.
  var mean: Double? {
    guard case .slider(let lower) = item.asked, let counts = result?.counts else { return nil }
    let total = counts.reduce(0, +)
    guard total > 0 else { return nil }
    let sum = counts.enumerated().reduce(0) { $0 + (lower + $1.offset) * $1.element }
    return Double(sum) / Double(total)
  }

  /// The lines of the result: choices, steps, the right order, the right pairs, or the answers given
  /// most often.
  ///
  /// - Parameters:
  ///   - revealed: whether key and counts may be in it.
  ///   - approvedOnly: leaves out short answers that are neither right nor approved.
  func rows(revealed: Bool, approvedOnly: Bool) -> [PublicChoice] {
    let counts = revealed ? result?.counts : nil
    let before =
      revealed
      ? first.map {
        self.counts(of: $0.responses, hands: $0.hands)
      } : nil
    func row(_ index: Int, _ letter: String, _ text: String, right: Bool) -> PublicChoice {
      PublicChoice(
        letter: letter, text: text, count: counts?[index], right: right, before: before?[index])
    }
    switch item.form {
    case .order where revealed:
      return item.key.enumerated().map { place, choice in
        row(place, "\(place + 1)", item.choices[choice], right: true)
      }
    case .match where revealed:
      return item.choices.enumerated().map { line, left in
        row(line, choiceLetter(line), left + " = " + item.targets[item.key[line]], right: true)
      }
    case .textEntry, .numericEntry:
      return revealed ? answersGiven(approvedOnly: approvedOnly) : []
    case .choice, .order, .match, .slider, .extendedText:
      return item.choices.enumerated().map { index, text in
        row(
          index, item.form == .slider ? "" : choiceLetter(index), text,
          right: revealed && item.form == .choice && item.key.contains(index))
      }
    }
  }

  /// How often each text was written, to the letter: a hall of thousands writes few different ones,
  /// and folding costs more than counting.
  func tally(_ writings: [PersonID: String]) -> [String: Int] {
    Dictionary(writings.values.map { ($0, 1) }, uniquingKeysWith: +)
  }

  /// Written answers, most frequent first, those that are the same together.
  private func answersGiven(approvedOnly: Bool) -> [PublicChoice] {
    func counted(_ writings: [PersonID: String]) -> [String: Int] {
      Dictionary(tally(writings).map { (item.sameness(of: $0), $1) }, uniquingKeysWith: +)
    }
    let counts = counted(writings)
    let before = first.map { counted($0.writings) }
    let rows = texts.enumerated().compactMap { index, text -> (row: PublicChoice, place: Int)? in
      let same = item.sameness(of: text)
      let count = counts[same] ?? 0
      let earlier = before.map { $0[same] ?? 0 }
      guard count + (earlier ?? 0) > 0 else { return nil }
      let right = item.isRight(text: text)
      let shown = right || item.form == .numericEntry || approvedTexts.contains(index)
      guard shown || !approvedOnly else { return nil }
      return (
        PublicChoice(letter: "", text: text, count: count, right: right, before: earlier), index
      )
    }
    return rows.sorted { ($1.row.count ?? 0, $0.place) < ($0.row.count ?? 0, $1.place) }
      .prefix(Limits.answersShown).map(\.row)
  }

  /// What the key says, a line each, for the trainer alone before reveal.
  var keyLines: [String] {
    switch item.form {
    case .order, .match:
      rows(revealed: true, approvedOnly: true).map { "\($0.letter)　\($0.text)" }
    case .textEntry, .numericEntry: item.writtenAnswer.map { [$0] } ?? []
    case .choice, .slider, .extendedText: []
    }
  }

  var canCloud: Bool {
    item.form == .extendedText && texts.count >= fewestBallots
  }

  /// What the trainer may let the room see: open texts; short answers that are not right, once
  /// nobody answers any more.
  var textsToApprove: [(index: Int, text: String, approved: Bool)] {
    guard item.form != .numericEntry, phase == .closed || phase == .revealed else { return [] }
    return texts.enumerated().filter { !item.isRight(text: $0.element) }.map {
      (index: $0.offset, text: $0.element, approved: approvedTexts.contains($0.offset))
    }
  }

  /// The round that takes answers or took them last; `nil` where there is one only.
  public var round: Int? { first == nil ? nil : 2 }

  /// One person's own answer; whether it was right only after reveal.
  func answer(of person: PersonID) -> OwnView.Answer? {
    let revealed = phase == .revealed
    if let choices = responses[person] {
      return OwnView.Answer(
        item: item.id, choices: choices, right: revealed ? item.isRight(choices) : nil,
        round: round)
    }
    return writings[person].map {
      OwnView.Answer(
        item: item.id, choices: [], right: revealed ? item.isRight(text: $0) : nil, text: $0,
        round: round)
    }
  }
}
