import Classroom
import Foundation
import Hummingbird
import Identity
import People
import Runtime
import Words

extension Site {
  func answerLearner(_ incoming: Incoming) async throws -> Response {
    switch incoming.route {
    case .home: return .page(homePage(incoming))
    case .joinByCode:
      let code = String((incoming.query["code"] ?? "").filter { !$0.isWhitespace }.prefix(12))
      guard !code.isEmpty else { return .seeOther(Route.home.path) }
      do {
        let place = try await whereabouts(code: code, incoming)
        let address = RoomAddress.text(await place.session.state.profile.code, place.room)
        return .seeOther(Route.join(code: address).path)
      } catch let error as PageError {
        let wrong = word(error.key, error.arguments, in: incoming.language)
        return .page(homePage(incoming, wrong: wrong), status: error.status)
      }
    case .join(let code): return try await join(incoming, code: code)
    case .learner(let code): return try await learner(incoming, code: code)
    case .learnerStream(let code):
      let session = try await session(code: code, incoming)
      return await stream(session, .learner, incoming, room: await seat(incoming, session))
    case .learnerView(let code):
      let session = try await session(code: code, incoming)
      return await poll(session, .learner, incoming, room: await seat(incoming, session))
    case .learnerOwn(let code):
      let session = try await session(code: code, incoming)
      let person = try await person(incoming, session)
      let state = await session.state
      return try .json(ownView(of: state.seen(from: state.room(of: person)), person: person))
    case .learnerText(let code): return try await caseText(incoming, code: code)
    case .learnerSend(let code): return try await learnerSend(incoming, code: code)
    case .counts(let code):
      return try .json(await session(code: code, incoming).state.counts)
    default: throw PageError.notFound
    }
  }

  // MARK: - Who it is

  func personCookie(_ section: SectionID) -> String { "p_\(section.rawValue)" }
  static let personSeconds = 5 * 86_400
  private static let peopleOnAPhone = 12

  /// The person that this phone checked in, or `nil` when its cookie is missing, forged or expired.
  func knownPerson(_ incoming: Incoming, _ session: LiveSession) -> PersonID? {
    knownPerson(incoming, session.section).map(session.kept)
  }

  /// The same as the cookie has it, whoever that is since entries were merged.
  func knownPerson(_ incoming: Incoming, _ section: SectionID) -> PersonID? {
    incoming.cookie(personCookie(section)).flatMap { person($0, section) }
  }

  /// The person of a cookie's token.
  func person(_ token: String, _ section: SectionID) -> PersonID? {
    guard let fields = seal.open(token, purpose: "person", now: clock()), fields.count == 2,
      fields[0] == section.rawValue
    else { return nil }
    return PersonID(fields[1])
  }

  private func person(_ incoming: Incoming, _ session: LiveSession) async throws -> PersonID {
    guard let person = knownPerson(incoming, session) else {
      throw PageError(.unauthorized, "error.joinAgain")
    }
    guard try await !isErased(person, in: session.section) else {
      throw PageError(.gone, "privacy.youAreErased")
    }
    return person
  }

  // MARK: - Join

  /// Choose one's name from the roster or write it; a rescan gets the same person back.
  ///
  /// - Parameter address: the class's code, or that of a room of it.
  private func join(_ incoming: Incoming, code address: String) async throws -> Response {
    let place = try await whereabouts(code: address, incoming)
    let (session, room) = (place.session, place.room)
    let state = await session.state
    let section = session.section
    let code = state.profile.code
    let seat = RoomAddress.field(incoming.form["room"], of: state)
    if incoming.method != .post, incoming.query["again"] == nil,
      let person = knownPerson(incoming, session), state.isPresent(person)
    {
      // Who scanned the code of another room than their own is asked whether they are there now.
      let moved = place.isNamed && room != state.room(of: person)
      return .seeOther(
        Route.learner(code: code).path + (moved ? "?room=\(room ?? RoomAddress.main)" : ""))
    }
    let learners = try await people.roster(of: section).filter { $0.role == .learner }
    let listed = learners.filter { !$0.walkIn && !$0.name.isEmpty }.map {
      RosterEntryModel(person: $0.person.rawValue, name: $0.name, unit: $0.unit, group: $0.group)
    }
    guard state.isOpen else { throw PageError(.gone, "error.classClosed") }
    guard incoming.method == .post else {
      return .page(joinPage(incoming, state: state, roster: listed, room: room))
    }

    let chosen = incoming.form["person"]
    if !chosen.isEmpty {
      guard let entry = learners.first(where: { $0.person.rawValue == chosen && !$0.name.isEmpty })
      else {
        throw PageError(.notFound, "reject.personUnknown")
      }
      return try await admit(
        entry, place, confirmed: incoming.form["confirmed"] == "yes", incoming, listed)
    }

    var trouble = JoinTrouble(
      name: String(incoming.form["name"].prefix(200)),
      unit: String(incoming.form["unit"].prefix(200)), room: seat)
    let name: String
    switch cleanName(incoming.form["name"]) {
    case .success(let clean): name = clean
    case .failure(let problem):
      trouble.wrong = word("join.nameProblem.\(problem)", in: incoming.language)
      trouble.name = String(trouble.name.filter { !$0.isNewline }.prefix(60))
      return .page(
        joinPage(incoming, state: state, roster: listed, room: room, trouble: trouble),
        status: .unprocessableContent)
    }
    let unit: String
    if !incoming.form["unit"].trimmingCharacters(in: .whitespaces).isEmpty {
      guard case .success(let clean) = cleanName(incoming.form["unit"]) else {
        trouble.wrong = word("join.unitWrong", in: incoming.language)
        return .page(
          joinPage(incoming, state: state, roster: listed, room: room, trouble: trouble),
          status: .unprocessableContent)
      }
      unit = clean
    } else {
      unit = ""
    }
    let entry: RosterEntry? = try await doors.inTurn(section.rawValue) { [people] in
      let same = try await people.find(name: name, unit: unit.isEmpty ? nil : unit, in: section)
        .filter { $0.role == .learner }
      if same.count > 1 { return nil }
      if let known = same.first { return known }
      // Not on the list: a walk-in, of no group.
      let entry = RosterEntry(
        person: PersonID(Token.random(8)), name: name, unit: unit, group: "", role: .learner,
        walkIn: true)
      try await people.add([entry], to: section)
      return entry
    }
    guard let entry else {
      trouble.wrong = word("join.sameName", in: incoming.language)
      return .page(
        joinPage(incoming, state: state, roster: listed, room: room, trouble: trouble),
        status: .conflict)
    }
    // A bare name may be a namesake's: whoever holds it already is asked for. With its workplace it
    // is said plainly enough.
    return try await admit(entry, place, confirmed: !unit.isEmpty, incoming, listed)
  }

  /// Checks a person in and gives the phone its cookie.
  private func admit(
    _ entry: RosterEntry, _ place: Whereabouts, confirmed: Bool, _ incoming: Incoming,
    _ listed: [RosterEntryModel]
  ) async throws -> Response {
    let session = place.session
    let state = await session.state
    let seat = RoomAddress.field(incoming.form["room"]) ?? place.room.map { .some($0) }
    // Someone has this name already: on a rescan it is the same person, who says so.
    if state.isPresent(entry.person) && !confirmed {
      let trouble = JoinTrouble(
        confirm: (
          entry.person,
          entry.unit.isEmpty
            ? word("join.confirmNoUnit", [entry.name], in: incoming.language)
            : word("join.confirm", [entry.name, entry.unit], in: incoming.language)
        ), room: seat)
      return .page(
        joinPage(incoming, state: state, roster: listed, room: place.room, trouble: trouble))
    }
    // Several may share a phone; a phone that is a whole hall is no phone. In memory only.
    let device = incoming.cookie("device") ?? Token.random(16)
    let names = "names/\(device)/\(session.section.rawValue)"
    if await throttle.isBlocked(names, limit: Self.peopleOnAPhone, seconds: 86_400),
      knownPerson(incoming, session) != entry.person
    {
      throw PageError(.tooManyRequests, "error.tooManyNames")
    }
    _ = await throttle.allows(names, limit: Self.peopleOnAPhone, seconds: 86_400)
    let acting = Acting(session: session, author: Author(.learner))
    var orders: [Command] = []
    if state.attendance[entry.person] == nil {
      orders.append(.enroll(person: entry.person, group: entry.group))
      if entry.walkIn { orders.append(.roll(.enroll(entry.person, as: .walkIn))) }
    }
    if let seat { orders.append(.room(.seat(entry.person, in: seat))) }
    try await acting.handle(
      (orders + [.checkIn(person: entry.person, by: .phone)]).map { Submission($0) })
    var response = holding(
      entry.person, .seeOther(Route.learner(code: state.profile.code).path), incoming,
      session.section)
    if incoming.cookie("device") == nil {
      response = response.settingCookie("device", device, seconds: 365 * 86_400)
    }
    return response
  }

  // MARK: - In the room

  private func learner(_ incoming: Incoming, code: String) async throws -> Response {
    let session = try await session(code: code, incoming)
    guard let person = knownPerson(incoming, session) else {
      return .seeOther(Route.join(code: code).path)
    }
    // The organizer found that this entry and another are one person: the phone is the one's who stayed.
    if knownPerson(incoming, session.section) != person {
      return holding(
        person, .seeOther(Route.learner(code: code).path), incoming, session.section)
    }
    let whole = await session.state
    if try await isErased(person, in: session.section) { return erasedPage(incoming, whole) }
    let state = whole.seen(from: whole.room(of: person))
    guard state.attendance[person] != nil else {
      return .seeOther(Route.join(code: code).path + "?again=1")
    }
    let entry = try await people.entry(person, in: session.section)
    let device = incoming.cookie("device") ?? Token.random(16)
    let personal = Personal(own: ownView(of: state, person: person)) {
      Self.plainKey(device: device, section: session.section, person: person, box: $0)
    }
    let was = state.roll.merged(into: person).map {
      Self.plainKey(device: device, section: session.section, person: $0, box: "me")
    }
    let others = peopleOnPhone(incoming, session.section).filter { $0 != person }
    let names = others.isEmpty ? [:] : try await names(session.section)
    let page = learnerPage(
      incoming, state: state, name: entry?.name ?? "",
      personal: personal, was: was,
      others: others.compactMap { names[$0] }.filter { state.isPresent($0.person) },
      hasCertificate: state.phase == .closed
        ? try await validCertificate(of: person, in: session.section) != nil : false)
    let response = Response.page(page)
    return incoming.cookie("device") == nil
      ? response.settingCookie("device", device, seconds: 365 * 86_400) : response
  }

  /// An answer, a ballot or a rating as a form brings it; `nil` for a form of another kind. A line that
  /// was left open is left out, so that an order says that it is incomplete.
  func answerOrder(
    _ form: Form, _ person: PersonID
  ) throws(Rejection) -> (command: Command, said: Said)? {
    switch form["do"] {
    case "respond":
      let chosen = form.all("choice").filter { !$0.isEmpty }
      let choices = chosen.compactMap { Int($0) }
      return (
        .answer(
          item: form["item"], person: person,
          form: AnswerForm(
            round: form["round"], choices: choices.count == chosen.count ? choices : nil,
            text: form["text"])), .saved
      )
    case "cast":
      guard let marks = form.numbers("choice") else { throw .choiceUnknown }
      return (
        .castBallot(
          item: form["item"], person: person, key: form["key"],
          content: BallotContent(marks: marks, text: form["text"])), .saved
      )
    case "rate":
      let marks = (0..<EvaluationForm.mostAspects).compactMap { Int(form["aspect\($0)"]) }
      return (
        .returnEvaluation(
          person: person, key: form["key"],
          content: BallotContent(marks: marks, text: form["text"])), .rated
      )
    default: return nil
    }
  }

  /// The id that a form carries, under which a resend is recognized; `nil` when it is none.
  func commandID(_ form: Form) -> CommandID? {
    let id = form["id"]
    guard (8...64).contains(id.utf8.count), id.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
      return nil
    }
    return CommandID(id)
  }

  private func learnerSend(_ incoming: Incoming, code: String) async throws -> Response {
    guard incoming.method == .post else { return .seeOther(Route.learner(code: code).path) }
    let session = try await session(code: code, incoming)
    if incoming.form["do"] == "switch" {
      return try switchPerson(incoming, session, code: code)
    }
    let person = try await person(incoming, session)
    let form = incoming.form
    guard let id = commandID(form) else {
      throw PageError(.unprocessableContent, "reject.keyMalformed")
    }
    if let (command, said) = try answerOrder(form, person) {
      // A plain form that came back by the browser's "back" holds its old id, and the changed answer on
      // it must not pass for a resend. Answers need none: the same one twice changes nothing.
      return try await carryOut(
        command, id: incoming.wantsJSON ? id : CommandID(Token.random(16)), of: person, session,
        said: said.rawValue, incoming, code: code)
    }
    let said: String
    let command: Command
    if form["do"] == "pace" { return try await sendPace(incoming, session, person) }
    switch form["do"] {
    case "pen":
      command = .takePen(person: person)
      said = "pen"
    case "report":
      command = .writeReport(task: form["task"], person: person, text: form["text"])
      said = "saved"
    case "ask":
      let question = form["question"].isEmpty ? id.rawValue : form["question"]
      let named = form["named"] == "yes"
      guard await tally.mayAsk(person, named: named, in: session.section) else {
        throw PageError(.tooManyRequests, "reject.tooManyQuestions")
      }
      command = .ask(
        question: question, person: person, named: named, text: form["text"],
        forTrainer: form["forTrainer"] == "yes")
      said = "asked"
    case "support":
      // Who supports what is not stored: not in the log, and in memory under a digest.
      let (question, key) = (form["question"], form["key"])
      let isKnown = await session.look {
        $0.questions[question]?.supporters.contains(key) ?? false
      }
      if !isKnown {
        guard await tally.maySupport(form["question"], person, in: session.section) else {
          throw Rejection.alreadyTookPart
        }
      }
      command = .support(question: form["question"], person: person, key: form["key"])
      said = "supported"
    case "seat":
      guard let room = RoomAddress.field(form["room"]) else { throw Rejection.roomUnknown }
      command = .room(.seat(person, in: room))
      said = "seated"
    case "checkIn":
      command = .checkIn(person: person, by: .phone)
      said = "checkedIn"
    default: throw PageError(.unprocessableContent, "error.formUnreadable")
    }
    return try await carryOut(
      command, id: id, of: person, session, said: said, incoming, code: code)
  }

  private func carryOut(
    _ command: Command, id: CommandID, of person: PersonID, _ session: LiveSession, said: String,
    _ incoming: Incoming, code: String
  ) async throws -> Response {
    let state = try await Acting(session: session, author: Author(.learner))
      .handle(command, id: id)
    guard incoming.wantsJSON else {
      return .seeOther(Route.learner(code: code).path + "?said=\(said)")
    }
    return .json(
      Receipt(
        own: ownView(of: person, in: state), message: word("room.\(said)", in: incoming.language)
      ).json)
  }
}
