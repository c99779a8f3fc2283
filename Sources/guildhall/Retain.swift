import ArgumentParser
import Foundation
import Identity
import JournalSQLite
import Runtime
import Words

/// Erases the names of classes whose time for keeping them is over; says which before it does.
struct Retain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: CommandLineLanguage.text("cli.retain.abstract"),
    discussion: CommandLineLanguage.text("cli.retain.discussion"))

  @Option(help: CommandLineLanguage.help("data")) var data = "guildhall.db"
  @OptionGroup var key: KeyOption
  @OptionGroup var time: TimeZoneOption
  @Flag(help: CommandLineLanguage.help("retainList")) var list = false
  @Option(help: CommandLineLanguage.help("retainOn")) var on: String?
  @Flag(help: CommandLineLanguage.help("yes")) var yes = false
  @OptionGroup var speech: LanguageOption

  func validate() throws {
    if on != nil, !list {
      throw ValidationError(CommandLineLanguage.text("cli.retain.onNeedsList"))
    }
    if let on, day(on) == nil {
      throw ValidationError(CommandLineLanguage.text("cli.retain.onWrong", [on]))
    }
  }

  /// Noon of a calendar date.
  private func day(_ text: String) -> Moment? {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = time.zone
    format.dateFormat = "yyyy-MM-dd HH"
    return format.date(from: text + " 12").map {
      Moment(milliseconds: Int64($0.timeIntervalSince1970 * 1000))
    }
  }

  func run() async throws {
    let language = speech.language
    let engine =
      list
      ? try openEngine(data, .readOnly, language, key: key.file)
      : try openForNames(data, key.file, language)
    let hall = try await Hall(engine: engine, clock: PersonChoice.clock)
    let due = try await retentionsDue(
      in: hall, people: engine.people, at: on.flatMap(day) ?? PersonChoice.clock(),
      timeZone: time.zone)
    guard !due.isEmpty else {
      write(Words.text("cli.retain.none", in: language) + "\n")
      return try await engine.close()
    }
    for entry in due {
      let certificates = Words.text(
        entry.retention.keepsCertificates ? "cli.retain.keeps" : "cli.retain.goes", in: language)
      write(
        Words.text(
          "cli.retain.due",
          [
            entry.profile.id.rawValue, entry.profile.date, entry.profile.title,
            "\(entry.persons.count)", entry.since, certificates,
          ], in: language) + "\n")
    }
    guard !list else { return try await engine.close() }
    if !yes { try confirm("cli.retain.confirm", ["\(due.count)"], language) }
    var isWhole = true
    for entry in due {
      let done = try await carryOut(
        entry, in: engine.people, by: "terminal", at: PersonChoice.clock())
      isWhole = isWhole && done.isWhole
    }
    try await engine.close()
    write(Words.text("cli.retain.done", ["\(due.count)"], in: language) + "\n")
    if !isWhole { complain(Words.text("cli.erase.traces", in: language)) }
  }
}
