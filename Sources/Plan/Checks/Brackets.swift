/// Full and half width in the marks of one family.
extension Check {
  private enum Width { case full, half, both, none }

  mutating func brackets() {
    var tallies = Array(repeating: Tally(), count: Mark.Family.count)
    for (counted, mark) in draft.marks() where counted.node != 0 {
      tallies[mark.family.index].add(width(mark.label))
    }
    guard tallies.contains(where: \.isMixed) else { return }
    for (counted, mark) in draft.marks()
    where counted.node != 0 && tallies[mark.family.index].isMixed {
      let target = tallies[mark.family.index].target
      let width = width(mark.label)
      guard width != .none, width != target else { continue }
      let label = mark.label.trimmed
      var replacement = TextBuilder()
      for scalar in label { replacement.append(converted(scalar, to: target)) }
      let range = source.range(counted.line, label)
      let isJoined = joinsNumberFix(range, label, width: target)
      report(
        .mixedBrackets, [label.string, replacement.string], at: range,
        fix: isJoined ? nil : Fix(range: range, replacement: replacement.string))
    }
  }

  /// A mark whose number is wrong too gets one fix for both, at the finding of its number: two
  /// fixes of one place would overlap.
  private mutating func joinsNumberFix(
    _ range: SourceRange, _ label: Scalars, width: Width
  ) -> Bool {
    let place = findings.firstIndex {
      guard let fix = $0.fix?.range else { return false }
      return range.start <= fix.start && fix.end <= range.end
    }
    guard let place, let fix = findings[place].fix else { return false }
    let low = fix.range.start.column - range.start.column
    let high = fix.range.end.column - range.start.column
    var mended = TextBuilder()
    var column = 0
    for scalar in label {
      if column == low { mended.append(fix.replacement) }
      if column < low || column >= high { mended.append(converted(scalar, to: width)) }
      column += scalar.utf8Count
    }
    findings[place].fix = Fix(range: range, replacement: mended.string)
    return true
  }

  /// How often each width stands in the marks of one family.
  private struct Tally {
    var full = 0
    var half = 0
    var both = 0
    var first = Width.full

    var isMixed: Bool { both > 0 || full > 0 && half > 0 }
    /// The more frequent width, or the first one.
    var target: Width { full == half ? first : full > half ? .full : .half }

    mutating func add(_ width: Width) {
      switch width {
      case .full, .half:
        if full + half == 0 { first = width }
        if width == .full { full += 1 } else { half += 1 }
      case .both: both += 1
      case .none: break
      }
    }
  }

  private func width(_ label: Scalars) -> Width {
    var full = false
    var half = false
    for scalar in label {
      switch scalar {
      case "（", "）", "．": full = true
      case "(", ")", ".": half = true
      default: break
      }
    }
    return full ? (half ? .both : .full) : (half ? .half : .none)
  }

  private func converted(_ scalar: Unicode.Scalar, to width: Width) -> Unicode.Scalar {
    switch scalar {
    case "（", "(": width == .full ? "（" : "("
    case "）", ")": width == .full ? "）" : ")"
    case "．", ".": width == .full ? "．" : "."
    default: scalar
    }
  }
}
