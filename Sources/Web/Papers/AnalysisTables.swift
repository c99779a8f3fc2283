import Classroom
import Documents
import Words

/// What was understood, as tables of items, choices, topics and gains.
extension SectionRecord {
  /// Those that would be empty are left out.
  func analysisTables(_ say: Wording) -> [DataTable] {
    let found = analysis
    return [
      say.items(found), say.choices(found), say.topics(found), say.intervals(found),
    ].filter { !$0.rows.isEmpty }
  }
}

extension Wording {
  fileprivate func items(_ found: ClassAnalysis) -> DataTable {
    DataTable(
      name: "analysis", title: self("analysis.kind"),
      columns: [
        column("report.csv.kind"), column("report.csv.number", .number),
        column("report.csv.prompt"), column("gain.topic"), column("analysis.answers", .number),
        column("analysis.difficulty", .percent), column("analysis.discrimination", .coefficient),
        column("analysis.without", .coefficient), column("report.csv.note"),
      ],
      rows: found.scales.flatMap { scale in
        scale.items.enumerated().map { index, item in
          let remarks = item.remarks.map { self("analysis.remark.\($0.rawValue)") }
          return [
            .text(kind(scale.kind)), .number(index + 1), .text(item.prompt),
            .text(item.heading.map(label) ?? ""), .number(item.answers),
            .percent(item.difficulty), .coefficient(item.discrimination),
            .coefficient(item.alphaWithout), .text(remarks.joined(separator: comma)),
          ]
        }
      })
  }

  fileprivate func choices(_ found: ClassAnalysis) -> DataTable {
    DataTable(
      name: "distractors", title: self("analysis.choices"),
      columns: [
        column("report.csv.kind"), column("report.csv.number", .number),
        column("report.csv.letter"), column("report.csv.choice"), column("report.csv.right"),
        column("report.csv.count", .number), column("analysis.share", .percent),
        column("analysis.upper", .number), column("analysis.lower", .number),
      ],
      rows: found.scales.flatMap { scale in
        scale.items.enumerated().flatMap { index, item in
          item.choices.map { choice -> [DataTable.Cell] in
            [
              .text(kind(scale.kind)), .number(index + 1), .text(choice.letter),
              .text(choice.text), .text(choice.right ? self("report.csv.yes") : ""),
              .number(choice.count), .percent(choice.share), .number(choice.upper),
              .number(choice.lower),
            ]
          }
        }
      })
  }

  /// The rows of all questions of a kind come last.
  fileprivate func topics(_ found: ClassAnalysis) -> DataTable {
    let topics = found.topics.map {
      row($0.heading.map(label) ?? self("analysis.noTopic"), $0.kind, $0.difficulty, $0.reliability)
    }
    let wholes = found.scales.map { row(self("gain.whole"), $0.kind, nil, $0.reliability) }
    return DataTable(
      name: "topics", title: self("analysis.topics"),
      columns: [
        column("gain.topic"), column("report.csv.kind"), column("gain.items", .number),
        column("analysis.persons", .number), column("analysis.difficulty", .percent),
        column("analysis.alpha", .coefficient), column("analysis.term.standardError", .coefficient),
        column("report.csv.note"),
      ], rows: topics + wholes)
  }

  private func row(
    _ name: String, _ which: AssessmentItem.Kind, _ difficulty: Double?,
    _ reliability: ClassAnalysis.Reliability
  ) -> [DataTable.Cell] {
    let cautions = reliability.alpha == nil ? [] : reliability.cautions.map { caution($0) }
    return [
      .text(name), .text(kind(which)), .number(reliability.items), .number(reliability.persons),
      .percent(difficulty), .coefficient(reliability.alpha),
      .coefficient(reliability.standardError), .text(cautions.joined(separator: " ")),
    ]
  }

  fileprivate func intervals(_ found: ClassAnalysis) -> DataTable {
    DataTable(
      name: "intervals", title: self("analysis.interval"),
      columns: [
        column("gain.topic"), column("gain.gain", .coefficient),
        column("analysis.low", .coefficient), column("analysis.high", .coefficient),
      ],
      rows: found.gains.map { gain in
        [
          .text(gain.row.heading.map(label) ?? self("gain.whole")), .coefficient(gain.row.gain),
          .coefficient(gain.interval?.low), .coefficient(gain.interval?.high),
        ]
      })
  }

  private func kind(_ kind: AssessmentItem.Kind) -> String { self("kind.\(kind.rawValue)") }
}
