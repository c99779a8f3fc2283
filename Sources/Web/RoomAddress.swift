import Classroom
import Identity
import Runtime

/// How an address names a room of a class: the class's code or id, and behind a hyphen the room's
/// number: `4711` is the class and its main room, `4711-2` its second room. Short enough to be typed.
enum RoomAddress {
  /// - Parameter room: `nil` for the main room.
  static func text(_ name: String, _ room: RoomID?) -> String {
    room.map { "\(name)-\($0)" } ?? name
  }

  static func text(_ section: SectionID, _ room: RoomID?) -> String { text(section.rawValue, room) }

  /// The parts of an address that ends with a room; `nil` where it names none.
  static func parts(_ text: String) -> (name: String, room: RoomID)? {
    guard let mark = text.lastIndex(of: "-") else { return nil }
    let room = text[text.index(after: mark)...]
    guard mark > text.startIndex, (1...3).contains(room.utf8.count),
      room.utf8.allSatisfy({ (48...57).contains($0) })
    else { return nil }
    return (String(text[..<mark]), String(room))
  }

  /// The main room's number in forms; in events and states it has none.
  static let main = "1"

  /// What a form's field `room` says: `.some(nil)` is the main room, `nil` nothing.
  static func field(_ text: String) -> RoomID?? {
    text.isEmpty ? nil : .some(text == main ? nil : String(text.prefix(8)))
  }

  /// The same, of a form that may be older than the rooms: one that was closed meanwhile says nothing.
  static func field(_ text: String, of state: State) -> RoomID?? {
    field(text).flatMap { room in
      room == nil || state.sideRooms.inUse.contains { $0 == room } ? .some(room) : nil
    }
  }
}

/// A class, and the room of it that an address names.
struct Whereabouts: Sendable {
  let session: LiveSession
  /// `nil` for the main room.
  let room: RoomID?
  /// Whether the address named a room, be it the main one.
  var isNamed = false
}

extension Site {
  /// The class behind a code, or a room of it.
  ///
  /// - Throws: 404 for a code that there is not, and for a room that is not in use.
  func whereabouts(code: String, _ incoming: Incoming) async throws -> Whereabouts {
    guard let (name, room) = RoomAddress.parts(code), try await hall.session(code: code) == nil
    else { return Whereabouts(session: try await session(code: code, incoming), room: nil) }
    return try await inUse(room, of: try await session(code: name, incoming))
  }

  /// The class behind an id, or a room of it.
  func whereabouts(section: String) async throws -> Whereabouts {
    if let session = try await hall.session(SectionID(section)) {
      return Whereabouts(session: session, room: nil)
    }
    guard let (name, room) = RoomAddress.parts(section),
      let session = try await hall.session(SectionID(name))
    else { throw PageError(.notFound, "reject.sectionUnknown") }
    return try await inUse(room, of: session)
  }

  private func inUse(_ room: RoomID, of session: LiveSession) async throws -> Whereabouts {
    if room == RoomAddress.main { return Whereabouts(session: session, room: nil, isNamed: true) }
    guard await session.state.sideRooms.inUse.contains(room) else { throw Rejection.roomUnknown }
    return Whereabouts(session: session, room: room, isNamed: true)
  }
}
