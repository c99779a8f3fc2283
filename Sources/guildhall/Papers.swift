import ArgumentParser
import Documents
import Foundation
import Web
import Words

/// Writes the record and every paper of a class into a folder: pages that stand alone, tables, workbooks,
/// and PDF and Word documents where a browser (docs/decisions/0015-pdf-by-the-browser.md) and pandoc
/// are installed.
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
    let files = try await file.files(publicURL: publicURL, language)
    let folder = URL(fileURLWithPath: output)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw CommandFailure("report.cannotWrite", [output, error.localizedDescription], language)
    }
    for entry in files.entries() {
      let path = folder.appendingPathComponent(entry.name).path
      let bytes: [UInt8]
      do throws(PaperProblem) { bytes = try await files.bytes(of: entry) } catch {
        throw CommandFailure("cli.papers.failed", [path, "\(error)"], language)
      }
      // These are made of the record and may be made again.
      do { try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
        throw CommandFailure("report.cannotWrite", [path, error.localizedDescription], language)
      }
      write(path + "\n")
    }
    if !ClassFiles.isAvailable(.pdf) { complain(Words.text("cli.papers.noPDF", in: language)) }
    if !ClassFiles.isAvailable(.docx) { complain(Words.text("cli.papers.noWord", in: language)) }
    if publicURL == nil { complain(Words.text("cli.papers.noCards", in: language)) }
  }
}
