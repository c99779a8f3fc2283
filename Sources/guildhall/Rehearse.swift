import ArgumentParser
import Foundation
import Words

/// Plays a whole room over real HTTP, and says whether everything acknowledged is in the record.
struct Rehearse: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: CommandLineLanguage.text("cli.rehearse.abstract"),
    discussion: CommandLineLanguage.text("cli.rehearse.discussion"))

  @Option(help: CommandLineLanguage.help("join")) var join: String
  @Option(help: CommandLineLanguage.help("trainer")) var trainer: String?
  @Option(help: CommandLineLanguage.help("learners")) var learners = 60
  @Option(help: CommandLineLanguage.help("seconds")) var seconds = 60
  @Option(help: CommandLineLanguage.help("seed")) var seed: UInt64 = 1
  @OptionGroup var speech: LanguageOption

  func validate() throws {
    guard (1...20_000).contains(learners) else {
      throw ValidationError(CommandLineLanguage.text("cli.rehearse.learnersRange"))
    }
    guard (1...86_400).contains(seconds) else {
      throw ValidationError(CommandLineLanguage.text("cli.rehearse.secondsRange"))
    }
    guard RoomAddress(join: join) != nil else {
      throw ValidationError(CommandLineLanguage.text("cli.rehearse.joinWrong", [join]))
    }
    if let trainer, TrainerAddress(trainer) == nil {
      throw ValidationError(CommandLineLanguage.text("cli.rehearse.trainerWrong", [trainer]))
    }
  }

  func run() async throws {
    guard let room = RoomAddress(join: join) else { return }
    let rehearsal = Rehearsal(
      room: room, trainer: trainer.flatMap(TrainerAddress.init), learners: learners,
      seconds: seconds, seed: seed, language: speech.language)
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
