import Classroom
import Foundation
import Identity
import Journal
import JournalSQLite
import Logging
import NIOCore
import People
import Runtime
import Web

// records: 5,000 classes and 500,000 records of attendance, through the real event log; the read tables
// are made from it as a server makes them after its start. Then every page of the organizer's years over
// HTTP, and the queries behind them.

private let classes = 5_000
private let people = 50
private let years = 2017...2026
private let rounds = 60

func benchRecords() async throws {
  let folder = try scratch()
  defer { try? FileManager.default.removeItem(at: folder) }
  let path = folder.appendingPathComponent("a.db").path
  let clock: LiveSession.Clock = { Moment(milliseconds: 1_796_000_000_000) }
  print("records: \(classes) classes, load average \(loadAverage())")
  var engine = try SQLiteEngine(path: path, mode: .serve)
  var events = 0
  let writing = try await seconds {
    for number in 0..<classes {
      let records = try day(number)
      events += records.count
      _ = try await engine.append(records, to: StreamID("class-\(number)"), expecting: 0)
      try await engine.people.add(roster(number), to: SectionID("class-\(number)"))
    }
  }
  print(
    String(format: "  %d events and %d names written in %.0f s", events, classes * people, writing))

  // The first start folds the log; the rows are made afterwards, beside the room.
  var hall: Hall?
  let first = try await seconds { hall = try await Hall(engine: engine, clock: clock) }
  let making = try await seconds { await hall?.rebuildRecords() }
  hall = nil
  try await engine.close()
  print(
    String(
      format:
        "  first start %.1f s from the log alone; rows of all classes made in %.0f s, file %d MiB",
      first, making, size(path) >> 20))

  engine = try SQLiteEngine(path: path, mode: .serve)
  let before = resident()
  let start = try await seconds { hall = try await Hall(engine: engine, clock: clock) }
  guard let hall else { fatalError("no hall") }
  let memory = resident() - before
  let waiting = await hall.waitingRecords
  print(
    String(
      format: "  start with rows %.2f s, memory taken %.1f MiB, %d classes waiting", start,
      Double(memory) / 1024, waiting))

  let site = try await Site(
    hall: hall, library: PlanLibrary(engine: engine, clock: clock), people: engine.people,
    blobs: SQLiteBlobs(engine: engine), publicURL: "http://127.0.0.1", clock: clock,
    timeZone: TimeZone(secondsFromGMT: 8 * 3600)!)
  try await measure(site, engine)
  try await engine.close()
}

// MARK: - Measuring

private func measure(_ site: Site, _ engine: SQLiteEngine) async throws {
  let counted = try await count(engine)
  print("  rows: \(counted)")
  let port = Ready()
  var logger = Logger(label: "bench")
  logger.logLevel = .critical
  let app = application(site: site, host: "127.0.0.1", port: 0, logger: logger) {
    await port.set($0)
  }
  let server = Task { try await app.runService() }
  defer { server.cancel() }
  let wire = try await connect(1, port: await port.value(), .answers)[0]
  let cookie = "org=" + (try await site.organizerCookie(device: "bench"))
  let key = questionKey(of: item(3))
  let pages: [(String, (Int) -> String)] = [
    ("desk", { _ in "/desk" }), ("desk, a later page", { "/desk?page=\(2 + $0 % 90)" }),
    ("desk, a year and state", { "/desk?year=\(2017 + $0 % 10)&phase=closed" }),
    ("search, 1 character", { "/desk?q=\(escaped(["议", "安", "协", "第"][$0 % 4]))" }),
    ("search, 2 characters", { "/desk?q=\(escaped(["争议", "安全", "协商", "法规"][$0 % 4]))" }),
    (
      "search, longer",
      { "/desk?q=\(escaped(["劳动争议", "安全生产", "集体协商", "第 12\($0 % 10) 期"][$0 % 4]))" }
    ),
    ("search, two words", { "/desk?q=\(escaped("争议 第 \(100 + $0) 期"))" }),
    ("search, a name", { "/desk?q=\(escaped(name($0 * 37, $0 % people)))" }),
    ("search, nothing", { _ in "/desk?q=\(escaped("没有这个班"))" }),
    ("by topic", { "/desk?topic=\(escaped(topics[$0 % topics.count]))" }),
    ("list as CSV, a year", { "/classes.csv?year=\(2017 + $0 % 10)" }),
    ("compare 2", { "/compare?c=class-\($0)&c=class-\($0 + 40)" }),
    (
      "compare 6",
      { n in "/compare?" + (0..<6).map { "c=class-\(n * 7 + $0 * 40)" }.joined(separator: "&") }
    ),
    ("questions", { "/questions?page=\(1 + $0 % 3)" }),
    ("a question", { _ in "/questions/\(key)" }),
    ("years", { _ in "/years" }), ("a year", { "/years/\(2017 + $0 % 10)" }),
    ("a year as CSV", { "/years/\(2017 + $0 % 10).csv" }),
    ("a class's report", { "/classes/class-\($0 * 13)/report" }),
  ]
  var slowest = 0.0
  for (label, address) in pages {
    var times: [Double] = []
    for round in 0..<rounds {
      let path = address(round)
      let begin = DispatchTime.now().uptimeNanoseconds
      let status = try await wire.ask(get(path, cookie)).get()
      times.append(Double(DispatchTime.now().uptimeNanoseconds - begin) / 1e6)
      guard status == 200 else { fatalError("\(path) answers \(status)") }
    }
    slowest = max(slowest, told(label, times))
  }
  print(
    String(format: "  slowest page at p95: %.0f ms, load average %@", slowest, loadAverage()))
  try await queries(engine, key)
}

private func queries(_ engine: SQLiteEngine, _ key: String) async throws {
  func time(_ label: String, _ body: (Int) async throws -> Void) async throws {
    var times: [Double] = []
    for round in 0..<rounds {
      let begin = DispatchTime.now().uptimeNanoseconds
      try await body(round)
      times.append(Double(DispatchTime.now().uptimeNanoseconds - begin) / 1e6)
    }
    told("query: " + label, times)
  }
  func search(_ text: String) -> ClassQuery {
    var query = ClassQuery()
    query.terms = searchTerms(text)
    return query
  }
  try await time("list") { _ in _ = try await engine.classes(ClassQuery()) }
  try await time("1 character") { _ in _ = try await engine.classes(search("议")) }
  try await time("2 characters") { _ in _ = try await engine.classes(search("争议")) }
  try await time("4 characters") { _ in _ = try await engine.classes(search("劳动争议")) }
  try await time("classes of a name") {
    _ = try await engine.people.sections(withPersonNamed: name($0, 3), limit: 1_000)
  }
  try await time("months of a year") { _ = try await engine.months(of: 2017 + $0 % 10) }
  try await time("askings") { _ in _ = try await engine.askings(of: key, limit: 60) }
  try await time("attendance of a class") {
    _ = try await engine.attendance(of: SectionID("class-\($0)"))
  }
}

@discardableResult
private func told(_ label: String, _ times: [Double]) -> Double {
  let sorted = times.sorted()
  let p95 = sorted[min(sorted.count - 1, sorted.count * 95 / 100)]
  let name = label.padding(toLength: 30, withPad: " ", startingAt: 0)
  print("  " + name + String(format: "p50 %6.1f ms   p95 %6.1f ms", sorted[sorted.count / 2], p95))
  fflush(nil)
  return p95
}

private func count(_ engine: SQLiteEngine) async throws -> String {
  var attendance = 0
  for number in 0..<classes {
    attendance += try await engine.attendance(of: SectionID("class-\(number)"))
      .reduce(0) { $0 + $1.count }
  }
  let listed = try await engine.classes(ClassQuery()).total
  return "\(listed) classes, \(attendance) records of attendance"
}

private func get(_ path: String, _ cookie: String) -> ByteBuffer {
  ByteBuffer(
    string:
      "GET \(path) HTTP/1.1\r\nHost: hall\r\nAccept-Language: zh-CN\r\nCookie: \(cookie)\r\n\r\n")
}

private func size(_ path: String) -> Int {
  ((try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int) ?? 0
}

private func resident() -> Int {
  let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
  return (Int(text.split(separator: " ").dropFirst().first ?? "") ?? 0) * 4
}

private func escaped(_ text: String) -> String {
  text.utf8.map { String(format: "%%%02X", $0) }.joined()
}

/// The port, once connections are taken.
private actor Ready {
  private var port: Int?
  private var waiting: [CheckedContinuation<Int, Never>] = []
  func set(_ port: Int) {
    self.port = port
    for one in waiting { one.resume(returning: port) }
    waiting = []
  }
  func value() async -> Int {
    if let port { return port }
    return await withCheckedContinuation { waiting.append($0) }
  }
}

// MARK: - The classes

private let topics = [
  "苗头的发现与核实", "调解的程序", "集体协商的准备", "安全生产责任", "女职工权益", "工资集体协商", "法规与政策", "职工代表大会",
  "来信来访的接待", "互助保障", "班组建设", "心理疏导", "劳动合同的签订", "工伤认定", "社会保险", "民主管理",
]
private let titles = ["劳动争议预防与处理", "安全生产与劳动保护", "集体协商实务", "基层工会法规知识", "班组长能力提升"]

private func name(_ number: Int, _ person: Int) -> String {
  let family = Array("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许")
  let given = Array("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红梅建国")
  let seed = number * 53 + person * 7
  return
    "\(family[seed % family.count])\(given[seed / 3 % given.count])\(given[seed / 11 % given.count])"
}

private func roster(_ number: Int) -> [RosterEntry] {
  (0..<people).map {
    RosterEntry(person: PersonID("p-\(number)-\($0)"), name: name(number, $0), unit: "第\($0 % 9)车间")
  }
}

/// One of 300 questions.
private func item(_ number: Int) -> AssessmentItem {
  AssessmentItem(
    id: "i\(number)", kind: .quiz, prompt: "第 \(number % 300) 号题：下列说法哪一项正确？",
    choices: ["甲说", "乙说", "丙说", "丁说"], key: [number % 4])
}

/// The record of one class: a day of two half-days, three questions, a pre-test and a post-test, the
/// evaluation counted.
private func day(_ number: Int) throws -> [NewRecord] {
  var chance = SplitMix64(seed: UInt64(number))
  let year = years.lowerBound + number % years.count
  let month = 1 + number / 10 % 12
  let date = String(format: "%d-%02d-%02d", year, month, 1 + number % 28)
  let quizzes = (0..<3).map { item(number * 3 + $0) }
  func test(_ kind: AssessmentItem.Kind, _ id: String) -> AssessmentItem {
    AssessmentItem(
      id: id, kind: kind, prompt: "前后测第 \(number % 20) 套", choices: ["甲", "乙", "丙"], key: [1])
  }
  let (pre, post) = (test(.preTest, "pre"), test(.postTest, "post"))
  func segment(
    _ id: String, _ kind: SegmentKind, _ start: Int, _ minutes: Int, topic: Int? = nil,
    items: [AssessmentItem] = []
  ) -> Segment {
    Segment(
      id: id, kind: kind,
      unit: topic.map { .init(number: 1 + $0 % 3, label: "一、", title: topics[$0 % topics.count]) },
      topic: topic.map {
        .init(number: 1, label: "（一）", title: topics[($0 + 5) % topics.count])
      }, title: "", start: start, plannedMinutes: minutes, teaching: !kind.isPause, items: items)
  }
  let agenda = [
    segment("s1", .preTest, 510, 10, items: [pre]),
    segment("s2", .lecture, 520, 90, topic: number), segment("s3", .quiz, 610, 10, items: quizzes),
    segment("s4", .lecture, 620, 80, topic: number + 1), segment("s5", .lunch, 700, 120),
    segment("s6", .lecture, 820, 120, topic: number + 2),
    segment("s7", .postTest, 940, 10, items: [post]), segment("s8", .evaluation, 950, 10),
  ]
  let persons = (0..<people).map { PersonID("p-\(number)-\($0)") }
  let begin = 1_483_200_000_000 + Int64(number) * 3_600_000
  var records: [NewRecord] = []
  func add(_ event: Event, minute: Int) throws {
    let coded = try EventCodec.encode(event)
    records.append(
      NewRecord(
        tag: coded.tag, time: Moment(milliseconds: begin + Int64(minute) * 60_000), command: nil,
        bytes: coded.bytes))
  }
  func ask(_ item: AssessmentItem, right: Int, minute: Int) throws {
    try add(.itemOpened(item: item.id), minute: minute)
    for person in persons {
      let choice =
        chance.below(100) < right ? item.key[0] : chance.below(item.choices.count)
      try add(
        .responseRecorded(item: item.id, person: person, choices: [choice]), minute: minute)
    }
    try add(.itemClosed(item: item.id), minute: minute)
  }
  try add(
    .sectionCreated(
      profile: SectionProfile(
        id: SectionID("class-\(number)"), title: "\(titles[number % 5])（第 \(number) 期）",
        date: date, room: "\(number % 7)号教室", code: "\(10_000 + number)"),
      plan: PinnedPlan(file: "f", source: "s", digest: "d\(number % 50)"), agenda: agenda),
    minute: 0)
  for person in persons { try add(.personEnrolled(person: person, group: "1"), minute: 0) }
  for person in persons where chance.below(100) < 94 {
    try add(.checkedIn(person: person, by: .desk), minute: 1)
  }
  try add(.moved(to: Cursor(segment: 0, page: 0)), minute: 2)
  try ask(pre, right: 30, minute: 3)
  try add(.moved(to: Cursor(segment: 1, page: 0)), minute: 12)
  try add(.moved(to: Cursor(segment: 2, page: 0)), minute: 100)
  for item in quizzes { try ask(item, right: 60, minute: 105) }
  try add(.moved(to: Cursor(segment: 3, page: 0)), minute: 112)
  try add(
    .roll(.checkpointOpened(checkpoint: "1-afternoon", by: Author(.assistant))), minute: 300)
  for person in persons where chance.below(100) < 90 {
    try add(
      .roll(
        .marked(
          checkpoint: "1-afternoon", person: person, mark: .arrived, by: Author(.assistant),
          secondsAgo: nil)), minute: 301)
  }
  try add(.moved(to: Cursor(segment: 5, page: 0)), minute: 320)
  try add(.moved(to: Cursor(segment: 6, page: 0)), minute: 440)
  try ask(post, right: 70, minute: 441)
  try add(.evaluationOpened, minute: 451)
  for person in persons.dropLast(5) {
    try add(.evaluationReturned(person: person), minute: 452)
  }
  try add(.evaluationClosed, minute: 455)
  let most = 25 + chance.below(15)
  try add(
    .evaluationCounted(
      ballots: 45, grades: Aspect.allCases.map { _ in [most, 45 - most - 3, 3, 0] }, texts: []),
    minute: 455)
  try add(.sectionClosed, minute: 460)
  return records
}
