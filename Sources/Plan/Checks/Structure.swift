/// Title, content, topics.
extension Check {
  mutating func structure() {
    if course.title == nil { report(.titleMissing, at: .beginning) }
    if course.units.isEmpty {
      report(.contentMissing, at: course.field(.content)?.range ?? wholePlan)
    }
    var unitTitles = Titles()
    var topicTitles = Titles()
    for unit in course.units {
      duplicate(unit.title, unit.range, &unitTitles)
      topicTitles.removeAll()
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
    _ title: String, _ range: SourceRange, _ seen: inout Titles
  ) {
    if let line = seen.note(title, line: range.start.line) {
      report(.duplicateTitle, [title, String(line)], at: range)
    }
  }
}

/// The titles of one level, compared without ornaments and tags. What an activity is called
/// (练习, 小结) may come again.
struct Titles {
  /// By a hash of the title, the place of the last one with it in `titles`.
  private var places: [UInt64: Int] = [:]
  private var titles: [(title: String, line: Int, before: Int?)] = []

  mutating func removeAll() {
    places.removeAll(keepingCapacity: true)
    titles.removeAll(keepingCapacity: true)
  }

  /// The line of an equal title before this one.
  mutating func note(_ title: String, line: Int) -> Int? {
    let hash = title.withScalars { Self.hash($0) }
    guard let hash else { return nil }
    let before = places.updateValue(titles.count, forKey: hash)
    var other = before
    while let place = other {
      if Self.isEqual(titles[place].title, title) {
        places[hash] = before
        let isActivity = title.withScalars { ActivityNames.meaning($0) != nil }
        return isActivity ? nil : titles[place].line
      }
      other = titles[place].before
    }
    titles.append((title, line, before))
    return nil
  }

  private static func isEqual(_ a: String, _ b: String) -> Bool {
    a.withScalars { a in b.withScalars { b in letters(a) == letters(b) } }
  }

  private static func hash(_ title: Scalars) -> UInt64? {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var isEmpty = true
    for scalar in core(title) where isLetter(scalar) {
      hash = (hash ^ UInt64(scalar.folded.value)) &* 0x100_0000_01B3
      isEmpty = false
    }
    return isEmpty ? nil : hash
  }

  private static func letters(_ title: Scalars) -> [Unicode.Scalar] {
    core(title).filter { isLetter($0) }.map(\.folded)
  }

  /// Letters, figures and Han.
  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isHan || scalar.isLatin || scalar.digit != nil
  }

  /// Without a tag in brackets at the end.
  private static func core(_ title: Scalars) -> Scalars {
    var text = title.trimmed
    if let last = text.last, last == "）" || last == ")" || last == "】" || last == "]",
      let open = text.suffix(24).lastIndex(where: { "（(【[".unicodeScalars.contains($0) }),
      open > text.startIndex
    {
      text = text[..<open]
    }
    return text
  }
}
