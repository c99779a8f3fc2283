import Classroom
import Foundation
import Identity
import Runtime
import Words

/// Writes statements as xAPI 1.0.3 has them. The table of verbs and activities is docs/XAPI.md.
///
/// What it writes follows from the class and the installation alone, never from the reader's language or
/// from where and when it is written: a statement that was sent once reads the same for ever.
///
/// Source: ADL, Experience API 1.0.3, part two (data), 4.
public struct StatementWriter: Sendable {
  private let home: RecordHome
  private let profile: SectionProfile
  private let days: Int
  private let names: [PersonID: String]
  /// The language of what the plan says.
  private let language: Language

  /// - Parameter names: by person, where names were asked for; whoever is not in it stays an id.
  public init(home: RecordHome, state: State, names: [PersonID: String] = [:]) {
    self.home = home
    profile = state.profile
    days = state.roll.checkpoints.last?.day ?? 1
    self.names = names
    language = Self.language(of: state.profile.title)
  }

  /// One line, without its end.
  public func line(_ statement: Statement) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value(statement)) else {
      preconditionFailure("a statement that cannot be encoded")
    }
    return [UInt8](data)
  }

  private func value(_ statement: Statement) -> JSONValue {
    var fields: [String: JSONValue] = [
      "id": .text(statement.id), "timestamp": .text(Self.stamp(statement.time)),
    ]
    switch statement.content {
    case .attended(let person, let half, let standing):
      fields["actor"] = agent(person)
      fields["verb"] = verb("attended")
      fields["object"] = activity(of: half)
      fields["result"] = ["extensions": [Self.own + "standing": .text(standing.rawValue)]]
      fields["context"] = context()
    case .answered(let person, let answer):
      fields["actor"] = agent(person)
      fields["verb"] = verb("answered")
      fields["object"] = activity(of: answer)
      fields["result"] = result(answer)
      fields["context"] = context(parent: answer.half)
    case .completed(let person, let minutes, let credit):
      fields["actor"] = agent(person)
      fields["verb"] = verb("completed")
      fields["object"] = classActivity
      var result: [String: JSONValue] = [
        "completion": .bool(true), "duration": .text("PT\(minutes)M"),
      ]
      if let credit {
        result["extensions"] = [
          Self.own + "credit-hours": .decimal(Decimal(credit.hundredths) / 100)
        ]
      }
      fields["result"] = .object(result)
      fields["context"] = context(isOfClass: true)
    case .rated(let rating):
      fields["actor"] = [
        "objectType": "Group",
        "account": ["homePage": .text(home.url), "name": .text(profile.id.rawValue)],
      ]
      fields["verb"] = verb("rated")
      fields["object"] = activity(
        home.section(profile.id) + "/evaluation", "http://id.tincanapi.com/activitytype/survey",
        words { $0.opening($0("kind.evaluation")) })
      fields["result"] = result(rating)
      fields["context"] = context()
    case .voided(let id):
      fields["actor"] = [
        "objectType": "Agent",
        "account": ["homePage": .text(home.url), "name": "guildhall"],
      ]
      fields["verb"] = verb("voided")
      fields["object"] = ["objectType": "StatementRef", "id": .text(id)]
    }
    return .object(fields)
  }

  // MARK: - Who and what

  private func agent(_ person: PersonID) -> JSONValue {
    var agent: [String: JSONValue] = [
      "objectType": "Agent",
      "account": ["homePage": .text(home.url), "name": .text(person.rawValue)],
    ]
    if let name = names[person], !name.isEmpty { agent["name"] = .text(name) }
    return .object(agent)
  }

  /// Verbs of the ADL vocabulary, and `rated` of the registry that grew beside it.
  private static let verbs = [
    "attended": "http://adlnet.gov/expapi/verbs/attended",
    "answered": "http://adlnet.gov/expapi/verbs/answered",
    "completed": "http://adlnet.gov/expapi/verbs/completed",
    "voided": "http://adlnet.gov/expapi/verbs/voided",
    "rated": "http://id.tincanapi.com/verb/rated",
  ]
  /// What no vocabulary has a name for.
  private static let own = "https://guildhall.invalid/xapi/"

  private func verb(_ name: String) -> JSONValue {
    ["id": .string(Self.verbs[name]), "display": words { $0("xapi.verb.\(name)") }]
  }

  /// A word of ours in each language.
  private func words(_ text: (Wording) -> String) -> JSONValue {
    .object(
      Dictionary(
        uniqueKeysWithValues: Language.allCases.map {
          ($0.rawValue, .text(text(Wording(language: $0))))
        }))
  }

  /// The author's words, in their own language.
  private func written(_ text: String) -> JSONValue {
    [Self.language(of: text, else: language).rawValue: .text(text)]
  }

  private func activity(
    _ id: String, _ type: String, _ name: JSONValue, _ more: [String: JSONValue] = [:]
  ) -> JSONValue {
    var definition = more
    definition["type"] = .text(type)
    definition["name"] = name
    return ["objectType": "Activity", "id": .text(id), "definition": .object(definition)]
  }

  private var classActivity: JSONValue {
    activity(
      home.section(profile.id), "http://adlnet.gov/expapi/activities/course",
      written(profile.title))
  }

  private func activity(of half: Checkpoint) -> JSONValue {
    activity(
      home.section(profile.id) + "/half-days/\(half.id)",
      "http://adlnet.gov/expapi/activities/meeting", words { $0.halfDay(half, days: days) })
  }

  private func activity(of answer: Statement.Answer) -> JSONValue {
    var more = InteractionActivity(answer.item, written: written).definition
    more["description"] = written(answer.item.prompt)
    return activity(
      home.section(profile.id) + "/items/\(answer.item.id)",
      "http://adlnet.gov/expapi/activities/cmi.interaction",
      words {
        $0("xapi.item", $0.opening($0("kind.\(answer.item.kind.rawValue)")), "\(answer.number)")
      }, more)
  }

  private func context(parent: Checkpoint? = nil, isOfClass: Bool = false) -> JSONValue {
    var context: [String: JSONValue] = [
      "registration": .text(
        nameBasedUUID("\(profile.id.rawValue)/registration", in: recordNamespace)),
      "platform": "Guildhall", "language": .text(language.rawValue),
    ]
    var activities: [String: JSONValue] = [:]
    if let parent { activities["parent"] = .array([activity(of: parent)]) }
    if !isOfClass { activities["grouping"] = .array([classActivity]) }
    if !activities.isEmpty { context["contextActivities"] = .object(activities) }
    return .object(context)
  }

  // MARK: - Results

  private func result(_ answer: Statement.Answer) -> JSONValue {
    [
      "response": .text(
        InteractionActivity(answer.item, written: written).response(answer.response)),
      "success": .bool(answer.isRight), "completion": .bool(true),
      "score": [
        "scaled": .integer(answer.isRight ? 1 : 0), "raw": .integer(answer.isRight ? 1 : 0),
        "min": .integer(0), "max": .integer(1),
      ],
    ]
  }

  /// What the report publishes of the grades, in the same spans; a score only where it is told exactly.
  private func result(_ rating: Statement.Rating) -> JSONValue {
    var result: [String: JSONValue] = [
      "extensions": [
        Self.own + "evaluation": [
          "returned": .integer(rating.returned), "ballots": .integer(rating.ballots),
          "score": .range(rating.score),
          "aspects": .array(rating.aspects.map { $0.json(title: aspectTitle($0.line)) }),
        ]
      ]
    ]
    if let score = rating.score, score.upperBound - score.lowerBound < 1e-9 {
      result["score"] = [
        "raw": .share(score.upperBound), "min": .integer(0), "max": .integer(100),
        "scaled": .share(score.upperBound / 100),
      ]
    }
    return .object(result)
  }

  private func aspectTitle(_ line: EvaluationForm.Line) -> JSONValue {
    line.standard == nil ? written(line.title) : words { $0.aspect(line) }
  }

  // MARK: - Texts

  /// Chinese where there is a Chinese character in it.
  private static func language(of text: String, else other: Language = .english) -> Language {
    text.unicodeScalars.contains { $0.properties.isIdeographic } ? .chinese : other
  }

  /// `2026-12-01T01:45:00.250Z`: always UTC, so that the hall's zone changes nothing.
  private static func stamp(_ moment: Moment) -> String {
    let seconds = Int((Double(moment.milliseconds) / 1000).rounded(.down))
    let rest = moment.milliseconds - Int64(seconds) * 1000
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = [.withFullDate, .withTime, .withColonSeparatorInTime]
    let digits = String(1000 + rest).dropFirst()
    return formatter.string(from: Date(timeIntervalSince1970: TimeInterval(seconds)))
      + ".\(digits)Z"
  }
}

extension JSONValue: ExpressibleByStringLiteral {
  init(stringLiteral text: String) { self = .text(text) }
}

extension SectionReport.Evaluation.AspectResult {
  /// An aspect as docs/REPORT.md has it.
  func json(title: JSONValue) -> JSONValue {
    let total = Double(max(1, disclosure.ballots))
    return [
      "aspect": .string(line.standard?.token), "title": title, "points": .number(line.points),
      "grades": .array(
        disclosure.items.map { item in
          let count = disclosure.ballots(of: item)
          return [
            "grades": .array(Grade.allCases[item.classes].map { .string($0.token) }),
            "least": .number(count.lowerBound), "most": .number(count.upperBound),
          ]
        }),
      "satisfied": .range(
        Double(satisfied.lowerBound) / total...Double(satisfied.upperBound) / total),
      "score": .range(score),
    ]
  }
}
