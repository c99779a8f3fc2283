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
    guard incoming.method == .post else {
      return .page(try await sheetsPage(incoming, state: state, address: address))
    }
    do {
      let said = try await enterSheet(incoming, session, state)
      if incoming.wantsJSON {
        return try .json(["message": said])
      }
      return .page(
        try await sheetsPage(incoming, state: await session.seen, address: address, said: said))
    } catch let error as PageError where !incoming.wantsJSON {
      let wrong = word(error.key, error.arguments, in: incoming.language)
      return .page(
        try await sheetsPage(incoming, state: state, address: address, wrong: wrong),
        status: error.status)
    } catch let error as Rejection where !incoming.wantsJSON {
      let wrong = word("reject.\(error.token)", in: incoming.language)
      return .page(
        try await sheetsPage(incoming, state: state, address: address, wrong: wrong),
        status: error.status)
    }
  }

  /// - Returns: what was taken, in words.
  private func enterSheet(
    _ incoming: Incoming, _ session: Acting, _ state: State
  ) async throws -> String {
    let form = incoming.form
    guard let asked = state.items[form["item"]] else { throw Rejection.itemUnknown }
    let item = asked.item
    let letters = form["letters"].trimmingCharacters(in: .whitespacesAndNewlines)
    let id = form["id"].isEmpty ? nil : CommandID(String(form["id"].prefix(64)))
    let answer: String
    if item.kind.isAnonymous {
      let content =
        item.choices.isEmpty
        ? BallotContent(text: letters) : BallotContent(marks: try choices(letters, of: item))
      try await session.handle(
        .castSheet(item: item.id, key: Token.random(16), content: content), id: id)
      answer = item.takesHands ? letterText(content.marks) : "…"
      return word("sheets.takenBallot", ["\(asked.number)", answer], in: incoming.language)
    }
    let person = try await person(named: form["who"], in: state)
    let marks = try choices(letters, of: item)
    if state.attendance[person.person]?.checkedIn == nil { throw Rejection.notCheckedIn }
    try await session.handle(
      .enterSheet(item: item.id, person: person.person, choices: marks), id: id)
    answer = letterText(marks)
    return word("sheets.taken", ["\(asked.number)", person.name, answer], in: incoming.language)
  }

  private func letterText(_ marks: [Int]) -> String {
    Set(marks).sorted().map(choiceLetter).joined()
  }

  /// `b`, `AC`, `A、C` and full-width letters; anything else is refused.
  private func choices(_ text: String, of item: AssessmentItem) throws -> [Int] {
    let half = text.applyingTransform(.fullwidthToHalfwidth, reverse: false) ?? text
    if item.form == .slider {
      guard let index = item.choices.firstIndex(of: half) else { throw Rejection.choiceUnknown }
      return [index]
    }
    return try half.uppercased().filter { !" 、,，.".contains($0) }.map { letter in
      guard let value = letter.asciiValue, (65...90).contains(value),
        item.choices.indices.contains(Int(value) - 65)
      else { throw Rejection.choiceUnknown }
      return Int(value) - 65
    }
  }

  /// A person by the number on the list or by name; of two of one name nobody is guessed.
  private func person(named text: String, in state: State) async throws -> RosterEntry {
    let names = try await names(state.profile.id)
    let who = text.trimmingCharacters(in: .whitespacesAndNewlines)
    let list = state.signInList
    let byNumber = Dictionary(
      list.map { ($0.number, $0.person) }, uniquingKeysWith: { first, _ in first })
    if let number = Int(who) {
      guard let entry = byNumber[number].flatMap({ names[$0] }) else {
        throw PageError(.notFound, "sheets.numberUnknown", [String(who.prefix(12))])
      }
      return entry
    }
    // As the list offers it: 「12 王芳 第一车间」.
    if let first = who.split(separator: " ").first, let number = Int(first),
      let entry = byNumber[number].flatMap({ names[$0] }),
      who.contains(entry.name)
    {
      return entry
    }
    let found = list.compactMap { names[$0.person] }.filter {
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

  private func sheetsPage(
    _ incoming: Incoming, state: State, address: String, said: String? = nil,
    wrong: String? = nil
  ) async throws -> String {
    let language = incoming.language
    let names = try await names(state.profile.id)
    let chosen =
      incoming.form["item"].isEmpty ? incoming.query["item"] ?? "" : incoming.form["item"]
    let items = state.itemOrder.compactMap { state.items[$0] }.filter {
      $0.item.takesSheets
        && ($0.item.kind.isAnonymous ? $0.phase == .open : $0.phase != .waiting)
    }
    let first = items.first { $0.item.id == chosen } ?? items.last
    var model: [String: Any] = [
      "pageTitle": word("sheets.title", in: language), "title": state.profile.title,
      "back": Route.trainer(section: address).path,
      "self": Route.sheets(section: address).path,
      "commandID": Token.random(16), "none": items.isEmpty,
      "words": scriptWords(["room.retrying", "room.saving"], in: language),
      "items": items.map { asked -> [String: Any] in
        [
          "id": asked.item.id, "number": asked.number,
          "prompt": String(asked.item.prompt.prefix(60)),
          "kind": kindWord(asked.item.kind, in: language),
          "chosen": asked.item.id == first?.item.id,
          "anonymous": asked.item.kind.isAnonymous ? "yes" : "",
        ]
      },
      "people": state.signInList.compactMap { line in
        names[line.person].map { "\(line.number) \($0.name) \($0.unit)" }
      },
    ]
    if let said { model["said"] = said }
    if let wrong {
      model["wrong"] = wrong
      model["who"] = incoming.form["who"]
      model["letters"] = incoming.form["letters"]
    }
    return renderer.render("sheets", model, in: language)
  }
}
