import ArgumentParser
import Documents
import Foundation
import Plan
import Runtime
import Web
import Words

/// Prints the day, or days, that a plan makes.
struct TimetableCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timetable", abstract: CommandLineLanguage.text("cli.timetable.abstract"),
    discussion: CommandLineLanguage.text("cli.timetable.discussion"))

  @Argument(help: CommandLineLanguage.help("plan")) var plan: String
  @Option(help: CommandLineLanguage.help("format")) var format = TextOrJSON.text
  @OptionGroup var day: DayOptions
  @OptionGroup var options: PlanOptions
  @OptionGroup var speech: LanguageOption

  func run() throws {
    let language = speech.language
    let (draft, word) = try loadPlan(plan, options, language)
    let made = read(draft: draft, options: day.options(creditHour: options.creditHourMinutes))
    guard let timetable = made.timetable else {
      for finding in made.errors {
        complain(
          Check.text(finding, file: plan, line: "", place: word?.place(of: finding), language)
            .trimmingCharacters(in: .newlines))
      }
      complain(Words.text("cli.timetable.none", [plan], in: language))
      throw ExitCode(1)
    }
    switch format {
    case .json: try printJSON(json(timetable, language))
    case .text: write(text(timetable, made.reading.course, language))
    }
  }

  private func title(_ slot: Slot, _ language: Language) -> String {
    slot.title.isEmpty ? Words.text("kind.\(slot.kind.rawValue)", in: language) : slot.title
  }

  /// The calendar date of a day of the course, where the first one is known.
  private func date(of number: Int) -> String? {
    guard let date = day.date, let first = parseDate(date) else { return nil }
    return formatDate(first.addingTimeInterval(TimeInterval(86_400 * (number - 1))))
  }

  private func json(_ timetable: Timetable, _ language: Language) -> [String: Any] {
    [
      "teachingMinutes": timetable.teachingMinutes,
      "slots": timetable.slots.map { slot -> [String: Any] in
        var row: [String: Any] = [
          "day": slot.day, "start": clockText(slot.start), "end": clockText(slot.end),
          "minutes": slot.minutes, "teaching": slot.teaching, "kind": slot.kind.rawValue,
          "unit": slot.unit.orNull, "topic": slot.topic.orNull, "title": title(slot, language),
        ]
        if let date = date(of: slot.day) { row["date"] = date }
        return row
      },
    ]
  }

  private func text(_ timetable: Timetable, _ course: Course, _ language: Language) -> String {
    func word(_ key: String, _ arguments: [String] = []) -> String {
      Words.text(key, arguments, in: language)
    }
    var text = (course.title ?? "") + "\n"
    var day = 0
    var unit: Int?
    for slot in timetable.slots {
      if slot.day != day {
        day = slot.day
        unit = nil
        text += "\n" + word("cli.timetable.day", [String(day)])
        text += (date(of: day).map { " \($0)" } ?? "") + "\n"
      }
      if let number = slot.unit, number != unit,
        let heading = course.units.first(where: { $0.number == number })
      {
        unit = number
        text += "  " + joined(label: heading.label, title: heading.title) + "\n"
      }
      let kind = slot.form.map { word("form.\($0.rawValue)") } ?? word("kind.\(slot.kind.rawValue)")
      let minutes =
        String(repeating: " ", count: max(0, 4 - String(slot.minutes).count)) + "\(slot.minutes)"
      let part = slot.parts > 1 ? " (\(slot.part)/\(slot.parts))" : ""
      let opening = slot.kind == .lecture && slot.topic == nil && slot.unit != nil
      let title = opening ? word("trainer.unitOpening") : slot.title
      let name = title.isEmpty || title == kind ? "" : "  " + title
      text +=
        "  \(clockText(slot.start))–\(clockText(slot.end)) \(minutes)  \(kind)\(name)\(part)\n"
    }
    let kinds = SlotKind.allCases.compactMap { kind -> String? in
      let minutes = timetable.minutes(of: kind)
      let teaches = timetable.slots.contains { $0.kind == kind && $0.teaching }
      return minutes > 0 && teaches ? "\(word("kind.\(kind.rawValue)")) \(minutes)" : nil
    }
    text +=
      "\n"
      + word(
        "cli.timetable.total", [String(timetable.teachingMinutes), kinds.joined(separator: " · ")])
      + "\n"
    return text
  }
}

/// When a day begins and when there is lunch.
struct DayOptions: ParsableArguments {
  @Option(help: CommandLineLanguage.help("date")) var date: String?
  @Option(name: .customLong("day-start"), help: CommandLineLanguage.help("dayStart"))
  var dayStart = "08:45"
  @Option(help: CommandLineLanguage.help("lunch")) var lunch = "12:00-14:00"
  @Flag(name: .customLong("breaks-included"), help: CommandLineLanguage.help("breaksIncluded"))
  var breaksIncluded = false

  func validate() throws {
    if let date, parseDate(date) == nil {
      throw ValidationError(CommandLineLanguage.text("cli.dateWrong", [date]))
    }
    guard minutes(dayStart) != nil else {
      throw ValidationError(CommandLineLanguage.text("cli.timeWrong", [dayStart]))
    }
    guard lunchTimes != nil else {
      throw ValidationError(CommandLineLanguage.text("cli.lunchWrong", [lunch]))
    }
  }

  private var lunchTimes: (Int, Int)? {
    let parts = lunch.split(whereSeparator: { $0 == "-" || $0 == "–" })
    guard parts.count == 2, let from = minutes(String(parts[0])),
      let to = minutes(String(parts[1])),
      from < to
    else { return nil }
    return (from, to)
  }

  private func minutes(_ text: String) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]),
      (0..<24).contains(hour), (0..<60).contains(minute), parts[1].count == 2
    else { return nil }
    return hour * 60 + minute
  }

  func options(creditHour: Int) -> TimetableOptions {
    let noon = lunchTimes ?? (720, 840)
    return TimetableOptions(
      dayStart: minutes(dayStart) ?? 525, lunchStart: noon.0, lunchEnd: noon.1,
      breaksIncluded: breaksIncluded, creditHourMinutes: creditHour)
  }
}

/// A calendar date `2026-12-01` at midnight UTC; `nil` when there is no such day.
func parseDate(_ text: String) -> Date? {
  guard text.count == 10 else { return nil }
  let date = dateFormat.date(from: text)
  return date.flatMap { formatDate($0) == text ? $0 : nil }
}

func formatDate(_ date: Date) -> String { dateFormat.string(from: date) }

private let dateFormat: DateFormatter = {
  let format = DateFormatter()
  format.calendar = Calendar(identifier: .gregorian)
  format.locale = Locale(identifier: "en_US_POSIX")
  format.timeZone = TimeZone(identifier: "UTC")
  format.dateFormat = "yyyy-MM-dd"
  return format
}()
