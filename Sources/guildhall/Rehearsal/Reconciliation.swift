import Classroom
import Foundation
import Identity
import JournalSQLite
import Runtime
import Web
import Words

/// The report of the class, as `guildhall report --format json` prints it, against what was
/// acknowledged: every answer exactly once.
struct Reconciliation {
  struct Report: Decodable {
    struct Attendee: Decodable {
      var name: String?
      var status: String
    }
    struct Item: Decodable {
      struct Choice: Decodable { var count: Int? }
      var id: String
      var kind: String
      var form: String
      var answers: Int
      var choices: [Choice]
    }
    struct Question: Decodable {
      var id: String
      var supporters: Int
    }
    struct Evaluation: Decodable {
      struct Aspect: Decodable {
        struct Counted: Decodable {
          var grades: [String]
          var least: Int
          var most: Int
        }
        var grades: [Counted]
      }
      var returned: Int
      var ballots: Int?
      var aspects: [Aspect]
    }
    struct Counts: Decodable {
      var checkedIn: Int
      var answers: Int
      var questions: Int
      var ratings: Int
    }
    var attendance: [Attendee]
    var items: [Item]
    var questions: [Question]
    var evaluation: Evaluation
    var counts: Counts
  }

  let report: Report
  let accounts: [Account]
  let script: Script
  var verdict: Verdict

  /// Reads the report of a class from its file.
  static func report(_ section: String, in data: String, _ language: Language) async throws
    -> Report
  {
    let engine = try openEngine(data, .readOnly, language)
    let clock: LiveSession.Clock = {
      Moment(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded()))
    }
    let hall = try await Hall(engine: engine, clock: clock)
    guard let session = try await hall.session(SectionID(section)) else {
      throw CommandFailure("cli.rehearse.noReport", [section], language)
    }
    let record = SectionRecord(
      of: await session.state, roster: try await engine.people.roster(of: session.section),
      at: clock(), timeZone: .current)
    defer { Task { try? await engine.close() } }
    return try JSONDecoder().decode(Report.self, from: Data(record.json(in: language)))
  }

  /// The verdict with whatever the report has too few of or too many.
  mutating func reconcile() -> Verdict {
    attendance()
    for item in report.items { answers(item) }
    questions()
    evaluation()
    let counts = report.counts
    bound("counted answers", counts.answers, from: verdict.stored.answers)
    bound("counted questions", counts.questions, from: verdict.stored.questions)
    bound("counted ratings", counts.ratings, from: verdict.stored.ratings)
    bound("counted check-ins", counts.checkedIn, from: verdict.checkedIn)
    return verdict
  }

  private mutating func bound(_ what: String, _ found: Int, from least: Int, to most: Int? = nil) {
    if found < least { verdict.lose("report: \(what)", least - found) }
    if found > most ?? least { verdict.double("report: \(what)", found - (most ?? least)) }
  }

  private mutating func attendance() {
    let present = report.attendance.filter { $0.status == "present" }
    let names = Dictionary(present.map { ($0.name ?? "", 1) }, uniquingKeysWith: +)
    for account in accounts {
      let found = names[script.name(account.number)] ?? 0
      switch account.ledger.arrival {
      case .acknowledged: bound("learner \(account.number) present", found, from: 1)
      case .unanswered: bound("learner \(account.number) present", found, from: 0, to: 1)
      case .refused, nil: bound("learner \(account.number) present", found, from: 0)
      }
    }
  }

  /// By name it is exact: each one's own page says what stands. Of a poll each one's last
  /// acknowledged ballot counts; one whose fate is not known may count or not.
  private mutating func answers(_ item: Report.Item) {
    let isPoll = item.kind == "poll"
    let said: [Ledger.Said] = accounts.compactMap { account in
      isPoll
        ? account.ledger.answers[item.id]?.acknowledged
        : account.after?.answers.first { $0.item == item.id }.map { Ledger.Said($0) }
    }
    let doubtful =
      isPoll ? accounts.count { $0.ledger.answers[item.id]?.isCertain == false } : 0
    bound("item \(item.id)", item.answers, from: said.count, to: said.count + doubtful)
    guard item.form == "choice" || item.form == "slider" else { return }
    var counts = [Int](repeating: 0, count: item.choices.count)
    for choice in said.flatMap(\.choices) where counts.indices.contains(choice) {
      counts[choice] += 1
    }
    for (index, (count, choice)) in zip(counts, item.choices).enumerated() {
      // Too few ballots are not shown.
      guard let found = choice.count else { continue }
      bound(
        "item \(item.id), choice \(index + 1)", found, from: max(0, count - doubtful),
        to: count + doubtful)
    }
  }

  private mutating func questions() {
    let found = Dictionary(report.questions.map { ($0.id, 1) }, uniquingKeysWith: +)
    for (id, question) in accounts.flatMap(\.ledger.questions) {
      switch question.fate {
      case .acknowledged: bound("question \(id)", found[id] ?? 0, from: 1)
      case .unanswered: bound("question \(id)", found[id] ?? 0, from: 0, to: 1)
      case .refused: bound("question \(id)", found[id] ?? 0, from: 0)
      }
    }
    for question in report.questions {
      let fates = accounts.compactMap { $0.ledger.supports[question.id] }
      let sure = fates.count { $0 == .acknowledged }
      bound(
        "support of question \(question.id)", question.supporters, from: sure,
        to: sure + fates.count { $0 == .unanswered })
    }
  }

  private mutating func evaluation() {
    let ratings = accounts.compactMap(\.ledger.rating)
    let sure = ratings.filter { $0.fate == .acknowledged }
    let doubtful = ratings.count { $0.fate == .unanswered }
    bound("ratings", report.evaluation.returned, from: sure.count, to: sure.count + doubtful)
    if let ballots = report.evaluation.ballots {
      bound("rating ballots", ballots, from: sure.count, to: sure.count + doubtful)
    }
    for (aspect, found) in report.evaluation.aspects.enumerated() {
      for counted in found.grades {
        let given = sure.count {
          counted.grades.contains(Grade.allCases[$0.grades[aspect]].token)
        }
        // What is not told exactly has room for what was given.
        let name = "rating of aspect \(aspect + 1), \(counted.grades.joined(separator: " "))"
        bound(name, max(given, counted.least), from: given, to: given + doubtful)
        bound(name, min(given + doubtful, counted.most), from: given, to: given + doubtful)
      }
    }
  }
}
