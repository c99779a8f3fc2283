import Classroom
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Journal
import Logging
import People
import Runtime
import Synchronization
import Testing

@testable import Web

/// A site in memory with one class on it, whose day a test drives.
struct RecordedDay: Sendable {
  let hall: TestSite
  let session: LiveSession
  var site: Site { hall.site }
  var people: MemoryPeople { hall.people }
  let organizerCookie: String

  static let quiz = AssessmentItem(
    id: "i1", kind: .quiz, prompt: "一般劳动争议的仲裁时效是多长？", choices: ["六十日", "一年"], key: [1],
    explanation: "《调解仲裁法》第二十七条")
  static let poll = AssessmentItem(
    id: "i2", kind: .poll, prompt: "本单位有调解委员会吗？", choices: ["有", "没有"])
  static let agenda: [Segment] = [
    Segment(id: "s1", kind: .introduction, title: "", start: 525, plannedMinutes: 10),
    Segment(
      id: "s2", kind: .lecture, unit: .init(number: 1, label: "一、", title: "预防"),
      topic: .init(number: 1, label: "（一）", title: "苗头"), title: "", start: 535,
      plannedMinutes: 40),
    Segment(
      id: "s3", kind: .case, form: "discuss", unit: .init(number: 1, label: "一、", title: "预防"),
      title: "拖欠工资", start: 575, plannedMinutes: 30,
      kit: Kit(text: "正文", questions: ["先做什么？", "找谁？"], teachingNotes: "TEACHING-NOTES")),
    Segment(
      id: "s4", kind: .break, title: "", start: 605, plannedMinutes: 10, teaching: false),
    Segment(id: "s5", kind: .quiz, title: "", start: 615, plannedMinutes: 10, items: [quiz]),
    Segment(id: "s6", kind: .poll, title: "", start: 625, plannedMinutes: 5, items: [poll]),
    Segment(id: "s7", kind: .lunch, title: "", start: 720, plannedMinutes: 120, teaching: false),
    Segment(id: "s8", kind: .evaluation, title: "", start: 840, plannedMinutes: 10),
  ]

  /// Name, unit, group. Wu is on leave, Zheng never comes.
  static let roster = [
    ("赵一", "铸造厂", "一组"), ("钱二", "铸造厂", "一组"), ("孙三", "码头", "一组"), ("李四", "码头", "二组"),
    ("周五", "码头", "二组"), ("吴六", "学校", "二组"), ("郑七", "学校", "二组"),
  ]

  init(
    trial: Bool = false, source: String = "", agenda: [Segment] = agenda,
    roster: [(String, String, String)] = roster, publicURL: String = "http://192.168.1.20:8080"
  ) async throws {
    let plain = try await TestSite()
    let site = try await Site(
      hall: plain.site.hall, library: plain.site.library, people: plain.people,
      blobs: MemoryBlobs(),
      publicURL: publicURL, clock: plain.site.clock, timeZone: plain.site.timeZone)
    hall = TestSite(plain, site)
    organizerCookie = "org=" + (try await site.organizerCookie(device: "test"))
    session = try await site.hall.create(
      title: "劳动争议调解", date: "2026-12-01", room: "三楼", trainer: PersonID("trainer"),
      trial: trial, plan: PinnedPlan(file: "教案.md", source: source, digest: "d"), agenda: agenda)
    var entries = [RosterEntry(person: PersonID("trainer"), name: "王老师", role: .trainer)]
    for (index, row) in roster.enumerated() {
      let person = PersonID("p\(index + 1)")
      entries.append(RosterEntry(person: person, name: row.0, unit: row.1, group: row.2))
    }
    try await hall.people.add(entries, to: session.section)
    for entry in entries.dropFirst() {
      try await session.handle(.enroll(person: entry.person, group: entry.group))
    }
  }

  /// Sends commands so many minutes after half past eight.
  func at(_ minutes: Int, _ commands: Command...) async throws {
    hall.time.advance(
      seconds: TestSite.start.adding(seconds: minutes * 60).seconds(since: hall.time.now))
    for command in commands { try await session.handle(command) }
  }

  static func key(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }

  func person(_ number: Int) -> PersonID { PersonID("p\(number)") }

  /// The whole day; as many ballots as `ballots` in the poll and the evaluation.
  func run(ballots: Int = 5) async throws {
    for number in 1...4 { try await at(number, .checkIn(person: person(number), by: .phone)) }
    try await at(10, .checkIn(person: person(5), by: .desk), .recordLeave(person: person(6)))
    try await at(15, .jump(to: Cursor(segment: 0)))
    try await at(27, .jump(to: Cursor(segment: 1)))
    try await at(77, .jump(to: Cursor(segment: 2)))
    try await at(80, .ask(question: "q1", person: person(2), named: true, text: "派遣工能参加吗？"))
    try await at(
      81, .ask(question: "q2", person: person(3), named: false, text: "=1+1, \"奖励\"从哪里列支？"))
    try await at(82, .ask(question: "q3", person: person(3), named: true, text: "HIDDEN"))
    try await at(83, .approveQuestion("q1"), .hideQuestion("q3", reason: "涉及个人"))
    try await at(84, .support(question: "q1", person: person(1), key: Self.key(900)))
    try await at(100, .jump(to: Cursor(segment: 4)), .openItems(["i1"]))
    for number in 1...4 {
      try await at(
        101, .respond(item: "i1", person: person(number), choices: [number == 1 ? 0 : 1]))
    }
    try await at(105, .closeItem("i1"), .revealItem("i1"))
    try await at(110, .jump(to: Cursor(segment: 5)), .openItems(["i2"]))
    for number in 1..<(ballots + 1) {
      try await at(
        111,
        .castBallot(
          item: "i2", person: person(number), key: Self.key(number),
          content: BallotContent(marks: [number % 2])))
    }
    try await at(115, .closeItem("i2"), .jump(to: Cursor(segment: 7)), .openEvaluation)
    for number in 1..<(ballots + 1) {
      try await at(
        116,
        .returnEvaluation(
          person: person(number), key: Self.key(100 + number),
          content: BallotContent(
            marks: [0, 1, number % 4, 0, 2], text: number == 1 ? "SECRET-BALLOT" : "")))
    }
    try await at(118, .recordLeftEarly(person: person(4)))
    try await at(120, .closeEvaluation)
    try await at(125, .closeSection)
  }

  func record() async throws -> SectionRecord {
    SectionRecord(
      of: await session.state, roster: try await people.roster(of: session.section),
      at: site.clock(), timeZone: site.timeZone)
  }

  // MARK: - Requests

  func trainerCookie(generation: Int = 1) -> String {
    let token = site.seal.token(
      "trainer", [session.section.rawValue, String(generation)],
      expires: site.clock().adding(seconds: 3600))
    return "t_\(session.section.rawValue)=\(token)"
  }

  func get(
    _ route: Route, query: String = "", cookie: String? = nil, method: HTTPRequest.Method = .get,
    language: String = "zh-Hans"
  ) async throws -> (status: HTTPResponse.Status, headers: HTTPFields, text: String) {
    var headers: HTTPFields = [.acceptLanguage: language]
    if let cookie { headers[.cookie] = cookie }
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let app = application(site: site, host: "127.0.0.1", port: 0, logger: logger)
    let sent = headers
    return try await app.test(.router) { client in
      let response = try await client.execute(
        uri: route.path + query, method: method, headers: sent)
      return (response.status, response.headers, String(buffer: response.body))
    }
  }
}

/// What is wrong with the structure of a page: ids that come twice, references to none, fields
/// without a label, tags that do not match.
func structuralProblems(of html: String) -> [String] {
  var problems: [String] = []
  var ids: [String: Int] = [:]
  for match in html.matches(of: /\sid="([^"]*)"/) { ids[String(match.1), default: 0] += 1 }
  problems += ids.filter { $0.value > 1 }.keys.sorted().map { "id \($0) comes twice" }
  for match in html.matches(of: /\saria-labelledby="([^"]*)"/) {
    for id in match.1.split(separator: " ") where ids[String(id)] == nil {
      problems.append("no element \(id)")
    }
  }
  for match in html.matches(of: /<(input|textarea|select)\s([^>]*)>/) {
    if match.2.contains("type=\"hidden\"") { continue }
    let before = html[..<match.range.lowerBound]
    let opened = before.ranges(of: "<label").count
    if opened == before.ranges(of: "</label>").count { problems.append("a field without a label") }
  }
  if html.contains(/\sstyle="/) { problems.append("a style attribute") }
  let void: Set<Substring> = ["meta", "link", "input", "br", "hr", "img"]
  var open: [Substring] = []
  for match in html.matches(of: /<(\/?)([a-z][a-z0-9]*)(\s[^>]*)?>/) {
    if void.contains(match.2) || match.3?.hasSuffix("/") == true { continue }
    if match.1.isEmpty {
      open.append(match.2)
    } else if open.last == match.2 {
      open.removeLast()
    } else {
      problems.append("</\(match.2)> closes \(open.last ?? "nothing")")
      break
    }
  }
  return problems + open.filter { _ in problems.isEmpty }.map { "\($0) is not closed" }
}
