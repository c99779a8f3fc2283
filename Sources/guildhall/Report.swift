import ArgumentParser
import Classroom
import Foundation
import Identity
import JournalSQLite
import Runtime
import Web
import Words

/// Prints the record of one class 培训记录, also while a server runs on the same file.
struct Report: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: CommandLineLanguage.text("cli.report.abstract"))

  enum Format: String, ExpressibleByArgument, CaseIterable { case html, json, csv }

  @Argument(
    help: ArgumentHelp(CommandLineLanguage.text("cli.help.class"), valueName: "class"))
  var section: String
  @Option(help: CommandLineLanguage.help("data")) var data = "guildhall.db"
  @Option(help: CommandLineLanguage.help("format")) var format = Format.html
  @Option(help: CommandLineLanguage.help("output")) var output: String?
  @Option(name: .customLong("time-zone"), help: CommandLineLanguage.help("timeZone"))
  var timeZone: String?
  @OptionGroup var speech: LanguageOption

  func validate() throws {
    if let timeZone, TimeZone(identifier: timeZone) == nil {
      throw ValidationError(CommandLineLanguage.text("cli.timeZoneUnknown", [timeZone]))
    }
  }

  func run() async throws {
    let language = speech.language
    let (record, _) = try await ClassFile.read(section, in: data, timeZone, language)
    let bytes: [UInt8] =
      switch format {
      case .json: record.json(in: language)
      case .csv: record.csv(in: language)
      case .html: Array(record.file(try Renderer(), in: language).utf8)
      }
    guard let output else {
      FileHandle.standardOutput.write(Data(bytes))
      return
    }
    do { try Data(bytes).write(to: URL(fileURLWithPath: output), options: .atomic) } catch {
      throw CommandFailure("report.cannotWrite", [output, error.localizedDescription], language)
    }
  }
}

/// A class in a data file, read while a server may be running on it.
enum ClassFile {
  /// - Parameter section: the class's id, or its code.
  /// - Throws: `CommandFailure`, which lists the classes there are.
  static func read(
    _ section: String, in data: String, _ timeZone: String?, _ language: Language
  ) async throws -> (record: SectionRecord, state: Classroom.State) {
    let engine = try openEngine(data, .readOnly, language)
    let clock: LiveSession.Clock = {
      Moment(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded()))
    }
    let hall = try await Hall(engine: engine, clock: clock)
    var session = try await hall.session(SectionID(section))
    if session == nil { session = try await hall.session(code: section) }
    guard let session else {
      let known = await hall.sections().map { "\($0.profile.id.rawValue) (\($0.profile.code))" }
      throw CommandFailure(
        known.isEmpty ? "cli.report.none" : "cli.report.unknown",
        [section, known.joined(separator: ", ")], language)
    }
    let state = await session.state
    let record = SectionRecord(
      of: state, roster: try await engine.people.roster(of: session.section), at: clock(),
      timeZone: timeZone.flatMap(TimeZone.init(identifier:)) ?? .current)
    return (record, state)
  }
}
