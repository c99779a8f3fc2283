import Classroom
import Identity

/// One command as its sender keeps it until it knows what became of it.
struct Order {
  let id: CommandID
  let command: Command
}

/// One copy of an order, on its way to a server.
struct Message {
  let sender: Int
  let order: Order
  let site: Site
}

/// Which server a sender talks to.
enum Site { case main, second }

/// Somebody with a phone or a laptop: sends one order at a time, again and again, until it is
/// answered.
struct Participant {
  enum Part: Equatable {
    case trainer, organizer
    case learner(PersonID)
  }
  let part: Part
  var site = Site.main
  /// What waits in `localStorage`; the first is under way.
  var outbox: [Order] = []
  /// The keys of the ballots this phone has made, by box.
  var keys: [String: String] = [:]
  var ordersMade = 0

  var isLearner: Bool { if case .learner = part { true } else { false } }
}

/// What somebody may want to do next, seen from what their screen shows.
///
/// About one order in twenty is bad input on purpose.
struct Intentions {
  var state: State
  /// How far the day is, `0...100`.
  let progress: Int
  /// How many may be on the roster.
  let rosterLimit: Int
  /// Whether this room does much of what was added since the first seeds.
  let isEager: Bool
  /// Whether the class may be held in several rooms.
  var hasRooms = false

  // MARK: Learners

  func learner(
    _ person: PersonID, phone: inout Participant, random: inout SplitMix64
  ) -> Command? {
    if !state.isPresent(person) {
      return random.chance(80)
        ? .checkIn(person: person, by: .phone) : nonsense(person, random: &random)
    }
    if random.chance(5) { return nonsense(person, random: &random) }
    enum Wish { case answer, rate, ask, support, checkIn }
    let open = state.openItems.map(\.item)
    let approved = state.questionOrder.filter { state.questions[$0]?.phase == .approved }
    let wish = random.weighted([
      (open.isEmpty ? 0 : 60, Wish.answer),
      (state.evaluation.phase == .open ? 40 : 0, .rate),
      (state.questions.count < 60 ? 6 : 0, .ask),
      (approved.isEmpty ? 0 : 8, .support),
      (2, .checkIn),
    ])
    switch wish {
    case .answer:
      guard let item = random.pick(open) else { return nil }
      return answer(item, person, phone: &phone, random: &random)
    case .rate:
      let content = BallotContent(
        marks: state.evaluation.form.aspects.map { _ in random.below(Grade.allCases.count) },
        text: random.chance(40) ? words(random: &random) : "")
      return .returnEvaluation(
        person: person, key: key(evaluationBox, &phone, &random), content: content)
    case .ask:
      phone.ordersMade += 1
      return .ask(
        question: "q-\(random.key().prefix(12))", person: person, named: random.chance(50),
        text: "怎么算？\(phone.ordersMade)")
    case .support:
      guard let question = random.pick(approved) else { return nil }
      return .support(
        question: question, person: person, key: key("support-" + question, &phone, &random))
    case .checkIn: return .checkIn(person: person, by: .phone)
    case nil: return nil
    }
  }

  private func answer(
    _ item: AssessmentItem, _ person: PersonID, phone: inout Participant,
    random: inout SplitMix64
  ) -> Command {
    var choices: [Int] = []
    if !item.choices.isEmpty {
      choices = [random.below(item.choices.count)]
      if item.multiple && random.chance(60) { choices.append(random.below(item.choices.count)) }
    }
    guard item.kind.isAnonymous else {
      return .respond(item: item.id, person: person, choices: choices)
    }
    let text = item.choices.isEmpty ? words(random: &random) : ""
    return .castBallot(
      item: item.id, person: person, key: key(item.id, &phone, &random),
      content: BallotContent(marks: choices, text: text))
  }

  /// What a tired thumb, an old page or a forger sends.
  private func nonsense(_ person: PersonID, random: inout SplitMix64) -> Command {
    let item = random.pick(state.itemOrder) ?? "none"
    let commands: [Command] = [
      .respond(item: "none", person: person, choices: [0]),
      .respond(item: item, person: person, choices: [random.below(12)]),
      .respond(item: item, person: person, choices: []),
      .respond(item: item, person: PersonID(Marker.person + "stranger"), choices: [0]),
      .castBallot(
        item: item, person: person, key: "not-a-key", content: BallotContent(marks: [0])),
      .castBallot(item: item, person: person, key: random.key(), content: BallotContent()),
      .ask(question: "q <script>", person: person, named: true, text: "?"),
      .ask(
        question: "q-\(random.key())", person: person, named: false,
        text: String(repeating: "长", count: 501)),
      .support(question: "none", person: person, key: random.key()),
      .returnEvaluation(
        person: person, key: random.key(), content: BallotContent(marks: [0, 1, 9])),
      .checkIn(person: PersonID(Marker.person + "stranger"), by: .phone),
    ]
    return random.pick(commands) ?? commands[0]
  }

  private func words(random: inout SplitMix64) -> String { Marker.ballot + random.key().prefix(10) }

  private func key(
    _ box: String, _ phone: inout Participant, _ random: inout SplitMix64
  ) -> String {
    if let key = phone.keys[box] { return key }
    let key = random.key()
    phone.keys[box] = key
    return key
  }

  // MARK: Trainer

  func trainer(_ laptop: inout Participant, random: inout SplitMix64) -> Command? {
    enum Wish {
      case next, back, jump, undo, blank, clock, open, close, reveal, item, text, approve, answer
      case hide, material, openEvaluation, closeEvaluation, handOver, closeSection
    }
    let asked = state.itemOrder.compactMap { state.items[$0] }
    let open = asked.filter { $0.phase == .open }.map(\.item.id)
    let waiting = asked.filter { $0.phase == .waiting }.map(\.item.id)
    let closed = asked.filter { $0.phase == .closed }.map(\.item.id)
    let texts = asked.filter { !$0.texts.isEmpty }
    let wish = random.weighted([
      (30, Wish.next), (4, .back), (4, .jump), (8, .undo), (4, .blank), (5, .clock),
      (open.count < 3 ? 25 : 2, .open), (open.isEmpty ? 1 : 10, .close),
      (open.isEmpty && closed.isEmpty ? 1 : 10, .reveal),
      (state.itemOrder.count < 40 ? 4 : 0, .item), (texts.isEmpty ? 0 : 15, .text),
      (state.questions.isEmpty ? 0 : 12, .approve), (state.questions.isEmpty ? 0 : 3, .answer),
      (state.questions.isEmpty ? 0 : 2, .hide), (3, .material),
      (progress > 50 ? 6 : 0, .openEvaluation),
      (progress > 75 && state.evaluation.phase == .open ? 10 : 0, .closeEvaluation),
      (2, .handOver), (progress > 96 ? 3 : 0, .closeSection),
    ])
    switch wish {
    case .next: return .next
    case .back: return .back
    case .jump:
      let segment = random.below(state.agenda.count + 1)
      return .jump(to: Cursor(segment: segment, page: random.below(3)))
    case .undo: return .undo
    case .blank: return .blank(on: random.chance(50))
    case .clock: return random.chance(50) ? .pauseClock : .resumeClock
    case .open:
      // Now and then a quiz is opened again, or a sealed poll is tried.
      let from = random.chance(75) && !waiting.isEmpty ? waiting : state.itemOrder
      guard let first = random.pick(from) else { return nil }
      let second = random.chance(25) ? random.pick(waiting) : nil
      return .openItems([first] + (second.map { $0 == first ? [] : [$0] } ?? []))
    case .close: return random.pick(open.isEmpty ? state.itemOrder : open).map { .closeItem($0) }
    case .reveal:
      return random.pick(open + closed + (waiting.first.map { [$0] } ?? []))
        .map { .revealItem($0) }
    case .item:
      laptop.ordersMade += 1
      let kind = random.pick([SegmentKind.poll, .quiz]) ?? .poll
      return .addItem(
        SimulatedDay.item("spot-\(laptop.ordersMade)", in: kind, random: &random))
    case .text:
      guard let item = random.pick(texts) else { return nil }
      return .approveText(item: item.item.id, index: random.below(item.texts.count + 1))
    case .approve:
      let pending = state.questionOrder.filter { state.questions[$0]?.phase == .pending }
      return random.pick(pending.isEmpty ? state.questionOrder : pending)
        .map { .approveQuestion($0) }
    case .answer: return random.pick(state.questionOrder).map { .answerQuestion($0) }
    case .hide: return random.pick(state.questionOrder).map { .hideQuestion($0, reason: "重复") }
    case .material:
      guard let segment = random.pick(state.agenda) else { return nil }
      return .addMaterial(segment: segment.id, kit: SimulatedDay.kit(random: &random))
    case .openEvaluation: return .openEvaluation
    case .closeEvaluation: return .closeEvaluation
    case .handOver: return .handOver(generation: state.trainerGeneration + random.below(2))
    case .closeSection: return .closeSection
    case nil: return nil
    }
  }

  // MARK: Organizer

  func organizer(_ desk: inout Participant, random: inout SplitMix64) -> Command? {
    guard let person = random.pick(state.roster) else { return nil }
    enum Wish { case checkIn, leave, left, group, walkIn }
    switch random.weighted([
      (10, Wish.checkIn), (4, .leave), (4, .left), (3, .group),
      (state.roster.count < rosterLimit ? 2 : 0, .walkIn),
    ]) {
    case .checkIn: return .checkIn(person: person, by: .desk)
    case .leave: return .recordLeave(person: person)
    case .left: return .recordLeftEarly(person: person)
    case .group: return .enroll(person: person, group: "\(1 + random.below(6)) 组")
    case .walkIn:
      desk.ordersMade += 1
      return .enroll(person: PersonID(Marker.person + "walk-in-\(desk.ordersMade)"), group: "")
    case nil: return nil
    }
  }
}
