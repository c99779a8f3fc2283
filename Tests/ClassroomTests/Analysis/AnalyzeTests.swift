import Identity
import Testing

@testable import Classroom

@Suite struct AnalyzeTests {
  static let unit = Segment.Heading(number: 1, label: "一、", title: "预防")
  static let people = (0..<40).map { PersonID("p\($0 < 10 ? "0" : "")\($0)") }

  static func item(_ number: Int, _ kind: AssessmentItem.Kind) -> AssessmentItem {
    AssessmentItem(
      id: "\(kind.rawValue)\(number)", kind: kind, prompt: "第 \(number) 题？",
      choices: ["甲", "乙", "丙"], key: [0])
  }
  static let agenda = [
    Segment(
      id: "pre", kind: .preTest, title: "", plannedMinutes: 5,
      items: (1...5).map { item($0, .preTest) }),
    Segment(
      id: "quiz", kind: .quiz, unit: unit, title: "", plannedMinutes: 5,
      items: (1...3).map { item($0, .quiz) }),
    Segment(
      id: "post", kind: .postTest, unit: unit, title: "", plannedMinutes: 5,
      items: (1...5).map { item($0, .postTest) }),
  ]

  /// `answers(person, item)` by index; `nil` is no answer.
  static func state(
    of count: Int = 40, asking ids: [ItemID], answers: (Int, ItemID) -> Int?, closing: Bool = true
  ) -> State {
    let people = people.prefix(count)
    return fold(
      [.sectionCreated(profile: profile, plan: plan, agenda: agenda)]
        + people.map { .checkedIn(person: $0, by: .phone) }
        + ids.map { .itemOpened(item: $0) }
        + ids.flatMap { id in
          people.indices.compactMap { index in
            answers(index, id).map {
              .responseRecorded(item: id, person: people[index], choices: [$0])
            }
          }
        }
        + (closing ? ids.map { .itemClosed(item: $0) } : []))
  }

  static let quizzes = ["quiz1", "quiz2", "quiz3"]
  static let pre = (1...5).map { "preTest\($0)" }
  static let post = (1...5).map { "postTest\($0)" }

  /// The higher the index, the more is right.
  static func ladder(_ person: Int, _ id: ItemID) -> Int? {
    let number = Int(id.suffix(1)) ?? 0
    return person >= number * 6 ? 0 : 1 + person % 2
  }

  @Test func saysNothingOfAClassWithoutQuizzes() {
    #expect(classAnalysis(of: inClass().state).isEmpty)
    let open = Self.state(asking: Self.quizzes, answers: Self.ladder, closing: false)
    #expect(classAnalysis(of: open).isEmpty)
  }

  @Test func analysesEachKindByItself() throws {
    let found = classAnalysis(
      of: Self.state(asking: Self.pre + Self.quizzes, answers: Self.ladder))
    #expect(found.scales.map(\.kind) == [.preTest, .quiz])
    let test = try #require(found.scales.first)
    #expect(test.items.map(\.difficulty) == [0.85, 0.7, 0.55, 0.4, 0.25])
    #expect(test.items.allSatisfy { ($0.discrimination ?? 0) > 0.3 })
    #expect((test.reliability.alpha ?? 0) > 0.7)
    #expect(test.reliability.cautions == [])
    #expect(found.scales[1].reliability.cautions == [.fewItems])
    #expect(found.topics.map(\.heading) == [nil, Self.unit])
    #expect(found.topics[1].reliability == found.scales[1].reliability)
    #expect(abs((found.topics[0].difficulty ?? 0) - 0.55) < 1e-12)
  }

  /// What is left out of a test is not right; what is left out of a quiz is not known.
  @Test func tellsLeftOutFromAbsent() throws {
    let found = classAnalysis(
      of: Self.state(asking: Self.pre + Self.quizzes) { person, id in
        id.hasSuffix("3") && person < 20 ? nil : Self.ladder(person, id)
      })
    // The difficulty is the report's: of who answered.
    #expect(found.scales.map { $0.items[2].difficulty } == [1, 1])
    // All who answered the quiz's third question had it right: nothing to tell apart.
    #expect(found.scales[1].items[2].discrimination == nil)
    #expect(try #require(found.scales[0].items[2].discrimination) > 0.3)
    #expect(found.scales[1].reliability.persons == 40)
    #expect(found.scales[1].reliability.cautions.contains(.fewPersons))
  }

  @Test func countsChoicesOfTheBestAndTheWorst() throws {
    let scale = try #require(
      classAnalysis(of: Self.state(asking: Self.pre, answers: Self.ladder)).scales.first)
    // 27 % of 40 are 11, and who stands level with them.
    #expect(scale.groups == ClassAnalysis.Groups(upper: 16, lower: 12))
    let choices = scale.items[2].choices
    #expect(choices.map(\.right) == [true, false, false])
    #expect(choices.map(\.count) == [22, 9, 9])
    #expect(choices.map(\.upper) == [16, 0, 0])
    #expect(choices.map(\.lower) == [0, 6, 6])
    let few = try #require(
      classAnalysis(of: Self.state(of: 16, asking: Self.pre, answers: Self.ladder)).scales.first)
    #expect(few.groups == nil && few.items[0].choices.allSatisfy { $0.upper == nil })
  }

  @Test func remarksOnWhatToMend() throws {
    // The key of the fifth is wrong: who is right elsewhere takes the second choice.
    let scale = try #require(
      classAnalysis(
        of: Self.state(asking: Self.pre) { person, id in
          switch id {
          case "preTest5": person >= 20 ? 1 : 0
          case "preTest4": 0
          default: Self.ladder(person, id)
          }
        }
      ).scales.first)
    #expect(scale.items[4].remarks.contains(.negative))
    #expect(scale.items[4].remarks.contains(.keyInDoubt))
    #expect(scale.items[3].remarks == [.easy, .idleChoice])
    #expect(scale.items[0].remarks == [])
  }

  @Test func saysOnlyDifficultyBelowFive() throws {
    let scale = try #require(
      classAnalysis(of: Self.state(of: 4, asking: Self.pre, answers: Self.ladder)).scales.first)
    #expect(scale.items.allSatisfy { $0.difficulty != nil && $0.discrimination == nil })
    #expect(scale.reliability.alpha == nil && scale.reliability.standardError == nil)
    #expect(scale.items.allSatisfy { $0.remarks == [] })
  }

  @Test func boundsTheGain() throws {
    let state = Self.state(asking: Self.pre + Self.post) { person, id in
      id.hasPrefix("post") ? Self.ladder(person + 10, id) : Self.ladder(person, id)
    }
    let found = classAnalysis(of: state)
    #expect(found.gains.map(\.row) == learningGain(of: state).map { $0.topics + [$0.whole] })
    let whole = try #require(found.gains.last)
    let interval = try #require(whole.interval)
    let gain = try #require(whole.row.gain)
    #expect(interval.low < gain && gain < interval.high)
    #expect(interval.high - interval.low < 0.5)
    // The same class, the same interval.
    #expect(classAnalysis(of: state) == found)
  }

  @Test func namesNobody() {
    let found = classAnalysis(
      of: Self.state(asking: Self.pre + Self.quizzes + Self.post, answers: Self.ladder))
    #expect(!found.scales.isEmpty)
    #expect(!leaves(of: found).contains { $0.hasPrefix("p0") || $0.hasPrefix("p1") })
  }
}

@Suite struct BootstrapTests {
  @Test func needsTwoAndAFigure() {
    #expect(bootstrapInterval(of: 1, seed: 1) { _ in 1 } == nil)
    #expect(bootstrapInterval(of: 9, seed: 1) { $0[0] < 3 ? nil : 1 } == nil)
    let same = bootstrapInterval(of: 9, seed: 1) { _ in 0.5 }
    #expect(same == ConfidenceInterval(low: 0.5, high: 0.5, level: 0.95))
  }

  /// Of intervals for 95 %, about 95 % hold what is true: here of 200 samples from a known mean.
  @Test func holdsTheTruthAsOftenAsItSays() throws {
    var chance = SplitMix64(seed: 11)
    var held = 0
    for sample in 0..<200 {
      let values = (0..<60).map { _ in Double(chance.below(1001)) / 1000 }
      let interval = try #require(
        bootstrapInterval(of: 60, drawings: 400, seed: UInt64(sample)) { drawn in
          drawn.reduce(0) { $0 + values[$1] } / Double(drawn.count)
        })
      if interval.low <= 0.5, 0.5 <= interval.high { held += 1 }
    }
    #expect((180...198).contains(held), "\(held) of 200")
  }

  @Test func findsQuantilesBetweenValues() {
    #expect(quantile([], 0.5) == nil)
    #expect(quantile([3], 0.975) == 3)
    #expect(quantile([1, 2, 3, 4], 0.5) == 2.5)
    #expect(quantile([1, 2, 3, 4], 1) == 4)
  }
}
