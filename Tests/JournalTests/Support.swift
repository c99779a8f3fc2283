import Foundation
import GRDB
import Identity
import Testing

@testable import Journal
@testable import JournalSQLite

/// Every engine that must keep the contract.
enum EngineKind: CaseIterable, Sendable {
  case memory, sqlite
}

/// An engine of a kind with a folder of its own, removed when the world ends.
final class World: Sendable {
  let kind: EngineKind
  let folder: String
  let engine: any Engine

  init(_ kind: EngineKind) throws {
    self.kind = kind
    folder = NSTemporaryDirectory() + "guildhall-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    engine =
      switch kind {
      case .memory: MemoryEngine()
      case .sqlite: try SQLiteEngine(path: folder + "/hall.db", mode: .serve)
      }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  var path: String { folder + "/hall.db" }

  /// Edits a stored record behind the chain's back.
  func tamper(_ stream: StreamID, _ position: Int, bytes: [UInt8]) async throws {
    if let memory = engine as? MemoryEngine { memory.tamper(stream, position, bytes: bytes) }
    if let sqlite = engine as? SQLiteEngine {
      try await sqlite.edit(
        "UPDATE event SET bytes = ? WHERE stream = ? AND position = ?",
        [Data(bytes), stream.rawValue, position])
    }
  }
}

/// Another process that reads, as far as SQLite can tell: holds the file as it was, until it lets go.
struct SlowReader {
  private let engine: SQLiteEngine
  private let release = DispatchSemaphore(value: 0)

  init(of path: String) async throws {
    engine = try SQLiteEngine(path: path, mode: .readOnly)
    let (reading, started) = AsyncStream<Void>.makeStream()
    engine.reader.asyncRead { [release] result in
      _ = try? Int.fetchOne(result.get(), sql: "SELECT count(*) FROM event")
      started.finish()
      release.wait()
    }
    for await _ in reading {}
  }

  func letGo() async throws {
    release.signal()
    try await engine.close()
  }
}

extension SQLiteEngine {
  /// Runs one statement on the writing connection, as a hand on the file would.
  func edit(_ sql: String, _ arguments: StatementArguments = []) async throws {
    try await writer?.exclusively { writer in
      try writer.pool.write { db in try db.execute(sql: sql, arguments: arguments) }
    }
  }

  /// The value of a pragma of the writing connection.
  func pragma(_ name: String) async throws -> Int? {
    try await writer?.exclusively { writer in
      try writer.pool.writeWithoutTransaction { db in
        try Int.fetchOne(db, sql: "PRAGMA " + name)
      }
    }
  }
}

/// Runs a program and waits. Files an engine has open are copied by `cp`, not read here: closing a
/// descriptor on them would drop the engine's own locks (POSIX).
func run(_ program: String, _ arguments: String...) throws {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = arguments
  try process.run()
  process.waitUntilExit()
  try #require(process.terminationStatus == 0)
}

/// The bytes of the database file and of its write-ahead log, while an engine may have them open.
func rawBytes(_ path: String) throws -> Data {
  let copy = NSTemporaryDirectory() + "raw-" + UUID().uuidString
  try run("/bin/sh", "-c", "cat '\(path)' > '\(copy)'; cat '\(path)-wal' >> '\(copy)' || true")
  defer { try? FileManager.default.removeItem(atPath: copy) }
  return try Data(contentsOf: URL(fileURLWithPath: copy))
}

/// Where `needle` occurs in `bytes`.
func occurrences(of needle: [UInt8], in bytes: Data) -> [Int] {
  var found: [Int] = []
  var from = bytes.startIndex
  while let range = bytes.range(of: Data(needle), in: from..<bytes.endIndex) {
    found.append(range.lowerBound)
    from = range.upperBound
  }
  return found
}

let hall = StreamID("class.1")
let noon = Moment(milliseconds: 1_767_240_000_000)

func event(_ text: String, command: String? = nil) -> NewRecord {
  NewRecord(
    tag: "noted.1", time: noon, command: command.map { CommandID($0) }, bytes: Array(text.utf8))
}
