/// Links: allowed schemes, the plan's own folder, files that exist.
extension Check {
  mutating func links() {
    for line in source.lines.indices
    where source.traits[line].contains(.link) && opaque[line] == nil {
      scan(line)
    }
  }

  /// One pass over a line; the column is counted on the way.
  private mutating func scan(_ line: Int) {
    let text = source.lines[line]
    var column = 1
    var index = text.startIndex
    // The next closing bracket, looked for once.
    var bracket = text.startIndex
    while index < text.endIndex {
      let scalar = text[index]
      var length = 0
      var address: Scalars?
      if scalar == "]", index + 1 < text.endIndex {
        if text[index + 1] == "(" {
          bracket = max(bracket, index + 2)
          while bracket < text.endIndex, text[bracket] != ")" { bracket += 1 }
          let inner = text[(index + 2)...].prefix(500)
          if bracket < inner.endIndex, let end = closing(inner) {
            address = inner[..<end]
            length = 2
          }
        } else if text[index + 1] == ":", text.trimmed.first == "[", index < 200 {
          address = text[(index + 2)...].prefix(2000).trimmed
          length = (address?.startIndex ?? index) - index
        }
      } else if scalar == "<" {
        let inner = text[(index + 1)...].prefix(200)
        if let end = inner.firstIndex(of: ">"), inner[..<end].contains(":"),
          !inner[..<end].contains(where: { $0.isBlank })
        {
          address = inner[..<end]
          length = 1
        }
      }
      if let address, !address.isEmpty {
        var start = column
        for scalar in text[index..<address.startIndex] { start += scalar.utf8Count }
        var end = start
        for scalar in address { end += scalar.utf8Count }
        judge(
          Links.address(address),
          SourceRange(
            start: SourcePosition(line: line + 1, column: start),
            end: SourcePosition(line: line + 1, column: end)), isAutolink: scalar == "<")
      }
      let next = length > 0 ? max(address?.endIndex ?? index + 1, index + 1) : index + 1
      for scalar in text[index..<next] { column += scalar.utf8Count }
      index = next
    }
  }

  private func closing(_ text: Scalars) -> Int? {
    var depth = 0
    for index in text.indices {
      switch text[index] {
      case "(": depth += 1
      case ")":
        if depth == 0 { return index }
        depth -= 1
      default: break
      }
    }
    return text.firstIndex(of: ")")
  }

  private mutating func judge(_ address: String, _ range: SourceRange, isAutolink: Bool) {
    switch Links.target(address) {
    case .nothing, .web: break
    case .outside:
      report(.linkOutsidePlan, [address], at: range)
    case .file(let path):
      if isAutolink { return }
      if let files = resources.files, !files.contains(path) {
        report(.linkMissing, [path], at: range)
      }
    }
  }
}

extension Links {
  enum Target: Equatable {
    case nothing, web, outside
    /// Relative, without `.`, `..` and `%20`.
    case file(String)
  }

  /// Where an address leads.
  static func target(_ address: String) -> Target {
    // Browsers drop control characters, Markdown drops backslashes before punctuation.
    let text = String(
      String.UnicodeScalarView(
        address.unicodeScalars.filter { $0.value > 0x1F && $0 != "\u{7F}" }))
    return isEmpty(address) ? .nothing : text.withScalars { target($0) }
  }

  private static func target(_ text: Scalars) -> Target {
    var clean = text
    while clean.first?.isBlank == true { clean = clean.dropFirst() }
    if clean.isEmpty || clean.first == "#" { return .nothing }
    var scheme = TextBuilder()
    for scalar in clean.prefix(64) {
      if scalar == ":" || scalar == "&" {
        if scalar == "&" {
          // An entity may hide the colon.
          return .outside
        }
        return ["http", "https", "mailto"].contains(scheme.string) ? .web : .outside
      }
      if scalar == "/" || scalar == "?" || scalar == "#" || scalar == "." && scheme.isEmpty {
        break
      }
      if scalar != "\\", !scalar.isBlank { scheme.append(scalar.folded) }
    }
    if clean.first == "/" || clean.first == "\\" { return .outside }
    guard let decoded = decoded(clean) else { return .outside }
    var parts: [String] = []
    for scalars in decoded.unicodeScalars.split(whereSeparator: { $0 == "/" || $0 == "\\" }) {
      let part = String(String.UnicodeScalarView(scalars))
      switch part {
      case ".": break
      case "..":
        if parts.isEmpty { return .outside }
        parts.removeLast()
      default: parts.append(part)
      }
    }
    // `%2Fetc`, `%00`, `a%3A`.
    if let first = decoded.unicodeScalars.first, first == "/" || first == "\\" { return .outside }
    if decoded.unicodeScalars.contains(where: { $0.value < 0x20 }) { return .outside }
    return parts.isEmpty ? .nothing : .file(parts.joined(separator: "/"))
  }

  /// Without `?…` and `#…`, its `%20` resolved; `nil` when that gives no UTF-8.
  private static func decoded(_ text: Scalars) -> String? {
    var bytes: [UInt8] = []
    let path = text.prefix { $0 != "?" && $0 != "#" }
    var index = path.startIndex
    while index < path.endIndex {
      if path[index] == "%", index + 2 < path.endIndex, let high = hex(path[index + 1]),
        let low = hex(path[index + 2])
      {
        bytes.append(high * 16 + low)
        index += 3
      } else {
        bytes.append(contentsOf: Array(String(path[index]).utf8))
        index += 1
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func hex(_ scalar: Unicode.Scalar) -> UInt8? {
    switch scalar.value {
    case 0x30...0x39: UInt8(scalar.value - 0x30)
    case 0x41...0x46: UInt8(scalar.value - 0x41 + 10)
    case 0x61...0x66: UInt8(scalar.value - 0x61 + 10)
    default: nil
    }
  }
}
