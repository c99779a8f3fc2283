import Classroom
import Identity

extension Intentions {
  /// What whoever leads may want of a day in several rooms; `nil` on a day in one.
  func inRooms(
    _ part: Participant.Part, laptop: inout Participant, random: inout SplitMix64
  ) -> Command? {
    guard hasRooms else { return nil }
    switch part {
    case .organizer: return random.chance(40) ? organize(random: &random) : nil
    case .trainer: return random.chance(45) ? lead(laptop: &laptop, random: &random) : nil
    case .learner(let person):
      guard !state.sideRooms.order.isEmpty, random.chance(4) else { return nil }
      return .room(.seat(person, in: someRoom(random: &random)))
    }
  }

  /// A room that there is, the main one, or one that there is not.
  private func someRoom(random: inout SplitMix64) -> RoomID? {
    random.chance(5) ? "99" : random.pick(state.sideRooms.inUse.map { Optional($0) } + [nil]) ?? nil
  }

  private func organize(random: inout SplitMix64) -> Command? {
    enum Wish { case open, rename, close, seat }
    let room = someRoom(random: &random) ?? "2"
    switch random.weighted([
      (state.sideRooms.inUse.count < 2 ? 12 : 1, Wish.open), (3, .rename), (1, .close), (20, .seat),
    ]) {
    case .open: return .room(.open(name: "分会场 \(random.below(30))"))
    case .rename:
      return .room(.rename(room, name: random.chance(80) ? "二楼 \(random.below(9))" : " "))
    case .close: return .room(.close(room))
    case .seat:
      return random.pick(state.roster).map { .room(.seat($0, in: someRoom(random: &random))) }
    case nil: return nil
    }
  }

  /// On the stage of a further room, what a trainer wants of any stage.
  private func lead(laptop: inout Participant, random: inout SplitMix64) -> Command? {
    guard let room = random.pick(state.sideRooms.inUse) else { return nil }
    guard state.sideRooms.all[room]?.stage != nil, random.chance(92) else {
      return .room(random.chance(80) ? .detach(room) : .follow(room))
    }
    let there = Intentions(
      state: state.seen(from: room), progress: progress, rosterLimit: rosterLimit,
      isEager: isEager, hasRooms: true)
    let wish =
      random.chance(20)
      ? there.act(random: &random) : there.trainer(&laptop, random: &random)
    return wish.map { .inRoom(room, $0) }
  }
}
