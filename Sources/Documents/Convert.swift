import Glibc

/// Why `iconv` stopped.
enum ConversionProblem: Error {
  /// The converter is not installed.
  case missing
  /// The bytes from this offset on are not valid in the one encoding, or have no code in the other.
  case bad(offset: Int)
}

/// Converts bytes with glibc's `iconv`, strictly: no transliteration, nothing left out.
///
/// - Parameters:
///   - start: Where to begin in `bytes`. Offsets in problems count from the start of `bytes`.
///
/// Source: POSIX.1-2017, `iconv`.
func convert(
  _ bytes: [UInt8], from start: Int, _ source: String, to target: String
) throws(ConversionProblem) -> [UInt8] {
  // (iconv_t) -1 is the error value.
  guard let converter = iconv_open(target, source), Int(bitPattern: converter) != -1 else {
    throw .missing
  }
  defer { iconv_close(converter) }
  var result: [UInt8] = []
  result.reserveCapacity((bytes.count - start) * 3 / 2)
  var room = [CChar](repeating: 0, count: 32 << 10)
  let bad: Int? = bytes.withUnsafeBytes { raw in
    room.withUnsafeMutableBufferPointer { room in
      // iconv's signature lacks a const; it does not write to its input.
      let base = UnsafeMutableRawPointer(mutating: raw.baseAddress)?
        .assumingMemoryBound(to: CChar.self)
      guard let base else { return nil }
      var input: UnsafeMutablePointer<CChar>? = base + start
      var inputLeft = raw.count - start
      while inputLeft > 0 {
        var output: UnsafeMutablePointer<CChar>? = room.baseAddress!
        var outputLeft = room.count
        let outcome = iconv(converter, &input, &inputLeft, &output, &outputLeft)
        let reason = errno
        let written = room.count - outputLeft
        result += UnsafeRawBufferPointer(start: room.baseAddress!, count: written)
        if outcome == -1, reason != E2BIG { return raw.count - inputLeft }
      }
      return nil
    }
  }
  if let bad { throw .bad(offset: bad) }
  return result
}
