/// A folded state of a stream, kept so that its log need not be read from the beginning. It may be
/// thrown away at any time: the log is the truth, and makes it again.
public struct StoredSnapshot: Sendable, Equatable {
  /// The last record folded into it.
  public let position: Int
  /// The hash of that record: a snapshot of another history is not used.
  public let hash: [UInt8]
  /// Which program can read it. One of another program is not used.
  public let codec: String
  /// What a list of all streams shows.
  public let summary: [UInt8]
  /// The state itself; empty when only the summary was asked for.
  public let bytes: [UInt8]

  public init(position: Int, hash: [UInt8], codec: String, summary: [UInt8], bytes: [UInt8]) {
    self.position = position
    self.hash = hash
    self.codec = codec
    self.summary = summary
    self.bytes = bytes
  }
}

extension EventLog {
  public func snapshot(of stream: StreamID, withBytes: Bool) async throws -> StoredSnapshot? { nil }
  public func keep(_ snapshot: StoredSnapshot, of stream: StreamID) async throws {}

  /// The snapshot of a stream, if this program wrote it and the log still holds the history that it
  /// was made from.
  ///
  /// - Returns: The snapshot, and whether nothing has happened since.
  public func trustedSnapshot(
    of stream: StreamID, codec: String, withBytes: Bool
  ) async throws -> (snapshot: StoredSnapshot, isCurrent: Bool)? {
    guard let snapshot = try await snapshot(of: stream, withBytes: withBytes),
      snapshot.codec == codec, snapshot.position > 0
    else { return nil }
    let records = try await read(stream, after: snapshot.position - 1, limit: 2)
    guard let record = records.first, record.position == snapshot.position,
      record.hash == snapshot.hash
    else { return nil }
    return (snapshot, records.count == 1)
  }
}
