import Foundation
import NIOCore

/// What a learner's page says to a program: `facts` of the view.
struct Facts: Equatable, Sendable {
  struct Item: Equatable, Sendable {
    /// What its answer consists of.
    enum Form: String, Sendable, CaseIterable {
      /// One choice, or several.
      case single, multiple
      /// A step of a scale.
      case scale
      /// All choices in an order; a target for each choice.
      case order, match
      /// A number, a short text, an open text.
      case number, entry, text
    }
    var id: String
    /// A poll: cast as a ballot, not answered by name.
    var anonymous: Bool
    var choices: Int
    var form: Form
    /// What the choices of a matching are joined to.
    var targets: Int
    /// 2 in the second of two rounds, else 1.
    var round: Int
  }
  struct Question: Equatable, Sendable {
    var id: String
    var supporters: Int
  }
  /// Counts by choice of an item that was revealed.
  struct Result: Equatable, Sendable {
    var item: String
    var answers: Int
    var counts: [Int]
  }
  var phase: String
  var open: [Item]
  var evaluationOpen: Bool
  /// Approved questions.
  var questions: [Question]
  var result: Result?

  /// - Parameter view: the JSON of one view; `nil` when it is none.
  init?(view: ByteBuffer) {
    struct View: Decodable { var facts: [String: String] }
    guard
      let facts = try? JSONDecoder().decode(View.self, from: Data(view.readableBytesView)).facts
    else { return nil }
    phase = facts["phase"] ?? ""
    evaluationOpen = facts["evaluation"] == "open"
    open = Self.words(facts["open"]).compactMap { part in
      guard part.count == 6, let choices = Int(part[2]), let form = Item.Form(rawValue: part[3]),
        let targets = Int(part[4]), let round = Int(part[5])
      else { return nil }
      return Item(
        id: part[0], anonymous: part[1] == "cast", choices: choices, form: form, targets: targets,
        round: round)
    }
    questions = Self.words(facts["questions"]).compactMap { part in
      guard part.count == 2, let supporters = Int(part[1]) else { return nil }
      return Question(id: part[0], supporters: supporters)
    }
    if let part = Self.words(facts["result"]).first, part.count == 3, let answers = Int(part[1]) {
      result = Result(
        item: part[0], answers: answers,
        counts: part[2].split(separator: ",").compactMap { Int($0) })
    }
  }

  /// `a:b c:d` as lists.
  private static func words(_ text: String?) -> [[String]] {
    (text ?? "").split(separator: " ").map {
      $0.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    }
  }
}
