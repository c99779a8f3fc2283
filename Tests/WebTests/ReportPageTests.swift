import Classroom
import Documents
import Foundation
import Identity
import Plan
import Testing

@testable import Web
@testable import Words

@Suite struct ReportPageTests {
  // MARK: JSON

  @Test func writesTheRecordAsJSONOfTheDocumentedShape() async throws {
    let day = try await RecordedDay()
    try await day.run()
    let expected = """
      {
        "replans": [],
        "activities": [
          {"askedMinutes": 0, "replannedMinutes": null, "actualMinutes": 12, "form": null, "kind": "introduction", "day": 1, "part": 1, "parts": 1, "plannedMinutes": 10, "reached": true, "start": "08:45", "teaching": true, "title": "", "topic": null, "unit": null},
          {"askedMinutes": 0, "replannedMinutes": null, "actualMinutes": 50, "form": null, "kind": "lecture", "day": 1, "part": 1, "parts": 1, "plannedMinutes": 40, "reached": true, "start": "08:55", "teaching": true, "title": "苗头", "topic": 1, "unit": 1},
          {"askedMinutes": 0, "replannedMinutes": null, "actualMinutes": 23, "form": "discuss", "kind": "case", "day": 1, "part": 1, "parts": 1, "plannedMinutes": 30, "reached": true, "start": "09:35", "teaching": true, "title": "拖欠工资", "topic": null, "unit": 1},
          {"askedMinutes": 0, "replannedMinutes": null, "actualMinutes": 0, "form": null, "kind": "break", "day": 1, "part": 1, "parts": 1, "plannedMinutes": 10, "reached": false, "start": "10:05", "teaching": false, "title": "", "topic": null, "unit": null},
          {"askedMinutes": 0, "replannedMinutes": null, "actualMinutes": 10, "form": null, "kind": "quiz", "day": 1, "part": 1, "parts": 1, "plannedMinutes": 10, "reached": true, "start": "10:15", "teaching": true, "title": "", "topic": null, "unit": null},
          {"askedMinutes": 0, "replannedMinutes": null, "actualMinutes": 5, "form": null, "kind": "poll", "day": 1, "part": 1, "parts": 1, "plannedMinutes": 5, "reached": true, "start": "10:25", "teaching": true, "title": "", "topic": null, "unit": null},
          {"askedMinutes": 0, "replannedMinutes": null, "actualMinutes": 0, "form": null, "kind": "lunch", "day": 1, "part": 1, "parts": 1, "plannedMinutes": 120, "reached": false, "start": "12:00", "teaching": false, "title": "", "topic": null, "unit": null},
          {"askedMinutes": 0, "replannedMinutes": null, "actualMinutes": 10, "form": null, "kind": "evaluation", "day": 1, "part": 1, "parts": 1, "plannedMinutes": 10, "reached": true, "start": "14:00", "teaching": true, "title": "", "topic": null, "unit": null}
        ],
        "attendance": [
          {"group": "一组", "in": "2026-12-01T08:31:00+08:00", "name": "赵一", "out": "2026-12-01T10:35:00+08:00", "person": "p1", "status": "present", "unit": "铸造厂", "walkIn": false, "enrolment": "listed", "insteadOf": null, "halfDays": ["present", "absent"], "witness": "phone"},
          {"group": "一组", "in": "2026-12-01T08:32:00+08:00", "name": "钱二", "out": "2026-12-01T10:35:00+08:00", "person": "p2", "status": "present", "unit": "铸造厂", "walkIn": false, "enrolment": "listed", "insteadOf": null, "halfDays": ["present", "absent"], "witness": "phone"},
          {"group": "一组", "in": "2026-12-01T08:33:00+08:00", "name": "孙三", "out": "2026-12-01T10:35:00+08:00", "person": "p3", "status": "present", "unit": "码头", "walkIn": false, "enrolment": "listed", "insteadOf": null, "halfDays": ["present", "absent"], "witness": "phone"},
          {"group": "二组", "in": "2026-12-01T08:34:00+08:00", "name": "李四", "out": "2026-12-01T10:28:00+08:00", "person": "p4", "status": "leftEarly", "unit": "码头", "walkIn": false, "enrolment": "listed", "insteadOf": null, "halfDays": ["present", "absent"], "witness": "phone"},
          {"group": "二组", "in": "2026-12-01T08:40:00+08:00", "name": "周五", "out": "2026-12-01T10:35:00+08:00", "person": "p5", "status": "present", "unit": "码头", "walkIn": false, "enrolment": "listed", "insteadOf": null, "halfDays": ["present", "absent"], "witness": "desk"},
          {"group": "二组", "in": null, "name": "吴六", "out": null, "person": "p6", "status": "onLeave", "unit": "学校", "walkIn": false, "enrolment": "listed", "insteadOf": null, "halfDays": ["onLeave", "onLeave"], "witness": null},
          {"group": "二组", "in": null, "name": "郑七", "out": null, "person": "p7", "status": "notArrived", "unit": "学校", "walkIn": false, "enrolment": "listed", "insteadOf": null, "halfDays": ["absent", "absent"], "witness": null}
        ],
        "class": "\(day.session.section.rawValue)",
        "counts": {"answers": 9, "checkedIn": 5, "questions": 3, "ratings": 5},
        "expected": 7, "corrections": [],
        "halfDays": [
          {"began": "2026-12-01T08:45:00+08:00", "day": 1, "expected": 7, "half": "morning", "id": "1-morning", "late": 0, "leftEarly": 0, "missing": 1, "onLeave": 1, "opened": "2026-12-01T08:31:00+08:00", "present": 5, "walkIns": 0},
          {"began": "2026-12-01T10:25:00+08:00", "day": 1, "expected": 7, "half": "afternoon", "id": "1-afternoon", "late": 0, "leftEarly": 0, "missing": 6, "onLeave": 1, "opened": "2026-12-01T10:25:00+08:00", "present": 0, "walkIns": 0}
        ],
        "evaluation": {
          "aspects": [
            {"aspect": "content", "title": "教学内容", "points": 20, "grades": [{"grades": ["verySatisfied", "satisfied", "fairlySatisfied", "dissatisfied"], "least": 5, "most": 5}], "satisfied": {"least": 0, "most": 1}, "score": {"least": 0, "most": 20}},
            {"aspect": "method", "title": "教学方法", "points": 20, "grades": [{"grades": ["verySatisfied", "satisfied", "fairlySatisfied", "dissatisfied"], "least": 5, "most": 5}], "satisfied": {"least": 0, "most": 1}, "score": {"least": 0, "most": 20}},
            {"aspect": "teaching", "title": "教师授课", "points": 20, "grades": [{"grades": ["verySatisfied", "satisfied", "fairlySatisfied", "dissatisfied"], "least": 5, "most": 5}], "satisfied": {"least": 0, "most": 1}, "score": {"least": 0, "most": 20}},
            {"aspect": "organization", "title": "教学组织", "points": 20, "grades": [{"grades": ["verySatisfied", "satisfied", "fairlySatisfied", "dissatisfied"], "least": 5, "most": 5}], "satisfied": {"least": 0, "most": 1}, "score": {"least": 0, "most": 20}},
            {"aspect": "usefulness", "title": "学习收获", "points": 20, "grades": [{"grades": ["verySatisfied", "satisfied", "fairlySatisfied", "dissatisfied"], "least": 5, "most": 5}], "satisfied": {"least": 0, "most": 1}, "score": {"least": 0, "most": 20}}
          ],
          "question": "您的意见和建议（可不填）", "target": 0.8, "reachesTarget": true, "percents": [100, 80, 60, 0], "score": null,
          "ballots": 5, "phase": "closed", "present": 5, "returnRate": 1, "returned": 5, "texts": ["SECRET-BALLOT"], "withheld": false
        },
        "findings": [], "followUp": null,
        "items": [
          {
            "answers": 4, "hands": [], "sheets": 0,
            "choices": [{"countBefore": null, "count": 1, "letter": "A", "right": false, "text": "六十日"}, {"countBefore": null, "count": 3, "letter": "B", "right": true, "text": "一年"}],
            "correct": 3, "form": "choice", "answer": null, "answersBefore": null, "correctBefore": null, "mean": null, "id": "i1", "kind": "quiz", "phase": "revealed", "planned": true, "prompt": "一般劳动争议的仲裁时效是多长？", "shareCorrect": 0.75, "texts": [], "cloud": [], "withheld": false
          },
          {
            "answers": 5, "hands": [], "sheets": 0,
            "choices": [{"countBefore": null, "count": 2, "letter": "A", "right": null, "text": "有"}, {"countBefore": null, "count": 3, "letter": "B", "right": null, "text": "没有"}],
            "correct": null, "id": "i2", "kind": "poll", "form": "choice", "answer": null, "answersBefore": null, "correctBefore": null, "mean": null, "phase": "closed", "planned": true, "prompt": "本单位有调解委员会吗？", "shareCorrect": null, "texts": [], "cloud": [], "withheld": false
          }
        ],
        "completion": {
          "rules": [{"rule": "presence", "bound": 90}], "certificate": "attendance", "issuer": "",
          "creditTable": null, "creditSource": null, "authority": "", "plannedMinutes": 105, "actualMinutes": 110,
          "creditHours": null, "feeHours": null,
          "people": [
            {"person": "p1", "name": "赵一", "outcome": "met", "minutesPresent": 95, "creditHours": null, "rules": [{"rule": "presence", "outcome": "met", "why": "到课 95 / 105 分钟（90%），缺：下午"}]},
            {"person": "p2", "name": "钱二", "outcome": "met", "minutesPresent": 95, "creditHours": null, "rules": [{"rule": "presence", "outcome": "met", "why": "到课 95 / 105 分钟（90%），缺：下午"}]},
            {"person": "p3", "name": "孙三", "outcome": "met", "minutesPresent": 95, "creditHours": null, "rules": [{"rule": "presence", "outcome": "met", "why": "到课 95 / 105 分钟（90%），缺：下午"}]},
            {"person": "p4", "name": "李四", "outcome": "met", "minutesPresent": 95, "creditHours": null, "rules": [{"rule": "presence", "outcome": "met", "why": "到课 95 / 105 分钟（90%），缺：下午"}]},
            {"person": "p5", "name": "周五", "outcome": "met", "minutesPresent": 95, "creditHours": null, "rules": [{"rule": "presence", "outcome": "met", "why": "到课 95 / 105 分钟（90%），缺：下午"}]},
            {"person": "p6", "name": "吴六", "outcome": "notMet", "minutesPresent": 0, "creditHours": null, "rules": [{"rule": "presence", "outcome": "notMet", "why": "到课 0 / 105 分钟（0%），缺：上午、下午"}]},
            {"person": "p7", "name": "郑七", "outcome": "notMet", "minutesPresent": 0, "creditHours": null, "rules": [{"rule": "presence", "outcome": "notMet", "why": "到课 0 / 105 分钟（0%），缺：上午、下午"}]}
          ]
        },
        "gain": null, "groups": [], "groupTasks": [],
        "analysis": {
          "gains": [],
          "scales": [{
            "kind": "quiz", "upper": null, "lower": null,
            "reliability": {"items": 1, "persons": 4, "alpha": null, "standardError": null, "cautions": ["fewPersons", "fewItems"]},
            "items": [{"id": "i1", "answers": 4, "label": null, "title": null, "difficulty": 0.75, "discrimination": null, "alphaWithout": null, "remarks": [],
              "choices": [{"letter": "A", "text": "六十日", "right": false, "count": 1, "share": 0.25, "upper": null, "lower": null}, {"letter": "B", "text": "一年", "right": true, "count": 3, "share": 0.75, "upper": null, "lower": null}]}]
          }],
          "topics": [{"label": null, "title": null, "kind": "quiz", "difficulty": 0.75, "reliability": {"items": 1, "persons": 4, "alpha": null, "standardError": null, "cautions": ["fewPersons", "fewItems"]}}]
        },
        "questions": [
          {"id": "q1", "name": "钱二", "person": "p2", "phase": "approved", "supporters": 1, "text": "派遣工能参加吗？", "forTrainer": false, "reason": null},
          {"id": "q2", "name": null, "person": null, "phase": "pending", "supporters": 0, "text": "=1+1, \\"奖励\\"从哪里列支？", "forTrainer": false, "reason": null},
          {"id": "q3", "name": null, "person": null, "phase": "hidden", "supporters": 0, "text": null, "forTrainer": false, "reason": "涉及个人"}
        ],
        "title": "劳动争议调解", "trial": false
      }
      """
    let written = Data(try await day.record().json(in: .chinese))
    let actual = try JSONSerialization.jsonObject(with: written) as? NSDictionary
    #expect(
      actual == (try JSONSerialization.jsonObject(with: Data(expected.utf8)) as? NSDictionary))
    #expect(written == Data(try await day.record().json(in: .chinese)))
    #expect(String(decoding: written, as: UTF8.self).hasPrefix("{\n  \"activities\""))
  }

  @Test func writesFindingsAsCheckDoes() async throws {
    let source = "劳动争议的预防\n\n【教学时长】1天（6个小时/天）\n\n【教学内容】\n\n一、预防\n\n(一)苗头\n\n[案例分享：欠薪](#)\n"
    let day = try await RecordedDay(source: source)
    let object = try JSONSerialization.jsonObject(
      with: Data(try await day.record().json(in: .chinese)))
    let findings = try #require((object as? [String: Any])?["findings"] as? [[String: Any]])
    let ids = findings.compactMap { $0["id"] as? String }
    #expect(ids.contains("case-without-material"))
    let known = Set(Plan.read(source).findings.map(\.id.rawValue))
    #expect(known.isSubset(of: ids))
    for finding in findings {
      #expect(Set(finding.keys) == ["file", "id", "severity", "line", "column", "message", "fix"])
      #expect(finding["file"] as? String == "教案.md")
    }
    let lines = findings.compactMap { $0["line"] as? Int }
    #expect(lines == lines.sorted())
  }

  // MARK: Erasure

  @Test func saysOfAnErasedPersonThatTheNameIsGone() async throws {
    let day = try await RecordedDay()
    try await day.run()
    try await day.people.erase(day.person(2))
    let record = try await day.record()
    let json = String(decoding: record.json(in: .chinese), as: UTF8.self)
    let csv = String(decoding: record.csv(in: .chinese), as: UTF8.self)
    let html = record.file(day.site.renderer, in: .chinese)
    for text in [json, csv, html] { #expect(!text.contains("钱二")) }
    #expect(json.contains("\"name\" : null"))
    #expect(csv.contains("（姓名已删除）"))
    // In the attendance, in the completion, and as the asker of a question.
    #expect(html.ranges(of: "（姓名已删除）").count == 3)
    #expect(html.contains("铸造厂"))
  }

  // MARK: CSV

  @Test func writesTablesForASpreadsheetWithoutFormulas() async throws {
    let day = try await RecordedDay()
    try await day.run()
    let bytes = try await day.record().csv(in: .chinese)
    #expect(Array(bytes.prefix(3)) == [0xEF, 0xBB, 0xBF])
    let text = String(decoding: bytes.dropFirst(3), as: UTF8.self)
    let tables = text.components(separatedBy: "\r\n\r\n").map { $0.components(separatedBy: "\r\n") }
    #expect(
      tables.map { $0[0] } == [
        "培训记录", "签到", "各半天签到", "全天在场人数", "结业与学时", "各人结业与学时", "计划与实际用时", "题目", "各题选项", "学习效果分析",
        "选项分析", "各专题", "提问", "教学评估", "意见和建议",
      ])
    #expect(tables[0][1...3] == ["项目,内容", "班级,劳动争议调解", "班号,\(day.session.section.rawValue)"])
    #expect(tables[1][1] == "序号,姓名,单位,小组,到课,签到,离开,备注,上午,下午")
    #expect(tables[1][2] == "1,赵一,铸造厂,一组,实到,2026-12-01 08:31,2026-12-01 10:35,,已到,未到")
    #expect(tables[1][6] == "5,周五,码头,二组,实到,2026-12-01 08:40,2026-12-01 10:35,补签,已到,未到")
    #expect(tables[1][7] == "6,吴六,学校,二组,请假,,,,请假,请假")
    #expect(tables[7][2].hasSuffix(",已公布,4,,,3,75%,,,,"))
    #expect(tables[8][3] == "1,B,一年,3,是")
    #expect(tables[12][3] == "\"'=1+1, \"\"奖励\"\"从哪里列支？\",无记名,0,未处理,")
    #expect(tables[12][4] == ",,0,没有采用,涉及个人")
    #expect(tables[13][2] == "5,5,100%,目标 80%，已达到,")
    #expect(tables[13][3].contains("不足 9 份"))
  }

  // MARK: The page

  @Test func givesNoBallotBelowFive() async throws {
    let day = try await RecordedDay()
    try await day.run(ballots: 4)
    let record = try await day.record()
    let html = record.file(day.site.renderer, in: .chinese)
    let csv = String(decoding: record.csv(in: .chinese), as: UTF8.self)
    let json = String(decoding: record.json(in: .chinese), as: UTF8.self)
    for text in [html, csv, json] { #expect(!text.contains("SECRET-BALLOT")) }
    #expect(html.ranges(of: "不到 5 份，为保护个人，结果不公布。").count == 2)
    #expect(!html.contains("满意率"))
    // The quiz is by name and keeps its bars; the poll has none.
    #expect(html.ranges(of: "<rect width=").count == 2)
    #expect(html.contains("收回 4 份，实到 5 人"))
    #expect(csv.contains("不到 5 份，不公布"))
  }

  @Test(arguments: Language.allCases)
  func showsTheWholeDayOnOnePage(language: Language) async throws {
    let day = try await RecordedDay()
    try await day.run()
    let page = try await day.get(
      .report(id: day.session.section.rawValue, format: .html), cookie: day.organizerCookie,
      language: language.rawValue)
    #expect(page.status == .ok)
    #expect(structuralProblems(of: page.text) == [])
    for entry in RecordedDay.roster.prefix(1) + RecordedDay.roster.dropFirst(2) {
      #expect(page.text.ranges(of: ">\(entry.0)<").count == 1)
    }
    for words in ["75%", "08:31", "10:35", "SECRET-BALLOT", "派遣工能参加吗？", "拖欠工资"] {
      #expect(page.text.contains(words), "\(words)")
    }
    #expect(!page.text.contains("HIDDEN"))
    #expect(!page.text.contains(">report."))
    #expect(!page.text.contains(">paper."))
    // Every picture says in words what it shows: a bar by its label, a chart by its title. The three of
    // the legend are hidden.
    #expect(
      page.text.matches(of: /<svg[^>]* role="img" aria-label(ledby)?="[^"]+"/).count
        == page.text.ranges(of: "<svg").count - 3)
    #expect(page.text.matches(of: /<svg[^>]* class="key">/).count == 3)
    #expect(
      page.text.ranges(of: "aria-describedby=").count
        == page.text.matches(of: /<desc id="[^"]+">[^<]+<\/desc>/).count)
  }

  @Test func marksATrialClass() async throws {
    let trial = try await RecordedDay(trial: true)
    #expect(try await trial.record().file(trial.site.renderer, in: .chinese).contains("试讲，不入档案"))
    let real = try await RecordedDay()
    #expect(try await !real.record().file(real.site.renderer, in: .chinese).contains("试讲"))
  }

  @Test func standsAloneAsAFile() async throws {
    let day = try await RecordedDay()
    let html = try await day.record().file(day.site.renderer, in: .english)
    #expect(structuralProblems(of: html) == [])
    #expect(!html.contains("href="))
    #expect(!html.contains("src="))
    #expect(html.contains("@page"))
  }

  @Test func escapesWhatPeopleWrote() async throws {
    let day = try await RecordedDay(roster: [("<b>&\"", "<i>", "")])
    try await day.at(1, .checkIn(person: day.person(1), by: .phone))
    let html = try await day.record().file(day.site.renderer, in: .chinese)
    #expect(!html.contains("<i>"))
    #expect(html.contains("&lt;b&gt;&amp;&quot;"))
  }

  // MARK: Who may see it

  @Test(arguments: Route.ReportFormat.allCases)
  func showsTheReportToTheOrganizerAlone(format: Route.ReportFormat) async throws {
    let day = try await RecordedDay()
    let route = Route.report(id: day.session.section.rawValue, format: format)
    for cookie in [nil, "org=forged", day.trainerCookie()] {
      let refused = try await day.get(route, cookie: cookie)
      #expect(refused.status == .seeOther)
      #expect(refused.headers[.location]?.hasPrefix(Route.signIn.path) == true)
    }
    let shown = try await day.get(route, cookie: day.organizerCookie)
    #expect(shown.status == .ok)
    #expect(shown.headers[.cacheControl] == "no-store")
  }

  @Test func answersForAnUnknownClassAndAnotherMethod() async throws {
    let day = try await RecordedDay()
    let cookie = day.organizerCookie
    let unknown = try await day.get(.report(id: "class-none", format: .json), cookie: cookie)
    #expect(unknown.status == .notFound)
    let posted = try await day.get(
      .report(id: day.session.section.rawValue, format: .html), cookie: cookie, method: .post)
    #expect(posted.status == .methodNotAllowed)
  }

  @Test func hasEveryWordInBothLanguages() {
    let keys = { (language: Language) in
      Set(Words.table(language).keys.filter { $0.hasPrefix("report.") || $0.hasPrefix("paper.") })
    }
    #expect(keys(.chinese) == keys(.english))
  }
}
