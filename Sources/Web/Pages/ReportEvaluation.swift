import Classroom
import Documents
import Words

/// What people thought, in the report and its files. Nothing here knows more than `Disclosure` says.
extension SectionRecord {
  func evaluationModel(_ say: Wording) -> [String: Any] {
    let evaluation = report.evaluation
    var model: [String: Any] = ["none": evaluation.phase == .waiting]
    guard evaluation.phase != .waiting else { return model }
    model["rate"] = evaluation.returnRate.map { say.percent($0) } ?? "—"
    model["returned"] = say("report.returned", "\(evaluation.returned)", "\(evaluation.present)")
    model["target"] = target(say)
    if evaluation.ballots == nil { model["waiting"] = true }
    if evaluationIsWithheld { model["withheld"] = true }
    guard !evaluation.aspects.isEmpty else { return model }
    if let score = evaluation.score {
      model["table"] = [
        "score": say.points(score), "how": how(say),
        "grades": Grade.allCases.map { say("grade.\($0.token)") },
        "aspects": evaluation.aspects.map { row($0, say) },
      ]
    } else {
      model["untold"] = true
    }
    model["hasTexts"] = !evaluation.texts.isEmpty
    model["texts"] = evaluation.texts
    model["question"] = say.openQuestion(evaluation.form) ?? ""
    return model
  }

  /// `目标 80%，已达到`
  private func target(_ say: Wording) -> String {
    let evaluation = report.evaluation
    return say(
      evaluation.reachesTarget ? "rate.targetReached" : "rate.targetMissed",
      "\(evaluation.form.target)%")
  }

  /// How the points come about.
  private func how(_ say: Wording) -> String {
    let percents = report.evaluation.form.percents
    return say(
      "rate.how",
      zip(Grade.allCases, percents).map { say("grade.\($0.token)") + " \($1)%" }
        .joined(separator: say.comma))
  }

  private func row(
    _ aspect: SectionReport.Evaluation.AspectResult, _ say: Wording
  ) -> [String: Any] {
    let disclosure = aspect.disclosure
    let total = max(1, disclosure.ballots)
    var x = 0
    return [
      "name": say.aspect(aspect.line), "points": aspect.line.points,
      "satisfied": say.percent(aspect.satisfied, of: disclosure.ballots),
      "score": say.points(aspect.score),
      "label": disclosure.items.map { say.grades($0.classes) + " " + count($0, aspect, say) }
        .joined(separator: say.comma),
      "cells": disclosure.items.map { item -> [String: Any] in
        var cell: [String: Any] = [
          "span": item.classes.count, "count": count(item, aspect, say), "few": item.isFew,
        ]
        if item.classes.count > 1 { cell["joint"] = say("rate.together") }
        return cell
      },
      // What is surely there; the rest of the bar is not told.
      "parts": disclosure.items.compactMap { item -> [String: Any]? in
        let width = disclosure.ballots(of: item).lowerBound * 1000 / total
        guard width > 0, item.classes.count == 1 else { return nil }
        defer { x += width }
        return ["x": x, "width": width, "shade": item.first + 1]
      },
    ]
  }

  private func count(
    _ item: Disclosure.Item, _ aspect: SectionReport.Evaluation.AspectResult, _ say: Wording
  ) -> String {
    item.isFew ? say("rate.few") : say.range(aspect.disclosure.ballots(of: item))
  }

  /// The return, then a row an aspect, a column a grade; grades that are counted together stand in the
  /// first of theirs.
  func evaluationTables(_ say: Wording) -> [DataTable] {
    let evaluation = report.evaluation
    var returned = DataTable(
      name: "evaluation", title: say("report.evaluation"),
      columns: [
        say.column("report.csv.returned", .number), say.column("report.csv.present", .number),
        say.column("report.csv.rate", .percent), say.column("rate.target"),
        say.column("rate.scoreOf", .decimal),
      ],
      rows: [
        [
          .number(evaluation.returned), .number(evaluation.present),
          .percent(evaluation.returnRate), .text(target(say)),
          evaluation.score.map { pointsCell($0, say) } ?? .none,
        ]
      ])
    if evaluationIsWithheld { returned.notes = [say("report.withheld")] }
    guard !evaluation.aspects.isEmpty else { return [returned] }
    guard evaluation.score != nil else {
      returned.notes = [say("rate.untold")]
      return [returned]
    }
    return [returned, aspectTable(say)]
  }

  private func aspectTable(_ say: Wording) -> DataTable {
    DataTable(
      name: "aspects", title: say("report.aspects"),
      columns: [say.column("report.csv.aspect")]
        + Grade.allCases.map { say.column("grade.\($0.token)", .number) }
        + [
          say.column("report.csv.satisfied", .percent), say.column("rate.score", .decimal),
          say.column("rate.points", .number),
        ],
      rows: report.evaluation.aspects.map { aspect in
        let ballots = aspect.disclosure.ballots
        let satisfied = aspect.satisfied
        return [.text(say.aspect(aspect.line))]
          + aspect.disclosure.items.flatMap { gradeCells($0, aspect, say) }
          + [
            satisfied.lowerBound == satisfied.upperBound && ballots > 0
              ? .percent(Double(satisfied.lowerBound) / Double(ballots))
              : .text(say.percent(satisfied, of: ballots)),
            pointsCell(aspect.score, say), .number(aspect.line.points),
          ]
      }, notes: [how(say)])
  }

  private func gradeCells(
    _ item: Disclosure.Item, _ aspect: SectionReport.Evaluation.AspectResult, _ say: Wording
  ) -> [DataTable.Cell] {
    let text = count(item, aspect, say)
    guard item.classes.count == 1 else {
      return [.text(say("rate.together") + " " + text)]
        + Array(repeating: .none, count: item.classes.count - 1)
    }
    let told = aspect.disclosure.ballots(of: item)
    return [
      !item.isFew && told.lowerBound == told.upperBound ? .number(told.lowerBound) : .text(text)
    ]
  }

  /// A number where it is known, else from which to which.
  func pointsCell(_ range: ClosedRange<Double>, _ say: Wording) -> DataTable.Cell {
    range.upperBound - range.lowerBound < 1e-6
      ? .decimal(range.upperBound) : .text(say.points(range))
  }
}
