import Classroom
import Foundation
import Hummingbird
import Identity
import Runtime
import Words

/// The pace of a class: three words from the phones, minutes ahead or behind, a new timetable.
extension Site {
  // MARK: Phone

  func paceChoices(in language: Language) -> [[String: Any]] {
    PaceMark.allCases.map {
      ["mark": $0.rawValue, "name": word("pace.\($0.rawValue)", in: language)]
    }
  }

  /// Takes a mark: no command, no event.
  func sendPace(
    _ incoming: Incoming, _ session: LiveSession, _ person: PersonID
  ) async throws -> Response {
    let state = await session.state
    guard let mark = PaceMark(rawValue: incoming.form["mark"]) else {
      throw PageError(.unprocessableContent, "error.formUnreadable")
    }
    guard state.isOpen else { throw Rejection.sectionClosed }
    guard state.isPresent(person) else { throw Rejection.notCheckedIn }
    guard await tally.mayTap(person, in: session.section) else {
      throw PageError(.tooManyRequests, "reject.tooManyTaps")
    }
    // Heard where the page is turned: in the room's own stage, or in the main room that it follows.
    let stage = state.seen(from: state.room(of: person)).stage.room
    await pace.say(
      mark, by: person, in: SectionID(RoomAddress.text(session.section, stage)))
    guard incoming.wantsJSON else {
      return .seeOther(Route.learner(code: state.profile.code).path + "?said=paced")
    }
    return try .json(["message": word("room.paced", in: incoming.language)])
  }

  // MARK: Console

  func paceModel(
    _ state: State, room: RoomID? = nil, in language: Language
  ) async -> [String: Any]? {
    guard state.phase == .live else { return nil }
    let say = Wording(language: language)
    let count = await pace.count(
      in: SectionID(RoomAddress.text(state.profile.id, state.stage.room)))
    var model: [String: Any] = [
      "held": state.pace.heldSince != nil,
      "replan": Route.replan(section: RoomAddress.text(state.profile.id, room)).path,
      "mayReplan": !follows(room, in: state),
    ]
    if let shown = count.shown {
      model["marks"] = shown.map {
        [
          "name": say("pace.\($0.mark.rawValue)"), "count": "\($0.count)",
          "share": say.percent($0.share),
        ]
      }
    } else {
      model["fewer"] = true
    }
    return model
  }

  // MARK: A new timetable

  func replanPage(_ incoming: Incoming, state: State, address section: String) -> String {
    let say = Wording(language: incoming.language)
    let now = clock()
    let late = lateStart(state)
    let less = incoming.query["less"].flatMap { Int($0) } ?? late
    let behind = pulse(of: state, at: now).behindSeconds / 60
    var model: [String: Any] = [
      "pageTitle": say("pace.compress"), "title": state.profile.title,
      "back": Route.trainer(section: section).path,
      "self": Route.replan(section: section).path,
      "send": Route.trainerSend(section: section).path, "commandID": Token.random(16),
      "less": "\(less)",
      "lead": behind > 0
        ? say("pace.leadBehind", "\(behind)")
        : behind < 0 ? say("pace.leadAhead", "\(-behind)") : say("pace.leadOnTime"),
    ]
    if late > 0 { model["late"] = say("pace.late", "\(late)") }
    switch compression(of: state, at: now, less: min(max(less, -600), 600)) {
    case .fits(let proposal):
      model["proposal"] = [
        "lines": proposal.lines.map { line($0, state: state, say) },
        "end": clockText(proposal.lines.last?.proposed.end ?? 0),
        "slots": proposal.lines.map(\.proposed)
          .map { "\($0.segment):\($0.start):\($0.minutes)" }.joined(separator: " "),
      ]
    case .tooLong(let least, let left): model["wrong"] = say("pace.tooLong", "\(least)", "\(left)")
    case .nothingToStretch: model["wrong"] = say("pace.nothingToStretch")
    case .notRunning: model["wrong"] = say("pace.notRunning")
    }
    return renderer.render("replan", model, in: incoming.language)
  }

  private func line(_ line: Proposal.Line, state: State, _ say: Wording) -> [String: Any] {
    let segment = state.agenda[line.index]
    let change = line.proposed.minutes - line.planned.minutes
    var row: [String: Any] = [
      "name": say.title(
        segment.kind, form: segment.form, own: segment.title, unit: segment.unit,
        topic: segment.topic, part: segment.part, parts: segment.parts),
      "planned": span(line.planned, say), "proposed": span(line.proposed, say),
      "changed": line.planned.minutes != line.proposed.minutes,
      "change": change > 0 ? "+\(change)" : change < 0 ? "−\(-change)" : "0",
      "now": state.cursor?.segment == line.index,
    ]
    if segment.kind != .lecture && !segment.title.isEmpty {
      row["kind"] = say.kind(segment.kind, form: segment.form)
    }
    return row
  }

  private func span(_ slot: ReplannedSlot, _ say: Wording) -> String {
    say("pace.span", clockText(slot.start), clockText(slot.end), "\(slot.minutes)")
  }

  /// Minutes by which the first day began after the time planned, by the hall's clock; nothing when
  /// they are so many that the day is plainly held at another hour.
  private func lateStart(_ state: State) -> Int {
    guard let began = state.startedAt, let first = state.agenda.first,
      state.segment?.day == first.day, state.pace.replans.isEmpty
    else { return 0 }
    let parts = localCalendar(timeZone).dateComponents(
      [.hour, .minute], from: Date(timeIntervalSince1970: Double(began.milliseconds / 1000)))
    let late = (parts.hour ?? 0) * 60 + (parts.minute ?? 0) - first.start
    return (1...120).contains(late) ? late : 0
  }

  /// What the page of the proposal sent back: `s5:905:20 s6:925:10`.
  func replanned(_ form: Form) throws -> [ReplannedSlot] {
    try form["slots"].split(separator: " ").map { part in
      let fields = part.split(separator: ":")
      guard fields.count == 3, let start = Int(fields[1]), let minutes = Int(fields[2]),
        (0...4_000).contains(start), (0...4_000).contains(minutes)
      else { throw Rejection.timetableUnfit }
      return ReplannedSlot(segment: String(fields[0]), start: start, minutes: minutes)
    }
  }
}
