/// Fields: unknown, repeated, missing; the duration; what they say of the units.
extension Check {
  mutating func fields() {
    var seen: [Member: Int] = [:]
    for field in course.fields.dropLast(nestedFields) {
      guard let member = field.member else {
        report(.fieldUnknown, [field.name], at: field.range)
        continue
      }
      // Several content fields are parts of one content, several materials add up.
      if member == .content || member == .materials || field.value.isEmpty { continue }
      if let line = seen[member] {
        report(.fieldRepeated, [field.name, String(line)], at: field.range)
      } else {
        seen[member] = field.range.start.line
      }
    }
    for (member, id) in [
      (Member.objectives, FindingID.objectivesMissing), (.audience, .audienceMissing),
      (.assessment, .assessmentMissing),
    ] where !course.fields.contains(where: { $0.member == member }) {
      report(id, at: wholePlan)
    }
    counts()
  }

  mutating func duration() {
    guard course.teachingTime == nil else { return }
    let stated = course.fields.filter { $0.member == .duration && !$0.value.isEmpty }
    if let field = stated.first(where: { !isDate($0.value) }) {
      report(
        .durationUnreadable,
        [String(String.UnicodeScalarView(field.value.unicodeScalars.prefix(60)))], at: field.range)
    } else {
      report(
        .durationMissing, at: course.fields.first { $0.member == .duration }?.range ?? wholePlan)
    }
    let sum = course.units.reduce(0) { $0 + $1.statedMinutes }
    if sum > 0 { report(.durationFromParts, [String(sum)], at: wholePlan) }
  }

  /// 培训时间 often says when, not how long.
  private func isDate(_ value: String) -> Bool {
    value.withScalars { value in
      let text = value.prefix(60)
      return text.contains("月") || text.contains("年") && text.contains { $0.digit != nil }
        || text.contains("待定")
    }
  }

  private static let counters = [
    "单元", "模块", "专题", "部分", "章", "讲", "周", "units", "modules", "weeks", "lessons", "parts",
    "sessions", "chapters",
  ]

  /// 共6讲, 分为四个模块, 6 units: a count of units that the document contradicts.
  private mutating func counts() {
    guard let first = course.units.first else { return }
    var places = course.fields.dropLast(nestedFields).filter {
      $0.member != .assessment && $0.member != .materials && $0.member != .textbook
        && $0.member != .homework
    }.map { (text: $0.value, limit: 2000, range: $0.range) }
    if let title = course.title, let range = course.titleRange {
      places.append((title, 200, range))
    }
    for (text, limit, range) in places {
      let found = text.withScalars { text in
        first.label.withScalars { count(in: text.prefix(limit), label: $0) }
      }
      guard let found else { continue }
      if found.stated != found.actual {
        report(.countContradicted, [found.words, String(found.actual)], at: range)
      }
      return
    }
  }

  /// The first count of units that a text states, and how many there are.
  private func count(
    in text: Scalars, label: Scalars
  ) -> (words: String, stated: Int, actual: Int)? {
    var index = text.startIndex
    while index < text.endIndex {
      guard let (count, rest) = Numerals.leading(text[index...]) else {
        index += 1
        continue
      }
      let start = index
      index = max(rest.startIndex, index + 1)
      guard start == text.startIndex || text[start - 1] != "第" else { continue }
      var after = Numbering.skipBlanks(rest)
      if after.first == "个" || after.first == "大" { after = after.dropFirst() }
      guard let counter = Self.counters.first(where: { after.hasPrefix($0) }) else { continue }
      let singular = counter.hasSuffix("s") ? String(counter.dropLast()) : counter
      let labelled = label.contains(singular)
      let generic = ["单元", "模块", "专题", "部分", "units", "modules", "parts"].contains(counter)
      guard labelled || (generic && !unitsAreNamed), count.value > 1 else { continue }
      let words = text[start..<after.startIndex].string + counter
      return (words, count.value, units(named: labelled ? singular : nil))
    }
    return nil
  }

  private var unitsAreNamed: Bool {
    course.units.contains { !$0.label.isEmpty && !$0.label.unicodeScalars.contains("、") }
  }

  /// How many units there are, or how many that are counted by `word`; 第3-4周 is two weeks.
  private func units(named word: String?) -> Int {
    course.units.reduce(0) { sum, unit in
      unit.label.withScalars { label in
        if let word, !label.contains(word) { return sum }
        let mark = Numbering.mark(label)
        return sum + (mark.map { $0.through - $0.value } ?? 0) + 1
      }
    }
  }
}

extension Topic {
  /// What the heading states, or what its activities state.
  var statedMinutes: Int {
    minutes ?? activities.reduce(0) { $0 + ($1.kind.isTeaching ? $1.minutes ?? 0 : 0) }
  }
}

extension Unit {
  var statedMinutes: Int {
    minutes
      ?? activities.reduce(0) { $0 + ($1.kind.isTeaching ? $1.minutes ?? 0 : 0) }
      + topics.reduce(0) { $0 + $1.statedMinutes }
  }
}
