import Identity
import Testing

@testable import Classroom

// MARK: - People and their habits

/// Answers late.
let aino = PersonID("person-aino")
/// Changes her mind.
let bao = PersonID("person-bao")
/// Is on leave.
let chen = PersonID("person-chen")
/// Leaves early.
let dan = PersonID("person-dan")
/// Asks long questions.
let emil = PersonID("person-emil")
/// Has no phone; the desk checks her in.
let fang = PersonID("person-fang")
/// Never comes.
let gus = PersonID("person-gus")
/// Is on no roster.
let stranger = PersonID("person-stranger")

// MARK: - Time

/// 2026-12-01 09:00 in Beijing: where time starts.
let nine = Moment(milliseconds: 1_796_086_800_000)

/// A moment of the day, in minutes and seconds after nine.
func at(_ minutes: Int, _ seconds: Int = 0) -> Moment {
  nine.adding(seconds: minutes * 60 + seconds)
}

// MARK: - A class

let quiz = AssessmentItem(
  id: "quiz", kind: .quiz, prompt: "调解组织应在几日内结案？", choices: ["7 日", "15 日", "30 日"],
  key: [1], explanation: "依据《调解仲裁法》第十四条")
/// Its key is written out of order, as authors do.
let many = AssessmentItem(
  id: "many", kind: .quiz, prompt: "哪些是劳动争议？", choices: ["欠薪", "邻里", "解除"], key: [2, 0],
  multiple: true)
let poll = AssessmentItem(
  id: "poll", kind: .poll, prompt: "贵单位设有调解委员会吗？", choices: ["有", "没有", "不清楚"])
let wall = AssessmentItem(id: "wall", kind: .poll, prompt: "最想解决什么？", choices: [])

let kit = Kit(
  background: "某厂欠薪两个月。", text: "职工找到工会。", questions: ["先做什么？", "找谁？"],
  teachingNotes: "TEACHING-NOTES", debrief: "先稳住人，再算账。")

let agenda: [Segment] = [
  Segment(
    id: "intro", kind: .introduction, title: "", start: 540, plannedMinutes: 10,
    pages: [Page(role: .text, lines: ["一"]), Page(role: .text, lines: ["二"])],
    notes: "TRAINER-NOTES"),
  Segment(
    id: "lecture", kind: .lecture,
    unit: Segment.Heading(number: 1, label: "第一单元", title: "预防"),
    topic: Segment.Heading(number: 1, label: "一、", title: "苗头"), title: "苗头",
    start: 550, plannedMinutes: 45,
    pages: [1, 2, 3].map { Page(role: .text, lines: ["讲授 \($0)"]) }, notes: "TRAINER-NOTES"),
  Segment(
    id: "test", kind: .quiz, title: "随堂测验", start: 595, plannedMinutes: 10,
    pages: [
      Page(role: .item, lines: ["QUIZ-PAGE"], item: "quiz"),
      Page(role: .item, lines: ["MANY-PAGE"], item: "many"),
    ], items: [quiz, many]),
  Segment(id: "pause", kind: .break, title: "", start: 605, plannedMinutes: 10, teaching: false),
  Segment(id: "case", kind: .case, form: "discuss", title: "欠薪", start: 615, plannedMinutes: 30),
  Segment(
    id: "survey", kind: .poll, title: "现场调查", start: 645, plannedMinutes: 10,
    pages: [Page(role: .item, lines: ["POLL-PAGE"], item: "poll")], items: [poll, wall]),
  Segment(id: "rating", kind: .evaluation, title: "", start: 655, plannedMinutes: 5),
]

let profile = SectionProfile(
  id: SectionID("class-1"), title: "劳动争议调解", date: "2026-12-01", room: "三楼", code: "4711")
let plan = PinnedPlan(file: "plan.txt", source: "PLAN-SOURCE", digest: "d1")

let created = Event.sectionCreated(profile: profile, plan: plan, agenda: agenda)

/// The class is made and everybody on the roster is enrolled; nobody has come.
let enrolled: [Event] =
  [created]
  + [(aino, "一组"), (bao, "一组"), (chen, "二组"), (dan, "二组"), (emil, "一组"), (fang, "二组"), (gus, "")]
  .map { .personEnrolled(person: $0.0, group: $0.1) }

/// All but chen and gus are there, and the class stands at its first page.
let underWay: [Event] =
  enrolled
  + [aino, bao, dan, emil].map { .checkedIn(person: $0, by: .phone) }
  + [
    .checkedIn(person: fang, by: .desk), .leaveRecorded(person: chen),
    .moved(to: Cursor(segment: 0)),
  ]

/// Those who can vote.
let voters = [aino, bao, dan, emil, fang]

/// A ballot key: 32 hexadecimal digits.
func key(_ number: Int) -> String {
  let digits = String(number, radix: 16)
  return String(repeating: "0", count: 32 - digits.count) + digits
}

// MARK: - given, when, then

func fold(_ events: [Event], at time: Moment = nine) -> State {
  events.reduce(State()) { evolve($0, $1, at: time) }
}

/// The state after `events`, all at nine.
func given(_ events: Event..., ballots: BallotIndex = [:]) -> Given {
  Given(state: fold(events), ballots: ballots)
}

/// The state of a class under way after `events`.
func inClass(_ events: Event..., ballots: BallotIndex = [:]) -> Given {
  Given(state: fold(underWay + events), ballots: ballots)
}

/// The state of a class under way after `events`.
func inClass(_ events: [Event], ballots: BallotIndex = [:]) -> Given {
  Given(state: fold(underWay + events), ballots: ballots)
}

struct Given {
  var state: State
  var ballots: BallotIndex

  func when(_ command: Command) -> Outcome {
    do throws(Rejection) {
      return Outcome(result: .success(try decide(command, in: state, ballots: ballots)))
    } catch {
      return Outcome(result: .failure(error))
    }
  }
}

struct Outcome {
  var result: Result<Decision, Rejection>

  func then(
    _ events: Event..., papers: [BallotPaper] = [],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(result == .success(Decision(events, papers: papers)), sourceLocation: sourceLocation)
  }

  /// Accepted, and nothing is new.
  func thenNothing(sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(result == .success(Decision()), sourceLocation: sourceLocation)
  }

  func then(rejects rejection: Rejection, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(result == .failure(rejection), sourceLocation: sourceLocation)
  }
}

/// Every event at its own moment.
func day(_ events: (Moment, Event)...) -> State {
  events.reduce(fold(enrolled)) { evolve($0, $1.1, at: $1.0) }
}

/// A poll that took `ballots` from the first voters and was counted.
func counted(
  _ item: ItemID, ballots: Int, marks: [Int] = [], texts: [String] = []
) -> [Event] {
  [.itemOpened(item: item)]
    + voters.prefix(ballots).map { .ballotCast(item: item, person: $0) }
    + [
      .itemClosed(item: item),
      .ballotsCounted(item: item, ballots: ballots, marks: marks, texts: texts),
    ]
}

// MARK: - Looking for secrets

/// Every string and number anywhere inside a value.
func leaves(of value: Any) -> [String] {
  let mirror = Mirror(reflecting: value)
  switch value {
  case let text as String: return [text]
  case let number as any BinaryInteger: return ["\(number)"]
  case let flag as Bool: return ["\(flag)"]
  default: break
  }
  if mirror.displayStyle == .enum && mirror.children.isEmpty { return ["\(value)"] }
  return mirror.children.flatMap { leaves(of: $0.value) }
}

/// Every choice anywhere inside a value.
func choices(in value: Any) -> [PublicChoice] {
  if let choice = value as? PublicChoice { return [choice] }
  return Mirror(reflecting: value).children.flatMap { choices(in: $0.value) }
}
