import ArgumentParser
import Crypto
import Foundation
import Journal
import JournalSQLite
import Words

/// Copies the data file, also in the middle of a class, and reads the copy back.
struct Backup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: CommandLineLanguage.text("cli.backup.abstract"),
    discussion: CommandLineLanguage.text("cli.backup.discussion"))

  @Option(help: CommandLineLanguage.help("data")) var data = "guildhall.db"
  @Option(name: .shortAndLong, help: CommandLineLanguage.help("backupOutput")) var output: String?
  @Flag(help: CommandLineLanguage.help("encrypt")) var encrypt = false
  @Option(name: .customLong("password-file"), help: CommandLineLanguage.help("passwordFile"))
  var passwordFile: String?
  @OptionGroup var speech: LanguageOption

  func validate() throws {
    if passwordFile != nil, !encrypt {
      throw ValidationError(CommandLineLanguage.text("cli.backup.passwordUnused"))
    }
  }

  func run() async throws {
    let language = speech.language
    let output = output ?? defaultName
    guard !StagedFile.exists(output) else {
      throw CommandFailure("cli.file.exists", [output], language)
    }
    let password =
      encrypt ? try PasswordEntry.ask(from: passwordFile, isNew: true, language) : nil
    // What is not locked stays in the folder where it is not locked anyway.
    let plain = StagedFile(beside: password == nil ? output : data)
    defer { plain.discard() }
    do { try SQLiteEngine.copy(data, to: plain.path) } catch let error as EventLogError {
      throw CommandFailure(error, data, language)
    }
    let found = try await inspect(plain.path, language)
    if let password {
      let locked = StagedFile(beside: output)
      defer { locked.discard() }
      do { try await lock(plain, into: locked, password) } catch {
        throw CommandFailure(writing: output, error, language)
      }
      try locked.publish(as: output, language)
    } else {
      try plain.publish(as: output, language)
    }
    let size = (try? FileManager.default.attributesOfItem(atPath: output)[.size] as? Int) ?? 0
    let counts = [String(found.streams.count), String(found.records)]
    write(
      Words.text(
        "cli.backup.done", [output] + counts + [String((size + 1023) / 1024)], in: language) + "\n")
    if let broken = found.broken.first {
      complain(
        Words.text(
          "cli.backup.brokenBefore", [broken.stream.rawValue, String(broken.brokenAt ?? 0)],
          in: language))
      throw ExitCode(1)
    }
  }

  private var defaultName: String {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.dateFormat = "yyyyMMdd-HHmmss"
    return "guildhall-\(format.string(from: Date())).\(encrypt ? "locked" : "db")"
  }

  /// Locks the copy, and opens it again to see that it is the same.
  private func lock(
    _ plain: StagedFile, into locked: StagedFile, _ password: String
  ) async throws {
    let source = try FileHandle(forReadingFrom: URL(fileURLWithPath: plain.path))
    defer { try? source.close() }
    let target = try locked.create()
    try await LockedFile.lock(source, into: target, password)
    try target.synchronize()
    try target.close()
    try source.seek(toOffset: 0)
    let written = try FileHandle(forReadingFrom: URL(fileURLWithPath: locked.path))
    defer { try? written.close() }
    try await LockedFile.unlock(written, password) { piece in
      guard try source.read(upToCount: piece.count) ?? Data() == piece else {
        throw LockedFile.Problem.damaged
      }
    }
  }
}

/// Reads a copy back as SQLite and as a log.
///
/// - Throws: `CommandFailure` when it cannot be read at all.
func inspect(_ path: String, _ language: Language) async throws -> VerifyReport {
  let engine = try openEngine(path, .readOnly, language)
  do {
    guard try await engine.isSound() else { throw EventLogError.fileDamaged(path: path, code: 11) }
    let report = try await engine.verify()
    try await engine.close()
    return report
  } catch let error as EventLogError {
    throw CommandFailure(error, path, language)
  }
}
