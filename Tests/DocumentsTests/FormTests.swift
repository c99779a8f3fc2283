import Documents
import Testing

@Suite struct Forms {
  private func parse(_ body: String) throws -> [[String]] {
    try parseForm(Array(body.utf8)).map { [$0.name, $0.value] }
  }

  @Test func readsFieldsInOrder() throws {
    #expect(try parse("a=1&b=2&a=3") == [["a", "1"], ["b", "2"], ["a", "3"]])
    #expect(try parse("n=%E5%B7%A5+%e4%bc%9a%2B") == [["n", "工 会+"]])
    #expect(try parse("a%3D=b=c&x&=y&&") == [["a=", "b=c"], ["x", ""], ["", "y"]])
    #expect(try parse("") == [])
  }

  @Test func keepsABadPercentAsItIs() throws {
    #expect(
      try parse("a=100%&b=%zz&c=%4&d=%41") == [
        ["a", "100%"], ["b", "%zz"], ["c", "%4"], ["d", "A"],
      ])
    #expect(try parse("a=%FF") == [["a", "\u{FFFD}"]])
  }

  @Test func refusesTooManyFieldsRatherThanLoseOne() throws {
    let body = Array(String(repeating: "a=1&", count: 2_000).utf8)
    #expect(try parseForm(body).count == 2_000)
    #expect(throws: FormProblem.tooManyFields(limit: 2_000)) { try parseForm(body + [0x62]) }
    #expect(throws: FormProblem.tooManyFields(limit: 1)) {
      try parseForm(Array("a&b".utf8), maxFields: 1)
    }
  }
}

@Suite struct MultipartForms {
  private func parse(
    _ body: String, boundary: String = "X", limits: MultipartLimits = MultipartLimits()
  ) throws -> [FormPart] {
    try parseMultipart(Array(body.utf8), boundary: boundary, limits: limits)
  }

  private func file(named header: String) throws -> FormPart {
    let body = "--X\r\nContent-Disposition: form-data; name=\"f\"; \(header)\r\n\r\nz\r\n--X--\r\n"
    return try #require(try parse(body).first)
  }

  @Test func readsFieldsAndFiles() throws {
    let body =
      "--X\r\nContent-Disposition: form-data; name=\"标题\"\r\n\r\n第一课\r\n"
      + "--X\r\ncontent-disposition:form-data;name=f;filename=\"教案.txt\"\r\n"
      + "Content-Type: text/plain; charset=gbk\r\n\r\na\r\nb\r\n\r\n--X--\r\n"
    #expect(
      try parse(body) == [
        FormPart(name: "标题", bytes: Array("第一课".utf8)),
        FormPart(
          name: "f", filename: "教案.txt", contentType: "text/plain; charset=gbk",
          bytes: Array("a\r\nb\r\n".utf8)),
      ])
    #expect(try parse(body).first?.text == "第一课")
  }

  @Test func keepsEveryByteOfAFile() throws {
    let bytes = (0..<512).map { UInt8(truncatingIfNeeded: $0) }
    var body = Array("--X\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\n".utf8)
    body += bytes
    body += "\r\n--X--".utf8
    #expect(try parseMultipart(body, boundary: "X").first?.bytes == bytes)
  }

  @Test func readsEmptyPartsAndAnEmptyForm() throws {
    let head = "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"
    #expect(try parse(head + "\r\n--X--").map(\.bytes) == [[]])
    // The blank line that ends the headers may be the line end of the boundary too.
    #expect(try parse(head + "--X--").map(\.bytes) == [[]])
    #expect(try parse("--X--\r\n").isEmpty)
  }

  @Test func skipsWhatStandsBeforeAndAfter() throws {
    let part = "--X \t\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--X--"
    #expect(try parse("preamble\r\n\(part)\r\nepilogue --X\r\n").count == 1)
    #expect(try parse("\r\n" + part).count == 1)
  }

  @Test func takesALongerLineThanTheBoundaryForContent() throws {
    let body =
      "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--XY\r\n--X-\r\n--X--"
    #expect(try parse(body).first?.text == "1\r\n--XY\r\n--X-")
  }

  @Test(arguments: [
    ("filename=\"a b.txt\"", "a b.txt"), ("filename=\"C:\\Users\\li\\a.txt\"", "a.txt"),
    ("filename=\"/etc/passwd\"", "passwd"), ("filename=\"../../a\"", "a"),
    ("filename=\"课/图/1.png\"", "课/图/1.png"), ("filename=\"课/../1.png\"", "课/1.png"),
    ("filename=\"课\\\\1.png\"", "课/1.png"), ("filename=\"a%22b%0D%0A%41.txt\"", "a\"b%41.txt"),
    ("filename=\"a\\\"b.txt\"", "a\"b.txt"), ("filename=\"a;b.txt\"", "a;b.txt"),
    ("filename=a.txt", "a.txt"), ("filename=\"./a\"", "a"),
  ])
  func cleansFileNames(header: String, name: String) throws {
    #expect(try file(named: header).filename == name)
  }

  @Test(arguments: ["filename=\"\"", "filename=\"..\"", "filename=\"/\"", "filename*=UTF-8''a"])
  func givesNoNameWhereNoneIsLeft(header: String) throws {
    #expect(try file(named: header).filename == nil)
  }

  @Test func saysWhatIsWrongWithABody() {
    let head = "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n"
    #expect(throws: MultipartProblem.noParts) { try parse("") }
    #expect(throws: MultipartProblem.noParts) { try parse("hello") }
    #expect(throws: MultipartProblem.truncated) { try parse(head) }
    #expect(throws: MultipartProblem.truncated) { try parse(head + "\r\n1\r\n") }
    #expect(throws: MultipartProblem.truncated) { try parse(head + "\r\n1\r\n--X\r\n") }
    #expect(throws: MultipartProblem.unnamed(part: 1)) { try parse("--X\r\n\r\n1\r\n--X--") }
    #expect(throws: MultipartProblem.unnamed(part: 1)) {
      try parse("--X\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n--X--")
    }
    #expect(throws: MultipartProblem.badBoundary) { try parse("", boundary: "") }
    #expect(throws: MultipartProblem.badBoundary) { try parse("", boundary: "a\r\nb") }
    #expect(throws: MultipartProblem.badBoundary) {
      try parse("", boundary: String(repeating: "x", count: 71))
    }
  }

  @Test func holdsToItsLimits() throws {
    let part = "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n12345\r\n"
    let body = part + part + "--X--"
    #expect(try parse(body, limits: MultipartLimits(parts: 2, partBytes: 5)).count == 2)
    #expect(throws: MultipartProblem.tooManyParts(limit: 1)) {
      try parse(body, limits: MultipartLimits(parts: 1))
    }
    #expect(throws: MultipartProblem.partTooLarge(part: 1, limit: 4)) {
      try parse(body, limits: MultipartLimits(partBytes: 4))
    }
    #expect(throws: MultipartProblem.headersTooLong(part: 1, limit: 20)) {
      try parse(body, limits: MultipartLimits(headerBytes: 20))
    }
  }

  @Test func isLinearInAHostileBody() throws {
    let head = "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"
    for filler in ["\r", "\r\n", "\r\n--", "\r\n--XX", "-", "\r\n--X "] {
      let body =
        head + String(repeating: filler, count: (4 << 20) / filler.utf8.count) + "\r\n--X--"
      let time = ContinuousClock().measure { _ = try? parse(body) }
      #expect(time < .seconds(10), "\(filler.debugDescription)")
    }
  }

  @Test(arguments: [
    ("multipart/form-data; boundary=abc", "abc"),
    ("Multipart/Form-Data; charset=utf-8; Boundary=\"a b\"", "a b"),
    ("multipart/form-data", nil), ("text/plain; boundary=x", nil), ("", nil),
  ])
  func findsTheBoundary(header: String, boundary: String?) {
    #expect(multipartBoundary(header) == boundary)
  }
}

@Suite struct CommaSeparatedValues {
  private func text(_ rows: [[String]]) -> String {
    let bytes = csv(rows)
    #expect(bytes.starts(with: [0xEF, 0xBB, 0xBF]))
    return String(decoding: bytes.dropFirst(3), as: UTF8.self)
  }

  @Test func quotesWhatNeedsIt() {
    #expect(
      text([["姓名", "a,b", "a\"b", "a\nb", ""], ["1"], [""]])
        == "姓名,\"a,b\",\"a\"\"b\",\"a\nb\",\r\n1\r\n\"\"\r\n")
    #expect(text([]) == "")
  }

  @Test(arguments: [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r\n=1", "-", "+", "=HYPERLINK(\"x\")", "-1e",
    "＝1", "－1", "+1.", "--1", "-1.2.3",
  ])
  func disarmsFormulas(cell: String) {
    let quoted = cell.map { $0 == "\"" ? "\"\"" : String($0) }.joined()
    #expect(text([[cell]]) == "\"'\(quoted)\"\r\n")
  }

  @Test(arguments: ["-5", "+5", "-0.25", "+12.5%", "5", "a=b", "1-2", "'=1"])
  func leavesNumbersAndTextsAlone(cell: String) {
    #expect(text([[cell]]) == cell + "\r\n")
  }
}
