import Identity

/// What somebody is in a class; `may` says what each may do.
public enum CourseRole: String, Sendable, Codable, CaseIterable {
  /// 班主任
  case organizer
  /// 授课教师
  case trainer
  /// 签到和会务人员
  case assistant
  /// 听课人员: sees what the room sees.
  case observer
  /// 大屏
  case projector
  /// 学员
  case learner
}

/// The name of an invitation within its class: 1 to 64 letters, digits, `-`.
public typealias LinkID = String

/// What somebody wants of the invitations 邀请链接 of a class.
public enum LinkCommand: Equatable, Sendable {
  /// - holder: whom the People store names as the one it was made for.
  /// - room: the further room it is for; `nil` for the whole class.
  case issue(LinkID, role: CourseRole, holder: PersonID, room: RoomID? = nil)
  case revoke(LinkID)
}

/// What became of an invitation. Once shipped, a case is for ever.
public enum LinkEvent: Equatable, Sendable, Codable {
  case issued(link: LinkID, role: CourseRole, holder: PersonID, room: RoomID? = nil)
  case revoked(link: LinkID)

  /// One word for each shape, for the log.
  public var tag: String {
    switch self {
    case .issued: "linkIssued"
    case .revoked: "linkRevoked"
    }
  }
  public static let tags: Set<String> = ["linkIssued", "linkRevoked"]
}

/// The invitations of a class: part of its state. Each link is valid until it is revoked, and none
/// makes another stale.
public struct Links: Equatable, Sendable, Codable {
  public struct Link: Equatable, Sendable, Codable {
    public var id: LinkID
    public var role: CourseRole
    public var holder: PersonID
    public var issued: Moment
    public var revoked: Moment?
    /// The further room it is for.
    public var room: RoomID?
  }
  /// In the order issued.
  public var all: [Link] = []
  public init() {}

  /// The link, unless it is unknown or revoked.
  public func valid(_ id: LinkID) -> Link? { all.first { $0.id == id && $0.revoked == nil } }
}

extension State {
  func decide(link command: LinkCommand) throws(Rejection) -> Decision {
    switch command {
    case .issue(let id, let role, let holder, let room):
      guard isIdentifier(id), role != .organizer, role != .learner else { throw .linkUnknown }
      if let known = links.all.first(where: { $0.id == id }) {
        guard known.role == role, known.holder == holder, known.room == room else {
          throw .linkUnknown
        }
        return Decision()
      }
      guard links.all.count < Limits.links else { throw .tooManyLinks }
      if let room {
        guard sideRooms.inUse.contains(room) else { throw .roomUnknown }
      }
      return Decision([.link(.issued(link: id, role: role, holder: holder, room: room))])
    case .revoke(let id):
      guard let known = links.all.first(where: { $0.id == id }) else { throw .linkUnknown }
      return Decision(known.revoked == nil ? [.link(.revoked(link: id))] : [])
    }
  }

  mutating func apply(link event: LinkEvent, at time: Moment) {
    switch event {
    case .issued(let id, let role, let holder, let room):
      links.all.append(
        Links.Link(id: id, role: role, holder: holder, issued: time, revoked: nil, room: room))
    case .revoked(let id):
      guard let index = links.all.firstIndex(where: { $0.id == id }) else { return }
      links.all[index].revoked = time
    }
  }
}
