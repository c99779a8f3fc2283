import Documents

/// The parts of a picture, put one after the other. Lengths are the picture's own units.
struct ChartDrawing {
  private(set) var text = ""
  var height = 0.0

  enum Anchor: String { case start, middle, end }

  mutating func line(
    _ from: (x: Double, y: Double), _ to: (x: Double, y: Double), kind: String
  ) {
    text += """
      <line class="\(kind)" x1="\(coordinate(from.x))" y1="\(coordinate(from.y))" \
      x2="\(coordinate(to.x))" y2="\(coordinate(to.y))"/>
      """
  }

  /// - Parameter fill: the name of a pattern; without one the class says the colour.
  mutating func box(
    x: Double, y: Double, width: Double, height: Double, kind: String, fill: String? = nil
  ) {
    guard width > 0, height > 0 else { return }
    text += """
      <rect class="\(kind)" x="\(coordinate(x))" y="\(coordinate(y))" width="\(coordinate(width))" \
      height="\(coordinate(height))"\(fill.map { " fill=\"url(#\($0))\"" } ?? "")/>
      """
  }

  mutating func words(
    _ words: String, x: Double, y: Double, kind: String, anchor: Anchor = .start
  ) {
    guard !words.isEmpty else { return }
    text += """
      <text class="\(kind)" x="\(coordinate(x))" y="\(coordinate(y))"\
      \(anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\"")>\(escapedHTML(words))</text>
      """
  }

  mutating func path(_ steps: String, kind: String, dashes: String? = nil) {
    text += """
      <path class="\(kind)" d="\(steps)"\(dashes.map { " stroke-dasharray=\"\($0)\"" } ?? "")/>
      """
  }

  mutating func raw(_ markup: String) { text += markup }
}

/// A coordinate with one decimal at most: `12`, `12.3`.
func coordinate(_ value: Double) -> String {
  let tenths = Int((value * 10).rounded())
  let sign = tenths < 0 ? "-" : ""
  let size = abs(tenths)
  return sign + "\(size / 10)" + (size % 10 == 0 ? "" : ".\(size % 10)")
}

// MARK: - The width of words

/// How wide words are about, in units of the type's size: a Chinese character or mark 1, a capital
/// .72, a digit or another letter .58. On the safe side of the fonts that `look.css` names.
func textWidth(_ text: String) -> Double {
  text.unicodeScalars.reduce(0) { width, scalar in
    switch scalar.value {
    case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: width
    case 0x1100..., 0x2014, 0x2018...0x201D, 0x2026: width + 1
    case 0x41...0x5A, 0x6D, 0x77, 0x25: width + 0.72
    case 0x20, 0x2C, 0x2E, 0x3A, 0x69, 0x6C, 0x7C: width + 0.32
    default: width + 0.58
    }
  }
}

/// Words in at most two lines of `room` times the type's size; what does not fit ends with `…`, and
/// stands whole in the table.
func wrapped(_ text: String, room: Double) -> [String] {
  if textWidth(text) <= room { return [text] }
  var first = ""
  var rest = text[...]
  while let next = rest.first, textWidth(first + String(next)) <= room {
    first.append(next)
    rest = rest.dropFirst()
  }
  // No mark that closes at the beginning of a line, no word cut where a space is near.
  while let next = rest.first, let last = first.last, first.count > 1,
    "，。、；：？！）》”’,.;:?!)%".contains(next) || "（《“‘(".contains(last)
  {
    rest = text[text.index(before: rest.startIndex)...]
    first.removeLast()
  }
  if let next = rest.first, next.isASCII, next.isLetter || next.isNumber,
    let space = first.lastIndex(of: " "),
    first.distance(from: space, to: first.endIndex) < first.count / 2
  {
    rest = text.dropFirst(first.distance(from: first.startIndex, to: space) + 1)
    first = String(first[..<space])
  }
  if first.isEmpty { return [shortened(text, room: room)] }
  return [first, shortened(String(rest.drop { $0 == " " }), room: room)]
}

/// One line, with `…` where it does not fit.
func shortened(_ text: String, room: Double) -> String {
  guard textWidth(text) > room else { return text }
  var short = text
  while !short.isEmpty, textWidth(short) + 1 > room { short.removeLast() }
  return short + "…"
}

// MARK: - Scales

/// From values to places, with ticks at round numbers.
struct ChartScale: Equatable {
  let low: Double
  let high: Double
  let ticks: [Double]

  /// - Parameters:
  ///   - values: what has to fit; zero always does.
  ///   - end: where the scale ends when no value is beyond it: 1 for shares.
  ///   - whole: whether there is nothing between two whole numbers.
  init(_ values: [Double], end: Double? = nil, whole: Bool) {
    let finite = values.filter(\.isFinite)
    let least = min(0, finite.min() ?? 0)
    let most = max(end ?? 0, finite.max() ?? 0)
    var step = 1.0
    let span = max(most - least, whole ? 1 : 1e-9)
    // 1, 2, 5, 10 … until at most five steps are left.
    while step * 5 < span { step *= 10 }
    while step / 10 * 5 >= span, !whole || step > 1 { step /= 10 }
    for part in [0.2, 0.5] where step * part * 5 >= span && (!whole || step * part >= 1) {
      step *= part
      break
    }
    let first = (least / step - 1e-9).rounded(.up)
    let last = (most / step - 1e-9).rounded(.up)
    low = least < 0 ? (least / step + 1e-9).rounded(.down) * step : 0
    high = max(last, first + 1) * step
    var ticks: [Double] = []
    var count = (low / step).rounded()
    while count * step <= high + step * 1e-6 {
      ticks.append(count * step)
      count += 1
    }
    self.ticks = ticks
  }

  /// `0...1` from the low end to the high one; what lies beyond is at the end.
  func place(_ value: Double) -> Double {
    guard value.isFinite, high > low else { return 0 }
    return min(1, max(0, (value - low) / (high - low)))
  }
}

/// What a chart's numbers are.
public enum ChartMeasure: Equatable, Sendable {
  /// Whole numbers of what `unit` says: 人, 条.
  case count(unit: String)
  case minutes(unit: String)
  /// Shares of one; shown as per cents.
  case share
  /// Numbers with one decimal.
  case decimal(unit: String)

  var isWhole: Bool {
    switch self {
    case .count, .minutes: true
    case .share, .decimal: false
    }
  }

  /// What stands over the axis.
  var unit: String {
    switch self {
    case .count(let unit), .minutes(let unit), .decimal(let unit): unit
    case .share: ""
    }
  }

  var kind: DataTable.Kind {
    switch self {
    case .count: .number
    case .minutes: .minutes
    case .share: .percent
    case .decimal: .decimal
    }
  }

  func cell(_ value: Double) -> DataTable.Cell {
    guard value.isFinite else { return .none }
    switch self {
    case .count, .minutes: return .number(Int(exactly: value.rounded()) ?? 0)
    case .share: return .percent(value)
    case .decimal: return .decimal(value)
    }
  }

  /// As in the table, with a minus sign that is as wide as a figure.
  func said(_ value: Double) -> String {
    let text = cell(value).shown
    return text.hasPrefix("-") ? "−" + text.dropFirst() : text
  }

  /// At a tick, where a round number needs no decimal.
  func tick(_ value: Double) -> String {
    if case .decimal = self, value == value.rounded() {
      return ChartMeasure.count(unit: "").said(value)
    }
    return said(value)
  }
}

/// How the series of a chart are told apart without colour: solid, hatched, dotted, hollow.
enum ChartPattern {
  static let most = 4

  /// The definitions that a chart of so many series needs.
  static func definitions(_ id: String, series: Int) -> String {
    let hatch = """
      <pattern id="\(id)-p2" width="6" height="6" patternUnits="userSpaceOnUse" \
      patternTransform="rotate(45)"><rect class="halo" width="6" height="6"/>\
      <line class="hatch" x1="1.5" y1="0" x2="1.5" y2="6" stroke-width="2.6"/></pattern>
      """
    let dots = """
      <pattern id="\(id)-p3" width="5" height="5" patternUnits="userSpaceOnUse">\
      <rect class="halo" width="5" height="5"/><circle class="dots" cx="2.5" cy="2.5" r="1.1"/></pattern>
      """
    let needed = [hatch, dots].prefix(max(0, series - 1)).joined()
    return needed.isEmpty ? "" : "<defs>\(needed)</defs>"
  }

  /// What goes beyond the plan: hatched, in the colour of what is wrong.
  static func over(_ id: String) -> String {
    """
    <defs><pattern id="\(id)-over" width="5" height="5" patternUnits="userSpaceOnUse" \
    patternTransform="rotate(45)"><rect class="halo" width="5" height="5"/>\
    <line class="hatch-over" x1="1.5" y1="0" x2="1.5" y2="5" stroke-width="3"/></pattern></defs>
    """
  }

  /// - Parameter series: from 0.
  static func fill(_ id: String, series: Int) -> (kind: String, fill: String?) {
    switch series % most {
    case 0: ("s1", nil)
    case 1: ("edge s2", "\(id)-p2")
    case 2: ("edge s3", "\(id)-p3")
    default: ("edge s4", nil)
    }
  }
}

extension ChartDrawing {
  /// Names of the series with their patterns, from left to right, on as many lines as they take.
  ///
  /// - Returns: how high it is.
  mutating func legend(_ id: String, _ names: [String], x: Double, y: Double) -> Double {
    guard names.count > 1 else { return 0 }
    var at = (x: x, y: y)
    for (index, name) in names.enumerated() {
      let words = shortened(name, room: 24)
      let width = 22 + 6 + textWidth(words) * 13 + 20
      if at.x + width > Chart.width && at.x > x { at = (x, at.y + 20) }
      let look = ChartPattern.fill(id, series: index)
      box(x: at.x, y: at.y + 2, width: 20, height: 11, kind: look.kind, fill: look.fill)
      self.words(words, x: at.x + 27, y: at.y + 12, kind: "legend")
      at.x += width
    }
    return at.y - y + 26
  }
}
