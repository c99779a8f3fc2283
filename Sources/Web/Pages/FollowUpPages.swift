import Classroom
import Documents
import Foundation
import Hummingbird
import Identity
import People
import Runtime
import Words

/// One thing to do 一件要做的事, written at the end of the day, and the question what became of it, asked
/// by a link without a login. Who holds the link is the only one who reads what was written.
extension Site {
  func answerFollowUp(_ incoming: Incoming) async throws -> Response {
    switch incoming.route {
    case .intention(let code):
      return try await intention(incoming, try await session(code: code, incoming))
    case .followUp(let id): return try await followUpDoor(incoming, try await followUpSession(id))
    case .followUpOwn(let id, let key):
      return try await ownFollowUp(incoming, try await followUpSession(id), key)
    case .followUpReminder(let id, let key):
      return try await reminder(incoming, try await followUpSession(id), key)
    default: throw PageError.notFound
    }
  }

  private func followUpSession(_ id: String) async throws -> LiveSession {
    guard let session = try await hall.session(SectionID(id)) else {
      throw PageError(.notFound, "reject.followUpUnknown")
    }
    return session
  }

  // MARK: - Writing

  private func intention(_ incoming: Incoming, _ session: LiveSession) async throws -> Response {
    let state = await session.state
    let code = state.profile.code
    guard let person = knownPerson(incoming, session), state.attendance[person] != nil else {
      return .seeOther(Route.join(code: code).path)
    }
    if try await isErased(person, in: session.section) { return erasedPage(incoming, state) }
    let device = incoming.cookie("device") ?? Token.random(16)
    let key = Self.plainKey(
      device: device, section: session.section, person: person, box: intentionBox)
    var response: Response
    if incoming.method == .post {
      do {
        try await Acting(session: session, author: Author(.learner)).handle(
          .followUp(.write(person: person, key: key, text: Self.lineFeeds(incoming.form["text"]))))
        response = keeping(
          key, incoming, session.section, days: state.followUp.days,
          in: .seeOther(
            Route.followUpOwn(section: session.section.rawValue, key: key).path + "?said=written"))
      } catch let rejection as Rejection {
        response = try await intentionPage(incoming, session, key: key, rejection)
      }
    } else {
      response = try await intentionPage(incoming, session, key: key)
    }
    return incoming.cookie("device") == nil
      ? response.settingCookie("device", device, seconds: 365 * 86_400) : response
  }

  private func intentionPage(
    _ incoming: Incoming, _ session: LiveSession, key: String, _ rejection: Rejection? = nil
  ) async throws -> Response {
    let say = Wording(language: incoming.language)
    let state = await session.state
    let written = try await session.ballot(key, in: intentionBox)?.text
    var model: [String: Any] = [
      "pageTitle": say("follow.oneThing"), "title": state.profile.title,
      "action": Route.intention(code: state.profile.code).path,
      "back": Route.learner(code: state.profile.code).path,
      "limit": Limits.intention,
      "text": rejection == nil ? written ?? "" : incoming.form["text"],
      "when": say("follow.when", "\(state.followUp.days)"),
      "canWrite": state.phase == .live && state.followUp.days > 0,
    ]
    if let rejection { model["wrong"] = say("reject.\(rejection.token)") }
    if written != nil {
      model["own"] = Route.followUpOwn(section: session.section.rawValue, key: key).path
    }
    return .page(
      renderer.render("intention", model, in: incoming.language), status: rejection?.status ?? .ok)
  }

  // MARK: - The phone's own memory

  private static func cookie(_ section: SectionID) -> String { "f_\(section.rawValue)" }
  private static let keysOnAPhone = 12

  /// Keys that this phone wrote under: the class's address finds them without a link.
  private func keys(_ incoming: Incoming, _ section: SectionID) -> [String] {
    (incoming.cookie(Self.cookie(section)) ?? "").split(separator: ".").map(String.init)
  }

  private func keeping(
    _ key: String, _ incoming: Incoming, _ section: SectionID, days: Int, in response: Response
  ) -> Response {
    let others = keys(incoming, section).filter { $0 != key }.prefix(Self.keysOnAPhone - 1)
    return response.settingCookie(
      Self.cookie(section), ([key] + others).joined(separator: "."),
      seconds: (days + 2 * FollowUp.openDays) * 86_400)
  }

  // MARK: - The class's address

  private func followUpDoor(_ incoming: Incoming, _ session: LiveSession) async throws -> Response {
    let say = Wording(language: incoming.language)
    let id = session.section.rawValue
    var own: [[String: Any]] = []
    for key in keys(incoming, session.section) {
      guard let ballot = try await session.ballot(key, in: intentionBox) else { continue }
      own.append(["href": Route.followUpOwn(section: id, key: key).path, "text": ballot.text])
    }
    if own.count == 1, let href = own[0]["href"] as? String { return .seeOther(href) }
    let days = FollowUpDays(state: await session.state, today: today)
    return .page(
      renderer.render(
        "follow-up-door",
        [
          "pageTitle": say("follow.title"), "title": days.state.profile.title, "own": own,
          "none": own.isEmpty, "due": say("follow.dueOn", days.due(say), days.last(say)),
        ], in: incoming.language))
  }

  // MARK: - One's own page

  private func ownFollowUp(
    _ incoming: Incoming, _ session: LiveSession, _ key: String
  ) async throws -> Response {
    guard let intention = try await session.ballot(key, in: intentionBox) else {
      throw PageError(.notFound, "reject.followUpUnknown")
    }
    await closeFollowUpIfOver(session)
    let days = FollowUpDays(state: await session.state, today: today)
    guard incoming.method == .post else {
      return try await ownPage(incoming, session, key, intention, days)
    }
    if let problem = signatureProblem(incoming) {
      return try await ownPage(
        incoming, session, key, intention, days,
        PageError(.unprocessableContent, "join.nameProblem.\(problem)"))
    }
    do {
      guard let number = Int(incoming.form["outcome"]),
        let outcome = FollowUpOutcome(rawValue: number)
      else { throw Rejection.choiceMissing }
      try await answer(
        key, outcome, reason: Self.lineFeeds(incoming.form["reason"]), days, incoming, session)
    } catch let rejection as Rejection {
      return try await ownPage(
        incoming, session, key, intention, days,
        PageError(rejection.status, "reject.\(rejection.token)"))
    }
    return .seeOther(
      Route.followUpOwn(section: session.section.rawValue, key: key).path + "?said=answered")
  }

  private func ownPage(
    _ incoming: Incoming, _ session: LiveSession, _ key: String, _ intention: BallotContent,
    _ days: FollowUpDays, _ trouble: PageError? = nil
  ) async throws -> Response {
    let say = Wording(language: incoming.language)
    let id = session.section.rawValue
    let state = days.state
    let answer = try await session.ballot(key, in: outcomeBox)
    let chosen = trouble == nil ? answer?.marks.first : Int(incoming.form["outcome"])
    let signed = try await signature(answer, session.section)
    var model: [String: Any] = [
      "pageTitle": say("follow.title"), "title": state.profile.title, "text": intention.text,
      "due": say("follow.dueOn", days.due(say), days.last(say)),
    ]
    if let trouble { model["wrong"] = say(trouble.key) }
    if trouble == nil, let said = incoming.query["said"], ["written", "answered"].contains(said) {
      model["flash"] = say("follow.said.\(said)")
    }
    if days.isOver {
      model["over"] = say("follow.over")
    } else if state.followUp.takesAnswers && days.isDue {
      model["ask"] =
        [
          "action": Route.followUpOwn(section: id, key: key).path,
          "reason": trouble == nil ? answer?.text ?? "" : incoming.form["reason"],
          "answered": answer != nil,
          "signs": trouble == nil ? signed != nil : incoming.form["sign"] == "yes",
          "name": trouble == nil ? signed ?? "" : incoming.form["name"],
          "outcomes": FollowUpOutcome.allCases.map { outcome -> [String: Any] in
            [
              "value": outcome.rawValue, "name": say("follow.\(outcome.token)"),
              "checked": chosen == outcome.rawValue,
            ]
          },
        ] as [String: Any]
    } else {
      let address = url(.followUpOwn(section: id, key: key))
      model["keep"] = [
        "address": address, "qr": qrCode(address)?.svg(label: say("follow.qr")) ?? "",
        "reminder": Route.followUpReminder(section: id, key: key).path,
      ]
      if state.phase == .live { model["change"] = Route.intention(code: state.profile.code).path }
    }
    return .page(
      renderer.render("follow-up", model, in: incoming.language), status: trouble?.status ?? .ok)
  }

  // MARK: - Being named

  /// What is wrong with the name of who wants to be named 署名.
  private func signatureProblem(_ incoming: Incoming) -> NameProblem? {
    guard incoming.form["sign"] == "yes",
      case .failure(let problem) = cleanName(incoming.form["name"])
    else { return nil }
    return problem
  }

  /// The name under an answer; `nil` where it has none.
  private func signature(_ answer: BallotContent?, _ section: SectionID) async throws -> String? {
    guard let signer = answer?.signer else { return nil }
    return try await Signatures(of: section, in: people).name(of: signer)
  }

  /// The name first, so that no answer is signed by nobody; taken back, the answer first.
  private func answer(
    _ key: String, _ outcome: FollowUpOutcome, reason: String, _ days: FollowUpDays,
    _ incoming: Incoming, _ session: LiveSession
  ) async throws {
    @Sendable func answer(signer: PersonID?) -> Command {
      .followUp(
        .answer(key: key, outcome: outcome, reason: reason, day: days.sinceEnd, signer: signer))
    }
    let acting = Acting(session: session, author: Author(.learner))
    let signatures = Signatures(of: session.section, in: people)
    let earlier = try await session.ballot(key, in: outcomeBox)?.signer
    guard incoming.form["sign"] == "yes", case .success(let name) = cleanName(incoming.form["name"])
    else {
      try await acting.handle(answer(signer: nil))
      if let earlier { try await signatures.withdraw(earlier) }
      return
    }
    // Who may not answer any more leaves no name behind.
    _ = try decide(answer(signer: nil), in: await session.state, ballots: [intentionBox: [key]])
    // One after the other: two of one name must not take the same id.
    try await doors.inTurn("signatures/\(session.section.rawValue)") {
      var signers = try await session.signers()
      if let earlier { signers.remove(earlier) }
      let signer = try await signatures.sign(name, earlier: earlier, signers: signers)
      try await acting.handle(answer(signer: signer))
    }
  }

  /// A reminder for the learner's own calendar: the day, the words and the link.
  private func reminder(
    _ incoming: Incoming, _ session: LiveSession, _ key: String
  ) async throws -> Response {
    guard let intention = try await session.ballot(key, in: intentionBox) else {
      throw PageError(.notFound, "reject.followUpUnknown")
    }
    let say = Wording(language: incoming.language)
    let days = FollowUpDays(state: await session.state, today: today)
    let address = url(.followUpOwn(section: session.section.rawValue, key: key))
    let calendar = ICalendar(
      name: say("follow.title"), timeZone: timeZone,
      stamp: Date(timeIntervalSince1970: Double(clock().milliseconds / 1000)),
      events: [
        ICalendar.Event(
          uid: "\(key)@guildhall", summary: say("follow.reminder", days.state.profile.title),
          description: intention.text + "\n" + address, reminds: true, date: days.dueComponents,
          start: 9 * 60, end: 9 * 60 + 15)
      ])
    return .file(calendar.bytes, type: "text/calendar; charset=utf-8", name: "reminder.ics")
  }

  /// When the last day for answers has passed, the first who looks closes the box.
  func closeFollowUpIfOver(_ session: LiveSession) async {
    let days = FollowUpDays(state: await session.state, today: today)
    guard days.state.followUp.takesAnswers, days.isOver else { return }
    _ = try? await session.handle(.followUp(.close(day: days.sinceEnd)))
  }
}
