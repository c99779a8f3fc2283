/// Who had which question right 得分表, for classical test theory 经典测量理论: a row a person, a column
/// an item, without anybody's name.
///
/// What a person did not answer is `nil`. Means, variances and covariances are taken over who
/// answered (pairwise, as `cov(x, use = "pairwise")` in R); with nothing missing they are the
/// ordinary ones. Variances have n − 1 below the line.
public struct ScoreTable: Equatable, Sendable {
  /// `rows[person][item]`; a right answer is 1 and any other 0, or points.
  public let rows: [[Double?]]
  /// How many columns.
  public let items: Int
  /// `covariances[i][j]`, symmetric; `nil` where fewer than two answered both.
  private let covariances: [[Double?]]
  /// How many answered both.
  private let pairs: [[Int]]

  /// - Parameter rows: all of `items` columns; a shorter row counts as not answered, a longer one is
  ///   cut.
  public init(rows: [[Double?]], items: Int) {
    let rows = rows.map { row in (0..<items).map { $0 < row.count ? row[$0] : nil } }
    self.rows = rows
    self.items = items
    // By column, and without allocating: a course may have thousands of persons.
    let columns = (0..<items).map { item in rows.map { $0[item] ?? .nan } }
    var matrix = [[Double?]](repeating: [Double?](repeating: nil, count: items), count: items)
    var counts = [[Int]](repeating: [Int](repeating: 0, count: items), count: items)
    for i in 0..<items {
      for j in i..<items {
        let (value, count) = covariance(columns[i], columns[j])
        matrix[i][j] = value
        matrix[j][i] = value
        counts[i][j] = count
        counts[j][i] = count
      }
    }
    covariances = matrix
    pairs = counts
  }

  private init(_ whole: ScoreTable, columns wanted: [Int]) {
    rows = whole.rows.map { row in wanted.map { row[$0] } }
    items = wanted.count
    covariances = wanted.map { i in wanted.map { whole.covariances[i][$0] } }
    pairs = wanted.map { i in wanted.map { whole.pairs[i][$0] } }
  }

  /// The table of some of the items alone.
  func columns(_ wanted: [Int]) -> ScoreTable { ScoreTable(self, columns: wanted) }

  /// How many answered the two items of the rarest pair: the sample that the figures rest on.
  public var fewestPairs: Int { pairs.joined().min() ?? 0 }

  /// Difficulty 难度, of right or wrong the share that was right: the mean of an item. `nil` where
  /// nobody answered.
  public func mean(of item: Int) -> Double? {
    let scores = rows.compactMap { $0[item] }
    return scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
  }

  /// Discrimination 区分度: the correlation of an item with the sum of all the others, for a right or
  /// wrong item the corrected point-biserial coefficient 校正点二列相关.
  ///
  /// With the covariances c: `Σj≠i c[i][j] / √(c[i][i] · Σj,k≠i c[j][k])`. The item is left out of the
  /// sum, because a part correlates with its whole by being in it.
  ///
  /// - Returns: `-1...1`; `nil` for a single item, where all answered alike, or where too few
  ///   answered the same items for a correlation to exist.
  ///
  /// Source: Henrysson, *Psychometrika* 28 (1963) 211–218; `r.drop` of R's `psych::alpha`.
  public func discrimination(of item: Int) -> Double? {
    let others = (0..<items).filter { $0 != item }
    guard !others.isEmpty, let own = covariances[item][item], own > 0,
      let shared = sum([item], others), let rest = sum(others, others), rest > tiny
    else { return nil }
    let r = shared / (own * rest).squareRoot()
    // Pairwise covariances of different persons need not belong to any correlation.
    return abs(r) <= 1 + tiny ? min(1, max(-1, r)) : nil
  }

  /// Cronbach's coefficient alpha 克龙巴赫 α 系数: how far the items measure the same 内部一致性信度.
  ///
  /// `k/(k − 1) · (1 − Σ c[i][i] / Σ c[i][j])`. Of items that are right or wrong it is the
  /// Kuder–Richardson formula 20 (KR-20).
  ///
  /// - Returns: At most 1, and negative where the items contradict each other; `nil` for fewer than
  ///   two items or where all have the same score.
  ///
  /// Source: Kuder and Richardson, *Psychometrika* 2 (1937) 151–160; Cronbach, *Psychometrika* 16
  /// (1951) 297–334.
  public var alpha: Double? { alpha(of: Array(0..<items)) }

  private func alpha(of some: [Int]) -> Double? {
    guard some.count > 1, let total = sum(some, some), total > tiny,
      let own = sum(some.map { covariances[$0][$0] })
    else { return nil }
    return Double(some.count) / Double(some.count - 1) * (1 - own / total)
  }

  /// Coefficient alpha of all the other items: where it is higher than `alpha`, the item does not
  /// belong to them.
  public func alpha(without item: Int) -> Double? {
    alpha(of: (0..<items).filter { $0 != item })
  }

  /// Standard error of measurement 测量标准误, in points: `s · √(1 − alpha)` with the standard deviation
  /// of the sums. `nil` without an alpha from 0 to 1.
  public var standardError: Double? {
    let all = Array(0..<items)
    guard let alpha, (0...1).contains(alpha), let total = sum(all, all) else { return nil }
    return (total * (1 - alpha)).squareRoot()
  }

  /// The share of what a person answered that was right; `nil` for who answered less than half.
  public func share(ofRow row: Int) -> Double? {
    let scores = rows[row].compactMap { $0 }
    guard !scores.isEmpty, scores.count * 2 >= items else { return nil }
    return scores.reduce(0, +) / Double(scores.count)
  }

  private func sum(_ some: [Int], _ others: [Int]) -> Double? {
    sum(some.flatMap { i in others.map { covariances[i][$0] } })
  }

  private func sum(_ values: [Double?]) -> Double? {
    let known = values.compactMap { $0 }
    return known.count == values.count ? known.reduce(0, +) : nil
  }
}

/// What is left of nothing by rounding.
private let tiny = 1e-12

/// The covariance of a sample, with n − 1, over the pairs without NaN, and how many those are; `nil`
/// for fewer than two.
private func covariance(_ a: [Double], _ b: [Double]) -> (value: Double?, count: Int) {
  var count = 0
  var sumA = 0.0
  var sumB = 0.0
  for index in a.indices where !a[index].isNaN && !b[index].isNaN {
    count += 1
    sumA += a[index]
    sumB += b[index]
  }
  guard count > 1 else { return (nil, count) }
  let meanA = sumA / Double(count)
  let meanB = sumB / Double(count)
  var products = 0.0
  for index in a.indices where !a[index].isNaN && !b[index].isNaN {
    products += (a[index] - meanA) * (b[index] - meanB)
  }
  return (products / Double(count - 1), count)
}
