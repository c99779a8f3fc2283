import Classroom
import Identity
import Journal

/// What must be true after every step. Each check reads the disk itself, past all faults.
extension Simulation {
  // MARK: - The log

  /// Reads what the log has gained, and checks that every record is where it belongs, once.
  mutating func readLog() async throws {
    let stream = LiveSession.stream(of: section)
    let records = try await engine.disk.readAll(stream, after: log.count)
    for record in records {
      guard record.position == log.count + 1, Chain.holds(record, after: lastHash) else {
        throw fail("the chain breaks at position \(record.position)")
      }
      lastHash = record.hash
      let event = try EventCodec.decode(tag: record.tag, bytes: record.bytes)
      if let last = log.last, record.time < last.time {
        throw fail("time runs backwards at position \(record.position)")
      }
      try checkOrigin(of: event, command: record.command, at: record.position)
      try await checkContent(of: event, bytes: record.bytes)
      log.append(LoggedEvent(event: event, time: record.time, command: record.command))
      recorded.note(event, by: record.command)
      summary.tags.insert(record.tag)
    }
    head.advance(to: log.count, in: log)
  }

  /// Every event follows from an order that somebody made, and no order leads to one event twice.
  private mutating func checkOrigin(
    of event: Event, command id: CommandID?, at position: Int
  ) throws {
    guard let id else {
      switch event {
      case .ballotsCounted, .evaluationCounted, .followUp(.intentionsCounted),
        .followUp(.counted), .followUp(.signed):
        return
      default: throw fail("the event at position \(position) has no command")
      }
    }
    guard let command = ledger.orders[id], command.explains(event) else {
      throw fail("the event at position \(position) does not follow from \(id.rawValue)")
    }
    var known = eventsOf[id] ?? []
    if known.isEmpty == false {
      guard log.last?.command == id, !known.contains(event),
        command.continues(with: event)
      else { throw fail("\(id.rawValue) was applied twice") }
    }
    known.append(event)
    eventsOf[id] = known
  }

  /// The log says that somebody took part, once, and what the box held, after it was sealed.
  private mutating func checkContent(of event: Event, bytes: [UInt8]) async throws {
    switch event {
    case .ballotCast(let item, let person):
      guard participation.insert(Ledger.Answer(item: item, person: person)).inserted else {
        throw fail("\(person.rawValue) took part twice in \(item)")
      }
    case .evaluationReturned(let person):
      let entry = Ledger.Answer(item: evaluationBox, person: person)
      guard participation.insert(entry).inserted else {
        throw fail("\(person.rawValue) rated twice")
      }
    case .followUp(.intentionWritten(let person)):
      guard !head.state.followUp.writers.contains(person) else {
        throw fail("\(person.rawValue) wrote two intentions")
      }
    case .followUp(.intentionsCounted(let ballots)):
      guard ballots == (try await contents(of: intentionBox)).count else {
        throw fail("the count of intentions is not what their box holds")
      }
    case .followUp(.counted(let ballots, let outcomes, let reasons)):
      let contents = try await contents(of: outcomeBox)
      let unsigned = contents.filter { $0.signer == nil }
      let enough = unsigned.count >= fewestBallots
      let expected = FollowUpOutcome.allCases.map { outcome in
        unsigned.count { $0.marks == [outcome.rawValue] }
      }
      let texts = unsigned.map(\.text).filter { !$0.isEmpty }.sorted()
      guard ballots == contents.count, outcomes == (enough ? expected : []),
        reasons == (enough ? texts : [])
      else { throw fail("the count of the follow-up is not what its box holds") }
    case .followUp(.signed(let outcomes)):
      let signed = try await contents(of: outcomeBox).filter { $0.signer != nil }
      guard outcomes.count == signed.count,
        signed.allSatisfy({ ballot in
          outcomes.contains {
            $0.person == ballot.signer && $0.reason == ballot.text
              && [$0.outcome.rawValue] == ballot.marks
          }
        })
      else { throw fail("who is named in the follow-up is not who signed") }
    case .ballotsCounted(let item, let ballots, let marks, let texts):
      let contents = try await contents(of: item)
      let enough = contents.count >= fewestBallots
      let choices = head.state.items[item]?.item.choices.count ?? 0
      let expected = (0..<choices).map { choice in
        contents.count { $0.marks.contains(choice) }
      }
      guard ballots == contents.count, marks == (enough ? expected : []),
        texts == (enough ? contents.map(\.text).filter { !$0.isEmpty } : [])
      else { throw fail("the count of \(item) is not what its box holds") }
    case .evaluationCounted(let ballots, let grades, let texts):
      let contents = try await contents(of: evaluationBox)
      let enough = contents.count >= fewestBallots
      let expected = head.state.evaluation.form.aspects.indices.map { aspect in
        Grade.allCases.map { grade in
          contents.count { $0.marks[aspect] == grade.rawValue }
        }
      }
      guard ballots == contents.count, grades == (enough ? expected : []),
        texts == (enough ? contents.map(\.text).filter { !$0.isEmpty }.sorted() : [])
      else { throw fail("the count of the evaluation is not what its box holds") }
    default:
      if String(decoding: bytes, as: UTF8.self).contains(Marker.ballot) {
        throw fail("what a ballot says stands in the log")
      }
    }
  }

  /// What a box held when it was counted, which must be after it was sealed.
  private func contents(of box: String) async throws -> [BallotContent] {
    guard engine.isSealed(LiveSession.box(box, of: section)) else {
      throw fail("\(box) was counted before its box was sealed")
    }
    return try await engine.disk.ballots(in: LiveSession.box(box, of: section))
      .map { try EventCodec.decodeBallot($0.bytes) }
  }

  // MARK: - Replies

  /// What the servers said to a batch, whether or not the replies arrive.
  ///
  /// - Parameters:
  ///   - troubled: an operation of the engine failed meanwhile.
  ///   - calm: nothing failed, and no second writer interfered.
  mutating func inspect(
    _ delivered: [Message], _ outcomes: [Result<State, any Error>], troubled: Bool, calm: Bool
  ) async throws {
    var boxes: Set<String> = []
    var people: [PersonID: Int] = [:]
    for message in delivered {
      if let box = message.order.command.box { boxes.insert(box) }
      // Its keys say who may answer.
      if message.order.command.box == outcomeBox { boxes.insert(intentionBox) }
      if let person = message.order.command.sender { people[person, default: 0] += 1 }
    }
    let stored = try await storedBallots(boxes)
    let onStage = delivered.count { !crowd[$0.sender].isLearner }
    let taken = Set(
      zip(delivered, outcomes).compactMap { message, outcome in
        if case .success = outcome { message.order.id } else { nil }
      })
    let contestable = delivered.count { !$0.order.command.isOnesOwn }

    for (message, outcome) in zip(delivered, outcomes) {
      let order = message.order
      let known = ledger.accepted.contains(order.id)
      let answered = Ledger.answer(order.command, in: head.state)
      try ledger.note(
        order, outcome: outcome,
        // Somebody else's order was recorded since: a resend is told its first outcome.
        answers: eventsOf[order.id] != nil && answered.map { recorded.orders[$0.0] } != order.id
          ? nil : answered)
      switch outcome {
      case .success(let state):
        // Written, or already so. Within one batch the next order may have undone it again.
        if !known, eventsOf[order.id] == nil,
          order.command.isOnesOwn || (calm && contestable <= 1),
          !order.command.holds(in: head.state, stored: { stored[$0]?[$1] })
        {
          throw fail("\(order.id.rawValue) was acknowledged and is not in the log")
        }
        // A later order of the same batch may have changed it already.
        if !known, order.command.sender.map({ people[$0] == 1 }) == true {
          try checkReply(state, to: order)
        }
      case .failure(is Rejection):
        // Another copy may have been taken in the same batch, when what it lacked had come.
        if eventsOf[order.id] != nil, !taken.contains(order.id) {
          throw fail("\(order.id.rawValue) was refused and is in the log")
        }
        // Nobody else can have changed what this refusal rests on: the rules must say no.
        let isAlone =
          order.command.sender.map { people[$0] == 1 } ?? (order.command.box == outcomeBox)
        if calm, onStage == 0, isAlone {
          var keys: BallotIndex = [:]
          for (box, papers) in stored where head.state.openBoxes.contains(box) {
            keys[box] = Set(papers.keys)
          }
          if (try? decide(order.command, in: head.state, ballots: keys)) != nil {
            throw fail("\(order.id.rawValue) was refused without reason")
          }
        }
      case .failure(is SessionError):
        guard troubled else { throw fail("a command failed although nothing was wrong") }
      case .failure(let error): throw fail("an unexpected error: \(error)")
      }
    }
    try await checkBallots(boxes, stored: stored)
    for person in people.keys.sorted() { try checkAnswers(of: person) }
  }

  /// Whoever answered gets a state that holds the answer.
  private func checkReply(_ state: State, to order: Order) throws {
    guard let (answer, sent) = Ledger.answer(order.command, in: state) else { return }
    let saved = ledger.answers[answer]?.saved
    guard
      saved != sent || stored(answer, in: state) == saved
        || state.items[answer.item]?.first != nil
    else {
      throw fail("the reply to \(order.id.rawValue) does not know of it")
    }
  }

  // MARK: - Answers and ballots

  private func storedBallots(_ boxes: Set<String>) async throws -> [String: [String: [UInt8]]] {
    var stored: [String: [String: [UInt8]]] = [:]
    for box in boxes {
      var papers: [String: [UInt8]] = [:]
      for ballot in try await engine.disk.ballots(in: LiveSession.box(box, of: section)) {
        papers[ballot.key.hex] = ballot.bytes
      }
      stored[box] = papers
    }
    return stored
  }

  /// A box holds the last acknowledged ballot of each key and nothing else, as many as took part.
  private func checkBallots(
    _ boxes: Set<String>, stored: [String: [String: [UInt8]]]
  ) async throws {
    for box in boxes.sorted() {
      let papers = stored[box] ?? [:]
      let promised = ledger.ballots[box] ?? [:]
      for key in Set(papers.keys).union(promised.keys).sorted() {
        guard (promised[key] ?? Ledger.Slot()).allows(papers[key]) else {
          throw fail("box \(box) does not hold the last acknowledged ballot of a key")
        }
      }
      // What became of an intention is no event: nobody took part in it by name.
      if box == outcomeBox { continue }
      let took =
        switch box {
        case evaluationBox: head.state.evaluation.returned
        case intentionBox: head.state.followUp.writers.count
        default: head.state.items[box].map { $0.participants.count + $0.hands.ballots } ?? 0
        }
      guard took == papers.count else {
        throw fail("\(took) took part in \(box), \(papers.count) ballots are in its box")
      }
    }
  }

  private func checkAnswers(of person: PersonID) throws {
    for item in head.state.itemOrder {
      let answer = Ledger.Answer(item: item, person: person)
      let stored = stored(answer, in: head.state)
      guard stored == recorded.answers[answer] else {
        throw fail("the state does not hold what the log says \(person.rawValue) answered")
      }
      let promised = ledger.answers[answer] ?? Ledger.Slot()
      // A second round asks everybody again: what was promised may be the first round's.
      let isAskedAgain = stored == nil && recorded.before[answer] != nil
      guard promised.allows(stored) || (isAskedAgain && promised.allows(recorded.before[answer]))
      else {
        throw fail("the log does not hold the last acknowledged answer of \(person.rawValue)")
      }
    }
  }

  private func stored(_ answer: Ledger.Answer, in state: State) -> Ledger.Stored? {
    guard let asked = state.items[answer.item] else { return nil }
    return asked.responses[answer.person].map { .choices($0) }
      ?? asked.writings[answer.person].map { .text($0) }
  }

  // MARK: - Viewers

  /// Everything, after every step; what is costly now and then, and at the end.
  mutating func check(everything: Bool = false) async throws {
    let thorough = everything || step % 25 == 0
    for site in [Site.main, .second] where servers[site] != nil {
      try await checkServer(site, thorough: thorough)
    }
    guard thorough else { return }
    let boxes = Set(ledger.ballots.keys)
    try await checkBallots(boxes, stored: try await storedBallots(boxes))
    for person in head.state.roster { try checkAnswers(of: person) }
    for command in ledger.lasting where !command.holds(in: head.state, stored: { _, _ in nil }) {
      throw fail("a question or its support was acknowledged and is gone")
    }
  }

  /// Every viewer of a server sees what a replay of the log gives, and no secret.
  private mutating func checkServer(_ site: Site, thorough: Bool) async throws {
    guard let server = servers[site] else { return }
    let snapshot = await server.session.snapshot
    try await readLog()
    guard snapshot.position <= log.count else {
      throw fail("a server stands at \(snapshot.position), the log ends at \(log.count)")
    }
    guard snapshot.position >= server.replay.position else {
      throw fail("a server went back from \(server.replay.position) to \(snapshot.position)")
    }
    var replay = server.replay
    var views = server.views
    let isNews = views.isEmpty || snapshot.position > replay.position
    if isNews {
      replay.advance(to: snapshot.position, in: log)
      for viewer in Viewer.allCases { views[viewer] = view(of: replay.state, for: viewer) }
      servers[site]?.replay = replay
      servers[site]?.views = views
    }
    for viewer in Viewer.allCases {
      guard view(of: snapshot.state, for: viewer) == views[viewer] else {
        throw fail("the \(viewer.rawValue)'s view is not that of a replay")
      }
    }
    if thorough && snapshot.state != replay.state {
      throw fail("a server's state is not that of a replay")
    }
    for watcher in server.watchers where server.seen[watcher.viewer] != snapshot.position {
      guard let shown = await watcher.shown(atLeast: snapshot.position) else {
        throw fail("the \(watcher.viewer.rawValue) was never shown position \(snapshot.position)")
      }
      guard view(of: shown.state, for: watcher.viewer) == views[watcher.viewer] else {
        throw fail("the \(watcher.viewer.rawValue) was shown what a replay does not give")
      }
      servers[site]?.seen[watcher.viewer] = snapshot.position
    }
    // What a server shows follows from its state, which is the replay's: look once at each.
    if isNews || thorough { try checkSecrecy(of: snapshot.state, replay: replay.state) }
  }

  /// No key, no foreign answer, no name, no unapproved word in what the room or a learner sees.
  private mutating func checkSecrecy(of state: State, replay: State) throws {
    let other = censored(state, for: nil)
    let views = shown(state)
    guard views == shown(other) else {
      throw fail("the room sees what it may not know")
    }
    if views != shownLeakFree {
      for seen in views {
        if let text = leak(in: seen, of: state) { throw fail("the room reads “\(text)”") }
        let items: [PublicItem] =
          switch seen {
          case .learner(let view): view.open + [view.shown].compactMap { $0 }
          case .projector(let view): [view.item].compactMap { $0 }
          default: []
          }
        if let item = items.first(where: { saysTooMuch($0, in: state) }) {
          throw fail("\(item.id) says more than it may")
        }
      }
      shownLeakFree = views
    }
    for _ in 0..<3 {
      guard let person = random.pick(state.roster) else { break }
      let own = ownView(of: state, person: person)
      guard own == ownView(of: replay, person: person) else {
        throw fail("the view of \(person.rawValue) is not that of a replay")
      }
      guard own == ownView(of: censored(state, for: person), person: person) else {
        throw fail("\(person.rawValue) sees what is another's, or a key before it is shown")
      }
    }
  }

  /// What phones and screens show, in every room.
  private func shown(_ state: State) -> [View] {
    ([nil] + state.sideRooms.inUse).flatMap { room in
      let seen = state.seen(from: room)
      return [view(of: seen, for: .learner), view(of: seen, for: .projector)]
    }
  }

  // MARK: - The record

  /// The day is over: nothing is owed, and the report says what was promised.
  mutating func checkRecord() async throws {
    let state = head.state
    guard state.phase == .closed else { throw fail("the class did not close") }
    guard state.boxesToCount.isEmpty else {
      throw fail("the count of \(state.boxesToCount.joined(separator: ", ")) is owed for ever")
    }
    for asked in state.itemOrder.compactMap({ state.items[$0] }) {
      guard asked.phase != .open, asked.participants.isEmpty || asked.ballots != nil else {
        throw fail("\(asked.item.id) is open or not counted after the class closed")
      }
    }
    guard state.evaluation.phase != .open,
      state.evaluation.returned == 0 || state.evaluation.ballots != nil
    else { throw fail("the evaluation is open or not counted after the class closed") }
    let verified = try await engine.disk.verify()
    guard verified.isWhole, verified.records == log.count else {
      throw fail("the log is not whole")
    }
    let fresh = log.reduce(State()) { evolve($0, $1.event, at: $1.time) }
    guard fresh == state else { throw fail("two replays of one log differ") }

    let report = sectionReport(of: state)
    let answers = state.items.values.reduce(0) {
      $0 + $1.responses.count + $1.writings.count
    }
    let cast = participation.count { $0.item != evaluationBox }
    let paper = state.items.values.reduce(0) { $0 + $1.hands.ballots + $1.handsRaised }
    guard report.counts.answers == answers + cast + paper,
      report.counts.ratings == participation.count - cast + state.evaluation.sheets,
      report.attendance.count
        == state.roster.count(where: { state.roll.enrolment(of: $0) != .removed }),
      report.attendance.count(where: { $0.timeIn != nil && $0.enrolment.takesPart })
        == report.counts.checkedIn,
      report.attendance.allSatisfy({ ($0.timeIn == nil) == ($0.timeOut == nil) })
    else { throw fail("the report does not count what the log holds") }
    let listed = report.attendance.count { $0.enrolment == .listed }
    guard
      report.halfDays.allSatisfy({ half in
        half.count.expected == listed
          && half.count.present + half.count.onLeave + half.count.missing == listed
      })
    else { throw fail("a half-day does not add up") }
    guard report.corrections.allSatisfy({ !$0.reason.isEmpty && $0.from != $0.to }) else {
      throw fail("a correction without a reason or a change")
    }
    for item in report.items
    where item.kind.isAnonymous && item.answers < fewestBallots && item.hands.isEmpty {
      guard item.texts.isEmpty, item.choices.allSatisfy({ $0.count == nil }) else {
        throw fail("the report tells of \(item.id), which has fewer than five ballots")
      }
    }
    summary.ballots = participation.count
  }
}

extension Command {
  /// Whether nobody else can undo it, so that it must hold whenever it is called saved.
  fileprivate var isOnesOwn: Bool {
    switch self {
    case .respond, .castBallot, .returnEvaluation, .ask, .support, .followUp(.write),
      .followUp(.answer):
      true
    default: false
    }
  }
}

/// The answers by name as the log alone says them, beside every rule of the fold.
struct RecordedAnswers {
  var answers: [Ledger.Answer: Ledger.Stored] = [:]
  /// Of the first of two rounds.
  var before: [Ledger.Answer: Ledger.Stored] = [:]
  /// Which order recorded the last one.
  var orders: [Ledger.Answer: CommandID] = [:]

  mutating func note(_ event: Event, by order: CommandID?) {
    func keep(_ item: ItemID, _ person: PersonID, _ stored: Ledger.Stored) {
      let answer = Ledger.Answer(item: item, person: person)
      answers[answer] = stored
      orders[answer] = order
    }
    switch event {
    case .responseRecorded(let item, let person, let choices),
      .sheetEntered(let item, let person, let choices):
      keep(item, person, .choices(choices))
    case .textResponseRecorded(let item, let person, let text),
      .sheetTextEntered(let item, let person, let text):
      keep(item, person, .text(text))
    case .secondRoundOpened(let item):
      for (answer, stored) in answers where answer.item == item {
        before[answer] = stored
        answers[answer] = nil
      }
    case .inRoom(_, let event): note(event, by: order)
    default: break
    }
  }
}
