import Identity
import Testing

@testable import Classroom

/// What happens in one room never changes another's stage, whatever is sent in whatever order.
@Suite struct RoomsApartTests {
  private static let ids: [ItemID] = ["quiz", "many", "poll", "wall"]

  private func command(_ random: inout SplitMix64) -> Command {
    let item = Self.ids[random.below(4)]
    switch random.below(17) {
    case 0, 1: return .next
    case 2: return .back
    case 3: return .jump(to: Cursor(segment: random.below(8), page: random.below(3)))
    case 4: return .undo
    case 5: return .blank(on: random.below(2) == 0)
    case 6: return random.below(2) == 0 ? .pauseClock : .resumeClock
    case 7: return .startTimer(minutes: random.below(9))
    case 8: return .stopTimer
    case 9, 10: return .openItems([item])
    case 11: return .closeItem(item)
    case 12: return .revealItem(item)
    case 13: return .discuss(item: item, minutes: 2)
    case 14: return .openSecondRound(item: item)
    case 15: return .countHands(item: item, counts: [random.below(2), 0, 0])
    default:
      let number = random.below(9999)
      return .addItem(
        AssessmentItem(id: "spot-\(number)", kind: .poll, prompt: "?", choices: ["有", "没有"]))
    }
  }

  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func leavesTheOtherRoomsStageAlone(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var state = fold(
      underWay + RoomsTests.apart
        + [.room(.opened(room: "3", name: "三楼")), .room(.detached(room: "3"))])
    let rooms: [RoomID?] = [nil, "2", "3"]
    var happened = 0
    for step in 0..<300 {
      let room = rooms[random.below(3)]
      let plain = command(&random)
      let order: Command = room.map { .inRoom($0, plain) } ?? plain
      guard let decision = try? decide(order, in: state) else { continue }
      let before = state
      for event in decision.events {
        if let room {
          guard case .inRoom(room, _) = event else {
            Issue.record("\(event) is not of room \(room)")
            return
          }
        }
        state.apply(event, at: at(0, step * 7))
      }
      happened += decision.events.count
      for other in rooms where other != room {
        let stage = state.seen(from: other).stage
        #expect(stage == before.seen(from: other).stage, "\(order) changed \(other ?? "main")")
        #expect(
          pulse(of: state.seen(from: other), at: at(99))
            == pulse(of: before.seen(from: other), at: at(99)))
      }
      // Of two rooms, none answers what the class has closed.
      for (id, asked) in state.items where asked.phase == .closed || asked.phase == .revealed {
        #expect(state.stages.allSatisfy { $0.asking[id] != .open }, "\(id) after \(order)")
      }
    }
    #expect(happened > 50)
  }
}
