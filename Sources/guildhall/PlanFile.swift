import ArgumentParser
import Documents
import Foundation
import Plan
import Runtime
import Web
import Words

/// How a plan on the disk is read; several verbs take the same options.
struct PlanOptions: ParsableArguments {
  @Option(help: CommandLineLanguage.help("encoding")) var encoding: String?
  @Option(name: .customLong("max-bytes"), help: CommandLineLanguage.help("maxBytes"))
  var maxBytes = 20 << 20
  @Option(name: .customLong("credit-hour-minutes"), help: CommandLineLanguage.help("creditHour"))
  var creditHourMinutes = 45

  func validate() throws {
    if let encoding, TextEncoding(name: encoding) == nil {
      throw ValidationError(CommandLineLanguage.text("cli.encodingUnknown", [encoding]))
    }
    guard (20...120).contains(creditHourMinutes) else {
      throw ValidationError(CommandLineLanguage.text("cli.creditHourRange"))
    }
  }
}

/// A plan read from the disk, or the one finding that says why its text could not be had.
enum PlanFile {
  case text(PlanDraft)
  /// A Word document: its text, and where in the document each line stands.
  case word(PlanDraft, WordText)
  case unreadable(Finding)

  /// The Word document that the plan's text came from. `check --fix` cannot write to one, and
  /// says so (`word.fixRefused`).
  var word: WordText? {
    if case .word(_, let word) = self { return word }
    return nil
  }

  /// - Throws: `CommandFailure` when there is no such file.
  static func load(_ path: String, _ options: PlanOptions, _ language: Language) throws -> PlanFile
  {
    let bytes: [UInt8]
    do throws(FileProblem) {
      bytes = try readFile(path, maxBytes: options.maxBytes)
    } catch {
      switch error {
      case .tooLarge(let size, let limit):
        return .unreadable(
          Finding(
            .tooLarge, [String(size), String(limit)], at: .beginning))
      case .missing: throw CommandFailure("cli.file.missing", [path], language)
      case .noPermission: throw CommandFailure("cli.file.noPermission", [path], language)
      case .directory: throw CommandFailure("cli.file.directory", [path], language)
      case .notAFile: throw CommandFailure("cli.file.notAFile", [path], language)
      case .failed(let code):
        throw CommandFailure("cli.file.failed", [path, String(cString: strerror(code))], language)
      }
    }
    let kind = FileKind(bytes)
    if kind == .docx || (kind == .zip && path.lowercased().hasSuffix(".docx")) {
      return try document(bytes, path, options, language)
    }
    do throws(DecodingProblem) {
      let decoded = try decode(bytes, encoding: options.encoding.flatMap(TextEncoding.init(name:)))
      return .text(
        PlanDraft(
          file: URL(fileURLWithPath: path).lastPathComponent, text: decoded.text,
          attachments: attachments(beside: path, of: decoded.text, maxBytes: options.maxBytes)))
    } catch {
      switch error {
      case .unreadable(let offset), .ambiguous(let offset):
        return .unreadable(
          Finding(.encodingUnreadable, [String(offset)], at: .beginning))
      case .notText(let kind):
        throw CommandFailure(
          "cli.file.notText",
          [path, kind.rawValue, kind.saveAs.map { ".\($0)" }.joined(separator: " / ")], language)
      case .noConverter(let encoding):
        throw CommandFailure("cli.file.noConverter", [path, encoding.name], language)
      }
    }
  }

  /// Reads a Word document, and tells what of it is not in the text.
  private static func document(
    _ bytes: [UInt8], _ path: String, _ options: PlanOptions, _ language: Language
  ) throws -> PlanFile {
    let name = URL(fileURLWithPath: path).lastPathComponent
    do throws(WordProblem) {
      let word = try readWord(bytes)
      var draft = PlanDraft(file: name, word: word)
      draft.attachments = attachments(beside: path, of: word.text, maxBytes: options.maxBytes)
      for sentence in draft.omissions(in: language) { complain(sentence) }
      return .word(draft, word)
    } catch {
      throw CommandFailure(error.key, [path], language)
    }
  }

  /// The text files beside the plan that it links to. Others count as present, with no text.
  private static func attachments(
    beside path: String, of text: String, maxBytes: Int
  ) -> [String: String] {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    var found: [String: String] = [:]
    for link in links(in: text) {
      let relative = link.prefix { $0 != "#" && $0 != "?" }
      let plain = relative.removingPercentEncoding ?? String(relative)
      guard !plain.isEmpty, !plain.hasPrefix("/"), !plain.split(separator: "/").contains("..")
      else { continue }
      for candidate in [String(relative), plain] where found[candidate] == nil {
        let file = folder.appendingPathComponent(candidate)
        guard let bytes = try? readFile(file.path, maxBytes: maxBytes) else { continue }
        found[candidate] =
          FileKind(bytes) == .docx
          ? (try? readWord(bytes))?.text ?? "" : (try? decode(bytes))?.text ?? ""
      }
    }
    return found
  }

  /// The targets of `[…](target)` links, without schemes. Linear: each `](` is looked at once.
  private static func links(in text: String) -> [String] {
    var found: [String] = []
    var rest = Substring(text)
    while let start = rest.range(of: "](") ?? rest.range(of: "】(") {
      rest = rest[start.upperBound...]
      let target = rest.prefix(1_000).prefix { $0 != ")" && !$0.isNewline }
      if !target.isEmpty, !target.contains("://"), !target.hasPrefix("mailto:") {
        found.append(String(target))
      }
    }
    return found
  }
}

extension WordText {
  /// The paragraph that a finding is about.
  func place(of finding: Finding) -> WordPlace? {
    place(line: finding.range.start.line, column: finding.range.start.column)
  }
}

extension Finding {
  func sentence(_ language: Language) -> String {
    Words.text("finding.\(id.rawValue)", arguments, in: language)
  }
}
