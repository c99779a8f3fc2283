import Classroom
import Documents
import Foundation
import Identity
import People
import Plan
import Runtime
import Words

/// The trainer's console 授课台: now and next, minutes left, three big buttons.
extension Site {
  /// - Parameters:
  ///   - state: as the console's room sees it.
  ///   - room: whose console it is; `nil` for the main room's.
  func trainerFrame(_ state: State, room: RoomID? = nil, in language: Language) async -> Frame {
    let names = (try? await names(state.profile.id)) ?? [:]
    let view = trainerView(of: state)
    var model = trainerModel(view, state, room: room, names: names, in: language)
    model["slides"] = await slidesModel(state, in: language)
    model["pace"] = await paceModel(state, room: room, in: language)
    return Frame(
      regions: regions(
        (state.sideRooms.order.isEmpty ? [:] : ["rooms": "trainer-rooms"]).merging([
          "spine": "trainer-spine", "clock": "trainer-clock", "stage": "trainer-stage",
          "gain": "trainer-gain",
          "groups": "trainer-groups",
          "timer": "trainer-timer",
          "items": "trainer-items", "notes": "trainer-notes", "more": "trainer-more",
          "slides": "decks", "pace": "trainer-pace",
          "room": "trainer-room", "controls": "trainer-controls",
        ]) { $1 }, model, in: language),
      facts: ["phase": view.phase.rawValue, "say": announcement(view, in: language)])
  }

  func trainerModel(
    _ view: TrainerView, _ state: State, room: RoomID?, names: [PersonID: RosterEntry],
    in language: Language
  ) -> [String: Any] {
    let section = state.profile.id
    let send = Route.trainerSend(section: RoomAddress.text(section, room)).path
    var model: [String: Any] = [
      "send": send, "title": view.title, "code": view.code,
      "came": view.present, "blanked": view.blanked, "paused": view.paused,
      "canUndo": view.canUndo, "canClose": view.phase != .closed, "isOpen": view.phase != .closed,
      "phase": view.phase.rawValue, "isLive": view.phase == .live,
      "canRate": view.mayOpenEvaluation, "ground": view.ground.text,
      "rating": view.evaluation == .open, "returned": "\(view.evaluationReturned)",
      "now": view.place.map { title($0, in: language) } ?? word("trainer.notBegun", in: language),
    ]
    if let next = view.next, view.phase != .closed { model["next"] = title(next, in: language) }
    model["stops"] = spineModel(view.spine, send: send, in: language)
    stage(view, into: &model, send: send, in: language)
    model["items"] = view.items.map { row in
      var item = itemModel(row, view: view, send: send, in: language)
      item["elsewhere"] = elsewhere(row.item.id, state, in: language)
      return item
    }
    if let stage = view.items.first(where: { $0.item.id == view.stage }),
      stage.item.phase != .waiting
    {
      model["submitted"] = "\(stage.submitted)"
    }
    let mayJudge = room == nil && view.phase != .closed
    model["mayJudge"] = mayJudge
    model["wall"] = wallModel(view, mayJudge: mayJudge, names: names, send: send, in: language)
    model["screened"] = view.isScreened
    model["groups"] = groupsModel(view, send: send, names: names, in: language)
    if view.phase == .live {
      model["timer"] = ["send": send, "runs": view.hasTimer] as [String: Any]
    }
    if let gain = view.gain {
      model["gain"] = Wording(language: language).gainModel(gain)
      model["analysis"] = Route.analysis(id: section.rawValue).path
    }
    controls(view, room: room, into: &model, in: language)
    model.merge(rollModel(view.roll)) { $1 }
    if let checkpoint = view.checkpoint {
      model["halfDay"] = word("halfDay.\(checkpoint.half.rawValue)", in: language)
    }
    model["door"] = Route.door(section: section.rawValue).path
    if let rooms = consoleRoomsModel(state, room, in: language) { model["rooms"] = rooms }
    if let room { confine(&model, follows: follows(room, in: state)) }
    return model
  }

  /// The day as a programme: planned minutes, and actual ones where there are any.
  private func spineModel(
    _ spine: [TrainerView.Stop], send: String, in language: Language
  ) -> [[String: Any]] {
    var unit: Int?
    return spine.map { stop in
      var row: [String: Any] = [
        "send": send, "index": stop.index, "start": clockText(stop.start),
        "minutes": stop.plannedMinutes, "now": stop.isNow, "done": stop.isDone,
        "pause": stop.kind.isPause, "lacks": stop.lacksMaterial,
        "strong": stop.kind == .case,
        "title": title(
          stop.kind, own: stop.title, unit: stop.unit, topic: stop.topic, in: language),
      ]
      if stop.kind == .lecture && stop.topic == nil && stop.unit != nil {
        row["title"] = word("trainer.unitOpening", in: language)
      }
      if stop.kind != .lecture && !stop.title.isEmpty {
        row["kind"] = kindWord(stop.kind, in: language)
      }
      if let heading = stop.unit, heading.number != unit, !stop.kind.isPause {
        row["unitHead"] = label(heading)
        unit = heading.number
      }
      if let slot = stop.replanned, slot.minutes != stop.plannedMinutes || slot.start != stop.start
      {
        row["start"] = clockText(slot.start)
        row["minutes"] = slot.minutes
        if slot.minutes != stop.plannedMinutes { row["was"] = stop.plannedMinutes }
      }
      if let spent = stop.spentSeconds { row["actual"] = "\((spent + 30) / 60)" }
      return row
    }
  }

  private func stage(
    _ view: TrainerView, into model: inout [String: Any], send: String, in language: Language
  ) {
    switch view.phase {
    case .absent, .planned: model["waiting"] = true
    case .closed: model["closed"] = true
    case .live:
      guard let place = view.place else { return }
      var slide: [String: Any] = [
        "heading": whereabouts(place, in: language), "title": title(place, in: language),
        "lines": view.page?.lines ?? [], "blanked": view.blanked,
      ]
      if let page = view.slide {
        slide["deck"] = slideModel(page, in: language)
        if let next = view.nextSegment, let place = view.next {
          slide["leave"] = [
            "send": send, "segment": next,
            "nextName": word("slides.leave", [title(place, in: language)], in: language),
          ]
        }
      } else if place.pages > 1 {
        slide["pages"] = "\(place.page) / \(place.pages)"
      }
      if let step = view.step { slide["step"] = stepName(step, in: language) }
      switch view.step == nil ? view.page?.role : nil {
      case .questions: slide["pageKind"] = word("screen.discuss", in: language)
      case .debrief: slide["pageKind"] = word("screen.debrief", in: language)
      default: break
      }
      model["slide"] = slide
      model["steps"] = stepsModel(view, send: send, in: language)
    }
    guard view.phase != .planned else { return }
    if view.lacksMaterial, view.phase == .live, let segment = view.segment {
      model["lacks"] = [
        "segment": segment, "send": send,
        "skeleton": caseKitSkeleton(
          title: view.place.map { title($0, in: language) } ?? "", chinese: language == .chinese),
      ]
    }
    if let kit = view.kit {
      if !kit.teachingNotes.isEmpty { model["teaching"] = markdownHTML(kit.teachingNotes) }
      model["notes"] = markdownHTML(kit.background + "\n\n" + kit.text)
      let source = [kit.source, kit.date].compactMap { $0 }.joined(separator: " · ")
      if !source.isEmpty { model["source"] = source }
    } else if !view.notes.isEmpty {
      model["notes"] = markdownHTML(view.notes)
    }
  }

  private func itemModel(
    _ row: TrainerView.Item, view: TrainerView, send: String, in language: Language
  ) -> [String: Any] {
    let item = row.item
    let isOpen = view.phase != .closed
    var model: [String: Any] = [
      "id": item.id, "prompt": item.prompt, "send": send, "stage": item.id == view.stage,
      "kind": kindWord(item.kind, in: language),
      "phase": word("item.\(item.phase.rawValue)", in: language),
      "canOpen": isOpen
        && (item.phase == .waiting
          || row.mayReopen),
      "canClose": isOpen && item.phase == .open,
      "canReveal": isOpen && item.phase == .closed && !isUnsaid(row),
      "ground": view.ground.text,
      "tooFew": item.phase == .revealed && item.answers == nil,
    ]
    if item.phase != .waiting {
      model["submitted"] = word(
        "trainer.submitted", ["\(row.submitted)", "\(view.present)"], in: language)
    }
    model.merge(resultModel(item, in: language)) { $1 }
    model["choices"] = choiceModels(item).enumerated().map { index, choice in
      var choice = choice
      if item.form == .choice && row.key.contains(index) { choice["right"] = true }
      return choice
    }
    if item.phase != .revealed && !row.keyLines.isEmpty {
      model["keyText"] = row.keyLines.joined(separator: Wording(language: language).semicolon)
    }
    let mayRepeat = isOpen && item.kind == .quiz && item.round == nil && !row.isOver
    if mayRepeat && (item.phase == .open || item.phase == .closed) && !item.discussing {
      model["canDiscuss"] = true
    }
    if mayRepeat && item.phase == .closed { model["canRepeat"] = true }
    if item.round != nil {
      model["kind"] =
        "\(kindWord(item.kind, in: language)) · \(word("act.secondRound", in: language))"
    }
    if isOpen && row.cloudReady { model["cloudReady"] = true }
    if isOpen && !row.proposal.isEmpty {
      let shown = Set(item.cloud.map(\.word))
      model["proposal"] = [
        "words": row.proposal.map {
          [
            "word": $0.word, "count": "\($0.count)",
            "checked": shown.isEmpty || shown.contains($0.word),
          ] as [String: Any]
        }
      ]
    }
    if let explanation = row.explanation { model["explanation"] = explanation }
    model["number"] = item.number
    if let hands = handsNote(row.hands, in: language) { model["hands"] = hands }
    if isOpen, !row.isOver, item.phase == .open || item.phase == .closed, item.form == .choice,
      !item.choices.isEmpty
    {
      model["canCount"] = true
      model["silent"] = word(
        "hands.silent", ["\(max(0, view.present - row.submitted))"], in: language)
      model["handFields"] = item.choices.enumerated().map { index, choice in
        [
          "letter": choice.letter, "index": "\(index)",
          "value": row.hands.indices.contains(index) ? "\(row.hands[index])" : "",
        ]
      }
    }
    model["texts"] = row.texts.map {
      [
        "text": $0.text, "approved": $0.approved, "index": $0.index, "item": item.id, "send": send,
      ] as [String: Any]
    }
    return model
  }

  /// What the middle button does now: the one thing that moves this moment on. Of the class's, and so the
  /// main room's alone, is the evaluation.
  private func controls(
    _ view: TrainerView, room: RoomID?, into model: inout [String: Any], in language: Language
  ) {
    model["nextWord"] = word(
      view.phase == .planned ? "trainer.begin" : "trainer.nextStep", in: language)
    let stage = view.items.first { $0.item.id == view.stage }
    // After the end there is nothing to confirm.
    if view.phase != .closed {
      let rest = unfinished(view.unfinished, in: language)
      model["unfinished"] = rest
      model["hasUnfinished"] = !rest.isEmpty
    }
    let main: (action: String, key: String, live: Bool)
    switch stage?.item.phase {
    case .waiting: main = ("open", "trainer.open", true)
    case .open: main = ("close", "trainer.close", true)
    case .closed where stage?.item.discussing == true:
      main = ("secondRound", "act.openSecond", true)
    case .closed where stage.map(isUnsaid) == true: main = ("open", "trainer.openAgain", true)
    case .closed: main = ("reveal", "trainer.reveal", true)
    default:
      if room == nil && view.evaluation == .open {
        main = ("closeEvaluation", "trainer.closeEvaluation", true)
      } else if room == nil && view.place?.kind == .evaluation && view.mayOpenEvaluation {
        main = ("openEvaluation", "trainer.openEvaluation", true)
      } else if view.blanked {
        main = ("unblank", "trainer.unblank", true)
      } else if let minutes = view.offeredMinutes, !view.hasTimer {
        main = ("timer", "case.startTimer", true)
        model["mainMinutes"] = minutes
      } else {
        main = ("blank", "trainer.blank", false)
      }
    }
    model["mainDo"] = main.action
    model["mainWord"] = word(main.key, ["\(view.offeredMinutes ?? 0)"], in: language)
    model["mainClass"] = main.live ? "live" : "quiet"
    if ["open", "close", "reveal", "secondRound"].contains(main.action) {
      model["mainItem"] = view.stage ?? ""
    }
  }

  /// Whether nobody said anything to a poll that was closed: there is no result, but it may go on.
  private func isUnsaid(_ row: TrainerView.Item) -> Bool {
    row.mayReopen && row.item.kind.isAnonymous && row.hands.allSatisfy { $0 == 0 }
  }

  /// What would end unfinished, a sentence each.
  private func unfinished(_ rest: Unfinished, in language: Language) -> [String] {
    [
      (rest.segmentsAhead, "stage.end.segments"), (rest.open, "stage.end.open"),
      (rest.rating == .notHeld ? 1 : 0, "stage.end.notRated"),
      (rest.rating == .open ? 1 : 0, "stage.end.rating"),
      (rest.unanswered, "stage.end.sheets"),
    ].filter { $0.0 > 0 }.map { word($0.1, ["\($0.0)"], in: language) }
  }

  /// Asks the next trainer before the class changes hands.
  func takeOverPage(_ incoming: Incoming, _ session: LiveSession) async -> String {
    let profile = await session.state.profile
    return renderer.render(
      "take-over",
      [
        "pageTitle": word("takeOver.title", in: incoming.language), "title": profile.title,
        "action": incoming.route.path,
      ], in: incoming.language)
  }

  /// - Parameters:
  ///   - state: as the console's room sees it.
  ///   - room: whose console it is; `nil` for the main room's.
  func trainerPage(_ incoming: Incoming, state: State, room: RoomID?) async throws -> String {
    let language = incoming.language
    let section = state.profile.id
    let view = trainerView(of: state)
    var model = trainerModel(
      view, state, room: room, names: try await names(section), in: language)
    let address = RoomAddress.text(section, room)
    model["pageTitle"] = word("trainer.title", in: language)
    model["slides"] = await slidesModel(state, in: language)
    model["pace"] = await paceModel(state, room: room, in: language)
    model["stream"] = Route.trainerStream(section: address).path
    model["view"] = Route.trainerView(section: address).path
    model["screen"] = Route.screen(code: RoomAddress.text(view.code, room)).path
    model["sheets"] = Route.sheets(section: address).path
    model["isMain"] = room == nil
    model["runSheet"] = Route.paper(id: section.rawValue, paper: .runSheet).path
    model["date"] = state.profile.date
    model["forms"] = Self.makeableForms.map {
      ["form": $0, "name": word("act.form.\($0)", in: language)]
    }
    if let name = roomName(room, of: state, in: language) {
      model["room"] = name
    } else if !state.profile.room.isEmpty {
      model["room"] = state.profile.room
    }
    model["commandID"] = Token.random(16)
    model["words"] = scriptWords(
      [
        "room.offline", "room.online", "room.polling", "room.sending", "room.retrying",
        "stage.waiting", "stage.twice", "trainer.behind", "trainer.ahead", "trainer.onTime",
        "say.left", "say.over",
        "say.timer", "say.timeUp",
      ], in: language)
    if let left = pulse(of: state, at: clock()).segmentSeconds {
      model["remaining"] = countdownText(left)
    }
    if incoming.query["said"] == "slides" {
      model["flash"] = ["tone": "good", "text": word("slides.taken", in: language)]
    }
    if incoming.query["said"] == "moved" {
      model["flash"] = ["tone": "wrong", "text": word("reject.groundMoved", in: language)]
    }
    if room == nil, incoming.query["said"] == "handed" {
      model["handLink"] = url(trainerRoute(section, generation: state.trainerGeneration + 1))
    }
    return renderer.render("trainer", model, in: language)
  }
}
