import ArgumentParser
import Documents
import Plan
import Runtime
import Web
import Words

/// Prints what the program understood of a plan.
struct Outline: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: CommandLineLanguage.text("cli.outline.abstract"))

  @Argument(help: CommandLineLanguage.help("plan")) var plan: String
  @Option(help: CommandLineLanguage.help("format")) var format = TextOrJSON.text
  @OptionGroup var options: PlanOptions
  @OptionGroup var speech: LanguageOption

  func run() throws {
    let language = speech.language
    let draft = try loadDraft(plan, options, language)
    let reading = read(
      draft: draft, options: TimetableOptions(creditHourMinutes: options.creditHourMinutes)
    ).reading
    switch format {
    case .json: try printJSON(Self.json(reading.course))
    case .text: write(Self.text(reading.course, language))
    }
    let errors = reading.findings.count { $0.severity == .error }
    if errors > 0 {
      complain(Words.text("cli.outline.errors", [String(errors), plan], in: language))
    }
  }

  static func json(_ course: Course) -> [String: Any] {
    func activity(_ activity: Activity) -> [String: Any] {
      let material: String? = if case .link(let link) = activity.material { link } else { nil }
      return [
        "kind": activity.kind.rawValue, "form": (activity.form?.rawValue).orNull,
        "title": activity.title, "minutes": activity.minutes.orNull, "material": material.orNull,
      ]
    }
    return [
      "title": course.title.orNull,
      "fields": course.fields.map {
        ["name": $0.name, "member": ($0.member?.rawValue).orNull, "value": $0.value]
          as [String: Any]
      },
      "durationMinutes": (course.teachingTime?.total).orNull,
      "days": course.teachingTime?.days ?? [],
      "methods": course.methods.map(\.rawValue),
      "activities": course.opening.map(activity),
      "units": course.units.map { unit in
        [
          "number": unit.number, "title": unit.title, "activities": unit.activities.map(activity),
          "topics": unit.topics.map { topic in
            [
              "number": topic.number, "title": topic.title,
              "activities": topic.activities.map(activity),
            ] as [String: Any]
          },
        ] as [String: Any]
      },
    ]
  }

  static func text(_ course: Course, _ language: Language) -> String {
    func word(_ key: String, _ arguments: [String] = []) -> String {
      Words.text(key, arguments, in: language)
    }
    func line(_ activity: Activity, _ indent: String) -> String {
      let kind =
        activity.kind == .case
        ? activity.form.map { word("form.\($0.rawValue)") } ?? word("kind.case")
        : word("kind.\(activity.kind.rawValue)")
      let minutes = activity.minutes.map { word("cli.minutes", [String($0)]) } ?? ""
      return indent + "· "
        + [kind, activity.title, minutes].filter { !$0.isEmpty }
        .joined(separator: "  ") + "\n"
    }
    var text = (course.title ?? word("cli.outline.noTitle")) + "\n"
    for field in course.fields where field.member != .content {
      let value = field.value.split(whereSeparator: \.isNewline).joined(separator: " ")
      text += "  【\(field.name)】\(value.prefix(60))\(value.count > 60 ? "…" : "")\n"
    }
    if let time = course.teachingTime {
      text += "  " + word("cli.outline.time", [String(time.total), String(time.days.count)]) + "\n"
    }
    for activity in course.opening { text += line(activity, "  ") }
    for unit in course.units {
      text += "\n" + joined(label: unit.label, title: unit.title) + "\n"
      for activity in unit.activities { text += line(activity, "    ") }
      for topic in unit.topics {
        if !topic.isUnit { text += "  " + joined(label: topic.label, title: topic.title) + "\n" }
        for activity in topic.activities { text += line(activity, "    ") }
      }
    }
    return text
  }
}

/// A plan for a verb that needs its text: one that cannot be read ends the verb.
func loadDraft(_ path: String, _ options: PlanOptions, _ language: Language) throws -> PlanDraft {
  try loadPlan(path, options, language).draft
}

/// The same, with the Word document that the text came from.
func loadPlan(
  _ path: String, _ options: PlanOptions, _ language: Language
) throws -> (draft: PlanDraft, word: WordText?) {
  switch try PlanFile.load(path, options, language) {
  case .text(let draft, _): return (draft, nil)
  case .word(let draft, let word): return (draft, word)
  case .unreadable(let finding):
    throw CommandFailure("\(path): \(finding.sentence(language)) [\(finding.id.rawValue)]")
  }
}
