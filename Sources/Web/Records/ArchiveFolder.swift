import Crypto
import Documents
import Foundation

/// What an archive says of itself: `manifest.json`.
public struct ArchiveManifest: Codable, Equatable, Sendable {
  public struct File: Codable, Equatable, Sendable {
    /// Below the archive's folder.
    public var name: String
    public var bytes: Int
    /// In hexadecimal digits.
    public var sha256: String
    /// Media type.
    public var type: String
    /// What it is, in the archive's language.
    public var what: String
  }
  public struct Class: Codable, Equatable, Sendable {
    public var id: String
    public var title: String
    public var date: String
    public var phase: String
    /// There only of a trial class 试讲.
    public var trial: Bool?
  }
  /// The class's stream of events, up to where this archive was made.
  public struct Log: Codable, Equatable, Sendable {
    public var stream: String
    public var records: Int
    /// The hash of the last record, as `guildhall verify` prints its beginning.
    public var head: String
  }
  public var format = Self.format
  public var version = 1
  public var program: String
  public var build: String
  /// ISO 8601.
  public var made: String
  public var language: String
  /// Whether names are in it.
  public var names: Bool
  public var `class`: Class
  public var log: Log
  public var files: [File]

  public static let format = "guildhall-class-archive"
  public static let name = "manifest.json"
  public static let sums = "SHA256SUMS"
}

/// Files on their way into an archive: each is written, summed and noted once.
final class ArchiveFolder {
  private let root: URL
  private(set) var files: [ArchiveManifest.File] = []

  /// - Parameter root: an empty folder of one's own.
  init(_ root: URL) { self.root = root }

  func file(_ name: String) -> String { root.appendingPathComponent(name).path }

  /// - Throws: `FileProblem`.
  func add(_ name: String, type: String, what: String, _ bytes: [UInt8]) throws {
    try add(name, type: type, what: what) { try $0(bytes) }
  }

  /// Writes in pieces.
  func add(
    _ name: String, type: String, what: String,
    _ write: ((_ piece: [UInt8]) throws -> Void) throws -> Void
  ) throws {
    let url = root.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try createFile(url.path, [])
    let handle = try FileHandle(forWritingTo: url)
    defer { try? handle.close() }
    var hash = SHA256()
    var count = 0
    try write { piece in
      hash.update(data: piece)
      count += piece.count
      try handle.write(contentsOf: Data(piece))
    }
    files.append(
      ArchiveManifest.File(
        name: name, bytes: count, sha256: hexadecimal(hash.finalize()), type: type, what: what))
  }

  /// `SHA256SUMS`, as `sha256sum -c` reads it: every file but itself.
  func addSums() throws {
    let lines = files.map { "\($0.sha256)  \($0.name)\n" }.joined()
    try add(ArchiveManifest.sums, type: "text/plain", what: "", Array(lines.utf8))
  }

  /// A name that every system takes: of a path the last part, without what some of them forbid.
  static func safeName(_ name: String) -> String {
    let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
    let kept = last.unicodeScalars.map { scalar -> String in
      scalar.value < 0x20 || scalar.value == 0x7F || "<>:\"|?*".unicodeScalars.contains(scalar)
        ? "_" : String(scalar)
    }.joined().prefix(80)
    let trimmed = kept.trimmingCharacters(in: CharacterSet(charactersIn: ". "))
    return trimmed.isEmpty ? "_" : trimmed
  }

  /// The same for a relative path; what climbs out of the folder loses its dots.
  static func safePath(_ path: String) -> String {
    path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).map { safeName(String($0)) }
      .filter { $0 != "_" }.joined(separator: "/")
  }
}

func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
