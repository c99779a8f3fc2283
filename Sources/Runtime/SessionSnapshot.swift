import Classroom
import Crypto
import Foundation
import Identity
import Journal

/// What a class keeps beside its log, so that a start need not fold the log again.
struct SessionSnapshot: Codable {
  var state: State
  var lastTime: Moment
  /// The marks of accepted commands, 16 bytes each.
  var accepted: Data

  /// Names the program that runs: only what the very same program wrote is read, so that a changed
  /// rule or shape never meets an old fold. `nil` when the program's file cannot be seen.
  static let codec: String? = {
    var info = stat()
    guard stat("/proc/self/exe", &info) == 0 else { return nil }
    return "\(info.st_size)-\(info.st_mtim.tv_sec)-\(info.st_mtim.tv_nsec)"
  }()

  func bytes() throws -> [UInt8] { [UInt8](try JSONEncoder().encode(self)) }

  init(state: State, lastTime: Moment, accepted: AcceptedCommands) {
    self.state = state
    self.lastTime = lastTime
    self.accepted = accepted.stored
  }

  init(_ bytes: [UInt8]) throws {
    self = try JSONDecoder().decode(Self.self, from: Data(bytes))
  }
}

/// Which commands were accepted, so that a late copy of one is not carried out again.
///
/// Those in the log are known for as long as the class is in memory, by 16 bytes each. Commands that
/// led to no event (a changed ballot) are never written; the last of them are remembered.
struct AcceptedCommands: Sendable {
  private var logged: Set<UInt128> = []
  private var unlogged: Set<UInt128> = []
  /// The unlogged in the order of their coming, a ring.
  private var order: [UInt128] = []
  private var next = 0

  static let unloggedLimit = 50_000

  init() {}

  init(stored: Data) {
    logged.reserveCapacity(stored.count / 16)
    stored.withUnsafeBytes { bytes in
      for offset in stride(from: 0, to: bytes.count - 15, by: 16) {
        logged.insert(bytes.loadUnaligned(fromByteOffset: offset, as: UInt128.self))
      }
    }
  }

  var stored: Data {
    var data = Data(capacity: logged.count * 16)
    for mark in logged { withUnsafeBytes(of: mark) { data.append(contentsOf: $0) } }
    return data
  }

  /// 16 bytes of the id's SHA-256.
  static func mark(_ id: CommandID) -> UInt128 {
    var id = id.rawValue
    return id.withUTF8 { SHA256.hash(data: $0) }.withUnsafeBytes {
      $0.loadUnaligned(as: UInt128.self)
    }
  }

  func contains(_ mark: UInt128) -> Bool { logged.contains(mark) || unlogged.contains(mark) }

  mutating func note(_ mark: UInt128, isLogged: Bool) {
    if isLogged {
      logged.insert(mark)
    } else if unlogged.insert(mark).inserted {
      if order.count < Self.unloggedLimit {
        order.append(mark)
      } else {
        unlogged.remove(order[next])
        order[next] = mark
        next = (next + 1) % Self.unloggedLimit
      }
    }
  }
}
