import Classroom
import Words

/// What was understood 学习效果分析, for the trainer and the organizer: about questions and topics, never
/// about a person, and never on a shared screen.
extension SectionRecord {
  /// What the template `analysis` shows.
  func analysisPage(in language: Language) -> [String: Any] {
    let say = Wording(language: language)
    let found = analysis
    let profile = report.profile
    var model: [String: Any] = [
      "pageTitle": say("analysis.pageTitle", profile.title), "title": profile.title,
      "where": say.whereAndWhen(profile, trainer: trainer), "sectionID": profile.id.rawValue,
      "none": found.isEmpty, "scales": found.scales.map(say.scaleModel),
      "hasTopics": !found.topics.isEmpty, "topics": found.topics.map(say.topicModel),
      "topicsCareful": found.topics.contains {
        $0.reliability.alpha != nil && !$0.reliability.cautions.isEmpty
      },
      "hasGains": !found.gains.isEmpty, "gains": found.gains.map(say.gainModel),
      "terms": ["difficulty", "discrimination", "alpha", "groups", "standardError"].map {
        ["term": say("analysis.term.\($0)"), "meaning": say("analysis.meaning.\($0)")]
      },
    ]
    if profile.trial { model["trial"] = true }
    return model
  }
}

extension Wording {
  fileprivate func scaleModel(_ scale: ClassAnalysis.Scale) -> [String: Any] {
    let reliability = scale.reliability
    var said = self("analysis.said", "\(reliability.items)", "\(reliability.persons)")
    if let alpha = reliability.alpha {
      said += self("analysis.alphaSaid", gainText(alpha))
      if let error = reliability.standardError {
        said += self("analysis.errorSaid", decimal(error))
      }
    } else {
      said += self("analysis.noAlpha")
    }
    let id = scale.kind.rawValue
    var model: [String: Any] = [
      "id": id, "name": opening(self("kind.\(id)")), "said": said,
      "cautions": reliability.alpha == nil ? [] : reliability.cautions.map { caution($0) },
      "items": scale.items.enumerated().map { itemModel($1, $0 + 1, scale.groups) },
      "hasChoices": scale.items.contains { !$0.choices.isEmpty },
      "grouped": scale.groups != nil,
    ]
    if let groups = scale.groups {
      model["groupsSaid"] = self("analysis.groupsSaid", "\(groups.upper)", "\(groups.lower)")
    }
    return model
  }

  func caution(_ caution: ClassAnalysis.Reliability.Caution) -> String {
    let least = caution == .fewItems ? fewestItemsForReliability : fewestForReliability
    return self("analysis.caution.\(caution.rawValue)", "\(least)")
  }

  private func itemModel(
    _ item: ClassAnalysis.Item, _ number: Int, _ groups: ClassAnalysis.Groups?
  ) -> [String: Any] {
    var model: [String: Any] = [
      "number": number, "prompt": item.prompt, "answers": item.answers,
      "difficulty": item.difficulty.map(percent) ?? "—",
      "discrimination": gainText(item.discrimination), "without": gainText(item.alphaWithout),
      "remarks": item.remarks.map { remark -> [String: Any] in
        let isWrong = remark == .negative || remark == .keyInDoubt
        return ["text": self("analysis.remark.\(remark.rawValue)"), "wrong": isWrong]
      },
    ]
    if let heading = item.heading { model["topic"] = label(heading) }
    guard !item.choices.isEmpty else { return model }
    model["table"] = [
      "number": number, "prompt": item.prompt, "span": groups == nil ? 3 : 5,
      "choices": item.choices.map { choice -> [String: Any] in
        [
          "line": choice.letter + "　" + choice.text, "right": choice.right,
          "count": choice.count, "share": percent(choice.share),
          "taken": [choice.upper, choice.lower].compactMap { $0 },
        ]
      },
    ]
    return model
  }

  fileprivate func topicModel(_ topic: ClassAnalysis.Topic) -> [String: Any] {
    var model: [String: Any] = [
      "name": topic.heading.map(label) ?? self("analysis.noTopic"),
      "kind": opening(self("kind.\(topic.kind.rawValue)")), "items": topic.reliability.items,
      "persons": topic.reliability.persons, "difficulty": topic.difficulty.map(percent) ?? "—",
      "alpha": gainText(topic.reliability.alpha),
    ]
    if topic.reliability.alpha != nil, !topic.reliability.cautions.isEmpty {
      model["careful"] = topic.reliability.cautions.map { caution($0) }.joined(separator: " ")
    }
    return model
  }

  fileprivate func gainModel(_ gain: ClassAnalysis.Gain) -> [String: Any] {
    gainRow(gain.row, interval: interval(gain.interval))
  }

  /// `0.31 ～ 0.52`, `0.31 – 0.52`, or a dash.
  func interval(_ interval: ConfidenceInterval?) -> String {
    interval.map { range(gainText($0.low), gainText($0.high)) } ?? "—"
  }
}
