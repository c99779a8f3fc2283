/// One step of a case 案例步骤, as its author timed it.
public struct CaseStep: Equatable, Sendable {
  /// What the room does; the raw values are stable tokens.
  public enum Kind: String, CaseIterable, Sendable {
    /// 阅读: everybody reads the text.
    case read
    /// 讲述: the trainer tells it.
    case tell
    /// 个人思考: each alone.
    case think
    /// 小组讨论: in groups.
    case discuss
    /// 汇报: one sentence of each group, some of them speak.
    case report
    /// 提问: the trainer puts the questions to the room.
    case ask
    /// 教师点评
    case debrief
  }
  public var kind: Kind
  /// 1 to 120.
  public var minutes: Int

  public init(kind: Kind, minutes: Int) {
    self.kind = kind
    self.minutes = minutes
  }
}

/// Reads steps with their minutes: `读案例四分钟，个人思考三分钟`, `reading 4, thinking alone 3`, or one a
/// line.
///
/// The steps of running prose stand in one sentence, the first that names two of them; the lines of a
/// part of their own all count.
enum CaseSteps {
  /// The steps of a part that holds nothing else.
  static func listed(_ lines: [Scalars]) -> [CaseStep] {
    once(lines.flatMap { $0.parts(isStop) }.flatMap(steps))
  }

  /// The steps that a sentence among others tells.
  static func told(_ lines: [Scalars]) -> [CaseStep] {
    for sentence in lines.flatMap(sentences) {
      let found = once(steps(of: sentence))
      if found.count > 1 { return found }
    }
    return []
  }

  /// A step that is named twice counts once, with its first minutes.
  private static func once(_ steps: [CaseStep]) -> [CaseStep] {
    var seen: Set<CaseStep.Kind> = []
    return steps.filter { seen.insert($0.kind).inserted }
  }

  private static func isStop(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "。" || scalar == "；" || scalar == ";"
  }

  private static func sentences(of line: Scalars) -> [Scalars] {
    var result: [Scalars] = []
    var start = line.startIndex
    for index in line.indices {
      let next = index + 1
      let ends = line[index] == "." && (next == line.endIndex || line[next].isBlank)
      guard ends || isStop(line[index]) else { continue }
      result.append(line[start..<index])
      start = next
    }
    return result + [line[start...]]
  }

  private static func steps(of sentence: Scalars) -> [CaseStep] {
    sentence.parts { "，、,".unicodeScalars.contains($0) }.compactMap { clause in
      guard let kind = kind(of: clause), let minutes = minutes(of: clause) else { return nil }
      return CaseStep(kind: kind, minutes: minutes)
    }
  }

  /// The first word of the table that occurs: 小组汇报 is a report, not a discussion.
  private static let names: [(CaseStep.Kind, [String])] = [
    (.debrief, ["点评", "debrief"]), (.report, ["汇报", "report"]),
    (.tell, ["讲述", "宣讲", "tell"]), (.discuss, ["讨论", "研讨", "group", "discuss"]),
    (.think, ["思考", "think"]), (.ask, ["提问", "question"]), (.read, ["读", "reading", "read "]),
  ]

  private static func kind(of clause: Scalars) -> CaseStep.Kind? {
    names.first { $0.1.contains { clause.contains($0) } }?.0
  }

  /// The last number of the clause, as in `两个组汇报共八分钟` and `tell it in six`; in Chinese one that counts
  /// minutes.
  private static func minutes(of clause: Scalars) -> Int? {
    let isChinese = clause.contains { $0.isHan }
    var found: Int?
    var index = clause.startIndex
    while index < clause.endIndex {
      let rest = clause[index...]
      if let (count, after) = Numerals.leading(rest) {
        if !isChinese || after.trimmed.hasPrefix("分") { found = count.value }
        index = after.startIndex
      } else if rest[index].isLatin {
        let word = rest.prefix { $0.isLatin }
        if let value = englishNumbers[word.key] { found = value }
        index = word.endIndex
      } else {
        index += 1
      }
    }
    return found.flatMap { (1...120).contains($0) ? $0 : nil }
  }

  private static let englishNumbers: [String: Int] = {
    let names = [
      "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
      "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
      "twenty",
    ]
    let tens = ["thirty": 30, "forty": 40, "fifty": 50, "sixty": 60]
    return names.enumerated().reduce(into: tens) { $0[$1.element] = $1.offset + 1 }
  }()
}
