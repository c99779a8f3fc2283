import Foundation
import Plan
import Testing

/// Where the fixtures are, found from this file.
enum Fixtures {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Goldens")

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []
    return files.filter { $0.hasSuffix(".plan") }.map { String($0.dropLast(5)) }.sorted()
  }()

  static func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name + ".plan"), encoding: .utf8)
  }

  /// The files that the fixtures link to.
  static let resources = Resources(files: [
    "materials/morning.md", "cases/wage.md", "cases/overtime.md",
  ])

  static let isRecording = ProcessInfo.processInfo.environment["GUILDHALL_RECORD"] == "1"
}

@Suite struct GoldenTests {
  @Test func findsTheFixtures() {
    #expect(Fixtures.names.count >= 34)
  }

  @Test(arguments: Fixtures.names)
  func readsAsRecorded(name: String) throws {
    let actual = Dump.text(read(try Fixtures.text(name), resources: Fixtures.resources))
    let file = Fixtures.folder.appending(path: name + ".expected")
    if Fixtures.isRecording {
      try actual.write(to: file, atomically: true, encoding: .utf8)
      Issue.record("recorded \(name).expected; run again without GUILDHALL_RECORD")
      return
    }
    let expected = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    #expect(actual == expected, "\(name): \(firstDifference(actual, expected))")
  }

  private func firstDifference(_ actual: String, _ expected: String) -> String {
    let a = actual.split(separator: "\n", omittingEmptySubsequences: false)
    let b = expected.split(separator: "\n", omittingEmptySubsequences: false)
    for index in 0..<max(a.count, b.count) {
      let left = index < a.count ? a[index] : "(end)"
      let right = index < b.count ? b[index] : "(end)"
      if left != right { return "line \(index + 1): got “\(left)”, recorded “\(right)”" }
    }
    return "no difference by lines"
  }
}
