/// A paragraph, or a table, as lines of a plan.
struct WordBlock: Equatable {
  enum Role: Equatable {
    case title
    /// From 1.
    case heading(Int)
    /// With its level, from 0.
    case bullet(Int)
    case text
    case table
  }
  var role: Role
  var lines: [WordLine]
  /// Empty paragraphs stand before it.
  var isApart = false

  init(_ role: Role, _ lines: [WordLine]) {
    self.role = role
    self.lines = lines
  }
}

/// A line with the paragraphs that it was made of.
struct WordLine: Equatable {
  var text: String
  var spans: [WordText.Span]

  init(_ text: String, paragraph: Int) {
    self.text = text
    spans = [WordText.Span(offset: 0, paragraph: paragraph)]
  }

  /// Puts something in front that is of no paragraph.
  func prefixed(_ prefix: String) -> WordLine {
    var line = self
    line.text = prefix + text
    for index in spans.indices.dropFirst() { line.spans[index].offset += prefix.utf8.count }
    return line
  }

  /// Appends another line's text.
  mutating func append(_ other: WordLine) {
    let offset = text.utf8.count
    text += other.text
    spans += other.spans.map { .init(offset: $0.offset + offset, paragraph: $0.paragraph) }
  }
}

/// Writes blocks as the lines of a plan, a blank line between paragraphs as Markdown wants it; not
/// between the items of a list, and not before one that counts on without an empty paragraph.
///
/// - Throws: `tooLarge` when there is more than `limit` bytes of text.
func compose(_ blocks: [WordBlock], atMost limit: Int) throws(WordProblem) -> [WordLine] {
  let blocks = withOneTitle(blocks)
  let shift = headingShift(blocks)
  var lines: [WordLine] = []
  var size = 0
  var list: (base: Int, depth: Int)?
  var before: WordBlock.Role?
  for block in blocks {
    var written: [WordLine] = block.lines
    let wasList = list != nil
    if case .bullet(let level) = block.role {
      let base = min(list?.base ?? level, level)
      list = (base, min(level - base, (list?.depth ?? -1) + 1))
      let indent = String(repeating: "  ", count: list?.depth ?? 0)
      written = block.lines.enumerated().map { index, line in
        line.prefixed(indent + (index == 0 ? "- " : "  "))
      }
    } else {
      list = nil
      // 【栏目】 and activities are lines of their own in a plan, whatever they look like in Word.
      let isNotation = block.lines.first?.text.first.map { "【［[".contains($0) } ?? false
      let hashes: Int? =
        switch block.role {
        case .title: 1
        case .heading(let level): isNotation ? nil : min(level + shift, 6)
        case .bullet, .text, .table: nil
        }
      if let hashes {
        written = block.lines.map { $0.prefixed(String(repeating: "#", count: hashes) + " ") }
      }
    }
    let isItem = block.role == .text && !block.isApart && opensItem(block)
    if !lines.isEmpty, !(wasList && list != nil), !(isItem && before == .text) {
      lines.append(WordLine("", paragraph: written.first?.spans.first?.paragraph ?? 1))
    }
    for line in written { size += line.text.utf8.count + 1 }
    guard size <= limit else { throw .tooLarge }
    lines += written
    before = block.role
  }
  return lines
}

/// Whether a paragraph begins as the items of plain lists do: `1.`, `2、`, `（3）`, `4）`, `⑤`.
private func opensItem(_ block: WordBlock) -> Bool {
  guard var rest = block.lines.first?.text.unicodeScalars.prefix(6), let first = rest.first else {
    return false
  }
  if (0x2460...0x2473).contains(first.value) { return true }
  let isBracketed = first == "（" || first == "("
  if isBracketed { rest = rest.dropFirst() }
  func isDigit(_ scalar: Unicode.Scalar?) -> Bool {
    scalar.map { ("0"..."9").contains($0) || ("０"..."９").contains($0) } ?? false
  }
  let digits = rest.prefix { isDigit($0) }.count
  rest = rest.dropFirst(digits)
  guard (1...2).contains(digits), let closer = rest.first else { return false }
  // 1.1 is a heading, and 1.5 a number.
  return (isBracketed ? "）)" : ".．、)）").unicodeScalars.contains(closer)
    && !isDigit(rest.dropFirst().first)
}

/// The title in one line, though it may stand in several paragraphs; what looks like a title
/// later is text.
private func withOneTitle(_ blocks: [WordBlock]) -> [WordBlock] {
  var result: [WordBlock] = []
  var hasTitle = false
  for block in blocks {
    guard block.role == .title else {
      result.append(block)
      continue
    }
    if hasTitle, result.last?.role == .title, let title = result.last?.lines.first,
      title.text.utf8.count < 300, let more = block.lines.first
    {
      var joined = title
      joined.text += gap(between: title.text.last, and: more.text.first)
      joined.append(more)
      result[result.count - 1].lines = [joined]
    } else {
      result.append(WordBlock(hasTitle ? .text : .title, block.lines))
      hasTitle = true
    }
  }
  return result
}

/// How much lower than in Word the headings stand.
///
/// A plan's title is its level-one heading. Beside a title of its own, `标题 1` is `##`; and where
/// one `标题 1` stands below other text, without a heading under it, that text is the title.
private func headingShift(_ blocks: [WordBlock]) -> Int {
  if blocks.contains(where: { $0.role == .title }) { return 1 }
  let headings = blocks.filter { if case .heading = $0.role { true } else { false } }
  let isAlone = headings.count == 1 && headings.first?.role == .heading(1)
  return isAlone && blocks.first?.role != .heading(1) ? 1 : 0
}

/// Nothing between Chinese characters, a space between words.
func gap(between before: Character?, and after: Character?) -> String {
  func isWide(_ character: Character?) -> Bool {
    character?.unicodeScalars.first.map { $0.value >= 0x2E80 } ?? true
  }
  return isWide(before) || isWide(after) ? "" : " "
}
