/// A table as a paper, a workbook and a CSV file give it: one value, so that they cannot disagree.
///
/// Numbers stay numbers up to where they are shown; nothing in it is a formula.
public struct DataTable: Equatable, Sendable {
  /// What a column holds: how its cells are set, and their format in a workbook.
  public enum Kind: String, Equatable, Sendable, CaseIterable {
    case text
    /// Whole numbers.
    case number
    /// Shares of one, `0...1`, shown as whole per cents.
    case percent
    /// Whole minutes.
    case minutes
    /// Credit hours 学时, at most two decimals and no needless zero.
    case hours
    /// Numbers with one decimal.
    case decimal
    /// Numbers with two decimals: a correlation, a gain.
    case coefficient
    case date
    /// A time of day.
    case time
    /// A day and a time of day.
    case moment
  }

  public struct Column: Equatable, Sendable {
    public var name: String
    public var kind: Kind
    public init(_ name: String, _ kind: Kind = .text) {
      self.name = name
      self.kind = kind
    }
  }

  /// A cell may differ from its column's kind: "fewer than five" in a column of numbers is a text.
  public enum Cell: Equatable, Sendable {
    case none
    case text(String)
    case number(Int)
    /// A share of one, `0...1`.
    case percent(Double)
    /// Hundredths of a credit hour.
    case hours(hundredths: Int)
    case decimal(Double)
    case coefficient(Double)
    /// Days as the proleptic Gregorian calendar has them; `month` and `day` from 1.
    case date(year: Int, month: Int, day: Int)
    /// Minutes from midnight; 1,440 is 24:00.
    case time(minutes: Int)
    /// A local day and minutes from its midnight.
    case moment(year: Int, month: Int, day: Int, minutes: Int)
  }

  /// What a file or a sheet of its own is called: ASCII letters, digits and hyphens, the same in every
  /// language.
  public var name: String
  public var title: String
  public var columns: [Column]
  /// Each as long as `columns`; a shorter one is filled with nothing.
  public var rows: [[Cell]]
  /// The row of sums under the table; empty where there is none.
  public var totals: [Cell]
  /// Sentences under the table.
  public var notes: [String]

  public init(
    name: String, title: String, columns: [Column], rows: [[Cell]], totals: [Cell] = [],
    notes: [String] = []
  ) {
    self.name = name
    self.title = title
    self.columns = columns
    self.rows = rows
    self.totals = totals
    self.notes = notes
  }
}

extension DataTable.Cell {
  public static func text(_ text: String?) -> DataTable.Cell { text.map { .text($0) } ?? .none }
  public static func number(_ number: Int?) -> DataTable.Cell {
    number.map { .number($0) } ?? .none
  }
  public static func percent(_ share: Double?) -> DataTable.Cell {
    share.map { .percent($0) } ?? .none
  }
  public static func decimal(_ number: Double?) -> DataTable.Cell {
    number.map { .decimal($0) } ?? .none
  }
  public static func coefficient(_ number: Double?) -> DataTable.Cell {
    number.map { .coefficient($0) } ?? .none
  }

  /// The day of an ISO 8601 date; what is none stays text, and no text is no cell.
  public init(date: String) {
    let parts = date.split(separator: "-", omittingEmptySubsequences: false).compactMap { Int($0) }
    if parts.count == 3, (1900...9999).contains(parts[0]), (1...12).contains(parts[1]),
      (1...31).contains(parts[2])
    {
      self = .date(year: parts[0], month: parts[1], day: parts[2])
    } else {
      self = date.isEmpty ? .none : .text(date)
    }
  }

  /// The cell as a page and a CSV file show it: `12`, `67%`, `3.25`, `7.4`, `0.41`, `2026-12-01`,
  /// `08:45`, `2026-12-01 08:41`. A number that is none (NaN, infinite) is shown as nothing.
  public var shown: String {
    switch self {
    case .none: return ""
    case .text(let text): return text
    case .number(let number): return "\(number)"
    case .percent(let share): return share.isFinite ? "\(rounded(share * 100))%" : ""
    case .hours(let hundredths): return decimalText(hundredths, places: 2, trimmed: true)
    case .decimal(let number):
      return number.isFinite ? decimalText(rounded(number * 10), places: 1, trimmed: false) : ""
    case .coefficient(let number):
      return number.isFinite ? decimalText(rounded(number * 100), places: 2, trimmed: false) : ""
    case .date(let year, let month, let day): return "\(year)-\(two(month))-\(two(day))"
    case .time(let minutes): return "\(two(minutes / 60)):\(two(minutes % 60))"
    case .moment(let year, let month, let day, let minutes):
      return "\(year)-\(two(month))-\(two(day)) \(two(minutes / 60)):\(two(minutes % 60))"
    }
  }

  /// Whether it is set to the right, in tabular figures.
  public var isNumeric: Bool {
    switch self {
    case .none, .text: false
    case .number, .percent, .hours, .decimal, .coefficient, .date, .time, .moment: true
    }
  }
}

/// Half away from zero, as people and spreadsheets round: 23 of 40 are 58 %, though the nearest double
/// is a little less than 57.5. What no `Int` holds is the nearest that it holds.
private func rounded(_ value: Double) -> Int {
  Int(exactly: (value + (value < 0 ? -1e-9 : 1e-9)).rounded())
    ?? (value < 0 ? Int.min / 2 : Int.max / 2)
}

/// `-1.25` of `-125` with two places.
private func decimalText(_ scaled: Int, places: Int, trimmed: Bool) -> String {
  var digits = String(abs(scaled))
  while digits.count <= places { digits = "0" + digits }
  let whole = digits.dropLast(places)
  var rest = digits.suffix(places)
  while trimmed, rest.last == "0" { rest = rest.dropLast() }
  return (scaled < 0 ? "-" : "") + whole + (rest.isEmpty ? "" : "." + rest)
}

private func two(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }

extension DataTable {
  /// Rows for `csv`: the title, the heads, the rows, the sums, the notes.
  public var csvRows: [[String]] {
    [[title], columns.map(\.name)] + rows.map { $0.map(\.shown) }
      + (totals.isEmpty ? [] : [totals.map(\.shown)]) + notes.map { [$0] }
  }
}

/// Tables under one another for a spreadsheet, a blank row between them: UTF-8 with a byte order mark,
/// no cell a formula.
public func csv(_ tables: [DataTable]) -> [UInt8] {
  csv(Array(tables.map(\.csvRows).joined(separator: [[]])))
}
