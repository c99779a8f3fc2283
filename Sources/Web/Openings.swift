import Classroom
import Foundation
import Hummingbird
import Identity
import People
import Runtime
import Synchronization

/// Which openings of personal records were noted lately, and who was erased. In memory only: what is
/// noted lies in the People store.
final class Openings: Sendable {
  private let noted = Mutex<[String: Moment]>([:])
  private let erased = Mutex<[SectionID: Set<PersonID>]>([:])
  private static let limit = 5_000

  /// Seconds within which the same person opening the same page again is one opening.
  static let window = 600

  /// Whether an opening is to be noted, which it then counts as.
  func isNew(_ access: Access) -> Bool {
    let key = [
      access.section.rawValue, access.person?.rawValue ?? "", access.what.rawValue, access.role,
      access.link,
    ].joined(separator: "\n")
    return noted.withLock { noted in
      if let last = noted[key], access.time.seconds(since: last) < Self.window { return false }
      if noted.count >= Self.limit {
        noted = noted.filter { access.time.seconds(since: $0.value) < Self.window }
        if noted.count >= Self.limit { noted = [:] }
      }
      noted[key] = access.time
      return true
    }
  }

  /// Who of a class was erased; `nil` before it was read.
  func erased(in section: SectionID) -> Set<PersonID>? { erased.withLock { $0[section] } }

  func note(_ persons: some Sequence<PersonID>, erasedIn section: SectionID) {
    erased.withLock { erased in
      if erased.count > 200, erased[section] == nil { erased = [:] }
      erased[section, default: []].formUnion(persons)
    }
  }
}

extension Route {
  /// What personal records a page opens: of which class, of whom, as what. `nil` for pages that open
  /// none, and for the live ones of a class (console, door, class page), which would only fill the
  /// list.
  var opens: (section: String, person: String?, what: Access.What)? {
    switch self {
    case .roster(let id): (id, nil, .roster)
    case .cards(let id): (id, nil, .cards)
    case .completion(let id): (id, nil, .completion)
    case .certificates(let id): (id, nil, .certificates)
    case .report(let id, _): (id, nil, .report)
    case .person(let id, let person): (id, person, .person)
    case .personData(let id, let person): (id, person, .data)
    case .rosterPerson(let id, let person): (id, person, .person)
    case .paper(let id, let paper), .paperFile(let id, let paper, _):
      switch paper {
      // These hold no learner's name.
      case .plan, .runSheet, .deskCards, .evaluationForm, .notice, .feeSheet,
        .feeReceipt, .evaluation, .answerCards, .answerSheet:
        nil
      default: (id, nil, .paper)
      }
    case .exportFile(let id, let file):
      switch file {
      case .tables, .archive: (id, nil, .export)
      case .statements, .archiveWithoutNames: nil
      }
    default: nil
    }
  }
}

extension Site {
  /// Notes that a page with personal records was opened. A store that does not answer keeps nobody from
  /// reading: it is said in the program's log.
  func noteOpening(_ incoming: Incoming, _ context: RoomContext) async {
    guard incoming.method == .get, let opened = incoming.route.opens else { return }
    do {
      let section = SectionID(opened.section)
      var access = Access(
        time: clock(), section: section, person: opened.person.map { PersonID($0) },
        what: opened.what, role: CourseRole.organizer.rawValue)
      if try await !isOrganizer(incoming) {
        access.role = CourseRole.trainer.rawValue
        if let session = try await hall.session(section),
          let author = await invited(.trainer, incoming, session)
        {
          access.link = author.link ?? ""
        }
      }
      if openings.isNew(access) { try await people.note(access) }
    } catch {
      context.logger.error("an opening of \(opened.section) could not be noted: \(error)")
    }
  }

  // MARK: - Who was erased

  /// Whether somebody of a class was erased: the phone is told, and answers no more.
  func isErased(_ person: PersonID, in section: SectionID) async throws -> Bool {
    if let known = openings.erased(in: section) { return known.contains(person) }
    let erased = try await people.roster(of: section).filter(\.name.isEmpty).map(\.person)
    openings.note(erased, erasedIn: section)
    return erased.contains(person)
  }

  func noteErased(_ persons: [PersonID], in sections: [SectionID]) {
    for section in sections where openings.erased(in: section) != nil {
      openings.note(persons, erasedIn: section)
    }
  }
}
