import Foundation
import Identity
import Testing

@testable import Journal
@testable import JournalSQLite

/// Nothing acknowledged is lost, however the process ends.
@Suite struct KillTests {
  @Test func keepsEveryAcknowledgedRecordAfterKill9() async throws {
    let world = try World(.memory)  // only its folder is used
    let (path, acks) = (world.path, world.folder + "/acks")
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = path as String, acks = acks as String] in
      let engine = try SQLiteEngine(path: path, mode: .serve)
      let file = open(acks, O_WRONLY | O_CREAT | O_APPEND, 0o600)
      await withTaskGroup(of: Void.self) { group in
        for writer in 0..<20 {
          group.addTask {
            for position in 0..<100_000 {
              let head = try? await engine.append(
                [event("\(writer).\(position)")], to: StreamID("s.\(writer)"), expecting: position)
              guard head == position + 1 else { return }
              let line = Array("\(writer) \(position + 1)\n".utf8)
              _ = write(file, line, line.count)
              if position == 500, writer == 7 { kill(getpid(), SIGKILL) }
            }
          }
        }
      }
    }
    #expect(FileManager.default.fileExists(atPath: path + "-wal"))

    var acknowledged: [String: Int] = [:]
    for line in try String(contentsOfFile: acks, encoding: .utf8).split(separator: "\n") {
      let parts = line.split(separator: " ")
      acknowledged["s.\(parts[0])"] = Int(parts[1])
    }
    #expect(acknowledged.count == 20)

    // A report first, on what the killed server left, then a server.
    for mode in [SQLiteEngine.Mode.readOnly, .serve] {
      let engine = try SQLiteEngine(path: path, mode: mode)
      let report = try await engine.verify()
      #expect(report.isWhole)
      for stream in report.streams {
        let promised = try #require(acknowledged[stream.stream.rawValue])
        #expect(stream.records >= promised && stream.records <= promised + 1)
      }
      try await engine.close()
    }
  }

  @Test func opensACopyTakenInTheMiddleOfWriting() async throws {
    let world = try World(.sqlite)
    let engine = try #require(world.engine as? SQLiteEngine)
    // Without checkpoints the file stands still and only the write-ahead log grows, so that a copy
    // of both is what a kill at that instant would leave.
    _ = try await engine.pragma("wal_autocheckpoint = 0")
    let writing = Task {
      var position = 0
      while !Task.isCancelled {
        position = try await engine.append(
          [event(String(repeating: "x", count: 3000))], to: hall, expecting: position)
      }
      return position
    }
    for copy in 1...8 {
      try await Task.sleep(for: .milliseconds(20))
      let before = try await engine.head(hall)
      let target = world.folder + "/copy\(copy).db"
      try run("/bin/cp", world.path, target)
      try run("/bin/cp", world.path + "-wal", target + "-wal")
      try run("/bin/cp", KeyFile.path(for: world.path), KeyFile.path(for: target))
      let opened = try SQLiteEngine(path: target, mode: .serve)
      let report = try await opened.verify()
      #expect(report.isWhole)
      #expect(report.records >= before)
      #expect(
        try await opened.append([event("on")], to: hall, expecting: report.records)
          == report.records + 1)
      try await opened.close()
    }
    writing.cancel()
    #expect(try await writing.value > 8)
  }
}
