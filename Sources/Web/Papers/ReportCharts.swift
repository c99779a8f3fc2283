import Classroom
import Documents
import Foundation
import Identity
import Words

/// The charts of a record: attendance through the day, planned against actual time, item results, the
/// gain by topic, ratings by aspect. Each shows what a table of the record says.
extension SectionRecord {
  /// Those that have something to show.
  func charts(_ say: Wording) -> [Chart] {
    [
      attendanceChart(say), plannedChart(say), itemChart(say), gainChart(say), ratingChart(say),
    ].compactMap { $0 }
  }

  func attendanceChart(_ say: Wording) -> Chart? {
    let curve = attendance(every: report.halfDays.count > 2 ? 30 : 10)
    let samples = curve.halfDays.flatMap(\.samples)
    guard samples.count > 1 else { return nil }
    let isLong = days > 1
    var points: [LineChart.Point] = []
    var values: [Double?] = []
    var at = 0.0
    for half in curve.halfDays {
      let from = half.samples[0].time
      if !points.isEmpty {
        // A gap that is as wide between two days as at noon.
        points.append(.init("", at: at + 1))
        values.append(nil)
        at += 45
      }
      for sample in half.samples {
        let name =
          (isLong ? say.halfDay(half.checkpoint, days: days) + " " : "")
          + clock(sample.time).suffix(5)
        points.append(
          .init(name, at: at + Double(sample.time.seconds(since: from)) / 60))
        values.append(Double(sample.present))
      }
      at = points.last?.at ?? at
    }
    return Chart(
      id: "chart-attendance", title: say("chart.attendance.title"),
      summary: say(
        "chart.attendance.summary", "\(samples.map(\.present).max() ?? 0)", "\(expected)"),
      form: .lines(
        LineChart(
          pointsAre: say("chart.clock"), points: points,
          series: [.init(say("chart.inTheRoom"), values)],
          measure: .count(unit: say("chart.people")), course: .stepped)))
  }

  func plannedChart(_ say: Wording) -> Chart? {
    let drawn = report.activities.filter { $0.kind != .lunch }
    guard report.phase != .planned, !drawn.isEmpty else { return nil }
    let teaching = drawn.filter(\.teaching)
    return Chart(
      id: "chart-time", title: say("chart.time.title"),
      summary: say(
        "chart.time.summary", "\(teaching.reduce(0) { $0 + $1.plannedMinutes })",
        "\(teaching.reduce(0) { $0 + $1.actualMinutes })"),
      form: .planned(
        PlannedChart(
          rowsAre: say("report.csv.activity"), plannedWord: say("report.planned"),
          actualWord: say("report.actual"), overWord: say("report.over"),
          skippedWord: say("report.skipped"),
          rows: drawn.map {
            .init(
              title($0, say), planned: Double($0.plannedMinutes),
              actual: $0.reached ? Double($0.actualMinutes) : nil)
          }, measure: .minutes(unit: say("chart.minutes")))))
  }

  /// The share right of each question that has a right answer and was asked.
  func itemChart(_ say: Wording) -> Chart? {
    let items = report.items.enumerated().filter {
      $0.element.phase != .waiting && $0.element.shareCorrect != nil
    }
    guard !items.isEmpty else { return nil }
    func before(_ item: SectionReport.Item) -> Double? {
      guard let right = item.correctBefore, let all = item.answersBefore, all > 0 else {
        return nil
      }
      return Double(right) / Double(all)
    }
    let hasRounds = items.contains { before($0.element) != nil }
    let best = items.max { ($0.element.shareCorrect ?? 0) < ($1.element.shareCorrect ?? 0) }
    let worst = items.min { ($0.element.shareCorrect ?? 0) < ($1.element.shareCorrect ?? 0) }
    return Chart(
      id: "chart-items", title: say("chart.items.title"),
      summary: say(
        "chart.items.summary", "\(items.count)", say.percent(worst?.element.shareCorrect ?? 0),
        say.percent(best?.element.shareCorrect ?? 0)),
      form: .bars(
        BarChart(
          rowsAre: say("report.csv.prompt"),
          series: hasRounds
            ? [say("chart.firstRound"), say("report.csv.share")] : [say("report.csv.share")],
          rows: items.map { number, item in
            let share = BarChart.Value.exact(item.shareCorrect ?? 0)
            let first: [BarChart.Value] =
              hasRounds
              ? [before(item).map { .exact($0) } ?? .untold(said: say("chart.oneRound"))] : []
            return .init("\(number + 1)  " + item.prompt, first + [share])
          }, measure: .share, end: 1)))
  }

  func gainChart(_ say: Wording) -> Chart? {
    guard let gain = report.gain else { return nil }
    let rows = gain.topics + [gain.whole]
    return Chart(
      id: "chart-gain", title: say("chart.gain.title"),
      summary: say(
        "chart.gain.summary", gain.whole.before.map(say.percent) ?? "—",
        gain.whole.after.map(say.percent) ?? "—"),
      form: .bars(
        BarChart(
          rowsAre: say("gain.topic"), series: [say("gain.before"), say("gain.after")],
          rows: rows.map { row in
            func value(_ share: Double?) -> BarChart.Value {
              share.map { .exact($0) } ?? .untold(said: say("gain.tooFew"))
            }
            return .init(
              row.heading.map(say.label) ?? say("gain.whole"),
              [value(row.before), value(row.after)])
          }, measure: .share, end: 1)))
  }

  /// The points of each aspect as a share of what it could have; `nil` where no grades are told apart.
  func ratingChart(_ say: Wording) -> Chart? {
    let evaluation = report.evaluation
    guard let score = evaluation.score, !evaluation.aspects.isEmpty else { return nil }
    return Chart(
      id: "chart-ratings", title: say("chart.ratings.title"),
      summary: say("chart.ratings.summary", say.points(score), "\(evaluation.returned)"),
      form: .bars(
        BarChart(
          rowsAre: say("report.csv.aspect"), series: [say("rate.score")],
          rows: evaluation.aspects.map { aspect in
            let exact = aspect.score.upperBound - aspect.score.lowerBound < 1e-6
            return .init(
              say.aspect(aspect.line),
              [
                exact
                  ? .exact(aspect.score.upperBound)
                  : .between(aspect.score, said: say.points(aspect.score))
              ])
          }, measure: .decimal(unit: say("chart.points")),
          end: Double(evaluation.aspects.map(\.line.points).max() ?? 0))))
  }
}
