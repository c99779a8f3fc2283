import Classroom
import Words

/// What learners meant to do and did, in the report and its files: shares, nobody's words about it.
extension SectionRecord {
  func followUpModel(_ say: Wording) -> [String: Any]? {
    guard let followUp = report.followUp else { return nil }
    var model: [String: Any] = [
      "written": say("follow.written", "\(followUp.written)"),
      "hasReasons": !followUp.reasons.isEmpty, "reasons": followUp.reasons,
      "hasSigned": !followUp.signed.isEmpty,
      "signed": followUp.signed.map { signed -> [String: Any] in
        [
          "who": name(signed.person) ?? say("report.erased"), "erased": name(signed.person) == nil,
          "outcome": say("follow.\(signed.outcome.token)"), "reason": signed.reason,
        ]
      },
    ]
    guard let answers = followUp.answers else {
      model["waiting"] = say("follow.reportWaiting", "\(followUp.days)")
      return model
    }
    model["answered"] = say("follow.answered", "\(answers)")
    guard let outcomes = followUp.outcomes, let done = followUp.done, !outcomes.isWhole else {
      model["withheld"] = say(answers < fewestBallots ? "report.withheld" : "follow.untold")
      return model
    }
    model["share"] = say.percent(done, of: answers)
    model["rows"] = outcomes.items.map { item -> [String: Any] in
      [
        "name": name(item, say), "count": count(item, outcomes, say),
        "width": outcomes.ballots(of: item).lowerBound * 1000 / max(1, answers),
      ]
    }
    return model
  }

  private func name(_ item: Disclosure.Item, _ say: Wording) -> String {
    FollowUpOutcome.allCases[item.classes].map { say("follow.\($0.token)") }.joined(
      separator: say.comma)
  }

  private func count(_ item: Disclosure.Item, _ outcomes: Disclosure, _ say: Wording) -> String {
    item.isFew ? say("rate.few") : say.range(outcomes.ballots(of: item))
  }

  func followUpRows(_ say: Wording) -> [[String]] {
    guard let followUp = report.followUp else { return [] }
    let rows = [
      [say("follow.title")], [say("follow.csv.written"), say("follow.csv.answers")],
      ["\(followUp.written)", followUp.answers.map { "\($0)" } ?? ""],
    ]
    guard let answers = followUp.answers else { return rows }
    let signed = followUp.signed.map {
      [
        say("follow.signedTitle"), name($0.person) ?? say("report.erased"),
        say("follow.\($0.outcome.token)"), $0.reason,
      ]
    }
    guard let outcomes = followUp.outcomes, !outcomes.isWhole else {
      return rows + [[say(answers < fewestBallots ? "report.withheld" : "follow.untold")]] + signed
    }
    return rows
      + outcomes.items.map { [name($0, say), count($0, outcomes, say)] }
      + followUp.reasons.map { [say("follow.reason"), $0] } + signed
  }

  var followUpJSON: JSONValue {
    guard let followUp = report.followUp else { return .null }
    let answers = Double(max(1, followUp.answers ?? 0))
    func share(_ range: ClosedRange<Int>?) -> JSONValue {
      .range(range.map { Double($0.lowerBound) / answers...Double($0.upperBound) / answers })
    }
    return [
      "written": .number(followUp.written), "days": .number(followUp.days),
      "closed": .bool(followUp.isClosed), "answers": .number(followUp.answers),
      "withheld": .bool(followUp.answers != nil && followUp.outcomes == nil),
      "outcomes": .array(
        (followUp.outcomes?.items ?? []).map { item in
          let count = followUp.outcomes?.ballots(of: item) ?? 0...0
          return [
            "outcomes": .array(FollowUpOutcome.allCases[item.classes].map { .string($0.token) }),
            "least": .number(count.lowerBound), "most": .number(count.upperBound),
          ]
        }),
      "done": share(followUp.done), "begun": share(followUp.begun),
      "reasons": .array(followUp.reasons.map { .string($0) }),
      "signed": .array(
        followUp.signed.map {
          [
            "person": .string($0.person.rawValue), "name": .string(name($0.person)),
            "outcome": .string($0.outcome.token), "reason": .string($0.reason),
          ]
        }),
    ]
  }
}
