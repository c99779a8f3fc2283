import Plan
import Testing

@Suite struct DurationTests {
  static let written: [(String, [Int])] = [
    ("1天（6个小时/天）", [360]), ("2天，每天6学时", [270, 270]), ("半天", [180]), ("1.5天", [360, 180]),
    ("6小时", [360]), ("90分钟", [90]), ("8学时", [360]), ("一天", [360]), ("1 day (6 hours/day)", [360]),
    ("8课时（每课时45分钟）", [360]), ("8课时（每课时40分钟）", [320]), ("18课时×45分钟", [360, 360, 90]),
    ("每周2节，每节1.5h，8周", Array(repeating: 180, count: 8)), ("40分钟+5分钟", [45]), ("约8分钟", [8]),
    ("约96h", Array(repeating: 360, count: 16)), ("理论4学时，实训4学时", [360]), ("2小时30分钟", [150]),
    ("两天", [360, 360]), ("3天（18小时）", [360, 360, 360]), ("每次2小时，共4次", [120, 120, 120, 120]),
    ("4 x 90 min", [90, 90, 90, 90]), ("90分钟，考试30分钟", [90]), ("９０分钟", [90]), ("九十分钟", [90]),
    ("9:00-11:30，14:00—16:00", [270]), ("1天半", [360, 180]),
    ("48学时（理论32，实验16）", Array(repeating: 360, count: 6)),
    ("2 hours", [120]), ("half a day", [180]), ("two days", [360, 360]), ("6个学时", [270]),
    ("1小时", [60]), ("1.5 hours", [90]),
  ]

  @Test(arguments: written)
  func readsADuration(text: String, days: [Int]) {
    let course = read("题目\n【教学时长】\(text)\n一、甲\n甲。").course
    #expect(course.teachingTime?.days == days, "\(text)")
  }

  @Test(arguments: ["看情况", "一个下午左右", "", "若干"])
  func refusesWhatIsNoDuration(text: String) {
    let course = read("题目\n【教学时长】\(text)\n一、甲\n甲。").course
    #expect(course.teachingTime == nil, "\(text)")
  }

  @Test func takesTheTotalFromTheTitle() {
    let course = read("安全培训（2天，每天5小时）\n一、甲\n甲。").course
    #expect(course.title == "安全培训")
    #expect(course.teachingTime?.days == [300, 300])
  }

  @Test func takesTheFirstReadableValue() {
    let reading = read("题目\n【教学时长】待定\n【课程时长】90分钟\n一、甲\n甲。")
    #expect(reading.course.teachingTime?.days == [90])
    #expect(reading.findings.map(\.id).contains(.fieldRepeated))
  }

  @Test func usesTheCreditHourItIsGiven() {
    let course = read("题目\n【学时】4学时\n一、甲\n甲。", creditHourMinutes: 50).course
    #expect(course.teachingTime?.days == [200])
  }
}
