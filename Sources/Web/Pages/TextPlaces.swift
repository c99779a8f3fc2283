import Plan

/// Where the places of a plan (line and column in UTF-8 bytes, from 1) lie in its text. Made in one
/// pass; CRLF, CR and LF all end a line.
struct TextPlaces {
  let bytes: [UInt8]
  /// Of each line, where it begins: in bytes and in UTF-16 units, as browsers count.
  private var starts: [(byte: Int, unit: Int)] = [(0, 0)]

  init(_ text: String) {
    bytes = Array(text.utf8)
    var units = 0
    for (index, byte) in bytes.enumerated() {
      units += Self.units(byte)
      let isPair = byte == 13 && index + 1 < bytes.count && bytes[index + 1] == 10
      if byte == 10 || (byte == 13 && !isPair) { starts.append((index + 1, units)) }
    }
  }

  /// The bytes that a range means; `nil` where the text has no such place.
  func bytes(_ range: SourceRange) -> Range<Int>? {
    guard let start = offset(range.start), let end = offset(range.end), start <= end else {
      return nil
    }
    return start..<end
  }

  /// The same in UTF-16 units.
  func units(_ range: SourceRange) -> Range<Int>? {
    guard let found = bytes(range) else { return nil }
    let start = units(found.lowerBound, line: range.start.line)
    return start..<units(found.upperBound, line: range.end.line)
  }

  private func offset(_ place: SourcePosition) -> Int? {
    guard starts.indices.contains(place.line - 1) else { return nil }
    let found = starts[place.line - 1].byte + place.column - 1
    return found <= bytes.count ? found : nil
  }

  private func units(_ offset: Int, line: Int) -> Int {
    let start = starts[line - 1]
    return start.unit + bytes[start.byte..<offset].reduce(0) { $0 + Self.units($1) }
  }

  /// UTF-16 units of the scalar that a byte of UTF-8 begins.
  private static func units(_ byte: UInt8) -> Int {
    byte & 0xC0 == 0x80 ? 0 : byte >= 0xF0 ? 2 : 1
  }
}

/// The text after a fix; `nil` when the text has no such place.
func applying(_ fix: Fix, to text: String) -> String? {
  let places = TextPlaces(text)
  guard let range = places.bytes(fix.range) else { return nil }
  let fixed =
    places.bytes[..<range.lowerBound] + Array(fix.replacement.utf8)
    + places.bytes[range.upperBound...]
  return String(validating: fixed, as: UTF8.self)
}
