import Classroom
import Foundation
import Identity
import Testing

@testable import Runtime

/// What is said of a class elsewhere: only what is final, each once, taken back when it was untrue.
@Suite struct StatementTests {
  private static let quiz = AssessmentItem(
    id: "q", kind: .quiz, prompt: "时效？", choices: ["半年", "一年"], key: [1])
  private static let poll = AssessmentItem(
    id: "p", kind: .poll, prompt: "有吗？", choices: ["有", "没有"])
  private static let agenda = [
    Segment(id: "s1", kind: .lecture, title: "讲授", start: 540, plannedMinutes: 60),
    Segment(
      id: "s2", kind: .quiz, title: "测验", start: 600, plannedMinutes: 10, items: [quiz, poll]),
    Segment(id: "s3", kind: .lunch, title: "", start: 720, plannedMinutes: 60, teaching: false),
    Segment(id: "s4", kind: .lecture, title: "讲授", start: 780, plannedMinutes: 60),
  ]
  private static let people = ["aino", "bao", "chen", "olga"].map { PersonID($0) }
  private static let (aino, bao, chen, olga) = (people[0], people[1], people[2], people[3])
  private static let desk = Author(.assistant)

  private static func profile(trial: Bool) -> SectionProfile {
    SectionProfile(
      id: SectionID("class-1"), title: "争议", date: "2026-12-01", code: "4711", trial: trial)
  }

  private static func log(_ events: [Event], trial: Bool = false) -> [PlacedEvent] {
    let made = Event.sectionCreated(
      profile: profile(trial: trial), plan: PinnedPlan(file: "f", source: "s", digest: "d"),
      agenda: agenda)
    return ([made] + events).enumerated().map {
      PlacedEvent(
        position: $0.offset + 1, time: Moment(milliseconds: Int64($0.offset) * 60_000),
        event: $0.element)
    }
  }

  /// Olga observes, Chen is away in the afternoon, Aino and Bao answer.
  private static let day: [Event] =
    people.map { .personEnrolled(person: $0, group: "") }
    + [.roll(.enrolledAs(person: olga, enrolment: .observer))]
    + people.map { .checkedIn(person: $0, by: .desk) }
    + [
      .moved(to: Cursor(segment: 1)), .itemOpened(item: "q"), .itemOpened(item: "p"),
      .responseRecorded(item: "q", person: aino, choices: [0]),
      .responseRecorded(item: "q", person: bao, choices: [0]),
      .responseRecorded(item: "q", person: aino, choices: [1]),
      .ballotCast(item: "p", person: aino),
      .itemClosed(item: "q"), .moved(to: Cursor(segment: 3)),
      .roll(.checkpointOpened(checkpoint: "1-afternoon", by: desk)),
      .roll(
        .marked(
          checkpoint: "1-afternoon", person: aino, mark: .arrived, by: desk, secondsAgo: nil)),
      .roll(
        .marked(checkpoint: "1-afternoon", person: bao, mark: .arrived, by: desk, secondsAgo: nil)),
    ]

  private static let after: [Event] = [
    .sectionClosed,
    .evaluationCounted(
      ballots: 6, grades: Array(repeating: [6, 0, 0, 0], count: 5), texts: ["SECRET"]),
    .roll(
      .corrected(
        checkpoint: "1-afternoon", person: chen, to: .present, reason: "漏点", by: desk)),
    .roll(
      .corrected(checkpoint: "1-afternoon", person: bao, to: .absent, reason: "点错", by: desk)),
    .roll(
      .corrected(checkpoint: "1-afternoon", person: bao, to: .present, reason: "又错", by: desk)),
  ]

  private func name(_ statement: Statement) -> String {
    switch statement.content {
    case .attended(let person, let half, let standing):
      "\(person.rawValue) attended \(half.id) \(standing.rawValue)"
    case .answered(let person, let answer):
      "\(person.rawValue) answered \(answer.item.id) \(answer.isRight)"
    case .completed(let person, let minutes, _): "\(person.rawValue) completed \(minutes)"
    case .rated(let rating): "rated \(rating.ballots)"
    case .voided: "voided"
    }
  }

  @Test func saysNothingBeforeTheClassHasEndedAndNothingOfATrialClass() {
    #expect(statements(of: Self.log(Self.day)) == [])
    #expect(statements(of: Self.log(Self.day + Self.after, trial: true)) == [])
  }

  @Test func saysWhatIsFinalOfLearnersAlone() {
    let said = statements(of: Self.log(Self.day + [.sectionClosed]))
    #expect(
      said.map(name) == [
        "aino attended 1-morning present", "bao attended 1-morning present",
        "chen attended 1-morning present", "aino attended 1-afternoon present",
        "bao attended 1-afternoon present", "aino answered q true", "bao answered q false",
        "aino completed 130", "bao completed 130",
      ])
    #expect(Set(said.map(\.id)).count == said.count)
    // An answer rests on the event that recorded it last.
    #expect(said[5].time == Moment(milliseconds: 15 * 60_000))
    #expect(said.allSatisfy { $0.position == Self.day.count + 2 })
  }

  @Test func takesBackWhatACorrectionMadeUntrueAndSaysItAnew() {
    let said = statements(of: Self.log(Self.day + Self.after))
    let later = Array(said.dropFirst(9))
    #expect(
      later.map(name) == [
        "rated 6", "chen attended 1-afternoon present", "chen completed 130", "voided", "voided",
        "bao attended 1-afternoon present", "bao completed 130",
      ])
    // What is taken back was said before, once, and what comes back has an id of its own.
    let taken = later.compactMap { statement -> String? in
      if case .voided(let id) = statement.content { id } else { nil }
    }
    #expect(taken == [said[4].id, said[8].id])
    #expect(Set(said.map(\.id)).count == said.count)
  }

  @Test func aLongerLogOnlyAddsToWhatWasSaid() {
    let log = Self.log(Self.day + Self.after)
    let whole = statements(of: log)
    for length in 0...log.count {
      let part = statements(of: log.prefix(length))
      #expect(Array(whole.prefix(part.count)) == part)
    }
    #expect(statements(of: log) == whole)
  }

  @Test func ofTwoRoundsTheSecondIsSaid() {
    var events = Self.day
    let close = events.firstIndex(of: .itemClosed(item: "q")) ?? 0
    events.insert(
      contentsOf: [
        .itemClosed(item: "q"), .discussionBegun(item: "q", seconds: 60),
        .secondRoundOpened(item: "q"),
        .responseRecorded(item: "q", person: Self.bao, choices: [1]),
      ], at: close)
    let answers = statements(of: Self.log(events + [.sectionClosed])).map(name)
      .filter { $0.contains("answered") }
    #expect(answers == ["bao answered q true"])
  }

  /// Sheets are typed in when the class is over, in a further room too.
  @Test(arguments: [nil, "2"] as [RoomID?])
  func saysWhatIsTypedInAfterTheClass(room: RoomID?) {
    let sum = AssessmentItem(
      id: "n", kind: .quiz, prompt: "几日内？", choices: [],
      interaction: .numericEntry(answer: FixedDecimal(15), tolerance: FixedDecimal(0)))
    let typed: [Event] = [
      .sheetTextEntered(item: "n", person: Self.bao, text: "15"),
      .sheetEntered(item: "q", person: Self.chen, choices: [1]),
    ]
    let log = Self.log(
      Self.day + [.itemAdded(item: sum), .itemOpened(item: "n"), .itemClosed(item: "n")]
        + [.room(.opened(room: "2", name: "二楼")), .room(.detached(room: "2")), .sectionClosed]
        + typed.map { event in room.map { .inRoom(room: $0, event: event) } ?? event })
    let later = statements(of: log).dropFirst(statements(of: log.dropLast(2)).count)
    #expect(later.map(name) == ["bao answered n true", "chen answered q true"])
    #expect(later.map(\.time) == log.suffix(2).map(\.time))
    #expect(later.map(\.position) == log.suffix(2).map(\.position))
  }

  @Test func takesBackACompletionThatANoteOnPaperGave() {
    var rules = CompletionSettings()
    rules.rules = [.evaluation]
    let over = Self.day + [.completion(.set(rules)), .sectionClosed]
    let notes = [true, false].map {
      Event.evaluationReturnedOnPaper(person: Self.aino, on: $0)
    }
    let said = statements(of: Self.log(over + notes))
    let later = Array(said.dropFirst(statements(of: Self.log(over)).count))
    #expect(later.map(name) == ["aino completed 130", "voided"])
    #expect(later.last?.content == .voided(id: later[0].id))
  }

  /// The first example is RFC 9562, appendix A.4; `nameBasedUUID` of a Chinese name agrees with Python's.
  @Test func makesNameBasedIdsAsTheStandardHasThem() throws {
    let dns = try #require(UUID(uuidString: "6ba7b810-9dad-11d1-80b4-00c04fd430c8"))
    #expect(
      nameBasedUUID("www.example.com", in: dns) == "2ed6657d-e927-568b-95e1-2665a8aea6a2")
    #expect(nameBasedUUID("工学堂", in: dns) == "84cc971f-b46e-55b3-9ec5-01432291a68d")
  }

  @Test func theHomeIsTheSameForTheSameKeyAndTellsNothingOfIt() {
    let key = (0..<32).map { UInt8($0) }
    let home = RecordHome(key: key)
    #expect(home == RecordHome(key: key) && home != RecordHome(key: key.reversed()))
    #expect(home.url.hasPrefix("https://") && home.url.hasSuffix(".guildhall.invalid"))
    #expect(RecordHome(key: nil).url == "https://guildhall.invalid")
  }
}
