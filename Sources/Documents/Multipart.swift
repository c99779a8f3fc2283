/// One field or one file of a form.
public struct FormPart: Equatable, Sendable {
  public var name: String
  /// `nil` for a field, and for a file input in which no file was chosen.
  ///
  /// Of a chosen file its name; of a file in a chosen folder its path from that folder on, with
  /// `/`, never absolute and without `..`.
  public var filename: String?
  /// As sent, parameters included; `nil` where the part has none.
  public var contentType: String?
  public var bytes: [UInt8]

  public init(name: String, filename: String? = nil, contentType: String? = nil, bytes: [UInt8]) {
    self.name = name
    self.filename = filename
    self.contentType = contentType
    self.bytes = bytes
  }

  /// The value of a field; bytes that are not UTF-8 become U+FFFD.
  public var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// What a form may hold. The whole body is bounded by whoever reads it from the network.
public struct MultipartLimits: Equatable, Sendable {
  public var parts: Int
  /// Bytes of one part's headers.
  public var headerBytes: Int
  /// Bytes of one part's content.
  public var partBytes: Int

  public init(parts: Int = 1_000, headerBytes: Int = 8 << 10, partBytes: Int = 20 << 20) {
    self.parts = parts
    self.headerBytes = headerBytes
    self.partBytes = partBytes
  }
}

/// Why a form could not be read.
public enum MultipartProblem: Error, Equatable, Sendable {
  /// Empty, longer than 70 characters, or with others than printable ASCII.
  case badBoundary
  /// The boundary occurs nowhere.
  case noParts
  /// The body breaks off: no closing boundary, or headers without an end.
  case truncated
  /// A part without a `Content-Disposition: form-data` with a name. Parts count from 1.
  case unnamed(part: Int)
  case tooManyParts(limit: Int)
  case headersTooLong(part: Int, limit: Int)
  case partTooLarge(part: Int, limit: Int)
}

/// The boundary in the value of a `Content-Type: multipart/form-data` header, or `nil`.
public func multipartBoundary(_ contentType: String) -> String? {
  let bytes = Array(contentType.utf8)
  let end = bytes.firstIndex(of: UInt8(ascii: ";")) ?? bytes.count
  let type = trimmed(bytes[..<end])
  guard lowercased(type) == "multipart/form-data" else { return nil }
  return parameters(bytes[end...]).first { $0.name == "boundary" }?.value
}

/// Reads a form of type `multipart/form-data`. Linear in the body.
///
/// What stands before the first boundary and after the last is skipped. `filename*` is ignored, as
/// RFC 7578 §4.2 forbids it, and so is `Content-Transfer-Encoding` (§4.7).
///
/// Sources: RFC 7578; RFC 2046 §5.1.1; WHATWG HTML §4.10.21.8 (`"`, CR and LF in names are
/// percent-encoded).
public func parseMultipart(
  _ body: [UInt8], boundary: String, limits: MultipartLimits = MultipartLimits()
) throws(MultipartProblem) -> [FormPart] {
  let isBoundary = boundary.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
  guard isBoundary, (1...70).contains(boundary.utf8.count) else { throw .badBoundary }
  let dashes = [UInt8](repeating: UInt8(ascii: "-"), count: 2) + Array(boundary.utf8)
  let delimiter: [UInt8] = [0x0D, 0x0A] + dashes

  guard var here = firstDelimiter(in: body, dashes: dashes, delimiter: delimiter) else {
    throw .noParts
  }
  var parts: [FormPart] = []
  while !here.isLast {
    let number = parts.count + 1
    guard number <= limits.parts else { throw .tooManyParts(limit: limits.parts) }
    let (headers, content) = try headerBlock(body, from: here.end, part: number, limits: limits)
    guard let next = nextDelimiter(in: body, delimiter, from: content - 2) else {
      throw .truncated
    }
    // An empty part: its headers' blank line is also the line end of the boundary.
    let bytes = next.start <= content ? [] : Array(body[content..<next.start])
    guard bytes.count <= limits.partBytes else {
      throw .partTooLarge(part: number, limit: limits.partBytes)
    }
    guard let part = formPart(headers, bytes) else { throw .unnamed(part: number) }
    parts.append(part)
    here = next
  }
  return parts
}

// MARK: - boundaries

private struct Delimiter {
  /// Of the line end before the dashes.
  var start: Int
  /// After the line end that follows.
  var end: Int
  var isLast: Bool
}

private func firstDelimiter(
  in body: [UInt8], dashes: [UInt8], delimiter: [UInt8]
) -> Delimiter? {
  if body.starts(with: dashes), let found = rest(of: body, start: 0, after: dashes.count) {
    return found
  }
  return nextDelimiter(in: body, delimiter, from: 0)
}

private func nextDelimiter(in body: [UInt8], _ delimiter: [UInt8], from: Int) -> Delimiter? {
  var from = from
  while let start = body.find(delimiter, from: from) {
    if let found = rest(of: body, start: start, after: start + delimiter.count) { return found }
    from = start + delimiter.count  // the boundary was only the beginning of a longer line
  }
  return nil
}

/// Reads what follows a boundary: two dashes, or white space and a line end.
private func rest(of body: [UInt8], start: Int, after: Int) -> Delimiter? {
  if body[after...].starts(with: [UInt8(ascii: "-"), UInt8(ascii: "-")]) {
    return Delimiter(start: start, end: after + 2, isLast: true)
  }
  var index = after
  while index < body.count, body[index] == 0x20 || body[index] == 0x09 { index += 1 }
  guard body[index...].starts(with: [0x0D, 0x0A]) else { return nil }
  return Delimiter(start: start, end: index + 2, isLast: false)
}

// MARK: - headers

/// The lines of a part's headers, and where its content begins.
private func headerBlock(
  _ body: [UInt8], from start: Int, part: Int, limits: MultipartLimits
) throws(MultipartProblem) -> (lines: [ArraySlice<UInt8>], content: Int) {
  var lines: [ArraySlice<UInt8>] = []
  var index = start
  while true {
    let end = min(body.count, start + limits.headerBytes + 2)
    guard let lineEnd = body[index..<max(index, end)].firstIndex(of: 0x0D) else {
      if end == body.count { throw .truncated }
      throw .headersTooLong(part: part, limit: limits.headerBytes)
    }
    guard lineEnd + 1 < body.count, body[lineEnd + 1] == 0x0A else { throw .truncated }
    if lineEnd == index { return (lines, index + 2) }
    lines.append(body[index..<lineEnd])
    index = lineEnd + 2
  }
}

private func formPart(_ headers: [ArraySlice<UInt8>], _ bytes: [UInt8]) -> FormPart? {
  var name: String?
  var filename: String?
  var contentType: String?
  for line in headers {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
    let value = line[(colon + 1)...]
    switch lowercased(trimmed(line[..<colon])) {
    case "content-disposition":
      let end = value.firstIndex(of: UInt8(ascii: ";")) ?? value.endIndex
      guard lowercased(trimmed(value[..<end])) == "form-data" else { return nil }
      for parameter in parameters(value[end...]) {
        if parameter.name == "name" { name = name ?? unescaped(parameter.value) }
        if parameter.name == "filename" { filename = filename ?? unescaped(parameter.value) }
      }
    case "content-type":
      contentType = String(decoding: trimmed(value), as: UTF8.self)
    default: break
    }
  }
  guard let name else { return nil }
  return FormPart(
    name: name, filename: filename.flatMap(relativePath), contentType: contentType, bytes: bytes)
}

/// The parameters of a header's value: `; name=value; name="value"`.
private func parameters(_ bytes: ArraySlice<UInt8>) -> [(name: String, value: String)] {
  var found: [(name: String, value: String)] = []
  var index = bytes.startIndex
  while index < bytes.endIndex {
    let byte = bytes[index]
    if byte == UInt8(ascii: ";") || byte == 0x20 || byte == 0x09 {
      index += 1
      continue
    }
    let nameEnd =
      bytes[index...].firstIndex { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ";") }
      ?? bytes.endIndex
    let name = lowercased(trimmed(bytes[index..<nameEnd]))
    index = nameEnd
    guard index < bytes.endIndex, bytes[index] == UInt8(ascii: "=") else { continue }
    index += 1
    var value: [UInt8] = []
    if index < bytes.endIndex, bytes[index] == UInt8(ascii: "\"") {
      index += 1
      while index < bytes.endIndex, bytes[index] != UInt8(ascii: "\"") {
        // Browsers send a backslash as it is; others escape a quote with it.
        if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.endIndex,
          bytes[index + 1] == UInt8(ascii: "\"") || bytes[index + 1] == UInt8(ascii: "\\")
        {
          index += 1
        }
        value.append(bytes[index])
        index += 1
      }
      index += 1
    } else {
      let end = bytes[index...].firstIndex(of: UInt8(ascii: ";")) ?? bytes.endIndex
      value = Array(trimmed(bytes[index..<end]))
      index = end
    }
    found.append((name, String(decoding: value, as: UTF8.self)))
  }
  return found
}

/// Takes back the three percent escapes that browsers put into names, and no others.
private func unescaped(_ text: String) -> String {
  guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
  let bytes = Array(text.utf8)
  var plain: [UInt8] = []
  var index = 0
  while index < bytes.count {
    switch bytes[index...].prefix(3) {
    case let escape where escape.elementsEqual("%22".utf8):
      plain.append(0x22)
      index += 3
    case let escape where lowercased(escape) == "%0d":
      plain.append(0x0D)
      index += 3
    case let escape where lowercased(escape) == "%0a":
      plain.append(0x0A)
      index += 3
    default:
      plain.append(bytes[index])
      index += 1
    }
  }
  return String(decoding: plain, as: UTF8.self)
}

/// A file's name as sent, made a path that stays inside its folder; `nil` where nothing is left.
private func relativePath(_ sent: String) -> String? {
  let scalars = sent.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
  let path = String(String.UnicodeScalarView(scalars.map { $0 == "\\" ? "/" : $0 }))
  let components = path.split(separator: "/").filter { $0 != "." && $0 != ".." }
  guard let last = components.last else { return nil }
  // Old browsers sent the whole path on the author's disk: only its end concerns us.
  let isAbsolute = path.hasPrefix("/") || hasDriveLetter(path)
  return isAbsolute ? String(last) : components.joined(separator: "/")
}

/// Whether a path begins with a Windows drive, as in `C:\` or `c:name`.
func hasDriveLetter(_ path: String) -> Bool {
  let head = path.utf8.prefix(2)
  guard head.count == 2, head.last == UInt8(ascii: ":"), let letter = head.first else {
    return false
  }
  return (0x61...0x7A).contains(letter | 0x20)
}

private func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  var bytes = bytes
  while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
  while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
  return bytes
}

private func lowercased(_ bytes: ArraySlice<UInt8>) -> String {
  String(decoding: bytes, as: UTF8.self).lowercased()
}
