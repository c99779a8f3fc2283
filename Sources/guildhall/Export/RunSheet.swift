import Classroom
import Plan
import Web

/// The trainer's run sheet 授课流程单: the day with times, questions, answers and room for a pen.
struct RunSheet {
  let printing: Printing

  private func word(_ key: String, _ argument: String = "") -> String {
    printing.word(key, argument)
  }

  var paper: Paper {
    var blocks: [Paper.Block] = [.paragraph(word("paper.run-sheet.lead"))]
    for (index, day) in printing.days().enumerated() {
      if index > 0 { blocks.append(.pageBreak) }
      if let heading = day.heading { blocks.append(.heading(1, heading)) }
      blocks.append(table(day.segments))
      let minutes = day.segments.reduce(0) { $0 + ($1.teaching ? $1.plannedMinutes : 0) }
      blocks.append(.paragraph(word("paper.sum", String(minutes))))
    }
    return Paper(
      kind: word("paper.run-sheet.title"), title: printing.title, facts: printing.facts,
      blocks: blocks)
  }

  private func table(_ segments: [Segment]) -> Paper.Block {
    var rows: [Paper.Row] = []
    var unit: Int?
    for segment in segments {
      if let heading = segment.unit, heading.number != unit, !segment.kind.isPause {
        rows.append(.group(joined(label: heading.label, title: heading.title)))
        unit = heading.number
      }
      rows.append(
        .cells(
          [
            [clockText(segment.start)], [String(segment.plannedMinutes)],
            [printing.name(segment)] + notes(segment), [],
          ], isPause: segment.kind.isPause))
    }
    if let last = segments.last {
      let end = clockText(last.start + last.plannedMinutes)
      rows.append(.cells([[end], [], [word("paper.end")], []], isPause: true))
    }
    return .table(
      Paper.Table(
        head: [
          word("export.time"), word("paper.minutes"), word("export.content"), word("paper.notes"),
        ], widths: [12, 9, 55, 24], rows: rows))
  }

  /// What the trainer has to know at this place; for a stretch in several parts, in the first.
  private func notes(_ segment: Segment) -> [String] {
    guard segment.part == 1 else { return [] }
    var notes: [String] = []
    if segment.kind == .case {
      if let kit = segment.kit, !kit.isEmpty {
        notes += kit.questions.enumerated().map { "\($0 + 1). \($1)" }
        if !kit.teachingNotes.isEmpty { notes.append(word("export.hint", kit.teachingNotes)) }
        if !kit.debrief.isEmpty { notes.append(word("export.debrief", kit.debrief)) }
      } else {
        notes.append(word("paper.lacks"))
      }
    }
    for (index, item) in segment.items.enumerated() {
      let number = segment.items.count > 1 ? "\(index + 1). " : ""
      if item.prompt != segment.title { notes.append(number + item.prompt) }
      notes.append(
        item.choices.enumerated().map { "\(choiceLetter($0)). \($1)" }.joined(separator: "\u{2003}")
      )
      if !item.key.isEmpty {
        let key = item.key.sorted().map(choiceLetter).joined()
        let why = item.explanation.map { " — \($0)" } ?? ""
        notes.append(word("paper.key") + " " + key + why)
      }
    }
    return notes.filter { !$0.isEmpty }
  }
}
