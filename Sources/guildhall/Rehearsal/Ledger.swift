/// What one learner sent and what became of it: the other side of the server's record.
struct Ledger: Sendable {
  /// One answer: choices, or what was written.
  struct Said: Equatable, Sendable {
    var choices: [Int] = []
    var text = ""
  }
  /// The answers to one item, in the last round that this learner answered.
  struct Answer: Sendable {
    var anonymous: Bool
    var round: Int
    /// The last one that was acknowledged.
    var acknowledged: Said?
    /// Sent since, without an answer: the record may hold any of them.
    var unanswered: [Said] = []
    var refused = false

    var isCertain: Bool { unanswered.isEmpty && !refused }
  }
  /// What happens to a thing that is sent once.
  enum Fate: Sendable { case acknowledged, refused, unanswered }
  struct Question: Sendable {
    var named: Bool
    var fate: Fate
  }
  struct Rating: Sendable {
    /// A place in `Grade.allCases` for each aspect.
    var grades: [Int]
    var fate: Fate
  }
  /// How the check-in ended; `nil` when it was never sent.
  var arrival: Fate?
  var answers: [String: Answer] = [:]
  var rating: Rating?
  var questions: [String: Question] = [:]
  /// Supported questions.
  var supports: [String: Fate] = [:]
  /// One command was acknowledged and refused, when sent twice at once.
  var contradictions: [String] = []
}
