/// A table of the plan, with `|` between its cells.
struct Table {
  struct Line {
    var line: Int
    var cells: [Scalars]
  }

  /// Without the line of dashes.
  var rows: [Line]
  var hasHead: Bool
  /// The line behind the table.
  var end: Int

  static func read(_ source: Source, from start: Int) -> Table {
    var rows: [Line] = []
    var hasHead = false
    var line = start
    while line < source.lines.count {
      let text = source.lines[line].trimmed
      guard text.first == "|" else { break }
      let cells = cells(text)
      if cells.allSatisfy({ !$0.isEmpty && $0.allSatisfy { "-: ".unicodeScalars.contains($0) } }) {
        hasHead = hasHead || rows.count == 1
      } else {
        rows.append(Line(line: line, cells: cells))
      }
      line += 1
    }
    return Table(rows: rows, hasHead: hasHead, end: line)
  }

  private static func cells(_ text: Scalars) -> [Scalars] {
    var slice = text.dropFirst()
    if slice.last == "|" { slice = slice.dropLast() }
    return slice.parts { $0 == "|" }.map { $0.trimmed }
  }

  /// The fields of a table whose first column, or first and third, holds their names.
  func fields() -> [(line: Int, name: Scalars, value: Scalars)]? {
    var result: [(line: Int, name: Scalars, value: Scalars)] = []
    var known = 0
    for row in rows {
      guard row.cells.count == 2 || row.cells.count == 4 else { return nil }
      for pair in stride(from: 0, to: row.cells.count, by: 2) {
        let name = row.cells[pair].unemphasized
        let value = row.cells[pair + 1]
        if name.isEmpty { continue }
        // The head row of such a table says 项目 and 内容.
        if row.line == rows.first?.line, hasHead,
          FieldNames.member(name) == nil
            || Column.meaning(value) != nil
        {
          continue
        }
        if FieldNames.member(name) != nil { known += 1 }
        result.append((row.line, name, value))
      }
    }
    return known > 0 && known * 2 >= result.count ? result : nil
  }

  enum Column {
    case count, title, minutes, credits, time

    static func meaning(_ head: Scalars) -> Column? {
      guard head.count <= 24 else { return nil }
      var name = head.unemphasized
      if let open = name.firstIndex(where: { $0 == "（" || $0 == "(" }), open > name.startIndex {
        let unit = name[open...]
        name = name[..<open].trimmed
        if unit.contains("分") || unit.contains("min") { return .minutes }
        if unit.contains("学时") || unit.contains("课时") { return .credits }
      }
      switch name.key {
      case "周次", "周", "次数", "序号", "节次", "日期", "天", "week", "day", "no.", "no", "#", "课次", "日程",
        "次序", "章节",
        "lesson", "weeks":
        return .count
      case "内容", "课程内容", "教学内容", "培训内容", "主题", "课程", "课题", "模块", "单元", "专题", "环节", "活动", "题目",
        "课程名称", "教学环节",
        "培训课程", "授课内容", "主要内容", "topic", "topics", "content", "unit", "title", "module", "activity",
        "theme", "subject", "session":
        return .title
      case "分钟", "minutes", "min", "mins": return .minutes
      case "课时", "学时", "学时数", "课时数", "credithours", "periods": return .credits
      case "时间", "时长", "用时", "time", "duration", "hours", "时间安排", "时间分配": return .time
      default: return nil
      }
    }
  }

  /// A row as a unit, when the head row names the columns.
  func units(
    creditHourMinutes: Int
  ) -> [(line: Int, title: String, minutes: Int?, body: String)]? {
    guard let head = rows.first, head.cells.count > 1 else { return nil }
    let columns = head.cells.map { Column.meaning($0) }
    guard let titleColumn = columns.firstIndex(where: { $0 == .title }) else { return nil }
    let timeColumn = columns.firstIndex { $0 == .minutes || $0 == .credits || $0 == .time }
    guard timeColumn != nil || columns.contains(where: { $0 == .count }) else { return nil }
    var result: [(line: Int, title: String, minutes: Int?, body: String)] = []
    for row in rows.dropFirst() {
      guard titleColumn < row.cells.count else { continue }
      let split = Times.split(
        row.cells[titleColumn].unemphasized, creditHourMinutes: creditHourMinutes)
      guard !split.title.isEmpty else { continue }
      var minutes = split.minutes
      if let timeColumn, timeColumn < row.cells.count {
        minutes =
          Self.minutes(
            row.cells[timeColumn], columns[timeColumn], creditHourMinutes: creditHourMinutes)
          ?? minutes
      }
      // The rest of the row is the unit's text.
      var body: [String] = []
      for (index, cell) in row.cells.enumerated()
      where index != titleColumn && index != timeColumn && !cell.isEmpty {
        if index < columns.count, columns[index] == .count { continue }
        body.append(cell.string)
      }
      if let mark = Numbering.mark(split.title), !mark.rest.isEmpty {
        result.append((row.line, mark.rest.string, minutes, body.joined(separator: "\n\n")))
      } else {
        result.append((row.line, split.title.string, minutes, body.joined(separator: "\n\n")))
      }
    }
    return result
  }

  private static func minutes(
    _ cell: Scalars, _ column: Column?, creditHourMinutes: Int
  ) -> Int? {
    if case .minutes(let minutes) = Durations.stated(cell, creditHourMinutes: creditHourMinutes) {
      return minutes
    }
    guard let (count, rest) = Numerals.leading(cell.trimmed), rest.trimmed.isEmpty,
      count.value < 10_000
    else { return nil }
    switch column {
    case .minutes: return count.value
    case .credits: return count.value * creditHourMinutes
    default: return nil
    }
  }
}
