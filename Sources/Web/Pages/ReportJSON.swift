import Classroom
import Foundation
import Identity
import Plan
import Words

extension SectionRecord {
  /// The record as JSON, keys sorted, every key always there. The shape is docs/REPORT.md.
  ///
  /// - Parameter language: of the findings' sentences; all else is the same in every language.
  public func json(in language: Language) -> [UInt8] {
    value(in: language).bytes
  }

  private func value(in language: Language) -> JSONValue {
    var record: [String: JSONValue] = [
      "class": .string(report.profile.id.rawValue),
      "title": .string(report.profile.title),
      "trial": .bool(report.profile.trial),
      "attendance": .array(report.attendance.map(value)),
      "completion": completionJSON(in: language),
      "halfDays": .array(report.halfDays.map(value)),
      "corrections": .array(report.corrections.map(value)),
      "expected": .number(expected),
      "activities": .array(zip(report.activities, starts).map(value)),
      "replans": .array(report.replans.map(value)),
      "items": .array(report.items.map(value)),
      "groups": groupsJSON,
      "groupTasks": groupTasksJSON,
      "gain": report.gain.map(value) ?? .null,
      "analysis": analysisJSON,
      "questions": .array(report.questions.map(value)),
      "evaluation": evaluation(in: language),
      "followUp": followUpJSON,
      "findings": .array(findings.map { value($0, in: language) }),
      "counts": [
        "checkedIn": .number(report.counts.checkedIn),
        "answers": .number(report.counts.answers),
        "questions": .number(report.counts.questions),
        "ratings": .number(report.counts.ratings),
      ],
    ]
    // Only a class in several rooms has them.
    if let rooms = report.rooms { record["rooms"] = .array(rooms.map(value)) }
    return .object(record)
  }

  private func value(_ room: SectionReport.Room) -> JSONValue {
    [
      "room": .string(room.room),
      "name": .string(room.name),
      "people": .number(room.people),
      "present": .array(room.present.map { .number($0) }),
      "actualMinutes": .array(room.actualMinutes.map { .number($0) }),
    ]
  }

  private func value(_ attendee: SectionReport.Attendee) -> JSONValue {
    let entry = entry(attendee.person)
    var row: [String: JSONValue] = [
      "person": .string(attendee.person.rawValue),
      "name": .string(name(attendee.person)),
      "unit": .string(entry?.unit ?? ""),
      "group": .string(attendee.group),
      "status": .string(attendee.standing.rawValue),
      "in": .string(attendee.timeIn.map(stamp)),
      "out": .string(attendee.timeOut.map(stamp)),
      "witness": .string(attendee.witness?.rawValue),
      "walkIn": .bool(entry?.walkIn ?? false),
      "enrolment": .string(attendee.enrolment.rawValue),
      "insteadOf": .string(attendee.insteadOf?.rawValue),
      "halfDays": .array(attendee.standings.map { .string($0.rawValue) }),
    ]
    if report.rooms != nil { row["room"] = .string(attendee.room) }
    return .object(row)
  }

  private func value(_ half: SectionReport.HalfDay) -> JSONValue {
    let count = half.count
    return [
      "id": .string(half.checkpoint.id),
      "day": .number(half.checkpoint.day),
      "half": .string(half.checkpoint.half.rawValue),
      "opened": .string(half.opened.map(stamp)),
      "began": .string(half.began.map(stamp)),
      "expected": .number(count.expected),
      "present": .number(count.present),
      "late": .number(count.late),
      "leftEarly": .number(count.leftEarly),
      "onLeave": .number(count.onLeave),
      "missing": .number(count.missing),
      "walkIns": .number(count.walkIns),
    ]
  }

  private func value(_ correction: Roll.Correction) -> JSONValue {
    [
      "halfDay": .string(correction.checkpoint),
      "person": .string(correction.person.rawValue),
      "from": .string(correction.from.rawValue),
      "to": .string(correction.to.rawValue),
      "reason": .string(correction.reason),
      "by": .string(correction.by.role.rawValue),
      "link": .string(correction.by.link),
      "time": .string(stamp(correction.time)),
    ]
  }

  private func value(_ activity: SectionReport.Activity, start: Int) -> JSONValue {
    [
      "unit": .number(activity.unit?.number),
      "topic": .number(activity.topic?.number),
      "kind": .string(activity.kind.rawValue),
      "form": .string(activity.form),
      "title": .string(
        activity.title.isEmpty && activity.kind == .lecture
          ? activity.topic?.title ?? activity.unit?.title ?? "" : activity.title),
      "day": .number(activity.day),
      "start": .string(clockText(start)),
      "part": .number(activity.part),
      "parts": .number(activity.parts),
      "teaching": .bool(activity.teaching),
      "plannedMinutes": .number(activity.plannedMinutes),
      "replannedMinutes": .number(activity.replannedMinutes),
      "askedMinutes": .number(activity.askedMinutes),
      "actualMinutes": .number(activity.actualMinutes),
      "reached": .bool(activity.reached),
    ]
  }

  /// `activity` counts from 1.
  private func value(_ replan: Replan) -> JSONValue {
    [
      "at": .string(stamp(replan.at)),
      "slots": .array(
        replan.slots.map { slot in
          [
            "activity": .number(
              report.activities.firstIndex { $0.segment == slot.segment }.map { $0 + 1 }),
            "start": .string(clockText(slot.start)), "minutes": .number(slot.minutes),
          ]
        }),
    ]
  }

  private func value(_ item: SectionReport.Item) -> JSONValue {
    [
      "id": .string(item.id),
      "kind": .string(item.kind.rawValue),
      "prompt": .string(item.prompt),
      "form": .string(item.form.rawValue),
      "answer": .string(item.answer),
      "mean": .share(item.mean),
      "answersBefore": .number(item.answersBefore),
      "correctBefore": .number(item.correctBefore),
      "planned": .bool(item.planned),
      "phase": .string(item.phase.rawValue),
      "choices": .array(
        item.choices.map { choice in
          [
            "letter": .string(choice.letter), "text": .string(choice.text),
            "count": .number(choice.count),
            "countBefore": .number(choice.before),
            "right": item.kind.isAnonymous ? .null : .bool(choice.right),
          ]
        }),
      "answers": .number(item.answers),
      "hands": .array(item.hands.map { .number($0) }),
      "sheets": .number(item.sheets),
      "correct": .number(item.correct),
      "shareCorrect": .share(item.shareCorrect),
      "withheld": .bool(withheld(item)),
      "texts": .array(item.texts.map { .string($0) }),
      "cloud": .array(
        item.cloud.map { ["word": .string($0.word), "count": .number($0.count)] }),
    ]
  }

  private func value(_ gain: LearningGain) -> JSONValue {
    ["whole": value(gain.whole), "topics": .array(gain.topics.map(value))]
  }

  private func value(_ row: LearningGain.Row) -> JSONValue {
    [
      "label": .string(row.heading?.label),
      "title": .string(row.heading?.title),
      "items": .number(row.items),
      "matched": .number(row.matched),
      "withheld": .bool(row.isWithheld),
      "before": .share(row.before),
      "after": .share(row.after),
      "gain": .share(row.gain),
    ]
  }

  private func value(_ question: SectionReport.Question) -> JSONValue {
    [
      "id": .string(question.id),
      "text": .string(question.text),
      "person": .string(question.person?.rawValue),
      "name": .string(question.person.flatMap(name)),
      "supporters": .number(question.supporters),
      "phase": .string(question.phase.rawValue),
      "forTrainer": .bool(question.forTrainer),
      "reason": .string(question.reason),
    ]
  }

  private func evaluation(in language: Language) -> JSONValue {
    let evaluation = report.evaluation
    return [
      "phase": .string(evaluation.phase.rawValue),
      "question": .string(Wording(language: language).openQuestion(evaluation.form)),
      "target": .share(Double(evaluation.form.target) / 100),
      "reachesTarget": .bool(evaluation.reachesTarget),
      "percents": .array(evaluation.form.percents.map { .number($0) }),
      "score": .range(evaluation.score),
      "returned": .number(evaluation.returned),
      "present": .number(evaluation.present),
      "returnRate": .share(evaluation.returnRate),
      "ballots": .number(evaluation.ballots),
      "withheld": .bool(evaluationIsWithheld),
      "aspects": .array(
        evaluation.aspects.map {
          $0.json(title: .text(Wording(language: language).aspect($0.line)))
        }),
      "texts": .array(evaluation.texts.map { .string($0) }),
    ]
  }

  /// As `guildhall check --format json` has it.
  private func value(_ finding: Finding, in language: Language) -> JSONValue {
    [
      "file": .string(file),
      "id": .string(finding.id.rawValue),
      "severity": .string(finding.severity.rawValue),
      "line": .number(finding.range.start.line),
      "column": .number(finding.range.start.column),
      "message": .string(
        Words.text("finding.\(finding.id.rawValue)", finding.arguments, in: language)),
      "fix": finding.fix.map { fix in
        [
          "startLine": .number(fix.range.start.line),
          "startColumn": .number(fix.range.start.column),
          "endLine": .number(fix.range.end.line),
          "endColumn": .number(fix.range.end.column),
          "replacement": .string(fix.replacement),
        ]
      } ?? .null,
    ]
  }
}

/// A value of RFC 8259. What is not known is `null`, where `Codable` would leave the key out.
enum JSONValue: Encodable, Sendable, ExpressibleByDictionaryLiteral {
  case null
  case bool(Bool)
  case integer(Int)
  case decimal(Decimal)
  case text(String)
  case array([JSONValue])
  case object([String: JSONValue])

  init(dictionaryLiteral pairs: (String, JSONValue)...) {
    self = .object(Dictionary(uniqueKeysWithValues: pairs))
  }

  /// As a file: keys sorted, a line end at its end.
  var bytes: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    guard let data = try? encoder.encode(self) else {
      preconditionFailure("a report that cannot be encoded")
    }
    return [UInt8](data) + [0x0A]
  }

  static func string(_ text: String?) -> JSONValue { text.map { .text($0) } ?? .null }
  static func number(_ number: Int?) -> JSONValue { number.map { .integer($0) } ?? .null }

  /// A share of one, to four decimals.
  static func share(_ share: Double?) -> JSONValue {
    share.map { .decimal(Decimal(Int(($0 * 10_000).rounded())) / 10_000) } ?? .null
  }

  /// The least and the most that a number can be; the same where it is known.
  static func range(_ range: ClosedRange<Double>?) -> JSONValue {
    range.map { ["least": .share($0.lowerBound), "most": .share($0.upperBound)] } ?? .null
  }

  func encode(to encoder: any Encoder) throws {
    var box = encoder.singleValueContainer()
    switch self {
    case .null: try box.encodeNil()
    case .bool(let value): try box.encode(value)
    case .integer(let value): try box.encode(value)
    case .decimal(let value): try box.encode(value)
    case .text(let value): try box.encode(value)
    case .array(let values): try box.encode(values)
    case .object(let values): try box.encode(values)
    }
  }
}
