/// A stretch of a block on one day.
struct Piece {
  var block: Int
  var minutes: Int
}

/// Cuts the blocks into days, each with exactly its teaching minutes.
enum Days {
  static func cut(
    _ blocks: inout [Block], buckets: [Allocation.Bucket], days: [Int]
  ) -> [[Piece]] {
    var result = Array(repeating: [Piece](), count: days.count)
    for bucket in buckets {
      cut(&blocks, bucket, days, &result)
    }
    return result
  }

  private static func cut(
    _ blocks: inout [Block], _ bucket: Allocation.Bucket, _ days: [Int], _ result: inout [[Piece]]
  ) {
    guard var day = bucket.days.first else { return }
    var left = days[day]
    var dayStart = bucket.blocks.lowerBound
    for index in bucket.blocks {
      if !blocks[index].isTeaching {
        // A break between two days is no break.
        if blocks[index].kind == .break, left == 0 || left == days[day] { continue }
        result[day].append(Piece(block: index, minutes: blocks[index].minutes))
        continue
      }
      if left == 0, day + 1 < bucket.days.upperBound {
        day += 1
        left = days[day]
        dayStart = index
      }
      if blocks[index].minutes > left, day + 1 < bucket.days.upperBound {
        let isSplittable =
          blocks[index].isLecture && left >= 10 && blocks[index].minutes - left >= 10
        if !isSplittable {
          makeRoom(&blocks, at: index, left, dayStart, bucket, &result[day])
          left =
            days[day]
            - result[day].reduce(0) { $0 + (blocks[$1.block].isTeaching ? $1.minutes : 0) }
          if left == 0 {
            day += 1
            left = days[day]
            dayStart = index
          }
        }
      }
      var rest = blocks[index].minutes
      while rest > 0 {
        if left == 0 {
          guard day + 1 < bucket.days.upperBound else { break }
          day += 1
          left = days[day]
          dayStart = index
        }
        let part = min(rest, left)
        result[day].append(Piece(block: index, minutes: part))
        rest -= part
        left -= part
      }
    }
  }

  /// Moves minutes between computed lectures of this day and of later ones, so that the block at
  /// `index` either ends with the day or begins the next.
  private static func makeRoom(
    _ blocks: inout [Block], at index: Int, _ left: Int, _ dayStart: Int,
    _ bucket: Allocation.Bucket, _ pieces: inout [Piece]
  ) {
    let over = blocks[index].minutes - left
    // Lectures that lie wholly in this day.
    let here = pieces.indices.filter {
      let block = blocks[pieces[$0].block]
      return block.isFlexible && pieces[$0].minutes == block.minutes && pieces[$0].block >= dayStart
    }
    var later: [Int] = []
    for other in (index + 1)..<max(bucket.blocks.upperBound, index + 1)
    where blocks[other].isFlexible {
      later.append(other)
      if later.count == 40 { break }
    }
    guard !later.isEmpty, !here.isEmpty else { return }
    let canGiveHere = here.reduce(0) { $0 + max(pieces[$1].minutes - 10, 0) }
    let canGiveLater = later.reduce(0) { $0 + max(blocks[$1].minutes - 10, 0) }
    if over <= left || left == 0, over <= canGiveHere {
      // Shorter lectures today, a longer one later: the block ends the day.
      var need = over
      for piece in here.reversed() where need > 0 {
        let give = min(need, max(pieces[piece].minutes - 10, 0))
        pieces[piece].minutes -= give
        blocks[pieces[piece].block].minutes -= give
        need -= give
      }
      grow(&blocks, later, over)
    } else if left <= canGiveLater {
      // Longer lectures today: the block begins the next day.
      var need = left
      for other in later where need > 0 {
        let give = min(need, max(blocks[other].minutes - 10, 0))
        blocks[other].minutes -= give
        need -= give
      }
      let parts = Proportion.split(
        left / 5, by: here.map { pieces[$0].minutes }, floors: here.map { _ in 0 })
      for (place, piece) in here.enumerated() {
        let more = 5 * parts[place] + (place == here.count - 1 ? left % 5 : 0)
        pieces[piece].minutes += more
        blocks[pieces[piece].block].minutes += more
      }
    }
  }

  private static func grow(_ blocks: inout [Block], _ later: [Int], _ minutes: Int) {
    let parts = Proportion.split(
      minutes / 5, by: later.map { blocks[$0].minutes }, floors: later.map { _ in 0 })
    for (place, other) in later.enumerated() {
      blocks[other].minutes += 5 * parts[place] + (place == 0 ? minutes % 5 : 0)
    }
  }
}
