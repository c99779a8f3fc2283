import Classroom
import Foundation
import Hummingbird
import Identity
import People
import Runtime
import Synchronization

/// Who was erased in which class, and how often somebody was: what was read before an erasure is not kept.
private struct Erased {
  var persons: [SectionID: Set<PersonID>] = [:]
  var count = 0
}

/// Which openings of personal records were noted lately, and who was erased. In memory only: what is
/// noted lies in the People store.
final class Openings: Sendable {
  private let noted = Mutex<[String: Moment]>([:])
  private let erased = Mutex(Erased())
  private static let limit = 5_000

  /// Seconds within which the same person opening the same page again is one opening.
  static let window = 600

  /// Whether an opening is to be noted, which it then counts as.
  func isNew(_ access: Access) -> Bool {
    let key = key(access)
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

  private func key(_ access: Access) -> String {
    [
      access.section.rawValue, access.person?.rawValue ?? "", access.what.rawValue, access.role,
      access.link,
    ].joined(separator: "\n")
  }

  /// What could not be noted is new again.
  func takeBack(_ access: Access) { noted.withLock { $0[key(access)] = nil } }

  /// Who of a class was erased (`nil` before it was read), and how many erasures there were.
  func erased(in section: SectionID) -> (persons: Set<PersonID>?, count: Int) {
    erased.withLock { ($0.persons[section], $0.count) }
  }

  /// Keeps what was read, unless somebody was erased since.
  func keep(_ persons: Set<PersonID>, erasedIn section: SectionID, since count: Int) {
    erased.withLock { erased in
      guard erased.count == count else { return }
      if erased.persons.count > 200 { erased.persons = [:] }
      erased.persons[section] = persons
    }
  }

  func note(_ persons: [PersonID], erasedIn sections: [SectionID]) {
    erased.withLock { erased in
      erased.count += 1
      for section in sections { erased.persons[section]?.formUnion(persons) }
    }
  }

  /// Nobody knows who was erased: it is read anew.
  func forgetErased() {
    erased.withLock { erased in
      erased.count += 1
      erased.persons = [:]
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
    case .sheets(let id): (id, nil, .sheets)
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
  /// Notes that a page with personal records was opened, also one that answers a form. A store that does
  /// not answer keeps nobody from reading: it is said in the program's log.
  func noteOpening(_ incoming: Incoming, _ response: Response, _ context: RoomContext) async {
    let isPage = response.headers[.contentType]?.hasPrefix("text/html") ?? false
    guard incoming.method == .get || incoming.method == .post && isPage,
      [.ok, .conflict, .unprocessableContent].contains(response.status),
      let opened = incoming.route.opens
    else { return }
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
      guard openings.isNew(access) else { return }
      do { try await people.note(access) } catch {
        openings.takeBack(access)
        throw error
      }
    } catch {
      context.logger.error("an opening of \(opened.section) could not be noted: \(error)")
    }
  }

  // MARK: - Who was erased

  /// Whether somebody of a class was erased: the phone is told, and answers no more.
  func isErased(_ person: PersonID, in section: SectionID) async throws -> Bool {
    let (known, count) = openings.erased(in: section)
    if let known { return known.contains(person) }
    let erased = Set(
      try await people.roster(of: section).filter(\.name.isEmpty).map(\.person))
    openings.keep(erased, erasedIn: section, since: count)
    return erased.contains(person)
  }

  /// Erases, and tells the phones; where nobody knows how it ended, who was erased is read anew.
  ///
  /// - Parameter erase: returns who was erased.
  func erasing(
    in sections: [SectionID], _ erase: () async throws -> [PersonID]
  ) async throws {
    do {
      openings.note(try await erase(), erasedIn: sections)
    } catch {
      openings.forgetErased()
      throw error
    }
  }
}
