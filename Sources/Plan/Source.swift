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
  private var text: String
  /// Where each line begins in the text's bytes.
  private let offsets: [Int32]
  private let buffer: ScalarBuffer

  init(_ text: String) {
    self.text = text
    let reader = self.text.withUTF8 { LineReader($0) }
    lines = reader.lines
    traits = reader.traits
    offsets = reader.offsets
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

  /// A field has brackets, a colon or bars, or is a name and nothing else.
  func mayOpenField(_ line: Int) -> Bool {
    !traits[line].isDisjoint(with: [.bracket, .colon, .bar]) || lines[line].count <= 60
  }

  /// An activity has brackets or a colon.
  func mayOpenActivity(_ line: Int) -> Bool {
    !traits[line].isDisjoint(with: [.bracket, .colon])
  }

  /// A stretch of a line as it stands in the text, copied without decoding it again.
  func substring(_ line: Int, _ slice: Scalars) -> Substring {
    var start = Int(offsets[line])
    for scalar in lines[line][..<slice.startIndex] { start += scalar.utf8Count }
    var length = 0
    for scalar in slice { length += scalar.utf8Count }
    let low = text.utf8.index(text.startIndex, offsetBy: start)
    return text[low..<text.utf8.index(low, offsetBy: length)]
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
  /// `【`, `［` or `[`
  static let bracket = LineTraits(rawValue: 16)

  static func ofASCII(_ byte: UInt8) -> LineTraits {
    switch byte {
    case UInt8(ascii: "]"), UInt8(ascii: "<"): .link
    case UInt8(ascii: "["): .bracket
    case UInt8(ascii: "1"), UInt8(ascii: "2"), UInt8(ascii: "A"), UInt8(ascii: "S"): .reference
    case UInt8(ascii: ":"): .colon
    case UInt8(ascii: "|"): .bar
    default: []
    }
  }

  static func ofOther(_ scalar: Unicode.Scalar) -> LineTraits {
    switch scalar {
    case "第", "《", "§": .reference
    case "：": .colon
    case "｜": .bar
    case "【", "［": .bracket
    default: []
    }
  }
}

/// Decodes UTF-8 into a buffer and finds the lines in it.
private struct LineReader {
  let buffer: ScalarBuffer
  private(set) var lines: [Scalars] = []
  private(set) var traits: [LineTraits] = []
  /// Where each line begins in the bytes.
  private(set) var offsets: [Int32] = []

  /// The bytes are those of a `String`, so they are valid.
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    buffer = ScalarBuffer(capacity: bytes.count)
    lines.reserveCapacity(bytes.count / 48)
    traits.reserveCapacity(bytes.count / 48)
    offsets.reserveCapacity(bytes.count / 48)
    var index = 0
    while index < bytes.count { index = readLine(bytes, from: index) }
  }

  private var end = 0

  /// Reads one line with its end and gives where the next one begins.
  private mutating func readLine(_ bytes: UnsafeBufferPointer<UInt8>, from first: Int) -> Int {
    var index = first
    var place = end
    var open: LineTraits = []
    let scalars = buffer.base
    while index < bytes.count {
      let byte = bytes[index]
      if byte < 0x80 {
        if byte == 0x0A || byte == 0x0D { break }
        open.formUnion(.ofASCII(byte))
        (scalars + place).initialize(to: Unicode.Scalar(byte))
        index += 1
      } else {
        let scalar = Self.decode(bytes, &index)
        open.formUnion(.ofOther(scalar))
        (scalars + place).initialize(to: scalar)
      }
      place += 1
    }
    lines.append(buffer.slice(end..<place))
    traits.append(open)
    offsets.append(Int32(truncatingIfNeeded: first))
    end = place
    guard index < bytes.count else { return index }
    let isPair = bytes[index] == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A
    return index + (isPair ? 2 : 1)
  }

  @inline(__always) private static func decode(
    _ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int
  ) -> Unicode.Scalar {
    let start = index
    let first = UInt32(bytes[start])
    func next(_ offset: Int) -> UInt32 { UInt32(bytes[start + offset]) & 0x3F }
    let value: UInt32
    if first >= 0xF0 {
      value = (first & 7) << 18 | next(1) << 12 | next(2) << 6 | next(3)
      index = start + 4
    } else if first >= 0xE0 {
      value = (first & 15) << 12 | next(1) << 6 | next(2)
      index = start + 3
    } else {
      value = (first & 31) << 6 | next(1)
      index = start + 2
    }
    return Unicode.Scalar(value) ?? "\u{FFFD}"
  }
}
