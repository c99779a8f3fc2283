import Classroom
import Documents
import Foundation
import Identity
import People
import Runtime
import Words

extension Assets {
  /// The styles of a certificate, for a page that stands alone.
  static var certificateStyles: String {
    paperStyles + "\n" + String(decoding: all["Web/Public/certificates.css"] ?? [], as: UTF8.self)
  }
}

/// A certificate 培训证明、结业证书 as it is printed: one A4 page across.
public struct CertificateSheet: Sendable {
  let certificate: Certificate
  let language: Language
  /// Where the number is verified; `nil` where no address is known.
  let address: String?

  /// - Parameter publicURL: where the hall is reached, without a trailing slash.
  public init(_ certificate: Certificate, publicURL: String?, language: Language) {
    self.certificate = certificate
    self.language = language
    address = publicURL.map { $0 + Self.route(certificate).path }
  }

  static func route(_ certificate: Certificate) -> Route {
    .verification(number: certificate.number.grouped)
  }

  private var say: Wording { Wording(language: language) }

  /// What somebody did, in one sentence.
  private var sentence: String {
    let content = certificate.content
    let days =
      content.firstDay == content.lastDay
      ? say("certificate.onDay", say.day(content.firstDay))
      : say("certificate.fromTo", say.day(content.firstDay), say.day(content.lastDay))
    return say("certificate.body.\(content.kind)", days, content.title)
  }

  /// `教学用时 360 分钟，授予 6 学时`: each number by its name, and the second only where a table gave it.
  private var hours: String {
    let content = certificate.content
    guard let hundredths = content.creditHundredths else {
      return say("certificate.minutes", "\(content.minutes)")
    }
    return say(
      "certificate.minutesAndHours", "\(content.minutes)",
      CreditHours(hundredths: hundredths).text)
  }

  /// Both together; also what the credential says was asked.
  public var text: String { say("certificate.text", sentence, hours) }

  /// What the template `certificate-sheet` shows.
  func model() -> [String: Any] {
    let content = certificate.content
    var model: [String: Any] = [
      "kind": say("certificate.kind.\(content.kind)"), "name": certificate.name,
      "sentence": text, "issuer": content.issuer,
      "issuedOn": say.day(content.issuedOn), "number": certificate.number.grouped,
    ]
    if let address {
      model["verify"] = [
        "address": String(address.dropLast(certificate.number.grouped.count + 1)),
        "qr": qrCode(address)?.svg(label: say("certificate.qr", certificate.number.grouped)) ?? "",
      ]
    }
    return model
  }

  /// The page that stands alone: its styles inside, nothing to load.
  public func file(_ renderer: Renderer) -> String {
    renderer.render(
      "certificates",
      [
        "pageTitle": say("certificate.kind.\(certificate.content.kind)") + " · "
          + certificate.name,
        "sheets": [model()], "styles": Assets.certificateStyles,
      ], in: language)
  }

  /// The signed credential, Open Badges 3.0.
  public func credential(by signer: CredentialSigner) throws -> String {
    try signer.credential(
      of: certificate, address: address ?? "urn:guildhall:" + certificate.number.grouped,
      narrative: text)
  }
}

extension Wording {
  /// `2026年12月1日`, without the day of the week; what is no date stays as it is.
  func day(_ iso: String) -> String {
    let numbers = iso.split(separator: "-").compactMap { Int($0) }
    guard numbers.count == 3, (1...12).contains(numbers[1]) else { return iso }
    return self(
      "certificate.day", "\(numbers[0])", self("certificate.month.m\(numbers[1])"), "\(numbers[2])")
  }
}
