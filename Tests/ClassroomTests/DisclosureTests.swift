import Identity
import Testing

@testable import Classroom

/// What somebody can work out from what is published, by trying every way the ballots may have
/// fallen. The claims are those of docs/decisions/0018-what-may-be-published.md.
@Suite struct DisclosureTests {
  /// Every way that `ballots` fall on so many classes.
  private static func falls(_ ballots: Int, on classes: Int) -> [[Int]] {
    guard classes > 1 else { return [[ballots]] }
    return (0...ballots).flatMap { first in
      falls(ballots - first, on: classes - 1).map { [first] + $0 }
    }
  }

  /// The ways that read alike, for each thing that can be read.
  private static func readings(
    _ ballots: Int, on classes: Int, _ publish: ([Int]) -> String
  ) -> [[[Int]]] {
    Array(Dictionary(grouping: falls(ballots, on: classes), by: publish).values)
  }

  private static func publish(_ counts: [Int]) -> String { "\(Disclosure(of: counts).parts)" }

  /// Claim 1: of every class it can be said that five or more gave it, or it may be that nobody did.
  private static func isHiddenOrCrowded(_ alike: [[Int]]) -> Bool {
    alike[0].indices.allSatisfy { index in
      let least = alike.map { $0[index] }.min() ?? 0
      return least == 0 || least >= fewestBallots
    }
  }

  /// Claim 3: that all said the same is never certain.
  private static func isNeverUnanimous(_ alike: [[Int]]) -> Bool {
    alike.contains { counts in counts.count { $0 > 0 } > 1 }
  }

  static let sizes: [(ballots: Int, classes: Int)] =
    (5...30).map { ($0, 4) } + (5...40).map { ($0, 3) } + (5...40).map { ($0, 2) }

  @Test(arguments: sizes)
  func neverTellsOfFewerThanFive(ballots: Int, classes: Int) {
    for alike in Self.readings(ballots, on: classes, Self.publish) {
      #expect(Self.isHiddenOrCrowded(alike), "\(alike)")
      #expect(Self.isNeverUnanimous(alike), "\(alike)")
    }
  }

  /// The claims do not hold of plain tables, nor of tables that leave out what is small.
  @Test func knowsATableThatTellsTooMuch() {
    let plain = Self.readings(20, on: 4) { "\($0)" }
    #expect(!plain.allSatisfy(Self.isHiddenOrCrowded))
    #expect(!plain.allSatisfy(Self.isNeverUnanimous))
    let gaps = Self.readings(20, on: 4) { "\($0.map { (1..<5).contains($0) ? -1 : $0 })" }
    #expect(!gaps.allSatisfy(Self.isHiddenOrCrowded))
  }

  /// Claim 2: who knows all ballots but one cannot place it in classes that fewer than five gave.
  @Test(arguments: sizes)
  func hidesABallotFromWhoKnowsAllOthers(ballots: Int, classes: Int) {
    for counts in Self.falls(ballots, on: classes) {
      let published = Disclosure(of: counts)
      for own in counts.indices where counts[own] > 0 {
        let possible = counts.indices.filter { other in
          var changed = counts
          changed[own] -= 1
          changed[other] += 1
          return Disclosure(of: changed) == published
        }
        #expect(
          possible.reduce(0) { $0 + counts[$1] } >= fewestBallots, "\(counts), one in \(own)")
      }
    }
  }

  /// Spans, points and shares say what every way to read it allows, and nothing more.
  @Test(arguments: sizes.filter { $0.ballots <= 24 })
  func saysNoMoreThanItCanAndNoLess(ballots: Int, classes: Int) {
    let weights = [[100, 80, 60, 0], [1, 1, 0, 0], [0, 1, 0, 1], [0, 3, 7, 2]]
      .map { Array($0.prefix(classes)) }
    for alike in Self.readings(ballots, on: classes, Self.publish) {
      let disclosure = Disclosure(of: alike[0])
      for weight in weights {
        let sums = alike.map { counts in zip(counts, weight).reduce(0) { $0 + $1.0 * $1.1 } }
        let bounds = disclosure.bounds(weights: weight)
        #expect(bounds.lowerBound == sums.min() && bounds.upperBound == sums.max(), "\(alike)")
      }
      for item in disclosure.items {
        let sums = alike.map { $0[item.classes].reduce(0, +) }
        let bounds = disclosure.ballots(of: item)
        #expect(bounds.lowerBound == sums.min() && bounds.upperBound == sums.max(), "\(alike)")
        #expect(item.isFew == (bounds.lowerBound == 0))
      }
    }
  }

  @Test(arguments: sizes.filter { $0.ballots <= 20 })
  func coversEveryClassOnceAndEveryBallot(ballots: Int, classes: Int) {
    for counts in Self.falls(ballots, on: classes) {
      let disclosure = Disclosure(of: counts)
      #expect(disclosure.items.flatMap { Array($0.classes) } == Array(0..<classes))
      #expect(disclosure.parts.reduce(0) { $0 + $1.total } == ballots)
      #expect(disclosure.parts.allSatisfy { $0.items.count { !$0.isFew } == 1 })
    }
  }

  /// Two tables of the same ballots: what both say of any two classes together never shows a group
  /// of one to four, by the bounds of Fréchet.
  @Test func twoTablesTogetherShowNoSmallGroup() {
    var random = SplitMix64(seed: 17)
    for _ in 0..<400 {
      let ballots = 5 + random.below(56)
      let tables = (0..<2).map { _ in
        var counts = [0, 0, 0, 0]
        let lean = random.below(4)
        for _ in 0..<ballots {
          counts[random.below(10) < 7 ? lean : random.below(4)] += 1
        }
        return Disclosure(of: counts)
      }
      for (first, second) in tables[0].items.flatMap({ a in tables[1].items.map { (a, $0) } }) {
        let a = tables[0].ballots(of: first)
        let b = tables[1].ballots(of: second)
        let least = max(0, a.lowerBound + b.lowerBound - ballots)
        let most = min(a.upperBound, b.upperBound)
        #expect(least == 0 || most >= fewestBallots)
      }
    }
  }

  // MARK: By hand

  @Test(arguments: [
    ([40, 5, 0, 0], "40 | 5"), ([43, 2, 0, 0], "41–45 <5"), ([45, 0, 0, 0], "41–45 <5"),
    ([20, 9, 1, 0], "20 | 6–10 <5"), ([0, 0, 0, 30], "<5 <5 <5 18–30"),
    ([10, 10, 10, 10], "10 | 10 | 10 | 10"), ([3, 20, 10, 7], "<5 19–23 | 10 | 7"),
    ([4, 4, 4, 4], "<5 <5 8–16"), ([8, 0, 0, 0], "8"), ([5, 4, 0, 0], "5–9 <5"),
    ([0, 5, 4, 0], "<5 5–9"),
  ])
  func readsAsTheRuleHasIt(counts: [Int], text: String) {
    let disclosure = Disclosure(of: counts)
    let said = disclosure.parts.map { part in
      part.items.map { item in
        let bounds = disclosure.ballots(of: item)
        return item.isFew
          ? "<5"
          : bounds.count == 1 ? "\(bounds.lowerBound)" : "\(bounds.lowerBound)–\(bounds.upperBound)"
      }.joined(separator: " ")
    }.joined(separator: " | ")
    #expect(said == text)
  }

  // MARK: Two readings at different times

  /// Before the count nothing is said, after it the same for ever, whatever happens then.
  @Test func saysTheSameAtEveryReading() {
    let grades = [[3, 2, 0, 0], [5, 0, 0, 0], [0, 0, 0, 5], [1, 1, 1, 2], [0, 5, 0, 0]]
    let returned = voters.map { Event.evaluationReturned(person: $0) }
    let before: [Event] = [.evaluationOpened] + returned + [.evaluationClosed]
    let after: [Event] = [
      .evaluationCounted(ballots: 5, grades: grades, texts: ["丙", "甲", "乙"]),
      .checkedIn(person: gus, by: .desk), .leftEarly(person: aino),
      .roll(.enrolledAs(person: bao, enrolment: .observer)), .sectionClosed,
    ]
    for count in 0...before.count {
      let made = sectionReport(of: inClass(Array(before.prefix(count))).state).evaluation
      #expect(made.aspects.isEmpty && made.texts.isEmpty && made.score == nil)
    }
    let readings = (1...after.count).map {
      sectionReport(of: inClass(before + after.prefix($0)).state).evaluation
    }
    for reading in readings {
      #expect(reading.aspects == readings[0].aspects)
      #expect(reading.score == readings[0].score && reading.ballots == 5)
      #expect(reading.texts == ["丙", "乙", "甲"].sorted())
    }
  }
}
