import Identity
import Testing

@testable import Classroom

@Suite struct GainTests {
  static let unit = Segment.Heading(number: 1, label: "一、", title: "预防")

  static func items(_ kind: AssessmentItem.Kind, _ prefix: String) -> [AssessmentItem] {
    (1...2).map {
      AssessmentItem(
        id: "\(prefix)\($0)", kind: kind, prompt: "问题 \($0)？", choices: ["甲", "乙"], key: [1],
        explanation: prefix)
    }
  }

  /// A test before, one after under a unit with the same questions, and one of another question.
  static let agenda = [
    Segment(id: "pre", kind: .preTest, title: "", plannedMinutes: 5, items: items(.preTest, "a")),
    Segment(
      id: "post", kind: .postTest, unit: unit, title: "", plannedMinutes: 5,
      items: items(.postTest, "b") + [
        AssessmentItem(id: "c", kind: .postTest, prompt: "别的？", choices: ["甲", "乙"], key: [0])
      ]),
  ]
  static let people = (0..<6).map { PersonID("p\($0)") }
  static let ids = ["a1", "a2", "b1", "b2", "c"]

  /// `answers[item]` are the choices of p0, p1 …; `nil` is no answer.
  func state(_ answers: [String: [Int?]], close: [String] = ids) -> State {
    fold(
      [.sectionCreated(profile: profile, plan: plan, agenda: Self.agenda)]
        + Self.people.map { .checkedIn(person: $0, by: .desk) }
        + Self.ids.map { .itemOpened(item: $0) }
        + Self.ids.flatMap { id in
          zip(Self.people, answers[id] ?? []).compactMap { person, choice in
            choice.map { .responseRecorded(item: id, person: person, choices: [$0]) }
          }
        }
        + close.map { .itemClosed(item: $0) })
  }

  @Test func followsHake() throws {
    #expect(try abs(#require(normalizedGain(before: 0.4, after: 0.7)) - 0.5) < 1e-12)
    #expect(normalizedGain(before: 0, after: 1) == 1)
    #expect(normalizedGain(before: 0.5, after: 0.25) == -0.5)
    #expect(normalizedGain(before: 1, after: 1) == nil)
    #expect(normalizedGain(before: 1, after: 0.5) == nil)
  }

  @Test func matchesPersonsAndQuestions() throws {
    // p5 answered only before, and does not count although right.
    let gain = try #require(
      learningGain(
        of: state([
          "a1": [1, 0, 0, 0, 0, 1], "a2": [1, 0, 0, 0, nil, 1], "b1": [1, 1, 1, 1, 0],
          "b2": [1, 1, 0, 0, 0], "c": [0, 0, 0, 0, 0, 0],
        ])))
    #expect(gain.whole.items == 2)
    #expect(gain.whole.matched == 5)
    #expect(gain.whole.before == 0.2)
    #expect(gain.whole.after == 0.6)
    #expect(try abs(#require(gain.whole.gain) - 0.5) < 1e-12)
    #expect(gain.topics.map(\.heading) == [Self.unit])
    #expect(gain.topics.map(\.gain) == [gain.whole.gain])
  }

  @Test func saysOnlyThatFewerThanFiveAreTooFew() throws {
    let gain = try #require(
      learningGain(of: state(["a1": [0, 0, 0, 0, 0, 0], "b1": [1, 1, 1, 1]])))
    #expect(gain.whole.matched == 4)
    #expect(gain.whole.isWithheld)
    #expect(gain.whole.after == nil && gain.whole.gain == nil)
    let none = try #require(learningGain(of: state([:])))
    #expect(none.whole.matched == 0 && none.whole.isWithheld)
  }

  @Test func isUndefinedWhereAllWasRightBefore() throws {
    let right = [Int?](repeating: 1, count: 5)
    let gain = try #require(
      learningGain(of: state(["a1": right, "a2": right, "b1": right, "b2": right])))
    #expect(gain.whole.before == 1)
    #expect(gain.whole.gain == nil)
    #expect(!gain.whole.isWithheld)
  }

  @Test func waitsUntilBothTestsAreClosed() {
    #expect(learningGain(of: state([:], close: ["a1", "a2"])) == nil)
    #expect(learningGain(of: inClass().state) == nil)
  }

  @Test func reachesNoSharedScreen() {
    let right = [Int?](repeating: 1, count: 5)
    let wrong = [Int?](repeating: 0, count: 5)
    let one = state(["a1": right, "a2": right, "b1": right, "b2": right])
    let other = state(["a1": wrong, "a2": wrong, "b1": right, "b2": wrong])
    #expect(trainerView(of: one).gain != trainerView(of: other).gain)
    for viewer in [Viewer.projector, .learner, .organizer] {
      #expect(view(of: one, for: viewer) == view(of: other, for: viewer))
    }
    #expect(!leaves(of: trainerView(of: one).gain as Any).contains { $0.hasPrefix("p0") })
  }
}
