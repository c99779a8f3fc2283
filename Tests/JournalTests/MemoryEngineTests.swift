import Journal
import Testing

@Suite struct MemoryEngineFaults {
  @Test func storesNothingWhenItFailsBeforeTheCommit() async throws {
    let engine = MemoryEngine()
    engine.failNext(.failBeforeCommit)
    await #expect(throws: EventLogError.unavailable(.diskFull)) {
      try await engine.append([event("a")], to: hall, expecting: 0)
    }
    #expect(try await engine.head(hall) == 0)
    #expect(try await engine.append([event("a")], to: hall, expecting: 0) == 1)
  }

  @Test func storesEverythingWhenOnlyTheReplyIsLost() async throws {
    let engine = MemoryEngine()
    engine.failNext(.failAfterCommit)
    await #expect(throws: EventLogError.unavailable(.io(code: 0))) {
      try await engine.append(
        [event("a")], ballots: [ballot(1, "yes", in: BoxID("b"))], to: hall, expecting: 0)
    }
    #expect(try await engine.head(hall) == 1)
    #expect(try await engine.keys(in: BoxID("b")).count == 1)
  }

  @Test func reportsTheConflictsItIsAskedFor() async throws {
    let engine = MemoryEngine(faults: { _, append in append == 2 ? .conflict : nil })
    try await engine.append([event("a")], to: hall, expecting: 0)
    await #expect(throws: EventLogError.conflict(stream: hall, expected: 1, actual: 1)) {
      try await engine.append([event("b")], to: hall, expecting: 1)
    }
    #expect(try await engine.append([event("b")], to: hall, expecting: 1) == 2)
  }
}
