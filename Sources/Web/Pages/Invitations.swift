import Classroom
import Documents
import Foundation
import Hummingbird
import Identity
import People
import Runtime
import Words

/// One class, steered by somebody: sends on only what `may` allows to that role.
struct Acting: Sendable {
  let session: LiveSession
  let author: Author
  /// The room whose stage is steered; `nil` for the main room's.
  var room: RoomID? = nil
  /// The room to which the author's invitation is confined; `nil` for the whole class.
  var limit: RoomID? = nil

  var section: SectionID { session.section }
  var state: State { get async { await session.state } }
  /// The class as its room sees it.
  var seen: State { get async { await session.state.seen(from: room) } }
  /// How addresses name the class and the room.
  var address: String { RoomAddress.text(section, room) }

  /// - Throws: 403 when the role may not; else as `LiveSession.handle`.
  @discardableResult
  func handle(_ command: Command, id: CommandID? = nil) async throws -> State {
    try await handle([Submission(command, id: id)])
  }

  @discardableResult
  func handle(_ submissions: [Submission]) async throws -> State {
    let follows = await session.look { [room] in
      $0.sideRooms.all[room ?? RoomAddress.main]?.stage == nil
    }
    let submissions = submissions.map {
      Submission(onStage($0.command, follows: follows), id: $0.id)
    }
    guard submissions.allSatisfy({ may(author.role, in: limit, $0.command) }) else {
      throw PageError(.forbidden, "error.roleMayNot")
    }
    return try await session.handle(submissions)
  }

  /// What is of a stage is done on that of the room. While it follows the main room, its paper sheets
  /// answer what the main room is asked.
  private func onStage(_ command: Command, follows: Bool) -> Command {
    guard let room, command.isOfStage, !(follows && command.isSheet) else { return command }
    return .inRoom(room, command)
  }
}

/// What lets somebody look at a page that is not for everybody.
enum Pass: Hashable, Sendable {
  /// The link of the trainer in charge; the next hand-over ends it.
  case generation(Int)
  /// An invitation, until it is revoked.
  case link(LinkID)
  /// The organizer, until that device is signed out.
  case signIn(String)
}

/// Invitations by link 邀请链接: whoever has one may do what its role may, until it is revoked. Each
/// is valid by itself: several trainers, several desks, and none makes another stale.
extension Site {
  private static let linkSeconds = 3 * 86_400

  func inviteRoute(_ section: SectionID, _ link: LinkID) -> Route {
    .invite(
      section: section.rawValue, link: link,
      secret: seal.secret("link/\(section.rawValue)/\(link)"))
  }

  private func linkCookie(_ role: CourseRole, _ section: SectionID) -> String {
    "l_\(role.rawValue)_\(section.rawValue)"
  }

  /// Opens an invitation: the browser gets a cookie for its role, and the role's page.
  func answerInvitation(_ incoming: Incoming) async throws -> Response {
    guard case .invite(let section, let id, let secret) = incoming.route,
      let session = try await hall.session(SectionID(section)),
      case .invite(_, _, let valid) = inviteRoute(session.section, id),
      sameSecret(secret, valid)
    else { throw PageError(.forbidden, "error.linkInvalid") }
    let state = await session.state
    guard let link = state.links.valid(id) else {
      throw PageError(.forbidden, "error.linkRevoked")
    }
    let token = seal.token(
      "link", [section, id], expires: clock().adding(seconds: Self.linkSeconds))
    let room = link.room.flatMap { state.sideRooms.inUse.contains($0) ? $0 : nil }
    let page: Route =
      switch link.role {
      case .trainer: .trainer(section: RoomAddress.text(section, room))
      case .assistant: .door(section: section)
      default: .screen(code: RoomAddress.text(state.profile.code, room))
      }
    let door = link.role == .assistant ? room.map { "?room=\($0)" } ?? "" : ""
    return .seeOther(page.path + door)
      .settingCookie(
        linkCookie(link.role, session.section), token, seconds: Self.linkSeconds)
  }

  /// The invitation that this browser holds for a role, unless it was revoked.
  func invited(
    _ role: CourseRole, _ incoming: Incoming, _ session: LiveSession
  ) async -> Author? {
    guard let cookie = incoming.cookie(linkCookie(role, session.section)),
      let fields = seal.open(cookie, purpose: "link", now: clock()), fields.count == 2,
      fields[0] == session.section.rawValue,
      let link = await session.state.links.valid(fields[1]), link.role == role
    else { return nil }
    return Author(role, link: link.id)
  }

  /// Who looks, among `roles`, for a class: the first of them that the request can show.
  ///
  /// - Throws: 403 that says why.
  func acting(
    _ roles: [CourseRole], _ incoming: Incoming, _ section: String
  ) async throws -> Acting {
    let place = try await whereabouts(section: section)
    let session = place.session
    var confined: Acting?
    for role in roles {
      switch role {
      case .organizer:
        if try await isOrganizer(incoming) {
          return Acting(session: session, author: Author(.organizer), room: place.room)
        }
      case .trainer:
        if await holdsConsole(incoming, session) {
          return Acting(session: session, author: Author(.trainer), room: place.room)
        }
        fallthrough
      default:
        if let author = await invited(role, incoming, session) {
          let limit = await limit(of: author, session)
          let acting = Acting(session: session, author: author, room: place.room, limit: limit)
          if limit == nil || limit == place.room || role != .trainer { return acting }
          // In another room than its own it counts only where nothing better is shown.
          confined = confined ?? acting
        }
      }
    }
    if let confined { return confined }
    throw PageError(.forbidden, "error.linkInvalid")
  }

  /// The room to which an invitation is confined, also when that room was closed.
  func limit(of author: Author, _ session: LiveSession) async -> RoomID? {
    guard let link = author.link else { return nil }
    return await session.state.links.valid(link)?.room
  }

  /// What lets a reader of a stream look.
  func pass(of acting: Acting, _ incoming: Incoming) async -> Pass {
    if let link = acting.author.link { return .link(link) }
    if acting.author.role == .organizer, let signIn = try? await signIn(of: incoming) {
      return .signIn(signIn)
    }
    return .generation(await acting.state.trainerGeneration)
  }

  /// Whether a pass still lets its holder look.
  func isValid(_ pass: Pass, in state: State) async -> Bool {
    switch pass {
    case .generation(let number): number == state.trainerGeneration
    case .link(let link): state.links.valid(link) != nil
    case .signIn(let id):
      // A store that does not answer ends nobody's stream.
      (try? await account.signIns.contains { $0.id == id }) ?? true
    }
  }

  // MARK: - The organizer's list

  /// Makes an invitation for somebody who is named in the People store.
  func invite(_ incoming: Incoming, _ acting: Acting) async throws {
    let form = incoming.form
    guard let role = CourseRole(rawValue: form["role"]) else {
      throw PageError(.unprocessableContent, "error.formUnreadable")
    }
    var name = ""
    if !form["name"].allSatisfy(\.isWhitespace) {
      guard case .success(let clean) = cleanName(form["name"]) else {
        throw PageError(.unprocessableContent, "link.nameWrong")
      }
      name = clean
    }
    let room = RoomAddress.field(form["room"]) ?? nil
    try await invite(role, named: name, room: room, acting)
  }

  /// Makes an invitation, for one room or for the whole class.
  func invite(
    _ role: CourseRole, named name: String, room: RoomID?, _ acting: Acting
  ) async throws {
    let holder = PersonID(Token.random(8))
    // Names first: a link without a name would be a link nobody can tell from another.
    if !name.isEmpty {
      let known: Role = role == .trainer ? .trainer : .observer
      try await people.add(
        [RosterEntry(person: holder, name: name, role: known)], to: acting.section)
    }
    try await acting.handle(
      .link(.issue(Token.random(6), role: role, holder: holder, room: room)))
  }

  /// The invitations of a class, for its organizer.
  func linksModel(
    _ state: State, names: [PersonID: RosterEntry], in language: Language
  ) -> [[String: Any]] {
    state.links.all.map { link in
      let address = url(inviteRoute(state.profile.id, link.id))
      let role = word("role.\(link.role.rawValue)", in: language)
      let name = names[link.holder]?.name ?? ""
      var row: [String: Any] = [
        "role": role, "name": name.isEmpty ? link.id : name, "link": link.id,
        "send": Route.sectionSend(id: state.profile.id.rawValue).path,
        "issued": momentText(link.issued),
      ]
      if let room = link.room { row["ofRoom"] = state.sideRooms.all[room]?.name ?? room }
      if let revoked = link.revoked {
        row["revoked"] = word("link.revoked", [momentText(revoked)], in: language)
      } else {
        row["open"] = [
          "address": address,
          "qr": qrCode(address)?.svg(label: word("link.qr", [role], in: language)) ?? "",
        ]
      }
      return row
    }
  }

  /// Who did something, in words: the role, and for whom the link was made.
  func said(
    _ author: Author, _ state: State, names: [PersonID: RosterEntry], in language: Language
  ) -> String {
    let role = word("role.\(author.role.rawValue)", in: language)
    guard let id = author.link, let link = state.links.all.first(where: { $0.id == id }) else {
      return role
    }
    let name = names[link.holder]?.name ?? ""
    return name.isEmpty ? "\(role) \(id)" : word("link.author", [role, name], in: language)
  }
}
