import Classroom
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

  /// A row an aspect, a column a grade; grades that are counted together stand in the first of theirs.
  func evaluationRows(_ say: Wording) -> [[String]] {
    let evaluation = report.evaluation
    let rows = [
      [say("report.evaluation")],
      [
        say("report.csv.returned"), say("report.csv.present"), say("report.csv.rate"),
        say("rate.target"), say("rate.scoreOf"),
      ],
      [
        "\(evaluation.returned)", "\(evaluation.present)",
        evaluation.returnRate.map(say.percent) ?? "", target(say),
        evaluation.score.map(say.points) ?? "",
      ],
    ]
    if evaluationIsWithheld { return rows + [[say("report.withheld")]] }
    if evaluation.aspects.isEmpty { return rows }
    guard evaluation.score != nil else { return rows + [[say("rate.untold")]] }
    return rows
      + [
        [say("report.csv.aspect")] + Grade.allCases.map { say("grade.\($0.token)") }
          + [say("report.csv.satisfied"), say("rate.score"), say("rate.points")]
      ]
      + evaluation.aspects.map { aspect in
        [say.aspect(aspect.line)]
          + aspect.disclosure.items.flatMap { item -> [String] in
            let text = count(item, aspect, say)
            guard item.classes.count > 1 else { return [text] }
            return [say("rate.together") + " " + text]
              + Array(repeating: "", count: item.classes.count - 1)
          }
          + [
            say.percent(aspect.satisfied, of: aspect.disclosure.ballots), say.points(aspect.score),
            "\(aspect.line.points)",
          ]
      }
      + [[how(say)]]
  }
}
