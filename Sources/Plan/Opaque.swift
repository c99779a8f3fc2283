/// Which lines can be no heading, field or activity: code, box drawings, tables of contents.
struct Opaque {
  enum Reason { case code, contents, frontMatter }

  private(set) var reasons: [Reason?]
  /// `title:` of YAML front matter, with its line.
  private(set) var title: (line: Int, text: Scalars)?

  init(_ source: Source) {
    reasons = Array(repeating: nil, count: source.lines.count)
    let start = frontMatter(source)
    code(source, from: start)
    contents(source)
  }

  subscript(line: Int) -> Reason? { line < reasons.count ? reasons[line] : nil }

  /// `---`, keys, `---` at the very start; gives the first line behind it.
  private mutating func frontMatter(_ source: Source) -> Int {
    guard let first = source.lines.first, first.trimmed.string == "---" else { return 0 }
    for line in 1..<max(min(source.lines.count, 200), 1) {
      let text = source.lines[line].trimmed
      if text.count == 3, text.allSatisfy({ $0 == "-" || $0 == "." }) {
        for inside in 0...line { reasons[inside] = .frontMatter }
        return line + 1
      }
      if let value = text.dropping("title:") {
        var slice = value.trimmed
        if let quote = slice.first, quote == "\"" || quote == "'", slice.last == quote,
          slice.count > 1
        {
          slice = slice.dropFirst().dropLast().trimmed
        }
        if !slice.isEmpty { title = (line, slice) }
      } else if !text.isEmpty, !text.contains(":"), text.first != "-", text.first != "#" {
        break
      }
    }
    title = nil
    return 0
  }

  private mutating func code(_ source: Source, from start: Int) {
    var fence: (scalar: Unicode.Scalar, count: Int)?
    var afterBlank = true
    for line in start..<max(source.lines.count, start) {
      let raw = source.lines[line]
      let text = raw.trimmed
      guard let first = text.first else {
        if fence != nil { reasons[line] = .code }
        afterBlank = true
        continue
      }
      if first == "`" || first == "~" {
        let count = text.prefix { $0 == first }.count
        if let open = fence {
          reasons[line] = .code
          if open.scalar == first, count >= open.count, count == text.count { fence = nil }
          continue
        }
        if count >= 3, !text.dropFirst(count).contains("`") {
          fence = (first, count)
          reasons[line] = .code
          continue
        }
      }
      if fence != nil {
        reasons[line] = .code
        continue
      }
      if first == "$", text.dropFirst().first?.isBlank == true { reasons[line] = .code }
      if (0x2500...0x259F).contains(first.value) { reasons[line] = .code }
      // Indented code has no Chinese; Chinese text is often indented by blanks.
      var indent = 0
      for scalar in raw.prefix(8) {
        if scalar == " " { indent += 1 } else if scalar == "\t" { indent += 4 } else { break }
      }
      let before = line > 0 && reasons[line - 1] == .code
      if indent >= 4, afterBlank || before, !text.prefix(200).contains(where: { $0.isHan }) {
        if first == "#" || Numbering.mark(text)?.isListLike ?? true { reasons[line] = .code }
      }
      afterBlank = false
    }
  }

  /// A table of contents counts nothing: from 目录 to where its first entry comes again, or as
  /// long as lines look like entries.
  private mutating func contents(_ source: Source) {
    var line = 0
    while line < source.lines.count {
      defer { line += 1 }
      guard reasons[line] == nil else { continue }
      if hasLeader(source.lines[line]) {
        reasons[line] = .contents
        continue
      }
      var text = source.lines[line].trimmed
      guard text.count <= 30 else { continue }
      while text.first == "#" { text = text.dropFirst() }
      text = text.unemphasized
      if text.first == "【", text.last == "】" { text = text.dropFirst().dropLast() }
      guard FieldNames.isContents(text) else { continue }
      guard let first = nextFilled(source, line + 1) else { continue }
      let entry = Self.entry(source.lines[first])
      guard !entry.isEmpty else { continue }
      let again = repetition(source, of: entry, after: first)
      reasons[line] = .contents
      var index = line + 1
      while index < source.lines.count {
        if let again {
          if index >= again { break }
          let text = source.lines[index].trimmed
          if text.count <= 400,
            FieldLine.read(text, beforeHeadings: true).contains(where: { $0.member != nil })
          {
            break
          }
        } else {
          let text = source.lines[index].trimmed
          if !text.isEmpty, !looksLikeEntry(text) { break }
        }
        if reasons[index] == nil, !source.lines[index].trimmed.isEmpty {
          reasons[index] = .contents
        }
        index += 1
      }
      line = index - 1
      // One table of contents is enough; more would make the search quadratic.
      return
    }
  }

  private func nextFilled(_ source: Source, _ start: Int) -> Int? {
    for line in start..<max(min(source.lines.count, start + 5), start)
    where !source.lines[line].trimmed.isEmpty {
      return line
    }
    return nil
  }

  private func repetition(_ source: Source, of entry: String, after line: Int) -> Int? {
    for other in (line + 1)..<max(source.lines.count, line + 1)
    where source.lines[other].count < 300 {
      if Self.entry(source.lines[other]) == entry { return other }
    }
    return nil
  }

  private func looksLikeEntry(_ text: Scalars) -> Bool {
    if hasLeader(text) { return true }
    if let first = text.first, "-*+".unicodeScalars.contains(first) {
      let rest = text.dropFirst().trimmed
      return rest.first == "[" && rest.last == ")"
    }
    guard let last = text.last else { return false }
    if text.first == "[" && last == ")" { return true }
    guard last.digit != nil else { return false }
    let before = text.reversed().drop { $0.digit != nil }.first
    return before == "\t" || before == "\u{3000}"
  }

  /// Dots or dashes that lead to a page number.
  private func hasLeader(_ line: Scalars) -> Bool {
    let text = line.trimmed.suffix(60)
    guard let last = text.last, last.digit != nil else { return false }
    var dots = 0
    for scalar in text.reversed().drop(while: { $0.digit != nil || $0.isBlank }) {
      guard ".．…·•-".unicodeScalars.contains(scalar) || scalar.isBlank else { break }
      if !scalar.isBlank { dots += scalar == "…" ? 3 : 1 }
    }
    return dots >= 4
  }

  /// An entry without list mark, link, leader, page number and `#`.
  private static func entry(_ line: Scalars) -> String {
    var text = line.trimmed
    guard text.count < 300 else { return "" }
    while let first = text.first, "#-*+".unicodeScalars.contains(first) || first.isBlank {
      text = text.dropFirst()
    }
    if text.first == "[", let close = text.firstIndex(of: "]") {
      text = text[(text.startIndex + 1)..<close]
    }
    text = text.unemphasized
    while let last = text.last,
      last.digit != nil || last.isBlank || ".．…·•-".unicodeScalars.contains(last)
    {
      text = text.dropLast()
    }
    return text.key
  }
}
