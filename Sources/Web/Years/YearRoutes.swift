import Classroom
import Documents
import Foundation
import Hummingbird
import Identity
import Journal
import Words

/// Years of classes: the list as a file, comparisons, questions over time, yearly summaries. For the
/// organizer.
extension Site {
  /// What lists and summaries are read from.
  var tables: any ReadTables { hall.engine }

  func answerYears(_ incoming: Incoming) async throws -> Response {
    guard incoming.method != .post else { throw PageError(.methodNotAllowed, "error.notFound") }
    guard try await isOrganizer(incoming) else {
      return try signInFirst(incoming, back: incoming.route)
    }
    await hall.settleRecords()
    let language = incoming.language
    switch incoming.route {
    case .classList:
      let query = try await ClassFilter(incoming.query).query(people)
      return .file(
        try await ClassList(query, from: tables).csv(in: language), type: "text/csv; charset=utf-8",
        name: "classes.csv")
    case .compare: return .page(try await comparePage(incoming))
    case .questions: return .page(try await questionsPage(incoming))
    case .question(let key): return .page(try await questionPage(incoming, key))
    case .years: return .page(try await yearsPage(incoming))
    case .year(let year, let format):
      guard year > 0 else { throw PageError.notFound }
      return try await yearAnswer(incoming, year, format)
    default: throw PageError.notFound
    }
  }

  // MARK: - Years

  private func yearAnswer(
    _ incoming: Incoming, _ year: Int, _ format: Route.TableFormat
  ) async throws -> Response {
    let summary = try await YearSummary(year: year, from: tables)
    let language = incoming.language
    switch format {
    case .json: return .json(summary.json())
    case .csv:
      return .file(
        summary.csv(in: language), type: Route.ReportFormat.csv.mediaType, name: "\(year).csv")
    case .xlsx:
      let title = word("yearly.title", ["\(year)"], in: language)
      return try await download(.xlsx, "\(year)", title) { () throws(PaperProblem) in
        try summary.workbook(in: language)
      }
    case .html:
      var model = summary.page(in: language)
      model["bar"] = printBar(
        back: .years, backWord: "yearly.toYears", hint: nil, incoming)
      model["files"] = Route.TableFormat.allCases.filter { $0 != .html }.map {
        [
          "href": Route.year(year, format: $0).path,
          "name": word("yearly.file.\($0.rawValue)", in: language),
        ]
      }
      model["classes"] = Route.desk.path + "?year=\(year)&phase=closed"
      try await noteWaiting(into: &model, in: language)
      return .page(renderer.render("year", model, in: language))
    }
  }

  private func yearsPage(_ incoming: Incoming) async throws -> String {
    let language = incoming.language
    let say = Wording(language: language)
    let list = try await YearList(from: tables)
    var model = organizerModel(incoming, title: word("yearly.years", in: language))
    model["none"] = list.years.isEmpty
    model["some"] = !list.years.isEmpty
    model["years"] = list.years.map { one -> [String: Any] in
      let figures = one.sum.figures
      let cells: [DataTable.Cell] = [
        .number(one.sum.classes), .number((figures[.came] ?? 0) + (figures[.walkIns] ?? 0)),
        .percent(figures.attendanceRate), .number(figures[.minutesActual]),
        say.hours(figures[.creditGranted]), say.hours(figures[.feeHours]),
        .coefficient(figures.gain), .percent(figures.returnRate), say.score(figures),
      ]
      return [
        "year": one.year, "href": Route.year(one.year, format: .html).path,
        "cells": cells.map { $0.shown },
      ]
    }
    model["heads"] = [
      "classes", "people", "attendanceRate", "minutesActual", "creditGranted", "feeHours", "gain",
      "returnRate", "score",
    ].map { word("yearly.column.\($0)", in: language) }
    if let chart = list.chart(say) { model["chart"] = chart.model(elsewhere: "years") }
    try await noteWaiting(into: &model, in: language)
    return renderer.render("years", model, in: language)
  }

  /// Says that rows of earlier classes are still being made.
  func noteWaiting(into model: inout [String: Any], in language: Language) async throws {
    let waiting = await hall.waitingRecords
    if waiting > 0 { model["waiting"] = word("yearly.waiting", ["\(waiting)"], in: language) }
  }

  // MARK: - Comparing

  private func comparePage(_ incoming: Incoming) async throws -> String {
    let language = incoming.language
    let say = Wording(language: language)
    let chosen = incoming.all("c").map { SectionID(String($0.prefix(64))) }
    let asked = Array(Set(chosen)).sorted()
    var model: [String: Any] = [
      "pageTitle": word("compare.title", in: language),
      "bar": printBar(
        back: .desk, backWord: "compare.back", hint: nil, incoming,
        kept: asked.map { "&c=" + queryValue($0.rawValue) }.joined()),
    ]
    guard (Comparison.fewest...Comparison.most).contains(asked.count) else {
      model["wrong"] = word(
        "compare.wrongCount", ["\(Comparison.fewest)", "\(Comparison.most)", "\(asked.count)"],
        in: language)
      return renderer.render("compare", model, in: language)
    }
    let comparison = try await Comparison(asked, from: tables)
    guard comparison.classes.count >= Comparison.fewest else {
      model["wrong"] = word("compare.notEnded", in: language)
      return renderer.render("compare", model, in: language)
    }
    if comparison.classes.count < asked.count {
      model["note"] = word(
        "compare.leftOut", ["\(asked.count - comparison.classes.count)"], in: language)
    }
    model["some"] = true
    model["classes"] = comparison.classes.map { one -> [String: Any] in
      [
        "title": one.row.title, "date": one.row.date,
        "room": one.row.room.isEmpty ? "" : " · " + one.row.room,
        "report": Route.report(id: one.row.section.rawValue, format: .html).path,
      ]
    }
    model["charts"] = comparison.charts(say).map { $0.model(elsewhere: "figures") }
    model["figures"] = comparison.figures(say).pageModel
    if let halves = comparison.halfDays(say) { model["halfDays"] = ["table": halves.pageModel] }
    let shared = comparison.shared
    if !shared.isEmpty {
      model["shared"] =
        [
          "heads": comparison.classes.enumerated().map { $1.name($0 + 1) },
          "rows": shared.map { row -> [String: Any] in
            [
              "prompt": row.prompt, "kind": say.opening(say("kind.\(row.kind)")),
              "href": Route.question(key: row.key).path,
              "cells": row.items.map { item -> [String: Any] in
                guard let item, let difficulty = item.difficulty else { return ["share": "—"] }
                return ["share": say.percent(difficulty), "of": "\(item.scored)"]
              },
            ]
          },
        ] as [String: Any]
    }
    let topics = comparison.topics(say)
    if !topics.rows.isEmpty {
      model["topics"] =
        [
          "heads": topics.columns.dropFirst().map(\.name),
          "rows": topics.rows.map { row -> [String: Any] in
            var filter = ClassFilter()
            filter.topic = row[0].shown
            return [
              "title": row[0].shown, "href": Route.desk.path + filter.text(),
              "cells": row.dropFirst().map(\.shown),
            ]
          },
        ] as [String: Any]
    }
    return renderer.render("compare", model, in: language)
  }

  // MARK: - Questions

  private static let questionsPageSize = 50

  private func questionsPage(_ incoming: Incoming) async throws -> String {
    let language = incoming.language
    let page = incoming.query["page"].flatMap { Int($0) }.map { min(max($0, 1), 100_000) } ?? 1
    let found = try await tables.questions(
      offset: (page - 1) * Self.questionsPageSize, limit: Self.questionsPageSize)
    var model = organizerModel(incoming, title: word("history.questions", in: language))
    model["none"] = found.total == 0
    model["rows"] = found.rows.map {
      [
        "prompt": $0.prompt, "href": Route.question(key: $0.key).path,
        "classes": word("history.classes", ["\($0.classes)"], in: language),
      ]
    }
    model["pages"] = pages(
      page, total: found.total, size: Self.questionsPageSize, in: language
    ) { Route.questions.path + "?page=\($0)" }
    try await noteWaiting(into: &model, in: language)
    return renderer.render("questions", model, in: language)
  }

  private func questionPage(_ incoming: Incoming, _ key: String) async throws -> String {
    let language = incoming.language
    let say = Wording(language: language)
    let found = try await tables.askings(of: key, limit: QuestionHistory.limit)
    let history = QuestionHistory(history: found)
    guard let newest = history.newest else { throw PageError(.notFound, "history.unknown") }
    let table = history.table(say)
    var model: [String: Any] = [
      "pageTitle": word("history.title", in: language), "prompt": newest.item.prompt,
      "bar": printBar(
        back: .questions, backWord: "history.back", hint: nil, incoming),
      "said": word(
        "history.said",
        [
          "\(found.total)", "\(found.classes)",
          found.scored == 0 ? "—" : say.percent(Double(found.correct) / Double(found.scored)),
          "\(found.scored)",
        ], in: language),
      "choices": history.choices.map { choice -> [String: Any] in
        ["line": choice.letter + "　" + choice.text, "right": choice.right]
      },
      "hasChoices": !history.choices.isEmpty,
      "heads": table.columns.map { column -> [String: Any] in
        column.kind == .text || column.kind == .date
          ? ["name": column.name] : ["name": column.name, "num": true]
      },
      "rows": zip(found.rows, table.rows).map { asking, row -> [String: Any] in
        [
          "date": row[0].shown, "title": row[1].shown, "kind": row[2].shown,
          "href": Route.analysis(id: asking.row.section.rawValue).path,
          "cells": row.dropFirst(3).map(\.shown),
        ]
      },
    ]
    if found.total > found.rows.count {
      model["cut"] = word("history.cut", ["\(found.rows.count)"], in: language)
    }
    if let chart = history.chart(say) { model["chart"] = chart.model(elsewhere: "askings") }
    return renderer.render("question", model, in: language)
  }

  /// The links under a list of several pages; nothing under a short one.
  func pages(
    _ page: Int, total: Int, size: Int, in language: Language, _ link: (Int) -> String
  ) -> [String: Any]? {
    let last = max(1, (total + size - 1) / size)
    guard last > 1 else { return nil }
    var model: [String: Any] = [
      "said": word("yearly.page", ["\(page)", "\(last)", "\(total)"], in: language)
    ]
    if page > 1 { model["previous"] = link(min(page - 1, last)) }
    if page < last { model["next"] = link(page + 1) }
    return model
  }
}

extension Incoming {
  /// All values of a field of the address, which may come several times.
  func all(_ name: String) -> [String] {
    guard let mark = target.firstIndex(of: "?") else { return [] }
    let query = Array(target[target.index(after: mark)...].utf8)
    return ((try? parseForm(query)) ?? []).filter { $0.name == name }.map(\.value)
  }
}
