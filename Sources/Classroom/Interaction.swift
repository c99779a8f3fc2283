import Identity

/// How a question is answered 题型 (QTI 3.0: interaction), with what its answer is compared to.
///
/// What must be kept from the room before reveal lies in the cases' values and in
/// `AssessmentItem.key`; `PublicItem` carries neither.
public enum Interaction: Equatable, Sendable, Codable {
  /// Single or multiple choice 选择, true or false 判断.
  case choice
  /// Put into order 排序: `choices` as the room sees them, `key[place]` the choice that belongs there.
  case order
  /// Join the lines 连线: `key[line]` is the target that belongs to the choice of that line.
  case match(targets: [String])
  /// Short text 填空: right is whatever folds to one of the accepted answers (`foldedText`).
  case textEntry(accepted: [String])
  /// A number 数值: right within the tolerance, bounds included.
  case numericEntry(answer: FixedDecimal, tolerance: FixedDecimal)
  /// A scale 评分: `choices` are its steps from `lower` upwards; no step is right.
  case slider(lower: Int)
  /// Open text 开放题, shown as a wall or as a word cloud.
  case extendedText

  /// The case's name alone: what anybody may know of it.
  public enum Form: String, Sendable, Codable, CaseIterable {
    case choice, order, match, textEntry, numericEntry, slider, extendedText
  }

  public var form: Form {
    switch self {
    case .choice: .choice
    case .order: .order
    case .match: .match
    case .textEntry: .textEntry
    case .numericEntry: .numericEntry
    case .slider: .slider
    case .extendedText: .extendedText
    }
  }
}

extension Interaction {
  /// What an author wrote behind 答案：a number where it is nothing else, but perhaps a tolerance,
  /// or begins with a figure; else accepted texts. 三八妇女节 is no number.
  init(writtenKey answers: [String]) {
    let head = foldedWidth(answers.first ?? "").prefix { !"±+(".contains($0) }
    let isNumber = head.first.map { $0.isNumber && $0.isASCII || "-−".contains($0) } ?? false
    if answers.count == 1, isNumber || FixedDecimal.isBare(String(head)),
      let number = Interaction(numericKey: answers[0])
    {
      self = number
    } else {
      self = .textEntry(accepted: answers)
    }
  }

  /// A number with its tolerance as authors write it: `36`, `36±1`, `36（±1）`, `36 (+-0.5)`.
  ///
  /// - Returns: `nil` when it is none.
  public init?(numericKey text: String) {
    var parts: [String] = [""]
    var folded = foldedWidth(text)
    for sign in ["+/-", "+-"] {
      while let range = folded.firstRange(of: sign) { folded.replaceSubrange(range, with: "±") }
    }
    for character in folded where !"()[]".contains(character) {
      if character == "±" { parts.append("") } else { parts[parts.count - 1].append(character) }
    }
    guard parts.count <= 2, let answer = FixedDecimal(written: parts[0]) else { return nil }
    guard parts.count == 2 else {
      self = .numericEntry(answer: answer, tolerance: FixedDecimal(0))
      return
    }
    guard let tolerance = FixedDecimal(written: parts[1]), tolerance.millionths >= 0 else {
      return nil
    }
    self = .numericEntry(answer: answer, tolerance: tolerance)
  }
}

extension AssessmentItem {
  /// The interaction, also of an item that was written before there were several.
  public var asked: Interaction { interaction ?? (choices.isEmpty ? .extendedText : .choice) }

  public var form: Interaction.Form { asked.form }

  /// Whether an answer by name is text rather than choices.
  public var takesText: Bool { form == .textEntry || form == .numericEntry }

  /// What is joined to the choices of a matching; empty for all others.
  public var targets: [String] {
    if case .match(let targets) = asked { targets } else { [] }
  }

  /// Whether this is the right answer. Choices count in any order, unless their order is the answer.
  public func isRight(_ choices: [Int]) -> Bool {
    switch form {
    // As sets; asked for every answer of a full hall, so without making them.
    case .choice:
      !key.isEmpty && choices.allSatisfy(key.contains) && key.allSatisfy(choices.contains)
    case .order, .match: !key.isEmpty && choices == key
    case .textEntry, .numericEntry, .slider, .extendedText: false
    }
  }

  /// Whether a written answer is right.
  public func isRight(text: String) -> Bool {
    switch asked {
    case .textEntry(let accepted):
      accepted.contains { foldedText($0) == foldedText(text) }
    case .numericEntry(let answer, let tolerance):
      FixedDecimal(written: text).map { $0.isWithin(tolerance, of: answer) } ?? false
    case .choice, .order, .match, .slider, .extendedText: false
    }
  }

  /// What two written answers have in common that are counted as one: of a number, in its plain form
  /// as it is stored, every sign counts.
  func sameness(of text: String) -> String { form == .numericEntry ? text : foldedText(text) }

  /// The right answer of a number or a short text in words, for after reveal; `nil` for others.
  public var writtenAnswer: String? {
    switch asked {
    case .textEntry(let accepted): accepted.joined(separator: " / ")
    case .numericEntry(let answer, let tolerance):
      tolerance.millionths == 0 ? "\(answer)" : "\(answer)（±\(tolerance)）"
    case .choice, .order, .match, .slider, .extendedText: nil
    }
  }

  // MARK: - Making

  /// A question to put things into order.
  ///
  /// - Parameter right: the things in their right order. The room gets them in another, always the
  ///   same for the same question.
  public static func ordering(
    id: ItemID, kind: Kind, prompt: String, right: [String], explanation: String? = nil
  ) -> AssessmentItem {
    let shown = mixed(right.count, by: prompt)
    return AssessmentItem(
      id: id, kind: kind, prompt: prompt, choices: shown.map { right[$0] },
      key: right.indices.map { place in shown.firstIndex(of: place) ?? place },
      explanation: explanation, interaction: .order)
  }

  /// A question to join each left side with its right side; a right side may serve several.
  public static func matching(
    id: ItemID, kind: Kind, prompt: String, pairs: [(left: String, right: String)],
    explanation: String? = nil
  ) -> AssessmentItem {
    var rights: [String] = []
    for pair in pairs where !rights.contains(pair.right) { rights.append(pair.right) }
    let targets = mixed(rights.count, by: prompt).map { rights[$0] }
    return AssessmentItem(
      id: id, kind: kind, prompt: prompt, choices: pairs.map(\.left),
      key: pairs.map { targets.firstIndex(of: $0.right) ?? 0 }, explanation: explanation,
      interaction: .match(targets: targets))
  }

  /// A scale; its steps are chosen like choices, one of them.
  public static func scale(
    id: ItemID, prompt: String, from lower: Int = 1, to upper: Int = 10
  ) -> AssessmentItem {
    AssessmentItem(
      id: id, kind: .poll, prompt: prompt,
      choices: lower <= upper ? (lower...upper).map { "\($0)" } : [],
      interaction: .slider(lower: lower))
  }
}

/// The numbers from 0 in an order that depends on `text` alone and is never their own.
private func mixed(_ count: Int, by text: String) -> [Int] {
  var random = SplitMix64(seed: fingerprint(of: text))
  let order = random.shuffled(Array(0..<count))
  guard count > 1, order == Array(0..<count) else { return order }
  return Array(order.dropFirst()) + [0]
}

// MARK: - Answers as they are stored

/// The choices as they are stored: those of a choice sorted, once each; an order or a matching as
/// sent, complete.
func canonical(_ choices: [Int], for item: AssessmentItem) throws(Rejection) -> [Int] {
  guard !choices.isEmpty else { throw .choiceMissing }
  switch item.form {
  case .order:
    guard Set(choices) == Set(item.choices.indices), choices.count == item.choices.count else {
      throw .orderIncomplete
    }
    return choices
  case .match:
    guard choices.count == item.choices.count,
      choices.allSatisfy({ item.targets.indices.contains($0) })
    else { throw .matchIncomplete }
    return choices
  case .choice, .slider, .textEntry, .numericEntry, .extendedText:
    guard choices.allSatisfy({ item.choices.indices.contains($0) }) else { throw .choiceUnknown }
    let sorted = Set(choices).sorted()
    guard item.multiple || sorted.count == 1 else { throw .oneChoiceOnly }
    return sorted
  }
}

/// A written answer as it is stored: a number in its plain form, a short text as written.
public func canonical(text: String, for item: AssessmentItem) throws(Rejection) -> String {
  guard item.takesText else { throw .itemUnknown }
  let text = visible(text)
  guard !text.isEmpty else { throw .textMissing }
  guard text.count <= Limits.shortText else { throw .answerTooLong }
  guard item.form == .numericEntry else {
    guard !foldedText(text).isEmpty else { throw .textMissing }
    return text
  }
  guard let number = FixedDecimal(written: text) else { throw .notANumber }
  return "\(number)"
}

/// What an item made on the spot needs for its interaction.
func checkInteraction(_ item: AssessmentItem) throws(Rejection) {
  let hasKey = !item.kind.isAnonymous
  switch item.asked {
  case .choice: guard item.interaction == nil || !item.choices.isEmpty else { throw .itemMalformed }
  case .order, .match:
    guard hasKey else { throw .formNotForPoll }
    guard item.choices.count >= 2, item.key.count == item.choices.count else {
      throw .itemMalformed
    }
    let range = item.form == .order ? item.choices.indices : item.targets.indices
    guard item.key.allSatisfy({ range.contains($0) }),
      item.form == .match || Set(item.key).count == item.key.count,
      item.targets.count <= Limits.choices,
      item.targets.allSatisfy({ !trim($0).isEmpty && $0.count <= Limits.choice })
    else { throw .itemMalformed }
  case .textEntry(let accepted):
    guard hasKey else { throw .formNotForPoll }
    guard item.choices.isEmpty, !accepted.isEmpty, accepted.count <= Limits.choices,
      accepted.allSatisfy({ !foldedText($0).isEmpty && $0.count <= Limits.shortText })
    else { throw .answerMissing }
  case .numericEntry(_, let tolerance):
    guard hasKey else { throw .formNotForPoll }
    guard item.choices.isEmpty, tolerance.millionths >= 0 else { throw .answerMissing }
  case .slider:
    guard !hasKey else { throw .formNotForQuiz }
    guard !item.choices.isEmpty, !item.multiple else { throw .itemMalformed }
  case .extendedText:
    guard !hasKey else { throw item.interaction == nil ? .itemMalformed : .formNotForQuiz }
    guard item.choices.isEmpty else { throw .itemMalformed }
  }
}

extension State {
  /// A written answer by name.
  func write(_ id: ItemID, _ person: PersonID, _ text: String) throws(Rejection) -> Decision {
    guard isPresent(person) else { throw .notCheckedIn }
    guard takesPart(person) else { throw .observersOnlyLook }
    guard let asked = items[id], !asked.item.kind.isAnonymous else { throw .itemUnknown }
    guard asked.phase == .open else { throw .itemNotOpen }
    let text = try canonical(text: text, for: asked.item)
    if asked.writings[person] == text { return Decision() }
    return Decision([.textResponseRecorded(item: id, person: person, text: text)])
  }
}

extension State.Asked {
  /// Keeps what a person wrote, and each different answer once, in the order of arrival: the trainer
  /// approves answers by their place there.
  mutating func write(_ text: String, by person: PersonID) {
    writings[person] = text
    let same = item.sameness(of: text)
    if !texts.contains(where: { item.sameness(of: $0) == same }) { texts.append(text) }
  }
}
