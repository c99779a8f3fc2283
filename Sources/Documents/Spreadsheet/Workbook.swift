/// A cell that is not simply what somebody typed; both count from 1.
public struct CellNote: Equatable, Sendable {
  public enum Kind: Sendable, Equatable, CaseIterable {
    /// A formula 公式: its last value was taken.
    case formula
    /// A formula that was never calculated: nothing was taken.
    case formulaWithoutValue
    /// An error such as `#REF!`: nothing was taken.
    case error
    /// Merged 合并单元格: the value was taken for each row that it spans.
    case merged
    /// A date: written out, though somebody may have typed 3-5 and meant no day.
    case date
  }
  public var line: Int
  public var column: Int
  public var kind: Kind

  public init(line: Int, column: Int, kind: Kind) {
    self.line = line
    self.column = column
    self.kind = kind
  }
}

/// One sheet 工作表 as rows of text.
public struct SheetTable: Equatable, Sendable {
  public var name: String
  /// By line from 1, those with anything in them, in order.
  public var rows: [(line: Int, cells: [String])]
  /// In order; at most `WorkbookLimits.notes`.
  public var notes: [CellNote]

  public static func == (a: SheetTable, b: SheetTable) -> Bool {
    a.name == b.name && a.notes == b.notes && a.rows.count == b.rows.count
      && zip(a.rows, b.rows).allSatisfy { $0.line == $1.line && $0.cells == $1.cells }
  }
}

/// What a workbook may be, so that reading one takes bounded time and memory.
public struct WorkbookLimits: Sendable {
  /// More rows than that are refused, not cut off: half a list would look like a whole one.
  public var rows = 20_000
  public var columns = 100
  /// Characters of one cell; more are cut off.
  public var cell = 500
  public var sheets = 20
  public var notes = 1_000
  public var sharedStrings = 400_000
  var parts: WordLimits

  public init() {
    parts = WordLimits()
    parts.zip = ZipLimits(entries: 200, totalBytes: 128 << 20, entryBytes: 96 << 20)
    parts.elements = 20_000_000
  }
}

/// Why a workbook was refused.
public enum WorkbookProblem: Error, Equatable, Sendable {
  /// A file of another kind; `nil` for one that looks like a text.
  case notWorkbook(FileKind?)
  /// It breaks off or contradicts itself; with the part, where one is to blame.
  case damaged(part: String?)
  /// With a password.
  case encrypted
  /// It declares document types or entities, which no workbook does.
  case declaresEntities(part: String)
  /// A sheet of more rows than `limit`.
  case tooManyRows(sheet: String, limit: Int)
  /// More sheets, columns or bytes than `WorkbookLimits` allow.
  case tooLarge

  init(_ problem: WordProblem) {
    self =
      switch problem {
      case .notWord(let kind): .notWorkbook(kind)
      case .damaged(let part): .damaged(part: part)
      case .encrypted: .encrypted
      case .declaresEntities(let part): .declaresEntities(part: part)
      case .tooDeep: .damaged(part: nil)
      case .tooLarge: .tooLarge
      }
  }
}

/// Reads the visible sheets of a workbook (.xlsx): values as text, as they stand in the file.
///
/// Of a formula its last value is taken, of merged cells the value for each row that they span;
/// numbers are written out without an exponent, so that a telephone number stays one, and dates as
/// 2026-03-05 or 2026-03-05 08:30. Hidden sheets, charts and macros are left out.
///
/// - Throws: `WorkbookProblem`; never for what a sheet says, only for what the file is.
///
/// Source: ECMA-376, 5th edition, Part 1 (18: SpreadsheetML) and Part 2 (packages).
public func readWorkbook(
  _ bytes: [UInt8], limits: WorkbookLimits = WorkbookLimits()
) throws(WorkbookProblem) -> [SheetTable] {
  let kind = FileKind(bytes)
  switch kind {
  case .xlsx, .zip: break
  case .encryptedOffice: throw .encrypted
  default: throw .notWorkbook(kind)
  }
  let package: WorkbookPackage
  do throws(WordProblem) {
    package = try WorkbookPackage(bytes, limits)
  } catch {
    throw WorkbookProblem(error)
  }
  var sheets: [SheetTable] = []
  for sheet in package.sheets {
    sheets.append(try package.read(sheet, limits))
  }
  return sheets
}
