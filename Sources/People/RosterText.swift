/// One person of a pasted roster.
public struct RosterRow: Sendable, Equatable {
  public let name: String
  public let unit: String
  public let group: String
  /// Counts from 1 in the pasted text.
  public let line: Int

  public init(name: String, unit: String, group: String, line: Int) {
    self.name = name
    self.unit = unit
    self.group = group
    self.line = line
  }
}

/// A line of a pasted roster that gave no row.
public struct RosterProblem: Sendable, Equatable {
  /// Counts from 1 in the pasted text.
  public let line: Int
  public let kind: Kind

  public enum Kind: Sendable, Equatable {
    case name(NameProblem)
    case unit(NameProblem)
    case group(NameProblem)
    /// The same name, unit and group as on an earlier line. Two people of one name in one unit need
    /// something to tell them apart, such as 王伟（二车间）.
    case repeated(ofLine: Int)
  }

  public init(line: Int, kind: Kind) {
    self.line = line
    self.kind = kind
  }
}

/// Reads a roster pasted from a table, a message or a text file.
///
/// Each line is split at tabs, or else commas (`,` `，`), or else semicolons (`;` `；`), or else runs
/// of several spaces. The first line may be a head row that names the columns in any order (姓名,
/// 单位, 组别; Name, Unit, Group); columns of other names are left out. Without a head row the order
/// is name, unit, group, behind a column of running numbers if every line has one. Blank lines are
/// skipped. Every line gives a row or a problem.
public func parseRoster(_ text: String) -> (rows: [RosterRow], problems: [RosterProblem]) {
  var lines: [(line: Int, cells: [String])] = []
  let all = text.split(omittingEmptySubsequences: false) { $0.isNewline }
  for (index, line) in all.enumerated() {
    let cells = rosterCells(String(line))
    if cells.contains(where: { !$0.isEmpty }) { lines.append((index + 1, cells)) }
  }

  var columns = RosterColumns(name: 0, unit: 1, group: 2)
  if let head = lines.first, let named = RosterColumns(head: head.cells) {
    columns = named
    lines.removeFirst()
  } else if !lines.isEmpty, lines.allSatisfy({ $0.cells.count > 1 && isRunningNumber($0.cells[0]) })
  {
    columns = RosterColumns(name: 1, unit: 2, group: 3)
  }

  var rows: [RosterRow] = []
  var problems: [RosterProblem] = []
  var seen: [[String]: Int] = [:]
  for (line, cells) in lines {
    func cell(_ column: Int?) -> String {
      column.flatMap { cells.indices.contains($0) ? cells[$0] : nil } ?? ""
    }
    func optional(_ column: Int?) -> Result<String, NameProblem> {
      cell(column).isEmpty ? .success("") : cleanName(cell(column))
    }
    let found = (cleanName(cell(columns.name)), optional(columns.unit), optional(columns.group))
    switch found {
    case (.success(let name), .success(let unit), .success(let group)):
      let key = [name, unit, group].map(comparisonKey)
      if let earlier = seen[key] {
        problems.append(RosterProblem(line: line, kind: .repeated(ofLine: earlier)))
      } else {
        seen[key] = line
        rows.append(RosterRow(name: name, unit: unit, group: group, line: line))
      }
    case (.failure(let problem), _, _):
      problems.append(RosterProblem(line: line, kind: .name(problem)))
    case (_, .failure(let problem), _):
      problems.append(RosterProblem(line: line, kind: .unit(problem)))
    case (_, _, .failure(let problem)):
      problems.append(RosterProblem(line: line, kind: .group(problem)))
    }
  }
  return (rows, problems)
}

private struct RosterColumns {
  var name: Int
  var unit: Int?
  var group: Int?

  init(name: Int, unit: Int?, group: Int?) {
    self.name = name
    self.unit = unit
    self.group = group
  }

  /// The columns a head row names; `nil` when the row is not one.
  init?(head cells: [String]) {
    let heads = cells.map(comparisonKey)
    func first(_ words: Set<String>) -> Int? { heads.firstIndex { words.contains($0) } }
    guard let name = first(["姓名", "名字", "学员姓名", "学员", "name", "full name"]) else { return nil }
    self.name = name
    unit = first(["单位", "工作单位", "所在单位", "部门", "车间", "unit", "department", "employer"])
    group = first(["组别", "小组", "组", "分组", "班组", "group", "team"])
  }
}

private func isRunningNumber(_ cell: String) -> Bool {
  let digits = cell.unicodeScalars.filter { ("0"..."9").contains($0) }
  let rest = cell.unicodeScalars.count - digits.count
  let marks = cell.unicodeScalars.filter { ".、)）．".unicodeScalars.contains($0) }
  return (1...5).contains(digits.count) && marks.count == rest
}

/// The trimmed cells of one line. Double quotes keep a separator inside a cell, as spreadsheets do.
private func rosterCells(_ line: String) -> [String] {
  let separators: [Set<Character>] = [["\t"], [",", "，"], [";", "；"]]
  let separator = separators.first { set in line.contains { set.contains($0) } }
  guard let separator else { return spaceSeparated(line) }
  var cells: [String] = []
  var cell = ""
  var quoted = false
  for character in line {
    if character == "\"", quoted || trimmed(cell).isEmpty {
      quoted.toggle()
    } else if !quoted, separator.contains(character) {
      cells.append(trimmed(cell))
      cell = ""
    } else {
      cell.append(character)
    }
  }
  return cells + [trimmed(cell)]
}

/// Splits at runs of two or more spaces; one space is part of a name.
private func spaceSeparated(_ line: String) -> [String] {
  var cells: [String] = []
  var cell = ""
  var spaces = ""
  for character in trimmed(line) {
    if character.isWhitespace {
      spaces.append(character)
    } else {
      if spaces.count >= 2 {
        cells.append(cell)
        cell = ""
      } else {
        cell += spaces
      }
      spaces = ""
      cell.append(character)
    }
  }
  return cells + [cell]
}
