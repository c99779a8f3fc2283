import Testing

@testable import Documents

@Suite struct WordNumberFormatTests {
  @Test(arguments: [
    ("decimal", [1: "1", 120: "120"]), ("decimalZero", [1: "01", 9: "09", 10: "10"]),
    ("decimalFullWidth", [1: "１", 12: "１２"]), ("decimalHalfWidth", [3: "3"]),
    ("decimalEnclosedCircle", [0: "⓪", 1: "①", 20: "⑳", 21: "21"]),
    ("decimalEnclosedCircleChinese", [1: "①", 10: "⑩"]),
    ("decimalEnclosedFullstop", [1: "⒈", 20: "⒛"]), ("decimalEnclosedParen", [1: "⑴", 20: "⒇"]),
    ("ideographEnclosedCircle", [1: "㊀", 10: "㊉", 11: "11"]),
    (
      "chineseCounting",
      [1: "一", 10: "十", 11: "十一", 20: "二十", 21: "二十一", 99: "九十九", 100: "一○○", 205: "二○五"]
    ),
    (
      "chineseCountingThousand",
      [
        0: "零", 10: "十", 19: "十九", 100: "一百", 101: "一百零一", 110: "一百一十", 1000: "一千",
        1001: "一千零一", 1010: "一千零一十", 2026: "二千零二十六", 10_000: "一万", 20_300: "二万零三百",
      ]
    ),
    ("taiwaneseCounting", [12: "十二"]), ("taiwaneseCountingThousand", [112: "一百一十二"]),
    ("chineseLegalSimplified", [1: "壹", 10: "壹拾", 21: "贰拾壹", 105: "壹佰零伍"]),
    ("ideographLegalTraditional", [2: "貳", 16: "壹拾陸"]),
    ("japaneseCounting", [10: "十", 21: "二十一", 100: "百", 101: "百一", 1100: "千百"]),
    ("japaneseLegal", [1: "壱", 10: "壱拾"]),
    ("ideographTraditional", [1: "甲", 10: "癸", 11: "11"]),
    ("ideographZodiac", [1: "子", 12: "亥", 13: "13"]),
    ("ideographZodiacTraditional", [1: "甲子", 2: "乙丑", 11: "甲戌", 60: "癸亥", 61: "61"]),
    ("ideographDigital", [1: "一", 10: "一〇", 21: "二一"]), ("taiwaneseDigital", [20: "二○"]),
    ("upperLetter", [1: "A", 26: "Z", 27: "AA", 53: "AAA", 0: "0", 781: "781"]),
    ("lowerLetter", [2: "b", 28: "bb"]),
    ("upperRoman", [1: "I", 4: "IV", 9: "IX", 40: "XL", 1994: "MCMXCIV", 0: "0", 5000: "5000"]),
    ("lowerRoman", [3: "iii", 14: "xiv"]),
    ("ordinal", [1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 11: "11th", 22: "22nd", 112: "112th"]),
    ("numberInDash", [3: "- 3 -"]), ("hex", [10: "A", 255: "FF"]), ("none", [1: ""]),
    ("bullet", [1: ""]), ("hindiVowels", [4: "4"]),
  ])
  func writesNumbers(format: String, expected: [Int: String]) {
    for (number, text) in expected {
      #expect(NumberFormat.text(number, format) == text, "\(number) as \(format)")
    }
  }

  @Test func neverWritesMuchForALargeNumber() {
    for number in [1_000_000, 99_999_999, 100_000_000, 1_999_999_999] {
      for format in [
        "upperLetter", "upperRoman", "chineseCountingThousand", "japaneseLegal", "hex",
      ] {
        #expect(NumberFormat.text(number, format).count < 30)
      }
    }
  }
}
