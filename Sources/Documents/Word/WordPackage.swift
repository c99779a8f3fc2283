/// The parts of a Word document that say something, as trees.
///
/// Source: ECMA-376 Part 2, 9 (relationships); Part 1, 11.3.10 (main document part).
struct WordPackage {
  var document: XMLNode
  var styles: XMLNode?
  var numbering: XMLNode?
  /// The addresses that the main part refers to, by relationship.
  var addresses: [String: String] = [:]

  init(_ bytes: [UInt8], _ limits: WordLimits) throws(WordProblem) {
    let kind = FileKind(bytes)
    switch kind {
    case .docx, .zip: break
    case .encryptedOffice: throw .encrypted
    default: throw .notWord(kind)
    }
    let parts = try Self.parts(bytes, limits)
    let roots = try Self.relationships(parts, of: "", limits)
    let main = roots.first { $0.type == "officeDocument" }?.target ?? "word/document.xml"
    guard let content = parts[main] else { throw .notWord(kind == .docx ? .zip : kind) }
    document = try readXML(content, part: main, limits)
    guard document.name == "document" else { throw .notWord(.zip) }
    for relationship in try Self.relationships(parts, of: main, limits) {
      switch relationship.type {
      case "hyperlink": addresses[relationship.id] = relationship.target
      case "styles": styles = try Self.tree(parts, relationship.target, limits)
      case "numbering": numbering = try Self.tree(parts, relationship.target, limits)
      default: break
      }
    }
  }

  private static func tree(
    _ parts: [String: [UInt8]], _ path: String, _ limits: WordLimits
  ) throws(WordProblem) -> XMLNode? {
    guard let content = parts[path] else { return nil }
    return try readXML(content, part: path, limits)
  }

  /// Only the parts that can be needed are unpacked: a picture is never looked at.
  private static func parts(
    _ bytes: [UInt8], _ limits: WordLimits
  ) throws(WordProblem) -> [String: [UInt8]] {
    try unpack(bytes, limits) { path in
      let steps = path.split(separator: "/")
      let name = steps.last ?? ""
      if name.hasSuffix(".rels") { return steps.count <= 3 && steps.dropLast().last == "_rels" }
      let unread = ["header", "footer", "comments", "footnotes", "endnotes", "item"]
      return steps.count <= 2 && name.hasSuffix(".xml") && !unread.contains { name.hasPrefix($0) }
    }
  }

  /// The parts of a package of Office Open XML by path, those that are `wanted`.
  static func unpack(
    _ bytes: [UInt8], _ limits: WordLimits, where wanted: (String) -> Bool
  ) throws(WordProblem) -> [String: [UInt8]] {
    let entries: [ZipEntry]
    do throws(ZipProblem) {
      entries = try unzip(bytes, limits: limits.zip, where: wanted)
    } catch {
      switch error {
      // It begins as a zip does.
      case .notAZip: throw .damaged(part: nil)
      case .encrypted: throw .encrypted
      case .entryTooLarge, .totalTooLarge, .tooManyEntries: throw .tooLarge
      case .damaged(let path): throw .damaged(part: path)
      case .unsupported(let path), .link(let path), .duplicate(let path), .tooDeep(let path, _),
        .unsafePath(let path):
        throw .damaged(part: path)
      }
    }
    return Dictionary(entries.map { ($0.path, $0.bytes) }) { first, _ in first }
  }

  struct Relationship {
    var id: String
    /// The last word of the type's address, which the strict form shares.
    var type: String
    var target: String
  }

  /// The relationships of a part, or of the package; inner targets as paths of the zip.
  static func relationships(
    _ parts: [String: [UInt8]], of part: String, _ limits: WordLimits
  ) throws(WordProblem) -> [Relationship] {
    let folder = part.lastIndex(of: "/").map { String(part[...$0]) } ?? ""
    let path = "\(folder)_rels/\(part.dropFirst(folder.count)).rels"
    guard let root = try tree(parts, path, limits) else { return [] }
    return root.children.compactMap { node in
      guard let id = node["Id"], let type = node["Type"]?.split(separator: "/").last,
        let target = node["Target"]
      else { return nil }
      let isOutside = node["TargetMode"] == "External"
      return Relationship(
        id: id, type: String(type), target: isOutside ? target : resolve(target, in: folder))
    }
  }

  /// `../a.xml` in `word/` is `a.xml`; `/word/a.xml` is counted from the top.
  private static func resolve(_ target: String, in folder: String) -> String {
    var path: [Substring] = target.hasPrefix("/") ? [] : folder.split(separator: "/")
    for step in target.split(separator: "/") where step != "." {
      if step == ".." { _ = path.popLast() } else { path.append(step) }
    }
    return path.joined(separator: "/")
  }
}
