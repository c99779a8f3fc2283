import Foundation
import Identity

/// One certificate as it was issued. It stands by itself: the class may be gone, the certificate is not.
public struct Certificate: Equatable, Sendable {
  /// What is printed beside the name, as it was on the day of issue.
  public struct Content: Equatable, Sendable, Codable {
    /// `attendance` 培训证明 or `completion` 结业证书.
    public var kind: String
    public var title: String
    /// ISO 8601 calendar dates of the first and last day.
    public var firstDay: String
    public var lastDay: String
    /// Planned teaching minutes at which the person was present.
    public var minutes: Int
    /// Credit hours granted, in hundredths; `nil` where the class counted none.
    public var creditHundredths: Int?
    public var issuer: String
    /// ISO 8601 calendar date.
    public var issuedOn: String

    public init(
      kind: String, title: String, firstDay: String, lastDay: String, minutes: Int,
      creditHundredths: Int?, issuer: String, issuedOn: String
    ) {
      self.kind = kind
      self.title = title
      self.firstDay = firstDay
      self.lastDay = lastDay
      self.minutes = minutes
      self.creditHundredths = creditHundredths
      self.issuer = issuer
      self.issuedOn = issuedOn
    }
  }

  public var number: CertificateNumber
  public var section: SectionID
  public var person: PersonID
  /// Empty once the person has been erased.
  public var name: String
  public var content: Content
  public var issued: Moment
  /// `nil` while it is valid.
  public var revoked: Moment?
  /// Why it was revoked.
  public var reason: String

  public var isValid: Bool { revoked == nil }

  public init(
    number: CertificateNumber, section: SectionID, person: PersonID, name: String,
    content: Content, issued: Moment, revoked: Moment? = nil, reason: String = ""
  ) {
    self.number = number
    self.section = section
    self.person = person
    self.name = name
    self.content = content
    self.issued = issued
    self.revoked = revoked
    self.reason = reason
  }
}

/// Certificates 培训证明、结业证书, in a table of their own that no class holds.
public protocol CertificateStore: Sendable {
  /// Those of a class in the order of issue, revoked ones too.
  func certificates(of section: SectionID) async throws -> [Certificate]

  func certificate(_ number: CertificateNumber) async throws -> Certificate?

  /// Issues all in one transaction, durable on return. Who holds a valid one of the same class keeps
  /// that and gets no second.
  func issue(_ certificates: [Certificate]) async throws

  /// Ends a certificate; its first reason and time stay.
  ///
  /// - Returns: Whether there is such a certificate.
  func revoke(_ number: CertificateNumber, reason: String, at time: Moment) async throws -> Bool
}
