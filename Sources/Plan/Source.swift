/// The plan's text as lines. CRLF, CR and LF all end a line; nothing is normalized.
///
/// The text is decoded once. Every `Scalars` of it points into that one buffer, so a slice costs
/// nothing to make or to copy; it may not outlive the source. Who hands slices around keeps the
/// source alive, as `read` does with `withExtendedLifetime`.
struct Source {
  /// The lines without their ends.
  let lines: [Scalars]
  /// What stands in each line, so that a check looks only at lines that may concern it.
  let traits: [LineTraits]
  private let buffer: ScalarBuffer

  init(_ text: String) {
    var text = text
    var reader = text.withUTF8 { bytes in
      var reader = LineReader(ScalarBuffer(capacity: bytes.count))
      reader.read(bytes)
      return reader
    }
    reader.finish()
    lines = reader.lines
    traits = reader.traits
    buffer = reader.buffer
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

/// What a line holds, noted when it is decoded.
struct LineTraits: OptionSet {
  let rawValue: UInt8

  /// `]` or `<`: there may be a link.
  static let link = LineTraits(rawValue: 1)
  /// 第, 《, a figure, `§`, `A` or `S`: there may be a reference to a law or a year.
  static let reference = LineTraits(rawValue: 2)
  /// `：` or `:`
  static let colon = LineTraits(rawValue: 4)
  /// `|` or `｜`
  static let bar = LineTraits(rawValue: 8)
  /// 。
  static let stop = LineTraits(rawValue: 16)
  /// A Han character.
  static let han = LineTraits(rawValue: 32)

  static func of(_ scalar: Unicode.Scalar) -> LineTraits {
    scalar.value < 0x80 ? ascii[Int(scalar.value)] : wide(scalar)
  }

  private static let ascii: [LineTraits] = (0..<0x80).map { value in
    switch Unicode.Scalar(UInt8(value)) {
    case "]", "<": .link
    case "1", "2", "A", "S", "a", "s": .reference
    case ":": .colon
    case "|": .bar
    default: []
    }
  }

  private static func wide(_ scalar: Unicode.Scalar) -> LineTraits {
    switch scalar {
    case "第": [.reference, .han]
    case "《", "§": .reference
    case "：": .colon
    case "｜": .bar
    case "。": .stop
    default: scalar.isHan ? .han : []
    }
  }
}

/// Decodes UTF-8 into a buffer and finds the lines in it.
private struct LineReader {
  let buffer: ScalarBuffer
  private(set) var lines: [Scalars] = []
  private(set) var traits: [LineTraits] = []
  private var start = 0
  private var end = 0
  private var open: LineTraits = []
  private var afterReturn = false

  init(_ buffer: ScalarBuffer) { self.buffer = buffer }

  /// The bytes are those of a `String`, so they are valid.
  mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) {
    lines.reserveCapacity(bytes.count / 64)
    traits.reserveCapacity(bytes.count / 64)
    var index = 0
    func continuation(_ offset: Int) -> UInt32 { UInt32(bytes[index + offset]) & 0x3F }
    while index < bytes.count {
      let first = UInt32(bytes[index])
      var value = first
      var length = 1
      if first >= 0xF0 {
        value = (first & 7) << 18 | continuation(1) << 12 | continuation(2) << 6 | continuation(3)
        length = 4
      } else if first >= 0xE0 {
        value = (first & 15) << 12 | continuation(1) << 6 | continuation(2)
        length = 3
      } else if first >= 0xC0 {
        value = (first & 31) << 6 | continuation(1)
        length = 2
      }
      index += length
      if value == 0x0A {
        if !afterReturn { finishLine() }
        afterReturn = false
        start = end
      } else if value == 0x0D {
        finishLine()
        afterReturn = true
      } else {
        afterReturn = false
        let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
        buffer.put(scalar, at: end)
        open.formUnion(.of(scalar))
        end += 1
      }
    }
  }

  mutating func finish() { if end > start { finishLine() } }

  private mutating func finishLine() {
    lines.append(buffer.slice(start..<end))
    traits.append(open)
    open = []
    start = end
  }
}
