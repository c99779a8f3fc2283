/// Who did best and who did worst 高分组与低分组, by row of a `ScoreTable`: to see which choices drew whom.
///
/// Each holds 27 % of the persons, and all who stand level with the last of them, so that no order of
/// names decides who belongs.
///
/// Source: Kelley, *Journal of Educational Psychology* 30 (1939) 17–24.
struct ScoreGroups: Equatable {
  var upper: [Int]
  var lower: [Int]

  /// - Returns: `nil` where a group would be smaller than `fewestMatched` or the two would meet: their
  ///   counts would tell too little, or who they are.
  init?(_ table: ScoreTable) {
    let shares = table.rows.indices.compactMap { row in
      table.share(ofRow: row).map { (row: row, share: $0) }
    }
    let sorted = shares.map(\.share).sorted()
    let size = (sorted.count * 27 + 50) / 100
    guard size >= fewestMatched else { return nil }
    let low = sorted[size - 1]
    let high = sorted[sorted.count - size]
    guard low < high else { return nil }
    upper = shares.filter { $0.share >= high }.map(\.row)
    lower = shares.filter { $0.share <= low }.map(\.row)
  }
}
