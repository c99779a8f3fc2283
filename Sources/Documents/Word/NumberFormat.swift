/// How a number of a list is written 编号格式.
///
/// Source: ECMA-376 Part 1, 17.18.59 (ST_NumberFormat). A system's numbers end somewhere; what
/// lies beyond, and the systems of scripts that plans do not use, are written in plain digits.
enum NumberFormat {
  /// - Parameters:
  ///   - number: Not negative.
  ///   - format: The value of `numFmt`.
  static func text(_ number: Int, _ format: String) -> String {
    switch format {
    case "none", "bullet": ""
    case "decimalZero": number < 10 ? "0\(number)" : "\(number)"
    case "decimalFullWidth", "decimalFullWidth2": digits(number, "０１２３４５６７８９")
    case "decimalEnclosedCircle", "decimalEnclosedCircleChinese":
      number == 0 ? "⓪" : circled(number)
    case "decimalEnclosedFullstop": pick(number, from: 0x2488, count: 20)
    case "decimalEnclosedParen": pick(number, from: 0x2474, count: 20)
    case "ideographEnclosedCircle": pick(number, from: 0x3280, count: 10)
    case "upperLetter": letters(number, "A")
    case "lowerLetter": letters(number, "a")
    case "upperRoman": roman(number)
    case "lowerRoman": roman(number).lowercased()
    case "ordinal": english(number)
    case "numberInDash": "- \(number) -"
    case "hex": String(number, radix: 16, uppercase: true)
    case "ideographTraditional": pick(number, "甲乙丙丁戊己庚辛壬癸")
    case "ideographZodiac": pick(number, "子丑寅卯辰巳午未申酉戌亥")
    case "ideographZodiacTraditional": stemAndBranch(number)
    case "ideographDigital", "japaneseDigitalTenThousand": digits(number, "〇一二三四五六七八九")
    case "taiwaneseDigital": digits(number, "○一二三四五六七八九")
    case "chineseCounting", "taiwaneseCounting":
      number < 100 ? counting(number, .chinese) : digits(number, "○一二三四五六七八九")
    case "chineseCountingThousand", "taiwaneseCountingThousand": counting(number, .chinese)
    case "japaneseCounting": counting(number, .japanese)
    case "chineseLegalSimplified": counting(number, .legalSimplified)
    case "ideographLegalTraditional": counting(number, .legalTraditional)
    case "japaneseLegal": counting(number, .legalJapanese)
    default: "\(number)"
    }
  }

  private static func digits(_ number: Int, _ set: String) -> String {
    let set = Array(set)
    return String("\(number)".compactMap(\.wholeNumberValue).map { set[$0] })
  }

  private static func pick(_ number: Int, _ set: String) -> String {
    let set = Array(set)
    return (1...set.count).contains(number) ? String(set[number - 1]) : "\(number)"
  }

  private static func pick(_ number: Int, from first: UInt32, count: Int) -> String {
    guard (1...count).contains(number), let scalar = Unicode.Scalar(first + UInt32(number) - 1)
    else { return "\(number)" }
    return String(scalar)
  }

  private static func circled(_ number: Int) -> String { pick(number, from: 0x2460, count: 20) }

  /// a … z, aa, bb …
  private static func letters(_ number: Int, _ first: Unicode.Scalar) -> String {
    guard (1...26 * 30).contains(number),
      let letter = Unicode.Scalar(first.value + UInt32((number - 1) % 26))
    else { return "\(number)" }
    return String(repeating: String(letter), count: (number - 1) / 26 + 1)
  }

  private static func roman(_ number: Int) -> String {
    guard (1...4_999).contains(number) else { return "\(number)" }
    let signs = [
      (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
      (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ]
    var rest = number
    var text = ""
    for (value, sign) in signs {
      text += String(repeating: sign, count: rest / value)
      rest %= value
    }
    return text
  }

  private static func english(_ number: Int) -> String {
    let isTeen = (11...13).contains(number % 100)
    let endings = [1: "st", 2: "nd", 3: "rd"]
    return "\(number)" + (isTeen ? "th" : endings[number % 10] ?? "th")
  }

  /// 甲子, 乙丑 … 癸亥.
  private static func stemAndBranch(_ number: Int) -> String {
    guard (1...60).contains(number) else { return "\(number)" }
    return text((number - 1) % 10 + 1, "ideographTraditional")
      + text((number - 1) % 12 + 1, "ideographZodiac")
  }

  /// A system that says its units: 二百零一.
  private struct Counting {
    var digits: [Character]
    var units: [String]
    var myriad: String
    /// Ten without a leading one: 十一, not 一十一.
    var shortTen = true
    /// A hundred and a thousand without a leading one.
    var shortHundred = false
    /// A gap is said: 一百零一.
    var saysZero = true

    static let chinese = Counting(
      digits: Array("零一二三四五六七八九"), units: ["", "十", "百", "千"], myriad: "万")
    static let japanese = Counting(
      digits: Array("〇一二三四五六七八九"), units: ["", "十", "百", "千"], myriad: "万",
      shortHundred: true, saysZero: false)
    static let legalSimplified = Counting(
      digits: Array("零壹贰叁肆伍陆柒捌玖"), units: ["", "拾", "佰", "仟"], myriad: "万",
      shortTen: false)
    static let legalTraditional = Counting(
      digits: Array("零壹貳參肆伍陸柒捌玖"), units: ["", "拾", "佰", "仟"], myriad: "萬",
      shortTen: false)
    static let legalJapanese = Counting(
      digits: Array("〇壱弐参四伍六七八九"), units: ["", "拾", "百", "阡"], myriad: "萬",
      shortTen: false, saysZero: false)
  }

  private static func counting(_ number: Int, _ system: Counting) -> String {
    guard (0..<100_000_000).contains(number) else { return "\(number)" }
    if number == 0 { return String(system.digits[0]) }
    let high = number / 10_000
    let low = number % 10_000
    guard high > 0 else { return group(low, system) }
    let gap = low > 0 && low < 1_000 && system.saysZero ? String(system.digits[0]) : ""
    return group(high, system) + system.myriad + gap + (low > 0 ? group(low, system) : "")
  }

  /// 1 to 9,999.
  private static func group(_ number: Int, _ system: Counting) -> String {
    var text = ""
    var gap = false
    for (place, weight) in [1_000, 100, 10, 1].enumerated() {
      let digit = number / weight % 10
      if digit == 0 {
        gap = !text.isEmpty
        continue
      }
      if gap, system.saysZero { text.append(system.digits[0]) }
      gap = false
      let isShort =
        digit == 1
        && ((weight == 10 && (text.isEmpty || system.shortHundred) && system.shortTen)
          || (weight >= 100 && system.shortHundred))
      text += (isShort ? "" : String(system.digits[digit])) + system.units[3 - place]
    }
    return text
  }
}
