/// A certain mend 修改 of a finding: an edit of the plan, and perhaps a file written beside it.
public struct Mend: Equatable, Sendable {
  public var edit: Fix
  public var newFile: NewFile?

  public init(edit: Fix, newFile: NewFile? = nil) {
    self.edit = edit
    self.newFile = newFile
  }
}

/// A file 新文件 that a mend writes beside the plan, and never over another.
public struct NewFile: Equatable, Sendable {
  /// A name without folders.
  public var path: String
  public var text: String

  public init(path: String, text: String) {
    self.path = path
    self.text = text
  }
}

/// The mends of a plan's findings, one for each finding, `nil` where none is certain.
///
/// A finding's own fix is its mend; a case without material gets a case kit to be filled in, and
/// a link to it.
///
/// - Parameters:
///   - findings: As `read` gives them.
///   - text: What was read.
///   - isTaken: Whether there is a file of this path whose text is another.
public func mends(
  of findings: [Finding], in text: String, isTaken: (NewFile) -> Bool
) -> [Mend?] {
  var lines: TextLines?
  var given: Set<String> = []
  return findings.map { finding in
    if let fix = finding.fix { return Mend(edit: fix) }
    guard finding.id == .caseWithoutMaterial else { return nil }
    let known = lines ?? TextLines(text)
    lines = known
    guard let source = known.text(finding.range) else { return nil }
    let title = finding.arguments.first ?? ""
    let file = CaseMend.file(title: title, opening: source) {
      !given.contains($0.path) && !isTaken($0)
    }
    guard let file, let edit = CaseMend.link(source, title, at: finding.range, to: file.path) else {
      return nil
    }
    given.insert(file.path)
    return Mend(edit: edit, newFile: file)
  }
}

/// Links a case to its kit.
private enum CaseMend {
  /// The first free name: 案例-标题.md, 案例-标题-2.md …
  static func file(title: String, opening: String, isFree: (NewFile) -> Bool) -> NewFile? {
    let chinese = (title + opening).unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
    let name = [chinese ? "案例" : "case", plain(title)].filter { !$0.isEmpty }
      .joined(separator: "-")
    let text = caseKitSkeleton(
      title: title.isEmpty ? (chinese ? "案例" : "Case") : title, chinese: chinese)
    for number in 1...99 {
      let file = NewFile(path: number == 1 ? "\(name).md" : "\(name)-\(number).md", text: text)
      if isFree(file) { return file }
    }
    return nil
  }

  /// Letters, digits and Han of a title, at most 40, with single hyphens for all else: a name that
  /// any file system takes and that a link needs no escapes for.
  private static func plain(_ title: String) -> String {
    var name = String.UnicodeScalarView()
    for scalar in title.unicodeScalars where name.count < 40 {
      if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
        name.append(scalar)
      } else if let last = name.last, last != "-" {
        name.append("-")
      }
    }
    while name.last == "-" { name.removeLast() }
    return String(name)
  }

  /// The edit that makes the opening of a case, `source`, a link; `nil` where it is not certain.
  static func link(_ source: String, _ title: String, at range: SourceRange, to path: String)
    -> Fix?
  {
    if let middle = source.lastRange(of: "](") {
      guard let close = source[middle.upperBound...].firstIndex(of: ")") else { return nil }
      let address = source[middle.upperBound..<close]
      guard address.allSatisfy({ $0 == "#" || $0.isWhitespace }) else { return nil }
      var place = range
      place.start.column += source[..<middle.upperBound].utf8.count
      place.end = place.start
      place.end.column += address.utf8.count
      return Fix(range: place, replacement: path)
    }
    guard let (name, tail) = parts(source, title) else { return nil }
    let chinese = name.unicodeScalars.contains { $0.value >= 0x2E80 }
    let inner = title.isEmpty ? name : name + (chinese ? "：" : ": ") + title
    return Fix(range: range, replacement: "[\(inner)](\(path))\(tail)")
  }

  /// The name of the activity and the time behind its title, of `【案例】标题（20分钟）`,
  /// `【案例：标题】` and `案例：标题`.
  private static func parts(_ source: String, _ title: String) -> (name: String, tail: String)? {
    guard !(title + source).contains("*"), !title.contains(where: { "[]()".contains($0) }) else {
      return nil
    }
    let pairs: [Character: Character] = ["【": "】", "［": "］", "[": "]"]
    let name: Substring
    var rest: Substring
    if let first = source.first, let closer = pairs[first] {
      guard let close = source.firstIndex(of: closer) else { return nil }
      let inner = source.dropFirst()[..<close]
      rest = source[source.index(after: close)...]
      if let colon = inner.firstIndex(where: { $0 == "：" || $0 == ":" }) {
        name = inner[..<colon]
        rest = inner[inner.index(after: colon)...] + rest
      } else {
        name = inner
      }
    } else {
      guard let colon = source.firstIndex(where: { $0 == "：" || $0 == ":" }) else { return nil }
      name = source[..<colon]
      rest = source[source.index(after: colon)...]
    }
    rest = rest.drop { $0.isWhitespace || $0 == "：" || $0 == ":" }
    guard rest.hasPrefix(title) else { return nil }
    let tail = rest.dropFirst(title.count).drop { $0.isWhitespace }
    guard tail.isEmpty || tail.first == "（" || tail.first == "(" else { return nil }
    return (name.trimmedBlanks, String(tail))
  }
}

extension StringProtocol {
  /// The last occurrence of a short text.
  fileprivate func lastRange(of text: String) -> Range<Index>? {
    var index = endIndex
    while index > startIndex {
      index = self.index(before: index)
      if self[index...].hasPrefix(text) { return index..<self.index(index, offsetBy: text.count) }
    }
    return nil
  }

  /// Without white space at either end.
  var trimmedBlanks: String {
    var rest = self[...]
    while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
    while rest.last?.isWhitespace == true { rest = rest.dropLast() }
    return String(rest)
  }
}
