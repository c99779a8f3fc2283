import ArgumentParser
import Foundation
import Web
import Words

/// Prints the record of one class 培训记录, or one of its papers, also while a server runs on the same file.
struct Report: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: CommandLineLanguage.text("cli.report.abstract"),
    discussion: CommandLineLanguage.text("cli.report.discussion"))

  @OptionGroup var file: ClassFile
  @Option(help: CommandLineLanguage.help("reportFormat")) var format = Route.ReportFormat.html
  @Option(help: CommandLineLanguage.help("paper")) var paper: Route.Paper?
  @Option(help: CommandLineLanguage.help("output")) var output: String?
  @Option(name: .customLong("public-url"), help: CommandLineLanguage.help("papersURL"))
  var publicURL: String?
  @OptionGroup var speech: LanguageOption

  func run() async throws {
    let language = speech.language
    try checkTerminal(format.isText ? nil : format.rawValue, output, language)
    let files = try await file.files(publicURL: publicURL, language)
    if paper == .deskCards && publicURL == nil {
      throw CommandFailure("cli.papers.noCards", [], language)
    }
    let bytes: [UInt8]
    do throws(PaperProblem) {
      if let paper {
        bytes = try await files.paper(paper, format)
      } else {
        bytes = try await files.report(format)
      }
    } catch { throw CommandFailure(paper: error, language) }
    try deliver(bytes, to: output, language)
  }
}

/// Bytes that a terminal shows as noise, and that no pipe was asked for.
///
/// - Parameter binary: the format, when it is none that a terminal shows.
func checkTerminal(_ binary: String?, _ output: String?, _ language: Language) throws {
  guard let binary, output == nil, isatty(1) == 1 else { return }
  throw CommandFailure("cli.report.binary", [binary], language)
}

/// To the file that was named, or to where the program prints.
func deliver(_ bytes: [UInt8], to output: String?, _ language: Language) throws {
  guard let output else {
    FileHandle.standardOutput.write(Data(bytes))
    return
  }
  do { try Data(bytes).write(to: URL(fileURLWithPath: output), options: .atomic) } catch {
    throw CommandFailure("report.cannotWrite", [output, error.localizedDescription], language)
  }
}

extension Route.TableFormat: ExpressibleByArgument {}

extension Route.ReportFormat: ExpressibleByArgument {
  fileprivate var isText: Bool {
    switch self {
    case .html, .json, .csv: true
    case .xlsx, .pdf, .docx: false
    }
  }
}

extension Route.Paper: ExpressibleByArgument {}

extension CommandFailure {
  init(paper problem: PaperProblem, _ language: Language) {
    switch problem {
    case .noBrowser: self.init("cli.report.noBrowser", [], language)
    case .noPandoc: self.init("cli.export.noPandoc", [], language)
    case .busy: self.init("paper.busy", [], language)
    case .failed(let words): self.init("cli.report.failed", [words], language)
    }
  }
}
