import Identity
import Journal
import Testing

/// What every engine promises.
@Suite struct EngineContract {
  @Test(arguments: EngineKind.allCases)
  func readsBackWhatWasAppended(kind: EngineKind) async throws {
    let world = try World(kind)
    let log = world.engine
    let records = [event("开班", command: "c1"), event("签到"), event("")]
    #expect(try await log.append(records, to: hall, expecting: 0) == 3)

    let read = try await log.read(hall, after: 0, limit: 10)
    #expect(read.map(\.position) == [1, 2, 3])
    #expect(read.map(\.bytes) == records.map(\.bytes))
    #expect(read.map(\.tag) == records.map(\.tag))
    #expect(read.map(\.time) == [noon, noon, noon])
    #expect(read.map(\.command) == [CommandID("c1"), nil, nil])
    #expect(read.allSatisfy { $0.hash.count == 32 && $0.stream == hall })
    #expect(try await log.head(hall) == 3)
    #expect(try await log.head(StreamID("class.2")) == 0)
    #expect(try await log.read(StreamID("class.2"), after: 0, limit: 10).isEmpty)
  }

  @Test(arguments: EngineKind.allCases)
  func readsBehindAPositionUpToALimit(kind: EngineKind) async throws {
    let world = try World(kind)
    try await world.engine.append((1...9).map { event("\($0)") }, to: hall, expecting: 0)
    #expect(try await world.engine.read(hall, after: 4, limit: 2).map(\.position) == [5, 6])
    #expect(try await world.engine.read(hall, after: 8, limit: 5).map(\.position) == [9])
    #expect(try await world.engine.read(hall, after: 9, limit: 5).isEmpty)
    #expect(try await world.engine.read(hall, after: 0, limit: 0).isEmpty)
  }

  @Test(arguments: EngineKind.allCases)
  func readsPagesOfAnyLength(kind: EngineKind) async throws {
    let world = try World(kind)
    try await world.engine.append((1...2000).map { event("\($0)") }, to: hall, expecting: 0)
    #expect(try await world.engine.readAll(hall).map(\.position) == Array(1...2000))
    #expect(try await world.engine.readAll(hall, after: 1990).count == 10)
  }

  @Test(arguments: EngineKind.allCases)
  func refusesAnAppendThatExpectsAnOldPosition(kind: EngineKind) async throws {
    let world = try World(kind)
    try await world.engine.append([event("a"), event("b")], to: hall, expecting: 0)
    for expecting in [0, 1, 3, -1] {
      await #expect(
        throws: EventLogError.conflict(stream: hall, expected: expecting, actual: 2)
      ) {
        try await world.engine.append([event("late")], to: hall, expecting: expecting)
      }
    }
    #expect(try await world.engine.head(hall) == 2)
  }

  @Test(arguments: EngineKind.allCases)
  func storesNoBallotOfARefusedAppend(kind: EngineKind) async throws {
    let world = try World(kind)
    let box = BoxID("poll.1")
    try await world.engine.append([event("a")], to: hall, expecting: 0)
    await #expect(throws: EventLogError.self) {
      try await world.engine.append(
        [event("b")], ballots: [ballot(1, "yes", in: box)], to: hall, expecting: 0)
    }
    #expect(try await world.engine.ballots(in: box).isEmpty)
  }

  @Test(arguments: EngineKind.allCases)
  func storesEveryRecordOf60AppendersOnOneStream(kind: EngineKind) async throws {
    let world = try World(kind)
    let log = world.engine
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 1...60 {
        group.addTask {
          for _ in 1...1000 {
            do {
              let head = try await log.head(hall)
              try await log.append([event("\(number)")], to: hall, expecting: head)
              return
            } catch EventLogError.conflict {}
          }
          Issue.record("appender \(number) never got in")
        }
      }
      try await group.waitForAll()
    }
    let texts = try await log.readAll(hall).map { String(decoding: $0.bytes, as: UTF8.self) }
    #expect(Set(texts) == Set((1...60).map(String.init)))
    #expect(texts.count == 60)
    #expect(try await log.verify().isWhole)
  }

  @Test(arguments: EngineKind.allCases)
  func storesManyStreamsAtOnce(kind: EngineKind) async throws {
    let world = try World(kind)
    let log = world.engine
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<200 {
        group.addTask {
          let stream = StreamID("person.\(number)")
          for position in 0..<5 {
            let head = try await log.append(
              [event("\(number).\(position)")], to: stream, expecting: position)
            #expect(head == position + 1)
          }
        }
      }
      try await group.waitForAll()
    }
    let report = try await log.verify()
    #expect(report.records == 1000)
    #expect(report.streams.count == 200)
    #expect(report.isWhole)
  }

  @Test(arguments: EngineKind.allCases)
  func finishesAnAppendOfACancelledTask(kind: EngineKind) async throws {
    let world = try World(kind)
    let log = world.engine
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      #expect(Task.isCancelled)
      let head = try await log.append([event("a")], to: hall, expecting: 0)
      let read = try await log.read(hall, after: 0, limit: 1)
      return (head, read.count)
    }
    #expect(try await task.value == (1, 1))
  }

  @Test(arguments: EngineKind.allCases)
  func listsStreamsByPrefixInByteOrder(kind: EngineKind) async throws {
    let world = try World(kind)
    for name in ["class.2", "case.1", "class.10", "classroom", "Class.1", "class.1"] {
      try await world.engine.append([event("a"), event("b")], to: StreamID(name), expecting: 0)
    }
    let names = try await world.engine.streams(withPrefix: "class.").map(\.rawValue)
    #expect(names == ["class.1", "class.10", "class.2"])
    #expect(try await world.engine.streams(withPrefix: "").count == 6)
    #expect(try await world.engine.streams(withPrefix: "zz").isEmpty)
  }

  @Test(arguments: EngineKind.allCases)
  func namesTheStreamAndPositionOfAnEditedRecord(kind: EngineKind) async throws {
    let world = try World(kind)
    let other = StreamID("class.2")
    try await world.engine.append((1...5).map { event("\($0)") }, to: hall, expecting: 0)
    try await world.engine.append((1...5).map { event("\($0)") }, to: other, expecting: 0)
    #expect(try await world.engine.verify().isWhole)

    try await world.tamper(other, 3, bytes: [1])
    let report = try await world.engine.verify()
    #expect(report.broken.map(\.stream) == [other])
    #expect(report.broken.map(\.brokenAt) == [3])
    #expect(report.broken.map(\.records) == [2])
    #expect(try await world.engine.verify(hall).brokenAt == nil)
  }

  @Test(arguments: EngineKind.allCases)
  func chainsEachStreamByItself(kind: EngineKind) async throws {
    let world = try World(kind)
    try await world.engine.append([event("a"), event("a")], to: hall, expecting: 0)
    try await world.engine.append([event("a")], to: StreamID("class.2"), expecting: 0)
    let first = try await world.engine.read(hall, after: 0, limit: 2)
    let second = try await world.engine.read(StreamID("class.2"), after: 0, limit: 1)
    #expect(Set((first + second).map(\.hash)).count == 3)
    #expect(Chain.holds(first[1], after: first[0].hash))
    #expect(!Chain.holds(first[1], after: Chain.origin))
  }

  @Test(arguments: EngineKind.allCases)
  func keepsOneBallotForEachKey(kind: EngineKind) async throws {
    let world = try World(kind)
    let box = BoxID("poll.1")
    let log = world.engine
    _ = try await log.append(
      [event("took part")], ballots: [ballot(9, "yes", in: box)], to: hall, expecting: 0)
    _ = try await log.append(
      [event("took part")], ballots: [ballot(2, "no", in: box)], to: hall, expecting: 1)
    // A changed mind: no event, the position stays.
    #expect(
      try await log.append([], ballots: [ballot(9, "no", in: box)], to: hall, expecting: 2) == 2)
    await #expect(throws: EventLogError.conflict(stream: hall, expected: 1, actual: 2)) {
      try await log.append([], ballots: [ballot(9, "late", in: box)], to: hall, expecting: 1)
    }
    let expected = [ballot(2, "no", in: box).ballot, ballot(9, "no", in: box).ballot]
    #expect(try await log.ballots(in: box) == expected)
    #expect(try await log.keys(in: box) == Set(expected.map(\.key)))
    #expect(try await log.ballots(in: BoxID("poll.2")).isEmpty)
  }

  @Test(arguments: EngineKind.allCases)
  func keepsTheBallotsOfASealedBoxAndTakesNoMore(kind: EngineKind) async throws {
    let world = try World(kind)
    let (box, open) = (BoxID("poll.1"), BoxID("poll.2"))
    let log = world.engine
    let votes = (1...20).reversed().map { ballot($0, "vote \($0)", in: box) }
    let others = (1...20).map { ballot($0, "other \($0)", in: open) }
    _ = try await log.append([], ballots: votes + others, to: hall, expecting: 0)
    let before = try await log.ballots(in: box)

    #expect(try await log.seal(box) == .complete)
    #expect(try await log.seal(box) == .complete)
    #expect(try await log.ballots(in: box) == before)
    #expect(before.map(\.key) == before.map(\.key).sorted())
    #expect(try await log.ballots(in: open).count == 20)

    for key in [1, 99] {
      await #expect(throws: EventLogError.boxSealed(box)) {
        try await log.append(
          [event("late")], ballots: [ballot(key, "late", in: box)], to: hall, expecting: 0)
      }
    }
    #expect(try await log.head(hall) == 0)
    #expect(try await log.append([], ballots: others, to: hall, expecting: 0) == 0)
    #expect(try await log.seal(BoxID("never used")) == .complete)
    #expect(try await log.ballots(in: BoxID("never used")).isEmpty)
    #expect(try await log.seal(open) == .complete)
    #expect(try await log.ballots(in: box) == before)
    #expect(try await log.ballots(in: open).count == 20)
  }

  @Test(arguments: EngineKind.allCases)
  func refusesWhatItCouldNotStoreWhole(kind: EngineKind) async throws {
    let world = try World(kind)
    let log = world.engine
    await #expect(throws: EventLogError.malformed(field: "command")) {
      try await log.append([event("a", command: "a\0b")], to: hall, expecting: 0)
    }
    await #expect(throws: EventLogError.malformed(field: "stream")) {
      try await log.append([event("a")], to: StreamID(""), expecting: 0)
    }
    let huge = NewRecord(
      tag: "t", time: noon, command: nil,
      bytes: [UInt8](repeating: 0, count: Limits.recordBytes + 1))
    await #expect(
      throws: EventLogError.tooLarge(bytes: huge.bytes.count, limit: Limits.recordBytes)
    ) {
      try await log.append([huge], to: hall, expecting: 0)
    }
    #expect(try await log.head(hall) == 0)
  }
}

func ballot(_ number: Int, _ text: String, in box: BoxID) -> BallotWrite {
  let key = BallotKey(bytes: [UInt8](repeating: UInt8(number), count: 16))!
  return BallotWrite(box: box, ballot: Ballot(key: key, bytes: Array(text.utf8)))
}
