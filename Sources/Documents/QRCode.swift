import CQREncode

/// A QR code, without its quiet zone.
public struct QRCode: Equatable, Sendable {
  /// Modules on a side.
  public var size: Int
  /// Row by row from the top left; `true` is dark. `size * size` of them.
  public var modules: [Bool]

  /// Modules of white that the standard demands around a code.
  public static let quietZone = 4

  /// Whether the module is dark; the quiet zone, and all beyond it, is not.
  public func isDark(row: Int, column: Int) -> Bool {
    guard row >= 0, column >= 0, row < size, column < size else { return false }
    return modules[row * size + column]
  }
}

/// Makes a QR code of the smallest version that holds the text, with level M correction (15 %).
///
/// - Returns: `nil` for an empty text and for one of more than 2,331 UTF-8 bytes, which no QR code
///   of this level can hold.
///
/// Source: ISO/IEC 18004:2015; libqrencode 4.
public func qrCode(_ text: String) -> QRCode? {
  let bytes = Array(text.utf8)
  guard let code = QRcode_encodeData(Int32(clamping: bytes.count), bytes, 0, QR_ECLEVEL_M) else {
    return nil
  }
  defer { QRcode_free(code) }
  let size = Int(code.pointee.width)
  guard let data = code.pointee.data else { return nil }
  // The lowest bit is the colour; the others tell what the module is for.
  return QRCode(size: size, modules: (0..<size * size).map { data[$0] & 1 == 1 })
}

extension QRCode {
  /// An SVG picture, black on white with the quiet zone: one unit is one module, to be sized by
  /// the page.
  ///
  /// - Parameters:
  ///   - label: What the code is, in the reader's language, for those who cannot see it.
  public func svg(label: String) -> String {
    let side = size + 2 * Self.quietZone
    var path = ""
    for row in 0..<size {
      var column = 0
      while column < size {
        guard isDark(row: row, column: column) else {
          column += 1
          continue
        }
        let start = column
        while isDark(row: row, column: column) { column += 1 }
        let width = column - start
        path += "M\(start + Self.quietZone) \(row + Self.quietZone)h\(width)v1h-\(width)z"
      }
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(side) \(side)" role="img" \
      aria-label="\(escapedHTML(label))" shape-rendering="crispEdges">\
      <rect width="\(side)" height="\(side)" fill="#fff"/>\
      <path d="\(path)" fill="#000"/></svg>
      """
  }

  /// The code for a terminal, two rows to a line, with its colours set: white and black of the
  /// fixed part of the 256-colour palette, so that the theme does not matter.
  ///
  /// The light modules are drawn, so that a terminal that ignores the colours still shows it right
  /// on a dark ground. For output that is no terminal use `plainTerminal`.
  public var terminal: String {
    lines.map { "\u{1B}[38;5;231;48;5;16m\($0)\u{1B}[0m\n" }.joined()
  }

  /// The code in block characters alone, right on a dark ground and inverted on a light one.
  public var plainTerminal: String { lines.map { $0 + "\n" }.joined() }

  private var lines: [String] {
    stride(from: -Self.quietZone, to: size + Self.quietZone, by: 2).map { row in
      var line = ""
      for column in -Self.quietZone..<size + Self.quietZone {
        // `size` is odd, so the last line has a row too many; it is light, as the quiet zone.
        switch (isDark(row: row, column: column), isDark(row: row + 1, column: column)) {
        case (false, false): line += "█"
        case (false, true): line += "▀"
        case (true, false): line += "▄"
        case (true, true): line += " "
        }
      }
      return line
    }
  }
}
