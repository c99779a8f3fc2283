/// What a server needs of its store: the log of events and the boxes of ballots, in one commit, and
/// what lists and summaries are read from.
public typealias Engine = EventLog & BallotBox & ReadTables

/// An append-only log in streams, each with its own positions and its own hash chain. There is no
/// order between streams.
public protocol EventLog: Sendable {
  /// Records of `stream` behind `position`, in order; none when `limit` is 0 or less.
  ///
  /// The chain is not checked here: that is `verify`'s work, so that a class with one damaged record
  /// still opens.
  func read(_ stream: StreamID, after position: Int, limit: Int) async throws -> [Record]

  /// The last position of `stream`; 0 when it has no records.
  func head(_ stream: StreamID) async throws -> Int

  /// Appends all or nothing, together with the ballots; durable on return.
  ///
  /// Finishes what it began even when the calling task is cancelled. With no records the position
  /// stays but is still compared with `expecting`.
  ///
  /// - Returns: The new head.
  /// - Throws: `EventLogError`: `.conflict`, `.boxSealed`, `.tooLarge`, `.unavailable`.
  func append(
    _ records: [NewRecord], ballots: [BallotWrite], to stream: StreamID, expecting: Int
  ) async throws -> Int

  /// The streams whose names begin with `prefix`, in byte order.
  func streams(withPrefix prefix: String) async throws -> [StreamID]

  /// The snapshot kept last; `nil` from an engine that keeps none. Ask for `trustedSnapshot`.
  func snapshot(of stream: StreamID, withBytes: Bool) async throws -> StoredSnapshot?

  /// Keeps a snapshot in place of an earlier one; one of an older position changes nothing.
  func keep(_ snapshot: StoredSnapshot, of stream: StreamID) async throws
}

/// Anonymous answers, kept apart from the log. See docs/decisions/0003-ballot-box.md.
///
/// Until a box is sealed, whoever copies the disk could join its ballots with the events that record
/// who took part. Ballots come in through `EventLog.append`.
public protocol BallotBox: Sendable {
  /// The ballots of a box, in key order.
  func ballots(in box: BoxID) async throws -> [Ballot]

  func keys(in box: BoxID) async throws -> Set<BallotKey>

  /// Rewrites a box in key order and wipes every trace of its order of arrival. No ballot enters
  /// afterwards. Idempotent; an unknown box is sealed empty.
  @discardableResult
  func seal(_ box: BoxID) async throws -> Sealing
}

/// How far a sealing came.
public enum Sealing: Sendable, Equatable {
  /// No trace of the order of arrival is left in the files.
  case complete
  /// The box is sealed, but a reader in another process held old pages of the write-ahead log. The
  /// engine has noted it and tries again by itself, at the latest at the next opening.
  case tracesRemain
}

extension EventLog {
  /// `append` without ballots.
  @discardableResult
  public func append(
    _ records: [NewRecord], to stream: StreamID, expecting: Int
  ) async throws -> Int {
    try await append(records, ballots: [], to: stream, expecting: expecting)
  }

  /// Every record of `stream` behind `position`, read in pages.
  public func readAll(_ stream: StreamID, after position: Int = 0) async throws -> [Record] {
    var all: [Record] = []
    while true {
      let page = try await read(stream, after: all.last?.position ?? position, limit: 1000)
      all += page
      if page.count < 1000 { return all }
    }
  }
}
