import Documents
import Glibc
import Testing

private let lesson = "第一章 党的诞生与成长\r\n（一）讲授 30 分钟：讨论“为什么”。\r\n"

/// Bytes as the system's own `iconv` writes them.
private func iconv(_ text: String, to encoding: String) -> [UInt8] {
  guard let converter = iconv_open(encoding, "UTF-8") else { return [] }
  defer { iconv_close(converter) }
  var source = Array(text.utf8).map { CChar(bitPattern: $0) }
  var target = [CChar](repeating: 0, count: source.count * 4 + 16)
  let capacity = target.count
  return source.withUnsafeMutableBufferPointer { source in
    target.withUnsafeMutableBufferPointer { target in
      var input = source.baseAddress
      var inputLeft = source.count
      var output = target.baseAddress
      var outputLeft = capacity
      _ = Glibc.iconv(converter, &input, &inputLeft, &output, &outputLeft)
      return target[..<(capacity - outputLeft)].map { UInt8(bitPattern: $0) }
    }
  }
}

@Suite struct Decoding {
  @Test func readsUTF8AndKeepsItsLineEnds() throws {
    let decoded = try decode(Array(lesson.utf8))
    #expect(decoded == DecodedText(text: lesson, encoding: .utf8, lineEnding: .crlf))
  }

  @Test(arguments: TextEncoding.allCases)
  func readsAndWritesBackEveryEncodingWithItsMark(encoding: TextEncoding) throws {
    let bytes = try encode(lesson, as: encoding, bom: true)
    let decoded = try decode(bytes)
    #expect(decoded.text == lesson)
    #expect(decoded.encoding == encoding)
    #expect(decoded.hasBOM)
    #expect(try encode(decoded.text, as: decoded) == bytes)
  }

  @Test(arguments: TextEncoding.allCases)
  func readsEveryEncodingByItsNameWithoutAMark(encoding: TextEncoding) throws {
    let decoded = try decode(encode(lesson, as: encoding), encoding: encoding)
    #expect(
      decoded == DecodedText(text: lesson, encoding: encoding, hasBOM: false, lineEnding: .crlf))
  }

  @Test(arguments: ["GB18030", "GBK", "GB2312"])
  func detectsWhatWindowsInChinaWrites(name: String) throws {
    let bytes = iconv(lesson, to: name)
    #expect(!bytes.isEmpty)
    let decoded = try decode(bytes)
    #expect(decoded.text == lesson)
    #expect(decoded.encoding == .gb18030)
    #expect(try encode(decoded.text, as: decoded) == bytes)
  }

  @Test(arguments: ["数学", "婷婷、邓颖", "第1课", "\u{20000}字的教案，讲课。"])
  func detectsShortTextsInGB18030(text: String) throws {
    #expect(try decode(iconv(text, to: "GB18030")).text == text)
  }

  @Test func letsAMarkDecideAgainstTheName() throws {
    let decoded = try decode(encode(lesson, as: .utf8, bom: true), encoding: .gb18030)
    #expect(decoded.encoding == .utf8)
    #expect(decoded.text == lesson)
  }

  @Test func readsNothingAsAnEmptyText() throws {
    #expect(try decode([]) == DecodedText(text: ""))
    #expect(try decode([0xEF, 0xBB, 0xBF]) == DecodedText(text: "", hasBOM: true))
  }

  @Test func namesTheFirstBadByteOfADamagedUTF8File() {
    var bytes = Array(lesson.utf8)
    bytes[28] = 0xFF
    #expect(throws: DecodingProblem.unreadable(offset: 28)) { try decode(bytes) }
    // A character of three bytes that lacks its last: named where it begins.
    bytes = Array(lesson.utf8)
    bytes[30] = 0xFF
    #expect(throws: DecodingProblem.unreadable(offset: 28)) { try decode(bytes) }
    let cut = Array(String(repeating: "教案", count: 20).utf8.dropLast())
    #expect(throws: DecodingProblem.unreadable(offset: cut.count - 2)) { try decode(cut) }
  }

  @Test func namesTheFirstBadByteOfADamagedGB18030File() {
    var bytes = iconv(String(repeating: "教案", count: 20), to: "GB18030")
    bytes[40] = 0xFF
    #expect(throws: DecodingProblem.unreadable(offset: 40)) { try decode(bytes) }
    bytes.removeLast(bytes.count - 39)
    #expect(throws: DecodingProblem.unreadable(offset: 38)) { try decode(bytes) }
  }

  @Test func countsOffsetsFromTheStartOfTheFileMarkIncluded() {
    #expect(throws: DecodingProblem.unreadable(offset: 4)) {
      try decode([0xEF, 0xBB, 0xBF, 0x61, 0xFF])
    }
    #expect(throws: DecodingProblem.unreadable(offset: 4)) {
      try decode([0xFF, 0xFE, 0x61, 0x00, 0x00, 0xDC])
    }
    #expect(throws: DecodingProblem.unreadable(offset: 2)) {
      try decode([0xFE, 0xFF, 0xD8, 0x00, 0x00, 0x61])
    }
    #expect(throws: DecodingProblem.unreadable(offset: 4)) {
      try decode([0xFF, 0xFE, 0x61, 0x00, 0x61])
    }
  }

  @Test(arguments: [("ISO-8859-1", "naïvement élève"), ("WINDOWS-1251", "учебный план урока")])
  func doesNotTakeOtherLettersForChinese(encoding: String, text: String) {
    let bytes = iconv(text, to: encoding)
    let first = bytes.firstIndex { $0 >= 0x80 } ?? -1
    let problem = #expect(throws: DecodingProblem.self) { try decode(bytes) }
    switch problem {
    case .ambiguous(let offset, let candidates):
      #expect(offset == first)
      #expect(candidates == [.gb18030])
    case .unreadable: break
    default: Issue.record("\(String(describing: problem))")
    }
  }

  @Test func saysAmbiguousWhereGB18030IsValidButNotChinese() {
    let bytes = iconv("учебный", to: "WINDOWS-1251").dropLast()
    #expect(throws: DecodingProblem.ambiguous(offset: 0, candidates: [.gb18030])) {
      try decode(Array(bytes))
    }
    #expect(throws: DecodingProblem.ambiguous(offset: 2, candidates: [.gb18030])) {
      try decode(iconv("naïvement", to: "ISO-8859-1"))
    }
  }

  /// The bytes of 模 in GB 2312 are ģ in UTF-8: nobody can know, so it is asked.
  @Test func asksWhereUTF8AndGB18030AreBothPlausible() throws {
    for (word, offset) in [("模", 0), ("1. 模\n", 3), ("募募 A", 0)] {
      let bytes = iconv(word, to: "GB18030")
      #expect(
        throws: DecodingProblem.ambiguous(offset: offset, candidates: [.gb18030, .utf8])
      ) { try decode(bytes) }
      #expect(try decode(bytes, encoding: .gb18030).text == word)
      #expect(try decode(bytes, encoding: .utf8).text != word)
    }
    // With more Chinese around it, it is no longer UTF-8.
    #expect(try decode(iconv("模块一、工会", to: "GB18030")).encoding == .gb18030)
  }

  @Test(arguments: ["naïve café", "20 °C · 5 £", "20°C", "Ü", "§ 5", "–“教”"])
  func doesNotAskAboutPlainUTF8(text: String) throws {
    #expect(try decode(Array(text.utf8)) == DecodedText(text: text))
  }

  @Test func asksWhichUTF16WithoutAMark() throws {
    for encoding in [TextEncoding.utf16le, .utf16be] {
      let bytes = try encode(lesson, as: encoding)
      #expect(throws: DecodingProblem.ambiguous(offset: 0, candidates: [encoding])) {
        try decode(bytes)
      }
    }
    // NULs that make no text.
    #expect(throws: DecodingProblem.notText(.unknown)) { try decode([0, 1, 2, 3, 0, 255]) }
    #expect(throws: DecodingProblem.notText(.unknown)) { try decode([0x61, 0, 0x62]) }
  }

  @Test func readsAndWritesFourByteCharactersOfGB18030() throws {
    let text = "姓名：\u{20BB7}\u{3400}，工会干部。"
    let bytes = iconv(text, to: "GB18030")
    #expect(bytes.contains { (0x30...0x39).contains($0) })
    let decoded = try decode(bytes)
    #expect(decoded.text == text)
    #expect(try encode(decoded.text, as: decoded) == bytes)
    // Cut off inside the four bytes: the offset is where they begin.
    let start = iconv("姓名：", to: "GB18030").count
    for length in 1...3 {
      #expect(throws: DecodingProblem.unreadable(offset: start)) {
        try decode(Array(bytes[..<(start + length)]))
      }
    }
  }

  @Test(arguments: [
    ("PK\u{3}\u{4}....word/document.xml", FileKind.docx), ("PK\u{3}\u{4}..xl/workbook.xml", .xlsx),
    ("PK\u{3}\u{4}..ppt/presentation.xml", .pptx), ("PK\u{3}\u{4}..photo.jpg", .zip),
    ("%PDF-1.7", .pdf), ("{\\rtf1", .rtf), ("GIF89a", .image), ("a\u{0}b", .unknown),
  ])
  func namesWhatIsNotAText(start: String, kind: FileKind) {
    #expect(throws: DecodingProblem.notText(kind)) { try decode(Array(start.utf8)) }
    #expect(throws: DecodingProblem.notText(kind)) {
      try decode(Array(start.utf8), encoding: .gb18030)
    }
  }

  @Test(arguments: [
    ("WordDocument", FileKind.doc), ("Workbook", .xls), ("PowerPoint Document", .ppt),
    ("EncryptedPackage", .encryptedOffice),
  ])
  func namesWhatOldOfficeWrote(stream: String, kind: FileKind) {
    let bytes: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [0, 0, 0]
    #expect(throws: DecodingProblem.notText(kind)) {
      try decode(bytes + stream.utf8.flatMap { [$0, 0] })
    }
    #expect(kind.saveAs.isEmpty == false)
  }

  @Test func refusesNULInUTF16() {
    #expect(throws: DecodingProblem.notText(.unknown)) {
      try decode([0xFF, 0xFE, 0x61, 0x00, 0x00, 0x00])
    }
  }

  @Test(arguments: [
    ("a\nb\nc\r\n", LineEnding.lf), ("a\r\nb\r\nc\n", .crlf), ("a\rb\rc\r\n", .cr), ("", .lf),
    ("a\r\n\r\n", .crlf), ("a\r\r\n\r", .cr),
  ])
  func findsTheLineEndUsedMost(text: String, ending: LineEnding) throws {
    let decoded = try decode(Array(text.utf8))
    #expect(decoded.lineEnding == ending)
    #expect(Array(decoded.text.utf8) == Array(text.utf8))
  }

  @Test(arguments: [
    ("UTF-8", TextEncoding.utf8), ("utf8", .utf8), ("GB18030", .gb18030), ("gbk", .gb18030),
    ("GB2312", .gb18030), ("gb-2312", .gb18030), ("cp936", .gb18030), ("UTF-16", .utf16le),
    ("utf_16be", .utf16be), ("UTF-16LE", .utf16le),
  ])
  func knowsEncodingsByTheNamesPeopleUse(name: String, encoding: TextEncoding) {
    #expect(TextEncoding(name: name) == encoding)
  }

  @Test func knowsItsOwnNamesAndNoOthers() {
    for encoding in TextEncoding.allCases { #expect(TextEncoding(name: encoding.name) == encoding) }
    for name in ["", "Big5", "latin1", "utf7"] { #expect(TextEncoding(name: name) == nil) }
  }

  @Test func writesAllOfChineseAndEmojiInGB18030() throws {
    var text = "😀👨‍👩‍👧 𠮷野家 €"
    for value in 0x4E00...0x9FA5 { text.unicodeScalars.append(Unicode.Scalar(value)!) }
    let bytes = try encode(text, as: .gb18030)
    #expect(try decode(bytes, encoding: .gb18030).text == text)
  }

  @Test func readsTwentyMegabytesInAMoment() throws {
    let bytes = iconv(String(repeating: "工会培训教案，", count: 1_000), to: "GB18030")
    let large = [UInt8](repeatElement(bytes, count: 1_000).joined())
    let clock = ContinuousClock()
    let time = try clock.measure {
      let decoded = try decode(large)
      #expect(decoded.encoding == .gb18030)
    }
    #expect(time < .seconds(20))
  }
}

@Suite struct ReadingFiles {
  private func withFolder(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/documents-tests-XXXXXX".utf8CString)
    let folder = String(cString: try #require(mkdtemp(&template)))
    try body(folder)
    for name in ["file", "pipe"] { unlink(folder + "/" + name) }
    rmdir(folder)
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    let file = try #require(fopen(path, "wb"))
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }

  @Test(arguments: [0, 1, 4_096, 100_000])
  func readsAFile(size: Int) throws {
    try withFolder { folder in
      let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
      try write(bytes, to: folder + "/file")
      #expect(try readFile(folder + "/file") == bytes)
    }
  }

  @Test func refusesALargerFileAndTakesOneOfTheLimit() throws {
    try withFolder { folder in
      try write([1, 2, 3], to: folder + "/file")
      #expect(try readFile(folder + "/file", maxBytes: 3) == [1, 2, 3])
      #expect(throws: FileProblem.tooLarge(size: 3, limit: 2)) {
        try readFile(folder + "/file", maxBytes: 2)
      }
    }
  }

  @Test func readsAFileWhoseSizeTheSystemDoesNotTell() throws {
    #expect(try readFile("/proc/self/status").count > 100)
    #expect(throws: FileProblem.self) { try readFile("/proc/self/status", maxBytes: 10) }
  }

  @Test func saysWhatIsWrongWithAPath() throws {
    try withFolder { folder in
      #expect(throws: FileProblem.missing) { try readFile(folder + "/nothing") }
      #expect(throws: FileProblem.directory) { try readFile(folder) }
      #expect(throws: FileProblem.notAFile) { try readFile("/dev/null") }
      #expect(mkfifo(folder + "/pipe", 0o600) == 0)
      #expect(throws: FileProblem.notAFile) { try readFile(folder + "/pipe") }
      if getuid() != 0 {
        try write([1], to: folder + "/file")
        chmod(folder + "/file", 0)
        #expect(throws: FileProblem.noPermission) { try readFile(folder + "/file") }
      }
    }
  }
}
