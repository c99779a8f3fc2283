import Classroom
import Foundation
import Plan
import Runtime
import Web
import Words

/// What is printed from a plan, and where and when it is held.
struct Printing {
  let draft: PlanDraft
  let course: Course
  /// Empty where the plan gives no day.
  let agenda: [Segment]
  /// The date of the first day, `2026-12-01`.
  let date: String?
  let room: String?
  let language: Language

  func word(_ key: String, _ arguments: String...) -> String {
    Words.text(key, arguments, in: language)
  }

  var title: String { course.title ?? draft.file }

  /// `2026年12月1日 星期二 · 三楼会议室 · 授课教师：王老师`
  var facts: [String] {
    let teacher = course.field(.teacher)?.value.split(whereSeparator: \.isNewline).first
    let line = [
      date.flatMap(parseDate).map(longDate), room,
      teacher.flatMap { $0.count <= 40 ? word("export.teacher", String($0)) : nil },
    ].compactMap { $0 }.joined(separator: " · ")
    return line.isEmpty ? [] : [line]
  }

  private func longDate(_ date: Date) -> String {
    let format = DateFormatter()
    format.calendar = Calendar(identifier: .gregorian)
    format.timeZone = TimeZone(identifier: "UTC")
    format.locale = Locale(identifier: language == .chinese ? "zh_Hans" : "en_GB")
    format.dateFormat = language == .chinese ? "y年M月d日 EEEE" : "EEEE, d MMMM y"
    return format.string(from: date)
  }

  /// What a stretch of the day is called.
  func name(_ segment: Segment) -> String {
    let kind = kind(segment)
    var title = segment.title
    if segment.kind == .lecture, segment.topic == nil, let unit = segment.unit,
      title.isEmpty || title == unit.title
    {
      title = word("trainer.unitOpening")
    } else if segment.kind == .lecture, let topic = segment.topic {
      title = joined(label: topic.label, title: topic.title)
    } else if segment.kind != .lecture, !title.isEmpty, title.lowercased() != kind.lowercased() {
      title = word("export.named", kind, title)
    }
    if title.isEmpty { title = kind }
    return segment.parts > 1
      ? word("report.part", title, String(segment.part), String(segment.parts)) : title
  }

  func kind(_ segment: Segment) -> String {
    if segment.kind == .case, let form = segment.form { return opening("form.\(form)") }
    return opening("kind.\(segment.kind.rawValue)")
  }

  /// A word of the tables at the beginning of a line.
  func opening(_ key: String) -> String {
    let word = word(key)
    return word.prefix(1).uppercased() + word.dropFirst()
  }

  /// The days of the agenda, with headings where there are several.
  func days() -> [(heading: String?, segments: [Segment])] {
    var days: [(number: Int, segments: [Segment])] = []
    for segment in agenda {
      if days.last?.number != segment.day { days.append((segment.day, [])) }
      days[days.count - 1].segments.append(segment)
    }
    return days.map { day in
      (
        days.count > 1
          ? [word("cli.timetable.day", String(day.number)), calendarDate(of: day.number)]
            .compactMap { $0 }.joined(separator: " ") : nil, day.segments
      )
    }
  }

  func calendarDate(of day: Int) -> String? {
    guard let date, let first = parseDate(date) else { return nil }
    return formatDate(first.addingTimeInterval(Double(86_400 * (day - 1))))
  }

  func kit(of activity: Activity) -> CaseKit? {
    switch activity.material {
    case .link(let link): draft.attachment(link).map(readCaseKit)
    case .inline: readCaseKit(activity.body)
    case .none: nil
    }
  }
}

/// The learners' handout 学员讲义: no answers, no teaching notes, nothing that is for the trainer.
struct Handout {
  let printing: Printing

  private func word(_ key: String) -> String { printing.word(key) }
  private var course: Course { printing.course }

  var paper: Paper {
    var blocks: [Paper.Block] = []
    blocks += facts()
    blocks += field(.background) + field(.objectives)
    blocks += timetable()
    for activity in course.opening { blocks += self.activity(activity, level: 1) }
    for unit in course.units { blocks += self.unit(unit) }
    blocks += field(.homework) + field(.materials) + field(.textbook)
    return Paper(
      kind: word("export.handout"), title: printing.title, facts: printing.facts, blocks: blocks)
  }

  /// What is said in a line, as a table.
  private func facts() -> [Paper.Block] {
    let members: [Member] = [.audience, .duration, .methods, .prerequisites, .assessment]
    let rows = members.compactMap { member -> Paper.Row? in
      guard let value = course.field(member)?.value, !value.isEmpty else { return nil }
      return .cells([[word("member.\(member.rawValue)")], paragraphs(value)])
    }
    if rows.isEmpty { return [] }
    return [
      .table(
        Paper.Table(
          head: [word("export.item"), word("export.says")], widths: [18, 82], rows: rows))
    ]
  }

  private func paragraphs(_ text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).map(String.init).filter {
      !$0.allSatisfy(\.isWhitespace)
    }
  }

  private func field(_ member: Member) -> [Paper.Block] {
    let values = course.fields.filter { $0.member == member && !$0.value.isEmpty }.map(\.value)
    if values.isEmpty { return [] }
    return [.heading(1, word("member.\(member.rawValue)"))]
      + values.map { .markdown($0, below: 1) }
  }

  private func timetable() -> [Paper.Block] {
    if printing.agenda.isEmpty { return [] }
    var blocks: [Paper.Block] = [.heading(1, word("export.timetable"))]
    for day in printing.days() {
      if let heading = day.heading { blocks.append(.heading(2, heading)) }
      var rows: [Paper.Row] = []
      var unit: Int?
      for segment in day.segments {
        if let heading = segment.unit, heading.number != unit, !segment.kind.isPause {
          rows.append(.group(joined(label: heading.label, title: heading.title)))
          unit = heading.number
        }
        let time =
          "\(clockText(segment.start))–\(clockText(segment.start + segment.plannedMinutes))"
        rows.append(
          .cells(
            [[time], [printing.name(segment)], [String(segment.plannedMinutes)]],
            isPause: segment.kind.isPause))
      }
      blocks.append(
        .table(
          Paper.Table(
            head: [word("export.time"), word("export.content"), word("paper.minutes")],
            widths: [20, 68, 12], rows: rows)))
    }
    return blocks
  }

  // MARK: the units

  private func unit(_ unit: Plan.Unit) -> [Paper.Block] {
    var blocks: [Paper.Block] = [.heading(1, joined(label: unit.label, title: unit.title))]
    for activity in unit.activities { blocks += self.activity(activity, level: 2) }
    for topic in unit.topics {
      if !topic.isUnit {
        blocks.append(.heading(2, joined(label: topic.label, title: topic.title)))
      }
      for activity in topic.activities { blocks += self.activity(activity, level: 3) }
    }
    return blocks
  }

  private func activity(_ activity: Activity, level: Int) -> [Paper.Block] {
    switch activity.kind {
    // Seen beforehand a test would measure nothing.
    case .break, .event, .evaluation, .preTest, .postTest: []
    case .lecture: activity.body.isEmpty ? [] : [.markdown(activity.body, below: level)]
    case .case: caseStory(activity, level)
    case .quiz, .poll: [heading(activity, level)] + items(activity)
    case .discussion, .exercise: [heading(activity, level)] + body(activity, level) + [.ruled(4)]
    case .questions, .introduction, .summary: [heading(activity, level)] + body(activity, level)
    }
  }

  private func heading(_ activity: Activity, _ level: Int) -> Paper.Block {
    let kind =
      printing.opening(
        activity.form.map { "form.\($0.rawValue)" } ?? "kind.\(activity.kind.rawValue)")
    return .heading(
      level,
      activity.title.isEmpty || activity.title.lowercased() == kind.lowercased()
        ? kind : printing.word("export.named", kind, activity.title))
  }

  private func body(_ activity: Activity, _ level: Int) -> [Paper.Block] {
    activity.body.isEmpty ? [] : [.markdown(activity.body, below: level)]
  }

  private func caseStory(_ activity: Activity, _ level: Int) -> [Paper.Block] {
    var blocks = [heading(activity, level)]
    guard let kit = printing.kit(of: activity) else {
      return blocks + [.ruled(6)]
    }
    for text in [kit.background, kit.text] where !text.isEmpty {
      blocks.append(.markdown(text, below: level))
    }
    let source = [kit.source, kit.date].compactMap { $0 }
    if !source.isEmpty {
      blocks.append(.paragraph(printing.word("export.source", source.joined(separator: " · "))))
    }
    if !kit.questions.isEmpty {
      blocks += [
        .heading(level + 1, word("export.questions")), .list(kit.questions, isOrdered: true),
        .ruled(4),
      ]
    }
    return blocks
  }

  private func items(_ activity: Activity) -> [Paper.Block] {
    activity.items.flatMap { item -> [Paper.Block] in
      let prompt = item.prompt == activity.title ? [] : [Paper.Block.paragraph(item.prompt)]
      return prompt + [item.choices.isEmpty ? .ruled(2) : .choices(item.choices.map(\.text))]
    }
  }
}
