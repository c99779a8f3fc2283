import Classroom
import Foundation
import Hummingbird
import Identity
import Plan
import Runtime
import Words

extension Site {
  func answerTrainer(_ incoming: Incoming) async throws -> Response {
    switch incoming.route {
    case .trainerEnter(let section, let secret):
      let session = try await trainerSession(section)
      let present = await session.state.trainerGeneration
      // The link of the next generation was shown to hand over; who opens it takes the class over.
      guard
        let generation = [present, present + 1].first(where: {
          guard case .trainerEnter(_, let valid) = trainerRoute(session.section, generation: $0)
          else { return false }
          return sameSecret(secret, valid)
        })
      else { throw PageError(.forbidden, "error.trainerLink") }
      if generation > present {
        // A preview of the link in a chat must not take the class from its trainer.
        guard incoming.method == .post else { return .page(await takeOverPage(incoming, session)) }
        try await session.handle(.handOver(generation: generation))
      }
      return .seeOther(Route.trainer(section: section).path)
        .settingCookie(
          trainerCookie(session.section), trainerToken(session.section, generation),
          seconds: Self.trainerSeconds)
    case .trainer(let section):
      let acting = try await steering(section, incoming)
      if let limit = acting.limit, limit != acting.room {
        return .seeOther(Route.trainer(section: RoomAddress.text(acting.section, limit)).path)
      }
      return .page(
        try await trainerPage(incoming, state: await acting.seen, room: acting.room))
    case .trainerStream(let section):
      let acting = try await steering(section, incoming)
      return await stream(
        acting.session, .trainer, incoming, room: acting.room,
        pass: await pass(of: acting, incoming))
    case .trainerView(let section):
      let acting = try await steering(section, incoming)
      return await poll(acting.session, .trainer, incoming, room: acting.room)
    case .trainerSend(let section):
      guard incoming.method == .post else {
        return .seeOther(Route.trainer(section: section).path)
      }
      return try await trainerSend(incoming, try await steering(section, incoming))
    case .sheets(let section):
      return try await answerSheets(incoming, try await steering(section, incoming))
    case .replan(let section):
      let acting = try await steering(section, incoming)
      return .page(replanPage(incoming, state: await acting.seen, address: acting.address))
    default: throw PageError.notFound
    }
  }

  private static let trainerSeconds = 3 * 86_400

  func trainerCookie(_ section: SectionID) -> String { "t_\(section.rawValue)" }

  private func trainerToken(_ section: SectionID, _ generation: Int) -> String {
    seal.token(
      "trainer", [section.rawValue, String(generation)],
      expires: clock().adding(seconds: Self.trainerSeconds))
  }

  private func trainerSession(_ section: String) async throws -> LiveSession {
    try await whereabouts(section: section).session
  }

  /// The class or one of its rooms, steered by whoever holds a trainer's link, or by the organizer.
  private func steering(_ section: String, _ incoming: Incoming) async throws -> Acting {
    _ = try await authorized(section, incoming, anyRoom: true)
    return try await acting([.trainer, .organizer], incoming, section)
  }

  /// The class, for whoever holds its present trainer's cookie, or for the organizer.
  ///
  /// - Parameter anyRoom: whether a link to one room is enough.
  func authorized(
    _ section: String, _ incoming: Incoming, anyRoom: Bool = false
  ) async throws -> LiveSession {
    let session = try await trainerSession(section)
    let author = await invited(.trainer, incoming, session)
    var isConfined = false
    if let author, !anyRoom { isConfined = await limit(of: author, session) != nil }
    let isInvited = author != nil && !isConfined
    let generation = await session.state.trainerGeneration
    if let cookie = incoming.cookie(trainerCookie(session.section)),
      let fields = seal.open(cookie, purpose: "trainer", now: clock()), fields.count == 2,
      fields[0] == session.section.rawValue
    {
      if fields[1] == String(generation) { return session }
      if isInvited { return session }
      if try await isOrganizer(incoming) { return session }
      throw PageError(.forbidden, "reject.handedOver")
    }
    if isInvited { return session }
    if try await isOrganizer(incoming) { return session }
    throw PageError(.forbidden, isConfined ? "error.otherRoom" : "error.trainerLink")
  }

  /// Whether this browser holds the console of the class: the link of the trainer in charge.
  func holdsConsole(_ incoming: Incoming, _ session: LiveSession) async -> Bool {
    guard let cookie = incoming.cookie(trainerCookie(session.section)),
      let fields = seal.open(cookie, purpose: "trainer", now: clock()), fields.count == 2,
      fields[0] == session.section.rawValue
    else { return false }
    return fields[1] == String(await session.state.trainerGeneration)
  }

  /// Carries out what the console wants, upon the ground that its form names.
  private func trainerSend(_ incoming: Incoming, _ session: Acting) async throws -> Response {
    do {
      return try await carryOut(incoming, session)
    } catch Rejection.groundMoved where !incoming.wantsJSON {
      // The console as it is now says more than a page about what went wrong.
      return .seeOther(Route.trainer(section: session.address).path + "?said=moved")
    }
  }

  private func carryOut(_ incoming: Incoming, _ session: Acting) async throws -> Response {
    let form = incoming.form
    let ground = form["ground"].isEmpty ? nil : Ground(String(form["ground"].prefix(300)))
    func upon(_ command: Command) -> Command { ground.map { .upon($0, command) } ?? command }
    let state = await session.seen
    let id = form["id"].isEmpty ? nil : CommandID(String(form["id"].prefix(64)))
    let here = Route.trainer(section: session.address).path
    switch form["do"] {
    case "next": try await session.handle(upon(.next), id: id)
    case "back": try await session.handle(upon(.back), id: id)
    case "undo": try await session.handle(upon(.undo), id: id)
    case "jump":
      guard let segment = Int(form["segment"]) else { throw Rejection.segmentUnknown }
      guard let page = form["page"].isEmpty ? 0 : Int(form["page"]) else {
        throw Rejection.segmentUnknown
      }
      try await session.handle(upon(.jump(to: Cursor(segment: segment, page: page))), id: id)
    case "blank": try await session.handle(upon(.blank(on: true)), id: id)
    case "unblank": try await session.handle(.blank(on: false), id: id)
    case "pause": try await session.handle(.pauseClock, id: id)
    case "resume": try await session.handle(.resumeClock, id: id)
    case "replan": try await session.handle(.replan(try replanned(form)), id: id)
    case "open":
      // The items of a test open together, those of a quiz or poll one by one.
      let item = form["item"]
      var items = [item]
      if let asked = state.items[item], [.preTest, .postTest].contains(asked.item.kind),
        let segment = asked.segment
      {
        items = [item] + (state.itemsBySegment[segment] ?? []).filter { $0 != item }
      }
      try await session.handle(upon(.openItems(items)), id: id)
    case "close":
      for item in together(form["item"], .open, in: state) {
        // Those that close with it follow from it: the ground is looked at once.
        let isFirst = item == form["item"]
        let close = Command.closeItem(item)
        try await session.handle(isFirst ? upon(close) : close, id: isFirst ? id : nil)
      }
    case "hands":
      // A field of its own for each choice, so that a form that is drawn anew keeps them apart.
      let choices = state.items[form["item"]]?.item.choices ?? []
      let counts = try choices.indices.map { index in
        let text = form["count\(index)"]
        guard let count = text.isEmpty ? 0 : Int(text) else { throw Rejection.choiceUnknown }
        return count
      }
      try await session.handle(.countHands(item: form["item"], counts: counts), id: id)
    case "reveal": try await session.handle(upon(.revealItem(form["item"])), id: id)
    case "approveText":
      guard let index = Int(form["index"]) else { throw Rejection.choiceUnknown }
      try await session.handle(.approveText(item: form["item"], index: index), id: id)
    case "timer":
      try await session.handle(upon(.startTimer(minutes: Int(form["minutes"]) ?? 0)), id: id)
    case "stopTimer": try await session.handle(.stopTimer, id: id)
    case "discuss":
      let minutes = form["minutes"].isEmpty ? 3 : Int(form["minutes"]) ?? 0
      try await session.handle(upon(.discuss(item: form["item"], minutes: minutes)), id: id)
    case "secondRound":
      try await session.handle(upon(.openSecondRound(item: form["item"])), id: id)
    case "proposeCloud": try await session.handle(.proposeCloud(item: form["item"]), id: id)
    case "approveCloud":
      try await session.handle(
        .approveCloud(item: form["item"], words: form.all("word")), id: id)
    case "approve": try await session.handle(.approveQuestion(form["question"]), id: id)
    case "answered": try await session.handle(.answerQuestion(form["question"]), id: id)
    case "hide":
      let reason = form["why"].isEmpty ? form["reason"] : form["why"]
      try await session.handle(.hideQuestion(form["question"], reason: reason), id: id)
    case "pin": try await session.handle(.pinQuestion(form["question"], on: true), id: id)
    case "unpin": try await session.handle(.pinQuestion(form["question"], on: false), id: id)
    case "screen": try await session.handle(.screenQuestions(on: true), id: id)
    case "unscreen": try await session.handle(.screenQuestions(on: false), id: id)
    case "openEvaluation": try await session.handle(upon(.openEvaluation), id: id)
    case "closeEvaluation": try await session.handle(upon(.closeEvaluation), id: id)
    case "material":
      let segment = state.agenda.first { $0.id == form["segment"] }
      let kit = Kit(readCaseKit(form["text"])).timed(
        form: segment?.form, minutes: segment.map { state.minutes(of: $0) } ?? 0)
      try await session.handle(.addMaterial(segment: form["segment"], kit: kit), id: id)
    case "make":
      let item = try item(from: form, in: incoming.language)
      let known = id.map { state.items["m" + String($0.rawValue.prefix(32))] != nil } ?? false
      if !known { try await session.handle(.addItem(item), id: id) }
      try await session.handle(.openItems([item.id]))
    case "handOver":
      return .seeOther(here + "?said=handed")
    case "closeSection":
      guard form["confirm"] == "yes" else {
        throw PageError(.unprocessableContent, "section.closeConfirm")
      }
      try await session.handle(upon(.closeSection), id: id)
    case "detach", "follow":
      guard let room = session.room else { throw Rejection.roomUnknown }
      try await session.handle(
        .room(form["do"] == "detach" ? .detach(room) : .follow(room)), id: id)
    default:
      guard try await carryOutGroups(form, session, id: id) else {
        throw PageError(.unprocessableContent, "error.formUnreadable")
      }
    }
    // The next key may be pressed before the stream brings the new page.
    if incoming.wantsJSON {
      return try .json(["ok": "true", "ground": await session.seen.ground.text])
    }
    return .seeOther(here)
  }

  /// Items of the same test, which open and close together; else the item alone.
  private func together(_ item: ItemID, _ phase: State.Asked.Phase, in state: State) -> [ItemID] {
    guard let asked = state.items[item], [.preTest, .postTest].contains(asked.item.kind),
      let segment = asked.segment
    else { return [item] }
    return [item]
      + (state.itemsBySegment[segment] ?? []).filter {
        $0 != item && state.items[$0]?.phase == phase
      }
  }

  func sameSecret(_ a: String, _ b: String) -> Bool {
    let a = Array(a.utf8)
    let b = Array(b.utf8)
    guard a.count == b.count else { return false }
    return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
