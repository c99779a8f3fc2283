/// The tables 表格 of a document.
///
/// Source: ECMA-376 Part 1, 17.4 (`gridSpan` 17.4.17, `vMerge` 17.4.84, `gridBefore` 17.4.15).
extension WordReader {
  private struct Cell {
    var blocks: [WordBlock]
    var columns = 1
    /// How many tables are inside of it.
    var tables = 0

    var lines: [WordLine] { blocks.flatMap(\.lines) }
  }

  /// A table of data as a GFM table; one that only lays out a page as what it holds.
  mutating func table(_ node: XMLNode) throws(WordProblem) -> [WordBlock] {
    let rows = try rows(node.children).filter { !$0.isEmpty }
    let isLaidOut =
      rows.allSatisfy { $0.count == 1 }
      || rows.contains { row in
        row.contains(where: isLayout) || row.reduce(0) { $0 + $1.columns } > Self.columnsMax
      }
    return isLaidOut ? rows.flatMap(laidOut) : try gfm(rows)
  }

  private mutating func rows(_ nodes: [XMLNode]) throws(WordProblem) -> [[Cell]] {
    var found: [[Cell]] = []
    for node in nodes {
      guard node.name == "tr" else {
        found += try rows(wrapped(by: node))
        continue
      }
      let properties = node.child("trPr")
      if properties?.child("del") != nil {
        count(.trackedChanges)
        paragraphs += Self.paragraphs(in: node)
        continue
      }
      count(.trackedChanges, properties?.child("ins") == nil ? 0 : 1)
      let before = Self.columns(properties?.value("gridBefore"), least: 0)
      let gap = before > 0 ? [Cell(blocks: [], columns: before)] : []
      found.append(try gap + cells(node.children))
    }
    return found
  }

  private mutating func cells(_ nodes: [XMLNode]) throws(WordProblem) -> [Cell] {
    var found: [Cell] = []
    for node in nodes {
      guard node.name == "tc" else {
        found += try cells(wrapped(by: node))
        continue
      }
      let properties = node.child("tcPr")
      var cell = Cell(blocks: try story(node.children))
      cell.columns = Self.columns(properties?.value("gridSpan"), least: 1)
      cell.tables = node.children.count { $0.name == "tbl" }
      // What continues a merged cell shows nothing of its own.
      for merge in ["vMerge", "hMerge"] {
        if let child = properties?.child(merge), child["val"] ?? "continue" == "continue" {
          cell.blocks = []
        }
      }
      found.append(cell)
    }
    return found
  }

  /// Word has no more columns.
  private static let columnsMax = 63

  private static func columns(_ text: String?, least: Int) -> Int {
    min(max(text.flatMap { Int($0) } ?? least, least), columnsMax)
  }

  // MARK: - Data

  private func gfm(_ rows: [[Cell]]) throws(WordProblem) -> [WordBlock] {
    let lines = rows.map { row in row.flatMap(line) }
    let width = lines.map(\.count).max() ?? 0
    guard let head = rows.first, width > 0 else { return [] }
    let first = head.first?.lines.first?.spans.first?.paragraph ?? max(paragraphs, 1)
    var written: [WordLine] = []
    var size = 0
    for cells in lines {
      var line = WordLine("|", paragraph: written.last?.spans.last?.paragraph ?? first)
      line.spans = []
      for index in 0..<width {
        line.text += " "
        if index < cells.count { line.append(cells[index]) }
        line.text += line.text.hasSuffix(" ") ? "|" : " |"
      }
      if line.spans.isEmpty {
        line.spans = [.init(offset: 0, paragraph: written.last?.spans.last?.paragraph ?? first)]
      }
      written.append(line)
      size += line.text.utf8.count
      guard size <= limits.textBytes else { throw .tooLarge }
      if written.count == 1 {
        let dashes = "|" + String(repeating: " --- |", count: width)
        written.append(WordLine(dashes, paragraph: line.spans.first?.paragraph ?? first))
      }
    }
    return [WordBlock(.table, written)]
  }

  /// A cell's paragraphs in one line, and as many empty cells as it is wide.
  private func line(_ cell: Cell) -> [WordLine] {
    var whole = WordLine("", paragraph: 0)
    whole.spans = []
    for line in cell.lines {
      if !whole.text.isEmpty { whole.text += " " }
      var escaped = line
      escaped.text = line.text.split(separator: "|", omittingEmptySubsequences: false)
        .joined(separator: "\\|")
      escaped.spans = Array(line.spans.prefix(1))
      whole.append(escaped)
    }
    var empty = whole
    (empty.text, empty.spans) = ("", [])
    return [whole] + Array(repeating: empty, count: cell.columns - 1)
  }

  // MARK: - Layout

  /// Whether a cell holds more than a table of data has in one: a whole lesson, headings, a table.
  private func isLayout(_ cell: Cell) -> Bool {
    cell.tables > 0 || cell.lines.count > 3
      || cell.blocks.contains { $0.role != .text && !isBullet($0) }
  }

  private func isBullet(_ block: WordBlock) -> Bool {
    if case .bullet = block.role { return true }
    return false
  }

  /// A row of a form 表格式教案: a name and what belongs to it become `【名称】`.
  private func laidOut(_ row: [Cell]) -> [WordBlock] {
    let cells = row.filter { !$0.blocks.isEmpty }
    guard cells.count.isMultiple(of: 2) else { return cells.flatMap(\.blocks) }
    var blocks: [WordBlock] = []
    for index in stride(from: 0, to: cells.count, by: 2) {
      let value = cells[index + 1].blocks
      guard let name = name(cells[index]) else { return cells.flatMap(\.blocks) }
      if value.count == 1, value[0].role == .text, value[0].lines.count == 1 {
        var line = name
        line.append(value[0].lines[0])
        blocks.append(WordBlock(.text, [line]))
      } else {
        blocks.append(WordBlock(.text, [name]))
        blocks += value
      }
    }
    return blocks
  }

  private func name(_ cell: Cell) -> WordLine? {
    guard cell.lines.count == 1, let line = cell.lines.first else { return nil }
    let bare = line.text.filter { !$0.isWhitespace && !"*：:【】".contains($0) }
    guard !bare.isEmpty, bare.count <= 12, !bare.contains(where: \.isNumber) else { return nil }
    var name = line
    name.text = "【\(bare)】"
    return name
  }
}
