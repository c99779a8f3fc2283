/// Writes zips byte by byte, so that they can lie (PKWARE APPNOTE 4.3).
public struct Zip {
  public struct Item {
    var name: [UInt8]
    var content: [UInt8]
    var flags: UInt16
    var method: UInt16
    var mode: UInt32
    var crc: UInt32
    var size: Int

    public init(
      _ name: [UInt8], _ content: [UInt8], flags: UInt16 = 0x800, method: UInt16 = 0,
      mode: UInt32 = 0, crc: UInt32? = nil, size: Int? = nil
    ) {
      self.name = name
      self.content = content
      self.flags = flags
      self.method = method
      self.mode = mode
      self.crc = crc ?? crc32(content)
      self.size = size ?? content.count
    }

    public init(_ name: String, _ text: String = "", mode: UInt32 = 0) {
      self.init(Array(name.utf8), Array(text.utf8), mode: mode)
    }

    public init(
      _ name: String, _ content: [UInt8], method: UInt16 = 0, crc: UInt32? = nil, size: Int? = nil
    ) {
      self.init(Array(name.utf8), content, method: method, crc: crc, size: size)
    }
  }

  public private(set) var bytes: [UInt8] = []

  public init(_ items: Item...) { self.init(items) }

  /// Names and contents, stored as they are.
  public init(_ files: [(name: String, bytes: [UInt8])]) {
    self.init(files.map { Item($0.name, $0.bytes) })
  }

  public init(_ items: [Item]) {
    var directory: [UInt8] = []
    for item in items {
      let offset = bytes.count
      var common: [UInt8] = []
      add(20, 2, to: &common)
      add(Int(item.flags), 2, to: &common)
      add(Int(item.method), 2, to: &common)
      add(0, 2, to: &common)
      add(0x5821, 2, to: &common)
      add(Int(item.crc), 4, to: &common)
      add(item.content.count, 4, to: &common)
      add(item.size, 4, to: &common)
      add(item.name.count, 2, to: &common)
      add(0, 2, to: &common)
      bytes += [0x50, 0x4B, 0x03, 0x04] + common + item.name + item.content
      directory += [0x50, 0x4B, 0x01, 0x02]
      add(item.mode == 0 ? 20 : 0x0314, 2, to: &directory)
      directory += common
      add(0, 6, to: &directory)
      add(Int(item.mode) << 16, 4, to: &directory)
      add(offset, 4, to: &directory)
      directory += item.name
    }
    let start = bytes.count
    bytes += directory + [0x50, 0x4B, 0x05, 0x06]
    add(0, 4, to: &bytes)
    add(items.count, 2, to: &bytes)
    add(items.count, 2, to: &bytes)
    add(directory.count, 4, to: &bytes)
    add(start, 4, to: &bytes)
    add(0, 2, to: &bytes)
  }

  /// Zeros, deflated in one block of fixed codes: a literal, then copies of up to 258 bytes.
  ///
  /// Source: RFC 1951 §3.2.5–6.
  public static func deflatedZeros(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    var filled: UInt8 = 0
    func put(_ bits: String) {
      for bit in bits.utf8 {
        if bit == UInt8(ascii: "1") { byte |= 1 << filled }
        filled += 1
        if filled == 8 {
          bytes.append(byte)
          byte = 0
          filled = 0
        }
      }
    }
    put("110")  // the last block, fixed codes
    var left = count
    if left > 0 {
      put("00110000")
      left -= 1
    }
    while left >= 258 {
      put("1100010100000")
      left -= 258
    }
    for _ in 0..<left { put("00110000") }
    put("0000000")
    put("0000000")
    return bytes
  }
}

private func add(_ value: Int, _ width: Int, to bytes: inout [UInt8]) {
  for place in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * place))) }
}

/// Source: PKWARE APPNOTE 4.4.7.
private func crc32(_ bytes: [UInt8]) -> UInt32 {
  var sum: UInt32 = 0xFFFF_FFFF
  for byte in bytes {
    sum ^= UInt32(byte)
    for _ in 0..<8 { sum = (sum >> 1) ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
  }
  return ~sum
}
