import Foundation

// Ratios of two sides measured in one run on this machine: absolute times do not last, ratios do.
//
//   bin/bench plan      reading a plan, against cmark-gfm parsing the same bytes
//   bin/bench log       group commit, against SQLite's own bulk insert of the same rows
//   bin/bench start     a file of a million events, with snapshots and without
//   bin/bench records   pages over 5,000 classes, in milliseconds
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

/// The median of several runs.
func middle(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

func row(_ name: String, _ ours: String, _ theirs: String, _ ratio: Double) {
  defer { fflush(nil) }  // what was measured stays when the rest fails
  let cells = [name.padding(toLength: 26, withPad: " ", startingAt: 0), ours, theirs]
  print(cells.joined(separator: "  "), String(format: "  ratio %.2f", ratio))
}

func scratch() throws -> URL {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
    "guildhall-bench-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  return folder
}

switch CommandLine.arguments.dropFirst().first {
case "plan": PlanBench.run()
case "log": try await benchLog()
case "start": try await benchStart()
case "records": try await benchRecords()
case "room": try await benchRoom(CommandLine.arguments.dropFirst(2).first)
case "_room": try await serveRoom(people: Int(CommandLine.arguments.last ?? "") ?? 0)
case "_bare": try await serveBare()
case "_nothing": try await serveNothing()
default:
  PlanBench.run()
  try await benchLog()
  try await benchStart()
  try await benchRecords()
  try await benchRoom()
}
