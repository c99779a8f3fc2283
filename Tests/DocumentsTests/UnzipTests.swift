import Documents
import TestSupport
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
