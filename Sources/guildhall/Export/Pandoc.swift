import Documents
import Web
import Words

/// Word documents from the command line: what pandoc said, as a failure of the command.
enum Pandoc {
  /// A Word document from a page of HTML.
  ///
  /// - Throws: `CommandFailure` where pandoc is missing, fails or takes too long.
  static func docx(html: String, _ language: Language) async throws -> [UInt8] {
    do throws(ToolProblem) { return try await wordDocument(html: html, in: language) } catch {
      throw CommandFailure(pandoc: error, language)
    }
  }
}

extension CommandFailure {
  init(pandoc problem: ToolProblem, _ language: Language) {
    switch problem {
    case .missing: self.init("cli.export.noPandoc", [], language)
    case .overrun: self.init("cli.export.pandocSlow", ["60"], language)
    case .failed(_, let words): self.init("cli.export.pandocFailed", [words], language)
    }
  }
}
