import ArgumentParser
import Foundation
import Journal
import JournalSQLite
import People
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
  @OptionGroup var key: KeyOption
  @Flag(name: .customLong("without-key"), help: CommandLineLanguage.help("restoreWithoutKey"))
  var withoutKey = false
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
    var inside: MasterKey?
    if LockedFile.isLocked(backup) {
      let password = try PasswordEntry.ask(from: passwordFile, isNew: false, language)
      do { inside = try await unlock(into: plain, password) } catch let problem
        as LockedFile.Problem
      {
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
    let keyTarget = KeyFile.path(for: data)
    let restored = try await keyToRestore(inside, of: plain.path, at: keyTarget, language)
    if let restored, !StagedFile.exists(keyTarget) {
      do { try KeyFile.write(restored, to: keyTarget) } catch let error as EventLogError {
        throw CommandFailure(error, keyTarget, language)
      }
    }
    try plain.publish(as: data, language)
    write(
      Words.text(
        "cli.restore.done", [data, String(found.streams.count), String(found.records)],
        in: language) + "\n")
    if restored != nil {
      write(Words.text("cli.restore.key", [keyTarget], in: language) + "\n")
    } else if withoutKey {
      complain(Words.text("cli.restore.noKey", [keyTarget], in: language))
    }
  }

  /// The key that opens the names of the copy: from inside a locked backup, from `--key`, or from
  /// beside the backup.
  ///
  /// - Returns: `nil` where its names lie in the open, or nobody wants them.
  /// - Throws: `CommandFailure` where there is none, or another key lies where it would go.
  private func keyToRestore(
    _ inside: MasterKey?, of copy: String, at target: String, _ language: Language
  ) async throws -> MasterKey? {
    if withoutKey { return nil }
    let beside = key.file ?? KeyFile.path(for: backup)
    let staged = StagedFile(beside: target)
    defer { staged.discard() }
    if let inside, key.file == nil {
      do { try KeyFile.write(inside, to: staged.path) } catch let error as EventLogError {
        throw CommandFailure(error, target, language)
      }
    }
    let engine = try openEngine(
      copy, .readOnly, language, key: inside != nil && key.file == nil ? staged.path : beside)
    let found: MasterKey?
    do { found = try await engine.key() } catch let error as PeopleError {
      let why = CommandFailure(error, backup, language).message
      throw CommandFailure("cli.restore.keyNeeded", [why], language)
    }
    try await engine.close()
    if let found, StagedFile.exists(target), (try? KeyFile.read(target)) != found {
      throw CommandFailure("cli.restore.exists", [target], language)
    }
    return found
  }

  /// - Returns: The key that the backup carries.
  private func unlock(into plain: StagedFile, _ password: String) async throws -> MasterKey? {
    let source = try FileHandle(forReadingFrom: URL(fileURLWithPath: backup))
    defer { try? source.close() }
    let target = try plain.create()
    defer { try? target.close() }
    var key: MasterKey?
    var isFirst = true
    try await LockedFile.unlock(source, password) { piece in
      guard isFirst else { return try target.write(contentsOf: piece) }
      isFirst = false
      let (inside, rest) = try BackupBundle.split(piece)
      key = inside
      try target.write(contentsOf: rest)
    }
    try target.synchronize()
    return key
  }
}
