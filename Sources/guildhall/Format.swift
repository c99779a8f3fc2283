import ArgumentParser
import Documents
import Foundation
import Plan
import Runtime
import Words

/// Writes plans in their canonical form 规范格式.
struct Format: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: CommandLineLanguage.text("cli.format.abstract"),
    discussion: CommandLineLanguage.text("cli.format.discussion"))

  @Argument(help: CommandLineLanguage.help("plans")) var plans: [String]
  @Flag(help: CommandLineLanguage.help("formatCheck")) var check = false
  @Flag(name: .customLong("in-place"), help: CommandLineLanguage.help("inPlace"))
  var inPlace = false
  @OptionGroup var options: PlanOptions
  @OptionGroup var speech: LanguageOption

  func validate() throws {
    if check, inPlace {
      throw ValidationError(CommandLineLanguage.text("cli.format.checkOrInPlace"))
    }
    if plans.count > 1, !check, !inPlace {
      throw ValidationError(CommandLineLanguage.text("cli.format.several"))
    }
    if inPlace, plans.contains("-") {
      throw ValidationError(CommandLineLanguage.text("cli.format.inPlaceInput"))
    }
  }

  func run() throws {
    let language = speech.language
    var failures: [String] = []
    var isOther = false
    for path in plans {
      do {
        if try format(path, language) { isOther = true }
      } catch let failure as CommandFailure {
        failures.append(failure.message)
      }
    }
    for failure in failures { complain(failure) }
    if !failures.isEmpty { throw ExitCode(2) }
    if check, isOther { throw ExitCode(1) }
  }

  /// Whether the plan was in another form.
  private func format(_ path: String, _ language: Language) throws -> Bool {
    let draft: PlanDraft
    let source: PlanSource
    switch try PlanFile.load(path, options, language) {
    case .text(let text, let place): (draft, source) = (text, place)
    case .word(let draft, _):
      // Its text can be shown in canonical form, and no more.
      if check || inPlace { throw CommandFailure("word.fixRefused", [path], language) }
      write(canonical(draft.text, creditHourMinutes: options.creditHourMinutes))
      return false
    case .unreadable(let finding):
      throw CommandFailure("\(path): \(finding.sentence(language)) [\(finding.id.rawValue)]")
    }
    let form = canonical(draft.text, creditHourMinutes: options.creditHourMinutes)
    let isOther = form != draft.text
    if check {
      if isOther {
        let line = firstDifference(draft.text, form)
        write(Words.text("cli.format.other", [path, String(line)], in: language) + "\n")
      }
    } else if inPlace {
      try source.write(form, language)
      if isOther { complain(Words.text("cli.format.done", [path], in: language)) }
    } else {
      FileHandle.standardOutput.write(Data(try source.encoded(form, language)))
    }
    return isOther
  }

  /// The number of the first line that differs, from 1.
  private func firstDifference(_ text: String, _ other: String) -> Int {
    let (a, b) = (TextLines(text), TextLines(other))
    return (1...max(a.count, b.count)).first { a.line($0) != b.line($0) } ?? 1
  }
}
