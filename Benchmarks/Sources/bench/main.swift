import CMark
import Classroom
import Foundation
import GRDB
import Identity
import Journal
import JournalSQLite
import Plan
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

/// The median of five.
func median(_ body: () throws -> Void) rethrows -> Double {
  try (0..<5).map { _ in try seconds(body) }.sorted()[2]
}

/// The median of several runs.
func middle(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

func row(_ name: String, _ ours: String, _ theirs: String, _ ratio: Double) {
  let cells = [name.padding(toLength: 26, withPad: " ", startingAt: 0), ours, theirs]
  print(cells.joined(separator: "  "), String(format: "  ratio %.2f", ratio))
}

/// An outline of about `size` bytes in the manner of a teaching plan.
func outline(_ size: Int) -> String {
  var text = "工会工作培训\n\n【教学时长】1天（6个小时/天）\n【教学方式】以讲授式为主\n【教学内容】\n"
  var unit = 0
  while text.utf8.count < size {
    unit += 1
    text += "\n第\(unit)章 倾听职工诉求\n\n本单元说明怎样接待、登记和答复。\n"
    for topic in 1...4 {
      text += "\n（\(["一", "二", "三", "四"][topic - 1])）步骤\(topic)\n\n"
      text += "先听清事实，再问清要求；能当场答复的当场答复。不能答复的，说明什么时候、由谁答复。\n"
    }
    text += "\n[案例分享：一次接待](#)\n"
  }
  return text
}

func benchPlan() {
  print("plan: reading (outline, findings and timetable), against cmark-gfm parsing the same bytes")
  for (name, size) in [("10 KB", 10_000), ("1 MB", 1_000_000), ("10 MB", 10_000_000)] {
    let text = outline(size)
    let ours = median { _ = Plan.read(text) }
    let theirs = median {
      var text = text
      text.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) { bytes in
          let node = cmark_parse_document(bytes.baseAddress, bytes.count, CMARK_OPT_DEFAULT)
          cmark_node_free(node)
        }
      }
    }
    row(
      name, String(format: "ours %8.2f ms", ours * 1e3),
      String(format: "cmark-gfm %8.2f ms", theirs * 1e3), ours / theirs)
  }
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
case "plan": benchPlan()
case "log": try await benchLog()
case "room": try await benchRoom()
default:
  benchPlan()
  try await benchLog()
  try await benchRoom()
}
