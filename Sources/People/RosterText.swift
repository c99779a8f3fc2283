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
    /// A sum, a signature or a title 合计、签名, and no person.
    case remark
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
    case .name, .unit, .group, .repeated, .remark: true
    case .phone, .phoneShared, .detail, .namesake: false
    }
  }
}

/// Makes persons of a table. Every line gives a person or a problem that says why not, and perhaps
/// more to look at.
///
/// - Parameters:
///   - columns: What each column is; as recognized where `nil`.
///   - leavingOut: Lines that the organizer does not want read, by number. Where `nil`, those that look
///     like a sum or a signature, each with its problem.
public func readRoster(
  _ table: RosterTable, columns: [RosterColumn?]? = nil, leavingOut: Set<Int>? = nil
) -> (rows: [RosterRow], problems: [RosterProblem]) {
  let columns = columns ?? table.columns
  var reader = RosterReader(columns: columns)
  let remarks = leavingOut == nil ? remarkLines(of: table, columns: columns) : []
  for line in table.lines {
    if remarks.contains(line.number) {
      reader.problems.append(RosterProblem(line: line.number, kind: .remark))
    } else if leavingOut?.contains(line.number) != true {
      reader.read(line)
    }
  }
  return (reader.rows, reader.problems)
}

/// Lines whose name is none: sums, signatures and titles as they stand below and between lists.
public func remarkLines(of table: RosterTable, columns: [RosterColumn?]) -> Set<Int> {
  guard let name = columns.firstIndex(of: .name) else { return [] }
  return Set(
    table.lines.filter { line in
      line.cells.indices.contains(name) && isRosterRemark(line.cells[name])
    }.map(\.number))
}

/// Whether what stands in a column of names is a sum 合计, a signature 填表人：… or a title 名册.
func isRosterRemark(_ text: String) -> Bool {
  let key = comparisonKey(text)
  if key.count >= 4, ["名册", "报名表", "汇总表", "登记表", "签到表", "名单"].contains(where: key.hasSuffix) {
    return true
  }
  let sums = ["合计", "总计", "小计", "共计", "总人数", "人数", "共", "total", "subtotal", "sum"]
  let signs = [
    "填表人", "填表日期", "填表时间", "填报人", "填报日期", "填报单位", "制表人", "制表日期", "制表", "审核人", "审核", "负责人",
    "联系人", "经办人", "领导签字", "签字", "签名", "盖章", "备注", "说明", "日期", "注", "附", "prepared by",
    "checked by", "signature", "date", "note", "notes", "remark", "remarks",
  ]
  for word in sums where key.hasPrefix(word) {
    let rest = key.dropFirst(word.count)
    if rest.isEmpty { return word.count > 1 }
    if rest.first.map({ $0.isNumber || ": (=,".contains($0) }) == true { return true }
  }
  for word in signs where key.hasPrefix(word) {
    let rest = key.dropFirst(word.count)
    if rest.first == ":" || (rest.isEmpty && word.count > 1) || rest.hasPrefix("(") { return true }
  }
  return false
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
