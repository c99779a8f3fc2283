/// Reads one document from its first byte to its last; every step goes forward.
struct XMLReader {
  private let bytes: [UInt8]
  private let part: String
  private let limits: WordLimits
  private var index = 0
  private var elements = 0
  private var open: [Element] = []
  private var root: XMLNode?
  /// Elements that are handed on one by one instead of being kept in the tree.
  private var streamed: Set<String> = []
  private var handed: XMLNode?
  /// Prefixes of the document to prefixes of ours, as they hold here; `""` is the default.
  private var bindings: [String: String] = [:]
  /// Names that were read since the bindings changed.
  private var names: [String: String] = [:]

  private struct Element {
    var node: XMLNode
    /// As it must be closed.
    var name: String
    /// What held outside, where the element binds prefixes.
    var outer: [String: String]?
  }

  private static let namespaces = [
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "",
    "http://schemas.openxmlformats.org/package/2006/relationships": "",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc:",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m:",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m:",
    "http://schemas.microsoft.com/office/word/2010/wordml": "w14:",
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "s:",
    "http://purl.oclc.org/ooxml/spreadsheetml/main": "s:",
  ]

  init(_ bytes: [UInt8], _ part: String, _ limits: WordLimits) {
    self.bytes = bytes
    self.part = part
    self.limits = limits
  }

  private var damaged: WordProblem { .damaged(part: part) }

  mutating func document() throws(WordProblem) -> XMLNode {
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "<") { try markup() } else { try characters() }
    }
    guard open.isEmpty, let root else { throw damaged }
    return root
  }

  /// The next element of one of these names, with what is inside it; `nil` at the end. Nothing of it
  /// is kept, so that a part with very many of them needs no memory for them.
  mutating func next(_ names: Set<String>) throws(WordProblem) -> XMLNode? {
    streamed = names
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "<") { try markup() } else { try characters() }
      if let found = handed {
        handed = nil
        return found
      }
    }
    guard open.isEmpty, root != nil else { throw damaged }
    return nil
  }

  private mutating func characters() throws(WordProblem) {
    let end = bytes[index...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
    let text = index..<end
    index = end
    guard let last = open.last else {
      guard bytes[text].allSatisfy(Self.isBlank) else { throw damaged }
      return
    }
    let decoded = try decoded(text)
    if Self.holdsText(last.node) { open[open.count - 1].node.text += decoded }
  }

  private static func holdsText(_ node: XMLNode) -> Bool {
    switch node.name {
    case "t", "instrText", "m:t", "s:t", "s:v": true
    default: false
    }
  }

  // MARK: markup

  private mutating func markup() throws(WordProblem) {
    if starts("</") {
      try endTag()
    } else if starts("<!--") {
      _ = try skip(4, to: "-->")
    } else if starts("<?") {
      _ = try skip(2, to: "?>")
    } else if starts("<![CDATA[") {
      let content = try skip(9, to: "]]>")
      guard let last = open.last else { throw damaged }
      guard bytes[content].allSatisfy(Self.isAllowed) else { throw damaged }
      if Self.holdsText(last.node) {
        open[open.count - 1].node.text += String(decoding: bytes[content], as: UTF8.self)
      }
    } else if starts("<!DOCTYPE") {
      throw .declaresEntities(part: part)
    } else {
      try startTag()
    }
  }

  private func starts(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard index + count <= bytes.count else { return false }
    for offset in 0..<count where bytes[index + offset] != text.utf8Start[offset] { return false }
    return true
  }

  /// Goes behind `end`, and gives what lies between.
  private mutating func skip(_ count: Int, to end: String) throws(WordProblem) -> Range<Int> {
    let end = Array(end.utf8)
    let start = index + count
    guard let found = bytes.find(end, from: start) else { throw damaged }
    index = found + end.count
    return start..<found
  }

  private mutating func endTag() throws(WordProblem) {
    index += 2
    let name = try name()
    skipBlanks()
    guard index < bytes.count, bytes[index] == UInt8(ascii: ">"), open.last?.name == name else {
      throw damaged
    }
    index += 1
    close()
  }

  private mutating func close() {
    guard let element = open.popLast() else { return }
    if let outer = element.outer {
      bindings = outer
      names = [:]
    }
    if !streamed.isEmpty, !open.isEmpty, streamed.contains(element.node.name) {
      handed = element.node
    } else if open.isEmpty {
      root = element.node
    } else {
      open[open.count - 1].node.children.append(element.node)
    }
  }

  private mutating func startTag() throws(WordProblem) {
    index += 1
    elements += 1
    if elements > limits.elements { throw .tooLarge }
    if open.count >= limits.depth { throw .tooDeep(limit: limits.depth) }
    if open.isEmpty, root != nil { throw damaged }
    let name = try name()
    var attributes: [(name: String, value: String)] = []
    while true {
      let before = index
      skipBlanks()
      guard index < bytes.count else { throw damaged }
      let byte = bytes[index]
      if byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") { break }
      guard index > before, attributes.count < 100 else { throw damaged }
      attributes.append(try attribute())
    }
    let isEmpty = bytes[index] == UInt8(ascii: "/")
    index += isEmpty ? 1 : 0
    guard index < bytes.count, bytes[index] == UInt8(ascii: ">") else { throw damaged }
    index += 1
    let outer = bind(attributes)
    // Each binding may cost at each element below.
    guard bindings.count <= 150 else { throw damaged }
    let kept = try kept(attributes)
    open.append(
      Element(node: XMLNode(name: resolved(name), attributes: kept), name: name, outer: outer))
    if isEmpty { close() }
  }

  private mutating func attribute() throws(WordProblem) -> (name: String, value: String) {
    let name = try name()
    skipBlanks()
    guard index < bytes.count, bytes[index] == UInt8(ascii: "=") else { throw damaged }
    index += 1
    skipBlanks()
    guard index < bytes.count else { throw damaged }
    let quote = bytes[index]
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { throw damaged }
    index += 1
    guard let end = bytes[index...].firstIndex(of: quote) else { throw damaged }
    let value = index..<end
    index = end + 1
    guard !bytes[value].contains(UInt8(ascii: "<")) else { throw damaged }
    return (name, try decoded(value))
  }

  // MARK: names

  private mutating func name() throws(WordProblem) -> String {
    let start = index
    while index < bytes.count, !Self.endsName(bytes[index]) { index += 1 }
    guard start < index else { throw damaged }
    let first = bytes[start]
    guard
      first >= 0x80 || first == UInt8(ascii: "_") || first == UInt8(ascii: ":")
        || (0x41...0x5A).contains(first & 0xDF)
    else { throw damaged }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private static func endsName(_ byte: UInt8) -> Bool {
    isBlank(byte) || byte < 0x20 || "/>=<\"'&".utf8.contains(byte)
  }

  /// The bindings that an element declares; gives those that held outside.
  private mutating func bind(_ attributes: [(name: String, value: String)]) -> [String: String]? {
    let declared = attributes.filter { $0.name == "xmlns" || $0.name.hasPrefix("xmlns:") }
    guard !declared.isEmpty else { return nil }
    let outer = bindings
    for item in declared {
      bindings[String(item.name.dropFirst(6))] = Self.namespaces[item.value] ?? "x:"
    }
    names = [:]
    return outer
  }

  private mutating func resolved(_ name: String) -> String {
    if let known = names[name] { return known }
    let (prefix, local) = Self.split(name)
    let resolved = (bindings[prefix] ?? "x:") + local
    // A document has some hundred names.
    if names.count < 1_000 { names[name] = resolved }
    return resolved
  }

  private static func split(_ name: String) -> (prefix: String, local: String) {
    guard let colon = name.utf8.firstIndex(of: UInt8(ascii: ":")) else { return ("", name) }
    return (String(name[..<colon]), String(name[name.utf8.index(after: colon)...]))
  }

  private func kept(
    _ attributes: [(name: String, value: String)]
  ) throws(WordProblem) -> [String: String] {
    var kept: [String: String] = [:]
    if attributes.count > 1, Set(attributes.map(\.name)).count < attributes.count { throw damaged }
    for item in attributes {
      let local = Self.split(item.name).local
      // Numbers of editing sessions, on every second element.
      if !local.hasPrefix("rsid") { kept[local] = item.value }
    }
    return kept
  }

  // MARK: characters

  /// Text with its references replaced.
  private func decoded(_ range: Range<Int>) throws(WordProblem) -> String {
    let slice = bytes[range]
    guard slice.allSatisfy(Self.isAllowed) else { throw damaged }
    guard slice.contains(UInt8(ascii: "&")) else { return String(decoding: slice, as: UTF8.self) }
    var result: [UInt8] = []
    var rest = slice
    while let start = rest.firstIndex(of: UInt8(ascii: "&")) {
      result += rest[..<start]
      guard let end = rest[start...].prefix(16).firstIndex(of: UInt8(ascii: ";")),
        let scalar = Self.reference(String(decoding: rest[(start + 1)..<end], as: UTF8.self))
      else { throw damaged }
      result += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
      rest = rest[(end + 1)...]
    }
    return String(decoding: result + rest, as: UTF8.self)
  }

  private static func reference(_ name: String) -> Unicode.Scalar? {
    switch name {
    case "lt": return "<"
    case "gt": return ">"
    case "amp": return "&"
    case "apos": return "'"
    case "quot": return "\""
    default:
      guard name.hasPrefix("#") else { return nil }
      let isHex = name.hasPrefix("#x")
      let digits = name.dropFirst(isHex ? 2 : 1)
      guard digits.first?.isHexDigit == true,
        let scalar = UInt32(digits, radix: isHex ? 16 : 10).flatMap(Unicode.Scalar.init)
      else { return nil }
      let isAllowed = scalar.value >= 0x20 || [9, 10, 13].contains(scalar.value)
      return isAllowed && scalar.value & 0xFFFE != 0xFFFE ? scalar : nil
    }
  }

  private mutating func skipBlanks() {
    while index < bytes.count, Self.isBlank(bytes[index]) { index += 1 }
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  /// Control characters are not allowed (2.2); what is not ASCII was checked while decoding.
  private static func isAllowed(_ byte: UInt8) -> Bool { byte >= 0x20 || isBlank(byte) }
}
