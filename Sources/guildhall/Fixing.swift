import Documents
import Foundation
import Plan
import Runtime
import Words

/// Applies the certain mends to a plan, and writes them back.
struct Fixing {
  private(set) var draft: PlanDraft
  private let source: PlanSource
  private let options: PlanOptions
  private var applied: [(finding: Finding, mend: Mend)] = []

  init(_ draft: PlanDraft, _ source: PlanSource, _ options: PlanOptions) {
    self.draft = draft
    self.source = source
    self.options = options
  }

  /// Mends, pass for pass, until nothing is left to mend; then writes new files, and the plan last.
  ///
  /// - Throws: `CommandFailure` when a file could not be written; the plan is then as it was.
  mutating func run(_ language: Language) throws {
    // Fixes that overlap wait for the next pass; the bound ends fixes that would chase each other.
    for _ in 0..<100 {
      let checked = CheckedPlan(.text(draft, source), source.path, options)
      let pairs = zip(checked.findings, checked.mends).compactMap { finding, mend in
        mend.map { (finding: finding, mend: $0) }
      }
      let done = applying(pairs.map(\.mend.edit), to: draft.text)
      if done.applied.isEmpty { break }
      draft.text = done.text
      for pair in pairs where done.applied.contains(pair.mend.edit) {
        applied.append(pair)
        if let file = pair.mend.newFile { draft.attachments[file.path] = file.text }
      }
    }
    for file in applied.compactMap(\.mend.newFile) { try create(file, language) }
    try source.write(draft.text, language)
  }

  private func create(_ file: NewFile, _ language: Language) throws {
    let path = source.place(of: file.path)
    let text = file.text.replacing("\n", with: source.decoded.lineEnding.characters)
    let bytes = try source.encoded(text, language)
    do throws(FileProblem) {
      try createFile(path, bytes)
    } catch {
      // The same kit is there from an earlier run that was broken off.
      if case .exists = error, !source.isTaken(file) { return }
      throw CommandFailure(error, path, writing: true, language)
    }
  }

  /// What was done, a line for each mend. Places are those of the pass that mended them.
  func done(_ language: Language) -> [String] {
    var lines = applied.map { finding, mend in
      let place = "\(source.path):\(finding.range.start.line):\(finding.range.start.column)"
      let words =
        if let file = mend.newFile {
          Words.text("cli.fix.newFile", [source.place(of: file.path)], in: language)
        } else {
          Words.text("cli.fix.done", [mend.edit.replacement], in: language)
        }
      return "\(place): \(words) [\(finding.id.rawValue)]"
    }
    lines.append(
      applied.isEmpty
        ? Words.text("cli.fix.none", [source.path], in: language)
        : Words.text("cli.fix.count", [source.path, String(applied.count)], in: language))
    return lines
  }
}

extension PlanSource {
  /// The path of a file beside the plan.
  func place(of name: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return name }
    return path[...slash] + name
  }

  /// Whether a file beside the plan has this name and another text.
  func isTaken(_ file: NewFile) -> Bool {
    var isFolder: ObjCBool = false
    let path = place(of: file.path)
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return false }
    guard !isFolder.boolValue, let bytes = try? readFile(path, maxBytes: 1 << 20),
      let text = try? decode(bytes, encoding: decoded.encoding).text
    else { return true }
    return text.replacing(decoded.lineEnding.characters, with: "\n") != file.text
  }
}
