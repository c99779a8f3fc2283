/// Numbers that do not count up by one.
extension Check {
  mutating func numbers() {
    // By parent and family.
    var last: [Int: (value: Int, prefix: Int)] = [:]
    var inDocument: [Int?] = Array(repeating: nil, count: Mark.Family.count)
    for (counted, mark) in draft.marks() {
      let family = mark.family.index
      let place = counted.parent * Mark.Family.count + family
      let now = count(counted, mark, after: last[place], inDocument: inDocument[family])
      last[place] = now
      inDocument[family] = now.value
    }
  }

  /// Judges one mark and says what its place has counted to: what it should have said, where it is
  /// wrong.
  private mutating func count(
    _ counted: Draft.Counted, _ mark: Mark, after before: (value: Int, prefix: Int)?,
    inDocument document: Int?
  ) -> (value: Int, prefix: Int) {
    let isHeading = counted.node != 0
    guard let before, before.prefix == mark.prefix else {
      // A new parent: from one, from zero, or on from the last one of the document. A plan may
      // be a piece of a course and begin with 第三课.
      let mayBegin = before == nil && document == nil && isNamed(mark.family)
      if mark.value <= 1 || mark.value == (document ?? 0) + 1 || mayBegin || !isHeading
        || !isStructural(counted.node) || mark.prefix != 0
      {
        return (mark.through, mark.prefix)
      }
      let expected = (isNamed(mark.family) ? document ?? 0 : 0) + 1
      misnumbered(.numberGap, mark, expected, counted.line)
      return (expected, mark.prefix)
    }
    let expected = before.value + 1
    if mark.value == expected || !isHeading { return (mark.through, mark.prefix) }
    // A new list among the points.
    if mark.value <= 1, !isStructural(counted.node) { return (mark.through, mark.prefix) }
    let id: FindingID =
      mark.value == before.value
      ? .numberRepeated : mark.value < before.value ? .numberBack : .numberGap
    misnumbered(id, mark, expected, counted.line)
    return (expected + mark.through - mark.value, mark.prefix)
  }

  private func isStructural(_ node: Int) -> Bool {
    if structural[node] { return true }
    // Fields and containers among the units count with them.
    return draft.member(node) != nil
  }

  /// 第N课, Week N: they count through the document.
  private func isNamed(_ family: Mark.Family) -> Bool {
    switch family {
    case .ordinal, .word, .english, .appendix: true
    default: false
    }
  }

  private mutating func misnumbered(_ id: FindingID, _ mark: Mark, _ expected: Int, _ line: Int) {
    let numeral = mark.numeral
    var replacement = Numerals.written(expected, mark.style, digits: mark.digits)
    // ㈠ and ⑴ are one character, a range is two numbers: what to write is not certain.
    let enclosed = mark.label.count == 1 && mark.style != .circled
    let certain =
      !enclosed && mark.through == mark.value && !(mark.style == .chinese && expected > 99)
    if mark.style == .upper || mark.style == .lower, expected > 26 { replacement = "" }
    let label = mark.label.trimmed
    let proposed =
      label[..<max(numeral.startIndex, label.startIndex)].string + replacement
      + label[min(numeral.endIndex, label.endIndex)...].string
    let fix =
      certain && !replacement.isEmpty
      ? Fix(range: source.range(line, numeral), replacement: replacement) : nil
    report(
      id, [label.string, certain ? proposed : replacement], at: source.range(line, label), fix: fix)
  }
}
