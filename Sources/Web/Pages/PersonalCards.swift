import Classroom
import Documents
import Foundation
import Hummingbird
import Identity
import People
import Runtime
import Words

/// Personal cards 学员卡: a code that makes a phone that learner's, for who types badly or shares a name.
/// A lost card lets its finder answer as that learner until it is revoked (docs/THREATS.md).
extension Site {
  private static let cardsOnAPage = 400

  func personalRoute(_ entry: RosterEntry, in section: SectionID) -> Route {
    let person = entry.person.rawValue
    return .personal(
      section: section.rawValue, person: person,
      secret: seal.secret("card/\(section.rawValue)/\(person)/\(entry.details.cardsRevoked)"))
  }

  /// Opens a card: this browser is that learner from now on. It checks nobody in: the page that
  /// follows asks for that.
  func answerPersonal(_ incoming: Incoming) async throws -> Response {
    guard case .personal(let section, let person, let secret) = incoming.route,
      let session = try await hall.session(SectionID(section)),
      let entry = try await people.entry(PersonID(person), in: session.section),
      !entry.name.isEmpty,
      case .personal(_, _, let valid) = personalRoute(entry, in: session.section),
      sameSecret(secret, valid)
    else { throw PageError(.forbidden, "roster.cardInvalid") }
    // The card of an entry that was merged is that of who stayed.
    let kept = session.kept(entry.person)
    guard kept != entry.person || entry.role == .learner,
      try await !isErased(kept, in: session.section)
    else { throw PageError(.forbidden, "roster.cardInvalid") }
    let state = await session.state
    let code = state.profile.code
    // Whoever broke off between the list of names and the class is put in at the door.
    guard state.attendance[kept] != nil else {
      return .seeOther(Route.join(code: code).path)
    }
    return holding(
      kept, .seeOther(Route.learner(code: code).path), incoming, session.section)
  }

  /// The cards to print, four hundred at a time.
  func cardsPage(_ incoming: Incoming, _ session: LiveSession) async throws -> Response {
    let language = incoming.language
    let state = await session.state
    let id = session.section.rawValue
    let learners = try await people.roster(of: session.section).filter {
      $0.role == .learner && !$0.name.isEmpty && state.attendance[$0.person] != nil
        && state.roll.enrolment(of: $0.person) != .removed
    }
    let from = incoming.query["from"].flatMap { Int($0) } ?? 1
    let first = min(max(1, from), learners.count + 1) - 1
    var model: [String: Any] = [
      "pageTitle": word("roster.cards", in: language), "title": state.profile.title,
      "bar": printBar(
        back: .roster(id: id), backWord: "roster.title", hint: "roster.cardsHint", incoming),
      "none": learners.isEmpty,
      "cards": learners[first...].prefix(Self.cardsOnAPage).map { entry -> [String: Any] in
        let address = url(personalRoute(entry, in: session.section))
        let label = word("roster.cardQR", [entry.name], in: language)
        return [
          "name": entry.name, "address": address, "title": state.profile.title,
          "rest": [entry.unit, entry.group, entry.details[.seat]].filter { !$0.isEmpty }
            .joined(separator: " · "),
          "qr": qrCode(address)?.svg(label: label) ?? "",
        ]
      },
    ]
    let next = first + Self.cardsOnAPage
    if next < learners.count {
      model["next"] = Route.cards(id: id).path + "?from=\(next + 1)"
    }
    return .page(renderer.render("personal-cards", model, in: language))
  }
}
