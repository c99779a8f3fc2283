import Documents

/// Values over time: lines with a mark at each point, or steps; where a value is missing, a gap.
public struct LineChart: Equatable, Sendable {
  public enum Course: Equatable, Sendable {
    /// From point to point.
    case straight
    /// A value holds until the next one, as a count of people does.
    case stepped
  }

  public struct Series: Equatable, Sendable {
    public var name: String
    /// One for each of the chart's points; `nil` is a gap.
    public var values: [Double?]
    public init(_ name: String, _ values: [Double?]) {
      self.name = name
      self.values = values
    }
  }

  public struct Point: Equatable, Sendable {
    /// Where it stands from left to right: growing from point to point, in any unit.
    public var at: Double
    /// What it is called, under the axis where there is room and in the table.
    public var name: String
    public init(_ name: String, at: Double) {
      self.name = name
      self.at = at
    }
  }

  /// What the points are: the head of the table's first column.
  public var pointsAre: String
  public var points: [Point]
  /// One to four.
  public var series: [Series]
  public var measure: ChartMeasure
  public var course: Course
  /// Where the scale ends when no value is beyond it: 1 for shares; `nil` by the values.
  public var end: Double?

  public init(
    pointsAre: String, points: [Point], series: [Series], measure: ChartMeasure,
    course: Course = .straight, end: Double? = nil
  ) {
    precondition((1...ChartPattern.most).contains(series.count), "one to four series")
    self.pointsAre = pointsAre
    self.points = points
    self.series = series
    self.measure = measure
    self.course = course
    self.end = end
  }

  func table(_ name: String, title: String) -> DataTable {
    DataTable(
      name: name, title: title,
      columns: [.init(pointsAre)] + series.map { DataTable.Column($0.name, measure.kind) },
      rows: points.enumerated().map { index, point in
        [.text(point.name)]
          + series.map { series in
            series.values.indices.contains(index)
              ? series.values[index].map(measure.cell) ?? .none : .none
          }
      })
  }

  private static let dashes: [String?] = [nil, "7 4", "2 3", "10 3 2 3"]

  func drawing(id: String) -> ChartDrawing {
    var drawing = ChartDrawing()
    let scale = ChartScale(
      series.flatMap { $0.values.compactMap { $0 } }, end: end, whole: measure.isWhole)
    let ticks = scale.ticks.map { measure.tick($0) }
    let left = (ticks.map(textWidth).max() ?? 0) * 13 + 12
    // A single series is what the title says; of several each has its name at its end.
    let names = series.count > 1 ? series.map { shortened($0.name, room: 10) } : [""]
    let right = Chart.width - max(46, (names.map(textWidth).max() ?? 0) * 13 + 54)
    let top = 26.0
    let bottom = 226.0
    let least = points.first?.at ?? 0
    let span = max((points.last?.at ?? 0) - least, 1e-9)
    func x(_ index: Int) -> Double {
      points.count == 1
        ? (left + right) / 2 : left + 6 + (points[index].at - least) / span * (right - left - 12)
    }
    func y(_ value: Double) -> Double { bottom - scale.place(value) * (bottom - top) }

    drawing.words(measure.unit, x: 0, y: 12, kind: "tick")
    for (tick, words) in zip(scale.ticks, ticks) {
      drawing.line((left, y(tick)), (right, y(tick)), kind: tick == 0 ? "axis" : "grid")
      drawing.words(words, x: left - 6, y: y(tick) + 4.5, kind: "tick", anchor: .end)
    }
    pointNames(x: x, right: right, bottom: bottom, &drawing)
    var ends: [(series: Int, index: Int, y: Double, value: Double)] = []
    for (number, one) in series.enumerated() {
      let known = one.values.prefix(points.count).enumerated().compactMap {
        index, value -> (index: Int, value: Double)? in
        value.flatMap { $0.isFinite ? (index, $0) : nil }
      }
      path(known, number, x: x, y: y, &drawing)
      if let last = known.last { ends.append((number, last.index, y(last.value), last.value)) }
    }
    labels(ends, names, x: x, &drawing)
    drawing.height = bottom + 26
    return drawing
  }

  /// Under the axis, as many as there is room for.
  private func pointNames(
    x: (Int) -> Double, right: Double, bottom: Double, _ drawing: inout ChartDrawing
  ) {
    var free = 0.0
    for (index, point) in points.enumerated() where !point.name.isEmpty {
      let words = shortened(point.name, room: 12)
      let half = textWidth(words) * 13 / 2
      // The first and the last stay within the picture.
      let at = min(max(x(index), half), Chart.width - half)
      guard at - half >= free else { continue }
      drawing.line((x(index), bottom), (x(index), bottom + 4), kind: "axis")
      drawing.words(words, x: at, y: bottom + 18, kind: "tick", anchor: .middle)
      free = at + half + 8
    }
  }

  private func path(
    _ known: [(index: Int, value: Double)], _ number: Int, x: (Int) -> Double,
    y: (Double) -> Double, _ drawing: inout ChartDrawing
  ) {
    var steps = ""
    var before: (index: Int, value: Double)?
    for point in known {
      let place = (x: x(point.index), y: y(point.value))
      // A count holds until a gap begins.
      if course == .stepped, let last = before, last.index < point.index - 1 {
        steps += "H\(coordinate(x(last.index + 1)))"
      }
      if let last = before, last.index == point.index - 1 {
        switch course {
        case .straight: steps += "L\(coordinate(place.x)) \(coordinate(place.y))"
        case .stepped: steps += "H\(coordinate(place.x))V\(coordinate(place.y))"
        }
      } else {
        steps += "M\(coordinate(place.x)) \(coordinate(place.y))"
      }
      before = point
    }
    if course == .stepped, let last = known.last, last.index + 1 < points.count {
      steps += "H\(coordinate(x(last.index + 1)))"
    }
    if !steps.isEmpty {
      drawing.path(
        steps, kind: "line line\(number % ChartPattern.most + 1)",
        dashes: Self.dashes[number % ChartPattern.most])
    }
    for (place, point) in known.enumerated() where course == .straight {
      mark(number, x: x(point.index), y: y(point.value), &drawing)
      // A short line alone has room for all its numbers; the last one stands at its end.
      if series.count == 1, known.count <= 12, place < known.count - 1 {
        drawing.words(
          measure.said(point.value), x: x(point.index), y: y(point.value) - 9, kind: "value",
          anchor: .middle)
      }
    }
  }

  /// A circle, a square, a triangle, a diamond.
  private func mark(_ number: Int, x: Double, y: Double, _ drawing: inout ChartDrawing) {
    let size = 4.0
    func at(_ dx: Double, _ dy: Double) -> String { "\(coordinate(x + dx)) \(coordinate(y + dy))" }
    let steps =
      switch number % ChartPattern.most {
      case 0: "M\(at(-size, 0))a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z"
      case 1: "M\(at(-size, -size))h8v8h-8z"
      case 2: "M\(at(0, -size - 1))L\(at(size + 1, size))L\(at(-size - 1, size))z"
      default: "M\(at(0, -size - 1))L\(at(size + 1, 0))L\(at(0, size + 1))L\(at(-size - 1, 0))z"
      }
    drawing.path(steps, kind: "mark mark\(number % ChartPattern.most + 1)")
  }

  /// Each series' name and last value at its end, pushed apart where they would meet.
  private func labels(
    _ ends: [(series: Int, index: Int, y: Double, value: Double)], _ names: [String],
    x: (Int) -> Double, _ drawing: inout ChartDrawing
  ) {
    var free = 0.0
    for end in ends.sorted(by: { ($0.y, $0.series) < ($1.y, $1.series) }) {
      let place = max(end.y + 4.5, free)
      let name = names[end.series]
      drawing.words(
        (name.isEmpty ? "" : name + " ") + measure.said(end.value), x: x(end.index) + 10, y: place,
        kind: "value")
      free = place + 17
    }
  }
}
