import ArgumentParser
import Documents
import Foundation
import Web
import Words

/// Writes every paper of a class into a folder: pages that stand alone, and PDF where a browser is
/// installed that prints them (docs/decisions/0015-pdf-by-the-browser.md).
struct Papers: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: CommandLineLanguage.text("cli.papers.abstract"),
    discussion: CommandLineLanguage.text("cli.papers.discussion"))

  @OptionGroup var file: ClassFile
  @Option(name: .shortAndLong, help: CommandLineLanguage.help("papersOutput")) var output: String
  @Option(name: .customLong("public-url"), help: CommandLineLanguage.help("papersURL"))
  var publicURL: String?
  @OptionGroup var speech: LanguageOption

  func run() async throws {
    let language = speech.language
    let (record, state) = try await file.read(language)
    let folder = URL(fileURLWithPath: output)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw CommandFailure("report.cannotWrite", [output, error.localizedDescription], language)
    }
    let renderer = try Renderer()
    let printer = PagePrinter.installed
    let address = publicURL.map { $0 + Route.join(code: state.profile.code).path }
    let page = PaperPage(
      record: record, state: state, joinAddress: address ?? "", language: language)
    var pages: [(name: String, html: String)] = Route.Paper.allCases
      // A card whose code leads nowhere helps nobody.
      .filter { $0 != .deskCards || address != nil }
      .map { ($0.rawValue, page.file($0, renderer)) }
    pages.append(("report", record.file(renderer, in: language)))
    for (name, html) in pages {
      let file = folder.appendingPathComponent(name + ".html")
      try put(Array(html.utf8), at: file.path, language)
      write(file.path + "\n")
      guard let printer else { continue }
      let pdf = folder.appendingPathComponent(name + ".pdf")
      do throws(ToolProblem) { try await printer.print(file, to: pdf) } catch {
        throw CommandFailure("cli.papers.pdfFailed", [pdf.path, "\(error)"], language)
      }
      write(pdf.path + "\n")
    }
    for (name, bytes) in [
      ("report.csv", record.csv(in: language)), ("report.json", record.json(in: language)),
    ] {
      let file = folder.appendingPathComponent(name)
      try put(bytes, at: file.path, language)
      write(file.path + "\n")
    }
    if printer == nil { complain(Words.text("cli.papers.noPDF", in: language)) }
    if address == nil { complain(Words.text("cli.papers.noCards", in: language)) }
  }

  /// These are made of the record and may be made again.
  private func put(_ bytes: [UInt8], at path: String, _ language: Language) throws {
    do { try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw CommandFailure("report.cannotWrite", [path, error.localizedDescription], language)
    }
  }
}
