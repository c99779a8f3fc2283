import Testing

@testable import Plan

/// Kinds of questions as plans write them.
@Suite struct ItemFormTests {
  func reading(_ activity: String) -> Reading {
    read(
      """
      课程
      【教学时长】60分钟
      一、单元
      （一）专题
      讲授内容在这里。
      \(activity)
      """)
  }

  func items(_ activity: String) -> [Item] {
    reading(activity).course.units[0].topics.flatMap(\.activities).flatMap(\.items)
  }

  @Test(
    arguments: [
      ("答案：36（±1）", ["36（±1）"]), ("答案：3/4", ["3/4"]), ("答案：2022/1/1", ["2022/1/1"]),
      ("答案：甲/乙", ["甲", "乙"]), ("答案：工会法／中华人民共和国工会法", ["工会法", "中华人民共和国工会法"]),
      ("答案：一年。", ["一年"]), ("答案：36 (+/-1)", ["36 (+/-1)"]),
      ("Answer: ILO; I.L.O.", ["ILO", "I.L.O."]),
    ])
  func readsAnAnswerWithoutOptionsAsAnEntry(line: String, answers: [String]) {
    let found = items("【测验】仲裁时效几个月？\n\(line)\n解析：见法条。")
    #expect(found.map(\.form) == [.entry])
    #expect(found.first?.answers == answers)
    #expect(found.first?.explanation == "见法条。")
    let findings = reading("【测验】几个月？\n\(line)\n解析：见法条。").findings
    #expect(!findings.contains { $0.id == .quizWithoutKey })
  }

  @Test func keepsTrueAndFalseAsOptions() {
    let found = items("【测验】工会可以调解。\n答案：对\n解析：是。")
    #expect(found.map(\.form) == [.options])
    #expect(found.first?.choices.map(\.correct) == [true, false])
  }

  @Test func readsAnOrderInItsRightOrder() {
    let found = items("【排序】处理顺序\n1. 协商\n2. 调解\n3. 仲裁\n解析：先协商。")
    #expect(found.map(\.form) == [.order])
    #expect(found.first?.prompt == "处理顺序")
    #expect(found.first?.choices.map(\.text) == ["协商", "调解", "仲裁"])
    #expect(found.first?.explanation == "先协商。")
  }

  @Test func readsTheLinesOfAMatching() {
    let found = items("【连线】谁来管\n- 拖欠工资 = 劳动监察\n- 工伤认定＝社保部门\n- 没有等号")
    #expect(found.map(\.form) == [.match])
    #expect(found.first?.pairs.map(\.left) == ["拖欠工资", "工伤认定"])
    #expect(found.first?.pairs.map(\.right) == ["劳动监察", "社保部门"])
  }

  @Test(
    arguments: [
      ("【评分】帮助有多大？（1–10）", 1, 10), ("【评分】帮助有多大？", 1, 10), ("【评分】帮助有多大？（1-5）", 1, 5),
      ("【评分】帮助有多大？（０～５）", 0, 5),
    ])
  func readsAScale(line: String, lower: Int, upper: Int) {
    let found = items(line)
    #expect(found.map(\.form) == [.scale])
    #expect(found.first?.prompt == "帮助有多大？")
    #expect(found.first?.choices.map(\.text) == (lower...upper).map { "\($0)" })
  }

  @Test func saysThatAnOrderOrAMatchingIsTooShort() {
    for activity in ["【排序】顺序\n1. 只有一项", "【连线】连线\n左 = 右"] {
      #expect(reading(activity).findings.contains { $0.id == .quizWithoutKey }, "\(activity)")
    }
  }
}
