import Classroom
import Foundation
import Hummingbird
import Identity
import People
import Runtime
import Words

/// One person, for the organizer: what is known, as a file for that person, and erasing it.
extension Site {
  func answerPerson(_ incoming: Incoming, _ session: LiveSession) async throws -> Response {
    let known: KnownPerson
    let person: PersonID
    switch incoming.route {
    case .person(_, let id), .personData(_, let id):
      person = PersonID(id)
      guard let found = try await Runtime.knownPerson(person, in: hall, people: people),
        found.places.contains(where: { $0.section == session.section && $0.entry.person == person })
      else { throw PageError(.notFound, "reject.personUnknown") }
      known = found
    default: throw PageError.notFound
    }
    if case .personData = incoming.route {
      guard incoming.method != .post else { throw PageError(.methodNotAllowed, "error.notFound") }
      let data = try await PersonData(
        known, showsDetails: true, hall: hall, people: people, at: clock(), timeZone: timeZone)
      return .file(
        data.json(in: incoming.language), type: "application/json; charset=utf-8",
        name: "\(person.rawValue).json")
    }
    guard incoming.method == .post else {
      return .page(try await personPage(incoming, session, known, person))
    }
    guard incoming.form["do"] == "erase" else {
      throw PageError(.unprocessableContent, "error.formUnreadable")
    }
    let reason = incoming.form["reason"].trimmingCharacters(in: .whitespacesAndNewlines)
    let also = Set(incoming.form.all("also"))
    let erased =
      try await [known]
      + namesakes(of: known, in: hall, people: people).filter {
        also.contains($0.persons[0].rawValue)
      }
    let wrong: String? =
      switch reason {
      case "": "privacy.reasonMissing"
      case _ where reason.count > Limits.reason: "reject.textTooLong"
      case _ where tellsName(reason, of: erased): "privacy.reasonTellsName"
      default: incoming.form["confirm"] == "yes" ? nil : "privacy.confirmMissing"
      }
    if let wrong {
      return .page(
        try await personPage(
          incoming, session, known, person, wrong: word(wrong, in: incoming.language)),
        status: .unprocessableContent)
    }
    try await erasing(in: erased.flatMap(\.sections)) {
      try await erase(
        erased, in: people, by: CourseRole.organizer.rawValue, reason: reason, at: clock())
      return erased.flatMap(\.persons)
    }
    return .seeOther(Route.roster(id: session.section.rawValue).path + "?said=erased")
  }

  private func personPage(
    _ incoming: Incoming, _ session: LiveSession, _ known: KnownPerson, _ person: PersonID,
    wrong: String? = nil
  ) async throws -> String {
    let say = Wording(language: incoming.language)
    let id = session.section.rawValue
    let title = await session.state.profile.title
    let name = known.name.isEmpty ? say("section.erased") : known.name
    var model = organizerModel(incoming, title: name)
    model["name"] = name
    model["title"] = title
    model["roster"] = Route.roster(id: id).path
    model["action"] = Route.person(section: id, person: person.rawValue).path
    model["data"] = Route.personData(section: id, person: person.rawValue).path
    if known.places.contains(where: {
      $0.section == session.section && $0.entry.person == person && $0.entry.role == .learner
        && !$0.entry.name.isEmpty
    }) {
      model["edit"] = Route.rosterPerson(id: id, person: person.rawValue).path
    }
    model["places"] = known.places.map { place -> [String: Any] in
      let shown = RosterColumn.allCases.compactMap { column -> [String: Any]? in
        guard column != .name else { return nil }
        let value = shownValue(column, of: place.entry)
        return value.isEmpty
          ? nil : ["label": columnWord(column, in: incoming.language), "value": value]
      }
      return [
        "title": place.profile?.title ?? place.section.rawValue,
        "date": place.profile?.date ?? "", "rows": shown,
        "href": Route.section(id: place.section.rawValue).path,
        "person": place.entry.person.rawValue, "signed": place.isSignature,
      ]
    }
    let others = try await namesakes(of: known, in: hall, people: people)
    let also = Set(incoming.form.all("also"))
    model["hasOthers"] = !others.isEmpty
    model["others"] = others.map { other -> [String: Any] in
      let id = other.persons[0].rawValue
      return [
        "person": id, "checked": also.contains(id),
        "lines": other.places.map { namesakeLine($0, in: incoming.language) },
        "href": Route.person(section: other.places[0].section.rawValue, person: id).path,
      ]
    }
    model["certificates"] = known.certificates.map {
      ["number": $0.number.grouped, "issued": say.day($0.content.issuedOn)]
    }
    model["hasCertificates"] = !known.certificates.isEmpty
    model["accesses"] = accessRows(
      try await people.accesses(of: session.section, concerning: person, limit: 20),
      await session.state, names: try await namesForRecord(session.section),
      in: incoming.language)
    if let wrong {
      self.wrong([wrong], into: &model)
      model["reason"] = incoming.form["reason"]
    }
    model["canErase"] = !known.name.isEmpty || known.certificates.contains { !$0.name.isEmpty }
    model["limit"] = Limits.reason
    return renderer.render("person", model, in: incoming.language)
  }

  /// Enough to tell namesakes apart.
  private func namesakeLine(_ place: KnownPerson.Place, in language: Language) -> String {
    let entry = place.entry
    return [
      entry.name, place.profile?.date ?? "", place.profile?.title ?? place.section.rawValue,
      entry.unit, entry.group, masked(phone: entry.details[.phone]),
      place.isSignature ? word("privacy.signature", in: language) : "",
    ].filter { !$0.isEmpty }.joined(separator: " · ")
  }

  // MARK: - One's own

  /// What the person of this phone's own cookie is kept with, as a file. Whoever checked in under a
  /// name was not asked to prove it, so that telephone number, room and the like are only named.
  func answerOwnData(_ incoming: Incoming) async throws -> Response {
    guard case .ownData(let code) = incoming.route, incoming.method != .post else {
      throw PageError(.methodNotAllowed, "error.notFound")
    }
    let session = try await session(code: code, incoming)
    guard let person = knownPerson(incoming, session) else {
      throw PageError(.unauthorized, "error.joinAgain")
    }
    guard try await !isErased(person, in: session.section),
      let known = try await Runtime.knownPerson(person, in: hall, people: people)
    else { throw PageError(.gone, "privacy.youAreErased") }
    let data = try await PersonData(
      known, only: session.section, showsDetails: false, hall: hall, people: people, at: clock(),
      timeZone: timeZone)
    return .file(
      data.json(in: incoming.language), type: "application/json; charset=utf-8",
      name: "\(session.section.rawValue).json")
  }

  /// What the phone of somebody shows who was erased meanwhile.
  func erasedPage(_ incoming: Incoming, _ state: State) -> Response {
    let model: [String: Any] = [
      "pageTitle": word("privacy.youAreErasedTitle", in: incoming.language),
      "title": state.profile.title, "isOpen": state.isOpen,
      "again": Route.join(code: state.profile.code).path + "?again=1",
    ]
    return .page(
      renderer.render("erased", model, in: incoming.language),
      status: incoming.method == .post ? .gone : .ok)
  }
}
