import Identity
import People
import Testing

@Suite struct RosterTableTests {
  @Test func knowsColumnsByTheirHeadsInBothLanguages() {
    let table = RosterTable(
      "2026 年骨干培训班学员名册\t\t\n\n序号\t 姓 名\t工作单位\t手机号码（必填）\t身份证号\t班委\t座位号\t住宿房间\t用餐\t乘车\n"
        + "1\t张三\t铸造厂\t138 0000 1234\t110101199001011234\t组长\t3排5\t302\t清真\t1 号车\n")
    #expect(
      table.columns == [
        nil, .name, .unit, .phone, nil, .duty, .seat, .room, .meal, .transport,
      ])
    #expect(table.head?.number == 3 && table.lines.map(\.number) == [4])
    #expect(table.hasIdentityNumbers)
    let (rows, problems) = readRoster(table)
    #expect(problems == [])
    let details = RosterDetails([
      .phone: "13800001234", .duty: "组长", .seat: "3排5", .room: "302", .meal: "清真",
      .transport: "1 号车",
    ])
    #expect(rows == [RosterRow(name: "张三", unit: "铸造厂", group: "", details: details, line: 4)])
    let english = RosterTable("Full name,Employer,Team,Mobile,Role,Seat,Room,Meal,Transport\n")
    #expect(english.columns == RosterColumn.allCases)
  }

  @Test func takesColumnsAsSomebodySaysTheyAre() {
    let table = RosterTable("甲,乙,丙\n铸造厂,张三,13800001234\n")
    let (rows, _) = readRoster(table, columns: [.unit, .name, .phone])
    #expect(rows.map(\.name) == ["乙", "张三"])
    #expect(rows[1].unit == "铸造厂" && rows[1].details[.phone] == "13800001234")
    #expect(readRoster(table, columns: [nil, nil, nil]).rows.isEmpty)
  }

  @Test func readsLineBreaksInsideQuotes() {
    let (rows, _) = parseRoster("姓名,单位\n\"张三\",\"铸造厂\n二车间\"\n李四,\"\"\"红旗\"\" 班\"\n")
    #expect(rows.map(\.unit) == ["铸造厂 二车间", "\"红旗\" 班"])
    #expect(rows.map(\.line) == [2, 4])
    // A quote that is never closed swallows nothing.
    #expect(parseRoster("\"张三\t铸造厂\n李四\t码头\n").rows.count == 2)
  }

  @Test func saysWhatToLookAt() {
    let (rows, problems) = parseRoster(
      "姓名,单位,手机\n王伟,铸造厂,13800001111\n王伟,码头,13800002222\n王伟,铸造厂,+86 138-0000-1111\n"
        + "李娜,铸造厂,13800001111\n赵云,铸造厂,没有\n,铸造厂,\n")
    #expect(rows.map(\.line) == [2, 3, 5, 6])
    #expect(
      problems == [
        RosterProblem(line: 3, kind: .namesake(ofLine: 2)),
        RosterProblem(line: 4, kind: .repeated(ofLine: 2)),
        RosterProblem(line: 5, kind: .phoneShared(withLine: 2)),
        RosterProblem(line: 6, kind: .phone),
        RosterProblem(line: 7, kind: .name(.empty)),
      ])
    #expect(problems.map(\.isLeftOut) == [false, true, false, false, true])
  }

  @Test(
    arguments: [
      ("13812345678", "13812345678"), ("+86 138-1234-5678", "13812345678"),
      ("０１０ ６５５５１２３４", "01065551234"), ("+44 20 7946 0958", "+442079460958"), ("12345", nil),
      ("138abc45678", nil), ("", nil), ("1234567890123456", nil),
    ] as [(String, String?)])
  func readsTelephoneNumbers(text: String, number: String?) {
    #expect(phoneNumber(text) == number)
  }

  @Test func masksNumbers() {
    #expect(masked(phone: "13812341234") == "138****1234")
    #expect(masked(phone: "6555123") == "****23")
    #expect(masked(phone: "") == "")
  }
}

@Suite struct RosterPlanTests {
  private static func entry(
    _ id: String, _ name: String, _ unit: String = "", _ group: String = "", phone: String = "",
    walkIn: Bool = false
  ) -> RosterEntry {
    RosterEntry(
      person: PersonID(id), name: name, unit: unit, group: group, walkIn: walkIn,
      details: RosterDetails([.phone: phone]))
  }

  private static func plan(
    _ text: String, onto entries: [RosterEntry], choices: [Int: PersonID?] = [:]
  ) -> [RosterPlan.Step.Change] {
    RosterPlan(parseRoster("姓名,单位,组别,手机\n" + text).rows, onto: entries, choices: choices)
      .steps.map(\.change)
  }

  @Test func changesNothingTheSecondTime() {
    let text = "张三,铸造厂,一组,13800001111\n王伟,铸造厂,,13800002222\n王伟,铸造厂,,13800003333\n王伟,码头,,\n"
    let rows = parseRoster("姓名,单位,组别,手机\n" + text).rows
    let entries = RosterPlan(rows, onto: []).steps.enumerated().map { index, step in
      RosterEntry(
        person: PersonID("p\(index)"), name: step.row.name, unit: step.row.unit,
        group: step.row.group, details: step.row.details)
    }
    #expect(entries.count == 4)
    let again = RosterPlan(rows.reversed(), onto: entries)
    #expect(again.unchanged == 4)
    // Fewer columns change nothing either.
    #expect(Self.plan("张三,铸造厂,,\n", onto: entries) == [.same(PersonID("p0"))])
  }

  @Test func updatesWhatChanged() {
    let entries = [Self.entry("a", "张三", "铸造厂", "一组", phone: "13800001111")]
    let id = PersonID("a")
    #expect(Self.plan("张三,铸造厂,二组,\n", onto: entries) == [.update(id, [.group])])
    #expect(Self.plan("张三,铸造厂,,13800009999\n", onto: entries) == [.update(id, [.phone])])
    // The number says who it is, also in another unit.
    #expect(Self.plan("张三,码头,,13800001111\n", onto: entries) == [.update(id, [.unit])])
    // A unit that was not known.
    #expect(
      Self.plan("李四,码头,,\n", onto: [Self.entry("b", "李四")]) == [
        .update(PersonID("b"), [.unit])
      ])
  }

  @Test func keepsTwoPeopleOfOneNameApart() {
    let entries = [Self.entry("a", "王伟", "铸造厂"), Self.entry("b", "王伟", "码头")]
    #expect(
      Self.plan("王伟,码头,,\n王伟,铸造厂,,\n王伟,学校,,\n", onto: entries) == [
        .same(PersonID("b")), .same(PersonID("a")), .add,
      ])
    let steps = RosterPlan(parseRoster("王伟,学校\n").rows, onto: entries).steps
    #expect(steps[0].namesakes == [PersonID("a"), PersonID("b")])
    // Of whom nothing but the name is said, nobody knows which.
    #expect(Self.plan("王伟,,,\n", onto: entries) == [.add])
  }

  @Test func doesAsTheOrganizerSays() {
    let entries = [Self.entry("a", "王伟", "铸造厂"), Self.entry("b", "王伟", "码头")]
    #expect(
      Self.plan("王伟,学校,,\n", onto: entries, choices: [2: PersonID("b")]) == [
        .update(PersonID("b"), [.unit])
      ])
    #expect(Self.plan("王伟,码头,,\n", onto: entries, choices: [2: nil]) == [.add])
    #expect(
      Self.plan("王伟,码头,,\n", onto: entries, choices: [2: PersonID("x")]) == [.same(PersonID("b"))])
  }

  @Test func findsWalkInsAgain() {
    let entries = [Self.entry("w", "赵云", "", walkIn: true)]
    let steps = RosterPlan(parseRoster("赵云,三车间\n").rows, onto: entries).steps
    #expect(steps[0].change == .update(PersonID("w"), [.unit]) && steps[0].wasWalkIn)
    // Erased people and trainers are nobody's namesake.
    let others = [
      Self.entry("e", ""),
      RosterEntry(person: PersonID("t"), name: "赵云", role: .trainer),
    ]
    #expect(RosterPlan(parseRoster("赵云\n").rows, onto: others).added == 1)
  }

  /// Twenty thousand of one name are as quick as of twenty thousand names.
  @Test func staysQuickWhateverTheNames() {
    let text = (0..<20_000).map { "王伟,铸造厂,,1380\($0 + 1_000_000)" }.joined(separator: "\n")
    let rows = parseRoster("姓名,单位,组别,手机\n" + text).rows
    #expect(rows.count == 20_000)
    let clock = ContinuousClock()
    let entries = rows.map {
      Self.entry("p\($0.line)", $0.name, $0.unit, phone: $0.details[.phone])
    }
    let spent = clock.measure {
      #expect(RosterPlan(rows, onto: entries).unchanged == 20_000)
    }
    #expect(spent < .seconds(60), "\(spent)")
  }
}
