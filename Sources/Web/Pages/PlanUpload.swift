import Documents
import Foundation
import Plan
import Runtime

/// Makes a draft of what was uploaded or pasted: which file is the plan, which stand beside it.
struct PlanUpload {
  /// What is wrong with one file, or with the whole: a key of the string tables and its arguments.
  struct Problem: Error, Equatable {
    var key: String
    var arguments: [String] = []
    /// The body was too large rather than wrong.
    var tooLarge = false
  }
  struct File: Equatable {
    var path: String
    var text: String
    /// Of a Word document: what of it is not in the text.
    var omitted: [String: Int]?
  }

  /// Bytes of one text. A plan of a day has some 30 KiB.
  static let textLimit = 4 << 20

  private(set) var files: [File] = []
  private(set) var problems: [Problem] = []

  /// Decodes every file and unpacks every zip; all that is wrong is told at once.
  init(_ parts: [FormPart]) {
    for part in parts { add(part.filename ?? "", part.bytes) }
    if files.isEmpty && problems.isEmpty { problems.append(Problem(key: "upload.nothing")) }
  }

  private mutating func add(_ path: String, _ bytes: [UInt8]) {
    switch FileKind(bytes) {
    case .docx: readDocument(path, bytes)
    case .zip where path.lowercased().hasSuffix(".docx"): readDocument(path, bytes)
    case .zip: unpack(path, bytes)
    default: read(path, bytes)
    }
  }

  private mutating func unpack(_ path: String, _ bytes: [UInt8]) {
    do throws(ZipProblem) {
      let entries = try unzip(bytes)
      if entries.isEmpty { problems.append(Problem(key: "upload.zip.empty", arguments: [path])) }
      for entry in entries {
        switch FileKind(entry.bytes) {
        case .docx: readDocument(entry.path, entry.bytes)
        default: read(entry.path, entry.bytes)
        }
      }
    } catch {
      problems.append(Self.problem(path, error))
    }
  }

  /// Takes a Word document as the text that it holds.
  private mutating func readDocument(_ path: String, _ bytes: [UInt8]) {
    let name = Self.name(path)
    if Self.isLeftBehind(name) { return }
    do throws(WordProblem) {
      let draft = PlanDraft(file: path, word: try readWord(bytes))
      take(File(path: path, text: draft.text, omitted: draft.omitted))
    } catch .notWord(.zip) where !path.lowercased().hasSuffix(".docx") {
      // A zip of documents that are not compressed shows their names too.
      unpack(path, bytes)
    } catch {
      problems.append(Problem(key: error.key, arguments: [name], tooLarge: error == .tooLarge))
    }
  }

  private mutating func read(_ path: String, _ bytes: [UInt8]) {
    let name = Self.name(path)
    if Self.isLeftBehind(name) { return }
    do throws(DecodingProblem) {
      take(File(path: path, text: try decode(bytes).text), size: bytes.count)
    } catch {
      problems.append(Self.problem(name, error))
    }
  }

  private mutating func take(_ file: File, size: Int? = nil) {
    let name = Self.name(file.path)
    if file.text.allSatisfy({ $0.isWhitespace }) {
      problems.append(Problem(key: "upload.empty", arguments: [name]))
    } else if size ?? file.text.utf8.count > Self.textLimit {
      let limit = "\(Self.textLimit >> 20) MiB"
      problems.append(Problem(key: "upload.tooLarge", arguments: [name, limit], tooLarge: true))
    } else if files.contains(where: { $0.path == file.path }) {
      problems.append(Problem(key: "upload.twice", arguments: [file.path]))
    } else {
      files.append(file)
    }
  }

  /// By file managers, and by Word while a document is open.
  private static func isLeftBehind(_ name: String) -> Bool {
    name.hasPrefix(".") || name.hasPrefix("~$") || ["Thumbs.db", "desktop.ini"].contains(name)
  }

  private static func name(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  private static func problem(_ name: String, _ problem: DecodingProblem) -> Problem {
    switch problem {
    case .notText(let kind):
      let group =
        switch kind {
        case .docx, .doc, .odt, .rtf: "word"
        case .encryptedOffice: "encrypted"
        case .pptx, .ppt: "slides"
        case .pdf: "pdf"
        case .xlsx, .xls: "sheet"
        case .zip, .archive: "archive"
        case .image: "image"
        case .unknown: "unknown"
        }
      return Problem(key: "upload.kind.\(group)", arguments: [name])
    case .unreadable(let offset):
      return Problem(key: "upload.unreadable", arguments: [name, "\(offset + 1)"])
    case .ambiguous: return Problem(key: "upload.ambiguous", arguments: [name])
    case .noConverter(let encoding):
      return Problem(key: "upload.noConverter", arguments: [name, encoding.name])
    }
  }

  private static func problem(_ name: String, _ problem: ZipProblem) -> Problem {
    switch problem {
    case .notAZip, .damaged: Problem(key: "upload.zip.damaged", arguments: [name])
    case .encrypted: Problem(key: "upload.zip.encrypted", arguments: [name])
    case .unsupported(let path): Problem(key: "upload.zip.unsupported", arguments: [name, path])
    case .unsafePath(let path), .link(let path):
      Problem(key: "upload.zip.unsafe", arguments: [name, path])
    case .duplicate(let path): Problem(key: "upload.zip.duplicate", arguments: [name, path])
    case .tooDeep(let path, _): Problem(key: "upload.zip.tooDeep", arguments: [name, path])
    case .tooManyEntries(let limit):
      Problem(key: "upload.zip.tooMany", arguments: [name, "\(limit)"], tooLarge: true)
    case .entryTooLarge(let path, let limit):
      Problem(
        key: "upload.zip.entryTooLarge", arguments: [name, path, "\(limit >> 20) MiB"],
        tooLarge: true)
    case .totalTooLarge(let limit):
      Problem(
        key: "upload.zip.totalTooLarge", arguments: [name, "\(limit >> 20) MiB"], tooLarge: true)
    }
  }

  // MARK: - The plan among the files

  /// The plan with its files beside it; `nil` without a file that could be one.
  func draft() -> PlanDraft? {
    guard let plan = plan() else { return nil }
    let folder = plan.path.lastIndex(of: "/").map { String(plan.path[...$0]) } ?? ""
    let name = String(plan.path.dropFirst(folder.count))
    var draft = PlanDraft(file: name, text: plan.text, omitted: plan.omitted)
    for file in files where file.path != plan.path {
      // A zip often holds one folder with everything in it: links start beside the plan.
      let path = file.path.hasPrefix(folder) ? String(file.path.dropFirst(folder.count)) : file.path
      draft.attachments[path] = file.text
    }
    return draft.placingFiles()
  }

  /// The plan is the file named so (教案, plan), or the one that links to the others, or that has
  /// what a plan has; else the largest. Files in folders come after those at the top.
  private func plan() -> File? {
    let texts = files.filter { file in
      let ending = file.path.split(separator: ".").last.map { $0.lowercased() } ?? ""
      return ["docx", "txt", "md", "markdown", "text"].contains(ending)
    }
    let candidates = texts.isEmpty ? files : texts
    guard candidates.count > 1 else { return candidates.first }
    func depth(_ file: File) -> Int { file.path.count { $0 == "/" } }
    let top = candidates.map(depth).min() ?? 0
    func rank(_ file: File) -> [Int] {
      let name = (file.path.split(separator: "/").last.map(String.init) ?? "").lowercased()
      let others = files.filter { $0.path != file.path }.map(\.path)
      let course = Plan.read(file.text).course
      let names = Set(others.map { $0.split(separator: "/").last.map(String.init) ?? $0 })
      let links = course.materialLinks.count {
        names.contains($0.split(separator: "/").last.map(String.init) ?? $0)
      }
      return [
        name.contains("教案") || name.hasPrefix("plan") ? 1 : 0, links,
        course.teachingTime == nil ? 0 : 1, file.text.utf8.count,
      ]
    }
    return candidates.filter { depth($0) == top }
      .map { (file: $0, rank: rank($0)) }
      .max { $0.rank.lexicographicallyPrecedes($1.rank) }?.file
  }
}

extension Course {
  /// Where the cases' texts stand, as the plan links to them.
  var materialLinks: [String] {
    let topics = units.flatMap(\.topics)
    return (opening + units.flatMap(\.activities) + topics.flatMap(\.activities)).compactMap {
      if case .link(let link) = $0.material { return link }
      return nil
    }
  }
}

extension PlanDraft {
  /// Puts files that came without their folder where the plan's links look for them:
  /// `wages.md` becomes `cases/wages.md`, when one link alone ends so.
  func placingFiles() -> PlanDraft {
    var draft = self
    let missing = Set(Plan.read(text).course.materialLinks.filter { attachment($0) == nil })
    for path in attachments.keys.sorted() where !path.contains("/") {
      let wanted = missing.filter { $0.hasSuffix("/" + path) && !$0.contains(":") }
      guard wanted.count == 1, let link = wanted.first else { continue }
      let place = link.hasPrefix("./") ? String(link.dropFirst(2)) : link
      draft.attachments[place] = draft.attachments.removeValue(forKey: path)
    }
    return draft
  }
}
