import Classroom
import Foundation
import Identity
import People
import Words

/// The question wall 提问墙 on the console.
extension Site {
  /// The questions by what has become of them; a phase that has none is left out.
  ///
  /// - Parameter isOpen: whether they may be judged here: while the class runs, in its main room.
  func wallModel(
    _ view: TrainerView, mayJudge isOpen: Bool, names: [PersonID: RosterEntry], send: String,
    in language: Language
  ) -> [[String: Any]] {
    return State.FloorQuestion.Phase.allCases.compactMap { phase in
      let found = view.wall.filter { $0.question.phase == phase }
      guard !found.isEmpty else { return nil }
      return [
        "phase": phase.rawValue, "name": word("wall.\(phase.rawValue)", in: language),
        "count": found.count, "open": phase == .pending || phase == .approved,
        "questions": found.map { row($0, isOpen: isOpen, names: names, send: send, in: language) },
      ]
    }
  }

  private func row(
    _ row: WallQuestion, isOpen: Bool, names: [PersonID: RosterEntry], send: String,
    in language: Language
  ) -> [String: Any] {
    let question = row.question
    let phase = question.phase
    var model: [String: Any] = [
      "id": question.id, "text": question.text, "send": send, "isOpen": isOpen,
      "class": phase == .pending || phase == .approved ? "ask" : "asked",
      "asker": question.person.map { names[$0]?.name ?? $0.rawValue }
        ?? word("room.anonymous", in: language),
      "forTrainer": row.isConfided, "pinned": question.isPinned,
      "canShow": phase != .approved && !row.isConfided,
      "canPin": phase == .approved && !question.isPinned, "canUnpin": question.isPinned,
      "canAnswer": phase == .approved || (phase == .pending && row.isConfided),
      "canHide": phase != .hidden,
      "reasons": ["repeated", "offTopic", "personal", "elsewhere"].map {
        word("wall.reason.\($0)", in: language)
      },
    ]
    if let reason = row.reason { model["reason"] = reason }
    model.merge(supporters(question, in: language)) { $1 }
    return model
  }
}
