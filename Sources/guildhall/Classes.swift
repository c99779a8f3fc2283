import ArgumentParser
import Classroom
import Foundation
import Journal
import JournalSQLite
import Runtime
import Web
import Words

/// Lists and finds the classes of a data file, also while a server runs on it.
struct Classes: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: CommandLineLanguage.text("cli.classes.abstract"))

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, csv }
  enum Phase: String, ExpressibleByArgument, CaseIterable { case planned, live, closed }

  @Option(help: CommandLineLanguage.help("classesSearch")) var search = ""
  @Option(help: CommandLineLanguage.help("classesYear")) var year: Int?
  @Option(help: CommandLineLanguage.help("classesMonth")) var month: Int?
  @Option(help: CommandLineLanguage.help("classesPhase")) var phase: Phase?
  @Option(help: CommandLineLanguage.help("classesTopic")) var topic = ""
  @Flag(help: CommandLineLanguage.help("classesTrials")) var trials = false
  @Option(help: CommandLineLanguage.help("data")) var data = "guildhall.db"
  @Option(help: CommandLineLanguage.help("format")) var format = Format.text
  @OptionGroup var speech: LanguageOption

  func validate() throws {
    if let year, !(1...9998).contains(year) {
      throw ValidationError(CommandLineLanguage.text("cli.year.range"))
    }
    if let month, !(1...12).contains(month) || year == nil {
      throw ValidationError(CommandLineLanguage.text("cli.classes.month"))
    }
  }

  func run() async throws {
    let language = speech.language
    let engine = try openEngine(data, .readOnly, language)
    var filter = ClassFilter()
    filter.search = search
    filter.year = year
    filter.month = month
    filter.phase = phase.flatMap { State.Phase(rawValue: $0.rawValue) }
    filter.topic = topic
    filter.trials = trials
    let list = try await ClassList(
      try await filter.query(engine.people), from: try await currentTables(of: engine))
    switch format {
    case .json: FileHandle.standardOutput.write(Data(list.json()))
    case .csv: FileHandle.standardOutput.write(Data(list.csv(in: language)))
    case .text:
      for row in list.rows {
        let phase = Words.text("desk.phase.\(row.phase)", in: language)
        write(
          Words.text(
            "cli.classes.line", [row.date, row.title, phase, row.code, row.section.rawValue],
            in: language) + "\n")
      }
      if list.rows.isEmpty { complain(Words.text("cli.classes.none", in: language)) }
    }
    if list.rows.isEmpty { throw ExitCode(1) }
  }
}

/// A year of classes 年度汇总.
struct Year: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: CommandLineLanguage.text("cli.year.abstract"))

  @Argument(help: CommandLineLanguage.help("year")) var year: Int
  @Option(help: CommandLineLanguage.help("data")) var data = "guildhall.db"
  @Option(help: CommandLineLanguage.help("format")) var format = Route.TableFormat.html
  @Option(help: CommandLineLanguage.help("output")) var output: String?
  @OptionGroup var speech: LanguageOption

  func validate() throws {
    guard (1...9998).contains(year) else {
      throw ValidationError(CommandLineLanguage.text("cli.year.range"))
    }
  }

  func run() async throws {
    let language = speech.language
    try checkTerminal(format == .xlsx ? format.rawValue : nil, output, language)
    let engine = try openEngine(data, .readOnly, language)
    let summary = try await YearSummary(year: year, from: try await currentTables(of: engine))
    if summary.isEmpty {
      complain(Words.text("cli.year.none", ["\(year)"], in: language))
      throw ExitCode(1)
    }
    let bytes: [UInt8]
    switch format {
    case .json: bytes = summary.json()
    case .csv: bytes = summary.csv(in: language)
    case .html: bytes = Array(summary.file(try Renderer(), in: language).utf8)
    case .xlsx:
      do throws(PaperProblem) { bytes = try summary.workbook(in: language) } catch {
        throw CommandFailure(paper: error, language)
      }
    }
    try deliver(bytes, to: output, language)
  }
}
