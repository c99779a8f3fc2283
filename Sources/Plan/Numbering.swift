/// A numbering mark 编号 at the start of a heading.
struct Mark {
  /// Marks of one family count together and stand on one level.
  enum Family: Hashable {
    /// 第一章, 第2课时: by the counter's place in the list of counters.
    case ordinal(Int)
    /// 模块A, 阶段一: by the word's place.
    case word(Int)
    /// Week 1: by the word's place.
    case english(Int)
    case appendix
    /// 一、
    case chinese
    /// （一）
    case chineseBracket
    /// 1. 1、
    case arabic
    /// 1.1, 1.1.1: by the number of components.
    case multi(Int)
    /// 1-1
    case hyphen
    /// （1）
    case arabicBracket
    /// 1）
    case arabicCloser
    /// ①
    case circled
    case roman
    case upper
    case lower

    /// A small number of its own, below `Mark.Family.count`, for tables.
    var index: Int {
      switch self {
      case .chinese: 0
      case .chineseBracket: 1
      case .arabic: 2
      case .hyphen: 3
      case .arabicBracket: 4
      case .arabicCloser: 5
      case .circled: 6
      case .roman: 7
      case .upper: 8
      case .lower: 9
      case .appendix: 10
      case .multi(let components): 10 + components
      case .ordinal(let counter): 20 + counter
      case .word(let word): 50 + word
      case .english(let word): 70 + word
      }
    }

    static let count = 100
  }

  var family: Family
  /// The number that counts: the last component of 1.2.3.
  var value: Int
  /// The last number of a range (第16–17课), else `value`.
  var through: Int
  /// The components before the last one, folded into one number; 0 when there are none.
  var prefix = 0
  /// The numeral that counts, for a fix.
  var numeral: Scalars
  var style: Numerals.Style
  var digits = 0
  /// The whole mark as written.
  var label: Scalars
  /// What follows the mark and its delimiters.
  var rest: Scalars
  /// Another way to read it: `V.` is a letter or a Roman five.
  var alternative: (family: Family, value: Int)?

  /// 第一天, Day 1.
  var countsDays: Bool {
    family == .ordinal(Numbering.dayCounter) || family == .english(Numbering.dayWord)
  }

  /// Families that also number plain lists.
  var isListLike: Bool {
    switch family {
    case .arabic, .arabicBracket, .arabicCloser, .circled, .upper, .lower: true
    default: false
    }
  }
}

/// Finds numbering marks.
enum Numbering {
  private static let counters = WordList([
    "次培训", "次课", "课时", "节课", "部分", "单元", "模块", "阶段", "环节", "专题", "板块", "主题", "章", "篇", "讲", "节",
    "课", "周", "关", "幕", "天", "页", "日",
  ])
  private static let words = WordList([
    "阶段", "环节", "实验", "步骤", "模块", "单元", "专题", "任务", "项目", "主题", "板块", "课",
  ])
  private static let englishWords = WordList([
    "week", "day", "lesson", "step", "unit", "module", "chapter", "part", "section", "session",
    "lecture", "topic", "stage", "phase", "lab",
  ])
  static let dayCounter = counters.index(of: "天") ?? -1
  static let dayWord = englishWords.index(of: "day") ?? -1
  private static let appendixWords = WordList(["附录", "附件", "appendix"])
  private static let englishNumbers = [
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10,
  ]

  /// The mark that `text`, a line without indent, bullet and `#`, begins with.
  static func mark(_ text: Scalars) -> Mark? {
    guard let first = text.first else { return nil }
    if first == "第" { return ordinal(text) }
    if let value = Numerals.circled(first) {
      return Mark(
        family: .circled, value: value, through: value, numeral: text.prefix(1), style: .circled,
        label: text.prefix(1), rest: afterDelimiters(text.dropFirst()))
    }
    if first == "（" || first == "(" || enclosed(first) != nil { return bracketed(text) }
    if first.digit != nil { return arabic(text) }
    if Numerals.chineseDigit(first) != nil || Numerals.isTen(first) { return chinese(text) }
    if first == "附" || first.folded == "a", let mark = appendix(text) { return mark }
    if first.isHan { return word(text) }
    if first.isLatin || (first.value >= 0x2160 && first.value <= 0x216B) {
      return englishWord(text) ?? letter(text)
    }
    return nil
  }

  // MARK: the families

  private static func ordinal(_ text: Scalars) -> Mark? {
    var rest = skipBlanks(text.dropFirst())
    guard let number = number(rest) else { return nil }
    let numeral = text[rest.startIndex..<number.rest.startIndex]
    var through = number.value
    rest = skipBlanks(number.rest)
    if let last = rangeEnd(rest) {
      through = last.value
      rest = skipBlanks(last.rest)
    }
    guard let (counter, after) = counters.opening(rest) else { return nil }
    // 第一课堂, 第一天然: another word.
    if let next = after.first, let last = text[..<after.startIndex].last,
      last == "课" && next == "堂" || last == "天" && next == "然"
    {
      return nil
    }
    let mark = Mark(
      family: .ordinal(counter), value: number.value, through: max(through, number.value),
      numeral: numeral.trimmed, style: number.style, digits: number.digits,
      label: text[text.startIndex..<after.startIndex], rest: afterDelimiters(after))
    return withSecond(mark, text)
  }

  private static func word(_ text: Scalars) -> Mark? {
    guard let (word, after) = words.opening(text) else { return nil }
    let start = skipBlanks(after)
    guard let number = number(start) else { return nil }
    var rest = number.rest
    var through = number.value
    if let last = rangeEnd(rest) {
      through = last.value
      rest = last.rest
    }
    guard endsMark(rest) else { return nil }
    let mark = Mark(
      family: .word(word), value: number.value, through: max(through, number.value),
      numeral: text[start.startIndex..<number.rest.startIndex], style: number.style,
      digits: number.digits, label: text[text.startIndex..<rest.startIndex],
      rest: afterDelimiters(rest))
    return withSecond(mark, text)
  }

  private static func englishWord(_ text: Scalars) -> Mark? {
    guard let (word, after) = englishWords.opening(text) else { return nil }
    let start = skipBlanks(after)
    let plural = after.first == "s" || after.first == "S"
    let from = plural ? skipBlanks(after.dropFirst()) : start
    guard from.startIndex > after.startIndex, let number = number(from, english: true) else {
      return nil
    }
    var rest = number.rest
    var through = number.value
    if let last = rangeEnd(rest) {
      through = last.value
      rest = last.rest
    }
    guard endsMark(rest) else { return nil }
    let mark = Mark(
      family: .english(word), value: number.value, through: max(through, number.value),
      numeral: text[from.startIndex..<number.rest.startIndex], style: number.style,
      digits: number.digits, label: text[text.startIndex..<rest.startIndex],
      rest: afterDelimiters(rest))
    return withSecond(mark, text)
  }

  private static func appendix(_ text: Scalars) -> Mark? {
    guard let (_, after) = appendixWords.opening(text) else { return nil }
    let start = skipBlanks(after)
    guard let number = number(start), endsMark(number.rest) else { return nil }
    return Mark(
      family: .appendix, value: number.value, through: number.value,
      numeral: text[start.startIndex..<number.rest.startIndex], style: number.style,
      digits: number.digits, label: text[text.startIndex..<number.rest.startIndex],
      rest: afterDelimiters(number.rest))
  }

  private static func chinese(_ text: Scalars) -> Mark? {
    guard let (count, rest) = Numerals.leading(text), let next = rest.first,
      next == "、" || next == "." || next == "．"
    else { return nil }
    return Mark(
      family: .chinese, value: count.value, through: count.value,
      numeral: text[text.startIndex..<rest.startIndex], style: .chinese,
      label: text[text.startIndex...rest.startIndex], rest: afterDelimiters(rest.dropFirst()))
  }

  private static func bracketed(_ text: Scalars) -> Mark? {
    if let first = text.first, let (value, family, style) = enclosed(first) {
      return Mark(
        family: family, value: value, through: value, numeral: text.prefix(1), style: style,
        label: text.prefix(1), rest: afterDelimiters(text.dropFirst()))
    }
    let inner = skipBlanks(text.dropFirst())
    guard let (count, after) = Numerals.leading(inner) else { return nil }
    let closing = skipBlanks(after)
    guard let closer = closing.first, closer == "）" || closer == ")" else { return nil }
    guard count.value < 200 else { return nil }
    return Mark(
      family: count.style == .chinese ? .chineseBracket : .arabicBracket, value: count.value,
      through: count.value, numeral: text[inner.startIndex..<after.startIndex],
      style: count.style, digits: count.digits, label: text[text.startIndex...closing.startIndex],
      rest: afterDelimiters(closing.dropFirst()))
  }

  /// ㈠ and ⑴ are one scalar.
  private static func enclosed(
    _ scalar: Unicode.Scalar
  ) -> (Int, Mark.Family, Numerals.Style)? {
    switch scalar.value {
    case 0x3220...0x3229: (Int(scalar.value) - 0x321F, .chineseBracket, .chinese)
    case 0x2474...0x2487: (Int(scalar.value) - 0x2473, .arabicBracket, .arabic)
    default: nil
    }
  }

  private static func arabic(_ text: Scalars) -> Mark? {
    guard let (first, afterFirst) = Numerals.leading(text), first.value < 1000 else { return nil }
    var last = first
    var components = 1
    var prefix = 0
    var numeral = text[text.startIndex..<afterFirst.startIndex]
    var rest = afterFirst
    while components < 6, let dot = rest.first, dot == "." || dot == "．",
      let (next, after) = Numerals.leading(rest.dropFirst()), next.style != .chinese
    {
      numeral = text[(rest.startIndex + 1)..<after.startIndex]
      prefix = prefix &* 10_000_019 &+ last.value &+ 1
      components += 1
      last = next
      rest = after
    }
    func mark(_ family: Mark.Family, end: Int, rest: Scalars) -> Mark {
      Mark(
        family: family, value: last.value, through: last.value,
        prefix: prefix, numeral: numeral, style: last.style,
        digits: last.digits, label: text[text.startIndex..<end], rest: rest)
    }
    if components > 1 {
      // 1.5天 is a quantity, 2019.10.1 a date, 1.1.1.1 an outline.
      guard !Durations.beginsWithUnit(rest), first.value < 100 else { return nil }
      if rest.isEmpty || endsMark(rest) || rest.first?.isHan == true || rest.first == "《" {
        let trailing = rest.first == "." || rest.first == "．" || rest.first == "、" ? 1 : 0
        return mark(
          .multi(components), end: rest.startIndex + trailing, rest: afterDelimiters(rest))
      }
      return nil
    }
    guard let next = rest.first else { return nil }
    switch next {
    case "、":
      return mark(.arabic, end: rest.startIndex + 1, rest: afterDelimiters(rest.dropFirst()))
    case ".", "．":
      let after = rest.dropFirst()
      if after.first?.digit != nil || after.first == "." { return nil }
      return mark(.arabic, end: after.startIndex, rest: afterDelimiters(after))
    case "）", ")":
      return mark(.arabicCloser, end: rest.startIndex + 1, rest: afterDelimiters(rest.dropFirst()))
    case "-", "－", "–":
      guard let (second, after) = Numerals.leading(rest.dropFirst()), second.style != .chinese,
        first.value < 100, second.value < 100,
        after.first.map({ $0.isBlank || isDelimiter($0) && $0 != "-" }) ?? false
      else { return nil }
      var result = Mark(
        family: .hyphen, value: second.value, through: second.value, prefix: first.value + 1,
        numeral: text[(rest.startIndex + 1)..<after.startIndex], style: second.style,
        digits: second.digits, label: text[text.startIndex..<after.startIndex],
        rest: afterDelimiters(after))
      if Durations.beginsWithUnit(result.rest) { return nil }
      result.digits = second.digits
      return result
    default:
      return nil
    }
  }

  private static func letter(_ text: Scalars) -> Mark? {
    if let (count, after) = Numerals.roman(text), closesLetter(after) {
      let end = after.startIndex + 1
      let single = after.startIndex - text.startIndex == 1
      var result = Mark(
        family: .roman, value: count.value, through: count.value,
        numeral: text[text.startIndex..<after.startIndex], style: count.style,
        label: text[text.startIndex..<end], rest: afterDelimiters(after.dropFirst()))
      if single, let first = text.first, first.isLatin {
        // `I.` opens Roman numerals, `V.` and `x.` are letters unless IV came before.
        let value = Int(first.folded.value) - 0x60
        let family: Mark.Family = first.value < 0x60 ? .upper : .lower
        if count.value == 1 {
          result.alternative = (family, value)
        } else {
          result.alternative = (.roman, count.value)
          result.family = family
          result.value = value
          result.through = value
          result.style = first.value < 0x60 ? .upper : .lower
        }
      }
      return result
    }
    guard let first = text.first, first.isLatin, closesLetter(text.dropFirst()) else { return nil }
    let value = Int(first.folded.value) - 0x60
    let upper = first.value < 0x60
    return Mark(
      family: upper ? .upper : .lower, value: value, through: value, numeral: text.prefix(1),
      style: upper ? .upper : .lower, label: text.prefix(2),
      rest: afterDelimiters(text.dropFirst(2)))
  }

  private static func closesLetter(_ text: Scalars) -> Bool {
    guard let closer = text.first else { return false }
    let next = text.dropFirst().first
    switch closer {
    case ".": return next?.isBlank == true || next?.isHan == true
    case "．", "、", "）", ")": return next != nil
    default: return false
    }
  }

  // MARK: parts of marks

  /// `第一单元 第1课` and `Week 1 Day 2` are one mark, counted by its second half.
  private static func withSecond(_ mark: Mark, _ text: Scalars) -> Mark {
    guard let first = mark.rest.first, first == "第" || first.isHan || first.isLatin,
      let second = first == "第" ? single(mark.rest) : nil
    else {
      if mark.rest.first?.isLatin == true, let second = englishWord(mark.rest) {
        return joined(mark, second, text)
      }
      return mark
    }
    return joined(mark, second, text)
  }

  private static func single(_ text: Scalars) -> Mark? { ordinal(text) }

  private static func joined(_ first: Mark, _ second: Mark, _ text: Scalars) -> Mark {
    var result = second
    result.label = text[text.startIndex..<second.label.endIndex]
    return result
  }

  private static func number(
    _ text: Scalars, english: Bool = false
  ) -> (value: Int, style: Numerals.Style, digits: Int, rest: Scalars)? {
    if let (count, rest) = Numerals.leading(text) {
      guard count.value < 1000 else { return nil }
      return (count.value, count.style, count.digits, rest)
    }
    if let (count, rest) = Numerals.roman(text), rest.first?.isLatin != true {
      return (count.value, count.style, 0, rest)
    }
    guard let first = text.first, first.isLatin else { return nil }
    if text.dropFirst().first?.isLatin != true {
      let upper = first.value < 0x60
      guard upper else { return nil }
      return (Int(first.folded.value) - 0x60, .upper, 0, text.dropFirst())
    }
    guard english else { return nil }
    let word = text.prefix(6).prefix { $0.isLatin }
    guard let value = englishNumbers[word.key] else { return nil }
    return (value, .arabic, 0, text[word.endIndex...])
  }

  /// The second number of `16–17`, `十六至十七`.
  private static func rangeEnd(_ text: Scalars) -> (value: Int, rest: Scalars)? {
    let rest = skipBlanks(text)
    guard let dash = rest.first, "-–—－~～至到&、,，".unicodeScalars.contains(dash) else { return nil }
    var after = skipBlanks(rest.dropFirst())
    if after.first == "第" { after = skipBlanks(after.dropFirst()) }
    // `第1、2课` is a range; `Week 1, 2 exercises` and `模块一、三项制度` are not.
    guard let (count, end) = Numerals.leading(after), count.value < 1000 else { return nil }
    if "、,，".unicodeScalars.contains(dash), counters.opening(skipBlanks(end)) == nil { return nil }
    return (count.value, end)
  }

  static func isDelimiter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "｜", "|", "·", "：", ":", "—", "–", "-", "、", "，", ",", "．", ".", "・", "•": true
    default: false
    }
  }

  private static func endsMark(_ text: Scalars) -> Bool {
    guard let next = text.first else { return true }
    return next.isBlank || isDelimiter(next) || "（(【[《“*".unicodeScalars.contains(next)
  }

  /// Blanks, then delimiters with more blanks.
  static func afterDelimiters(_ text: Scalars) -> Scalars {
    var rest = skipBlanks(text)
    var count = 0
    while count < 3, let next = rest.first, isDelimiter(next) {
      rest = skipBlanks(rest.dropFirst())
      count += 1
    }
    return rest
  }

  static func skipBlanks(_ text: Scalars) -> Scalars { text.drop { $0.isBlank } }

}
