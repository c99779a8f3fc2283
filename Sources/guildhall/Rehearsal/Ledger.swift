/// What one learner sent and what became of it: the other side of the server's record.
struct Ledger: Sendable {
  /// The answers to one item.
  struct Answer: Sendable {
    var anonymous: Bool
    /// The last choices that were acknowledged.
    var acknowledged: [Int]?
    /// Choices sent since that have no answer: the record may hold any of them.
    var unanswered: [[Int]] = []
    var refused = false

    var isCertain: Bool { unanswered.isEmpty && !refused }
  }
  /// What happens to a thing that is sent once.
  enum Fate: Sendable { case acknowledged, refused, unanswered }
  struct Question: Sendable {
    var named: Bool
    var fate: Fate
  }
  /// How the check-in ended; `nil` when it was never sent.
  var arrival: Fate?
  var answers: [String: Answer] = [:]
  var rating: Fate?
  var questions: [String: Question] = [:]
  /// Supported questions.
  var supports: [String: Fate] = [:]
  /// One command was acknowledged and refused, when sent twice at once.
  var contradictions: [String] = []
}
