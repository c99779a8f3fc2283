/// A case kit 案例材料: everything a trainer needs to use a case in class. All CommonMark source.
public struct CaseKit: Equatable, Sendable {
  public var title: String?
  /// 案例背景
  public var background: String
  /// 案例正文
  public var text: String
  /// 思考题
  public var questions: [String]
  /// 教学提示: only the trainer sees them.
  public var teachingNotes: String
  /// 教师点评
  public var debrief: String
  /// 来源
  public var source: String?
  /// 日期
  public var date: String?
  /// Empty where nobody timed it.
  public var steps: [CaseStep]

  public init(
    title: String? = nil, background: String = "", text: String = "", questions: [String] = [],
    teachingNotes: String = "", debrief: String = "", source: String? = nil, date: String? = nil,
    steps: [CaseStep] = []
  ) {
    self.steps = steps
    self.title = title
    self.background = background
    self.text = text
    self.questions = questions
    self.teachingNotes = teachingNotes
    self.debrief = debrief
    self.source = source
    self.date = date
  }
}

/// Reads a case kit from Markdown; a file without its headings is all `text`.
///
/// Its parts stand under `## 案例背景`, `## 案例正文`, `## 思考题`, `## 教学提示` and `## 教师点评`, or the
/// English names; `## 案例步骤` may give the minutes of each step, one a line, as may a sentence of the
/// teaching notes; `来源：` and `日期：` are lines of their own anywhere before the teaching notes.
public func readCaseKit(_ markdown: String) -> CaseKit {
  let source = Source(markdown)
  defer { withExtendedLifetime(source) {} }
  let opaque = Opaque(source)
  var kit = CaseKit()
  var part = CaseKitPart.text
  var lines: [CaseKitPart: [Scalars]] = [:]
  for (line, raw) in source.lines.enumerated() {
    var text = raw.trimmed
    if opaque[line] == .frontMatter { continue }
    if opaque[line] == nil {
      if text.first == "#" {
        let depth = text.prefix(7).prefix { $0 == "#" }.count
        text = text.dropFirst(depth).trimmed
        while text.last == "#" { text = text.dropLast() }
        if let found = CaseKitPart.named(text) {
          part = found
          continue
        }
        if depth == 1, kit.title == nil,
          lines[part]?.contains(where: { !$0.trimmed.isEmpty }) != true
        {
          kit.title = text.unemphasized.string
          continue
        }
      } else if text.first == "【", text.last == "】", let found = CaseKitPart.named(text) {
        part = found
        continue
      }
      if let value = CaseKitPart.value(text, ["来源", "案例来源", "资料来源", "source"]), kit.source == nil {
        kit.source = value.isEmpty ? nil : value
        continue
      }
      if let value = CaseKitPart.value(text, ["日期", "date"]), kit.date == nil {
        kit.date = value.isEmpty ? nil : value
        continue
      }
    }
    lines[part, default: []].append(raw)
  }
  func joined(_ part: CaseKitPart) -> String {
    var found = (lines[part] ?? [])[...]
    while found.first?.trimmed.isEmpty == true { found = found.dropFirst() }
    while found.last?.trimmed.isEmpty == true { found = found.dropLast() }
    return found.map(\.string).joined(separator: "\n")
  }
  kit.background = joined(.background)
  kit.text = joined(.text)
  kit.teachingNotes = joined(.notes)
  kit.debrief = joined(.debrief)
  kit.steps = CaseSteps.listed(lines[.steps] ?? [])
  if kit.steps.isEmpty { kit.steps = CaseSteps.told(lines[.notes] ?? []) }
  kit.questions = CaseKitPart.questions(lines[.questions] ?? [])
  if let title = opaque.title, kit.title == nil { kit.title = title.text.string }
  return kit
}

/// The parts of a case kit and the names of their headings.
private enum CaseKitPart: Hashable {
  case background, text, questions, notes, debrief, steps

  static func named(_ heading: Scalars) -> CaseKitPart? {
    var name = heading.unemphasized
    if name.first == "【", name.last == "】" { name = name.dropFirst().dropLast().trimmed }
    if let mark = Numbering.mark(name), !mark.rest.isEmpty { name = mark.rest }
    while let last = name.last, last == "：" || last == ":" { name = name.dropLast().trimmed }
    guard name.count <= 30 else { return nil }
    switch name.key {
    case "案例背景", "背景", "background", "casebackground": return .background
    case "案例正文", "正文", "案例", "案例内容", "text", "case", "casetext", "thecase": return .text
    case "思考题", "讨论题", "思考与讨论", "questions", "questionstodiscuss", "discussionquestions":
      return .questions
    case "教学提示", "教学说明", "teachingnotes", "notesforthetrainer": return .notes
    case "教师点评", "点评", "案例点评", "debrief", "comment": return .debrief
    case "案例步骤", "教学步骤", "研讨步骤", "用时", "steps", "timing": return .steps
    default: return nil
    }
  }

  /// The value of `来源：……`.
  static func value(_ text: Scalars, _ names: [String]) -> String? {
    guard let colon = text.prefix(24).firstIndex(where: { $0 == "：" || $0 == ":" }) else {
      return nil
    }
    var name = text[..<colon]
    while let first = name.first, "*->_ ".unicodeScalars.contains(first) { name = name.dropFirst() }
    while let last = name.last, "*_ ".unicodeScalars.contains(last) { name = name.dropLast() }
    guard names.contains(name.key) else { return nil }
    var value = text[(colon + 1)...]
    while value.first == "*" { value = value.dropFirst() }
    return value.trimmed.string
  }

  /// One question a numbered line, a bullet or a paragraph.
  static func questions(_ lines: [Scalars]) -> [String] {
    var result: [String] = []
    var isOpen = false
    for line in lines {
      let text = line.trimmed
      guard let first = text.first else {
        isOpen = false
        continue
      }
      if let mark = Numbering.mark(text), mark.isListLike {
        if !mark.rest.isEmpty { result.append(mark.rest.string) }
      } else if first.isBullet, text.dropFirst().first?.isBlank == true {
        result.append(text.dropFirst().trimmed.string)
      } else if isOpen, let last = result.indices.last {
        result[last] += "\n" + text.string
      } else {
        result.append(text.string)
      }
      isOpen = true
    }
    return result
  }
}

/// An empty case kit to be filled in, with all its headings.
public func caseKitSkeleton(title: String, chinese: Bool) -> String {
  let name = String(
    String.UnicodeScalarView(
      title.unicodeScalars.map { $0 == "\n" || $0 == "\r" ? " " : $0 }))
  if chinese {
    return """
      # \(name)

      来源：
      日期：

      ## 案例背景


      ## 案例正文


      ## 思考题

      1.\u{20}
      2.\u{20}

      ## 教学提示


      ## 教师点评


      """
  }
  return """
    # \(name)

    Source:
    Date:

    ## Background


    ## Text


    ## Questions

    1.\u{20}
    2.\u{20}

    ## Teaching notes


    ## Debrief


    """
}
