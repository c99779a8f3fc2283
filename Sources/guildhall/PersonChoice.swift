import ArgumentParser
import Classroom
import Foundation
import Identity
import JournalSQLite
import People
import Runtime
import Words

/// Who is meant on the command line: by id, or by name where that is enough.
struct PersonChoice: ParsableArguments {
  @Argument(help: ArgumentHelp(CommandLineLanguage.text("cli.help.person"), valueName: "person"))
  var persons: [String] = []
  @Option(name: .customLong("class"), help: CommandLineLanguage.help("personClass"))
  var section: String?
  @Option(name: .customLong("name"), help: CommandLineLanguage.help("personName"))
  var name: String?
  @Option(help: CommandLineLanguage.help("data")) var data = "guildhall.db"
  @OptionGroup var key: KeyOption
  @OptionGroup var time: TimeZoneOption

  func validate() throws {
    if persons.isEmpty == (name == nil) {
      throw ValidationError(CommandLineLanguage.text("cli.person.who"))
    }
    if section != nil, name == nil {
      throw ValidationError(CommandLineLanguage.text("cli.person.classNeedsName"))
    }
  }

  static let clock: LiveSession.Clock = {
    Moment(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded()))
  }

  /// The people who are meant: those named by id, or the one of that name.
  ///
  /// - Throws: `CommandFailure` for an id that nobody has; `ExitCode(1)` after saying that there is
  ///   nobody of that name, or who there is where it is more than one.
  func choose(
    _ engine: SQLiteEngine, _ hall: Hall, _ language: Language
  ) async throws -> [KnownPerson] {
    let people = engine.people
    guard let name else {
      var chosen: [KnownPerson] = []
      for id in persons where !chosen.contains(where: { $0.persons.contains(PersonID(id)) }) {
        guard let known = try await knownPerson(PersonID(id), in: hall, people: people) else {
          throw CommandFailure("cli.person.unknown", [id], language)
        }
        chosen.append(known)
      }
      return chosen
    }
    var sections = try await people.sections(withPersonNamed: name, limit: 10_000)
    if let section {
      var session = try await hall.session(SectionID(section))
      if session == nil { session = try await hall.session(code: section) }
      guard let session else {
        let known = await hall.sections().map { "\($0.profile.id.rawValue) (\($0.profile.code))" }
        throw CommandFailure(
          known.isEmpty ? "cli.report.none" : "cli.report.unknown",
          [section, known.joined(separator: ", ")], language)
      }
      sections = [session.section, Signatures.shelf(of: session.section)]
    }
    var found: [KnownPerson] = []
    for section in sections {
      for entry in try await people.find(name: name, unit: nil, in: section)
      where !found.contains(where: { $0.persons.contains(entry.person) }) {
        if let known = try await knownPerson(entry.person, in: hall, people: people) {
          found.append(known)
        }
      }
    }
    if found.count == 1 { return found }
    if found.isEmpty {
      complain(Words.text("cli.person.nobody", [name], in: language))
    } else {
      complain(Words.text("cli.person.several", [name, "\(found.count)"], in: language))
      for known in found { write(Self.lines(known, language)) }
    }
    throw ExitCode(1)
  }

  /// Who somebody is, and where: enough to tell namesakes apart.
  static func lines(_ known: KnownPerson, _ language: Language) -> String {
    let name = known.name.isEmpty ? Words.text("report.erased", in: language) : known.name
    var lines = "\(known.persons.map(\.rawValue).joined(separator: " "))  \(name)\n"
    for place in known.places {
      let entry = place.entry
      let parts = [
        place.profile.map { "\($0.date) \($0.title)" } ?? place.section.rawValue, entry.unit,
        entry.group, masked(phone: entry.details[.phone]),
        place.isSignature ? Words.text("privacy.signature", in: language) : "",
      ]
      lines += "    " + parts.filter { !$0.isEmpty }.joined(separator: " · ") + "\n"
    }
    if !known.certificates.isEmpty {
      let numbers = known.certificates.map(\.number.grouped).joined(separator: ", ")
      lines += "    " + Words.text("privacy.certificates", in: language) + " \(numbers)\n"
    }
    return lines
  }
}

/// Asks before something that cannot be undone.
///
/// - Throws: `CommandFailure` where nobody can be asked; `ExitCode(1)` for any other answer than yes.
func confirm(_ key: String, _ arguments: [String], _ language: Language) throws {
  guard isatty(STDIN_FILENO) == 1 else {
    throw CommandFailure("cli.confirm.noTerminal", [], language)
  }
  FileHandle.standardError.write(Data((Words.text(key, arguments, in: language) + " ").utf8))
  guard readLine()?.trimmingCharacters(in: .whitespaces).lowercased() == "yes" else {
    complain(Words.text("cli.confirm.left", in: language))
    throw ExitCode(1)
  }
}

/// Opens the data file to change names in it: not while a server runs on it.
func openForNames(_ data: String, _ key: String?, _ language: Language) throws -> SQLiteEngine {
  guard FileManager.default.fileExists(atPath: data) else {
    throw CommandFailure("cli.data.missing", [data], language)
  }
  return try openEngine(data, .serve, language, key: key)
}
