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
      guard let (session, isOrganizer) = try await shown(id, incoming) else {
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
        hint: paper == .deskCards ? "paper.cardsHint" : "paper.hint", incoming,
        kept: paper == .deskCards ? page.wifiQuery : "")
      return .page(renderer.render(paper.rawValue, model, in: incoming.language))
    default: throw PageError.notFound
    }
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
    let record = try await record(of: await session.state)
    let id = session.section.rawValue
    switch format {
    case .json: return .json(record.json(in: incoming.language))
    case .csv:
      return .file(
        record.csv(in: incoming.language), type: "text/csv; charset=utf-8", name: "\(id).csv")
    case .html:
      var model = record.page(in: incoming.language)
      model["bar"] = printBar(
        back: .section(id: id), backWord: "report.back", hint: nil, incoming)
      model["analysis"] = Route.analysis(id: id).path
      model["json"] = Route.report(id: id, format: .json).path
      model["csv"] = Route.report(id: id, format: .csv).path
      return .page(renderer.render("report", model, in: incoming.language))
    }
  }

  /// The strip above a page to print: the way back, how to print, the other language.
  ///
  /// - Parameter hint: a key of the string tables.
  func printBar(
    back: Route, backWord: String, hint: String?, _ incoming: Incoming, kept: String = ""
  ) -> [String: Any] {
    var model: [String: Any] = [
      "back": back.path, "backWord": word(backWord, in: incoming.language), "kept": kept,
    ]
    if let hint { model["hint"] = word(hint, in: incoming.language) }
    return model
  }
}
