import Identity
import Testing

@testable import Journal

@Suite struct ChainTests {
  /// A hash once shipped is for ever. Computed apart from this program, with Python's hashlib.
  @Test func hashesAsDocumented() {
    let hash = Chain.hash(
      previous: Chain.origin, stream: StreamID("class.1"), position: 1,
      record: NewRecord(
        tag: "noted.1", time: Moment(milliseconds: 1_767_240_000_000), command: CommandID("c1"),
        bytes: Array("开班".utf8)))
    #expect(hex(hash) == "384f2570a9706de7ae1e485b1b0a61199e9d1c75d50d52318958f783364bcd9e")
  }

  @Test func hashesEveryField() {
    let base = NewRecord(tag: "t", time: noon, command: nil, bytes: [1, 2])
    func hash(_ record: NewRecord, stream: StreamID = hall, position: Int = 1) -> [UInt8] {
      Chain.hash(previous: Chain.origin, stream: stream, position: position, record: record)
    }
    let variants = [
      hash(base),
      hash(base, stream: StreamID("class.2")),
      hash(base, position: 2),
      hash(NewRecord(tag: "u", time: noon, command: nil, bytes: [1, 2])),
      hash(NewRecord(tag: "t", time: noon.adding(seconds: 1), command: nil, bytes: [1, 2])),
      hash(NewRecord(tag: "t", time: noon, command: CommandID(""), bytes: [1, 2])),
      hash(NewRecord(tag: "t", time: noon, command: CommandID("c"), bytes: [1, 2])),
      hash(NewRecord(tag: "t", time: noon, command: nil, bytes: [1])),
    ]
    #expect(Set(variants).count == variants.count)
  }

  @Test func writesAndReadsBallotKeysAsHex() throws {
    let hex = "00ff10203040506070809a0b0c0d0e0f"
    let key = try #require(BallotKey(hex: hex))
    #expect(key.hex == hex)
    #expect(BallotKey(hex: hex.uppercased()) == key)
    #expect(BallotKey(bytes: key.bytes) == key)
    #expect(BallotKey(hex: "00") == nil)
    #expect(BallotKey(hex: String(repeating: "g", count: 32)) == nil)
    #expect(BallotKey(hex: String(repeating: "０", count: 32)) == nil)
    #expect(BallotKey(bytes: [1, 2]) == nil)
  }

  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
