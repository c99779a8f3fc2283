/// Numerals as plans write them: Chinese to 九十九, Arabic, full width, Roman, circled.
enum Numerals {
  /// How a number was written.
  enum Style: Hashable { case chinese, arabic, fullWidth, circled, roman, lowerRoman, upper, lower }

  struct Count: Equatable {
    var value: Int
    var style: Style
    /// For zero padding.
    var digits: Int
  }

  static func chineseDigit(_ scalar: Unicode.Scalar) -> Int? {
    switch scalar {
    case "〇", "零": 0
    case "一", "壹": 1
    case "二", "两", "贰": 2
    case "三", "叁": 3
    case "四", "肆": 4
    case "五", "伍": 5
    case "六", "陆": 6
    case "七", "柒": 7
    case "八", "捌": 8
    case "九", "玖": 9
    default: nil
    }
  }

  static func isTen(_ scalar: Unicode.Scalar) -> Bool { scalar == "十" || scalar == "拾" }

  /// A Chinese or Arabic number at the start, and what follows it.
  static func leading(_ text: Scalars) -> (count: Count, rest: Scalars)? {
    guard let first = text.first else { return nil }
    if first.digit != nil {
      var value = 0
      var index = text.startIndex
      while index < text.endIndex, let digit = text[index].digit, index - text.startIndex < 7 {
        value = value * 10 + digit
        index += 1
      }
      if index < text.endIndex, text[index].digit != nil { return nil }
      let style: Style = first.value > 0xFF00 ? .fullWidth : .arabic
      return (Count(value: value, style: style, digits: index - text.startIndex), text[index...])
    }
    var index = text.startIndex
    var value = 0
    var pending: Int?
    var seen = false
    while index < text.endIndex, index - text.startIndex < 6 {
      let scalar = text[index]
      if let digit = chineseDigit(scalar) {
        if pending != nil { break }
        pending = digit
      } else if isTen(scalar), value == 0 {
        value = (pending ?? 1) * 10
        pending = nil
      } else if scalar == "百", let hundreds = pending, value == 0 {
        value = hundreds * 100
        pending = nil
        index += 1
        seen = true
        // 一百零五, 一百二十
        if index < text.endIndex, chineseDigit(text[index]) == 0 { index += 1 }
        if let (low, rest) = leading(text[index...]), low.style == .chinese, low.value < 100 {
          return (Count(value: value + low.value, style: .chinese, digits: 0), rest)
        }
        return (Count(value: value, style: .chinese, digits: 0), text[index...])
      } else {
        break
      }
      seen = true
      index += 1
    }
    guard seen else { return nil }
    return (Count(value: value + (pending ?? 0), style: .chinese, digits: 0), text[index...])
  }

  /// ① to ⑳, and what follows.
  static func circled(_ scalar: Unicode.Scalar) -> Int? {
    switch scalar.value {
    case 0x2460...0x2473: Int(scalar.value) - 0x245F
    case 0x2776...0x277F: Int(scalar.value) - 0x2775
    default: nil
    }
  }

  /// A Roman numeral below 50 at the start.
  static func roman(_ text: Scalars) -> (count: Count, rest: Scalars)? {
    var index = text.startIndex
    var digits: [Int] = []
    var lower = false
    while index < text.endIndex, digits.count < 9 {
      let scalar = text[index]
      switch scalar {
      case "I", "i": digits.append(1)
      case "V", "v": digits.append(5)
      case "X", "x": digits.append(10)
      case "L", "l": digits.append(50)
      default:
        if scalar.value >= 0x2160, scalar.value <= 0x216B, digits.isEmpty {
          let count = Count(value: Int(scalar.value) - 0x215F, style: .roman, digits: 0)
          return (count, text[(index + 1)...])
        }
        digits.append(0)
      }
      if digits.last == 0 {
        digits.removeLast()
        break
      }
      if scalar.value > 0x60 { lower = true }
      index += 1
    }
    guard !digits.isEmpty else { return nil }
    var value = 0
    for (place, digit) in digits.enumerated() {
      value += place + 1 < digits.count && digits[place + 1] > digit ? -digit : digit
    }
    let style: Style = lower ? .lowerRoman : .roman
    guard value > 0, written(value, style) == text[text.startIndex..<index].string else {
      return nil
    }
    return (Count(value: value, style: style, digits: 0), text[index...])
  }

  /// The number in the given style; `digits` pads with zeros.
  static func written(_ value: Int, _ style: Style, digits: Int = 0) -> String {
    switch style {
    case .chinese: return chinese(value)
    case .arabic, .fullWidth:
      var text = String(value)
      while text.utf8.count < digits { text = "0" + text }
      if style == .arabic { return text }
      return String(
        String.UnicodeScalarView(
          text.unicodeScalars.map { Unicode.Scalar($0.value - 0x30 + 0xFF10) ?? $0 }))
    case .circled:
      guard (1...20).contains(value), let scalar = Unicode.Scalar(UInt32(0x245F + value)) else {
        return String(value)
      }
      return String(Character(scalar))
    case .roman, .lowerRoman:
      var rest = value
      var text = ""
      for (size, mark) in [
        (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
      ] {
        while rest >= size {
          text += mark
          rest -= size
        }
      }
      return style == .roman ? text : text.lowercased()
    case .upper, .lower:
      let base: UInt32 = style == .upper ? 0x40 : 0x60
      guard (1...26).contains(value), let scalar = Unicode.Scalar(base + UInt32(value)) else {
        return String(value)
      }
      return String(Character(scalar))
    }
  }

  private static func chinese(_ value: Int) -> String {
    let names = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"]
    guard value >= 0, value < 100 else { return String(value) }
    if value < 10 { return names[value] }
    let tens = value / 10
    return (tens == 1 ? "" : names[tens]) + "十" + (value % 10 == 0 ? "" : names[value % 10])
  }
}
