import ArgumentParser
import Foundation
import People
import Words

/// The command line: one file for each verb.
struct Guildhall: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "guildhall",
    abstract: CommandLineLanguage.text("cli.abstract"),
    discussion: CommandLineLanguage.text("cli.discussion"),
    version: "0.1.0",
    subcommands: [
      New.self, Check.self, Format.self, Outline.self, TimetableCommand.self,
      Export.self, Serve.self,
      Rehearse.self, Classes.self, Report.self, Papers.self, Certificates.self, Year.self,
      Person.self, Erase.self, Retain.self, Key.self,
      Verify.self, Backup.self, Restore.self, Doctor.self, Simulate.self,
    ])
}

@main
enum Entry {
  /// Exit status: 0 done, 1 the answer is "no", 2 could not run.
  static func main() async {
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try Guildhall.parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let code as ExitCode {
      exit(code.rawValue)
    } catch let failure as CommandFailure {
      complain(failure.message)
      exit(2)
    } catch let error as PeopleError {
      // Met where a name was asked for.
      let data = CommandLine.arguments.adjacent("--data") ?? "guildhall.db"
      complain(CommandFailure(error, data, CommandLineLanguage.ofHelp).message)
      exit(2)
    } catch {
      let code = Guildhall.exitCode(for: error)
      if code == .success {
        print(Guildhall.fullMessage(for: error))
        exit(0)
      }
      complain(Guildhall.fullMessage(for: error))
      exit(2)
    }
  }
}

/// Why a verb could not run, in words for the person at the terminal.
struct CommandFailure: Error {
  var message: String

  init(_ message: String) { self.message = message }
  init(_ key: String, _ arguments: [String], _ language: Language) {
    message = Words.text(key, arguments, in: language)
  }
}

func complain(_ message: String) {
  FileHandle.standardError.write(Data((message + "\n").utf8))
}

/// Prints everything at once; the terminal may be a pipe that closes early.
func write(_ text: String) {
  FileHandle.standardOutput.write(Data(text.utf8))
}

/// The language of what is printed.
enum CommandLineLanguage {
  /// `--language`, else the locale of the environment, else Chinese.
  static func choose(_ wish: String?) throws -> Language {
    if let wish {
      guard let language = Language(tag: wish) else {
        throw ValidationError(text("cli.languageUnknown", [wish]))
      }
      return language
    }
    return ofEnvironment
  }

  static let ofEnvironment: Language = {
    let environment = ProcessInfo.processInfo.environment
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy
      .compactMap { environment[$0] }.first { !$0.isEmpty }
    return locale.flatMap { Language(tag: $0) } ?? .chinese
  }()

  /// Help is made before options are read, so it looks for `--language` itself.
  static let ofHelp: Language = {
    let arguments = CommandLine.arguments
    for (index, argument) in arguments.enumerated() {
      if argument == "--language", index + 1 < arguments.count,
        let language = Language(tag: arguments[index + 1])
      {
        return language
      }
      if argument.hasPrefix("--language="),
        let language = Language(tag: argument.dropFirst("--language=".count))
      {
        return language
      }
    }
    return ofEnvironment
  }()

  static func text(_ key: String, _ arguments: [String] = []) -> String {
    Words.text(key, arguments, in: ofHelp)
  }

  static func help(_ key: String) -> ArgumentHelp {
    ArgumentHelp(stringLiteral: text("cli.help.\(key)"))
  }
}

/// The choice of language that every verb takes.
struct LanguageOption: ParsableArguments {
  @Option(name: .customLong("language"), help: CommandLineLanguage.help("language"))
  var wish: String?

  func validate() throws { _ = try CommandLineLanguage.choose(wish) }

  var language: Language { (try? CommandLineLanguage.choose(wish)) ?? .chinese }
}

enum TextOrJSON: String, ExpressibleByArgument, CaseIterable { case text, json }

/// JSON for other programs: stable keys in alphabetical order, `null` where there is nothing.
func printJSON(_ value: Any, compact: Bool = false) throws {
  var options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
  if !compact { options.insert(.prettyPrinted) }
  let data = try JSONSerialization.data(withJSONObject: value, options: options)
  write(String(decoding: data, as: UTF8.self) + "\n")
}

extension Optional {
  /// The value for a JSON object, `null` when there is none.
  var orNull: Any { map { $0 as Any } ?? NSNull() }
}

extension [String] {
  /// What stands behind an option.
  fileprivate func adjacent(_ option: String) -> String? {
    firstIndex(of: option).flatMap { index(after: $0) < endIndex ? self[index(after: $0)] : nil }
  }
}
