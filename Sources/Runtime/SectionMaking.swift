import Classroom
import Crypto
import Foundation
import Identity
import People
import Plan

/// What a handed-in plan says, checked: the course and every finding, the day, and its segments.
public struct DraftReading: Sendable {
  /// Findings of the reader and of the timetable together, sorted by place.
  public var reading: Reading
  /// `nil` when the plan states no time that a day could be made of.
  public var timetable: Timetable?
  /// Empty without a timetable.
  public var agenda: [Segment]

  /// What must be mended before a class can be made.
  public var errors: [Finding] { reading.findings.filter { $0.severity == .error } }

  public func count(_ severity: Severity) -> Int {
    reading.findings.count { $0.severity == severity }
  }
}

/// Reads a plan with the files beside it, and lays out its day.
public func read(draft: PlanDraft, options: TimetableOptions = TimetableOptions()) -> DraftReading {
  var reading = Plan.read(
    draft.text, resources: Resources(files: Set(draft.attachments.keys)),
    creditHourMinutes: options.creditHourMinutes)
  let day = timetable(reading.course, options: options)
  // The reader has tried the usual day; another day may fit where that one does not.
  let usual = TimetableOptions(creditHourMinutes: options.creditHourMinutes)
  if options != usual {
    let old = timetable(reading.course, options: usual).findings
    let findings = reading.findings.filter { !old.contains($0) || $0.id == .durationMissing }
    // Stable: what stands at one place keeps its order.
    reading.findings = (findings + day.findings.filter { $0.id != .durationMissing }).enumerated()
      .sorted { ($0.element.range.start, $0.offset) < ($1.element.range.start, $1.offset) }
      .map(\.element)
  }
  let segments = day.timetable.map {
    agenda(of: reading.course, timetable: $0, kits: kits(of: draft, for: reading.course))
  }
  return DraftReading(reading: reading, timetable: day.timetable, agenda: segments ?? [])
}

/// The case kits of a plan by the link that it gives, from the files that came with it.
private func kits(of draft: PlanDraft, for course: Course) -> [String: CaseKit] {
  let topics = course.units.flatMap(\.topics)
  let activities =
    course.opening + course.units.flatMap(\.activities) + topics.flatMap(\.activities)
  var kits: [String: CaseKit] = [:]
  for activity in activities {
    guard case .link(let link) = activity.material, kits[link] == nil,
      let text = draft.attachment(link)
    else { continue }
    let kit = readCaseKit(text)
    // An outline that nobody has filled in is no material: the trainer is told.
    if !Kit(kit).isEmpty { kits[link] = kit }
  }
  return kits
}

extension PlanDraft {
  /// The text of the file that a link of the plan means.
  public func attachment(_ link: String) -> String? {
    if let text = attachments[link] { return text }
    var path = link.prefix { $0 != "#" && $0 != "?" }
    while path.hasPrefix("./") { path = path.dropFirst(2) }
    if let text = attachments[String(path)] { return text }
    return path.removingPercentEncoding.flatMap { attachments[$0] }
  }
}

/// Names a plan by what it says: its text and the files beside it, not the name of its file. The
/// same plan reopens the same class.
///
/// - Returns: SHA-256 in hexadecimal digits.
public func digest(of draft: PlanDraft) -> String {
  var hash = SHA256()
  func add(_ text: String) {
    let bytes = Data(text.utf8)
    // A length before each part, so that no two plans run together into the same bytes.
    withUnsafeBytes(of: UInt64(bytes.count).bigEndian) { hash.update(bufferPointer: $0) }
    hash.update(data: bytes)
  }
  add(draft.text)
  for (path, text) in draft.attachments.sorted(by: { $0.key < $1.key }) {
    add(path)
    add(text)
  }
  return hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

/// Why a class cannot be made from a plan.
public enum SectionTrouble: Error, Equatable, Sendable {
  /// The plan has errors 必须改; never empty.
  case planHasErrors([Finding])
  /// The plan gives no day to hold.
  case noTimetable
}

/// Makes a class from a plan: pins this version, lays out the day, stores the names, enrols the
/// roster in its order.
///
/// - Parameters:
///   - date: ISO 8601, `2026-12-01`.
///   - trainerName: May be empty.
///   - decks: slides and what they stand beside in this plan.
/// - Throws: `SectionTrouble` for the plan; `SessionError` or `PeopleError` for the disk. A class
///   that was made but could not take its roster stays; pasting the roster again completes it.
public func makeSection(
  draft: PlanDraft, date: String, room: String, trainerName: String, roster: [RosterRow],
  decks: [(deck: Deck, scope: DeckScope)] = [], trial: Bool, options: TimetableOptions, hall: Hall,
  people: any PeopleStore
) async throws -> LiveSession {
  let read = read(draft: draft, options: options)
  guard read.errors.isEmpty else { throw SectionTrouble.planHasErrors(read.errors) }
  guard !read.agenda.isEmpty else { throw SectionTrouble.noTimetable }
  let trainer = trainerName.isEmpty ? nil : PersonID(Token.random(8))
  let session = try await hall.create(
    title: read.reading.course.title ?? draft.file, date: date, room: room, trainer: trainer,
    trial: trial,
    plan: PinnedPlan(file: draft.file, source: draft.text, digest: digest(of: draft)),
    agenda: read.agenda)
  if let trainer {
    try await people.add(
      [RosterEntry(person: trainer, name: trainerName, role: .trainer)], to: session.section)
  }
  for (deck, scope) in decks { try await session.handle(.attachDeck(deck, to: scope)) }
  try await session.take(roster, people: people)
  return session
}
