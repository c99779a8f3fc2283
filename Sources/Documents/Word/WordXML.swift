import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// An element of XML with what is inside it.
struct XMLNode {
  /// The local name for WordprocessingML and relationships, else with a prefix of ours:
  /// `mc:`, `m:` (mathematics), `w14:`, and `x:` for all others.
  var name: String
  /// By local name.
  var attributes: [String: String]
  var children: [XMLNode] = []
  /// The characters directly inside, where they are text to show.
  var text = ""

  subscript(_ attribute: String) -> String? { attributes[attribute] }

  func child(_ name: String) -> XMLNode? { children.first { $0.name == name } }

  /// The `val` of a child.
  func value(_ name: String) -> String? { child(name)?["val"] }

  /// An on-off property (ECMA-376 Part 1, 17.17.4); `nil` where it is not stated.
  func isOn(_ name: String) -> Bool? {
    guard let child = child(name) else { return nil }
    return !["0", "false", "off"].contains(child["val"] ?? "1")
  }
}

/// Reads a part of a package. Entities and document types are refused, depth and number bounded.
func readXML(
  _ bytes: [UInt8], part: String, _ limits: WordLimits
) throws(WordProblem) -> XMLNode {
  let utf8 = try withoutDeclaration(bytes, part)
  // Without document type there are only the five entities of XML itself; nothing outside is read.
  if utf8.find(Array("<!DOCTYPE".utf8), from: 0) != nil { throw .declaresEntities(part: part) }
  let builder = TreeBuilder(limits)
  let parser = XMLParser(data: Data(utf8))
  parser.shouldProcessNamespaces = true
  parser.shouldResolveExternalEntities = false
  parser.delegate = builder
  let isWhole = parser.parse()
  if let problem = builder.problem { throw problem }
  guard isWhole, let root = builder.root else { throw .damaged(part: part) }
  return root
}

/// The part as UTF-8 without its declaration, so that no name of an encoding decides anything.
///
/// Source: ECMA-376 Part 2, 7.2.1 (parts are UTF-8 or UTF-16).
private func withoutDeclaration(_ bytes: [UInt8], _ part: String) throws(WordProblem) -> [UInt8] {
  let text: String
  do throws(DecodingProblem) {
    let isWide = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    text = try decode(bytes, encoding: isWide ? nil : .utf8).text
  } catch {
    throw .damaged(part: part)
  }
  var utf8 = Array(text.utf8)
  if utf8.starts(with: Array("<?xml".utf8)), let end = utf8.find(Array("?>".utf8), from: 5) {
    utf8.removeSubrange(..<(end + 2))
  }
  return utf8
}

private final class TreeBuilder: NSObject, XMLParserDelegate {
  private let limits: WordLimits
  private var open: [XMLNode] = []
  private var elements = 0
  private(set) var root: XMLNode?
  private(set) var problem: WordProblem?

  init(_ limits: WordLimits) { self.limits = limits }

  private static let prefixes = [
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "",
    "http://schemas.openxmlformats.org/package/2006/relationships": "",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc:",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m:",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m:",
    "http://schemas.microsoft.com/office/word/2010/wordml": "w14:",
  ]

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    guard problem == nil else { return }
    elements += 1
    if elements > limits.elements { problem = .tooLarge }
    if open.count >= limits.depth { problem = .tooDeep(limit: limits.depth) }
    guard problem == nil else { return parser.abortParsing() }
    let prefix = Self.prefixes[namespaceURI ?? ""] ?? "x:"
    var kept: [String: String] = [:]
    for (key, value) in attributes {
      let local = key.utf8.lastIndex(of: UInt8(ascii: ":")).map {
        key[key.utf8.index(after: $0)...]
      }
      // The numbers of editing sessions, on every second element.
      if local?.hasPrefix("rsid") == true { continue }
      kept[local.map(String.init) ?? key] = value
    }
    open.append(XMLNode(name: prefix + name, attributes: kept))
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    guard problem == nil, let node = open.popLast() else { return }
    if open.isEmpty {
      if root == nil { root = node }
    } else {
      open[open.count - 1].children.append(node)
    }
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    guard problem == nil, let name = open.last?.name else { return }
    if name == "t" || name == "instrText" || name == "m:t" { open[open.count - 1].text += text }
  }

  func parser(_ parser: XMLParser, foundCDATA block: Data) {
    self.parser(parser, foundCharacters: String(decoding: block, as: UTF8.self))
  }
}
