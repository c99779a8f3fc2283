/// Makes the course of a draft.
struct Assembler {
  let draft: Draft
  let source: Source
  let credit: Int
  private(set) var course = Course()
  /// The nodes that became units and topics; all others are points.
  private(set) var structural: [Bool]
  private var fields: [(line: Int, field: Field, isNested: Bool)] = []
  /// The fields that stand under a unit.
  private(set) var nestedFields = 0
  private var isEnglish = false

  init(_ draft: Draft, _ source: Source, creditHourMinutes: Int) {
    self.draft = draft
    structural = Array(repeating: false, count: draft.nodes.count)
    self.source = source
    self.credit = creditHourMinutes
  }

  mutating func assemble() {
    if let title = draft.title {
      course.title = title.text.string
      course.titleRange = source.range(title.line, title.text)
    }
    isEnglish = !source.lines.prefix(200).contains { $0.prefix(200).contains { $0.isHan } }
    for field in draft.fields {
      var lines = field.lines
      if !field.inline.isEmpty {
        lines.insert(Draft.TextLine(line: field.line, text: field.inline), at: 0)
      }
      add(field.name, field.member, text(lines), field.range, field.line, nested: false)
    }
    units(of: 0, depth: 0)
    contentAsUnit()
    fields.sort { $0.line < $1.line }
    // What concerns the whole course first, so that a unit's own aims never stand for it.
    course.fields =
      fields.filter { !$0.isNested }.map(\.field) + fields.filter(\.isNested).map(\.field)
    nestedFields = fields.count { $0.isNested }
    resolveSame()
  }

  private mutating func add(
    _ name: Scalars, _ member: Member?, _ value: String, _ range: SourceRange, _ line: Int,
    nested: Bool
  ) {
    fields.append(
      (line, Field(name: name.string, member: member, value: value, range: range), nested))
  }

  // MARK: units

  private mutating func units(of parent: Int, depth: Int) {
    var loose: [Draft.TextLine] = []
    for entry in draft.nodes[parent].entries {
      switch entry {
      case .text(let line): loose.append(line)
      case .activity(let activity): place(self.activity(activity))
      case .node(let node):
        if draft.nodes[node].isStatement {
          var activities: [Int] = []
          flatten([entry], own: -1, &loose, &activities)
          for activity in activities { place(self.activity(activity)) }
        } else {
          if parent == 0 { settle(&loose) }
          unit(node, depth: depth)
        }
      }
    }
    // What a container says itself is the text of the content field.
    if parent != 0, let heading = draft.heading(parent) {
      let body = text(loose)
      if !body.isEmpty {
        add(
          heading.title, .content, body, range(of: parent), draft.nodes[parent].line, nested: false)
      }
    } else {
      settle(&loose)
    }
  }

  /// Text that stands under no heading: before the units it is the background, behind a table of
  /// units it belongs to the last of them.
  private mutating func settle(_ loose: inout [Draft.TextLine]) {
    let body = text(loose)
    let range = firstRange(loose)
    loose = []
    guard !body.isEmpty else { return }
    guard let unit = course.units.indices.last, let topic = course.units[unit].topics.indices.last
    else {
      preamble(body, range)
      return
    }
    var activities = course.units[unit].topics[topic].activities
    if let last = activities.indices.last, activities[last].kind == .lecture {
      activities[last].body += (activities[last].body.isEmpty ? "" : "\n\n") + body
    } else {
      activities.append(
        Activity(kind: .lecture, title: course.units[unit].title, body: body, range: range))
    }
    course.units[unit].topics[topic].activities = activities
  }

  private mutating func preamble(_ body: String, _ range: SourceRange) {
    if let index = fields.firstIndex(where: { $0.field.member == .background }) {
      let before = fields[index].field.value
      fields[index].field.value = before.isEmpty ? body : before + "\n\n" + body
    } else {
      let field = Field(
        name: isEnglish ? "Background" : "教学背景", member: .background, value: body, range: range)
      fields.append((range.start.line - 1, field, false))
    }
  }

  /// An activity outside any unit: before the first one, or after the last.
  private mutating func place(_ activity: Activity) {
    if let unit = course.units.indices.last, let topic = course.units[unit].topics.indices.last {
      course.units[unit].topics[topic].activities.append(activity)
    } else {
      course.opening.append(activity)
    }
  }

  private mutating func unit(_ node: Int, depth: Int) {
    if let row = draft.nodes[node].row.map({ draft.rows[$0] }) {
      rowUnit(node, row)
      return
    }
    guard let heading = draft.heading(node) else { return }
    if FieldNames.isContents(heading.title) { return }
    if heading.member == .content, draft.hasChildren(node), depth < 8 {
      units(of: node, depth: depth + 1)
      return
    }
    if let member = member(heading) {
      for activity in field(node, heading, member, nested: false) { place(self.activity(activity)) }
      return
    }
    structural[node] = true
    let title = Opening(heading, credit)
    var unit = Unit(
      number: course.units.count + 1, label: heading.mark?.label.trimmed.string ?? "",
      title: title.title.string, minutes: heading.minutes, range: range(of: node))
    var before: [Draft.Entry] = []
    var topics: [Int] = []
    collect(node, into: &before, &topics, depth: 0)
    if topics.isEmpty {
      let activities = activities(before, title: title, node: node, isOpening: false)
      unit.topics = [
        Topic(
          number: 1, title: unit.title, range: unit.range, activities: activities, isUnit: true)
      ]
    } else {
      unit.activities = activities(before, title: title, node: node, isOpening: true)
      for topic in topics { unit.topics.append(self.topic(topic, number: unit.topics.count + 1)) }
    }
    course.units.append(unit)
  }

  /// A unit's own entries and the nodes of its topics; containers inside give way to theirs.
  private mutating func collect(
    _ node: Int, into before: inout [Draft.Entry], _ topics: inout [Int], depth: Int
  ) {
    for entry in draft.nodes[node].entries {
      guard case .node(let child) = entry, !draft.nodes[child].isStatement else {
        // Behind a container's topics, text still belongs to the unit.
        before.append(entry)
        continue
      }
      if let heading = draft.heading(child) {
        if heading.member == .content, depth < 8 {
          collect(child, into: &before, &topics, depth: depth + 1)
          continue
        }
        if let member = member(heading) {
          for activity in field(child, heading, member, nested: true) {
            before.append(.activity(activity))
          }
          continue
        }
      }
      topics.append(child)
    }
  }

  private mutating func topic(_ node: Int, number: Int) -> Topic {
    structural[node] = true
    if let row = draft.nodes[node].row.map({ draft.rows[$0] }) {
      var topic = Topic(
        number: number, title: row.title, minutes: row.minutes, range: range(of: node))
      topic.activities = rowActivities(node, row)
      return topic
    }
    let heading = draft.heading(node)
    let title = heading.map { Opening($0, credit) }
    var topic = Topic(
      number: number, label: heading?.mark?.label.trimmed.string ?? "",
      title: title?.title.string ?? "", minutes: heading?.minutes, range: range(of: node))
    topic.activities = activities(
      draft.nodes[node].entries, title: title, node: node, isOpening: false)
    return topic
  }

  /// The field that a heading is; an appendix is material, not teaching.
  private func member(_ heading: HeadingLine) -> Member? {
    if heading.mark?.family == .appendix { return .materials }
    return heading.member
  }

  /// Makes a heading a field, its text the value, and gives the activities that stand in it.
  private mutating func field(
    _ node: Int, _ heading: HeadingLine, _ member: Member, nested: Bool
  ) -> [Int] {
    var lines: [Draft.TextLine] = []
    var activities: [Int] = []
    flatten(draft.nodes[node].entries, own: draft.nodes[node].line, &lines, &activities)
    var body = text(lines)
    if body.isEmpty, case .minutes(let minutes) = heading.stated, member == .duration {
      body = String(minutes) + "分钟"
    }
    add(heading.title, member, body, range(of: node), draft.nodes[node].line, nested: nested)
    return activities
  }

  private func flatten(
    _ entries: [Draft.Entry], own: Int, _ lines: inout [Draft.TextLine],
    _ activities: inout [Int]
  ) {
    for entry in entries {
      switch entry {
      case .text(let line): lines.append(line)
      case .activity(let activity): activities.append(activity)
      case .node(let node):
        let line = draft.nodes[node].line
        lines.append(Draft.TextLine(line: line, text: source.lines[line]))
        flatten(
          draft.nodes[node].entries.filter {
            if case .text(let text) = $0 { return text.line != line }
            return true
          }, own: line, &lines, &activities)
      }
    }
  }

  private mutating func rowUnit(_ node: Int, _ row: Draft.Row) {
    structural[node] = true
    let range = range(of: node)
    course.units.append(
      Unit(
        number: course.units.count + 1, title: row.title, minutes: row.minutes, range: range,
        topics: [
          Topic(
            number: 1, title: row.title, range: range, activities: rowActivities(node, row),
            isUnit: true)
        ]))
  }

  private func rowActivities(_ node: Int, _ row: Draft.Row) -> [Activity] {
    let meaning = row.title.withScalars { ActivityNames.meaning($0) }
    return [
      Activity(
        kind: meaning?.kind ?? .lecture, form: meaning?.form, title: row.title, body: row.body,
        material: meaning?.kind == .case && !row.body.isEmpty ? .inline : .none,
        range: range(of: node))
    ]
  }

  /// Content that is only text or bullets is one unit.
  private mutating func contentAsUnit() {
    guard course.units.isEmpty,
      let index = fields.firstIndex(where: {
        $0.field.member == .content && !$0.field.value.isEmpty
      })
    else { return }
    let field = fields[index].field
    if draft.unreadTables.contains(where: { $0 > fields[index].line }),
      field.value.unicodeScalars.first == "|"
    {
      return
    }
    let title = course.title ?? field.name
    course.units.append(
      Unit(
        number: 1, title: title, range: field.range,
        topics: [
          Topic(
            number: 1, title: title, range: field.range,
            activities: [
              Activity(kind: .lecture, title: title, body: field.value, range: field.range)
            ], isUnit: true)
        ]))
  }

  private func range(of node: Int) -> SourceRange {
    if let heading = draft.heading(node) {
      // A run-in heading ends where its paragraph begins.
      var whole = heading.whole
      if let first = heading.runIn.indices.first, first > whole.startIndex {
        whole = whole[..<first].trimmed
      }
      return source.range(draft.nodes[node].line, whole)
    }
    return source.range(ofLine: draft.nodes[node].line)
  }

  // MARK: activities

  /// What a heading says of itself: a title, and perhaps that it is an activity.
  struct Opening {
    var title: Scalars
    var line: ActivityLine?

    init(_ heading: HeadingLine, _ credit: Int) {
      title = heading.title
      if let read = ActivityLine.read(heading.title, labels: true, creditHourMinutes: credit),
        read.form != .link || read.whole.count == heading.title.count
      {
        line = read
        if !read.title.isEmpty { title = read.title }
      } else if let meaning = ActivityNames.meaning(heading.title) {
        let own = meaning.kind == .event ? heading.title : heading.title.suffix(0)
        line = ActivityLine(
          meaning: meaning, title: own, minutes: nil, form: .tag, address: nil,
          whole: heading.whole)
      }
    }
  }

  /// The activities of a heading: its text is a lecture, or what the heading says it is.
  private func activities(
    _ entries: [Draft.Entry], title: Opening?, node: Int, isOpening: Bool
  ) -> [Activity] {
    var result: [Activity] = []
    var lines: [Draft.TextLine] = []
    lines.reserveCapacity(entries.count)
    var isFirst = true
    let name = title?.title.string ?? ""
    func flush() {
      let body = text(lines)
      guard !body.isEmpty else {
        lines = []
        return
      }
      if isFirst, let opening = title?.line, !isOpening {
        var own = self.activity(
          Draft.ActivityDraft(line: draft.nodes[node].line, opening: opening, lines: lines))
        if own.title.isEmpty { own.title = name }
        result.append(own)
      } else {
        let place = isFirst && !isOpening ? range(of: node) : firstRange(lines)
        result.append(Activity(kind: .lecture, title: name, body: body, range: place))
      }
      isFirst = false
      lines.removeAll(keepingCapacity: true)
    }
    func walk(_ entries: [Draft.Entry], own: Int) {
      for entry in entries {
        switch entry {
        case .text(let line):
          if line.line != own || own == draft.nodes[node].line { lines.append(line) }
        case .activity(let activity):
          flush()
          result.append(self.activity(activity))
        case .node(let child):
          let line = draft.nodes[child].line
          lines.append(Draft.TextLine(line: line, text: source.lines[line]))
          walk(draft.nodes[child].entries, own: line)
        }
      }
    }
    walk(entries, own: draft.nodes[node].line)
    flush()
    if result.isEmpty, !isOpening {
      if let opening = title?.line {
        var own = self.activity(
          Draft.ActivityDraft(line: draft.nodes[node].line, opening: opening, lines: []))
        if own.title.isEmpty { own.title = name }
        result.append(own)
      } else {
        result.append(Activity(kind: .lecture, title: name, range: range(of: node)))
      }
    }
    return result
  }

  private func firstRange(_ lines: [Draft.TextLine]) -> SourceRange {
    guard let first = lines.first(where: { !$0.text.trimmed.isEmpty }) else { return .beginning }
    return source.range(first.line, first.text.trimmed)
  }

  private func activity(_ index: Int) -> Activity { activity(draft.activities[index]) }

  private func activity(_ open: Draft.ActivityDraft) -> Activity {
    let opening = open.opening
    var title = opening.title
    var activity = Activity(
      kind: opening.meaning.kind, form: opening.meaning.form, minutes: opening.minutes,
      range: source.range(open.line, opening.whole))
    var lines = open.lines
    if title.width(upTo: 161) > 160 {
      lines.insert(Draft.TextLine(line: open.line, text: title), at: 0)
      title = title.suffix(0)
    }
    activity.title = title.string
    switch activity.kind {
    case let kind where kind.hasItems:
      if isSame(title) || isSame(lines.first?.text.trimmed ?? title.suffix(0)) {
        activity.sameAs = activity.kind == .preTest ? .postTest : .preTest
        activity.title = ""
        activity.body = text(Array(lines.dropFirst(isSame(title) ? 0 : 1)))
        return activity
      }
      if opening.meaning.itemForm != .options {
        activity.items = [
          ItemForms.read(
            opening.meaning.itemForm, title: title, line: open.line, lines: lines, source: source)
        ]
        activity.title = activity.items[0].prompt
        return activity
      }
      var reader = ItemReader(source, scored: activity.kind != .poll, isEnglish: isEnglish)
      let read = reader.read(title: title, line: open.line, lines: lines)
      activity.items = read.items
      activity.body = read.body
    case .case:
      activity.body = text(lines)
      if let address = opening.address.map({ Links.address($0) }), !Links.isEmpty(address) {
        activity.material = .link(address)
      } else if let address = Links.only(activity.body) {
        activity.material = Links.isEmpty(address) ? .none : .link(address)
        activity.body = ""
      } else if !activity.body.isEmpty {
        activity.material = .inline
      }
    case .event, .break:
      activity.body = text(lines)
      if activity.title.isEmpty { activity.title = eventName(opening) }
    default:
      activity.body = text(lines)
    }
    return activity
  }

  /// 【报到】 has its name only in its tag.
  private func eventName(_ opening: ActivityLine) -> String {
    guard opening.meaning.kind == .event else { return "" }
    var slice = opening.whole.unemphasized
    while let first = slice.first, "#*【[［ ".unicodeScalars.contains(first) {
      slice = slice.dropFirst()
    }
    let end = slice.firstIndex { "】]］：:（(".unicodeScalars.contains($0) } ?? slice.endIndex
    return slice[..<end].trimmed.string
  }

  private func isSame(_ text: Scalars) -> Bool {
    guard text.count <= 30 else { return false }
    let key = text.key
    return key.hasPrefix("同前测") || key.hasPrefix("同课前测") || key.hasPrefix("与前测相同")
      || key.hasPrefix("同训前") || key.hasPrefix("sameasthepre") || key.hasPrefix("sameaspre")
  }

  /// 【后测】同前测 gets the items of the first test before it that has any.
  private mutating func resolveSame() {
    let isSame = { (activity: Activity) in activity.sameAs != nil }
    let isNeeded =
      course.opening.contains(where: isSame)
      || course.units.contains {
        $0.activities.contains(where: isSame)
          || $0.topics.contains { $0.activities.contains(where: isSame) }
      }
    guard isNeeded else { return }
    var items: [Item] = []
    func note(_ activity: Activity) {
      if items.isEmpty, activity.kind == .preTest, activity.sameAs == nil { items = activity.items }
    }
    for activity in course.opening { note(activity) }
    for unit in course.units {
      for activity in unit.activities { note(activity) }
      for topic in unit.topics { for activity in topic.activities { note(activity) } }
    }
    guard !items.isEmpty else { return }
    func fill(_ activity: inout Activity) { if activity.sameAs != nil { activity.items = items } }
    for index in course.opening.indices { fill(&course.opening[index]) }
    for unit in course.units.indices {
      for index in course.units[unit].activities.indices {
        fill(&course.units[unit].activities[index])
      }
      for topic in course.units[unit].topics.indices {
        for index in course.units[unit].topics[topic].activities.indices {
          fill(&course.units[unit].topics[topic].activities[index])
        }
      }
    }
  }

  // MARK: text

  /// The lines as CommonMark: without blank ends, and with a blank line between the paragraphs of
  /// plain Chinese text, where each line is one.
  private func text(_ lines: [Draft.TextLine]) -> String {
    var low = 0
    var high = lines.count
    while low < high, lines[low].text.allSatisfy({ $0.isBlank }) { low += 1 }
    while high > low, lines[high - 1].text.allSatisfy({ $0.isBlank }) { high -= 1 }
    var result = ""
    var before: Draft.TextLine?
    for line in lines[low..<high] {
      if let before {
        let parts =
          endsParagraph(before) && beginsParagraph(line) && !(isItem(before) && isItem(line))
        result += parts ? "\n\n" : "\n"
      }
      if !line.isCode, indent(line.text) >= 4, line.text.contains(where: { $0.isHan }) {
        result += source.substring(line.line, line.text.trimmed)
      } else {
        result += source.substring(line.line, line.text)
      }
      before = line
    }
    return result
  }

  private func indent(_ text: Scalars) -> Int {
    var count = 0
    for scalar in text.prefix(8) {
      if scalar == " " { count += 1 } else if scalar == "\t" { count += 4 } else { break }
    }
    return count
  }

  private func endsParagraph(_ line: Draft.TextLine) -> Bool {
    guard !line.isCode, let last = line.text.trimmed.last else { return false }
    let first = line.text.trimmed.first ?? last
    if "-*+>|#".unicodeScalars.contains(first) { return false }
    return "。！？；：”）》".unicodeScalars.contains(last)
      || (line.text.count <= 60 && Numbering.mark(line.text.trimmed) != nil && last.isHan)
  }

  /// `1. ` is an item of a CommonMark list, which stays tight.
  private func isItem(_ line: Draft.TextLine) -> Bool {
    let rest = line.text.trimmed.drop { $0.value >= 0x30 && $0.value <= 0x39 }
    guard rest.startIndex > line.text.trimmed.startIndex, let closer = rest.first else {
      return false
    }
    return (closer == "." || closer == ")") && rest.dropFirst().first?.isBlank == true
  }

  private func beginsParagraph(_ line: Draft.TextLine) -> Bool {
    guard !line.isCode, let first = line.text.trimmed.first else { return false }
    return !"-*+>|#".unicodeScalars.contains(first)
  }
}
