import Classroom
import Documents
import Foundation
import Identity
import Words

/// Completion and hours 结业与学时 in the record of a class: as a page, a table and JSON.
extension SectionRecord {
  private var completion: CompletionRecord { report.completion }

  /// What each half-day is called.
  func halfDayNames(_ say: Wording) -> [CheckpointID: String] {
    Dictionary(
      report.halfDays.map { ($0.checkpoint.id, say.halfDay($0.checkpoint, days: days)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// What the template `completion-record` shows.
  func completionModel(_ say: Wording) -> [String: Any] {
    let halves = halfDayNames(say)
    return [
      "numbers": numbers(say), "rules": completion.settings.rules.map(say.rule),
      "nobody": completion.people.isEmpty,
      "hasCredit": completion.settings.credit != nil,
      "summary": say(
        "completion.summary", "\(completion.count(.met))", "\(completion.count(.notMet))",
        "\(completion.count(.open))"),
      "people": completion.people.map { person -> [String: Any] in
        [
          "number": signInNumbers[person.person] ?? 0,
          "who": name(person.person) ?? say("report.erased"),
          "erased": name(person.person) == nil, "unit": entry(person.person)?.unit ?? "",
          "kind": person.outcome.rawValue, "outcome": say("completion.person.\(person.outcome)"),
          "why": person.verdicts.map { say.verdict($0, halves) },
          "minutes": "\(person.minutesPresent)", "credit": person.granted?.text ?? "",
        ]
      },
    ]
  }

  /// Teaching minutes, credit hours, fee hours: each by its name.
  private func numbers(_ say: Wording) -> [[String: Any]] {
    let settings = completion.settings
    var notes: [String] = []
    if let table = settings.credit {
      let name = Words.has("credit.\(table.id)") ? say("credit.\(table.id)") : table.id
      notes = [say("completion.by", name), say("completion.source", table.source)]
    }
    if !settings.authority.isEmpty {
      notes.append(say("completion.authorityIs", settings.authority))
    }
    return [
      [
        "name": say("completion.figure.teaching"),
        "value": say(
          "completion.figure.teachingValue", "\(completion.plannedMinutes)",
          "\(completion.actualMinutes)"), "notes": [String](),
      ],
      [
        "name": say("completion.figure.credit"),
        "value": completion.credit.map { say("completion.figure.creditValue", $0.text) }
          ?? say("completion.figure.creditNone"), "notes": notes,
      ],
      [
        "name": say("completion.figure.fee"),
        "value": settings.feeHours.map { say("completion.figure.feeValue", $0.text) }
          ?? say("completion.figure.feeNone"), "notes": [String](),
      ],
    ]
  }

  /// Teaching minutes, credit hours, fee hours: each by its name, none made of another.
  func completionNumbers(_ say: Wording) -> DataTable {
    let settings = completion.settings
    let notes = numbers(say).flatMap { $0["notes"] as? [String] ?? [] }
    return DataTable(
      name: "hours", title: say("completion.title"),
      columns: [say.column("table.what"), say.column("table.value", .number)],
      rows: [
        [.text(say("completion.sheet.planned")), .number(completion.plannedMinutes)],
        [.text(say("completion.sheet.actual")), .number(completion.actualMinutes)],
        [
          .text(say("completion.figure.credit")),
          completion.credit.map { .hours(hundredths: $0.hundredths) }
            ?? .text(say("completion.figure.creditNone")),
        ],
        [
          .text(say("completion.figure.fee")),
          settings.feeHours.map { .hours(hundredths: $0.hundredths) }
            ?? .text(say("completion.figure.feeNone")),
        ],
      ], notes: notes)
  }

  /// Each person, a column a rule.
  func completionPeople(_ say: Wording) -> DataTable {
    let halves = halfDayNames(say)
    return DataTable(
      name: "completion", title: say("completion.sheet.people"),
      columns: [
        say.column("report.csv.number", .number), say.column("report.csv.name"),
        say.column("report.csv.unit"), say.column("completion.column.outcome"),
        say.column("completion.column.minutes", .minutes),
        say.column("completion.column.credit", .hours),
      ] + completion.settings.rules.map { DataTable.Column(say.rule($0)) },
      rows: completion.people.map { person in
        [
          .number(signInNumbers[person.person]),
          .text(name(person.person) ?? say("report.erased")),
          .text(entry(person.person)?.unit ?? ""),
          .text(say("completion.person.\(person.outcome)")), .number(person.minutesPresent),
          person.granted.map { .hours(hundredths: $0.hundredths) } ?? .none,
        ]
          + person.verdicts.map { verdict in
            .text(
              say("completion.outcome.\(verdict.outcome)") + " " + say.why(verdict.facts, halves))
          }
      })
  }

  /// - Parameter language: of the reasons; all else is the same in every language.
  func completionJSON(in language: Language) -> JSONValue {
    let say = Wording(language: language)
    let halves = halfDayNames(say)
    let settings = completion.settings
    return [
      "rules": .array(
        settings.rules.map {
          ["rule": .string($0.kind.rawValue), "bound": .number($0.bound)]
        }),
      "certificate": .string(settings.certificate.rawValue),
      "issuer": .string(settings.issuer),
      "creditTable": .string(settings.credit?.id),
      "creditSource": .string(settings.credit?.source),
      "authority": .string(settings.authority),
      "plannedMinutes": .number(completion.plannedMinutes),
      "actualMinutes": .number(completion.actualMinutes),
      "creditHours": .hours(completion.credit),
      "feeHours": .hours(settings.feeHours),
      "people": .array(
        completion.people.map { person in
          [
            "person": .string(person.person.rawValue), "name": .string(name(person.person)),
            "outcome": .string(person.outcome.rawValue),
            "minutesPresent": .number(person.minutesPresent),
            "creditHours": .hours(person.granted),
            "rules": .array(
              person.verdicts.map { verdict in
                [
                  "rule": .string(verdict.rule.kind.rawValue),
                  "outcome": .string(verdict.outcome.rawValue),
                  "why": .string(say.why(verdict.facts, halves)),
                ]
              }),
          ]
        }),
    ]
  }
}

extension JSONValue {
  static func hours(_ hours: CreditHours?) -> JSONValue {
    hours.map { .decimal(Decimal($0.hundredths) / 100) } ?? .null
  }
}
