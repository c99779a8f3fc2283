/// A stretch of text with one look.
struct Piece: Equatable {
  /// Lines end in LF.
  var text: String
  var isBold: Bool
  /// Where it links to.
  var address: String?
}

/// The runs 文字块 of a paragraph.
///
/// Source: ECMA-376 Part 1, 17.3.2 and 17.3.3 (runs), 17.16 (fields, hyperlinks), 17.13.5
/// (tracked changes).
extension WordReader {
  mutating func read(
    _ nodes: [XMLNode], _ style: WordStyles.Style, link: String? = nil, into pieces: inout [Piece]
  ) {
    for node in nodes {
      switch node.name {
      case "r": run(node, style, link, into: &pieces)
      case "hyperlink":
        let address = node["id"].flatMap { addresses[$0] }
        let place = node["anchor"].map { "#\($0)" }
        let whole = address.map { $0 + (place ?? "") } ?? place
        read(node.children, style, link: whole ?? link, into: &pieces)
      case "fldSimple":
        var field = Field(instruction: node["instr"] ?? "")
        field.begin()
        count(.tablesOfContents, field.isContents ? 1 : 0)
        fields.append(field)
        read(node.children, style, link: link, into: &pieces)
        if !fields.isEmpty { fields.removeLast() }
      case "m:oMath", "m:oMathPara": add(Self.formula(node), style, nil, link, to: &pieces)
      default: read(wrapped(by: node), style, link: link, into: &pieces)
      }
    }
  }

  private mutating func run(
    _ node: XMLNode, _ style: WordStyles.Style, _ link: String?, into pieces: inout [Piece]
  ) {
    let look = node.child("rPr")
    if look?.isOn("vanish") ?? styles[look?.value("rStyle")].isHidden ?? style.isHidden ?? false {
      // Fields begin and end in hidden runs too.
      for child in node.children { field(child) }
      if node.child("t") != nil { count(.hiddenText) }
      return
    }
    content(node.children, look, style, link, into: &pieces)
  }

  private mutating func content(
    _ nodes: [XMLNode], _ look: XMLNode?, _ style: WordStyles.Style, _ link: String?,
    into pieces: inout [Piece]
  ) {
    for child in nodes {
      switch child.name {
      case "t": add(child.text, style, look, link, to: &pieces)
      case "tab", "ptab": add("\t", style, look, link, to: &pieces)
      case "br", "cr": add("\n", style, look, link, to: &pieces)
      case "noBreakHyphen": add("-", style, look, link, to: &pieces)
      case "sym": add(Symbols.text(child), style, look, link, to: &pieces)
      case "ruby": read(child.child("rubyBase")?.children ?? [], style, link: link, into: &pieces)
      case "footnoteReference", "endnoteReference": count(.footnotes)
      case "drawing", "pict", "object": picture(child)
      case "mc:AlternateContent":
        content(wrapped(by: child), look, style, link, into: &pieces)
      default: field(child)
      }
    }
  }

  private mutating func field(_ node: XMLNode) {
    switch (node.name, node["fldCharType"]) {
    // Deeper than any program nests them.
    case ("fldChar", "begin"): if fields.count < 100 { fields.append(Field()) }
    case ("fldChar", "separate"):
      guard !fields.isEmpty else { return }
      fields[fields.count - 1].begin()
      count(.tablesOfContents, fields[fields.count - 1].isContents ? 1 : 0)
    case ("fldChar", "end"): _ = fields.popLast()
    case ("instrText", _):
      guard let last = fields.last, !last.hasResult, last.instruction.utf8.count < 4_000 else {
        return
      }
      fields[fields.count - 1].instruction += node.text
    default: break
    }
  }

  /// Counts what is drawn: a text box, several grouped ones, or else a picture.
  private mutating func picture(_ node: XMLNode) {
    let boxes = Self.textBoxes(in: node)
    count(.textBoxes, boxes)
    if boxes == 0 { count(node.name == "object" ? .embedded : .images) }
  }

  private static func textBoxes(in node: XMLNode) -> Int {
    if node.name == "txbxContent" { return 1 }
    return node.children.reduce(0) { $0 + textBoxes(in: $1) }
  }

  private static func formula(_ node: XMLNode) -> String {
    node.name == "m:t" ? node.text : node.children.map(formula).joined()
  }

  private func add(
    _ text: String, _ style: WordStyles.Style, _ look: XMLNode?, _ link: String?,
    to pieces: inout [Piece]
  ) {
    guard !text.isEmpty, !fields.contains(where: { !$0.hasResult || $0.isContents }) else { return }
    // Bold of a character style turns bold of the paragraph's style off (17.7.3).
    let character = styles[look?.value("rStyle")].bold ?? false
    let isBold = look?.isOn("b") ?? (character != (style.bold ?? false))
    let address = fields.last { $0.address != nil }?.address ?? link
    if let last = pieces.last, last.isBold == isBold, last.address == address {
      pieces[pieces.count - 1].text += text
    } else {
      pieces.append(Piece(text: text, isBold: isBold, address: address))
    }
  }
}

/// Signs of the fonts that have signs in place of letters.
private enum Symbols {
  /// Source: ECMA-376 Part 1, 17.3.3.30: a code of a font, often with 0xF000 added.
  static func text(_ node: XMLNode) -> String {
    guard let code = node["char"].flatMap({ UInt32($0, radix: 16) }) else { return "" }
    let font = node["font"] ?? ""
    if font.hasPrefix("Wingdings") || font == "Symbol" {
      let signs = font == "Wingdings" ? wingdings : font == "Wingdings 2" ? wingdings2 : symbol
      return signs[code & 0xFF] ?? "\u{FFFD}"
    }
    guard code >= 0x20, let scalar = Unicode.Scalar(code), !(0xE000...0xF8FF).contains(code) else {
      return "\u{FFFD}"
    }
    return String(scalar)
  }

  private static let wingdings: [UInt32: String] = [
    0x4A: "☺", 0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x75: "◆", 0x76: "❖", 0x9F: "•",
    0xA1: "○", 0xA7: "▪", 0xA8: "□", 0xD8: "➢", 0xE0: "→", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗",
    0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
  ]
  private static let wingdings2: [UInt32: String] = [
    0x50: "✓", 0x4F: "✗", 0x52: "☑", 0x51: "☒", 0x53: "☒", 0x54: "☒", 0xA3: "□",
  ]
  private static let symbol: [UInt32: String] = [
    0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xA3: "≤", 0xB4: "×", 0xB8: "÷", 0xB7: "•", 0xAE: "→",
    0xB9: "≠", 0xA5: "∞", 0xD0: "∠", 0xD6: "√", 0xE5: "∑", 0x61: "α", 0x62: "β", 0x6D: "μ",
    0x70: "π",
  ]
}
