/// Puts the lines of a plan in order: title, fields, headings, activities, text.
struct OutlineReader {
  let source: Source
  let opaque: Opaque
  let credit: Int
  private(set) var draft = Draft()

  /// For each line, its place in the draft's `headings`, or -1.
  private var headingAt: [Int32] = []
  /// For each line, the next line that opens a known field.
  private var nextField: [Int32] = []
  /// The next line at or after each with text in it.
  private var nextFilled: [Int32] = []
  /// The lines of each family's marks.
  private var familyLines: [[Int]] = Array(repeating: [], count: Mark.Family.count)

  private var stack: [Int] = [0]
  private var field: Int?
  private var activity: Draft.ActivityDraft?
  private var activityNode = 0
  private var runs: [(family: Mark.Family, value: Int)] = []
  private var lastText = Scalars.empty
  private var afterBlank = true
  private var seenHeading = false
  private var topHashes: [Int] = []
  /// Text that is no title has been met, and fields that are no short labels.
  private var seenText = false
  private var seenLongField = false
  private var fieldHasText = false
  private var itemsHaveOption = false
  /// The last heading inside a quiz: 一、单选题.
  private var itemSection: (family: Mark.Family, value: Int)?

  init(_ source: Source, creditHourMinutes: Int) {
    self.source = source
    self.opaque = Opaque(source)
    self.credit = creditHourMinutes
  }

  mutating func read() -> Draft {
    survey()
    var line = 0
    while line < source.lines.count {
      line = take(line)
    }
    closeActivity()
    settleTitle()
    return draft
  }

  /// What each line could be by itself.
  private mutating func survey() {
    let count = source.lines.count
    headingAt = Array(repeating: -1, count: count)
    nextField = Array(repeating: Int32(count), count: count + 1)
    nextFilled = nextField
    for line in 0..<count where opaque[line] == nil {
      guard let heading = HeadingLine.read(source.lines[line], creditHourMinutes: credit) else {
        continue
      }
      headingAt[line] = Int32(draft.headings.count)
      draft.headings.append(heading)
      if let mark = heading.mark { familyLines[mark.family.index].append(line) }
      if heading.hash == 1, heading.mark == nil { topHashes.append(line) }
    }
    for line in stride(from: count - 1, through: 0, by: -1) {
      let text = source.lines[line].trimmed
      nextFilled[line] = text.isEmpty ? nextFilled[line + 1] : Int32(line)
      nextField[line] = nextField[line + 1]
      guard opaque[line] == nil, text.count <= 400 else { continue }
      if headingAt[line] >= 0 {
        if draft.headings[Int(headingAt[line])].member != nil { nextField[line] = Int32(line) }
      } else if source.mayOpenField(line),
        FieldLine.read(text, beforeHeadings: true).contains(where: { $0.member != nil })
      {
        nextField[line] = Int32(line)
      }
    }
  }

  private func headingLine(at line: Int) -> HeadingLine? {
    headingAt[line] < 0 ? nil : draft.headings[Int(headingAt[line])]
  }

  // MARK: one line

  /// Takes one line, or a table, and gives the next.
  private mutating func take(_ line: Int) -> Int {
    let raw = source.lines[line]
    let text = raw.trimmed
    if let reason = opaque[line] {
      if reason == .code { add(line, raw, isCode: true) }
      afterBlank = false
      return line + 1
    }
    if text.isEmpty {
      if activity?.opening.form == .link { closeActivity() }
      if let open = activity,
        open.opening.meaning.kind == .break || open.opening.meaning.kind == .event
      {
        closeActivity()
      }
      add(line, raw)
      afterBlank = true
      return line + 1
    }
    defer { afterBlank = false }
    if takeTitle(line, text) { return line + 1 }
    if source.mayOpenActivity(line), let opening = activityOpening(line, text) {
      open(opening, line)
      return line + 1
    }
    if let heading = headingLine(at: line) {
      if takeHeading(heading, line) { return line + 1 }
    } else {
      if source.mayOpenField(line) {
        let fields = FieldLine.read(text, beforeHeadings: !seenHeading)
        if !fields.isEmpty, takeFields(fields, line) { return line + 1 }
      }
      if text.first == "|", let next = takeTable(line) { return next }
    }
    if endsItems(line, text) { closeActivity() }
    add(line, raw)
    lastText = text
    return line + 1
  }

  private mutating func add(_ line: Int, _ text: Scalars, isCode: Bool = false) {
    let entry = Draft.TextLine(line: line, text: text, isCode: isCode)
    let filled = !text.allSatisfy { $0.isBlank }
    if filled, !isCode { seenText = true }
    if filled, activity == nil, field != nil { fieldHasText = true }
    if filled, isInItems, !itemsHaveOption { itemsHaveOption = ItemLines.isOption(text.trimmed) }
    if activity != nil {
      activity?.lines.append(entry)
    } else if let field {
      draft.fields[field].lines.append(entry)
    } else {
      draft.nodes[stack.last ?? 0].add(.text(entry))
    }
  }

  // MARK: title

  private mutating func takeTitle(_ line: Int, _ text: Scalars) -> Bool {
    guard draft.title == nil, !seenHeading, topHashes.isEmpty || headingAt[line] < 0 else {
      return false
    }
    guard headingAt[line] < 0, activity == nil, nothingYet(line) else { return false }
    guard FieldLine.read(text, beforeHeadings: true).isEmpty,
      ActivityLine.read(text, labels: true, creditHourMinutes: credit) == nil
    else { return false }
    if let first = text.first, "-*+•>|`【=_".unicodeScalars.contains(first), !text.isWhollyBold {
      return false
    }
    if text.width(upTo: 121) > 120 { return false }
    if let last = text.last, last == "。" || last == "：" || last == ":" { return false }
    setTitle(line, text)
    field = nil
    return true
  }

  /// Only short inline labels stand before this line, and it stands by itself.
  private func nothingYet(_ line: Int) -> Bool {
    if seenText { return false }
    guard field != nil else { return draft.nodes.count == 1 }
    guard afterBlank, !seenLongField else { return false }
    return line + 1 >= source.lines.count || source.lines[line + 1].trimmed.isEmpty
  }

  private mutating func setTitle(_ line: Int, _ text: Scalars) {
    let split = Times.split(text.unemphasized, creditHourMinutes: credit)
    let bare = split.title.unemphasized
    draft.title = (line, bare.isEmpty ? text.unemphasized : bare)
    draft.titleTime = split.words
  }

  /// The title from a level-one heading, front matter or a field, when no line was one.
  private mutating func settleTitle() {
    if let node = titleNode() {
      let heading = draft.heading(node)
      if let other = draft.title {
        // A line before the heading was no title after all.
        draft.nodes[0].entries.insert(
          .text(Draft.TextLine(line: other.line, text: source.lines[other.line])), at: 0)
      }
      draft.title = (draft.nodes[node].line, heading?.title ?? .empty)
      draft.titleTime = heading?.timeWords
      dissolve(node)
    }
    let generic = draft.title.map { FieldNames.isGenericTitle($0.text) } ?? true
    if generic, let named = draft.fields.first(where: { $0.member == .title && !$0.inline.isEmpty })
    {
      draft.title = (named.line, named.inline.unemphasized)
    } else if draft.title == nil, let title = opaque.title {
      draft.title = title
    }
  }

  /// A level-one `#` without a mark that is the title: the only one, or one that stands first and
  /// has nothing but fields under it.
  private func titleNode() -> Int? {
    let top = draft.childNodes(0)
    let candidates = top.filter {
      draft.nodes[$0].hash == 1 && draft.nodes[$0].family == nil && draft.member($0) == nil
    }
    guard let first = candidates.first else { return nil }
    if candidates.count == 1 {
      // One `#` among several headings that are not under it is the title only when it leads.
      return top.first == first || draft.title == nil ? first : nil
    }
    guard draft.title == nil, top.first == first, !draft.hasChildren(first) else { return nil }
    let bare = draft.nodes[first].entries.allSatisfy {
      if case .text(let entry) = $0 { return entry.text.trimmed.isEmpty }
      return false
    }
    return bare ? first : nil
  }

  /// Puts what stands under a node in its place.
  private mutating func dissolve(_ node: Int) {
    let parent = draft.nodes[node].parent
    let inner = draft.nodes[node].entries
    var entries: [Draft.Entry] = []
    for entry in draft.nodes[parent].entries {
      if case .node(node) = entry { entries += inner } else { entries.append(entry) }
    }
    for entry in inner {
      if case .node(let child) = entry { draft.nodes[child].parent = parent }
    }
    draft.nodes[parent].entries = entries
  }

  // MARK: activities

  private func activityOpening(_ line: Int, _ text: Scalars) -> ActivityLine? {
    var slice = text
    if slice.first == "#" {
      slice = slice.drop { $0 == "#" }.trimmed
      guard slice.first == "【" || slice.first == "[" || slice.first == "*" else { return nil }
    }
    let inValue = field.map { draft.fields[$0].member != .content } ?? false
    // A quiz may have `[x]`, and a field is no activity: 【考核方式】.
    return ActivityLine.read(slice, labels: !inValue, creditHourMinutes: credit)
  }

  private mutating func open(_ opening: ActivityLine, _ line: Int) {
    closeActivity()
    field = nil
    runs = []
    activityNode = stack.last ?? 0
    itemsHaveOption = false
    itemSection = nil
    activity = Draft.ActivityDraft(line: line, opening: opening)
    lastText = opening.title
  }

  private mutating func closeActivity() {
    guard let open = activity else { return }
    activity = nil
    draft.nodes[activityNode].entries.append(.activity(draft.activities.count))
    draft.activities.append(open)
  }

  private var isInItems: Bool {
    activity?.opening.meaning.kind.hasItems ?? false
  }

  /// Whether a line of plain text stands behind a quiz or poll, and not in it.
  private func endsItems(_ line: Int, _ text: Scalars) -> Bool {
    guard isInItems, afterBlank, itemsHaveOption else { return false }
    if ItemLines.isPart(text) || headingAt[line] >= 0 { return false }
    return !leadsToOption(line)
  }

  /// Whether options or an answer follow within a few lines.
  private func leadsToOption(_ line: Int) -> Bool {
    var next = Int(nextFilled[min(line + 1, source.lines.count)])
    for _ in 0..<3 {
      guard next < source.lines.count else { return false }
      let text = source.lines[next].trimmed
      if ItemLines.isPart(text) { return true }
      if headingAt[next] >= 0 { return false }
      next = Int(nextFilled[next + 1])
    }
    return false
  }

  // MARK: fields

  private mutating func takeFields(_ lines: [FieldLine], _ number: Int) -> Bool {
    // Inside a list of items or a case, `解析：` and `来源：` are its own.
    if let open = activity {
      if lines.contains(where: { $0.form != .tag }) { return false }
      if lines.allSatisfy({ $0.member == nil }), open.opening.meaning.kind != .event {
        return false
      }
    }
    if field != nil, lines.allSatisfy({ $0.member == nil && $0.form == .label }),
      let field, draft.fields[field].inline.isEmpty || !afterBlank,
      source.lines[draft.fields[field].line].trimmed.first == "【"
    {
      // Under 【教学目标】 a line with a colon is part of the value.
      return false
    }
    closeActivity()
    runs = []
    for line in lines {
      draft.fields.append(
        Draft.FieldDraft(
          line: number, name: line.name, member: line.member,
          range: source.range(number, line.whole), inline: line.value))
      field = draft.fields.count - 1
      if line.form != .label || line.value.isEmpty { seenLongField = true }
    }
    fieldHasText = false
    lastText = lines.last?.value ?? .empty
    if lines.last?.member == .content {
      // Its text is the plan's content.
      stack = [0]
    }
    return true
  }

  // MARK: headings

  private mutating func takeHeading(_ heading: HeadingLine, _ line: Int) -> Bool {
    var heading = heading
    if let mark = heading.mark, heading.hash == nil, !heading.bold {
      resolveLetter(&heading, mark)
      draft.headings[Int(headingAt[line])] = heading
      if isInItems, staysInItems(heading, line) {
        if !mark.isListLike { itemSection = (mark.family, mark.value) }
        return false
      }
      if isStatement(heading, line) { return false }
    } else if heading.hash != nil, isInItems, heading.mark?.isListLike == true, leadsToOption(line)
    {
      return false
    }
    closeActivity()
    field = nil
    runs = []
    let parent = place(heading, line)
    append(heading, line, parent)
    return true
  }

  private mutating func append(_ heading: HeadingLine, _ line: Int, _ parent: Int) {
    let node = draft.nodes.count
    draft.nodes.append(
      Draft.Node(
        parent: parent, line: line, heading: Int(headingAt[line]), hash: heading.hash ?? 0,
        bold: heading.bold, family: heading.mark?.family, value: heading.mark?.through ?? 0))
    draft.nodes[parent].add(.node(node))
    if heading.mark != nil {
      draft.counted.append(
        Draft.Counted(node: node, parent: parent, heading: Int(headingAt[line]), line: line))
    }
    stack.append(node)
    // The title, and headings that are fields, are not yet the plan's content.
    let isTitle = heading.hash == 1 && heading.mark == nil && topHashes.first == line
    if !isTitle, heading.member == nil { seenHeading = true }
    lastText = heading.runIn
    if !heading.runIn.isEmpty { add(line, heading.runIn) }
  }

  private func nodeOnStack(_ family: Mark.Family) -> Int? {
    stack.last { $0 != 0 && draft.nodes[$0].family == family }
  }

  /// `V.` counts on after IV. and is a letter after U.
  private func resolveLetter(_ heading: inout HeadingLine, _ mark: Mark) {
    guard let other = mark.alternative, let node = nodeOnStack(other.family) else { return }
    if draft.nodes[node].value + 1 == other.value {
      heading.mark?.family = other.family
      heading.mark?.value = other.value
      heading.mark?.through = other.value
    }
  }

  /// Whether a numbered line of a quiz, poll or test is one of its questions.
  private func staysInItems(_ heading: HeadingLine, _ line: Int) -> Bool {
    guard let mark = heading.mark else { return true }
    if mark.family == .upper || mark.family == .lower { return true }
    if mark.isListLike {
      if leadsToOption(line) { return true }
      guard let node = nodeOnStack(mark.family) else { return true }
      return draft.nodes[node].value + 1 != mark.value
    }
    // 一、单选题 inside a quiz, unless the plan's own headings count on so; 二、判断题 behind it.
    guard ActivityNames.meaning(heading.title)?.kind.hasItems == true else { return false }
    if let section = itemSection, section.family == mark.family {
      return section.value + 1 == mark.value
    }
    guard mark.value == 1 else { return false }
    return nodeOnStack(mark.family) != nil || familyLines[mark.family.index].first == line
  }

  /// Whether a numbered line is a numbered statement: an aim, a step, a book.
  private mutating func isStatement(_ heading: HeadingLine, _ line: Int) -> Bool {
    guard let mark = heading.mark else { return false }
    let family = mark.family
    let onStack = nodeOnStack(family)
    let isNextHeading = onStack.map { draft.nodes[$0].value + 1 == mark.value } ?? false
    if let index = runs.lastIndex(where: { $0.family == family && $0.value + 1 == mark.value }),
      !(isNextHeading && afterBlank)
    {
      runs.removeSubrange((index + 1)...)
      runs[index].value = mark.through
      return true
    }
    if heading.endsAsItem {
      pushRun(family, mark)
      return true
    }
    let starts = mark.value <= 1
    if mark.isListLike, starts, !runs.isEmpty, !runs.contains(where: { $0.family == family }) {
      pushRun(family, mark)
      return true
    }
    if let field, startsInField(heading, line, field) {
      pushRun(family, mark)
      return true
    }
    if mark.isListLike, starts, !isNextHeading {
      let colon = lastText.last == "：" || lastText.last == ":"
      if colon || activity != nil {
        pushRun(family, mark)
        return true
      }
    }
    if isUnderFieldHeading(mark) { return true }
    if heading.isLong, !leadsToChild(line, family) {
      if let node = onStack, isNextHeading {
        // It counts, though it is no heading.
        draft.counted.append(
          Draft.Counted(
            node: 0, parent: draft.nodes[node].parent, heading: Int(headingAt[line]), line: line))
        draft.nodes[node].value = mark.through
      }
      return true
    }
    return false
  }

  private mutating func pushRun(_ family: Mark.Family, _ mark: Mark) {
    if runs.count >= 8 { runs.removeFirst() }
    runs.append((family, mark.through))
  }

  /// Inside `## 教学目标` numbered lines are its value, when later headings have `#` too.
  private func isUnderFieldHeading(_ mark: Mark) -> Bool {
    for node in stack.reversed() where node != 0 {
      guard let member = draft.member(node), member != .content else { continue }
      if draft.nodes[node].hash > 0 { return draft.nodes[node].family != mark.family }
      return false
    }
    return false
  }

  /// Whether a numbered line directly in a field is part of its value.
  private func startsInField(_ heading: HeadingLine, _ line: Int, _ field: Int) -> Bool {
    let draftField = draft.fields[field]
    guard let mark = heading.mark, draftField.member != .content, draftField.member != .title else {
      return false
    }
    if draftField.member == nil, draftField.inline.isEmpty == false, afterBlank { return false }
    if draftField.member == .duration { return false }
    let filled = !draftField.inline.isEmpty || fieldHasText
    if filled, afterBlank, lastText.last != "：", lastText.last != ":" { return false }
    // The same family begins again behind a later field: these were statements.
    let later = Int(nextField[min(line + 1, source.lines.count)])
    var restarts = false
    if later < source.lines.count {
      if let next = nextLine(of: mark.family, from: later), let other = headingLine(at: next)?.mark
      {
        restarts = other.value <= 1 && other.value <= mark.value
      }
    }
    let endsOpen = lastText.last == "：" || lastText.last == ":"
    if !draftField.inline.isEmpty, !endsOpen, !restarts, Self.isShort(draftField.member) {
      return false
    }
    if mark.isListLike { return !filled || !afterBlank || restarts }
    if filled && !draftField.inline.isEmpty { return false }
    return later < source.lines.count && (restarts || nothingOf(mark.family, from: later))
  }

  /// Fields that are complete on one line: 【培训对象】全体职工.
  private static func isShort(_ member: Member?) -> Bool {
    switch member {
    case .title, .audience, .duration, .methods, .teacher, .prerequisites, .textbook, nil: true
    default: false
    }
  }

  private func nothingOf(_ family: Mark.Family, from line: Int) -> Bool {
    nextLine(of: family, from: line) == nil
  }

  /// The first line at or after `line` with a mark of the family.
  private func nextLine(of family: Mark.Family, from line: Int) -> Int? {
    let lines = familyLines[family.index]
    var low = 0
    var high = lines.count
    while low < high {
      let middle = (low + high) / 2
      if lines[middle] < line { low = middle + 1 } else { high = middle }
    }
    return low < lines.count ? lines[low] : nil
  }

  /// Whether the next line with text is a first child of this one.
  private func leadsToChild(_ line: Int, _ family: Mark.Family) -> Bool {
    let next = Int(nextFilled[min(line + 1, source.lines.count)])
    guard next < source.lines.count, let mark = headingLine(at: next)?.mark else { return false }
    return mark.family != family && mark.value <= 1 && nodeOnStack(mark.family) == nil
  }

  // MARK: levels

  /// Takes closed headings off the stack and gives the parent of a new one.
  private mutating func place(_ heading: HeadingLine, _ line: Int) -> Int {
    if heading.hash != nil {
      placeHash(heading)
    } else if let mark = heading.mark {
      placeMark(heading, mark)
    }
    return stack.last ?? 0
  }

  private mutating func placeHash(_ heading: HeadingLine) {
    guard let hash = heading.hash else { return }
    while let top = stack.last, top != 0 {
      let other = draft.nodes[top].hash
      if other == 0 {
        stack.removeLast()
        continue
      }
      if other < hash { return }
      if other > hash {
        stack.removeLast()
        continue
      }
      if let family = heading.mark?.family, let topFamily = draft.nodes[top].family,
        family != topFamily
      {
        // Parent and child share one level: the family decides.
        let known = stack.dropLast().contains {
          $0 != 0 && draft.nodes[$0].family == family && draft.nodes[$0].hash == hash
        }
        if !known { return }
      }
      stack.removeLast()
    }
  }

  private mutating func placeMark(_ heading: HeadingLine, _ mark: Mark) {
    let same = stack.last {
      $0 != 0 && draft.nodes[$0].family == mark.family && draft.nodes[$0].hash == 0
        && draft.nodes[$0].bold == heading.bold
    }
    // An author forgot `#` or the bold: the number counts on.
    let other = stack.last {
      $0 != 0 && draft.nodes[$0].family == mark.family && draft.nodes[$0].value + 1 == mark.value
    }
    if let node = same ?? other {
      while let top = stack.last, top != node { stack.removeLast() }
      stack.removeLast()
      return
    }
    if mark.family == .appendix {
      // An appendix belongs to the whole plan.
      while let top = stack.last, top != 0 {
        if draft.nodes[top].hash == 1, draft.nodes[top].family == nil { break }
        stack.removeLast()
      }
      return
    }
    demote(before: mark)
  }

  private static func rank(_ family: Mark.Family?) -> Int? {
    switch family {
    case .chinese: 1
    case .chineseBracket: 2
    case .arabic: 3
    case .arabicBracket, .arabicCloser: 4
    case .circled: 5
    default: nil
    }
  }

  /// A list of childless numbered lines between 一、 and its first （一） was no level of headings.
  private mutating func demote(before mark: Mark) {
    guard let new = Self.rank(mark.family), mark.value <= 1, let top = stack.last, top != 0,
      draft.nodes[top].hash == 0, !draft.nodes[top].bold,
      let rank = Self.rank(draft.nodes[top].family), rank > new, draft.nodes[top].value >= 2
    else { return }
    let parent = draft.nodes[top].parent
    guard let above = Self.rank(draft.nodes[parent].family), above < new else { return }
    guard draft.nodes[parent].entries.count < 400 else { return }
    let siblings = draft.childNodes(parent)
    guard
      siblings.allSatisfy({
        !draft.hasChildren($0) && draft.nodes[$0].family == draft.nodes[top].family
      })
    else { return }
    for sibling in siblings { draft.nodes[sibling].isStatement = true }
    stack.removeLast()
  }

  // MARK: tables

  /// Reads a table that stands where fields or units are written; gives the line behind it.
  private mutating func takeTable(_ line: Int) -> Int? {
    let top = stack.last ?? 0
    let inContent = field.map { draft.fields[$0].member == .content } ?? (top == 0)
    let inContainer =
      top != 0 && field == nil && draft.member(top) == .content
    guard activity == nil, inContainer || (inContent && !draft.hasChildren(0)) || !seenHeading
    else {
      return nil
    }
    let table = Table.read(source, from: line)
    defer { lastText = .empty }
    if let fields = table.fields(), !inContainer {
      for row in fields {
        draft.fields.append(
          Draft.FieldDraft(
            line: row.line, name: row.name, member: FieldNames.member(row.name),
            range: source.range(row.line, row.name), inline: row.value))
        field = draft.fields.count - 1
      }
      return table.end
    }
    if let rows = table.units(creditHourMinutes: credit) {
      field = nil
      for row in rows {
        let node = draft.nodes.count
        draft.nodes.append(
          Draft.Node(
            parent: top, line: row.line, row: draft.rows.count))
        draft.rows.append(Draft.Row(title: row.title, minutes: row.minutes, body: row.body))
        draft.nodes[top].entries.append(.node(node))
      }
      seenHeading = seenHeading || !rows.isEmpty
      return table.end
    }
    draft.unreadTables.append(line)
    for index in line..<table.end { add(index, source.lines[index]) }
    return table.end
  }
}
