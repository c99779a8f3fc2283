import Classroom
import Foundation
import Hummingbird
import Identity
import People
import Runtime
import Words

extension Site {
  /// Lines that a page shows at most; all of a table are taken all the same, and those of a roster go
  /// on with the next page.
  static let rosterRowsShown = 500

  func rosterPage(
    _ incoming: Incoming, _ session: LiveSession, wrong: String? = nil, pasted: String = "",
    addWrong: String? = nil
  ) async throws -> String {
    let language = incoming.language
    let state = await session.state
    let id = session.section.rawValue
    let learners = try await people.roster(of: session.section).filter { $0.role == .learner }
    var model = organizerModel(incoming, title: word("roster.title", in: language))
    model["title"] = state.profile.title
    model["section"] = Route.section(id: id).path
    model["action"] = Route.roster(id: id).path
    model["cards"] = Route.cards(id: id).path
    model["isOpen"] = state.isOpen
    model["pasted"] = pasted
    model["pastedOpen"] = !pasted.isEmpty
    if let wrong { self.wrong([wrong], into: &model) }
    if let addWrong { model["addWrong"] = addWrong }
    if let said = incoming.query["said"] { model["flash"] = flash(said, incoming) }
    model["fields"] = RosterColumn.allCases.map { column -> [String: Any] in
      [
        "key": column.rawValue, "label": columnWord(column, in: language),
        "required": column == .name, "value": incoming.form[column.rawValue],
        "digits": column == .phone,
      ]
    }
    let shown = shownColumns(learners)
    model["heads"] = shown.map { columnWord($0, in: language) }
    model["merge"] = mergeModel(learners, state, in: language)
    let from = incoming.query["from"].flatMap { Int($0) } ?? 1
    let first = min(max(1, from), max(1, learners.count)) - 1
    model["people"] = learners.dropFirst(first).prefix(Self.rosterRowsShown).map {
      personModel($0, state, shown: shown, in: language)
    }
    model["nobody"] = learners.isEmpty
    model["count"] = word("roster.count", ["\(learners.count)"], in: language)
    let pages = [
      ("roster.before", first == 0 ? nil : max(0, first - Self.rosterRowsShown)),
      ("roster.after", first + Self.rosterRowsShown),
    ]
    model["pages"] = pages.compactMap { key, start -> [String: Any]? in
      guard let start, start < learners.count else { return nil }
      return [
        "address": Route.roster(id: id).path + "?from=\(start + 1)",
        "word": word(
          key, ["\(start + 1)", "\(min(start + Self.rosterRowsShown, learners.count))"],
          in: language),
      ]
    }
    return renderer.render("roster", model, in: language)
  }

  private func flash(_ said: String, _ incoming: Incoming) -> String {
    func number(_ name: String) -> String {
      "\(incoming.query[name].flatMap { Int($0) } ?? 0)"
    }
    return said == "taken"
      ? word(
        "roster.said.taken", ["added", "updated", "same"].map(number), in: incoming.language)
      : ["added", "merged", "revoked"].contains(said)
        ? word("roster.said.\(said)", in: incoming.language)
        : said == "erased" ? word("privacy.said.erased", in: incoming.language) : ""
  }

  /// Name, unit and group, and what at least one person has.
  private func shownColumns(_ learners: [RosterEntry]) -> [RosterColumn] {
    RosterColumn.allCases.filter { column in
      guard let field = column.field else { return true }
      return learners.contains { !$0.details[field].isEmpty }
    }
  }

  /// Whether somebody who came may be this person: expected, and not come.
  private func isVacant(_ entry: RosterEntry, _ state: State) -> Bool {
    !entry.walkIn && !entry.name.isEmpty && state.attendance[entry.person]?.checkedIn == nil
      && state.roll.enrolment(of: entry.person) == .listed
  }

  /// Who came without being found on the roster, and whose place each may take; `nil` where there is
  /// nobody to merge.
  private func mergeModel(
    _ learners: [RosterEntry], _ state: State, in language: Language
  ) -> [String: Any]? {
    let came = learners.filter { isWalkIn($0, state) && !$0.name.isEmpty }
    let places = learners.filter { isVacant($0, state) }
    guard state.isOpen, !came.isEmpty, !places.isEmpty else { return nil }
    func options(_ entries: [RosterEntry]) -> [[String: Any]] {
      entries.map {
        [
          "person": $0.person.rawValue,
          "name": [$0.name, $0.unit, $0.group].filter { !$0.isEmpty }.joined(separator: " · "),
        ]
      }
    }
    return ["came": options(came), "places": options(places)]
  }

  private func isWalkIn(_ entry: RosterEntry, _ state: State) -> Bool {
    state.roll.enrolment(of: entry.person) == .walkIn
      || (entry.walkIn && state.attendance[entry.person] != nil)
  }

  private func personModel(
    _ entry: RosterEntry, _ state: State, shown: [RosterColumn], in language: Language
  ) -> [String: Any] {
    let isErased = entry.name.isEmpty
    var row: [String: Any] = [
      "person": entry.person.rawValue, "erased": isErased,
      "name": isErased ? word("section.erased", in: language) : entry.name,
      "href": Route.person(section: state.profile.id.rawValue, person: entry.person.rawValue).path,
      "cells": shown.dropFirst().map { shownValue($0, of: entry) },
    ]
    if isWalkIn(entry, state) { row["walkIn"] = word("enrolment.walkIn", in: language) }
    if state.isOpen, !isErased {
      row["card"] = ["label": word("roster.revokeCard", [entry.name], in: language)]
    }
    return row
  }

  /// As a page shows it: numbers masked.
  func shownValue(_ column: RosterColumn, of entry: RosterEntry) -> String {
    switch column {
    case .name: entry.name
    case .unit: entry.unit
    case .group: entry.group
    case .phone: masked(phone: entry.details[.phone])
    default: column.field.map { entry.details[$0] } ?? ""
    }
  }

  func columnWord(_ column: RosterColumn, in language: Language) -> String {
    word("roster.column.\(column.rawValue)", in: language)
  }

  /// What is to be said of a line.
  func rosterWord(_ kind: RosterProblem.Kind, in language: Language) -> String {
    switch kind {
    case .name(let name): word("join.nameProblem.\(name)", in: language)
    case .unit: word("section.unitWrong", in: language)
    case .group: word("section.groupWrong", in: language)
    case .repeated(let line): word("roster.repeated", ["\(line)"], in: language)
    case .phone: word("roster.find.phone", in: language)
    case .phoneShared(let line): word("roster.find.phoneShared", ["\(line)"], in: language)
    case .detail(let column):
      word("roster.find.detail", [columnWord(column, in: language)], in: language)
    case .namesake(let line): word("roster.find.namesake", ["\(line)"], in: language)
    }
  }
}
