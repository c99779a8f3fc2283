import ArgumentParser
import Foundation
import Runtime
import Words

/// Plays a whole room over real HTTP, and says whether everything acknowledged is in the record.
struct Rehearse: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: CommandLineLanguage.text("cli.rehearse.abstract"),
    discussion: CommandLineLanguage.text("cli.rehearse.discussion"))

  @Option(help: CommandLineLanguage.help("join")) var join: String?
  @Option(help: CommandLineLanguage.help("trainer")) var trainer: String?
  @Option(help: CommandLineLanguage.help("rehearsePlan")) var plan: String?
  @Option(help: CommandLineLanguage.help("kills")) var kills = 0
  @Option(help: CommandLineLanguage.help("learners")) var learners = 60
  @Option(help: CommandLineLanguage.help("seconds")) var seconds = 60
  @Option(help: CommandLineLanguage.help("seed")) var seed: UInt64 = 1
  @OptionGroup var speech: LanguageOption

  func validate() throws {
    func check(_ isGood: Bool, _ key: String, _ arguments: [String] = []) throws {
      if !isGood {
        throw ValidationError(CommandLineLanguage.text("cli.rehearse.\(key)", arguments))
      }
    }
    try check((1...20_000).contains(learners), "learnersRange")
    try check((1...86_400).contains(seconds), "secondsRange")
    try check((0...20).contains(kills), "killsRange")
    try check((join == nil) != (plan == nil), "joinOrPlan")
    if let join { try check(RoomAddress(join: join) != nil, "joinWrong", [join]) }
    if let trainer { try check(TrainerAddress(trainer) != nil, "trainerWrong", [trainer]) }
    try check(plan == nil || trainer == nil, "trainerOrPlan")
    try check(plan != nil || kills == 0, "killsNeedPlan")
  }

  func run() async throws {
    if let plan { return try await inHallOfItsOwn(plan) }
    guard let room = join.flatMap(RoomAddress.init(join:)) else { return }
    try await conclude(
      Rehearsal(
        room: room, trainer: trainer.flatMap(TrainerAddress.init), learners: learners,
        seconds: seconds, seed: seed, language: speech.language))
  }

  /// Starts a server of its own, on a file that is thrown away afterwards.
  private func inHallOfItsOwn(_ plan: String) async throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("guildhall-rehearsal-\(Token.random(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let hall = try HallProcess(
      plan: plan, data: folder.appendingPathComponent("guildhall.db").path, speech.language)
    defer { hall.stop() }
    try await conclude(
      Rehearsal(
        room: hall.room, trainer: hall.trainer, learners: learners, seconds: seconds, seed: seed,
        language: speech.language, hall: hall, kills: kills))
  }

  private func conclude(_ rehearsal: Rehearsal) async throws {
    let verdict = try await rehearsal.run()
    try printJSON(verdict.json, compact: true)
    if !verdict.isGood { throw ExitCode(1) }
  }
}

/// `http://HOST/j/CODE`: where learners come in.
struct RoomAddress: Sendable {
  let origin: String
  let code: String

  init?(join: String) {
    guard let (origin, parts) = split(join), parts.count == 2, parts[0] == "j" else { return nil }
    self.origin = origin
    code = parts[1]
  }
}

/// `http://HOST/t/CLASS/enter/SECRET`: the trainer's link.
struct TrainerAddress: Sendable {
  let origin: String
  let section: String
  let path: String

  init?(_ link: String) {
    guard let (origin, parts) = split(link), parts.count == 4, parts[0] == "t", parts[2] == "enter"
    else { return nil }
    self.origin = origin
    section = parts[1]
    path = "/" + parts.joined(separator: "/")
  }
}

/// The origin of an address and the parts of its path; `nil` when it is no web address.
private func split(_ address: String) -> (origin: String, parts: [String])? {
  guard let url = URLComponents(string: address.trimmingCharacters(in: .whitespacesAndNewlines)),
    let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme),
    let host = url.percentEncodedHost, !host.isEmpty, url.user == nil
  else { return nil }
  let port = url.port.map { ":\($0)" } ?? ""
  let parts = url.percentEncodedPath.split(separator: "/").map(String.init)
  return ("\(scheme)://\(host)\(port)", parts)
}
