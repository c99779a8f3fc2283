import Identity

/// Groups 小组 in a class of several rooms: people of one group sit in one room. In a class in one room
/// all is as in `Groups.swift`.
extension State {
  /// Groups that are balanced within each room, as many in each as its people ask for.
  ///
  /// - Parameters:
  ///   - count: of groups in all; at least one for each room where somebody sits.
  ///   - seed: shuffles; `nil` keeps people of one unit together.
  public func groupsByRoom(
    _ people: [(person: PersonID, unit: String)], count: Int, seed: UInt64?
  ) -> [[PersonID]] {
    let rooms = ([nil] + sideRooms.inUse).map { room in
      people.filter { self.room(of: $0.person) == room }
    }.filter { !$0.isEmpty }
    guard rooms.count > 1 else { return balancedGroups(people, count: count, seed: seed) }
    var counts = rooms.map { _ in 1 }
    // The next group goes where groups are largest; of equal ones to the first.
    while counts.reduce(0, +) < min(count, people.count) {
      let sizes = zip(rooms, counts).map { Double($0.count) / Double($1) }
      guard let largest = sizes.max(), let room = sizes.firstIndex(of: largest) else { break }
      counts[room] += 1
    }
    return zip(rooms, counts).flatMap { balancedGroups($0, count: $1, seed: seed) }
  }

  /// Whether sizes differ by at most one: within each room where no group is in two, else in all.
  func areBalanced(_ groups: [[PersonID]]) -> Bool {
    let places = groups.map { Set($0.map { room(of: $0) }) }
    let isApart = !sideRooms.inUse.isEmpty && places.allSatisfy { $0.count == 1 }
    let parts =
      isApart
      ? Set(places).map { place in groups.indices.filter { places[$0] == place }.map { groups[$0] }
      }
      : [groups]
    return parts.allSatisfy { part in
      let sizes = part.map(\.count)
      guard let least = sizes.min(), let most = sizes.max() else { return false }
      return least > 0 && most - least <= 1
    }
  }

  /// Groups that a newcomer may join: those with somebody of the same room, where there are any.
  func groupsInRoom(of person: PersonID) -> [Int] {
    let all = Array(groups.members.indices)
    guard !sideRooms.inUse.isEmpty else { return all }
    let near = all.filter { groups.members[$0].contains { room(of: $0) == room(of: person) } }
    return near.isEmpty ? all : near
  }
}
