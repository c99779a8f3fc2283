import Classroom
import Documents
import Foundation
import Hummingbird
import Identity
import People
import Runtime
import Words

/// What was typed on the class page and could not be taken, with the reason.
struct SectionTyped {
  var name = ""
  var unit = ""
  var group = ""
  var addWrong: String?
  var closeWrong: String?
}

/// One class 班级 as the organizer sees it: who is in, by group, live.
extension Site {
  func sectionFrame(_ state: State, in language: Language) async -> Frame {
    let names = (try? await names(state.profile.id)) ?? [:]
    let view = organizerView(of: state)
    var model = sectionModel(view, names: names, in: language)
    model["slides"] = await slidesModel(state, in: language)
    let rooms = roomsModel(state, in: language)
    if let rooms { model["several"] = rooms }
    return Frame(
      regions: regions(
        (rooms == nil ? [:] : ["rooms": "section-room-rows"]).merging([
          "counts": "section-counts", "roll": "section-roll", "phase": "section-phase",
          "slides": "decks",
        ]) { $1 }, model,
        in: language),
      facts: ["phase": view.phase.rawValue])
  }

  private func sectionModel(
    _ view: OrganizerView, names: [PersonID: RosterEntry], in language: Language
  ) -> [String: Any] {
    let members = view.groups.flatMap(\.members)
    func count(_ presence: OrganizerView.Presence) -> Int {
      members.count { $0.presence == presence }
    }
    let isOpen = view.phase == .planned || view.phase == .live
    func name(_ person: PersonID) -> String {
      guard let name = names[person]?.name, !name.isEmpty else {
        return word("section.erased", in: language)
      }
      return name
    }
    let missing = members.filter { $0.presence == .notArrived && $0.enrolment == .listed }
    let halfDay = view.checkpoint.map { word("halfDay.\($0.half.rawValue)", in: language) } ?? ""
    return rollModel(view.roll).merging([
      "halfDay": halfDay,
      "send": Route.sectionSend(id: view.profile.id.rawValue).path,
      "someLeft": count(.left) > 0,
      "left": word("section.leftCount", ["\(count(.left))"], in: language),
      "missingNames": missing.map { name($0.person) },
      "someMissing": !missing.isEmpty && count(.present) > 0,
      "isLive": view.phase == .live, "isOpen": isOpen,
      "phase": word("desk.phase.\(view.phase.rawValue)", in: language),
      "nobody": members.isEmpty,
      "groups": view.groups.map { group -> [String: Any] in
        let here = group.count(.present) + group.count(.left)
        let rest: [(OrganizerView.Presence, String)] = [
          (.onLeave, "section.onLeaveCount"), (.notArrived, "section.missingCount"),
        ]
        let others = rest.filter { group.count($0.0) > 0 }
          .map { word($0.1, ["\(group.count($0.0))"], in: language) }
        return [
          "groupName": group.name.isEmpty ? word("join.noGroup", in: language) : group.name,
          "here": here, "of": group.members.count, "hasRest": !others.isEmpty,
          "rest": others.joined(separator: " · "),
          "members": group.members.map { member -> [String: Any] in
            let entry = names[member.person]
            var row: [String: Any] = [
              "person": member.person.rawValue, "name": name(member.person),
              "hasUnit": entry?.unit.isEmpty == false, "unit": entry?.unit ?? "",
              "enrolment": enrolmentWord(member, names, in: language),
              "presence": member.presence.rawValue,
              "said": word("section.\(member.presence.rawValue)", in: language),
              "time": (member.left ?? member.checkedIn).map { clockTime($0) } ?? "",
              "canCheckIn": isOpen && member.presence != .present && member.enrolment != .replaced,
              "late": member.late,
              "checkInWord": word(
                member.presence == .left ? "section.isBack" : "section.checkIn", in: language),
              "canLeave": isOpen && member.presence == .notArrived
                && member.enrolment == .listed,
              "canLeaveEarly": isOpen && member.presence == .present,
            ]
            if member.presence == .left, let came = member.checkedIn {
              row["time"] = "\(clockTime(came))–\(member.left.map { clockTime($0) } ?? "")"
            }
            return row
          },
        ]
      },
    ]) { $1 }
  }

  /// What sets a person apart from those on the roster: `名册外`, `替李强`; empty for them.
  private func enrolmentWord(
    _ member: OrganizerView.Member, _ names: [PersonID: RosterEntry], in language: Language
  ) -> String {
    if let other = member.insteadOf.flatMap({ names[$0]?.name }), !other.isEmpty {
      return word("door.insteadOf", [other], in: language)
    }
    // Classes of earlier versions know walk-ins from the list of names alone.
    let enrolment =
      member.enrolment == .listed && names[member.person]?.walkIn == true
      ? Enrolment.walkIn : member.enrolment
    return enrolment == .listed ? "" : word("enrolment.\(enrolment.rawValue)", in: language)
  }

  func sectionPage(
    _ incoming: Incoming, state: State, typed: SectionTyped = SectionTyped()
  ) async throws -> String {
    let language = incoming.language
    let profile = state.profile
    let id = profile.id.rawValue
    let all = try await names(profile.id)
    var model = organizerModel(incoming, title: profile.title)
    model.merge(sectionModel(organizerView(of: state), names: all, in: language)) { $1 }
    model["title"] = profile.title
    model["date"] = profile.date
    if !profile.room.isEmpty { model["room"] = profile.room }
    model["trial"] = profile.trial
    model["code"] = profile.code
    if let trainer = profile.trainer, let name = all[trainer]?.name, !name.isEmpty {
      model["trainerName"] = name
    }
    model["stream"] = Route.sectionStream(id: id).path
    model["view"] = Route.sectionView(id: id).path
    model["commandID"] = Token.random(16)
    model["words"] = scriptWords(
      ["room.offline", "room.online", "room.polling", "room.sending", "room.notSaved"],
      in: language)
    if state.isOpen {
      let join = url(.join(code: profile.code))
      let trainer = url(trainerRoute(profile.id, generation: state.trainerGeneration))
      model["links"] = [
        "join": join,
        "joinQR": qrCode(join)?.svg(label: word("section.joinQR", [join], in: language)) ?? "",
        "screen": Route.screen(code: profile.code).path,
        "console": Route.trainer(section: id).path, "trainer": trainer,
        "trainerQR": qrCode(trainer)?.svg(label: word("section.trainerQR", in: language)) ?? "",
      ]
    }
    model["door"] = Route.door(section: id).path
    model["rooms"] = sectionRoomsModel(state, names: all, in: language)
    if !state.sideRooms.inUse.isEmpty {
      model["linkRooms"] = [
        "rooms": roomChoices(state, chosen: nil, in: language)
          .filter { $0["value"] as? String != RoomAddress.main }
      ]
    }
    model["grace"] = state.roll.graceMinutes
    let invitations = linksModel(state, names: all, in: language)
    model["invitations"] = invitations
    model["hasInvitations"] = !invitations.isEmpty
    model["roles"] = [CourseRole.assistant, .trainer, .observer, .projector].map {
      ["value": $0.rawValue, "name": word("role.\($0.rawValue)", in: language)]
    }
    model["slides"] = await slidesModel(state, in: language)
    model["report"] = Route.report(id: id, format: .html).path
    model["completion"] = Route.completion(id: id).path
    model["roster"] = Route.roster(id: id).path
    model["privacy"] = Route.privacy(id: id).path
    model["evaluation"] = Route.evaluation(id: id).path
    model["followUp"] = Route.followUpDesk(id: id).path
    model["uses"] = Route.Paper.Use.allCases.map { use -> [String: Any] in
      [
        "use": word("section.use.\(use.rawValue)", in: language),
        "papers": Route.Paper.allCases.filter { $0.use == use }.map {
          [
            "href": Route.paper(id: id, paper: $0).path,
            "paper": word("section.paper.\($0.rawValue)", in: language),
          ]
        },
      ]
    }
    model["groupNames"] = state.attendance.values.map(\.group).filter { !$0.isEmpty }
      .reduce(into: Set<String>()) { $0.insert($1) }.sorted()
    put(typed, into: &model, in: language)
    switch incoming.query["said"] {
    case "added": model["flash"] = word("section.said.added", in: language)
    case "invited", "revoked", "grace":
      model["flash"] = word("link.said.\(incoming.query["said"] ?? "")", in: language)
    case "roomOpened", "roomSaved", "roomClosed", "seated":
      model["flash"] = word("rooms.said.\(incoming.query["said"] ?? "")", in: language)
    case "slides": model["flash"] = word("slides.taken", in: language)
    case "closed": model["flash"] = word("section.said.closed", in: language)
    default: break
    }
    return renderer.render("section", model, in: language)
  }

  private func put(_ typed: SectionTyped, into model: inout [String: Any], in language: Language) {
    model["typedName"] = typed.name
    model["typedUnit"] = typed.unit
    model["typedGroup"] = typed.group
    if let wrong = typed.addWrong { model["addWrong"] = wrong }
    if let wrong = typed.closeWrong { model["closeWrong"] = wrong }
  }
}
