import ArgumentParser
import Classroom
import Documents
import Foundation
import Hummingbird
import Identity
import Journal
import JournalSQLite
import Logging
import People
import Plan
import Runtime
import ServiceLifecycle
import Web
import Words

/// Runs the hall: one file of data, no internet needed.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: CommandLineLanguage.text("cli.serve.abstract"),
    discussion: CommandLineLanguage.text("cli.serve.discussion"))

  @Option(help: CommandLineLanguage.help("data")) var data = "guildhall.db"
  @Option(help: CommandLineLanguage.help("host")) var host = "127.0.0.1"
  @Option(help: CommandLineLanguage.help("port")) var port = 8080
  @Option(name: .customLong("public-url"), help: CommandLineLanguage.help("publicURL"))
  var publicURL: String?
  @Option(help: CommandLineLanguage.help("servePlan")) var plan: String?
  @Option(help: CommandLineLanguage.help("announce")) var announce = TextOrJSON.text
  @OptionGroup var key: KeyOption
  @OptionGroup var time: TimeZoneOption
  @OptionGroup var speech: LanguageOption

  func validate() throws {
    guard (0...65_535).contains(port) else {
      throw ValidationError(CommandLineLanguage.text("cli.portRange"))
    }
    if let publicURL {
      guard let url = URL(string: publicURL), let scheme = url.scheme,
        ["http", "https"].contains(scheme), url.host?.isEmpty == false
      else { throw ValidationError(CommandLineLanguage.text("cli.publicURLWrong", [publicURL])) }
    }
  }

  func run() async throws {
    let language = speech.language
    let loaded = try plan.map { try loadPlan($0, try PlanOptions.parse([]), language) }
    let port = try freePort(language)
    let engine = try openEngine(data, .serve, language, key: key.file)
    let people = SQLitePeople(engine: engine)
    let clock: LiveSession.Clock = {
      Moment(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded()))
    }
    let zone = time.zone
    let site = try await Site(
      hall: Hall(engine: engine, clock: clock), library: PlanLibrary(engine: engine, clock: clock),
      people: people, blobs: SQLiteBlobs(engine: engine),
      publicURL: publicURL.map { trimSlash($0) } ?? address(port), clock: clock,
      timeZone: zone)
    for id in await site.hall.damaged {
      complain(Words.text("cli.data.classDamaged", [id.rawValue], in: language))
    }
    let session = try await section(loaded?.draft, loaded?.word, site, clock(), language)
    let announcement = await Announcement(site: site, session: session, language: language)

    var logger = Logger(label: "guildhall") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .error
    let announce = announce
    let app = application(site: site, host: host, port: port, logger: logger) { _ in
      announcement.print(announce)
    }
    // Streams never end by themselves: close them first, so that the server can stop at once.
    var configuration = ServiceGroupConfiguration(
      services: [.init(service: app), .init(service: StreamCloser(rooms: site.rooms))],
      gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    // Requests that do not come to an end are not waited for.
    configuration.maximumGracefulShutdownDuration = .seconds(1)
    configuration.maximumCancellationDuration = .seconds(5)
    let services = ServiceGroup(configuration: configuration)
    // Nobody waits for the rows of earlier classes.
    let rows = Task(priority: .background) { await site.hall.rebuildRecords() }
    do { try await services.run() } catch {
      throw CommandFailure("cli.serve.failed", ["\(error)"], language)
    }
    rows.cancel()
    try await engine.close()
  }

  /// The class of the plan that was named, made anew the first time; else the newest open one.
  private func section(
    _ draft: PlanDraft?, _ word: WordText?, _ site: Site, _ now: Moment, _ language: Language
  ) async throws -> LiveSession? {
    guard let draft, let plan else {
      let sections = await site.hall.openSections().filter { !$0.profile.trial }
      guard
        let open = sections.first(where: { $0.phase == .live })
          ?? sections.first(where: { $0.phase == .planned })
      else { return nil }
      return try await site.hall.session(open.profile.id)
    }
    if let known = await site.hall.section(digest: digest(of: draft)) {
      return try await site.hall.session(known)
    }
    let today = formatDate(
      Date(
        timeIntervalSince1970: TimeInterval(now.milliseconds / 1000)
          + TimeInterval(site.timeZone.secondsFromGMT())))
    do {
      _ = try await site.library.save(draft)
      return try await makeSection(
        draft: draft, date: today, room: "", trainerName: "", roster: [], trial: false,
        options: TimetableOptions(), hall: site.hall, people: site.people)
    } catch let trouble as SectionTrouble {
      if case .planHasErrors(let findings) = trouble {
        for finding in findings {
          complain(
            Check.text(finding, file: plan, line: "", place: word?.place(of: finding), language)
              .trimmingCharacters(in: .newlines))
        }
      }
      throw CommandFailure("cli.serve.planHasErrors", [plan], language)
    }
  }

  // MARK: - Addresses

  /// Where phones reach this machine.
  private func address(_ port: Int) -> String {
    let open = ["0.0.0.0", "::", "[::]"].contains(host)
    let name = open ? localAddresses().first ?? "127.0.0.1" : host
    let host = name.contains(":") && !name.hasPrefix("[") ? "[\(name)]" : name
    return port == 80 ? "http://\(host)" : "http://\(host):\(port)"
  }

  private func trimSlash(_ url: String) -> String {
    var url = url
    while url.hasSuffix("/") { url.removeLast() }
    return url
  }

  /// The port to listen on, known to be free a moment ago; any free one for 0.
  private func freePort(_ language: Language) throws -> Int {
    switch probePort(port, host: host) {
    case .free(let found): return found
    case .taken:
      throw CommandFailure("cli.serve.portTaken", [String(port), String(port + 1)], language)
    case .forbidden: throw CommandFailure("cli.serve.portForbidden", [String(port)], language)
    case .noSuchHost: throw CommandFailure("cli.serve.hostWrong", [host], language)
    }
  }
}

/// Ends the live streams when the server is asked to stop.
private struct StreamCloser: Service {
  let rooms: Rooms
  func run() async throws {
    try? await gracefulShutdown()
    await rooms.close()
  }
}

/// The addresses of a running hall.
struct Announcement: Sendable {
  let organizer: String
  let trainer: String?
  let projector: String?
  let join: String?
  let section: String?
  let title: String?
  let language: Language

  init(site: Site, session: LiveSession?, language: Language) async {
    self.language = language
    organizer = site.url(.start(secret: site.startSecret))
    guard let session else {
      (trainer, projector, join, section, title) = (nil, nil, nil, nil, nil)
      return
    }
    let state = await session.state
    trainer = site.url(site.trainerRoute(session.section, generation: state.trainerGeneration))
    projector = site.url(.screen(code: state.profile.code))
    join = site.url(.join(code: state.profile.code))
    section = session.section.rawValue
    title = state.profile.title
  }

  func print(_ format: TextOrJSON) {
    switch format {
    case .json:
      let line: [String: Any] = [
        "organizer": organizer, "trainer": trainer.orNull, "projector": projector.orNull,
        "join": join.orNull, "class": section.orNull,
      ]
      try? printJSON(line, compact: true)
    case .text: write(text)
    }
  }

  private var text: String {
    func word(_ key: String, _ arguments: [String] = []) -> String {
      Words.text(key, arguments, in: language)
    }
    var text = "\n" + word("cli.serve.running") + "\n\n"
    text += "  " + word("cli.serve.organizer", [organizer]) + "\n"
    guard let trainer, let projector, let join, let title, let section else {
      return text + "\n" + word("cli.serve.noClass") + "\n"
    }
    text += "  " + word("cli.serve.trainer", [trainer]) + "\n"
    text += "  " + word("cli.serve.projector", [projector]) + "\n"
    text += "  " + word("cli.serve.join", [join]) + "\n"
    text += "  " + word("cli.serve.class", [title, section]) + "\n\n"
    if let code = qrCode(join) { text += code.terminal + "\n" }
    return text + word("cli.serve.stop") + "\n"
  }
}
