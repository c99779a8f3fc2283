import Plan
import Testing

@Suite struct SkeletonTests {
  /// Every length that `guildhall new` allows, and days up to a week.
  private static let lengths: [(days: Int, minutes: Int)] = [1, 2, 3, 5, 7].flatMap { days in
    stride(from: 30, through: 600, by: 15).map { (days, $0) }
  }

  @Test(arguments: [true, false])
  func hasNothingToMend(chinese: Bool) {
    for (days, minutes) in Self.lengths {
      let text = planSkeleton(
        title: chinese ? "新课程" : "A new course", days: days, minutesPerDay: minutes,
        chinese: chinese)
      let reading = read(text, resources: Resources(files: []))
      let bad = reading.findings.filter { $0.severity != .note }
      #expect(
        bad.isEmpty, "\(days) × \(minutes): \(bad.map(\.id.rawValue)) \(bad.map(\.arguments))")
      #expect(reading.course.title == (chinese ? "新课程" : "A new course"))
      #expect(reading.course.teachingTime?.days == Array(repeating: minutes, count: days))
      #expect(timetable(reading.course).timetable?.teachingMinutes == days * minutes)
      #expect(canonical(text) == text, "\(days) × \(minutes)")
    }
  }
}
