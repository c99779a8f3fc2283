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
    // Namesakes in other classes may be the same person, who is somebody else to the program.
    for known in chosen where !known.name.isEmpty {
      let others = try await namesakes(of: known, engine, hall)
      if !others.isEmpty {
        complain(Words.text("cli.erase.namesakes", [known.name], in: language))
        for other in others {
          FileHandle.standardError.write(Data(PersonChoice.lines(other, language).utf8))
        }
      }
    }
    if !yes { try confirm("cli.erase.confirm", ["\(chosen.count)"], language) }
    for known in chosen {
      try await erase(
        known, in: engine.people, by: "terminal",
        reason: String(reason.prefix(200)), at: PersonChoice.clock())
    }
    try await engine.close()
    write(Words.text("cli.erase.done", ["\(chosen.count)"], in: language) + "\n")
  }

  private func namesakes(
    of known: KnownPerson, _ engine: SQLiteEngine, _ hall: Hall
  ) async throws -> [KnownPerson] {
    let people = engine.people
    var found: [KnownPerson] = []
    for section in try await people.sections(withPersonNamed: known.name, limit: 200) {
      for entry in try await people.find(name: known.name, unit: nil, in: section)
      where !known.persons.contains(entry.person)
        && !found.contains(where: { $0.persons.contains(entry.person) })
      {
        if let other = try await knownPerson(entry.person, in: hall, people: people) {
          found.append(other)
        }
      }
    }
    return found
  }
}
