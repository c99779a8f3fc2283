import Foundation
import Journal
import Words

/// A file on its way: written beside the place where it will stand, under a name of its own, and put
/// there whole or not at all.
struct StagedFile {
  let path: String

  init(beside final: String) {
    path = final + ".\(UUID().uuidString.prefix(8)).part"
  }

  static func exists(_ path: String) -> Bool {
    var info = stat()
    return lstat(path, &info) == 0
  }

  /// For the owner only.
  func create() throws -> FileHandle {
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw NSError(domain: NSPOSIXErrorDomain, code: Int(errno))
    }
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// Gives the file its name, unless something has that name by now.
  func publish(as final: String, _ language: Language) throws {
    // A file system without hard links (a USB stick): the name was free a moment ago.
    if link(path, final) != 0 {
      guard errno != EEXIST, !Self.exists(final), rename(path, final) == 0 else {
        throw CommandFailure("cli.file.exists", [final], language)
      }
    }
    discard()
    let folder = open(
      URL(fileURLWithPath: final).deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }

  func discard() {
    for leftover in ["", "-journal", "-wal", "-shm"] { unlink(path + leftover) }
  }
}

extension CommandFailure {
  /// Why a file could not be written.
  init(writing path: String, _ error: any Error, _ language: Language) {
    let cause = error as NSError
    let code =
      cause.domain == NSPOSIXErrorDomain
      ? cause.code : (cause.userInfo[NSUnderlyingErrorKey] as? NSError)?.code ?? 0
    let key =
      switch (error as? CocoaError)?.code {
      case .fileWriteOutOfSpace?: "cli.data.diskFull"
      case .fileWriteNoPermission?, .fileWriteVolumeReadOnly?: "cli.data.readOnly"
      default:
        switch Int32(code) {
        case ENOSPC, EDQUOT: "cli.data.diskFull"
        case EACCES, EPERM, EROFS: "cli.data.readOnly"
        case ENOENT: "cli.data.noFolder"
        default: "cli.data.unavailable"
        }
      }
    self.init(key, [path], language)
  }
}

/// A password from a file, or typed where nobody sees it.
enum PasswordEntry {
  private static let shortest = 10

  static func ask(from file: String?, isNew: Bool, _ language: Language) throws -> String {
    if let file {
      guard let data = FileManager.default.contents(atPath: file),
        let line = String(data: data, encoding: .utf8)?.split(
          separator: "\n", omittingEmptySubsequences: false
        ).first
      else { throw CommandFailure("cli.file.missing", [file], language) }
      return try check(String(line.last == "\r" ? line.dropLast() : line), isNew, language)
    }
    guard isatty(STDIN_FILENO) == 1 else {
      throw CommandFailure("cli.password.noTerminal", [], language)
    }
    let first = read(Words.text("cli.password.ask", in: language))
    let password = try check(first, isNew, language)
    if isNew, read(Words.text("cli.password.again", in: language)) != password {
      throw CommandFailure("cli.password.differ", [], language)
    }
    return password
  }

  private static func read(_ prompt: String) -> String {
    getpass(prompt).map { String(cString: $0) } ?? ""
  }

  private static func check(_ password: String, _ isNew: Bool, _ language: Language) throws
    -> String
  {
    guard !isNew || password.count >= shortest else {
      throw CommandFailure("cli.password.short", [String(shortest)], language)
    }
    return password
  }
}
