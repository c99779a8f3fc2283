/// A column that a roster may have, in the order in which a roster is written out.
public enum RosterColumn: String, CaseIterable, Sendable, Codable {
  case name, unit, group, phone, duty, seat, room, meal, transport

  /// What people write above it, by `comparisonKey`.
  private var heads: Set<String> {
    switch self {
    case .name: ["姓名", "名字", "学员姓名", "学员", "name", "full name"]
    case .unit:
      [
        "单位", "工作单位", "所在单位", "单位名称", "部门", "车间", "基层工会", "工会名称", "unit", "department",
        "employer", "company", "organization", "workplace",
      ]
    case .group: ["组别", "小组", "组", "分组", "班组", "组号", "group", "team"]
    case .phone:
      [
        "手机", "手机号", "手机号码", "电话", "电话号码", "联系电话", "联系方式", "phone", "mobile", "tel",
        "telephone", "phone number", "mobile phone", "cell",
      ]
    case .duty: ["班委", "班内职务", "班级职务", "组内职务", "班组职务", "角色", "role", "duty"]
    case .seat: ["座位", "座号", "座位号", "座次", "seat", "seat number"]
    case .room: ["房间", "房号", "房间号", "住宿", "宿舍", "住宿房间", "room", "hotel room", "lodging"]
    case .meal: ["用餐", "就餐", "餐饮", "饮食", "忌口", "餐食", "meal", "meals", "diet"]
    case .transport:
      ["交通", "接送", "乘车", "车次", "车号", "交通方式", "transport", "bus", "pickup", "travel"]
    }
  }

  /// The column that a head names; a remark in brackets does not count: `手机号（必填）`.
  public init?(head: String) {
    let bare = head.prefix { !"（([【*".contains($0) }
    let key = comparisonKey(String(bare))
    guard let found = Self.allCases.first(where: { $0.heads.contains(key) }) else { return nil }
    self = found
  }

  /// The field of the details that it fills; `nil` for name, unit and group.
  public var field: RosterDetails.Field? { RosterDetails.Field(rawValue: rawValue) }

  /// Heads of columns that a roster may have and that are not read.
  private static let idleHeads: Set<String> = [
    "序号", "编号", "号", "学号", "工号", "性别", "年龄", "民族", "籍贯", "学历", "职务", "职称", "邮箱", "签名", "签字",
    "签到", "备注", "说明", "no", "no.", "#", "id", "number", "gender", "sex", "age", "title", "email",
    "signature", "remark", "remarks", "note", "notes",
  ]

  /// Whether a cell is the head of a column that is known and not read.
  static func isIdle(head: String) -> Bool {
    let bare = head.prefix { !"（([【*".contains($0) }
    return idleHeads.contains(comparisonKey(String(bare))) || isIdentity(head: head)
  }

  /// Heads of identity numbers, which are never taken.
  static func isIdentity(head: String) -> Bool {
    ["身份证", "证件号", "id number", "identity"].contains { comparisonKey(head).contains($0) }
  }
}

/// A roster as it came, before anything is made of it: lines of cells, and what the columns are.
public struct RosterTable: Sendable {
  public struct Line: Sendable, Equatable {
    /// Counts from 1 in the text or the sheet.
    public var number: Int
    public var cells: [String]
    public init(number: Int, cells: [String]) {
      self.number = number
      self.cells = cells
    }
  }
  /// Which line names the columns 表头.
  public enum HeadRow: Sendable, Equatable {
    /// The one that looks like it.
    case found
    case none
    /// Counts from 1 in the text or the sheet.
    case line(Int)
  }
  /// Below the head row, blank lines left out.
  public var lines: [Line]
  /// The first lines as they came, from which the head row is chosen by hand.
  public private(set) var opening: [Line] = []
  /// The head row; `nil` where there is none.
  public var head: Line?
  /// What was recognized, for each column; `nil` for one that is left out.
  public var columns: [RosterColumn?]

  /// Whether it is known where the names stand.
  public var hasNames: Bool { columns.contains(.name) }
  /// Whether there are identity numbers, which are left out.
  public var hasIdentityNumbers: Bool {
    head?.cells.contains { RosterColumn.isIdentity(head: $0) } ?? false
  }

  /// Reads a table pasted from a sheet, a message or a text file, or a CSV file.
  ///
  /// Lines are split at tabs, or else commas (`,` `，`), or else semicolons (`;` `；`), or else runs
  /// of several spaces. Among the first ten lines one may be a head row, which names the columns in
  /// any order; further down, to the sixtieth, one that names two columns at least. Lines above it,
  /// such as a title, are left out. Without one the order is name, unit, group, behind a column of
  /// running numbers if every line has one.
  public init(_ text: String, head choice: HeadRow = .found) {
    var all: [Line] = []
    for (number, line) in rosterLines(text) {
      let cells = rosterCells(line)
      if cells.contains(where: { !$0.isEmpty }) { all.append(Line(number: number, cells: cells)) }
    }
    // What is empty in every line is no column.
    let width = all.map { ($0.cells.lastIndex { !$0.isEmpty } ?? -1) + 1 }.max() ?? 0
    opening = Array(all.prefix(Self.headReach))
    let place: Int? =
      switch choice {
      case .found: Self.headPlace(in: all)
      case .none: nil
      case .line(let number): all.firstIndex { $0.number == number }
      }
    if let place {
      head = all[place]
      lines = Array(all[(place + 1)...])
      columns = Self.recognize(all[place].cells, width: width)
      return
    }
    head = nil
    lines = all
    let isNumbered =
      !all.isEmpty && all.allSatisfy { $0.cells.count > 1 && isRunningNumber($0.cells[0]) }
    let order: [RosterColumn?] = (isNumbered ? [nil] : []) + [.name, .unit, .group]
    columns = (0..<max(width, 1)).map { order.indices.contains($0) ? order[$0] : nil }
  }

  private static let headReach = 60

  private static func headPlace(in all: [Line]) -> Int? {
    all.prefix(10).firstIndex { isHead($0.cells) }
      ?? all.prefix(headReach).firstIndex { isHead($0.cells) && known($0.cells) >= 2 }
      // Of a table without names: its head row is no person all the same.
      ?? all.prefix(10).firstIndex { isNamelessHead($0.cells) }
  }

  private static func known(_ cells: [String]) -> Int {
    cells.count { RosterColumn(head: $0) != nil }
  }

  private static func isHead(_ cells: [String]) -> Bool {
    guard let name = cells.first(where: { RosterColumn(head: $0) == .name }) else { return false }
    // 学员 is written above names, and also behind them.
    guard comparisonKey(name) == "学员" else { return true }
    let filled = cells.filter { !$0.isEmpty }
    return filled.count == 1
      || filled.allSatisfy { RosterColumn(head: $0) != nil || RosterColumn.isIdle(head: $0) }
  }

  private static func isNamelessHead(_ cells: [String]) -> Bool {
    let filled = cells.filter { !$0.isEmpty }
    return filled.count >= 2 && known(filled) >= 1
      && filled.allSatisfy { RosterColumn(head: $0) != nil || RosterColumn.isIdle(head: $0) }
  }

  /// Columns that have the head of one further left and are not read by themselves; places from 0.
  public var repeatedColumns: [(place: Int, column: RosterColumn)] {
    var seen: Set<RosterColumn> = []
    return (head?.cells ?? []).enumerated().compactMap { place, cell in
      guard let column = RosterColumn(head: cell), !seen.insert(column).inserted else { return nil }
      return (place, column)
    }
  }

  /// Each column once: of two of one name the first.
  private static func recognize(_ head: [String], width: Int) -> [RosterColumn?] {
    var seen: Set<RosterColumn> = []
    return (0..<width).map { index in
      guard head.indices.contains(index), let column = RosterColumn(head: head[index]),
        seen.insert(column).inserted
      else { return nil }
      return column
    }
  }
}

/// Lines with their numbers; a line break inside double quotes is part of a cell (RFC 4180), unless
/// the quote is not closed within twenty lines: then it was no more than a sign.
private func rosterLines(_ text: String) -> [(number: Int, text: String)] {
  let all = text.split(omittingEmptySubsequences: false) { $0.isNewline }
  func isOpen(_ line: some StringProtocol) -> Bool {
    line.utf8.count { $0 == 0x22 } % 2 == 1
  }
  var lines: [(number: Int, text: String)] = []
  var index = 0
  while index < all.count {
    let number = index + 1
    var line = String(all[index])
    index += 1
    if isOpen(line), let end = all[index...].prefix(20).firstIndex(where: { isOpen($0) }) {
      line = ([line] + all[index...end].map(String.init)).joined(separator: " ")
      index = end + 1
    }
    lines.append((number, line))
  }
  return lines
}

private func isRunningNumber(_ cell: String) -> Bool {
  let digits = cell.unicodeScalars.filter { ("0"..."9").contains($0) }
  let rest = cell.unicodeScalars.count - digits.count
  let marks = cell.unicodeScalars.filter { ".、)）．".unicodeScalars.contains($0) }
  return (1...5).contains(digits.count) && marks.count == rest
}

/// The trimmed cells of one line. A cell in double quotes may hold a separator, and two quotes for
/// one, as spreadsheets write them (RFC 4180); a quote that is never closed is no more than a sign.
private func rosterCells(_ line: String) -> [String] {
  let separators: [Set<Character>] = [["\t"], [",", "，"], [";", "；"]]
  let separator = separators.first { set in line.contains { set.contains($0) } }
  guard let separator else { return spaceSeparated(line) }
  var cells: [String] = []
  var cell = ""
  var rest = Substring(line)
  while let character = rest.popFirst() {
    if separator.contains(character) {
      cells.append(trimmed(cell))
      cell = ""
    } else if character == "\"", trimmed(cell).isEmpty, let quoted = quotedText(rest) {
      cell = quoted.text
      rest = quoted.rest
    } else {
      cell.append(character)
    }
  }
  return cells + [trimmed(cell)]
}

/// What stands between an opening quote and its end, and what follows; `nil` without an end.
private func quotedText(_ text: Substring) -> (text: String, rest: Substring)? {
  var content = ""
  var rest = text
  while let character = rest.popFirst() {
    guard character == "\"" else {
      content.append(character)
      continue
    }
    guard rest.first == "\"" else { return (content, rest) }
    rest.removeFirst()
    content.append(character)
  }
  return nil
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
