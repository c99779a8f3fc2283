import Classroom
import Foundation
import GRDB
import GRDBSQLite
import Identity
import Journal
import JournalSQLite
import Runtime

// log: each append acknowledged after its commit, against SQLite's own bulk insert of the same rows
// in one transaction, by a prepared statement that is bound through SQLite's own functions.

private let rows = 50_000
private let payload = [UInt8](repeating: 65, count: 100)

func benchLog() async throws {
  print("log: each append acknowledged after its commit, against one transaction of the same rows")
  for appenders in [1_000, 10_000] {
    var ours: [Double] = []
    var theirs: [Double] = []
    for _ in 0..<5 {
      let folder = try scratch()
      defer { try? FileManager.default.removeItem(at: folder) }
      ours.append(try await groupCommit(folder, appenders))
      theirs.append(try bulkInsert(folder, appenders))
    }
    let (a, b) = (middle(ours), middle(theirs))
    row(
      "\(appenders) appenders", String(format: "ours %7.0f/s", Double(rows) / a),
      String(format: "bulk insert %7.0f/s", Double(rows) / b), b / a)
  }
}

/// Seconds until every append of every appender is acknowledged.
private func groupCommit(_ folder: URL, _ appenders: Int) async throws -> Double {
  let engine = try SQLiteEngine(path: folder.appendingPathComponent("a.db").path, mode: .serve)
  let each = rows / appenders
  let time = try await seconds {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for appender in 0..<appenders {
        group.addTask {
          let stream = StreamID("class-\(appender)")
          for position in 0..<each {
            _ = try await engine.append(
              [
                NewRecord(
                  tag: "responseRecorded", time: Moment(milliseconds: 1),
                  command: CommandID("\(appender)-\(position)"), bytes: payload)
              ], to: stream, expecting: position)
          }
        }
      }
      try await group.waitForAll()
    }
  }
  try await engine.close()
  return time
}

private func bulkInsert(_ folder: URL, _ appenders: Int) throws -> Double {
  let bulk = try DatabaseQueue(path: folder.appendingPathComponent("b.db").path)
  defer { try? bulk.close() }
  try bulk.writeWithoutTransaction { db in
    try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    try db.execute(
      sql: """
        CREATE TABLE event (stream TEXT, position INTEGER, tag TEXT, time INTEGER, command TEXT,
          bytes BLOB, hash BLOB, PRIMARY KEY (stream, position))
        """)
  }
  let hash = [UInt8](repeating: 1, count: 32)
  let copying = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  return try seconds {
    try bulk.write { db in
      let owner = try db.makeStatement(sql: "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)")
      defer { withExtendedLifetime(owner) {} }
      let insert = owner.sqliteStatement
      for appender in 0..<appenders {
        let stream = "class-\(appender)"
        for position in 0..<(rows / appenders) {
          sqlite3_bind_text(insert, 1, stream, -1, copying)
          sqlite3_bind_int64(insert, 2, Int64(position + 1))
          sqlite3_bind_text(insert, 3, "responseRecorded", -1, copying)
          sqlite3_bind_int64(insert, 4, 1)
          sqlite3_bind_text(insert, 5, "\(appender)-\(position)", -1, copying)
          sqlite3_bind_blob(insert, 6, payload, Int32(payload.count), copying)
          sqlite3_bind_blob(insert, 7, hash, 32, copying)
          precondition(sqlite3_step(insert) == SQLITE_DONE)
          sqlite3_reset(insert)
        }
      }
    }
  }
}

// start: a file of a million events, against the same start with nothing but the log.

func benchStart() async throws {
  let folder = try scratch()
  defer { try? FileManager.default.removeItem(at: folder) }
  let path = folder.appendingPathComponent("a.db").path
  let engine = try SQLiteEngine(path: path, mode: .serve)
  let classes = 400
  let people = 100
  var events = 0
  for number in 0...classes {
    // The last one goes on, and is as large as a broadcast.
    let isOpen = number == classes
    let crowd = isOpen ? 2_000 : people
    let records = try day(number, people: crowd, answers: 23, closes: !isOpen)
    var position = 0
    while position < records.count {
      let part = Array(records[position..<min(position + 5_000, records.count)])
      position = try await engine.append(
        part, to: StreamID("class-\(number)"), expecting: position)
    }
    events += records.count
  }
  let clock: LiveSession.Clock = { Moment(milliseconds: 2_000_000_000_000) }
  func start(_ engine: SQLiteEngine) async throws -> (seconds: Double, kilobytes: Int) {
    let before = residentKilobytes()
    var hall: Hall?
    let time = try await seconds { hall = try await Hall(engine: engine, clock: clock) }
    guard let sections = await hall?.sections(), sections.count == classes + 1 else {
      fatalError("classes are missing")
    }
    if let open = sections.first(where: { $0.phase != .closed }) {
      await (try await hall?.session(open.profile.id))?.keepSnapshot()
    }
    return (time, residentKilobytes() - before)
  }
  let first = try await start(engine)
  try await engine.close()
  let again = try SQLiteEngine(path: path, mode: .serve)
  let second = try await start(again)
  try await again.close()
  row(
    "start, \(events) events", String(format: "with snapshots %.2f s", second.seconds),
    String(format: "from the log alone %.1f s", first.seconds), second.seconds / first.seconds)
  print(
    "  \(classes) classes ended, one of 2000 learners goes on; memory taken at the start "
      + "\(second.kilobytes / 1024) MiB")
}

private func residentKilobytes() -> Int {
  let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
  return (Int(text.split(separator: " ").dropFirst().first ?? "") ?? 0) * 4
}

/// The record of one class.
private func day(_ number: Int, people: Int, answers: Int, closes: Bool) throws -> [NewRecord] {
  let items = (0..<answers).map {
    AssessmentItem(id: "i\($0)", kind: .quiz, prompt: "?", choices: ["A", "B"], key: [0])
  }
  var events: [Event] = [
    .sectionCreated(
      profile: SectionProfile(
        id: SectionID("class-\(number)"), title: "T", date: "2026-12-01", code: "\(10_000 + number)"
      ),
      plan: PinnedPlan(file: "f", source: "s", digest: "d\(number)"),
      agenda: [Segment(id: "s1", kind: .quiz, title: "", plannedMinutes: 5, items: items)]),
    .moved(to: Cursor(segment: 0, page: 0)),
  ]
  let persons = (0..<people).map { PersonID("person-\(number)-\($0)") }
  for person in persons {
    events.append(.personEnrolled(person: person, group: "1"))
    events.append(.checkedIn(person: person, by: .phone))
  }
  for item in items {
    events.append(.itemOpened(item: item.id))
    for (index, person) in persons.enumerated() {
      events.append(.responseRecorded(item: item.id, person: person, choices: [index % 2]))
    }
  }
  if closes { events.append(.sectionClosed) }
  return try events.enumerated().map { index, event in
    let coded = try EventCodec.encode(event)
    return NewRecord(
      tag: coded.tag, time: Moment(milliseconds: 1_700_000_000_000),
      command: CommandID("\(number)-\(index)-0123456789abcdef"), bytes: coded.bytes)
  }
}
