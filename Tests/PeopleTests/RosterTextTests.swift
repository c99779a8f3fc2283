import People
import Testing

@Suite struct RosterTextTests {
  private let expected = [
    RosterRow(name: "张三", unit: "第一车间", group: "一组", line: 1),
    RosterRow(name: "李四", unit: "第二车间", group: "二组", line: 2),
  ]

  @Test(arguments: ["\t", ",", "，", ";", "；", "  ", "     ", "　　", ", "])
  func splitsAtAnySeparator(separator: String) {
    let lines = [["张三", "第一车间", "一组"], ["李四", "第二车间", "二组"]]
    let text = lines.map { $0.joined(separator: separator) }.joined(separator: "\n")
    let (rows, problems) = parseRoster(text)
    #expect(rows == expected)
    #expect(problems.isEmpty)
  }

  @Test func readsAHeadRowInAnyOrder() {
    let (rows, problems) = parseRoster("组别\t电话\t 姓 名\t单位\r\n一组\t13800001234\t张三\t第一车间\r\n")
    let details = RosterDetails([.phone: "13800001234"])
    #expect(
      rows == [RosterRow(name: "张三", unit: "第一车间", group: "一组", details: details, line: 2)])
    #expect(problems.isEmpty)
    let (english, _) = parseRoster("Unit,NAME\nStores,Ann Lee")
    #expect(english == [RosterRow(name: "Ann Lee", unit: "Stores", group: "", line: 2)])
  }

  @Test func skipsBlankLinesAndCountsThem() {
    let (rows, problems) = parseRoster("\u{FEFF}\n张三\n\t\t\n  \n李四")
    #expect(rows.map(\.name) == ["张三", "李四"])
    #expect(rows.map(\.line) == [2, 5])
    #expect(problems.isEmpty)
  }

  @Test func leavesOutRunningNumbers() {
    let (rows, _) = parseRoster("1\t张三\t第一车间\n2\t李四\t第二车间")
    #expect(rows.map(\.name) == ["张三", "李四"])
    #expect(rows.map(\.unit) == ["第一车间", "第二车间"])
    let (dotted, _) = parseRoster("1.  张三\n2.  李四")
    #expect(dotted.map(\.name) == ["张三", "李四"])
  }

  @Test func keepsSingleSpacesInNames() {
    let (rows, _) = parseRoster("Ann Lee   Stores\n张　三  第一车间")
    #expect(rows.map(\.name) == ["Ann Lee", "张　三"])
    #expect(rows.map(\.unit) == ["Stores", "第一车间"])
  }

  @Test func keepsSeparatorsInsideQuotes() {
    let (rows, _) = parseRoster("\"Lee, Ann\",Stores\nBob \"the\" Hand,Yard")
    #expect(rows.map(\.name) == ["Lee, Ann", "Bob \"the\" Hand"])
  }

  @Test func reportsEveryLineThatGivesNoRow() {
    let long = String(repeating: "张", count: 61)
    let text = "张三,一车间\n,二车间\n\(long)\n张 三，一车间\n李\u{202E}四\n王五,\(long)\n赵六,,\u{1}a"
    let (rows, problems) = parseRoster(text)
    #expect(rows.map(\.name) == ["张三"])
    #expect(
      problems == [
        RosterProblem(line: 2, kind: .name(.empty)),
        RosterProblem(line: 3, kind: .name(.tooLong)),
        RosterProblem(line: 4, kind: .repeated(ofLine: 1)),
        RosterProblem(line: 5, kind: .name(.forbiddenCharacter)),
        RosterProblem(line: 6, kind: .unit(.tooLong)),
        RosterProblem(line: 7, kind: .group(.forbiddenCharacter)),
      ])
  }

  @Test func givesARowOrAProblemForEveryLine() {
    for text in ["", "\n\n", "姓名", "\t,;", "\"", "a\"b\"", "1\n2", "，，，"] {
      let (rows, problems) = parseRoster(text)
      #expect(rows.count + problems.count <= text.split(whereSeparator: \.isNewline).count)
    }
    #expect(parseRoster("姓名,单位").rows.isEmpty)
    #expect(parseRoster("1\n2").rows.map(\.name) == ["1", "2"])
  }
}
