import Foundation
import Plan
import Testing

/// Nothing that an author wrote may vanish: every line of a plan is found again in its reading.
@Suite struct AccountingTests {
  /// What is meant to be left out: tables of contents, front matter, keys, containers' names.
  private static let silent = [
    "教学内容", "课程内容", "教学过程", "课程安排", "教学进度", "课程大纲", "教学大纲", "培训内容", "Agenda", "Outline", "Schedule",
    "答案", "目录", "教案", "教学设计", "同前测", "| 内容 |",
  ]

  @Test(arguments: Fixtures.names)
  func keepsEveryLine(name: String) throws {
    let text = try Fixtures.text(name)
    let reading = read(text, resources: Fixtures.resources)
    let kept = Self.letters(Self.everything(reading.course))
    let places = Self.places(reading.course)
    for (index, line) in Self.lines(text).enumerated() {
      guard let word = Self.longestWord(line) else { continue }
      if places.contains(index + 1) { continue }
      if Self.silent.contains(where: { line.contains($0) }) { continue }
      #expect(kept.contains(word), "\(name):\(index + 1): \(line)")
    }
  }

  @Test func keepsTextThatStandsUnderNoHeading() {
    let course = read("题目\n一句没有栏目的话，说明为什么办班。\n再说一句。\n【教学时长】1小时\n一、甲\n乙。").course
    #expect(course.field(.background)?.value.contains("为什么办班") == true)
    let table = read("题目\n课程安排\n| 内容 | 时间 |\n|---|---|\n| 甲 | 30分钟 |\n| 乙 | 30分钟 |\n\n请自带劳保鞋。\n")
      .course
    #expect(Self.everything(table).contains("劳保鞋"))
  }

  @Test func keepsATopicNamedLikeAnExerciseBehindAQuiz() {
    let reading = read(
      "题目\n【教学时长】1小时\n一、甲\n（一）报告\n\n【测验】先做什么？\n- [ ] 撤离\n- [x] 报告\n\n（一）演练\n")
    let topics = reading.course.units.flatMap(\.topics)
    #expect(topics.map(\.title) == ["报告", "演练"])
    #expect(topics.first?.activities.last?.items.count == 1)
    let repeated = reading.findings.filter { $0.id == .numberRepeated }
    #expect(repeated.map(\.range.start.line) == [10])
  }

  @Test func takesSectionsOfATestForItsOwn() {
    let reading = read(
      "题目\n【教学时长】1小时\n一、甲\n乙。\n【后测】\n一、单选题\n1. 问\n- [x] 是\n- [ ] 否\n二、判断题\n2. 答。（√）\n二、丙\n丁。")
    #expect(reading.course.units.map(\.title) == ["甲", "丙"])
    #expect(reading.course.units.first?.topics.first?.activities.last?.items.count == 2)
  }

  // MARK: text and reading as plain letters

  private static func lines(_ text: String) -> [Substring] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    // Front matter and tables of contents count nothing.
    if lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") {
      for index in 0...end { lines[index] = "" }
    }
    if let head = lines.firstIndex(where: { $0.hasSuffix("目录") || $0 == "【目录】" }) {
      let again = Set(lines[(head + 1)...].map { letters(String($0)) }.filter { !$0.isEmpty })
      for index in lines[(head + 1)...].indices {
        let own = letters(String(lines[index]))
        let later = lines[(index + 1)...].contains { letters(String($0)).hasPrefix(own) }
        if !own.isEmpty, !later, !lines[index].hasPrefix("- [") { break }
        if again.contains(own) { lines[index] = "" }
      }
    }
    return lines
  }

  private static func letters(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.filter { isLetter($0) }))
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.isIdeographic
  }

  /// The longest run of letters of a line, by which it is known; `nil` when it has none to speak of.
  private static func longestWord(_ line: Substring) -> String? {
    let words = line.unicodeScalars.split { !isLetter($0) }
    guard let longest = words.max(by: { $0.count < $1.count }), longest.count > 1 else {
      return nil
    }
    return String(String.UnicodeScalarView(longest))
  }

  /// The lines at which something of the reading stands.
  private static func places(_ course: Course) -> Set<Int> {
    var ranges = course.fields.map(\.range) + course.opening.map(\.range)
    for unit in course.units {
      ranges += unit.activities.map(\.range) + unit.topics.map(\.range)
      for topic in unit.topics { ranges += topic.activities.map(\.range) }
    }
    return Set(ranges.map(\.start.line))
  }

  private static func everything(_ course: Course) -> String {
    var parts = [course.title ?? ""]
    for field in course.fields { parts += [field.name, field.value] }
    func take(_ activities: [Activity]) {
      for activity in activities {
        parts += [activity.title, activity.body, activity.kind.rawValue]
        if case .link(let address) = activity.material { parts.append(address) }
        for item in activity.items {
          parts += [item.prompt, item.explanation ?? ""] + item.choices.map(\.text)
        }
      }
    }
    take(course.opening)
    for unit in course.units {
      parts += [unit.label, unit.title]
      take(unit.activities)
      for topic in unit.topics {
        parts += [topic.label, topic.title]
        take(topic.activities)
      }
    }
    return parts.joined(separator: "\n")
  }
}
