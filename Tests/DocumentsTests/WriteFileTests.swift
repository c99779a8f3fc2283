import Documents
import Foundation
import TestSupport
import Testing

@Suite struct WritingFiles {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test func replacesAFileAndKeepsItsPermissions() throws {
    try withFolder { folder in
      let path = folder + "/a"
      try createFile(path, [1, 2, 3])
      chmod(path, 0o640)
      try replaceFile(path, with: [4])
      #expect(try readFile(path) == [4])
      var status = stat()
      #expect(stat(path, &status) == 0 && status.st_mode & 0o7777 == 0o640)
      #expect(try names(folder) == ["a"])
    }
  }

  @Test func writesThroughASymbolicLink() throws {
    try withFolder { folder in
      try createFile(folder + "/a", [1])
      symlink("a", folder + "/link")
      try replaceFile(folder + "/link", with: [2])
      #expect(try readFile(folder + "/a") == [2])
      #expect(
        try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link") == "a")
    }
  }

  @Test func neverWritesOverAnotherFile() throws {
    try withFolder { folder in
      try createFile(folder + "/a", [1])
      #expect(throws: FileProblem.exists) { try createFile(folder + "/a", [2]) }
      symlink("nothing", folder + "/dangling")
      #expect(throws: FileProblem.exists) { try createFile(folder + "/dangling", [2]) }
      #expect(throws: FileProblem.missing) { try createFile(folder + "/x/a", [2]) }
      #expect(throws: FileProblem.missing) { try replaceFile(folder + "/b", with: [2]) }
      #expect(throws: FileProblem.notAFile) { try replaceFile(folder, with: [2]) }
      #expect(try readFile(folder + "/a") == [1])
    }
  }

  @Test func leavesAFileThatMayNotBeWritten() throws {
    guard getuid() != 0 else { return }
    try withFolder { folder in
      try createFile(folder + "/a", [1])
      chmod(folder + "/a", 0o444)
      #expect(throws: FileProblem.noPermission) { try replaceFile(folder + "/a", with: [2]) }
    }
  }

  @Test func writesAZipThatCanBeReadAgain() throws {
    try withFolder { folder in
      let entries = [
        ZipEntry(path: "word/document.xml", bytes: Array("<a/>".utf8)),
        ZipEntry(path: "空.txt", bytes: []),
      ]
      try writeZip(entries, to: folder + "/a.zip")
      #expect(try unzip(try readFile(folder + "/a.zip")) == entries)
      #expect(throws: FileProblem.exists) { try writeZip(entries, to: folder + "/a.zip") }
    }
  }
}
