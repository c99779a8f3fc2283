import Classroom
import Documents
import Identity
import Words

/// The sign-in sheet of those really present 签到表（实到）, with room for a signature for each half-day:
/// what a reimbursement asks for.
extension PaperPage {
  /// Who takes part and was there in at least one of these half-days.
  private func present(_ halves: [Int]) -> [SectionReport.Attendee] {
    seated.filter { attendee in halves.contains { attendee.standings[$0].isPresent } }
  }

  /// How many who take part were there, walk-ins included.
  private func count(_ half: Int) -> Int { seated.count { $0.standings[half].isPresent } }

  private func halves(day: Int) -> [Int] {
    record.report.halfDays.indices.filter { record.report.halfDays[$0].checkpoint.day == day }
  }

  private func arrival(_ person: PersonID, _ half: Int) -> Moment? {
    let checkpoint = record.report.halfDays[half].checkpoint
    return state.roll.entries[checkpoint.id]?[person]?.arrived
  }

  func presentSheet() -> [String: Any] {
    let days = days.isEmpty ? [1] : days.map(\.number)
    return [
      "days": days.map { day -> [String: Any] in
        let halves = halves(day: day)
        let people = present(halves)
        return [
          "place": place(day: day), "span": 3 + halves.count, "none": people.isEmpty,
          "present": halves.map { half in
            say(
              "paper.present.count", say.halfDay(record.report.halfDays[half].checkpoint, days: 1),
              "\(count(half))")
          }.joined(separator: say.semicolon),
          "halves": halves.map { record.signature(record.report.halfDays[$0], say) },
          "rows": people.map { attendee -> [String: Any] in
            [
              "number": record.signInNumbers[attendee.person] ?? 0, "who": person(attendee.person),
              "unit": record.entry(attendee.person)?.unit ?? "",
              "cells": halves.map { half -> [String: Any] in
                let standing = attendee.standings[half]
                guard standing.isPresent else {
                  return ["away": say("standing.\(standing.rawValue)")]
                }
                return ["time": arrival(attendee.person, half).map { record.clock($0) } ?? ""]
              },
            ]
          },
        ]
      }
    ]
  }

  func presentTables() -> [DataTable] {
    let halves = Array(record.report.halfDays.indices)
    return [
      DataTable(
        name: "present-sheet", title: title(.presentSheet),
        columns: [
          say.column("report.csv.number", .number), say.column("report.csv.name"),
          say.column("report.csv.unit"),
        ]
          + halves.flatMap { half -> [DataTable.Column] in
            let name = say.halfDay(record.report.halfDays[half].checkpoint, days: record.days)
            return [
              .init(name), .init(name + " " + say("report.csv.in"), .moment),
            ]
          },
        rows: present(halves).map { attendee in
          [
            .number(record.signInNumbers[attendee.person]), .text(person(attendee.person)),
            .text(record.entry(attendee.person)?.unit ?? ""),
          ]
            + halves.flatMap { half -> [DataTable.Cell] in
              let standing = attendee.standings[half]
              return [
                .text(say("standing.\(standing.rawValue)")),
                standing.isPresent ? record.cell(arrival(attendee.person, half)) : .none,
              ]
            }
        },
        totals: [.none, .text(say("paper.countedPresent")), .none]
          + halves.flatMap { [DataTable.Cell.number(count($0)), .none] })
    ]
  }
}

extension SectionRecord {
  /// `上午签名`, and in a class of several days `第2天 上午签名`.
  func signature(_ half: SectionReport.HalfDay, _ say: Wording) -> String {
    say("paper.\(half.checkpoint.half.rawValue)")
  }
}
