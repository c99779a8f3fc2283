/// What reading a plan gives: the course and everything there is to say about it.
public struct Reading: Equatable, Sendable {
  public var course: Course
  /// Sorted by place.
  public var findings: [Finding]

  public init(course: Course, findings: [Finding] = []) {
    self.course = course
    self.findings = findings
  }
}

/// Reads and checks a teaching plan 教案.
///
/// - Parameters:
///   - text: The plan as decoded, its line ends as they are (LF, CRLF or CR).
///   - resources: What stands beside it.
///   - creditHourMinutes: The length of one 学时.
///   - withTimetable: Whether to lay out the day as well, for the findings that only a timetable
///     gives (minutes that do not fit, methods, notes too short).
public func read(
  _ text: String, resources: Resources = .unknown, creditHourMinutes: Int = 45,
  withTimetable: Bool = true
) -> Reading {
  let source = Source(text)
  defer { withExtendedLifetime(source) {} }
  var outline = OutlineReader(source, creditHourMinutes: creditHourMinutes)
  let draft = outline.read()
  var assembler = Assembler(draft, source, creditHourMinutes: creditHourMinutes)
  assembler.assemble()
  var course = assembler.course
  course.teachingTime = teachingTime(course, draft, creditHourMinutes)
  if let field = course.field(.methods) {
    let read = MethodReader.read(field.value)
    course.methods = read.methods
    course.methodsAreRanked = read.isRanked
  }
  var check = Check(
    source: source, opaque: outline.opaque, draft: draft, course: course,
    structural: assembler.structural, nestedFields: assembler.nestedFields, resources: resources)
  check.run()
  var findings = check.findings
  if withTimetable {
    let table = timetable(
      course, options: TimetableOptions(creditHourMinutes: creditHourMinutes))
    findings += table.findings.filter { $0.id != .durationMissing }
  }
  return Reading(course: course, findings: inOrder(findings))
}

/// By place, then in the order of the ids; nothing depends on how they were found.
func inOrder(_ findings: [Finding]) -> [Finding] {
  var rank: [FindingID: Int] = [:]
  for (index, id) in FindingID.allCases.enumerated() { rank[id] = index }
  let places = findings.enumerated().map { index, finding in
    (start: finding.range.start, rank: rank[finding.id] ?? 0, index: index)
  }
  return places.sorted { a, b in
    if a.start != b.start { return a.start < b.start }
    return a.rank != b.rank ? a.rank < b.rank : a.index < b.index
  }.map { findings[$0.index] }
}

/// 学时：8
private func creditHours(
  _ name: String, _ value: Scalars, _ creditHourMinutes: Int
) -> TeachingTime? {
  guard let (count, rest) = Numerals.leading(value.trimmed), rest.trimmed.isEmpty, count.value > 0,
    name.withScalars({ creditNames.occurs(in: $0) })
  else { return nil }
  return Durations.days(total: min(count.value, 100_000) * creditHourMinutes)
}

private let creditNames = WordList(["时数", "学时", "课时"])

/// From the first field that can be read, else from the title's or a container's brackets.
private func teachingTime(
  _ course: Course, _ draft: Draft, _ creditHourMinutes: Int
) -> TeachingTime? {
  for field in course.fields where field.member == .duration {
    let time = field.value.withScalars { value in
      Durations.teachingTime(value, creditHourMinutes: creditHourMinutes)
        ?? creditHours(field.name, value, creditHourMinutes)
    }
    if let time { return time }
  }
  if let words = draft.titleTime,
    let time = Durations.teachingTime(words, creditHourMinutes: creditHourMinutes)
  {
    return time
  }
  for node in draft.nodes {
    if let index = node.heading, draft.headings[index].member == .content,
      let words = draft.headings[index].timeWords,
      let time = Durations.teachingTime(words, creditHourMinutes: creditHourMinutes)
    {
      return time
    }
  }
  return nil
}
