/// The lines of a plan and the edits that make them canonical.
///
/// Only lines that the course knows are rewritten: its title, fields, headings and the openings of
/// activities. Of the others only blank ones are touched.
struct Layout {
  /// A change of one line, with its number from 1.
  enum Edit: Equatable {
    case rewrite(Int, String)
    case remove(Int)
    /// Makes a line of white space empty.
    case empty(Int)
    case blankBefore(Int)
  }

  private let lines: TextLines
  private let course: Course
  private let chinese: Bool
  private let isCode: [Bool]

  init(_ text: String, _ course: Course) {
    lines = TextLines(text)
    self.course = course
    chinese = Self.isChinese(course)
    isCode = Self.code(lines)
  }

  private static func isChinese(_ course: Course) -> Bool {
    ((course.title ?? "") + course.units.map(\.title).joined()).unicodeScalars.contains {
      (0x4E00...0x9FFF).contains($0.value)
    }
  }

  /// Lines in fences, and front matter.
  private static func code(_ lines: TextLines) -> [Bool] {
    var fence: Character?
    return (1...lines.count).map { number in
      let line = lines.line(number).trimmedBlanks
      guard let first = line.first, line.hasPrefix("```") || line.hasPrefix("~~~") else {
        return fence != nil
      }
      if fence == nil { fence = first } else if fence == first { fence = nil }
      return true
    }
  }

  func edits() -> [Edit] {
    var rewritten: [Int: String] = [:]
    var blocks: Set<Int> = []
    func take(_ line: Int, _ make: (String) -> String?) {
      guard !isCode[line - 1] else { return }
      blocks.insert(line)
      let old = rewritten[line] ?? lines.line(line)
      if let new = make(old), new != old { rewritten[line] = new }
    }
    let style = LineStyle(chinese: chinese)
    if let range = course.titleRange { take(range.start.line) { style.title($0) } }
    for field in course.fields {
      let line = field.range.start.line
      let isAlone = course.fields.count { $0.range.start.line == line } == 1
      take(line) { isAlone ? style.field(field, $0, from: field.range.start.column) : nil }
    }
    for unit in course.units {
      take(unit.range.start.line) { style.heading(label: unit.label, title: unit.title, $0) }
      for topic in unit.topics where !topic.isUnit {
        take(topic.range.start.line) { style.heading(label: topic.label, title: topic.title, $0) }
      }
    }
    for activity in course.allActivities {
      let place = activity.range.start
      guard activity.kind != .lecture || lines.tail(place).hasPrefix("【") else { continue }
      take(place.line) { style.activity(activity, $0, from: place.column) }
    }
    return inOrder(rewritten, blocks)
  }

  private func inOrder(_ rewritten: [Int: String], _ blocks: Set<Int>) -> [Edit] {
    var edits: [Edit] = []
    var afterBlank = true
    for number in 1...lines.count {
      let line = lines.line(number)
      if line.allSatisfy(\.isWhitespace), !isCode[number - 1] {
        if afterBlank {
          edits.append(.remove(number))
        } else if !line.isEmpty {
          edits.append(.empty(number))
        }
        afterBlank = true
        continue
      }
      // Rows of a table stand together.
      if blocks.contains(number), !afterBlank, !line.trimmedBlanks.hasPrefix("|") {
        edits.append(.blankBefore(number))
      }
      if let new = rewritten[number] { edits.append(.rewrite(number, new)) }
      afterBlank = false
    }
    return edits
  }

  /// The text with some of the edits made, one line end at its end, none for an empty text.
  func applying(_ edits: [Edit], lineEnd: String) -> String {
    var changes: [Int: [Edit]] = [:]
    for edit in edits {
      switch edit {
      case .rewrite(let line, _), .remove(let line), .empty(let line), .blankBefore(let line):
        changes[line, default: []].append(edit)
      }
    }
    var result: [String] = []
    for number in 1...lines.count {
      var line: String? = lines.line(number)
      for change in changes[number] ?? [] {
        switch change {
        case .rewrite(_, let new): line = new
        case .remove: line = nil
        case .empty: line = ""
        case .blankBefore: result.append("")
        }
      }
      if let line { result.append(line) }
    }
    while result.last?.isEmpty == true { result.removeLast() }
    return result.isEmpty ? "" : result.joined(separator: lineEnd) + lineEnd
  }
}

extension Course {
  /// All activities in the order of the plan.
  public var allActivities: [Activity] {
    opening + units.flatMap { $0.activities + $0.topics.flatMap(\.activities) }
  }
}
