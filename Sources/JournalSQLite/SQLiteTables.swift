import Foundation
import GRDB
import Identity
import Journal

/// The read tables in the file of the engine. Whoever only reads an older file finds none.
extension SQLiteEngine {
  public func keep(_ record: ClassRecord) async throws {
    let text = record.searchText
    let pairs = searchPairs(text).sorted()
    try await writingTables { db in
      let old = try Int.fetchOne(
        db.cachedStatement(sql: SQL.classID), arguments: [record.row.section.rawValue])
      let before = try old.map { try String.fetchAll(db, sql: SQL.itemKeys, arguments: [$0]) } ?? []
      if let old { try clear(old, db) }
      let id = try put(record, db)
      for (place, topic) in record.topics.enumerated() {
        try db.cachedStatement(
          sql: "INSERT INTO class_topic (class, place, label, title, folded) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: [id, place, topic.label, topic.title, searchFold(topic.title)])
      }
      let insert = try db.cachedStatement(
        sql: """
          INSERT INTO class_attendance (class, half_day, person, enrolment, standing)
          VALUES (?, ?, ?, ?, ?)
          """)
      for row in record.attendance {
        try insert.execute(arguments: [
          id, row.halfDay, row.person.rawValue, row.enrolment, row.standing,
        ])
      }
      for (place, item) in record.items.enumerated() { try put(item, id, place, db) }
      try recount(from: Set(before), to: Set(record.items.map(\.key)), db)
      try db.execute(
        sql: "INSERT INTO class_text (rowid, text) VALUES (?, ?)", arguments: [id, text])
      for pair in pairs {
        try db.cachedStatement(sql: SQL.putPair).execute(arguments: [pair, id])
      }
    }
  }

  public func forget(_ section: SectionID) async throws {
    try await writingTables { db in
      guard
        let id = try Int.fetchOne(
          db.cachedStatement(sql: SQL.classID), arguments: [section.rawValue])
      else { return }
      let keys = try String.fetchAll(db, sql: SQL.itemKeys, arguments: [id])
      try clear(id, db)
      try recount(from: Set(keys), to: [], db)
      try db.execute(sql: "DELETE FROM class_record WHERE id = ?", arguments: [id])
    }
  }

  public func recordMarks() async throws -> [SectionID: RecordMark] {
    let marks = try await rows(SQL.classMarks) { (SectionID($0[0] as String), mark(of: $0)) }
    return Dictionary(marks, uniquingKeysWith: { first, _ in first })
  }

  public func recordMark(of section: SectionID) async throws -> RecordMark? {
    try await rows(SQL.classMark, [section.rawValue], mark(of:)).first
  }

  public func classRow(_ section: SectionID) async throws -> ClassRow? {
    try await rows(SQL.classRow, [section.rawValue], listed).first
  }

  public func section(code: String) async throws -> SectionID? {
    try await rows(SQL.classByCode, [code]) { SectionID($0[0] as String) }.first
  }

  public func classes(digest: String) async throws -> [ClassRow] {
    try await rows(SQL.classesByDigest, [digest], listed)
  }

  public func classes(_ query: ClassQuery) async throws -> ClassPage {
    try await readingTables(or: ClassPage(rows: [], total: 0)) { db in
      let search = ClassSearch(query)
      let page = search.page
      let count = search.count
      return ClassPage(
        // Not cached: there are as many statements as ways to search.
        rows: try Row.fetchAll(db, sql: page.sql, arguments: page.arguments).map(listed),
        total: try Int.fetchOne(db, sql: count.sql, arguments: count.arguments) ?? 0)
    }
  }

  public func topics(of section: SectionID) async throws -> [TopicRow] {
    try await rows(SQL.classTopics, [section.rawValue]) {
      TopicRow(label: $0[0], title: $0[1])
    }
  }

  public func attendance(of section: SectionID) async throws -> [AttendanceCount] {
    try await rows(SQL.classAttendance, [section.rawValue]) {
      AttendanceCount(halfDay: $0[0], enrolment: $0[1], standing: $0[2], count: $0[3])
    }
  }

  public func items(of section: SectionID) async throws -> [ItemRow] {
    try await rows(SQL.classItems, [section.rawValue]) { itemRow(of: $0, from: 0) }
  }

  public func questions(offset: Int, limit: Int) async throws -> QuestionPage {
    try await readingTables(or: QuestionPage(rows: [], total: 0)) { db in
      QuestionPage(
        rows: try Row.fetchAll(
          db.cachedStatement(sql: SQL.questions), arguments: [max(0, limit), max(0, offset)]
        ).map { QuestionRow(key: $0[0], prompt: $0[1], classes: $0[2]) },
        total: try Int.fetchOne(db.cachedStatement(sql: SQL.questionCount)) ?? 0)
    }
  }

  public func askings(of key: String, limit: Int) async throws -> AskingPage {
    let none = AskingPage(rows: [], total: 0, classes: 0, scored: 0, correct: 0)
    return try await readingTables(or: none) { db in
      let sums = try Row.fetchOne(db.cachedStatement(sql: SQL.askingSums), arguments: [key])
      let rows = try Row.fetchAll(
        db.cachedStatement(sql: SQL.askings), arguments: [key, max(0, limit)])
      return AskingPage(
        rows: rows.reversed().map {
          Asking(
            row: listed($0), item: itemRow(of: $0, from: SQL.classColumnCount))
        },
        total: sums?[0] ?? 0, classes: sums?[1] ?? 0, scored: Int(sums?[2] as Double? ?? 0),
        correct: Int(sums?[3] as Double? ?? 0))
    }
  }

  public func years() async throws -> [YearCount] {
    try await rows(SQL.years) { YearCount(year: $0[0], classes: $0[1]) }
  }

  public func months(of year: Int) async throws -> [MonthSum] {
    try await rows(SQL.months, [year]) {
      MonthSum(month: $0[0], classes: $0[1], figures: figures(of: $0, from: 2))
    }
  }

  // MARK: - Access

  private func rows<T: Sendable>(
    _ sql: String, _ values: [any DatabaseValueConvertible & Sendable] = [],
    _ each: @escaping @Sendable (Row) -> T
  ) async throws -> [T] {
    try await readingTables(or: []) { db in
      try Row.fetchAll(db.cachedStatement(sql: sql), arguments: StatementArguments(values))
        .map(each)
    }
  }

  private func readingTables<T: Sendable>(
    or none: T, _ body: @escaping @Sendable (Database) throws -> T
  ) async throws -> T {
    try await reading { db in
      let version = try Int.fetchOne(db.cachedStatement(sql: "PRAGMA user_version")) ?? 0
      return version >= Schema.tablesVersion ? try body(db) : none
    }
  }

  /// Joins the next commit.
  private func writingTables(_ body: @escaping @Sendable (Database) throws -> Void) async throws {
    guard let writer else { throw EventLogError.unavailable(.readOnly) }
    do { try await writer.submit(body) } catch { throw trouble(error, path: path) }
  }
}

// MARK: - Writing

/// Takes out what hangs on a class.
private func clear(_ id: Int, _ db: Database) throws {
  let text = try String.fetchOne(
    db.cachedStatement(sql: SQL.classText), arguments: [id])
  for pair in searchPairs(text ?? "") {
    try db.cachedStatement(sql: SQL.deletePair).execute(arguments: [pair, id])
  }
  for sql in SQL.clearClass { try db.cachedStatement(sql: sql).execute(arguments: [id]) }
}

private func put(_ record: ClassRecord, _ db: Database) throws -> Int {
  let (row, mark) = (record.row, record.mark)
  let (year, month) = row.yearAndMonth
  let own: [(any DatabaseValueConvertible)?] = [
    row.section.rawValue, mark.position, Data(mark.hash), mark.codec, row.phase, row.title,
    row.date, year, month, row.code, row.room, jsonText(row.sideRooms), row.trainer?.rawValue,
    row.trial, row.digest, row.created.milliseconds,
  ]
  let figures: [(any DatabaseValueConvertible)?] = Figure.allCases.map { row.figures[$0] }
  try db.cachedStatement(sql: SQL.putClass).execute(arguments: StatementArguments(own + figures))
  guard
    let id = try Int.fetchOne(
      db.cachedStatement(sql: SQL.classID), arguments: [row.section.rawValue])
  else { preconditionFailure("a row that was put is not there") }
  return id
}

private func put(_ item: ItemRow, _ id: Int, _ place: Int, _ db: Database) throws {
  try db.cachedStatement(
    sql: """
      INSERT INTO class_item (class, place, key, kind, prompt, topic, answers, scored, correct,
        discrimination, choices) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """
  ).execute(arguments: [
    id, place, item.key, item.kind, item.prompt, item.topic, item.answers, item.scored,
    item.correct, item.discrimination, jsonText(item.choices),
  ])
}

/// Counts in how many classes each question was asked.
private func recount(from before: Set<String>, to after: Set<String>, _ db: Database) throws {
  for key in before.subtracting(after) {
    try db.cachedStatement(sql: SQL.askedLess).execute(arguments: [key])
  }
  for key in after.subtracting(before) {
    try db.cachedStatement(sql: SQL.askedMore).execute(arguments: [key])
  }
}

// MARK: - Reading

private func mark(of row: Row) -> RecordMark {
  RecordMark(position: row[1], hash: [UInt8](row[2] as Data), codec: row[3], phase: row[4])
}

private func listed(_ row: Row) -> ClassRow {
  ClassRow(
    section: SectionID(row[0] as String), title: row[1], date: row[2], code: row[3], room: row[4],
    sideRooms: list(row[5]), trainer: (row[6] as String?).map { PersonID($0) }, trial: row[7],
    phase: row[8], digest: row[9], created: Moment(milliseconds: row[10]),
    figures: figures(of: row, from: 11))
}

private func figures(of row: Row, from first: Int) -> Figures {
  var figures = Figures()
  for figure in Figure.allCases { figures[figure] = row[first + figure.rawValue] }
  return figures
}

private func itemRow(of row: Row, from first: Int) -> ItemRow {
  ItemRow(
    key: row[first], kind: row[first + 1], prompt: row[first + 2], topic: row[first + 3],
    answers: row[first + 4], scored: row[first + 5], correct: row[first + 6],
    discrimination: row[first + 7], choices: list(row[first + 8]))
}

private func list<T: Decodable>(_ json: String) -> [T] {
  (try? JSONDecoder().decode([T].self, from: Data(json.utf8))) ?? []
}
