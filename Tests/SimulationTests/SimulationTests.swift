import Classroom
import Identity
import Testing

@testable import Runtime

@Suite struct SimulationTests {
  @Test(arguments: Seeds.thisRun)
  func keepsEveryPromiseThroughADayOfFaults(seed: UInt64) async throws {
    var day = Simulation(seed: seed)
    do {
      _ = try await day.run()
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test(arguments: Seeds.past)
  func mendsWhatASeedOnceFound(seed: UInt64) async throws {
    var day = Simulation(seed: seed, lie: nil, hasNovelties: false)
    _ = try await day.run()
  }

  @Test func livesTheSameDayTwiceFromOneSeed() async throws {
    var first = Simulation(seed: 7)
    var second = Simulation(seed: 7)
    #expect(try await first.run() == second.run())
    #expect(first.lastHash == second.lastHash)
    var other = Simulation(seed: 8)
    _ = try await other.run()
    #expect(first.lastHash != other.lastHash)
  }

  @Test func meetsEveryKindOfEventAndOfTrouble() async throws {
    var tags: Set<String> = []
    var intrusions = 0
    for seed in 201...216 as ClosedRange<UInt64> {
      var day = Simulation(seed: seed, learners: seed % 2 == 0 ? 24 : nil, steps: 2_000)
      let summary = try await day.run()
      tags.formUnion(summary.tags)
      #expect(summary.acknowledged > 100)
      #expect(summary.rejected > 0 && summary.unavailable > 0)
      #expect(summary.repeated > 0 && summary.lostMessages > 0 && summary.lostReplies > 0)
      #expect(summary.restarts > 0 && summary.reconnects > 0 && summary.failures > 0)
      intrusions += summary.intrusions
    }
    // Rarer than the other troubles: a day may pass without a second writer.
    #expect(intrusions > 0)
    #expect(EventCodec.tags.subtracting(EventCodec.retired).subtracting(tags) == [])
    #expect(tags.isDisjoint(with: EventCodec.retired))
  }

  @Test(arguments: [1, 5, 200])
  func fillsARoomOfAnySize(learners: Int) async throws {
    var day = Simulation(seed: 11, learners: learners, steps: 200)
    #expect(try await day.run().learners == learners)
  }

  // MARK: That it can fail

  @Test(arguments: FaultyEngine.Lie.allCases)
  func catchesAnEngineThatLies(lie: FaultyEngine.Lie) async {
    for seed in 301...303 as ClosedRange<UInt64> {
      var day = Simulation(seed: seed, lie: lie)
      await #expect(throws: SimulationFailure.self) { try await day.run() }
    }
  }

  @Test func saysWhatToTypeToSeeAFailureAgain() async throws {
    var day = Simulation(seed: 301, steps: 700, lie: .losesTheCommit)
    let failure = await #expect(throws: SimulationFailure.self) { try await day.run() }
    #expect(failure?.description.hasSuffix("\nguildhall simulate --seed 301 --steps 700") == true)
  }

  @Test func seesASecretInWhatTheRoomReads() {
    let quiz = AssessmentItem(
      id: "i1", kind: .quiz, prompt: "?", choices: ["甲", "乙"], key: [0],
      explanation: Marker.explanation("i1"))
    let agenda = [
      Segment(id: "s1", kind: .quiz, title: Marker.notes, plannedMinutes: 5, items: [quiz])
    ]
    var state = State()
    let day = SectionProfile(id: SectionID("c"), title: "", date: "", code: "")
    let plan = PinnedPlan(file: "", source: "", digest: "")
    let now = SimulatedDay.start
    state.apply(.sectionCreated(profile: day, plan: plan, agenda: agenda), at: now)
    state.apply(.itemOpened(item: "i1"), at: now)
    #expect(leak(in: view(of: state, for: .learner), of: state) == nil)
    state.apply(.itemRevealed(item: "i1"), at: now)
    #expect(leak(in: view(of: state, for: .learner), of: state) == nil)
    state.apply(.moved(to: Cursor(segment: 0)), at: now)
    // A title with the trainer's notes in it stands for a page that leaks.
    #expect(leak(in: view(of: state, for: .learner), of: state) == Marker.notes)
  }

  @Test func tellsACensoredClassFromARealOneOnlyWhereASecretShows() {
    let quiz = AssessmentItem(
      id: "i1", kind: .quiz, prompt: "?", choices: ["甲", "乙"], key: [0], explanation: "因为")
    let aino = PersonID("aino")
    let bao = PersonID("bao")
    var state = State()
    let day = SectionProfile(id: SectionID("c"), title: "", date: "", code: "")
    let plan = PinnedPlan(file: "", source: "", digest: "")
    let now = SimulatedDay.start
    let agenda = [Segment(id: "s1", kind: .quiz, title: "", plannedMinutes: 5, items: [quiz])]
    for event in [
      Event.sectionCreated(profile: day, plan: plan, agenda: agenda),
      .personEnrolled(person: aino, group: ""), .personEnrolled(person: bao, group: ""),
      .itemOpened(item: "i1"), .responseRecorded(item: "i1", person: aino, choices: [0]),
      .responseRecorded(item: "i1", person: bao, choices: [1]),
    ] { state.apply(event, at: now) }
    let room = censored(state, for: nil)
    #expect(room.items["i1"]?.item.key == [1])
    #expect(room.items["i1"]?.responses == [aino: [], bao: []])
    #expect(view(of: room, for: .learner) == view(of: state, for: .learner))
    #expect(view(of: room, for: .trainer) != view(of: state, for: .trainer))
    #expect(censored(state, for: aino).items["i1"]?.responses == [aino: [0], bao: []])
    #expect(
      ownView(of: censored(state, for: aino), person: aino) == ownView(of: state, person: aino))
    #expect(
      ownView(of: censored(state, for: bao), person: aino) != ownView(of: state, person: aino))
  }

  // MARK: The generator

  /// The reference values for seed 1234567, from the authors' own program in C.
  @Test func givesTheNumbersOfTheReferenceGenerator() {
    var random = SplitMix64(seed: 1_234_567)
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]
    #expect(expected.map { _ in random.next() } == expected)
  }

  @Test func drawsWithinBoundsAndLosesNothingInAShuffle() {
    var random = SplitMix64(seed: 3)
    for _ in 0..<1_000 {
      #expect((0..<7).contains(random.below(7)))
      #expect((2...5).contains(random.between(2, 5)))
    }
    #expect(random.shuffled(Array(1...50)).sorted() == Array(1...50))
    #expect(random.key().count == 32)
    #expect(random.pick([Int]()) == nil)
    #expect(random.weighted([(0, "never"), (3, "always")]) == "always")
    #expect(random.weighted([(Int, String)]()) == nil)
  }
}
