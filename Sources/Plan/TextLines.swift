/// The lines of a text, as places count them: CRLF, CR and LF all end one.
///
/// Works on UTF-8 bytes, so that what is not changed stays as it is, byte for byte.
public struct TextLines: Sendable {
  let bytes: [UInt8]
  /// Where each line begins, and at the end an entry for the end of the text.
  private let starts: [Int]
  /// Where each line ends, before its line end.
  private let ends: [Int]
  /// Where each line begins in UTF-16 units.
  private let unitStarts: [Int]

  public init(_ text: String) {
    bytes = Array(text.utf8)
    var starts = [0]
    var ends: [Int] = []
    var unitStarts = [0]
    var units = 0
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      units += Self.units(byte)
      guard byte == 10 || byte == 13 else { continue }
      ends.append(index - 1)
      if byte == 13, index < bytes.count, bytes[index] == 10 {
        index += 1
        units += 1
      }
      starts.append(index)
      unitStarts.append(units)
    }
    ends.append(bytes.count)
    self.starts = starts
    self.ends = ends
    self.unitStarts = unitStarts
  }

  /// UTF-16 units of the scalar that a byte of UTF-8 begins.
  private static func units(_ byte: UInt8) -> Int {
    byte & 0xC0 == 0x80 ? 0 : byte >= 0xF0 ? 2 : 1
  }

  /// At least 1; a line end at the end of the text opens no line.
  public var count: Int {
    starts.count > 1 && starts.last == bytes.count ? starts.count - 1 : starts.count
  }

  /// A line without its end; empty where there is none.
  ///
  /// - Parameter number: From 1.
  public func line(_ number: Int) -> String {
    guard starts.indices.contains(number - 1) else { return "" }
    return String(decoding: bytes[starts[number - 1]..<ends[number - 1]], as: UTF8.self)
  }

  /// The offset of a place in the text's UTF-8 bytes; `nil` where there is no such place.
  public func offset(_ place: SourcePosition) -> Int? {
    guard starts.indices.contains(place.line - 1), place.column >= 1 else { return nil }
    let offset = starts[place.line - 1] + place.column - 1
    return offset <= bytes.count ? offset : nil
  }

  /// The bytes of a range; `nil` where there is no such range.
  public func offsets(_ range: SourceRange) -> Range<Int>? {
    guard let start = offset(range.start), let end = offset(range.end), start <= end else {
      return nil
    }
    return start..<end
  }

  /// A range in UTF-16 units of the whole text, as browsers count; `nil` where there is no such range.
  public func utf16Offsets(_ range: SourceRange) -> Range<Int>? {
    guard let found = offsets(range) else { return nil }
    func units(_ offset: Int, _ line: Int) -> Int {
      bytes[starts[line - 1]..<offset].reduce(unitStarts[line - 1]) { $0 + Self.units($1) }
    }
    return units(found.lowerBound, range.start.line)..<units(found.upperBound, range.end.line)
  }

  /// The text of a range; `nil` where there is no such range.
  public func text(_ range: SourceRange) -> String? {
    offsets(range).flatMap { String(validating: bytes[$0], as: UTF8.self) }
  }

  /// The text of one line from a column on.
  func tail(_ place: SourcePosition) -> String {
    guard let start = offset(place), start <= ends[place.line - 1] else { return "" }
    return String(decoding: bytes[start..<ends[place.line - 1]], as: UTF8.self)
  }
}

/// Applies fixes to a text and changes nothing else.
///
/// - Returns: The text, and which fixes were applied. One that overlaps an earlier one, or has no
///   place in the text, is left out: read the new text and ask again.
public func applying(_ fixes: [Fix], to text: String) -> (text: String, applied: [Fix]) {
  let lines = TextLines(text)
  var places: [(fix: Fix, range: Range<Int>)] = []
  for fix in fixes {
    if let range = lines.offsets(fix.range) { places.append((fix, range)) }
  }
  let sorted = places.enumerated().sorted {
    ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
  }.map(\.element)
  var bytes: [UInt8] = []
  var end = 0
  var applied: [Fix] = []
  for (fix, range) in sorted where range.lowerBound >= end {
    // Two insertions at one place have no certain order.
    if let last = applied.last, last.range.start == fix.range.start { continue }
    bytes += lines.bytes[end..<range.lowerBound]
    bytes += fix.replacement.utf8
    end = range.upperBound
    applied.append(fix)
  }
  bytes += lines.bytes[end...]
  guard let changed = String(validating: bytes, as: UTF8.self) else { return (text, []) }
  return (changed, applied)
}
