import ArgumentParser
import Crypto
import Foundation
import Journal
import JournalSQLite
import People
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
  @OptionGroup var key: KeyOption
  @Flag(name: .customLong("without-key"), help: CommandLineLanguage.help("withoutKey"))
  var withoutKey = false
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
    let keyOutput = KeyFile.path(for: output)
    let password =
      encrypt ? try PasswordEntry.ask(from: passwordFile, isNew: true, language) : nil
    // What is not locked stays in the folder where it is not locked anyway.
    let plain = StagedFile(beside: password == nil ? output : data)
    defer { plain.discard() }
    do { try SQLiteEngine.copy(data, to: plain.path) } catch let error as EventLogError {
      throw CommandFailure(error, data, language)
    }
    let found = try await inspect(plain.path, language)
    let (key, trouble) = withoutKey ? (nil, nil) : await keyOfCopy(plain.path, language)
    if let password {
      let locked = StagedFile(beside: output)
      defer { locked.discard() }
      let beginning = key.map { BackupBundle.beginning($0) } ?? Data()
      do { try await lock(beginning, plain, into: locked, password) } catch {
        throw CommandFailure(writing: output, error, language)
      }
      try locked.publish(as: output, language)
    } else {
      if let key, StagedFile.exists(keyOutput) {
        guard (try? KeyFile.read(keyOutput)) == key else {
          throw CommandFailure("cli.file.exists", [keyOutput], language)
        }
      } else if let key {
        // The key first: a copy without it would open no name.
        do { try KeyFile.write(key, to: keyOutput) } catch let error as EventLogError {
          throw CommandFailure(error, keyOutput, language)
        }
      }
      try plain.publish(as: output, language)
    }
    let size = (try? FileManager.default.attributesOfItem(atPath: output)[.size] as? Int) ?? 0
    let counts = [String(found.streams.count), String(found.records)]
    write(
      Words.text(
        "cli.backup.done", [output] + counts + [String((size + 1023) / 1024)], in: language) + "\n")
    if key != nil {
      write(
        Words.text(
          encrypt ? "cli.backup.keyInside" : "cli.backup.keyBeside", [keyOutput], in: language)
          + "\n")
    } else if withoutKey {
      write(Words.text("cli.backup.noKey", in: language) + "\n")
    }
    if let trouble {
      complain(trouble)
      complain(Words.text("cli.backup.noKey", in: language))
      throw ExitCode(1)
    }
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
    _ beginning: Data, _ plain: StagedFile, into locked: StagedFile, _ password: String
  ) async throws {
    let source = try FileHandle(forReadingFrom: URL(fileURLWithPath: plain.path))
    defer { try? source.close() }
    let target = try locked.create()
    try await LockedFile.lock(beginning, then: source, into: target, password)
    try target.synchronize()
    try target.close()
    try source.seek(toOffset: 0)
    let written = try FileHandle(forReadingFrom: URL(fileURLWithPath: locked.path))
    defer { try? written.close() }
    var rest = beginning
    try await LockedFile.unlock(written, password) { piece in
      let expected = try rest + (source.read(upToCount: piece.count - rest.count) ?? Data())
      rest = Data()
      guard expected == piece else { throw LockedFile.Problem.damaged }
    }
  }

  /// The key that opens the names of the copy, or why there is none.
  private func keyOfCopy(
    _ copy: String, _ language: Language
  ) async -> (key: MasterKey?, trouble: String?) {
    let keyPath = key.file ?? KeyFile.path(for: data)
    do {
      let engine = try openEngine(copy, .readOnly, language, key: keyPath)
      let key = try await engine.key()
      try await engine.close()
      return (key, nil)
    } catch let error as PeopleError {
      return (nil, CommandFailure(error, data, language).message)
    } catch let error as CommandFailure {
      return (nil, error.message)
    } catch {
      return (nil, "\(error)")
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

/// What a locked backup begins with where it carries the key: a line, the length of the key file in
/// four bytes, and the key file. The data file follows.
enum BackupBundle {
  private static let mark = Data("guildhall bundle 1\n".utf8)

  static func beginning(_ key: MasterKey) -> Data {
    let text = Data(key.text.utf8)
    let count = (0..<4).map { UInt8(truncatingIfNeeded: text.count >> (24 - 8 * $0)) }
    return mark + Data(count) + text
  }

  /// The key and what follows it; no key where a copy begins without one.
  ///
  /// - Parameter piece: the first of the copy, which holds the whole beginning.
  /// - Throws: `LockedFile.Problem.damaged`.
  static func split(_ piece: Data) throws -> (key: MasterKey?, rest: Data) {
    guard piece.starts(with: mark) else { return (nil, piece) }
    let after = piece.dropFirst(mark.count)
    let count = after.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    let rest = after.dropFirst(4)
    guard after.count >= 4, count <= rest.count,
      let key = MasterKey(text: String(decoding: rest.prefix(count), as: UTF8.self))
    else { throw LockedFile.Problem.damaged }
    return (key, Data(rest.dropFirst(count)))
  }
}
