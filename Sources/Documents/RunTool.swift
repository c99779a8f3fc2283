import Foundation

/// Why a program of the system gave nothing.
public enum ToolProblem: Error, Equatable, Sendable {
  /// It is not installed.
  case missing(String)
  /// It took longer than it may, or more memory.
  case overrun(String)
  /// It ended with an error; its own first words about it.
  case failed(String, words: String)
}

/// Runs a program of the system with bounds, without a shell, off the caller's threads.
///
/// - Parameters:
///   - folder: where it runs, and the only home it knows; a fresh one when nil.
///   - seconds: how long it may take; its processor time is bounded alike.
///   - megabytes: how much memory it may ask for; unbounded when nil.
/// - Returns: What it wrote to its standard output, at most 1 MiB of it.
public func runTool(
  _ name: String, _ arguments: [String], in folder: URL? = nil, seconds: Int = 30,
  megabytes: Int? = 2_000
) async throws(ToolProblem) -> String {
  guard let program = findTool(name) else { throw .missing(name) }
  let result: Result<String, ToolProblem> = await withCheckedContinuation { reply in
    DispatchQueue.global(qos: .utility).async {
      reply.resume(
        returning: run(
          name, program, arguments, in: folder, seconds: seconds, megabytes: megabytes))
    }
  }
  return try result.get()
}

/// The path of a program; `nil` when it is not installed.
public func findTool(_ name: String) -> String? {
  let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(
    separator: ":")
  return folders.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
}

private func run(
  _ name: String, _ program: String, _ arguments: [String], in place: URL?, seconds: Int,
  megabytes: Int?
) -> Result<String, ToolProblem> {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("guildhall-tool-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: folder) }
  let files = FileManager.default
  let said = folder.appendingPathComponent("out")
  let complained = folder.appendingPathComponent("err")
  let process = Process()
  do {
    try files.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    for file in [said, complained] { _ = files.createFile(atPath: file.path, contents: nil) }
    // util-linux's prlimit sets the bounds in the child, before the program begins.
    if let limiter = findTool("prlimit") {
      process.executableURL = URL(fileURLWithPath: limiter)
      process.arguments =
        ["--cpu=\(seconds)", "--core=0"] + (megabytes.map { ["--as=\($0 << 20)"] } ?? [])
        + ["--", program] + arguments
    } else {
      process.executableURL = URL(fileURLWithPath: program)
      process.arguments = arguments
    }
    let home = place ?? folder
    process.currentDirectoryURL = home
    process.environment = [
      "PATH": "/usr/bin:/bin", "HOME": home.path, "TMPDIR": home.path, "LANG": "C.UTF-8",
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: said)
    process.standardError = try FileHandle(forWritingTo: complained)
    try process.run()
  } catch {
    return .failure(.failed(name, words: "\(error)"))
  }
  let pid = process.processIdentifier
  let killer = DispatchWorkItem { kill(pid, SIGKILL) }
  DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(seconds), execute: killer)
  process.waitUntilExit()
  killer.cancel()
  func text(_ file: URL) -> String {
    let bytes = (try? FileHandle(forReadingFrom: file))?.readData(ofLength: 1 << 20)
    return String(decoding: bytes ?? Data(), as: UTF8.self)
  }
  if process.terminationReason == .uncaughtSignal { return .failure(.overrun(name)) }
  guard process.terminationStatus == 0 else {
    let words = text(complained).split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    return .failure(.failed(name, words: String(words.prefix(200))))
  }
  return .success(text(said))
}
