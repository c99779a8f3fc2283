import ArgumentParser
import Foundation
import Journal
import JournalSQLite
import Runtime
import Web
import Words

/// Everything that is kept of one person 本人信息, as one file for that person.
struct Person: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: CommandLineLanguage.text("cli.person.abstract"),
    discussion: CommandLineLanguage.text("cli.person.discussion"))

  @OptionGroup var who: PersonChoice
  @Option(name: .shortAndLong, help: CommandLineLanguage.help("personOutput")) var output: String?
  @OptionGroup var speech: LanguageOption

  func run() async throws {
    let language = speech.language
    if let output, StagedFile.exists(output) {
      throw CommandFailure("cli.file.exists", [output], language)
    }
    let engine = try openEngine(who.data, .readOnly, language, key: who.key.file)
    let hall = try await Hall(engine: engine, clock: PersonChoice.clock)
    let chosen = try await who.choose(engine, hall, language)
    guard chosen.count == 1, let known = chosen.first else {
      throw CommandFailure("cli.person.one", [], language)
    }
    let data = try await PersonData(
      known, showsDetails: true, hall: hall, people: engine.people, at: PersonChoice.clock(),
      timeZone: who.time.zone)
    let bytes = Data(data.json(in: language))
    guard let output else {
      FileHandle.standardOutput.write(bytes)
      return
    }
    let staged = StagedFile(beside: output)
    defer { staged.discard() }
    do {
      let file = try staged.create()
      try file.write(contentsOf: bytes)
      try file.synchronize()
      try file.close()
    } catch {
      throw CommandFailure(writing: output, error, language)
    }
    try staged.publish(as: output, language)
    write(Words.text("cli.person.done", [output], in: language) + "\n")
  }
}
