import Classroom
import Documents
import Foundation
import Identity
import People
import Runtime
import Words

/// One class in several rooms 主会场、分会场, on every page. A class in one room has nothing of it but the
/// organizer's form that adds a room.
extension Site {
  /// What a room is called: as the organizer wrote it, the main room as 主会场 with its own name.
  func roomName(_ row: RoomRow, in language: Language) -> String {
    roomName(row.id, row.name, in: language)
  }

  func roomName(_ room: RoomID?, _ name: String, in language: Language) -> String {
    Wording(language: language).room(room, name)
  }

  /// The name of a room, in a class that has several; else `nil`.
  func roomName(_ room: RoomID?, of state: State, in language: Language) -> String? {
    state.roomRows.first { $0.id == room }.map { roomName($0, in: language) }
  }

  /// The rooms that somebody may choose, with the chosen one marked; empty for a class in one room.
  func roomChoices(
    _ state: State, chosen: RoomID??, in language: Language
  ) -> [[String: Any]] {
    guard !state.sideRooms.inUse.isEmpty else { return [] }
    return state.roomRows.filter { !$0.isClosed }.map { row in
      [
        "value": row.id ?? RoomAddress.main, "name": roomName(row, in: language),
        "chosen": chosen == .some(row.id),
      ]
    }
  }

  /// Who is where, and which room stands on its own; `nil` for a class in one room.
  func roomsModel(_ state: State, in language: Language) -> [String: Any]? {
    let rows = state.roomRows
    guard !rows.isEmpty else { return nil }
    let section = state.profile.id
    let isOpen = state.isOpen
    return [
      "rows": rows.map { row -> [String: Any] in
        let code = RoomAddress.text(state.profile.code, row.id)
        let address = RoomAddress.text(section, row.id)
        let join = url(
          .join(code: RoomAddress.text(state.profile.code, row.id ?? RoomAddress.main)))
        let name = roomName(row, in: language)
        var model: [String: Any] = [
          "name": name, "present": row.present, "seated": row.seated, "isOpen": isOpen,
          "says": says(row, in: language), "links": false,
        ]
        guard isOpen, !row.isClosed else { return model }
        model["links"] = [
          "code": code, "join": join, "screen": Route.screen(code: code).path,
          "console": Route.trainer(section: address).path,
          "qr": qrCode(join)?.svg(label: word("section.joinQR", [join], in: language)) ?? "",
        ]
        if let id = row.id {
          model["side"] = [
            "room": id, "own": row.name, "name": name,
            "send": Route.sectionSend(id: section.rawValue).path,
          ]
        }
        return model
      }
    ]
  }

  /// `单独授课：…`, `跟随主会场`, `已关闭`.
  private func says(_ row: RoomRow, in language: Language) -> String {
    if row.isClosed { return word("rooms.closed", in: language) }
    if row.follows { return word("rooms.follows", in: language) }
    let place = row.place.map { title($0, in: language) } ?? word("trainer.notBegun", in: language)
    return row.id == nil ? place : word("rooms.own", [place], in: language)
  }

  // MARK: - Organizer

  /// What the organizer wants of the rooms; `nil` when it is about something else.
  ///
  /// - Returns: what was done, as the key of a sentence.
  func carryOutRooms(_ form: Form, _ acting: Acting, id: CommandID?) async throws -> String? {
    switch form["do"] {
    case "openRoom":
      var trainer = ""
      if !form["trainer"].allSatisfy(\.isWhitespace) {
        guard case .success(let name) = cleanName(form["trainer"]) else {
          throw PageError(.unprocessableContent, "door.nameWrong")
        }
        trainer = name
      }
      let state = try await acting.handle(.room(.open(name: form["roomName"])), id: id)
      // A resend finds the room and its trainer's link there.
      guard let room = state.room(named: form["roomName"]),
        !state.links.all.contains(where: { $0.room == room })
      else { return "roomOpened" }
      try await invite(.trainer, named: trainer, room: room, acting)
      return "roomOpened"
    case "renameRoom":
      try await acting.handle(.room(.rename(form["room"], name: form["roomName"])), id: id)
      return "roomSaved"
    case "closeRoom":
      try await acting.handle(.room(.close(form["room"])), id: id)
      return "roomClosed"
    case "seat":
      guard let room = RoomAddress.field(form["room"]) else { throw Rejection.roomUnknown }
      try await acting.handle(.room(.seat(PersonID(form["person"]), in: room)), id: id)
      return "seated"
    default: return nil
    }
  }

  /// The organizer's part of the page: rooms, who sits where, one more room.
  func sectionRoomsModel(
    _ state: State, names: [PersonID: RosterEntry], in language: Language
  ) -> [String: Any] {
    var model: [String: Any] = [
      "send": Route.sectionSend(id: state.profile.id.rawValue).path, "isOpen": state.isOpen,
      "commandID": Token.random(16), "mayAdd": state.sideRooms.order.count < Limits.rooms,
    ]
    guard let rooms = roomsModel(state, in: language) else { return model }
    model["several"] = rooms
    if state.isOpen, !state.sideRooms.inUse.isEmpty {
      model["seats"] = [
        "rooms": roomChoices(state, chosen: nil, in: language),
        "people": state.roster.compactMap { person -> [String: Any]? in
          guard let name = names[person]?.name, !name.isEmpty else { return nil }
          let room = roomName(state.room(of: person), of: state, in: language) ?? ""
          return ["person": person.rawValue, "name": name, "room": room]
        },
      ]
    }
    return model
  }

  // MARK: - Phone

  /// The room from which a phone sees the class: that of its person, whatever the address.
  func seat(_ incoming: Incoming, _ session: LiveSession) async -> RoomID? {
    guard let person = knownPerson(incoming, session) else { return nil }
    return await session.state.room(of: person)
  }

  /// Where a person sits, and the form to change it; `nil` for a class in one room.
  func seatModel(_ incoming: Incoming, _ state: State, _ own: OwnView) -> [String: Any]? {
    let language = incoming.language
    guard let name = roomName(own.room, of: state, in: language) else { return nil }
    let scanned = RoomAddress.field(incoming.query["room"] ?? "", of: state) ?? own.room
    var model: [String: Any] = [
      "room": own.room ?? "", "name": name, "commandID": Token.random(16),
      "here": word("rooms.youAreIn", [name], in: language),
      "roomChoice": ["rooms": roomChoices(state, chosen: .some(scanned), in: language)],
    ]
    if scanned != own.room, let other = roomName(scanned, of: state, in: language) {
      model["open"] = true
      model["scanned"] = word("rooms.scanned", [other], in: language)
    }
    return model
  }

  // MARK: - Console

  /// What the console of a room says of its rooms; `nil` for a class in one room.
  ///
  /// - Parameter room: whose console it is; `nil` for the main room's.
  func consoleRoomsModel(_ state: State, _ room: RoomID?, in language: Language) -> [String: Any]? {
    guard let name = roomName(room, of: state, in: language) else { return nil }
    let send = Route.trainerSend(section: RoomAddress.text(state.profile.id, room)).path
    var model: [String: Any] = ["name": name, "send": send, "isOpen": state.isOpen]
    guard let room else {
      model["all"] = roomsModel(state, in: language) ?? [:]
      return model
    }
    if state.isOpen, state.sideRooms.inUse.contains(room) {
      model[follows(room, in: state) ? "following" : "apart"] = true
    }
    return model
  }

  /// The console of a further room: its stage and nothing of the class. While it follows the main
  /// room there is one thing to do, which is to take the stage.
  func confine(_ model: inout [String: Any], follows: Bool) {
    for key in ["canRate", "rating", "canClose"] { model[key] = false }
    for key in ["lacks", "door", "analysis"] { model[key] = nil }
    if var steps = model["steps"] as? [String: Any] {
      for key in ["collect", "noGroups"] { steps[key] = nil }
      model["steps"] = steps
    }
    guard follows else { return }
    model["followsMain"] = true
    model["isOpen"] = false
    model["items"] = (model["items"] as? [[String: Any]] ?? []).map { item in
      var item = item
      for key in ["canOpen", "canClose", "canReveal", "canDiscuss", "canRepeat", "canCount"] {
        item[key] = false
      }
      for key in ["cloudReady", "proposal"] { item[key] = nil }
      return item
    }
    for key in ["timer", "waiting"] { model[key] = nil }
  }

  /// Whether a further room shows the main room's stage, from wherever the state is seen.
  func follows(_ room: RoomID?, in state: State) -> Bool {
    room != nil && state.roomRows.first { $0.id == room }?.follows ?? false
  }

  /// Where else a question is still answered, or still to be asked.
  func elsewhere(
    _ item: ItemID, _ state: State, in language: Language
  ) -> [String] {
    func names(_ rooms: [RoomID?]) -> String {
      rooms.compactMap { roomName($0, of: state, in: language) }
        .joined(separator: Wording(language: language).comma)
    }
    let answering = state.answering(item)
    let toAsk = state.items[item]?.phase == .closed ? state.yetToAsk(item) : []
    return [
      answering.isEmpty ? nil : word("rooms.answering", [names(answering)], in: language),
      toAsk.isEmpty ? nil : word("rooms.toAsk", [names(toAsk)], in: language),
    ].compactMap { $0 }
  }
}

extension Wording {
  /// A room's name: a further one's own, the main one as 主会场 with its own name.
  func room(_ room: RoomID?, _ name: String) -> String {
    if room != nil { return name }
    let main = self("rooms.main")
    return name.isEmpty || name == main ? main : self("rooms.mainNamed", name)
  }
}
