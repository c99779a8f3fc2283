import Classroom
import Foundation
import Hummingbird
import Identity
import Runtime

/// Several people on one phone 几个人合用一部手机: each has answers and ballot keys of their own; one tap
/// changes who is answering.
extension Site {
  private static let peoplePerPhone = 12

  private func phoneCookie(_ section: SectionID) -> String { "ps_\(section.rawValue)" }

  /// Everybody who has checked in on this phone, in that order.
  func peopleOnPhone(_ incoming: Incoming, _ section: SectionID) -> [PersonID] {
    guard let cookie = incoming.cookie(phoneCookie(section)),
      let fields = seal.open(cookie, purpose: "phone", now: clock()),
      fields.first == section.rawValue
    else { return [] }
    return fields.dropFirst().map { PersonID($0) }
  }

  /// The phone answers for this person from now on, and knows who else it has answered for.
  func holding(
    _ person: PersonID, _ response: Response, _ incoming: Incoming, _ section: SectionID
  ) -> Response {
    let expires = clock().adding(seconds: Self.personSeconds)
    var people = peopleOnPhone(incoming, section)
    if let before = knownPerson(incoming, section), !people.contains(before) {
      people.append(before)
    }
    if !people.contains(person) { people.append(person) }
    let kept = people.suffix(Self.peoplePerPhone).map(\.rawValue)
    return
      response
      .settingCookie(
        personCookie(section),
        seal.token("person", [section.rawValue, person.rawValue], expires: expires),
        seconds: Self.personSeconds
      )
      .settingCookie(
        phoneCookie(section), seal.token("phone", [section.rawValue] + kept, expires: expires),
        seconds: Self.personSeconds)
  }

  /// Another of those who checked in on this phone; nobody else.
  func switchPerson(_ incoming: Incoming, _ session: LiveSession, code: String) throws -> Response {
    let person = PersonID(incoming.form["person"])
    guard peopleOnPhone(incoming, session.section).contains(person) else {
      throw PageError(.unauthorized, "error.joinAgain")
    }
    return holding(person, .seeOther(Route.learner(code: code).path), incoming, session.section)
  }
}
