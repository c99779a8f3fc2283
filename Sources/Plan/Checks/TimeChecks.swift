/// What a timetable says about the plan: its methods, and how much its text supports.
enum TimeChecks {
  static func check(_ course: Course, _ table: Timetable) -> [Finding] {
    var findings: [Finding] = []
    if let finding = methods(course, table) { findings.append(finding) }
    if let finding = notes(course, table) { findings.append(finding) }
    return findings
  }

  private static let groups: [(Method, [SlotKind])] = [
    (.lecture, [.lecture]), (.case, [.case]), (.discussion, [.discussion]),
    (.exercise, [.exercise]), (.questions, [.questions]),
  ]

  private static func minutes(_ method: Method, _ table: Timetable) -> Int? {
    guard let kinds = groups.first(where: { $0.0 == method })?.1 else { return nil }
    return table.slots.reduce(0) { sum, slot in
      // What the program reserved says nothing about the author's method.
      if case .reserved = slot.activity { return sum }
      return sum + (kinds.contains(slot.kind) ? slot.minutes : 0)
    }
  }

  private static func methods(_ course: Course, _ table: Timetable) -> Finding? {
    guard course.methodsAreRanked, let first = course.methods.first, course.methods.count > 1,
      let field = course.field(.methods), let most = minutes(first, table)
    else { return nil }
    let second = course.methods[1]
    guard let next = minutes(second, table) else { return nil }
    let others =
      groups.map(\.0).filter { $0 != first && $0 != second }
      .compactMap { minutes($0, table) }.max() ?? 0
    // The supporting methods share their place: only the dominant one must lead.
    let named = course.methods.dropFirst().compactMap { minutes($0, table) }
    let isSupported = named.contains { $0 > 0 }
    let isRight =
      most >= next && most >= others && isSupported && (course.methods.count > 2 || next >= others)
    if isRight { return nil }
    let total = max(table.teachingMinutes, 1)
    let words = MethodReader.read(field.value).words
    guard words.count > 1 else { return nil }
    return Finding(
      .methodContradicted,
      [words[0], String(most * 100 / total), words[1], String(next * 100 / total)], at: field.range)
  }

  private static func notes(_ course: Course, _ table: Timetable) -> Finding? {
    var han = 0
    var letters = 0
    func count(_ activities: [Activity]) {
      for activity in activities where activity.kind == .lecture {
        for scalar in activity.body.unicodeScalars {
          if scalar.isHan {
            han += 1
          } else if scalar.isLatin || scalar.digit != nil {
            letters += 1
          }
        }
      }
    }
    count(course.opening)
    for unit in course.units {
      count(unit.activities)
      for topic in unit.topics { count(topic.activities) }
    }
    // About 200 characters, or 130 English words, a minute.
    let supported = (han * 3 + letters) / 600
    let lecture = table.minutes(of: SlotKind.lecture)
    guard supported < lecture else { return nil }
    return Finding(
      .notesShorterThanSlot, [String(supported), String(lecture)],
      at: course.titleRange ?? .beginning)
  }
}
