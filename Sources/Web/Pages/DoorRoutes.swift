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
      try await acting.handle(
        .roll(
          .mark(
            mark, checkpoint: checkpoint, person: person, by: by,
            secondsAgo: max(0, Int(form["ago"]) ?? 0))), id: id)
      // Only who was taken sits anywhere: a tap that is refused changes nobody's room.
      guard mark == .arrived, let seat = RoomAddress.field(form["room"], of: state) else { return }
      // A resend of a tap seats nobody a second time.
      let seatID = id.map { CommandID("\($0.rawValue.prefix(58))-seat") }
      try await acting.handle(.room(.seat(person, in: seat)), id: seatID)
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
      if let choice = try await admitNewcomer(incoming, acting) {
        return try await choiceReply(choice, incoming, acting)
      }
      back = here + "?said=added" + desk
    default: throw PageError(.unprocessableContent, "error.formUnreadable")
    }
    if incoming.wantsJSON { return try .json(["ok": "true"]) }
    return .seeOther(back)
  }
}
