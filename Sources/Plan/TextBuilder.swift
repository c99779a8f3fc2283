extension String {
  /// How many scalars there are: bytes that begin one.
  var scalarCount: Int {
    let counted = utf8.withContiguousStorageIfAvailable { bytes in
      var count = 0
      var index = 0
      while index < bytes.count {
        // Continuation bytes are those below -64.
        count &+= Int8(bitPattern: bytes[index]) < -64 ? 0 : 1
        index &+= 1
      }
      return count
    }
    return counted ?? unicodeScalars.count
  }
}

/// Makes a string out of scalars, byte by byte: the library's own appending looks for the ends of
/// characters, which no text of a plan needs.
struct TextBuilder {
  private(set) var bytes: [UInt8] = []

  var isEmpty: Bool { bytes.isEmpty }
  var string: String { String(decoding: bytes, as: UTF8.self) }

  mutating func append(_ scalar: Unicode.Scalar) {
    let value = scalar.value
    if value < 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: value))
    } else if value < 0x800 {
      bytes.append(UInt8(truncatingIfNeeded: 0xC0 | value >> 6))
      bytes.append(continuation(value))
    } else if value < 0x10000 {
      bytes.append(UInt8(truncatingIfNeeded: 0xE0 | value >> 12))
      bytes.append(continuation(value >> 6))
      bytes.append(continuation(value))
    } else {
      bytes.append(UInt8(truncatingIfNeeded: 0xF0 | value >> 18))
      bytes.append(continuation(value >> 12))
      bytes.append(continuation(value >> 6))
      bytes.append(continuation(value))
    }
  }

  mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private func continuation(_ value: UInt32) -> UInt8 {
    UInt8(truncatingIfNeeded: 0x80 | value & 0x3F)
  }
}
