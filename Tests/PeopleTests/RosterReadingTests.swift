import People
import Testing

/// Tables as offices send them: titles, sums, signatures, head rows far down.
@Suite struct RosterReadingTests {
  @Test(arguments: [
    "合计", "合计 2人", "总计：12", "小计（3）", "共12人", "填表人：王芳", "审核人:", "日期：2026年3月5日", "备注", "注：请准时",
    "劳动争议调解班学员名册", "Total 12", "Prepared by: Ann", "Note: bring a pen",
  ])
  func takesASumOrASignatureForNoPerson(text: String) {
    let (rows, problems) = parseRoster("姓名\t单位\n张三\t铸造厂\n\(text)\t\n")
    #expect(rows.map(\.name) == ["张三"])
    #expect(problems.map(\.kind) == [.remark] && problems.first?.line == 3)
    #expect(problems.first?.isLeftOut == true)
  }

  @Test(arguments: ["共青", "附小明", "注册", "合计生", "Sumner Lee", "Note Lee", "Total", "日期"])
  func takesAPersonForAPerson(text: String) {
    let isPerson = !["Total", "日期"].contains(text)
    #expect(parseRoster("姓名\n\(text)\n").rows.isEmpty != isPerson)
  }

  @Test func readsWhatTheOrganizerSays() {
    let table = RosterTable("姓名\n张三\n合计2人\n李四\n")
    #expect(remarkLines(of: table, columns: table.columns) == [3])
    // Whoever says that line 3 is a person has one, and line 4 is not read.
    let (rows, problems) = readRoster(table, leavingOut: [4])
    #expect(rows.map(\.name) == ["张三", "合计2人"] && problems.isEmpty)
  }

  @Test func findsAHeadRowFurtherDown() {
    let titles = (1...14).map { "第 \($0) 条说明" }.joined(separator: "\n")
    let table = RosterTable(titles + "\n姓名\t单位\n张三\t铸造厂\n")
    #expect(table.head?.number == 15)
    #expect(readRoster(table).rows.map(\.name) == ["张三"])
  }

  @Test func takesTheHeadRowThatIsChosen() {
    let text = "姓名\t单位\n某表\t某单位\n姓名\t部门\n张三\t铸造厂\n"
    #expect(RosterTable(text).head?.number == 1)
    let chosen = RosterTable(text, head: .line(3))
    #expect(chosen.head?.number == 3 && chosen.lines.map(\.number) == [4])
    #expect(RosterTable(text, head: .none).head == nil)
    #expect(RosterTable(text, head: .none).lines.count == 4)
    #expect(RosterTable(text, head: .line(99)).head == nil)
  }

  @Test func aHeadRowWithoutNamesIsNoPerson() {
    let table = RosterTable("编号,电话\n1,13800001234\n2,13900001234\n")
    #expect(table.head?.number == 1 && !table.hasNames)
    #expect(table.columns == [nil, .phone] && table.lines.count == 2)
  }

  @Test func aLearnerOfThatRoleIsNoHeadRow() {
    let table = RosterTable("张三,铸造厂,学员\n李四,码头,学员\n")
    #expect(table.head == nil && table.lines.count == 2)
    #expect(RosterTable("学员,单位\n张三,铸造厂\n").head?.number == 1)
  }

  @Test func saysWhichColumnOfOneNameIsNotRead() {
    let table = RosterTable("姓名,单位,姓名\n张三,铸造厂,李四\n")
    #expect(table.repeatedColumns.map(\.place) == [2])
    #expect(table.repeatedColumns.map(\.column) == [.name])
  }

  @Test func hidesNumbersWhereverTheyStand() {
    #expect(hidingNumbers("13800001234") == "138****1234")
    #expect(hidingNumbers("110101199003070000") == "110****")
    #expect(hidingNumbers("3排5") == "3排5" && hidingNumbers("第一车间") == "第一车间")
    #expect(hidingNumbers("2026-03-05 班") == "2026-03-05 班")
  }
}
