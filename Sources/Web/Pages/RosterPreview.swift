import Classroom
import Documents
import Foundation
import Hummingbird
import Identity
import People
import Runtime
import Words

/// A table with its columns named, read but not yet taken.
struct RosterPreview {
  let upload: RosterUpload
  let table: RosterTable
  let columns: [RosterColumn?]
  let rows: [RosterRow]
  let problems: [RosterProblem]
  /// Which line was chosen as the head row.
  let head: RosterTable.HeadRow
  /// Lines that are not read: as the organizer said, or before that, those that look like no person.
  let leftOut: Set<Int>
  /// Whom the organizer says a row means, by its line; of another sheet nothing was said yet.
  var choices: [Int: PersonID?] = [:]

  init(
    upload: RosterUpload, table: RosterTable, columns: [RosterColumn?],
    head: RosterTable.HeadRow = .found, leavingOut: Set<Int>? = nil
  ) {
    self.upload = upload
    self.head = head
    let leftOut = leavingOut ?? remarkLines(of: table, columns: columns)
    self.leftOut = leftOut
    self.table = table
    self.columns = columns
    (rows, problems) =
      columns.contains(.name)
      ? readRoster(table, columns: columns, leavingOut: leftOut) : ([], [])
  }
}

extension Site {
  private static let rosterFindingsShown = 200

  func previewPage(
    _ incoming: Incoming, _ session: LiveSession, _ preview: RosterPreview
  ) async throws -> String {
    let language = incoming.language
    let id = session.section.rawValue
    let entries = try await people.roster(of: session.section)
    let plan = RosterPlan(preview.rows, onto: entries, choices: preview.choices)
    var model = organizerModel(incoming, title: word("roster.preview", in: language))
    model["title"] = await session.state.profile.title
    model["roster"] = Route.roster(id: id).path
    model["action"] = Route.roster(id: id).path
    let upload = preview.upload
    model["sheets"] = upload.sheets.enumerated().map { index, sheet -> [String: Any] in
      [
        "name": sheet.name, "text": sheet.text, "notes": RosterUpload.text(of: sheet.notes),
        "index": index, "chosen": index == upload.chosen,
      ]
    }
    model["severalSheets"] = upload.sheets.count > 1
    model["chosen"] = upload.chosen
    model["columns"] = columnModels(preview, in: language)
    // Each page that is shown is taken once.
    model["once"] = Token.random(16)
    model["headOf"] = preview.head.form
    model["headRows"] = headRows(preview, in: language)
    let leftOut = preview.problems.count { $0.isLeftOut }
    if !preview.leftOut.isEmpty {
      model["leftOut"] = word("roster.leftOut", ["\(preview.leftOut.count)"], in: language)
    }
    model["lacksName"] = !preview.columns.contains(.name)
    model["summary"] = word(
      "roster.summary",
      [plan.added, plan.updated, plan.unchanged, leftOut].map { "\($0)" }, in: language)
    let findings = findings(preview, in: language)
    model["findings"] = findings.prefix(Self.rosterFindingsShown).map {
      ["text": $0.text, "wrong": $0.wrong]
    }
    model["hasFindings"] = !findings.isEmpty
    if findings.count > Self.rosterFindingsShown {
      model["moreFindings"] = word(
        "roster.moreFindings", ["\(findings.count - Self.rosterFindingsShown)"], in: language)
    }
    let known = Dictionary(
      entries.map { ($0.person, $0) }, uniquingKeysWith: { first, _ in first })
    let shown = RosterColumn.allCases.filter { preview.columns.contains($0) }
    model["heads"] = shown.map { columnWord($0, in: language) }
    let steps = plan.steps.prefix(Self.rosterRowsShown).map {
      (
        line: $0.row.line,
        row: stepModel($0, shown, known, preview.choices[$0.row.line] ?? nil, in: language)
      )
    }
    // All lines that are left out are shown: what the page does not say is read.
    let leftLines = preview.table.lines.filter { preview.leftOut.contains($0.number) }.map {
      (line: $0.number, row: leftModel($0, preview.columns, shown, in: language))
    }
    model["steps"] = (steps + leftLines).sorted { $0.line < $1.line }.map(\.row)
    if plan.steps.count > Self.rosterRowsShown {
      model["more"] = word("roster.more", ["\(Self.rosterRowsShown)"], in: language)
    }
    model["canTake"] = !plan.steps.isEmpty
    return renderer.render("roster-preview", model, in: language)
  }

  /// The first lines, of which one may be the head row.
  private func headRows(
    _ preview: RosterPreview, in language: Language
  ) -> [[String: Any]] {
    let automatic: [String: Any] = [
      "value": "", "selected": preview.head == .found,
      "word": preview.head == .found && preview.table.head != nil
        ? word("roster.head.found", ["\(preview.table.head?.number ?? 0)"], in: language)
        : word("roster.head.automatic", in: language),
    ]
    let none: [String: Any] = [
      "value": "none", "selected": preview.head == .none,
      "word": word("roster.head.none", in: language),
    ]
    return [automatic, none]
      + preview.table.opening.map { line in
        let cells = line.cells.filter { !$0.isEmpty }.prefix(4).map { hidingNumbers($0) }
        return [
          "value": "\(line.number)", "selected": preview.head == .line(line.number),
          "word": word(
            "roster.head.line",
            ["\(line.number)", String(cells.joined(separator: " · ").prefix(40))], in: language),
        ]
      }
  }

  /// A line that is not read.
  private func leftModel(
    _ line: RosterTable.Line, _ columns: [RosterColumn?], _ shown: [RosterColumn],
    in language: Language
  ) -> [String: Any] {
    func cell(_ column: RosterColumn) -> String {
      guard let place = columns.firstIndex(of: column), line.cells.indices.contains(place)
      else { return "" }
      return String(hidingNumbers(line.cells[place]).prefix(60))
    }
    return [
      "line": line.number, "name": cell(.name), "cells": shown.dropFirst().map(cell),
      "change": word("roster.change.leftOut", in: language), "skipped": true,
      "skipLabel": word("roster.skipLine", ["\(line.number)", cell(.name)], in: language),
    ]
  }

  /// A choice for each column, with what stands in it.
  private func columnModels(
    _ preview: RosterPreview, in language: Language
  ) -> [[String: Any]] {
    preview.columns.indices.map { index in
      let head = preview.table.head?.cells
      let title = head.flatMap { $0.indices.contains(index) ? $0[index] : nil } ?? ""
      let samples = preview.table.lines.lazy.compactMap { line -> String? in
        guard line.cells.indices.contains(index), !line.cells[index].isEmpty else { return nil }
        let cell = line.cells[index]
        return phoneNumber(cell).map { masked(phone: $0) } ?? maskedIdentity(cell)
      }
      return [
        "name": "column\(index)",
        "title": title.isEmpty
          ? word("roster.columnNumber", ["\(index + 1)"], in: language) : title,
        "sample": Array(samples.prefix(2)).joined(separator: Wording(language: language).comma),
        "options": RosterColumn.allCases.map { column -> [String: Any] in
          [
            "value": column.rawValue, "word": columnWord(column, in: language),
            "selected": preview.columns[index] == column,
          ]
        },
      ]
    }
  }

  /// What may be an identity number is not shown either.
  private func maskedIdentity(_ text: String) -> String {
    let digits = text.unicodeScalars.filter { ("0"..."9").contains($0) }.count
    return digits >= 12 ? "\(text.prefix(3))****" : String(text.prefix(20))
  }

  private func findings(
    _ preview: RosterPreview, in language: Language
  ) -> [(text: String, wrong: Bool)] {
    var found: [(line: Int, text: String, wrong: Bool)] = []
    if preview.table.hasIdentityNumbers {
      found.append((0, word("roster.find.identity", in: language), false))
    }
    for (place, column) in preview.table.repeatedColumns
    where preview.columns.indices.contains(place) && preview.columns[place] == nil {
      found.append(
        (
          0,
          word(
            "roster.find.repeatedColumn",
            ["\(place + 1)", columnWord(column, in: language)], in: language), false
        ))
    }
    func line(_ number: Int, _ text: String) -> String {
      word("roster.line", ["\(number)", text], in: language)
    }
    for problem in preview.problems {
      found.append(
        (
          problem.line, line(problem.line, rosterWord(problem.kind, in: language)),
          problem.isLeftOut
        ))
    }
    for note in preview.upload.sheet.notes
    where preview.columns.indices.contains(note.column - 1)
      && preview.columns[note.column - 1] != nil
    {
      let said = word("roster.find.\(note.kind)", ["\(note.column)"], in: language)
      found.append(
        (note.line, line(note.line, said), [.formulaWithoutValue, .error].contains(note.kind)))
    }
    return found.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
      .map { ($0.element.text, $0.element.wrong) }
  }

  private func stepModel(
    _ step: RosterPlan.Step, _ shown: [RosterColumn], _ known: [PersonID: RosterEntry],
    _ chosen: PersonID?, in language: Language
  ) -> [String: Any] {
    let row = step.row
    let entry = RosterEntry(
      person: PersonID(""), name: row.name, unit: row.unit, group: row.group, details: row.details)
    var model: [String: Any] = [
      "line": row.line, "name": hidingNumbers(row.name),
      "cells": shown.dropFirst().map { shownValue($0, of: entry) },
      "skipLabel": word("roster.skipLine", ["\(row.line)", hidingNumbers(row.name)], in: language),
    ]
    switch step.change {
    case .add: model["change"] = word("roster.change.add", in: language)
    case .same: model["change"] = word("roster.change.same", in: language)
    case .update(_, let columns):
      let list = columns.map { columnWord($0, in: language) }
        .joined(separator: Wording(language: language).comma)
      model["change"] =
        step.wasWalkIn
        ? word("roster.change.walkIn", in: language)
        : word("roster.change.update", [list], in: language)
    }
    // Whoever was chosen stays choosable.
    var people = step.namesakes
    if case .update(let person, _) = step.change, chosen == person { people = [person] }
    if !people.isEmpty {
      model["match"] = [
        "label": word("roster.who", [row.name], in: language),
        "people": people.prefix(20).compactMap { known[$0] }.map { other -> [String: Any] in
          let parts = [other.name, other.unit, other.group, masked(phone: other.details[.phone])]
          return [
            "person": other.person.rawValue, "selected": chosen == other.person,
            "said": word(
              "roster.sameAs", [parts.filter { !$0.isEmpty }.joined(separator: " · ")],
              in: language),
          ]
        },
      ]
    }
    return model
  }
}
