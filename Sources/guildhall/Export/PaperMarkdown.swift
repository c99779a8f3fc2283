import Classroom

/// A paper as Markdown (CommonMark with GFM tables).
struct PaperMarkdown {
  let paper: Paper

  var text: String {
    var blocks = ["# " + escaped(paper.title), "*\(escaped(paper.kind))*"]
    blocks += paper.facts.map(escaped)
    blocks += paper.blocks.map(block)
    return blocks.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  private func block(_ block: Paper.Block) -> String {
    switch block {
    case .heading(let level, let title):
      String(repeating: "#", count: level + 1) + " " + escaped(title)
    case .paragraph(let text): escaped(text)
    case .markdown(let text, let level): lowered(text, by: level + 1)
    case .list(let items, let isOrdered):
      items.enumerated().map { index, item in
        let mark = isOrdered ? "\(index + 1). " : "- "
        let indent = String(repeating: " ", count: mark.count)
        return mark + escaped(item).split(separator: "\n").joined(separator: "\n" + indent)
      }.joined(separator: "\n")
    case .choices(let texts):
      texts.enumerated().map { "- \(choiceLetter($0)). \(escaped($1))" }.joined(separator: "\n")
    case .table(let table): self.table(table)
    case .ruled(let count):
      Array(repeating: String(repeating: "\\_", count: 30), count: count).joined(separator: "\n\n")
    case .pageBreak: ""
    }
  }

  private func table(_ table: Paper.Table) -> String {
    func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    func cell(_ paragraphs: [String]) -> String {
      paragraphs.map {
        escaped($0).replacing("|", with: "\\|").split(separator: "\n").joined(separator: "<br>")
      }.joined(separator: "<br>")
    }
    let rows = table.rows.map { line in
      switch line {
      case .cells(let cells, _): row(cells.map(cell))
      case .group(let title):
        row(["", "**\(cell([title]))**"] + Array(repeating: "", count: table.head.count - 2))
      }
    }
    return ([row(table.head.map { cell([$0]) }), row(table.head.map { _ in "---" })] + rows)
      .joined(separator: "\n")
  }

  /// Plain text with what Markdown would take for a sign escaped.
  private func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      if "\\`*_[]<>".contains(character) { result.append("\\") }
      result.append(character)
    }
    // A paragraph that begins like a list or a heading.
    guard let first = result.first else { return result }
    if "#+-".contains(first) { return "\\" + result }
    let digits = result.prefix { ("0"..."9").contains($0) }
    if !digits.isEmpty, let next = result.dropFirst(digits.count).first, ".)".contains(next) {
      return digits + "\\" + result.dropFirst(digits.count)
    }
    return result
  }

  /// Headings outside code, some levels lower.
  private func lowered(_ text: String, by levels: Int) -> String {
    var isCode = false
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      if line.hasPrefix("```") || line.hasPrefix("~~~") { isCode.toggle() }
      let count = line.prefix { $0 == "#" }.count
      guard !isCode, (1...6).contains(count), line.dropFirst(count).first?.isWhitespace == true
      else { return String(line) }
      return String(repeating: "#", count: min(count + levels, 6)) + line.dropFirst(count)
    }.joined(separator: "\n")
  }
}
