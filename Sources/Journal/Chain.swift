import Crypto
import Identity

/// The hash chain of a stream.
///
/// A record's hash is SHA-256 over these fields, each preceded by its length in bytes (UInt64,
/// big-endian; numbers are Int64, big-endian; text is UTF-8):
///
/// 1. `guildhall.record.1`
/// 2. the hash of the record before it (32 zero bytes for position 1)
/// 3. stream, 4. position, 5. tag, 6. time in milliseconds
/// 7. command: empty when there is none, else the byte 1 and its text
/// 8. bytes
///
/// The chain shows that a record was edited, moved or taken out of the middle. That records were cut
/// off the *end* shows only against a head kept elsewhere (`VerifyReport` gives the heads to print).
public enum Chain {
  /// What position 1 is chained to: 32 zero bytes.
  public static let origin = [UInt8](repeating: 0, count: 32)

  /// The hash of `record` at `position` of `stream`, after a record whose hash is `previous`.
  public static func hash(
    previous: [UInt8], stream: StreamID, position: Int, record: NewRecord
  ) -> [UInt8] {
    var input: [UInt8] = []
    input.reserveCapacity(192 + record.bytes.count)
    func number(_ value: Int64) {
      withUnsafeBytes(of: value.bigEndian) { input.append(contentsOf: $0) }
    }
    func field(_ bytes: some Collection<UInt8>) {
      number(Int64(bytes.count))
      input.append(contentsOf: bytes)
    }
    field("guildhall.record.1".utf8)
    field(previous)
    field(stream.rawValue.utf8)
    number(8)
    number(Int64(position))
    field(record.tag.utf8)
    number(8)
    number(record.time.milliseconds)
    if let command = record.command {
      number(Int64(command.rawValue.utf8.count + 1))
      input.append(1)
      input.append(contentsOf: command.rawValue.utf8)
    } else {
      number(0)
    }
    field(record.bytes)
    return Array(SHA256.hash(data: input))
  }

  /// Whether `record` is what was appended after a record whose hash is `previous`.
  public static func holds(_ record: Record, after previous: [UInt8]) -> Bool {
    let written = NewRecord(
      tag: record.tag, time: record.time, command: record.command, bytes: record.bytes)
    return record.hash
      == hash(
        previous: previous, stream: record.stream, position: record.position, record: written)
  }
}
