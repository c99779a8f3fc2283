import ArgumentParser
import Documents
import Foundation
import Plan
import Runtime
import Words

/// Checks plans as a compiler does: every finding with its place, and the mend where it is certain.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: CommandLineLanguage.text("cli.check.abstract"),
    discussion: CommandLineLanguage.text("cli.check.discussion"))

  @Argument(help: CommandLineLanguage.help("plans")) var plans: [String]
  @Option(help: CommandLineLanguage.help("format")) var format = TextOrJSON.text
  @Flag(help: CommandLineLanguage.help("strict")) var strict = false
  @OptionGroup var options: PlanOptions
  @OptionGroup var speech: LanguageOption

  func run() throws {
    let language = speech.language
    var all: [(file: String, finding: Finding, line: String, place: WordPlace?)] = []
    var failures: [String] = []
    for path in plans {
      let lines: [Substring]
      let findings: [Finding]
      var document: WordText?
      do {
        let file = try PlanFile.load(path, options, language)
        document = file.word
        switch file {
        case .unreadable(let finding):
          lines = []
          findings = [finding]
        case .text(let draft), .word(let draft, _):
          lines = format == .text ? sourceLines(draft.text) : []
          let day = TimetableOptions(creditHourMinutes: options.creditHourMinutes)
          findings = read(draft: draft, options: day).reading.findings
        }
      } catch let failure as CommandFailure {
        failures.append(failure.message)
        continue
      }
      for finding in findings {
        let index = finding.range.start.line - 1
        let line = lines.indices.contains(index) ? String(lines[index]) : ""
        all.append((path, finding, line, document?.place(of: finding)))
      }
    }
    switch format {
    case .json:
      try printJSON(
        all.map { Self.json($0.finding, file: $0.file, place: $0.place, language) })
    case .text:
      var text = ""
      for row in all {
        text += Self.text(
          row.finding, file: row.file, line: row.line, place: row.place, language)
      }
      func count(_ severity: Severity) -> String {
        String(all.count { $0.finding.severity == severity })
      }
      text += Words.text(
        "cli.check.summary",
        [String(plans.count - failures.count), count(.error), count(.warning), count(.note)],
        in: language)
      write(text + "\n")
    }
    for failure in failures { complain(failure) }
    if !failures.isEmpty { throw ExitCode(2) }
    let stops = all.contains {
      $0.finding.severity == .error || (strict && $0.finding.severity == .warning)
    }
    if stops { throw ExitCode(1) }
  }

  /// - Parameters:
  ///   - place: In a Word document, where lines mean nothing to the author.
  static func json(
    _ finding: Finding, file: String, place: WordPlace? = nil, _ language: Language
  ) -> [String: Any] {
    var row: [String: Any] = [
      "file": file, "id": finding.id.rawValue, "severity": finding.severity.rawValue,
      "line": finding.range.start.line, "column": finding.range.start.column,
      "message": finding.sentence(language),
      "fix": finding.fix.map { fix -> [String: Any] in
        [
          "startLine": fix.range.start.line, "startColumn": fix.range.start.column,
          "endLine": fix.range.end.line, "endColumn": fix.range.end.column,
          "replacement": fix.replacement,
        ]
      }.orNull,
    ]
    if let place { row["paragraph"] = place.paragraph }
    return row
  }

  static func text(
    _ finding: Finding, file: String, line: String, place document: WordPlace? = nil,
    _ language: Language
  ) -> String {
    let start = finding.range.start
    let place =
      document.map { Words.text("word.place", [file, String($0.paragraph)], in: language) }
      ?? "\(file):\(start.line):\(start.column)"
    let line = document?.text ?? line
    let severity = Words.text("severity.\(finding.severity.rawValue)", in: language)
    var text = "\(place): \(severity): \(finding.sentence(language)) [\(finding.id.rawValue)]\n"
    if !line.isEmpty {
      let (shown, caret) = excerpt(of: line, column: document?.column ?? start.column)
      text += "  \(shown)\n  \(caret)\n"
    }
    if let fix = finding.fix, fix.range.start.line == fix.range.end.line,
      !fix.replacement.contains(where: \.isNewline)
    {
      text += "  " + Words.text("cli.check.fix", [fix.replacement], in: language) + "\n"
    }
    return text
  }

  /// The part of a line around a column counted in UTF-8 bytes, and a caret under it. A paragraph
  /// may be one line of a thousand characters, so at most about 76 cells of it are shown.
  static func excerpt(of line: String, column: Int) -> (shown: String, caret: String) {
    let before = 36
    let after = 40
    var scalars: [(scalar: Unicode.Scalar, cells: Int)] = []
    var place = 0
    var bytes = 1
    for scalar in line.unicodeScalars {
      if bytes < column { place += 1 }
      bytes += scalar.utf8Length
      if scalars.count > place + after { break }
      scalars.append((scalar, cells(scalar)))
    }
    place = min(place, scalars.count)
    var first = place
    var width = 0
    while first > 0, width + scalars[first - 1].cells <= before {
      first -= 1
      width += scalars[first].cells
    }
    var last = place
    var room = after
    while last < scalars.count, room >= scalars[last].cells {
      room -= scalars[last].cells
      last += 1
    }
    func text(_ range: Range<Int>) -> String {
      String(String.UnicodeScalarView(scalars[range].map(\.scalar)))
    }
    let head = first > 0 ? "…" : ""
    let tail = last < scalars.count ? "…" : ""
    let padding = scalars[first..<place].map { entry in
      entry.scalar == "\t" ? "\t" : String(repeating: " ", count: entry.cells)
    }
    return (
      head + text(first..<last) + tail,
      String(repeating: " ", count: head.count) + padding.joined() + "^"
    )
  }

  /// Terminal cells of a scalar. Source: Unicode Standard Annex #11, East Asian Width.
  static func cells(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0x0300...0x036F, 0x200B...0x200F, 0x20D0...0x20FF, 0xFE00...0xFE0F, 0xFEFF: 0
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      2
    default: 1
    }
  }

  /// CRLF, CR and LF all end a line.
  private func sourceLines(_ text: String) -> [Substring] {
    text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
  }
}

extension Unicode.Scalar {
  fileprivate var utf8Length: Int { UTF8.width(self) }
}
