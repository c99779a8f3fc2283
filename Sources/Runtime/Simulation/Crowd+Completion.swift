import Classroom
import Identity

extension Intentions {
  /// What an organizer may ask of those who are to complete the class; some of it wrong on purpose.
  func completion(random: inout SplitMix64) -> CompletionSettings {
    var settings = CompletionSettings()
    let rules: [CompletionRule] = [
      .presence(percent: random.between(50, 101)), .halfDays(fewest: random.between(1, 3)),
      .punctual(most: random.below(3)), .leave(oneIn: random.between(1, 8)),
      .postTest(points: random.between(40, 100)), .evaluation,
    ]
    settings.rules = Array(random.shuffled(rules).prefix(random.below(4)))
    settings.credit = random.pick(CreditTable.all)
    settings.feeHours = random.chance(50) ? CreditHours(hundredths: 50 * random.below(20)) : nil
    settings.certificate = random.pick(CertificateKind.allCases) ?? .attendance
    settings.issuer = random.chance(80) ? "模拟工会" : ""
    return settings
  }
}
