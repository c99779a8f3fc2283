/// The world's trouble with the log. Nothing is half done; ids only, never a name or an answer.
public enum EventLogError: Error, Sendable, Equatable {
  /// The stream has moved on: read again and decide again.
  case conflict(stream: StreamID, expected: Int, actual: Int)
  /// The append is not acknowledged. After `.io` it may still come to light at the next opening (the
  /// reply was lost, not the data), so read the stream again before deciding again.
  case unavailable(Unavailability)
  /// The box was sealed: what arrives now could be linked to its person, so it is refused, and the
  /// records that came with it too.
  case boxSealed(BoxID)
  /// A record or ballot of more than `Limits.recordBytes`.
  case tooLarge(bytes: Int, limit: Int)
  /// A stream, tag, command or box (`field`) that is empty, longer than `Limits.nameBytes` or
  /// holds a zero byte.
  case malformed(field: String)
  /// The first broken position of a stream.
  case damaged(stream: StreamID, position: Int)
  /// The file itself cannot be read; `code` is SQLite's extended result code.
  case fileDamaged(path: String, code: Int)
  /// There is a file, but not one of Guildhall's. It was not touched.
  case notOurs(path: String)
  /// Written by a newer Guildhall. It was not touched.
  case newerVersion(found: Int, known: Int)
  /// Another process serves from this file.
  case inUse(path: String)
  /// No such file, and the opening may not create one.
  case notFound(path: String)

  public enum Unavailability: Sendable, Equatable {
    case diskFull
    case readOnly
    /// Another process kept the file locked.
    case busy
    /// More appends wait than the engine's queue holds.
    case overloaded
    case closed
    /// SQLite's extended result code, or `errno` where no database was involved.
    case io(code: Int)
  }
}

/// Bounds every engine keeps.
public enum Limits {
  /// 16 MiB: the largest record or ballot.
  public static let recordBytes = 16 << 20
  /// The longest stream, tag, command or box, in bytes of UTF-8.
  public static let nameBytes = 512
  /// The most appends that wait for a commit; the next one is refused as `.overloaded`.
  public static let waitingAppends = 100_000

  /// Refuses what an engine could not store whole, before it can spoil a batch.
  ///
  /// - Throws: `EventLogError.tooLarge`, `.malformed`.
  public static func check(
    _ records: [NewRecord], _ ballots: [BallotWrite], for stream: StreamID
  ) throws(EventLogError) {
    try check(stream.rawValue, "stream")
    for record in records {
      try check(record.tag, "tag")
      if let command = record.command { try check(command.rawValue, "command") }
      try check(record.bytes)
    }
    for write in ballots {
      try check(write.box.rawValue, "box")
      try check(write.ballot.bytes)
    }
  }

  private static func check(_ name: String, _ field: String) throws(EventLogError) {
    // SQLite's text ends at a zero byte, and the chain would not.
    var name = name
    let isGood = name.withUTF8 { !$0.isEmpty && $0.count <= nameBytes && !$0.contains(0) }
    if !isGood { throw .malformed(field: field) }
  }

  private static func check(_ bytes: [UInt8]) throws(EventLogError) {
    if bytes.count > recordBytes { throw .tooLarge(bytes: bytes.count, limit: recordBytes) }
  }
}
