import Identity

/// The name of a further room within its class: its number, from 2 (the main room is 1).
public typealias RoomID = String

/// What somebody wants of the further rooms 分会场 of a class.
public enum RoomCommand: Equatable, Sendable {
  /// A room of this name; it follows the main room.
  case open(name: String)
  case rename(RoomID, name: String)
  /// Nobody sits there any more; its people see the main room.
  case close(RoomID)
  /// Its trainer takes the stage 单独授课.
  case detach(RoomID)
  /// It shows the main room's stage again 跟随主会场.
  case follow(RoomID)
  /// Where a person sits; `nil` for the main room.
  case seat(PersonID, in: RoomID?)
}

/// What became of the rooms of a class. Once shipped, a case is for ever.
public enum RoomEvent: Equatable, Sendable, Codable {
  case opened(room: RoomID, name: String)
  case renamed(room: RoomID, name: String)
  case closed(room: RoomID)
  case detached(room: RoomID)
  case rejoined(room: RoomID)
  /// `room` is `nil` for the main room.
  case seated(person: PersonID, room: RoomID?)

  /// One word for each shape, for the log.
  public var tag: String {
    switch self {
    case .opened: "roomOpened"
    case .renamed: "roomRenamed"
    case .closed: "roomClosed"
    case .detached: "roomDetached"
    case .rejoined: "roomRejoined"
    case .seated: "roomSeated"
    }
  }
  public static let tags: Set<String> = [
    "roomOpened", "roomRenamed", "roomClosed", "roomDetached", "roomRejoined", "roomSeated",
  ]
}

/// One further room 分会场.
public struct SideRoom: Equatable, Sendable, Codable {
  public var name: String
  /// Its own stage; `nil` while it follows the main room.
  public var stage: Stage?
  /// By how many seconds it was longer in a segment than the main room, from when it was apart.
  var drift: [SegmentID: Int] = [:]
  /// Seconds in each segment, once the room is closed.
  var ended: [SegmentID: Int]?

  public var isClosed: Bool { ended != nil }
}

/// The further rooms of a class, and who sits in them: part of its state.
public struct SideRooms: Equatable, Sendable, Codable {
  /// In the order opened, closed ones too.
  public var order: [RoomID] = []
  public var all: [RoomID: SideRoom] = [:]
  /// Whoever does not sit in the main room; kept when a room is closed, for the record.
  public var seats: [PersonID: RoomID] = [:]
  /// Counts who changed rooms, so that a phone knows when to ask for what is its own.
  public var changes = 0

  public init() {}

  /// Rooms in use, in the order opened.
  public var inUse: [RoomID] { order.filter { all[$0]?.isClosed == false } }

  /// Whether a room has a stage of its own.
  public var areApart: Bool { !order.isEmpty && all.values.contains { $0.stage != nil } }
}

extension State {
  /// Where a person sits; `nil` in the main room, and when the room was closed.
  public func room(of person: PersonID) -> RoomID? {
    guard let room = sideRooms.seats[person], sideRooms.all[room]?.isClosed == false else {
      return nil
    }
    return room
  }

  /// The room in use of this name; no two have the same.
  public func room(named name: String) -> RoomID? {
    let name = visible(name)
    return sideRooms.inUse.first { sideRooms.all[$0]?.name == name }
  }

  // MARK: - Rules

  func decide(room command: RoomCommand) throws(Rejection) -> Decision {
    switch command {
    case .open(let name):
      let name = try roomName(name, of: nil)
      guard sideRooms.order.count < Limits.rooms else { throw .tooManyRooms }
      return Decision([.room(.opened(room: "\(sideRooms.order.count + 2)", name: name))])
    case .rename(let id, let name):
      let known = try inUse(id)
      let name = try roomName(name, of: id)
      return Decision(known.name == name ? [] : [.room(.renamed(room: id, name: name))])
    case .close(let id):
      guard let room = sideRooms.all[id] else { throw .roomUnknown }
      return Decision(room.isClosed ? [] : leaving(id) + [.room(.closed(room: id))])
    case .detach(let id):
      return Decision(try inUse(id).stage == nil ? [.room(.detached(room: id))] : [])
    case .follow(let id):
      guard try inUse(id).stage != nil else { return Decision() }
      return Decision(leaving(id) + [.room(.rejoined(room: id))])
    case .seat(let person, let id):
      guard attendance[person] != nil else { throw .personUnknown }
      if let id { _ = try inUse(id) }
      return Decision(
        sideRooms.seats[person] == id ? [] : [.room(.seated(person: person, room: id))])
    }
  }

  private func inUse(_ id: RoomID) throws(Rejection) -> SideRoom {
    guard let room = sideRooms.all[id], !room.isClosed else { throw .roomUnknown }
    return room
  }

  /// A name of one line that no other room in use has.
  private func roomName(_ name: String, of id: RoomID?) throws(Rejection) -> String {
    let name = visible(name)
    guard !name.isEmpty else { throw .textMissing }
    guard name.count <= Limits.roomName, !name.contains(where: \.isNewline) else {
      throw .roomNameTooLong
    }
    guard !sideRooms.inUse.contains(where: { $0 != id && sideRooms.all[$0]?.name == name }),
      name != profile.room
    else { throw .roomNameTaken }
    return name
  }

  /// What a room that gives up its stage still asks is closed there, the groups' sentences too when no
  /// other room is at their case.
  private func leaving(_ id: RoomID) -> [Event] {
    guard sideRooms.all[id]?.stage != nil else { return [] }
    let there = seen(from: id)
    let events = there.openItems.map { .itemClosed(item: $0.item.id) } + there.leavingCase()
    return events.map { .inRoom(room: id, event: $0) }
  }

  /// What is wanted on a room's own stage: decided as for the main one, with the stage in its place.
  func decide(
    inRoom id: RoomID, _ command: Command, _ ballots: BallotIndex
  ) throws(Rejection) -> Decision {
    guard command.isOfStage else { throw .notOfARoom }
    guard try inUse(id).stage != nil else { throw .roomFollows }
    var decision = try Classroom.decide(command, in: seen(from: id), ballots: ballots)
    decision.events = decision.events.map { .inRoom(room: id, event: $0) }
    return decision
  }

  /// The class as the rules of a command see it: a person answers what that person's room is asked.
  public func seen(by command: Command) -> State {
    guard !sideRooms.order.isEmpty else { return self }
    switch command {
    case .respond(_, let person, _), .respondText(_, let person, _), .answer(_, let person, _),
      .castBallot(_, let person, _, _):
      return seen(from: room(of: person))
    case .upon(_, let command): return seen(by: command)
    // Of the class, not of a stage.
    case .inRoom, .room, .followUp, .countBallots, .countEvaluation: return self
    default: return seen(from: nil)
    }
  }

  /// Results shown in one room would sway those who still answer in another.
  func refuseWhileOthersAnswer(_ id: ItemID) throws(Rejection) {
    guard answering(id).isEmpty else { throw .otherRoomAnswers }
  }

  // MARK: - Facts

  mutating func apply(room event: RoomEvent, at time: Moment) {
    switch event {
    case .opened(let id, let name):
      sideRooms.order.append(id)
      sideRooms.all[id] = SideRoom(name: name)
    case .renamed(let id, let name): sideRooms.all[id]?.name = name
    case .closed(let id):
      let ended = Dictionary(
        agenda.compactMap { segment in
          actualSeconds(of: segment, in: id, at: time).map { (segment.id, $0) }
        }, uniquingKeysWith: { first, _ in first })
      sideRooms.all[id]?.stage = nil
      sideRooms.all[id]?.ended = ended
      sideRooms.changes += 1
      for item in itemOrder { closeAskedOut(item) }
    case .detached(let id):
      var own = stage
      own.room = id
      own.trail = []
      for (segment, seconds) in sideRooms.all[id]?.drift ?? [:] {
        // Below zero where the stretch that runs is not booked yet.
        own.clock.spent[segment, default: 0] += seconds
      }
      sideRooms.all[id]?.drift = [:]
      sideRooms.all[id]?.stage = own
    case .rejoined(let id):
      for segment in agenda {
        let drift =
          (actualSeconds(of: segment, in: id, at: time) ?? 0)
          - (actualSeconds(of: segment, at: time) ?? 0)
        sideRooms.all[id]?.drift[segment.id] = drift == 0 ? nil : drift
      }
      sideRooms.all[id]?.stage = nil
      for item in itemOrder { closeAskedOut(item) }
    case .seated(let person, let room):
      sideRooms.seats[person] = room
      // A phone is on the class's page only once its person has come: who sits down on arriving is no
      // news to the others' phones.
      if isPresent(person) { sideRooms.changes += 1 }
    }
  }

  /// What happened on a room's own stage.
  mutating func apply(inRoom id: RoomID, _ event: Event, at time: Moment) {
    guard sideRooms.all[id]?.stage != nil else { return }
    exchangeStage(with: id)
    apply(event, at: time)
    exchangeStage(with: id)
  }

  // MARK: - The record

  /// Seconds that a further room has been in a segment; `nil` where it never came. While it follows,
  /// the main room's time is its own.
  ///
  /// - Parameter now: books what runs up to this moment.
  public func actualSeconds(
    of segment: Segment, in id: RoomID, at now: Moment? = nil
  ) -> Int? {
    guard let room = sideRooms.all[id] else { return nil }
    if let ended = room.ended { return ended[segment.id] }
    if room.stage != nil {
      var own = self
      own.exchangeStage(with: id)
      return own.actualSeconds(of: segment, at: now)
    }
    let drift = room.drift[segment.id] ?? 0
    let seconds = (actualSeconds(of: segment, at: now) ?? 0) + drift
    // Where the main room alone has been, it is behind by all of it.
    guard seconds > 0 || drift == 0 else { return nil }
    return actualSeconds(of: segment, at: now) == nil && drift == 0 ? nil : seconds
  }
}

extension Command {
  /// Whether it is about one stage alone: what the trainer of a further room may want of it.
  public var isOfStage: Bool {
    switch self {
    case .next, .back, .jump, .undo, .blank, .pauseClock, .resumeClock, .replan, .startTimer,
      .stopTimer, .addItem, .openItems, .closeItem, .revealItem, .countHands, .enterSheet,
      .enterSheetText, .castSheet, .discuss, .openSecondRound, .approveText, .proposeCloud,
      .approveCloud:
      true
    case .upon(_, let command): command.isOfStage
    default: false
    }
  }
}

extension Command {
  /// Whether it is an answer on paper, typed in.
  public var isSheet: Bool {
    switch self {
    case .enterSheet, .enterSheetText, .castSheet: true
    default: false
    }
  }
}

/// One room of a class, as those who lead see it.
public struct RoomRow: Equatable, Sendable {
  /// `nil` for the main room.
  public var id: RoomID?
  /// As the organizer wrote it; may be empty for the main room.
  public var name: String
  /// Whether it shows the main room's stage.
  public var follows: Bool
  public var isClosed: Bool
  /// Of those who take part: who is seated here, and who of them is there in this half-day.
  public var seated: Int
  public var present: Int
  /// Where its stage stands.
  public var place: Place?
}

extension State {
  /// The main room and the further ones; empty for a class without further rooms.
  public var roomRows: [RoomRow] {
    guard !sideRooms.order.isEmpty else { return [] }
    var seated: [RoomID?: Int] = [:]
    var present: [RoomID?: Int] = [:]
    for person in roster where takesPart(person) {
      let seat = room(of: person)
      seated[seat, default: 0] += 1
      if roll.standing(of: person, at: roll.current).isPresent { present[seat, default: 0] += 1 }
    }
    let stages = stages
    let main = stages.first { $0.room == nil }
    return ([nil] + sideRooms.order).map { id in
      let known = id.flatMap { sideRooms.all[$0] }
      let own = stages.first { $0.room == id }
      return RoomRow(
        id: id, name: known?.name ?? profile.room, follows: id != nil && own == nil,
        isClosed: known?.isClosed ?? false, seated: seated[id, default: 0],
        present: present[id, default: 0], place: (own ?? main)?.cursor.map { Place(self, $0) })
    }
  }
}
