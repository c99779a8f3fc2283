import ArgumentParser
import Classroom
import Foundation
import Identity
import JournalSQLite
import Runtime
import Web
import Words

/// In which zone times of the day are written.
struct TimeZoneOption: ParsableArguments {
  @Option(name: .customLong("time-zone"), help: CommandLineLanguage.help("timeZone"))
  var timeZone: String?

  var zone: TimeZone { timeZone.flatMap(TimeZone.init(identifier:)) ?? .current }

  func validate() throws {
    if let timeZone, TimeZone(identifier: timeZone) == nil {
      throw ValidationError(CommandLineLanguage.text("cli.timeZoneUnknown", [timeZone]))
    }
  }
}

/// A class in a data file, read while a server may be running on it.
struct ClassFile: ParsableArguments {
  /// The class's id, or its code.
  @Argument(
    help: ArgumentHelp(CommandLineLanguage.text("cli.help.class"), valueName: "class"))
  var section: String
  @Option(help: CommandLineLanguage.help("data")) var data = "guildhall.db"
  @OptionGroup var key: KeyOption
  @Flag(name: .customLong("without-names"), help: CommandLineLanguage.help("withoutNames"))
  var withoutNames = false
  @OptionGroup var time: TimeZoneOption

  /// - Throws: `CommandFailure`, which lists the classes there are.
  func read(
    _ language: Language
  ) async throws -> (record: SectionRecord, state: Classroom.State) {
    let (engine, session) = try await open(language)
    let state = await session.state
    let record = SectionRecord(
      of: state, roster: try await engine.people.namesForRecord(of: session.section), at: .now(),
      timeZone: time.zone)
    return (record, state)
  }

  /// The class, to be read alone.
  ///
  /// - Throws: `CommandFailure`, which lists the classes there are.
  func open(
    _ language: Language
  ) async throws -> (engine: SQLiteEngine, session: LiveSession) {
    let engine = try openEngine(
      data, .readOnly, language, key: key.file, leavesNamesOut: withoutNames)
    let hall = try await Hall(engine: engine, clock: Moment.now)
    var session = try await hall.session(SectionID(section))
    if session == nil { session = try await hall.session(code: section) }
    guard let session else {
      let known = await hall.sections().map { "\($0.profile.id.rawValue) (\($0.profile.code))" }
      throw CommandFailure(
        known.isEmpty ? "cli.report.none" : "cli.report.unknown",
        [section, known.joined(separator: ", ")], language)
    }
    return (engine, session)
  }
}

extension Moment {
  /// By this machine's clock.
  @Sendable static func now() -> Moment {
    Moment(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded()))
  }
}

extension ClassFile {
  /// Its record and papers, in every format.
  ///
  /// - Parameter publicURL: where learners reach the hall; `nil` where nobody said.
  func files(publicURL: String?, _ language: Language) async throws -> ClassFiles {
    let (record, state) = try await read(language)
    return ClassFiles(
      record: record, state: state,
      joinAddress: publicURL.map { $0 + Route.join(code: state.profile.code).path },
      language: language, renderer: try Renderer())
  }
}
