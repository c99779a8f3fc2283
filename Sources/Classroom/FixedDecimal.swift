/// A decimal number with six places, exact where `Double` is not: 36.6 lies within 0.1 of 36.5.
public struct FixedDecimal: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  public var millionths: Int

  public init(millionths: Int) { self.millionths = millionths }
  public init(_ whole: Int) { millionths = whole * Self.one }

  static let one = 1_000_000
  /// Numbers beyond a hundred thousand million are no answer to a question in class.
  static let limit = 100_000_000_000

  public static func < (a: Self, b: Self) -> Bool { a.millionths < b.millionths }

  /// Whether it is at most `tolerance` away.
  public func isWithin(_ tolerance: FixedDecimal, of other: FixedDecimal) -> Bool {
    abs(millionths - other.millionths) <= tolerance.millionths
  }

  /// `-3`, `36`, `36.5`: no more places than needed.
  public var description: String {
    let size = millionths.magnitude
    var places = String(size % UInt(Self.one))
    places = String(repeating: "0", count: 6 - places.count) + places
    while places.last == "0" { places.removeLast() }
    let whole = (millionths < 0 ? "-" : "") + String(size / UInt(Self.one))
    return places.isEmpty ? whole : whole + "." + places
  }

  /// Reads a number as people write it: `36`, `３６`, `-1.5`, `1,200`, `三十六`, `一百二十`, `两万三`,
  /// `三点五`, `负二`, and `3.5万`; a unit of at most four characters may follow (`36个月`, `80％`), and is
  /// not looked at.
  ///
  /// - Returns: `nil` when it is none, only about one (`十来天`, `36个月左右`), has more than six places,
  ///   or is beyond a hundred thousand million.
  public init?(written text: String) {
    var rest = Array(foldedWidth(text).filter { !$0.isWhitespace })
    var isNegative = false
    if let sign = rest.first, "-−+负".contains(sign) {
      isNegative = sign != "+"
      rest.removeFirst()
    }
    guard let (size, used) = Self.digits(rest) ?? Self.chinese(rest) else { return nil }
    let unit = rest.dropFirst(used)
    guard unit.count <= 4, !unit.contains(where: { Self.isPartOfNumber($0) }),
      !Self.isApproximate(unit), size <= Self.limit * Self.one
    else { return nil }
    millionths = isNegative ? -size : size
  }

  /// Whether what follows a number makes it none: `十来天`, `10余人`, `36个月左右`.
  private static func isApproximate(_ unit: ArraySlice<Character>) -> Bool {
    unit.contains { "来多几余".contains($0) }
      || ["左右", "上下", "以上", "以下", "以内"].contains { unit.suffix(2).elementsEqual($0) }
  }

  /// Whether a text is a number and nothing else, no unit either.
  static func isBare(_ text: String) -> Bool {
    let characters = Array(foldedWidth(text).filter { !$0.isWhitespace })
    return (digits(characters) ?? chinese(characters)).map { $0.used == characters.count } ?? false
  }

  /// `1,234.5`, then perhaps 百, 千, 万 or 亿: the size and how many characters it took.
  private static func digits(_ text: [Character]) -> (size: Int, used: Int)? {
    var whole = 0
    var places: Int?
    var size = 0
    var used = 0
    var seen = false
    for character in text {
      if let digit = character.wholeNumberValue, character.isASCII {
        seen = true
        if let place = places {
          guard place > 0 else { return nil }
          size += digit * place
          places = place / 10
        } else {
          whole = whole * 10 + digit
          guard whole <= limit else { return nil }
        }
      } else if character == ".", places == nil, seen {
        places = one / 10
      } else if character == ",", places == nil, seen, isThousands(text[(used + 1)...]) {
        // A comma between groups of three.
      } else {
        break
      }
      used += 1
    }
    guard seen else { return nil }
    size += whole * one
    guard used < text.count, let factor = large[text[used]] ?? small[text[used]] else {
      return (size, used)
    }
    guard size <= limit * one / factor else { return nil }
    return (size * factor, used + 1)
  }

  private static func isThousands(_ text: ArraySlice<Character>) -> Bool {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    return digits.count == 3
  }

  private static let small: [Character: Int] = [
    "十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1_000, "仟": 1_000,
  ]
  private static let large: [Character: Int] = ["万": 10_000, "亿": 100_000_000]

  private static func chineseDigit(_ character: Character) -> Int? {
    let digits: [Character: Int] = [
      "零": 0, "〇": 0, "○": 0, "一": 1, "壹": 1, "二": 2, "两": 2, "贰": 2, "三": 3, "叁": 3, "四": 4,
      "肆": 4,
      "五": 5, "伍": 5, "六": 6, "陆": 6, "七": 7, "柒": 7, "八": 8, "捌": 8, "九": 9, "玖": 9,
    ]
    return digits[character]
  }

  private static func isPartOfNumber(_ character: Character) -> Bool {
    (character.isASCII && character.isNumber) || chineseDigit(character) != nil
      || small[character] != nil || large[character] != nil || character == "." || character == "点"
  }

  /// `三百六十五`, `二〇二六`, `两万三` (23 000), `三点五`: the size and how many characters it took.
  private static func chinese(_ text: [Character]) -> (size: Int, used: Int)? {
    var total = 0  // what 万 and 亿 have closed
    var section = 0
    var digit: Int?
    var plain = 0  // digits in a row without a unit, as in a year
    var lastUnit = 1
    var afterZero = false
    var used = 0
    for character in text {
      if chineseDigit(character) == 0, section > 0 || total > 0 {
        afterZero = true
      } else if let value = chineseDigit(character) {
        if digit != nil || (plain > 0 && section == 0 && total == 0) {
          plain = (plain > 0 ? plain : digit ?? 0) * 10 + value
        }
        digit = value
      } else if let unit = small[character], plain == 0 {
        section += (digit ?? 1) * unit
        digit = nil
        lastUnit = unit
        afterZero = false
      } else if let unit = large[character], plain == 0 {
        let head = section + (digit ?? 0)
        let raised = (unit > 10_000 ? total + head : head).multipliedReportingOverflow(by: unit)
        guard !raised.overflow else { return nil }
        total = unit > 10_000 ? raised.partialValue : total + raised.partialValue
        section = 0
        digit = nil
        lastUnit = unit
        afterZero = false
      } else {
        break
      }
      used += 1
      guard total <= limit, plain <= limit else { return nil }
    }
    guard used > 0, total > 0 || section > 0 || digit != nil else { return nil }
    var whole = plain > 0 ? plain : total + section
    if plain == 0, let digit {
      // 两万三 is 23 000, 一百二 is 120; 一百零二 is 102.
      whole += lastUnit >= 100 && !afterZero && used > 1 ? digit * lastUnit / 10 : digit
    }
    guard used < text.count, text[used] == "点" else { return (whole * one, used) }
    var size = whole * one
    var place = one / 10
    used += 1
    let start = used
    while used < text.count, let value = chineseDigit(text[used]) {
      guard place > 0 else { return nil }
      size += value * place
      place /= 10
      used += 1
    }
    return used == start ? nil : (size, used)
  }
}

// MARK: - Folding

/// Full-width letters, digits and signs as their narrow forms; the ideographic space as a space.
func foldedWidth(_ text: String) -> String {
  var folded = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0xFF01...0xFF5E: folded.append(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar)
    case 0x3000: folded.append(" ")
    default: folded.append(scalar)
    }
  }
  return String(folded)
}

/// Under what a short answer is compared: width, case, spaces and punctuation do not count.
/// `《中华人民共和国工会法》` and `中华人民共和国 工会法。` are one answer.
public func foldedText(_ text: String) -> String {
  String(
    String.UnicodeScalarView(
      foldedWidth(text).lowercased().unicodeScalars.filter {
        let properties = $0.properties
        if properties.isWhitespace { return false }
        return switch properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
          .initialPunctuation, .finalPunctuation, .otherPunctuation, .control, .format:
          false
        default: true
        }
      }))
}
