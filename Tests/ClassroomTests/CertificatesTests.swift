import Identity
import Testing

@testable import Classroom

private func settings(_ issuer: String) -> Event {
  var settings = CompletionSettings()
  settings.issuer = issuer
  return .completion(.set(settings))
}

@Suite struct CertificatesTests {
  /// Nobody before the end, in a trial class, or without an issuer.
  @Test func givesNoneBeforeTheEndOrWithoutAnIssuer() {
    #expect(inClass(settings("工会")).state.certificatesRefused == .classNotOver)
    #expect(inClass(.sectionClosed).state.certificatesRefused == .issuerMissing)
    #expect(inClass(settings("工会"), .sectionClosed).state.certificatesRefused == nil)
    var trial = profile
    trial.trial = true
    let state = fold([
      .sectionCreated(profile: trial, plan: plan, agenda: agenda), settings("工会"), .sectionClosed,
    ])
    #expect(state.certificatesRefused == .trialClass)
  }

  @Test func saysWhichRuleIsNotMet() {
    let record = completionRecord(of: inClass(settings("工会"), .sectionClosed).state)
    #expect(record.certificateRefusal(of: aino) == nil)
    guard case .rulesNotMet(let verdicts) = record.certificateRefusal(of: gus) else {
      Issue.record("gus never came")
      return
    }
    #expect(verdicts.map(\.rule) == [.presence(percent: 90)])
    #expect(verdicts.first?.facts == .presence(minutes: 0, of: 110, away: ["1-morning"]))
    #expect(record.certificateRefusal(of: stranger) == .noLearner)
    let listening = completionRecord(
      of: inClass(
        settings("工会"), .roll(.enrolledAs(person: aino, enrolment: .observer)), .sectionClosed
      ).state)
    #expect(listening.certificateRefusal(of: aino) == .noLearner)
  }
}
