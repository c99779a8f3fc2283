import Classroom
import Foundation
import Identity
import Journal
import Runtime
import Words

/// The list of classes on the organizer's desk: searched, filtered, by pages.
extension Site {
  /// How many trial classes the first page shows under the others.
  private static let trialsShown = 5

  func listModel(_ incoming: Incoming) async throws -> [String: Any] {
    let language = incoming.language
    await hall.settleRecords()
    var filter = ClassFilter(incoming.query)
    var query = try await filter.query(people)
    var found = try await tables.classes(query)
    let last = max(1, (found.total + ClassFilter.pageSize - 1) / ClassFilter.pageSize)
    if filter.page > last {
      filter.page = last
      query.offset = (last - 1) * ClassFilter.pageSize
      found = try await tables.classes(query)
    }
    var model: [String: Any] = [
      "records": try await found.rows.asyncMap {
        try await row($0, terms: query.terms, in: language)
      },
      "noRecords": found.rows.isEmpty && filter.isEmpty,
      "notFound": found.rows.isEmpty && !filter.isEmpty,
      "filter": try await filterModel(filter, in: language),
      "desk": Route.desk.path, "compare": Route.compare.path, "years": Route.years.path,
      "questions": Route.questions.path, "list": Route.classList.path + filter.text(),
      "some": !found.rows.isEmpty || !filter.isEmpty,
      "comparable": found.rows.count { $0.isOver && !$0.trial } > 1,
    ]
    if !filter.isEmpty {
      model["found"] = word("yearly.found", ["\(found.total)"], in: language)
    }
    model["pages"] = pages(
      filter.page, total: found.total, size: ClassFilter.pageSize, in: language
    ) { Route.desk.path + filter.text(page: $0) }
    if filter.isEmpty && filter.page == 1 {
      var trials = ClassFilter()
      trials.trials = true
      var wanted = try await trials.query(people)
      wanted.limit = Self.trialsShown
      let page = try await tables.classes(wanted)
      model["trials"] = try await page.rows.asyncMap {
        try await row($0, terms: [], in: language)
      }
      model["hasTrials"] = !page.rows.isEmpty
      if page.total > page.rows.count { model["allTrials"] = Route.desk.path + trials.text() }
    }
    try await noteWaiting(into: &model, in: language)
    return model
  }

  private func filterModel(
    _ filter: ClassFilter, in language: Language
  ) async throws -> [String: Any] {
    func options(
      _ values: [(value: String, name: String)], chosen: String?
    ) -> [[String: Any]] {
      values.map { ["value": $0.value, "name": $0.name, "on": $0.value == chosen] }
    }
    var years = try await tables.years().map(\.year)
    if let year = filter.year, !years.contains(year) { years.append(year) }
    var model: [String: Any] = [
      "q": filter.search,
      "years": options(years.map { ("\($0)", "\($0)") }, chosen: filter.year.map { "\($0)" }),
      "months": options(
        (1...12).map { ("\($0)", word("yearly.monthName.\($0)", in: language)) },
        chosen: filter.month.map { "\($0)" }),
      "phases": options(
        [State.Phase.planned, .live, .closed].map {
          ($0.rawValue, word("desk.phase.\($0.rawValue)", in: language))
        }, chosen: filter.phase?.rawValue),
      "trials": filter.trials, "isOpen": filter.narrows,
    ]
    if !filter.topic.isEmpty { model["topic"] = filter.topic }
    return model
  }

  private func row(
    _ row: ClassRow, terms: [String], in language: Language
  ) async throws -> [String: Any] {
    let id = row.section.rawValue
    let isOpen = !row.isOver
    var model: [String: Any] = [
      "id": id, "title": row.title, "date": row.date, "code": row.code,
      "phase": word("desk.phase.\(row.phase)", in: language),
      "live": row.phase == State.Phase.live.rawValue, "open": isOpen, "isClosed": !isOpen,
      "href": Route.section(id: id).path, "canCompare": row.isOver && !row.trial,
    ]
    // A class that has not begun has no record yet.
    if row.phase != State.Phase.planned.rawValue {
      model["report"] = Route.report(id: id, format: .html).path
    }
    let rooms = ([row.room] + row.sideRooms).filter { !$0.isEmpty }
    if !rooms.isEmpty {
      model["room"] = rooms.joined(separator: Wording(language: language).comma)
    }
    if isOpen {
      model["trainer"] = Route.trainer(section: id).path
      model["screen"] = Route.screen(code: row.code).path
    }
    if let came = row.figures[.came], let expected = row.figures[.expected],
      let actual = row.figures[.minutesActual], let planned = row.figures[.minutesPlanned]
    {
      model["facts"] = word(
        "yearly.facts", ["\(came)", "\(expected)", "\(actual)", "\(planned)"], in: language)
    }
    // Where the search met a topic, it says which.
    if !terms.isEmpty {
      let title = searchFold(row.title)
      let wanted = terms.filter { !title.contains($0) }
      let topics = wanted.isEmpty ? [] : try await tables.topics(of: row.section)
      let met = topics.filter { topic in
        let folded = searchFold(topic.title)
        return wanted.contains { folded.contains($0) }
      }
      model["met"] = met.prefix(3).map { topic -> [String: Any] in
        var filter = ClassFilter()
        filter.topic = topic.title
        return ["title": topic.title, "href": Route.desk.path + filter.text()]
      }
    }
    return model
  }
}

extension Sequence {
  func asyncMap<T>(_ body: (Element) async throws -> T) async rethrows -> [T] {
    var values: [T] = []
    for element in self { values.append(try await body(element)) }
    return values
  }
}
