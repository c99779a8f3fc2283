/// A line that may be a heading: it has `#`, or a numbering mark, or both.
struct HeadingLine {
  var hash: Int?
  var mark: Mark?
  /// Wholly bold with a mark.
  var bold: Bool
  /// Without mark, time and emphasis; the mark itself when nothing follows it.
  var title: Scalars
  /// The field that the title names.
  var member: Member?
  /// What the brackets of the heading state.
  var stated: Durations.Stated?
  var timeWords: Scalars?
  /// The paragraph of a run-in heading.
  var runIn: Scalars
  /// The whole line from its mark on.
  var whole: Scalars
  /// The heading part is longer than a heading is.
  var isLong: Bool
  /// Ends as the items of a list do.
  var endsAsItem: Bool

  var minutes: Int? {
    if case .minutes(let minutes) = stated { return minutes }
    return nil
  }

  /// Reads a line with its indent.
  static func read(_ line: Scalars, creditHourMinutes: Int) -> HeadingLine? {
    var text = line.trimmed
    guard let first = text.first else { return nil }
    let whole = text
    var hash: Int?
    if first == "#" {
      let count = text.prefix(7).prefix { $0 == "#" }.count
      let after = text.dropFirst(count)
      guard count <= 6, let next = after.first, next.isBlank || next.isHan || next == "【" else {
        return nil
      }
      hash = count
      text = after.trimmed
      while text.last == "#" { text = text.dropLast() }
      text = text.trimmed
    } else if first.isBullet, text.dropFirst().first?.isBlank == true {
      text = text.dropFirst().trimmed
      guard text.first != "[" else { return nil }
    } else if first == ">" || first == "|" || first == "`" {
      return nil
    }
    let bold = text.isWhollyBold
    var inner = text.unemphasized
    // `**第一章** 标题`
    var broken = false
    if inner.first == "*", inner.dropFirst().first == "*" {
      inner = inner.dropFirst(2)
      broken = true
    }
    var mark = Numbering.mark(inner)
    if hash == nil, mark == nil { return nil }
    var rest = mark?.rest ?? inner
    if broken {
      rest = rest.drop { $0 == "*" || $0.isBlank }
      rest = Numbering.afterDelimiters(rest)
    }
    if let found = mark, rest.isEmpty {
      switch found.family {
      case .ordinal, .word, .english, .appendix: rest = found.label
      default:
        guard hash != nil else { return nil }
        mark = nil
        rest = inner
      }
    }
    var runIn = rest.suffix(0)
    var isLong = false
    if hash == nil {
      if let stop = rest.prefix(200).firstIndex(of: "。") {
        runIn = rest[(stop + 1)...].trimmed
        rest = rest[..<stop]
      }
      isLong = rest.width(upTo: 81) > 80
    }
    let split = Times.split(rest.unemphasized, creditHourMinutes: creditHourMinutes)
    var title = split.title.unemphasized
    if title.isEmpty, let mark { title = mark.label.trimmed }
    let end = whole.last
    return HeadingLine(
      hash: hash, mark: mark, bold: bold && mark != nil, title: title,
      member: FieldNames.member(title), stated: split.stated,
      timeWords: split.words,
      runIn: runIn, whole: whole, isLong: isLong, endsAsItem: end == "；" || end == ";")
  }
}
