import Classroom
import Identity
import People

/// What issuing the certificates of a class came to.
public struct CertificateIssue: Sendable {
  /// Issued just now, in the order of the roster.
  public var issued: [Certificate] = []
  /// Who gets none, and why, in the order of the roster.
  public var refused: [(person: PersonID, why: CertificateRefusal)] = []
}

/// Issues a certificate to each learner of a class who met its rules and never held one.
///
/// - Parameters:
///   - only: this person alone, who may get a new one after the old one was revoked; `nil` for
///     everybody. What was revoked for a reason comes back to nobody by the way.
///   - issuedOn: the hall's calendar date, ISO 8601.
/// - Throws: `PeopleError`, with nothing issued.
public func issueCertificates(
  of state: State, to only: PersonID? = nil, in people: any PeopleStore, at now: Moment,
  issuedOn: String
) async throws -> CertificateIssue {
  let section = state.profile.id
  let record = completionRecord(of: state)
  let roster = try await people.roster(of: section)
  let names = Dictionary(
    roster.map { ($0.person, $0.name) }, uniquingKeysWith: { first, _ in first })
  let holders = Set(
    try await people.certificates(of: section).filter { only == nil || $0.isValid }.map(\.person))
  var issue = CertificateIssue()
  if let only, record.person(only) == nil { issue.refused.append((only, .noLearner)) }
  for result in record.people where !holders.contains(result.person) {
    let person = result.person
    guard only == nil || only == person else { continue }
    if let why = state.certificatesRefused ?? result.certificateRefusal {
      issue.refused.append((person, why))
    } else if let name = names[person], !name.isEmpty {
      issue.issued.append(
        Certificate(
          number: .random(), section: section, person: person, name: name,
          content: Certificate.Content(state, result, issuedOn: issuedOn), issued: now))
    } else {
      issue.refused.append((person, .nameMissing))
    }
  }
  if !issue.issued.isEmpty { try await people.issue(issue.issued) }
  return issue
}

extension Certificate.Content {
  init(_ state: State, _ result: CompletionRecord.Person, issuedOn: String) {
    let days = state.agenda.map(\.day).max() ?? 1
    self.init(
      kind: state.completion.certificate.rawValue, title: state.profile.title,
      firstDay: state.profile.date,
      lastDay: isoDay(state.profile.date, addingDays: days - 1) ?? state.profile.date,
      minutes: result.minutesPresent, creditHundredths: result.granted?.hundredths,
      issuer: state.completion.issuer, issuedOn: issuedOn)
  }
}
