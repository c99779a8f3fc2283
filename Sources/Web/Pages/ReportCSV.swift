import Classroom
import Documents
import Identity
import Words

extension SectionRecord {
  /// The record for a spreadsheet: tables under one another, each with a title and a head row, a
  /// blank row between them.
  public func csv(in language: Language) -> [UInt8] {
    Documents.csv(Array(rowTables(Wording(language: language)).joined(separator: [[]])))
  }

  /// The same tables apart: a title, a head row, the rows.
  func rowTables(_ say: Wording) -> [[[String]]] {
    ([

      heading(say), attendance(say), halfDays(say), corrections(say), completionRows(say),
      activities(say),
      roomRows(say), replans(say), items(say), choices(say), texts(say), gains(say),
      groupsCSV(say), groupTasksCSV(say),
    ] + analysisTables(say) + [
      questions(say), evaluationRows(say), comments(say), followUpRows(say), findings(say),
    ]).filter { !$0.isEmpty }
  }

  private func heading(_ say: Wording) -> [[String]] {
    let profile = report.profile
    var rows = [
      [say("report.csv.class"), profile.title],
      [say("report.csv.id"), profile.id.rawValue],
      [say("report.csv.date"), profile.date],
      [say("report.csv.room"), profile.room],
      [say("report.csv.trainer"), trainer ?? ""],
    ]
    if profile.trial { rows.append([say("report.trial")]) }
    return rows
  }

  private func attendance(_ say: Wording) -> [[String]] {
    let head = ["number", "name", "unit", "group", "status", "in", "out", "note"]
    let halves = opened.map { say.halfDay($0.checkpoint, days: days) }
    return [[say("report.attendance")], head.map { say("report.csv.\($0)") } + halves]
      + report.attendance.enumerated().map { index, attendee in
        let entry = entry(attendee.person)
        let notes = [
          attendee.witness == .desk ? say("report.lateEntry") : nil,
          enrolment(attendee, say), room(attendee, say),
        ].compactMap { $0 }
        return [
          "\(index + 1)", name(attendee.person) ?? say("report.erased"), entry?.unit ?? "",
          attendee.group, say("report.status.\(attendee.standing.rawValue)"),
          attendee.timeIn.map(dateAndTime) ?? "", attendee.timeOut.map(dateAndTime) ?? "",
          notes.joined(separator: say.comma),
        ]
          + zip(report.halfDays, attendee.standings).filter { $0.0.opened != nil }
          .map { say("standing.\($0.1.rawValue)") }
      }
  }

  private func halfDays(_ say: Wording) -> [[String]] {
    let head = [
      "half", "expected", "present", "late", "leftEarly", "onLeave", "missing", "walkIns",
    ]
    return [[say("report.halfDays")], head.map { say("report.half.\($0)") }]
      + opened.map { half in
        let count = half.count
        return [say.halfDay(half.checkpoint, days: days)]
          + [
            count.expected, count.present, count.late, count.leftEarly, count.onLeave,
            count.missing, count.walkIns,
          ].map(String.init)
      }
  }

  private func corrections(_ say: Wording) -> [[String]] {
    guard !report.corrections.isEmpty else { return [] }
    let head = ["half", "from", "to", "reason", "by", "time"].map { say("report.half.\($0)") }
    return [[say("door.corrections")], [say("report.csv.name")] + head]
      + report.corrections.map { correction in
        let half = report.halfDays.first { $0.checkpoint.id == correction.checkpoint }
        return [
          name(correction.person) ?? say("report.erased"),
          half.map { say.halfDay($0.checkpoint, days: days) } ?? "",
          say("standing.\(correction.from.rawValue)"), say("standing.\(correction.to.rawValue)"),
          correction.reason, author(correction.by, say), dateAndTime(correction.time),
        ]
      }
  }

  private func activities(_ say: Wording) -> [[String]] {
    let head = [
      "day", "start", "heading", "activity", "kind", "planned", "replanned", "actual", "asked",
    ]
    return [[say("report.activities")], head.map { say("report.csv.\($0)") }]
      + zip(report.activities, starts).map { activity, start in
        [
          "\(activity.day)", clockText(start), activity.unit.map(say.label) ?? "",
          say.title(
            activity.kind, form: activity.form, own: activity.title, unit: activity.unit,
            topic: activity.topic, part: activity.part, parts: activity.parts),
          say.kind(activity.kind, form: activity.form), "\(activity.plannedMinutes)",
          activity.replannedMinutes.map { "\($0)" } ?? "",
          activity.reached ? "\(activity.actualMinutes)" : "",
          activity.askedMinutes > 0 ? "\(activity.askedMinutes)" : "",
        ]
      }
  }

  /// Every timetable that was accepted on the way, a row a stretch.
  private func replans(_ say: Wording) -> [[String]] {
    let rows = report.replans.flatMap { replan in
      replan.slots.compactMap { slot -> [String]? in
        guard let activity = report.activities.first(where: { $0.segment == slot.segment }) else {
          return nil
        }
        return [
          dateAndTime(replan.at), clockText(slot.start),
          say.title(
            activity.kind, form: activity.form, own: activity.title, unit: activity.unit,
            topic: activity.topic, part: activity.part, parts: activity.parts),
          "\(activity.plannedMinutes)", "\(slot.minutes)",
        ]
      }
    }
    let head = ["accepted", "start", "activity", "planned", "replanned"]
    return rows.isEmpty
      ? [] : [[say("report.replans")], head.map { say("report.csv.\($0)") }] + rows
  }

  private func items(_ say: Wording) -> [[String]] {
    let head = [
      "number", "kind", "prompt", "state", "answers", "hands", "sheets", "correct", "share",
      "mean", "answer", "before",
    ]
    return [[say("report.items")], head.map { say("report.csv.\($0)") }]
      + report.items.enumerated().map { index, item in
        [
          "\(index + 1)", say("kind.\(item.kind.rawValue)"), item.prompt,
          say(withheld(item) ? "report.withheldShort" : "report.item.\(item.phase.rawValue)"),
          "\(item.answers)",
          item.hands.isEmpty ? "" : item.hands.map { "\($0)" }.joined(separator: " "),
          item.sheets > 0 ? "\(item.sheets)" : "", item.correct.map { "\($0)" } ?? "",
          item.shareCorrect.map(say.percent) ?? "", item.mean.map(say.decimal) ?? "",
          item.answer ?? "", item.correctBefore.map { "\($0) / \(item.answersBefore ?? 0)" } ?? "",
        ]
      }
  }

  private func choices(_ say: Wording) -> [[String]] {
    let head = ["number", "letter", "choice", "count", "right"]
    let rows = report.items.enumerated().flatMap { index, item in
      item.choices.map { choice in
        [
          "\(index + 1)", choice.letter, choice.text, choice.count.map { "\($0)" } ?? "",
          choice.right ? say("report.csv.yes") : "",
        ]
      }
    }
    return rows.isEmpty
      ? [] : [[say("report.choices")], head.map { say("report.csv.\($0)") }] + rows
  }

  private func texts(_ say: Wording) -> [[String]] {
    let rows = report.items.enumerated().flatMap { index, item in
      item.texts.map { ["\(index + 1)", $0] }
    }
    return rows.isEmpty
      ? []
      : [[say("report.texts")], [say("report.csv.number"), say("report.csv.text")]] + rows
  }

  private func gains(_ say: Wording) -> [[String]] {
    guard let gain = report.gain else { return [] }
    let head = ["topic", "items", "matched", "before", "after", "gain"]
    return [[say("gain.title")], head.map { say("gain.\($0)") }]
      + (gain.topics + [gain.whole]).map { row in
        [row.heading.map(say.label) ?? say("gain.whole"), "\(row.items)", "\(row.matched)"]
          + (row.isWithheld
            ? [say("gain.tooFew")]
            : [
              row.before.map(say.percent) ?? "", row.after.map(say.percent) ?? "",
              say.gainText(row.gain),
            ])
      }
  }

  private func questions(_ say: Wording) -> [[String]] {
    let head = ["text", "asker", "supporters", "state", "reason"]
    return [[say("report.questions")], head.map { say("report.csv.\($0)") }]
      + report.questions.map { question in
        let hidden = question.text == nil
        let asker = question.person.map { name($0) ?? say("report.erased") }
        return [
          question.text ?? "", hidden ? "" : asker ?? say("report.anonymous"),
          "\(question.supporters)",
          say("report.question.\(question.phase.rawValue)")
            + (question.forTrainer ? say.comma + say("report.forTrainer") : ""),
          question.reason ?? "",
        ]
      }
  }

  private func comments(_ say: Wording) -> [[String]] {
    let rows = report.evaluation.texts.map { [$0] }
    return rows.isEmpty ? [] : [[say("report.comments")], [say("report.csv.text")]] + rows
  }

  private func findings(_ say: Wording) -> [[String]] {
    guard !findings.isEmpty else { return [] }
    let head = ["severity", "place", "message", "code"]
    return [[say("report.findings")], head.map { say("report.csv.\($0)") }]
      + findings.map { finding in
        [
          say("severity.\(finding.severity.rawValue)"),
          "\(finding.range.start.line):\(finding.range.start.column)",
          Words.text("finding.\(finding.id.rawValue)", finding.arguments, in: say.language),
          finding.id.rawValue,
        ]
      }
  }
}
