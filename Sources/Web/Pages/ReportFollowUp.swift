import Classroom
import Documents
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
    if let withheld = withheld(followUp, say) { model["withheld"] = withheld }
    guard let outcomes = followUp.outcomes, let done = followUp.done else { return model }
    let hasSigned = !followUp.signed.isEmpty
    if hasSigned || !outcomes.isWhole { model["share"] = say.percent(done, of: answers) }
    if outcomes.isWhole { return model }
    if hasSigned { model["unsigned"] = say("follow.unsigned", "\(outcomes.ballots)") }
    model["rows"] = outcomes.items.map { item -> [String: Any] in
      [
        "name": name(item, say), "count": count(item, outcomes, say),
        "width": outcomes.ballots(of: item).lowerBound * 1000 / max(1, outcomes.ballots),
      ]
    }
    return model
  }

  /// Why nothing is told of how the answers fell; `nil` where something is, or nobody is left to tell of.
  private func withheld(_ followUp: SectionReport.FollowUp, _ say: Wording) -> String? {
    guard let outcomes = followUp.outcomes else { return say("report.withheld") }
    return outcomes.isWhole && outcomes.ballots > 0 ? say("follow.untold") : nil
  }

  private func name(_ item: Disclosure.Item, _ say: Wording) -> String {
    FollowUpOutcome.allCases[item.classes].map { say("follow.\($0.token)") }.joined(
      separator: say.comma)
  }

  private func count(_ item: Disclosure.Item, _ outcomes: Disclosure, _ say: Wording) -> String {
    item.isFew ? say("rate.few") : say.range(outcomes.ballots(of: item))
  }

  func followUpTable(_ say: Wording) -> DataTable? {
    guard let followUp = report.followUp else { return nil }
    var table = DataTable(
      name: "follow-up", title: say("follow.title"),
      columns: [say.column("table.what"), say.column("report.csv.count", .number)],
      rows: [
        [.text(say("follow.csv.written")), .number(followUp.written)],
        [.text(say("follow.csv.answers")), .number(followUp.answers)],
      ])
    guard let answers = followUp.answers else { return table }
    table.notes = [withheld(followUp, say)].compactMap { $0 }
    if !followUp.signed.isEmpty {
      table.rows.append(
        [.text(say("follow.csv.unsigned")), .number(answers - followUp.signed.count)])
    }
    if let outcomes = followUp.outcomes, !outcomes.isWhole {
      table.rows += outcomes.items.map { item in
        let told = outcomes.ballots(of: item)
        return [
          .text(name(item, say)),
          !item.isFew && told.lowerBound == told.upperBound
            ? .number(told.lowerBound) : .text(count(item, outcomes, say)),
        ]
      }
    }
    table.rows += followUp.reasons.map { [.text(say("follow.reason")), .text($0)] }
    return table
  }

  /// Who told of themselves under their name.
  func followUpSignedTable(_ say: Wording) -> DataTable? {
    guard let followUp = report.followUp, followUp.answers != nil, !followUp.signed.isEmpty else {
      return nil
    }
    return DataTable(
      name: "follow-up-signed", title: say("follow.signedTitle"),
      columns: [
        say.column("report.csv.name"), say.column("follow.title"), say.column("follow.reason"),
      ],
      rows: followUp.signed.map {
        [
          .text(name($0.person) ?? say("report.erased")),
          .text(say("follow.\($0.outcome.token)")), .text($0.reason),
        ]
      })
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
