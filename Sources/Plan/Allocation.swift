/// Gives every block its minutes.
struct Allocation {
  /// Blocks that share the time of some days.
  struct Bucket {
    var blocks: Range<Int>
    var days: Range<Int>
  }

  var blocks: [Block]
  private(set) var buckets: [Bucket] = []
  private(set) var findings: [Finding] = []
  private let course: Course
  private let days: [Int]
  /// Blocks whose minutes are settled inside a heading that states its own.
  private var settled: Set<Int> = []
  private var reservedOpening = 0
  private var reservedClosing = 0

  init(_ blocks: [Block], course: Course, days: [Int]) {
    self.blocks = blocks
    self.course = course
    self.days = days
  }

  private var wholePlan: SourceRange {
    course.field(.duration)?.range ?? course.titleRange ?? .beginning
  }

  /// - Returns: Whether everything fits.
  mutating func run() -> Bool {
    guard settleHeadings() else { return false }
    var ranges = bucketRanges()
    reserve(&ranges)
    buckets = ranges
    for bucket in ranges.indices {
      guard share(bucket: bucket) else { return false }
    }
    if reservedOpening + reservedClosing > 0 {
      findings.append(
        Finding(
          .reservedOpeningClosing, [String(reservedOpening), String(reservedClosing)],
          at: course.titleRange ?? .beginning))
    }
    return true
  }

  // MARK: buckets

  /// One bucket for all days; one for each day when the units are 第一天, 第二天 …
  private func bucketRanges() -> [Bucket] {
    let all = Bucket(blocks: 0..<blocks.count, days: 0..<days.count)
    guard days.count > 1, course.units.count == days.count else { return [all] }
    for unit in course.units {
      let isOwnDay = unit.label.withScalars { label in
        Numbering.mark(label).map { $0.countsDays && $0.value == unit.number } ?? false
      }
      guard isOwnDay else { return [all] }
    }
    var result: [Bucket] = []
    var start = 0
    for day in days.indices {
      var end = start
      while end < blocks.count, (blocks[end].unit ?? 1) <= day + 1 { end += 1 }
      result.append(Bucket(blocks: start..<end, days: day..<(day + 1)))
      start = end
    }
    return result
  }

  // MARK: headings that state minutes

  private mutating func settleHeadings() -> Bool {
    guard
      course.units.contains(where: { $0.minutes != nil || $0.topics.contains { $0.minutes != nil } }
      )
    else { return true }
    var members: [Int: [Int]] = [:]
    for (index, block) in blocks.enumerated() where block.isTeaching {
      if let unit = unitIndex(block) { members[unit, default: []].append(index) }
    }
    var fits = true
    for (index, unit) in course.units.enumerated() {
      let inside = members[index] ?? []
      var byTopic: [Int: [Int]] = [:]
      for block in inside {
        if case .topic(_, let topic, _) = blocks[block].path {
          byTopic[topic, default: []].append(block)
        }
      }
      for (topicIndex, topic) in unit.topics.enumerated() {
        guard let minutes = topic.minutes, minutes > 0 else { continue }
        if topic.isUnit, unit.minutes != nil { continue }
        fits =
          settle(byTopic[topicIndex] ?? [], minutes, topic.title, topic.range) && fits
      }
      if let minutes = unit.minutes, minutes > 0 {
        fits = settle(inside, minutes, unit.title, unit.range) && fits
      }
    }
    return fits
  }

  private func unitIndex(_ block: Block) -> Int? {
    switch block.path {
    case .unit(let unit, _), .topic(let unit, _, _): unit
    case .opening, .reserved: nil
    }
  }

  private mutating func settle(
    _ members: [Int], _ minutes: Int, _ title: String, _ range: SourceRange
  ) -> Bool {
    let fixed = members.filter { !blocks[$0].isComputed || settled.contains($0) }
    let open = members.filter { blocks[$0].isComputed && !settled.contains($0) }
    let taken = fixed.reduce(0) { $0 + blocks[$1].minutes }
    let rest = minutes - taken
    if rest < 0 || !open.isEmpty && rest < open.count {
      findings.append(
        Finding(
          .minutesExceedTotal,
          [String(taken + (rest < 0 ? 0 : open.count)), String(minutes), title],
          at: range))
      return false
    }
    if open.isEmpty {
      if rest > 0 {
        findings.append(
          Finding(.statedMinutesShort, [String(taken), String(minutes), title], at: range))
      }
      return true
    }
    if !distribute(open, rest) { stretch(open, rest) }
    for block in members { settled.insert(block) }
    return true
  }

  // MARK: introduction and closing

  private mutating func reserve(_ ranges: inout [Bucket]) {
    let total = days.reduce(0, +)
    guard total >= 180, let firstBucket = ranges.first, let lastBucket = ranges.last else { return }
    let needsOpening = !blocks.contains { $0.kind == .introduction }
    let needsClosing = !blocks.contains { $0.kind == .summary || $0.kind == .questions }
    func room(_ bucket: Bucket) -> Int {
      var need = 0
      var topics: Set<Int> = []
      for index in bucket.blocks where blocks[index].isTeaching {
        if blocks[index].isFlexible && !settled.contains(index) {
          topics.insert(topicKey(blocks[index]))
        } else {
          need += blocks[index].minutes
        }
      }
      return bucket.days.reduce(0) { $0 + days[$1] } - need - 10 * topics.count
    }
    var isShared = room(lastBucket)
    // The closing stands before what ends a day without teaching: 测评, 后测, 结业式.
    if needsClosing, isShared >= 25 {
      var place = lastBucket.blocks.upperBound
      while place > lastBucket.blocks.lowerBound {
        switch blocks[place - 1].kind {
        case .event, .evaluation, .postTest, .break: place -= 1
        default:
          insert(
            [Blocks.reserved(.summary, 10), Blocks.reserved(.questions, 15)], at: place, &ranges)
          reservedClosing = 25
          place = -1
        }
      }
      isShared -= 25
    }
    if needsOpening {
      let left = ranges.count == 1 ? isShared : room(firstBucket)
      guard left >= 10 else { return }
      let place =
        blocks.firstIndex { $0.unit != nil && $0.isTeaching || $0.isReserved } ?? 0
      insert([Blocks.reserved(.introduction, 10)], at: place, &ranges)
      reservedOpening = 10
    }
  }

  private mutating func insert(_ new: [Block], at place: Int, _ ranges: inout [Bucket]) {
    blocks.insert(contentsOf: new, at: place)
    settled = Set(settled.map { $0 >= place ? $0 + new.count : $0 })
    var isPlaced = false
    for index in ranges.indices {
      let range = ranges[index].blocks
      let isLast = index == ranges.count - 1
      if !isPlaced,
        place < range.upperBound
          || place == range.upperBound && (isLast || place > range.lowerBound)
      {
        ranges[index].blocks = range.lowerBound..<(range.upperBound + new.count)
        isPlaced = true
      } else if isPlaced {
        ranges[index].blocks = (range.lowerBound + new.count)..<(range.upperBound + new.count)
      }
    }
  }

  // MARK: sharing

  private mutating func share(bucket index: Int) -> Bool {
    let bucket = buckets[index]
    let total = bucket.days.reduce(0) { $0 + days[$1] }
    let members = bucket.blocks.filter { blocks[$0].isTeaching }
    let open = members.filter { blocks[$0].isComputed && !settled.contains($0) }
    let openSet = Set(open)
    let taken = members.reduce(0) { $0 + (openSet.contains($1) ? 0 : blocks[$1].minutes) }
    let rest = total - taken
    if rest < 0 { return tooMuch(taken, total, bucket) }
    if open.contains(where: { blocks[$0].isFlexible }) {
      if distribute(open, rest) { return true }
      let least = 5 * open.count
      return tooMuch(taken + least, total, bucket)
    }
    // Nothing can grow: what is left becomes 交流答疑.
    let fixed = open.reduce(0) { $0 + blocks[$1].minutes }
    if fixed > rest {
      guard rest >= open.count else { return tooMuch(taken + open.count * 5, total, bucket) }
      stretch(open, rest)
      return true
    }
    let left = rest - fixed
    if left == 0 { return true }
    // A little more for the questions that are reserved anyway is nothing to speak of.
    if reservedClosing == 0 || left > 15 {
      findings.append(
        Finding(.statedMinutesShort, [String(taken), String(total), ""], at: wholePlan))
    }
    if let questions = open.last(where: { blocks[$0].isReserved && blocks[$0].kind == .questions })
    {
      blocks[questions].minutes += left
    } else {
      var ranges = buckets
      insert([Blocks.reserved(.questions, left)], at: closingPlace(bucket), &ranges)
      buckets = ranges
    }
    return true
  }

  private func closingPlace(_ bucket: Bucket) -> Int {
    var place = bucket.blocks.upperBound
    while place > bucket.blocks.lowerBound {
      switch blocks[place - 1].kind {
      case .event, .evaluation, .postTest, .break: place -= 1
      default: return place
      }
    }
    return bucket.blocks.upperBound
  }

  private mutating func tooMuch(_ needed: Int, _ total: Int, _ bucket: Bucket) -> Bool {
    if buckets.count > 1, let day = bucket.days.first {
      let range = day < course.units.count ? course.units[day].range : wholePlan
      findings.append(
        Finding(.dayDoesNotFit, [String(day + 1), String(total), String(needed)], at: range))
    } else {
      findings.append(
        Finding(.minutesExceedTotal, [String(needed), String(total), ""], at: wholePlan))
    }
    return false
  }

  private func topicKey(_ block: Block) -> Int {
    switch block.path {
    case .topic(let unit, let topic, _): unit * 1_000_000 + topic
    case .unit(let unit, let index): unit * 1_000_000 + 900_000 + index
    case .opening(let index): -1 - index
    case .reserved: -1_000_000
    }
  }

  /// Gives `rest` to computed blocks: fixed kinds their usual minutes, lectures what is left.
  ///
  /// - Returns: `false`, and nothing changed, when there is no lecture or it does not fit.
  private mutating func distribute(_ open: [Int], _ rest: Int) -> Bool {
    let fixed = open.filter { !blocks[$0].isFlexible }
    var topics: [[Int]] = []
    var position: [Int: Int] = [:]
    for index in open where blocks[index].isFlexible {
      let key = topicKey(blocks[index])
      if let known = position[key] {
        topics[known].append(index)
      } else {
        position[key] = topics.count
        topics.append([index])
      }
    }
    guard !topics.isEmpty else { return false }
    // All in fives; the remainder goes to the last computed slot.
    let fives = rest / 5
    var shares = fixed.map { max(blocks[$0].minutes / 5, 1) }
    // Ten minutes for a lecture, for which the fixed kinds shrink to a half; with many topics five.
    let isMany = (shares.reduce(0, +) + 1) / 2 + 2 * topics.count > fives
    let floors = topics.map { max($0.count, isMany ? 1 : 2) }
    let floor = floors.reduce(0, +)
    if shares.reduce(0, +) + floor > fives {
      guard fives - floor >= fixed.count else { return false }
      shares = Proportion.split(fives - floor, by: shares, floors: shares.map { _ in 1 })
    }
    let left = fives - shares.reduce(0, +)
    let weights = Proportion.weights(topics.map { $0.reduce(0) { $0 + blocks[$1].length } })
    let lectures = Proportion.split(left, by: weights, floors: floors)
    for (place, index) in fixed.enumerated() { blocks[index].minutes = 5 * shares[place] }
    for (place, topic) in topics.enumerated() {
      let parts = Proportion.split(
        lectures[place], by: topic.map { max(blocks[$0].length, 1) }, floors: topic.map { _ in 1 })
      for (part, index) in topic.enumerated() { blocks[index].minutes = 5 * parts[part] }
    }
    if let last = open.last { blocks[last].minutes += rest % 5 }
    return true
  }

  /// Makes computed blocks fill `rest` in proportion; at least a minute each.
  private mutating func stretch(_ open: [Int], _ rest: Int) {
    let usual = open.map { max(blocks[$0].minutes, 5) }
    if rest / 5 >= open.count {
      let parts = Proportion.split(rest / 5, by: usual, floors: usual.map { _ in 1 })
      for (place, index) in open.enumerated() { blocks[index].minutes = 5 * parts[place] }
      if let last = open.last { blocks[last].minutes += rest % 5 }
    } else {
      let parts = Proportion.split(rest, by: usual, floors: usual.map { _ in 1 })
      for (place, index) in open.enumerated() { blocks[index].minutes = parts[place] }
    }
  }
}

/// Whole shares of a whole.
enum Proportion {
  /// Splits `total` in proportion to `weights`, exactly, none under its floor. The floors fit.
  static func split(_ total: Int, by weights: [Int], floors: [Int]) -> [Int] {
    guard !weights.isEmpty else { return [] }
    var result = Array(repeating: 0, count: weights.count)
    var open = Array(weights.indices)
    var left = total
    var isSettled = false
    // Whoever would fall under the floor gets it, and the others share the rest.
    while !isSettled {
      isSettled = true
      let sum = max(open.reduce(0) { $0 + weights[$1] }, 1)
      let low = open.filter { left * weights[$0] < floors[$0] * sum }
      if !low.isEmpty, low.count < open.count {
        for index in low {
          result[index] = floors[index]
          left -= floors[index]
        }
        let lowSet = Set(low)
        open.removeAll { lowSet.contains($0) }
        isSettled = false
      }
    }
    let sum = max(open.reduce(0) { $0 + weights[$1] }, 1)
    var remainders: [(index: Int, rest: Int)] = []
    var given = 0
    for index in open {
      let share = max(left * weights[index] / sum, floors[index])
      result[index] = share
      given += share
      remainders.append((index, left * weights[index] % sum))
    }
    // Largest remainders first, earlier before later.
    remainders.sort { $0.rest != $1.rest ? $0.rest > $1.rest : $0.index < $1.index }
    var over = left - given
    var turn = 0
    while over > 0, !remainders.isEmpty {
      result[remainders[turn % remainders.count].index] += 1
      over -= 1
      turn += 1
    }
    while over < 0 {
      guard let index = remainders.reversed().first(where: { result[$0.index] > floors[$0.index] })
      else { break }
      result[index.index] -= 1
      over += 1
    }
    return result
  }

  /// Equal weights, moved by at most a quarter with the square root of each length.
  static func weights(_ lengths: [Int]) -> [Int] {
    let roots = lengths.map { squareRoot(min($0, 1_000_000) * 10_000) }
    let mean = roots.reduce(0, +) / max(roots.count, 1)
    guard mean > 0 else { return lengths.map { _ in 10_000 } }
    var moves = roots.map { min(max(($0 - mean) * 10_000 / mean, -2500), 2500) }
    let drift = moves.reduce(0, +) / max(moves.count, 1)
    moves = moves.map { $0 - drift }
    let most = moves.map { abs($0) }.max() ?? 0
    if most > 2500 { moves = moves.map { $0 * 2500 / most } }
    return moves.map { 10_000 + $0 }
  }

  /// The whole square root, by Newton's method.
  static func squareRoot(_ value: Int) -> Int {
    guard value > 1 else { return max(value, 0) }
    var guess = value
    var next = (guess + 1) / 2
    while next < guess {
      guess = next
      next = (guess + value / guess) / 2
    }
    return guess
  }
}
