/// Title, content, topics.
extension Check {
  mutating func structure() {
    if course.title == nil { report(.titleMissing, at: .beginning) }
    if course.units.isEmpty {
      report(.contentMissing, at: course.field(.content)?.range ?? wholePlan)
    }
    var unitTitles: [[UInt8]: Int] = [:]
    for unit in course.units {
      duplicate(unit.title, unit.range, &unitTitles)
      var topicTitles: [[UInt8]: Int] = [:]
      for topic in unit.topics {
        if !topic.isUnit { duplicate(topic.title, topic.range, &topicTitles) }
        if isEmpty(topic) { report(.emptyTopic, [topic.title], at: topic.range) }
      }
    }
    activities()
  }

  /// Units that only lecture. Of units without topics, which are short, one for the whole plan.
  private mutating func activities() {
    let idle = course.units.filter { unit in
      unit.activities.allSatisfy { $0.kind == .lecture }
        && unit.topics.allSatisfy { $0.activities.allSatisfy { $0.kind == .lecture } }
    }
    let isFlat = course.units.allSatisfy { $0.topics.allSatisfy(\.isUnit) }
    if isFlat, idle.count < course.units.count { return }
    for unit in isFlat ? Array(idle.prefix(1)) : idle {
      report(.unitWithoutActivity, [unit.title], at: unit.range)
    }
  }

  private func isEmpty(_ topic: Topic) -> Bool {
    topic.activities.allSatisfy { $0.kind == .lecture && $0.body.isEmpty }
  }

  private mutating func duplicate(
    _ title: String, _ range: SourceRange, _ seen: inout [[UInt8]: Int]
  ) {
    let key = title.withScalars { ActivityNames.meaning($0) == nil ? Titles.key($0) : [] }
    guard !key.isEmpty else { return }
    if let line = seen[key] {
      report(.duplicateTitle, [title, String(line)], at: range)
    } else {
      seen[key] = range.start.line
    }
  }
}

/// Titles as they are compared.
enum Titles {
  /// Only letters, figures and Han: without ornaments, and without a tag in brackets at the end.
  static func key(_ title: Scalars) -> [UInt8] {
    var text = title.trimmed
    if let last = text.last, last == "）" || last == ")" || last == "】" || last == "]",
      let open = text.suffix(24).lastIndex(where: { "（(【[".unicodeScalars.contains($0) }),
      open > text.startIndex
    {
      text = text[..<open]
    }
    var result = TextBuilder()
    for scalar in text where scalar.isHan || scalar.isLatin || scalar.digit != nil {
      result.append(scalar.folded)
    }
    return result.bytes
  }
}
