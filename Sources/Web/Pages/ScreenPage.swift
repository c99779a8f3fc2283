import Classroom
import Documents
import Hummingbird
import Runtime
import Words

/// The big screen 大屏: readable from 15 metres, nothing that was not approved.
extension Site {
  func answerScreen(_ incoming: Incoming) async throws -> Response {
    switch incoming.route {
    case .screen(let code):
      let place = try await whereabouts(code: code, incoming)
      let state = await place.session.state.seen(from: place.room)
      return .page(screenPage(state, room: place.room, incoming))
    case .screenStream(let code):
      let place = try await whereabouts(code: code, incoming)
      return await stream(place.session, .projector, incoming, room: place.room)
    case .screenView(let code):
      let place = try await whereabouts(code: code, incoming)
      return await poll(place.session, .projector, incoming, room: place.room)
    default: throw PageError.notFound
    }
  }

  func screenFrame(_ state: State, room: RoomID?, in language: Language) -> Frame {
    let view = projectorView(of: state)
    var model = screenModel(view, in: language)
    model["roomName"] = roomName(room, of: state, in: language)
    return Frame(
      regions: regions(
        ["head": "screen-head", "stage": "screen-stage", "foot": "screen-foot"], model, in: language
      ),
      facts: [
        "phase": view.phase.rawValue, "blank": view.blanked ? "yes" : "",
        "say": announcement(view, in: language),
      ])
  }

  func screenModel(_ view: ProjectorView, in language: Language) -> [String: Any] {
    var model: [String: Any] = [
      "title": view.title, "present": view.present,
    ]
    // At rest the course stands at the top, and what the room rests from in the middle.
    let working = view.phase == .live ? view.place.flatMap { $0.kind.isPause ? nil : $0 } : nil
    model["heading"] = working.map { whereabouts($0, in: language) } ?? view.title
    let isRating = view.evaluationOpen && view.phase == .live && view.item?.phase != .open
    if let submitted = view.submitted, !isRating { model["submitted"] = "\(submitted)" }
    if view.blanked {
      model["blank"] = true
      return model
    }
    if let slide = view.slide {
      model["pages"] = "\(slide.page) / \(slide.pages)"
    } else if let place = working, place.pages > 1, view.item == nil, !isRating {
      model["pages"] = "\(place.page) / \(place.pages)"
    }
    model["questions"] = view.questions.map { question -> [String: Any] in
      supporters(question, in: language).merging([
        "text": question.text, "pinned": question.isPinned,
      ]) { $1 }
    }
    // The rating takes the screen from a result, never from a question that still takes answers.
    if let item = view.item, !isRating {
      var row: [String: Any] = [
        "kind": kindWord(item.kind, in: language), "prompt": item.prompt,
        "anonymous": item.kind.isAnonymous, "multiple": item.multiple,
        "texts": item.texts,
        "tooFew": item.phase == .revealed && item.answers == nil,
      ]
      row.merge(resultModel(item, in: language)) { $1 }
      row["number"] = item.number
      if let hands = handsNote(item.hands, in: language) { row["hands"] = hands }
      if let explanation = item.explanation { row["explanation"] = explanation }
      model["item"] = row
      if item.phase == .open { model["phones"] = true }
      return model
    }
    if isRating {
      model["evaluation"] = ["returned": view.evaluationReturned, "present": view.present]
      model["phones"] = true
      return model
    }
    if view.phase == .live,
      let task = taskModel(view.task, own: nil, send: "", in: language)
    {
      var task = task
      task.merge(spokenFirst(view.task, in: language)) { $1 }
      if let step = view.step { task["step"] = stepName(step, in: language) }
      model["task"] = task
      return model
    }
    switch view.phase {
    case .planned, .absent: model["waiting"] = true
    case .closed: model["closed"] = true
    case .live:
      guard let place = view.place else { break }
      if place.kind.isPause {
        var pause: [String: Any] = ["pauseTitle": title(place, in: language)]
        if let next = view.next {
          pause["next"] = word("screen.afterBreak", [title(next, in: language)], in: language)
        }
        model["pause"] = pause
      } else if let slide = view.slide {
        model["deck"] = slideModel(slide, in: language)
        return model
      } else {
        var slide: [String: Any] = ["lines": view.page?.lines ?? []]
        // The heading stays on every page: always the topic.
        slide["heading"] = title(place, in: language)
        if let step = view.step {
          slide["step"] = stepName(step, in: language)
        }
        switch view.step == nil ? view.page?.role : nil {
        case .questions: slide["pageKind"] = word("screen.discuss", in: language)
        case .debrief: slide["pageKind"] = word("screen.debrief", in: language)
        default: break
        }
        model["slide"] = slide
      }
      // The wall shows when the plan has come to it, or when there is nothing else to read. A case is
      // there to be told or read, even where its text is not on the screen; in a break the countdown
      // keeps its size (screen.js).
      let isFree = view.page == nil && place.kind != .case
      if !view.questions.isEmpty && (place.kind == .questions || isFree) {
        model["hasQuestions"] = true
      }
    }
    return model
  }

  /// The groups' sentences for a hall: those of who speaks first, marked.
  private func spokenFirst(_ task: PublicTask?, in language: Language) -> [String: Any] {
    guard let task else { return [:] }
    let order = task.picked.compactMap { number in task.reports.first { $0.number == number } }
    let others = task.reports.filter { !task.picked.contains($0.number) }
    let rows = order.map { ($0, true) } + others.map { ($0, false) }
    var model: [String: Any] = [
      "reports": rows.map { report, isPicked in
        [
          "name": groupName(report.number, task.names[report.number], in: language),
          "text": report.text,
          "picked": isPicked,
        ] as [String: Any]
      }
    ]
    if !order.isEmpty && !others.isEmpty {
      model["others"] = word("stage.otherReports", ["\(others.count)"], in: language)
    }
    return model
  }

  private func screenPage(_ state: State, room: RoomID?, _ incoming: Incoming) -> String {
    let language = incoming.language
    let view = projectorView(of: state)
    let code = RoomAddress.text(view.code, room)
    // In a class of several rooms the main room is named too: who moves there is asked.
    let here = state.sideRooms.inUse.isEmpty ? room : room ?? RoomAddress.main
    let join = url(.join(code: RoomAddress.text(view.code, here)))
    var model = screenModel(view, in: language)
    model["pageTitle"] = word("screen.title", in: language)
    model["stream"] = Route.screenStream(code: code).path
    model["view"] = Route.screenView(code: code).path
    model["code"] = code
    model["roomName"] = roomName(room, of: state, in: language)
    model["phase"] = view.phase.rawValue
    model["joinURL"] = join.split(separator: "://").last.map(String.init) ?? join
    model["qr"] = qrCode(join)?.svg(label: word("screen.qrLabel", [join], in: language)) ?? ""
    model["breakTemplate"] = word("screen.nextBreak", ["{0}"], in: language)
    let pulse = pulse(of: state, at: clock())
    if let left = pulse.breakSeconds {
      model["nextBreak"] = word("screen.nextBreak", ["\((left + 59) / 60)"], in: language)
    }
    if let left = pulse.segmentSeconds { model["remaining"] = countdownText(left) }
    model["words"] = scriptWords(
      [
        "room.offline", "room.online", "room.polling", "say.left", "say.over", "say.timer",
        "say.timeUp",
      ], in: language)
    return renderer.render("screen", model, in: language)
  }
}
