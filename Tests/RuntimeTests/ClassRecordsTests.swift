import Classroom
import Foundation
import Identity
import JournalSQLite
import Testing

@testable import Journal
@testable import Runtime

/// The read tables and the log that they are made from.
@Suite struct ClassRecordsTests {
  private static let clock: LiveSession.Clock = { Fixture.start }
  private static let items = [
    AssessmentItem(
      id: "i1", kind: .preTest, prompt: "仲裁时效多长？", choices: ["六十日", "一年"], key: [1]),
    AssessmentItem(
      id: "i2", kind: .postTest, prompt: "仲裁时效 多长", choices: ["六十日", "一年"], key: [1]),
    AssessmentItem(id: "i3", kind: .poll, prompt: "P", choices: ["有", "没有"]),
  ]
  private static let agenda = [
    Segment(
      id: "s1", kind: .lecture, unit: .init(number: 1, label: "一、", title: "预防"),
      topic: .init(number: 1, label: "（一）", title: "苗头的发现"), title: "L", plannedMinutes: 40),
    Segment(
      id: "s2", kind: .quiz, unit: .init(number: 1, label: "一、", title: "预防"), title: "Q",
      plannedMinutes: 5, pages: items.map { Page(role: .item, lines: [], item: $0.id) },
      items: items),
  ]

  private func make(_ hall: Hall, _ number: Int, trial: Bool = false) async throws -> LiveSession {
    try await hall.create(
      title: "劳动争议调解（第 \(number) 期）", date: "2026-03-0\(number)", room: "三楼",
      trainer: PersonID("t"), trial: trial,
      plan: PinnedPlan(file: "f", source: "s", digest: "d"), agenda: Self.agenda)
  }

  /// Ten come, two do not; all ten answer before and after, and rate.
  private func hold(_ session: LiveSession, ballots: Int = 10, toTheEnd: Bool = true) async throws {
    for number in 0..<12 {
      try await session.handle(.enroll(person: PersonID("p\(number)"), group: ""))
    }
    try await session.handle(.next)
    for number in 0..<10 {
      try await session.handle(.checkIn(person: PersonID("p\(number)"), by: .desk))
    }
    for (item, right) in [("i1", 4), ("i2", 9)] {
      try await session.handle(.openItems([item]))
      for number in 0..<10 {
        try await session.handle(
          .respond(
            item: item, person: PersonID("p\(number)"), choices: [number < right ? 1 : 0]))
      }
      try await session.handle(.closeItem(item))
    }
    try await session.handle(.openItems(["i3"]))
    for number in 0..<10 {
      try await session.handle(
        .castBallot(
          item: "i3", person: PersonID("p\(number)"), key: Fixture.key(number),
          content: BallotContent(marks: [number % 2])))
    }
    try await session.handle(.closeItem("i3"))
    try await session.handle(.openEvaluation)
    for number in 0..<ballots {
      try await session.handle(
        .returnEvaluation(
          person: PersonID("p\(number)"), key: Fixture.key(100 + number),
          content: BallotContent(marks: [0, 0, 1, 0, 0], text: "SECRET \(number)")))
    }
    guard toTheEnd else { return }
    try await session.handle(.closeEvaluation)
    try await session.handle(.closeSection)
  }

  @Test func writesWhatTheReportSays() async throws {
    let engine = MemoryEngine()
    let hall = try await Hall(engine: engine, clock: Self.clock)
    let session = try await make(hall, 1)
    #expect(try await engine.classRow(session.section)?.phase == "planned")
    try await hold(session)
    #expect(await session.keepRecord())
    let row = try #require(try await engine.classRow(session.section))
    let report = sectionReport(of: await session.state)
    #expect(row.isOver && row.room == "三楼" && row.trainer == PersonID("t"))
    #expect(row.figures[.expected] == 12 && row.figures[.came] == 10)
    #expect(row.figures[.places] == 12 && row.figures[.filled] == 10)
    #expect(row.figures[.missing] == 2)
    #expect(row.figures[.minutesPlanned] == 45)
    #expect(row.figures[.gainPossible] == 10 && row.figures[.gainBefore] == 4)
    #expect(row.figures[.gainAfter] == 9)
    #expect(row.figures[.returned] == 10 && row.figures[.present] == 10)
    let score = try #require(report.evaluation.score)
    #expect(row.figures[.scoreLeast] == Int((score.lowerBound * 1e6).rounded()) * 10)
    #expect(row.figures[.creditGranted] == nil && row.figures[.feeHours] == nil)
    #expect(try await engine.topics(of: session.section).map(\.title) == ["预防", "苗头的发现"])
    // The poll is not there; the question before and after has one key.
    let items = try await engine.items(of: session.section)
    #expect(items.map(\.kind) == ["preTest", "postTest"])
    #expect(Set(items.map(\.key)).count == 1)
    #expect(items.map(\.correct) == [4, 9] && items.map(\.scored) == [10, 10])
    #expect(items[1].choices.map(\.count) == [1, 9])
    let attendance = try await engine.attendance(of: session.section)
    #expect(attendance.map(\.count).reduce(0, +) == 12)
  }

  @Test func publishesNothingOfFewBallotsAndNothingOfATrial() async throws {
    let engine = MemoryEngine()
    let hall = try await Hall(engine: engine, clock: Self.clock)
    let few = try await make(hall, 1)
    try await hold(few, ballots: 4)
    await few.keepRecord()
    let row = try #require(try await engine.classRow(few.section))
    #expect(row.figures[.returned] == 4 && row.figures[.ratedClasses] == 1)
    #expect(row.figures[.toldBallots] == nil && row.figures[.scoreLeast] == nil)
    let trial = try await make(hall, 2, trial: true)
    try await hold(trial)
    await trial.keepRecord()
    let other = try #require(try await engine.classRow(trial.section))
    #expect(other.figures == Figures() && other.trial)
    #expect(try await engine.items(of: trial.section).isEmpty)
    #expect(try await engine.attendance(of: trial.section).isEmpty)
  }

  @Test func followsCorrectionsAfterTheEnd() async throws {
    let engine = MemoryEngine()
    let hall = try await Hall(engine: engine, clock: Self.clock)
    let session = try await make(hall, 1)
    try await hold(session)
    await session.keepRecord()
    let half = try #require(await session.state.roll.checkpoints.first?.id)
    try await session.handle(
      .roll(
        .correct(
          checkpoint: half, person: PersonID("p11"), to: .present, reason: "漏签",
          by: Author(.organizer))))
    #expect(await session.keepRecord())
    let row = try #require(try await engine.classRow(session.section))
    #expect(row.figures[.filled] == 11 && row.figures[.missing] == 1)
    #expect(
      try await engine.recordMark(of: session.section)?.position == (await session.position))
  }

  /// A hall whose tables are as they should be opens no class that ended, and keeps none in memory.
  @Test func makesMissingAndOldRowsAfterTheStart() async throws {
    let engine = MemoryEngine()
    let hall = try await Hall(engine: engine, clock: Self.clock)
    var sections: [SectionID] = []
    for number in 1...4 {
      let session = try await make(hall, number)
      if number < 4 { try await hold(session) }
      await session.keepRecord()
      sections.append(session.section)
    }
    let good = try await engine.classes(ClassQuery())
    #expect(good.total == 4)
    // One lost, one of an older codec, one that the log does not hold.
    try await engine.forget(sections[0])
    var old = try #require(try await engine.recordMark(of: sections[1]))
    old.codec = "0"
    try await engine.keep(
      ClassRecord(mark: old, row: try #require(try await engine.classRow(sections[1]))))
    var stranger = try #require(try await engine.classRow(sections[2]))
    stranger.section = SectionID("class-gone")
    stranger.code = "7"
    try await engine.keep(ClassRecord(mark: old, row: stranger))

    let again = try await Hall(engine: engine, clock: Self.clock)
    #expect(await again.waitingRecords == 2)
    #expect(Set(await again.sections().map(\.profile.id)).isSuperset(of: sections))
    #expect(try await again.session(SectionID("class-gone")) == nil)
    await again.rebuildRecords()
    #expect(await again.waitingRecords == 0)
    #expect(try await engine.classes(ClassQuery()) == good)
    #expect(try await engine.items(of: sections[1]).count == 2)
    #expect(Set(await again.sections().map(\.profile.id)) == Set(sections))
    let code = try #require(good.rows.last?.code)
    #expect(try await again.session(code: code)?.section == good.rows.last?.section)
    #expect(await again.openSections().map(\.profile.id) == [sections[3]])
  }

  @Test func readsAFileWithoutTablesFromItsLog() async throws {
    let engine = MemoryEngine()
    let hall = try await Hall(engine: engine, clock: Self.clock)
    let session = try await make(hall, 1)
    try await hold(session)
    await session.keepRecord()
    let row = try await engine.classRow(session.section)
    #expect(try await currentTables(of: engine) is MemoryEngine)
    try await engine.forget(session.section)
    let tables = try await currentTables(of: engine)
    #expect(tables is MemoryTables)
    #expect(try await tables.classRow(session.section) == row)
    #expect(try await engine.classRow(session.section) == nil)
  }

  /// The closing reached the log, the count did not, and nobody serves the file: the class is there, as
  /// one that has ended.
  @Test func readsAClassThatEndedWithoutItsCountInAFileThatIsOnlyRead() async throws {
    let path = NSTemporaryDirectory() + "guildhall-owed-\(UUID().uuidString).db"
    defer { for end in ["", "-wal", "-shm", ".lock", ".key"] { unlink(path + end) } }
    let section: SectionID
    do {
      let engine = try SQLiteEngine(path: path, mode: .serve)
      let session = try await make(try await Hall(engine: engine, clock: Self.clock), 1)
      section = session.section
      try await hold(session, toTheEnd: false)
      #expect(await session.keepRecord())
      let stream = LiveSession.stream(of: section)
      let coded = try EventCodec.encode(.sectionClosed)
      _ = try await engine.append(
        [NewRecord(tag: coded.tag, time: Fixture.start, command: nil, bytes: coded.bytes)],
        ballots: [], to: stream, expecting: try await engine.head(stream))
    }
    let engine = try SQLiteEngine(path: path, mode: .readOnly)
    #expect(try await engine.classRow(section)?.phase == "live")
    let tables = try await currentTables(of: engine)
    #expect(try await tables.classRow(section)?.phase == "closed")
  }

  /// Rows at the end of the log say at the next start that nothing is owed.
  @Test func writesNoRowsOfAClassThatOwesACount() async throws {
    let engine = FaultyEngine()
    let tables = MemoryTables()
    let session = try await LiveSession(
      section: Fixture.section, engine: engine, clock: Self.clock, tables: tables)
    try await session.handle(
      .createSection(
        profile: SectionProfile(id: Fixture.section, title: "T", date: "2026-12-01", code: "4271"),
        plan: PinnedPlan(file: "f", source: "s", digest: "d"), agenda: Self.agenda))
    try await hold(session, toTheEnd: false)
    engine.fail(.seal, times: 1)
    try await session.handle(.closeSection)
    #expect(await session.keepRecord() == false)
    #expect(try await tables.classRow(Fixture.section)?.phase != "closed")
    try await session.handle(.closeSection)
    #expect(await session.keepRecord())
    #expect(try await tables.classRow(Fixture.section)?.phase == "closed")
  }

  /// Rows written along the way, with restarts between, are the rows that one makes of the whole log.
  @Test(arguments: [401, 402, 403, 404, 405, 406] as [UInt64], [false, true])
  func rebuildsTheSameRows(seed: UInt64, onDisk: Bool) async throws {
    var day = Simulation(seed: seed)
    _ = try await day.run()
    let path = NSTemporaryDirectory() + "guildhall-rows-\(UUID().uuidString).db"
    defer { for end in ["", "-wal", "-shm", ".lock"] { unlink(path + end) } }
    let engine: any Engine =
      onDisk ? try SQLiteEngine(path: path, mode: .serve) : MemoryEngine()
    let stream = LiveSession.stream(of: Fixture.section)
    let records = try day.log.map { logged in
      let coded = try EventCodec.encode(renamed(logged.event))
      return NewRecord(
        tag: coded.tag, time: logged.time, command: logged.command, bytes: coded.bytes)
    }
    var random = SplitMix64(seed: seed)
    var position = 0
    var state = State()
    while position < records.count {
      var end = min(records.count, position + 1 + random.below(200))
      for logged in day.log[position..<end] { state.apply(logged.event, at: logged.time) }
      // Whoever opens a class that owes the count of a box counts it: not what this log goes on with.
      while !state.boxesToCount.isEmpty, end < records.count {
        state.apply(day.log[end].event, at: day.log[end].time)
        end += 1
      }
      let part = records[position..<end]
      position = try await engine.append(Array(part), to: stream, expecting: position)
      let session = try await LiveSession(
        section: Fixture.section, engine: engine, clock: Self.clock, tables: engine)
      await session.trust(try await engine.recordMark(of: Fixture.section))
      await session.keepRecord()
    }
    let fresh = MemoryTables()
    let whole = try await LiveSession(
      section: Fixture.section, engine: engine, clock: Self.clock, tables: fresh)
    await whole.keepRecord()
    let section = Fixture.section
    #expect(try await engine.classRow(section) == fresh.classRow(section))
    #expect(try await engine.topics(of: section) == fresh.topics(of: section))
    #expect(try await engine.attendance(of: section) == fresh.attendance(of: section))
    #expect(try await engine.items(of: section) == fresh.items(of: section))
    if await whole.state.phase == .closed {
      #expect(try await engine.recordMark(of: section) == fresh.recordMark(of: section))
    }
    if let sqlite = engine as? SQLiteEngine { try await sqlite.close() }
  }

  /// The class of a simulated day under another id.
  private func renamed(_ event: Event) -> Event {
    guard case .sectionCreated(var profile, let plan, let agenda) = event else { return event }
    profile.id = Fixture.section
    return .sectionCreated(profile: profile, plan: plan, agenda: agenda)
  }

  @Test func namesAQuestionByWhatItAsks() {
    let item = Self.items[0]
    var other = item
    other.id = "x"
    other.prompt = "  仲裁时效多长?"
    other.explanation = "另一条"
    #expect(questionKey(of: other) == questionKey(of: item))
    #expect(questionKey(of: item).count == 24)
    for change in [
      { $0.prompt = "仲裁时效多短？" }, { $0.choices = ["一年", "六十日"] }, { $0.key = [0] },
      { $0.choices = ["六十日一年", ""] }, { $0.interaction = .order },
    ] as [(inout AssessmentItem) -> Void] {
      var different = item
      change(&different)
      #expect(questionKey(of: different) != questionKey(of: item))
    }
  }
}
