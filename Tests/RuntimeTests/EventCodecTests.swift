import Classroom
import Foundation
import Identity
import Testing

@testable import Runtime

/// What a version has written, every later one reads.
@Suite struct EventCodecTests {
  private static let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Goldens/events.jsonl")

  @Test func readsAndWritesEveryEventEverShipped() throws {
    let lines = try String(contentsOf: Self.golden, encoding: .utf8)
      .split(separator: "\n").map(String.init)
    if ProcessInfo.processInfo.environment["GUILDHALL_RECORD"] == "1" {
      // Recording only ever adds: a shipped line stays as it is.
      var text = lines
      for event in Self.one {
        let (tag, bytes) = try EventCodec.encode(event)
        let line = tag + "\t" + String(decoding: bytes, as: UTF8.self)
        if !text.contains(line) { text.append(line) }
      }
      try (text.joined(separator: "\n") + "\n").write(
        to: Self.golden, atomically: true, encoding: .utf8)
      Issue.record("recorded; review the difference and run the tests again")
      return
    }
    var tags: Set<String> = []
    for line in lines {
      let parts = line.split(separator: "\t", maxSplits: 1)
      let event = try EventCodec.decode(tag: String(parts[0]), bytes: Array(parts[1].utf8))
      let again = try EventCodec.encode(event)
      #expect(again.tag == parts[0])
      #expect(String(decoding: again.bytes, as: UTF8.self) == parts[1])
      tags.insert(again.tag)
    }
    #expect(tags == EventCodec.tags)
  }

  /// What is written by hand are the bytes of the encoder that writes everything else.
  @Test func writesAnswersByHandAsTheEncoderDoes() throws {
    let texts = [
      "i1", "", "a/b", "a\"b", "a\\b", "\u{1}", "\n", "\t", "\u{7F}", "中文", "é", "\u{2028}", "🧑‍🏭",
      "<&>'", String(repeating: "x", count: 300),
    ]
    let numbers = [[], [0], [9], [10, 0, 3], [-1], [.max, .min]]
    func check(_ byHand: [UInt8]?, _ bytes: [UInt8], _ general: [UInt8], isPlain: Bool) {
      #expect(bytes == general, "\(String(decoding: general, as: UTF8.self))")
      #expect((byHand != nil) == isPlain, "\(String(decoding: general, as: UTF8.self))")
    }
    /// Printable ASCII that JSON takes as it is.
    func isPlain(_ text: String) -> Bool {
      text.unicodeScalars.allSatisfy { (" "..."~").contains($0) && $0 != "\"" && $0 != "\\" }
    }
    for (index, text) in texts.enumerated() {
      for choices in numbers {
        let person = PersonID(texts[(index * 7 + choices.count) % texts.count])
        let plain = (text: isPlain(text), person: isPlain(person.rawValue))
        for (event, isPlain) in [
          (
            Event.responseRecorded(item: text, person: person, choices: choices),
            plain == (true, true)
          ),
          (.ballotCast(item: text, person: person), plain == (true, true)),
          (.evaluationReturned(person: person), plain.person),
          (.questionSupported(question: text, key: "k"), false),
        ] {
          check(
            PlainJSON.bytes(of: event), try EventCodec.encode(event).bytes,
            try EventCodec.general(event), isPlain: isPlain)
        }
        for signer in [nil, person] {
          let content = BallotContent(marks: choices, text: text, signer: signer)
          check(
            PlainJSON.bytes(of: content), try EventCodec.encode(content),
            try EventCodec.general(content), isPlain: plain.text && signer == nil)
        }
      }
    }
    for event in Self.one {
      #expect(try EventCodec.encode(event).bytes == EventCodec.general(event))
    }
    #expect(
      PlainJSON.bytes(of: .responseRecorded(item: "i1", person: PersonID("p1"), choices: [1]))
        != nil)
  }

  @Test func refusesWhatItDoesNotKnow() throws {
    #expect(throws: EventCodec.Failure.unknownTag("sectionSold")) {
      try EventCodec.decode(tag: "sectionSold", bytes: Array(#"{"sectionSold":{}}"#.utf8))
    }
    #expect(throws: EventCodec.Failure.malformed(tag: "moved")) {
      try EventCodec.decode(tag: "moved", bytes: Array(#"{"moved":{}}"#.utf8))
    }
    // A tag that says something else than the bytes.
    let (_, bytes) = try EventCodec.encode(.sectionClosed)
    #expect(throws: EventCodec.Failure.malformed(tag: "clockPaused")) {
      try EventCodec.decode(tag: "clockPaused", bytes: bytes)
    }
  }

  /// One of each kind of question.
  private static let made: [AssessmentItem] = [
    .ordering(id: "o", kind: .quiz, prompt: "顺序", right: ["一", "二", "三"]),
    .matching(id: "m", kind: .quiz, prompt: "连线", pairs: [("左", "右"), ("上", "下")]),
    .scale(id: "s", prompt: "评分"),
    AssessmentItem(
      id: "t", kind: .quiz, prompt: "填空", choices: [], interaction: .textEntry(accepted: ["工会法"])),
    AssessmentItem(
      id: "n", kind: .preTest, prompt: "数值", choices: [],
      interaction: .numericEntry(
        answer: FixedDecimal(36), tolerance: FixedDecimal(millionths: 500_000))),
    AssessmentItem(id: "c", kind: .poll, prompt: "c", choices: ["a", "b"], interaction: .choice),
    AssessmentItem(id: "e", kind: .poll, prompt: "e", choices: [], interaction: .extendedText),
  ]

  /// One of each shape.
  private static let one: [Event] = {
    let person = PersonID("p1")
    let item = AssessmentItem(
      id: "i1", kind: .quiz, prompt: "仲裁时效？", choices: ["半年", "一年"], key: [1],
      explanation: "第二十七条", multiple: false)
    let kit = Kit(
      background: "b", text: "t", questions: ["q"], teachingNotes: "n", debrief: "d", source: "s",
      date: "2026")
    let segment = Segment(
      id: "s1", kind: .case, form: "share",
      unit: Segment.Heading(number: 1, label: "一、", title: "u"),
      topic: Segment.Heading(number: 1, label: "（一）", title: "t"), title: "c", day: 1, start: 525,
      plannedMinutes: 15, teaching: true, part: 1, parts: 1,
      pages: [Page(role: .text, lines: ["l"]), Page(role: .item, lines: [], item: "i1")],
      notes: "n", kit: kit, items: [item])
    let profile = SectionProfile(
      id: SectionID("class-1"), title: "t", date: "2026-12-01", room: "r", trainer: person,
      code: "4271", trial: true)
    var asked = CompletionSettings()
    asked.rules = [
      .presence(percent: 80), .halfDays(fewest: 2), .punctual(most: 1), .leave(oneIn: 7),
      .postTest(points: 85), .evaluation,
    ]
    // As the table of that time was: a later one changes nothing of what a class chose.
    asked.credit = CreditTable(
      id: "online", lot: .topic,
      bands: [.init(1, hundredths: 25), .init(30, hundredths: 100)], repeats: 30, source: "s")
    asked.authority = "a"
    asked.feeHours = CreditHours(hundredths: 850)
    asked.certificate = .completion
    asked.issuer = "i"
    return [
      .sectionCreated(
        profile: profile, plan: PinnedPlan(file: "f", source: "s", digest: "d"), agenda: [segment]),
      .personEnrolled(person: person, group: "g"), .checkedIn(person: person, by: .phone),
      .checkedIn(person: person, by: .desk), .leaveRecorded(person: person),
      .leftEarly(person: person), .moved(to: Cursor(segment: 1, page: 2)),
      .movedBack(to: Cursor(segment: 0)), .blanked(on: true), .clockPaused, .clockResumed,
      .materialAdded(segment: "s1", kit: kit), .handedOver(generation: 2),
      .deckAttached(
        deck: Deck(id: "ab12", file: "课件.pdf", texts: ["一", ""]),
        scope: DeckScope(unit: 1, topic: 2)),
      .deckAttached(deck: Deck(id: "ab12", file: "课件.pdf", texts: ["一"]), scope: .day),
      .deckRemoved(scope: DeckScope(unit: 1)), .sectionClosed,
      .itemAdded(item: item), .itemOpened(item: "i1"), .itemClosed(item: "i1"),
      .itemRevealed(item: "i1"), .responseRecorded(item: "i1", person: person, choices: [0, 1]),
      .ballotCast(item: "i2", person: person),
      .ballotsCounted(item: "i2", ballots: 5, marks: [2, 3], texts: ["x"]),
      .textApproved(item: "i2", index: 0),
      .questionAsked(question: "q1", person: person, text: "t"),
      .questionAsked(question: "q2", person: nil, text: "t"),
      .questionSupported(question: "q1", key: "00112233445566778899aabbccddeeff"),
      .questionApproved(question: "q1"), .questionAnswered(question: "q1"),
      .questionHidden(question: "q2"), .evaluationOpened, .evaluationReturned(person: person),
      .followUp(.daysSet(days: 14)), .followUp(.intentionWritten(person: person)),
      .followUp(.intentionsCounted(ballots: 6)), .followUp(.closed),
      .followUp(.counted(ballots: 5, outcomes: [3, 1, 1], reasons: ["r"])),
      .followUp(
        .signed(outcomes: [SignedOutcome(person: person, outcome: .done, reason: "r")])),
      .evaluationClosed, .evaluationFormChosen(form: .standard),
      .evaluationFormChosen(
        form: EvaluationForm(
          aspects: [.init(title: "场地", points: 60), .init(standard: .method, points: 40)],
          question: "", target: 90)),
      .evaluationCounted(ballots: 5, grades: [[5, 0, 0, 0]], texts: ["x"]),
      .questionAsked(question: "q3", person: nil, text: "t", forTrainer: true),
      .questionWithheld(question: "q2", reason: "重复"),
      .handsCounted(item: "i1", counts: [2, 3]),
      .sheetEntered(item: "i1", person: person, choices: [1]), .sheetCast(item: "i2"),
      .questionPinned(question: "q1", on: true), .questionsScreened(on: false),
      .timetableReplanned(slots: [ReplannedSlot(segment: "s1", start: 600, minutes: 12)]),
      .roll(.checkpointOpened(checkpoint: "1-afternoon", by: Author(.assistant, link: "ab12"))),
      .roll(
        .marked(
          checkpoint: "1-morning", person: person, mark: .arrived, by: Author(.organizer),
          secondsAgo: nil)),
      .roll(
        .marked(
          checkpoint: "1-morning", person: person, mark: .left,
          by: Author(.assistant, link: "ab12"), secondsAgo: 90)),
      .roll(
        .corrected(
          checkpoint: "1-morning", person: person, to: .lateAndLeftEarly, reason: "点错了",
          by: Author(.trainer))),
      .roll(.graceSet(minutes: 10)), .roll(.enrolledAs(person: person, enrolment: .walkIn)),
      .roll(.substituted(person: person, substitute: PersonID("p2"))),
      .roll(.enrolledAs(person: person, enrolment: .removed)),
      .roll(.merged(person: person, kept: PersonID("p2"))),
      .link(.issued(link: "ab12", role: .assistant, holder: PersonID("h1"))),
      .link(.revoked(link: "ab12")),
      .textResponseRecorded(item: "i3", person: person, text: "36"),
      .timerStarted(seconds: 600), .timerStopped,
      .groupsFormed(groups: [[person], []]), .groupJoined(person: person, group: 1),
      .penTaken(group: 1, person: person), .reportsOpened(task: "g1", title: "讨论"),
      .reportWritten(task: "g1", group: 1, person: person, text: "一句话"),
      .reportReleased(task: "g1", group: 1), .reportsClosed(task: "g1"),
      .groupsPicked(task: "g1", groups: [0, 1]),
      .discussionBegun(item: "i1", seconds: 180), .secondRoundOpened(item: "i1"),
      .cloudProposed(item: "i2", words: [CountedWord(word: "工资", count: 3)]),
      .cloudApproved(item: "i2", words: [CountedWord(word: "工资", count: 3)]),
      .room(.opened(room: "2", name: "二楼")), .room(.renamed(room: "2", name: "三楼")),
      .room(.closed(room: "2")), .room(.detached(room: "2")), .room(.rejoined(room: "2")),
      .room(.seated(person: person, room: "2")), .room(.seated(person: person, room: nil)),
      .inRoom(room: "2", event: .moved(to: Cursor(segment: 1, page: 2))),
      .inRoom(room: "2", event: .handsCounted(item: "i1", counts: [2, 3])),
      .inRoom(room: "2", event: .clockPaused),
      .completion(.set(CompletionSettings())), .completion(.set(asked)),
      .link(.issued(link: "cd34", role: .trainer, holder: PersonID("h2"), room: "2")),
      .sheetTextEntered(item: "i3", person: person, text: "36"), .evaluationSheetCast,
      .evaluationReturnedOnPaper(person: person, on: true),
    ] + made.map { .itemAdded(item: $0) }
  }()
}
