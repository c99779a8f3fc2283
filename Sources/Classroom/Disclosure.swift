/// What may be said of how opinions fell on ordered classes 统计披露控制: grades of an aspect, answers
/// of a follow-up. It depends on the counts alone, so that the same ballots always read the same.
///
/// From the best class to the worst, a class is told apart only while it and what is left have five
/// ballots or more; fewer are said to be "fewer than five, perhaps none", and are counted with a
/// neighbour. So everyone's ballot, even to somebody who knows all the others, can stand in classes
/// that five or more gave. The rule, and what it does not promise:
/// docs/decisions/0018-what-may-be-published.md.
public struct Disclosure: Equatable, Sendable, Codable {
  /// Neighbouring classes that are not told apart.
  public struct Item: Equatable, Sendable, Codable {
    /// The first class and the last, from 0.
    public var first: Int
    public var last: Int
    /// Fewer than five ballots, perhaps none.
    public var isFew: Bool
    public var classes: ClosedRange<Int> { first...last }
  }

  /// Neighbouring items whose ballots are counted together. One of them is not few.
  public struct Part: Equatable, Sendable, Codable {
    /// Five or more, unless all ballots together are fewer.
    public var total: Int
    public var items: [Item]
  }

  /// How many classes there are.
  public var classes: Int
  public var ballots: Int
  /// In order; together they are all classes.
  public var parts: [Part]

  /// - Parameter counts: ballots by class, best first; none negative.
  public init(of counts: [Int]) {
    classes = counts.count
    ballots = counts.reduce(0, +)
    parts = []
    var rest = ballots
    var first = 0
    while first < classes {
      let part = Self.part(of: counts, from: first, total: rest)
      parts.append(part)
      rest -= part.total
      first = (part.items.last?.last ?? classes) + 1
    }
  }

  /// The best classes of those left that can be counted apart.
  ///
  /// - Parameter total: the ballots of class `first` and all that are worse.
  private static func part(of counts: [Int], from first: Int, total: Int) -> Part {
    var few: [Item] = []
    for index in first..<counts.count {
      let worse = counts[(index + 1)...].reduce(0, +)
      // Even if every small class held four, one of the two must hold five: else that none does would
      // be told by the sum.
      let canTell = total > (few.count + 2) * (fewestBallots - 1)
      guard index < counts.count - 1, canTell else {
        return Part(
          total: total, items: few + [Item(first: index, last: counts.count - 1, isFew: false)])
      }
      guard counts[index] >= fewestBallots else {
        few.append(Item(first: index, last: index, isFew: true))
        continue
      }
      let own = Item(first: index, last: index, isFew: false)
      guard worse >= fewestBallots else {
        let others = Item(first: index + 1, last: counts.count - 1, isFew: true)
        return Part(total: total, items: few + [own, others])
      }
      return Part(total: total - worse, items: few + [own])
    }
    return Part(total: total, items: few)
  }

  public var items: [Item] { parts.flatMap(\.items) }

  /// Whether no class is told apart from another.
  public var isWhole: Bool { items.count <= 1 }

  /// How many ballots an item has: one number, or no less and no more than.
  public func ballots(of item: Item) -> ClosedRange<Int> {
    bounds(weights: (0..<classes).map { item.classes.contains($0) ? 1 : 0 })
  }

  /// What a sum over the ballots must lie between, for all that is said here: it tells nothing more.
  ///
  /// - Parameter weights: what a ballot in each class adds.
  public func bounds(weights: [Int]) -> ClosedRange<Int> {
    let least = -parts.reduce(0) { $0 + Self.most($1, weights.map { -$0 }) }
    return least...parts.reduce(0) { $0 + Self.most($1, weights) }
  }

  /// The largest sum that a part allows.
  private static func most(_ part: Part, _ weights: [Int]) -> Int {
    func best(_ item: Item) -> Int { weights[item.classes].max() ?? 0 }
    guard let main = part.items.first(where: { !$0.isFew }).map(best) else { return 0 }
    // All in the item that is not few; then up to four at a time where they add more.
    var left = max(0, part.total - fewestBallots)
    var sum = part.total * main
    for gain in part.items.filter(\.isFew).map({ best($0) - main }).sorted(by: >) where gain > 0 {
      let moved = min(left, fewestBallots - 1)
      sum += gain * moved
      left -= moved
    }
    return sum
  }
}
