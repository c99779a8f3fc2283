import Classroom
import Documents
import Identity
import Journal
import Words

/// Two to six classes side by side, by date: what was held, who came, what was understood. Classes of one
/// plan can be laid beside each other; trainers are not: nothing here is put in an order of better and
/// worse.
struct Comparison: Sendable {
  static let fewest = 2
  static let most = 6

  struct Class: Sendable {
    var row: ClassRow
    var topics: [TopicRow]
    var attendance: [AttendanceCount]
    var items: [ItemRow]

    /// What stands over its column.
    func name(_ number: Int) -> String { "\(number)　\(row.date)" }
  }

  /// Oldest first.
  let classes: [Class]

  /// The classes of these ids; those that have not ended, or are trials, are left out.
  init(_ sections: [SectionID], from tables: any ReadTables) async throws {
    var found: [Class] = []
    for section in sections where !found.contains(where: { $0.row.section == section }) {
      guard let row = try await tables.classRow(section), row.isOver, !row.trial else { continue }
      found.append(
        Class(
          row: row, topics: try await tables.topics(of: section),
          attendance: try await tables.attendance(of: section),
          items: try await tables.items(of: section)))
    }
    classes = found.sorted {
      ($0.row.date, $0.row.created, $0.row.section) < ($1.row.date, $1.row.created, $1.row.section)
    }
  }

  private func columns(_ first: String, _ kind: DataTable.Kind) -> [DataTable.Column] {
    [.init(first)] + classes.enumerated().map { .init($1.name($0 + 1), kind) }
  }

  // MARK: - Tables

  func figures(_ say: Wording) -> DataTable {
    func row(_ key: String, _ cell: (Figures) -> DataTable.Cell) -> [DataTable.Cell] {
      [.text(say("yearly.column.\(key)"))] + classes.map { cell($0.row.figures) }
    }
    return DataTable(
      name: "figures", title: say("compare.figures"),
      columns: columns(say("compare.figure"), .number),
      rows: [
        row("expected") { .number($0[.expected]) }, row("came") { .number($0[.came]) },
        row("walkIns") { .number($0[.walkIns]) },
        row("attendanceRate") { .percent($0.attendanceRate) },
        row("late") { .number($0[.late]) }, row("leftEarly") { .number($0[.leftEarly]) },
        row("onLeave") { .number($0[.onLeave]) },
        row("minutesPlanned") { .number($0[.minutesPlanned]) },
        row("minutesActual") { .number($0[.minutesActual]) },
        row("creditEach") { say.hours($0[.creditEach]) },
        row("creditGranted") { say.hours($0[.creditGranted]) },
        row("feeHours") { say.hours($0[.feeHours]) },
        row("completed") { .number($0[.completed]) },
        row("gainMatched") { .number($0[.gainMatched]) },
        row("gain") { .coefficient($0.gain) },
        row("gainInterval") { figures in
          figures.gainInterval.map { .text(say.range(say.gainText($0.low), say.gainText($0.high))) }
            ?? .none
        },
        row("returnRate") { .percent($0.returnRate) }, row("score") { say.score($0) },
        row("questions") { .number($0[.questions]) },
      ], notes: [say("yearly.note.hours"), say("yearly.note.score"), say("compare.note")])
  }

  /// How many of those expected were present at each half-day.
  func halfDays(_ say: Wording) -> DataTable? {
    let halves = Set(classes.flatMap { $0.attendance.map(\.halfDay) }).sorted()
    guard !halves.isEmpty else { return nil }
    let days = (halves.last ?? 0) / 2
    return DataTable(
      name: "half-days", title: say("compare.halfDays"),
      columns: columns(say("compare.halfDay"), .text),
      rows: halves.map { half in
        [.text(say.halfDay(Checkpoint(halfDay: half), days: days))]
          + classes.map { one in
            let listed = one.attendance.filter {
              $0.halfDay == half && $0.enrolment == Enrolment.listed.rawValue
            }
            let expected = listed.reduce(0) { $0 + $1.count }
            guard expected > 0 else { return .none }
            let present = listed.reduce(0) {
              $0 + (HalfDayStanding(rawValue: $1.standing)?.isPresent == true ? $1.count : 0)
            }
            return .text("\(present) / \(expected)")
          }
      }, notes: [say("compare.halfDaysNote")])
  }

  /// Questions that two or more of the classes were asked, with their difficulty in each.
  var shared: [(key: String, kind: String, prompt: String, items: [ItemRow?])] {
    var order: [(key: String, kind: String)] = []
    for item in classes.flatMap(\.items)
    where !order.contains(where: { $0.key == item.key && $0.kind == item.kind }) {
      order.append((item.key, item.kind))
    }
    return order.compactMap { key, kind in
      let items = classes.map { one in
        one.items.first { $0.key == key && $0.kind == kind }
      }
      let known = items.compactMap { $0 }
      return known.count < 2 ? nil : (key, kind, known[0].prompt, items)
    }
  }

  /// Titles that every one of the classes has, and those of each alone.
  func topics(_ say: Wording) -> DataTable {
    var order: [String] = []
    for topic in classes.flatMap(\.topics) where !order.contains(searchFold(topic.title)) {
      order.append(searchFold(topic.title))
    }
    func title(_ key: String) -> String {
      classes.lazy.flatMap(\.topics).first { searchFold($0.title) == key }?.title ?? key
    }
    return DataTable(
      name: "topics", title: say("compare.topics"), columns: columns(say("gain.topic"), .text),
      rows: order.map { key in
        [.text(title(key))]
          + classes.map { one in
            .text(
              one.topics.contains { searchFold($0.title) == key }
                ? say("compare.taught") : "—")
          }
      })
  }

  // MARK: - Charts

  func charts(_ say: Wording) -> [Chart] {
    let names = classes.enumerated().map { "\($0 + 1)　\($1.row.title)" }
    func rows(_ values: (Figures) -> [BarChart.Value]) -> [BarChart.Row] {
      zip(names, classes).map { BarChart.Row($0, values($1.row.figures)) }
    }
    func known(_ value: Double?) -> BarChart.Value {
      value.map { .exact($0) } ?? .untold(said: say("yearly.unknown"))
    }
    func bars(
      _ id: String, _ series: [String], _ measure: ChartMeasure, end: Double? = nil,
      _ values: @escaping (Figures) -> [BarChart.Value]
    ) -> Chart {
      Chart(
        id: "chart-" + id, title: say("compare.chart.\(id)"),
        summary: say("compare.chart.\(id)Said", "\(classes.count)"),
        form: .bars(
          BarChart(
            rowsAre: say("compare.class"), series: series, rows: rows(values), measure: measure,
            end: end)))
    }
    var charts = [
      bars("attendance", [say("yearly.column.attendanceRate")], .share, end: 1) {
        [known($0.attendanceRate)]
      },
      bars(
        "minutes", [say("yearly.column.minutesPlanned"), say("yearly.column.minutesActual")],
        .minutes(unit: say("yearly.minutes"))
      ) {
        [known($0[.minutesPlanned].map(Double.init)), known($0[.minutesActual].map(Double.init))]
      },
    ]
    if classes.contains(where: { $0.row.figures.score != nil }) {
      charts.append(
        bars("score", [say("yearly.column.score")], .decimal(unit: say("yearly.points")), end: 100)
        { figures in
          guard let score = figures.score else { return [.untold(said: say("yearly.untold"))] }
          return [.between(score, said: say.points(score))]
        })
    }
    return charts
  }
}
