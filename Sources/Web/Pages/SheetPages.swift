import Classroom
import Foundation
import Hummingbird
import Identity
import People
import Runtime
import Words

/// Typing in paper answer sheets 录入答题卡: choose the question, name or number, letters, Enter.
extension Site {
  func answerSheets(_ incoming: Incoming, _ session: Acting) async throws -> Response {
    let state = await session.seen
    let address = session.address
    let isWhole = session.limit == nil
    guard incoming.method == .post else {
      return .page(try await sheetsPage(incoming, state: state, address: address, isWhole: isWhole))
    }
    do {
      let said = try await enterSheet(incoming, session, state)
      if incoming.wantsJSON {
        return try .json(["message": said])
      }
      return .page(
        try await sheetsPage(
          incoming, state: await session.seen, address: address, isWhole: isWhole, said: said))
    } catch let error as PageError where !incoming.wantsJSON {
      let wrong = word(error.key, error.arguments, in: incoming.language)
      return .page(
        try await sheetsPage(
          incoming, state: state, address: address, isWhole: isWhole, wrong: wrong),
        status: error.status)
    } catch let error as Rejection where !incoming.wantsJSON {
      let wrong = word("reject.\(error.token)", in: incoming.language)
      return .page(
        try await sheetsPage(
          incoming, state: state, address: address, isWhole: isWhole, wrong: wrong),
        status: error.status)
    }
  }

  /// - Returns: what was taken, in words.
  private func enterSheet(
    _ incoming: Incoming, _ session: Acting, _ state: State
  ) async throws -> String {
    let form = incoming.form
    let language = incoming.language
    let id = form["id"].isEmpty ? nil : CommandID(String(form["id"].prefix(64)))
    let typed = form["letters"].trimmingCharacters(in: .whitespacesAndNewlines)
    if form["do"] == "returned" {
      let person = try await person(named: form["who"], in: state)
      let on = form["on"] != "no"
      try await session.handle(
        .noteEvaluationOnPaper(person: person.person, on: on), id: id)
      return word(on ? "sheets.noted" : "sheets.unnoted", [person.name], in: language)
    }
    if form["item"] == evaluationBox {
      let marks = try grades(typed, of: state.evaluation.form)
      try await session.handle(
        .castEvaluationSheet(
          key: Token.random(16), content: BallotContent(marks: marks, text: form["text"])),
        id: id)
      return word(
        "sheets.takenEvaluation", [marks.map { "\($0 + 1)" }.joined()], in: language)
    }
    guard let asked = state.items[form["item"]] else { throw Rejection.itemUnknown }
    let item = asked.item
    if item.kind.isAnonymous {
      let content =
        item.choices.isEmpty
        ? BallotContent(text: typed) : BallotContent(marks: try choices(typed, of: item))
      try await session.handle(
        .castSheet(item: item.id, key: Token.random(16), content: content), id: id)
      let answer = item.takesHands ? letterText(content.marks) : "…"
      return word("sheets.takenBallot", ["\(asked.number)", answer], in: language)
    }
    let person = try await person(named: form["who"], in: state)
    let answer: String
    if item.takesText {
      answer = try canonical(text: typed, for: item)
      try await session.handle(
        .enterSheetText(item: item.id, person: person.person, text: typed), id: id)
    } else {
      let marks = try choices(typed, of: item)
      try await session.handle(
        .enterSheet(item: item.id, person: person.person, choices: marks), id: id)
      answer =
        switch item.form {
        case .order: marks.map(choiceLetter).joined()
        case .match:
          marks.enumerated().map { "\(choiceLetter($0))\($1 + 1)" }.joined(separator: " ")
        default: letterText(marks)
        }
    }
    return word("sheets.taken", ["\(asked.number)", person.name, answer], in: language)
  }

  private func letterText(_ marks: [Int]) -> String {
    Set(marks).sorted().map(choiceLetter).joined()
  }

  /// `Ａ、Ｃ→Ｂ。` as `A､C￫B｡`: the comma of lists, the full stop and the arrow have a half-width form too.
  private func halfWidth(_ text: String) -> String {
    text.applyingTransform(.fullwidthToHalfwidth, reverse: false) ?? text
  }

  /// `b`, `AC`, `A、C` and full-width letters; the steps of a scale as numbers; an order as its letters
  /// one after the other; pairs as `A2 B1` or, in the order of the lines, `2 1`.
  ///
  /// - Throws: `PageError` that says what this question takes.
  private func choices(_ text: String, of item: AssessmentItem) throws -> [Int] {
    let half = halfWidth(text).uppercased()
    let lines = item.choices.count
    func wrong(_ key: String, _ arguments: String...) -> PageError {
      PageError(.unprocessableContent, key, arguments)
    }
    if half.isEmpty { throw Rejection.choiceMissing }
    switch item.form {
    case .slider:
      guard let index = item.choices.firstIndex(of: half) else {
        throw wrong("sheets.wrongStep", item.choices.first ?? "", item.choices.last ?? "")
      }
      return [index]
    case .match:
      guard let pairs = pairs(half, lines: lines), pairs.allSatisfy(item.targets.indices.contains)
      else {
        throw wrong("sheets.wrongMatch", choiceLetter(max(0, lines - 1)), "\(item.targets.count)")
      }
      return pairs
    default:
      let marks = half.filter { !" ､,｡.￫>-".contains($0) }.map { letter in
        letter.asciiValue.map { Int($0) - 65 } ?? -1
      }
      let isOrder = item.form == .order
      guard marks.allSatisfy(item.choices.indices.contains),
        !isOrder || (marks.count == lines && Set(marks).count == lines)
      else {
        throw isOrder
          ? wrong("sheets.wrongOrder", "\(lines)", choiceLetter(max(0, lines - 1)))
          : wrong("sheets.wrongLetters", choiceLetter(max(0, lines - 1)))
      }
      return marks
    }
  }

  /// The target of each line, from 0; `nil` where one is missing or written twice.
  private func pairs(_ text: String, lines: Int) -> [Int]? {
    if text.contains(where: \.isLetter) {
      var found: [Int: Int] = [:]
      var line: Int?
      var number = ""
      func close() -> Bool {
        guard let known = line else { return number.isEmpty }
        guard let target = Int(number), found.updateValue(target - 1, forKey: known) == nil else {
          return false
        }
        number = ""
        return true
      }
      for character in text {
        if let value = character.asciiValue, (65...90).contains(value) {
          guard close() else { return nil }
          line = Int(value) - 65
        } else if character.isASCII, character.isNumber {
          number.append(character)
        }
      }
      guard close(), found.count == lines else { return nil }
      let all = (0..<lines).compactMap { found[$0] }
      return all.count == lines ? all : nil
    }
    let parts = text.split { !$0.isNumber }.map(String.init)
    let numbers = parts.count == 1 && lines > 1 ? parts[0].map { String($0) } : parts
    let targets = numbers.compactMap { Int($0) }.map { $0 - 1 }
    return targets.count == lines ? targets : nil
  }

  /// One figure for each aspect, 1 for the best grade.
  private func grades(_ text: String, of form: EvaluationForm) throws -> [Int] {
    let marks = halfWidth(text).filter { !" ､,｡.".contains($0) }.map {
      ($0.wholeNumberValue ?? 0) - 1
    }
    guard marks.count == form.aspects.count, marks.allSatisfy({ Grade(rawValue: $0) != nil })
    else {
      throw PageError(
        .unprocessableContent, "sheets.wrongGrades", ["\(form.aspects.count)"])
    }
    return marks
  }

  /// A person by the number on the list or by name; of two of one name nobody is guessed.
  private func person(named text: String, in state: State) async throws -> RosterEntry {
    let names = try await names(state.profile.id)
    let who = text.trimmingCharacters(in: .whitespacesAndNewlines)
    let numbers = SignInNumbers(state)
    func holder(of number: Int) -> RosterEntry? {
      numbers.person(number).flatMap { state.takesPart($0) ? names[$0] : nil }
    }
    if let number = Int(who) {
      guard let entry = holder(of: number) else {
        throw PageError(.notFound, "sheets.numberUnknown", [String(who.prefix(12))])
      }
      return entry
    }
    // As the list offers it: 「12 王芳 第一车间」.
    if let first = who.split(separator: " ").first, let number = Int(first),
      let entry = holder(of: number), who.contains(entry.name)
    {
      return entry
    }
    let found = state.signInList.compactMap { names[$0.person] }.filter {
      comparisonKey($0.name) == comparisonKey(who)
    }
    guard found.count < 2 else {
      throw PageError(.conflict, "sheets.sameName", [String(who.prefix(40)), "\(found.count)"])
    }
    guard let entry = found.first, !who.isEmpty else {
      throw PageError(.notFound, "sheets.nameUnknown", [String(who.prefix(40))])
    }
    return entry
  }

  /// As the list offers it: 「12 王芳 第一车间」.
  private func sheetName(_ entry: RosterEntry, _ number: Int) -> String {
    "\(number) \(entry.name) \(entry.unit)"
  }

  /// - Parameter isWhole: whether it is for the whole class: the evaluation is not of a room alone.
  private func sheetsPage(
    _ incoming: Incoming, state: State, address: String, isWhole: Bool, said: String? = nil,
    wrong: String? = nil
  ) async throws -> String {
    let language = incoming.language
    let names = try await names(state.profile.id)
    let chosen =
      incoming.form["item"].isEmpty ? incoming.query["item"] ?? "" : incoming.form["item"]
    let items = state.itemOrder.compactMap { state.items[$0] }.filter {
      $0.item.kind.isAnonymous ? $0.phase == .open : $0.phase != .waiting
    }
    let takesEvaluation = state.evaluation.phase == .open && isWhole
    let first = items.first { $0.item.id == chosen } ?? (takesEvaluation ? nil : items.last)
    var model: [String: Any] = [
      "pageTitle": word("sheets.title", in: language), "title": state.profile.title,
      "back": Route.trainer(section: address).path,
      "self": Route.sheets(section: address).path,
      "commandID": Token.random(16), "none": items.isEmpty && !takesEvaluation,
      "words": scriptWords(["room.retrying", "room.saving"], in: language),
      "items": items.map { asked -> [String: Any] in
        [
          "id": asked.item.id, "number": asked.number,
          "prompt": String(asked.item.prompt.prefix(60)),
          "kind": kindWord(asked.item.kind, in: language),
          "chosen": asked.item.id == first?.item.id,
          "anonymous": asked.item.kind.isAnonymous ? "yes" : "",
          "hint": word("sheets.hint.\(asked.item.form.rawValue)", in: language),
        ]
      },
      "list": state.signInList.compactMap { line in
        names[line.person].map { sheetName($0, line.number) }
      },
    ]
    if takesEvaluation {
      model["evaluation"] = [
        "id": evaluationBox, "chosen": first == nil,
        "hint": word(
          "sheets.hint.evaluation",
          [
            state.evaluation.form.aspects.map { Wording(language: language).aspect($0) }
              .joined(separator: Wording(language: language).comma)
          ], in: language),
      ]
    }
    if state.evaluation.phase != .waiting, isWhole {
      model["returned"] = [
        "counts": word(
          "sheets.returnedCounts",
          ["\(state.evaluation.sheets)", "\(state.evaluation.onPaper.count)"], in: language),
        "people": state.signInList.filter { state.evaluation.onPaper.contains($0.person) }
          .compactMap { line -> [String: Any]? in
            names[line.person].map { ["who": sheetName($0, line.number), "name": $0.name] }
          },
      ]
    }
    if state.phase == .closed { model["over"] = true }
    if let said { model["said"] = said }
    if let wrong {
      model["wrong"] = wrong
      model["who"] = incoming.form["who"]
      model["letters"] = incoming.form["letters"]
    }
    return renderer.render("sheets", model, in: language)
  }
}
