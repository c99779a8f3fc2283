import Classroom
import Foundation
import Runtime
import Words

/// Questions made on the spot, and how each kind is shown.
extension Site {
  /// What the console's form may make, in its order; `multiple` and `truth` are choices as well.
  static let makeableForms = [
    "choice", "multiple", "truth", "textEntry", "numericEntry", "order", "match", "slider",
  ]

  /// A question from the console's form. The lines below the question are what its kind needs:
  /// choices with `*` before the right ones, things in their right order, `left = right`, accepted
  /// answers, or `36±1`.
  func item(from form: Form, in language: Language) throws -> AssessmentItem {
    let id = "m" + String((form["id"].isEmpty ? Token.random(8) : form["id"]).prefix(32))
    let kind: AssessmentItem.Kind = form["kind"] == "quiz" ? .quiz : .poll
    let prompt = form["prompt"].trimmingCharacters(in: .whitespacesAndNewlines)
    let lines = form["choices"].split(whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    switch form["form"] {
    case "truth":
      let words = [word("act.true", in: language), word("act.false", in: language)]
      let truth = lines.first.flatMap(truth)
      guard kind == .poll || truth != nil else { throw Rejection.answerMissing }
      return AssessmentItem(
        id: id, kind: kind, prompt: prompt, choices: words,
        key: kind == .quiz ? [truth == true ? 0 : 1] : [])
    case "order":
      return AssessmentItem.ordering(id: id, kind: kind, prompt: prompt, right: lines)
    case "match":
      let pairs = lines.compactMap { line -> (left: String, right: String)? in
        guard let sign = line.firstIndex(where: { "=＝".contains($0) }) else { return nil }
        return (
          line[..<sign].trimmingCharacters(in: .whitespaces),
          line[line.index(after: sign)...].trimmingCharacters(in: .whitespaces)
        )
      }
      guard pairs.count == lines.count else { throw Rejection.pairMalformed }
      return AssessmentItem.matching(id: id, kind: kind, prompt: prompt, pairs: pairs)
    case "numericEntry":
      guard let key = lines.first.flatMap(Interaction.init(numericKey:)) else {
        throw Rejection.answerMissing
      }
      return AssessmentItem(id: id, kind: kind, prompt: prompt, choices: [], interaction: key)
    case "textEntry":
      return AssessmentItem(
        id: id, kind: kind, prompt: prompt, choices: [], interaction: .textEntry(accepted: lines))
    case "slider":
      guard kind == .poll else { throw Rejection.formNotForQuiz }
      return AssessmentItem.scale(id: id, prompt: prompt)
    default:
      let right = lines.indices.filter { "*＊".contains(lines[$0].first ?? " ") }
      let choices = lines.indices.map { index in
        right.contains(index)
          ? lines[index].dropFirst().trimmingCharacters(in: .whitespaces) : lines[index]
      }
      return AssessmentItem(
        id: id, kind: kind, prompt: prompt, choices: choices, key: kind == .quiz ? right : [],
        multiple: form["form"] == "multiple" || form["multiple"] == "yes" || right.count > 1)
    }
  }

  /// 对 or 错 in either language, with or without the mark of a right choice.
  private func truth(_ line: String) -> Bool? {
    Web.truth(of: String(line.drop { "*＊ ".contains($0) }))
  }

  // MARK: - Showing

  /// The choices of an item with letters, counts and the width of each bar.
  func choiceModels(_ item: PublicItem) -> [[String: Any]] {
    let isScale = item.form == .slider
    // A scale's tallest column is full; all else is a share of those who answered.
    let most = max(
      1, isScale ? item.choices.compactMap(\.count).max() ?? 1 : item.answers ?? 1)
    return item.choices.enumerated().map { index, choice in
      var model: [String: Any] = [
        "index": index, "letter": choice.letter, "text": choice.text,
        "line": choice.letter.isEmpty ? choice.text : choice.letter + "　" + choice.text,
      ]
      // Of an order or a matching every line is right: what counts is how many had it so.
      if choice.right && item.form != .order && item.form != .match { model["right"] = true }
      if let count = choice.count {
        let share = min(100, count * 100 / most)
        model["count"] = "\(count)"
        model["counted"] = true
        if let before = choice.before {
          model["before"] = "\(before)"
          model["earlier"] = [
            "share": min(100, before * 100 / max(1, item.answersBefore ?? 1))
          ]
        }
        model["share"] = share
        if isScale { model["up"] = ["share": share, "rest": 100 - share] as [String: Any] }
      }
      // Whoever answered finds their choice again only where a line is a choice.
      if item.form == .choice || isScale { model["isChoice"] = true }
      return model
    }
  }

  /// What a result says besides its bars: the mean, the share right, the right answer, the cloud.
  func resultModel(_ item: PublicItem, in language: Language) -> [String: Any] {
    let say = Wording(language: language)
    var model: [String: Any] = ["choices": choiceModels(item), "isScale": item.form == .slider]
    func share(_ key: String, _ right: Int, of answers: Int) -> String {
      say(key, "\(right)", "\(answers)", say.percent(Double(right) / Double(answers)))
    }
    if let mean = item.mean {
      model["mean"] = say("act.mean", say.decimal(mean))
    }
    if let correct = item.correct, let answers = item.scored, answers > 0 {
      model["shareRight"] = share("act.shareRight", correct, of: answers)
    }
    if let correct = item.correctBefore, let answers = item.answersBefore, answers > 0 {
      model["shareBefore"] = share("act.shareBefore", correct, of: answers)
    }
    if item.phase == .revealed && (item.form == .order || item.form == .match) {
      model["linesNote"] = word("act.linesNote", in: language)
    }
    if item.discussing { model["discussing"] = true }
    if let answer = item.answer { model["answer"] = answer }
    if !item.targets.isEmpty && item.phase != .revealed { model["targets"] = item.targets }
    if !item.cloud.isEmpty { model["cloud"] = ["words": cloudModel(item.cloud)] }
    return model
  }

  /// Words in size order, in five sizes; each with its count in figures.
  private func cloudModel(_ words: [CountedWord]) -> [[String: Any]] {
    let most = max(1, words.map(\.count).max() ?? 1)
    let least = words.map(\.count).min() ?? 1
    return words.map {
      [
        "word": $0.word, "count": "\($0.count)",
        "size": most == least ? 3 : 1 + ($0.count - least) * 4 / (most - least),
      ]
    }
  }

  /// What the learner's form for an open item consists of.
  func entryModel(
    _ item: PublicItem, own: OwnView.Answer?, in language: Language
  ) -> [String: Any] {
    switch item.form {
    case .choice, .slider:
      let chosen = Set(own?.choices ?? [])
      let rows = choiceModels(item).enumerated().map { index, choice in
        choice.merging(
          ["input": item.multiple ? "checkbox" : "radio", "checked": chosen.contains(index)]
        ) { $1 }
      }
      return [
        "tap": !item.multiple,
        item.form == .slider ? "steps" : "choices": item.form == .slider
          ? ["rows": rows] as Any : rows as Any,
      ]
    case .extendedText: return ["openText": true]
    case .numericEntry, .textEntry:
      let isNumber = item.form == .numericEntry
      return [
        "entry": [
          "name": word(isNumber ? "act.yourNumber" : "act.yourAnswer", in: language),
          "mode": isNumber ? "decimal" : "text", "written": own?.text ?? "",
        ]
      ]
    case .order, .match:
      let isOrder = item.form == .order
      let options = isOrder ? item.choices.map(\.text) : item.targets
      return [
        "answerHint": word(isOrder ? "act.orderHint" : "act.matchHint", in: language),
        "answerLines": item.choices.enumerated().map { line, choice -> [String: Any] in
          let picked = own.flatMap { $0.choices.indices.contains(line) ? $0.choices[line] : nil }
          return [
            "name": isOrder ? word("act.place", ["\(line + 1)"], in: language) : choice.text,
            "options": options.enumerated().map { index, text in
              ["index": index, "text": text, "selected": index == picked] as [String: Any]
            },
          ]
        },
      ]
    }
  }
}
