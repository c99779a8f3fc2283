import Identity

/// An interval that holds what was estimated with a given confidence 置信区间.
public struct ConfidenceInterval: Equatable, Sendable, Encodable {
  public var low: Double
  public var high: Double
  /// `0.95` for ninety-five in a hundred.
  public var level: Double
}

/// A percentile interval by the bootstrap 自助法: what the figure would have been for other classes
/// drawn from this one, with replacement.
///
/// - Parameters:
///   - size: How many persons there are; as many are drawn each time.
///   - seed: Of the drawing: the same seed gives the same interval, on every machine.
///   - statistic: The figure for the persons drawn, by index; `nil` where it has none.
/// - Returns: `nil` for fewer than two persons, and where the figure did not exist in more than one
///   of twenty drawings.
///
/// Source: Efron and Tibshirani, *An Introduction to the Bootstrap* (1993), chapter 13.
public func bootstrapInterval(
  of size: Int, drawings: Int = 2_000, level: Double = 0.95, seed: UInt64,
  statistic: ([Int]) -> Double?
) -> ConfidenceInterval? {
  guard size > 1, drawings > 0 else { return nil }
  var chance = SplitMix64(seed: seed)
  var drawn = [Int](repeating: 0, count: size)
  var figures: [Double] = []
  for _ in 0..<drawings {
    for index in drawn.indices { drawn[index] = chance.below(size) }
    if let figure = statistic(drawn) { figures.append(figure) }
  }
  guard figures.count * 20 >= drawings * 19 else { return nil }
  figures.sort()
  guard let low = quantile(figures, (1 - level) / 2), let high = quantile(figures, (1 + level) / 2)
  else { return nil }
  return ConfidenceInterval(low: low, high: high, level: level)
}

/// The quantile 分位数 of sorted values, between two of them in proportion (R's type 7).
///
/// - Parameter share: `0...1`.
/// - Returns: `nil` of no values.
///
/// Source: Hyndman and Fan, *The American Statistician* 50 (1996) 361–365, definition 7.
func quantile(_ sorted: [Double], _ share: Double) -> Double? {
  guard let last = sorted.indices.last else { return nil }
  let place = min(max(share, 0), 1) * Double(last)
  let below = Int(place.rounded(.down))
  let above = min(below + 1, last)
  return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
}
