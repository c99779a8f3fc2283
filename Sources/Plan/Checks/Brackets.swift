/// Full and half width in the marks of one family.
extension Check {
  private enum Width { case full, half, both, none }

  mutating func brackets() {
    var families: [Mark.Family: [(line: Int, mark: Mark, width: Width)]] = [:]
    var order: [Mark.Family] = []
    for counted in draft.counted where counted.node != 0 {
      if draft.nodes[counted.node].isStatement { continue }
      let width = width(counted.mark.label)
      guard width != .none else { continue }
      if families[counted.mark.family] == nil { order.append(counted.mark.family) }
      families[counted.mark.family, default: []].append((counted.line, counted.mark, width))
    }
    for family in order {
      let marks = families[family] ?? []
      let full = marks.count { $0.width == .full }
      let half = marks.count { $0.width == .half }
      let first = marks.first { $0.width != .both }?.width ?? .full
      let target: Width = full == half ? first : full > half ? .full : .half
      for mark in marks where mark.width != target {
        let label = mark.mark.label.trimmed
        let replacement = String(
          String.UnicodeScalarView(label.map { scalar in converted(scalar, to: target) }))
        let range = source.range(mark.line, label)
        report(
          .mixedBrackets, [label.string, replacement], at: range,
          fix: Fix(range: range, replacement: replacement))
      }
    }
  }

  private static let pairs: [(full: Unicode.Scalar, half: Unicode.Scalar)] = [
    ("（", "("), ("）", ")"), ("．", "."),
  ]

  private func width(_ label: Scalars) -> Width {
    var full = false
    var half = false
    for scalar in label {
      for pair in Self.pairs {
        if scalar == pair.full { full = true }
        if scalar == pair.half { half = true }
      }
    }
    return full ? (half ? .both : .full) : (half ? .half : .none)
  }

  private func converted(_ scalar: Unicode.Scalar, to width: Width) -> Unicode.Scalar {
    for pair in Self.pairs where scalar == pair.full || scalar == pair.half {
      return width == .full ? pair.full : pair.half
    }
    return scalar
  }
}
