/// The times that units, topics and activities state in brackets.
extension Check {
  mutating func statedTimes() {
    var ranges = course.units.flatMap { [$0.range] + $0.topics.map(\.range) }
    forEachActivity { ranges.append($0.range) }
    for line in Set(ranges.map { $0.start.line - 1 }).sorted() where line < source.lines.count {
      let text = source.lines[line].trimmed
      if let (open, _) = Times.unclosed(text, creditHourMinutes: 45) {
        reportUnclosed(text[open...], line)
      } else if let time = Times.failed(text, creditHourMinutes: 45) {
        report(.timeUnreadable, [time.string], at: source.range(line, time))
      }
    }
  }

  /// The bracket is never closed; the time is read all the same.
  private mutating func reportUnclosed(_ time: Scalars, _ line: Int) {
    let range = source.range(line, time)
    report(
      .bracketUnclosed, [time.string], at: range,
      fix: Fix(
        range: SourceRange(start: range.end, end: range.end),
        replacement: time.first == "（" ? "）" : ")"))
  }
}
