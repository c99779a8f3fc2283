import Classroom
import Identity

/// What a hall answers, as JSON written by hand: for one answer `JSONEncoder` takes longer than the
/// rules and the log together. The bytes are those of `EventCodec.general`; whatever is not as plain as
/// answers are is left to it.
struct PlainJSON {
  private var bytes: [UInt8] = []
  /// Whether every text so far is one that JSON takes as it is.
  private var isPlain = true

  /// - Returns: `nil` for other events, and for names with signs that JSON escapes.
  static func bytes(of event: Event) -> [UInt8]? {
    var json = PlainJSON()
    switch event {
    case .responseRecorded(let item, let person, let choices):
      json.raw("{\"responseRecorded\":{\"choices\":")
      json.numbers(choices)
      json.raw(",\"item\":")
      json.text(item)
      json.raw(",\"person\":")
      json.text(person.rawValue)
    case .ballotCast(let item, let person):
      json.raw("{\"ballotCast\":{\"item\":")
      json.text(item)
      json.raw(",\"person\":")
      json.text(person.rawValue)
    case .evaluationReturned(let person):
      json.raw("{\"evaluationReturned\":{\"person\":")
      json.text(person.rawValue)
    default: return nil
    }
    json.raw("}}")
    return json.isPlain ? json.bytes : nil
  }

  /// - Returns: `nil` for what somebody signed, and for texts with signs that JSON escapes.
  static func bytes(of content: BallotContent) -> [UInt8]? {
    guard content.signer == nil else { return nil }
    var json = PlainJSON()
    json.raw("{\"marks\":")
    json.numbers(content.marks)
    json.raw(",\"text\":")
    json.text(content.text)
    json.raw("}")
    return json.isPlain ? json.bytes : nil
  }

  private init() { bytes.reserveCapacity(128) }

  private mutating func raw(_ text: StaticString) {
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private mutating func text(_ text: String) {
    var text = text
    bytes.append(UInt8(ascii: "\""))
    text.withUTF8 { letters in
      for letter in letters {
        if letter < 0x20 || letter > 0x7E || letter == 0x22 || letter == 0x5C { isPlain = false }
      }
      bytes.append(contentsOf: letters)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func numbers(_ numbers: [Int]) {
    bytes.append(UInt8(ascii: "["))
    for (index, number) in numbers.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      if (0...9).contains(number) {
        bytes.append(UInt8(ascii: "0") + UInt8(number))
      } else {
        bytes.append(contentsOf: String(number).utf8)
      }
    }
    bytes.append(UInt8(ascii: "]"))
  }
}
