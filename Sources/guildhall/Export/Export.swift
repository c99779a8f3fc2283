import ArgumentParser
import Documents
import Foundation
import Plan
import Runtime
import Words

/// Makes papers of a plan: the learners' handout, the trainer's run sheet, a calendar of the day.
struct Export: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: CommandLineLanguage.text("cli.export.abstract"),
    discussion: CommandLineLanguage.text("cli.export.discussion"))

  enum Target: String, ExpressibleByArgument, CaseIterable { case docx, html, md, ics }
  enum Sheet: String, ExpressibleByArgument, CaseIterable {
    case handout
    case runSheet = "run-sheet"
  }

  @Argument(help: CommandLineLanguage.help("plan")) var plan: String
  @Option(help: CommandLineLanguage.help("to")) var to: Target
  @Option(help: CommandLineLanguage.help("sheet")) var sheet = Sheet.handout
  @Option(name: .shortAndLong, help: CommandLineLanguage.help("output")) var output: String?
  @Option(help: CommandLineLanguage.help("room")) var room: String?
  @Option(name: .customLong("time-zone"), help: CommandLineLanguage.help("exportTimeZone"))
  var timeZone = "Asia/Shanghai"
  @OptionGroup var day: DayOptions
  @OptionGroup var options: PlanOptions
  @OptionGroup var speech: LanguageOption

  func validate() throws {
    if TimeZone(identifier: timeZone) == nil {
      throw ValidationError(CommandLineLanguage.text("cli.timeZoneUnknown", [timeZone]))
    }
    if to == .ics, day.date == nil {
      throw ValidationError(CommandLineLanguage.text("cli.export.noDate"))
    }
    if to == .docx, output == nil, isatty(STDOUT_FILENO) == 1 {
      throw ValidationError(CommandLineLanguage.text("cli.export.noOutput"))
    }
  }

  func run() async throws {
    let language = speech.language
    let (draft, word) = try loadPlan(plan, options, language)
    let made = read(draft: draft, options: day.options(creditHour: options.creditHourMinutes))
    let needsDay = to == .ics || sheet == .runSheet
    if made.reading.course.units.isEmpty || (needsDay && made.agenda.isEmpty) {
      for finding in made.errors {
        complain(
          Check.text(finding, file: plan, line: "", place: word?.place(of: finding), language)
            .trimmingCharacters(in: .newlines))
      }
      complain(Words.text("cli.export.none", [plan], in: language))
      throw ExitCode(1)
    }
    let printing = Printing(
      draft: draft, course: made.reading.course, agenda: made.agenda, date: day.date, room: room,
      language: language)
    try deliver(try await bytes(printing, language), language)
    if !made.errors.isEmpty {
      complain(
        Words.text("cli.outline.errors", [String(made.errors.count), plan], in: language))
    }
  }

  private func bytes(_ printing: Printing, _ language: Language) async throws -> [UInt8] {
    let paper =
      sheet == .handout ? Handout(printing: printing).paper : RunSheet(printing: printing).paper
    switch to {
    case .md: return Array(PaperMarkdown(paper: paper).text.utf8)
    case .html: return Array(PaperHTML(paper: paper, language: language).text.utf8)
    case .docx:
      let page = PaperHTML(paper: paper, language: language, isForBrowser: false)
      return try await Pandoc.docx(html: page.text, language)
    case .ics:
      let zone = TimeZone(identifier: timeZone) ?? .gmt
      let calendar = CalendarExport(printing: printing, timeZone: zone, stamp: Date()).calendar
      return calendar?.bytes ?? []
    }
  }

  /// To the file, whatever it held before, unless it is the plan itself; else to standard output.
  private func deliver(_ bytes: [UInt8], _ language: Language) throws {
    guard let output else {
      FileHandle.standardOutput.write(Data(bytes))
      return
    }
    let target = URL(fileURLWithPath: output).resolvingSymlinksInPath()
    if plan != "-", target == URL(fileURLWithPath: plan).resolvingSymlinksInPath() {
      throw CommandFailure("cli.export.isPlan", [output], language)
    }
    do throws(FileProblem) {
      do throws(FileProblem) { try createFile(output, bytes) } catch {
        guard case .exists = error else { throw error }
        try replaceFile(output, with: bytes)
      }
    } catch {
      throw CommandFailure(error, output, writing: true, language)
    }
    complain(Words.text("cli.export.done", [output], in: language))
  }
}
