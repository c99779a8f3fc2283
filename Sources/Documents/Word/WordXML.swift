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

/// Reads a part of a package: well-formed XML with namespaces, and no more. Document types are
/// refused, so there are no entities but the five of XML itself, and nothing outside is ever read.
///
/// Foundation's `XMLParser` is not used: on Linux it takes some damaged parts for whole ones, and
/// others end the process (found by `WordFuzzTests`; swift-corelibs-foundation 5281, 5534).
///
/// Source: Extensible Markup Language 1.0, 5th edition; Namespaces in XML 1.0; ECMA-376 Part 2,
/// 7.2.1 (parts are UTF-8 or UTF-16, whatever their declaration says, and have no document type).
func readXML(
  _ bytes: [UInt8], part: String, _ limits: WordLimits
) throws(WordProblem) -> XMLNode {
  var reader = try xmlReader(bytes, part: part, limits)
  return try reader.document()
}

/// A reader at the beginning of a part.
func xmlReader(
  _ bytes: [UInt8], part: String, _ limits: WordLimits
) throws(WordProblem) -> XMLReader {
  let text: String
  do throws(DecodingProblem) {
    let isWide = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    text = try decode(bytes, encoding: isWide ? nil : .utf8).text
  } catch {
    throw .damaged(part: part)
  }
  return XMLReader(Array(text.utf8), part, limits)
}
