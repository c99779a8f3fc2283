import Classroom
import Foundation
import Identity
import People
import Runtime
import Words

/// Everything that is known of one person 本人信息, as one file: for the person, on request. Shape:
/// docs/PRIVACY.md.
///
/// What people said in polls, evaluations and follow-ups is not in it: nobody can tell whose it was.
public struct PersonData: Sendable {
  /// One class.
  public struct Part: Sendable {
    public var place: KnownPerson.Place
    /// `nil` for a class whose record cannot be read.
    public var state: Classroom.State?
    public var accesses: [Access]
  }
  public var persons: [PersonID]
  public var parts: [Part]
  public var certificates: [Certificate]
  public var made: Moment
  public var timeZone: TimeZone
  /// Whether telephone number, room and the like, and what others wrote as reasons, are written out.
  /// Whoever holds a phone that checked in under a name is not asked to prove it: there details are only
  /// named.
  public var showsDetails: Bool

  /// Reads all of it.
  ///
  /// - Parameter only: this class alone.
  /// - Throws: `PeopleError`.
  public init(
    _ known: KnownPerson, only section: SectionID? = nil, showsDetails: Bool, hall: Hall,
    people: any PeopleStore, at now: Moment, timeZone: TimeZone
  ) async throws {
    persons = known.persons
    made = now
    self.timeZone = timeZone
    self.showsDetails = showsDetails
    certificates = known.certificates.filter { section == nil || $0.section == section }
    parts = []
    for place in known.places where section == nil || place.section == section {
      parts.append(
        Part(
          place: place, state: try? await hall.session(place.section)?.state,
          accesses: try await people.accesses(
            of: place.section, concerning: place.entry.person, limit: 1_000)))
    }
  }

  /// JSON, keys sorted, every key always there.
  public func json(in language: Language) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    let value: JSONValue = [
      "persons": .array(persons.map { .string($0.rawValue) }),
      "made": .string(stamp(made)),
      "classes": .array(parts.map(value)),
      "certificates": .array(certificates.map(value)),
      "notIncluded": .string(Words.text("privacy.notIncluded", in: language)),
    ]
    guard let data = try? encoder.encode(value) else {
      preconditionFailure("values that cannot be encoded")
    }
    return [UInt8](data) + [0x0A]
  }

  private func value(_ part: Part) -> JSONValue {
    let entry = part.place.entry
    let details = RosterDetails.Field.allCases.filter { !entry.details[$0].isEmpty }
    var value: [String: JSONValue] = [
      "class": .string(part.place.section.rawValue),
      "title": part.place.profile.map { JSONValue.string($0.title) } ?? .null,
      "date": part.place.profile.map { JSONValue.string($0.date) } ?? .null,
      "person": .string(entry.person.rawValue),
      "name": entry.name.isEmpty ? .null : .string(entry.name),
      "unit": .string(entry.unit), "group": .string(entry.group),
      "role": .string(entry.role.rawValue), "walkIn": .bool(entry.walkIn),
      "details": .object(
        Dictionary(
          details.map { field in
            let text = entry.details[field]
            let masked = field == .phone ? masked(phone: text) : "***"
            return (field.rawValue, JSONValue.string(showsDetails ? text : masked))
          }, uniquingKeysWith: { first, _ in first })),
      "openedBy": .array(
        part.accesses.map { access in
          [
            "time": .string(stamp(access.time)), "what": .string(access.what.rawValue),
            "role": .string(access.role),
            "whole": .bool(access.person == nil),
          ]
        }),
    ]
    value.merge(record(of: entry.person, part.state)) { $1 }
    return .object(value)
  }

  /// What the log holds of a person, by name.
  private func record(of person: PersonID, _ state: Classroom.State?) -> [String: JSONValue] {
    let signed = showsDetails ? state?.followUp.signed.first { $0.person == person } : nil
    let statement: JSONValue =
      signed.map {
        ["outcome": .string($0.outcome.token), "reason": .string($0.reason)]
      } ?? .null
    guard let state, let day = state.attendance[person] else {
      return [
        "attendance": .null, "corrections": .array([]), "answers": .array([]),
        "tookPart": .array([]), "questions": .array([]), "smallGroup": .null, "completion": .null,
        "signed": statement,
      ]
    }
    let asked = state.itemOrder.compactMap { state.items[$0] }
    let completion = completionRecord(of: state).person(person)
    return [
      "attendance": [
        "enrolment": .string(state.roll.enrolment(of: person).rawValue),
        "in": .string(day.checkedIn.map(stamp)),
        "out": .string(
          (day.checkedIn == nil ? nil : day.left ?? state.closedAt).map(stamp)),
        "halfDays": .array(
          state.roll.checkpoints.map { half in
            [
              "halfDay": .string(half.id),
              "standing": .string(state.roll.standing(of: person, at: half.id).rawValue),
            ]
          }),
      ],
      "corrections": .array(
        state.roll.corrections.filter { $0.person == person }.map { correction in
          [
            "time": .string(stamp(correction.time)), "halfDay": .string(correction.checkpoint),
            "from": .string(correction.from.rawValue), "to": .string(correction.to.rawValue),
            "reason": showsDetails ? .string(correction.reason) : .null,
            "by": .string(correction.by.role.rawValue),
          ]
        }),
      "answers": .array(asked.flatMap { answers(to: $0, by: person) }),
      "tookPart": .array(
        asked.filter { $0.participants.contains(person) }.map { .string($0.item.prompt) }
          + (state.evaluation.isReturned(by: person) ? [.string("evaluation")] : [])
          + (state.followUp.writers.contains(person) ? [.string("intention")] : [])),
      "questions": .array(
        state.questionOrder.compactMap { state.questions[$0] }.filter { $0.person == person }
          .map { ["text": .string($0.text), "phase": .string($0.phase.rawValue)] }),
      "smallGroup": .number(
        state.groups.members.firstIndex { $0.contains(person) }.map { $0 + 1 }),
      "completion": completion.map { result -> JSONValue in
        [
          "outcome": .string(result.outcome.rawValue),
          "minutesPresent": .number(result.minutesPresent),
          "creditHours": .hours(result.granted),
        ]
      } ?? .null,
      "signed": statement,
    ]
  }

  /// Of each round one.
  private func answers(to asked: Classroom.State.Asked, by person: PersonID) -> [JSONValue] {
    let first = asked.first.flatMap {
      answer(to: asked.item, $0.responses[person], $0.writings[person], round: 1)
    }
    let last = answer(
      to: asked.item, asked.responses[person], asked.writings[person],
      round: asked.first == nil ? 1 : 2)
    return [first, last].compactMap(\.self)
  }

  private func answer(
    to item: AssessmentItem, _ choices: [Int]?, _ text: String?, round: Int
  ) -> JSONValue? {
    guard choices != nil || text != nil else { return nil }
    let texts = item.choices
    let chosen = (choices ?? []).enumerated().map { line, choice -> String in
      if item.form == .match, texts.indices.contains(line), item.targets.indices.contains(choice) {
        return texts[line] + " = " + item.targets[choice]
      }
      return texts.indices.contains(choice) ? texts[choice] : "\(choice)"
    }
    return [
      "item": .string(item.id), "prompt": .string(item.prompt), "round": .number(round),
      "choices": .array(chosen.map { .string($0) }), "text": .string(text),
    ]
  }

  private func value(_ certificate: Certificate) -> JSONValue {
    [
      "number": .string(certificate.number.grouped),
      "class": .string(certificate.section.rawValue),
      "kind": .string(certificate.content.kind), "title": .string(certificate.content.title),
      "issuedOn": .string(certificate.content.issuedOn),
      "issuer": .string(certificate.content.issuer),
      "revoked": .string(certificate.revoked.map(stamp)),
      "reason": showsDetails ? .string(certificate.reason) : .null,
    ]
  }

  private func stamp(_ moment: Moment) -> String {
    let formatter = ISO8601DateFormatter()
    formatter.timeZone = timeZone
    return formatter.string(from: Date(timeIntervalSince1970: Double(moment.milliseconds) / 1000))
  }
}
