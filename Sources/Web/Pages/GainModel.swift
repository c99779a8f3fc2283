import Classroom
import Documents
import Words

extension Wording {
  /// The table of gains for the console and the report: a row for each topic, and the whole.
  func gainModel(_ gain: LearningGain) -> [String: Any] {
    let shown =
      gain.topics.count == 1 && gain.topics[0].items == gain.whole.items
      ? gain.topics : gain.topics + [gain.whole]
    return ["rows": shown.map { gainRow($0) }]
  }

  /// - Parameter interval: Of the gain, in words; where the table has none, `nil`.
  func gainRow(_ row: LearningGain.Row, interval: String? = nil) -> [String: Any] {
    var model: [String: Any] = [
      "name": row.heading.map(label) ?? self("gain.whole"), "items": row.items,
      "matched": row.matched,
    ]
    if let before = row.before, let after = row.after {
      var values = [
        "before": percent(before), "after": percent(after), "gain": gainText(row.gain),
      ]
      values["interval"] = interval
      model["values"] = values
    }
    return model
  }

  /// `0.43`, rounded as in every table, or a dash where there was nothing to gain.
  func gainText(_ gain: Double?) -> String {
    gain.map { DataTable.Cell.coefficient($0).shown.replacing("-", with: "−") } ?? "—"
  }
}
