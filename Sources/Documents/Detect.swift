/// Finds out the encoding of bytes without a byte order mark.
///
/// - Throws: `DecodingProblem.ambiguous` where more than one reading is plausible.
func detect(
  _ bytes: [UInt8]
) throws(DecodingProblem) -> (text: String, encoding: TextEncoding) {
  if bytes.contains(0) { throw unmarkedUTF16(bytes) }
  let bad: Int
  switch validUTF8(bytes) {
  case .success(let text):
    if let offset = doubt(utf8: bytes) {
      throw .ambiguous(offset: offset, candidates: [.gb18030, .utf8])
    }
    return (text, .utf8)
  case .failure(let problem): bad = problem.offset
  }
  // Chinese in GB 18030 breaks UTF-8 almost at once. Where a good stretch of UTF-8 stands before
  // the bad byte, it is a damaged UTF-8 file, and mojibake would be the wrong answer.
  let wide = bytes[..<bad].reduce(into: 0) { if $1 >= 0xE0 { $0 += 1 } }
  if wide >= 8 { throw .unreadable(offset: bad) }
  let text: String
  do throws(DecodingProblem) {
    text = try decode(bytes, from: 0, as: .gb18030)
  } catch {
    if case .unreadable(let offset) = error { throw .unreadable(offset: max(offset, bad)) }
    throw error
  }
  guard looksChinese(gb18030: bytes) else {
    throw .ambiguous(
      offset: bytes.firstIndex { $0 >= 0x80 } ?? bad, candidates: [.gb18030])
  }
  return (text, .gb18030)
}

/// What to say of bytes with NULs: UTF-16 without its mark, in the orders of bytes that give a
/// plausible text, else no text at all.
private func unmarkedUTF16(_ bytes: [UInt8]) -> DecodingProblem {
  guard bytes.count % 2 == 0 else { return .notText(.unknown) }
  var found: [(encoding: TextEncoding, share: Double)] = []
  for encoding in [TextEncoding.utf16le, .utf16be] {
    guard let text = try? decode(bytes, from: 0, as: encoding) else { continue }
    var plausible = 0
    var all = 0
    for scalar in text.unicodeScalars {
      all += 1
      if isPlain(scalar) { plausible += 1 }
    }
    let share = Double(plausible) / Double(max(all, 1))
    if share >= 0.9 { found.append((encoding, share)) }
  }
  if found.isEmpty { return .notText(.unknown) }
  return .ambiguous(
    offset: 0, candidates: found.sorted { $0.share > $1.share }.map(\.encoding))
}

/// What Chinese and English plans are written with.
private func isPlain(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0xA0...0x17F, 0x2010...0x2027, 0x2030...0x205E,
    0x2100...0x214F, 0x2160...0x217F, 0x2190...0x21FF, 0x2460...0x249B, 0x2500...0x27BF,
    0x3000...0x303F, 0x3220...0x3229, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xFF01...0xFF5E,
    0x1F300...0x1FAFF, 0x20000...0x3FFFF:
    true
  default: false
  }
}

/// Where bytes that are valid UTF-8 may as well be Chinese in GB 18030; `nil` where they are UTF-8.
///
/// Three and four bytes that fit UTF-8 do so by no accident. Two bytes may: 模 in GB 2312 is ģ in
/// UTF-8. Letters and signs of Latin-1 that stand alone, or beside a letter of ASCII (café, 20°C),
/// are what a text in UTF-8 has.
private func doubt(utf8 bytes: [UInt8]) -> Int? {
  guard let first = bytes.firstIndex(where: { $0 >= 0x80 }) else { return nil }
  guard !bytes.contains(where: { $0 >= 0xE0 }), looksChinese(gb18030: bytes) else { return nil }
  func isLetter(_ index: Int) -> Bool {
    guard bytes.indices.contains(index) else { return false }
    return (0x41...0x5A).contains(bytes[index] & 0xDF)
  }
  var index = first
  while index < bytes.count {
    guard bytes[index] >= 0x80 else {
      index += 1
      continue
    }
    var end = index
    while end < bytes.count, bytes[end] >= 0x80 { end += 2 }
    let isAlone = end == index + 2
    let isLatin1 = bytes[index] <= 0xC3
    let touches = isLetter(index - 1) || isLetter(end)
    if isAlone ? !isLatin1 && !touches : !touches { return first }
    index = end
  }
  return nil
}

/// Whether valid GB 18030 is plausibly Chinese rather than another encoding's letters.
///
/// Chinese text keeps to the plane of GB 2312 (both bytes from A1), and there to signs and the
/// 3,755 hanzi of level 1, ordered by sound; names draw on level 2. Letters of Windows-1252,
/// 1251 or Big5 read as GB 18030 scatter over the extensions of GBK and over level 2.
///
/// Source: GB 2312-80, rows 1–9 signs, 16–55 level 1, 56–87 level 2.
func looksChinese(gb18030 bytes: [UInt8]) -> Bool {
  var wide = 0
  var inPlane = 0
  var common = 0
  var index = 0
  while index < bytes.count {
    let lead = bytes[index]
    guard lead >= 0x80, index + 1 < bytes.count else {
      index += 1
      continue
    }
    let trail = bytes[index + 1]
    wide += 1
    if (0x30...0x39).contains(trail) {  // four bytes: rare hanzi, emoji
      index += 4
      continue
    }
    if trail >= 0xA1, (0xA1...0xF7).contains(lead) {
      inPlane += 1
      if lead <= 0xD7 { common += 1 }
    }
    index += 2
  }
  return inPlane * 10 >= wide * 7 && common * 2 >= wide
}
