import Classroom
import Foundation
import Identity
import People
import Runtime
import Words

/// What a tap on a name does.
enum DoorMode: String, CaseIterable { case `in`, left, leave, correct }

extension Site {
  func doorFrame(_ state: State, in language: Language) async -> Frame {
    let names = (try? await names(state.profile.id)) ?? [:]
    let model = doorModel(doorView(of: state), state, names, in: language)
    return Frame(
      regions: regions(
        ["count": "door-count", "list": "door-list", "halves": "door-halves"], model, in: language),
      facts: ["checkpoint": state.roll.current])
  }

  func doorModel(
    _ view: DoorView, _ state: State, _ names: [PersonID: RosterEntry], in language: Language
  ) -> [String: Any] {
    let section = state.profile.id
    let say = Wording(language: language)
    let days = view.halfDays.last?.checkpoint.day ?? 1
    func name(_ person: PersonID) -> String {
      let name = names[person]?.name ?? ""
      return name.isEmpty ? word("section.erased", in: language) : name
    }
    let missing = view.groups.flatMap(\.members).filter {
      $0.enrolment == .listed && ($0.standing == .absent || $0.standing == .pending)
    }
    let seats = Dictionary(
      state.roomRows.map { ($0.id, roomName($0, in: language)) },
      uniquingKeysWith: { first, _ in first })
    let next = view.halfDays.drop { !$0.isCurrent }.dropFirst().first
    var model: [String: Any] = [
      "send": Route.doorSend(section: section.rawValue).path,
      "checkpoint": view.current,
      "halfDay": view.halfDays.first { $0.isCurrent }
        .map { say.halfDay($0.checkpoint, days: days) } ?? "",
      "halves": view.halfDays.map { half -> [String: Any] in
        ["name": say.halfDay(half.checkpoint, days: days), "now": half.isCurrent]
      },
      "several": view.halfDays.count > 1,
      "missingNames": missing.prefix(60).map { name($0.person) },
      "someMissing": !missing.isEmpty && view.count.present > 0,
      "groups": view.groups.map { group -> [String: Any] in
        let listed = group.members.filter { $0.enrolment == .listed }
        return [
          "name": group.name.isEmpty ? word("join.noGroup", in: language) : group.name,
          "here": listed.count { $0.standing.isPresent }, "of": listed.count,
          "members": group.members.map { member in
            var row = doorRow(member, name: name(member.person), names, in: language)
            row["seat"] = seats[state.room(of: member.person)]
            return row
          },
        ]
      },
    ]
    model.merge(rollModel(view.count)) { $1 }
    model["rooms"] = roomsModel(state, in: language)
    if let next, view.phase == .planned || view.phase == .live {
      model["next"] = [
        "checkpoint": next.checkpoint.id,
        "word": word("door.open", [say.halfDay(next.checkpoint, days: days)], in: language),
      ]
    }
    return model
  }

  private func doorRow(
    _ member: DoorView.Member, name: String, _ names: [PersonID: RosterEntry],
    in language: Language
  ) -> [String: Any] {
    let entry = names[member.person]
    let unit = entry?.unit ?? ""
    var row: [String: Any] = [
      "person": member.person.rawValue, "name": name, "unit": unit,
      "standing": member.standing.rawValue, "key": SearchKey.of(name: name, unit: unit),
      "said": word(
        member.unseen ? "door.unseen" : "standing.\(member.standing.rawValue)", in: language),
      "time": member.arrived.map { clockTime($0) } ?? "",
      "here": member.standing.isPresent && !member.standing.isLeftEarly && !member.unseen,
    ]
    if member.unseen { row["unseen"] = true }
    if member.enrolment != .listed {
      row["kind"] = word("enrolment.\(member.enrolment.rawValue)", in: language)
    }
    if let other = member.insteadOf.flatMap({ names[$0]?.name }) {
      row["kind"] = word("door.insteadOf", [other], in: language)
    }
    return row
  }

  /// The counts of a half-day: the roster's, and walk-ins apart.
  func rollModel(_ count: Roll.Count) -> [String: Any] {
    [
      "expected": count.expected, "present": count.present, "onLeave": count.onLeave,
      "missing": count.missing, "late": count.late, "walkIns": count.walkIns,
      "hasRoster": count.expected > 0, "someWalkIns": count.walkIns > 0, "someLate": count.late > 0,
    ]
  }

  func doorPage(_ incoming: Incoming, state: State) async throws -> String {
    let language = incoming.language
    let section = state.profile.id
    let all = try await names(section)
    let view = doorView(of: state)
    let here = Route.door(section: section.rawValue).path
    let mode = incoming.query["mode"].flatMap(DoorMode.init) ?? .in
    var model = doorModel(view, state, all, in: language)
    let desk = RoomAddress.field(incoming.query["room"] ?? "", of: state)
    let rooms = roomChoices(state, chosen: desk, in: language)
    let chosen = desk.map { $0 ?? RoomAddress.main }
    let kept = rooms.isEmpty ? "" : chosen.map { "&room=\($0)" } ?? ""
    if !rooms.isEmpty, state.isOpen {
      model["desk"] = ["rooms": rooms]
      model["deskRoom"] = chosen
    }
    model["pageTitle"] = word("door.title", in: language)
    model["title"] = state.profile.title
    model["self"] = here
    model["stream"] = Route.doorStream(section: section.rawValue).path
    model["view"] = Route.doorView(section: section.rawValue).path
    model["mode"] = mode.rawValue
    model["hint"] = word("door.hint.\(mode.rawValue)", in: language)
    model["isCorrecting"] = mode == .correct
    model["isOpen"] = state.isOpen
    model["modes"] = DoorMode.allCases.map { other -> [String: Any] in
      [
        "href": "\(here)?mode=\(other.rawValue)\(kept)", "now": other == mode,
        "name": word("door.mode.\(other.rawValue)", in: language),
      ]
    }
    model["commandID"] = Token.random(16)
    model["walkInID"] = Token.random(16)
    model["kept"] = "mode=\(mode.rawValue)\(kept)"
    model["replaceable"] = view.groups.flatMap(\.members)
      .filter { $0.enrolment == .listed && !$0.standing.isPresent }
      .map { member -> [String: Any] in
        ["person": member.person.rawValue, "name": all[member.person]?.name ?? ""]
      }
    if mode == .correct, let chosen = incoming.query["person"] {
      model["correction"] = correctionModel(PersonID(chosen), state, view, all, in: language)
    }
    switch incoming.query["said"] {
    case "added": model["flash"] = word("door.said.added", in: language)
    case "corrected": model["flash"] = word("door.said.corrected", in: language)
    default: break
    }
    model["words"] = scriptWords(
      [
        "room.offline", "room.online", "room.polling", "door.waiting", "door.notTaken",
        "door.noMatch", "door.taken", "door.choose.leave",
      ], in: language)
    return renderer.render("door", model, in: language)
  }

  /// The form that corrects one person, and what was corrected before.
  private func correctionModel(
    _ person: PersonID, _ state: State, _ view: DoorView, _ names: [PersonID: RosterEntry],
    in language: Language
  ) -> [String: Any]? {
    guard state.attendance[person] != nil else { return nil }
    let say = Wording(language: language)
    let days = view.halfDays.last?.checkpoint.day ?? 1
    let past = state.roll.corrections.filter { $0.person == person }
    return [
      "person": person.rawValue, "who": names[person]?.name ?? "",
      "halves": view.halfDays.filter(\.isOpen).map { half -> [String: Any] in
        let standing = state.roll.standing(of: person, at: half.checkpoint.id)
        return [
          "checkpoint": half.checkpoint.id, "now": half.isCurrent,
          "name": say(
            "door.halfIs", say.halfDay(half.checkpoint, days: days),
            say("standing.\(standing.rawValue)")),
        ]
      },
      "standings": HalfDayStanding.allCases.filter { $0 != .pending }.map {
        ["value": $0.rawValue, "name": say("standing.\($0.rawValue)")]
      },
      "reasons": ["mistake", "missed", "phone", "paper"].map { say("door.because.\($0)") },
      "hasPast": !past.isEmpty,
      "past": past.map { said($0, state, names, days: days, in: language) },
    ]
  }

  private func said(
    _ correction: Roll.Correction, _ state: State, _ names: [PersonID: RosterEntry], days: Int,
    in language: Language
  ) -> String {
    let say = Wording(language: language)
    let half = state.roll.checkpoints.first { $0.id == correction.checkpoint }
    return say(
      "door.correction", half.map { say.halfDay($0, days: days) } ?? "",
      say("standing.\(correction.from.rawValue)"), say("standing.\(correction.to.rawValue)"),
      correction.reason, said(correction.by, state, names: names, in: language),
      momentText(correction.time))
  }
}

extension Wording {
  /// `第 1 天上午`; of a class of one day, `上午`.
  func halfDay(_ checkpoint: Checkpoint, days: Int) -> String {
    days > 1
      ? self("halfDay.day.\(checkpoint.half.rawValue)", "\(checkpoint.day)")
      : self("halfDay.\(checkpoint.half.rawValue)")
  }
}
