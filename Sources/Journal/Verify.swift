/// What reading the whole log back found.
public struct VerifyReport: Sendable, Equatable {
  /// In byte order of their names.
  public let streams: [StreamReport]

  public init(streams: [StreamReport]) { self.streams = streams }

  public var records: Int { streams.reduce(0) { $0 + $1.records } }
  public var broken: [StreamReport] { streams.filter { $0.brokenAt != nil } }
  public var isWhole: Bool { broken.isEmpty }
}

/// One stream, read back.
public struct StreamReport: Sendable, Equatable {
  public let stream: StreamID
  /// Records found whole, up to the first broken one.
  public let records: Int
  /// The hash of the last whole record: printed on paper it proves later that none was cut off.
  public let head: [UInt8]
  /// The first position that is missing, edited or unreadable; `nil` when the stream is whole.
  public let brokenAt: Int?

  public init(stream: StreamID, records: Int, head: [UInt8], brokenAt: Int?) {
    self.stream = stream
    self.records = records
    self.head = head
    self.brokenAt = brokenAt
  }
}

extension EventLog {
  /// Reads every record of the streams that begin with `prefix` and checks positions and chain.
  ///
  /// - Throws: `EventLogError` when the list of streams itself cannot be read.
  public func verify(withPrefix prefix: String = "") async throws -> VerifyReport {
    var reports: [StreamReport] = []
    for stream in try await streams(withPrefix: prefix) {
      reports.append(try await verify(stream))
    }
    return VerifyReport(streams: reports)
  }

  /// Reads one stream and checks positions and chain.
  public func verify(_ stream: StreamID) async throws -> StreamReport {
    var position = 0
    var previous = Chain.origin
    while true {
      let page: [Record]
      do {
        page = try await read(stream, after: position, limit: 500)
      } catch EventLogError.fileDamaged {
        // Find the exact record: everything before the unreadable one still counts.
        guard let next = try? await read(stream, after: position, limit: 1).first,
          next.position == position + 1, Chain.holds(next, after: previous)
        else {
          return StreamReport(
            stream: stream, records: position, head: previous, brokenAt: position + 1)
        }
        (position, previous) = (next.position, next.hash)
        continue
      }
      for record in page {
        guard record.position == position + 1, Chain.holds(record, after: previous) else {
          return StreamReport(
            stream: stream, records: position, head: previous, brokenAt: position + 1)
        }
        (position, previous) = (record.position, record.hash)
      }
      if page.count < 500 {
        return StreamReport(stream: stream, records: position, head: previous, brokenAt: nil)
      }
    }
  }
}
