import Classroom
import Hummingbird
import Identity
import People
import Runtime
import Words

/// Issuing and revoking on the organizer's page.
extension Site {
  /// Issues to everybody who met the rules, or to one person. Returns what to say of it, or why not.
  func issueCertificates(
    _ incoming: Incoming, _ session: LiveSession
  ) async throws -> (said: String, wrong: String?) {
    let language = incoming.language
    let state = await session.state
    let only = incoming.form["person"].isEmpty ? nil : PersonID(incoming.form["person"])
    let issue = try await Runtime.issueCertificates(
      of: state, to: only, in: people, at: clock(), issuedOn: today)
    if let why = state.certificatesRefused ?? (only == nil ? nil : issue.refused.first?.why) {
      let say = Wording(language: language)
      return ("", say.refusal(why, say.halfDayNames(of: state)))
    }
    // The key is there from the first certificate on, also for whoever only reads.
    _ = try await CredentialSigner.installed(in: people)
    return ("issued&n=\(issue.issued.count)", nil)
  }

  /// Returns what is wrong, in words.
  func revokeCertificate(_ incoming: Incoming, _ session: LiveSession) async throws -> String? {
    let reason = incoming.form["reason"].trimmingCharacters(in: .whitespacesAndNewlines)
    guard !reason.isEmpty else { return word("certificate.reasonMissing", in: incoming.language) }
    guard reason.count <= Limits.reason else {
      return word("reject.textTooLong", in: incoming.language)
    }
    guard let number = CertificateNumber(incoming.form["number"]),
      let known = try await people.certificate(number), known.section == session.section
    else { throw PageError(.notFound, "certificate.none") }
    _ = try await people.revoke(number, reason: reason, at: clock())
    return nil
  }

  /// What the template `certificate-list` shows.
  func certificatesModel(_ state: State, in language: Language) async throws -> [String: Any] {
    let say = Wording(language: language)
    let id = state.profile.id
    let all = try await people.certificates(of: id)
    let record = completionRecord(of: state)
    let roster = try await names(id)
    let holders = Set(all.filter(\.isValid).map(\.person))
    let known = Set(all.map(\.person))
    let outcomes = Dictionary(
      record.people.map { ($0.person, $0.outcome) }, uniquingKeysWith: { first, _ in first })
    let waiting = record.people.count { $0.outcome == .met && !known.contains($0.person) }
    var model: [String: Any] = [
      "action": Route.completion(id: id.rawValue).path,
      "waiting": waiting > 0 && state.certificatesRefused == nil,
      "issue": say("certificate.issue", "\(waiting)"),
      "none": all.isEmpty,
      "rows": all.map { certificate -> [String: Any] in
        var row: [String: Any] = [
          "name": certificate.name.isEmpty ? say("report.erased") : certificate.name,
          "number": certificate.number.grouped,
          "kind": say("certificate.kind.\(certificate.content.kind)"),
          "issued": say.day(certificate.content.issuedOn),
          "verify": CertificateSheet.route(certificate).path,
        ]
        if let revoked = certificate.revoked {
          row["revoked"] = say(
            "certificate.revokedFor", momentText(revoked), certificate.reason)
          if !holders.contains(certificate.person), state.certificatesRefused == nil,
            outcomes[certificate.person] == .met
          {
            row["again"] = [
              "person": certificate.person.rawValue,
              "label": say("certificate.againOf", certificate.name),
            ]
          }
        } else {
          // Corrected since: the certificate says what the record no longer says.
          if outcomes[certificate.person] == .notMet {
            row["doubt"] = say("certificate.doubt")
          }
          if let now = roster[certificate.person]?.name, !now.isEmpty, now != certificate.name {
            row["renamed"] = [
              "said": say("certificate.renamed", now),
              "href": Route.rosterPerson(
                id: id.rawValue, person: certificate.person.rawValue
              ).path,
            ]
          }
          row["valid"] = ["label": say("certificate.revokeOf", certificate.name)]
        }
        return row
      },
    ]
    if !holders.isEmpty { model["print"] = Route.certificates(id: id.rawValue).path }
    if let why = state.certificatesRefused {
      model["refused"] = say.refusal(why, say.halfDayNames(of: state))
    }
    return model
  }
}

extension Wording {
  /// Why a certificate is not issued; of rules, each that is not met.
  func refusal(_ why: CertificateRefusal, _ halves: [CheckpointID: String]) -> String {
    switch why {
    case .classNotOver: self("certificate.refused.classNotOver")
    case .trialClass: self("certificate.refused.trialClass")
    case .issuerMissing: self("certificate.refused.issuerMissing")
    case .noLearner: self("certificate.refused.noLearner")
    case .nameMissing: self("certificate.refused.nameMissing")
    case .rulesNotMet(let verdicts):
      self(
        "certificate.refused.rulesNotMet",
        verdicts.map { verdict($0, halves) }
          .reduce("") { $0.isEmpty ? $1 : self("certificate.joined", $0, $1) })
    }
  }

  /// What each half-day of a class is called.
  func halfDayNames(of state: State) -> [CheckpointID: String] {
    let days = state.roll.checkpoints.last?.day ?? 1
    return Dictionary(
      state.roll.checkpoints.map { ($0.id, halfDay($0, days: days)) },
      uniquingKeysWith: { first, _ in first })
  }
}

/// Why a certificate is not issued, in words.
public func refusalWords(
  _ why: CertificateRefusal, of state: State, in language: Language
) -> String {
  let say = Wording(language: language)
  return say.refusal(why, say.halfDayNames(of: state))
}
