/// Articles and years 条文与年份 that may have changed since the plan was written.
///
/// A statute is named once, at its first article, and so is each year: a plan that cites a law
/// eighty times needs one reminder to look it up, not eighty.
extension Check {
  mutating func references() {
    guard let first = course.units.first?.range.start.line else { return }
    var isField = Array(repeating: false, count: source.lines.count + 1)
    for field in course.fields where field.range.start.line < isField.count {
      isField[field.range.start.line] = true
    }
    var seen: Set<String> = []
    var statute = ""
    for line in max(first - 1, 0)..<max(source.lines.count, first - 1)
    where source.traits[line].contains(.reference) && opaque[line] == nil
      && !isField[line + 1]
    {
      scan(line, &seen, &statute)
    }
  }

  private mutating func scan(
    _ line: Int, _ seen: inout Set<String>, _ statute: inout String
  ) {
    let text = source.lines[line]
    var column = 1
    var counted = text.startIndex
    var index = text.startIndex
    var title = text.startIndex..<text.startIndex
    while index < text.endIndex {
      let scalar = text[index]
      if scalar == "《" {
        let inner = text[index...].prefix(60)
        if let close = inner.firstIndex(of: "》") {
          title = index..<(close + 1)
          index = close + 1
          continue
        }
      }
      guard scalar.value < 0x100 || scalar == "第", var end = reference(text, index) else {
        index += 1
        continue
      }
      var start = index
      // 《劳动法》第44条 is one reference.
      if scalar == "第", title.upperBound == index, !title.isEmpty {
        start = title.lowerBound
        statute = text[title].string
      }
      end = min(end, text.endIndex)
      let word = text[start..<end].string
      // An article without a name is of the statute named last.
      let subject = scalar == "第" && !statute.isEmpty ? statute : word
      if seen.insert(subject).inserted {
        for scalar in text[counted..<start] { column += scalar.utf8Count }
        counted = start
        var width = 0
        for scalar in text[start..<end] { width += scalar.utf8Count }
        report(
          .datedReference, [word],
          at: SourceRange(
            start: SourcePosition(line: line + 1, column: column),
            end: SourcePosition(line: line + 1, column: column + width)))
      }
      index = end
    }
  }

  /// The end of an article or a year that begins at `index`.
  private func reference(_ text: Scalars, _ index: Int) -> Int? {
    let scalar = text[index]
    if scalar == "第" {
      guard let (_, rest) = Numerals.leading(Numbering.skipBlanks(text[(index + 1)...])),
        let next = Numbering.skipBlanks(rest).first, next == "条"
      else { return nil }
      return Numbering.skipBlanks(rest).startIndex + 1
    }
    if scalar == "1" || scalar == "2" {
      if index > text.startIndex,
        text[index - 1].digit != nil || text[index - 1].isLatin
          || ".-/".unicodeScalars.contains(text[index - 1])
      {
        return nil
      }
      let figures = text[index...].prefix(5).prefix { $0.value >= 0x30 && $0.value <= 0x39 }
      guard figures.count == 4, let (count, rest) = Numerals.leading(figures), rest.isEmpty,
        (1900...2099).contains(count.value)
      else { return nil }
      let after = text[figures.endIndex...]
      if after.first == "年" { return after.startIndex + 1 }
      // In English a year stands by itself, behind a word that introduces it.
      let before = text[..<index].suffix(12)
      let introduced = ["in ", "since ", "of ", "act ", "from ", "by ", "until "].contains { word in
        let tail = before.suffix(word.unicodeScalars.count)
        return tail.count == word.unicodeScalars.count && tail.hasPrefix(word)
      }
      let next = after.first
      if introduced,
        next == nil || next?.isBlank == true || ",.;:)".unicodeScalars.contains(next ?? " ")
      {
        return after.startIndex
      }
      return nil
    }
    if scalar == "A" || scalar == "S" || scalar == "§" {
      if index > text.startIndex, text[index - 1].isLatin { return nil }
      for word in ["Article ", "Section ", "§ ", "§"] {
        if let rest = text[index...].dropping(word), let (_, after) = Numerals.leading(rest),
          after.startIndex > rest.startIndex, rest.first?.digit != nil
        {
          return after.startIndex
        }
      }
    }
    return nil
  }
}
