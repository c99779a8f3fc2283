import Classroom
import Foundation
import Identity
import Journal
import Runtime

/// The log of a class as it may leave the house: events with ids only, a line each.
///
/// Of some records only place, time and hash are there (`withheld`): what the record of the class does not
/// publish either, such as the whole count of an evaluation (docs/decisions/0018-what-may-be-published.md).
/// All others can be checked against the chain of hashes; the bytes of an event are everything from behind
/// `"event":` to the last brace.
struct ArchivedEvents {
  private let state: State

  init(_ state: State) { self.state = state }

  func line(_ record: Record) throws -> [UInt8] {
    var line = "{\"position\":\(record.position),\"tag\":\"\(record.tag)\","
    line += "\"time\":\(record.time.milliseconds),"
    let command = try record.command.map {
      String(decoding: try JSONEncoder().encode($0.rawValue), as: UTF8.self)
    }
    line += "\"command\":\(command ?? "null"),\"hash\":\"\(hexadecimal(record.hash))\","
    let event = try EventCodec.decode(tag: record.tag, bytes: record.bytes)
    guard !isWithheld(event) else { return Array((line + "\"withheld\":true}\n").utf8) }
    return Array((line + "\"event\":").utf8) + record.bytes + Array("}\n".utf8)
  }

  private func isWithheld(_ event: Event) -> Bool {
    switch event {
    case .inRoom(_, let event): isWithheld(event)
    // Counts are published in the spans that the report gives, and once.
    case .evaluationCounted, .followUp(.counted): true
    // Names that somebody chose to show, and may take away by erasing: they stand in the report.
    case .followUp(.signed): true
    case .ballotsCounted, .cloudProposed, .cloudApproved, .textApproved: true
    // Words that the room never saw.
    case .questionAsked(let id, _, _, _):
      state.wall.confided.contains(id)
        || ![.approved, .answered].contains(state.questions[id]?.phase ?? .pending)
    case .questionSupported, .questionWithheld: true
    case .reportWritten(let task, let group, _, let text):
      (state.groups.earlier + state.groups.tasks).first { $0.id == task }?.reports[group].map {
        !$0.released || $0.text != text
      } ?? true
    default: false
    }
  }
}
