import Documents
import Foundation
import Glibc
import Words

/// Runs pandoc 文档转换 on text of our own making: in a folder of its own, bounded in time, never
/// through a shell. The page names no picture and no other file, so pandoc fetches nothing.
enum Pandoc {
  static let seconds = 60.0

  /// A Word document from a page of HTML.
  ///
  /// - Throws: `CommandFailure` where pandoc is missing, fails or takes too long.
  static func docx(html: String, _ language: Language) throws -> [UInt8] {
    guard let program = find("pandoc") else {
      throw CommandFailure("cli.export.noPandoc", [], language)
    }
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "guildhall-\(UUID().uuidString)", directoryHint: .isDirectory)
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      defer { try? FileManager.default.removeItem(at: folder) }
      try Data(html.utf8).write(to: folder.appending(path: "paper.html"))
      try writeZip(WordStyle(language: language).parts, to: folder.path + "/reference.docx")
      try run(
        program,
        [
          "--from=html", "--to=docx", "--reference-doc=reference.docx", "--output=paper.docx",
          "paper.html",
        ], in: folder, language)
      return Array(try Data(contentsOf: folder.appending(path: "paper.docx")))
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure("cli.export.pandocFailed", [String(describing: error)], language)
    }
  }

  static func find(_ program: String) -> URL? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"
    return path.split(separator: ":").map { URL(filePath: "\($0)/\(program)") }
      .first { access($0.path, X_OK) == 0 }
  }

  private static func run(
    _ program: URL, _ arguments: [String], in folder: URL, _ language: Language
  ) throws {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = [
      "PATH": "/usr/bin:/bin", "HOME": folder.path, "TMPDIR": folder.path, "LANG": "C.UTF-8",
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    let log = folder.appending(path: "log")
    try Data().write(to: log)
    process.standardError = try FileHandle(forWritingTo: log)
    let done = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in done.signal() }
    try process.run()
    if done.wait(timeout: .now() + seconds) == .timedOut {
      kill(process.processIdentifier, SIGKILL)
      done.wait()
      throw CommandFailure("cli.export.pandocSlow", [String(Int(seconds))], language)
    }
    guard process.terminationStatus == 0 else {
      let said = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
      throw CommandFailure(
        "cli.export.pandocFailed", [said.trimmingCharacters(in: .whitespacesAndNewlines)], language)
    }
  }
}
