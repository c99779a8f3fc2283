import Foundation

/// Who sits where 座次表: rows from the stage, seats from the left as one faces it.
struct SeatPlan: Equatable {
  struct Person: Equatable {
    var name: String
    var unit: String
    var group: String
    /// As the roster has it; empty where it says nothing.
    var seat: String
  }
  /// How the places were found.
  enum Origin: String { case roster, groups }

  /// From the front; `nil` is an empty seat. All rows are of one length.
  private(set) var rows: [[Person?]]
  private(set) var origin: Origin
  /// Who has no place: a seat that could not be read, that somebody has already, or none beside others
  /// that have one.
  private(set) var unplaced: [Person]

  static let mostRows = 40
  static let mostColumns = 30

  /// By the seats of the roster where it has any; else row by row from the front, in the order given.
  ///
  /// - Parameters:
  ///   - people: in the order of their groups.
  ///   - rows: how many at least, `columns`: how many in a row; `nil` chooses by the number of people.
  init(_ people: [Person], rows: Int? = nil, columns: Int? = nil) {
    let wanted = columns.map { min(max(1, $0), Self.mostColumns) }
    let least = min(max(1, rows ?? 1), Self.mostRows)
    let seats = people.map { Self.place($0.seat) }
    guard seats.contains(where: { $0 != nil }) else {
      let columns = wanted ?? Self.columns(for: people.count)
      let count = max(least, (people.count + columns - 1) / columns)
      self.rows = (0..<count).map { row in
        (0..<columns).map { column in
          let index = row * columns + column
          return people.indices.contains(index) ? people[index] : nil
        }
      }
      origin = .groups
      unplaced = []
      return
    }
    // Seats that are only numbered are counted through the rows.
    let numbers = seats.compactMap { $0?.row == nil ? $0?.seat : nil }
    let given = seats.compactMap { $0?.row == nil ? nil : $0?.seat }
    let width = max(
      given.max() ?? 1, wanted ?? (given.isEmpty ? Self.columns(for: numbers.max() ?? 1) : 1))
    var placed: [Int: [Int: Person]] = [:]
    var left: [Person] = []
    for (person, seat) in zip(people, seats) {
      guard let seat else {
        left.append(person)
        continue
      }
      let row = seat.row ?? (seat.seat - 1) / width + 1
      let column = seat.row == nil ? (seat.seat - 1) % width + 1 : seat.seat
      guard row <= Self.mostRows, placed[row]?[column] == nil else {
        left.append(person)
        continue
      }
      placed[row, default: [:]][column] = person
    }
    let count = max(least, placed.keys.max() ?? 1)
    self.rows = (1...count).map { row in (1...width).map { placed[row]?[$0] } }
    origin = .roster
    unplaced = left
  }

  /// A hall is wider than deep.
  static func columns(for people: Int) -> Int {
    min(16, max(2, Int((Double(max(1, people)) * 1.5).squareRoot().rounded(.up))))
  }

  /// A seat as rosters write it: `3排5座`, `第3排第5号`, `3-5`, `C5`, or `17`.
  ///
  /// - Returns: the row (`nil` for a bare number) and the seat, from 1; `nil` for anything else.
  static func place(_ text: String) -> (row: Int?, seat: Int)? {
    let plain = (text.applyingTransform(.fullwidthToHalfwidth, reverse: false) ?? text)
      .filter { !$0.isWhitespace }
    func number(_ text: Substring, most: Int) -> Int? {
      Int(text).flatMap { (1...most).contains($0) ? $0 : nil }
    }
    if let match = plain.wholeMatch(of: /第?(\d{1,3})[排行]第?(\d{1,3})[座号位列]?/) {
      return pair(number(match.1, most: mostRows), number(match.2, most: mostColumns))
    }
    if let match = plain.wholeMatch(of: /(\d{1,3})[-–—_\/.,､:](\d{1,3})/) {
      return pair(number(match.1, most: mostRows), number(match.2, most: mostColumns))
    }
    if let match = plain.wholeMatch(of: /([A-Za-z])-?(\d{1,3})[座号位]?/) {
      let letter = match.1.uppercased().utf8.first.map { Int($0) - 64 }
      return pair(letter, number(match.2, most: mostColumns))
    }
    if let match = plain.wholeMatch(of: /(\d{1,4})[座号位]?/) {
      return number(match.1, most: 1_200).map { (nil, $0) }
    }
    return nil
  }

  private static func pair(_ row: Int?, _ seat: Int?) -> (row: Int?, seat: Int)? {
    guard let row, let seat else { return nil }
    return (row, seat)
  }
}
