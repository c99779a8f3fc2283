import CZip
import Glibc

/// Writes a new zip file.
///
/// - Throws: `FileProblem`; nothing is left behind then.
public func writeZip(_ entries: [ZipEntry], to path: String) throws(FileProblem) {
  var code: Int32 = 0
  guard let archive = zip_open(path, ZIP_CREATE | ZIP_EXCL, &code) else {
    throw code == ZIP_ER_EXISTS ? .exists : FileProblem(code: EIO)
  }
  for entry in entries {
    // libzip reads the bytes when it closes, and frees them.
    let room = malloc(max(entry.bytes.count, 1))
    entry.bytes.withUnsafeBytes { bytes in
      if let room, let start = bytes.baseAddress { memcpy(room, start, bytes.count) }
    }
    guard let room,
      let source = zip_source_buffer(archive, room, zip_uint64_t(entry.bytes.count), 1)
    else {
      free(room)
      zip_discard(archive)
      throw FileProblem(code: ENOMEM)
    }
    if zip_file_add(archive, entry.path, source, zip_flags_t(ZIP_FL_ENC_UTF_8)) < 0 {
      zip_source_free(source)
      zip_discard(archive)
      throw FileProblem(code: EIO)
    }
  }
  if zip_close(archive) != 0 {
    zip_discard(archive)
    throw FileProblem(code: EIO)
  }
}
