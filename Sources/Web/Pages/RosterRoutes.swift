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
    guard await session.state.isOpen else { throw Rejection.sectionClosed }
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
      if let wrong = try await addByHand(incoming, session) {
        return .page(
          try await rosterPage(incoming, session, addWrong: wrong), status: .unprocessableContent)
      }
      return .seeOther(here + "?said=added")
    case "merge":
      try await session.merge(
        walkIn: PersonID(form["person"]), into: PersonID(form["into"]), people: people)
      return .seeOther(here + "?said=merged")
    case "revokeCard":
      guard var entry = try await people.entry(PersonID(form["person"]), in: session.section),
        entry.role == .learner
      else { throw Rejection.personUnknown }
      entry.details.cardsRevoked += 1
      try await people.update(entry, in: session.section)
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
    let isSameSheet = form["columnsOf"] == "\(upload.chosen)"
    let table = upload.table
    var preview = RosterPreview(
      upload: upload, table: table,
      columns: isSameSheet ? columns(form, count: table.columns.count) : table.columns)
    if isSameSheet { preview.choices = choices(form, preview.rows) }
    guard form["do"] == "take", isSameSheet, preview.columns.contains(.name) else {
      return .page(try await previewPage(incoming, session, preview))
    }
    let plan = try await session.take(
      preview.rows, choices: preview.choices, people: people)
    return .seeOther(
      Route.roster(id: session.section.rawValue).path
        + "?said=taken&added=\(plan.added)&updated=\(plan.updated)&same=\(plan.unchanged)")
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
    let (rows, problems) = readRoster(table, columns: columns)
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
