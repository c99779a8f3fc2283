import ArgumentParser
import Documents
import Foundation
import Plan
import Words

/// Writes a plan to begin with, which has nothing to mend.
struct New: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: CommandLineLanguage.text("cli.new.abstract"),
    discussion: CommandLineLanguage.text("cli.new.discussion"))

  @Argument(help: CommandLineLanguage.help("title")) var title: String
  @Option(help: CommandLineLanguage.help("days")) var days = 1
  @Option(help: CommandLineLanguage.help("hours")) var hours = 6.0
  @Option(name: .shortAndLong, help: CommandLineLanguage.help("output")) var output: String?
  @OptionGroup var speech: LanguageOption

  func validate() throws {
    guard (1...30).contains(days) else {
      throw ValidationError(CommandLineLanguage.text("cli.new.daysRange"))
    }
    // Halves and quarters of an hour; fewer minutes hold no plan.
    guard (0.5...10).contains(hours), (hours * 4).rounded() == hours * 4 else {
      throw ValidationError(CommandLineLanguage.text("cli.new.hoursRange"))
    }
  }

  func run() throws {
    let language = speech.language
    let text = planSkeleton(
      title: title, days: days, minutesPerDay: Int(hours * 60), chinese: language == .chinese)
    guard read(text).course.title == title else {
      throw CommandFailure("cli.new.titleWrong", [title], language)
    }
    guard let output else {
      write(text)
      return
    }
    do throws(FileProblem) { try createFile(output, Array(text.utf8)) } catch {
      throw CommandFailure(error, output, writing: true, language)
    }
    complain(Words.text("cli.new.done", [output], in: language))
  }
}
