import Documents
import Foundation
import Words

/// Runs pandoc 文档转换 on text of our own making: in a folder of its own, bounded in time, never
/// through a shell. The page names no picture and no other file, so pandoc fetches nothing.
enum Pandoc {
  /// A Word document from a page of HTML.
  ///
  /// - Throws: `CommandFailure` where pandoc is missing, fails or takes too long.
  static func docx(html: String, _ language: Language) async throws -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "guildhall-\(UUID().uuidString)", directoryHint: .isDirectory)
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      defer { try? FileManager.default.removeItem(at: folder) }
      try Data(html.utf8).write(to: folder.appending(path: "paper.html"))
      try writeZip(WordStyle(language: language).parts, to: folder.path + "/reference.docx")
      // Its runtime reserves more addresses than any bound on memory would leave it.
      _ = try await runTool(
        "pandoc",
        [
          "--from=html", "--to=docx", "--reference-doc=reference.docx", "--output=paper.docx",
          "paper.html",
        ], in: folder, seconds: 60, megabytes: nil)
      return Array(try Data(contentsOf: folder.appending(path: "paper.docx")))
    } catch let problem as ToolProblem {
      switch problem {
      case .missing: throw CommandFailure("cli.export.noPandoc", [], language)
      case .overrun: throw CommandFailure("cli.export.pandocSlow", ["60"], language)
      case .failed(_, let words): throw CommandFailure("cli.export.pandocFailed", [words], language)
      }
    } catch {
      throw CommandFailure("cli.export.pandocFailed", [String(describing: error)], language)
    }
  }
}
