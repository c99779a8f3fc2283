/// A plan to begin with 教案样稿: it has every part a course needs, and nothing to mend but that its
/// placeholders want to be written over.
///
/// - Parameters:
///   - title: One line that can be a title.
///   - days: At least 1.
///   - minutesPerDay: Teaching minutes of each day; a multiple of 15, at least 30.
///   - chinese: Whether it is written in Chinese, else in English.
public func planSkeleton(title: String, days: Int, minutesPerDay: Int, chinese: Bool) -> String {
  let words: any SkeletonWords = chinese ? ChineseSkeleton() : EnglishSkeleton()
  let total = days * minutesPerDay
  // A unit for about an hour and a half; a topic for about half an hour.
  let units = min(max(total / 90, 1), 40)
  let topics = total / units >= 60 ? 2 : 1
  var blocks = ["# \(title)"] + words.fields(days: days, minutesPerDay: minutesPerDay)
  for unit in 1...units {
    blocks.append(words.unit(unit))
    if total >= 60 { blocks.append(words.unitOpening) }
    for topic in 1...topics {
      blocks.append(words.topic(unit, topic))
      blocks.append(words.lecture)
    }
    // Each unit gives the learners something to do; a short course has time for a question only.
    if total >= 120 {
      blocks += unit % 3 == 1 ? words.caseStory(unit) : words.discussion(unit)
    }
    if unit == units { blocks += words.quiz }
  }
  if total >= 120 { blocks += words.closing }
  return blocks.joined(separator: "\n\n") + "\n"
}

private protocol SkeletonWords {
  func fields(days: Int, minutesPerDay: Int) -> [String]
  func unit(_ number: Int) -> String
  var unitOpening: String { get }
  func topic(_ unit: Int, _ number: Int) -> String
  var lecture: String { get }
  func caseStory(_ unit: Int) -> [String]
  func discussion(_ unit: Int) -> [String]
  var quiz: [String] { get }
  var closing: [String] { get }
}

private struct ChineseSkeleton: SkeletonWords {
  func fields(days: Int, minutesPerDay: Int) -> [String] {
    let time =
      minutesPerDay % 60 == 0 ? "\(minutesPerDay / 60)小时/天" : "\(minutesPerDay)分钟/天"
    return [
      "【教学背景】〔为什么开这门课：职工和工会遇到了什么问题。〕", "【教学目标】学员学完以后能够〔做什么，用可以检查的动词写〕。",
      "【教学对象】〔例如：基层工会干部〕", "【教学时长】\(days)天（\(time)）", "【教学方式】讲授、案例、研讨相结合",
      "【考核方式】随堂测验，〔合格的标准〕。", "【教学内容】",
    ]
  }
  func unit(_ number: Int) -> String { "\(count(number))、〔第\(count(number))单元的标题〕" }
  var unitOpening: String { "〔导语：用两三句话说明这一单元要解决什么问题，和上一单元有什么关系。〕" }
  func topic(_ unit: Int, _ number: Int) -> String {
    "（\(count(number))）〔第\(count(unit))单元第\(count(number))个专题的标题〕"
  }
  var lecture: String { "〔讲授要点：先说结论，再讲依据，最后说在单位里怎么做。〕" }
  func caseStory(_ unit: Int) -> [String] {
    [
      "【案例研讨】〔第\(count(unit))单元案例的标题〕\n来源：〔案例的出处，虚构的写“自编”〕",
      "〔案例正文：时间、人物（用化名）、经过、结果。正文长的，也可以另存一份文件，和教案放在一起，在上一行写成链接。〕",
      "思考题：\n1. 〔先问事实〕\n2. 〔再问办法〕",
    ]
  }
  func discussion(_ unit: Int) -> [String] {
    ["【讨论】〔第\(count(unit))单元分组研讨的题目〕", "〔要求：每组推选组长、记录员、汇报人；汇报两分钟。〕"]
  }
  var quiz: [String] {
    ["【测验】〔一道单选题的题干〕\n- [ ] 〔错误选项〕\n- [x] 〔正确选项〕\n- [ ] 〔错误选项〕\n> 解析：〔为什么〕"]
  }
  var closing: [String] { ["【小结】", "〔回到教学目标，请学员说出一件回去就要做的事。〕", "【评估】"] }

  private func count(_ number: Int) -> String {
    let digits = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"]
    let tens = number / 10
    return (tens == 0 ? "" : tens == 1 ? "十" : digits[tens % 10] + "十") + digits[number % 10]
  }
}

private struct EnglishSkeleton: SkeletonWords {
  func fields(days: Int, minutesPerDay: Int) -> [String] {
    let time =
      minutesPerDay % 60 == 0
      ? "\(minutesPerDay / 60) hours/day" : "\(minutesPerDay) minutes/day"
    return [
      "Background: <why this course: what members and the union have met>",
      "Objectives: after the course learners can <do what; use verbs that can be checked>.",
      "Audience: <for instance: grassroots union officers>",
      "Duration: \(days) day\(days == 1 ? "" : "s") (\(time))",
      "Methods: lecture, cases, discussion", "Assessment: a quiz, <what is enough>.", "Content:",
    ]
  }
  func unit(_ number: Int) -> String { "\(number). <title of unit \(number)>" }
  var unitOpening: String { "<Opening: in two or three sentences, what this unit is to solve.>" }
  func topic(_ unit: Int, _ number: Int) -> String {
    "\(unit).\(number) <title of topic \(number) in unit \(unit)>"
  }
  var lecture: String {
    "<Points of the lecture: the conclusion, its grounds, what to do at work.>"
  }
  func caseStory(_ unit: Int) -> [String] {
    [
      "[Case discussion] <title of the case in unit \(unit)>\nSource: <where it comes from; “our own” if it is made up>",
      "<The case: when, who (not their real names), what happened, how it ended. A long one may be a file beside the plan, and the line above a link to it.>",
      "Questions:\n1. <first ask for facts>\n2. <then for ways out>",
    ]
  }
  func discussion(_ unit: Int) -> [String] {
    [
      "[Discussion] <what the groups of unit \(unit) discuss>",
      "<Each group names a leader, a scribe and a reporter; reports take two minutes.>",
    ]
  }
  var quiz: [String] {
    [
      "[Quiz] <a question>\n- [ ] <a wrong option>\n- [x] <the right option>\n- [ ] <a wrong option>\n> Explanation: <why>"
    ]
  }
  var closing: [String] {
    [
      "[Summary]", "<Back to the objectives: each learner names one thing to do at work.>",
      "[Evaluation]",
    ]
  }
}
