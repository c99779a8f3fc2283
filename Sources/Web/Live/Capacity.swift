import Foundation
import HTTPTypes
import HummingbirdCore
import Synchronization

/// Who gets the files that the process may open: each connection is one.
///
/// Streams get at most 60 %, since they stay for hours; short requests get what streams leave, up to
/// 95 %. From 70 % on each answer ends its connection, so that those inside make room for others.
public final class Capacity: Sendable {
  /// How many files may be open at once.
  public let files: Int
  private let streamCount = Atomic(0)
  private let connectionCount = Atomic(0)

  /// A connection that sends a request must bring as many bytes of its body in each such while, and
  /// its head within one.
  let slowest: (bytes: Int, each: Duration)

  public init(
    files: Int = openFilesLimit(), slowestBytes: Int = 4096, each: Duration = .seconds(20)
  ) {
    self.files = max(files, 20)
    slowest = (slowestBytes, each)
  }

  /// Streams open now.
  public var streams: Int { streamCount.load(ordering: .relaxed) }
  /// Connections of short requests open now.
  public var connections: Int { connectionCount.load(ordering: .relaxed) }

  var isTight: Bool { streams + connections > files * 70 / 100 }
  /// Nothing more is even accepted: what waits, waits in the kernel's queue.
  var isExhausted: Bool { streams + connections >= files * 97 / 100 }

  /// A place for one more stream, given back when it is let go of; `nil` when there is none.
  func seat() -> Seat? {
    let before = streamCount.add(1, ordering: .relaxed).oldValue
    let seat = Seat(self)
    return before < files * 60 / 100 ? seat : nil
  }

  /// Whether one more connection may stay. It is counted in either case, until `leave()`.
  func enter() -> Bool {
    let before = connectionCount.add(1, ordering: .relaxed).oldValue
    return before + streams < files * 95 / 100
  }

  func leave() { connectionCount.subtract(1, ordering: .relaxed) }

  /// One stream's place.
  final class Seat: Sendable {
    private let capacity: Capacity
    fileprivate init(_ capacity: Capacity) { self.capacity = capacity }
    deinit { capacity.streamCount.subtract(1, ordering: .relaxed) }
  }

  /// What a newcomer is told when there is no room: come back in a while, not all at once.
  static func refusal(_ head: HTTPResponse? = nil) -> HTTPResponse {
    var head = head ?? HTTPResponse(status: .serviceUnavailable)
    head.status = .serviceUnavailable
    head.headerFields[.retryAfter] = String(Int.random(in: 3...15))
    head.headerFields[.contentLength] = "0"
    return head
  }
}

/// Stops accepting when no file is left, which `Capacity` keeps from happening.
struct AcceptWhileFilesLast: AvailableConnectionsDelegate {
  let capacity: Capacity
  func connectionOpened() {}
  func connectionClosed() {}
  func isAcceptingNewConnections() -> Bool { !capacity.isExhausted }
}

/// How many files this process may open, after asking for as many as the system allows.
public func openFilesLimit() -> Int {
  var limit = rlimit()
  guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
  if limit.rlim_cur < limit.rlim_max {
    var more = limit
    more.rlim_cur = limit.rlim_max
    if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &more) == 0 { limit = more }
  }
  return Int(clamping: limit.rlim_cur)
}
