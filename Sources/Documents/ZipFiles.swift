import CZip
import Glibc

/// A file on the disk that is to go into a zip.
public struct ZipSource: Equatable, Sendable {
  /// Relative, with `/`.
  public var path: String
  /// Where it lies.
  public var file: String

  public init(path: String, file: String) {
    self.path = path
    self.file = file
  }
}

/// Writes a new zip of files on the disk, whatever their size: nothing is held in memory. Names are marked
/// as UTF-8, so that Chinese ones are right on every system.
///
/// - Throws: `FileProblem`; nothing is left behind then.
public func writeZip(_ sources: [ZipSource], to path: String) throws(FileProblem) {
  var code: Int32 = 0
  guard let archive = zip_open(path, ZIP_CREATE | ZIP_EXCL, &code) else {
    throw code == ZIP_ER_EXISTS ? .exists : FileProblem(code: EIO)
  }
  for source in sources {
    guard let content = zip_source_file(archive, source.file, 0, 0) else {
      zip_discard(archive)
      throw FileProblem(code: ENOENT)
    }
    let index = zip_file_add(archive, source.path, content, zip_flags_t(ZIP_FL_ENC_UTF_8))
    if index < 0 {
      zip_source_free(content)
      zip_discard(archive)
      throw FileProblem(code: EIO)
    }
    // Ordinary files that everybody may read: else a restored archive has the odd mode of its maker.
    let mode = zip_uint32_t(0o100644) << 16
    _ = zip_file_set_external_attributes(
      archive, zip_uint64_t(index), 0, zip_uint8_t(ZIP_OPSYS_UNIX), mode)
  }
  if zip_close(archive) != 0 {
    zip_discard(archive)
    throw FileProblem(code: EIO)
  }
}

/// Reads a zip file by file, in pieces.
public final class ZipReader {
  private let archive: OpaquePointer
  /// In the order of the directory; folders left out.
  public let paths: [String]
  private let indexes: [String: zip_uint64_t]

  /// - Throws: `ZipProblem`: `.notAZip`, `.damaged`, `.duplicate`.
  public init(path: String) throws(ZipProblem) {
    var code: Int32 = 0
    guard let archive = zip_open(path, ZIP_RDONLY, &code) else {
      throw code == ZIP_ER_NOZIP ? .notAZip : .damaged(path: nil)
    }
    var paths: [String] = []
    var indexes: [String: zip_uint64_t] = [:]
    for index in 0..<zip_uint64_t(max(0, zip_get_num_entries(archive, 0))) {
      guard let name = zip_get_name(archive, index, zip_flags_t(ZIP_FL_ENC_GUESS)) else {
        zip_discard(archive)
        throw .damaged(path: nil)
      }
      let path = String(cString: name)
      if path.hasSuffix("/") { continue }
      guard indexes.updateValue(index, forKey: path) == nil else {
        zip_discard(archive)
        throw .duplicate(path: path)
      }
      paths.append(path)
    }
    self.archive = archive
    self.paths = paths
    self.indexes = indexes
  }

  deinit { zip_discard(archive) }

  /// Hands over what a file holds, piece by piece.
  ///
  /// - Throws: `ZipProblem.damaged` for a file that is not there, breaks off, or whose sum is wrong.
  public func read(_ path: String, _ take: (UnsafeRawBufferPointer) -> Void) throws(ZipProblem) {
    guard let index = indexes[path], let file = zip_fopen_index(archive, index, 0) else {
      throw .damaged(path: path)
    }
    defer { zip_fclose(file) }
    var room = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let got = zip_fread(file, &room, zip_uint64_t(room.count))
      if got < 0 { throw .damaged(path: path) }
      if got == 0 { return }
      room.withUnsafeBytes { take(UnsafeRawBufferPointer(rebasing: $0[..<Int(got)])) }
    }
  }

  /// A whole file; `nil` where it is larger than `limit` bytes.
  public func bytes(_ path: String, limit: Int) throws(ZipProblem) -> [UInt8]? {
    var bytes: [UInt8] = []
    var isTooLarge = false
    try read(path) { piece in
      if bytes.count + piece.count > limit { isTooLarge = true } else { bytes += piece }
    }
    return isTooLarge ? nil : bytes
  }
}
