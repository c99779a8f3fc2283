import Foundation
import NIOHTTP1
import Runtime
import Words

/// The trainer, played through the forms of the real console: walks the day, opens and closes what
/// the plan holds, approves questions, has the day rated, closes the class.
struct TrainerPlayer: Sendable {
  let address: TrainerAddress
  let browser: Browser
  let script: Script
  let board: Board
  let begin: ContinuousClock.Instant

  private struct Console {
    var regions: [String: String]
    var phase: String
    func forms(_ region: String) -> [PageForm] { PageForm.all(in: regions[region] ?? "") }
  }

  private var sendPath: String { "/t/\(address.section)/send" }
  private var elapsed: Double {
    let passed = ContinuousClock().now - begin
    return Double(passed.components.seconds) + Double(passed.components.attoseconds) / 1e18
  }
  /// A round of answers: opening, answering, closing, revealing.
  private var roundSeconds: Double { script.answerSeconds * 1.4 + 0.4 }
  /// When the walk ends: what the plan did not ask is asked then, and the evaluation opens.
  private var walkSeconds: Double {
    script.seconds - roundSeconds * Double(1 + unasked().count) - 0.8
  }
  /// Whatever is open, the class is closed now.
  private var lastSeconds: Double { script.seconds + 30 }

  /// Exchanges the link for the cookie.
  ///
  /// - Throws: `CommandFailure` when the link is not good for this class.
  func enter() async throws {
    let failure = CommandFailure("cli.rehearse.trainerRefused", [], script.language)
    guard case .acknowledged(let reply) = await browser.open(address.path), reply.status == 200,
      browser.hasCookie(prefix: "t_")
    else { throw failure }
    guard String(buffer: reply.body).contains(script.code) else {
      throw CommandFailure("cli.rehearse.otherClass", [script.code], script.language)
    }
  }

  /// Runs the day.
  ///
  /// - Returns: whether the class was closed; false when the server stopped answering.
  func run() async -> Bool {
    var chance = Chance("trainer", script.seed)
    while board.look({ $0.arrived + $0.turnedAway }) < script.learners,
      elapsed < script.arrivalSeconds * 1.5 + 3
    {
      await sleep(0.1)
    }
    var handled: Set<String> = []
    var judged: Set<String> = []
    var pages = (segments: 0, pages: 0)
    var atEnd = false
    var offset = 0.0
    while elapsed < lastSeconds {
      guard let console = await console() else { return false }
      if console.phase == "closed" { return true }
      guard await judge(console, &judged, &chance) else { return false }
      if let item = console.forms("items").lazy.filter({ $0.can("open") || $0.can("close") })
        .compactMap({ $0.value("item") }).first(where: { !handled.contains($0) })
      {
        guard await put(item, &handled) else { return false }
        continue
      }
      if atEnd { break }
      let place = Place(console.regions, script.language)
      if place.page == 1 { pages = (pages.segments + 1, pages.pages + place.pages) }
      let average = pages.segments > 0 ? Double(pages.pages) / Double(pages.segments) : 3
      let left = walkSeconds - elapsed - Double(place.itemStopsAhead) * roundSeconds
      let ahead = Double(place.pages - place.page) + Double(place.stopsAhead) * average
      let dwell = left / max(1, ahead)
      let late = dwell < 0.05 && place.pages > place.page && place.next != nil
      let fidget = chance.below(100)
      let order: [(String, String)] =
        if late, let next = place.next {
          [("do", "jump"), ("segment", String(next))]
        } else if console.phase == "live" && dwell > 0.1 && fidget < 12 {
          // As trainers do: back, undo, the screen dark, the clock stopped.
          [("do", ["back", "undo", "blank", "pause"][fidget / 3])]
        } else {
          [("do", "next")]
        }
      switch await send(order) {
      case .unanswered: return false
      case .refused(let reply):
        if reply.reason == "reject.atTheEnd" { atEnd = true }
        if reply.status == 401 || reply.status == 403 { return false }
      case .acknowledged:
        if let undo = ["blank": "unblank", "pause": "resume"][order[0].1] {
          await sleep(0.2)
          _ = await send([("do", undo)])
        }
      }
      offset += max(0, dwell)
      while offset > 0.02 && elapsed < lastSeconds {
        let nap = min(offset, 2)
        offset -= nap
        await sleep(nap)
        if offset > 0.5, let console = await self.console() {
          guard await judge(console, &judged, &chance) else { return false }
        }
      }
    }
    // Where the machine was too slow for all of them, the ratings still have their time.
    for question in unasked() where elapsed < script.seconds {
      guard await make(question, &handled) else { return false }
    }
    if let console = await console() { _ = await judge(console, &judged, &chance) }
    return await end()
  }

  // MARK: - Parts of the day

  /// Opens an item (a test opens whole), waits for the answers, closes and reveals.
  private func put(_ item: String, _ handled: inout Set<String>) async -> Bool {
    handled.insert(item)
    if case .unanswered = await send([("do", "open"), ("item", item)]) { return false }
    return await finish(&handled)
  }

  /// Lets what is open be answered, closes it and reveals it.
  private func finish(_ handled: inout Set<String>) async -> Bool {
    guard let console = await console() else { return false }
    let open = console.forms("items").filter { $0.can("close") }.compactMap { $0.value("item") }
    handled.formUnion(open)
    guard !open.isEmpty else { return true }
    await wait(for: open, round: 1)
    // The first quiz is asked again after a talk.
    if let item = console.forms("items").first(where: { $0.can("discuss") })?.value("item"),
      open.contains(item), board.look({ $0.rounds.values.allSatisfy { $0 == 1 } })
    {
      for order in [[("do", "discuss"), ("minutes", "1")], [("do", "secondRound")]] {
        if case .unanswered = await send(order + [("item", item)]) { return false }
        await sleep(0.2)
      }
      await wait(for: [item], round: 2)
    }
    for item in open {
      if case .unanswered = await send([("do", "close"), ("item", item)]) { return false }
    }
    for item in open {
      if case .unanswered = await send([("do", "reveal"), ("item", item)]) { return false }
    }
    // The room sees some of what was written.
    guard let after = await self.console() else { return false }
    for form in after.forms("items").filter({ $0.can("approveText") }).prefix(3) {
      if case .unanswered = await send(form.fields("approveText")) { return false }
    }
    return true
  }

  /// A question that the trainer makes on the spot, through the console's form.
  private struct Spontaneous {
    /// `poll` or `quiz`, and what the form calls it.
    var kind: String
    var form: String
    var meets: Facts.Item.Form
    /// What names its words in the string tables.
    var words: String
    /// A question from the phones' side: what is asked, and whether by name.
    var asks: Board.Kind { Board.Kind(form: meets, anonymous: kind == "poll") }
  }

  private static let spontaneous = [
    Spontaneous(kind: "poll", form: "choice", meets: .single, words: "poll"),
    Spontaneous(kind: "quiz", form: "choice", meets: .single, words: "quiz"),
    Spontaneous(kind: "quiz", form: "truth", meets: .single, words: "truth"),
    Spontaneous(kind: "quiz", form: "multiple", meets: .multiple, words: "multiple"),
    Spontaneous(kind: "quiz", form: "order", meets: .order, words: "order"),
    Spontaneous(kind: "quiz", form: "match", meets: .match, words: "match"),
    Spontaneous(kind: "quiz", form: "numericEntry", meets: .number, words: "number"),
    Spontaneous(kind: "quiz", form: "textEntry", meets: .entry, words: "textEntry"),
    Spontaneous(kind: "poll", form: "slider", meets: .scale, words: "scale"),
    Spontaneous(kind: "poll", form: "choice", meets: .text, words: "open"),
  ]

  /// Kinds of questions that the plan has not asked: the day meets them all.
  private func unasked() -> [Spontaneous] {
    let met = board.look { $0.met }
    return Self.spontaneous.filter { !met.contains($0.asks) }
  }

  private func make(_ question: Spontaneous, _ handled: inout Set<String>) async -> Bool {
    let fields = [
      ("do", "make"), ("kind", question.kind), ("form", question.form),
      ("prompt", script.word("\(question.words).prompt")),
      (
        "choices",
        question.meets == .scale || question.meets == .text
          ? "" : script.word("\(question.words).choices")
      ),
    ]
    if case .unanswered = await send(fields) { return false }
    return await finish(&handled)
  }

  /// Approves most questions that wait, and hides a few.
  private func judge(
    _ console: Console, _ judged: inout Set<String>, _ chance: inout Chance
  ) async -> Bool {
    for form in console.forms("room") where form.can("approve") {
      guard let question = form.value("question"), judged.insert(question).inserted else {
        continue
      }
      let fields =
        chance.percent(90)
        ? form.fields("approve") : form.fields("hide") + [("why", script.word("whyHidden"))]
      if case .unanswered = await send(fields) { return false }
    }
    return true
  }

  /// The ratings, and the end of the day.
  private func end() async -> Bool {
    if case .unanswered = await send([("do", "openEvaluation")]) { return false }
    await wait { $0.rated >= $0.arrived }
    for order in ["closeEvaluation", "closeSection"] {
      switch await send([("do", order), ("confirm", "yes")]) {
      case .unanswered: return false
      case .refused where order == "closeSection": return false
      default: break
      }
    }
    return true
  }

  private func wait(for items: [String], round: Int) async {
    await wait { tally in
      items.allSatisfy {
        tally.outcomes[Board.Opening(item: $0, round: round), default: 0] >= tally.arrived
      }
    }
  }

  /// Waits for everybody, but not for ever; while nobody can reach the server, time stands still.
  private func wait(until done: (borrowing Board.Tally) -> Bool) async {
    var end = elapsed + script.answerSeconds * 1.6 + 2
    while !board.look(done), elapsed < min(end, lastSeconds) {
      let asked = elapsed
      guard case .acknowledged = await browser.deliver(Ask(path: script.countsPath)) else { return }
      let outage = elapsed - asked
      if outage > 1 { end = max(end, elapsed) + outage + 3 }
      await sleep(0.15)
    }
  }

  // MARK: - The console

  private func console() async -> Console? {
    struct View: Decodable {
      var regions: [String: String]
      var facts: [String: String]
    }
    guard
      case .acknowledged(let reply) = await browser.deliver(
        Ask(path: "/t/\(address.section)/view")),
      let view = try? JSONDecoder().decode(View.self, from: reply.data)
    else { return nil }
    return Console(regions: view.regions, phase: view.facts["phase"] ?? "")
  }

  /// Sends an order until it is acknowledged or refused, always with the same id.
  private func send(_ fields: [(String, String)]) async -> Outcome {
    let form = [("id", Token.random(16))] + fields
    let outcome = await browser.deliver(
      Ask(method: .POST, path: sendPath, form: form.map { (name: $0.0, value: $0.1) }))
    // The end of the plan, and a poll with too few ballots to show, are part of any day.
    if case .refused(let reply) = outcome,
      !["reject.atTheEnd", "reject.tooFewBallots"].contains(reply.reason)
    {
      board.note { $0.refused["trainer: " + reply.reason, default: 0] += 1 }
    }
    return outcome
  }

  private func sleep(_ seconds: Double) async { try? await Task.sleep(for: .seconds(seconds)) }

  /// Where the console says the class is.
  private struct Place {
    var page = 1
    var pages = 1
    var stopsAhead = 0
    var itemStopsAhead = 0
    var next: Int?

    init(_ regions: [String: String], _ language: Language) {
      let kinds = ["poll", "quiz", "preTest", "postTest"].map {
        Words.text("kind.\($0)", in: language)
      }
      let stops = (regions["spine"] ?? "").components(separatedBy: "<li")
        .filter { $0.contains("<form") }
      let here = stops.firstIndex { $0.contains("aria-current=\"step\"") }
      for stop in stops[(here.map { $0 + 1 } ?? 0)...] {
        stopsAhead += 1
        if kinds.contains(where: { stop.contains($0) }) { itemStopsAhead += 1 }
      }
      if let here, here + 1 < stops.count { next = here + 1 }
      // “3 / 7” stands in the line above the slide's title.
      if let head = (regions["stage"] ?? "").components(separatedBy: "</p>").first {
        let words = head.split(separator: " ")
        if words.count >= 3, words[words.count - 2] == "/", let last = Int(words[words.count - 1]),
          let now = Int(words[words.count - 3])
        {
          (page, pages) = (now, last)
        }
      }
    }
  }
}
