import Classroom
import Documents
import Foundation
import Journal
import Words

/// A year of classes 年度汇总: what was held, who came, what was understood and thought, by month and by
/// quarter. Made of what each class may publish by itself; no person and no trainer is in it.
public struct YearSummary: Sendable {
  public let year: Int
  /// Months with classes, in order.
  let months: [MonthSum]
  /// Those of the year before, for comparison.
  let before: [MonthSum]

  /// - Throws: `EventLogError`.
  public init(year: Int, from tables: any ReadTables) async throws {
    self.init(
      year: year, months: try await tables.months(of: year),
      before: try await tables.months(of: year - 1))
  }

  init(year: Int, months: [MonthSum], before: [MonthSum]) {
    self.year = year
    self.months = months
    self.before = before
  }

  public var isEmpty: Bool { months.isEmpty }

  /// Several months together.
  struct Sum: Sendable {
    var classes = 0
    var figures = Figures()

    init(_ months: some Sequence<MonthSum>) {
      for month in months {
        classes += month.classes
        figures = figures + month.figures
      }
    }
  }

  var whole: Sum { Sum(months) }
  var wholeBefore: Sum { Sum(before) }

  func quarter(_ quarter: Int) -> Sum { Sum(months.filter { ($0.month - 1) / 3 + 1 == quarter }) }

  // MARK: - Tables

  private typealias Column = (key: String, kind: DataTable.Kind, cell: (Sum) -> DataTable.Cell)

  /// A row for each month with classes, and one for its quarter behind the last of them; the year last.
  private func table(_ name: String, _ say: Wording, _ columns: [Column]) -> DataTable {
    func cells(_ name: String, _ sum: Sum) -> [DataTable.Cell] {
      [.text(name)] + columns.map { $0.cell(sum) }
    }
    var rows: [[DataTable.Cell]] = []
    for quarter in 1...4 {
      let own = months.filter { ($0.month - 1) / 3 + 1 == quarter }
      for month in own { rows.append(cells(say("yearly.monthName.\(month.month)"), Sum([month]))) }
      if !own.isEmpty {
        rows.append(cells(say("yearly.quarter.\(quarter)"), self.quarter(quarter)))
      }
    }
    return DataTable(
      name: name, title: say("yearly.table.\(name)"),
      columns: [.init(say("yearly.period"))]
        + columns.map { .init(say("yearly.column.\($0.key)"), $0.kind) },
      rows: rows, totals: cells(say("yearly.whole"), whole),
      notes: [say("yearly.note.\(name)")])
  }

  /// Attendance, the three numbers of hours, and what came of it.
  func tables(_ say: Wording) -> [DataTable] {
    func number(_ key: String, _ figure: Figure) -> Column {
      (key, .number, { .number($0.figures[figure]) })
    }
    let classes: Column = ("classes", .number, { .number($0.classes) })
    return [
      table(
        "attendance", say,
        [
          classes, number("expected", .expected), number("came", .came),
          number("walkIns", .walkIns), number("places", .places), number("filled", .filled),
          ("attendanceRate", .percent, { .percent($0.figures.attendanceRate) }),
          number("late", .late), number("leftEarly", .leftEarly), number("onLeave", .onLeave),
        ]),
      table(
        "hours", say,
        [
          classes, ("minutesPlanned", .minutes, { .number($0.figures[.minutesPlanned]) }),
          ("minutesActual", .minutes, { .number($0.figures[.minutesActual]) }),
          number("creditClasses", .creditClasses),
          ("creditGranted", .hours, { say.hours($0.figures[.creditGranted]) }),
          number("feeClasses", .feeClasses),
          ("feeHours", .hours, { say.hours($0.figures[.feeHours]) }),
          number("completed", .completed),
        ]),
      table(
        "outcome", say,
        [
          classes, number("gainClasses", .gainClasses), number("gainMatched", .gainMatched),
          ("gain", .coefficient, { .coefficient($0.figures.gain) }),
          number("returned", .returned), number("presentAtRating", .present),
          ("returnRate", .percent, { .percent($0.figures.returnRate) }),
          number("toldClasses", .toldClasses), ("score", .text, { say.score($0.figures) }),
          number("questions", .questions),
        ]),
    ]
  }

  public func csv(in language: Language) -> [UInt8] {
    Documents.csv(tables(Wording(language: language)))
  }

  public func workbook(in language: Language) throws(PaperProblem) -> [UInt8] {
    try .workbook(of: tables(Wording(language: language)))
  }

  public func json() -> [UInt8] {
    func value(_ name: String, _ number: Int, _ sum: Sum) -> JSONValue {
      [name: .number(number), "classes": .number(sum.classes), "figures": sum.figures.json]
    }
    let quarters = (1...4).map { ($0, quarter($0)) }.filter { $0.1.classes > 0 }
    return JSONValue.object([
      "year": .number(year), "classes": .number(whole.classes), "figures": whole.figures.json,
      "months": .array(months.map { value("month", $0.month, Sum([$0])) }),
      "quarters": .array(quarters.map { value("quarter", $0.0, $0.1) }),
      "yearBefore": before.isEmpty ? .null : value("year", year - 1, wholeBefore),
    ]).bytes
  }

  // MARK: - Charts

  func charts(_ say: Wording) -> [(chart: Chart, table: String)] {
    guard !months.isEmpty else { return [] }
    let first = min(months[0].month, before.first?.month ?? 12)
    let last = max(months[months.count - 1].month, before.last?.month ?? 1)
    let shown = Array(first...last)
    let names = shown.map { say("yearly.monthName.\($0)") }
    func figures(_ all: [MonthSum], _ month: Int) -> Figures? {
      all.first { $0.month == month }?.figures
    }
    func chart(_ id: String, _ table: String, _ form: Chart.Form) -> (chart: Chart, table: String) {
      (
        Chart(
          id: "chart-" + id, title: say("yearly.chart.\(id)", "\(year)"),
          summary: say("yearly.chart.\(id)Said", "\(year)", "\(months.count)"), form: form), table
      )
    }
    func bars(
      _ series: [(String, (Int) -> Double?)], _ measure: ChartMeasure
    ) -> Chart.Form {
      .bars(
        BarChart(
          rowsAre: say("yearly.period"), series: series.map(\.0),
          rows: zip(shown, names).map { month, name in
            BarChart.Row(name, series.map { .exact($0.1(month) ?? 0) })
          }, measure: measure))
    }
    func lines(_ series: [(String, (Int) -> Double?)]) -> Chart.Form {
      .lines(
        LineChart(
          pointsAre: say("yearly.period"),
          points: zip(shown, names).map { LineChart.Point($1, at: Double($0)) },
          series: series.map { one in LineChart.Series(one.0, shown.map { one.1($0) }) },
          measure: .share, end: 1))
    }
    func came(_ all: [MonthSum]) -> (Int) -> Double? {
      { figures(all, $0).map { Double(($0[.came] ?? 0) + ($0[.walkIns] ?? 0)) } }
    }
    var people = [(say("yearly.ofYear", "\(year)"), came(months))]
    if !before.isEmpty { people.append((say("yearly.ofYear", "\(year - 1)"), came(before))) }
    var charts = [
      chart("people", "attendance", bars(people, .count(unit: say("yearly.people")))),
      chart(
        "rates", "attendance",
        lines([
          (say("yearly.column.attendanceRate"), { figures(months, $0)?.attendanceRate }),
          (say("yearly.column.returnRate"), { figures(months, $0)?.returnRate }),
        ])),
      chart(
        "minutes", "hours",
        bars(
          [
            (
              say("yearly.column.minutesPlanned"),
              { figures(months, $0)?[.minutesPlanned].map(Double.init) }
            ),
            (
              say("yearly.column.minutesActual"),
              { figures(months, $0)?[.minutesActual].map(Double.init) }
            ),
          ], .minutes(unit: say("yearly.minutes")))),
    ]
    if months.contains(where: { $0.figures.gain != nil }) {
      charts.append(
        chart(
          "gain", "outcome",
          lines([(say("yearly.column.gain"), { figures(months, $0)?.gain })])))
    }
    if months.contains(where: { $0.figures.score != nil }) {
      charts.append(chart("score", "outcome", scores(shown, names, say)))
    }
    return charts
  }

  /// What may be told is a span; it is drawn as one.
  private func scores(_ shown: [Int], _ names: [String], _ say: Wording) -> Chart.Form {
    .bars(
      BarChart(
        rowsAre: say("yearly.period"), series: [say("yearly.column.score")],
        rows: zip(shown, names).map { month, name in
          let score = months.first { $0.month == month }?.figures.score
          return BarChart.Row(
            name,
            [
              score.map { .between($0, said: say.points($0)) }
                ?? .untold(said: say("yearly.untold"))
            ])
        }, measure: .decimal(unit: say("yearly.points")), end: 100))
  }

  // MARK: - The page

  /// The year as a file that stands alone.
  public func file(_ renderer: Renderer, in language: Language) -> String {
    var model = page(in: language)
    model["styles"] = ["look.css", "papers.css", "charts.css", "years.css"].map {
      String(decoding: Assets.all["Web/Public/" + $0] ?? [], as: UTF8.self)
    }.joined(separator: "\n")
    return renderer.render("year-file", model, in: language)
  }

  /// What the template `year-body` shows.
  func page(in language: Language) -> [String: Any] {
    let say = Wording(language: language)
    let charts = charts(say)
    return [
      "pageTitle": say("yearly.title", "\(year)"), "title": say("yearly.title", "\(year)"),
      "none": isEmpty, "some": !isEmpty, "figures": figures(say),
      "parts": tables(say).map { table -> [String: Any] in
        [
          "id": table.name, "title": table.title,
          "charts": charts.filter { $0.table == table.name }.map {
            $0.chart.model(elsewhere: table.name)
          },
          // Not "table": a chart would take it for its own.
          "grid": table.pageModel,
        ]
      },
    ]
  }

  /// The numbers of the year, and those of the year before beneath.
  private func figures(_ say: Wording) -> [[String: Any]] {
    let (now, past) = (whole, wholeBefore)
    func figure(
      _ key: String, _ value: (Sum) -> DataTable.Cell
    ) -> [String: Any] {
      let shown = value(now).shown
      var model: [String: Any] = [
        "name": say("yearly.column.\(key)"), "value": shown.isEmpty ? "—" : shown,
      ]
      let earlier = value(past).shown
      if !before.isEmpty, !earlier.isEmpty {
        model["before"] = say("yearly.before", "\(year - 1)", earlier)
      }
      return model
    }
    return [
      figure("classes") { .number($0.classes) },
      figure("people") { .number(($0.figures[.came] ?? 0) + ($0.figures[.walkIns] ?? 0)) },
      figure("attendanceRate") { .percent($0.figures.attendanceRate) },
      figure("minutesActual") { .number($0.figures[.minutesActual]) },
      figure("creditGranted") { say.hours($0.figures[.creditGranted]) },
      figure("feeHours") { say.hours($0.figures[.feeHours]) },
      figure("completed") { .number($0.figures[.completed]) },
      figure("gain") { .coefficient($0.figures.gain) },
      figure("returnRate") { .percent($0.figures.returnRate) },
      figure("score") { say.score($0.figures) },
    ]
  }
}

/// All years with classes, one beside the other.
struct YearList: Sendable {
  let years: [(year: Int, sum: YearSummary.Sum)]

  /// How many years are laid beside each other.
  static let most = 12

  /// Newest first.
  init(from tables: any ReadTables) async throws {
    var found: [(year: Int, sum: YearSummary.Sum)] = []
    for year in try await tables.years().prefix(Self.most) {
      found.append((year.year, YearSummary.Sum(try await tables.months(of: year.year))))
    }
    years = found
  }

  func chart(_ say: Wording) -> Chart? {
    guard years.count > 1 else { return nil }
    return Chart(
      id: "chart-years", title: say("yearly.chart.years"),
      summary: say("yearly.chart.yearsSaid", "\(years.count)"),
      form: .bars(
        BarChart(
          rowsAre: say("yearly.year"), series: [say("yearly.column.people")],
          rows: years.reversed().map { one in
            BarChart.Row(
              "\(one.year)",
              [
                .exact(
                  Double((one.sum.figures[.came] ?? 0) + (one.sum.figures[.walkIns] ?? 0)))
              ])
          }, measure: .count(unit: say("yearly.people")))))
  }
}
