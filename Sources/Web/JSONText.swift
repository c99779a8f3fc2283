/// JSON (RFC 8259) written straight into bytes, for what goes out once for each answer of a full hall:
/// `JSONEncoder` takes longer for it than the answer itself. Keys come as they are written.
struct JSONText {
  private(set) var bytes: [UInt8] = []
  /// Whether something stands before on the same level.
  private var follows = false

  static func object(_ body: (inout JSONText) -> Void) -> [UInt8] {
    var text = JSONText()
    text.bytes.reserveCapacity(512)
    text.object(body)
    return text.bytes
  }

  mutating func field(_ name: StaticString, _ value: String) {
    key(name)
    string(value)
  }
  mutating func field(_ name: StaticString, _ value: Bool) {
    key(name)
    raw(value ? "true" : "false")
  }
  mutating func field(_ name: StaticString, _ value: Int) {
    key(name)
    number(value)
  }
  mutating func field(_ name: StaticString, _ body: (inout JSONText) -> Void) {
    key(name)
    object(body)
  }
  mutating func field(_ name: StaticString, _ values: [String]) {
    list(name, values) { $0.string($1) }
  }
  mutating func field(_ name: StaticString, _ values: [Int]) {
    list(name, values) { $0.number($1) }
  }

  mutating func list<Value>(
    _ name: StaticString, _ values: [Value], _ each: (inout JSONText, Value) -> Void
  ) {
    key(name)
    raw("[")
    for (index, value) in values.enumerated() {
      if index > 0 { raw(",") }
      each(&self, value)
    }
    raw("]")
    follows = true
  }

  mutating func object(_ body: (inout JSONText) -> Void) {
    raw("{")
    follows = false
    body(&self)
    raw("}")
    follows = true
  }

  private mutating func key(_ name: StaticString) {
    if follows { raw(",") }
    follows = true
    raw("\"")
    raw(name)
    raw("\":")
  }

  private mutating func number(_ value: Int) { bytes.append(contentsOf: String(value).utf8) }

  private mutating func string(_ text: String) {
    raw("\"")
    for byte in text.utf8 {
      switch byte {
      case 0x22, 0x5C: bytes += [0x5C, byte]
      case 0x0A: raw("\\n")
      case 0x0D: raw("\\r")
      case 0x09: raw("\\t")
      case 0x00..<0x20:
        raw("\\u00")
        bytes += [Self.digits[Int(byte >> 4)], Self.digits[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
    raw("\"")
  }

  private mutating func raw(_ text: StaticString) {
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private static let digits = Array("0123456789abcdef".utf8)
}
