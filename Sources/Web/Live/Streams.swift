import NIOCore
import NIOPosix
import Synchronization

/// All audiences of a server, and whether it still takes streams.
public final class Streams: Sendable {
  /// What a new stream is let in with.
  struct Admission {
    let shard: Shard
    let seat: Capacity.Seat
    /// Of the state that its first event showed.
    let position: Int
  }
  private struct State {
    var audiences: [Int: Weak] = [:]
    var next = 1
    var closing = false
  }
  private struct Weak: Sendable { weak var audience: Audience? }

  let capacity: Capacity
  private let loops: [any EventLoop]
  private let state = Mutex(State())

  init(capacity: Capacity, group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton) {
    self.capacity = capacity
    loops = Array(group.makeIterator())
  }

  var isClosing: Bool { state.withLock(\.closing) }

  /// Whether somebody reads a stream.
  var isRead: Bool {
    state.withLock { state in state.audiences.values.contains { $0.audience?.isEmpty == false } }
  }

  /// A new audience, known until its owner lets go of it.
  func audience() -> Audience {
    state.withLock { state in
      state.audiences = state.audiences.filter { $0.value.audience != nil }
      let audience = Audience(number: state.next, loops: loops)
      state.audiences[state.next] = Weak(audience: audience)
      state.next += 1
      return audience
    }
  }

  /// A place in an audience.
  ///
  /// - Parameter ticket: the value of the `audience` field.
  /// - Returns: `nil` when there is no place left, or the server is about to stop.
  func admit(_ ticket: String, on loop: any EventLoop) -> Admission? {
    let numbers = ticket.split(separator: " ").compactMap { Int($0) }
    guard numbers.count == 2,
      let audience = state.withLock({ state in
        state.closing ? nil : state.audiences[numbers[0]]?.audience
      }), let shard = audience.shard(on: loop), let seat = capacity.seat()
    else { return nil }
    return Admission(shard: shard, seat: seat, position: numbers[1])
  }

  /// Takes no more streams and ends those there are, so that the server can stop.
  func close() async {
    let audiences = state.withLock { state in
      state.closing = true
      return state.audiences.values.compactMap(\.audience)
    }
    await withTaskGroup { group in
      for audience in audiences { group.addTask { await audience.close() } }
    }
  }
}
