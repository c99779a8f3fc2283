import CMark
import Foundation
import Plan

// Ratios of two sides measured in one run on this machine: absolute times do not last, ratios do.
//
//   bin/bench plan      reading a plan, against cmark-gfm parsing the same bytes
//   bin/bench log       group commit, against SQLite's own bulk insert of the same rows
//   bin/bench start     a file of a million events, with snapshots and without
//   bin/bench room      streams and answers of a live class, against bare swift-nio and Hummingbird

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
  defer { fflush(nil) }  // what was measured stays when the rest fails
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

switch CommandLine.arguments.dropFirst().first {
case "plan": benchPlan()
case "log": try await benchLog()
case "start": try await benchStart()
case "room": try await benchRoom()
case "_room": try await serveRoom(people: Int(CommandLine.arguments.last ?? "") ?? 0)
case "_bare": try await serveBare()
case "_nothing": try await serveNothing()
default:
  benchPlan()
  try await benchLog()
  try await benchStart()
  try await benchRoom()
}
