import Classroom
import Crypto
import Documents
import Foundation
import Identity
import Journal

/// Whether an archive is whole: every file as its manifest and its sums say, none more, and the log of
/// events in its chain up to the head that the manifest names.
public struct ArchiveCheck: Sendable {
  public enum Problem: Equatable, Sendable {
    case damaged(ZipProblem)
    /// There is no manifest of ours.
    case notAnArchive
    case newerVersion(Int)
    case missing(String)
    case unexpected(String)
    case changed(String)
    /// The position of the first event that does not follow from the one before it.
    case brokenChain(Int)
  }

  public private(set) var manifest: ArchiveManifest?
  /// In the order found; none for a whole archive.
  public private(set) var problems: [Problem] = []

  public init(path: String) {
    do throws(ZipProblem) { try check(ZipReader(path: path)) } catch {
      problems.append(.damaged(error))
    }
  }

  private static let manifestLimit = 16 << 20

  private mutating func check(_ zip: ZipReader) throws(ZipProblem) {
    let found = zip.paths.first { path in
      path.hasSuffix("/" + ArchiveManifest.name) && path.split(separator: "/").count == 2
    }
    guard let path = found, let bytes = try zip.bytes(path, limit: Self.manifestLimit),
      let manifest = try? JSONDecoder().decode(ArchiveManifest.self, from: Data(bytes)),
      manifest.format == ArchiveManifest.format
    else {
      problems.append(.notAnArchive)
      return
    }
    guard manifest.version <= 1 else {
      problems.append(.newerVersion(manifest.version))
      return
    }
    self.manifest = manifest
    let top = String(path.dropLast(ArchiveManifest.name.count))
    let own = [ArchiveManifest.name, ArchiveManifest.sums]
    let known = Set((manifest.files.map(\.name) + own).map { top + $0 })
    for path in zip.paths where !known.contains(path) { problems.append(.unexpected(path)) }
    let there = Set(zip.paths)
    for file in manifest.files {
      guard there.contains(top + file.name) else {
        problems.append(.missing(file.name))
        continue
      }
      let (count, sum) = try digest(of: top + file.name, in: zip)
      if count != file.bytes || sum != file.sha256 { problems.append(.changed(file.name)) }
    }
    try checkSums(top, manifest, bytes, zip, there)
    if problems.isEmpty { try checkChain(top, manifest, zip) }
  }

  private func digest(
    of path: String, in zip: ZipReader
  ) throws(ZipProblem) -> (count: Int, sum: String) {
    var hash = SHA256()
    var count = 0
    try zip.read(path) {
      hash.update(bufferPointer: $0)
      count += $0.count
    }
    return (count, hexadecimal(hash.finalize()))
  }

  /// The sums must say the same, of the manifest too: whoever changed the manifest changed both.
  private mutating func checkSums(
    _ top: String, _ manifest: ArchiveManifest, _ bytes: [UInt8], _ zip: ZipReader,
    _ there: Set<String>
  ) throws(ZipProblem) {
    guard there.contains(top + ArchiveManifest.sums) else {
      problems.append(.missing(ArchiveManifest.sums))
      return
    }
    var lines = manifest.files.map { "\($0.sha256)  \($0.name)" }
    lines.append("\(hexadecimal(SHA256.hash(data: bytes)))  \(ArchiveManifest.name)")
    let found = try zip.bytes(top + ArchiveManifest.sums, limit: Self.manifestLimit) ?? []
    let said = String(decoding: found, as: UTF8.self).split(separator: "\n").map(String.init)
    if Set(said) != Set(lines) { problems.append(.changed(ArchiveManifest.sums)) }
  }

  /// Each event that is there must give the hash that stands beside it.
  private mutating func checkChain(
    _ top: String, _ manifest: ArchiveManifest, _ zip: ZipReader
  ) throws(ZipProblem) {
    var chain = ArchivedChain(stream: StreamID(manifest.log.stream))
    try zip.read(top + "log/events.jsonl") { chain.take($0) }
    if let broken = chain.broken {
      problems.append(.brokenChain(broken))
    } else if chain.position != manifest.log.records || chain.head != manifest.log.head {
      problems.append(.brokenChain(chain.position + 1))
    }
  }
}

/// Follows the chain through the lines of `events.jsonl`, whatever pieces they come in.
struct ArchivedChain {
  private let stream: StreamID
  private var rest: [UInt8] = []
  private var previous = Chain.origin
  private(set) var position = 0
  private(set) var broken: Int?

  init(stream: StreamID) { self.stream = stream }

  var head: String { hexadecimal(previous) }

  mutating func take(_ piece: UnsafeRawBufferPointer) {
    rest += piece
    var start = 0
    while let end = rest[start...].firstIndex(of: 0x0A) {
      if broken == nil { follow(Array(rest[start..<end])) }
      start = end + 1
    }
    rest.removeFirst(start)
  }

  private struct Line: Decodable {
    var position: Int
    var tag: String
    var time: Int64
    var command: String?
    var hash: String
    var withheld: Bool?
  }

  private mutating func follow(_ line: [UInt8]) {
    guard let found = try? JSONDecoder().decode(Line.self, from: Data(line)),
      found.position == position + 1, let hash = Self.bytes(found.hash)
    else {
      broken = position + 1
      return
    }
    if found.withheld != true {
      let mark = Array("\"event\":".utf8)
      guard let start = line.firstRange(of: mark)?.upperBound, line.last == 0x7D else {
        broken = position + 1
        return
      }
      let record = NewRecord(
        tag: found.tag, time: Moment(milliseconds: found.time),
        command: found.command.map { CommandID($0) }, bytes: Array(line[start...].dropLast()))
      guard
        Chain.hash(
          previous: previous, stream: stream, position: found.position, record: record) == hash
      else {
        broken = position + 1
        return
      }
    }
    position = found.position
    previous = hash
  }

  private static func bytes(_ digits: String) -> [UInt8]? {
    let digits = Array(digits.utf8)
    guard digits.count == 64 else { return nil }
    let bytes = stride(from: 0, to: 64, by: 2).compactMap {
      UInt8(String(decoding: digits[$0..<($0 + 2)], as: UTF8.self), radix: 16)
    }
    return bytes.count == 32 ? bytes : nil
  }
}
