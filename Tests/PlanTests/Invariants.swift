#if canImport(Plan)
  import Plan
#endif

/// What holds for every text, whatever it is: for the tests and for the fuzzer (`bin/fuzz`).
enum Invariants {
  /// The first thing that does not hold; `nil` when all do.
  static func violation(of text: String) -> String? {
    let reading = read(text)
    if read(text) != reading { return "the same text read twice gives two readings" }
    let lines = Lines(text)
    for finding in reading.findings {
      if !lines.contains(finding.range) { return "\(finding.id.rawValue) is outside the text" }
      if let fix = finding.fix, !lines.contains(fix.range) {
        return "the fix of \(finding.id.rawValue) is outside the text"
      }
    }
    return time(reading) ?? fixes(reading, lines)
  }

  /// A timetable adds up, has no empty slot and no gap; without one there is an error.
  private static func time(_ reading: Reading) -> String? {
    guard let days = reading.course.teachingTime?.days else { return nil }
    guard let table = timetable(reading.course).timetable else {
      let hasError = reading.findings.contains { $0.severity == .error }
      return hasError ? nil : "no timetable and no error"
    }
    for (index, minutes) in days.enumerated() where table.teachingMinutes(day: index + 1) != minutes
    {
      return "day \(index + 1) has \(table.teachingMinutes(day: index + 1)) of \(minutes) minutes"
    }
    for (before, after) in zip(table.slots, table.slots.dropFirst()) {
      if before.minutes <= 0 { return "an empty slot" }
      if before.day == after.day, before.end != after.start { return "a gap or an overlap" }
    }
    return nil
  }

  /// Fixes do not overlap, and applied again and again they come to an end. A number mended may
  /// make a heading of a line that was none, so that one round is not always enough.
  private static func fixes(_ reading: Reading, _ lines: Lines) -> String? {
    var reading = reading
    var lines = lines
    for _ in 0..<20 {
      let fixes = reading.findings.compactMap(\.fix)
      if fixes.isEmpty { return nil }
      guard let mended = lines.applying(fixes) else { return "fixes overlap" }
      reading = read(mended)
      lines = Lines(mended)
    }
    return "the fixes never end"
  }

  /// A text as lines of bytes, with their ends.
  private struct Lines {
    private var lines: [[UInt8]] = []
    private var ends: [[UInt8]] = []

    init(_ text: String) {
      var line: [UInt8] = []
      let bytes = Array(text.utf8)
      var index = 0
      while index < bytes.count {
        if bytes[index] == 13 || bytes[index] == 10 {
          let isPair = bytes[index] == 13 && index + 1 < bytes.count && bytes[index + 1] == 10
          lines.append(line)
          ends.append(isPair ? [13, 10] : [bytes[index]])
          line = []
          index += isPair ? 2 : 1
        } else {
          line.append(bytes[index])
          index += 1
        }
      }
      lines.append(line)
      ends.append([])
    }

    func contains(_ range: SourceRange) -> Bool {
      range.start <= range.end && contains(range.start) && contains(range.end)
    }

    private func contains(_ place: SourcePosition) -> Bool {
      (1...lines.count).contains(place.line)
        && (1...(lines[place.line - 1].count + 1)).contains(place.column)
    }

    /// The text with the fixes; `nil` when two of them overlap.
    func applying(_ fixes: [Fix]) -> String? {
      var lines = lines
      var last = SourcePosition(line: Int.max, column: 1)
      for fix in fixes.sorted(by: { $0.range.start > $1.range.start }) {
        guard fix.range.end <= last, fix.range.start.line == fix.range.end.line else { return nil }
        last = fix.range.start
        lines[last.line - 1].replaceSubrange(
          (last.column - 1)..<(fix.range.end.column - 1), with: Array(fix.replacement.utf8))
      }
      let bytes = zip(lines, ends).flatMap { $0 + $1 }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}
