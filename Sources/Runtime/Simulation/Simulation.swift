import Classroom
import Identity
import Journal
import Synchronization

/// One simulated training day in memory: a trainer, a desk, some hundreds of learners, a network
/// that loses and repeats, servers that crash, a second writer on the same log, a disk that fails.
/// All of it follows from the seed; the rules are checked after every step (`Simulation+Checks`).
///
/// It drives the real `LiveSession` over a `MemoryEngine`. Nothing in it reads a real clock or a
/// random number that is not from the seed.
public struct Simulation {
  public let seed: UInt64
  public let learners: Int
  public let steps: Int
  /// What the failure message says to type.
  private let command: String

  var random: SplitMix64
  /// Draws what was added to the room since; `nil` for a day as the first seeds meant it.
  var novelties: SplitMix64?
  private let isEager: Bool
  let clock = SimulatedClock(SimulatedDay.start)
  let engine: FaultyEngine
  let section = SectionID("class-simulated")
  var summary: SimulationSummary
  var step = 0

  var crowd: [Participant] = []
  var network: [Message] = []
  var servers: [Site: Server] = [:]
  private var orderCount = 0

  var ledger = Ledger()
  var recorded = RecordedAnswers()
  var log: [LoggedEvent] = []
  var lastHash = Chain.origin
  /// The log folded to its end.
  var head = Replay()
  /// Events each order has led to.
  var eventsOf: [CommandID: [Event]] = [:]
  /// Who is on record as having put a ballot into which box.
  var participation: Set<Ledger.Answer> = []
  var shownLeakFree: [View] = []

  /// One server process.
  struct Server {
    let session: LiveSession
    /// The log folded to where the server stands.
    var replay = Replay()
    /// What every kind of viewer sees by that replay.
    var views: [Viewer: View] = [:]
    var watchers: [Watcher] = []
    /// Which snapshot each watcher was last found right with.
    var seen: [Viewer: Int] = [:]
  }

  /// - Parameters:
  ///   - learners: `5...200` from the seed when nil.
  ///   - steps: from the seed when nil.
  public init(seed: UInt64, learners: Int? = nil, steps: Int? = nil) {
    self.init(seed: seed, learners: learners, steps: steps, lie: nil)
  }

  /// - Parameters:
  ///   - lie: what the engine claims falsely, to test the simulation itself.
  ///   - hasNovelties: whether people also do what was added after the first seeds.
  init(
    seed: UInt64, learners: Int? = nil, steps: Int? = nil, lie: FaultyEngine.Lie?,
    hasNovelties: Bool = true
  ) {
    self.seed = seed
    // Every other room is eager: there the later wishes follow upon each other, in the rest they fall
    // among the earlier ones.
    var novelties = SplitMix64(seed: seed ^ 0x6E6F_7665_6C74_7973)
    isEager = hasNovelties && novelties.chance(50)
    self.novelties = hasNovelties ? novelties : nil
    engine = FaultyEngine(lie: lie)
    var random = SplitMix64(seed: seed)
    // Most rooms are small; every seventh is a full hall.
    let room = random.chance(15) ? random.between(100, 200) : random.between(5, 60)
    let length = random.between(400, 900)
    self.learners = min(max(learners ?? room, 1), 5_000)
    self.steps = min(max(steps ?? length, 1), 1_000_000)
    self.random = random
    command =
      "guildhall simulate --seed \(seed)" + (learners.map { " --learners \($0)" } ?? "")
      + (steps.map { " --steps \($0)" } ?? "")
    summary = SimulationSummary(seed: seed, learners: self.learners, steps: self.steps)
  }

  /// Runs the day.
  ///
  /// - Throws: `SimulationFailure` as soon as a rule is broken.
  public mutating func run() async throws -> SimulationSummary {
    do {
      return try await live()
    } catch let failure as SimulationFailure {
      throw failure
    } catch {
      throw fail("an unexpected error: \(error)")
    }
  }

  private mutating func live() async throws -> SimulationSummary {
    try await begin()
    while step < steps {
      step += 1
      try await advance()
      try await check()
    }
    try await finish()
    summary.events = log.count
    summary.failures = engine.fired
    return summary
  }

  func fail(_ what: String) -> SimulationFailure {
    SimulationFailure(step: step, what: what, command: command)
  }

  // MARK: - The course of the day

  private mutating func begin() async throws {
    let day = SimulatedDay(section: section, random: &random)
    try await start(.main)
    crowd = [Participant(part: .trainer), Participant(part: .organizer)]
    let people = (0..<learners).map { PersonID(Marker.person + "\($0)") }
    crowd += people.map { Participant(part: .learner($0)) }
    make(.createSection(profile: day.profile, plan: day.plan, agenda: day.agenda), by: 1)
    for (index, person) in people.enumerated() {
      make(.enroll(person: person, group: "\(1 + index % 6) 组"), by: 1)
    }
    while !crowd[1].outbox.isEmpty {
      send(1)
      try await deliver(.main, flawless: true)
    }
    try await check()
  }

  private mutating func advance() async throws {
    // The wall clock is set back now and then; the log's time never runs backwards.
    clock.advance(seconds: random.chance(1) ? -600 : random.between(0, 40))
    enum Happening {
      case wish, burst, deliver, resend, repeated, lost, restart, second, fault, reconnect, cleared
    }
    let happening = random.weighted([
      (38, Happening.wish), (4, .burst), (36, .deliver), (8, .resend), (3, .repeated), (2, .lost),
      (1, .restart), (2, .second), (4, .fault), (2, .reconnect), (1, .cleared),
    ])
    switch happening {
    case .wish, nil: wish(by: someone())
    case .burst:
      // "Take out your phones": many at once.
      for _ in 0..<random.between(2, 50) { wish(by: 2 + random.below(learners)) }
    case .deliver:
      try await deliver(servers[.second] != nil && random.chance(30) ? .second : .main)
    case .resend:
      for index in crowd.indices where !crowd[index].outbox.isEmpty && random.chance(50) {
        send(index)
      }
    case .repeated:
      if let message = random.pick(network) {
        network.append(message)
        summary.repeated += 1
      }
    case .lost:
      if !network.isEmpty {
        network.remove(at: random.below(network.count))
        summary.lostMessages += 1
      }
    case .restart: try await restart()
    case .second: try await toggleSecond()
    case .fault: armFault()
    case .reconnect:
      for site in [Site.main, .second] where servers[site] != nil {
        await watch(site)
        summary.reconnects += 1
      }
    case .cleared:
      // A cleared phone forgets its keys and what it had not yet sent.
      let index = 2 + random.below(learners)
      network.removeAll { $0.sender == index }
      crowd[index].outbox = []
      crowd[index].keys = [:]
    }
  }

  private mutating func someone() -> Int {
    let roll = random.below(100)
    return roll < 32 ? 0 : roll < 38 ? 1 : 2 + random.below(learners)
  }

  /// Somebody wants something: it goes to the outbox, and off if nothing else is under way.
  private mutating func wish(by index: Int) {
    guard crowd[index].outbox.count < 3 else { return }
    if crowd[index].outbox.isEmpty && !network.contains(where: { $0.sender == index }) {
      crowd[index].site = servers[.second] != nil && random.chance(30) ? .second : .main
    }
    guard let server = servers[crowd[index].site] else { return }
    // The screen may have been drawn by the other server, which knows more.
    let known = random.chance(50) ? head.state : server.replay.state
    var seen = Intentions(
      state: known, progress: 100 * step / steps, rosterLimit: learners + 5,
      isEager: isEager, hasRooms: novelties != nil && seed % 3 == 0)
    var command: Command?
    switch crowd[index].part {
    case .trainer: command = seen.trainer(&crowd[index], random: &random)
    case .organizer: command = seen.organizer(&crowd[index], random: &random)
    case .learner(let person):
      seen.state = known.seen(from: known.room(of: person))
      command = seen.learner(person, phone: &crowd[index], random: &random)
    }
    if let other = novelty(for: index, seen) { command = other }
    guard var command else { return }
    if isEager, crowd[index].part == .trainer { command = seen.onItsGround(command) }
    make(command, by: index)
    if crowd[index].outbox.count == 1 { send(index) }
  }

  private mutating func novelty(for index: Int, _ seen: Intentions) -> Command? {
    guard var random = novelties else { return nil }
    defer { novelties = random }
    let part = crowd[index].part
    return seen.inRooms(part, laptop: &crowd[index], random: &random)
      ?? seen.novelty(for: part, at: clock.now, random: &random)
  }

  private mutating func make(_ command: Command, by index: Int) {
    orderCount += 1
    let id = CommandID("order-\(orderCount)")
    ledger.orders[id] = command
    crowd[index].outbox.append(Order(id: id, command: command))
  }

  /// Sends the first order of the outbox, or sends it again.
  private mutating func send(_ index: Int) {
    guard let order = crowd[index].outbox.first else { return }
    if network.contains(where: { $0.order.id == order.id }) { summary.repeated += 1 }
    network.append(Message(sender: index, order: order, site: crowd[index].site))
  }

  // MARK: - Delivery

  /// Hands a server some of what is on its way to it, in any order, and carries the replies back.
  private mutating func deliver(_ site: Site, flawless: Bool = false) async throws {
    guard let server = servers[site] else { return }
    let batch = take(for: site, atMost: flawless || random.chance(30) ? 1 : random.between(1, 60))
    guard !batch.isEmpty else { return }

    // Another writer may get in between decision and commit.
    var intruding: [Message] = []
    if site == .main, let second = servers[.second], !flawless, random.chance(25) {
      intruding = take(for: .second, atMost: 10)
      if !intruding.isEmpty {
        let submissions = intruding.map { Submission($0.order.command, id: $0.order.id) }
        engine.letIn { await second.session.carryOut(submissions) }
      }
    }

    let failuresBefore = engine.fired
    var outcomes: [Result<State, any Error>]
    if batch.count == 1, random.chance(50) {
      // Through the front door, as Web does.
      do {
        let order = batch[0].order
        outcomes = [.success(try await server.session.handle(order.command, id: order.id))]
      } catch {
        outcomes = [.failure(error)]
      }
    } else {
      outcomes = await server.session.carryOut(
        batch.map { Submission($0.order.command, id: $0.order.id) })
    }
    var delivered = batch
    if let intrusion = engine.takeIntrusion() {
      delivered = intruding + batch
      outcomes = intrusion + outcomes
      summary.intrusions += 1
    } else {
      network += intruding
      intruding = []
    }
    summary.delivered += delivered.count
    guard outcomes.count == delivered.count else {
      throw fail("\(delivered.count) commands, \(outcomes.count) outcomes")
    }

    try await readLog()
    try await inspect(
      delivered, outcomes, troubled: engine.fired > failuresBefore,
      calm: intruding.isEmpty && engine.fired == failuresBefore)
    for (message, outcome) in zip(delivered, outcomes) {
      if !flawless && random.chance(10) {
        summary.lostReplies += 1
      } else {
        receive(message, outcome)
      }
    }
  }

  private mutating func take(for site: Site, atMost count: Int) -> [Message] {
    let mine = network.indices.filter { network[$0].site == site }
    let chosen = random.shuffled(mine).prefix(count)
    let messages = chosen.map { network[$0] }
    for index in chosen.sorted().reversed() { network.remove(at: index) }
    return messages
  }

  /// The sender hears of it. An order that was taken or refused is done with; one that failed is
  /// sent again.
  private mutating func receive(_ message: Message, _ outcome: Result<State, any Error>) {
    switch outcome {
    case .success: summary.acknowledged += 1
    case .failure(is Rejection):
      summary.rejected += 1
      // The browser gives up its other tries of a request that was refused.
      network.removeAll { $0.order.id == message.order.id }
    case .failure:
      summary.unavailable += 1
      return
    }
    if crowd[message.sender].outbox.first?.id == message.order.id {
      crowd[message.sender].outbox.removeFirst()
      send(message.sender)
    }
  }

  // MARK: - Trouble

  private mutating func armFault() {
    switch random.below(8) {
    case 0: engine.fail(.failBeforeCommit)
    case 1: engine.fail(.failAfterCommit)
    case 2: engine.fail(.conflict)
    case 3:
      // The commit is stored, its reply is lost, and the log cannot be read back either.
      engine.fail(.failAfterCommit)
      engine.fail(.read, times: 1)
    case 4: engine.fail(.read, times: random.between(1, 3))
    case 5: engine.fail(.keys, times: 1)
    case 6: engine.fail(.seal, times: random.between(1, 2))
    default: engine.fail(.ballots, times: 1)
    }
  }

  /// `kill -9`, with or without a last commit whose replies nobody gets, and a start on the log.
  private mutating func restart() async throws {
    summary.restarts += 1
    // Every other start is from a snapshot, of this moment or an earlier one.
    if summary.restarts % 2 == 0 { await servers[.main]?.session.keepSnapshot() }
    if let server = servers[.main], random.chance(50) {
      let batch = take(for: .main, atMost: 20)
      if random.chance(30) { engine.fail(.failBeforeCommit) }
      let outcomes = await server.session.carryOut(
        batch.map { Submission($0.order.command, id: $0.order.id) })
      try await readLog()
      try await inspect(batch, outcomes, troubled: true, calm: false)
      summary.lostReplies += batch.count
    }
    // Connections die with the process; what was not answered waits on the phones.
    network.removeAll { $0.site == .main }
    try await start(.main)
  }

  private mutating func toggleSecond() async throws {
    if servers[.second] == nil {
      try await start(.second)
      return
    }
    servers[.second] = nil
    network.removeAll { $0.site == .second }
    for index in crowd.indices { crowd[index].site = .main }
  }

  /// Opens the class from the log, as a server does when it starts.
  private mutating func start(_ site: Site) async throws {
    servers[site] = nil
    for _ in 0..<10 {
      do {
        let clock = clock
        let session = try await LiveSession(
          section: section, engine: engine, clock: { clock.now })
        servers[site] = Server(session: session)
        try await readLog()
        await watch(site)
        return
      } catch is EventLogError {
        continue  // the disk failed; start again
      }
    }
    throw fail("a server does not start on a healthy log")
  }

  /// Four viewers connect, or connect again.
  private mutating func watch(_ site: Site) async {
    guard let session = servers[site]?.session else { return }
    var watchers: [Watcher] = []
    for viewer in Viewer.allCases {
      watchers.append(Watcher(viewer: viewer, session, changes: await session.changes()))
    }
    servers[site]?.watchers = watchers
    servers[site]?.seen = [:]
  }

  // MARK: - The end

  /// The disk is well, the network is well: everybody is heard, the class is closed, the record is
  /// complete.
  private mutating func finish() async throws {
    engine.heal()
    servers[.second] = nil
    network = []
    for index in crowd.indices { crowd[index].site = .main }
    try await hearAll()
    // Even the last commit may fail. The second closing is a command like any other: with it, counts
    // still owed are made up for.
    if let operation = random.pick(FaultyEngine.Operation.allCases) {
      engine.fail(operation, times: 1)
    }
    if random.chance(30) { engine.fail(.failAfterCommit) }
    make(.closeSection, by: 1)
    try await hearAll()
    engine.heal()
    make(.closeSection, by: 1)
    try await hearAll()
    try await followUp()
    try await check(everything: true)
    try await checkRecord()
    try await start(.main)
    try await check(everything: true)
  }

  /// Some weeks later: who saved a link may say what became of it, and the organizer closes.
  private mutating func followUp() async throws {
    guard var random = novelties else { return }
    let seen = Intentions(
      state: head.state, progress: 100, rosterLimit: learners + 5, isEager: isEager)
    for index in crowd.indices {
      guard case .learner(let person) = crowd[index].part, random.chance(90),
        let command = seen.intend(person, random: &random)
      else { continue }
      make(command, by: index)
    }
    // The list beside the box of paper forms is read off.
    for person in head.state.roster.filter({ head.state.isPresent($0) }).prefix(10) {
      make(.noteEvaluationOnPaper(person: person, on: random.chance(80)), by: 1)
    }
    novelties = random
    if random.chance(30) { engine.fail(.failAfterCommit) }
    try await hearAll()
    let due = head.state.followUp.days
    make(.followUp(.close(day: due - 1)), by: 1)
    make(.followUp(.close(day: due)), by: 1)
    try await hearAll()
    // With a command like any other, a count still owed is made up for.
    engine.heal()
    make(.closeSection, by: 1)
    try await hearAll()
  }

  private mutating func hearAll() async throws {
    for _ in 0..<8 where crowd.contains(where: { !$0.outbox.isEmpty }) {
      network = []
      for index in crowd.indices { send(index) }
      while !network.isEmpty { try await deliver(.main, flawless: true) }
    }
    if let deaf = crowd.firstIndex(where: { !$0.outbox.isEmpty }) {
      throw fail("participant \(deaf) is never answered")
    }
  }
}

/// What a day came to.
public struct SimulationSummary: Equatable, Sendable, CustomStringConvertible {
  public let seed: UInt64
  public let learners: Int
  public let steps: Int
  /// Commands that reached a server, copies included.
  public var delivered = 0
  public var acknowledged = 0
  public var rejected = 0
  /// Commands that the log could not take at the time.
  public var unavailable = 0
  public var repeated = 0
  public var lostMessages = 0
  public var lostReplies = 0
  public var reconnects = 0
  public var restarts = 0
  /// Commits of a second server between a decision and its commit.
  public var intrusions = 0
  /// Operations of the engine that failed.
  public var failures = 0
  public var ballots = 0
  public var events = 0
  /// Every kind of event that the log holds.
  public var tags: Set<String> = []

  init(seed: UInt64, learners: Int, steps: Int) {
    self.seed = seed
    self.learners = learners
    self.steps = steps
  }

  public var description: String {
    "seed \(seed): \(learners) learners, \(steps) steps, \(events) events, \(ballots) ballots; "
      + "\(acknowledged) acknowledged, \(rejected) refused, \(unavailable) failed, "
      + "\(repeated) repeated, \(lostMessages + lostReplies) lost, \(failures) faults, "
      + "\(intrusions) intrusions, \(restarts) restarts; all rules held"
  }
}

/// A rule that was broken, and what to type to see it again.
public struct SimulationFailure: Error, Equatable, Sendable, CustomStringConvertible {
  public let step: Int
  public let what: String
  public let command: String

  public var description: String { "step \(step): \(what)\n\(command)" }
}

/// One connected screen: holds the last state it was shown.
final class Watcher: Sendable {
  let viewer: Viewer
  private let shown = Mutex<Snapshot?>(nil)
  private let task: Mutex<Task<Void, Never>?> = Mutex(nil)

  init(viewer: Viewer, _ session: LiveSession, changes: AsyncStream<Int>) {
    self.viewer = viewer
    let reading = Task { [weak self] in
      for await _ in changes { self?.take(await session.snapshot) }
    }
    task.withLock { $0 = reading }
  }

  deinit { task.withLock { $0?.cancel() } }

  private func take(_ snapshot: Snapshot) { shown.withLock { $0 = snapshot } }

  /// What the screen shows once everything sent to it has arrived; `nil` when `position` never does.
  func shown(atLeast position: Int) async -> Snapshot? {
    for attempt in 0..<3_000 {
      if let snapshot = shown.withLock({ $0 }), snapshot.position >= position { return snapshot }
      if attempt < 1_000 {
        await Task.yield()
      } else {
        try? await Task.sleep(for: .milliseconds(1))
      }
    }
    return nil
  }
}
