import ArgumentParser
import Documents
import Foundation
import Identity
import JournalSQLite
import People
import Runtime
import Web
import Words

/// The record of a class for elsewhere: xAPI statements, a CSV file per table, or an archive of everything.
struct ExportRecords: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export-records",
    abstract: CommandLineLanguage.text("cli.export-records.abstract"),
    discussion: CommandLineLanguage.text("cli.export-records.discussion"))

  enum Format: String, ExpressibleByArgument, CaseIterable { case xapi, csv, zip }

  @OptionGroup var file: ClassFile
  @Option(help: CommandLineLanguage.help("format")) var format = Format.xapi
  @Option(name: .shortAndLong, help: CommandLineLanguage.help("exportOutput")) var output: String?
  @Flag(help: CommandLineLanguage.help("exportNames")) var names = false
  @Option(name: .customLong("public-url"), help: CommandLineLanguage.help("certificatesURL"))
  var publicURL: String?
  @OptionGroup var speech: LanguageOption

  func run() async throws {
    let language = speech.language
    let (engine, session) = try await file.open(language)
    let snapshot = await session.snapshot
    switch format {
    case .xapi: try await writeStatements(engine, snapshot, language)
    case .csv: try await writeTables(engine, snapshot, try path(language), language)
    case .zip:
      let path = try path(language)
      let archive = ClassArchive(
        log: engine, people: engine.people, blobs: SQLiteBlobs(engine: engine),
        renderer: try Renderer(), timeZone: file.time.zone, publicURL: publicURL,
        language: language, names: !file.withoutNames)
      do { try await archive.write(snapshot, at: .now(), to: path) } catch let problem
        as FileProblem
      {
        throw failure(problem, path, language)
      }
      write(path + "\n")
    }
    try await engine.close()
  }

  private func path(_ language: Language) throws -> String {
    guard let output else {
      throw CommandFailure("cli.export-records.needsOutput", [], language)
    }
    return output
  }

  private func failure(
    _ problem: FileProblem, _ path: String, _ language: Language
  ) -> CommandFailure {
    switch problem {
    case .exists: CommandFailure("cli.export-records.exists", [path], language)
    case .failed(let code):
      CommandFailure("report.cannotWrite", [path, String(cString: strerror(code))], language)
    default: CommandFailure("report.cannotWrite", [path, "\(problem)"], language)
    }
  }

  /// A line a statement, as they are made: a large class needs no more memory than its log.
  private func writeStatements(
    _ engine: SQLiteEngine, _ snapshot: Snapshot, _ language: Language
  ) async throws {
    let section = snapshot.state.profile.id
    if let refusal = statementsRefused(of: snapshot.state) {
      complain(Words.text(refusal, in: language))
      throw ExitCode(1)
    }
    var projection = StatementProjection()
    for entry in try await engine.placedEvents(of: section) { projection.take(entry) }
    let roster = names ? try await engine.people.roster(of: section) : []
    let writer = StatementWriter(
      home: try await RecordHome(of: engine.people), state: projection.state,
      names: Dictionary(
        roster.map { ($0.person, $0.name) }, uniquingKeysWith: { first, _ in first }))
    var handle = FileHandle.standardOutput
    if let output {
      guard FileManager.default.createFile(atPath: output, contents: nil),
        let file = FileHandle(forWritingAtPath: output)
      else {
        throw CommandFailure(
          "report.cannotWrite", [output, String(cString: strerror(errno))], language)
      }
      handle = file
    }
    do {
      for statement in projection.statements {
        try handle.write(contentsOf: Data(writer.line(statement) + [0x0A]))
      }
    } catch {
      throw CommandFailure("report.cannotWrite", [output ?? "-", "\(error)"], language)
    }
  }

  private func writeTables(
    _ engine: SQLiteEngine, _ snapshot: Snapshot, _ path: String, _ language: Language
  ) async throws {
    let tables = try await ClassArchive.tables(
      of: snapshot, in: engine.people, at: .now(), timeZone: file.time.zone,
      names: !file.withoutNames,
      language: language)
    let folder = URL(fileURLWithPath: path)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for table in tables {
        let file = folder.appendingPathComponent(table.name + ".csv")
        try Data(table.ownCSV).write(to: file, options: .atomic)
        write(file.path + "\n")
      }
    } catch {
      throw CommandFailure("report.cannotWrite", [path, error.localizedDescription], language)
    }
  }
}
