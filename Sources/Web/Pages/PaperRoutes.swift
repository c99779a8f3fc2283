import Classroom
import Hummingbird
import Identity
import Runtime
import Words

/// The record of a class 培训记录 and the papers of its day. The report is the organizer's alone; what
/// was understood and the papers are also for the class's present trainer.
extension Site {
  func answerPapers(_ incoming: Incoming) async throws -> Response {
    guard incoming.method != .post else { throw PageError(.methodNotAllowed, "error.notFound") }
    switch incoming.route {
    case .report(let id, let format):
      guard try await isOrganizer(incoming) else {
        return try signInFirst(incoming, back: incoming.route)
      }
      let session = try await printed(id)
      await closeFollowUpIfOver(session)
      return try await report(of: session, format, incoming)
    case .analysis(let id):
      guard let (session, isOrganizer) = try await shown(id, incoming) else {
        return try signInFirst(incoming, back: incoming.route)
      }
      var model = try await record(of: await session.state).analysisPage(in: incoming.language)
      model["bar"] = printBar(
        back: isOrganizer ? .report(id: id, format: .html) : .trainer(section: id),
        backWord: isOrganizer ? "analysis.back" : "paper.backToTrainer", hint: nil, incoming)
      return .page(renderer.render("analysis", model, in: incoming.language))
    case .paper(let id, let paper):
      guard let (session, isOrganizer) = try await shown(id, paper, incoming) else {
        return try signInFirst(incoming, back: incoming.route)
      }
      let back: Route = isOrganizer ? .section(id: id) : .trainer(section: id)
      let page = PaperPage(
        record: try await record(of: await session.state), state: await session.state,
        language: incoming.language, query: incoming.query,
        joinAddress: await url(.join(code: session.state.profile.code)))
      var model = page.model(paper)
      model["bar"] = printBar(
        back: back, backWord: isOrganizer ? "report.back" : "paper.backToTrainer",
        hint: paper.hint, incoming, kept: page.kept(paper),
        files: files(incoming.language, kept: page.kept(paper)) {
          .paperFile(id: id, paper: paper, format: $0)
        })
      return .page(renderer.render(paper.template, model, in: incoming.language))
    case .paperFile(let id, let paper, let format):
      guard let (session, _) = try await shown(id, paper, incoming) else {
        return try signInFirst(incoming, back: .paper(id: id, paper: paper))
      }
      let files = try await classFiles(of: session, incoming)
      return try await download(format, paper.rawValue, files.name(paper)) {
        () async throws(PaperProblem) in try await files.paper(paper, format)
      }
    default: throw PageError.notFound
    }
  }

  /// As `shown`, but what only the organizer may see asks the trainer to sign in as one.
  private func shown(
    _ id: String, _ paper: Route.Paper, _ incoming: Incoming
  ) async throws -> (session: LiveSession, isOrganizer: Bool)? {
    if paper.isOrganizers, !(try await isOrganizer(incoming)) { return nil }
    return try await shown(id, incoming)
  }

  /// The class, for the organizer or for its present trainer; `nil` for who has neither's cookie.
  private func shown(
    _ id: String, _ incoming: Incoming
  ) async throws -> (session: LiveSession, isOrganizer: Bool)? {
    if try await isOrganizer(incoming) { return (try await printed(id), true) }
    // Who comes with a trainer's link that is no longer valid is told so.
    var comes = incoming.cookie(trainerCookie(SectionID(id))) != nil
    if !comes, let session = try await hall.session(SectionID(id)) {
      comes = await invited(.trainer, incoming, session) != nil
    }
    guard comes else { return nil }
    return (try await authorized(id, incoming), false)
  }

  private func printed(_ id: String) async throws -> LiveSession {
    guard let session = try await hall.session(SectionID(id)) else {
      throw PageError(.notFound, "reject.sectionUnknown")
    }
    return session
  }

  private func record(of state: State) async throws -> SectionRecord {
    SectionRecord(
      of: state, roster: try await people.namesForRecord(of: state.profile.id), at: clock(),
      timeZone: timeZone)
  }

  private func report(
    of session: LiveSession, _ format: Route.ReportFormat, _ incoming: Incoming
  ) async throws -> Response {
    let id = session.section.rawValue
    switch format {
    case .json: return .json(try await record(of: await session.state).json(in: incoming.language))
    case .html:
      var model = try await record(of: await session.state).page(in: incoming.language)
      model["bar"] = printBar(
        back: .section(id: id), backWord: "report.back", hint: nil, incoming,
        files: files(incoming.language) { .report(id: id, format: $0) })
      model["analysis"] = Route.analysis(id: id).path
      return .page(renderer.render("report", model, in: incoming.language))
    case .csv, .xlsx, .pdf, .docx:
      let files = try await classFiles(of: session, incoming)
      return try await download(format, id, files.name(nil)) {
        () async throws(PaperProblem) in try await files.report(format)
      }
    }
  }

  private func classFiles(
    of session: LiveSession, _ incoming: Incoming
  ) async throws -> ClassFiles {
    let state = await session.state
    return ClassFiles(
      record: try await record(of: state), state: state,
      joinAddress: url(.join(code: state.profile.code)), language: incoming.language,
      query: incoming.query, renderer: renderer)
  }

  /// - Parameters:
  ///   - name: of the file without its ending, in ASCII; `title` in words.
  func download(
    _ format: Route.ReportFormat, _ name: String, _ title: String,
    _ make: () async throws(PaperProblem) -> [UInt8]
  ) async throws -> Response {
    do throws(PaperProblem) {
      return .file(
        try await make(), type: format.mediaType, name: "\(name).\(format.rawValue)",
        title: "\(title).\(format.rawValue)")
    } catch {
      switch error {
      case .noBrowser: throw PageError(.notFound, "paper.noBrowser")
      case .noPandoc: throw PageError(.notFound, "paper.noPandoc")
      case .busy: throw PageError(.serviceUnavailable, "paper.busy")
      case .failed(let words):
        throw PageError(.internalServerError, "paper.toolFailed", [String(words.prefix(200))])
      }
    }
  }

  /// Links to a page's files, of the formats that this computer can make.
  ///
  /// - Parameter kept: what the reader chose, as `&rows=5`.
  private func files(
    _ language: Language, kept: String = "", _ route: (Route.ReportFormat) -> Route
  ) -> [[String: Any]] {
    Route.ReportFormat.allCases.filter { $0 != .html && ClassFiles.isAvailable($0) }.map {
      [
        "href": route($0).path + (kept.isEmpty ? "" : "?" + kept.dropFirst()),
        "name": word("paper.format.\($0.rawValue)", in: language),
      ]
    }
  }

  /// The strip above a page to print: the way back, how to print, the other language.
  ///
  /// - Parameter hint: a key of the string tables.
  func printBar(
    back: Route, backWord: String, hint: String?, _ incoming: Incoming, kept: String = "",
    files: [[String: Any]] = []
  ) -> [String: Any] {
    var model: [String: Any] = [
      "back": back.path, "backWord": word(backWord, in: incoming.language), "kept": kept,
    ]
    if !files.isEmpty { model["hasFiles"] = ["files": files] }
    if let hint { model["hint"] = word(hint, in: incoming.language) }
    return model
  }
}

extension Route.ReportFormat {
  var mediaType: String {
    switch self {
    case .html: "text/html; charset=utf-8"
    case .json: "application/json; charset=utf-8"
    case .csv: "text/csv; charset=utf-8"
    case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    case .pdf: "application/pdf"
    case .docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    }
  }
}

extension Route.Paper {
  /// How it is printed: a key of the string tables.
  var hint: String {
    switch self {
    case .deskCards: "paper.cardsHint"
    case .seatTable: "paper.a3Hint"
    case .answerCards, .namePlates: "paper.cutHint"
    default: "paper.hint"
    }
  }
}

extension PaperPage {
  /// What the reader chose on this paper, as the address of its page and its files has it: `&rows=5`.
  func kept(_ paper: Route.Paper) -> String {
    func numbers(_ keys: [String]) -> String {
      keys.map { key in query[key].flatMap { Int($0) }.map { "&\(key)=\($0)" } ?? "" }.joined()
    }
    switch paper {
    case .deskCards: return wifiQuery
    case .seatTable: return numbers(["rows", "columns"])
    case .signInSheet: return query["by"] == "unit" ? "&by=unit" : ""
    default: return ""
    }
  }
}
