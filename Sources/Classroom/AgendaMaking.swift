import Plan

/// The day of a class from a plan: one segment a slot of the timetable, with its pages, notes, case
/// kit and items.
///
/// - Parameters:
///   - kits: case kits by the link that the plan gives (`cases/wages.md`).
public func agenda(
  of course: Course, timetable: Timetable, kits: [String: CaseKit] = [:]
) -> [Segment] {
  var maker = AgendaMaker(course: course, kits: kits)
  for slot in timetable.slots { maker.add(slot) }
  return maker.segments
}

private struct AgendaMaker {
  let course: Course
  let kits: [String: CaseKit]
  var segments: [Segment] = []
  var itemCount = 0
  /// Pages of an activity that a break splits, still to be shown after it.
  var rest: [ActivityPath: [Page]] = [:]

  init(course: Course, kits: [String: CaseKit]) {
    self.course = course
    self.kits = kits
  }

  mutating func add(_ slot: Slot) {
    let activity = slot.activity.flatMap(activity)
    let unit = slot.unit.flatMap { number in course.units.first { $0.number == number } }
    let topic = slot.topic.flatMap { number in unit?.topics.first { $0.number == number } }
    var segment = Segment(
      id: "s\(segments.count + 1)",
      kind: SegmentKind(rawValue: slot.kind.rawValue) ?? .lecture,
      form: slot.form?.rawValue,
      unit: unit.map { Segment.Heading(number: $0.number, label: $0.label, title: $0.title) },
      // A unit that is its own topic has no label of a topic.
      topic: topic.map {
        Segment.Heading(number: $0.number, label: $0.isUnit ? "" : $0.label, title: $0.title)
      },
      title: slot.title, day: slot.day, start: slot.start, plannedMinutes: slot.minutes,
      teaching: slot.teaching, part: slot.part, parts: slot.parts,
      notes: activity?.body ?? "")
    if let activity {
      segment.kit = kit(of: activity)?.timed(form: segment.form, minutes: slot.minutes)
      if slot.part == 1 { segment.items = items(of: activity, kind: segment.kind) }
      segment.pages = pages(of: activity, segment: segment, slot: slot)
    }
    segments.append(segment)
  }

  private func activity(at path: ActivityPath) -> Activity? {
    switch path {
    case .opening(let index): course.opening.at(index)
    case .unit(let unit, let index): course.units.at(unit)?.activities.at(index)
    case .topic(let unit, let topic, let index):
      course.units.at(unit)?.topics.at(topic)?.activities.at(index)
    case .reserved: nil
    }
  }

  private func kit(of activity: Activity) -> Kit? {
    guard activity.kind == .case else { return nil }
    switch activity.material {
    case .link(let link): return kits[link].map(Kit.init)
    case .inline: return Kit(readCaseKit(activity.body))
    case .none: return nil
    }
  }

  private mutating func items(of activity: Activity, kind: SegmentKind) -> [AssessmentItem] {
    guard let itemKind = AssessmentItem.Kind(rawValue: kind.rawValue) else { return [] }
    return activity.items.map { item in
      itemCount += 1
      return AssessmentItem(id: "i\(itemCount)", kind: itemKind, item)
    }
  }

  /// An activity that a break splits shows its pages in proportion to the minutes.
  private mutating func pages(of activity: Activity, segment: Segment, slot: Slot) -> [Page] {
    if !segment.items.isEmpty {
      return segment.items.map { Page(role: .item, lines: [], item: $0.id) }
    }
    if let kit = segment.kit { return casePages(kit) }
    // A case's own body is its material or nothing; the trainer alone is told that it has none.
    if activity.kind == .case { return [] }
    guard slot.parts > 1, let path = slot.activity else {
      return Classroom.pages(of: activity.body)
    }
    var waiting = slot.part == 1 ? Classroom.pages(of: activity.body) : rest[path] ?? []
    guard slot.part < slot.parts else { return waiting }
    let share = max(1, waiting.count / (slot.parts - slot.part + 1))
    let now = Array(waiting.prefix(share))
    waiting.removeFirst(min(share, waiting.count))
    rest[path] = waiting
    return now
  }
}

extension AssessmentItem {
  /// A question of a plan as the room asks it.
  init(id: ItemID, kind: Kind, _ item: Item) {
    let texts = item.choices.map(\.text)
    switch item.form {
    case .order where !kind.isAnonymous:
      self = .ordering(
        id: id, kind: kind, prompt: item.prompt, right: texts, explanation: item.explanation)
    case .match where !kind.isAnonymous:
      self = .matching(
        id: id, kind: kind, prompt: item.prompt, pairs: item.pairs.map { ($0.left, $0.right) },
        explanation: item.explanation)
    case .scale where kind.isAnonymous:
      self = .scale(
        id: id, prompt: item.prompt, from: texts.first.flatMap { Int($0) } ?? 1,
        to: texts.last.flatMap { Int($0) } ?? 10)
    case .entry where !kind.isAnonymous:
      self.init(
        id: id, kind: kind, prompt: item.prompt, choices: [], explanation: item.explanation,
        interaction: Interaction(writtenKey: item.answers))
    case .options, .order, .match, .scale, .entry:
      self.init(
        id: id, kind: kind, prompt: item.prompt, choices: texts,
        key: kind.isAnonymous ? [] : item.choices.indices.filter { item.choices[$0].correct },
        explanation: item.explanation, multiple: item.multiple)
    }
  }
}

extension Kit {
  public init(_ kit: CaseKit) {
    self.init(
      background: kit.background, text: kit.text, questions: kit.questions,
      teachingNotes: kit.teachingNotes, debrief: kit.debrief, source: kit.source, date: kit.date,
      steps: kit.steps.isEmpty
        ? nil
        : kit.steps.compactMap { step in
          Step.Kind(rawValue: step.kind.rawValue).map { Step($0, step.minutes) }
        })
  }
}

extension Array {
  fileprivate func at(_ index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
