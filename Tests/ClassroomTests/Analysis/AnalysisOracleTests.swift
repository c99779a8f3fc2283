import Foundation
import Identity
import Testing

@testable import Classroom

/// The figures against R's `psych`, on data that is made here: `Oracles/psych.R` prints them,
/// `Oracles/psych.txt` holds what it printed. Where R with psych is installed, it is asked again.
@Suite struct AnalysisOracleTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Oracles")
  private static let drawings = 400
  private static let seed: UInt64 = 20_261_201

  /// Answers of persons of different ability to items of different difficulty.
  private static func made(
    persons: Int, items: Int, seed: UInt64, omitting percent: Int = 0, link: Int = 1
  ) -> [[Double?]] {
    var chance = SplitMix64(seed: seed)
    return (0..<persons).map { _ in
      let ability = chance.between(-30, 30) * link
      return (0..<items).map { item in
        let isRight = chance.chance(min(95, max(5, 70 - 6 * item + ability)))
        return chance.chance(percent) ? nil : (isRight ? 1 : 0)
      }
    }
  }

  private static let tables: [(name: String, rows: [[Double?]])] = [
    ("complete", made(persons: 60, items: 10, seed: 1)),
    ("omitted", made(persons: 80, items: 7, seed: 2, omitting: 15)),
    ("poor", made(persons: 25, items: 4, seed: 3, link: 0)),
  ]
  private static let scores: [(before: Int, after: Int)] = {
    var chance = SplitMix64(seed: 4)
    return (0..<40).map { _ in (chance.between(0, 6), chance.between(3, 8)) }
  }()

  private static func gain(_ drawn: [Int]) -> Double? {
    let all = Double(8 * drawn.count)
    return normalizedGain(
      before: Double(drawn.reduce(0) { $0 + scores[$1].before }) / all,
      after: Double(drawn.reduce(0) { $0 + scores[$1].after }) / all)
  }

  /// What this program says.
  private static func ours() -> [String: Double] {
    var figures: [String: Double] = [:]
    for (name, rows) in tables {
      let table = ScoreTable(rows: rows, items: rows[0].count)
      figures["\(name).alpha"] = table.alpha
      figures["\(name).standardError"] = table.standardError
      for item in 0..<table.items {
        figures["\(name).difficulty.\(item + 1)"] = table.mean(of: item)
        figures["\(name).discrimination.\(item + 1)"] = table.discrimination(of: item)
        figures["\(name).alphaWithout.\(item + 1)"] = table.alpha(without: item)
      }
    }
    let interval = bootstrapInterval(
      of: scores.count, drawings: drawings, seed: seed, statistic: gain)
    figures["gain.estimate"] = gain(Array(scores.indices))
    figures["gain.low"] = interval?.low
    figures["gain.high"] = interval?.high
    return figures
  }

  private static func read(_ printed: String) -> [String: Double] {
    let pairs = printed.split(separator: "\n").compactMap { line -> (String, Double)? in
      let parts = line.split(separator: " ")
      return parts.count == 2 ? Double(parts[1]).map { (String(parts[0]), $0) } : nil
    }
    return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }

  private static func compare(_ judge: [String: Double], _ name: String) {
    let ours = ours()
    // A standard error exists only beside an alpha that is one.
    let known = judge.filter { !$0.value.isNaN && ($0.key != "poor.standardError") }
    #expect(known.count > 60, "\(name) says only \(known.count) figures")
    for (what, value) in known.sorted(by: { $0.key < $1.key }) {
      #expect(
        ours[what].map { abs($0 - value) < 1e-6 } == true,
        "\(what): \(name) \(value), ours \(ours[what].map { "\($0)" } ?? "none")")
    }
  }

  @Test func agreesWithWhatPsychSaid() throws {
    let stored = try String(
      contentsOf: Self.folder.appendingPathComponent("psych.txt"), encoding: .utf8)
    Self.compare(Self.read(stored), "psych.txt")
  }

  @Test(.enabled(if: hasPsych, "R with psych is not installed (Debian: r-cran-psych)"))
  func agreesWithPsychNow() throws {
    let place = FileManager.default.temporaryDirectory
      .appendingPathComponent("guildhall-oracle-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    func write(_ name: String, _ lines: [String]) throws {
      try (lines.joined(separator: "\n") + "\n").write(
        to: place.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
    for (name, rows) in Self.tables {
      try write(
        "\(name).csv",
        rows.map { $0.map { $0.map { "\(Int($0))" } ?? "NA" }.joined(separator: ",") })
    }
    try write("gain.csv", ["before,after"] + Self.scores.map { "\($0.before),\($0.after)" })
    var drawn: [String] = []
    _ = bootstrapInterval(of: Self.scores.count, drawings: Self.drawings, seed: Self.seed) {
      drawn.append($0.map { "\($0 + 1)" }.joined(separator: ","))
      return 0
    }
    try write("drawings.csv", drawn)
    let printed = try run([
      "Rscript", Self.folder.appendingPathComponent("psych.R").path, place.path,
    ])
    Self.compare(Self.read(printed), "psych")
    if ProcessInfo.processInfo.environment["GUILDHALL_RECORD"] == "1" {
      try printed.write(
        to: Self.folder.appendingPathComponent("psych.txt"), atomically: true, encoding: .utf8)
      Issue.record("recorded psych.txt; run again without GUILDHALL_RECORD")
    }
  }
}

private let hasPsych = (try? run(["Rscript", "-e", "library(psych)"])) != nil

private struct ToolFailure: Error {}

/// What a tool of this machine prints.
private func run(_ arguments: [String]) throws -> String {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = arguments
  let output = Pipe()
  process.standardOutput = output
  process.standardError = FileHandle.nullDevice
  try process.run()
  let data = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else { throw ToolFailure() }
  return String(decoding: data, as: UTF8.self)
}
