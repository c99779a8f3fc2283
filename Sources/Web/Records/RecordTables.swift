import Classroom
import Documents
import Identity
import People
import Words

/// What the record of a class has by name and its report does not print as a table: who belongs to it, who
/// answered what, who holds which certificate.
///
/// Answers are those to quizzes and tests alone; nobody's phone number is anywhere.
extension SectionRecord {
  func tablesByName(
    _ state: State, certificates: [Certificate], in language: Language
  ) -> [DataTable] {
    let say = Wording(language: language)
    return [
      peopleTable(say), responseTable(state, say), certificateTable(certificates, say),
    ].compactMap { $0 }
  }

  private func peopleTable(_ say: Wording) -> DataTable {
    DataTable(
      name: "people", title: say("table.people"),
      columns: [
        DataTable.Column(say("report.csv.number"), .number),
        DataTable.Column(say("table.person")), DataTable.Column(say("report.csv.name")),
        DataTable.Column(say("report.csv.unit")), DataTable.Column(say("report.csv.group")),
        DataTable.Column(say("table.enrolment")),
      ],
      rows: report.attendance.map { attendee in
        [
          .number(signInNumbers[attendee.person]), .text(attendee.person.rawValue),
          who(attendee.person, say),
          .text(entry(attendee.person)?.unit ?? ""), .text(attendee.group),
          .text(say("enrolment.\(attendee.enrolment.rawValue)")),
        ]
      })
  }

  private func who(_ person: PersonID, _ say: Wording) -> DataTable.Cell {
    .text(name(person) ?? say("report.erased"))
  }

  /// A row an answer, in the order of questions and of the roster.
  private func responseTable(_ state: State, _ say: Wording) -> DataTable? {
    var rows: [[DataTable.Cell]] = []
    for id in state.itemOrder {
      guard let asked = state.items[id], !asked.item.kind.isAnonymous, asked.phase != .waiting,
        asked.phase != .open
      else { continue }
      for attendee in report.attendance where attendee.enrolment.takesPart {
        let person = attendee.person
        let answer: String
        let isRight: Bool
        if let choices = asked.responses[person] {
          answer = Self.written(choices, of: asked.item)
          isRight = asked.item.isRight(choices)
        } else if let text = asked.writings[person] {
          (answer, isRight) = (text, asked.item.isRight(text: text))
        } else {
          continue
        }
        rows.append([
          .number(asked.number), .text(say.opening(say("kind.\(asked.item.kind.rawValue)"))),
          .text(asked.item.prompt), .text(person.rawValue), who(person, say), .text(answer),
          .text(isRight ? say("report.csv.yes") : ""),
        ])
      }
    }
    guard !rows.isEmpty else { return nil }
    return DataTable(
      name: "responses", title: say("table.responses"),
      columns: [
        DataTable.Column(say("report.csv.number"), .number),
        DataTable.Column(say("report.csv.kind")), DataTable.Column(say("report.csv.prompt")),
        DataTable.Column(say("table.person")), DataTable.Column(say("report.csv.name")),
        DataTable.Column(say("table.answer")), DataTable.Column(say("report.csv.right")),
      ], rows: rows)
  }

  /// `A C` of a choice, `B A C` of an order, `A-2 B-1` of a matching.
  private static func written(_ choices: [Int], of item: AssessmentItem) -> String {
    item.form == .match
      ? choices.enumerated().map { "\(choiceLetter($0.offset))-\($0.element + 1)" }
        .joined(separator: " ")
      : choices.map(choiceLetter).joined(separator: " ")
  }

  private func certificateTable(_ certificates: [Certificate], _ say: Wording) -> DataTable? {
    guard !certificates.isEmpty else { return nil }
    return DataTable(
      name: "certificates", title: say("table.certificates"),
      columns: [
        DataTable.Column(say("table.certificateNumber")), DataTable.Column(say("table.person")),
        DataTable.Column(say("report.csv.name")), DataTable.Column(say("report.csv.kind")),
        DataTable.Column(say("table.issuedOn"), .date),
        DataTable.Column(say("table.creditHours"), .hours),
        DataTable.Column(say("table.revoked")),
      ],
      rows: certificates.map { certificate in
        [
          .text(certificate.number.grouped), .text(certificate.person.rawValue),
          .text(certificate.name.isEmpty ? say("report.erased") : certificate.name),
          .text(say("certificate.kind.\(certificate.content.kind)")),
          .init(date: certificate.content.issuedOn),
          certificate.content.creditHundredths.map { .hours(hundredths: $0) } ?? .none,
          .text(certificate.isValid ? "" : certificate.reason),
        ]
      })
  }
}

extension DataTable {
  /// A file of its own: a head row, then the rows; sums and notes are for people and stay on the papers.
  public var ownCSV: [UInt8] {
    Documents.csv([columns.map(\.name)] + rows.map { $0.map(\.shown) })
  }
}
