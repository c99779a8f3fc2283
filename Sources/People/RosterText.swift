/// One person of a roster that came as a table.
public struct RosterRow: Sendable, Equatable {
  public let name: String
  public let unit: String
  public let group: String
  public let details: RosterDetails
  /// Counts from 1 in the text or the sheet.
  public let line: Int

  public init(
    name: String, unit: String, group: String, details: RosterDetails = RosterDetails(), line: Int
  ) {
    self.name = name
    self.unit = unit
    self.group = group
    self.details = details
    self.line = line
  }
}

/// Something that a line of a roster says to its reader.
public struct RosterProblem: Sendable, Equatable {
  /// Counts from 1 in the text or the sheet.
  public let line: Int
  public let kind: Kind

  public enum Kind: Sendable, Equatable {
    case name(NameProblem)
    case unit(NameProblem)
    case group(NameProblem)
    /// The same person as on an earlier line. Two people of one name in one unit need something to
    /// tell them apart: a telephone number each, or a name such as 王伟（二车间）.
    case repeated(ofLine: Int)
    /// No telephone number; the person is taken without it.
    case phone
    /// The number of somebody else on an earlier line.
    case phoneShared(withLine: Int)
    /// Too long, or with invisible signs; the person is taken without it.
    case detail(RosterColumn)
    /// Another person of that name on an earlier line; both are taken.
    case namesake(ofLine: Int)
  }

  public init(line: Int, kind: Kind) {
    self.line = line
    self.kind = kind
  }

  /// Whether the line gives no person.
  public var isLeftOut: Bool {
    switch kind {
    case .name, .unit, .group, .repeated: true
    case .phone, .phoneShared, .detail, .namesake: false
    }
  }
}

/// Makes persons of a table. Every line gives a person or a problem that says why not, and perhaps
/// more to look at.
///
/// - Parameter columns: What each column is; as recognized where `nil`.
public func readRoster(
  _ table: RosterTable, columns: [RosterColumn?]? = nil
) -> (rows: [RosterRow], problems: [RosterProblem]) {
  var reader = RosterReader(columns: columns ?? table.columns)
  for line in table.lines { reader.read(line) }
  return (reader.rows, reader.problems)
}

/// Reads a roster from pasted text, with the columns as they are recognized.
public func parseRoster(_ text: String) -> (rows: [RosterRow], problems: [RosterProblem]) {
  readRoster(RosterTable(text))
}

private struct RosterReader {
  var rows: [RosterRow] = []
  var problems: [RosterProblem] = []
  private let places: [RosterColumn: Int]
  /// The line of the first of each name; and of each name with its number, or its place.
  private var namesakes: [String: Int] = [:]
  private var numbered: [[String]: Int] = [:]
  private var placed: [[String]: Int] = [:]
  private var placedWithoutNumber: [[String]: Int] = [:]
  private var phones: [String: Int] = [:]

  init(columns: [RosterColumn?]) {
    places = Dictionary(
      columns.enumerated().compactMap { index, column in column.map { ($0, index) } },
      uniquingKeysWith: { first, _ in first })
  }

  mutating func read(_ line: RosterTable.Line) {
    func cell(_ column: RosterColumn) -> String {
      places[column].flatMap { line.cells.indices.contains($0) ? line.cells[$0] : nil } ?? ""
    }
    func optional(_ column: RosterColumn) -> Result<String, NameProblem> {
      cell(column).isEmpty ? .success("") : cleanName(cell(column))
    }
    func refuse(_ kind: RosterProblem.Kind) {
      problems.append(RosterProblem(line: line.number, kind: kind))
    }
    switch (cleanName(cell(.name)), optional(.unit), optional(.group)) {
    case (.success(let name), .success(let unit), .success(let group)):
      var details = RosterDetails()
      for column in RosterColumn.allCases where !cell(column).isEmpty {
        guard let field = column.field else { continue }
        if column == .phone {
          if let number = phoneNumber(cell(.phone)) {
            details[.phone] = number
          } else {
            refuse(.phone)
          }
        } else if case .success(let text) = optional(column) {
          details[field] = text
        } else {
          refuse(.detail(column))
        }
      }
      take(RosterRow(name: name, unit: unit, group: group, details: details, line: line.number))
    case (.failure(let problem), _, _): refuse(.name(problem))
    case (_, .failure(let problem), _): refuse(.unit(problem))
    case (_, _, .failure(let problem)): refuse(.group(problem))
    }
  }

  private mutating func take(_ row: RosterRow) {
    let name = comparisonKey(row.name)
    let phone = row.details[.phone]
    let place = [name, comparisonKey(row.unit), comparisonKey(row.group)]
    // Of one name: the same number, or the same unit and group with no two numbers.
    let same =
      phone.isEmpty ? placed[place] : numbered[[name, phone]] ?? placedWithoutNumber[place]
    if let same {
      problems.append(RosterProblem(line: row.line, kind: .repeated(ofLine: same)))
      return
    }
    if let other = namesakes[name] {
      problems.append(RosterProblem(line: row.line, kind: .namesake(ofLine: other)))
    } else {
      namesakes[name] = row.line
    }
    if placed[place] == nil { placed[place] = row.line }
    if phone.isEmpty {
      placedWithoutNumber[place] = row.line
    } else {
      if let other = phones[phone] {
        problems.append(RosterProblem(line: row.line, kind: .phoneShared(withLine: other)))
      } else {
        phones[phone] = row.line
      }
      numbered[[name, phone]] = row.line
    }
    rows.append(row)
  }
}
