import ArgumentParser
import Foundation
import JournalSQLite
import Runtime
import Words

/// Erases a person's name everywhere, for good, by destroying that person's key.
struct Erase: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: CommandLineLanguage.text("cli.erase.abstract"),
    discussion: CommandLineLanguage.text("cli.erase.discussion"))

  @OptionGroup var who: PersonChoice
  @Option(help: CommandLineLanguage.help("eraseReason")) var reason = ""
  @Flag(help: CommandLineLanguage.help("yes")) var yes = false
  @OptionGroup var speech: LanguageOption

  func run() async throws {
    let language = speech.language
    let engine = try openForNames(who.data, who.key.file, language)
    let hall = try await Hall(engine: engine, clock: PersonChoice.clock)
    let chosen = try await who.choose(engine, hall, language)
    for known in chosen { write(PersonChoice.lines(known, language)) }
    if tellsName(reason, of: chosen) {
      throw CommandFailure("cli.erase.reasonTellsName", [], language)
    }
    // Namesakes in other classes may be the same person, who is somebody else to the program.
    for known in chosen where !known.name.isEmpty {
      let others = try await namesakes(of: known, in: hall, people: engine.people).filter {
        other in !chosen.contains { !Set($0.persons).isDisjoint(with: other.persons) }
      }
      if !others.isEmpty {
        complain(Words.text("cli.erase.namesakes", [known.name], in: language))
        for other in others {
          FileHandle.standardError.write(Data(PersonChoice.lines(other, language).utf8))
        }
      }
    }
    if !yes { try confirm("cli.erase.confirm", ["\(chosen.count)"], language) }
    let isWhole = try await erase(
      chosen, in: engine.people, by: "terminal", reason: String(reason.prefix(200)),
      at: PersonChoice.clock())
    try await engine.close()
    write(Words.text("cli.erase.done", ["\(chosen.count)"], in: language) + "\n")
    if !isWhole { complain(Words.text("cli.erase.traces", in: language)) }
  }
}
