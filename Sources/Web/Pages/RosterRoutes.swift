import Classroom
import Foundation
import Hummingbird
import Identity
import People
import Runtime
import Words

/// The roster of a class 学员名册, for its organizer: taken from a table, added by hand, merged with who
/// came without being found on it. What somebody reads before it is taken is written nowhere.
extension Site {
  func answerRoster(_ incoming: Incoming, _ session: LiveSession) async throws -> Response {
    guard incoming.method == .post else {
      return .page(try await rosterPage(incoming, session))
    }
    let form = incoming.form
    let here = Route.roster(id: session.section.rawValue).path
    // Who came outside the roster is found on it after the class too.
    let isOpen = await session.state.isOpen
    guard isOpen || form["do"] == "merge" else { throw Rejection.sectionClosed }
    let turn = session.section.rawValue
    switch form["do"] {
    case "read", "preview", "take":
      let upload: RosterUpload
      do throws(RosterUpload.Problem) {
        upload =
          form["do"] == "read"
          ? try RosterUpload(
            file: incoming.files.first, pasted: Self.lineFeeds(form["roster"]))
          : try RosterUpload(form)
      } catch {
        let wrong = word(error.key, error.arguments, in: incoming.language)
        return .page(
          try await rosterPage(incoming, session, wrong: wrong, pasted: form["roster"]),
          status: .unprocessableContent)
      }
      return try await preview(incoming, session, upload)
    case "add":
      let wrong = try await doors.once(incoming.formName, in: turn) {
        try await self.addByHand(incoming, session) ?? ""
      }
      if !wrong.isEmpty {
        return .page(
          try await rosterPage(incoming, session, addWrong: wrong), status: .unprocessableContent)
      }
      return .seeOther(here + "?said=added")
    case "merge":
      guard form["confirm"] == "yes" else {
        var entries: [RosterEntry] = []
        for person in [form["person"], form["into"]] {
          guard let entry = try await people.entry(PersonID(person), in: session.section),
            entry.role == .learner
          else { throw Rejection.personUnknown }
          entries.append(entry)
        }
        return .page(await mergePage(incoming, session, entries))
      }
      _ = try await doors.once(incoming.formName, in: turn) { [people] in
        try await session.merge(
          walkIn: PersonID(form["person"]), into: PersonID(form["into"]), people: people)
        return ""
      }
      return .seeOther(here + "?said=merged")
    case "revokeCard":
      let person = PersonID(form["person"])
      guard try await people.entry(person, in: session.section)?.role == .learner else {
        throw Rejection.personUnknown
      }
      // With the cards of entries that were merged into this one.
      var entries: [RosterEntry] = []
      for one in [person] + (await session.state.roll.merged(into: person)) {
        guard var entry = try await people.entry(one, in: session.section) else { continue }
        entry.details.cardsRevoked += 1
        entries.append(entry)
      }
      try await people.put(entries, in: session.section)
      return .seeOther(here + "?said=revoked")
    default: throw PageError(.unprocessableContent, "error.formUnreadable")
    }
  }

  /// Shows what taking the table would change; takes it where that was said and all is clear.
  private func preview(
    _ incoming: Incoming, _ session: LiveSession, _ upload: RosterUpload
  ) async throws -> Response {
    let form = incoming.form
    // Another sheet has columns of its own.
    // A head row was chosen for the sheet that was shown.
    let isShown = form["columnsOf"] == "\(upload.chosen)"
    let head: RosterTable.HeadRow = isShown ? RosterTable.HeadRow(form: form["head"]) : .found
    let table = RosterTable(upload.sheet.text, head: head)
    // So has a table with another head row.
    let isSameSheet = isShown && form["headOf"] == form["head"]
    var preview = RosterPreview(
      upload: upload, table: table,
      columns: isSameSheet ? columns(form, count: table.columns.count) : table.columns,
      head: head, leavingOut: isSameSheet ? Set(form.all("skip").compactMap { Int($0) }) : nil)
    if isSameSheet { preview.choices = choices(form, preview.rows) }
    guard form["do"] == "take", isSameSheet, preview.columns.contains(.name) else {
      return .page(try await previewPage(incoming, session, preview))
    }
    let (rows, choices) = (preview.rows, preview.choices)
    let token = form["once"].isEmpty ? Token.random(8) : form["once"]
    // A second click takes nothing: it leads where the first did.
    let place = try await doors.once(incoming.formName, in: session.section.rawValue) {
      [people] in
      let plan = try await session.take(rows, choices: choices, token: token, people: people)
      return Route.roster(id: session.section.rawValue).path
        + "?said=taken&added=\(plan.added)&updated=\(plan.updated)&same=\(plan.unchanged)"
    }
    return .seeOther(place)
  }

  private func columns(_ form: Form, count: Int) -> [RosterColumn?] {
    var seen: Set<RosterColumn> = []
    return (0..<count).map { index in
      guard let column = RosterColumn(rawValue: form["column\(index)"]),
        seen.insert(column).inserted
      else { return nil }
      return column
    }
  }

  /// Whom the organizer says a row means.
  private func choices(_ form: Form, _ rows: [RosterRow]) -> [Int: PersonID?] {
    var choices: [Int: PersonID?] = [:]
    for row in rows {
      switch form["match\(row.line)"] {
      case "": continue
      case "new": choices.updateValue(nil, forKey: row.line)
      case let person: choices[row.line] = .some(PersonID(person))
      }
    }
    return choices
  }

  /// Returns what is wrong, in words.
  private func addByHand(_ incoming: Incoming, _ session: LiveSession) async throws -> String? {
    let columns = RosterColumn.allCases
    let cells = columns.map {
      trimmedLine(String(incoming.form[$0.rawValue].prefix(500)))
    }
    // By the same reader as a table: one line of it.
    var table = RosterTable("")
    table.lines = [RosterTable.Line(number: 1, cells: cells)]
    let (rows, problems) = readRoster(table, columns: columns, leavingOut: [])
    if let problem = problems.first { return rosterWord(problem.kind, in: incoming.language) }
    guard let row = rows.first else { return nil }
    let known = try await people.find(name: row.name, unit: row.unit, in: session.section)
    if known.contains(where: {
      $0.role == .learner && $0.details[.phone] == row.details[.phone]
    }) {
      return word("section.alreadyListed", [row.name], in: incoming.language)
    }
    try await session.take([row], choices: [1: nil], people: people)
    return nil
  }

  private func trimmedLine(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 }).trimmingCharacters(in: .whitespaces)
  }
}

extension RosterTable.HeadRow {
  /// As the preview's form says it: nothing, `none` or a line.
  init(form text: String) {
    self = text == "none" ? .none : Int(text).map { .line($0) } ?? .found
  }

  var form: String {
    switch self {
    case .found: ""
    case .none: "none"
    case .line(let number): "\(number)"
    }
  }
}
