import Classroom
import Foundation
import Hummingbird
import Identity
import People
import Runtime
import Words

/// Certificates: verified by number, printed by their owner or the organizer.
extension Site {
  func answerCertificates(_ incoming: Incoming) async throws -> Response {
    guard incoming.method != .post else { throw PageError(.methodNotAllowed, "error.notFound") }
    switch incoming.route {
    case .verify: return try verify(incoming)
    case .verification(let number): return try await verification(of: number, incoming)
    case .ownCertificate(let code):
      let certificate = try await ownCertificate(code, incoming)
      return .page(
        certificatesPage(
          [certificate], back: .learner(code: code), "certificate.backToClass", incoming))
    case .ownCredential(let code):
      let certificate = try await ownCertificate(code, incoming)
      guard let signer = try await CredentialSigner.installed(in: people) else {
        throw PageError(.internalServerError, "error.ours")
      }
      let sheet = CertificateSheet(
        certificate, publicURL: publicURL, language: incoming.language)
      return .file(
        Array(try sheet.credential(by: signer).utf8), type: "application/vc+jwt",
        name: certificate.number.grouped + ".jwt")
    case .certificates(let id):
      guard try await isOrganizer(incoming) else {
        return try signInFirst(incoming, back: incoming.route)
      }
      // Asked of the certificates alone: the class may be gone.
      let valid = try await people.certificates(of: SectionID(id)).filter {
        $0.isValid && !$0.name.isEmpty
      }
      guard !valid.isEmpty else { throw PageError(.notFound, "certificate.none") }
      return .page(
        certificatesPage(valid, back: .completion(id: id), "completion.title", incoming))
    default: throw PageError.notFound
    }
  }

  private func certificatesPage(
    _ certificates: [Certificate], back: Route, _ backWord: String, _ incoming: Incoming
  ) -> String {
    let language = incoming.language
    let kind = certificates.first?.content.kind ?? CertificateKind.attendance.rawValue
    var model: [String: Any] = [
      "pageTitle": word("certificate.kind.\(kind)", in: language),
      "bar": printBar(back: back, backWord: backWord, hint: "certificate.hint", incoming),
      "sheets": certificates.map {
        CertificateSheet($0, publicURL: publicURL, language: language).model()
      },
    ]
    if case .ownCertificate(let code) = incoming.route {
      model["credential"] = Route.ownCredential(code: code).path
    }
    return renderer.render("certificates", model, in: language)
  }

  // MARK: - One's own

  /// The certificate of the person of this phone's own cookie.
  private func ownCertificate(_ code: String, _ incoming: Incoming) async throws -> Certificate {
    let session = try await session(code: code, incoming)
    guard let person = knownPerson(incoming, session) else {
      throw PageError(.unauthorized, "error.joinAgain")
    }
    guard let certificate = try await validCertificate(of: person, in: session.section) else {
      throw PageError(.notFound, "certificate.noneOfYours")
    }
    return certificate
  }

  func validCertificate(
    of person: PersonID, in section: SectionID
  ) async throws -> Certificate? {
    try await people.certificates(of: section).first {
      $0.person == person && $0.isValid && !$0.name.isEmpty
    }
  }

  // MARK: - By number

  /// Wrong numbers that one address may ask for in a minute.
  private static let wrongNumbers = 20

  private func verify(_ incoming: Incoming) throws -> Response {
    let typed = (incoming.query["number"] ?? "").filter {
      $0.isASCII && ($0.isLetter || $0.isNumber)
    }
    guard typed.isEmpty else {
      return .seeOther(Route.verification(number: String(typed.prefix(40))).path)
    }
    return .page(verifyPage(incoming, number: nil, isValid: false))
  }

  /// Says valid or not valid. A number that is unknown, revoked or no number at all gets the same words
  /// and takes the same way: one reading by its key. After too many wrong ones nothing is read for this
  /// address, right or wrong, until the minute is over.
  private func verification(of number: String, _ incoming: Incoming) async throws -> Response {
    let failures = "verify/\(incoming.address)"
    guard await !throttle.isBlocked(failures, limit: Self.wrongNumbers, seconds: 60) else {
      var response = Response.page(
        verifyPage(incoming, number: nil, isValid: false, isTooOften: true),
        status: .tooManyRequests)
      response.headers[.retryAfter] = "60"
      return response
    }
    let known = CertificateNumber(String(number.prefix(40)))
    let found = try await people.certificate(known ?? Self.nobodysNumber)
    let isValid = known != nil && found?.number == known && found?.isValid == true
    if !isValid { _ = await throttle.allows(failures, limit: Self.wrongNumbers, seconds: 60) }
    let shown = known?.grouped ?? String(number.prefix(40))
    return .page(verifyPage(incoming, number: shown, isValid: isValid))
  }

  /// Read in the place of what is no number, so that it takes as long.
  private static let nobodysNumber = CertificateNumber.random()

  private func verifyPage(
    _ incoming: Incoming, number: String?, isValid: Bool, isTooOften: Bool = false
  ) -> String {
    var model: [String: Any] = [
      "pageTitle": word("certificate.verify", in: incoming.language),
      "action": Route.verify.path, "home": Route.home.path, "tooOften": isTooOften,
    ]
    if let number {
      model["answer"] = [
        "number": number, "valid": isValid,
        "says": word(isValid ? "certificate.valid" : "certificate.notValid", in: incoming.language),
      ]
    }
    return renderer.render("verify", model, in: incoming.language)
  }
}
