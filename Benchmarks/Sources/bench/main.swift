import Classroom
import Foundation
import GRDB
import Identity
import Journal
import JournalSQLite
import Runtime

// Ratios of two sides measured in one run on this machine: absolute times do not last, ratios do.
//
//   bin/bench plan      reading a plan, against cmark-gfm parsing the same bytes
//   bin/bench log       group commit, against SQLite's own bulk insert of the same rows
//   bin/bench room      answers through a live class, against the bare log

func seconds(_ body: () throws -> Void) rethrows -> Double {
  let clock = ContinuousClock()
  let time = try clock.measure(body)
  return Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
}

func seconds(_ body: () async throws -> Void) async rethrows -> Double {
  let clock = ContinuousClock()
  let time = try await clock.measure(body)
  return Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
}

func row(_ name: String, _ ours: String, _ theirs: String, _ ratio: Double) {
  let cells = [name.padding(toLength: 26, withPad: " ", startingAt: 0), ours, theirs]
  print(cells.joined(separator: "  "), String(format: "  ratio %.2f", ratio))
}

func scratch() throws -> URL {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
    "guildhall-bench-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  return folder
}

func benchLog() async throws {
  print("log: each append acknowledged after its commit, against one transaction of the same rows")
  let bytes = [UInt8](repeating: 65, count: 100)
  let count = 50_000
  for appenders in [1_000, 10_000] {
    let folder = try scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let engine = try SQLiteEngine(path: folder.appendingPathComponent("a.db").path, mode: .serve)
    let each = count / appenders
    let ours = try await seconds {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for appender in 0..<appenders {
          group.addTask {
            let stream = StreamID("class-\(appender)")
            for position in 0..<each {
              _ = try await engine.append(
                [
                  NewRecord(
                    tag: "responseRecorded", time: Moment(milliseconds: 1),
                    command: CommandID("\(appender)-\(position)"), bytes: bytes)
                ], to: stream, expecting: position)
            }
          }
        }
        try await group.waitForAll()
      }
    }
    try await engine.close()
    let bulk = try DatabaseQueue(path: folder.appendingPathComponent("b.db").path)
    try await bulk.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
      try db.execute(
        sql: """
          CREATE TABLE event (stream TEXT, position INTEGER, tag TEXT, time INTEGER, command TEXT,
            bytes BLOB, hash BLOB, PRIMARY KEY (stream, position))
          """)
    }
    let hash = Data(repeating: 1, count: 32)
    let theirs = try await seconds {
      try await bulk.write { db in
        let insert = try db.makeStatement(sql: "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)")
        for appender in 0..<appenders {
          for position in 0..<each {
            try insert.execute(arguments: [
              "class-\(appender)", position + 1, "responseRecorded", 1, "\(appender)-\(position)",
              Data(bytes), hash,
            ])
          }
        }
      }
    }
    row(
      "\(appenders) appenders", String(format: "ours %7.0f/s", Double(count) / ours),
      String(format: "bulk insert %7.0f/s", Double(count) / theirs), theirs / ours)
  }
}

func benchRoom() async throws {
  print(
    "room: a hall answers at once, each answer acknowledged after the commit; against the log alone"
  )
  for people in [200, 2_000, 10_000] {
    let folder = try scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let engine = try SQLiteEngine(path: folder.appendingPathComponent("a.db").path, mode: .serve)
    let now: LiveSession.Clock = { Moment(milliseconds: 1_764_550_000_000) }
    let session = try await LiveSession(section: SectionID("class-1"), engine: engine, clock: now)
    let item = AssessmentItem(id: "i1", kind: .quiz, prompt: "?", choices: ["A", "B"], key: [0])
    try await session.handle(
      .createSection(
        profile: SectionProfile(
          id: SectionID("class-1"), title: "T", date: "2026-12-01", code: "1"),
        plan: PinnedPlan(file: "f", source: "s", digest: "d"),
        agenda: [Segment(id: "s1", kind: .quiz, title: "", plannedMinutes: 5, items: [item])]))
    try await session.handle(
      (0..<people).flatMap {
        [
          Submission(.enroll(person: PersonID("p\($0)"), group: "")),
          Submission(.checkIn(person: PersonID("p\($0)"), by: .phone)),
        ]
      })
    try await session.handle(.openItems(["i1"]))
    let ours = try await seconds {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for person in 0..<people {
          group.addTask {
            try await session.handle(
              .respond(item: "i1", person: PersonID("p\(person)"), choices: [person % 2]),
              id: CommandID("c\(person)"))
          }
        }
        try await group.waitForAll()
      }
    }
    guard await session.state.counts.answers == people else { fatalError("answers are missing") }
    let bytes = [UInt8](repeating: 65, count: 70)
    let theirs = try await seconds {
      _ = try await engine.append(
        (0..<people).map {
          NewRecord(
            tag: "responseRecorded", time: now(), command: CommandID("c\($0)"), bytes: bytes)
        }, to: StreamID("bare"), expecting: 0)
    }
    try await engine.close()
    row(
      "\(people) answers at once", String(format: "ours %7.1f ms", ours * 1e3),
      String(format: "one append %7.1f ms", theirs * 1e3), ours / theirs)
  }
}

switch CommandLine.arguments.dropFirst().first {
case "plan": PlanBench.run()
case "log": try await benchLog()
case "room": try await benchRoom()
default:
  PlanBench.run()
  try await benchLog()
  try await benchRoom()
}
