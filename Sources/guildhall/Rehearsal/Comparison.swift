import Classroom

/// What was acknowledged, against what the server holds.
struct Verdict: Sendable {
  struct Sums: Sendable {
    var answers = 0
    var questions = 0
    var ratings = 0
    var json: [String: Any] { ["answers": answers, "questions": questions, "ratings": ratings] }
    var isEmpty: Bool { answers + questions + ratings == 0 }
  }
  var learners: Int
  var checkedIn = 0
  var acknowledged = Sums()
  var stored = Sums()
  var lost = 0
  var duplicated = 0
  var p50Ms: Double?
  var p99Ms: Double?
  /// CPU of this client as a share of one core over the rehearsal: what a slow client explains.
  var cpuShare: Double?
  /// Commands that got an acknowledgement, new or not.
  var commands = 0
  /// Whether the trainer who was played got to the end of the day.
  var dayEnded = true
  /// How often the server was killed and started again.
  var kills = 0
  /// What is wrong, by the number of the learner and ids only.
  var details: [String] = []

  var isGood: Bool { lost == 0 && duplicated == 0 && commands > 0 && dayEnded }

  var json: [String: Any] {
    [
      "learners": learners, "checkedIn": checkedIn, "acknowledged": acknowledged.json,
      "stored": stored.json, "lost": lost, "duplicated": duplicated, "p50Ms": p50Ms.orNull,
      "p99Ms": p99Ms.orNull, "cpuShare": cpuShare.orNull, "kills": kills,
    ]
  }
}

extension Ledger.Said {
  init(_ answer: OwnView.Answer) { self.init(choices: answer.choices, text: answer.text ?? "") }
}

extension Verdict {
  mutating func lose(_ what: String, _ count: Int = 1) {
    lost += count
    details.append("lost: \(what)" + (count > 1 ? " ×\(count)" : ""))
  }
  mutating func double(_ what: String, _ count: Int = 1) {
    duplicated += count
    details.append("duplicated: \(what)" + (count > 1 ? " ×\(count)" : ""))
  }
}

/// One learner's side and the server's side of it, before and after.
struct Account: Sendable {
  var number: Int
  var ledger: Ledger
  var before: OwnView?
  var after: OwnView?
}

/// - Parameters:
///   - before: totals of the class when the rehearsal began.
///   - after: totals when everything was sent.
func compare(
  _ accounts: [Account], before: Counts, after: Counts, tally: Board.Tally
) -> Verdict {
  var verdict = Verdict(learners: accounts.count)
  verdict.commands = tally.latencies.count
  func lose(_ what: String, _ count: Int = 1) { verdict.lose(what, count) }
  func double(_ what: String, _ count: Int = 1) { verdict.double(what, count) }

  // One learner at a time: exact, by what each one's page shows.
  var arrivals = (acknowledged: 0, unanswered: 0)
  var ownAnswers = 0
  var ownRatings = 0
  var ownQuestions = 0
  var anonymous = (acknowledged: 0, unanswered: 0)
  for account in accounts {
    let who = "learner \(account.number)"
    let ledger = account.ledger
    switch ledger.arrival {
    case .acknowledged: arrivals.acknowledged += 1
    case .unanswered: arrivals.unanswered += 1
    default: break
    }
    for contradiction in ledger.contradictions {
      lose("\(who) command \(contradiction): acknowledged and refused")
    }
    for question in ledger.questions.values where !question.named {
      switch question.fate {
      case .acknowledged: anonymous.acknowledged += 1
      case .unanswered: anonymous.unanswered += 1
      case .refused: break
      }
    }
    guard ledger.arrival == .acknowledged else { continue }
    guard let own = account.after, own.checkedIn else {
      lose("\(who) check-in")
      continue
    }
    verdict.checkedIn += 1

    let known = Set((account.before?.answers.map(\.item) ?? []) + (account.before?.took ?? []))
    let named = Dictionary(own.answers.map { ($0.item, Ledger.Said($0)) }) { $1 }
    let took = Set(own.took)
    for (item, answer) in ledger.answers.sorted(by: { $0.key < $1.key }) {
      // Nobody's answer to the first of two rounds stays one's own.
      if answer.round < tally.rounds[item] ?? 1 { continue }
      let isNew = !known.contains(item)
      let isStored = answer.anonymous ? took.contains(item) : named[item] != nil
      if answer.acknowledged != nil && isNew { verdict.acknowledged.answers += 1 }
      if let acknowledged = answer.acknowledged {
        if !isStored {
          lose("\(who) item \(item)")
        } else if !answer.anonymous, let stored = named[item], stored != acknowledged,
          !answer.unanswered.contains(stored)
        {
          lose("\(who) item \(item): an earlier answer stands")
        }
      } else if isStored && isNew && answer.unanswered.isEmpty {
        lose("\(who) item \(item): stored, but refused")
      }
    }
    for item in Set(named.keys).union(took).subtracting(known).sorted() {
      ownAnswers += 1
      if ledger.answers[item] == nil { double("\(who) item \(item): never sent") }
    }

    let hadRated = account.before?.rated == true
    if ledger.rating?.fate == .acknowledged {
      if !hadRated { verdict.acknowledged.ratings += 1 }
      if !own.rated { lose("\(who) rating") }
    } else if ledger.rating?.fate == .refused && own.rated && !hadRated {
      lose("\(who) rating: stored, but refused")
    }
    if own.rated && !hadRated { ownRatings += 1 }

    let asked = Set(own.asked)
    for (id, question) in ledger.questions.sorted(by: { $0.key < $1.key }) where question.named {
      if question.fate == .acknowledged {
        verdict.acknowledged.questions += 1
        if !asked.contains(id) { lose("\(who) question \(id)") }
      }
      if asked.contains(id) { ownQuestions += 1 }
    }
  }

  // The totals: what no page of one learner shows, and what nobody sent.
  verdict.stored = Verdict.Sums(
    answers: after.answers - before.answers, questions: after.questions - before.questions,
    ratings: after.ratings - before.ratings)
  verdict.acknowledged.questions += anonymous.acknowledged
  func total(_ what: String, _ stored: Int, from least: Int, to most: Int) {
    if stored < least { lose("\(what) in all", least - stored) }
    if stored > most { double("\(what) in all", stored - most) }
  }
  total("answers", verdict.stored.answers, from: ownAnswers, to: ownAnswers)
  total("ratings", verdict.stored.ratings, from: ownRatings, to: ownRatings)
  total(
    "anonymous questions", verdict.stored.questions - ownQuestions, from: anonymous.acknowledged,
    to: anonymous.acknowledged + anonymous.unanswered)
  let arrived = after.checkedIn - before.checkedIn
  // Who came back from an earlier rehearsal was counted then.
  total(
    "check-ins", arrived, from: before.checkedIn == 0 ? arrivals.acknowledged : 0,
    to: arrivals.acknowledged + arrivals.unanswered)

  comparePolls(accounts, tally, lose)
  compareSupport(accounts, tally, lose, double)
  let sorted = tally.latencies.sorted()
  verdict.p50Ms = percentile(sorted, 0.50)
  verdict.p99Ms = percentile(sorted, 0.99)
  return verdict
}

/// What a revealed poll counted, against the ballots that were acknowledged last. Only where nobody
/// but these learners took part.
private func comparePolls(
  _ accounts: [Account], _ tally: Board.Tally, _ lose: (String, Int) -> Void
) {
  for (item, result) in tally.results.sorted(by: { $0.key < $1.key }) {
    let all = accounts.compactMap { $0.ledger.answers[item] }
    let answers = all.filter { $0.acknowledged != nil }
    guard answers.first?.anonymous == true, result.answers == answers.count, !result.counts.isEmpty
    else { continue }
    var counts = [Int](repeating: 0, count: result.counts.count)
    for choice in answers.flatMap({ $0.acknowledged?.choices ?? [] })
    where counts.indices.contains(choice) {
      counts[choice] += 1
    }
    // A change whose answer never came, or came as a refusal, may or may not be in the box.
    let doubtful = all.count { !$0.isCertain } * result.counts.count
    let apart = zip(counts, result.counts).reduce(0) { $0 + abs($1.0 - $1.1) }
    if apart > 2 * doubtful { lose("poll \(item): an earlier ballot stands", (apart + 1) / 2) }
  }
}

private func compareSupport(
  _ accounts: [Account], _ tally: Board.Tally, _ lose: (String, Int) -> Void,
  _ double: (String, Int) -> Void
) {
  let ours = Set(accounts.flatMap(\.ledger.questions.keys))
  for (question, supporters) in tally.supporters.sorted(by: { $0.key < $1.key })
  where ours.contains(question) {
    let fates = accounts.compactMap { $0.ledger.supports[question] }
    let acknowledged = fates.count { $0 == .acknowledged }
    let most = acknowledged + fates.count { $0 == .unanswered }
    if supporters < acknowledged {
      lose("support of question \(question)", acknowledged - supporters)
    }
    if supporters > most { double("support of question \(question)", supporters - most) }
  }
}

/// The smallest value that a share of all values does not exceed; `nil` of none.
private func percentile(_ sorted: [Double], _ share: Double) -> Double? {
  guard !sorted.isEmpty else { return nil }
  let index = Int((Double(sorted.count) * share).rounded(.up)) - 1
  return (sorted[min(max(index, 0), sorted.count - 1)] * 10).rounded() / 10
}
