import Classroom
import Documents
import Identity
import Journal
import Words

/// Classes that were found, for a file: a row each.
public struct ClassList: Sendable {
  public let rows: [ClassRow]

  public init(rows: [ClassRow]) { self.rows = rows }

  /// All that a filter finds, page after page.
  ///
  /// - Throws: `EventLogError`.
  public init(_ query: ClassQuery, from tables: any ReadTables) async throws {
    var query = query
    query.offset = 0
    query.limit = 1_000
    var rows: [ClassRow] = []
    while true {
      let page = try await tables.classes(query)
      rows += page.rows
      if page.rows.isEmpty || rows.count >= page.total { break }
      query.offset = rows.count
    }
    self.rows = rows
  }

  public func csv(in language: Language) -> [UInt8] {
    Documents.csv([table(in: language)])
  }

  public func json() -> [UInt8] { JSONValue.array(rows.map(\.json)).bytes }

  public func table(in language: Language) -> DataTable {
    let say = Wording(language: language)
    let columns: [(String, DataTable.Kind)] = [
      ("date", .date), ("title", .text), ("phase", .text), ("room", .text), ("expected", .number),
      ("came", .number), ("walkIns", .number), ("attendanceRate", .percent),
      ("minutesPlanned", .minutes), ("minutesActual", .minutes), ("creditGranted", .hours),
      ("feeHours", .hours), ("completed", .number), ("gain", .coefficient),
      ("returnRate", .percent), ("score", .text), ("code", .text), ("id", .text),
    ]
    return DataTable(
      name: "classes", title: say("yearly.classes"),
      columns: columns.map { .init(say("yearly.column.\($0.0)"), $0.1) },
      rows: rows.map { cells($0, say) },
      notes: [say("yearly.note.hours")]
        + (rows.contains(where: \.trial) ? [say("report.trial")] : []))
  }

  private func cells(_ row: ClassRow, _ say: Wording) -> [DataTable.Cell] {
    let figures = row.figures
    return [
      .init(date: row.date), .text(row.title), .text(say("desk.phase.\(row.phase)")),
      .text(([row.room] + row.sideRooms).filter { !$0.isEmpty }.joined(separator: say.comma)),
      .number(figures[.expected]), .number(figures[.came]), .number(figures[.walkIns]),
      .percent(figures.attendanceRate), .number(figures[.minutesPlanned]),
      .number(figures[.minutesActual]), say.hours(figures[.creditGranted]),
      say.hours(figures[.feeHours]), .number(figures[.completed]), .coefficient(figures.gain),
      .percent(figures.returnRate), say.score(figures), .text(row.code),
      .text(row.section.rawValue),
    ]
  }
}

extension ClassRow {
  var json: JSONValue {
    [
      "class": .text(section.rawValue), "title": .text(title), "date": .text(date),
      "code": .text(code), "room": .text(room), "sideRooms": .array(sideRooms.map { .text($0) }),
      "trial": .bool(trial), "phase": .text(phase), "plan": .text(digest),
      "figures": isOver && !trial ? figures.json : .null,
    ]
  }
}
