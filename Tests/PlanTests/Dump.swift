import Plan

/// A compact text of a reading and its timetable, for goldens.
enum Dump {
  static func text(_ reading: Reading, options: TimetableOptions = TimetableOptions()) -> String {
    let course = reading.course
    var lines: [String] = []
    lines.append("title: \(course.title ?? "-")")
    for field in course.fields {
      lines.append(
        "field \(field.member?.rawValue ?? "?") \(field.name): \(oneLine(field.value, 60))")
    }
    let days = course.teachingTime.map { $0.days.map(String.init).joined(separator: "+") } ?? "-"
    lines.append("time: \(days)")
    if !course.methods.isEmpty {
      lines.append(
        "methods: \(course.methods.map(\.rawValue).joined(separator: ", "))"
          + (course.methodsAreRanked ? " (ranked)" : ""))
    }
    for activity in course.opening { lines += dump(activity, indent: "") }
    for unit in course.units {
      lines.append(
        "unit \(unit.number) \(unit.label)|\(unit.title)\(minutes(unit.minutes)) @\(place(unit.range))"
      )
      for activity in unit.activities { lines += dump(activity, indent: "  ") }
      for topic in unit.topics {
        if topic.isUnit {
          lines.append("  (itself)")
        } else {
          lines.append(
            "  topic \(topic.number) \(topic.label)|\(topic.title)\(minutes(topic.minutes))"
              + " @\(place(topic.range))")
        }
        for activity in topic.activities { lines += dump(activity, indent: "    ") }
      }
    }
    lines.append("--- findings")
    for finding in reading.findings {
      lines.append(dump(finding))
    }
    lines.append("--- timetable")
    let (table, findings) = timetable(course, options: options)
    if let table {
      var day = 0
      for slot in table.slots {
        if slot.day != day {
          day = slot.day
          lines.append("day \(day): \(table.teachingMinutes(day: day))")
        }
        lines.append(dump(slot))
      }
    } else {
      lines.append("none: " + findings.map(\.id.rawValue).joined(separator: ", "))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  static func dump(_ finding: Finding) -> String {
    var line = "\(place(finding.range)) \(finding.severity.rawValue) \(finding.id.rawValue)"
    if !finding.arguments.isEmpty {
      line += " [" + finding.arguments.map { oneLine($0, 40) }.joined(separator: " | ") + "]"
    }
    if let fix = finding.fix {
      line += " => \(place(fix.range))-\(fix.range.end.column) \(fix.replacement)"
    }
    return line
  }

  static func dump(_ slot: Slot) -> String {
    var line = "\(clock(slot.start)) \(slot.minutes) \(slot.kind.rawValue)"
    if let form = slot.form { line += "/\(form.rawValue)" }
    if let unit = slot.unit { line += " \(unit)" + (slot.topic.map { ".\($0)" } ?? "") }
    if slot.parts > 1 { line += " (\(slot.part)/\(slot.parts))" }
    if !slot.teaching { line += " -" }
    if case .reserved = slot.activity { line += " reserved" }
    if !slot.title.isEmpty { line += " \(oneLine(slot.title, 30))" }
    return line
  }

  private static func dump(_ activity: Activity, indent: String) -> [String] {
    var line = indent + activity.kind.rawValue
    if let form = activity.form { line += "/\(form.rawValue)" }
    line += minutes(activity.minutes)
    if !activity.title.isEmpty { line += " “\(oneLine(activity.title, 40))”" }
    switch activity.material {
    case .none: break
    case .inline: line += " inline"
    case .link(let address): line += " -> \(address)"
    }
    if let same = activity.sameAs { line += " same as \(same.rawValue)" }
    line += " @\(place(activity.range))"
    if !activity.body.isEmpty { line += ": \(oneLine(activity.body, 50))" }
    var lines = [line]
    for item in activity.items {
      lines.append(
        indent + "  ? \(oneLine(item.prompt, 50))" + (item.multiple ? " (multiple)" : "")
          + " @\(place(item.range))")
      for choice in item.choices {
        lines.append(indent + "    \(choice.correct ? "+" : "-") \(oneLine(choice.text, 40))")
      }
      if let explanation = item.explanation {
        lines.append(indent + "    > \(oneLine(explanation, 50))")
      }
    }
    return lines
  }

  private static func minutes(_ minutes: Int?) -> String { minutes.map { " [\($0)]" } ?? "" }

  private static func place(_ range: SourceRange) -> String {
    "\(range.start.line):\(range.start.column)"
  }

  private static func clock(_ minutes: Int) -> String {
    let hour = minutes / 60
    let rest = minutes % 60
    return "\(hour < 10 ? "0" : "")\(hour):\(rest < 10 ? "0" : "")\(rest)"
  }

  /// One line of at most `limit` characters, with `⏎` for line ends.
  static func oneLine(_ text: String, _ limit: Int) -> String {
    var result = ""
    var count = 0
    for character in text {
      if count == limit { return result + "…(\(text.unicodeScalars.count))" }
      result.append(character.isNewline ? "⏎" : character)
      count += 1
    }
    return result
  }
}
