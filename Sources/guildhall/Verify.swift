import ArgumentParser
import Classroom
import Foundation
import Journal
import JournalSQLite
import People
import Runtime
import Words

/// Reads the whole log back and says whether it is whole.
struct Verify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: CommandLineLanguage.text("cli.verify.abstract"))

  @Option(help: CommandLineLanguage.help("data")) var data = "guildhall.db"
  @OptionGroup var key: KeyOption
  @OptionGroup var speech: LanguageOption

  func run() async throws {
    let language = speech.language
    let engine = try openEngine(data, .readOnly, language, key: key.file)
    let report = try await engine.verify()
    var broken = false
    for stream in report.streams {
      let name = stream.stream.rawValue
      if let position = stream.brokenAt {
        broken = true
        write(Words.text("cli.verify.broken", [name, String(position)], in: language) + "\n")
        continue
      }
      // A whole chain of records that this program cannot read is not a whole record either.
      if name.hasPrefix("class-"), let position = await unreadable(stream.stream, in: engine) {
        broken = true
        write(Words.text("cli.verify.unreadable", [name, String(position)], in: language) + "\n")
        continue
      }
      let head = stream.head.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      write(
        Words.text("cli.verify.stream", [name, String(stream.records), head], in: language) + "\n")
    }
    if try await !namesAreWhole(engine, language) { broken = true }
    let key = broken ? "cli.verify.notWhole" : "cli.verify.whole"
    write(
      Words.text(key, [String(report.streams.count), String(report.records)], in: language) + "\n")
    if broken { throw ExitCode(1) }
  }

  /// Whether every sealed name opens. Without the key nothing is known of them, which is said and is no
  /// fault of the record.
  private func namesAreWhole(_ engine: SQLiteEngine, _ language: Language) async throws -> Bool {
    do {
      let names = try await engine.checkNames()
      for person in names.broken.prefix(20) {
        write(Words.text("cli.verify.nameBroken", [person.rawValue], in: language) + "\n")
      }
      if names.sealed > 0 {
        write(
          Words.text(
            "cli.verify.names", [String(names.sealed), String(names.broken.count)], in: language)
            + "\n")
      }
      return names.broken.isEmpty
    } catch let error as PeopleError {
      complain(CommandFailure(error, data, language).message)
      return true
    }
  }

  /// The first position whose event this version does not know.
  private func unreadable(_ stream: StreamID, in engine: SQLiteEngine) async -> Int? {
    var position = 0
    while true {
      guard let page = try? await engine.read(stream, after: position, limit: 2_000) else {
        return position + 1
      }
      for record in page {
        guard (try? EventCodec.decode(tag: record.tag, bytes: record.bytes)) != nil else {
          return record.position
        }
        position = record.position
      }
      if page.count < 2_000 { return nil }
    }
  }
}

/// Opens the data file; trouble becomes one sentence that says what to do.
func openEngine(
  _ path: String, _ mode: SQLiteEngine.Mode, _ language: Language, key: String? = nil,
  leavesNamesOut: Bool = false
) throws -> SQLiteEngine {
  let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
  guard FileManager.default.fileExists(atPath: folder) else {
    throw CommandFailure("cli.data.noFolder", [path], language)
  }
  do {
    return try SQLiteEngine(path: path, mode: mode, keyFile: key, leavesNamesOut: leavesNamesOut)
  } catch let error as EventLogError {
    throw CommandFailure(error, path, language)
  } catch let error as PeopleError {
    throw CommandFailure(error, path, language)
  }
}

/// Where the key of the data file lies, if not beside it.
struct KeyOption: ParsableArguments {
  @Option(name: .customLong("key"), help: CommandLineLanguage.help("key")) var file: String?
}

extension CommandFailure {
  /// Why the names in a data file cannot be read.
  init(_ error: PeopleError, _ path: String, _ language: Language) {
    let (key, arguments): (String, [String]) =
      switch error {
      case .keyMissing(let file): ("cli.key.missing", [file, path])
      case .keyWrong(let file): ("cli.key.wrong", [file, path])
      case .keyUnreadable(let file): ("cli.key.unreadable", [file, path])
      case .unknown(let person): ("cli.person.unknown", [person.rawValue])
      case .unavailable("diskFull"): ("cli.data.diskFull", [path])
      case .unavailable("readOnly"): ("cli.data.readOnly", [path])
      case .unavailable: ("cli.data.unavailable", [path])
      }
    self.init(key, arguments, language)
  }

  /// Why a data file cannot be used.
  init(_ error: EventLogError, _ path: String, _ language: Language) {
    let (key, arguments): (String, [String]) =
      switch error {
      case .notOurs: ("cli.data.notOurs", [path])
      case .newerVersion(let found, let known):
        ("cli.data.newer", [path, String(found), String(known)])
      case .inUse: ("cli.data.inUse", [path])
      case .notFound: ("cli.data.missing", [path])
      case .fileDamaged, .damaged: ("cli.data.damaged", [path])
      case .unavailable(.diskFull): ("cli.data.diskFull", [path])
      case .unavailable(.readOnly): ("cli.data.readOnly", [path])
      default: ("cli.data.unavailable", [path])
      }
    self.init(key, arguments, language)
  }
}
