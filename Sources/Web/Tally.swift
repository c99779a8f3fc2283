import Classroom
import Crypto
import Foundation
import Identity
import Runtime

/// Bounds what one person may ask, support and say of the pace, and remembers nobody.
///
/// All three count together, so that a count does not tell whether somebody has asked; they stand
/// under a digest whose secret is thrown away with the counts, every minute. Who has supported what
/// is bounded under digests too, whose secret lives as long as this process and is never written.
public actor Tally {
  private let clock: LiveSession.Clock
  private var minute = 0
  private var secret = SymmetricKey(size: .bits256)
  private var spent: [Data: Int] = [:]
  /// Unsigned questions of each class within this minute.
  private var unsigned: [SectionID: Int] = [:]
  private let ballotSecret = SymmetricKey(size: .bits256)
  private var supports: [Data: Int] = [:]

  /// What one person may spend in a minute, and what a question costs of it.
  private static let budget = 60
  private static let askingCost = 3
  /// Unsigned questions that a class takes in a minute, from whomever.
  private static let unsignedLimit = 120
  /// Keys that one person may support one question with: one, and a spare for a cleared phone.
  private static let supportLimit = 2

  public init(clock: @escaping LiveSession.Clock) { self.clock = clock }

  /// Whether a person may tap once more.
  func mayTap(_ person: PersonID, in section: SectionID) -> Bool {
    spend(1, person, section)
  }

  /// Whether a person may ask once more.
  func mayAsk(_ person: PersonID, named: Bool, in section: SectionID) -> Bool {
    renew()
    if !named && unsigned[section, default: 0] >= Self.unsignedLimit { return false }
    guard spend(Self.askingCost, person, section) else { return false }
    if !named { unsigned[section, default: 0] += 1 }
    return true
  }

  /// Whether a person may support a question with one more key.
  func maySupport(_ question: QuestionID, _ person: PersonID, in section: SectionID) -> Bool {
    guard mayTap(person, in: section) else { return false }
    let key = Self.digest([section.rawValue, question, person.rawValue], ballotSecret)
    guard supports[key, default: 0] < Self.supportLimit else { return false }
    supports[key, default: 0] += 1
    return true
  }

  private func spend(_ cost: Int, _ person: PersonID, _ section: SectionID) -> Bool {
    renew()
    let key = Self.digest([section.rawValue, person.rawValue], secret)
    guard spent[key, default: 0] + cost <= Self.budget else { return false }
    spent[key, default: 0] += cost
    return true
  }

  private func renew() {
    let now = Int(clock().milliseconds / 60_000)
    guard now != minute else { return }
    minute = now
    secret = SymmetricKey(size: .bits256)
    spent = [:]
    unsigned = [:]
  }

  private static func digest(_ parts: [String], _ secret: SymmetricKey) -> Data {
    let text = parts.map { "\($0.utf8.count) \($0)" }.joined(separator: " ")
    return Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: secret))
  }
}
