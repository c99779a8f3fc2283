import Classroom
import Words

/// What was understood, in the record's JSON and CSV (docs/REPORT.md).
extension SectionRecord {
  var analysisJSON: JSONValue {
    let found = analysis
    return [
      "scales": .array(found.scales.map(value)),
      "topics": .array(
        found.topics.map { topic in
          [
            "label": .string(topic.heading?.label), "title": .string(topic.heading?.title),
            "kind": .string(topic.kind.rawValue), "difficulty": .share(topic.difficulty),
            "reliability": value(topic.reliability),
          ]
        }),
      "gains": .array(found.gains.map(value)),
    ]
  }

  private func value(_ scale: ClassAnalysis.Scale) -> JSONValue {
    [
      "kind": .string(scale.kind.rawValue),
      "reliability": value(scale.reliability),
      "upper": .number(scale.groups?.upper), "lower": .number(scale.groups?.lower),
      "items": .array(scale.items.map(value)),
    ]
  }

  private func value(_ reliability: ClassAnalysis.Reliability) -> JSONValue {
    [
      "items": .number(reliability.items), "persons": .number(reliability.persons),
      "alpha": .share(reliability.alpha), "standardError": .share(reliability.standardError),
      "cautions": .array(reliability.cautions.map { .string($0.rawValue) }),
    ]
  }

  private func value(_ item: ClassAnalysis.Item) -> JSONValue {
    [
      "id": .string(item.id), "answers": .number(item.answers),
      "label": .string(item.heading?.label), "title": .string(item.heading?.title),
      "difficulty": .share(item.difficulty), "discrimination": .share(item.discrimination),
      "alphaWithout": .share(item.alphaWithout),
      "remarks": .array(item.remarks.map { .string($0.rawValue) }),
      "choices": .array(
        item.choices.map { choice in
          [
            "letter": .string(choice.letter), "text": .string(choice.text),
            "right": .bool(choice.right), "count": .number(choice.count),
            "share": .share(choice.share), "upper": .number(choice.upper),
            "lower": .number(choice.lower),
          ]
        }),
    ]
  }

  private func value(_ gain: ClassAnalysis.Gain) -> JSONValue {
    [
      "label": .string(gain.row.heading?.label), "title": .string(gain.row.heading?.title),
      "gain": .share(gain.row.gain), "low": .share(gain.interval?.low),
      "high": .share(gain.interval?.high), "level": .share(gain.interval?.level),
    ]
  }
}
