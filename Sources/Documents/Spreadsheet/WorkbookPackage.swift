/// The parts of a workbook that say something.
struct WorkbookPackage {
  struct Sheet {
    var name: String
    var path: String
    var content: [UInt8]
  }
  /// The visible ones, in order.
  private(set) var sheets: [Sheet] = []
  private var strings: [String] = []
  /// By style of a cell: whether its number is a date or a time.
  private var isDate: [Bool] = []
  private var startsIn1904 = false

  init(_ bytes: [UInt8], _ limits: WorkbookLimits) throws(WordProblem) {
    let parts = try WordPackage.unpack(bytes, limits.parts) { path in
      let steps = path.split(separator: "/")
      let name = steps.last ?? ""
      if name.hasSuffix(".rels") { return steps.count <= 3 && steps.dropLast().last == "_rels" }
      let unread = ["drawings", "charts", "theme", "media", "pivotCache", "docProps", "customXml"]
      return name.hasSuffix(".xml") && steps.count <= 3
        && !steps.contains { unread.contains(String($0)) }
    }
    let roots = try WordPackage.relationships(parts, of: "", limits.parts)
    let main = roots.first { $0.type == "officeDocument" }?.target ?? "xl/workbook.xml"
    guard let content = parts[main] else { throw .notWord(.zip) }
    let book = try readXML(content, part: main, limits.parts)
    guard book.name == "s:workbook" else { throw .notWord(.zip) }
    let related = try WordPackage.relationships(parts, of: main, limits.parts)
    if let path = related.first(where: { $0.type == "sharedStrings" })?.target,
      let content = parts[path]
    {
      strings = try Self.sharedStrings(content, path, limits)
    }
    if let path = related.first(where: { $0.type == "styles" })?.target, let content = parts[path] {
      isDate = SpreadsheetDate.styles(try readXML(content, part: path, limits.parts))
    }
    startsIn1904 = ["1", "true"].contains(book.child("s:workbookPr")?["date1904"] ?? "")
    let targets = Dictionary(related.map { ($0.id, $0) }) { first, _ in first }
    for node in book.child("s:sheets")?.children ?? [] where node.name == "s:sheet" {
      guard ["hidden", "veryHidden"].contains(node["state"] ?? "") == false,
        let target = node["id"].flatMap({ targets[$0] }), target.type == "worksheet",
        let content = parts[target.target]
      else { continue }
      guard sheets.count < limits.sheets else { throw .tooLarge }
      sheets.append(
        Sheet(name: node["name"] ?? "", path: target.target, content: content))
    }
    guard !sheets.isEmpty else { throw .damaged(part: main) }
  }

  private static func sharedStrings(
    _ content: [UInt8], _ path: String, _ limits: WorkbookLimits
  ) throws(WordProblem) -> [String] {
    var reader = try xmlReader(content, part: path, limits.parts)
    var strings: [String] = []
    while let item = try reader.next(["s:si"]) {
      guard strings.count < limits.sharedStrings else { throw .tooLarge }
      strings.append(richText(item, limits))
    }
    return strings
  }

  /// The text of a string, also of one in several styles; how to pronounce it is left out.
  private static func richText(_ item: XMLNode, _ limits: WorkbookLimits) -> String {
    let runs = item.children.flatMap { child -> [String] in
      switch child.name {
      case "s:t": [child.text]
      case "s:r": child.children.filter { $0.name == "s:t" }.map(\.text)
      default: []
      }
    }
    return String(runs.joined().prefix(limits.cell))
  }

  // MARK: - One sheet

  func read(
    _ sheet: Sheet, _ limits: WorkbookLimits
  ) throws(WorkbookProblem) -> SheetTable {
    do throws(WordProblem) {
      return try table(sheet, limits)
    } catch {
      if case .notWord(nil) = error {
        throw .tooManyRows(sheet: sheet.name, limit: limits.rows)
      }
      throw WorkbookProblem(error)
    }
  }

  /// - Throws: `.notWord(nil)` for too many rows, which no other trouble of a part is.
  private func table(
    _ sheet: Sheet, _ limits: WorkbookLimits
  ) throws(WordProblem) -> SheetTable {
    var table = SheetTable(name: sheet.name, rows: [], notes: [])
    var merged: [CellRange] = []
    var line = 0
    var reader = try xmlReader(sheet.content, part: sheet.path, limits.parts)
    while let node = try reader.next(["s:row", "s:mergeCell"]) {
      if node.name == "s:mergeCell" {
        if let range = node["ref"].flatMap(CellRange.init), merged.count < limits.rows {
          merged.append(range)
        }
        continue
      }
      line = max(line + 1, node["r"].flatMap { Int($0) } ?? 0)
      let cells = try row(node, line, limits, &table.notes)
      guard cells.contains(where: { !$0.isEmpty }) else { continue }
      guard table.rows.count < limits.rows else { throw .notWord(nil) }
      table.rows.append((line, cells))
    }
    fill(merged, into: &table, limits)
    table.notes.sort { ($0.line, $0.column) < ($1.line, $1.column) }
    table.notes = Array(table.notes.prefix(limits.notes))
    return table
  }

  private func row(
    _ node: XMLNode, _ line: Int, _ limits: WorkbookLimits, _ notes: inout [CellNote]
  ) throws(WordProblem) -> [String] {
    var cells: [String] = []
    for cell in node.children where cell.name == "s:c" {
      let column = cell["r"].flatMap(CellRange.place)?.column ?? cells.count + 1
      // What stands far to the right is no column of a list.
      guard column <= limits.columns else { continue }
      let (text, kind) = value(of: cell, limits)
      if let kind, notes.count < limits.notes {
        notes.append(CellNote(line: line, column: column, kind: kind))
      }
      guard !text.isEmpty else { continue }
      while cells.count < column { cells.append("") }
      cells[column - 1] = text
    }
    return cells
  }

  private func value(
    of cell: XMLNode, _ limits: WorkbookLimits
  ) -> (text: String, note: CellNote.Kind?) {
    let stored = cell.child("s:v")?.text ?? ""
    let isFormula = cell.child("s:f") != nil
    if cell["t"] == "e" { return ("", .error) }
    if isFormula && stored.isEmpty { return ("", .formulaWithoutValue) }
    let text: String
    switch cell["t"] {
    case "s": text = Int(stored).flatMap { strings.indices.contains($0) ? strings[$0] : nil } ?? ""
    case "inlineStr": text = cell.child("s:is").map { Self.richText($0, limits) } ?? ""
    case "str", "b", "d": text = String(stored.prefix(limits.cell))
    default:
      if let style = cell["s"].flatMap({ Int($0) }), isDate.indices.contains(style), isDate[style],
        let date = SpreadsheetDate.text(stored, from1904: startsIn1904)
      {
        return (date, .date)
      }
      text = plainNumber(String(stored.prefix(limits.cell)))
    }
    return (text, isFormula ? .formula : nil)
  }

  /// Gives the value of merged cells to each row below the first, in their first column.
  private func fill(
    _ ranges: [CellRange], into table: inout SheetTable, _ limits: WorkbookLimits
  ) {
    let index = Dictionary(
      table.rows.enumerated().map { ($1.line, $0) }, uniquingKeysWith: { first, _ in first })
    // Ranges of a whole file may overlap; each cell is filled at most once.
    var room = limits.rows * 4
    for range in ranges where range.column <= limits.columns && range.first < range.last {
      guard let top = index[range.first],
        table.rows[top].cells.indices.contains(range.column - 1)
      else { continue }
      let text = table.rows[top].cells[range.column - 1]
      guard !text.isEmpty else { continue }
      for row in table.rows[(top + 1)...].indices {
        guard table.rows[row].line <= range.last, room > 0 else { break }
        room -= 1
        while table.rows[row].cells.count < range.column { table.rows[row].cells.append("") }
        if table.rows[row].cells[range.column - 1].isEmpty {
          table.rows[row].cells[range.column - 1] = text
        }
      }
      table.notes.append(CellNote(line: range.first, column: range.column, kind: .merged))
    }
  }
}

/// `A2:B5`: rows and first column, from 1.
struct CellRange {
  var first: Int
  var last: Int
  var column: Int

  init?(_ text: String) {
    let corners = text.split(separator: ":").map { Self.place(String($0)) }
    guard corners.count == 2, let start = corners[0], let end = corners[1] else { return nil }
    first = min(start.line, end.line)
    last = max(start.line, end.line)
    column = min(start.column, end.column)
  }

  /// `C12`: column 3, line 12. Nothing beyond what a sheet can have (XFD1048576).
  static func place(_ text: String) -> (column: Int, line: Int)? {
    var column = 0
    var rest = text.utf8[...]
    while let letter = rest.first, (0x41...0x5A).contains(letter) {
      column = column * 26 + Int(letter) - 0x40
      guard column <= 16_384 else { return nil }
      rest = rest.dropFirst()
    }
    guard column > 0, rest.count <= 7, let line = Int(String(rest) ?? ""),
      (1...1_048_576).contains(line)
    else { return nil }
    return (column, line)
  }
}

/// A stored number as somebody would write it: `1.3812345678E10` is 13812345678.
func plainNumber(_ text: String) -> String {
  guard text.utf8.contains(where: { $0 == 0x45 || $0 == 0x65 || $0 == 0x2E }),
    let number = Double(text), number.magnitude < 1e15, number == number.rounded()
  else { return text }
  return "\(Int64(number))"
}
