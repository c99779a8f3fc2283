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

/// A plan read from the disk or from standard input, or the one finding that says why its text
/// could not be had.
enum PlanFile {
  /// With the bytes it was read from, so that it can be written back as it was.
  case text(PlanDraft, PlanSource)
  /// A Word document: its text, and where in the document each line stands. It cannot be written
  /// back (`word.fixRefused`).
  case word(PlanDraft, WordText)
  case unreadable(Finding)

  /// The Word document that the plan's text came from.
  var word: WordText? {
    if case .word(_, let word) = self { return word }
    return nil
  }

  /// - Parameter path: `-` is standard input; what such a plan links to is sought in the working
  ///   directory.
  /// - Throws: `CommandFailure` when there is no such file.
  static func load(_ path: String, _ options: PlanOptions, _ language: Language) throws -> PlanFile
  {
    let bytes: [UInt8]
    do throws(FileProblem) {
      bytes =
        path == "-"
        ? try readStandardInput(maxBytes: options.maxBytes)
        : try readFile(path, maxBytes: options.maxBytes)
    } catch {
      if case .tooLarge(let size, let limit) = error {
        return .unreadable(Finding(.tooLarge, [String(size), String(limit)], at: .beginning))
      }
      throw CommandFailure(error, path, language)
    }
    let kind = FileKind(bytes)
    if kind == .docx || (kind == .zip && path.lowercased().hasSuffix(".docx")) {
      return try document(bytes, path, options, language)
    }
    do throws(DecodingProblem) {
      let decoded = try decode(bytes, encoding: options.encoding.flatMap(TextEncoding.init(name:)))
      let file = path == "-" ? "plan.txt" : URL(fileURLWithPath: path).lastPathComponent
      return .text(
        PlanDraft(
          file: file, text: decoded.text,
          attachments: attachments(beside: path, of: decoded.text, maxBytes: options.maxBytes)),
        PlanSource(path: path, bytes: bytes, decoded: decoded))
    } catch {
      switch error {
      case .unreadable(let offset):
        return .unreadable(
          Finding(.encodingUnreadable, [String(offset)], at: .beginning))
      case .ambiguous(let offset, let candidates):
        let names = candidates.map(\.name).joined(separator: language == .chinese ? " 或 " : " or ")
        return .unreadable(Finding(.encodingAmbiguous, [String(offset), names], at: .beginning))
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
    let name = path == "-" ? "plan.docx" : URL(fileURLWithPath: path).lastPathComponent
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
    let folder = PlanSource.folder(of: path)
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

/// Where a plan's text came from, and what it takes to write it back as it was.
struct PlanSource {
  /// `-` for standard input.
  var path: String
  var bytes: [UInt8]
  var decoded: DecodedText

  var isStandardInput: Bool { path == "-" }

  /// What the plan's links start from.
  static func folder(of path: String) -> URL {
    path == "-"
      ? URL(fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true)
      : URL(fileURLWithPath: path).deletingLastPathComponent()
  }

  /// The bytes of a changed text, in the encoding found, with its byte order mark.
  ///
  /// - Throws: `CommandFailure` where what was not changed would not come out byte for byte.
  func encoded(_ text: String, _ language: Language) throws -> [UInt8] {
    let isExact: Bool
    let changed: [UInt8]
    do throws(EncodingProblem) {
      isExact = try encode(decoded.text, as: decoded) == bytes
      changed = try encode(text, as: decoded)
    } catch {
      switch error {
      case .unwritable(let scalar):
        throw CommandFailure(
          "cli.file.unwritable", [path, String(scalar), decoded.encoding.name], language)
      case .noConverter(let encoding):
        throw CommandFailure("cli.file.noConverter", [path, encoding.name], language)
      }
    }
    guard isExact else {
      throw CommandFailure("cli.file.notExact", [path, decoded.encoding.name], language)
    }
    return changed
  }

  /// Writes a changed text to where it came from; standard input goes to standard output.
  ///
  /// - Throws: `CommandFailure`; a file that somebody has changed meanwhile is left as it is.
  func write(_ text: String, _ language: Language) throws {
    let changed = try encoded(text, language)
    if isStandardInput {
      FileHandle.standardOutput.write(Data(changed))
      return
    }
    guard changed != bytes else { return }
    do throws(FileProblem) {
      guard try readFile(path, maxBytes: max(bytes.count, 1)) == bytes else {
        throw FileProblem.tooLarge(size: 0, limit: 0)
      }
      try replaceFile(path, with: changed)
    } catch {
      if case .tooLarge = error { throw CommandFailure("cli.file.changed", [path], language) }
      throw CommandFailure(error, path, writing: true, language)
    }
  }
}

extension CommandFailure {
  init(_ problem: FileProblem, _ path: String, writing: Bool = false, _ language: Language) {
    self =
      switch problem {
      case .tooLarge(let size, let limit):
        CommandFailure(
          Words.text("finding.too-large", [String(size), String(limit)], in: language))
      case .missing where writing: CommandFailure("cli.file.noFolder", [path], language)
      case .missing: CommandFailure("cli.file.missing", [path], language)
      case .noPermission where writing: CommandFailure("cli.file.notWritable", [path], language)
      case .noPermission: CommandFailure("cli.file.noPermission", [path], language)
      case .directory: CommandFailure("cli.file.directory", [path], language)
      case .notAFile: CommandFailure("cli.file.notAFile", [path], language)
      case .exists: CommandFailure("cli.file.exists", [path], language)
      case .failed(let code):
        CommandFailure("cli.file.failed", [path, String(cString: strerror(code))], language)
      }
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
