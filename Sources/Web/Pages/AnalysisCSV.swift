import Classroom
import Words

/// What was understood, for a spreadsheet: tables of items, choices, topics and gains.
extension SectionRecord {
  /// Those that would be empty are left out.
  func analysisTables(_ say: Wording) -> [[[String]]] {
    let found = analysis
    return [
      say.items(found), say.choices(found), say.topics(found), say.intervals(found),
    ].filter { $0.count > 2 }
  }
}

extension Wording {
  fileprivate func items(_ found: ClassAnalysis) -> [[String]] {
    let head = [
      "report.csv.kind", "report.csv.number", "report.csv.prompt", "gain.topic",
      "analysis.answers", "analysis.difficulty", "analysis.discrimination", "analysis.without",
      "report.csv.note",
    ]
    var table = [[self("analysis.kind")], head.map { self($0) }]
    for scale in found.scales {
      for (index, item) in scale.items.enumerated() {
        let remarks = item.remarks.map { self("analysis.remark.\($0.rawValue)") }
        table.append([
          kind(scale.kind), "\(index + 1)", item.prompt, item.heading.map(label) ?? "",
          "\(item.answers)", percent(item.difficulty), number(item.discrimination),
          number(item.alphaWithout), remarks.joined(separator: comma),
        ])
      }
    }
    return table
  }

  fileprivate func choices(_ found: ClassAnalysis) -> [[String]] {
    let head = [
      "report.csv.kind", "report.csv.number", "report.csv.letter", "report.csv.choice",
      "report.csv.right", "report.csv.count", "analysis.share", "analysis.upper",
      "analysis.lower",
    ]
    var table = [[self("analysis.choices")], head.map { self($0) }]
    for scale in found.scales {
      for (index, item) in scale.items.enumerated() {
        for choice in item.choices {
          table.append([
            kind(scale.kind), "\(index + 1)", choice.letter, choice.text,
            choice.right ? self("report.csv.yes") : "", "\(choice.count)", percent(choice.share),
            choice.upper.map { "\($0)" } ?? "", choice.lower.map { "\($0)" } ?? "",
          ])
        }
      }
    }
    return table
  }

  /// The rows of all questions of a kind come last.
  fileprivate func topics(_ found: ClassAnalysis) -> [[String]] {
    let head = [
      "gain.topic", "report.csv.kind", "gain.items", "analysis.persons", "analysis.difficulty",
      "analysis.alpha", "analysis.term.standardError", "report.csv.note",
    ]
    let topics = found.topics.map {
      row($0.heading.map(label) ?? self("analysis.noTopic"), $0.kind, $0.difficulty, $0.reliability)
    }
    let wholes = found.scales.map { row(self("gain.whole"), $0.kind, nil, $0.reliability) }
    return [[self("analysis.topics")], head.map { self($0) }] + topics + wholes
  }

  private func row(
    _ name: String, _ which: AssessmentItem.Kind, _ difficulty: Double?,
    _ reliability: ClassAnalysis.Reliability
  ) -> [String] {
    let cautions = reliability.alpha == nil ? [] : reliability.cautions.map { caution($0) }
    return [
      name, kind(which), "\(reliability.items)", "\(reliability.persons)", percent(difficulty),
      number(reliability.alpha), number(reliability.standardError),
      cautions.joined(separator: " "),
    ]
  }

  fileprivate func intervals(_ found: ClassAnalysis) -> [[String]] {
    let head = ["gain.topic", "gain.gain", "analysis.low", "analysis.high"]
    return [[self("analysis.interval")], head.map { self($0) }]
      + found.gains.map { gain in
        [
          gain.row.heading.map(label) ?? self("gain.whole"), number(gain.row.gain),
          number(gain.interval?.low), number(gain.interval?.high),
        ]
      }
  }

  private func kind(_ kind: AssessmentItem.Kind) -> String { self("kind.\(kind.rawValue)") }
  private func number(_ value: Double?) -> String { value.map { gainText($0) } ?? "" }
  private func percent(_ value: Double?) -> String { value.map { percent($0) } ?? "" }
}
