import ArgumentParser
import Foundation
import Journal
import JournalSQLite
import People
import Words

/// Says whether the key file opens the names of a data file; gives them up where it is lost for good.
struct Key: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: CommandLineLanguage.text("cli.key.abstract"),
    discussion: CommandLineLanguage.text("cli.key.discussion"))

  @Option(help: CommandLineLanguage.help("data")) var data = "guildhall.db"
  @OptionGroup var key: KeyOption
  @Flag(name: .customLong("give-up-names"), help: CommandLineLanguage.help("giveUpNames"))
  var givesUp = false
  @Flag(help: CommandLineLanguage.help("yes")) var yes = false
  @OptionGroup var speech: LanguageOption

  func run() async throws {
    let language = speech.language
    let path = key.file ?? KeyFile.path(for: data)
    let engine = try openEngine(data, .readOnly, language, key: key.file)
    do {
      let found = try await engine.key()
      try await engine.close()
      write(
        Words.text(found == nil ? "cli.key.none" : "cli.key.good", [path, data], in: language)
          + "\n")
      if givesUp { throw CommandFailure("cli.key.notLost", [path], language) }
    } catch let error as PeopleError {
      try await engine.close()
      guard givesUp else {
        complain(CommandFailure(error, data, language).message)
        throw ExitCode(1)
      }
      if !yes { try confirm("cli.key.confirm", [data], language) }
      do { try SQLiteEngine.giveUpNames(path: data, keyFile: key.file) } catch let error
        as EventLogError
      {
        throw CommandFailure(error, data, language)
      } catch PeopleError.keyUnreadable(let file) {
        throw CommandFailure("cli.key.moveAway", [file], language)
      }
      write(Words.text("cli.key.givenUp", [data, path], in: language) + "\n")
    }
  }
}
