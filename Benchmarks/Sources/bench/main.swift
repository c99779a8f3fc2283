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

/// The median of several runs.
func middle(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

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
