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
  private let links: Links
  private let state: State
  private let now: Moment
  /// Sorted by place.
  let findings: [Finding]
  /// When each activity was to begin, in minutes from midnight.
  let starts: [Int]
  /// The one number of each person on every list.
  let signInNumbers: SignInNumbers
  private let roster: [PersonID: RosterEntry]
  private let calendar: Calendar

  /// - Parameters:
  ///   - roster: the class in the People store; whoever is erased there has no name here.
  ///   - now: up to when the running stretch of a live class counts.
  ///   - timeZone: the hall's, for times of day.
  public init(of state: State, roster: [RosterEntry], at now: Moment, timeZone: TimeZone) {
    report = sectionReport(of: state, at: now)
    self.state = state
    self.now = now
    file = state.plan.file
    links = state.links
    findings = openFindings(of: state)
    starts = state.agenda.map(\.start)
    signInNumbers = SignInNumbers(state)
    self.roster = Dictionary(
      roster.map { ($0.person, $0) }, uniquingKeysWith: { first, _ in first })
    calendar = localCalendar(timeZone)
  }

  /// How many were in the room, up to the moment of this record.
  func attendance(every minutes: Int) -> AttendanceCurve {
    attendanceCurve(of: state, until: report.closedAt ?? now, every: minutes)
  }

  /// What was understood; reckoned each time it is asked for.
  var analysis: ClassAnalysis { classAnalysis(of: state) }

  func entry(_ person: PersonID) -> RosterEntry? { roster[person] }

  /// `nil` once the person was erased.
  func name(_ person: PersonID) -> String? {
    entry(person).flatMap { $0.name.isEmpty ? nil : $0.name }
  }

  var trainer: String? { report.profile.trainer.flatMap(name) }

  /// Whether ballots were counted and there were too few of them to say more.
  func withheld(_ item: SectionReport.Item) -> Bool {
    item.kind.isAnonymous && [.closed, .revealed].contains(item.phase)
      && item.answers < fewestBallots && item.hands.isEmpty
  }

  var evaluationIsWithheld: Bool {
    report.evaluation.ballots != nil && report.evaluation.aspects.isEmpty
  }

  // MARK: - Half-days

  /// How many were on the roster 应到.
  var expected: Int { report.attendance.count { $0.enrolment == .listed } }

  /// Half-days that took place.
  var held: [SectionReport.HalfDay] { report.halfDays.filter(\.isHeld) }

  /// How somebody stood in them.
  func standings(_ attendee: SectionReport.Attendee) -> [HalfDayStanding] {
    zip(report.halfDays, attendee.standings).filter(\.0.isHeld).map(\.1)
  }

  var days: Int { report.halfDays.last?.checkpoint.day ?? 1 }

  /// What sets a person apart from those on the roster; `nil` for them.
  func enrolment(_ attendee: SectionReport.Attendee, _ say: Wording) -> String? {
    if let other = attendee.insteadOf {
      if name(other) == name(attendee.person), name(other) != nil {
        return say("roster.mergedNote")
      }
      return say("door.insteadOf", name(other) ?? say("report.erased"))
    }
    switch attendee.enrolment {
    case .listed: return entry(attendee.person)?.walkIn == true ? say("report.walkIn") : nil
    case .walkIn: return say("report.walkIn")
    case .observer, .guest, .replaced, .removed:
      return say("enrolment.\(attendee.enrolment.rawValue)")
    }
  }

  /// One correction in words, with who made it.
  func said(_ correction: Roll.Correction, _ say: Wording) -> String {
    let half = report.halfDays.first { $0.checkpoint.id == correction.checkpoint }
    return say(
      "door.correction", half.map { say.halfDay($0.checkpoint, days: days) } ?? "",
      say("standing.\(correction.from.rawValue)"), say("standing.\(correction.to.rawValue)"),
      correction.reason, author(correction.by, say), clock(correction.time))
  }

  /// A role, and for whom its link was made.
  func author(_ author: Author, _ say: Wording) -> String {
    let role = say("role.\(author.role.rawValue)")
    guard let link = author.link else { return role }
    let holder = links.all.first { $0.id == link }?.holder
    return say("link.author", role, holder.flatMap(name) ?? link)
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

func localCalendar(_ timeZone: TimeZone) -> Calendar {
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
