import Documents

/// Planned against actual, a row each: the plan is a hollow bar, what happened a solid one within it,
/// and what went beyond the plan stands out.
///
/// After Stephen Few's bullet graph (*Bullet Graph Design Specification*, 2013), without its shades.
public struct PlannedChart: Equatable, Sendable {
  public struct Row: Equatable, Sendable {
    public var name: String
    public var planned: Double
    /// `nil` where it never came to it.
    public var actual: Double?
    public init(_ name: String, planned: Double, actual: Double?) {
      self.name = name
      self.planned = planned
      self.actual = actual
    }
  }

  /// What the rows are: the head of the table's first column.
  public var rowsAre: String
  /// The words for planned, actual, beyond the plan, and never held.
  public var plannedWord: String
  public var actualWord: String
  public var overWord: String
  public var skippedWord: String
  public var rows: [Row]
  public var measure: ChartMeasure

  public init(
    rowsAre: String, plannedWord: String, actualWord: String, overWord: String,
    skippedWord: String, rows: [Row], measure: ChartMeasure
  ) {
    self.rowsAre = rowsAre
    self.plannedWord = plannedWord
    self.actualWord = actualWord
    self.overWord = overWord
    self.skippedWord = skippedWord
    self.rows = rows
    self.measure = measure
  }

  func table(_ name: String, title: String) -> DataTable {
    DataTable(
      name: name, title: title,
      columns: [
        .init(rowsAre), .init(plannedWord, measure.kind), .init(actualWord, measure.kind),
      ],
      rows: rows.map { row in
        [
          .text(row.name), measure.cell(row.planned),
          row.actual.map(measure.cell) ?? .text(skippedWord),
        ]
      })
  }

  func drawing(id: String) -> ChartDrawing {
    var drawing = ChartDrawing()
    drawing.raw(ChartPattern.over(id))
    let names = 250.0
    let left = names + 12
    let right = Chart.width - 92
    let scale = ChartScale(
      rows.flatMap { [$0.planned, $0.actual ?? 0] }, whole: measure.isWhole)
    func x(_ value: Double) -> Double { left + scale.place(value) * (right - left) }

    var at = 0.0
    for (kind, word) in [("edge", plannedWord), ("s1", actualWord), ("over", overWord)] {
      let isPlan = kind == "edge"
      drawing.box(
        x: at + 0.5, y: isPlan ? 1.5 : 3.5, width: 20, height: isPlan ? 12 : 8, kind: kind,
        fill: kind == "over" ? "\(id)-over" : nil)
      drawing.words(word, x: at + 27, y: 12, kind: "legend")
      at += 27 + textWidth(word) * 13 + 20
    }
    drawing.words(measure.unit, x: left, y: 34, kind: "tick")
    let top = 42.0
    let heights = rows.map { wrapped($0.name, room: names / 13).count == 1 ? 25.0 : 42.0 }
    let bottom = top + heights.reduce(0, +)
    for tick in scale.ticks {
      drawing.line((x(tick), top - 4), (x(tick), bottom), kind: tick == 0 ? "axis" : "grid")
      drawing.words(
        measure.tick(tick), x: x(tick), y: bottom + 15, kind: "tick", anchor: .middle)
    }
    var y = top
    for (row, height) in zip(rows, heights) {
      let middle = y + height / 2
      let lines = wrapped(row.name, room: names / 13)
      for (index, line) in lines.enumerated() {
        drawing.words(
          line, x: names, y: middle + 4.5 + (Double(index) - Double(lines.count - 1) / 2) * 17,
          kind: "name", anchor: .end)
      }
      drawing.box(
        x: x(0), y: middle - 8, width: x(row.planned) - x(0), height: 16, kind: "edge")
      if let actual = row.actual {
        drawing.box(
          x: x(0), y: middle - 4, width: x(min(actual, row.planned)) - x(0), height: 8,
          kind: "s1")
        drawing.box(
          x: x(row.planned), y: middle - 4, width: x(actual) - x(row.planned), height: 8,
          kind: "over", fill: "\(id)-over")
      }
      let said = row.actual.map { measure.said($0) + " / " + measure.said(row.planned) }
      drawing.words(
        said ?? skippedWord, x: max(x(row.planned), x(row.actual ?? 0)) + 6, y: middle + 4.5,
        kind: "value")
      y += height
    }
    drawing.height = bottom + 24
    return drawing
  }
}
