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
    let everybody = try await people.roster(of: session.section).filter { $0.role == .learner }
    let learners = everybody.filter { state.roll.enrolment(of: $0.person) != .removed }
    // Merged in the class; their names were not stored then.
    let broken = everybody.filter { state.roll.kept($0.person) != $0.person }
    var model = organizerModel(incoming, title: word("roster.title", in: language))
    model["title"] = state.profile.title
    model["section"] = Route.section(id: id).path
    model["action"] = Route.roster(id: id).path
    model["once"] = Token.random(16)
    let removed = everybody.filter {
      state.roll.enrolment(of: $0.person) == .removed && !$0.name.isEmpty
        && state.roll.kept($0.person) == $0.person
    }
    if !removed.isEmpty {
      model["removed"] = [
        "title": word("roster.removed", ["\(removed.count)"], in: language),
        "people": removed.map { entry -> [String: Any] in
          [
            "name": [entry.name, entry.unit, entry.group].filter { !$0.isEmpty }
              .joined(separator: " · "),
            "edit": Route.rosterPerson(id: id, person: entry.person.rawValue).path,
          ]
        },
      ]
    }
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
    model["merge"] = mergeModel(learners, broken: broken, state, in: language)
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

  /// Whether somebody who came may be this person: on the list. The desk may have tapped the name too.
  private func isPlace(_ entry: RosterEntry, _ state: State) -> Bool {
    !entry.walkIn && !entry.name.isEmpty && state.attendance[entry.person] != nil
      && state.roll.enrolment(of: entry.person) == .listed
  }

  /// Who came without being found on the roster, and whose place each may take; `nil` where there is
  /// nobody to merge. A merge that broke off is offered again.
  private func mergeModel(
    _ learners: [RosterEntry], broken: [RosterEntry], _ state: State, in language: Language
  ) -> [String: Any]? {
    let came =
      learners.filter { isWalkIn($0, state) && !$0.name.isEmpty } + broken.filter(\.walkIn)
    let places = learners.filter { isPlace($0, state) } + broken.filter { !$0.walkIn }
    guard !came.isEmpty, !places.isEmpty else { return nil }
    func options(_ entries: [RosterEntry], saysWhoCame: Bool) -> [[String: Any]] {
      entries.map { entry in
        let name = [entry.name, entry.unit, entry.group].filter { !$0.isEmpty }
          .joined(separator: " · ")
        return [
          "person": entry.person.rawValue,
          "name": saysWhoCame && state.isPresent(entry.person)
            ? word("roster.mergeCameToo", [name], in: language) : name,
        ]
      }
    }
    // Those who have not come first: mostly it is one of them.
    let vacant = places.filter { !state.isPresent($0.person) }
    let taken = places.filter { state.isPresent($0.person) }
    return [
      "came": options(came, saysWhoCame: false),
      "places": options(vacant + taken, saysWhoCame: true),
    ]
  }

  /// Whether two entries are one person, asked before they are merged for good.
  func mergePage(
    _ incoming: Incoming, _ session: LiveSession, _ entries: [RosterEntry]
  ) async -> String {
    let language = incoming.language
    let state = await session.state
    let here = Route.roster(id: session.section.rawValue).path
    let days = state.roll.checkpoints.last?.day ?? 1
    let say = Wording(language: language)
    let ask = word("roster.mergeAsk", entries.map(\.name), in: language)
    var model = organizerModel(incoming, title: ask)
    model["ask"] = ask
    model["action"] = here
    model["back"] = here
    model["once"] = incoming.form["once"]
    model["came"] = entries.first?.person.rawValue ?? ""
    model["into"] = entries.last?.person.rawValue ?? ""
    model["entries"] = entries.map { entry -> [String: Any] in
      let arrivals = state.roll.checkpoints.compactMap { half in
        state.roll.entries[half.id]?[entry.person]?.arrived.map {
          word(
            "roster.mergeArrived", [say.halfDay(half, days: days), clockTime($0)], in: language)
        }
      }
      return [
        "name": entry.name,
        "place": [entry.unit, entry.group].filter { !$0.isEmpty }.map(hidingNumbers)
          .joined(separator: " · "),
        "arrivals": arrivals.isEmpty ? [word("roster.mergeNotArrived", in: language)] : arrivals,
      ]
    }
    return renderer.render("roster-merge", model, in: language)
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
    let part = state.roll.enrolment(of: entry.person)
    if part == .observer || part == .guest || part == .replaced {
      row["walkIn"] = word("enrolment.\(part.rawValue)", in: language)
    } else if isWalkIn(entry, state) {
      row["walkIn"] = word("enrolment.walkIn", in: language)
    }
    if !isErased {
      row["edit"] = [
        "href": Route.rosterPerson(
          id: state.profile.id.rawValue, person: entry.person.rawValue
        ).path,
        "label": word("roster.editWho", [entry.name], in: language),
      ]
    }
    if state.isOpen, !isErased {
      row["card"] = ["label": word("roster.revokeCard", [entry.name], in: language)]
    }
    return row
  }

  /// As a page shows it: numbers masked.
  func shownValue(_ column: RosterColumn, of entry: RosterEntry) -> String {
    switch column {
    case .name: entry.name
    case .unit: hidingNumbers(entry.unit)
    case .group: hidingNumbers(entry.group)
    case .phone: masked(phone: entry.details[.phone])
    default: column.field.map { hidingNumbers(entry.details[$0]) } ?? ""
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
    case .remark: word("roster.find.remark", in: language)
    case .phoneShared(let line): word("roster.find.phoneShared", ["\(line)"], in: language)
    case .detail(let column):
      word("roster.find.detail", [columnWord(column, in: language)], in: language)
    case .namesake(let line): word("roster.find.namesake", ["\(line)"], in: language)
    }
  }
}
