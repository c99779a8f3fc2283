/// Lays the pieces of one day on the clock, with breaks and lunch.
struct DayLayout {
  static let longestLectureRun = 50
  static let longestSitting = 70

  private let blocks: [Block]
  private let options: TimetableOptions

  init(_ blocks: [Block], options: TimetableOptions) {
    self.blocks = blocks
    self.options = options
  }

  /// A piece, or a break or lunch that the program puts in.
  private enum Part {
    case piece(Piece)
    case rest
    case lunch
  }

  func slots(_ pieces: [Piece], day: Int) -> [Slot] {
    let whole = placed(withBreaks(pieces), day)
    guard needsLunch(pieces, whole), let split = lunchSplit(pieces, whole) else { return whole }
    return placed(withBreaks(split.before) + [.lunch] + withBreaks(split.after), day)
  }

  // MARK: clock

  private func placed(_ parts: [Part], _ day: Int) -> [Slot] {
    var slots: [Slot] = []
    var clock = options.dayStart
    var hadLongBreak = false
    for part in parts {
      switch part {
      case .piece(let piece):
        let block = blocks[piece.block]
        slots.append(
          Slot(
            day: day, start: clock, minutes: piece.minutes,
            kind: block.isLunch ? .lunch : SlotKind(block.kind), form: block.form, unit: block.unit,
            topic: block.topic, title: block.title, teaching: block.isTeaching,
            activity: block.path))
        clock += piece.minutes
      case .rest:
        // A quarter of an hour in mid-morning.
        let isLong = !hadLongBreak && (570..<660).contains(clock)
        if isLong { hadLongBreak = true }
        slots.append(
          Slot(day: day, start: clock, minutes: isLong ? 15 : 10, kind: .break, teaching: false))
        clock += isLong ? 15 : 10
      case .lunch:
        // To the end of lunch time, but at least three quarters of an hour.
        let minutes = max(options.lunchEnd - clock, 45)
        slots.append(Slot(day: day, start: clock, minutes: minutes, kind: .lunch, teaching: false))
        clock += minutes
      }
    }
    return slots
  }

  // MARK: lunch

  private func needsLunch(_ pieces: [Piece], _ slots: [Slot]) -> Bool {
    if pieces.contains(where: { blocks[$0.block].isLunch }) { return false }
    guard let end = slots.last?.end, pieces.count > 0 else { return false }
    return options.dayStart < options.lunchStart - 30 && end > options.lunchStart + 30
      && options.lunchEnd > options.lunchStart
  }

  /// At the boundary nearest half the teaching time, when that is about noon, else nearest noon; in
  /// the middle of a lecture when no boundary is near.
  private func lunchSplit(
    _ pieces: [Piece], _ slots: [Slot]
  ) -> (before: [Piece], after: [Piece])? {
    let teaching = pieces.reduce(0) { $0 + (blocks[$1.block].isTeaching ? $1.minutes : 0) }
    var target = teaching / 2
    if abs(clock(of: target, slots) - options.lunchStart) > 30 {
      target = minutes(at: options.lunchStart, slots)
    }
    var best: (place: Int, distance: Int)?
    var sum = 0
    var inside: (place: Int, offset: Int)?
    for (place, piece) in pieces.enumerated() {
      let isTeaching = blocks[piece.block].isTeaching
      if place > 0, sum > 0, sum < teaching {
        let distance = abs(sum - target)
        if best.map({ distance < $0.distance }) ?? true { best = (place, distance) }
      }
      if isTeaching {
        if sum < target, target < sum + piece.minutes, blocks[piece.block].isLecture {
          let offset = (target - sum + 2) / 5 * 5
          if offset >= 10, piece.minutes - offset >= 10 { inside = (place, offset) }
        }
        sum += piece.minutes
      }
    }
    if let inside, best.map({ $0.distance > 25 }) ?? true {
      var before = Array(pieces[..<inside.place])
      var after = Array(pieces[inside.place...])
      before.append(Piece(block: after[0].block, minutes: inside.offset))
      after[0].minutes -= inside.offset
      return (before, after)
    }
    guard let best else { return nil }
    return (Array(pieces[..<best.place]), Array(pieces[best.place...]))
  }

  /// The clock time at which so many teaching minutes are over.
  private func clock(of minutes: Int, _ slots: [Slot]) -> Int {
    var sum = 0
    for slot in slots where slot.teaching {
      if sum + slot.minutes >= minutes { return slot.start + minutes - sum }
      sum += slot.minutes
    }
    return slots.last?.end ?? options.dayStart
  }

  private func minutes(at clock: Int, _ slots: [Slot]) -> Int {
    var sum = 0
    for slot in slots where slot.teaching {
      if slot.start >= clock { break }
      sum += min(slot.minutes, clock - slot.start)
    }
    return sum
  }

  // MARK: breaks

  /// Puts breaks between sittings; what is no teaching ends a sitting as well.
  private func withBreaks(_ pieces: [Piece]) -> [Part] {
    var result: [Part] = []
    var run: [Piece] = []
    for piece in pieces {
      if blocks[piece.block].isTeaching {
        run.append(piece)
      } else {
        result += sittings(run)
        run = []
        result.append(.piece(piece))
      }
    }
    return result + sittings(run)
  }

  private struct Point {
    var minutes: Int
    /// The step that leads here belongs to this piece.
    var piece: Int
    var isLecture: Bool
    /// What a break at this point costs.
    var cost: Int
  }

  /// The cheapest way to put breaks into an unbroken run of teaching. Each point looks back over
  /// one sitting at most, so this is linear.
  private func sittings(_ pieces: [Piece]) -> [Part] {
    guard !pieces.isEmpty else { return [] }
    let points = points(pieces)
    let none = Int.max / 2
    var best = Array(repeating: none, count: points.count)
    var from = Array(repeating: 0, count: points.count)
    best[0] = 0
    for start in points.indices.dropLast() where best[start] < none {
      let base = best[start] + (start == 0 ? 0 : 1000 + points[start].cost)
      var lectureRun = 0
      for end in (start + 1)..<points.count {
        let length = points[end].minutes - points[start].minutes
        let step = points[end].minutes - points[end - 1].minutes
        lectureRun = points[end].isLecture ? lectureRun + step : 0
        let isTooLong = length > Self.longestSitting || lectureRun > Self.longestLectureRun
        // One step can always be taken, so that there is always a way.
        if isTooLong, end > start + 1 { break }
        let isLast = end == points.count - 1
        var cost = base + abs(length - 50)
        if length < 30, !(isLast && start == 0) { cost += (30 - length) * (30 - length) }
        if cost < best[end] {
          best[end] = cost
          from[end] = start
        }
        if isTooLong { break }
      }
    }
    var cuts: [Int] = []
    var point = points.count - 1
    while point > 0 {
      cuts.append(points[point].minutes)
      point = from[point]
    }
    return broken(pieces, at: cuts.reversed().dropLast())
  }

  private func points(_ pieces: [Piece]) -> [Point] {
    var points = [Point(minutes: 0, piece: 0, isLecture: false, cost: 0)]
    var sum = 0
    for (place, piece) in pieces.enumerated() {
      let block = blocks[piece.block]
      if block.isLecture || piece.minutes > Self.longestSitting {
        var offset = 5
        while offset <= piece.minutes - 5 {
          let isShort = min(offset, piece.minutes - offset) < 10
          points.append(
            Point(
              minutes: sum + offset, piece: place, isLecture: block.isLecture,
              cost: (block.isLecture ? 250 : 600) + (isShort ? 200 : 0)))
          offset += 5
        }
      }
      sum += piece.minutes
      points.append(
        Point(minutes: sum, piece: place, isLecture: block.isLecture, cost: boundary(pieces, place))
      )
    }
    return points
  }

  /// Between units a break is best, between topics good.
  private func boundary(_ pieces: [Piece], _ place: Int) -> Int {
    guard place + 1 < pieces.count else { return 0 }
    let here = blocks[pieces[place].block]
    let next = blocks[pieces[place + 1].block]
    if here.unit != next.unit { return 0 }
    if here.topic == nil, next.topic != nil { return 60 }
    return here.topic != next.topic ? 15 : 40
  }

  private func broken(_ pieces: [Piece], at cuts: some Sequence<Int>) -> [Part] {
    var result: [Part] = []
    var cuts = Array(cuts)[...]
    var sum = 0
    for piece in pieces {
      var rest = piece.minutes
      while let cut = cuts.first, cut <= sum + rest {
        let part = cut - sum
        if part > 0 { result.append(.piece(Piece(block: piece.block, minutes: part))) }
        result.append(.rest)
        sum += part
        rest -= part
        cuts = cuts.dropFirst()
      }
      if rest > 0 {
        result.append(.piece(Piece(block: piece.block, minutes: rest)))
        sum += rest
      }
    }
    return result
  }
}
