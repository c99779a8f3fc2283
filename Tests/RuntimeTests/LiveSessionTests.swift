import Classroom
import Foundation
import Identity
import Journal
import JournalSQLite
import Synchronization
import Testing

@testable import Runtime

/// A class with people in it, over the memory engine or a file.
struct Fixture {
  let engine: any EventLog & BallotBox
  let session: LiveSession
  let quiz = "i1"
  let poll = "i2"
  static let section = SectionID("class-1")
  static let start = Moment(milliseconds: 1_764_550_000_000)

  static func person(_ number: Int) -> PersonID { PersonID("p\(number)") }
  static func key(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }

  init(people: Int, engine: any EventLog & BallotBox = MemoryEngine()) async throws {
    self.engine = engine
    session = try await LiveSession(section: Self.section, engine: engine) { Self.start }
    let items = [
      AssessmentItem(id: "i1", kind: .quiz, prompt: "Q", choices: ["A", "B"], key: [1]),
      AssessmentItem(id: "i2", kind: .poll, prompt: "P", choices: ["A", "B"]),
    ]
    let agenda = [
      Segment(id: "s1", kind: .lecture, title: "L", plannedMinutes: 20),
      Segment(
        id: "s2", kind: .quiz, title: "Q", plannedMinutes: 5,
        pages: items.map { Page(role: .item, lines: [], item: $0.id) }, items: items),
    ]
    try await session.handle(
      .createSection(
        profile: SectionProfile(
          id: Self.section, title: "T", date: "2026-12-01", code: "4271"),
        plan: PinnedPlan(file: "f", source: "s", digest: "d"), agenda: agenda))
    try await session.handle(
      (1...people).flatMap { number in
        [
          Submission(.enroll(person: Self.person(number), group: "")),
          Submission(.checkIn(person: Self.person(number), by: .phone)),
        ]
      })
    try await session.handle(.openItems([quiz, poll]))
  }

  func reopened() async throws -> LiveSession {
    try await LiveSession(section: Self.section, engine: engine) { Self.start }
  }
}

@Suite struct LiveSessionTests {
  @Test func storesEveryAnswerOfAHallThatAnswersAtOnce() async throws {
    let hall = try await Fixture(people: 200)
    let before = try await hall.engine.head(StreamID("class-1"))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 1...200 {
        group.addTask {
          try await hall.session.handle(
            .respond(item: "i1", person: Fixture.person(number), choices: [number % 2]),
            id: CommandID("c\(number)"))
        }
      }
      try await group.waitForAll()
    }
    #expect(await hall.session.state.counts.answers == 200)
    #expect(try await hall.engine.head(StreamID("class-1")) == before + 200)
    let replayed = try await hall.reopened().state
    #expect(await hall.session.state == replayed)
  }

  @Test func answersAResendWithTheFirstOutcome() async throws {
    let hall = try await Fixture(people: 1)
    let answer = Command.respond(item: "i1", person: Fixture.person(1), choices: [0])
    try await hall.session.handle(answer, id: CommandID("once"))
    try await hall.session.handle(.closeItem("i1"))
    // The item has closed since; the answer was taken all the same, and stays taken.
    try await hall.session.handle(answer, id: CommandID("once"))
    await #expect(throws: Rejection.itemNotOpen) {
      try await hall.session.handle(answer, id: CommandID("twice"))
    }
    let reopened = try await hall.reopened()
    try await reopened.handle(answer, id: CommandID("once"))
    #expect(await reopened.state.items["i1"]?.responses.count == 1)
  }

  @Test func decidesARejectedCommandAgain() async throws {
    let hall = try await Fixture(people: 1)
    let answer = Command.respond(item: "i1", person: PersonID("p9"), choices: [0])
    await #expect(throws: Rejection.notCheckedIn) {
      try await hall.session.handle(answer, id: CommandID("c"))
    }
    try await hall.session.handle(.enroll(person: PersonID("p9"), group: ""))
    try await hall.session.handle(.checkIn(person: PersonID("p9"), by: .desk))
    try await hall.session.handle(answer, id: CommandID("c"))
    #expect(await hall.session.state.items["i1"]?.responses[PersonID("p9")] == [0])
  }

  @Test func readsAgainWhenAnotherWriterWasFirst() async throws {
    let hall = try await Fixture(people: 2)
    let other = try await hall.reopened()
    try await hall.session.handle(.respond(item: "i1", person: Fixture.person(1), choices: [0]))
    try await other.handle(.respond(item: "i1", person: Fixture.person(2), choices: [1]))
    #expect(await other.state.counts.answers == 2)
    try await hall.session.handle(.closeItem("i1"))
    let replayed = try await hall.reopened().state
    #expect(await hall.session.state == replayed)
  }

  @Test func saysUnavailableWhenTheDiskIsFullAndGoesOnAfterwards() async throws {
    let engine = MemoryEngine()
    let hall = try await Fixture(people: 1, engine: engine)
    engine.failNext(.failBeforeCommit)
    let answer = Command.respond(item: "i1", person: Fixture.person(1), choices: [0])
    await #expect(throws: SessionError.unavailable) {
      try await hall.session.handle(answer, id: CommandID("c"))
    }
    #expect(await hall.session.state.counts.answers == 0)
    try await hall.session.handle(answer, id: CommandID("c"))
    #expect(await hall.session.state.counts.answers == 1)
  }

  @Test func acknowledgesWhatWasWrittenThoughTheReplyWasLost() async throws {
    let engine = MemoryEngine()
    let hall = try await Fixture(people: 1, engine: engine)
    engine.failNext(.failAfterCommit)
    try await hall.session.handle(
      .respond(item: "i1", person: Fixture.person(1), choices: [0]), id: CommandID("c"))
    let replayed = try await hall.reopened().state
    #expect(await hall.session.state == replayed)
    #expect(await hall.session.state.counts.answers == 1)
  }

  /// A crowd's batches are decided on a second state: it must be the first one's equal at every turn,
  /// also when a batch was not written, or when another writer was there in between.
  @Test func keepsBothStatesTheSameThroughEveryTrouble() async throws {
    let engine = MemoryEngine()
    let hall = try await Fixture(people: 60, engine: engine)
    func crowd(_ choice: Int, _ round: String, people: ClosedRange<Int> = 1...60) async -> Int {
      await withTaskGroup(of: Bool.self) { group in
        for number in people {
          group.addTask {
            let key = Fixture.key(number)
            let commands: [Command] = [
              .respond(item: "i1", person: Fixture.person(number), choices: [choice]),
              .castBallot(
                item: "i2", person: Fixture.person(number), key: key,
                content: BallotContent(marks: [choice])),
            ]
            do {
              try await hall.session.handle(
                commands.enumerated().map {
                  Submission($0.element, id: CommandID("\(round)-\(number)-\($0.offset)"))
                })
              return true
            } catch { return false }
          }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
    }
    #expect(await crowd(0, "a") == 60)
    for (index, fault) in [
      MemoryEngine.Fault.failBeforeCommit, .failAfterCommit, .conflict,
    ].enumerated() {
      engine.failNext(fault)
      _ = await crowd(index % 2, "f\(index)")
      #expect(await crowd(index % 2, "f\(index)") == 60)
      let replayed = try await hall.reopened().state
      #expect(await hall.session.state == replayed)
    }
    let other = try await hall.reopened()
    try await other.handle(.respond(item: "i1", person: Fixture.person(60), choices: [1]))
    #expect(await crowd(0, "b", people: 1...59) == 59)
    try await hall.session.handle(.closeItem("i2"))
    let state = await hall.session.state
    #expect(state.items["i2"]?.marks == [60, 0])
    #expect(state.items["i1"]?.responses[Fixture.person(60)] == [1])
    let replayed = try await hall.reopened().state
    #expect(state == replayed)
  }

  @Test func repliesOnceToEachAndTellsTheCounterBehindThem() async throws {
    final class Counter: ReplyCounter {
      let replies = Mutex<[String]>([])
      let calls = Mutex<[Int]>([])
      func handOver() { calls.withLock { $0.append(replies.withLock { $0.count }) } }
    }
    let hall = try await Fixture(people: 40)
    let counter = Counter()
    for number in 1...40 {
      // Every fourth is nobody that has come.
      let person = number % 4 == 0 ? PersonID("nobody") : Fixture.person(number)
      try hall.session.submit(
        [Submission(.respond(item: "i1", person: person, choices: [0]))], counter: counter
      ) { trouble, state in
        let isIn = state.items["i1"]?.responses[person] == [0]
        #expect((trouble == nil) == isIn)
        #expect(trouble.map { $0 as? Rejection == .notCheckedIn } ?? true)
        counter.replies.withLock { $0.append("\(number)") }
      }
    }
    while counter.replies.withLock({ $0.count }) < 40 { await Task.yield() }
    try await hall.session.handle(.closeItem("i1"))  // behind all of them
    #expect(Set(counter.replies.withLock { $0 }).count == 40)
    #expect(counter.calls.withLock { $0.last } == 40)
    #expect(await hall.session.state.counts.answers == 30)
  }

  @Test func letsOnlyTheKeysOwnerChangeABallot() async throws {
    let hall = try await Fixture(people: 5)
    for number in 1...5 {
      try await hall.session.handle(
        .castBallot(
          item: "i2", person: Fixture.person(number), key: Fixture.key(number),
          content: BallotContent(marks: [0])))
    }
    try await hall.session.handle(
      .castBallot(
        item: "i2", person: Fixture.person(1), key: Fixture.key(1),
        content: BallotContent(marks: [1])))
    await #expect(throws: Rejection.alreadyTookPart) {
      try await hall.session.handle(
        .castBallot(
          item: "i2", person: Fixture.person(2), key: Fixture.key(99),
          content: BallotContent(marks: [1])))
    }
    // A restart in mid-poll knows the keys again.
    let reopened = try await hall.reopened()
    try await reopened.handle(
      .castBallot(
        item: "i2", person: Fixture.person(2), key: Fixture.key(2),
        content: BallotContent(marks: [1])))
    try await reopened.handle(.revealItem("i2"))
    #expect(await reopened.state.items["i2"]?.marks == [3, 2])
  }

  @Test func letsNoLateCopyUndoANewerChoice() async throws {
    let hall = try await Fixture(people: 5)
    func cast(_ choice: Int, _ id: String) async throws {
      try await hall.session.handle(
        .castBallot(
          item: "i2", person: Fixture.person(1), key: Fixture.key(1),
          content: BallotContent(marks: [choice])), id: CommandID(id))
    }
    func answer(_ choice: Int, _ id: String) async throws {
      try await hall.session.handle(
        .respond(item: "i1", person: Fixture.person(1), choices: [choice]), id: CommandID(id))
    }
    try await cast(0, "first")
    try await cast(1, "second")
    try await cast(0, "third")
    try await cast(1, "second")
    let box = LiveSession.box("i2", of: Fixture.section)
    let ballots = try await hall.engine.ballots(in: box)
    #expect(try ballots.map { try EventCodec.decodeBallot($0.bytes).marks } == [[0]])
    // The same of an answer that was no news when it came.
    try await answer(0, "a")
    try await answer(0, "b")
    try await answer(1, "c")
    try await answer(0, "b")
    #expect(await hall.session.state.items["i1"]?.responses[Fixture.person(1)] == [1])
  }

  @Test func countsABoxThatWasClosedBeforeACrash() async throws {
    let hall = try await Fixture(people: 5)
    for number in 1...5 {
      try await hall.session.handle(
        .castBallot(
          item: "i2", person: Fixture.person(number), key: Fixture.key(number),
          content: BallotContent(marks: [0])))
    }
    // The closing reached the log, the count did not.
    let stream = StreamID("class-1")
    let coded = try EventCodec.encode(.itemClosed(item: "i2"))
    let head = try await hall.engine.head(stream)
    _ = try await hall.engine.append(
      [NewRecord(tag: coded.tag, time: Fixture.start, command: nil, bytes: coded.bytes)],
      ballots: [], to: stream, expecting: head)
    let reopened = try await hall.reopened()
    #expect(await reopened.state.items["i2"]?.ballots == 5)
  }

  @Test func sealsAnEmptyBoxWhenTheClassEndsAndNotBefore() async throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("empty-box-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("g.db").path
    let engines: [any Engine] = [MemoryEngine(), try SQLiteEngine(path: path, mode: .serve)]
    for engine in engines {
      let hall = try await Fixture(people: 5, engine: engine)
      try await hall.session.handle(.openEvaluation)
      // The second tap of a double tap, twice.
      try await hall.session.handle(.closeItem("i2"))
      try await hall.session.handle(.closeEvaluation)
      try await hall.session.handle(.openItems(["i2"]))
      let again = try await hall.reopened()
      try await again.handle(.openEvaluation)
      for number in 1...5 {
        try await again.handle(
          .castBallot(
            item: "i2", person: Fixture.person(number), key: Fixture.key(number),
            content: BallotContent(marks: [0])))
        try await again.handle(
          .returnEvaluation(
            person: Fixture.person(number), key: Fixture.key(number),
            content: BallotContent(marks: [0, 0, 0, 0, 0])))
      }
      try await again.handle(.closeItem("i2"))
      try await again.handle(.closeEvaluation)
      let state = await again.state
      #expect(state.items["i2"]?.marks == [5, 0] && state.evaluation.ballots == 5)
      await #expect(throws: Rejection.itemAlreadyCounted) {
        try await again.handle(.openItems(["i2"]))
      }
      await #expect(throws: Rejection.evaluationClosedForGood) {
        try await again.handle(.openEvaluation)
      }
      // One that stays empty is sealed and counted with the class.
      let spot = AssessmentItem(id: "spot", kind: .poll, prompt: "P", choices: ["A", "B"])
      try await again.handle(.addItem(spot))
      try await again.handle(.openItems(["spot"]))
      try await again.handle(.closeItem("spot"))
      #expect(await again.state.items["spot"]?.ballots == nil)
      try await again.handle(.closeSection)
      #expect(await again.state.items["spot"]?.ballots == 0)
      let late = BallotWrite(
        box: LiveSession.box("spot", of: Fixture.section),
        ballot: Ballot(key: BallotKey(hex: Fixture.key(9))!, bytes: [1]))
      let stream = LiveSession.stream(of: Fixture.section)
      let head = try await engine.head(stream)
      await #expect(throws: EventLogError.self) {
        _ = try await engine.append([], ballots: [late], to: stream, expecting: head)
      }
    }
  }

  @Test func countsEveryBoxThatClosesWithTheClass() async throws {
    let hall = try await Fixture(people: 1)
    for number in 1...25 {
      let poll = AssessmentItem(id: "p\(number)", kind: .poll, prompt: "P", choices: ["A", "B"])
      try await hall.session.handle(.addItem(poll))
      try await hall.session.handle(.openItems([poll.id]))
    }
    try await hall.session.handle(.closeSection)
    #expect(await hall.session.state.boxesToCount.isEmpty)
  }

  /// Somebody's link opens what they wrote although the box could not be sealed at the first try, and
  /// who signed stands by it in the record.
  @Test func asksWhatBecameOfItThoughTheSealFailedOnce() async throws {
    let engine = FaultyEngine()
    let hall = try await Fixture(people: 6, engine: engine)
    try await hall.session.handle(.next)
    for number in 1...6 {
      try await hall.session.handle(
        .followUp(
          .write(person: Fixture.person(number), key: Fixture.key(number), text: "开一次班前会")))
    }
    engine.fail(.seal, times: 1)
    try await hall.session.handle(.closeSection)
    #expect(await hall.session.state.followUp.intentions == nil)
    // With the next command the count is made up for.
    try await hall.session.handle(.closeSection)
    #expect(await hall.session.state.followUp.intentions == 6)
    for number in 1...6 {
      try await hall.session.handle(
        .followUp(
          .answer(
            key: Fixture.key(number), outcome: .partly, reason: "", day: 30,
            signer: number == 1 ? PersonID("s1") : nil)))
    }
    try await hall.session.handle(.followUp(.close(day: 30)))
    let followUp = await hall.session.state.followUp
    #expect(followUp.answers == 6 && followUp.outcomes == [0, 5, 0])
    #expect(followUp.signed == [SignedOutcome(person: PersonID("s1"), outcome: .partly)])
  }

  @Test func neverLetsTimeRunBackwards() async throws {
    let engine = MemoryEngine()
    _ = try await Fixture(people: 1, engine: engine)
    let late = try await LiveSession(section: Fixture.section, engine: engine) {
      Moment(milliseconds: 5)
    }
    try await late.handle(.closeItem("i1"))
    let times = try await engine.readAll(StreamID("class-1")).map(\.time)
    #expect(times == times.sorted())
  }
}

@Suite struct HallTests {
  @Test func opensTheOthersWhenOneClassCannotBeRead() async throws {
    let engine = MemoryEngine()
    _ = try await Fixture(people: 1, engine: engine)
    _ = try await engine.append(
      [
        NewRecord(
          tag: "sectionSold", time: Fixture.start, command: nil, bytes: Array("{}".utf8))
      ], ballots: [], to: StreamID("class-9"), expecting: 0)
    let hall = try await Hall(engine: engine) { Fixture.start }
    #expect(await hall.damaged == [SectionID("class-9")])
    #expect(await hall.sections().map(\.profile.id) == [Fixture.section])
  }

  @Test func reopensTheRunningClassOfAPlanAndNeverATrial() async throws {
    let hall = try await Hall(engine: MemoryEngine()) { Fixture.start }
    func make(trial: Bool) async throws -> LiveSession {
      try await hall.create(
        title: "T", date: "2026-12-01", room: "", trainer: nil, trial: trial,
        plan: PinnedPlan(file: "f", source: "s", digest: "d"),
        agenda: [Segment(id: "s1", kind: .lecture, title: "L", plannedMinutes: 20)])
    }
    #expect(await hall.section(digest: "d") == nil)
    let first = try await make(trial: false)
    try await first.handle(.next)
    _ = try await make(trial: true)
    #expect(await hall.section(digest: "d") == first.section)
    let second = try await make(trial: false)
    #expect(await hall.section(digest: "d") == first.section)
    try await first.handle(.closeSection)
    #expect(await hall.section(digest: "d") == second.section)
  }
}

/// DESIGN.md, rule 3: after closing, nobody who holds the file can say who cast which ballot.
@Suite struct UnlinkableTests {
  @Test func leavesNothingThatJoinsAPersonWithABallot() async throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("unlinkable-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("g.db").path
    let engine = try SQLiteEngine(path: path, mode: .serve)
    let hall = try await Fixture(people: 30, engine: engine)
    var generator = SystemRandomNumberGenerator()
    var poll: [String] = []
    var ratings: [String] = []
    try await hall.session.handle(.openEvaluation)
    for number in 1...30 {
      poll.append(BallotKey(using: &generator).hex)
      ratings.append(BallotKey(using: &generator).hex)
      try await hall.session.handle(
        .castBallot(
          item: "i2", person: Fixture.person(number), key: poll[number - 1],
          content: BallotContent(marks: [number % 2])), id: CommandID("cast\(number)"))
      try await hall.session.handle(
        .returnEvaluation(
          person: Fixture.person(number), key: ratings[number - 1],
          content: BallotContent(marks: [0, 1, 2, 3, 0], text: "opinion-\(number)-")),
        id: CommandID("rate\(number)"))
      if number % 3 == 0 {
        try await hall.session.handle(
          .castBallot(
            item: "i2", person: Fixture.person(number), key: poll[number - 1],
            content: BallotContent(marks: [0])), id: CommandID("again\(number)"))
      }
      try await hall.session.handle(
        .ask(
          question: "q\(number)", person: Fixture.person(number), named: false,
          text: "anonymous-\(number)-", forTrainer: number % 5 == 0),
        id: CommandID("ask\(number)"))
    }
    var intentions: [String] = []
    try await hall.session.handle(.next)
    for number in 1...30 {
      intentions.append(BallotKey(using: &generator).hex)
      try await hall.session.handle(
        .followUp(
          .write(
            person: Fixture.person(number), key: intentions[number - 1], text: "intend-\(number)-")),
        id: CommandID("intend\(number)"))
    }
    try await hall.session.handle(.approveQuestion("q1"))
    try await hall.session.handle(.hideQuestion("q2", reason: "重复"))
    try await hall.session.handle(.closeItem("i2"))
    try await hall.session.handle(.closeEvaluation)
    try await hall.session.handle(.closeSection)

    var bytes: [UInt8] = []
    for suffix in ["", "-wal"] {
      bytes +=
        (try? Data(contentsOf: URL(fileURLWithPath: path + suffix))).map { [UInt8]($0) } ?? []
    }
    // Keys are stored as bytes: each once, in an order of their own.
    for keys in [poll, ratings, intentions] {
      let places = keys.map { hex in positions(of: BallotKey(hex: hex)!.bytes, in: bytes) }
      for place in places { #expect(place.count == 1) }
      let byPlace = zip(keys, places).sorted { $0.1[0] < $1.1[0] }.map(\.0)
      #expect(byPlace != keys, "the order of casting shows in the file")
      // As hexadecimal text they would be in a log record.
      for key in keys { #expect(positions(of: Array(key.utf8), in: bytes).isEmpty) }
    }
    // What the counted event says of texts stands in an order of their own.
    let state = await hall.session.state
    #expect(state.evaluation.texts == (1...30).map { "opinion-\($0)-" }.sorted())
    // What somebody means to do is in the box alone, and opens under its key.
    #expect(state.followUp.intentions == 30)
    for record in try await engine.readAll(StreamID("class-1")) {
      #expect(!String(decoding: record.bytes, as: UTF8.self).contains("intend-"))
    }
    #expect(try await hall.session.ballot(intentions[6], in: intentionBox)?.text == "intend-7-")
    #expect(try await hall.session.ballot(ratings[6], in: intentionBox) == nil)
    #expect(try await hall.session.ballot(ratings[6], in: evaluationBox) == nil)
    // An anonymous question names nobody, and no record beside it says who took part.
    for record in try await engine.readAll(StreamID("class-1")) where record.tag == "questionAsked"
    {
      #expect(!String(decoding: record.bytes, as: UTF8.self).contains("person"))
    }
    #expect(state.items["i2"]?.participants.count == 30)
    // Neither does the memory of the class, nor the bytes that stand around the words in the file.
    let questions = dumped(state.questions) + dumped(state.wall) + dumped(state.questionsAsked)
    let view = dumped(trainerView(of: state).wall)
    for number in 1...30 {
      let person = Fixture.person(number).rawValue
      #expect(!questions.contains(person) && !view.contains(person))
      for place in positions(of: Array("anonymous-\(number)-".utf8), in: bytes) {
        let around = bytes[max(0, place - 60)..<min(bytes.count, place + 60)]
        #expect(positions(of: Array("\"person\"".utf8), in: Array(around)).isEmpty)
      }
    }
    try await engine.close()
  }

  private func positions(of pattern: [UInt8], in bytes: [UInt8]) -> [Int] {
    var found: [Int] = []
    var index = 0
    while index + pattern.count <= bytes.count {
      if bytes[index] == pattern[0], bytes[index..<(index + pattern.count)].elementsEqual(pattern) {
        found.append(index)
      }
      index += 1
    }
    return found
  }
}
