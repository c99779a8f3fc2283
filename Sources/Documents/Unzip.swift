import CZip
import Glibc

/// A file out of a zip.
public struct ZipEntry: Equatable, Sendable {
  /// Relative, with `/`; safe to join to a folder.
  public var path: String
  public var bytes: [UInt8]

  public init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}

/// What a zip may hold. Sizes are of what comes out, in bytes.
public struct ZipLimits: Equatable, Sendable {
  public var entries: Int
  public var totalBytes: Int
  public var entryBytes: Int
  /// Folders and the file itself.
  public var pathDepth: Int

  public init(
    entries: Int = 500, totalBytes: Int = 64 << 20, entryBytes: Int = 20 << 20, pathDepth: Int = 8
  ) {
    self.entries = entries
    self.totalBytes = totalBytes
    self.entryBytes = entryBytes
    self.pathDepth = pathDepth
  }
}

/// Why a zip was refused. One bad entry refuses the whole.
public enum ZipProblem: Error, Equatable, Sendable {
  case notAZip
  /// It breaks off or contradicts itself; with the entry, where one is to blame.
  case damaged(path: String?)
  case encrypted(path: String)
  /// Compressed in a way we cannot undo (Deflate64, …).
  case unsupported(path: String)
  /// Absolute, with `..` or a drive letter, with control characters or beyond 1,024 bytes.
  case unsafePath(String)
  /// A symbolic link, or another thing that is neither file nor folder.
  case link(path: String)
  /// Two entries of one path, or a file where another entry needs a folder.
  case duplicate(path: String)
  case tooDeep(path: String, limit: Int)
  case tooManyEntries(limit: Int)
  case entryTooLarge(path: String, limit: Int)
  case totalTooLarge(limit: Int)
}

/// Unpacks a zip in memory, in the order of its directory.
///
/// Folders, `__MACOSX` and `.DS_Store` are left out. Names that are neither marked nor plainly
/// UTF-8 are GB 18030, as Windows in China writes them. Sizes are counted while inflating; what
/// the headers claim is not believed.
///
/// - Parameters:
///   - wanted: Which paths to unpack; the others are neither inflated nor counted.
///
/// Sources: PKWARE APPNOTE 6.3.10 (4.4.4 bit 11, 4.4.15, 4.4.17); libzip 1.7.
public func unzip(
  _ bytes: [UInt8], limits: ZipLimits = ZipLimits(), where wanted: (String) -> Bool = { _ in true }
) throws(ZipProblem) -> [ZipEntry] {
  let outcome: Result<[ZipEntry], ZipProblem> = bytes.withUnsafeBytes { raw in
    do throws(ZipProblem) {
      return .success(try entries(of: raw, limits: limits, where: wanted))
    } catch {
      return .failure(error)
    }
  }
  return try outcome.get()
}

/// - Parameters:
///   - raw: Must stay in place until this returns: libzip reads from it, and copies nothing.
private func entries(
  of raw: UnsafeRawBufferPointer, limits: ZipLimits, where wanted: (String) -> Bool
) throws(ZipProblem) -> [ZipEntry] {
  // Every zip has an end record of 22 bytes at least.
  guard raw.count >= 22 else { throw .notAZip }
  var error = zip_error_t()
  zip_error_init(&error)
  defer { zip_error_fini(&error) }
  guard
    let source = zip_source_buffer_create(raw.baseAddress, zip_uint64_t(raw.count), 0, &error)
  else { throw .damaged(path: nil) }
  guard let archive = zip_open_from_source(source, ZIP_RDONLY, &error) else {
    zip_source_free(source)
    // A zip that breaks off has lost the end record by which libzip knows one.
    let opensAsZip = raw.starts(with: [0x50, 0x4B, 0x03, 0x04])
    if zip_error_code_zip(&error) == ZIP_ER_NOZIP, !opensAsZip { throw .notAZip }
    throw .damaged(path: nil)
  }
  defer { zip_discard(archive) }

  var files: [ZipEntry] = []
  var seen: Set<String> = []
  var folders: Set<String> = []
  var total = 0
  for index in 0..<zip_uint64_t(max(0, zip_get_num_entries(archive, 0))) {
    guard let name = entryName(archive, index) else { throw .damaged(path: nil) }
    let (components, isFolder) = try safeComponents(name)
    if components.contains("__MACOSX") || components.last == ".DS_Store" { continue }
    try refuseLinks(archive, index, name)
    if isFolder { continue }

    let path = components.joined(separator: "/")
    guard wanted(path) else { continue }
    guard components.count <= limits.pathDepth else {
      throw .tooDeep(path: path, limit: limits.pathDepth)
    }
    guard files.count < limits.entries else { throw .tooManyEntries(limit: limits.entries) }
    guard seen.insert(path).inserted else { throw .duplicate(path: path) }
    for end in 1..<max(1, components.count) {
      folders.insert(components[..<end].joined(separator: "/"))
    }
    let room = limits.totalBytes - total
    let content = try inflate(archive, index, path, atMost: min(limits.entryBytes, room) + 1)
    guard content.count <= limits.entryBytes else {
      throw .entryTooLarge(path: path, limit: limits.entryBytes)
    }
    guard content.count <= room else { throw .totalTooLarge(limit: limits.totalBytes) }
    total += content.count
    files.append(ZipEntry(path: path, bytes: content))
  }
  if let clash = files.first(where: { folders.contains($0.path) }) {
    throw .duplicate(path: clash.path)
  }
  return files
}

// MARK: - names

/// An entry's name as text, or `nil` where libzip cannot read it.
private func entryName(_ archive: OpaquePointer, _ index: zip_uint64_t) -> String? {
  guard let start = zip_get_name(archive, index, zip_flags_t(ZIP_FL_ENC_RAW)) else { return nil }
  let raw = Array(UnsafeRawBufferPointer(start: start, count: strlen(start)))
  if raw.allSatisfy({ $0 < 0x80 }) { return String(decoding: raw, as: UTF8.self) }

  // Read strictly, libzip takes a name for CP437 unless it is marked as UTF-8; so a name that
  // comes out unchanged was marked.
  let strict = zip_get_name(archive, index, zip_flags_t(ZIP_FL_ENC_STRICT))
  let isMarked = strict.map { strcmp($0, start) == 0 } ?? false
  // Of what is not marked, three-byte sequences are UTF-8 all the same (macOS); two-byte ones may
  // be chance, as 联 in GB 18030 is.
  let isUTF8 = isMarked || raw.contains { $0 >= 0xE0 }
  if isUTF8, case .success(let text) = validUTF8(raw) { return text }
  if let utf8 = try? convert(raw, from: 0, "GB18030", to: "UTF-8"), looksChinese(gb18030: raw) {
    return String(decoding: utf8, as: UTF8.self)
  }
  if case .success(let text) = validUTF8(raw) { return text }
  // Neither: CP437 by the standard.
  return strict.map { String(cString: $0) }
}

private func safeComponents(
  _ name: String
) throws(ZipProblem) -> (components: [String], isFolder: Bool) {
  let path = String(String.UnicodeScalarView(name.unicodeScalars.map { $0 == "\\" ? "/" : $0 }))
  let hasControls = path.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
  if hasControls || path.hasPrefix("/") || hasDriveLetter(path) || path.utf8.count > 1_024 {
    throw .unsafePath(name)
  }
  let components = path.split(separator: "/").filter { $0 != "." }.map(String.init)
  if components.isEmpty || components.contains("..") { throw .unsafePath(name) }
  return (components, path.hasSuffix("/"))
}

/// Refuses what Unix calls anything but a file or a folder, whatever system the entry names.
private func refuseLinks(
  _ archive: OpaquePointer, _ index: zip_uint64_t, _ name: String
) throws(ZipProblem) {
  var system: zip_uint8_t = 0
  var attributes: zip_uint32_t = 0
  guard zip_file_get_external_attributes(archive, index, 0, &system, &attributes) == 0 else {
    throw .damaged(path: name)
  }
  switch (attributes >> 16) & 0xF000 {
  case 0, 0x8000, 0x4000: return
  default: throw .link(path: name)
  }
}

// MARK: - content

/// Inflates an entry and checks its CRC; stops after `bound` bytes, so that the caller can refuse.
private func inflate(
  _ archive: OpaquePointer, _ index: zip_uint64_t, _ path: String, atMost bound: Int
) throws(ZipProblem) -> [UInt8] {
  var status = zip_stat_t()
  guard zip_stat_index(archive, index, 0, &status) == 0 else { throw .damaged(path: path) }
  if status.encryption_method != ZIP_EM_NONE { throw .encrypted(path: path) }
  guard let file = zip_fopen_index(archive, index, 0) else {
    throw problem(of: zip_get_error(archive), path)
  }
  defer { zip_fclose(file) }
  var content: [UInt8] = []
  content.reserveCapacity(min(bound, Int(clamping: status.size), 1 << 20))
  var room = [UInt8](repeating: 0, count: 64 << 10)
  while content.count < bound {
    let got = zip_fread(file, &room, zip_uint64_t(room.count))
    if got < 0 { throw problem(of: zip_file_get_error(file), path) }
    if got == 0 { break }
    content += room[..<Int(got)]
  }
  return content
}

private func problem(of error: UnsafeMutablePointer<zip_error_t>?, _ path: String) -> ZipProblem {
  switch error.map({ zip_error_code_zip($0) }) {
  case ZIP_ER_NOPASSWD, ZIP_ER_WRONGPASSWD, ZIP_ER_ENCRNOTSUPP: .encrypted(path: path)
  case ZIP_ER_COMPNOTSUPP, ZIP_ER_OPNOTSUPP: .unsupported(path: path)
  default: .damaged(path: path)
  }
}
