/// The canonical form 规范格式 of a plan: the same plan, written the way the documentation does.
///
/// Marks, brackets, spaces, fields and blank lines are made alike, certain fixes are applied; the
/// author's text stays as it is. An edit that would change what the plan says is not made, so
/// that reading the result gives the same course, but for places, the labels of headings and runs
/// of blank lines; and the canonical form of a canonical form is itself.
///
/// - Parameters:
///   - text: The plan, its line ends of any kind.
///   - creditHourMinutes: The length of one 学时.
/// - Returns: The text with the line end that it uses most, LF where two are as frequent.
public func canonical(_ text: String, creditHourMinutes: Int = 45) -> String {
  var formatter = CanonicalForm(text, creditHourMinutes: creditHourMinutes)
  // The first round does nearly all; the others see what it made possible.
  for _ in 0..<8 where formatter.round() {}
  return formatter.text
}

/// A course without the places and the labels of its headings, and its texts without runs of blank
/// lines: what the canonical form keeps.
public func essence(of course: Course) -> Course {
  var course = course
  course.titleRange = nil
  for index in course.fields.indices {
    course.fields[index].range = .beginning
    course.fields[index].value = essence(of: course.fields[index].value)
  }
  for index in course.opening.indices { strip(&course.opening[index]) }
  for unit in course.units.indices {
    course.units[unit].range = .beginning
    course.units[unit].label = ""
    for index in course.units[unit].activities.indices {
      strip(&course.units[unit].activities[index])
    }
    for topic in course.units[unit].topics.indices {
      course.units[unit].topics[topic].range = .beginning
      course.units[unit].topics[topic].label = ""
      for index in course.units[unit].topics[topic].activities.indices {
        strip(&course.units[unit].topics[topic].activities[index])
      }
    }
  }
  return course
}

private func strip(_ activity: inout Activity) {
  activity.range = .beginning
  activity.body = essence(of: activity.body)
  for index in activity.items.indices { activity.items[index].range = .beginning }
}

/// A text with one empty line for each run of blank ones.
private func essence(of text: String) -> String {
  var result: [String] = []
  for line in TextLines(text).all {
    let isBlank = line.allSatisfy(\.isWhitespace)
    if isBlank, result.last?.isEmpty == true { continue }
    result.append(isBlank ? "" : line)
  }
  return result.joined(separator: "\n")
}

extension TextLines {
  /// All lines, without their ends.
  var all: [String] { (1...count).map { line($0) } }
}

/// A text on its way to its canonical form.
private struct CanonicalForm {
  private(set) var text: String
  private let credit: Int
  private let lineEnd: String
  private var reading: Reading
  private let goal: Course
  /// A bound on how often a plan is read again.
  private var trialsLeft = 200

  init(_ text: String, creditHourMinutes: Int) {
    self.text = text
    credit = creditHourMinutes
    lineEnd = Self.mainLineEnd(text)
    reading = read(text, creditHourMinutes: creditHourMinutes)
    goal = essence(of: reading.course)
  }

  /// Fixes, then the layout. Says whether anything changed.
  mutating func round() -> Bool {
    let before = text
    let fixes = reading.findings.compactMap(\.fix)
    let old = text
    adopt(fixes) { applying($0, to: old).text }
    let layout = Layout(text, reading.course)
    let edits = layout.edits()
    let end = lineEnd
    adopt(edits) { layout.applying($0, lineEnd: end) }
    return text != before
  }

  /// Makes as many of the edits as leave the course as it is: all of them, or those of each half.
  private mutating func adopt<Edit>(_ edits: [Edit], _ make: ([Edit]) -> String) {
    var kept: [Edit] = []
    var waiting = [edits]
    while let group = waiting.popLast(), trialsLeft > 0 {
      let trial = make(kept + group)
      if trial == text, kept.isEmpty { continue }
      trialsLeft -= 1
      let found = read(trial, creditHourMinutes: credit)
      if essence(of: found.course) == goal {
        kept += group
        text = trial
        reading = found
      } else if group.count > 1 {
        waiting.append(Array(group[(group.count / 2)...]))
        waiting.append(Array(group[..<(group.count / 2)]))
      }
    }
  }

  private static func mainLineEnd(_ text: String) -> String {
    var counts = ["\n": 0, "\r\n": 0, "\r": 0]
    for character in text where character.isNewline { counts[String(character)]? += 1 }
    let found = ["\n", "\r\n", "\r"].max { (counts[$0] ?? 0) < (counts[$1] ?? 0) }
    return (found.flatMap { counts[$0] } ?? 0) > (counts["\n"] ?? 0) ? found ?? "\n" : "\n"
  }
}
