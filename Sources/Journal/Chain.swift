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
    let command = record.command?.rawValue
    let size =
      8 * 9 + label.count + previous.count + stream.rawValue.utf8.count + 16
      + record.tag.utf8.count + 1 + (command?.utf8.count ?? 0) + record.bytes.count
    // One pass into one buffer: this runs once for each record of a full hall.
    return withUnsafeTemporaryAllocation(byteCount: size, alignment: 8) { buffer in
      var input = Input(buffer)
      input.field(label)
      input.field(previous)
      input.field(stream.rawValue)
      input.number(8)
      input.number(Int64(position))
      input.field(record.tag)
      input.number(8)
      input.number(record.time.milliseconds)
      if let command {
        input.number(Int64(command.utf8.count + 1))
        input.byte(1)
        input.text(command)
      } else {
        input.number(0)
      }
      input.field(record.bytes)
      var hash = SHA256()
      hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer.prefix(input.count)))
      return Array(hash.finalize())
    }
  }

  private static let label = Array("guildhall.record.1".utf8)

  /// Writes fields one behind the other.
  private struct Input {
    private let buffer: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init(_ buffer: UnsafeMutableRawBufferPointer) { self.buffer = buffer }

    mutating func number(_ value: Int64) {
      buffer.storeBytes(of: value.bigEndian, toByteOffset: count, as: Int64.self)
      count += 8
    }
    mutating func byte(_ value: UInt8) {
      buffer[count] = value
      count += 1
    }
    mutating func raw(_ bytes: UnsafeRawBufferPointer) {
      UnsafeMutableRawBufferPointer(rebasing: buffer[count...]).copyMemory(from: bytes)
      count += bytes.count
    }
    mutating func text(_ text: String) {
      var text = text
      text.withUTF8 { raw(UnsafeRawBufferPointer($0)) }
    }
    mutating func field(_ bytes: [UInt8]) {
      number(Int64(bytes.count))
      bytes.withUnsafeBytes { raw($0) }
    }
    mutating func field(_ text: String) {
      number(Int64(text.utf8.count))
      self.text(text)
    }
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
