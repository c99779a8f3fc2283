import Identity

/// An event on its way into the log: bytes this module does not look into.
public struct NewRecord: Sendable, Equatable {
  /// What kind of event the bytes hold. A tag, once shipped, is for ever.
  public let tag: String
  public let time: Moment
  /// The command that caused it. One command may cause several records.
  public let command: CommandID?
  public let bytes: [UInt8]

  public init(tag: String, time: Moment, command: CommandID?, bytes: [UInt8]) {
    self.tag = tag
    self.time = time
    self.command = command
    self.bytes = bytes
  }
}

/// An event in the log.
public struct Record: Sendable, Equatable {
  public let stream: StreamID
  /// Counts from 1 in each stream, without gaps.
  public let position: Int
  public let tag: String
  public let time: Moment
  public let command: CommandID?
  public let bytes: [UInt8]
  /// 32 bytes: `Chain.hash` over the record before it and everything above.
  public let hash: [UInt8]

  public init(
    stream: StreamID, position: Int, tag: String, time: Moment, command: CommandID?,
    bytes: [UInt8], hash: [UInt8]
  ) {
    self.stream = stream
    self.position = position
    self.tag = tag
    self.time = time
    self.command = command
    self.bytes = bytes
    self.hash = hash
  }
}

/// One anonymous answer: no person, no time, no command, no order.
public struct Ballot: Sendable, Equatable {
  public let key: BallotKey
  public let bytes: [UInt8]

  public init(key: BallotKey, bytes: [UInt8]) {
    self.key = key
    self.bytes = bytes
  }
}

/// Puts a ballot into a box, or replaces the ballot of the same key there.
public struct BallotWrite: Sendable, Equatable {
  public let box: BoxID
  public let ballot: Ballot

  public init(box: BoxID, ballot: Ballot) {
    self.box = box
    self.ballot = ballot
  }
}
