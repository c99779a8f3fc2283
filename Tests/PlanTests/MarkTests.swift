import Plan
import Testing

/// Numbering marks as real outlines have them.
@Suite struct MarkTests {
  static let marks: [(line: String, label: String, title: String)] = [
    ("第一章 总则", "第一章", "总则"), ("第 01 课：入会", "第 01 课", "入会"), ("第3讲｜协商", "第3讲", "协商"),
    ("第一天", "第一天", "第一天"), ("第1课时　权利", "第1课时", "权利"), ("第二次培训：回访", "第二次培训", "回访"),
    ("模块A 劳动合同", "模块A", "劳动合同"), ("阶段一：准备", "阶段一", "准备"), ("步骤2、登记", "步骤2", "登记"),
    ("Week 1: Rights", "Week 1", "Rights"), ("Day 16–17 Practice run", "Day 16–17", "Practice run"),
    ("Lesson 3 - Pay", "Lesson 3", "Pay"), ("一、甲", "一、", "甲"), ("一．甲", "一．", "甲"),
    ("十二、甲", "十二、", "甲"), ("（一）甲", "（一）", "甲"), ("(三) 甲", "(三)", "甲"), ("1. 甲", "1.", "甲"),
    ("1、甲", "1、", "甲"), ("１．甲", "１．", "甲"), ("1.1 甲", "1.1", "甲"), ("1.1.1甲", "1.1.1", "甲"),
    ("（1）甲", "（1）", "甲"), ("1）甲", "1）", "甲"), ("1) 甲", "1)", "甲"), ("① 甲", "①", "甲"),
    ("a. alpha", "a.", "alpha"), ("I. Alpha", "I.", "Alpha"), ("1-1 甲", "1-1", "甲"),
    ("# 第一单元 甲", "第一单元", "甲"), ("**一、甲**", "一、", "甲"), ("**第一章** 甲", "第一章", "甲"),
    ("- 1.1 甲", "1.1", "甲"), ("第一单元 第1课 甲", "第一单元 第1课", "甲"),
    ("Week 1 Day 2 Alpha", "Week 1 Day 2", "Alpha"),
    ("一、甲（约8分钟）", "一、", "甲"), ("一、甲 (2周)", "一、", "甲"), ("一、**甲**", "一、", "甲"), ("㈠甲", "㈠", "甲"),
  ]

  @Test(arguments: marks)
  func readsAMark(line: String, label: String, title: String) throws {
    let course = read("题目\n\n\(line)\n讲授的内容。").course
    let unit = try #require(course.units.first, "\(line)")
    #expect(unit.label == label)
    #expect(unit.title == title)
  }

  @Test(arguments: [
    "1.5天的安排", "2019年的经验", "3.14 米长", "第四十六条规定如下", "第一课堂是车间", "一是团结", "1-2小时", "2019.10.1成立",
    "    1. code here", "$ 1. run", "│ 1. 框 │", "模块化的设计", "Part of the story", "| 1. 甲 | 乙 |",
    "> 一、甲", "10:30 开始",
  ])
  func takesNoMark(line: String) {
    let course = read("题目\n\n\(line)\n讲授的内容。").course
    #expect(course.units.isEmpty, "\(line)")
  }

  @Test func countsChineseNumeralsToNinetyNine() {
    var lines = ["题目"]
    let digits = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"]
    for number in 1...99 {
      let tens = number / 10
      let text = (tens == 0 ? "" : (tens == 1 ? "" : digits[tens]) + "十") + digits[number % 10]
      lines.append(text + "、单元\(number)")
    }
    let reading = read(lines.joined(separator: "\n"))
    #expect(reading.course.units.count == 99)
    #expect(!reading.findings.contains { $0.id.rawValue.hasPrefix("number-") })
  }

  @Test func keepsARunInHeadingAndItsParagraph() throws {
    let course = read("题目\n一、总论\n（一）旗帜鲜明。正文从这里开始，一直写下去。\n（二）持之以恒。正文。").course
    let topics = try #require(course.units.first).topics
    #expect(topics.map(\.title) == ["旗帜鲜明", "持之以恒"])
    #expect(topics[0].activities.map(\.body) == ["正文从这里开始，一直写下去。"])
  }
}
