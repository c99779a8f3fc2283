import Foundation
import Testing

@testable import Documents

/// Slides from a PDF, by poppler (`poppler-utils`, which bin/setup installs).
@Suite struct SlidesTests {
  @Test func drawsEachPageAndReadsIt() async throws {
    let file = try await SlidesFile(pdf(pages: ["Safety first", "Wages and hours"]))
    defer { file.close() }
    #expect(file.pageCount == 2)
    #expect(await file.text(2) == "Wages and hours")
    let first = try await file.picture(1)
    #expect(FileKind(first) == .image)
    #expect(first.count > 2_000)
    #expect(try await file.picture(2) != first)
  }

  @Test func refusesWhatIsNoPDF() async {
    await #expect(throws: SlidesProblem.notAPDF) { try await SlidesFile(Array("PK".utf8)) }
    await #expect(throws: SlidesProblem.damaged) {
      try await SlidesFile(Array("%PDF-1.4\nnonsense".utf8))
    }
    let many = [String](repeating: "x", count: SlidesFile.pageLimit + 1)
    await #expect(throws: SlidesProblem.tooManyPages(301, limit: 300)) {
      try await SlidesFile(pdf(pages: many))
    }
    let large = Array("%PDF-1.4\n".utf8) + [UInt8](repeating: 32, count: SlidesFile.byteLimit)
    await #expect(throws: SlidesProblem.tooLarge(limit: SlidesFile.byteLimit)) {
      try await SlidesFile(large)
    }
  }

  @Test func boundsAProgramThatDoesNotEnd() async {
    await #expect(throws: ToolProblem.overrun("sleep")) {
      try await runTool("sleep", ["3600"], seconds: 1)
    }
    await #expect(throws: ToolProblem.missing("guildhall-no-such-tool")) {
      try await runTool("guildhall-no-such-tool", [])
    }
  }

  @Test func leavesNothingBehind() async throws {
    let file = try await SlidesFile(pdf(pages: ["x"]))
    #expect(FileManager.default.fileExists(atPath: file.folder.path))
    file.close()
    #expect(!FileManager.default.fileExists(atPath: file.folder.path))
  }
}

/// A PDF with one line of text on each page (ISO 32000-1, 7.5).
func pdf(pages: [String]) -> [UInt8] {
  var objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Count \(pages.count) /Kids ["
      + pages.indices.map { "\(4 + 2 * $0) 0 R" }.joined(separator: " ") + "] >>",
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ]
  for (index, text) in pages.enumerated() {
    let drawing = "BT /F1 40 Tf 60 300 Td (\(text)) Tj ET"
    objects.append(
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 960 540] /Contents \(5 + 2 * index) 0 R"
        + " /Resources << /Font << /F1 3 0 R >> >> >>")
    objects.append("<< /Length \(drawing.utf8.count) >>\nstream\n\(drawing)\nendstream")
  }
  var text = "%PDF-1.4\n"
  var places: [Int] = []
  for (index, object) in objects.enumerated() {
    places.append(text.utf8.count)
    text += "\(index + 1) 0 obj\n\(object)\nendobj\n"
  }
  let start = text.utf8.count
  text += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
  for place in places {
    let digits = String(place)
    text += String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
  }
  text += "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(start)\n%%EOF\n"
  return Array(text.utf8)
}
