/// Writes rows as comma-separated values that a spreadsheet opens rightly and harmlessly.
///
/// UTF-8 with a byte order mark, without which Excel reads Chinese as GBK; CRLF after every row;
/// cells quoted where they hold a comma, a quote or a line end. A cell that a spreadsheet would
/// take for a formula gets an apostrophe in front, unless it is a plain number.
///
/// Sources: RFC 4180; OWASP, *CSV Injection* (full-width signs included).
public func csv(_ rows: [[String]]) -> [UInt8] {
  var bytes: [UInt8] = TextEncoding.utf8.byteOrderMark
  for row in rows {
    // An empty line would be no row at all to many readers.
    if row == [""] { bytes += [0x22, 0x22] }
    for (index, cell) in row.enumerated() {
      if index > 0 { bytes.append(0x2C) }
      append(cell, to: &bytes)
    }
    bytes += [0x0D, 0x0A]
  }
  return bytes
}

private func append(_ cell: String, to bytes: inout [UInt8]) {
  let opensFormula = opensFormula(cell)
  let quoted =
    opensFormula
    || cell.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
    || cell.utf8.first == 0x20 || cell.utf8.last == 0x20
  if !quoted {
    bytes += cell.utf8
    return
  }
  bytes.append(0x22)
  if opensFormula { bytes.append(0x27) }
  for byte in cell.utf8 {
    if byte == 0x22 { bytes.append(0x22) }
    bytes.append(byte)
  }
  bytes.append(0x22)
}

private func opensFormula(_ cell: String) -> Bool {
  // By scalar: "\r\n" and a sign with a combining mark are one Character.
  guard let first = cell.unicodeScalars.first else { return false }
  switch first {
  case "=", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠": return true
  case "+", "-": return !isPlainNumber(cell.utf8.dropFirst())
  default: return false
  }
}

/// Digits, at most one point with digits on both sides, perhaps a per cent sign.
private func isPlainNumber(_ text: Substring.UTF8View) -> Bool {
  let digits = text.last == 0x25 ? text.dropLast() : text
  let parts = digits.split(separator: 0x2E, omittingEmptySubsequences: false)
  return parts.count <= 2
    && parts.allSatisfy { part in
      !part.isEmpty && part.allSatisfy { (0x30...0x39).contains($0) }
    }
}
