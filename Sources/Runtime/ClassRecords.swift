import Classroom
import Crypto
import Foundation
import Identity
import Journal

extension ClassRecord {
  /// Names shape and meaning of the rows: rows of another name are made anew. To be raised whenever
  /// what follows here gives other rows for the same class.
  public static let codec = "2"

  /// The rows of a class: a pure function of its state.
  ///
  /// - Parameters:
  ///   - created: when the class was made.
  ///   - position: of the last record folded into the state, and the hash of that record.
  public init(of state: State, created: Moment, position: Int, hash: [UInt8]) {
    let profile = state.profile
    var row = ClassRow(
      section: profile.id, title: profile.title, date: profile.date, code: profile.code,
      room: profile.room,
      sideRooms: state.sideRooms.order.compactMap { state.sideRooms.all[$0]?.name },
      trainer: profile.trainer, trial: profile.trial, phase: state.phase.rawValue,
      digest: state.plan.digest, created: created)
    let mark = RecordMark(
      position: position, hash: hash, codec: Self.codec, phase: state.phase.rawValue)
    let topics = topicRows(of: state)
    // Of a class that goes on, and of a trial, only that it is there.
    guard state.phase == .closed, !profile.trial else {
      self.init(mark: mark, row: row, topics: topics)
      return
    }
    let held = heldHalfDays(of: state)
    let analysis = classAnalysis(of: state)
    row.figures = figures(
      of: sectionReport(of: state), held: held, gain: analysis.gains.last, state)
    self.init(
      mark: mark, row: row, topics: topics, attendance: attendanceRows(of: state, at: held),
      items: analysis.scales.flatMap { scale in
        scale.items.compactMap { itemRow($0, scale.kind, of: state) }
      })
  }
}

/// Units and topics in the order of the day, each once.
private func topicRows(of state: State) -> [TopicRow] {
  var rows: [TopicRow] = []
  var seen: Set<String> = []
  for heading in state.agenda.flatMap({ [$0.unit, $0.topic] }).compactMap({ $0 })
  where !heading.title.isEmpty && seen.insert(searchFold(heading.title)).inserted {
    rows.append(TopicRow(label: heading.label, title: heading.title))
  }
  return rows
}

/// Half-days at which attendance was taken.
private func heldHalfDays(of state: State) -> [Checkpoint] {
  state.roll.checkpoints.filter { half in
    state.roll.opened[half.id] != nil
      || state.roster.contains { state.roll.standing(of: $0, at: half.id).isPresent }
  }
}

private func attendanceRows(of state: State, at held: [Checkpoint]) -> [AttendanceRow] {
  held.flatMap { half in
    state.roster.map { person in
      AttendanceRow(
        halfDay: half.day * 2 + (half.half == .afternoon ? 1 : 0), person: person,
        enrolment: state.roll.enrolment(of: person).rawValue,
        standing: state.roll.standing(of: person, at: half.id).rawValue)
    }
  }
}

extension Checkpoint {
  /// The half-day that a row of the read tables numbers.
  public init(halfDay: Int) {
    self.init(day: halfDay / 2, half: halfDay % 2 == 0 ? .morning : .afternoon, segments: 0..<0)
  }
}

// MARK: - Figures

private func figures(
  of report: SectionReport, held: [Checkpoint], gain: ClassAnalysis.Gain?, _ state: State
) -> Figures {
  var figures = Figures()
  attendance(held.map { state.rollCount(at: $0.id) }, of: report, into: &figures)
  let teaching = report.activities.filter(\.teaching)
  figures[.minutesPlanned] = teaching.reduce(0) { $0 + $1.plannedMinutes }
  figures[.minutesActual] = teaching.reduce(0) { $0 + $1.actualMinutes }
  hours(report.completion, into: &figures)
  if let gain { add(gain, to: &figures) }
  evaluation(report.evaluation, into: &figures)
  figures[.answers] = report.counts.answers
  figures[.questions] = report.counts.questions
  if let followUp = report.followUp, let done = followUp.done, let answers = followUp.answers {
    figures[.followedClasses] = 1
    figures[.followedAnswers] = answers
    figures[.doneLeast] = done.lowerBound
    figures[.doneMost] = done.upperBound
  }
  return figures
}

private func attendance(
  _ counts: [Roll.Count], of report: SectionReport, into figures: inout Figures
) {
  func sum(_ number: (Roll.Count) -> Int) -> Int { counts.reduce(0) { $0 + number($1) } }
  let listed = report.attendance.filter { $0.enrolment == .listed }
  figures[.expected] = listed.count
  figures[.came] = listed.count { $0.timeIn != nil }
  figures[.walkIns] = report.attendance.count { $0.enrolment == .walkIn && $0.timeIn != nil }
  figures[.halfDays] = counts.count
  figures[.places] = sum(\.expected)
  figures[.filled] = sum(\.present)
  figures[.late] = sum(\.late)
  figures[.leftEarly] = sum(\.leftEarly)
  figures[.onLeave] = sum(\.onLeave)
  figures[.missing] = sum(\.missing)
}

/// Credit hours and fee hours only where the class has them: neither is made of minutes here.
private func hours(_ record: CompletionRecord, into figures: inout Figures) {
  figures[.completed] = record.count(.met)
  if let each = record.credit {
    figures[.creditClasses] = 1
    figures[.creditEach] = each.hundredths
    figures[.creditGranted] = record.people.reduce(0) { $0 + ($1.granted?.hundredths ?? 0) }
  }
  if let fee = record.settings.feeHours {
    figures[.feeClasses] = 1
    figures[.feeHours] = fee.hundredths
  }
}

/// Counts of right answers among all that the matched persons could give: they add up over classes.
private func add(_ gain: ClassAnalysis.Gain, to figures: inout Figures) {
  guard let before = gain.row.before, let after = gain.row.after else { return }
  let possible = gain.row.items * gain.row.matched
  figures[.gainClasses] = 1
  figures[.gainMatched] = gain.row.matched
  figures[.gainPossible] = possible
  figures[.gainBefore] = Int((before * Double(possible)).rounded())
  figures[.gainAfter] = Int((after * Double(possible)).rounded())
  figures[.gainLow] = gain.interval.map { Int(($0.low * 1e6).rounded()) }
  figures[.gainHigh] = gain.interval.map { Int(($0.high * 1e6).rounded()) }
}

/// Only what decision 18 lets be said: how many returned it, and the span of the score.
private func evaluation(_ evaluation: SectionReport.Evaluation, into figures: inout Figures) {
  guard evaluation.phase == .closed else { return }
  figures[.ratedClasses] = 1
  figures[.returned] = evaluation.returned
  figures[.present] = evaluation.present
  guard let score = evaluation.score, let ballots = evaluation.ballots else { return }
  figures[.toldClasses] = 1
  figures[.toldBallots] = ballots
  figures[.scoreLeast] = Int((score.lowerBound * 1e6).rounded()) * ballots
  figures[.scoreMost] = Int((score.upperBound * 1e6).rounded()) * ballots
}

// MARK: - Questions

private func itemRow(
  _ item: ClassAnalysis.Item, _ kind: AssessmentItem.Kind, of state: State
) -> ItemRow? {
  guard let asked = state.items[item.id] else { return nil }
  let scored = asked.scored
  return ItemRow(
    key: questionKey(of: asked.item), kind: kind.rawValue, prompt: item.prompt,
    topic: item.heading?.title ?? "", answers: item.answers, scored: scored,
    correct: Int(((item.difficulty ?? 0) * Double(scored)).rounded()),
    discrimination: item.discrimination,
    choices: item.choices.map {
      ItemRow.Choice(letter: $0.letter, text: $0.text, right: $0.right, count: $0.count)
    })
}

/// Names a question by what it asks and what is right: the same in every class, however it is spaced and
/// punctuated, whether before, after or in between. The order of the choices counts: a choice table of
/// two orders could not be laid side by side.
///
/// - Returns: 24 hexadecimal digits of a SHA-256.
public func questionKey(of item: AssessmentItem) -> String {
  var hash = SHA256()
  func add(_ text: String) {
    let bytes = Data(text.utf8)
    withUnsafeBytes(of: UInt64(bytes.count).bigEndian) { hash.update(bufferPointer: $0) }
    hash.update(data: bytes)
  }
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys]
  add(foldedText(item.prompt))
  add(
    item.asked == .choice ? "choice" : String(decoding: encoded(item.asked, encoder), as: UTF8.self)
  )
  add("\(item.choices.count)")
  for choice in item.choices { add(foldedText(choice)) }
  let key = item.form == .choice ? item.key.sorted() : item.key
  add(key.map(String.init).joined(separator: ","))
  return hash.finalize().prefix(12)
    .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

private func encoded(_ interaction: Interaction, _ encoder: JSONEncoder) -> Data {
  (try? encoder.encode(interaction)) ?? Data()
}
