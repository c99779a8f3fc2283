import Classroom
import Documents
import Hummingbird
import Runtime
import Words

/// The organizer's page of the follow-up: when it is asked, the class's address, and its close.
extension Site {
  func answerFollowUpDesk(_ incoming: Incoming, _ session: LiveSession) async throws -> Response {
    await closeFollowUpIfOver(session)
    guard incoming.method == .post else { return try await followUpDesk(incoming, session) }
    let acting = Acting(session: session, author: Author(.organizer))
    let days = FollowUpDays(state: await session.state, today: today)
    let said: String
    do {
      switch incoming.form["do"] {
      case "days":
        let typed = incoming.form["days"].filter { !$0.isWhitespace }
        try await acting.handle(.followUp(.setDays(Int(typed) ?? -1)))
        said = "days"
      case "close":
        try await acting.handle(.followUp(.close(day: days.sinceEnd)))
        said = "closed"
      default: throw PageError(.unprocessableContent, "error.formUnreadable")
      }
    } catch let rejection as Rejection {
      return try await followUpDesk(incoming, session, rejection)
    }
    return .seeOther(Route.followUpDesk(id: session.section.rawValue).path + "?said=\(said)")
  }

  private func followUpDesk(
    _ incoming: Incoming, _ session: LiveSession, _ rejection: Rejection? = nil
  ) async throws -> Response {
    let say = Wording(language: incoming.language)
    let state = await session.state
    let days = FollowUpDays(state: state, today: today)
    let id = session.section.rawValue
    let address = url(.followUp(section: id))
    var model = organizerModel(incoming, title: say("follow.title"))
    model["title"] = state.profile.title
    model["section"] = Route.section(id: id).path
    model["action"] = Route.followUpDesk(id: id).path
    if let rejection { wrong([say("reject.\(rejection.token)")], into: &model) }
    if rejection == nil, let said = incoming.query["said"], ["days", "closed"].contains(said) {
      model["flash"] = say("follow.said.\(said)")
    }
    model["status"] = status(days, say)
    if state.isOpen {
      model["days"] = [
        "value": rejection == nil ? "\(state.followUp.days)" : incoming.form["days"]
      ]
    }
    if state.followUp.days > 0, !state.followUp.isClosed {
      model["share"] = [
        "address": address, "qr": qrCode(address)?.svg(label: say("follow.classQR")) ?? "",
        "message": say(
          "follow.message", state.profile.title, days.due(say), days.last(say), address),
      ]
    }
    if state.followUp.takesAnswers && days.isDue { model["close"] = true }
    if state.followUp.isClosed { model["report"] = Route.report(id: id, format: .html).path }
    return .page(
      renderer.render("follow-up-desk", model, in: incoming.language),
      status: rejection?.status ?? .ok)
  }

  /// Where the follow-up stands, in a sentence or two.
  private func status(_ days: FollowUpDays, _ say: Wording) -> [String] {
    let followUp = days.state.followUp
    guard followUp.days > 0 else { return [say("follow.off")] }
    let written = say("follow.written", "\(followUp.intentions ?? followUp.writers.count)")
    if followUp.isClosed { return [written, say("follow.isClosed")] }
    if days.state.isOpen { return [written, say("follow.whileOpen")] }
    return [written, say("follow.dueOn", days.due(say), days.last(say))]
  }
}
