/// How single lines are written in the canonical form. `nil` where a line is not understood.
struct LineStyle {
  /// Chinese plans have full-width brackets, English ones half-width ones.
  let chinese: Bool

  // MARK: title and headings

  /// `# 标题`, `标题`: without indent, emphasis and closing `#`.
  func title(_ line: String) -> String? {
    let (hashes, rest) = Self.hashes(line)
    guard !rest.isEmpty, !rest.hasPrefix("【"), !rest.hasPrefix("|"), !rest.contains("：") else {
      return nil
    }
    return hashes + Self.unemphasized(Self.withoutClosingHashes(rest, hashes))
  }

  /// `一、标题（30分钟）`: the mark, what parts it from the title, and the time behind it.
  func heading(label: String, title: String, _ line: String) -> String? {
    let (hashes, content) = Self.hashes(line)
    var rest = Self.withoutClosingHashes(content, hashes)[...]
    var opening = hashes
    if rest.hasPrefix("**") {
      opening += "**"
      rest = rest.dropFirst(2)
    } else if let first = rest.first, "-*+•".contains(first), rest.dropFirst().first == " " {
      opening += "\(first) "
      rest = rest.dropFirst(2).drop { $0.isWhitespace }
    }
    guard rest.hasPrefix(label), !title.isEmpty, label != title else { return nil }
    let afterLabel = rest.dropFirst(label.count)
    let gap = afterLabel.prefix { $0.isWhitespace || Self.delimiters.contains($0) }
    rest = afterLabel.dropFirst(gap.count)
    guard rest.hasPrefix(title) else { return nil }
    let tail = String(rest.dropFirst(title.count))
    return opening + mark(label, gap: gap) + title + time(tail)
  }

  private static let delimiters: Set<Character> = Set("｜|·：:—–-、，,．.・•")

  /// A mark and what parts it from its title.
  private func mark(_ label: String, gap: Substring) -> String {
    guard let last = label.last, let first = label.first else { return "" }
    let inner = label.filter { !"（()）.．、 \u{3000}".contains($0) }
    let isCount = !inner.isEmpty && inner.allSatisfy { Self.chineseNumerals.contains($0) }
    let digits = Self.halfWidth(inner)
    switch (first, last) {
    case ("（", _), ("(", _):
      let isWide = isCount || chinese
      return (isWide ? "（\(digits)）" : "(\(digits))") + (isWide ? "" : " ")
    case (_, "、"), (_, "."), (_, "．"):
      if isCount { return inner + "、" }
      // 1.1. and 1.1 are one; 1、 and 1. too.
      let dots = Self.halfWidth(label.replacing("．", with: "."))
      return (dots.dropLast().contains(".") ? String(dots.dropLast()) : dots.dropLast() + ".") + " "
    case (_, "）"), (_, ")"): return digits + (chinese ? "）" : ") ")
    default: break
    }
    if first == "第" { return label.filter { !$0.isWhitespace } + " " }
    if label.count == 1, !first.isLetter { return label }
    let isLatin = label.unicodeScalars.allSatisfy { $0.value < 0x80 }
    let words = label.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words + (isLatin && gap.contains { $0 == ":" || $0 == "：" } ? ": " : " ")
  }

  private static let chineseNumerals: Set<Character> = Set("〇零一二三四五六七八九十廿卅百两")

  private static func halfWidth(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          (0xFF10...0xFF19).contains(scalar.value)
            ? Unicode.Scalar(scalar.value - 0xFF10 + 0x30) ?? scalar : scalar
        }))
  }

  /// A time in brackets behind a title, of the plan's width; anything else only without blanks.
  private func time(_ tail: String) -> String {
    let rest = tail.trimmedBlanks
    guard let first = rest.first, let last = rest.last, "（(".contains(first), "）)".contains(last),
      rest.count <= 30
    else {
      let end = tail.reversed().prefix { $0.isWhitespace }.count
      return String(tail.dropLast(end))
    }
    let inner = String(rest.dropFirst().dropLast()).trimmedBlanks
    guard !inner.contains(where: { "（()）".contains($0) }) else { return String(tail) }
    return chinese ? "（\(inner)）" : " (\(inner))"
  }

  private static func hashes(_ line: String) -> (hashes: String, rest: String) {
    let text = line.trimmedBlanks
    let count = text.prefix { $0 == "#" }.count
    guard (1...6).contains(count) else { return ("", text) }
    return (String(repeating: "#", count: count) + " ", String(text.dropFirst(count)).trimmedBlanks)
  }

  private static func withoutClosingHashes(_ text: String, _ hashes: String) -> String {
    guard !hashes.isEmpty else { return text }
    var rest = text[...]
    while rest.last == "#" { rest = rest.dropLast() }
    return rest.trimmedBlanks
  }

  /// `**标题**` whole in bold, without it.
  private static func unemphasized(_ text: String) -> String {
    guard text.hasPrefix("**"), text.hasSuffix("**"), text.count > 4 else { return text }
    let inner = text.dropFirst(2).dropLast(2)
    return inner.contains("*") ? text : inner.trimmedBlanks
  }

  // MARK: fields

  /// `【名称】值` for Chinese names, `Name: value` for English ones.
  func field(_ field: Field, _ line: String, from column: Int) -> String? {
    let (before, text) = Self.split(line, column)
    guard before.allSatisfy(\.isWhitespace) else { return nil }
    let isHan = field.name.unicodeScalars.contains { $0.value >= 0x2E80 }
    if let first = text.first, let closer = Self.closers[first] {
      guard first != "[", let close = text.firstIndex(of: closer) else { return nil }
      let value = text[text.index(after: close)...]
        .drop { $0.isWhitespace || $0 == "：" || $0 == ":" }
      return "【\(field.name)】" + value.trimmedBlanks
    }
    guard field.member != nil else { return text.trimmedBlanks }
    var name = text.trimmedBlanks
    var value = ""
    if let colon = text.firstIndex(where: { $0 == "：" || $0 == ":" }) {
      name = String(text[..<colon])
      value = text[text.index(after: colon)...].drop { $0 == "*" || $0.isWhitespace }.trimmedBlanks
    }
    let bold = name.contains("*")
    name = name.filter { $0 != "*" && $0 != "_" }.trimmedBlanks
    guard name == field.name, !(bold && value.contains("*")) else { return nil }
    if isHan { return "【\(name)】" + value }
    return value.isEmpty ? nil : "\(name): \(value)"
  }

  private static let closers: [Character: Character] = ["【": "】", "［": "］", "[": "]"]

  /// A line before and from a column in UTF-8 bytes.
  private static func split(_ line: String, _ column: Int) -> (before: String, text: String) {
    let bytes = Array(line.utf8)
    let place = min(max(column - 1, 0), bytes.count)
    return (
      String(decoding: bytes[..<place], as: UTF8.self),
      String(decoding: bytes[place...], as: UTF8.self)
    )
  }

  // MARK: activities

  /// `【讨论】题目（20分钟）`, `[Poll] Question`, `[案例分享：标题](材料)`.
  func activity(_ activity: Activity, _ line: String, from column: Int) -> String? {
    let (indent, text) = Self.split(line, column)
    var opening = indent.trimmedBlanks
    if !opening.isEmpty { opening += " " }
    guard let first = text.first, !text.hasPrefix("**") else { return nil }
    guard let closer = Self.closers[first], let close = text.firstIndex(of: closer) else {
      return label(activity, text).map { opening + $0 }
    }
    let inner = text.dropFirst()[..<close]
    let after = text[text.index(after: close)...]
    if first == "[", after.first == "(" { return opening + link(inner) + after.trimmedBlanks }
    if let colon = inner.firstIndex(where: { $0 == "：" || $0 == ":" }) {
      guard after.allSatisfy(\.isWhitespace) else { return nil }
      return opening + tag(inner[..<colon]) + inner[inner.index(after: colon)...].trimmedBlanks
    }
    let rest = after.drop { $0.isWhitespace || Self.delimiters.contains($0) }.trimmedBlanks
    let body =
      activity.title.isEmpty || !rest.hasPrefix(activity.title)
      ? rest : activity.title + time(String(rest.dropFirst(activity.title.count)))
    return (opening + tag(inner) + body).trimmedBlanks
  }

  private func tag(_ name: Substring) -> String {
    let name = name.trimmedBlanks
    return name.unicodeScalars.contains { $0.value >= 0x2E80 } ? "【\(name)】" : "[\(name)] "
  }

  /// `名称：题目`, which opens an activity where a name alone is enough.
  private func label(_ activity: Activity, _ text: String) -> String? {
    guard activity.kind != .lecture, let colon = text.firstIndex(where: { $0 == "：" || $0 == ":" })
    else { return nil }
    let name = text[..<colon]
    guard name.count <= 30, !name.contains("*") else { return nil }
    return tag(name) + text[text.index(after: colon)...].trimmedBlanks
  }

  /// The name and title of a link.
  private func link(_ inner: Substring) -> String {
    guard let colon = inner.firstIndex(where: { $0 == "：" || $0 == ":" }) else {
      return "[\(inner.trimmedBlanks)]"
    }
    let name = inner[..<colon].trimmedBlanks
    let title = inner[inner.index(after: colon)...].trimmedBlanks
    let isHan = name.unicodeScalars.contains { $0.value >= 0x2E80 }
    return "[\(name)\(isHan ? "：" : ": ")\(title)]"
  }
}
