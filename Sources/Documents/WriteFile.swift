import Glibc

/// Replaces what a file holds, at once: a reader, or a power cut, sees the old bytes or the new ones.
///
/// A symbolic link stays one, its target is replaced; permissions, and the owner where that is
/// allowed, stay. The bytes are on the disk before the old ones are gone.
///
/// - Throws: `FileProblem`; a file that may not be written is not replaced, though its folder would
///   allow it.
public func replaceFile(_ path: String, with bytes: [UInt8]) throws(FileProblem) {
  guard let resolved = realpath(path, nil) else { throw FileProblem(code: errno) }
  defer { free(resolved) }
  let target = String(cString: resolved)
  var status = stat()
  guard stat(target, &status) == 0 else { throw FileProblem(code: errno) }
  guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
  guard access(target, W_OK) == 0 else { throw FileProblem(code: errno) }
  var template = Array((target + ".XXXXXX").utf8CString)
  let file = mkstemp(&template)
  guard file >= 0 else { throw FileProblem(code: errno) }
  _ = fcntl(file, F_SETFD, FD_CLOEXEC)
  let temporary = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  var isDone = false
  defer { if !isDone { unlink(temporary) } }
  defer { close(file) }
  try fill(file, bytes)
  // Without the right to give files away the file becomes ours; its permissions stay.
  _ = fchown(file, status.st_uid, status.st_gid)
  guard fchmod(file, status.st_mode & 0o7777) == 0, fsync(file) == 0,
    rename(temporary, target) == 0
  else { throw FileProblem(code: errno) }
  isDone = true
  syncFolder(of: target)
}

/// Writes a new file; never over another.
///
/// - Throws: `FileProblem.exists` where there is one of this name, a dangling link included.
public func createFile(_ path: String, _ bytes: [UInt8]) throws(FileProblem) {
  let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
  guard file >= 0 else { throw FileProblem(code: errno) }
  defer { close(file) }
  do throws(FileProblem) {
    try fill(file, bytes)
    guard fsync(file) == 0 else { throw FileProblem(code: errno) }
  } catch {
    unlink(path)
    throw error
  }
  syncFolder(of: path)
}

private func fill(_ file: Int32, _ bytes: [UInt8]) throws(FileProblem) {
  var written = 0
  while written < bytes.count {
    let count = bytes.withUnsafeBytes { write(file, $0.baseAddress! + written, $0.count - written) }
    if count < 0 {
      if errno == EINTR { continue }
      throw FileProblem(code: errno)
    }
    written += count
  }
}

/// So that the new name survives a power cut. Some file systems do not offer it.
private func syncFolder(of path: String) {
  let slash = path.lastIndex(of: "/")
  let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  let file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  if file >= 0 {
    fsync(file)
    close(file)
  }
}
