import Classroom
import Documents
import Foundation
import Hummingbird
import Identity
import NIOCore
import RecordStore
import Runtime
import Words

/// Records elsewhere 导出与推送: what the organizer takes out of the house, and where it is sent by itself.
extension Site {
  func answerExport(_ incoming: Incoming) async throws -> Response {
    guard try await isOrganizer(incoming) else {
      let back: Route
      switch incoming.route {
      case .export(let id), .exportFile(let id, _): back = .export(id: id)
      default: back = .recordStore
      }
      return try signInFirst(incoming, back: back)
    }
    switch incoming.route {
    case .export(let id):
      let session = try await exported(id)
      guard incoming.method == .post else { return try await exportPage(incoming, session) }
      await push.pushSoon()
      return .seeOther(Route.export(id: id).path + "?said=push")
    case .exportFile(let id, let file):
      guard incoming.method != .post else { throw PageError(.methodNotAllowed, "error.notFound") }
      return try await exportFile(file, of: try await exported(id), incoming)
    case .recordStore: return try await answerRecordStore(incoming)
    default: throw PageError.notFound
    }
  }

  private func exported(_ id: String) async throws -> LiveSession {
    guard let session = try await hall.session(SectionID(id)) else {
      throw PageError(.notFound, "reject.sectionUnknown")
    }
    await closeFollowUpIfOver(session)
    return session
  }

  // MARK: - A class

  private func exportPage(_ incoming: Incoming, _ session: LiveSession) async throws -> Response {
    let say = Wording(language: incoming.language)
    let state = await session.state
    let id = session.section.rawValue
    var model = organizerModel(incoming, title: say("export.title"))
    model["title"] = state.profile.title
    model["section"] = Route.section(id: id).path
    model["store"] = Route.recordStore.path
    if incoming.query["said"] == "push" { model["flash"] = say("export.pushSoon") }
    let refusal = statementsRefused(of: state)
    if let refusal { model["notYet"] = say(refusal) }
    model["files"] = Route.ExportFile.allCases.filter { refusal == nil || $0 != .statements }
      .map { file -> [String: Any] in
        [
          "href": Route.exportFile(id: id, file: file).path, "name": say("export.\(file)"),
          "hint": say("export.\(file)Hint"),
        ]
      }
    let settings = try await push.settings()
    if refusal == nil, settings.isOn {
      var sent: [String: Any] = [
        "action": Route.export(id: id).path, "where": say("export.sentTo", settings.url),
      ]
      if state.profile.date < settings.since {
        sent["state"] = say("export.before", settings.since)
      } else if let progress = try await push.progress(of: session.section) {
        sent["state"] = say(
          "export.progress", "\(progress.confirmed)", "\(progress.total)", momentText(progress.time)
        )
        if let trouble = progress.trouble {
          sent["trouble"] = pushTrouble(trouble, in: say.language)
        }
        if !progress.conflicts.isEmpty {
          sent["conflicts"] = say("export.conflicts", "\(progress.conflicts.count)")
        }
      } else {
        sent["state"] = say("export.waiting")
      }
      model["sent"] = sent
    }
    return .page(renderer.render("export", model, in: incoming.language))
  }

  private func exportFile(
    _ file: Route.ExportFile, of session: LiveSession, _ incoming: Incoming
  ) async throws -> Response {
    let snapshot = await session.snapshot
    let id = session.section.rawValue
    let name = "\(id)-\(file.rawValue)"
    switch file {
    case .statements:
      if let refusal = statementsRefused(of: snapshot.state) {
        throw PageError(.conflict, refusal)
      }
      let events = try await hall.engine.placedEvents(of: session.section)
      let writer = StatementWriter(
        home: try await RecordHome(of: people), state: snapshot.state)
      return .file(
        statements(of: events).flatMap { writer.line($0) + [0x0A] },
        type: "application/jsonl; charset=utf-8", name: name)
    case .tables:
      let tables = try await ClassArchive.tables(
        of: snapshot, in: people, at: clock(), timeZone: timeZone, names: true,
        language: incoming.language)
      return try await temporary(name: name) { path in
        try writeZip(
          tables.map { ZipEntry(path: "\(id)/\($0.name).csv", bytes: $0.ownCSV) }, to: path)
      }
    case .archive, .archiveWithoutNames:
      let archive = ClassArchive(
        log: hall.engine, people: people, blobs: slides.blobs, renderer: renderer,
        timeZone: timeZone, publicURL: publicURL, language: incoming.language,
        names: file == .archive)
      return try await temporary(name: name) { path in
        try await archive.write(snapshot, at: clock(), to: path)
      }
    }
  }

  /// A file that is made for one answer and sent in pieces: it has lost its name before the first leaves.
  private func temporary(
    name: String, _ make: (_ path: String) async throws -> Void
  ) async throws -> Response {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("guildhall-\(Token.random(8)).zip").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try await make(path)
    guard let handle = FileHandle(forReadingAtPath: path),
      let size = try? handle.seekToEnd(), (try? handle.seek(toOffset: 0)) != nil
    else { throw PageError(.serviceUnavailable, "error.unavailable") }
    return Response(
      status: .ok,
      headers: [
        .contentType: "application/zip", .cacheControl: "no-store",
        .contentDisposition: "attachment; filename=\"\(name)\"",
      ],
      body: ResponseBody(contentLength: Int(size)) { writer in
        while let piece = try handle.read(upToCount: 256 << 10), !piece.isEmpty {
          try await writer.write(ByteBuffer(bytes: piece))
        }
        try await writer.finish(nil)
      })
  }

  // MARK: - The store

  private func answerRecordStore(_ incoming: Incoming) async throws -> Response {
    let known = try await push.settings()
    var settings = known
    guard incoming.method == .post else {
      return try await recordStorePage(incoming, settings)
    }
    let form = incoming.form
    settings.isOn = form["on"] == "yes"
    settings.url = form["url"].trimmingCharacters(in: .whitespacesAndNewlines)
    settings.since = form["since"].trimmingCharacters(in: .whitespaces)
    settings.authority = Self.lineFeeds(form["authority"])
      .trimmingCharacters(in: .whitespacesAndNewlines)
    settings.key = form["key"].trimmingCharacters(in: .whitespaces)
    // Never shown again, so an empty field leaves it; but it goes to no other address than it was given for.
    if !form["secret"].isEmpty {
      settings.secret = form["secret"]
    } else if (try? settings.access().endpoint) != (try? known.access().endpoint) {
      settings.secret = ""
    }
    let problems = problems(settings)
    guard problems.isEmpty else {
      return try await recordStorePage(incoming, settings, problems: problems)
    }
    // Saved before it is tested: the secret would have to be typed again.
    try await push.save(settings)
    if form["do"] == "test", let access = try? settings.access() {
      let answer = await push.test(access)
      return try await recordStorePage(incoming, settings, answer: answer)
    }
    return .seeOther(Route.recordStore.path + "?said=saved")
  }

  /// What is wrong with the settings: keys of the string tables. Nothing is asked of a push that is off and
  /// has no address.
  private func problems(_ settings: PushSettings) -> [String] {
    if !settings.isOn, settings.url.isEmpty { return [] }
    var problems: [String] = []
    do throws(RecordStoreEndpoint.Problem) {
      let access = try settings.access()
      if !access.hasReadableAuthority { problems.append("store.authorityUnreadable") }
    } catch { problems.append("push.address.\(error.rawValue)") }
    if settings.key.isEmpty || settings.secret.isEmpty { problems.append("store.keyMissing") }
    if !settings.since.isEmpty, isoDay(settings.since) == nil { problems.append("store.dateWrong") }
    return problems
  }

  private func isoDay(_ text: String) -> String? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.count) == [4, 2, 2], parts.allSatisfy({ Int($0) != nil }) else { return nil }
    return text
  }

  private func recordStorePage(
    _ incoming: Incoming, _ settings: PushSettings, problems: [String] = [],
    answer: Result<[String], PushProgress.Trouble>? = nil
  ) async throws -> Response {
    let say = Wording(language: incoming.language)
    var model = organizerModel(incoming, title: say("store.title"))
    model["action"] = Route.recordStore.path
    model["on"] = settings.isOn
    model["url"] = settings.url
    model["key"] = settings.key
    model["hasSecret"] = !settings.secret.isEmpty
    model["authority"] = settings.authority
    model["hasAuthority"] = !settings.authority.isEmpty
    model["since"] = settings.since
    wrong(problems.map { say($0) }, into: &model)
    if problems.isEmpty, incoming.query["said"] == "saved" { model["flash"] = say("store.saved") }
    switch answer {
    case .success(let versions):
      model["answers"] = say("store.answers", versions.joined(separator: ", "))
    case .failure(let trouble): wrong([pushTrouble(trouble, in: say.language)], into: &model)
    case nil: break
    }
    if let status = try await pushStatus(settings, say) { model["status"] = status }
    return .page(
      renderer.render("record-store", model, in: incoming.language),
      status: problems.isEmpty ? .ok : .unprocessableContent)
  }

  /// What was sent of the classes that ended last, and what stands in the way.
  private func pushStatus(_ settings: PushSettings, _ say: Wording) async throws -> [String: Any]? {
    guard settings.isOn else { return nil }
    var status: [String: Any] = [:]
    if let round = await push.lastRound {
      status["round"] = say("store.lastRound", momentText(round))
    }
    if let trouble = await push.trouble {
      status["trouble"] = pushTrouble(trouble, in: say.language)
    }
    var rows: [[String: Any]] = []
    for summary in await hall.sections()
    where summary.phase == .closed && !summary.profile.trial
      && summary.profile.date >= settings.since
    {
      guard rows.count < 30 else { break }
      let progress = try await push.progress(of: summary.profile.id)
      var row: [String: Any] = [
        "title": summary.profile.title, "date": summary.profile.date,
        "href": Route.export(id: summary.profile.id.rawValue).path,
        "state": progress.map {
          say("export.progress", "\($0.confirmed)", "\($0.total)", momentText($0.time))
        } ?? say("export.waiting"),
      ]
      if let trouble = progress?.trouble, trouble.isOfTheClass {
        row["refused"] = pushTrouble(trouble, in: say.language)
      }
      if progress?.isDone == true { row["done"] = true }
      if let conflicts = progress?.conflicts, !conflicts.isEmpty {
        row["conflicts"] = say("export.conflicts", "\(conflicts.count)")
      }
      rows.append(row)
    }
    status["rows"] = rows
    status["none"] = rows.isEmpty
    return status
  }
}
