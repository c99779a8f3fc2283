/// Why a form could not be read.
public enum FormProblem: Error, Equatable, Sendable {
  case tooManyFields(limit: Int)
}

/// Reads a form of type `application/x-www-form-urlencoded`, in order, repeated names included.
///
/// `+` is a space. A `%` that no two hexadecimal digits follow stays as it is; bytes that are not
/// UTF-8 become U+FFFD.
///
/// - Throws: `FormProblem` rather than leave out an answer.
///
/// Source: WHATWG URL Standard §5.1.
public func parseForm(
  _ body: [UInt8], maxFields: Int = 2_000
) throws(FormProblem) -> [(name: String, value: String)] {
  var fields: [(name: String, value: String)] = []
  var start = 0
  while start < body.count {
    let end = body[start...].firstIndex(of: UInt8(ascii: "&")) ?? body.count
    let field = body[start..<end]
    start = end + 1
    if field.isEmpty { continue }
    guard fields.count < maxFields else { throw .tooManyFields(limit: maxFields) }
    let equals = field.firstIndex(of: UInt8(ascii: "=")) ?? end
    fields.append((formText(field[..<equals]), formText(field[equals...].dropFirst())))
  }
  return fields
}

private func formText(_ bytes: ArraySlice<UInt8>) -> String {
  // Most fields need no change.
  if !bytes.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) {
    return String(decoding: bytes, as: UTF8.self)
  }
  var plain: [UInt8] = []
  plain.reserveCapacity(bytes.count)
  var index = bytes.startIndex
  while index < bytes.endIndex {
    let byte = bytes[index]
    if byte == UInt8(ascii: "%"), index + 2 < bytes.endIndex,
      let high = hexValue(bytes[index + 1]), let low = hexValue(bytes[index + 2])
    {
      plain.append(high << 4 | low)
      index += 3
    } else {
      plain.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      index += 1
    }
  }
  return String(decoding: plain, as: UTF8.self)
}

func hexValue(_ digit: UInt8) -> UInt8? {
  switch digit {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
  default: nil
  }
}
