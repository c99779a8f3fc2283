import ArgumentParser
import Foundation
import Identity
import Journal
import JournalSQLite
import RecordStore
import Runtime
import Web
import Words

/// Sends the statements of a class to a Learning Record Store, each once.
struct Push: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: CommandLineLanguage.text("cli.push.abstract"),
    discussion: CommandLineLanguage.text("cli.push.discussion"))

  @OptionGroup var file: ClassFile
  @Option(help: CommandLineLanguage.help("pushLRS")) var lrs: String
  @Option(help: CommandLineLanguage.help("pushCredentials")) var credentials: String?
  @Option(name: .customLong("ca"), help: CommandLineLanguage.help("pushCA")) var authority: String?
  @Option(help: CommandLineLanguage.help("pushAttempts")) var attempts = RetryPolicy().attempts
  @Flag(help: CommandLineLanguage.help("pushCheck")) var check = false
  @OptionGroup var speech: LanguageOption

  func validate() throws {
    guard (1...1000).contains(attempts) else {
      throw ValidationError(CommandLineLanguage.text("cli.push.attemptsRange"))
    }
  }

  func run() async throws {
    let language = speech.language
    let access = try access(language)
    let client: RecordStoreClient
    do throws(RecordStoreTrouble) { client = try RecordStoreClient(access) } catch {
      throw CommandFailure("cli.push.authorityUnreadable", [authority ?? ""], language)
    }
    do {
      if check {
        try await checkStore(client, language)
      } else {
        try await push(client, access, language)
      }
    } catch {
      await client.shutdown()
      throw error
    }
    await client.shutdown()
  }

  private func checkStore(_ client: RecordStoreClient, _ language: Language) async throws {
    switch await aboutStore(client.exchange) {
    case .success(let versions):
      write(
        Words.text("cli.push.answers", [versions.joined(separator: ", ")], in: language) + "\n")
    case .failure(let why):
      complain(pushTrouble(why, in: language))
      throw ExitCode(1)
    }
  }

  private func push(
    _ client: RecordStoreClient, _ access: RecordStoreAccess, _ language: Language
  ) async throws {
    let (engine, session) = try await file.open(language)
    let state = await session.state
    if let refusal = statementsRefused(of: state) {
      complain(Words.text(refusal, in: language))
      throw ExitCode(1)
    }
    let section = session.section
    let endpoint = access.endpoint.url
    let push = SectionPush(
      section, log: engine, home: try await RecordHome(of: engine.people),
      pusher: Pusher(
        exchange: client.exchange, policy: RetryPolicy(attempts: attempts)), clock: Moment.now)
    let known = try await PushMemory(endpoint: endpoint, in: engine.people)
      .progress(of: section)
    // Reading upgrades no file, and neither does remembering.
    let remembers = try await engine.isOfThisVersion()
    let (data, key) = (file.data, file.key.file)
    let progress = try await push.run(from: known) { progress in
      if remembers { await Self.remember(progress, of: section, endpoint, data, key) }
    }
    write(
      Words.text(
        "cli.push.came", ["\(progress.confirmed)", "\(progress.total)", endpoint], in: language)
        + "\n")
    for id in progress.conflicts { complain(Words.text("push.conflict", [id], in: language)) }
    if let trouble = progress.trouble { complain(pushTrouble(trouble, in: language)) }
    if !progress.isDone || !progress.conflicts.isEmpty { throw ExitCode(1) }
  }

  /// Writes for a moment only, so that a server can start meanwhile. Where one runs already nothing is
  /// remembered here: the next push then asks the store what it has, and sends nothing twice.
  private static func remember(
    _ progress: PushProgress, of section: SectionID, _ endpoint: String, _ data: String,
    _ key: String?
  ) async {
    guard let engine = try? SQLiteEngine(path: data, mode: .serve, keyFile: key) else { return }
    try? await PushMemory(endpoint: endpoint, in: engine.people).keep(progress, of: section)
    try? await engine.close()
  }

  // MARK: - Access

  private func access(_ language: Language) throws -> RecordStoreAccess {
    let endpoint: RecordStoreEndpoint
    do throws(RecordStoreEndpoint.Problem) { endpoint = try RecordStoreEndpoint(lrs) } catch {
      throw CommandFailure("push.address.\(error.rawValue)", [], language)
    }
    let (key, secret) = try keyAndSecret(language)
    var pem = ""
    if let authority { pem = try text(of: authority, language) }
    return RecordStoreAccess(endpoint: endpoint, key: key, secret: secret, authority: pem)
  }

  /// Never an argument: those stand in the shell's history and in the list of processes.
  private func keyAndSecret(_ language: Language) throws -> (String, String) {
    if let credentials {
      let lines = try text(of: credentials, language).split(whereSeparator: \.isNewline)
        .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
      if lines.count == 2 { return (lines[0], lines[1]) }
      if lines.count == 1, let colon = lines[0].firstIndex(of: ":") {
        return (String(lines[0][..<colon]), String(lines[0][lines[0].index(after: colon)...]))
      }
      throw CommandFailure("cli.push.credentialsMalformed", [credentials], language)
    }
    let environment = ProcessInfo.processInfo.environment
    guard let key = environment["GUILDHALL_LRS_KEY"], !key.isEmpty,
      let secret = environment["GUILDHALL_LRS_SECRET"], !secret.isEmpty
    else { throw CommandFailure("cli.push.credentialsMissing", [], language) }
    return (key, secret)
  }

  private func text(of path: String, _ language: Language) throws -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandFailure("cli.push.fileUnreadable", [path], language)
    }
    return String(decoding: data, as: UTF8.self)
  }
}
