import Classroom
import Documents
import Words

/// The trainer's fee sheet 授课时间核对表: what was really taught, stretch by stretch and half-day by
/// half-day. How many hours are paid is the office's to say: teaching minutes, credit hours and fee
/// hours are three numbers, and the one conversion on this sheet is named as what it is.
extension PaperPage {
  /// Minutes of a credit hour by which a half-day's limit is counted.
  static let creditHourMinutes = 45
  /// Teaching minutes of a half-day beyond which no fee may be paid: four credit hours.
  ///
  /// Source: 财行〔2016〕540号, 讲课费 “每半天最多按4学时计算”.
  static let halfDayCap = 4 * creditHourMinutes

  /// The teaching of one half-day.
  struct TaughtHalfDay {
    var checkpoint: Checkpoint
    var planned: Int
    /// `nil` before the class began.
    var actual: Int?
    /// Whether what was taught, or before the class what is planned, is over the limit.
    var isOver: Bool { (actual ?? planned) > PaperPage.halfDayCap }
  }

  /// Half-days with teaching, in the order of the agenda.
  var taught: [TaughtHalfDay] {
    let activities = record.report.activities
    return checkpoints(of: state.agenda).compactMap { half in
      let teaching = activities[half.segments].filter(\.teaching)
      let planned = teaching.reduce(0) { $0 + $1.plannedMinutes }
      let actual = teaching.reduce(0) { $0 + $1.actualMinutes }
      guard planned > 0 || actual > 0 else { return nil }
      return TaughtHalfDay(
        checkpoint: half, planned: planned, actual: state.startedAt == nil ? nil : actual)
    }
  }

  func halfDayName(_ checkpoint: Checkpoint) -> String {
    say.halfDay(checkpoint, days: record.days)
  }

  /// What the fee receipt has in print; hours, rates and sums are for a pen.
  func receiptTable() -> DataTable {
    let taught = taught
    return DataTable(
      name: "fee-receipt", title: title(.feeReceipt),
      columns: [
        say.column("report.csv.date", .date), say.column("report.half.half"),
        say.column("paper.subject"), say.column("paper.plannedMinutes", .minutes),
        say.column("paper.actualMinutes", .minutes), say.column("report.csv.note"),
        say.column("paper.feeHours"), say.column("paper.rate"), say.column("paper.due"),
        say.column("paper.tax"), say.column("paper.paid"),
      ],
      rows: taught.map { half in
        [
          dateCell(day: half.checkpoint.day), .text(halfDayName(half.checkpoint)),
          .text(profile.title), .number(half.planned), .number(half.actual),
          .text(half.isOver ? say("paper.overCap") : ""), .none, .none, .none, .none, .none,
        ]
      },
      totals: [
        .text(say("paper.total")), .none, .none, .number(taught.reduce(0) { $0 + $1.planned }),
        state.startedAt == nil ? .none : .number(taught.reduce(0) { $0 + ($1.actual ?? 0) }),
        .none, .none, .none, .none, .none, .none,
      ], notes: [say("paper.feeSource")])
  }

  /// Each stretch of teaching, with the minutes that it really took.
  func feeByActivity() -> DataTable {
    let activities = zip(state.agenda, record.report.activities).filter { $0.1.teaching }
    let halves = checkpoints(of: state.agenda)
    func half(_ segment: Segment) -> Checkpoint? {
      halves.first { half in state.agenda[half.segments].contains { $0.id == segment.id } }
    }
    return DataTable(
      name: "fee-activities", title: say("paper.fee.activities"),
      columns: [
        say.column("report.csv.date", .date), say.column("report.half.half"),
        say.column("table.from", .time), say.column("report.csv.activity"),
        say.column("paper.plannedMinutes", .minutes), say.column("paper.actualMinutes", .minutes),
      ],
      rows: activities.map { segment, activity in
        [
          dateCell(day: segment.day), .text(half(segment).map(halfDayName) ?? ""),
          .time(minutes: segment.start), .text(record.title(activity, say)),
          .number(activity.plannedMinutes),
          activity.reached ? .number(activity.actualMinutes) : .none,
        ]
      },
      totals: [
        .text(say("paper.total")), .none, .none, .none,
        .number(activities.reduce(0) { $0 + $1.1.plannedMinutes }),
        state.startedAt == nil
          ? .none : .number(activities.reduce(0) { $0 + $1.1.actualMinutes }),
      ])
  }

  /// Each half-day, what it is in credit hours of 45 minutes, and whether that is over the limit.
  func feeByHalfDay() -> DataTable {
    let taught = taught
    func hours(_ minutes: Int?) -> DataTable.Cell {
      .coefficient(minutes.map { Double($0) / Double(Self.creditHourMinutes) })
    }
    let actual = state.startedAt == nil ? nil : taught.reduce(0) { $0 + ($1.actual ?? 0) }
    return DataTable(
      name: "fee-half-days", title: say("paper.fee.halfDays"),
      columns: [
        say.column("report.csv.date", .date), say.column("report.half.half"),
        say.column("paper.plannedMinutes", .minutes), say.column("paper.actualMinutes", .minutes),
        say.column("paper.fee.hours45", .coefficient), say.column("paper.fee.limit"),
        say.column("paper.feeHours"),
      ],
      rows: taught.map { half in
        [
          dateCell(day: half.checkpoint.day), .text(halfDayName(half.checkpoint)),
          .number(half.planned), .number(half.actual), hours(half.actual),
          .text(say(half.isOver ? "paper.overCap" : "paper.fee.within")), .none,
        ]
      },
      totals: [
        .text(say("paper.total")), .none, .number(taught.reduce(0) { $0 + $1.planned }),
        .number(actual), hours(actual), .none,
        record.report.completion.settings.feeHours.map { .hours(hundredths: $0.hundredths) }
          ?? .none,
      ], notes: [say("paper.fee.three"), say("paper.feeSource")])
  }

  // MARK: - Attendance and evaluation

  func attendanceTables() -> [DataTable] {
    [record.halfDayTable(say), record.attendanceTable(say)]
      + [record.correctionTable(say), record.attendanceChart(say)?.table].compactMap { $0 }
  }

  func evaluationTables() -> [DataTable] {
    record.evaluationTables(say) + [record.comments(say)].compactMap { $0 }
  }
}
