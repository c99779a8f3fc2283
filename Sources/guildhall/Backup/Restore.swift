import ArgumentParser
import Foundation
import Journal
import JournalSQLite
import Words

/// Makes a data file of a backup; never over another.
struct Restore: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: CommandLineLanguage.text("cli.restore.abstract"),
    discussion: CommandLineLanguage.text("cli.restore.discussion"))

  @Argument(help: CommandLineLanguage.help("backup")) var backup: String
  @Option(help: CommandLineLanguage.help("restoreData")) var data: String
  @Option(name: .customLong("password-file"), help: CommandLineLanguage.help("passwordFile"))
  var passwordFile: String?
  @OptionGroup var speech: LanguageOption

  func run() async throws {
    let language = speech.language
    guard StagedFile.exists(backup) else {
      throw CommandFailure("cli.file.missing", [backup], language)
    }
    // A log left beside a data file that is gone would be taken for the new one's.
    for path in [data, data + "-wal", data + "-journal"] where StagedFile.exists(path) {
      throw CommandFailure("cli.restore.exists", [path], language)
    }
    let plain = StagedFile(beside: data)
    defer { plain.discard() }
    if LockedFile.isLocked(backup) {
      let password = try PasswordEntry.ask(from: passwordFile, isNew: false, language)
      do { try await unlock(into: plain, password) } catch let problem as LockedFile.Problem {
        let key =
          problem == .wrongPassword ? "cli.restore.wrongPassword" : "cli.restore.lockedDamaged"
        throw CommandFailure(key, [backup], language)
      } catch {
        throw CommandFailure(writing: data, error, language)
      }
    } else {
      do { try SQLiteEngine.copy(backup, to: plain.path) } catch let error as EventLogError {
        throw CommandFailure(error, backup, language)
      }
    }
    let found = try await inspect(plain.path, language)
    if let broken = found.broken.first {
      complain(
        Words.text(
          "cli.restore.broken", [backup, broken.stream.rawValue, String(broken.brokenAt ?? 0)],
          in: language))
      throw ExitCode(1)
    }
    try plain.publish(as: data, language)
    write(
      Words.text(
        "cli.restore.done", [data, String(found.streams.count), String(found.records)],
        in: language) + "\n")
  }

  private func unlock(into plain: StagedFile, _ password: String) async throws {
    let source = try FileHandle(forReadingFrom: URL(fileURLWithPath: backup))
    defer { try? source.close() }
    let target = try plain.create()
    defer { try? target.close() }
    try await LockedFile.unlock(source, password) { try target.write(contentsOf: $0) }
    try target.synchronize()
  }
}
