import Documents
import People

/// A roster on its way 导入中的名册: the sheets of what was chosen or pasted, as text, so that a page can
/// carry them from the preview to the taking. Nothing of it is kept on the server.
struct RosterUpload {
  struct Sheet: Equatable {
    var name: String
    /// A line each, cells behind tabs; blank lines keep the numbers right.
    var text: String
    var notes: [CellNote] = []
  }
  /// A key of the string tables and its arguments.
  struct Problem: Error, Equatable {
    var key: String
    var arguments: [String] = []
  }

  static let byteLimit = 20 << 20
  /// Characters of all sheets together; a roster of 20,000 has some two million.
  static let textLimit = 12 << 20
  /// People of one roster: as many as a class may have.
  static let rowLimit = 20_000

  var sheets: [Sheet]
  var chosen = 0

  /// What was chosen or pasted for the first time.
  init(file: FormPart?, pasted: String) throws(Problem) {
    if let file {
      sheets = try Self.read(file)
    } else {
      sheets = [Sheet(name: "", text: pasted)]
    }
    // A workbook may open with a cover: the first sheet with names is the one that is meant.
    let tables = sheets.map { RosterTable($0.text) }
    chosen =
      tables.firstIndex { $0.head != nil } ?? tables.firstIndex { !$0.lines.isEmpty } ?? 0
    try check()
  }

  /// What a preview sent back.
  init(_ form: Form) throws(Problem) {
    let names = form.all("sheetName")
    let notes = form.all("notes")
    sheets = form.all("sheet").enumerated().map { index, text in
      Sheet(
        name: names.indices.contains(index) ? String(names[index].prefix(100)) : "",
        text: Site.lineFeeds(text),
        notes: notes.indices.contains(index) ? Self.notes(notes[index]) : [])
    }
    guard !sheets.isEmpty else { throw Problem(key: "roster.wrong.nothing") }
    chosen = min(max(0, Int(form["chosen"]) ?? 0), sheets.count - 1)
    try check()
  }

  var sheet: Sheet { sheets[chosen] }
  var table: RosterTable { RosterTable(sheet.text) }

  private func check() throws(Problem) {
    guard sheets.reduce(0, { $0 + $1.text.utf8.count }) <= Self.textLimit else {
      throw Problem(key: "roster.wrong.large", arguments: ["\(Self.rowLimit)"])
    }
    let lines = table.lines.count
    guard lines > 0 else { throw Problem(key: "roster.wrong.nothing") }
    guard lines <= Self.rowLimit else {
      throw Problem(key: "roster.wrong.rows", arguments: [sheet.name, "\(Self.rowLimit)"])
    }
  }

  // MARK: - Files

  private static func read(_ file: FormPart) throws(Problem) -> [Sheet] {
    let name = file.filename ?? ""
    switch FileKind(file.bytes) {
    case nil:
      do throws(DecodingProblem) {
        return [Sheet(name: "", text: try decode(file.bytes).text)]
      } catch {
        throw Problem(key: "roster.wrong.encoding", arguments: [name])
      }
    case .xlsx, .zip, .encryptedOffice:
      do throws(WorkbookProblem) {
        var limits = WorkbookLimits()
        // A title and a head row may stand above the people.
        limits.rows = rowLimit + 10
        return try readWorkbook(file.bytes, limits: limits).map(sheet)
      } catch {
        throw problem(error, name)
      }
    case .xls: throw Problem(key: "roster.wrong.old", arguments: [name])
    default: throw Problem(key: "roster.wrong.kind", arguments: [name])
    }
  }

  private static func problem(_ problem: WorkbookProblem, _ name: String) -> Problem {
    switch problem {
    case .notWorkbook: Problem(key: "roster.wrong.kind", arguments: [name])
    case .encrypted: Problem(key: "roster.wrong.password", arguments: [name])
    case .damaged, .declaresEntities: Problem(key: "roster.wrong.damaged", arguments: [name])
    case .tooLarge: Problem(key: "roster.wrong.large", arguments: ["\(rowLimit)"])
    case .tooManyRows(let sheet, _):
      Problem(key: "roster.wrong.rows", arguments: [sheet, "\(rowLimit)"])
    }
  }

  private static func sheet(_ table: SheetTable) -> Sheet {
    var lines: [String] = []
    for row in table.rows {
      while lines.count < row.line - 1, lines.count < rowLimit * 2 { lines.append("") }
      // The tab at the end tells a line of one cell from running text.
      lines.append(row.cells.map(cell).joined(separator: "\t") + "\t")
    }
    return Sheet(
      name: table.name, text: lines.joined(separator: "\n") + "\n", notes: table.notes)
  }

  private static func cell(_ text: String) -> String {
    let line = String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
    return line.contains("\"") ? "\"" + line.replacing("\"", with: "\"\"") + "\"" : line
  }

  // MARK: - Notes on their way

  /// `2:1:merged 5:3:formula`
  static func text(of notes: [CellNote]) -> String {
    notes.map { "\($0.line):\($0.column):\($0.kind)" }.joined(separator: " ")
  }

  private static func notes(_ text: String) -> [CellNote] {
    text.split(separator: " ").prefix(WorkbookLimits().notes).compactMap { note in
      let parts = note.split(separator: ":")
      guard parts.count == 3, let line = Int(parts[0]), let column = Int(parts[1]),
        let kind = CellNote.Kind.allCases.first(where: { "\($0)" == parts[2] })
      else { return nil }
      return CellNote(line: line, column: column, kind: kind)
    }
  }
}
