import Documents
import Testing

@Suite struct Unzipping {
  @Test func unpacksFilesInTheirOrder() throws {
    let zip = Zip(
      Zip.Item("课程/"), Zip.Item("课程/二.txt", "二"), Zip.Item("一.txt", ""),
      Zip.Item("deflated", Zip.deflatedZeros(1_000), method: 8, crc: 0x060B_1780, size: 1_000))
    #expect(
      try unzip(zip.bytes) == [
        ZipEntry(path: "课程/二.txt", bytes: Array("二".utf8)), ZipEntry(path: "一.txt", bytes: []),
        ZipEntry(path: "deflated", bytes: [UInt8](repeating: 0, count: 1_000)),
      ])
    #expect(try unzip(Zip().bytes).isEmpty)
  }

  @Test func leavesOutWhatTheMacAdds() throws {
    let zip = Zip(
      Zip.Item("a.txt", "a"), Zip.Item("__MACOSX/._a.txt", "x"), Zip.Item("b/.DS_Store", "x"))
    #expect(try unzip(zip.bytes).map(\.path) == ["a.txt"])
  }

  @Test func readsNamesFromWindowsInChina() throws {
    let name = try encode("第一课\\联通.txt", as: .gb18030)
    #expect(try unzip(Zip(Zip.Item(name, [], flags: 0)).bytes).map(\.path) == ["第一课/联通.txt"])
    // 模 alone is valid UTF-8 too, for ģ.
    let short = try encode("模.txt", as: .gb18030)
    #expect(try unzip(Zip(Zip.Item(short, [], flags: 0)).bytes).map(\.path) == ["模.txt"])
  }

  @Test func readsUTF8NamesWithAndWithoutTheirMark() throws {
    for flags: UInt16 in [0, 0x800] {
      let zip = Zip(Zip.Item(Array("图/第一课.txt".utf8), [], flags: flags))
      #expect(try unzip(zip.bytes).map(\.path) == ["图/第一课.txt"])
    }
    let marked = Zip(Zip.Item(Array("ģ.txt".utf8), [], flags: 0x800))
    #expect(try unzip(marked.bytes).map(\.path) == ["ģ.txt"])
    let mac = Zip(Zip.Item(Array("cafe\u{301}.txt".utf8), [], flags: 0))
    #expect(try unzip(mac.bytes).map(\.path) == ["cafe\u{301}.txt"])
  }

  @Test(arguments: [("a\\b.txt", "a/b.txt"), ("./a//b", "a/b"), ("a/./b", "a/b"), ("..a", "..a")])
  func straightensPaths(name: String, path: String) throws {
    #expect(try unzip(Zip(Zip.Item(name, "")).bytes).map(\.path) == [path])
  }

  @Test(arguments: [
    "/etc/passwd", "../a", "a/../../b", "a/..", "..\\a", "\\a", "C:\\a", "c:a", "a\nb", ".",
    "../", "a/\u{7F}", String(repeating: "x", count: 1_025),
  ])
  func refusesPathsThatLeadElsewhere(name: String) {
    let zip = Zip(Zip.Item("ok", ""), Zip.Item(name, ""))
    #expect(throws: ZipProblem.unsafePath(name)) { try unzip(zip.bytes) }
  }

  @Test(arguments: [0o120777, 0o020666, 0o010644] as [UInt32])
  func refusesLinksAndDevices(mode: UInt32) {
    let zip = Zip(Zip.Item("a", "/etc/passwd", mode: mode))
    #expect(throws: ZipProblem.link(path: "a")) { try unzip(zip.bytes) }
  }

  @Test func takesFilesWithUnixModes() throws {
    #expect(try unzip(Zip(Zip.Item("a", "1", mode: 0o100644)).bytes).count == 1)
  }

  @Test(arguments: [
    (["a/b", "a\\b"], "a/b"), (["é", "e\u{301}"], "é"), (["a", "a/b"], "a"), (["a/b", "a"], "a"),
  ])
  func refusesDuplicates(names: [String], path: String) {
    let zip = Zip(names.map { Zip.Item($0, "") })
    #expect(throws: ZipProblem.duplicate(path: path)) { try unzip(zip.bytes) }
  }

  @Test func refusesEncryptedEntries() {
    let zip = Zip(Zip.Item(Array("a".utf8), [UInt8](repeating: 7, count: 20), flags: 1))
    #expect(throws: ZipProblem.encrypted(path: "a")) { try unzip(zip.bytes) }
  }

  @Test func refusesUnknownCompression() {
    let zip = Zip(Zip.Item("a", [1, 2, 3], method: 9))
    #expect(throws: ZipProblem.unsupported(path: "a")) { try unzip(zip.bytes) }
  }

  @Test func refusesWhatIsNoZipOrDamaged() {
    #expect(throws: ZipProblem.notAZip) { try unzip([]) }
    #expect(throws: ZipProblem.notAZip) { try unzip(Array(repeating: 0x61, count: 1_000)) }
    let zip = Zip(Zip.Item("a", "hello, hall"), Zip.Item("b", "x")).bytes
    #expect(throws: ZipProblem.damaged(path: nil)) { try unzip(Array(zip.dropLast(30))) }
    var flipped = zip
    flipped[33] ^= 1  // in the content of the first entry
    #expect(throws: ZipProblem.damaged(path: "a")) { try unzip(flipped) }
    let false1 = Zip(Zip.Item("a", Zip.deflatedZeros(5), method: 8, crc: 1, size: 5))
    #expect(throws: ZipProblem.damaged(path: "a")) { try unzip(false1.bytes) }
    let noise = Zip(Zip.Item("a", [0xFF, 0xFF, 0xFF], method: 8))
    #expect(throws: ZipProblem.damaged(path: "a")) { try unzip(noise.bytes) }
  }

  @Test func neverCrashesOnADamagedZip() throws {
    let zip = Zip(
      Zip.Item("一/a.txt", "hello, hall"),
      Zip.Item("b", Zip.deflatedZeros(1_000), method: 8, crc: 0x060B_1780, size: 1_000)
    ).bytes
    _ = try unzip(zip)
    for place in zip.indices {
      for value: UInt8 in [0, 0x7F, 0x80, 0xFF, zip[place] ^ 1] {
        var damaged = zip
        damaged[place] = value
        _ = try? unzip(damaged, limits: ZipLimits(totalBytes: 4_000))
      }
      _ = try? unzip(Array(zip[..<place]))
      _ = try? unzip(Array(zip[place...]))
    }
  }

  @Test func stopsABombByWhatComesOut() throws {
    let bomb = Zip.deflatedZeros(30 << 20)
    #expect(bomb.count < 300_000)
    // The headers lie: they promise ten bytes.
    for size in [10, 30 << 20] {
      let zip = Zip(Zip.Item("bomb", bomb, method: 8, size: size))
      let problem = #expect(throws: ZipProblem.self) { try unzip(zip.bytes) }
      let isStopped =
        problem == .entryTooLarge(path: "bomb", limit: 20 << 20)
        || size == 10 && problem == .damaged(path: "bomb")
      #expect(isStopped, "\(String(describing: problem))")
    }
  }

  @Test func countsTheSizeOfAllEntries() throws {
    let items = (0..<4).map { Zip.Item("\($0)", [UInt8](repeating: 65, count: 100)) }
    #expect(try unzip(Zip(items).bytes, limits: ZipLimits(totalBytes: 400)).count == 4)
    #expect(throws: ZipProblem.totalTooLarge(limit: 399)) {
      try unzip(Zip(items).bytes, limits: ZipLimits(totalBytes: 399))
    }
    #expect(throws: ZipProblem.entryTooLarge(path: "0", limit: 99)) {
      try unzip(Zip(items).bytes, limits: ZipLimits(entryBytes: 99))
    }
  }

  @Test func holdsToTheNumberAndDepthOfEntries() throws {
    let items = (0..<500).map { Zip.Item("\($0)", "") }
    #expect(try unzip(Zip(items).bytes).count == 500)
    #expect(throws: ZipProblem.tooManyEntries(limit: 500)) {
      try unzip(Zip(items + [Zip.Item("more", "")]).bytes)
    }
    #expect(try unzip(Zip(Zip.Item("1/2/3/4/5/6/7/8", "")).bytes).count == 1)
    #expect(throws: ZipProblem.tooDeep(path: "1/2/3/4/5/6/7/8/9", limit: 8)) {
      try unzip(Zip(Zip.Item("1/2/3/4/5/6/7/8/9", "")).bytes)
    }
  }
}

/// Writes zips byte by byte, so that they can lie.
struct Zip {
  struct Item {
    var name: [UInt8]
    var content: [UInt8]
    var flags: UInt16
    var method: UInt16
    var mode: UInt32
    var crc: UInt32
    var size: Int

    init(
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

    init(_ name: String, _ text: String = "", mode: UInt32 = 0) {
      self.init(Array(name.utf8), Array(text.utf8), mode: mode)
    }

    init(
      _ name: String, _ content: [UInt8], method: UInt16 = 0, crc: UInt32? = nil, size: Int? = nil
    ) {
      self.init(Array(name.utf8), content, method: method, crc: crc, size: size)
    }
  }

  var bytes: [UInt8] = []

  init(_ items: Item...) { self.init(items) }

  init(_ items: [Item]) {
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
  static func deflatedZeros(_ count: Int) -> [UInt8] {
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
