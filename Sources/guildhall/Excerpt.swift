/// The part of a line around a column counted in UTF-8 bytes, and a caret under it. A paragraph
/// may be one line of a thousand characters, so at most about 76 cells of it are shown.
func excerpt(of line: String, column: Int) -> (shown: String, caret: String) {
  let before = 36
  let after = 40
  var scalars: [(scalar: Unicode.Scalar, cells: Int)] = []
  var place = 0
  var bytes = 1
  for scalar in line.unicodeScalars {
    if bytes < column { place += 1 }
    bytes += UTF8.width(scalar)
    if scalars.count > place + after { break }
    // What would move the cursor, or speak to the terminal, is shown as a sign.
    let isControl = scalar.properties.generalCategory == .control && scalar != "\t"
    scalars.append(isControl ? ("\u{FFFD}", 1) : (scalar, terminalCells(scalar)))
  }
  place = min(place, scalars.count)
  var first = place
  var width = 0
  while first > 0, width + scalars[first - 1].cells <= before {
    first -= 1
    width += scalars[first].cells
  }
  var last = place
  var room = after
  while last < scalars.count, room >= scalars[last].cells {
    room -= scalars[last].cells
    last += 1
  }
  func text(_ range: Range<Int>) -> String {
    String(String.UnicodeScalarView(scalars[range].map(\.scalar)))
  }
  let head = first > 0 ? "…" : ""
  let tail = last < scalars.count ? "…" : ""
  let padding = scalars[first..<place].map { entry in
    entry.scalar == "\t" ? "\t" : String(repeating: " ", count: entry.cells)
  }
  return (
    head + text(first..<last) + tail,
    String(repeating: " ", count: head.count) + padding.joined() + "^"
  )
}

/// Terminal cells of a scalar: 0, 1 or 2. Ambiguous ones (“ ” …) take one, as terminals in UTF-8 have it.
///
/// Source: Unicode Standard Annex #11, East Asian Width; emoji with a presentation of their own
/// are wide.
func terminalCells(_ scalar: Unicode.Scalar) -> Int {
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format: return 0
  default: break
  }
  switch scalar.value {
  case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF, 0x4E00...0xA4CF,
    0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
    0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
    return 2
  default: return scalar.properties.isEmojiPresentation ? 2 : 1
  }
}
