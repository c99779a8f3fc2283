/// Reads times as plans state them.
enum Durations {
  enum Scale: Hashable { case day, hour, minute, credit, week, session, none }

  struct Quantity {
    var amount: Double
    var scale: Scale
    /// `6小时/天`, `每节40分钟`.
    var per: Scale?
    var depth: Int
    /// The clause of the text it stands in, and whether that clause was added with a plus.
    var clause: Int
    var clauseLabel: Label
  }

  enum Label { case none, part, sum, exam }

  static let freeDay = 360

  // MARK: teaching time

  /// The minutes of each day that a duration field states; `nil` when it cannot be read.
  static func teachingTime(_ text: Scalars, creditHourMinutes: Int) -> TeachingTime? {
    let text = text.trimmed.prefix(400)
    guard !isNegative(text) else { return nil }
    var quantities = scan(text)
    if quantities.isEmpty || quantities.allSatisfy({ $0.scale == .day || $0.scale == .none }) {
      if let clock = clockMinutes(text) {
        let days =
          quantities.first { $0.scale == .day && $0.depth == 0 }.map { whole($0.amount) } ?? 1
        return spread(Array(repeating: clock, count: min(max(days, 1), 400)))
      }
    }
    let exam = quantities.filter { $0.clauseLabel == .exam }
    quantities.removeAll { $0.clauseLabel == .exam }
    guard !quantities.isEmpty else { return nil }

    let credit =
      quantities.first { $0.per == .credit }.map { minutes($0, Double(creditHourMinutes)) }
      ?? Double(creditHourMinutes)
    func value(_ quantity: Quantity) -> Double { minutes(quantity, credit) }
    let perDay = quantities.first { $0.per == .day && $0.scale != .day }
    let perWeek = quantities.first { $0.per == .week && $0.scale != .week }
    let perSession = quantities.first { $0.per == .session && $0.scale != .session }
    let plain = quantities.filter { $0.per == nil }
    let days = amount(plain, .day)
    let weeks = amount(plain, .week)
    let sessions = amount(plain, .session)
    let time = plainTotal(plain, value)

    var result: [Int]
    if let perDay {
      result = fractions(days ?? (weeks ?? 0) * 5, whole(value(perDay)))
      if result.isEmpty, let time { result = divided(time, by: whole(value(perDay))) }
      if result.isEmpty { result = [whole(value(perDay))] }
    } else if let perSession {
      let length = whole(value(perSession))
      let count = sessions ?? perWeekSessions(perWeek, weeks) ?? days ?? 1
      result = Array(repeating: length, count: bounded(count))
    } else if let perWeek, let weeks, perWeek.scale != .session {
      result = Array(repeating: whole(value(perWeek)), count: bounded(weeks))
    } else if let days {
      if let time {
        let whole = bounded(days)
        if time / whole < 120, whole > 1, time >= 120 {
          result = fractions(days, time)
        } else {
          result = even(time, over: whole)
        }
      } else {
        result = fractions(days, freeDay)
      }
    } else if let time {
      result = divided(time, by: freeDay)
    } else {
      return nil
    }
    if exam.contains(where: { $0.per == nil }), text.contains("含考") || text.contains("including") {
      let minus = exam.reduce(0) { $0 + whole(minutes($1, credit)) }
      if let last = result.indices.last, result[last] > minus { result[last] -= minus }
    }
    result.removeAll { $0 <= 0 }
    return result.isEmpty ? nil : spread(result)
  }

  /// The days of a total that names none.
  static func days(total: Int) -> TeachingTime? { spread(divided(total, by: freeDay)) }

  /// No day is longer than a day.
  private static func spread(_ days: [Int]) -> TeachingTime? {
    guard !days.isEmpty, days.count <= 400, days.allSatisfy({ $0 > 0 && $0 <= 100_000 }) else {
      return nil
    }
    return TeachingTime(days: days)
  }

  /// To the nearest whole; the C library's `round` is not ours to import.
  private static func whole(_ amount: Double) -> Int { Int(min(max(amount, 0), 1e9) + 0.5) }

  private static func bounded(_ count: Double) -> Int {
    min(max(Int(min(count, 400) + 0.999), 1), 400)
  }

  private static func perWeekSessions(_ perWeek: Quantity?, _ weeks: Double?) -> Double? {
    guard let perWeek, perWeek.scale == .session || perWeek.scale == .credit else { return nil }
    return perWeek.amount * (weeks ?? 1)
  }

  private static func amount(_ plain: [Quantity], _ scale: Scale) -> Double? {
    plain.first { $0.scale == scale }?.amount
  }

  /// `days` times `length`, with half a day at the end.
  private static func fractions(_ days: Double, _ length: Int) -> [Int] {
    guard days > 0, days <= 400 else { return [] }
    var result = Array(repeating: length, count: Int(days))
    let part = whole((days - Double(Int(days))) * Double(length))
    if part > 0 { result.append(part) }
    return result
  }

  private static func even(_ total: Int, over days: Int) -> [Int] {
    guard days > 1 else { return [total] }
    let share = max(total / days / 5 * 5, 1)
    var result = Array(repeating: share, count: days)
    result[0] += total - share * days
    return result
  }

  /// A total without days: one day when it fits in eight hours, else full days and a rest.
  private static func divided(_ total: Int, by day: Int) -> [Int] {
    if total <= 480 || day <= 0 { return [total] }
    guard total / day < 400 else { return [] }
    var result = Array(repeating: day, count: total / day)
    if total % day > 0 { result.append(total % day) }
    return result
  }

  private static func plainTotal(
    _ plain: [Quantity], _ value: (Quantity) -> Double
  ) -> Int? {
    let times = plain.filter { $0.scale == .hour || $0.scale == .minute || $0.scale == .credit }
    guard let first = times.first else { return nil }
    // What stands in brackets explains what stands before them.
    let shallow = times.map(\.depth).min() ?? 0
    let outer = times.filter { $0.depth == shallow }
    if let sum = outer.first(where: { $0.clauseLabel == .sum }) {
      let clause = outer.filter { $0.clause == sum.clause }
      return whole(clause.reduce(0) { $0 + value($1) })
    }
    var sum = 0.0
    let base = outer.first ?? first
    for quantity in outer {
      // A second clause adds only when it is a part: 理论4学时，实训8学时.
      if quantity.clause == base.clause
        || (quantity.clauseLabel == .part && base.clauseLabel == .part)
      {
        sum += value(quantity)
      }
    }
    return whole(sum)
  }

  private static func minutes(_ quantity: Quantity, _ credit: Double) -> Double {
    let amount = min(quantity.amount, 100_000)
    return switch quantity.scale {
    case .day: amount * Double(freeDay)
    case .hour: amount * 60
    case .minute, .none: amount
    case .credit, .session: amount * credit
    case .week: amount * 5 * Double(freeDay)
    }
  }

  // MARK: the time in brackets of a heading or an activity

  enum Stated: Equatable {
    case minutes(Int)
    /// A time that is not one of the class, such as two weeks.
    case scale
  }

  /// What a bracket or a cell states, when it holds a time and nothing else.
  static func stated(_ text: Scalars, creditHourMinutes: Int) -> Stated? {
    let text = text.trimmed
    guard !text.isEmpty, text.count <= 40, !isNegative(text) else { return nil }
    if let clock = clockMinutes(text), text.allSatisfy({ !$0.isLatin }) { return .minutes(clock) }
    let quantities = scan(text)
    guard !quantities.isEmpty, isOnlyTime(text) else { return nil }
    if quantities.contains(where: { $0.clauseLabel == .exam }) { return .scale }
    if quantities.contains(where: { $0.scale == .week || $0.scale == .session }) { return .scale }
    guard let time = teachingTime(text, creditHourMinutes: creditHourMinutes) else { return nil }
    return .minutes(time.total)
  }

  private static let filler = Set(
    "约共计时长用为个课教学理论实践实验训操讲授上机每节天小周次分钟半学日星期点左右大概合的hourminutesdyckprlacitobu~～约+＋-–—－/／*×x:：，,、;；.．'’′″()（）一二两三四五六七八九十"
      .unicodeScalars)

  /// `-5分钟`: a slip of the pen, never five minutes.
  private static func isNegative(_ text: Scalars) -> Bool {
    text.first.map { "-–−－负".unicodeScalars.contains($0) } ?? false
  }

  /// Whether a text is meant as a time and says none: `-5分钟`, `0分钟`, `十来分钟`.
  static func isFailed(_ text: Scalars, creditHourMinutes: Int) -> Bool {
    let text = text.trimmed
    guard text.count <= 12, stated(text, creditHourMinutes: creditHourMinutes) == nil else {
      return false
    }
    let number = text.prefix {
      $0.digit != nil || $0.isBlank
        || "-–−－负.．零〇一二两三四五六七八九十百半几来多余若干约个".unicodeScalars.contains($0)
    }
    guard !number.isEmpty, let (scale, rest) = unit(text[number.endIndex...]) else { return false }
    return rest.isEmpty && [.minute, .hour, .credit].contains(scale)
  }

  /// Whether the text is a time, not a sentence that has a time in it.
  private static func isOnlyTime(_ text: Scalars) -> Bool {
    text.allSatisfy { $0.digit != nil || $0.isBlank || filler.contains($0.folded) }
  }

  /// `9:00—12:00，14:00-17:00`: the sum of the ranges.
  static func clockMinutes(_ text: Scalars) -> Int? {
    var times: [(minutes: Int, index: Int, end: Int)] = []
    var index = text.startIndex
    while index < text.endIndex {
      if text[index].digit != nil, let (hour, rest) = Numerals.leading(text[index...]) {
        if hour.value < 24, let colon = rest.first, colon == ":" || colon == "：",
          let (minute, after) = Numerals.leading(rest.dropFirst()), minute.value < 60,
          minute.digits == 2
        {
          times.append((hour.value * 60 + minute.value, index, after.startIndex))
          index = after.startIndex
        } else {
          index = max(rest.startIndex, index + 1)
        }
      } else {
        index += 1
      }
    }
    guard times.count >= 2, times.count % 2 == 0, times.count <= 20 else { return nil }
    var sum = 0
    for pair in stride(from: 0, to: times.count, by: 2) {
      let between = text[times[pair].end..<times[pair + 1].index].trimmed
      guard between.count <= 3, times[pair + 1].minutes > times[pair].minutes else { return nil }
      sum += times[pair + 1].minutes - times[pair].minutes
    }
    return sum
  }

  // MARK: quantities

  private static let units: [(String, Scale)] = [
    ("个小时", .hour), ("小时", .hour), ("钟头", .hour), ("学时", .credit), ("课时", .credit),
    ("节课", .credit), ("分钟", .minute), ("个星期", .week), ("星期", .week), ("周", .week),
    ("节", .credit), ("次", .session), ("天", .day), ("日", .day), ("分", .minute), ("时", .hour),
    ("credit hours", .credit), ("credit hour", .credit), ("class hours", .credit),
    ("class hour", .credit), ("periods", .credit), ("period", .credit), ("minutes", .minute),
    ("minute", .minute), ("mins", .minute), ("min", .minute), ("hours", .hour), ("hour", .hour),
    ("hrs", .hour), ("hr", .hour), ("days", .day), ("day", .day), ("weeks", .week),
    ("week", .week), ("sessions", .session), ("session", .session), ("h", .hour), ("m", .minute),
    ("d", .day), ("'", .minute), ("′", .minute), ("’", .minute),
  ]

  /// Whether a number before this text would be a quantity, so not a numbering mark.
  static func beginsWithUnit(_ text: Scalars) -> Bool {
    let text = Numbering.skipBlanks(text)
    if unit(text) != nil { return true }
    guard let first = text.first else { return false }
    return "%％倍元万亿米人名个年月岁℃+~～×".unicodeScalars.contains(first)
  }

  private static func unit(_ text: Scalars) -> (Scale, Scalars)? {
    for (name, scale) in units {
      guard let rest = text.dropping(name) else { continue }
      let last = name.unicodeScalars.last
      if last?.isLatin == true, rest.first?.isLatin == true { continue }
      // 月, 年 and dates are no quantities: 6日—8日 is met elsewhere.
      return (scale, rest)
    }
    return nil
  }

  /// All quantities, left to right. Linear: every step goes on.
  private static func scan(_ text: Scalars) -> [Quantity] {
    var result: [Quantity] = []
    var index = text.startIndex
    var depth = 0
    var clause = 0
    var label = Label.none
    var labelStart = text.startIndex
    var pendingPer: Scale?
    var times = false
    while index < text.endIndex {
      let scalar = text[index]
      switch scalar {
      case "（", "(", "[", "［":
        depth += 1
        labelStart = index + 1
        label = .none
        index += 1
        continue
      case "）", ")", "]", "］":
        depth = max(depth - 1, 0)
        labelStart = index + 1
        label = .none
        index += 1
        continue
      case "，", ",", "；", ";", "。", "、", "|", "｜":
        clause += 1
        label = .none
        labelStart = index + 1
        pendingPer = nil
        index += 1
        continue
      case "×", "*", "x", "X", "✕":
        times = !result.isEmpty
        index += 1
        continue
      case "每":
        let rest = Numbering.skipBlanks(text[(index + 1)...])
        let after = rest.first == "个" ? rest.dropFirst() : rest
        if let (scale, end) = unit(after), end.startIndex > index {
          pendingPer = scale
          index = end.startIndex
          continue
        }
        index += 1
        continue
      default: break
      }
      if let rest = text[index...].dropping("半天") ?? text[index...].dropping("half a day")
        ?? text[index...].dropping("half day") ?? text[index...].dropping("half-day")
      {
        let before = labelOf(text[labelStart..<index], label)
        result.append(
          Quantity(
            amount: 0.5, scale: .day, per: nil, depth: depth, clause: clause, clauseLabel: before))
        index = rest.startIndex
        continue
      }
      guard let (amount, afterNumber) = decimal(text[index...]) else {
        if scalar.isLatin {
          // A whole word, so that its letters are not taken for units.
          let word = text[index...].prefix { $0.isLatin }
          index = word.endIndex
        } else {
          index += 1
        }
        continue
      }
      var rest = Numbering.skipBlanks(afterNumber)
      if rest.first == "个", unit(rest) == nil { rest = Numbering.skipBlanks(rest.dropFirst()) }
      // The upper bound of `3-4小时`.
      var amountUsed = amount
      if let dash = rest.first, "-–—－~～至到".unicodeScalars.contains(dash),
        let (upper, afterUpper) = decimal(Numbering.skipBlanks(rest.dropFirst())), upper > amount
      {
        amountUsed = upper
        rest = Numbering.skipBlanks(afterUpper)
      }
      label = labelOf(text[labelStart..<index], label)
      guard let (scale, afterUnit) = unit(rest) else {
        // `4 x 90 min`: a bare number that is multiplied.
        if let sign = rest.first, "×*xX✕".unicodeScalars.contains(sign),
          decimal(Numbering.skipBlanks(rest.dropFirst())) != nil
        {
          result.append(
            Quantity(
              amount: amountUsed, scale: .session, per: nil, depth: depth, clause: clause,
              clauseLabel: label))
          times = true
          index = rest.startIndex + 1
          continue
        }
        index = max(afterNumber.startIndex, index + 1)
        continue
      }
      // 2024年5月6日: the day of a date.
      if scale == .day, rest.first == "日", text[..<index].last == "月" {
        index = afterUnit.startIndex
        continue
      }
      var quantity = Quantity(
        amount: amountUsed, scale: scale, per: pendingPer, depth: depth, clause: clause,
        clauseLabel: label)
      index = afterUnit.startIndex
      let tail = Numbering.skipBlanks(afterUnit)
      if tail.first == "半" {
        quantity.amount += 0.5
        index = tail.startIndex + 1
      }
      if let per = perUnit(tail) {
        quantity.per = per.scale
        index = per.rest.startIndex
      }
      if times, quantity.per == nil, let last = result.indices.last {
        // 18课时×45分钟, 45分钟×18课时, 4次×90分钟, 2天×6小时
        let before = result[last]
        if before.scale != scale {
          if scale == .minute || scale == .hour, before.scale != .minute {
            quantity.per = before.scale
          } else if before.scale == .minute || before.scale == .hour || before.scale == .credit {
            result[last].per = scale
          }
        }
      }
      times = false
      if labelAfter(text[index...]) { quantity.clauseLabel = .exam }
      result.append(quantity)
      labelStart = index
      if result.count > 40 { break }
    }
    return result
  }

  private static func perUnit(_ text: Scalars) -> (scale: Scale, rest: Scalars)? {
    var rest = text
    if rest.first == "/" || rest.first == "／" {
      rest = Numbering.skipBlanks(rest.dropFirst())
      if rest.first == "每" { rest = rest.dropFirst() }
    } else if let after = rest.dropping("per ") ?? rest.dropping("each ") ?? rest.dropping("a ") {
      rest = after
    } else {
      return nil
    }
    guard let (scale, after) = unit(rest) else { return nil }
    return (scale, after)
  }

  /// 含考试30分钟, 笔试60分钟, 理论4学时, 共12学时: the words before a quantity.
  private static func labelOf(_ text: Scalars, _ current: Label) -> Label {
    let text = text.suffix(24)
    if ["考试", "考核", "测试", "笔试", "机考", "exam", "test"].contains(where: { text.contains($0) }) {
      return .exam
    }
    if ["共", "合计", "总计", "总", "total"].contains(where: { text.contains($0) }) { return .sum }
    if [
      "理论", "实践", "实验", "实训", "实操", "上机", "讲授", "上午", "下午", "晚上", "线上", "线下", "theory", "lab",
      "practice", "lecture", "morning", "afternoon",
    ].contains(where: { text.contains($0) }) {
      return .part
    }
    return current
  }

  private static func labelAfter(_ text: Scalars) -> Bool {
    let tail = Numbering.skipBlanks(text.prefix(10))
    let next = tail.first == "的" ? tail.dropFirst() : tail
    return ["考试", "考核", "笔试", "机考", "exam", "examination"].contains { next.hasPrefix($0) }
  }

  /// 6, 1.5, ６, 六, 两, 半, a whole number in words.
  private static func decimal(_ text: Scalars) -> (Double, Scalars)? {
    guard let first = text.first else { return nil }
    if first == "半", text.dropFirst().first == "个" || text.dropFirst().first == "小" {
      return (0.5, text.dropFirst())
    }
    if first.isLatin {
      for (word, value) in [
        ("one", 1.0), ("two", 2), ("three", 3), ("four", 4), ("five", 5), ("six", 6),
        ("half an", 0.5),
      ] {
        if let rest = text.dropping(word), rest.first?.isBlank == true { return (value, rest) }
      }
      return nil
    }
    guard let (count, rest) = Numerals.leading(text) else { return nil }
    guard count.style != .chinese, let dot = rest.first, dot == "." || dot == "．",
      let (fraction, after) = Numerals.leading(rest.dropFirst()), fraction.style != .chinese
    else { return (Double(count.value), rest) }
    var scale = 1.0
    for _ in 0..<fraction.digits { scale *= 10 }
    return (Double(count.value) + Double(fraction.value) / scale, after)
  }
}
