import Identity
import Synchronization

/// Read tables in memory: for tests, and where a file has none.
public final class MemoryTables: ReadTables {
  private let records = Mutex<[SectionID: ClassRecord]>([:])

  public init() {}

  public func keep(_ record: ClassRecord) async throws {
    records.withLock { $0[record.row.section] = record }
  }

  public func forget(_ section: SectionID) async throws {
    records.withLock { $0[section] = nil }
  }

  public func recordMarks() async throws -> [SectionID: RecordMark] {
    records.withLock { $0.mapValues(\.mark) }
  }

  public func recordMark(of section: SectionID) async throws -> RecordMark? {
    records.withLock { $0[section]?.mark }
  }

  public func classRow(_ section: SectionID) async throws -> ClassRow? {
    records.withLock { $0[section]?.row }
  }

  public func section(code: String) async throws -> SectionID? {
    all().first { $0.row.code == code }?.row.section
  }

  public func classes(digest: String) async throws -> [ClassRow] {
    all().filter { $0.row.digest == digest }.map(\.row)
  }

  public func classes(_ query: ClassQuery) async throws -> ClassPage {
    let found = all().filter { query.wants($0) }.map(\.row)
    return ClassPage(
      rows: Array(found.dropFirst(max(0, query.offset)).prefix(max(0, query.limit))),
      total: found.count)
  }

  public func topics(of section: SectionID) async throws -> [TopicRow] {
    records.withLock { $0[section]?.topics ?? [] }
  }

  public func attendance(of section: SectionID) async throws -> [AttendanceCount] {
    let rows = records.withLock { $0[section]?.attendance ?? [] }
    let groups = Dictionary(grouping: rows) { [String($0.halfDay), $0.enrolment, $0.standing] }
    return groups.values.map { rows in
      AttendanceCount(
        halfDay: rows[0].halfDay, enrolment: rows[0].enrolment, standing: rows[0].standing,
        count: rows.count)
    }.sorted { ($0.halfDay, $0.enrolment, $0.standing) < ($1.halfDay, $1.enrolment, $1.standing) }
  }

  public func items(of section: SectionID) async throws -> [ItemRow] {
    records.withLock { $0[section]?.items ?? [] }
  }

  public func questions(offset: Int, limit: Int) async throws -> QuestionPage {
    var found: [String: QuestionRow] = [:]
    for record in all().reversed() {
      for item in Dictionary(grouping: record.items, by: \.key).values.map({ $0[0] }) {
        found[item.key] = QuestionRow(
          key: item.key, prompt: item.prompt, classes: (found[item.key]?.classes ?? 0) + 1)
      }
    }
    let shared = found.values.filter { $0.classes > 1 }
      .sorted { ($1.classes, $0.key) < ($0.classes, $1.key) }
    return QuestionPage(
      rows: Array(shared.dropFirst(max(0, offset)).prefix(max(0, limit))), total: shared.count)
  }

  public func askings(of key: String, limit: Int) async throws -> AskingPage {
    let rows = all().reversed().flatMap { record in
      record.items.filter { $0.key == key }.map { Asking(row: record.row, item: $0) }
    }
    return AskingPage(
      rows: rows.suffix(max(0, limit)), total: rows.count,
      classes: Set(rows.map(\.row.section)).count,
      scored: rows.reduce(0) { $0 + $1.item.scored },
      correct: rows.reduce(0) { $0 + $1.item.correct })
  }

  public func years() async throws -> [YearCount] {
    let years = held().map { $0.yearAndMonth.year }
    return Dictionary(years.map { ($0, 1) }, uniquingKeysWith: +)
      .map { YearCount(year: $0, classes: $1) }.sorted { $0.year > $1.year }
  }

  public func months(of year: Int) async throws -> [MonthSum] {
    var sums: [Int: MonthSum] = [:]
    for row in held() where row.yearAndMonth.year == year {
      let month = row.yearAndMonth.month
      let sum = sums[month] ?? MonthSum(month: month, classes: 0, figures: Figures())
      sums[month] = MonthSum(
        month: month, classes: sum.classes + 1, figures: sum.figures + row.figures)
    }
    return sums.values.sorted { $0.month < $1.month }
  }

  /// Newest first.
  private func all() -> [ClassRecord] {
    records.withLock { Array($0.values) }.sorted {
      ($1.row.date, $1.row.created, $1.row.section) < ($0.row.date, $0.row.created, $0.row.section)
    }
  }

  /// Classes that count in a year.
  private func held() -> [ClassRow] {
    all().map(\.row).filter { $0.isOver && !$0.trial && $0.yearAndMonth.year > 0 }
  }
}

extension ClassQuery {
  fileprivate func wants(_ record: ClassRecord) -> Bool {
    let row = record.row
    if let trial, row.trial != trial { return false }
    if let phase, row.phase != phase { return false }
    if let dates, !(dates.from <= row.date && row.date < dates.before) { return false }
    if let topic, !record.topics.contains(where: { searchFold($0.title) == topic }) { return false }
    guard !terms.isEmpty, !named.contains(row.section) else { return true }
    let text = Array(record.searchText.utf8)
    return terms.allSatisfy { text.contains(Array($0.utf8)) }
  }
}

/// The memory engine keeps its read tables beside its log.
extension MemoryEngine {
  public func keep(_ record: ClassRecord) async throws { try await tables.keep(record) }
  public func forget(_ section: SectionID) async throws { try await tables.forget(section) }
  public func recordMarks() async throws -> [SectionID: RecordMark] {
    try await tables.recordMarks()
  }
  public func recordMark(of section: SectionID) async throws -> RecordMark? {
    try await tables.recordMark(of: section)
  }
  public func classRow(_ section: SectionID) async throws -> ClassRow? {
    try await tables.classRow(section)
  }
  public func section(code: String) async throws -> SectionID? {
    try await tables.section(code: code)
  }
  public func classes(digest: String) async throws -> [ClassRow] {
    try await tables.classes(digest: digest)
  }
  public func classes(_ query: ClassQuery) async throws -> ClassPage {
    try await tables.classes(query)
  }
  public func topics(of section: SectionID) async throws -> [TopicRow] {
    try await tables.topics(of: section)
  }
  public func attendance(of section: SectionID) async throws -> [AttendanceCount] {
    try await tables.attendance(of: section)
  }
  public func items(of section: SectionID) async throws -> [ItemRow] {
    try await tables.items(of: section)
  }
  public func questions(offset: Int, limit: Int) async throws -> QuestionPage {
    try await tables.questions(offset: offset, limit: limit)
  }
  public func askings(of key: String, limit: Int) async throws -> AskingPage {
    try await tables.askings(of: key, limit: limit)
  }
  public func years() async throws -> [YearCount] { try await tables.years() }
  public func months(of year: Int) async throws -> [MonthSum] {
    try await tables.months(of: year)
  }
}
