/// The plan's text as lines. CRLF, CR and LF all end a line; nothing is normalized.
struct Source {
  /// The lines without their ends.
  private(set) var lines: [Scalars] = []

  init(_ text: String) {
    var current: [Unicode.Scalar] = []
    var afterReturn = false
    for scalar in text.unicodeScalars {
      if scalar == "\n" {
        if !afterReturn {
          lines.append(current[...])
          current = []
        }
        afterReturn = false
      } else if scalar == "\r" {
        lines.append(current[...])
        current = []
        afterReturn = true
      } else {
        afterReturn = false
        current.append(scalar)
      }
    }
    if !current.isEmpty { lines.append(current[...]) }
  }

  /// The place before the scalar at `index` of a line; `line` counts from 0 here.
  func position(_ line: Int, _ index: Int) -> SourcePosition {
    var column = 1
    if line < lines.count {
      for scalar in lines[line].prefix(index) { column += scalar.utf8Count }
    }
    return SourcePosition(line: line + 1, column: column)
  }

  func range(_ line: Int, _ slice: Scalars) -> SourceRange {
    let start = position(line, slice.startIndex)
    var end = start
    for scalar in slice { end.column += scalar.utf8Count }
    return SourceRange(start: start, end: end)
  }

  /// The whole of a line without the blanks around it.
  func range(ofLine line: Int) -> SourceRange {
    guard line < lines.count else { return .beginning }
    return range(line, lines[line].trimmed)
  }
}
