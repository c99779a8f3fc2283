/// Reads bytes as a text.
///
/// A byte order mark decides, then a name, then the bytes: UTF-8 where they are valid in it,
/// else GB 18030 where they are valid and look Chinese. UTF-16 is known by its mark or its name.
/// A wrong guess is worse than a question: two plausible readings are `ambiguous`.
///
/// - Parameters:
///   - bytes: The whole file.
///   - encoding: What the author says; `nil` to find out.
/// - Throws: `DecodingProblem`, with the offset of the first bad byte.
///
/// Sources: WHATWG Encoding Standard §6 (a mark goes before a name); RFC 3629; RFC 2781;
/// GB 18030-2005.
public func decode(
  _ bytes: [UInt8], encoding: TextEncoding? = nil
) throws(DecodingProblem) -> DecodedText {
  if let kind = FileKind(bytes) { throw .notText(kind) }
  let marked = TextEncoding.allCases.first { bytes.starts(with: $0.byteOrderMark) }
  let start = marked?.byteOrderMark.count ?? 0
  let found: (text: String, encoding: TextEncoding)
  if let encoding = marked ?? encoding {
    found = (try decode(bytes, from: start, as: encoding), encoding)
  } else {
    found = try detect(bytes)
  }
  return DecodedText(
    text: found.text, encoding: found.encoding, hasBOM: marked != nil,
    lineEnding: mainLineEnding(of: found.text))
}

/// Writes a text in an encoding.
///
/// - Throws: `EncodingProblem`; never for a Unicode encoding.
public func encode(
  _ text: String, as encoding: TextEncoding, bom: Bool = false
) throws(EncodingProblem) -> [UInt8] {
  var bytes = bom ? encoding.byteOrderMark : []
  switch encoding {
  case .utf8: bytes += text.utf8
  case .utf16le:
    for unit in text.utf16 { bytes += [UInt8(truncatingIfNeeded: unit), UInt8(unit >> 8)] }
  case .utf16be:
    for unit in text.utf16 { bytes += [UInt8(unit >> 8), UInt8(truncatingIfNeeded: unit)] }
  case .gb18030:
    let source = Array(text.utf8)
    do throws(ConversionProblem) {
      bytes += try convert(source, from: 0, "UTF-8", to: "GB18030")
    } catch {
      switch error {
      case .missing: throw .noConverter(.gb18030)
      case .bad(let offset):
        let place = text.utf8.index(text.utf8.startIndex, offsetBy: offset)
        throw .unwritable(text.unicodeScalars[place])
      }
    }
  }
  return bytes
}

/// Writes a changed text back in the encoding it was read in, with its byte order mark.
public func encode(
  _ text: String, as original: DecodedText
) throws(EncodingProblem) -> [UInt8] {
  try encode(text, as: original.encoding, bom: original.hasBOM)
}

// MARK: - one encoding

func decode(
  _ bytes: [UInt8], from start: Int, as encoding: TextEncoding
) throws(DecodingProblem) -> String {
  // In UTF-16 every second byte of ASCII is zero; elsewhere no text has a NUL.
  if encoding == .utf8 || encoding == .gb18030, bytes.contains(0) { throw .notText(.unknown) }
  switch encoding {
  case .utf8:
    switch validUTF8(bytes, from: start) {
    case .success(let text): return text
    case .failure(let bad): throw .unreadable(offset: bad.offset)
    }
  case .gb18030:
    do throws(ConversionProblem) {
      let utf8 = try convert(bytes, from: start, "GB18030", to: "UTF-8")
      return String(decoding: utf8, as: UTF8.self)
    } catch {
      switch error {
      case .missing: throw .noConverter(.gb18030)
      case .bad(let offset): throw .unreadable(offset: offset)
      }
    }
  case .utf16le: return try decodeUTF16(bytes, from: start, low: 0, high: 1)
  case .utf16be: return try decodeUTF16(bytes, from: start, low: 1, high: 0)
  }
}

private func decodeUTF16(
  _ bytes: [UInt8], from start: Int, low: Int, high: Int
) throws(DecodingProblem) -> String {
  var units: [UInt16] = []
  units.reserveCapacity((bytes.count - start) / 2)
  var index = start
  var open: Int? = nil  // where a high surrogate waits for its low one
  while index + 1 < bytes.count {
    let unit = UInt16(bytes[index + high]) << 8 | UInt16(bytes[index + low])
    let isLow = unit & 0xFC00 == 0xDC00
    if let bad = open, !isLow { throw .unreadable(offset: bad) }
    if isLow, open == nil { throw .unreadable(offset: index) }
    if unit == 0 { throw .notText(.unknown) }
    open = unit & 0xFC00 == 0xD800 ? index : nil
    units.append(unit)
    index += 2
  }
  if let bad = open ?? (index < bytes.count ? index : nil) { throw .unreadable(offset: bad) }
  return String(decoding: units, as: UTF16.self)
}

/// The first byte that is not UTF-8.
struct BadByte: Error {
  var offset: Int
}

func validUTF8(_ bytes: [UInt8], from start: Int = 0) -> Result<String, BadByte> {
  do throws(UTF8.ValidationError) {
    let valid = try UTF8Span(validating: bytes.span.extracting(droppingFirst: start))
    return .success(String(copying: valid))
  } catch {
    return .failure(BadByte(offset: start + error.byteOffsets.lowerBound))
  }
}

private func mainLineEnding(of text: String) -> LineEnding {
  var lf = 0
  var crlf = 0
  var cr = 0
  var last: UInt8 = 0
  for byte in text.utf8 {
    if byte == 0x0A {
      if last == 0x0D {
        crlf += 1
        cr -= 1
      } else {
        lf += 1
      }
    } else if byte == 0x0D {
      cr += 1
    }
    last = byte
  }
  if lf >= crlf, lf >= cr { return .lf }
  return crlf >= cr ? .crlf : .cr
}
