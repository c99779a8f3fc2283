import Classroom
import Foundation
import Identity
import Testing

@testable import Journal
@testable import Runtime

/// Snapshots: they save time, and never decide what is true.
@Suite struct SnapshotTests {
  private static let stream = StreamID("class-1")

  /// A class with some answers, over an engine whose early records can be spoiled.
  private func answered() async throws -> (Fixture, MemoryEngine) {
    let engine = MemoryEngine()
    let hall = try await Fixture(people: 20, engine: engine)
    for number in 1...20 {
      try await hall.session.handle(
        .respond(item: "i1", person: Fixture.person(number), choices: [number % 2]),
        id: CommandID("c\(number)"))
    }
    return (hall, engine)
  }

  /// Makes the second record unreadable: whoever folds the log from its beginning fails.
  private func spoil(_ engine: MemoryEngine) { engine.tamper(Self.stream, 2, bytes: [0]) }

  @Test func startsFromASnapshotAndWhatCameAfterIt() async throws {
    let (hall, engine) = try await answered()
    await hall.session.keepSnapshot()
    try await hall.session.handle(
      .respond(item: "i1", person: Fixture.person(1), choices: [0]), id: CommandID("later"))
    let before = await hall.session.state
    spoil(engine)
    let again = try await hall.reopened()
    #expect(await again.state == before)
    // Resends of what was accepted, before the snapshot and after it, change nothing.
    let head = try await engine.head(Self.stream)
    for id in ["c1", "later"] {
      try await again.handle(
        .respond(item: "i1", person: Fixture.person(1), choices: [1]), id: CommandID(id))
    }
    #expect(try await engine.head(Self.stream) == head)
    #expect(await again.state == before)
  }

  @Test func trustsNoSnapshotOfAnotherHistoryOrAnotherProgram() async throws {
    let (hall, engine) = try await answered()
    await hall.session.keepSnapshot()
    let good = try #require(try await engine.snapshot(of: Self.stream, withBytes: true))
    let wrong = [
      StoredSnapshot(
        position: good.position, hash: Array(good.hash.reversed()), codec: good.codec,
        summary: good.summary, bytes: good.bytes),
      StoredSnapshot(
        position: good.position, hash: good.hash, codec: "another", summary: good.summary,
        bytes: good.bytes),
      StoredSnapshot(
        position: good.position, hash: good.hash, codec: good.codec, summary: good.summary,
        bytes: [1, 2, 3]),
    ]
    for snapshot in wrong {
      try await engine.keep(snapshot, of: Self.stream)
      #expect(await hall.session.state == (try await hall.reopened().state))
    }
    spoil(engine)
    await #expect(throws: EventCodec.Failure.self) { try await hall.reopened() }
    try await engine.keep(good, of: Self.stream)
    #expect(await hall.session.state == (try await hall.reopened().state))
  }

  @Test func keepsNoOlderSnapshotInPlaceOfANewerOne() async throws {
    let (hall, engine) = try await answered()
    await hall.session.keepSnapshot()
    let good = try #require(try await engine.snapshot(of: Self.stream, withBytes: true))
    try await engine.keep(
      StoredSnapshot(position: 1, hash: [], codec: "", summary: [], bytes: []), of: Self.stream)
    #expect(try await engine.snapshot(of: Self.stream, withBytes: true) == good)
  }

  @Test func opensNoEndedClassAtTheStartAndLetsGoOfThemAfterwards() async throws {
    let engine = MemoryEngine()
    let clock: LiveSession.Clock = { Fixture.start }
    let hall = try await Hall(engine: engine, clock: clock)
    var sections: [SectionID] = []
    for number in 0..<10 {
      let session = try await hall.create(
        title: "T\(number)", date: "2026-12-01", room: "", trainer: nil, trial: false,
        plan: PinnedPlan(file: "f", source: "s", digest: "d\(number)"),
        agenda: [Segment(id: "s1", kind: .lecture, title: "L", plannedMinutes: 20)])
      try await session.handle(.next)
      if number < 9 {
        try await session.handle(.closeSection)
        await session.keepSnapshot()
      }
      sections.append(session.section)
    }
    for section in sections.prefix(9) {
      engine.tamper(LiveSession.stream(of: section), 2, bytes: [0])
    }
    let again = try await Hall(engine: engine, clock: clock)
    #expect(await again.damaged.isEmpty)
    #expect(await again.sections().map(\.phase).filter { $0 == .closed }.count == 9)
    let titles = { (sections: [SectionSummary]) in sections.map(\.profile.title).sorted() }
    #expect(titles(await again.sections()) == titles(await hall.sections()))

    // Asked for one after the other, they do not all stay.
    let held = try #require(try await again.session(sections[0]))
    weak var forgotten: LiveSession?
    for section in sections.dropFirst() {
      let session = try #require(try await again.session(section))
      if section == sections[1] { forgotten = session }
      #expect(await session.state.phase == (section == sections[9] ? .live : .closed))
    }
    #expect(forgotten == nil)
    // One that somebody still holds is not opened a second time.
    #expect(try await again.session(sections[0]) === held)
  }

  @Test func remembersManyCommandsInBoundedSpace() {
    var accepted = AcceptedCommands()
    let marks = (0..<(AcceptedCommands.unloggedLimit + 10)).map {
      AcceptedCommands.mark(CommandID("command \($0)"))
    }
    for mark in marks { accepted.note(mark, isLogged: false) }
    #expect(!accepted.contains(marks[0]) && !accepted.contains(marks[9]))
    #expect(accepted.contains(marks[10]) && accepted.contains(marks[marks.count - 1]))
    accepted.note(marks[0], isLogged: true)
    #expect(AcceptedCommands(stored: accepted.stored).contains(marks[0]))
    #expect(!AcceptedCommands(stored: accepted.stored).contains(marks[20]))
  }
}
