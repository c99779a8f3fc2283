import Classroom
import Crypto
import Foundation
import Hummingbird
import Identity
import People
import Runtime
import Words

/// Somebody whose name the desk writes 名册外、替训. A name alone marks nobody: where the roster has it, the desk
/// says who it is.
struct Newcomer: Sendable {
  var name: String
  var unit: String
  /// Whose place is taken; `nil` for one who came for oneself.
  var replaced: PersonID?
  /// Whom the desk chose: one of the same name, or `new`; empty before it was asked.
  var who: String
  var checkpoint: String
  var secondsAgo: Int
  /// What the desk calls this tap.
  var id: String
  var room: String

  /// The person that this tap makes in a class: the same at every resend of it, and nobody whom a desk
  /// could name.
  func newPerson(in section: SectionID) -> PersonID {
    if id.isEmpty { return PersonID(Token.random(8)) }
    let digest = SHA256.hash(data: Data("\(section.rawValue)\n\(id)".utf8))
    return PersonID(
      digest.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
  }
}

/// Several people whom a name may mean, to be chosen from.
struct NewcomerChoice: Sendable {
  var newcomer: Newcomer
  var people: [RosterEntry]
}

extension Site {
  /// Signs in somebody whose name was written. Returns a choice where the roster has that name, with
  /// nothing done yet.
  func admitNewcomer(_ incoming: Incoming, _ acting: Acting) async throws -> NewcomerChoice? {
    let newcomer = try await newcomer(incoming.form, acting)
    // As for learners and the roster: whoever comes at the same time comes one after the other.
    let outcome = try await doors.inTurn(acting.section.rawValue) {
      try await self.entry(for: newcomer, acting)
    }
    let entry: RosterEntry
    switch outcome {
    case .choose(let people): return NewcomerChoice(newcomer: newcomer, people: people)
    case .found(let found): entry = found
    }
    let state = await acting.state
    let person = entry.person
    if state.attendance[person] == nil {
      // Outside the roster first, also who will stand in for somebody: that takes no second place.
      try await acting.handle([
        Submission(.enroll(person: person, group: entry.group)),
        Submission(.roll(.enroll(person, as: .walkIn))),
      ])
    }
    if let replaced = newcomer.replaced {
      try await acting.handle(.roll(.substitute(for: replaced, by: person)))
    }
    try await acting.handle(
      .roll(
        .mark(
          .arrived, checkpoint: newcomer.checkpoint, person: person, by: acting.author,
          secondsAgo: newcomer.secondsAgo)))
    if let seat = RoomAddress.field(newcomer.room, of: state) {
      try await acting.handle(.room(.seat(person, in: seat)))
    }
    return nil
  }

  private func newcomer(_ form: Form, _ acting: Acting) async throws -> Newcomer {
    guard case .success(let name) = cleanName(form["name"]) else {
      throw PageError(.unprocessableContent, "door.nameWrong")
    }
    var unit = ""
    if !form["unit"].allSatisfy(\.isWhitespace) {
      guard case .success(let clean) = cleanName(form["unit"]) else {
        throw PageError(.unprocessableContent, "join.unitWrong")
      }
      unit = clean
    }
    let checkpoint = form["checkpoint"]
    return Newcomer(
      name: name, unit: unit,
      replaced: form["do"] == "substitute"
        ? PersonID(String(form["person"].prefix(64))) : nil,
      who: String(form["who"].prefix(64)),
      checkpoint: checkpoint.isEmpty ? await acting.state.roll.current : checkpoint,
      secondsAgo: max(0, Int(form["ago"]) ?? 0), id: String(form["id"].prefix(64)),
      room: form["room"])
  }

  private enum Outcome: Sendable {
    case found(RosterEntry)
    case choose([RosterEntry])
  }

  /// Whom the name means, added where it is somebody new.
  private func entry(for newcomer: Newcomer, _ acting: Acting) async throws -> Outcome {
    let state = await acting.state
    let section = acting.section
    let new = newcomer.newPerson(in: section)
    // A resend of a tap that came through.
    if let done = try await people.entry(new, in: section) { return .found(done) }
    let same = try await people.find(name: newcomer.name, unit: nil, in: section).filter {
      $0.role == .learner && state.roll.enrolment(of: $0.person) != .replaced
    }
    switch newcomer.who {
    case "" where !same.isEmpty: return .choose(same)
    case "", "new": break
    case let chosen:
      guard let known = same.first(where: { $0.person.rawValue == chosen }) else {
        throw Rejection.personUnknown
      }
      guard newcomer.replaced != nil else { return .found(known) }
      guard state.roll.enrolment(of: known.person) != .listed else {
        throw Rejection.substituteListed
      }
      try mayReplace(newcomer, by: known.person, state)
      var entry = known
      entry.walkIn = false
      if entry != known { try await people.update(entry, in: section) }
      return .found(entry)
    }
    // Nobody is added for a place that is not to be had.
    try mayReplace(newcomer, by: new, state)
    let group = newcomer.replaced.flatMap { state.attendance[$0]?.group } ?? ""
    let entry = RosterEntry(
      person: new, name: newcomer.name, unit: newcomer.unit, group: group, role: .learner,
      walkIn: newcomer.replaced == nil)
    try await people.add([entry], to: section)
    return .found(entry)
  }

  private func mayReplace(
    _ newcomer: Newcomer, by person: PersonID, _ state: State
  ) throws(Rejection) {
    guard let replaced = newcomer.replaced, state.roll.substitutes[person] != replaced else {
      return
    }
    guard let place = state.attendance[replaced] else { throw .personUnknown }
    guard state.roll.enrolment(of: replaced) == .listed else { throw .alreadyReplaced }
    guard place.checkedIn == nil else { throw .hasCome }
  }

  // MARK: - The choice

  /// The choice as a page, or for a desk that goes on tapping as what its script shows.
  func choiceReply(
    _ choice: NewcomerChoice, _ incoming: Incoming, _ acting: Acting
  ) async throws -> Response {
    let language = incoming.language
    let state = await acting.state
    let newcomer = choice.newcomer
    let isStandIn = newcomer.replaced != nil
    let ask = word("door.choose.ask", [newcomer.name], in: language)
    // Who is on the roster stands in for nobody.
    let listed = choice.people.filter { state.roll.enrolment(of: $0.person) == .listed }
    let offered = isStandIn ? choice.people.filter { !listed.contains($0) } : choice.people
    var options = offered.prefix(20).map { entry -> (who: String, label: String) in
      let rest = [entry.unit, entry.group].filter { !$0.isEmpty }.joined(separator: " · ")
      let part = state.roll.enrolment(of: entry.person)
      let known =
        rest.isEmpty ? entry.name : word("door.choose.with", [entry.name, rest], in: language)
      let key = part == .listed ? "door.choose.listed" : "door.choose.known"
      let label = word(key, [known], in: language)
      let standing = state.roll.standing(of: entry.person, at: newcomer.checkpoint)
      return (
        entry.person.rawValue,
        standing.isPresent
          ? word("door.choose.here", [label], in: language) : label
      )
    }
    options.append(
      ("new", word(isStandIn ? "door.choose.other" : "door.choose.new", in: language)))
    let note =
      isStandIn && !listed.isEmpty ? word("reject.substituteListed", in: language) : ""
    if incoming.wantsJSON {
      // To a script a question is an answer like any other.
      return try .json(
        DoorChoice(
          message: [ask, note].filter { !$0.isEmpty }.joined(separator: " "),
          choices: options.map { DoorChoice.Option(who: $0.who, label: $0.label) }))
    }
    var model: [String: Any] = [
      "pageTitle": word("door.title", in: language), "title": state.profile.title,
      "ask": ask, "send": Route.doorSend(section: acting.section.rawValue).path,
      "back": Route.door(section: acting.section.rawValue).path,
      "do": incoming.form["do"], "name": newcomer.name, "unit": newcomer.unit,
      "person": newcomer.replaced?.rawValue ?? "", "room": newcomer.room,
      "checkpoint": newcomer.checkpoint, "commandID": Token.random(16),
      "options": options.map { ["who": $0.who, "label": $0.label] },
    ]
    if !note.isEmpty { model["note"] = note }
    return .page(renderer.render("door-choice", model, in: language), status: .conflict)
  }
}

/// What a desk's script shows where a name means several people.
private struct DoorChoice: Encodable {
  struct Option: Encodable {
    var who: String
    var label: String
  }
  var message: String
  var choices: [Option]
}
