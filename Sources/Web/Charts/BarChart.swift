import Documents

/// Bars from the left, a row for each thing that is compared: long Chinese names stand beside them.
public struct BarChart: Equatable, Sendable {
  public enum Value: Equatable, Sendable {
    case exact(Double)
    /// No less and no more than: what is sure is solid, what may be is hollow.
    case between(ClosedRange<Double>, said: String)
    /// Nothing may be said, or nothing is known; `said` tells which.
    case untold(said: String)
  }
  public enum Arrangement: Equatable, Sendable { case grouped, stacked }

  public struct Row: Equatable, Sendable {
    public var name: String
    /// One for each series.
    public var values: [Value]
    public init(_ name: String, _ values: [Value]) {
      self.name = name
      self.values = values
    }
  }

  /// What the rows are: the head of the table's first column.
  public var rowsAre: String
  /// One to four.
  public var series: [String]
  public var rows: [Row]
  public var measure: ChartMeasure
  public var arrangement: Arrangement
  /// Where the scale ends when no value is beyond it: 1 for shares; `nil` by the values.
  public var end: Double?

  public init(
    rowsAre: String, series: [String], rows: [Row], measure: ChartMeasure,
    arrangement: Arrangement = .grouped, end: Double? = nil
  ) {
    precondition((1...ChartPattern.most).contains(series.count), "one to four series")
    self.rowsAre = rowsAre
    self.series = series
    self.rows = rows
    self.measure = measure
    self.arrangement = arrangement
    self.end = end
  }

  func table(_ name: String, title: String) -> DataTable {
    DataTable(
      name: name, title: title,
      columns: [.init(rowsAre)] + series.map { DataTable.Column($0, measure.kind) },
      rows: rows.map { row in
        [.text(row.name)]
          + row.values.map { value in
            switch value {
            case .exact(let number): measure.cell(number)
            case .between(_, let said), .untold(let said): .text(said)
            }
          }
      })
  }

  private static let namesWidth = 224.0
  private static let size = 13.0

  func drawing(id: String) -> ChartDrawing {
    var drawing = ChartDrawing()
    drawing.raw(ChartPattern.definitions(id, series: series.count))
    let left = Self.namesWidth + 12
    let right = Chart.width - 76
    var y = drawing.legend(id, series, x: 0, y: 0)
    let scale = ChartScale(reaches, end: end, whole: measure.isWhole)
    func x(_ value: Double) -> Double { left + scale.place(value) * (right - left) }

    let top = y + (measure.unit.isEmpty ? 6 : 18)
    drawing.words(measure.unit, x: left, y: y + 10, kind: "tick")
    let places = rows.reduce(into: [(row: Row, y: Double, height: Double)]()) { places, row in
      let lines = Double(wrapped(row.name, room: Self.namesWidth / Self.size).count)
      let bars = arrangement == .stacked ? 1 : Double(row.values.count)
      let height = max(bars * 17, lines * 17) + 11
      places.append((row, places.last.map { $0.y + $0.height } ?? top, height))
    }
    let bottom = places.last.map { $0.y + $0.height } ?? top
    for tick in scale.ticks {
      drawing.line((x(tick), top - 4), (x(tick), bottom), kind: tick == 0 ? "axis" : "grid")
      drawing.words(
        measure.tick(tick), x: x(tick), y: bottom + 15, kind: "tick", anchor: .middle)
    }
    for place in places {
      let lines = wrapped(place.row.name, room: Self.namesWidth / Self.size)
      let middle = place.y + place.height / 2
      for (index, line) in lines.enumerated() {
        drawing.words(
          line, x: Self.namesWidth,
          y: middle + 4.5 + (Double(index) - Double(lines.count - 1) / 2) * 17, kind: "name",
          anchor: .end)
      }
      switch arrangement {
      case .grouped:
        let first = middle - Double(place.row.values.count) * 17 / 2
        for (index, value) in place.row.values.enumerated() {
          bar(value, series: index, y: first + Double(index) * 17 + 2, x: x, id, &drawing)
        }
      case .stacked: stack(place.row, y: middle - 8, x: x, id, &drawing)
      }
    }
    y = bottom + 24
    drawing.height = y
    return drawing
  }

  /// The values, and the sums where they are stacked.
  private var reaches: [Double] {
    func most(_ value: Value) -> Double? {
      switch value {
      case .exact(let number): number
      case .between(let range, _): range.upperBound
      case .untold: nil
      }
    }
    let values = rows.map { $0.values.compactMap(most) }
    return arrangement == .stacked ? values.map { $0.reduce(0, +) } : values.flatMap { $0 }
  }

  private func bar(
    _ value: Value, series: Int, y: Double, x: (Double) -> Double, _ id: String,
    _ drawing: inout ChartDrawing
  ) {
    let look = ChartPattern.fill(id, series: series)
    func solid(_ number: Double) {
      drawing.box(
        x: min(x(0), x(number)), y: y, width: abs(x(number) - x(0)), height: 13, kind: look.kind,
        fill: look.fill)
    }
    switch value {
    case .exact(let number):
      solid(number)
      drawing.words(
        measure.said(number), x: max(x(0), x(number)) + 6, y: y + 11, kind: "value")
    case .between(let range, let said):
      solid(range.lowerBound)
      drawing.box(
        x: x(range.lowerBound), y: y + 0.5, width: x(range.upperBound) - x(range.lowerBound),
        height: 12, kind: "edge")
      drawing.words(said, x: x(range.upperBound) + 6, y: y + 11, kind: "value")
    case .untold(let said):
      drawing.words(said, x: x(0) + 6, y: y + 11, kind: "tick")
    }
  }

  private func stack(
    _ row: Row, y: Double, x: (Double) -> Double, _ id: String, _ drawing: inout ChartDrawing
  ) {
    var sum = 0.0
    var labels: [(text: String, x: Double)] = []
    for (index, value) in row.values.enumerated() {
      guard case .exact(let number) = value, number > 0 else { continue }
      let look = ChartPattern.fill(id, series: index)
      let width = x(sum + number) - x(sum)
      drawing.box(
        x: x(sum), y: y, width: width, height: 16, kind: look.kind, fill: look.fill)
      let said = measure.said(number)
      if width > textWidth(said) * Self.size + 10 { labels.append((said, x(sum) + width / 2)) }
      sum += number
    }
    for label in labels {
      let width = textWidth(label.text) * Self.size + 6
      drawing.box(x: label.x - width / 2, y: y + 1.5, width: width, height: 13, kind: "halo")
      drawing.words(label.text, x: label.x, y: y + 12.5, kind: "value", anchor: .middle)
    }
    drawing.words(measure.said(sum), x: x(sum) + 6, y: y + 12.5, kind: "value")
  }
}
