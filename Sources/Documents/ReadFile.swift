import Glibc

/// Why a file could not be read or written.
public enum FileProblem: Error, Equatable, Sendable {
  case missing
  case noPermission
  case directory
  /// A device, a socket or a pipe.
  case notAFile
  /// There is one of this name already.
  case exists
  /// - Parameters: bytes
  case tooLarge(size: Int, limit: Int)
  /// The disk or the system failed: `errno`.
  case failed(code: Int32)
}

/// Reads a file that is not larger than `maxBytes`; a larger one is refused before it is read.
///
/// - Parameters:
///   - path: As the shell gives it, absolute or relative to the working directory.
///   - maxBytes: 20 MiB by default.
public func readFile(
  _ path: String, maxBytes: Int = 20 << 20
) throws(FileProblem) -> [UInt8] {
  // Without O_NONBLOCK, opening a named pipe nobody writes to would wait for ever.
  let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard file >= 0 else { throw FileProblem(code: errno) }
  defer { close(file) }
  var status = stat()
  guard fstat(file, &status) == 0 else { throw FileProblem(code: errno) }
  switch status.st_mode & S_IFMT {
  case S_IFREG: break
  case S_IFDIR: throw .directory
  default: throw .notAFile
  }
  let size = Int(status.st_size)
  guard size <= maxBytes else { throw .tooLarge(size: size, limit: maxBytes) }

  return try drain(file, expecting: size, maxBytes: maxBytes)
}

/// Reads standard input to its end; more than `maxBytes` is refused.
public func readStandardInput(maxBytes: Int = 20 << 20) throws(FileProblem) -> [UInt8] {
  try drain(STDIN_FILENO, expecting: 0, maxBytes: maxBytes)
}

private func drain(
  _ file: Int32, expecting size: Int, maxBytes: Int
) throws(FileProblem) -> [UInt8] {
  // One byte more than the size, to see the end, or that the file grew since.
  var bytes = [UInt8](repeating: 0, count: size + 1)
  var filled = 0
  while true {
    if filled == bytes.count {
      guard filled <= maxBytes else { throw .tooLarge(size: filled, limit: maxBytes) }
      bytes += [UInt8](repeating: 0, count: min(max(filled, 4096), maxBytes + 1 - filled))
    }
    let got = bytes.withUnsafeMutableBytes { room in
      read(file, room.baseAddress! + filled, room.count - filled)
    }
    if got == 0 { break }
    if got < 0 {
      if errno == EINTR { continue }
      throw FileProblem(code: errno)
    }
    filled += got
  }
  guard filled <= maxBytes else { throw .tooLarge(size: filled, limit: maxBytes) }
  bytes.removeLast(bytes.count - filled)
  return bytes
}

extension FileProblem {
  init(code: Int32) {
    switch code {
    case ENOENT, ENOTDIR: self = .missing
    case EEXIST: self = .exists
    case EACCES, EPERM, EROFS: self = .noPermission
    case EISDIR: self = .directory
    case ENXIO: self = .notAFile
    default: self = .failed(code: code)
    }
  }
}
