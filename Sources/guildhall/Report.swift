import ArgumentParser
import Foundation
import Web
import Words

/// Prints the record of one class 培训记录, also while a server runs on the same file.
struct Report: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: CommandLineLanguage.text("cli.report.abstract"))

  enum Format: String, ExpressibleByArgument, CaseIterable { case html, json, csv }

  @OptionGroup var file: ClassFile
  @Option(help: CommandLineLanguage.help("format")) var format = Format.html
  @Option(help: CommandLineLanguage.help("output")) var output: String?
  @OptionGroup var speech: LanguageOption

  func run() async throws {
    let language = speech.language
    let (record, _) = try await file.read(language)
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
