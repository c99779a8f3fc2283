import Foundation
import TestSupport
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
