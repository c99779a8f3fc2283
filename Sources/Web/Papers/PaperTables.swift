import Classroom
import Documents
import Identity
import People
import Plan
import Words

/// What each paper is made of, as tables: its CSV file and its workbook, and of summaries the page too.
extension PaperPage {
  /// At least one. Of a trial class 试讲 each says so.
  public func tables(_ paper: Route.Paper) -> [DataTable] {
    let mark = profile.trial ? [say("report.trial")] : []
    return plainTables(paper).map { table in
      var table = table
      table.notes += mark
      return table
    }
  }

  private func plainTables(_ paper: Route.Paper) -> [DataTable] {
    switch paper {
    case .plan: [planTable()]
    case .notice: [factTable(), timetableTable(), replySlip()]
    case .presentSheet: presentTables()
    case .feeReceipt: [receiptTable()]
    case .feeSheet: [feeByActivity(), feeByHalfDay()]
    case .roster: [rosterTable()]
    case .attendance: attendanceTables()
    case .evaluation: evaluationTables()
    case .signInSheet: [signInTable()]
    case .groupList: [groupTable()]
    case .groupRecord: [taskTable()]
    case .seatTable: seatTables()
    case .namePlates: [plateTable()]
    case .deskCards: [cardTable()]
    case .answerCards: [letterTable()]
    case .answerSheet: [questionTable()]
    case .evaluationForm: [formTable()]
    case .runSheet: [runTable()]
    }
  }

  /// What the paper is called.
  func title(_ paper: Route.Paper) -> String { say("paper.\(paper.rawValue).title") }

  /// `2026-12-02` of a class of several days.
  func dateCell(day: Int) -> DataTable.Cell {
    let text = isoDate(profile.date, addingDays: day - 1)
    return text.isEmpty ? .none : DataTable.Cell(date: text)
  }

  // MARK: - The day

  private func name(_ segment: Segment) -> String {
    say.title(
      segment.kind, form: segment.form, own: segment.title, unit: segment.unit,
      topic: segment.topic, part: segment.part, parts: segment.parts)
  }

  private func timetableTable() -> DataTable {
    DataTable(
      name: "timetable", title: say("paper.timetable"),
      columns: [
        say.column("report.csv.date", .date), say.column("table.from", .time),
        say.column("table.to", .time), say.column("report.csv.heading"),
        say.column("report.csv.activity"), say.column("report.csv.kind"),
        say.column("paper.minutes", .minutes),
      ],
      rows: state.agenda.map { segment in
        [
          dateCell(day: segment.day), .time(minutes: segment.start),
          .time(minutes: segment.start + segment.plannedMinutes),
          .text(segment.unit.map(say.label) ?? ""), .text(name(segment)),
          .text(say.kind(segment.kind, form: segment.form)), .number(segment.plannedMinutes),
        ]
      }, notes: [say("paper.sum", "\(teachingMinutes)")])
  }

  /// Planned teaching time of all days.
  var teachingMinutes: Int {
    state.agenda.reduce(0) { $0 + ($1.teaching ? $1.plannedMinutes : 0) }
  }

  private func factTable() -> DataTable {
    let facts = notice()["facts"] as? [[String: Any]] ?? []
    return DataTable(
      name: "notice", title: say("paper.notice.about", profile.title),
      columns: [say.column("table.what"), say.column("table.value")],
      rows: facts.map { fact in
        [
          .text(fact["what"] as? String ?? ""),
          .text((fact["lines"] as? [String] ?? []).joined(separator: "\n")),
        ]
      })
  }

  private func replySlip() -> DataTable {
    DataTable(
      name: "reply-slip", title: say("paper.notice.reply"),
      columns: [
        say.column("report.csv.number", .number), say.column("report.csv.name"),
        say.column("paper.unit"), say.column("paper.post"), say.column("paper.phoneOptional"),
        say.column("paper.meals"), say.column("paper.remarks"),
      ],
      rows: (1...Self.slips).map { [.number($0)] + Array(repeating: .none, count: 6) })
  }

  private func runTable() -> DataTable {
    let activities = record.report.activities
    return DataTable(
      name: "run-sheet", title: title(.runSheet),
      columns: [
        say.column("report.csv.date", .date), say.column("table.from", .time),
        say.column("report.csv.heading"), say.column("report.csv.activity"),
        say.column("report.csv.kind"), say.column("report.csv.planned", .minutes),
        say.column("report.csv.actual", .minutes), say.column("paper.notes"),
      ],
      rows: zip(state.agenda, activities).map { segment, activity in
        [
          dateCell(day: segment.day), .time(minutes: segment.start),
          .text(segment.unit.map(say.label) ?? ""), .text(name(segment)),
          .text(say.kind(segment.kind, form: segment.form)), .number(segment.plannedMinutes),
          activity.reached ? .number(activity.actualMinutes) : .none, .none,
        ]
      })
  }

  // MARK: - The plan

  private func planTable() -> DataTable {
    let course = read(state.plan.source).course
    var rows: [[DataTable.Cell]] = []
    func add(_ unit: String, _ topic: String, _ activities: [Activity]) {
      for activity in activities {
        rows.append([
          .text(unit), .text(topic), .text(say.kind(activity)), .text(activity.title),
          .number(activity.minutes),
        ])
      }
    }
    add("", "", course.opening)
    for unit in course.units {
      let label = joined(label: unit.label, title: unit.title)
      add(label, "", unit.activities)
      for topic in unit.topics {
        add(
          label, topic.isUnit ? "" : joined(label: topic.label, title: topic.title),
          topic.activities)
      }
    }
    return DataTable(
      name: "plan", title: title(.plan),
      columns: [
        say.column("report.csv.heading"), say.column("gain.topic"), say.column("report.csv.kind"),
        say.column("report.csv.activity"), say.column("report.csv.planned", .minutes),
      ], rows: rows, notes: [say("paper.plan.pinned", state.plan.file, shortDigest)])
  }

  /// The beginning of the pinned plan's SHA-256, by which two prints are compared.
  var shortDigest: String { String(state.plan.digest.prefix(12)) }

  // MARK: - People

  /// Who has a seat: learners on the roster and walk-ins.
  var seated: [SectionReport.Attendee] { record.report.attendance.filter(\.enrolment.takesPart) }

  func person(_ person: PersonID) -> String { record.name(person) ?? say("report.erased") }

  private func signInTable() -> DataTable {
    let learners = record.report.attendance.filter { $0.enrolment == .listed }
    return DataTable(
      name: "sign-in-sheet", title: title(.signInSheet),
      columns: [
        say.column("report.csv.number", .number), say.column("report.csv.name"),
        say.column("report.csv.unit"), say.column("report.csv.group"),
      ]
        + record.report.halfDays.map {
          DataTable.Column(say.halfDay($0.checkpoint, days: record.days))
        },
      rows: learners.map { learner in
        [
          .number(record.signInNumbers[learner.person]), .text(person(learner.person)),
          .text(record.entry(learner.person)?.unit ?? ""), .text(learner.group),
        ] + record.report.halfDays.map { _ in .none }
      })
  }

  /// A field of the roster is a column where anybody has it; a telephone number is masked.
  func rosterTable() -> DataTable {
    let people = record.report.attendance
    let fields = RosterDetails.Field.allCases.filter { field in
      people.contains { record.entry($0.person)?.details[field].isEmpty == false }
    }
    return DataTable(
      name: "roster", title: title(.roster),
      columns: [
        say.column("report.csv.number", .number), say.column("report.csv.name"),
        say.column("report.csv.unit"), say.column("report.csv.group"),
      ] + fields.map { say.column("roster.column.\($0.rawValue)") } + [
        say.column("report.csv.note")
      ],
      rows: people.map { learner in
        let entry = record.entry(learner.person)
        return [
          .number(record.signInNumbers[learner.person]), .text(person(learner.person)),
          .text(entry?.unit ?? ""),
          .text(learner.group),
        ]
          + fields.map { field in
            let value = entry?.details[field] ?? ""
            return .text(field == .phone ? masked(phone: value) : value)
          } + [.text(record.enrolment(learner, say) ?? "")]
      }, notes: [say("paper.expected", "\(record.expected)")])
  }

  private func plateTable() -> DataTable {
    DataTable(
      name: "name-plates", title: title(.namePlates),
      columns: [
        say.column("report.csv.name"), say.column("report.csv.unit"),
        say.column("report.csv.group"), say.column("roster.column.seat"),
      ],
      rows: seated.map { learner in
        let entry = record.entry(learner.person)
        return [
          .text(person(learner.person)), .text(entry?.unit ?? ""), .text(learner.group),
          .text(entry?.details[.seat] ?? ""),
        ]
      })
  }

  private func seatTables() -> [DataTable] {
    let plan = seatPlan
    let list = plan.rows.enumerated().flatMap { row, seats in
      seats.enumerated().compactMap { seat, person -> [DataTable.Cell]? in
        person.map {
          [
            .number(row + 1), .number(seat + 1), .text($0.name), .text($0.unit), .text($0.group),
          ]
        }
      }
    }
    let rest = plan.unplaced.map { person -> [DataTable.Cell] in
      [
        .none, .none, .text(person.name), .text(person.unit), .text(person.group),
      ]
    }
    return [
      DataTable(
        name: "seats", title: title(.seatTable),
        columns: [
          say.column("paper.seat.row", .number), say.column("paper.seat.seat", .number),
          say.column("report.csv.name"), say.column("report.csv.unit"),
          say.column("report.csv.group"),
        ], rows: list + rest, notes: [say("paper.seat.facing")]),
      DataTable(
        name: "seat-plan", title: say("paper.seat.plan"),
        columns: [say.column("paper.seat.row", .number)]
          + (1...max(1, plan.rows.first?.count ?? 1)).map { DataTable.Column("\($0)") },
        rows: plan.rows.enumerated().map { row, seats in
          [.number(row + 1)] + seats.map { .text($0?.name ?? "") }
        }, notes: [say("paper.seat.facing")]),
    ]
  }

  // MARK: - Groups

  private func groupTable() -> DataTable {
    DataTable(
      name: "group-list", title: title(.groupList),
      columns: [
        say.column("report.csv.group"), say.column("report.csv.number", .number),
        say.column("report.csv.name"), say.column("report.csv.unit"), say.column("paper.duty"),
      ],
      rows: groups.flatMap { group in
        group.members.map { member in
          [
            .text(group.name), .number(record.signInNumbers[member]), .text(person(member)),
            .text(record.entry(member)?.unit ?? ""),
            .text(record.entry(member)?.details[.duty] ?? ""),
          ]
        }
      })
  }

  private func taskTable() -> DataTable {
    let sheets = groupRecord()["sheets"] as? [[String: Any]] ?? []
    return DataTable(
      name: "group-record", title: title(.groupRecord),
      columns: [
        say.column("report.csv.group"), say.column("paper.members"), say.column("report.task"),
        say.column("paper.asks"), say.column("paper.sentence"),
      ],
      rows: sheets.flatMap { sheet in
        (sheet["tasks"] as? [[String: Any]] ?? []).map { task in
          [
            .text(sheet["group"] as? String ?? ""), .text(sheet["members"] as? String ?? ""),
            .text(task["name"] as? String ?? ""),
            .text((task["asks"] as? [String] ?? []).joined(separator: "\n")), .none,
          ]
        }
      })
  }

  // MARK: - Cards and forms

  private func cardTable() -> DataTable {
    DataTable(
      name: "desk-cards", title: title(.deskCards),
      columns: [say.column("table.what"), say.column("table.value")],
      rows: [
        [.text(say("paper.scan")), .text(joinAddress)],
        [.text(say("join.code")), .text(profile.code)],
      ])
  }

  private func letterTable() -> DataTable {
    DataTable(
      name: "answer-cards", title: title(.answerCards),
      columns: [say.column("report.csv.letter"), say.column("paper.cards.sheets", .number)],
      rows: Self.cardLetters.map { [.text($0), .number(max(1, seated.count))] })
  }

  private func questionTable() -> DataTable {
    let asked = state.itemOrder.compactMap { state.items[$0] }.filter { $0.segment != nil }
    return DataTable(
      name: "answer-sheet", title: title(.answerSheet),
      columns: [
        say.column("paper.questionNumber", .number), say.column("report.csv.kind"),
        say.column("report.csv.prompt"), say.column("report.csv.choice"),
        say.column("paper.answer"),
      ],
      rows: asked.map { asked in
        [
          .number(asked.number), .text(say("kind.\(asked.item.kind.rawValue)")),
          .text(asked.item.prompt),
          .text(
            asked.item.choices.enumerated().map { "\(choiceLetter($0)) \($1)" }
              .joined(separator: "\n")), .none,
        ]
      })
  }

  private func formTable() -> DataTable {
    DataTable(
      name: "evaluation-form", title: title(.evaluationForm),
      columns: [say.column("report.csv.aspect")]
        + Grade.allCases.map { say.column("grade.\($0.token)") },
      rows: state.evaluation.form.aspects.map { aspect in
        [.text(say.aspect(aspect))] + Grade.allCases.map { _ in .none }
      }, notes: [say("paper.anonymous")])
  }
}

extension Wording {
  /// `案例研讨`, of an activity of a plan that is only read.
  func kind(_ activity: Activity) -> String {
    if activity.kind == .case, let form = activity.form, Words.has("form.\(form.rawValue)") {
      return self("form.\(form.rawValue)")
    }
    return self("kind.\(activity.kind.rawValue)")
  }
}
