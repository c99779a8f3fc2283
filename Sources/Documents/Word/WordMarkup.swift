/// The pieces of a paragraph as lines in the notation of a plan.
extension WordReader {
  /// - Parameters:
  ///   - label: The automatic number.
  func render(
    _ pieces: [Piece], _ role: WordBlock.Role, _ label: String?
  ) throws(WordProblem) -> [WordLine] {
    var pieces = pieces
    var label = label.map { $0 + Self.separator(after: $0) }
    switch role {
    case .title, .heading:
      pieces = Self.inOneLine(pieces)
    case .bullet, .text, .table: break
    }
    var lines: [WordLine] = []
    var size = 0
    for line in Self.lines(of: pieces) {
      let text = Markup.text(line, label: label ?? "")
      // A blank line inside a paragraph would end it.
      if text.isEmpty { continue }
      label = nil
      size += text.utf8.count
      guard size <= limits.textBytes else { throw .tooLarge }
      lines.append(WordLine(text, paragraph: paragraphs))
    }
    return lines
  }

  /// `一、标题`, `（一）标题`; but `1. Title`, `第一章 标题`.
  private static func separator(after label: String) -> String {
    guard let last = label.unicodeScalars.last?.value else { return "" }
    let isWidePunctuation = (0x3000...0x303F).contains(last) || (0xFF00...0xFF65).contains(last)
    return isWidePunctuation || last == 0x20 ? "" : " "
  }

  /// A heading in one line and without emphasis, which it has already.
  private static func inOneLine(_ pieces: [Piece]) -> [Piece] {
    var result: [Piece] = []
    for piece in pieces {
      var text = ""
      for character in piece.text {
        let isBreak = character.isNewline || character == "\t"
        text += isBreak ? gap(between: text.last ?? result.last?.text.last, and: nil) : ""
        if !isBreak { text.append(character) } else if text.last?.isASCII == true { text += " " }
      }
      result.append(Piece(text: text, isBold: false, address: piece.address))
    }
    return result
  }

  private static func lines(of pieces: [Piece]) -> [[Piece]] {
    var lines: [[Piece]] = [[]]
    for piece in pieces {
      let parts = piece.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      for (index, part) in parts.enumerated() {
        if index > 0 { lines.append([]) }
        guard !part.isEmpty else { continue }
        lines[lines.count - 1].append(
          Piece(text: String(part), isBold: piece.isBold, address: piece.address))
      }
    }
    return lines
  }
}

/// Links and emphasis of one line.
private enum Markup {
  /// Text that is written as it is, or a finished link.
  private struct Segment {
    var text: String
    var isBold: Bool
    var isLink = false
  }

  static func text(_ pieces: [Piece], label: String) -> String {
    let segments = trimmed(merged(linked(pieces)))
    guard !segments.isEmpty else { return "" }
    // A paragraph that is bold from end to end is a heading in many plans: `**一、标题**`.
    if segments.allSatisfy(\.isBold) {
      let whole = label + segments.map(\.text).joined()
      let isNotation = segments[0].text.first.map { "【［[".contains($0) } ?? true
      return isNotation || whole.contains("*") ? whole : "**\(whole)**"
    }
    var text = label
    for (index, segment) in segments.enumerated() {
      let next = index + 1 < segments.count ? segments[index + 1].text.first : nil
      // Emphasis around a mark or 【】 at the start would hide it.
      let hidesMark = index == 0 && (!label.isEmpty || opensMark(segment.text))
      text +=
        segment.isBold && !hidesMark
        ? emphasized(segment, between: text.last, and: next) : segment.text
    }
    return text
  }

  private static func opensMark(_ text: String) -> Bool {
    guard let first = text.first else { return false }
    return "【［[（(第一二三四五六七八九十".contains(first) || first.isNumber
  }

  // MARK: - Links

  private static func linked(_ pieces: [Piece]) -> [Segment] {
    var segments: [Segment] = []
    var index = 0
    while index < pieces.count {
      guard let address = pieces[index].address else {
        segments.append(Segment(text: pieces[index].text, isBold: pieces[index].isBold))
        index += 1
        continue
      }
      var name = ""
      var isBold = true
      while index < pieces.count, pieces[index].address == address {
        name += pieces[index].text
        isBold = isBold && pieces[index].isBold
        index += 1
      }
      segments += link(name, address, isBold, after: segments.last?.text ?? "")
    }
    return segments
  }

  private static func link(
    _ name: String, _ address: String, _ isBold: Bool, after before: String
  ) -> [Segment] {
    // No address that is meant is longer.
    guard address.utf8.count <= 2_000 else { return [Segment(text: name, isBold: isBold)] }
    let target = encoded(address)
    let bare = name.trimming(while: \.isWhitespace)
    // Word makes links of addresses that are typed, also inside of `[名称](地址)`.
    let isTyped =
      before.hasSuffix("](") || before.hasSuffix("](<") || bare == address
      || encoded(bare) == target || "mailto:\(bare)" == address || "\(bare)/" == address
      || address.hasSuffix("://\(bare)") || address.hasSuffix("://\(bare)/")
    if isTyped || bare.isEmpty || target.isEmpty {
      return [Segment(text: name, isBold: isBold)]
    }
    let lead = String(name.prefix(while: \.isWhitespace))
    let trail = String(name.dropFirst(lead.count + bare.count))
    var inner = bare
    var tag = ""
    if bare.hasPrefix("["), bare.hasSuffix("]"), !bare.dropFirst().dropLast().contains("]") {
      inner = String(bare.dropFirst().dropLast())
    } else if bare.hasPrefix("【"), let close = bare.firstIndex(of: "】"), bare.last != "】" {
      tag = String(bare[...close])
      inner = String(bare[bare.index(after: close)...]).trimming(while: \.isWhitespace)
    }
    return [
      Segment(text: lead + tag, isBold: isBold),
      Segment(text: "[\(inner)](\(target))", isBold: isBold, isLink: true),
      Segment(text: trail, isBold: isBold),
    ].filter { !$0.text.isEmpty }
  }

  /// An address that cannot end its brackets.
  private static func encoded(_ address: String) -> String {
    var text = ""
    for scalar in address.unicodeScalars {
      switch scalar {
      case " ": text += "%20"
      case "(": text += "%28"
      case ")": text += "%29"
      case "<": text += "%3C"
      case ">": text += "%3E"
      default: if scalar.value >= 0x20 { text.unicodeScalars.append(scalar) }
      }
    }
    return text
  }

  // MARK: - Emphasis

  /// Neighbours of one look in one; blanks look like what stands before them.
  private static func merged(_ segments: [Segment]) -> [Segment] {
    var result: [Segment] = []
    for segment in segments {
      let isBlank = segment.text.allSatisfy(\.isWhitespace)
      if let last = result.last, isBlank || last.isBold == segment.isBold {
        result[result.count - 1].text += segment.text
        result[result.count - 1].isLink = segment.isLink && last.isLink
      } else {
        result.append(segment)
      }
    }
    return result
  }

  private static func trimmed(_ segments: [Segment]) -> [Segment] {
    var segments = segments
    while let first = segments.first {
      segments[0].text = String(first.text.drop(while: \.isWhitespace))
      if !segments[0].text.isEmpty { break }
      segments.removeFirst()
    }
    while let last = segments.last {
      let end = segments.count - 1
      segments[end].text = last.text.trimming(while: \.isWhitespace, atStart: false)
      if !segments[end].text.isEmpty { break }
      segments.removeLast()
    }
    return segments
  }

  /// `**…**` where CommonMark reads it as emphasis: blanks, and punctuation that would stand
  /// between the stars and a letter, are left outside.
  ///
  /// Source: CommonMark 0.31, 6.2 (left- and right-flanking delimiter runs).
  private static func emphasized(
    _ segment: Segment, between before: Character?, and after: Character?
  ) -> String {
    if segment.text.contains("*") { return segment.text }
    var lead = ""
    var inner = Substring(segment.text)
    while let first = inner.first, !opens(first, after: lead.last ?? before) {
      lead.append(first)
      inner = inner.dropFirst()
    }
    var next = after
    while let last = inner.last, !opens(last, after: next) {
      next = last
      inner = inner.dropLast()
    }
    let trail = segment.text[inner.endIndex...]
    // A link is not cut.
    let cutsLink = segment.text.contains("](") && !(lead + trail).allSatisfy(\.isWhitespace)
    return inner.isEmpty || cutsLink ? segment.text : lead + "**\(inner)**" + trail
  }

  /// Whether stars may stand between the character inside and the one outside.
  private static func opens(_ inside: Character, after outside: Character?) -> Bool {
    if inside.isWhitespace { return false }
    guard isPunctuation(inside) else { return true }
    return outside.map { $0.isWhitespace || isPunctuation($0) } ?? true
  }

  private static func isPunctuation(_ character: Character) -> Bool {
    character.isPunctuation || character.isSymbol
  }
}

extension String {
  /// Without the characters at both ends, or only at the end, for which `predicate` holds.
  fileprivate func trimming(
    while predicate: (Character) -> Bool, atStart: Bool = true
  ) -> String {
    var slice = Substring(self)
    if atStart { slice = slice.drop(while: predicate) }
    while let last = slice.last, predicate(last) { slice.removeLast() }
    return String(slice)
  }
}
