import Classroom
import Foundation
import Identity
import People
import Plan
import Words

/// The record of one class as people read it: `SectionReport` with names, and what is still open in
/// the plan. One value behind the report page, its files and `guildhall report`.
public struct SectionRecord: Sendable {
  public let report: SectionReport
  /// The plan's file, for the findings.
  let file: String
  /// Sorted by place.
  let findings: [Finding]
  /// When each activity was to begin, in minutes from midnight.
  let starts: [Int]
  private let roster: [PersonID: RosterEntry]
  private let calendar: Calendar

  /// - Parameters:
  ///   - roster: the class in the People store; whoever is erased there has no name here.
  ///   - now: up to when the running stretch of a live class counts.
  ///   - timeZone: the hall's, for times of day.
  public init(of state: State, roster: [RosterEntry], at now: Moment, timeZone: TimeZone) {
    report = sectionReport(of: state, at: now)
    file = state.plan.file
    findings = openFindings(of: state)
    starts = state.agenda.map(\.start)
    self.roster = Dictionary(
      roster.map { ($0.person, $0) }, uniquingKeysWith: { first, _ in first })
    calendar = localCalendar(timeZone)
  }

  func entry(_ person: PersonID) -> RosterEntry? { roster[person] }

  /// `nil` once the person was erased.
  func name(_ person: PersonID) -> String? {
    entry(person).flatMap { $0.name.isEmpty ? nil : $0.name }
  }

  var trainer: String? { report.profile.trainer.flatMap(name) }

  /// Whether ballots were counted and there were too few of them to say more.
  func withheld(_ item: SectionReport.Item) -> Bool {
    item.kind.isAnonymous && [.closed, .revealed].contains(item.phase)
      && item.answers < fewestBallots
  }

  var evaluationIsWithheld: Bool {
    report.evaluation.ballots != nil && report.evaluation.aspects.isEmpty
  }

  // MARK: - Times

  /// `2026-12-01 08:41:07` of the hall's clock, and the offset from UTC in minutes.
  private func local(_ moment: Moment) -> (
    date: String, hour: Int, minute: Int, second: Int, offset: Int
  ) {
    let date = Date(timeIntervalSince1970: Double(moment.milliseconds / 1000))
    let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
    return (
      "\(parts.year ?? 0)-\(two(parts.month ?? 0))-\(two(parts.day ?? 0))", parts.hour ?? 0,
      parts.minute ?? 0, parts.second ?? 0, calendar.timeZone.secondsFromGMT(for: date) / 60
    )
  }

  /// ISO 8601 with the offset: `2026-12-01T08:41:07+08:00`.
  func stamp(_ moment: Moment) -> String {
    let time = local(moment)
    let size = abs(time.offset)
    return "\(time.date)T\(two(time.hour)):\(two(time.minute)):\(two(time.second))"
      + (time.offset < 0 ? "-" : "+") + "\(two(size / 60)):\(two(size % 60))"
  }

  /// `2026-12-01 08:41`, which a spreadsheet takes for a time.
  func dateAndTime(_ moment: Moment) -> String {
    let time = local(moment)
    return "\(time.date) \(two(time.hour)):\(two(time.minute))"
  }

  /// `08:41`, and with the month and day in front on another day than the first.
  func clock(_ moment: Moment) -> String {
    let time = local(moment)
    let clock = "\(two(time.hour)):\(two(time.minute))"
    return time.date == report.profile.date ? clock : "\(time.date.dropFirst(5)) \(clock)"
  }
}

private func two(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }

private func localCalendar(_ timeZone: TimeZone) -> Calendar {
  var calendar = Calendar(identifier: .gregorian)
  calendar.timeZone = timeZone
  return calendar
}

// MARK: - Findings

/// What is still to mend in the plan that the class pinned, as `guildhall check` says it.
///
/// A plan with a missing file makes no class, so nothing needs to be known of the files beside it.
private func openFindings(of state: State) -> [Finding] {
  guard !state.plan.source.isEmpty else { return [] }
  let reading = read(state.plan.source)
  var found = reading.findings
  for finding in timetable(reading.course).findings where !found.contains(finding) {
    found.append(finding)
  }
  return found.enumerated()
    .sorted { ($0.element.range.start, $0.offset) < ($1.element.range.start, $1.offset) }
    .map(\.element)
}

// MARK: - Words

/// What reports and papers say alike, in one language.
struct Wording: Sendable {
  let language: Language

  func callAsFunction(_ key: String, _ arguments: String...) -> String {
    Words.text(key, arguments, in: language)
  }

  /// Between the parts of a short list.
  var comma: String { language == .chinese ? "、" : ", " }

  func kind(_ kind: SegmentKind, form: String? = nil) -> String {
    if kind == .case, let form, Words.has("form.\(form)") { return self("form.\(form)") }
    return self("kind.\(kind.rawValue)")
  }

  /// A word of the tables at the beginning of a line.
  func opening(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }

  func label(_ heading: Segment.Heading) -> String {
    let tight =
      heading.label.isEmpty || ["）", "、", "．", " "].contains { heading.label.hasSuffix($0) }
    return heading.label + (tight ? "" : language == .chinese ? "　" : " ") + heading.title
  }

  /// What a stretch of the day is called under the heading of its unit.
  func title(
    _ kind: SegmentKind, form: String?, own: String, unit: Segment.Heading?,
    topic: Segment.Heading?, part: Int, parts: Int
  ) -> String {
    // The opening of a unit carries the unit's own title, which stands above it already.
    var title = kind == .lecture && topic == nil && own == unit?.title ? "" : own
    if title.isEmpty && kind == .lecture {
      title = topic.map(label) ?? (unit == nil ? "" : self("report.unitOpening"))
    }
    if title.isEmpty { title = opening(self.kind(kind, form: form)) }
    return parts > 1 ? self("report.part", title, "\(part)", "\(parts)") : title
  }

  /// `2026年12月1日 星期二`; what is no date stays as it is.
  func date(_ iso: String, addingDays days: Int = 0) -> String {
    let numbers = iso.split(separator: "-").compactMap { Int($0) }
    let calendar = localCalendar(TimeZone(secondsFromGMT: 0)!)
    guard numbers.count == 3,
      let day = calendar.date(
        from: DateComponents(year: numbers[0], month: numbers[1], day: numbers[2])),
      let moved = calendar.date(byAdding: .day, value: days, to: day)
    else { return iso }
    let formatter = DateFormatter()
    formatter.calendar = calendar
    formatter.timeZone = calendar.timeZone
    formatter.locale = Locale(identifier: language == .chinese ? "zh_Hans" : "en_GB")
    formatter.dateFormat = language == .chinese ? "y年M月d日 EEEE" : "EEEE, d MMMM y"
    return formatter.string(from: moved)
  }

  func percent(_ share: Double) -> String { "\(Int((share * 100).rounded()))%" }

  /// `2026年12月1日 星期二 · 三楼 · 王老师`
  func whereAndWhen(_ profile: SectionProfile, trainer: String?, day: Int = 1) -> String {
    [
      profile.date.isEmpty ? nil : date(profile.date, addingDays: day - 1),
      profile.room.isEmpty ? nil : profile.room,
      trainer.map { self("report.trainer", $0) },
    ].compactMap { $0 }.joined(separator: " · ")
  }
}
