/// What the checks look at, and what they find.
struct Check {
  let source: Source
  let opaque: Opaque
  let draft: Draft
  let course: Course
  /// The draft's nodes that are units and topics.
  let structural: [Bool]
  let nestedFields: Int
  let resources: Resources
  var findings: [Finding] = []

  mutating func report(
    _ id: FindingID, _ arguments: [String] = [], at range: SourceRange, fix: Fix? = nil
  ) {
    findings.append(Finding(id, arguments, at: range, fix: fix))
  }

  /// Where to point for what the whole plan lacks.
  var wholePlan: SourceRange { course.titleRange ?? .beginning }

  /// All activities in the order of the plan.
  func forEachActivity(_ body: (Activity) -> Void) {
    course.opening.forEach(body)
    for unit in course.units {
      unit.activities.forEach(body)
      for topic in unit.topics { topic.activities.forEach(body) }
    }
  }

  mutating func run() {
    structure()
    numbers()
    brackets()
    statedTimes()
    fields()
    duration()
    cases()
    quizzes()
    links()
    references()
    for line in draft.unreadTables { report(.tableUnread, at: source.range(ofLine: line)) }
  }
}
