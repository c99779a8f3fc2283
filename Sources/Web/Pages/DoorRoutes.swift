import Classroom
import Foundation
import Hummingbird
import Identity
import People
import Runtime
import Words

/// The sign-in desk 签到台: for whoever has a desk's link, for the trainer and for the organizer.
extension Site {
  private static let doorRoles: [CourseRole] = [.assistant, .trainer, .organizer]

  func answerDoor(_ incoming: Incoming) async throws -> Response {
    switch incoming.route {
    case .door(let section):
      let acting = try await atTheDoor(incoming, section)
      return .page(try await doorPage(incoming, state: await acting.state))
    case .doorStream(let section):
      let acting = try await atTheDoor(incoming, section)
      return await stream(
        acting.session, .assistant, incoming, pass: await pass(of: acting, incoming))
    case .doorView(let section):
      let acting = try await atTheDoor(incoming, section)
      return await poll(acting.session, .assistant, incoming)
    case .doorSend(let section):
      guard incoming.method == .post else { return .seeOther(Route.door(section: section).path) }
      return try await doorSend(incoming, try await atTheDoor(incoming, section))
    default: throw PageError.notFound
    }
  }

  /// Whoever keeps the door; a trainer of one room does not.
  private func atTheDoor(_ incoming: Incoming, _ section: String) async throws -> Acting {
    let acting = try await acting(Self.doorRoles, incoming, section)
    guard acting.author.role != .trainer || acting.limit == nil else {
      throw PageError(.forbidden, "error.roleMayNot")
    }
    return acting
  }

  private func doorSend(_ incoming: Incoming, _ acting: Acting) async throws -> Response {
    let form = incoming.form
    let id = form["id"].isEmpty ? nil : CommandID(String(form["id"].prefix(64)))
    let person = PersonID(String(form["person"].prefix(64)))
    let checkpoint = form["checkpoint"]
    let by = acting.author
    let here = Route.door(section: acting.section.rawValue).path
    func mark(_ mark: RollMark) async throws {
      let state = await acting.state
      let seat = mark == .arrived ? RoomAddress.field(form["room"], of: state) : nil
      // A resend of a tap seats nobody a second time.
      let seatID = id.map { CommandID("\($0.rawValue.prefix(58))-seat") }
      try await acting.handle(
        (seat.map { [Submission(.room(.seat(person, in: $0)), id: seatID)] } ?? []) + [
          Submission(
            .roll(
              .mark(
                mark, checkpoint: checkpoint, person: person, by: by,
                secondsAgo: max(0, Int(form["ago"]) ?? 0))), id: id)
        ])
    }
    let desk = form["room"].isEmpty ? "" : "&room=\(Self.queryText(form["room"]))"
    var back = here + (desk.isEmpty ? "" : "?mode=in" + desk)
    switch form["do"] {
    case "in": try await mark(.arrived)
    case "left":
      try await mark(.left)
      back = here + "?mode=left" + desk
    case "leave":
      try await mark(.onLeave)
      back = here + "?mode=leave" + desk
    case "open": try await acting.handle(.roll(.open(checkpoint, by: by)), id: id)
    case "correct":
      guard let standing = HalfDayStanding(rawValue: form["to"]) else {
        throw PageError(.unprocessableContent, "door.standingMissing")
      }
      try await acting.handle(
        .roll(
          .correct(
            checkpoint: checkpoint, person: person, to: standing, reason: form["reason"], by: by)),
        id: id)
      back = here + "?mode=correct&said=corrected" + desk
    case "walkIn", "substitute":
      try await newcomer(incoming, acting)
      back = here + "?said=added" + desk
    default: throw PageError(.unprocessableContent, "error.formUnreadable")
    }
    if incoming.wantsJSON { return try .json(["ok": "true"]) }
    return .seeOther(back)
  }

  /// Somebody who is not on the list: for oneself, or in the place of somebody else 替训.
  private func newcomer(
    _ incoming: Incoming, _ acting: Acting
  ) async throws {
    let form = incoming.form
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
    let replaced = form["do"] == "substitute" ? PersonID(form["person"]) : nil
    let state = await acting.state
    let group = replaced.flatMap { state.attendance[$0]?.group } ?? ""
    // As for learners: two desks that write the same name find one person.
    let workplace = unit
    let entry = try await doors.inTurn("\(acting.section.rawValue)/\(comparisonKey(name))") {
      [people] in
      let same = try await people.find(
        name: name, unit: workplace.isEmpty ? nil : workplace, in: acting.section
      ).filter { $0.role == .learner }
      if let known = same.first { return known }
      let entry = RosterEntry(
        person: PersonID(Token.random(8)), name: name, unit: workplace, group: group,
        role: .learner, walkIn: replaced == nil)
      try await people.add([entry], to: acting.section)
      return entry
    }
    guard let entry else { return }
    var orders: [Command] = []
    if state.attendance[entry.person] == nil {
      orders.append(.enroll(person: entry.person, group: entry.group))
      if entry.walkIn { orders.append(.roll(.enroll(entry.person, as: .walkIn))) }
    }
    if let replaced {
      orders.append(.roll(.substitute(for: replaced, by: entry.person)))
    }
    orders.append(
      .roll(
        .mark(
          .arrived, checkpoint: state.roll.current, person: entry.person, by: acting.author,
          secondsAgo: 0)))
    if let seat = RoomAddress.field(form["room"], of: state) {
      orders.append(.room(.seat(entry.person, in: seat)))
    }
    try await acting.handle(orders.map { Submission($0) })
  }
}
