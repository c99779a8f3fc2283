import Identity

/// Why a certificate 培训证明 is not issued.
public enum CertificateRefusal: Equatable, Sendable {
  /// The class goes on.
  case classNotOver
  /// A trial class 试讲 leaves nothing behind.
  case trialClass
  case issuerMissing
  /// Not of the class, or only listened.
  case noLearner
  /// The person was erased.
  case nameMissing
  /// The rules that are not met, with the facts.
  case rulesNotMet([CompletionRecord.Verdict])
}

extension State {
  /// Why nobody of this class is issued a certificate now; `nil` when those who met the rules may be.
  public var certificatesRefused: CertificateRefusal? {
    if profile.trial { return .trialClass }
    if phase != .closed { return .classNotOver }
    return completion.issuer.isEmpty ? .issuerMissing : nil
  }
}

extension CompletionRecord {
  /// Why this person is issued none, by the rules of the class; `nil` for who met them all.
  public func certificateRefusal(of id: PersonID) -> CertificateRefusal? {
    guard let person = person(id) else { return .noLearner }
    return person.certificateRefusal
  }
}

extension CompletionRecord.Person {
  /// The same of a learner of the class.
  public var certificateRefusal: CertificateRefusal? {
    outcome == .met ? nil : .rulesNotMet(verdicts.filter { $0.outcome != .met })
  }
}
