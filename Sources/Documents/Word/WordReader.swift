/// Goes through a document once, from its first paragraph to its last.
struct WordReader {
  let limits: WordLimits
  let styles: WordStyles
  let addresses: [String: String]
  private let body: [XMLNode]
  var numbering: WordNumbering
  var counts: [WordNote.Kind: Int] = [:]
  /// The paragraphs so far.
  var paragraphs = 0
  /// The fields 域 that are open, the outermost first. They may span paragraphs.
  var fields: [Field] = []
  /// The paragraph before was empty.
  private var isAfterEmpty = false
  /// What stood in paragraphs whose marks were deleted: it runs on into the next one.
  private var carried: [Piece] = []

  init(_ package: WordPackage, _ limits: WordLimits) {
    self.limits = limits
    styles = WordStyles(package.styles)
    numbering = WordNumbering(package.numbering, styles)
    addresses = package.addresses
    body = package.document.child("body")?.children ?? []
  }

  /// What the document says, block by block.
  mutating func blocks() throws(WordProblem) -> [WordBlock] { try story(body) }

  /// The blocks of the body or of a cell, where what runs on ends at last.
  mutating func story(_ nodes: [XMLNode]) throws(WordProblem) -> [WordBlock] {
    try blocks(of: nodes) + end()
  }

  private mutating func end() throws(WordProblem) -> [WordBlock] {
    let pieces = carried
    carried = []
    let lines = try render(pieces, .text, nil)
    return lines.isEmpty ? [] : [WordBlock(.text, lines)]
  }

  /// Paragraphs and tables, also those inside of what only wraps them.
  private mutating func blocks(of nodes: [XMLNode]) throws(WordProblem) -> [WordBlock] {
    var found: [WordBlock] = []
    for node in nodes {
      switch node.name {
      case "p":
        guard var block = try paragraph(node) else { continue }
        block.isApart = isAfterEmpty
        isAfterEmpty = false
        found.append(block)
      case "tbl":
        found += try end()
        found += try table(node)
      case "altChunk": count(.embedded)
      default: found += try blocks(of: wrapped(by: node))
      }
    }
    return found
  }

  /// What an element that only wraps others holds; nothing for one that says something itself.
  ///
  /// Content controls 内容控件 (17.5.2), custom XML, smart tags, tracked insertions (17.13.5).
  mutating func wrapped(by node: XMLNode) -> [XMLNode] {
    switch node.name {
    case "sdt":
      let properties = node.child("sdtPr")
      if properties?.isOn("showingPlcHdr") == true { return [] }
      let gallery = properties?.child("docPartObj")?.value("docPartGallery")
      if gallery == "Table of Contents" {
        count(.tablesOfContents)
        // Its paragraphs are still paragraphs of the document.
        paragraphs += Self.paragraphs(in: node)
        return []
      }
      return node.child("sdtContent")?.children ?? []
    case "ins", "moveTo":
      count(.trackedChanges)
      return node.children
    case "del", "moveFrom":
      count(.trackedChanges)
      return []
    case "smartTag", "customXml", "dir", "bdo", "fldSimple", "hyperlink": return node.children
    case "mc:AlternateContent": return alternative(node)
    default: return []
    }
  }

  /// The fallback, which any reader understands; the text boxes of both are the same ones.
  private func alternative(_ node: XMLNode) -> [XMLNode] {
    let fallback = node.child("mc:Fallback")?.children ?? []
    return fallback.isEmpty ? node.child("mc:Choice")?.children ?? [] : fallback
  }

  mutating func count(_ kind: WordNote.Kind, _ number: Int = 1) {
    if number > 0 { counts[kind, default: 0] += number }
  }

  static func paragraphs(in node: XMLNode) -> Int {
    node.children.reduce(node.name == "p" ? 1 : 0) { $0 + paragraphs(in: $1) }
  }

  // MARK: - One paragraph

  /// A paragraph as a block; `nil` where nothing of it is to be read.
  private mutating func paragraph(_ node: XMLNode) throws(WordProblem) -> WordBlock? {
    paragraphs += 1
    let properties = node.child("pPr")
    let style = styles[properties?.value("pStyle") ?? styles.standard]
    var pieces = carried
    carried = []
    read(node.children, style, into: &pieces)
    // A field that ends with its paragraph has no result.
    while fields.last?.hasResult == false { fields.removeLast() }
    if style.role == .contents { return nil }

    let mark = properties?.child("rPr")
    if mark?.child("del") != nil || mark?.child("moveFrom") != nil {
      count(.trackedChanges)
      carried = pieces
      return nil
    }
    let isBlank = pieces.allSatisfy { $0.text.allSatisfy(\.isWhitespace) }
    // Nothing is shown of a wholly hidden paragraph, its number neither.
    if isBlank, mark?.isOn("vanish") ?? style.isHidden ?? false { return nil }
    let label = label(properties, style)
    if isBlank {
      isAfterEmpty = true
      return nil
    }
    let role = role(properties, style)
    let lines = try render(pieces, role, label.label)
    return lines.isEmpty ? nil : WordBlock(label.depth.map { .bullet($0) } ?? role, lines)
  }

  private func role(_ properties: XMLNode?, _ style: WordStyles.Style) -> WordBlock.Role {
    if style.role == .title { return .title }
    // 9 is body text.
    if let level = properties?.value("outlineLvl").flatMap({ Int($0) }) {
      return (0..<9).contains(level) ? .heading(level + 1) : .text
    }
    if case .heading(let level) = style.role { return .heading(level) }
    if let level = style.outlineLevel, (0..<9).contains(level) { return .heading(level + 1) }
    return .text
  }

  /// The paragraph's number, of its own or of its style (17.3.1.19); for a bullet, its depth.
  private mutating func label(
    _ properties: XMLNode?, _ style: WordStyles.Style
  ) -> (label: String?, depth: Int?) {
    let own = properties?.child("numPr")
    guard let number = own?.value("numId").flatMap({ Int($0) }) ?? style.numId else {
      return (nil, nil)
    }
    let level =
      own?.value("ilvl").flatMap { Int($0) } ?? numbering.level(number, of: style.chain)
      ?? style.level ?? 0
    switch numbering.next(number, level) {
    case .bullet: return (nil, level)
    case .number(let label): return (label, nil)
    case nil: return (nil, nil)
    }
  }
}

/// A field (17.16): an instruction, and after `separate` its result.
struct Field {
  var instruction = ""
  private(set) var hasResult = false
  /// Of a table of contents.
  private(set) var isContents = false
  /// Of a link: `HYPERLINK "address" \l "place"`.
  private(set) var address: String?

  /// The instruction is whole; from here on comes the result.
  mutating func begin() {
    hasResult = true
    let words = instruction.split(whereSeparator: \.isWhitespace)
    isContents = words.first?.uppercased() == "TOC"
    guard words.first?.uppercased() == "HYPERLINK" else { return }
    let quoted = instruction.split(separator: "\"", omittingEmptySubsequences: false)
    if quoted.count < 3 {
      address = words.dropFirst().first.map(String.init)
    } else if quoted[0].contains("\\l") {
      address = "#\(quoted[1])"
    } else {
      let hasPlace = quoted.count >= 5 && quoted[2].contains("\\l")
      address = String(quoted[1]) + (hasPlace ? "#\(quoted[3])" : "")
    }
  }
}
