import Classroom
import Documents
import Foundation
import Hummingbird
import Identity
import NIOCore
import Plan
import Runtime
import Words

/// Slides 课件 (a PDF) beside a plan or a class: taken, made ready away from the request, shown.
extension Site {
  func answerSlides(_ incoming: Incoming) async throws -> Response {
    switch incoming.route {
    case .deckPage(let deck, let page):
      guard let picture = try await slides.picture(deck, page) else { throw PageError.notFound }
      return Response(
        status: .ok,
        headers: [
          .contentType: "image/jpeg", .cacheControl: "public, max-age=31536000, immutable",
        ],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: picture)))
    case .planSlides(let id):
      guard try await isOrganizer(incoming) else {
        return try signInFirst(incoming, back: .plan(id: id))
      }
      guard incoming.method == .post else { return .seeOther(Route.plan(id: id).path) }
      return try await planSlides(incoming, id)
    case .sectionSlides(let id):
      let session = try await authorized(id, incoming)
      guard incoming.method == .post else { return .seeOther(Route.section(id: id).path) }
      return try await sectionSlides(incoming, session)
    default: throw PageError.notFound
    }
  }

  // MARK: - Beside a plan

  private func planSlides(_ incoming: Incoming, _ id: String) async throws -> Response {
    guard let entry = try await library.plan(id) else {
      throw PageError(.notFound, "plan.unknown")
    }
    guard incoming.form["version"] == String(entry.version) else {
      throw PageError(.conflict, "plan.changed")
    }
    var draft = entry.draft
    guard let scope = DeckScope(form: incoming.form["scope"]) else {
      throw PageError(.unprocessableContent, "error.formUnreadable")
    }
    draft.decks.removeAll { $0.scope == scope }
    if incoming.form["do"] == "attach" {
      let pdf = try pdf(incoming)
      let deck = try await slides.take(pdf.bytes)
      draft.decks.append(PlanDeck(deck: deck, file: pdf.file, scope: scope))
    }
    if draft != entry.draft { _ = try await library.save(draft, as: id) }
    return .seeOther(Route.plan(id: id).path + "?said=saved#slides")
  }

  /// The slides of a plan, as a class takes them; or what is still in the way, in words.
  func decks(
    of draft: PlanDraft, for agenda: [Segment], in language: Language
  ) async throws -> Result<[(deck: Deck, scope: DeckScope)], SlidesNotReady> {
    let known = Set(deckScopes(agenda, in: language).map(\.scope))
    var found: [(Deck, DeckScope)] = []
    var wrong: [String] = []
    for deck in draft.decks {
      guard known.contains(deck.scope) else {
        wrong.append(word("slides.scopeGone", [deck.file], in: language))
        continue
      }
      switch try await slides.state(of: deck.deck) {
      case .ready(let texts):
        found.append((Deck(id: deck.deck, file: deck.file, texts: texts), deck.scope))
      case .making: wrong.append(word("slides.stillMaking", [deck.file], in: language))
      case .failed(let problem):
        wrong.append(deck.file + " · " + sentence(problem, in: language))
      case .unknown: wrong.append(word("slides.lost", [deck.file], in: language))
      }
    }
    return wrong.isEmpty ? .success(found) : .failure(SlidesNotReady(words: wrong))
  }

  struct SlidesNotReady: Error { var words: [String] }

  // MARK: - Beside a class

  private func sectionSlides(
    _ incoming: Incoming, _ session: LiveSession
  ) async throws -> Response {
    let back: Route =
      incoming.form["from"] == "console"
      ? .trainer(section: session.section.rawValue) : .section(id: session.section.rawValue)
    let state = await session.state
    guard state.isOpen else { throw Rejection.sectionClosed }
    guard let scope = DeckScope(form: incoming.form["scope"]), state.has(scope) else {
      throw Rejection.deckScopeUnknown
    }
    guard incoming.form["do"] == "attach" else {
      try await session.handle(.removeDeck(scope))
      await slides.forget(session.section, scope)
      return .seeOther(back.path)
    }
    let pdf = try pdf(incoming)
    let id = try await slides.take(pdf.bytes)
    await slides.attach(id, file: pdf.file, scope: scope, to: session)
    return .seeOther(back.path + "?said=slides")
  }

  /// The one PDF that was chosen.
  private func pdf(_ incoming: Incoming) throws -> (file: String, bytes: [UInt8]) {
    guard let file = incoming.files.first, incoming.files.count == 1 else {
      throw PageError(.unprocessableContent, "slides.chooseOne")
    }
    let name = String((file.filename ?? "").split(separator: "/").last?.prefix(120) ?? "")
    switch FileKind(file.bytes) {
    case .pdf: return (name, file.bytes)
    case .pptx, .ppt, .encryptedOffice, .doc:
      throw PageError(.unprocessableContent, "slides.savePDF", [name])
    default: throw PageError(.unprocessableContent, "slides.notAPDF", [name])
    }
  }

  // MARK: - Words and models

  func sentence(_ problem: SlidesProblem, in language: Language) -> String {
    switch problem {
    case .noRenderer: word("slides.noRenderer", in: language)
    case .notAPDF, .damaged, .noPages: word("slides.damaged", in: language)
    case .encrypted: word("slides.encrypted", in: language)
    case .tooManyPages(let count, let limit):
      word("slides.tooManyPages", ["\(count)", "\(limit)"], in: language)
    case .tooLarge(let limit): word("slides.tooLarge", ["\(limit >> 20)"], in: language)
    case .pageTooHeavy(let page): word("slides.pageTooHeavy", ["\(page)"], in: language)
    case .notStored: word("slides.notStored", in: language)
    }
  }

  /// What slides may stand beside: the day, and each unit and topic somebody speaks in.
  func deckScopes(
    _ agenda: [Segment], in language: Language
  ) -> [(scope: DeckScope, name: String)] {
    var found: [(DeckScope, String)] = [(.day, word("slides.day", in: language))]
    var seen: Set<DeckScope> = [.day]
    for segment in agenda {
      guard let unit = segment.unit else { continue }
      for scope in segment.deckScopes.reversed() where seen.insert(scope).inserted {
        let name = scope.topic == nil ? label(unit) : segment.topic.map { label($0) } ?? ""
        found.append((scope, (scope.topic == nil ? "" : "　") + name))
      }
    }
    return found.map { (scope: $0.0, name: $0.1) }
  }

  func scopeOptions(_ agenda: [Segment], in language: Language) -> [[String: Any]] {
    deckScopes(agenda, in: language).map { ["value": $0.scope.form, "scopeName": $0.name] }
  }

  func planDeckModels(
    _ draft: PlanDraft, _ agenda: [Segment], in language: Language
  ) async throws -> [[String: Any]] {
    let names = deckScopes(agenda, in: language)
    var models: [[String: Any]] = []
    for deck in draft.decks {
      let state = try await slides.state(of: deck.deck)
      let scope = names.first { $0.scope == deck.scope }?.name
      models.append([
        "deckFile": deck.file, "scopeValue": deck.scope.form,
        "scopeText": (scope ?? word("slides.gone", in: language))
          .trimmingCharacters(in: .whitespaces),
        "isWrong": scope == nil || state.isFailed, "stateText": words(state, in: language),
      ])
    }
    return models
  }

  func words(_ state: Slides.Status, in language: Language) -> String {
    switch state {
    case .ready(let texts): word("slides.ready", ["\(texts.count)"], in: language)
    case .making(let done, .some(let all)):
      word("slides.making", ["\(done)", "\(all)"], in: language)
    case .making(_, .none): word("slides.waiting", in: language)
    case .failed(let problem): sentence(problem, in: language)
    case .unknown: word("slides.gone", in: language)
    }
  }

  /// The slides of a class: what is shown, and what is still being made.
  func sectionDeckModels(
    _ decks: [AttachedDeck], _ section: SectionID, agenda: [Segment], in language: Language
  ) async -> [[String: Any]] {
    let names = deckScopes(agenda, in: language)
    func name(_ scope: DeckScope) -> String {
      (names.first { $0.scope == scope }?.name ?? "").trimmingCharacters(in: .whitespaces)
    }
    var models: [[String: Any]] = decks.map {
      [
        "deckFile": $0.file, "scopeValue": $0.scope.form, "scopeText": name($0.scope),
        "stateText": word("slides.ready", ["\($0.pages)"], in: language), "attached": true,
      ]
    }
    for waiting in await slides.waiting(for: section) {
      let state = (try? await slides.state(of: waiting.deck)) ?? .unknown
      models.append([
        "deckFile": waiting.file, "scopeValue": waiting.scope.form,
        "scopeText": name(waiting.scope), "stateText": words(state, in: language),
        "isWrong": state.isFailed,
      ])
    }
    return models
  }

  /// The forms of a class's slides, on the class page and on the console.
  func slidesModel(_ state: State, in language: Language) async -> [String: Any] {
    let section = state.profile.id
    return [
      "action": Route.sectionSlides(id: section.rawValue).path, "slidesOpen": state.isOpen,
      "scopes": scopeOptions(state.agenda, in: language),
      "decks": await sectionDeckModels(
        state.attachedDecks, section, agenda: state.agenda, in: language),
    ]
  }

  /// A slide for a page: its picture, and what is written on it.
  func slideModel(_ slide: DeckPage, in language: Language) -> [String: Any] {
    var model: [String: Any] = [
      "src": Route.deckPage(deck: slide.deck, page: slide.page).path,
      "alt": word(
        "slides.alt", ["\(slide.page)", "\(slide.pages)", slide.text], in: language),
      "place": word("slides.place", ["\(slide.page)", "\(slide.pages)"], in: language),
      "deckName": slide.file,
    ]
    if slide.page < slide.pages {
      model["following"] = Route.deckPage(deck: slide.deck, page: slide.page + 1).path
    }
    return model
  }
}

extension DeckScope {
  /// As a form says it: `day`, `2` for a unit, `2.1` for a topic.
  var form: String {
    guard let unit else { return "day" }
    return topic.map { "\(unit).\($0)" } ?? "\(unit)"
  }

  init?(form: String) {
    if form == "day" {
      self = .day
      return
    }
    let numbers = form.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(numbers.count), let unit = numbers[0] else { return nil }
    if numbers.count == 2 {
      guard let topic = numbers[1] else { return nil }
      self.init(unit: unit, topic: topic)
    } else {
      self.init(unit: unit)
    }
  }
}
