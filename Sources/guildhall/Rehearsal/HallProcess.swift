import Foundation
import Synchronization
import Words

/// A server of the rehearsal's own: this program's `serve`, in a process that can be killed.
final class HallProcess: Sendable {
  let room: RoomAddress
  let trainer: TrainerAddress
  let section: String
  let data: String
  private let plan: String
  private let port: Int
  private let language: Language
  private let process: Mutex<Process>

  /// Starts it on a port that no client is given by chance.
  ///
  /// - Throws: `CommandFailure` when it does not come up.
  init(plan: String, data: String, _ language: Language) throws {
    self.plan = plan
    self.data = data
    self.language = language
    // Below the range that the system gives to clients: while the server is down, one that tries
    // again could otherwise be given that very port, and meet itself there.
    let free = (0..<100).lazy.map { _ in probePort(.random(in: 18_000..<28_000), host: "127.0.0.1")
    }
    .compactMap { if case .free(let port) = $0 { port } else { nil } }.first
    guard let free else { throw CommandFailure("cli.rehearse.noServer", [], language) }
    port = free
    let (process, line) = try Self.launch(plan, data, free, language)
    self.process = Mutex(process)
    struct Announcement: Decodable {
      var join: String
      var trainer: String
      var `class`: String
    }
    guard let said = try? JSONDecoder().decode(Announcement.self, from: line),
      let room = RoomAddress(join: said.join), let trainer = TrainerAddress(said.trainer)
    else {
      process.terminate()
      throw CommandFailure("cli.rehearse.noServer", [], language)
    }
    self.room = room
    self.trainer = trainer
    section = said.class
  }

  /// `kill -9`.
  func kill() {
    process.withLock { process in
      Glibc.kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
  }

  /// Starts it again, on the same file and port.
  func restart() throws {
    let (next, _) = try Self.launch(plan, data, port, language)
    process.withLock { $0 = next }
  }

  func stop() {
    process.withLock { process in
      guard process.isRunning else { return }
      process.terminate()
      process.waitUntilExit()
    }
  }

  private static func launch(
    _ plan: String, _ data: String, _ port: Int, _ language: Language
  ) throws -> (process: Process, announcement: Data) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = [
      "serve", "--plan", plan, "--data", data, "--port", "\(port)", "--announce", "json",
      "--language", language.rawValue,
    ]
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    do { try process.run() } catch {
      throw CommandFailure("cli.rehearse.noServer", [], language)
    }
    var line = Data()
    while line.last != 10 {
      let more = output.fileHandleForReading.availableData
      // What was wrong it has said itself, on standard error.
      guard !more.isEmpty else { throw CommandFailure("cli.rehearse.noServer", [], language) }
      line += more
    }
    return (process, line)
  }
}
