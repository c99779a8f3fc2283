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

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, sarif }

  @Argument(help: CommandLineLanguage.help("plans")) var plans: [String]
  @Option(help: CommandLineLanguage.help("checkFormat")) var format = Format.text
  @Flag(help: CommandLineLanguage.help("strict")) var strict = false
  @Flag(help: CommandLineLanguage.help("fix")) var fix = false
  @OptionGroup var options: PlanOptions
  @OptionGroup var speech: LanguageOption

  func validate() throws {
    if plans.count(where: { $0 == "-" }) > 1 {
      throw ValidationError(CommandLineLanguage.text("cli.check.inputTwice"))
    }
    if fix, format != .text, plans.contains("-") {
      throw ValidationError(CommandLineLanguage.text("cli.check.fixInput"))
    }
  }

  func run() throws {
    let language = speech.language
    var checked: [CheckedPlan] = []
    var failures: [String] = []
    for path in plans {
      do {
        let file = try PlanFile.load(path, options, language)
        checked.append(fix ? try fixed(file, path, language) : CheckedPlan(file, path, options))
      } catch let failure as CommandFailure {
        failures.append(failure.message)
      }
    }
    switch format {
    case .json: try printJSON(checked.flatMap { $0.json(language) })
    case .sarif: try printJSON(SARIFLog(checked, failures: failures, language).value)
    case .text: say(checked.map { $0.text(language) }.joined() + summary(checked, language))
    }
    for failure in failures { complain(failure) }
    if !failures.isEmpty { throw ExitCode(2) }
    let stops = checked.contains { plan in
      plan.count(.error) > 0 || (strict && plan.count(.warning) > 0)
    }
    if stops { throw ExitCode(1) }
  }

  /// A mended plan on standard output leaves standard error for what is said of it.
  private func say(_ text: String) {
    if fix, plans.contains("-") {
      complain(text.trimmingCharacters(in: .newlines))
    } else {
      write(text)
    }
  }

  /// Writes the certain mends, says what was done, and gives what is left.
  private func fixed(
    _ file: PlanFile, _ path: String, _ language: Language
  ) throws -> CheckedPlan {
    guard case .text(let draft, let source) = file else {
      if file.word != nil { throw CommandFailure("word.fixRefused", [path], language) }
      return CheckedPlan(file, path, options)
    }
    var fixing = Fixing(draft, source, options)
    try fixing.run(language)
    for line in fixing.done(language) { complain(line) }
    return CheckedPlan(.text(fixing.draft, source), path, options)
  }

  private func summary(_ checked: [CheckedPlan], _ language: Language) -> String {
    func count(_ severity: Severity) -> String {
      String(checked.reduce(0) { $0 + $1.count(severity) })
    }
    var text = ""
    if checked.count > 1 {
      for plan in checked {
        let counts = Severity.allCases.map { String(plan.count($0)) }
        text += Words.text("cli.check.file", [plan.path] + counts, in: language) + "\n"
      }
    }
    text +=
      Words.text(
        "cli.check.summary",
        [String(checked.count), count(.error), count(.warning), count(.note)], in: language) + "\n"
    let certain = checked.reduce(0) { $0 + $1.mends.count { $0 != nil } }
    if certain > 0, !fix {
      text += Words.text("cli.check.fixable", [String(certain)], in: language) + "\n"
    }
    return text
  }

  /// - Parameters:
  ///   - place: In a Word document, where lines mean nothing to the author.
  static func text(
    _ finding: Finding, file: String, line: String, place: WordPlace? = nil, _ language: Language
  ) -> String {
    CheckedPlan.text(finding, nil, file: file, line: line, place: place, language)
  }
}

/// What there is to say of one plan, with its mends.
struct CheckedPlan {
  var path: String
  var findings: [Finding]
  /// One for each finding.
  var mends: [Mend?]
  /// `nil` where the text could not be had, or cannot be written back.
  var source: PlanSource?
  /// The Word document that the text came from.
  var word: WordText?
  var lines: TextLines

  init(_ file: PlanFile, _ path: String, _ options: PlanOptions) {
    self.path = path
    switch file {
    case .unreadable(let finding):
      findings = [finding]
      mends = [nil]
      lines = TextLines("")
    case .word(let draft, let word):
      findings = read(draft: draft, options: Self.day(options)).reading.findings
      mends = findings.map { _ in nil }
      self.word = word
      lines = TextLines(draft.text)
    case .text(let draft, let source):
      findings = read(draft: draft, options: Self.day(options)).reading.findings
      mends = Plan.mends(of: findings, in: draft.text, isTaken: source.isTaken)
      if source.isStandardInput {
        // Nothing is written beside a stream.
        mends = mends.map { $0?.newFile == nil ? $0 : nil }
      }
      self.source = source
      lines = TextLines(draft.text)
    }
  }

  private static func day(_ options: PlanOptions) -> TimetableOptions {
    TimetableOptions(creditHourMinutes: options.creditHourMinutes)
  }

  func count(_ severity: Severity) -> Int { findings.count { $0.severity == severity } }

  // MARK: JSON

  func json(_ language: Language) -> [[String: Any]] {
    zip(findings, mends).map { finding, mend in
      var row: [String: Any] = [
        "file": path, "id": finding.id.rawValue, "severity": finding.severity.rawValue,
        "line": finding.range.start.line, "column": finding.range.start.column,
        "message": finding.sentence(language), "fix": mend.map(Self.json).orNull,
      ]
      if let place = word?.place(of: finding) { row["paragraph"] = place.paragraph }
      return row
    }
  }

  private static func json(_ mend: Mend) -> [String: Any] {
    let range = mend.edit.range
    return [
      "startLine": range.start.line, "startColumn": range.start.column,
      "endLine": range.end.line, "endColumn": range.end.column,
      "replacement": mend.edit.replacement,
      "newFile": mend.newFile.map { ["path": $0.path, "text": $0.text] }.orNull,
    ]
  }

  // MARK: text

  func text(_ language: Language) -> String {
    zip(findings, mends).map { finding, mend in
      Self.text(
        finding, mend, file: path, line: lines.line(finding.range.start.line),
        place: word?.place(of: finding), language)
    }.joined()
  }

  static func text(
    _ finding: Finding, _ mend: Mend?, file: String, line: String, place document: WordPlace?,
    _ language: Language
  ) -> String {
    let start = finding.range.start
    let place =
      document.map { Words.text("word.place", [file, String($0.paragraph)], in: language) }
      ?? "\(file):\(start.line):\(start.column)"
    let written = line
    let line = document?.text ?? line
    let severity = Words.text("severity.\(finding.severity.rawValue)", in: language)
    var text = "\(place): \(severity): \(finding.sentence(language)) [\(finding.id.rawValue)]\n"
    if !line.isEmpty {
      let (shown, caret) = excerpt(of: line, column: document?.column ?? start.column)
      text += "  \(shown)\n  \(caret)\n"
    }
    if let file = mend?.newFile {
      text += "  " + Words.text("cli.check.newFile", [file.path], in: language) + "\n"
    } else if let fix = mend?.edit ?? finding.fix, fix.range.start.line == fix.range.end.line,
      !fix.replacement.contains(where: \.isNewline)
    {
      let mended = mended(finding, fix, in: written)
      text += "  " + Words.text("cli.check.fix", [mended], in: language) + "\n"
    }
    return text
  }

  /// What a finding points at, with its fix in place: `（二）` where only the figure changes.
  private static func mended(_ finding: Finding, _ fix: Fix, in line: String) -> String {
    let (shown, part) = (finding.range, fix.range)
    guard shown.start.line == shown.end.line, shown.start.line == part.start.line,
      shown.start <= part.start, part.end <= shown.end, shown.end.column <= line.utf8.count + 1
    else { return fix.replacement }
    func text(_ from: Int, _ to: Int) -> String {
      String(decoding: line.utf8.dropFirst(from - 1).prefix(to - from), as: UTF8.self)
    }
    return text(shown.start.column, part.start.column) + fix.replacement
      + text(part.end.column, shown.end.column)
  }
}
