/// Reads the question of `【排序】`, `【连线】` and `【评分】`, each of which is one.
enum ItemForms {
  static func read(
    _ form: ItemForm, title: Scalars, line: Int, lines: [Draft.TextLine], source: Source
  ) -> Item {
    var filled = lines.map(\.text.trimmed).filter { !$0.isEmpty }
    var prompt = title
    if prompt.isEmpty, !filled.isEmpty { prompt = filled.removeFirst() }
    var item = Item(prompt: prompt.string, form: form, range: source.range(line, title))
    var explanation: [String] = []
    for text in filled {
      if let words = ItemLines.explanation(text) {
        explanation.append(words.string)
      } else if text.first == ">" {
        explanation.append(text.dropFirst().trimmed.string)
      } else {
        take(unmarked(text), into: &item)
      }
    }
    if !explanation.isEmpty { item.explanation = explanation.joined(separator: "\n") }
    if form == .scale { readScale(prompt, into: &item) }
    return item
  }

  private static func take(_ text: Scalars, into item: inout Item) {
    switch item.form {
    case .order: item.choices.append(Choice(text: text.string))
    case .match:
      guard let sign = text.firstIndex(where: { $0 == "=" || $0 == "＝" }) else { return }
      let left = text[..<sign].trimmed
      let right = text[(sign + 1)...].trimmed
      guard !left.isEmpty, !right.isEmpty else { return }
      item.pairs.append(Item.Pair(left: left.string, right: right.string))
    case .options, .entry, .scale: break
    }
  }

  /// A line of a list without its bullet or number.
  private static func unmarked(_ text: Scalars) -> Scalars {
    if let bullet = ItemLines.bullet(text) { return bullet.text }
    if let letter = ItemLines.letter(text) { return letter.text }
    if let mark = Numbering.mark(text), mark.isListLike, !mark.rest.isEmpty { return mark.rest }
    return text
  }

  /// `（1–10）` at the end of the question says from where to where; without it, 1 to 10. At most ten
  /// steps from 0 or 1 make sense on a phone.
  private static func readScale(_ prompt: Scalars, into item: inout Item) {
    var bounds = (lower: 1, upper: 10)
    if let last = prompt.last, last == "）" || last == ")",
      let open = prompt.lastIndex(where: { $0 == "（" || $0 == "(" })
    {
      let parts = numbers(prompt[(open + 1)...].dropLast())
      if parts.count == 2, (0...1).contains(parts[0]), parts[0] < parts[1], parts[1] <= 10 {
        bounds = (max(parts[0], parts[1] - 9), parts[1])
        item.prompt = prompt[..<open].trimmed.string
      }
    }
    item.choices = (bounds.lower...bounds.upper).map { Choice(text: "\($0)") }
  }

  /// Runs of digits, also full width.
  private static func numbers(_ text: Scalars) -> [Int] {
    var found: [Int] = []
    var inside = false
    for scalar in text {
      if let digit = scalar.digit {
        if inside, let last = found.last, last < 1_000 {
          found[found.count - 1] = last * 10 + digit
        } else if !inside {
          found.append(digit)
        }
      }
      inside = scalar.digit != nil
    }
    return found
  }
}
