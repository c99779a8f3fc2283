/// The lines of a question 题目 in a quiz, poll or test.
enum ItemLines {
  /// `- 选项`, `- [x] 选项`, `A．选项`.
  static func isOption(_ text: Scalars) -> Bool { bullet(text) != nil || letter(text) != nil }

  /// An option, an answer or an explanation.
  static func isPart(_ text: Scalars) -> Bool {
    isOption(text) || answer(text) != nil || explanation(text) != nil || text.first == ">"
  }

  /// The text behind a bullet, and whether a box stands there and is ticked.
  static func bullet(_ text: Scalars) -> (text: Scalars, box: Bool?)? {
    guard let first = text.first else { return nil }
    if "☐□☑☒■✓✔".unicodeScalars.contains(first) {
      let rest = text.dropFirst().trimmed
      return rest.isEmpty ? nil : (rest, "☑☒■✓✔".unicodeScalars.contains(first))
    }
    guard first.isBullet, text.dropFirst().first?.isBlank == true else {
      return nil
    }
    let rest = text.dropFirst().trimmed
    if rest.first == "[", rest.count >= 3, rest[rest.startIndex + 2] == "]" {
      let mark = rest[rest.startIndex + 1]
      if mark.isBlank { return (rest.dropFirst(3).trimmed, false) }
      if "xX√✓✔".unicodeScalars.contains(mark) { return (rest.dropFirst(3).trimmed, true) }
    }
    return rest.isEmpty ? nil : (rest, nil)
  }

  /// `A．`, `B、`, `(C)` with A to H; the letter's index and the text.
  static func letter(_ text: Scalars) -> (index: Int, text: Scalars)? {
    // By index: the optimizer of Swift 6.3.1 crashes on the same with reassigned slices.
    guard let first = text.first else { return nil }
    let isBracketed = first == "（" || first == "("
    let place = isBracketed ? text.startIndex + 1 : text.startIndex
    guard place + 1 < text.endIndex, let found = index(of: text[place]) else { return nil }
    let closer = text[place + 1]
    let closers = isBracketed ? "）)" : "．.、)）：:\u{3000}"
    guard closers.unicodeScalars.contains(closer) else { return nil }
    return (found, text[(place + 2)...].trimmed)
  }

  /// A to H, upper case, also full width.
  static func index(of scalar: Unicode.Scalar) -> Int? {
    switch scalar.value {
    case 0x41...0x48: Int(scalar.value) - 0x41
    case 0xFF21...0xFF28: Int(scalar.value) - 0xFF21
    default: nil
    }
  }

  static func answer(_ text: Scalars) -> Scalars? {
    after(text, ["正确答案", "参考答案", "标准答案", "答案", "correct answer", "answer", "key"])
  }

  static func explanation(_ text: Scalars) -> Scalars? {
    after(text, ["答案解析", "解析", "说明", "解释", "explanation", "why"])
  }

  private static func after(_ text: Scalars, _ names: [String]) -> Scalars? {
    var slice = text
    while let first = slice.first, first == ">" || first == "*" || first == "【" || first.isBlank {
      slice = slice.dropFirst()
    }
    for name in names {
      guard var rest = slice.dropping(name) else { continue }
      while rest.first == "*" || rest.first == "】" { rest = rest.dropFirst() }
      rest = rest.trimmed
      guard let colon = rest.first, colon == "：" || colon == ":" else {
        // 【答案】B
        if slice.startIndex > text.startIndex, text.first == "【" { return rest }
        continue
      }
      rest = rest.dropFirst()
      while rest.first == "*" { rest = rest.dropFirst() }
      return rest.trimmed
    }
    return nil
  }
}

/// Reads the items of a quiz, poll or test from its lines.
struct ItemReader {
  private struct Pending {
    var prompt: [Scalars] = []
    var line = 0
    var whole = Scalars.empty
    var choices: [(text: Scalars, correct: Bool)] = []
    var explanation: [Scalars] = []
    var multiple = false
    var keyed = false
    var truth: Bool?
    var answers: [String] = []
  }

  private static let several = WordList(["多选", "多项", "不定项", "multiple", "all that apply"])

  private var items: [Item] = []
  private var body: [String] = []
  private var pending: Pending?
  private let source: Source
  private let scored: Bool
  private let isEnglish: Bool

  /// - Parameter scored: Whether there are right answers.
  init(_ source: Source, scored: Bool, isEnglish: Bool) {
    self.source = source
    self.scored = scored
    self.isEnglish = isEnglish
  }

  /// The items, and what text is left.
  mutating func read(
    title: Scalars, line: Int, lines: [Draft.TextLine]
  ) -> (items: [Item], body: String) {
    let filled = lines.filter { !$0.text.trimmed.isEmpty }
    let texts = filled.map { $0.text.trimmed }
    // The title is the question when options follow it before any other text.
    if let first = texts.first(where: { !isHeadOfAnswer($0) }), ItemLines.isOption(first) {
      start(title, line, title)
    } else if texts.isEmpty || texts.allSatisfy({ isHeadOfAnswer($0) }), !title.isEmpty {
      start(title, line, title)
    }
    for (index, text) in texts.enumerated() {
      take(text, filled[index].line, ahead: texts[(index + 1)...])
    }
    finish()
    return (items, body.joined(separator: "\n\n"))
  }

  private func isHeadOfAnswer(_ text: Scalars) -> Bool {
    ItemLines.answer(text) != nil || ItemLines.explanation(text) != nil || text.first == ">"
  }

  private mutating func start(_ prompt: Scalars, _ line: Int, _ whole: Scalars) {
    finish()
    pending = Pending(prompt: [prompt], line: line, whole: whole)
  }

  private mutating func take(_ text: Scalars, _ line: Int, ahead: ArraySlice<Scalars>) {
    if let (choice, box) = ItemLines.bullet(text) {
      if pending == nil { start(text.suffix(0), line, text) }
      if box == true { pending?.keyed = true }
      pending?.choices.append((choice, box ?? false))
      return
    }
    if ItemLines.letter(text) != nil {
      if pending == nil { start(text.suffix(0), line, text) }
      for choice in splitLetters(text) { pending?.choices.append((choice, false)) }
      return
    }
    if let answer = ItemLines.answer(text) {
      key(answer)
      return
    }
    if let explanation = ItemLines.explanation(text) {
      explain(explanation, of: text)
      return
    }
    if text.first == ">" {
      explain(text.dropFirst().trimmed, of: text)
      return
    }
    // A new question, or more of the current one.
    let mark = Numbering.mark(text)
    // 一、单选题 names what follows.
    if let mark, !mark.isListLike, ActivityNames.meaning(mark.rest)?.kind.hasItems == true {
      finish()
      body.append(text.string)
      return
    }
    if let mark, mark.isListLike || mark.family == .multi(2) {
      start(mark.rest.isEmpty ? text : mark.rest, line, text)
      return
    }
    let leads = ahead.prefix(3).contains { ItemLines.isOption($0) }
    if let open = pending, open.choices.isEmpty, open.explanation.isEmpty, !open.keyed {
      pending?.prompt.append(text)
    } else if leads || (pending == nil && body.isEmpty && ahead.isEmpty) {
      start(text, line, text)
    } else if pending != nil, !(pending?.explanation.isEmpty ?? true) {
      pending?.explanation.append(text)
    } else {
      finish()
      body.append(text.string)
    }
  }

  private mutating func explain(_ explanation: Scalars, of line: Scalars) {
    if pending == nil {
      body.append(line.string)
    } else {
      pending?.explanation.append(explanation)
    }
  }

  /// `A．甲　B．乙　C．丙` on one line.
  private func splitLetters(_ text: Scalars) -> [Scalars] {
    var result: [Scalars] = []
    var start = text.startIndex
    var expected = ItemLines.letter(text)?.index ?? 0
    var index = text.startIndex + 1
    while index + 1 < text.endIndex {
      if text[index - 1].isBlank || "；;。，,".unicodeScalars.contains(text[index - 1]),
        let (found, _) = ItemLines.letter(text[index...]), found == expected + 1
      {
        if let (_, choice) = ItemLines.letter(text[start..<index]) { result.append(choice) }
        start = index
        expected = found
      }
      index += 1
    }
    if let (_, choice) = ItemLines.letter(text[start...]) { result.append(choice) }
    return result
  }

  private mutating func key(_ answer: Scalars) {
    guard pending != nil else { return }
    var letters: [Int] = []
    var rest = answer
    while let first = rest.first {
      if let index = ItemLines.index(
        of: first.value > 0x60 && first.value < 0x69 ? first.upper : first)
      {
        letters.append(index)
      } else if !first.isBlank, !"、,，和及与/.。".unicodeScalars.contains(first) {
        break
      }
      rest = rest.dropFirst()
      if letters.count > 8 { break }
    }
    let count = pending?.choices.count ?? 0
    if !letters.isEmpty, count > 0 {
      for index in letters where index < count {
        pending?.choices[index].correct = true
        pending?.keyed = true
      }
      // 答案：B。理由……
      if let open = rest.first, open == "（" || open == "(" || open.isHan, rest.count > 4 {
        pending?.explanation.append(rest)
      }
      return
    }
    if let truth = Self.truth(answer) {
      pending?.keyed = true
      if count == 0 {
        pending?.truth = truth
      } else {
        for index in 0..<count where Self.truth(pending?.choices[index].text ?? answer) == truth {
          pending?.choices[index].correct = true
        }
      }
      return
    }
    if count == 0 {
      pending?.answers += Self.accepted(answer)
      return
    }
    // The text of an option.
    for index in 0..<count where pending?.choices[index].text.key == answer.key {
      pending?.choices[index].correct = true
      pending?.keyed = true
    }
  }

  /// `工会法／中华人民共和国工会法`: several accepted answers; `36（±1）` is one.
  private static func accepted(_ answer: Scalars) -> [String] {
    var bare = answer.trimmed
    while let last = bare.last, last == "。" { bare = bare.dropLast() }
    if bare.contains(where: { $0 == "±" }) || bare.string.contains("+/-") { return [bare.string] }
    func isDigit(_ index: Int) -> Bool {
      bare.indices.contains(index) && ("0"..."9").contains(bare[index])
    }
    // `3/4` and `2022/1/1` are one answer each.
    let breaks = bare.indices.filter {
      "／；;".unicodeScalars.contains(bare[$0])
        || (bare[$0] == "/" && !(isDigit($0 - 1) && isDigit($0 + 1)))
    }
    return zip([bare.startIndex] + breaks.map { $0 + 1 }, breaks + [bare.endIndex])
      .map { bare[$0..<$1].trimmed.string }.filter { !$0.isEmpty }
  }

  /// 对, √, true; 错, ×, false.
  private static func truth(_ text: Scalars) -> Bool? {
    let key = text.prefix(12).key
    switch key.hasSuffix("。") ? String(key.dropLast()) : key {
    case "对", "√", "正确", "是", "true", "right", "correct", "yes", "✓", "✔", "t": return true
    case "错", "×", "错误", "否", "不正确", "false", "wrong", "no", "x", "✗", "✕", "f": return false
    default: return nil
    }
  }

  private mutating func finish() {
    guard var open = pending else { return }
    pending = nil
    var prompt = open.prompt.filter { !$0.isEmpty }.map(\.string).joined(separator: "\n")
    if scored { takeInlineKey(&prompt, &open) }
    var choices = open.choices.map {
      Choice(text: $0.text.string, correct: scored && $0.correct)
    }
    if let truth = open.truth, choices.isEmpty {
      choices = [
        Choice(text: isEnglish ? "True" : "正确", correct: truth),
        Choice(text: isEnglish ? "False" : "错误", correct: !truth),
      ]
    }
    let several = choices.filter(\.correct).count > 1
    let asked = prompt.withScalars { Self.several.occurs(in: $0) }
    let explanation = open.explanation.filter { !$0.isEmpty }.map(\.string).joined(separator: "\n")
    if prompt.isEmpty, choices.isEmpty, explanation.isEmpty { return }
    let answers = scored && choices.isEmpty ? open.answers : []
    items.append(
      Item(
        prompt: prompt, choices: choices, explanation: explanation.isEmpty ? nil : explanation,
        multiple: several || asked, form: answers.isEmpty ? .options : .entry, answers: answers,
        range: source.range(open.line, open.whole)))
  }

  /// `……（ B ）`: the key in the question's own brackets is taken out of it.
  private func takeInlineKey(_ prompt: inout String, _ open: inout Pending) {
    guard !open.keyed, prompt.utf8.count < 8000 else { return }
    prompt = prompt.withScalars { withoutKey($0, &open) } ?? prompt
  }

  private func withoutKey(_ text: Scalars, _ open: inout Pending) -> String? {
    guard text.count < 2000,
      let close = text.lastIndex(where: { $0 == "）" || $0 == ")" }),
      let start = text[..<close].lastIndex(where: { $0 == "（" || $0 == "(" })
    else { return nil }
    let inner = text[(start + 1)..<close].trimmed
    guard !inner.isEmpty, inner.count <= 10 else { return nil }
    let letters = inner.compactMap { ItemLines.index(of: $0) }
    let plain = inner.allSatisfy {
      ItemLines.index(of: $0) != nil || $0.isBlank || "、,，".unicodeScalars.contains($0)
    }
    if plain, !letters.isEmpty, !open.choices.isEmpty {
      for index in letters where index < open.choices.count { open.choices[index].correct = true }
    } else if open.choices.isEmpty, let truth = Self.truth(inner) {
      open.truth = truth
    } else {
      return nil
    }
    return text[...start].string + "　" + text[close...].string
  }
}

extension Unicode.Scalar {
  /// a to h as A to H.
  fileprivate var upper: Unicode.Scalar { Unicode.Scalar(value - 0x20) ?? self }
}
