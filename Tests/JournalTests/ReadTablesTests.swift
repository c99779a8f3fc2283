import GRDB
import Identity
import Testing

@testable import Journal
@testable import JournalSQLite

/// A class with rows of every kind.
func classRecord(
  _ number: Int, title: String = "劳动争议调解", date: String = "2026-03-05", phase: String = "closed",
  trial: Bool = false, topics: [String] = ["苗头的发现", "集体协商"], items: [ItemRow] = [],
  figures: [Figure: Int] = [:], digest: String = "d", people: Int = 3
) -> ClassRecord {
  var sums = Figures()
  for (figure, value) in figures { sums[figure] = value }
  return ClassRecord(
    mark: RecordMark(
      position: number + 10, hash: [1, 2, UInt8(number % 256)], codec: "1", phase: phase),
    row: ClassRow(
      section: SectionID("class-\(number)"), title: title, date: date, code: "\(1000 + number)",
      room: "三楼", sideRooms: ["二楼"], trainer: PersonID("t\(number)"), trial: trial,
      phase: phase, digest: digest, created: Moment(milliseconds: Int64(number)), figures: sums),
    topics: topics.enumerated().map { TopicRow(label: "\($0 + 1).", title: $1) },
    attendance: (0..<people).flatMap { person in
      [2, 3].map { half in
        AttendanceRow(
          halfDay: half, person: PersonID("p\(person)"), enrolment: "listed",
          standing: person == 0 && half == 3 ? "absent" : "present")
      }
    }, items: items)
}

func itemRow(_ key: String, kind: String = "quiz", scored: Int = 10, correct: Int = 6) -> ItemRow {
  ItemRow(
    key: key, kind: kind, prompt: "仲裁时效多长？", topic: "苗头", answers: scored, scored: scored,
    correct: correct, discrimination: 0.31,
    choices: [
      .init(letter: "A", text: "六十日", right: false, count: scored - correct),
      .init(letter: "B", text: "一年", right: true, count: correct),
    ])
}

/// What files before the read tables did not have.
let readTableNames = [
  "class_record", "class_topic", "class_attendance", "class_item", "class_question", "class_pair",
  "class_text",
]

/// What every engine promises of its read tables.
@Suite struct ReadTablesContract {
  private func found(_ tables: any ReadTables, _ typed: String) async throws -> [String] {
    var query = ClassQuery()
    query.terms = searchTerms(typed)
    let page = try await tables.classes(query)
    #expect(page.total == page.rows.count)
    return page.rows.map(\.section.rawValue).sorted()
  }

  @Test(arguments: EngineKind.allCases)
  func readsBackWhatWasKept(kind: EngineKind) async throws {
    let world = try World(kind)
    let tables = world.engine
    let record = classRecord(
      1, items: [itemRow("k1"), itemRow("k2", kind: "postTest")],
      figures: [.came: 3, .gainLow: -200_000])
    try await tables.keep(record)
    let section = record.row.section
    #expect(try await tables.classRow(section) == record.row)
    #expect(try await tables.recordMark(of: section) == record.mark)
    #expect(try await tables.recordMarks() == [section: record.mark])
    #expect(try await tables.topics(of: section) == record.topics)
    #expect(try await tables.items(of: section) == record.items)
    #expect(
      try await tables.attendance(of: section) == [
        AttendanceCount(halfDay: 2, enrolment: "listed", standing: "present", count: 3),
        AttendanceCount(halfDay: 3, enrolment: "listed", standing: "absent", count: 1),
        AttendanceCount(halfDay: 3, enrolment: "listed", standing: "present", count: 2),
      ])
    #expect(try await tables.section(code: "1001") == section)
    #expect(try await tables.section(code: "9") == nil)
    #expect(try await tables.classRow(SectionID("class-9")) == nil)
    #expect(try await tables.topics(of: SectionID("class-9")).isEmpty)
  }

  @Test(arguments: EngineKind.allCases)
  func putsNewRowsInPlaceOfTheOldAndTakesThemOut(kind: EngineKind) async throws {
    let world = try World(kind)
    let tables = world.engine
    try await tables.keep(classRecord(1, items: [itemRow("k1"), itemRow("k2")]))
    try await tables.keep(classRecord(2, items: [itemRow("k1"), itemRow("k2")]))
    #expect(try await tables.questions(offset: 0, limit: 9).rows.map(\.key) == ["k1", "k2"])
    let changed = classRecord(
      1, title: "安全生产", date: "2025-12-31", topics: ["应急"], items: [itemRow("k1")], people: 1)
    try await tables.keep(changed)
    try await tables.keep(changed)
    #expect(try await tables.classRow(changed.row.section) == changed.row)
    #expect(try await tables.topics(of: changed.row.section) == changed.topics)
    #expect(try await tables.attendance(of: changed.row.section).map(\.count) == [1, 1])
    #expect(try await tables.questions(offset: 0, limit: 9).rows.map(\.key) == ["k1"])
    #expect(try await found(tables, "协商") == ["class-2"])
    #expect(try await found(tables, "集体协商") == ["class-2"])
    #expect(try await found(tables, "安全生产") == ["class-1"])
    #expect(try await tables.years().map(\.year) == [2026, 2025])
    try await tables.forget(SectionID("class-2"))
    try await tables.forget(SectionID("class-2"))
    #expect(try await found(tables, "协商").isEmpty)
    #expect(try await found(tables, "劳").isEmpty)
    #expect(try await tables.questions(offset: 0, limit: 9).total == 0)
    #expect(try await tables.recordMarks().keys.map(\.rawValue) == ["class-1"])
  }

  @Test(arguments: EngineKind.allCases)
  func findsPartsOfAnyLengthInTitlesAndTopics(kind: EngineKind) async throws {
    let world = try World(kind)
    let tables = world.engine
    try await tables.keep(classRecord(1, title: "劳动争议调解", topics: ["苗头的发现"]))
    try await tables.keep(classRecord(2, title: "集体协商与 ABC 合同", topics: ["ＡＩ　工具", "末"]))
    try await tables.keep(classRecord(3, title: "100%_参保 \"应保\"尽保*", topics: ["𠮷野家案"]))
    // One character: at the beginning, in the middle, at the end, and of a topic.
    for (text, expected) in [
      ("劳", ["class-1"]), ("争", ["class-1"]), ("解", ["class-1"]), ("末", ["class-2"]),
      ("现", ["class-1"]), ("劳动", ["class-1"]), ("议调", ["class-1"]), ("动争议", ["class-1"]),
      ("劳动争议调解", ["class-1"]), ("苗头的发现", ["class-1"]), ("解苗", []), ("调解苗", []),
      ("abc", ["class-2"]), ("ＡＢＣ", ["class-2"]), ("aBc 合同", ["class-2"]), ("ai", ["class-2"]),
      ("ai 工具", ["class-2"]), ("合同 苗头", []), ("劳动 发现", ["class-1"]), ("𠮷", ["class-3"]),
      ("𠮷野家", ["class-3"]), ("%", ["class-3"]), ("%_", ["class-3"]), ("100%_参", ["class-3"]),
      ("\"", ["class-3"]), ("\"应保\"", ["class-3"]), ("*", ["class-3"]), ("尽保*", ["class-3"]),
      ("的", ["class-1"]), ("保", ["class-3"]), ("z", []), ("争议解", []),
    ] {
      #expect(try await found(tables, text) == expected, "\(text)")
    }
  }

  @Test(arguments: EngineKind.allCases)
  func takesNothingTypedForALanguage(kind: EngineKind) async throws {
    let world = try World(kind)
    let tables = world.engine
    try await tables.keep(classRecord(1))
    for text in [
      "劳动 AND 争议", "NEAR(劳动 争议)", "劳动*", "title:劳动", "\"\"\"", "'; DROP TABLE class_record; --",
      "(((", "^劳动争", "劳动 OR 协商", "-协商", "\\", "{}", "%劳动%", "_动_",
      String(repeating: "劳", count: 5_000),
      "\u{0}劳\u{7}", "a\u{0301}\u{0301}", "\u{10FFFF}", "\u{D7FF}",
    ] {
      _ = try await found(tables, text)
    }
    #expect(try await found(tables, "劳动争议") == ["class-1"])
    #expect(try await found(tables, "\u{0}劳动\u{7}争议\u{200B}") == ["class-1"])
  }

  @Test(arguments: EngineKind.allCases)
  func filtersAndPagesByDateNewestFirst(kind: EngineKind) async throws {
    let world = try World(kind)
    let tables = world.engine
    try await tables.keep(classRecord(1, date: "2025-12-31"))
    try await tables.keep(classRecord(2, date: "2026-01-01"))
    try await tables.keep(classRecord(3, date: "2026-03-31", topics: ["集体协商（一）"]))
    try await tables.keep(classRecord(4, date: "2026-12-31", phase: "live"))
    try await tables.keep(classRecord(5, date: "2026-03-01", trial: true))
    try await tables.keep(classRecord(6, date: "随便", phase: "planned"))
    func numbers(_ change: (inout ClassQuery) -> Void) async throws -> [Int] {
      var query = ClassQuery()
      change(&query)
      return try await tables.classes(query).rows.compactMap {
        Int($0.section.rawValue.dropFirst(6))
      }
    }
    #expect(try await numbers { _ in } == [6, 4, 3, 2, 1])
    #expect(try await numbers { $0.trial = nil } == [6, 4, 3, 5, 2, 1])
    #expect(try await numbers { $0.trial = true } == [5])
    #expect(try await numbers { $0.year = 2026 } == [4, 3, 2])
    #expect(
      try await numbers {
        $0.year = 2026
        $0.month = 12
      } == [4])
    #expect(
      try await numbers {
        $0.year = 2026
        $0.month = 1
      } == [2])
    #expect(try await numbers { $0.phase = "closed" } == [3, 2, 1])
    #expect(try await numbers { $0.topic = searchFold("集体协商(一)") } == [3])
    #expect(try await numbers { $0.topic = "集体" } == [])
    #expect(
      try await numbers {
        $0.terms = ["没有"]
        $0.named = [SectionID("class-2"), SectionID("class-5"), SectionID("elsewhere")]
      } == [2])
    #expect(
      try await numbers {
        $0.terms = ["（一)"].map(searchFold)
        $0.named = [SectionID("class-2")]
      } == [3, 2])
    var query = ClassQuery()
    query.limit = 2
    query.offset = 2
    let page = try await tables.classes(query)
    #expect(page.total == 5 && page.rows.map(\.section.rawValue) == ["class-3", "class-2"])
    query.offset = 99
    #expect(try await tables.classes(query) == ClassPage(rows: [], total: 5))
    #expect(try await tables.classes(digest: "d").count == 6)
  }

  @Test(arguments: EngineKind.allCases)
  func sumsAYearByMonthWithoutTrialsAndOpenClasses(kind: EngineKind) async throws {
    let world = try World(kind)
    let tables = world.engine
    try await tables.keep(
      classRecord(1, date: "2026-03-05", figures: [.came: 3, .gainLow: 5, .minutesActual: 100]))
    try await tables.keep(
      classRecord(2, date: "2026-03-25", figures: [.came: 4, .creditGranted: 250]))
    try await tables.keep(classRecord(3, date: "2026-11-05", figures: [.came: 5]))
    try await tables.keep(classRecord(4, date: "2026-11-06", trial: true, figures: [.came: 9]))
    try await tables.keep(
      classRecord(5, date: "2026-11-06", phase: "live", figures: [.came: 9]))
    try await tables.keep(classRecord(6, date: "2024-02-29", figures: [.came: 7]))
    try await tables.keep(classRecord(7, date: "yesterday", figures: [.came: 9]))
    #expect(
      try await tables.years() == [
        YearCount(year: 2026, classes: 3), YearCount(year: 2024, classes: 1),
      ])
    let months = try await tables.months(of: 2026)
    #expect(months.map(\.month) == [3, 11] && months.map(\.classes) == [2, 1])
    #expect(months.map { $0.figures[.came] } == [7, 5])
    #expect(months[0].figures[.creditGranted] == 250)
    #expect(months[1].figures[.creditGranted] == nil)
    // What does not add up is left out.
    #expect(months[0].figures[.gainLow] == nil)
    #expect(try await tables.months(of: 2025).isEmpty)
  }

  @Test(arguments: EngineKind.allCases)
  func showsOneQuestionInEveryClass(kind: EngineKind) async throws {
    let world = try World(kind)
    let tables = world.engine
    for number in 1...4 {
      try await tables.keep(
        classRecord(
          number, date: "2026-0\(5 - number)-01",
          items: [itemRow("k1", kind: "preTest", correct: number)]
            + (number == 1 ? [itemRow("k1", kind: "postTest"), itemRow("k2")] : [])))
    }
    let all = try await tables.askings(of: "k1", limit: 10)
    #expect(all.total == 5 && all.classes == 4 && all.scored == 50 && all.correct == 16)
    #expect(
      all.rows.map { $0.row.date.prefix(7) }
        == ["2026-01", "2026-02", "2026-03", "2026-04", "2026-04"])
    #expect(all.rows.map(\.item.kind).suffix(2) == ["preTest", "postTest"])
    #expect(all.rows[0].item == itemRow("k1", kind: "preTest", correct: 4))
    let last = try await tables.askings(of: "k1", limit: 2)
    #expect(last.rows == Array(all.rows.suffix(2)) && last.total == 5)
    #expect(try await tables.askings(of: "nothing", limit: 2).rows.isEmpty)
    #expect(
      try await tables.questions(offset: 0, limit: 9)
        == QuestionPage(
          rows: [QuestionRow(key: "k1", prompt: "仲裁时效多长？", classes: 4)], total: 1))
  }
}

@Suite struct SearchTextTests {
  @Test func foldsWidthCaseAndSpaces() {
    #expect(searchFold("　ＡＢＣ\t 工会\u{0}法 ") == "abc 工会 法")
    #expect(searchFold("\u{200B}") == "")
    #expect(searchTerms("  甲 乙　甲 ") == ["甲", "乙"])
    #expect(searchTerms(String(repeating: "字 ", count: 400)).count == 1)
    #expect(searchTerms((0..<40).map(String.init).joined(separator: " ")).count == 8)
  }

  @Test func pairsNeighboursWithinALine() {
    #expect(searchPairs("甲乙丙\n丁") == ["甲乙", "乙丙", "丙", "丁"])
    #expect(searchPairs("").isEmpty)
  }
}

@Suite struct ReadTablesOnDisk {
  /// Every statement that a page waits for finds its rows by an index.
  @Test func searchesAndNeverScans() async throws {
    let world = try World(.sqlite)
    let engine = try #require(world.engine as? SQLiteEngine)
    for number in 1...60 {
      try await engine.keep(
        classRecord(
          number, date: "20\(10 + number % 17)-0\(1 + number % 9)-01",
          items: [itemRow("k\(number % 7)")], digest: "d\(number % 20)"))
    }
    try await engine.edit("ANALYZE")
    var hot: [(String, StatementArguments)] = [
      (SQL.classMark, ["a"]), (SQL.classRow, ["a"]), (SQL.classByCode, ["1"]),
      (SQL.classesByDigest, ["d"]), (SQL.classTopics, ["a"]), (SQL.classAttendance, ["a"]),
      (SQL.classItems, ["a"]), (SQL.questions, [50, 0]), (SQL.questionCount, []),
      (SQL.askings, ["k1", 60]), (SQL.askingSums, ["k1"]), (SQL.years, []),
      (SQL.months, [2026]), (SQL.classID, ["a"]), (SQL.itemKeys, [1]), (SQL.classText, [1]),
      (SQL.deletePair, ["甲", 1]), (SQL.askedLess, ["k1"]),
    ]
    hot += SQL.clearClass.map { ($0, [1]) }
    for terms in [[], ["甲"], ["甲乙"], ["甲乙丙"], ["甲", "乙丙", "丁戊己", "abc"]] {
      for year in [nil, 2026] {
        for (phase, trial) in [(nil, false), ("closed", false), (nil, nil)] as [(String?, Bool?)] {
          for topic in [nil, "集体协商"] {
            for named in [[], [SectionID("class-1")]] {
              var query = ClassQuery()
              query.terms = terms
              query.year = year
              query.phase = phase
              query.trial = trial
              query.topic = topic
              query.named = named
              let search = ClassSearch(query)
              hot += [search.page, search.count]
            }
          }
        }
      }
    }
    for (sql, arguments) in hot {
      let plan = try await engine.reading { db in
        try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql, arguments: arguments)
          .map { $0["detail"] as String }
      }
      #expect(
        plan.contains { $0.hasPrefix("SEARCH") || $0.hasSuffix("VIRTUAL TABLE INDEX 0:=") },
        "\(sql): \(plan)")
      // A virtual table is always "scanned": by its own index, which the plan names.
      #expect(
        !plan.contains { $0.hasPrefix("SCAN") && !$0.contains("VIRTUAL TABLE INDEX") },
        "\(sql): \(plan)")
      #expect(
        !plan.contains { $0.contains("class_text") && !$0.contains(":M") && !$0.contains(":=") },
        "\(sql): \(plan)")
    }
  }

  @Test func addsItsTablesToAnOlderFile() async throws {
    let world = try World(.sqlite)
    let engine = try #require(world.engine as? SQLiteEngine)
    for table in readTableNames { try await engine.edit("DROP TABLE \(table)") }
    try await engine.edit("PRAGMA user_version = \(Schema.tablesVersion - 1)")
    try await engine.close()
    // Whoever only reads finds nothing, and leaves the file as it is.
    let reader = try SQLiteEngine(path: world.path, mode: .readOnly)
    #expect(try await reader.recordMarks().isEmpty)
    #expect(try await reader.classes(ClassQuery()) == ClassPage(rows: [], total: 0))
    #expect(try await reader.years().isEmpty)
    await #expect(throws: EventLogError.unavailable(.readOnly)) {
      try await reader.keep(classRecord(1))
    }
    try await reader.close()
    let again = try SQLiteEngine(path: world.path, mode: .serve)
    try await again.keep(classRecord(1))
    #expect(try await again.classes(ClassQuery()).total == 1)
    #expect(try await again.isSound())
    try await again.close()
  }
}
