import Classroom
import Foundation
import Hummingbird
import Identity
import People
import Runtime
import Words

/// One line of the roster, put right by hand 改名册: a name, a unit, a group, a part in the class. It is in the
/// People store and works after the class too, when the papers are made.
extension Site {
  func answerRosterPerson(
    _ incoming: Incoming, _ session: LiveSession, _ person: PersonID
  ) async throws -> Response {
    guard let entry = try await people.entry(person, in: session.section),
      entry.role == .learner, !entry.name.isEmpty
    else { throw PageError(.notFound, "reject.personUnknown") }
    guard incoming.method == .post else {
      return .page(try await rosterPersonPage(incoming, session, entry))
    }
    let here = Route.rosterPerson(id: session.section.rawValue, person: person.rawValue).path
    do {
      // In turn with all that changes this roster.
      let said = try await doors.once(incoming.formName, in: session.section.rawValue) {
        try await self.changeRosterPerson(incoming, session, person)
      }
      return .seeOther(here + "?said=\(said)")
    } catch let error as PageError where error.status == .unprocessableContent {
      return .page(
        try await rosterPersonPage(
          incoming, session, entry, wrong: word(error.key, error.arguments, in: incoming.language)),
        status: error.status)
    } catch let error as Rejection {
      return .page(
        try await rosterPersonPage(
          incoming, session, entry, wrong: word("reject.\(error.token)", in: incoming.language)),
        status: error.status)
    }
  }

  /// - Returns: what was done, for the address of the page.
  private func changeRosterPerson(
    _ incoming: Incoming, _ session: LiveSession, _ person: PersonID
  ) async throws -> String {
    // As it stands now: another form may have come before.
    guard let entry = try await people.entry(person, in: session.section) else {
      throw Rejection.personUnknown
    }
    switch incoming.form["do"] {
    case "save":
      let changed = try await written(incoming, over: entry)
      let state = await session.state
      let now = state.roll.enrolment(of: person)
      let part = Enrolment(rawValue: incoming.form["part"])
      try await session.change(
        changed, as: part.flatMap { Self.parts(now).contains($0) && $0 != now ? $0 : nil },
        people: people)
      return "saved"
    case "remove":
      try await session.change(entry, as: .removed, people: people)
      return "removed"
    case "restore":
      try await session.change(entry, as: .listed, people: people)
      return "restored"
    case "reissue":
      try await reissue(entry, session, incoming.language)
      return "reissued"
    default: throw PageError(.unprocessableContent, "error.formUnreadable")
    }
  }

  /// How this form may make somebody stand; whoever is outside the roster may stay so.
  private static func parts(_ now: Enrolment) -> [Enrolment] {
    switch now {
    case .listed, .observer, .guest: [.listed, .observer, .guest]
    case .walkIn: [.walkIn, .listed, .observer, .guest]
    case .replaced, .removed: []
    }
  }

  /// The entry with what was written, by the same reader as a table. Here an empty field empties; a
  /// telephone number, which is not shown, stays unless another is written or it is taken out.
  private func written(_ incoming: Incoming, over entry: RosterEntry) async throws -> RosterEntry {
    let form = incoming.form
    let columns = RosterColumn.allCases
    var table = RosterTable("")
    table.lines = [
      RosterTable.Line(
        number: 1,
        cells: columns.map {
          String(form[$0.rawValue].prefix(500)).map { $0.isNewline ? " " : String($0) }.joined()
            .trimmingCharacters(in: .whitespaces)
        })
    ]
    let (rows, problems) = readRoster(table, columns: columns, leavingOut: [])
    if let problem = problems.first {
      throw PageError(
        .unprocessableContent, "roster.edit.wrong",
        [rosterWord(problem.kind, in: incoming.language)])
    }
    guard let row = rows.first else { throw Rejection.personUnknown }
    var changed = entry
    changed.name = row.name
    changed.unit = row.unit
    changed.group = row.group
    changed.details = row.details
    changed.details.cardsRevoked = entry.details.cardsRevoked
    if row.details[.phone].isEmpty, form["noPhone"] != "yes" {
      changed.details[.phone] = entry.details[.phone]
    }
    return changed
  }

  /// A certificate with the name as it is now; the old one is revoked, with that as the reason.
  private func reissue(
    _ entry: RosterEntry, _ session: LiveSession, _ language: Language
  ) async throws {
    let state = await session.state
    let say = Wording(language: language)
    guard let old = try await validCertificate(of: entry.person, in: session.section),
      old.name != entry.name
    else { return }
    // Nothing is revoked for which nothing new could be issued.
    let why =
      state.certificatesRefused
      ?? completionRecord(of: state).person(entry.person).map { $0.certificateRefusal }
      ?? .noLearner
    if let why {
      throw PageError(
        .unprocessableContent, "roster.edit.wrong",
        [say.refusal(why, say.halfDayNames(of: state))])
    }
    _ = try await people.revoke(
      old.number, reason: say("roster.edit.reissueReason", old.name, entry.name), at: clock())
    _ = try await Runtime.issueCertificates(
      of: state, to: entry.person, in: people, at: clock(), issuedOn: today)
  }

  // MARK: - The page

  private func rosterPersonPage(
    _ incoming: Incoming, _ session: LiveSession, _ entry: RosterEntry, wrong: String? = nil
  ) async throws -> String {
    let language = incoming.language
    let state = await session.state
    let id = session.section.rawValue
    let part = state.roll.enrolment(of: entry.person)
    let form = incoming.form
    let isTyped = wrong != nil && form["do"] == "save"
    var model = organizerModel(incoming, title: entry.name)
    model["title"] = state.profile.title
    model["roster"] = Route.roster(id: id).path
    model["action"] = Route.rosterPerson(id: id, person: entry.person.rawValue).path
    model["personal"] = Route.person(section: id, person: entry.person.rawValue).path
    model["name"] = entry.name
    model["once"] = Token.random(16)
    if let wrong { self.wrong([wrong], into: &model) }
    if let said = incoming.query["said"],
      ["saved", "removed", "restored", "reissued"].contains(said)
    {
      model["flash"] = word("roster.edit.said.\(said)", in: language)
    }
    let phone = entry.details[.phone]
    model["fields"] = RosterColumn.allCases.map { column -> [String: Any] in
      let stored =
        switch column {
        case .name: entry.name
        case .unit: entry.unit
        case .group: entry.group
        case .phone: ""
        default: column.field.map { entry.details[$0] } ?? ""
        }
      var field: [String: Any] = [
        "key": column.rawValue, "label": columnWord(column, in: language),
        "required": column == .name, "digits": column == .phone,
        "value": isTyped ? String(form[column.rawValue].prefix(60)) : stored,
      ]
      if column == .phone, !phone.isEmpty {
        field["kept"] = word("roster.edit.phoneKept", [masked(phone: phone)], in: language)
      }
      return field
    }
    model["hasPhone"] = !phone.isEmpty
    let chosen = isTyped ? Enrolment(rawValue: form["part"]) ?? part : part
    let parts = Self.parts(part).map { other -> [String: Any] in
      [
        "value": other.rawValue, "chosen": other == chosen,
        "word": word("roster.edit.part.\(other.rawValue)", in: language),
      ]
    }
    if !parts.isEmpty { model["parts"] = ["options": parts] }
    let isKnown = state.attendance[entry.person] != nil
    switch part {
    case .removed: model["restore"] = true
    case .replaced: model["standing"] = word("enrolment.replaced", in: language)
    case _ where state.isPresent(entry.person):
      model["standing"] = word("roster.edit.hasCome", in: language)
    default: if isKnown { model["remove"] = true }
    }
    if let certificate = try await validCertificate(of: entry.person, in: session.section),
      certificate.name != entry.name
    {
      model["certificate"] = word(
        "roster.edit.certificate", [certificate.name, entry.name], in: language)
    }
    return renderer.render("roster-person", model, in: language)
  }
}
