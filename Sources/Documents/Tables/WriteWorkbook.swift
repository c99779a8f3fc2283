import CXLSXWriter
import Foundation

/// What a workbook's sheets are printed on.
public enum SheetPaper: Sendable {
  case a4, a3

  fileprivate var code: UInt8 { self == .a4 ? 9 : 8 }
}

/// A workbook that could not be written: the disk is full, or its folder refuses.
public struct WorkbookWritingProblem: Error, Equatable, Sendable {
  /// The library's own words.
  public var words: String
}

/// Writes tables as an Excel workbook (.xlsx), a sheet each.
///
/// Numbers are numbers with a format, dates are dates, and texts are texts: no cell is ever a formula
/// or a link, whatever it begins with. A sheet has its title, a head row that stays in sight and is
/// printed on every page, columns as wide as Chinese needs, and page numbers. The same tables give the
/// same bytes.
///
/// - Parameter tables: at least one.
///
/// Source: ECMA-376; libxlsxwriter 1.1.
public func workbook(
  _ tables: [DataTable], paper: SheetPaper = .a4
) throws(WorkbookWritingProblem) -> [UInt8] {
  precondition(!tables.isEmpty, "a workbook has at least one sheet")
  // The library writes to a path; names stay in a folder of our own until they are read back.
  let folder = FileManager.default.temporaryDirectory.appending(
    path: "guildhall-\(UUID().uuidString)", directoryHint: .isDirectory)
  defer { try? FileManager.default.removeItem(at: folder) }
  do {
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  } catch { throw WorkbookWritingProblem(words: error.localizedDescription) }
  let file = folder.appending(path: "book.xlsx")
  try write(tables, paper, to: file.path, scratch: folder.path)
  guard let bytes = try? Data(contentsOf: file) else { throw WorkbookWritingProblem(words: "read") }
  return [UInt8](bytes)
}

private func write(
  _ tables: [DataTable], _ paper: SheetPaper, to path: String, scratch: String
) throws(WorkbookWritingProblem) {
  let book = scratch.withCString { folder -> UnsafeMutablePointer<lxw_workbook>? in
    // The library may write to it in no case; its type is older than const.
    var options = lxw_workbook_options()
    options.tmpdir = UnsafeMutablePointer(mutating: folder)
    return workbook_new_opt(path, &options)
  }
  guard let book else { throw WorkbookWritingProblem(words: "no memory") }
  var properties = lxw_doc_properties()
  // Else the library writes the time at which it ran.
  properties.created = 1
  workbook_set_properties(book, &properties)
  var formats = Formats(book)
  var names: [String] = []
  for table in tables {
    names.append(sheetName(table.title, besides: names))
    guard let sheet = workbook_add_worksheet(book, names.last) else {
      workbook_close(book)
      throw WorkbookWritingProblem(words: "sheet \(names.count)")
    }
    fill(sheet, table, paper, &formats)
  }
  let problem = workbook_close(book)
  if problem != LXW_NO_ERROR {
    throw WorkbookWritingProblem(words: lxw_strerror(problem).map { String(cString: $0) } ?? "")
  }
}

// MARK: - A sheet

private func fill(
  _ sheet: UnsafeMutablePointer<lxw_worksheet>, _ table: DataTable, _ paper: SheetPaper,
  _ formats: inout Formats
) {
  let widths = table.columnWidths
  for (column, width) in widths.enumerated() {
    worksheet_set_column(sheet, UInt16(column), UInt16(column), width, nil)
  }
  put(.text(table.title), 0, 0, formats.title, sheet)
  worksheet_set_row(sheet, 0, 26, nil)
  for (column, head) in table.columns.enumerated() {
    let format = formats.head(head.kind.isNumeric)
    put(.text(head.name), 1, column, format, sheet)
  }
  var row = 2
  for cells in table.rows + (table.totals.isEmpty ? [] : [table.totals]) {
    let isTotal = row == table.rows.count + 2
    for column in table.columns.indices {
      let cell = cells.indices.contains(column) ? cells[column] : .none
      put(cell, row, column, formats.cell(cell, isTotal: isTotal), sheet)
    }
    row += 1
  }
  for note in table.notes {
    put(.text(note), row, 0, formats.note, sheet)
    row += 1
  }
  worksheet_freeze_panes(sheet, 2, 0)
  worksheet_gridlines(sheet, UInt8(LXW_HIDE_ALL_GRIDLINES.rawValue))
  worksheet_set_paper(sheet, paper.code)
  // A4 upright takes about 90 digits beside one another.
  if widths.reduce(0, +) > 95 { worksheet_set_landscape(sheet) }
  worksheet_fit_to_pages(sheet, 1, 0)
  worksheet_repeat_rows(sheet, 0, 1)
  worksheet_set_margins(sheet, 0.6, 0.6, 0.7, 0.7)
  worksheet_set_footer(sheet, "&C&P / &N")
}

private func put(
  _ cell: DataTable.Cell, _ row: Int, _ column: Int, _ format: UnsafeMutablePointer<lxw_format>?,
  _ sheet: UnsafeMutablePointer<lxw_worksheet>
) {
  let (row, column) = (UInt32(row), UInt16(column))
  func number(_ value: Double) {
    guard value.isFinite else {
      worksheet_write_blank(sheet, row, column, format)
      return
    }
    worksheet_write_number(sheet, row, column, value, format)
  }
  func moment(_ year: Int, _ month: Int, _ day: Int, _ minutes: Int) {
    var time = lxw_datetime(
      year: Int32(year), month: Int32(month), day: Int32(day), hour: Int32(minutes / 60),
      min: Int32(minutes % 60), sec: 0)
    worksheet_write_datetime(sheet, row, column, &time, format)
  }
  switch cell {
  case .none: worksheet_write_blank(sheet, row, column, format)
  case .text(let text): worksheet_write_string(sheet, row, column, cellText(text), format)
  case .number(let value): number(Double(value))
  case .percent(let value), .decimal(let value), .coefficient(let value): number(value)
  case .hours(let hundredths): number(Double(hundredths) / 100)
  case .date(let year, let month, let day): moment(year, month, day, 0)
  case .time(let minutes): number(Double(minutes) / 1_440)
  case .moment(let year, let month, let day, let minutes): moment(year, month, day, minutes)
  }
}

// MARK: - Formats

/// Made once for a workbook; of each kind of cell one plain and one of a row of sums.
private struct Formats {
  private let book: UnsafeMutablePointer<lxw_workbook>
  private var made: [String: UnsafeMutablePointer<lxw_format>] = [:]
  let title: UnsafeMutablePointer<lxw_format>?
  let note: UnsafeMutablePointer<lxw_format>?

  init(_ book: UnsafeMutablePointer<lxw_workbook>) {
    self.book = book
    title = Self.plain(book)
    format_set_bold(title)
    format_set_font_size(title, 14)
    note = Self.plain(book)
    format_set_font_color(note, 0x555555)
  }

  private static func plain(
    _ book: UnsafeMutablePointer<lxw_workbook>
  ) -> UnsafeMutablePointer<lxw_format>? {
    let format = workbook_add_format(book)
    format_set_font_name(format, "Microsoft YaHei")
    format_set_font_size(format, 10.5)
    format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_CENTER.rawValue))
    return format
  }

  private mutating func format(
    _ key: String, _ make: (UnsafeMutablePointer<lxw_format>?) -> Void
  ) -> UnsafeMutablePointer<lxw_format>? {
    if let format = made[key] { return format }
    let format = Self.plain(book)
    format_set_text_wrap(format)
    format_set_border(format, UInt8(LXW_BORDER_THIN.rawValue))
    format_set_border_color(format, 0x999999)
    make(format)
    made[key] = format
    return format
  }

  mutating func head(_ isNumeric: Bool) -> UnsafeMutablePointer<lxw_format>? {
    format("head \(isNumeric)") { format in
      format_set_bold(format)
      format_set_bg_color(format, 0xEEEEEE)
      if isNumeric { format_set_align(format, UInt8(LXW_ALIGN_RIGHT.rawValue)) }
    }
  }

  mutating func cell(
    _ cell: DataTable.Cell, isTotal: Bool
  ) -> UnsafeMutablePointer<lxw_format>? {
    let code = cell.numberFormat
    return format("\(code) \(isTotal)") { format in
      if !code.isEmpty { format_set_num_format(format, code) }
      if isTotal { format_set_bold(format) }
    }
  }
}

extension DataTable.Cell {
  fileprivate var numberFormat: String {
    switch self {
    case .none, .text: ""
    case .number: "0"
    case .percent: "0%"
    case .hours: "General"
    case .decimal: "0.0"
    case .coefficient: "0.00"
    case .date: "yyyy-mm-dd"
    // With brackets the end of a day is 24:00, as a page and a CSV file have it.
    case .time(let minutes): minutes < 1_440 ? "hh:mm" : "[hh]:mm"
    case .moment: "yyyy-mm-dd hh:mm"
    }
  }
}

extension DataTable.Kind {
  /// Whether its heads stand over figures.
  public var isNumeric: Bool { self != .text }
}

// MARK: - Names, texts, widths

/// A sheet's name as Excel takes it: 1 to 31 UTF-16 units, none of `[ ] : * ? / \`, no apostrophe at an
/// end, not `History`, and no other sheet's in any case of letters.
///
/// Source: Microsoft, *Rename a worksheet*.
func sheetName(_ title: String, besides others: [String]) -> String {
  let clean = title.unicodeScalars.map { scalar -> String in
    switch scalar {
    case "[": "（"
    case "]": "）"
    case ":": "："
    case "/", "\\", "*", "?": " "
    default:
      scalar.value < 0x20 || scalar.value >= 0xFFFE && scalar.value <= 0xFFFF
        ? " " : String(scalar)
    }
  }.joined()
  let taken = Set(others.map { $0.lowercased() } + ["history"])
  for number in 1... {
    let ending = number == 1 ? "" : " \(number)"
    var name = clean.trimmingCharacters(in: CharacterSet(charactersIn: " '"))
    while name.utf16.count + ending.utf16.count > 31 { name.removeLast() }
    name = name.trimmingCharacters(in: CharacterSet(charactersIn: " '"))
    if name.isEmpty { name = "Sheet" }
    if !taken.contains((name + ending).lowercased()) { return name + ending }
  }
  preconditionFailure("numbers do not end")
}

/// What a cell may hold: at most 32,767 UTF-16 units, nothing that XML has no sign for; and a text that
/// looks like the file's own escape (`_x0041_`) stays itself.
func cellText(_ text: String) -> String {
  var result = ""
  var units = 0
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0...8, 0xB...0x1F, 0xFFFE, 0xFFFF: continue
    default: break
    }
    let size = scalar.value > 0xFFFF ? 2 : 1
    if units + size > 32_767 { break }
    units += size
    result.unicodeScalars.append(scalar)
  }
  guard result.contains("_x") else { return result }
  return result.replacing(#/_(?=x[0-9A-Fa-f]{4}_)/#, with: "_x005F_")
}

extension DataTable {
  /// In digits of the sheet's type; a Chinese character is two wide. What is longer wraps.
  var columnWidths: [Double] {
    columns.indices.map { column in
      let cells = rows + [totals]
      let shown = cells.compactMap { $0.indices.contains(column) ? $0[column].shown : nil }
      let longest = (shown + [columns[column].name]).map(digits).max() ?? 0
      return Double(min(max(longest + 3, 7), 52))
    }
  }
}

/// The longest of a text's lines, in digits.
private func digits(_ text: String) -> Int {
  text.split(whereSeparator: \.isNewline).map { line in
    line.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x1100 ? 2 : 1) }
  }.max() ?? 0
}
