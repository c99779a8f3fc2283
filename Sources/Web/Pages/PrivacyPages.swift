import Classroom
import Foundation
import Hummingbird
import Identity
import People
import Runtime
import Words

/// Personal data of a class 个人信息, for its organizer: how long names are kept, and who opened them.
extension Site {
  private static let accessesShown = 200

  func answerPrivacy(_ incoming: Incoming, _ session: LiveSession) async throws -> Response {
    let here = Route.privacy(id: session.section.rawValue).path
    guard incoming.method == .post else { return .page(try await privacyPage(incoming, session)) }
    func refuse(_ key: String, _ arguments: [String] = []) async throws -> Response {
      .page(
        try await privacyPage(
          incoming, session, wrong: word(key, arguments, in: incoming.language)),
        status: .unprocessableContent)
    }
    let before = try await people.retention(of: session.section)
    switch incoming.form["do"] {
    case "retention":
      let typed = incoming.form["months"].filter { !$0.isWhitespace }
      if typed.isEmpty {
        try await people.setRetention(nil, of: session.section)
        return .seeOther(here + "?said=unset")
      }
      guard let months = Int(typed), Retention.range.contains(months) else {
        return try await refuse(
          "privacy.monthsWrong", ["\(Retention.range.lowerBound)", "\(Retention.range.upperBound)"])
      }
      let rule = Retention(
        months: months, keepsCertificates: incoming.form["certificates"] == "keep",
        done: before?.done)
      try await people.setRetention(rule, of: session.section)
      return .seeOther(here + "?said=set")
    case "retain":
      guard incoming.form["confirm"] == "yes" else {
        return try await refuse("privacy.confirmMissing")
      }
      guard let due = try await due(of: session.section) else {
        return try await refuse("privacy.notDue")
      }
      try await erasing(in: [session.section]) {
        try await carryOut(due, in: people, by: CourseRole.organizer.rawValue, at: clock()).persons
      }
      return .seeOther(here + "?said=retained")
    default: throw PageError(.unprocessableContent, "error.formUnreadable")
    }
  }

  private func due(of section: SectionID) async throws -> RetentionDue? {
    try await retentionsDue(in: hall, people: people, at: clock(), timeZone: timeZone)
      .first { $0.profile.id == section }
  }

  private func privacyPage(
    _ incoming: Incoming, _ session: LiveSession, wrong: String? = nil
  ) async throws -> String {
    let language = incoming.language
    let state = await session.state
    let id = session.section.rawValue
    let rule = try await people.retention(of: session.section)
    var model = organizerModel(incoming, title: word("privacy.title", in: language))
    model["title"] = state.profile.title
    model["section"] = Route.section(id: id).path
    model["roster"] = Route.roster(id: id).path
    model["action"] = Route.privacy(id: id).path
    if let wrong { self.wrong([wrong], into: &model) }
    if wrong == nil, let said = incoming.query["said"],
      ["set", "unset", "retained"].contains(said)
    {
      model["flash"] = word("privacy.said.\(said)", in: language)
    }
    model["months"] =
      wrong == nil ? rule.map { "\($0.months)" } ?? "" : incoming.form["months"]
    model["keeps"] = rule?.keepsCertificates ?? true
    model["status"] = status(rule, state, in: language)
    if let due = try await due(of: session.section) {
      model["due"] = ["count": word("privacy.dueCount", ["\(due.persons.count)"], in: language)]
    }
    let signatures = try await outsideRoster(session.section)
    model["hasSigned"] = !signatures.isEmpty
    model["signed"] = signatures.map {
      ["name": $0.name, "href": Route.person(section: id, person: $0.person.rawValue).path]
    }
    let accesses = try await people.accesses(
      of: session.section, concerning: nil, limit: Self.accessesShown)
    model["accesses"] = accessRows(
      accesses, state, names: try await namesForRecord(session.section), in: language)
    model["none"] = accesses.isEmpty
    return renderer.render("privacy", model, in: language)
  }

  /// Who signed in the follow-up and is not on the roster, by name.
  private func outsideRoster(_ section: SectionID) async throws -> [RosterEntry] {
    let roster = Set(try await people.roster(of: section).map(\.person))
    return try await people.namesForRecord(of: section)
      .filter { !roster.contains($0.person) && !$0.name.isEmpty }
      .sorted { ($0.name, $0.person) < ($1.name, $1.person) }
  }

  /// Names by person, those who signed in the follow-up included.
  func namesForRecord(_ section: SectionID) async throws -> [PersonID: RosterEntry] {
    Dictionary(
      try await people.namesForRecord(of: section).map { ($0.person, $0) },
      uniquingKeysWith: { first, _ in first })
  }

  private func status(_ rule: Retention?, _ state: State, in language: Language) -> String {
    let say = Wording(language: language)
    guard let rule else { return say("privacy.noRule") }
    if let done = rule.done { return say("privacy.doneOn", momentText(done)) }
    guard let date = retentionDate(rule, state, in: timeZone) else {
      return say("privacy.afterEnd", "\(rule.months)")
    }
    return say("privacy.dueFrom", say.day(date))
  }

  /// Openings in words, newest first.
  func accessRows(
    _ accesses: [Access], _ state: State, names: [PersonID: RosterEntry], in language: Language
  ) -> [[String: Any]] {
    accesses.map { access in
      let who: String =
        switch CourseRole(rawValue: access.role) {
        case let role?:
          said(
            Author(role, link: access.link.isEmpty ? nil : access.link), state, names: names,
            in: language)
        case nil: word("privacy.terminal", in: language)
        }
      var row: [String: Any] = [
        "time": momentText(access.time), "who": who,
        "what": word("privacy.what.\(access.what.rawValue)", in: language),
      ]
      if !access.note.isEmpty { row["note"] = access.note }
      if let person = access.person {
        let name = names[person]?.name ?? ""
        row["whom"] = name.isEmpty ? word("section.erased", in: language) : name
      }
      return row
    }
  }

  /// Classes whose time is over, for the desk; `nil` where there is none.
  func dueModel(in language: Language) async throws -> [String: Any]? {
    let due = try await retentionsDue(in: hall, people: people, at: clock(), timeZone: timeZone)
    guard !due.isEmpty else { return nil }
    return [
      "count": word("privacy.classesDue", ["\(due.count)"], in: language),
      "classes": due.prefix(20).map {
        [
          "title": $0.profile.title, "date": $0.profile.date,
          "href": Route.privacy(id: $0.profile.id.rawValue).path,
        ]
      },
    ]
  }
}
