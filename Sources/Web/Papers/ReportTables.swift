import Classroom
import Documents
import Identity
import Words

/// The record as tables: from them come its CSV file, its workbook and its Word document, so that they
/// cannot disagree.
extension SectionRecord {
  /// Those that would be empty are left out, but for attendance, time and questions asked.
  public func tables(in language: Language) -> [DataTable] {
    let say = Wording(language: language)
    let tables: [DataTable?] =
      [
        heading(say), attendanceTable(say), halfDayTable(say), attendanceChart(say)?.table,
        correctionTable(say),
        completionNumbers(say),
        completionPeople(say), activities(say),
      ] + roomTables(say) + [
        replans(say), items(say), choices(say), texts(say), gains(say), groupTable(say),
        groupTaskTable(say),
      ] + analysisTables(say) + [questions(say)] + evaluationTables(say) + [
        comments(say), followUpTable(say), followUpSignedTable(say), findings(say),
      ]
    return tables.compactMap { $0 }
  }

  /// The record for a spreadsheet: tables under one another, each with a title and a head row, a
  /// blank row between them.
  public func csv(in language: Language) -> [UInt8] { Documents.csv(tables(in: language)) }

  private func heading(_ say: Wording) -> DataTable {
    let profile = report.profile
    let rows: [(String, DataTable.Cell)] =
      [
        ("class", .text(profile.title)), ("id", .text(profile.id.rawValue)),
        ("date", .init(date: profile.date)), ("room", .text(profile.room)),
        ("trainer", .text(trainer)),
      ] + (profile.trial ? [("note", .text(say("report.trial")))] : [])
    return DataTable(
      name: "class", title: say("report.kind"),
      columns: [say.column("table.what"), say.column("table.value")],
      rows: rows.map { [.text(say("report.csv.\($0)")), $1] })
  }

  // MARK: - Attendance

  /// `2026-12-01 08:41`, a time to a spreadsheet.
  func cell(_ moment: Moment?) -> DataTable.Cell {
    guard let moment else { return .none }
    let text = dateAndTime(moment)
    guard case .date(let year, let month, let day) = DataTable.Cell(date: String(text.prefix(10)))
    else { return .text(text) }
    let clock = text.suffix(5).split(separator: ":").compactMap { Int($0) }
    return .moment(year: year, month: month, day: day, minutes: clock[0] * 60 + clock[1])
  }

  func attendanceTable(_ say: Wording) -> DataTable {
    DataTable(
      name: "attendance", title: say("report.attendance"),
      columns: [
        say.column("report.csv.number", .number), say.column("report.csv.name"),
        say.column("report.csv.unit"), say.column("report.csv.group"),
        say.column("report.csv.status"), say.column("report.csv.in", .moment),
        say.column("report.csv.out", .moment), say.column("report.csv.note"),
      ] + held.map { DataTable.Column(say.halfDay($0.checkpoint, days: days)) },
      rows: report.attendance.map { attendee in
        let entry = entry(attendee.person)
        let notes = [
          attendee.witness == .desk ? say("report.lateEntry") : nil,
          enrolment(attendee, say), room(attendee, say),
        ].compactMap { $0 }
        return [
          .number(signInNumbers[attendee.person]),
          .text(name(attendee.person) ?? say("report.erased")),
          .text(entry?.unit ?? ""), .text(attendee.group),
          .text(say("report.status.\(attendee.standing.rawValue)")), cell(attendee.timeIn),
          cell(attendee.timeOut), .text(notes.joined(separator: say.comma)),
        ]
          + standings(attendee).map { .text(say("standing.\($0.rawValue)")) }
      })
  }

  func halfDayTable(_ say: Wording) -> DataTable {
    let heads = ["expected", "present", "late", "leftEarly", "onLeave", "missing", "walkIns"]
    return DataTable(
      name: "half-days", title: say("report.halfDays"),
      columns: [say.column("report.half.half")]
        + heads.map { say.column("report.half.\($0)", .number) },
      rows: held.map { half in
        let count = half.count
        return [.text(say.halfDay(half.checkpoint, days: days))]
          + [
            count.expected, count.present, count.late, count.leftEarly, count.onLeave,
            count.missing, count.walkIns,
          ].map { .number($0) }
      })
  }

  func correctionTable(_ say: Wording) -> DataTable? {
    guard !report.corrections.isEmpty else { return nil }
    return DataTable(
      name: "corrections", title: say("door.corrections"),
      columns: [say.column("report.csv.name")]
        + ["half", "from", "to", "reason", "by"].map { say.column("report.half.\($0)") }
        + [say.column("report.half.time", .moment)],
      rows: report.corrections.map { correction in
        let half = report.halfDays.first { $0.checkpoint.id == correction.checkpoint }
        return [
          .text(name(correction.person) ?? say("report.erased")),
          .text(half.map { say.halfDay($0.checkpoint, days: days) } ?? ""),
          .text(say("standing.\(correction.from.rawValue)")),
          .text(say("standing.\(correction.to.rawValue)")), .text(correction.reason),
          .text(author(correction.by, say)), cell(correction.time),
        ]
      })
  }

  // MARK: - Time

  /// What a stretch is called in a table, where its unit stands in another column.
  func title(_ activity: SectionReport.Activity, _ say: Wording) -> String {
    say.title(
      activity.kind, form: activity.form, own: activity.title, unit: activity.unit,
      topic: activity.topic, part: activity.part, parts: activity.parts)
  }

  private func activities(_ say: Wording) -> DataTable {
    let teaching = report.activities.filter(\.teaching)
    return DataTable(
      name: "activities", title: say("report.activities"),
      columns: [
        say.column("report.csv.day", .number), say.column("report.csv.start", .time),
        say.column("report.csv.heading"), say.column("report.csv.activity"),
        say.column("report.csv.kind"), say.column("report.csv.planned", .minutes),
        say.column("report.csv.replanned", .minutes), say.column("report.csv.actual", .minutes),
        say.column("report.csv.asked", .minutes),
      ],
      rows: zip(report.activities, starts).map { activity, start in
        [
          .number(activity.day), .time(minutes: start), .text(activity.unit.map(say.label) ?? ""),
          .text(title(activity, say)), .text(say.kind(activity.kind, form: activity.form)),
          .number(activity.plannedMinutes), .number(activity.replannedMinutes),
          activity.reached ? .number(activity.actualMinutes) : .none,
          activity.askedMinutes > 0 ? .number(activity.askedMinutes) : .none,
        ]
      },
      totals: [
        .none, .none, .none, .text(say("report.total")), .none,
        .number(teaching.reduce(0) { $0 + $1.plannedMinutes }), .none,
        .number(teaching.reduce(0) { $0 + $1.actualMinutes }), .none,
      ])
  }

  /// Every timetable that was accepted on the way, a row a stretch.
  private func replans(_ say: Wording) -> DataTable? {
    let rows = report.replans.flatMap { replan in
      replan.slots.compactMap { slot -> [DataTable.Cell]? in
        guard let activity = report.activities.first(where: { $0.segment == slot.segment }) else {
          return nil
        }
        return [
          cell(replan.at), .time(minutes: slot.start), .text(title(activity, say)),
          .number(activity.plannedMinutes), .number(slot.minutes),
        ]
      }
    }
    guard !rows.isEmpty else { return nil }
    return DataTable(
      name: "replans", title: say("report.replans"),
      columns: [
        say.column("report.csv.accepted", .moment), say.column("report.csv.start", .time),
        say.column("report.csv.activity"), say.column("report.csv.planned", .minutes),
        say.column("report.csv.replanned", .minutes),
      ], rows: rows)
  }

  // MARK: - Items

  private func items(_ say: Wording) -> DataTable {
    DataTable(
      name: "items", title: say("report.items"),
      columns: [
        say.column("report.csv.number", .number), say.column("report.csv.kind"),
        say.column("report.csv.prompt"), say.column("report.csv.state"),
        say.column("report.csv.answers", .number), say.column("report.csv.hands"),
        say.column("report.csv.sheets", .number), say.column("report.csv.correct", .number),
        say.column("report.csv.share", .percent), say.column("report.csv.mean", .decimal),
        say.column("report.csv.answer"), say.column("report.csv.answersBefore", .number),
        say.column("report.csv.correctBefore", .number),
      ],
      rows: report.items.enumerated().map { index, item in
        [
          .number(index + 1), .text(say("kind.\(item.kind.rawValue)")), .text(item.prompt),
          .text(
            say(
              withheld(item) ? "report.withheldShort" : "report.item.\(item.phase.rawValue)")),
          .number(item.answers),
          .text(item.hands.isEmpty ? "" : item.hands.map { "\($0)" }.joined(separator: " ")),
          item.sheets > 0 ? .number(item.sheets) : .none, .number(item.correct),
          .percent(item.shareCorrect), .decimal(item.mean), .text(item.answer),
          .number(item.answersBefore), .number(item.correctBefore),
        ]
      })
  }

  private func choices(_ say: Wording) -> DataTable? {
    let rows = report.items.enumerated().flatMap { index, item in
      item.choices.map { choice -> [DataTable.Cell] in
        [
          .number(index + 1), .text(choice.letter), .text(choice.text), .number(choice.count),
          .text(choice.right ? say("report.csv.yes") : ""),
        ]
      }
    }
    guard !rows.isEmpty else { return nil }
    return DataTable(
      name: "choices", title: say("report.choices"),
      columns: [
        say.column("report.csv.number", .number), say.column("report.csv.letter"),
        say.column("report.csv.choice"), say.column("report.csv.count", .number),
        say.column("report.csv.right"),
      ], rows: rows)
  }

  private func texts(_ say: Wording) -> DataTable? {
    let rows = report.items.enumerated().flatMap { index, item in
      item.texts.map { [DataTable.Cell.number(index + 1), .text($0)] }
    }
    guard !rows.isEmpty else { return nil }
    return DataTable(
      name: "texts", title: say("report.texts"),
      columns: [say.column("report.csv.number", .number), say.column("report.csv.text")],
      rows: rows)
  }

  private func gains(_ say: Wording) -> DataTable? {
    guard let gain = report.gain else { return nil }
    return DataTable(
      name: "gains", title: say("gain.title"),
      columns: [
        say.column("gain.topic"), say.column("gain.items", .number),
        say.column("gain.matched", .number), say.column("gain.before", .percent),
        say.column("gain.after", .percent), say.column("gain.gain", .coefficient),
      ],
      rows: (gain.topics + [gain.whole]).map { row in
        [
          .text(row.heading.map(say.label) ?? say("gain.whole")), .number(row.items),
          .number(row.matched),
        ]
          + (row.isWithheld
            ? [.text(say("gain.tooFew")), .none, .none]
            : [.percent(row.before), .percent(row.after), .coefficient(row.gain)])
      })
  }

  // MARK: - Words

  private func questions(_ say: Wording) -> DataTable {
    DataTable(
      name: "questions", title: say("report.questions"),
      columns: [
        say.column("report.csv.text"), say.column("report.csv.asker"),
        say.column("report.csv.supporters", .number), say.column("report.csv.state"),
        say.column("report.csv.reason"),
      ],
      rows: report.questions.map { question in
        let hidden = question.text == nil
        let asker = question.person.map { name($0) ?? say("report.erased") }
        return [
          .text(question.text ?? ""), .text(hidden ? "" : asker ?? say("report.anonymous")),
          .number(question.supporters),
          .text(
            say("report.question.\(question.phase.rawValue)")
              + (question.forTrainer ? say.comma + say("report.forTrainer") : "")),
          .text(question.reason ?? ""),
        ]
      })
  }

  func comments(_ say: Wording) -> DataTable? {
    let texts = report.evaluation.texts
    guard !texts.isEmpty else { return nil }
    return DataTable(
      name: "comments", title: say("report.comments"), columns: [say.column("report.csv.text")],
      rows: texts.map { [.text($0)] })
  }

  private func findings(_ say: Wording) -> DataTable? {
    guard !findings.isEmpty else { return nil }
    return DataTable(
      name: "findings", title: say("report.findings"),
      columns: ["severity", "place", "message", "code"].map { say.column("report.csv.\($0)") },
      rows: findings.map { finding in
        [
          .text(say("severity.\(finding.severity.rawValue)")),
          .text("\(finding.range.start.line):\(finding.range.start.column)"),
          .text(
            Words.text("finding.\(finding.id.rawValue)", finding.arguments, in: say.language)),
          .text(finding.id.rawValue),
        ]
      })
  }
}

extension Wording {
  /// - Parameter key: of the column's head, in the string tables.
  func column(_ key: String, _ kind: DataTable.Kind = .text) -> DataTable.Column {
    DataTable.Column(self(key), kind)
  }
}
