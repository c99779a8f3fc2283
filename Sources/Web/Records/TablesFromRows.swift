import Classroom
import Documents
import Words

/// The tables of the report, each for a file of its own: names are the same in every language.
extension SectionRecord {
  public func tables(in language: Language) -> [DataTable] {
    let say = Wording(language: language)
    let names = Dictionary(
      Self.names.map { (say($0.title), $0.name) }, uniquingKeysWith: { first, _ in first })
    return rowTables(say).flatMap { rows -> [DataTable] in
      guard let title = rows.first?.first, let name = names[title] else { return [] }
      return switch name {
      case "class": [pairs(name, title: say("report.csv.class"), rows, say)]
      case "completion": completionTables(title, Array(rows.dropFirst()), say)
      case "rooms": roomTables(title, Array(rows.dropFirst()), say)
      case "evaluation": evaluationTables(title, Array(rows.dropFirst()), say)
      case "follow-up": followUpTables(title, Array(rows.dropFirst()), say)
      default: [table(name, title, Array(rows.dropFirst()))]
      }
    }
  }

  private static let names: [(title: String, name: String)] = [
    ("report.csv.class", "class"), ("report.attendance", "attendance"),
    ("report.halfDays", "half-days"), ("door.corrections", "corrections"),
    ("completion.title", "completion"), ("report.activities", "activities"),
    ("rooms.title", "rooms"), ("report.replans", "replans"), ("report.items", "items"),
    ("report.choices", "choices"), ("report.texts", "texts"), ("gain.title", "gains"),
    ("report.groups", "groups"), ("report.groupTasks", "group-tasks"),
    ("analysis.kind", "analysis"), ("analysis.choices", "distractors"),
    ("analysis.topics", "topics"), ("analysis.interval", "intervals"),
    ("report.questions", "questions"), ("report.evaluation", "evaluation"),
    ("report.comments", "comments"), ("follow.title", "follow-up"),
    ("report.findings", "findings"),
  ]

  /// - Parameter rows: the head row first; a shorter row is filled.
  private func table(_ name: String, _ title: String, _ rows: [[String]]) -> DataTable {
    let head = rows.first ?? []
    return DataTable(
      name: name, title: title, columns: head.map { DataTable.Column($0) },
      rows: rows.dropFirst().map { row in
        head.indices.map { .text(row.indices.contains($0) ? row[$0] : "") }
      })
  }

  /// Rows of a name and a value.
  private func pairs(
    _ name: String, title: String, _ rows: [[String]], _ say: Wording
  ) -> DataTable {
    let head = [say("table.what"), say("table.value"), say("report.csv.note")]
    return table(
      name, title,
      [head]
        + rows.map { row in
          [row.first ?? "", row.dropFirst().first ?? ""]
            + [row.dropFirst(2).joined(separator: say.comma)]
        })
  }

  private func completionTables(
    _ title: String, _ rows: [[String]], _ say: Wording
  ) -> [DataTable] {
    let head = rows.firstIndex { $0.first == say("report.csv.number") } ?? rows.endIndex
    return [
      pairs("hours", title: title, Array(rows[..<head]), say),
      table("completion", title, Array(rows[head...])),
    ]
  }

  private func roomTables(_ title: String, _ rows: [[String]], _ say: Wording) -> [DataTable] {
    let parts = rows.split(separator: [])
    return [table("rooms", title, parts.first.map(Array.init) ?? [])]
      + parts.dropFirst().map {
        table("room-minutes", say("rooms.report.actual"), Array($0.dropFirst()))
      }
  }

  private func evaluationTables(
    _ title: String, _ rows: [[String]], _ say: Wording
  ) -> [DataTable] {
    let aspects = rows.dropFirst(2).filter { $0.count > 1 }
    return [table("evaluation", title, Array(rows.prefix(2)))]
      + (aspects.isEmpty ? [] : [table("aspects", title, Array(aspects))])
  }

  private func followUpTables(
    _ title: String, _ rows: [[String]], _ say: Wording
  ) -> [DataTable] {
    let counts = zip(rows.first ?? [], rows.dropFirst().first ?? []).map { [$0, $1] }
    let rest = rows.dropFirst(2)
    let signed = rest.filter { $0.count == 4 }.map { Array($0.dropFirst()) }
    let head = [say("report.csv.name"), say("table.outcome"), say("follow.reason")]
    return [pairs("follow-up", title: title, counts + rest.filter { $0.count == 2 }, say)]
      + (signed.isEmpty
        ? [] : [table("follow-up-signed", say("follow.signedTitle"), [head] + signed)])
  }
}
