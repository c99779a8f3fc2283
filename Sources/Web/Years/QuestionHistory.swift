import Classroom
import Documents
import Identity
import Journal
import Words

/// One question in all the classes that were asked it: how difficult it was, how well it told the able
/// from the others, and what was chosen. About the question, never about a class's people.
struct QuestionHistory: Sendable {
  /// How many askings are listed.
  static let limit = 60

  let history: AskingPage

  var newest: Asking? { history.rows.last }

  private func kind(_ kind: String, _ say: Wording) -> String { say.opening(say("kind.\(kind)")) }

  /// Letters of the choices, as the newest asking has them.
  var choices: [ItemRow.Choice] { newest?.item.choices ?? [] }

  /// A row an asking; the class's name is a link on the page.
  func table(_ say: Wording) -> DataTable {
    DataTable(
      name: "askings", title: say("history.askings"),
      columns: [
        .init(say("yearly.column.date"), .date), .init(say("compare.class")),
        .init(say("report.csv.kind")), .init(say("analysis.answers"), .number),
        .init(say("analysis.difficulty"), .percent),
        .init(say("analysis.discrimination"), .coefficient),
      ] + choices.map { .init($0.letter, .percent) },
      rows: history.rows.map { asking in
        let item = asking.item
        return [
          .init(date: asking.row.date), .text(asking.row.title), .text(kind(item.kind, say)),
          .number(item.answers), .percent(item.difficulty), .coefficient(item.discrimination),
        ]
          + choices.map { choice in
            let count = item.choices.first { $0.letter == choice.letter }?.count
            return .percent(
              count.flatMap { item.answers > 0 ? Double($0) / Double(item.answers) : nil })
          }
      })
  }

  /// The line of each kind over the classes, by date; `nil` for a single class.
  func chart(_ say: Wording) -> Chart? {
    var classes: [(section: SectionID, date: String, items: [ItemRow])] = []
    for asking in history.rows {
      if classes.last?.section == asking.row.section {
        classes[classes.count - 1].items.append(asking.item)
      } else {
        classes.append((asking.row.section, asking.row.date, [asking.item]))
      }
    }
    guard classes.count > 1 else { return nil }
    var kinds: [String] = []
    for kind in history.rows.map(\.item.kind) where !kinds.contains(kind) { kinds.append(kind) }
    return Chart(
      id: "chart-difficulty", title: say("history.chart"),
      summary: say("history.chartSaid", "\(classes.count)"),
      form: .lines(
        LineChart(
          pointsAre: say("yearly.column.date"),
          points: classes.enumerated().map { .init($1.date, at: Double($0)) },
          series: kinds.prefix(4).map { one in
            LineChart.Series(
              kind(one, say),
              classes.map { $0.items.first { $0.kind == one }?.difficulty })
          },
          measure: .share, end: 1)))
  }
}
