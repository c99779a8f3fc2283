import Plan
import Testing

@Suite struct CaseKitTests {
  @Test func readsEveryPart() {
    let kit = readCaseKit(
      """
      # 一次班前会拦下的事故

      来源：企业安全简报
      日期：某年三月

      ## 案例背景
      维修班十二人。

      ## 案例正文
      班长发现安全带的挂钩有裂纹。

      当天停止了高处作业。

      ## 思考题
      1. 班长为什么能发现？
      2. 换成你会怎样做？

      ## 教学提示
      先让学员自己读三分钟。

      ## 教师点评
      检查要看得见、摸得着。
      """)
    #expect(kit.title == "一次班前会拦下的事故")
    #expect(kit.source == "企业安全简报")
    #expect(kit.date == "某年三月")
    #expect(kit.background == "维修班十二人。")
    #expect(kit.text == "班长发现安全带的挂钩有裂纹。\n\n当天停止了高处作业。")
    #expect(kit.questions == ["班长为什么能发现？", "换成你会怎样做？"])
    #expect(kit.teachingNotes == "先让学员自己读三分钟。")
    #expect(kit.debrief == "检查要看得见、摸得着。")
  }

  @Test func takesAFileWithoutHeadingsAsText() {
    let kit = readCaseKit("小周入职二十天。\n\n主管通知她不用再来。\n")
    #expect(kit == CaseKit(text: "小周入职二十天。\n\n主管通知她不用再来。"))
  }

  @Test func readsEnglishHeadings() {
    let kit = readCaseKit(
      "# The missing overtime\nSource: a branch\n## Background\nA depot.\n## Text\nTwo hours.\n"
        + "## Questions\n- Who knew?\n## Teaching notes\nWait.\n## Debrief\nFacts.\n")
    #expect(kit.title == "The missing overtime")
    #expect(kit.source == "a branch")
    #expect(kit.background == "A depot.")
    #expect(kit.text == "Two hours.")
    #expect(kit.questions == ["Who knew?"])
    #expect(kit.teachingNotes == "Wait.")
    #expect(kit.debrief == "Facts.")
  }

  @Test(arguments: [true, false])
  func readsItsOwnSkeletonAsEmpty(chinese: Bool) {
    let kit = readCaseKit(caseKitSkeleton(title: "一次\n协商", chinese: chinese))
    #expect(kit.title == "一次 协商")
    #expect(kit.text.isEmpty)
    #expect(kit.background.isEmpty)
    #expect(kit.questions.isEmpty)
    #expect(kit.source == nil)
  }

  @Test(arguments: [
    (
      "用时三十分钟：读案例四分钟，个人思考三分钟，小组讨论十一分钟，汇报七分钟，点评五分钟。建议每组一人扮演丁。",
      [(CaseStep.Kind.read, 4), (.think, 3), (.discuss, 11), (.report, 7), (.debrief, 5)]
    ),
    (
      "用时三十分钟：读案例四分钟，个人思考三分钟，小组讨论十分钟，两个组汇报共八分钟，点评五分钟。",
      [(.read, 4), (.think, 3), (.discuss, 10), (.report, 8), (.debrief, 5)]
    ),
    (
      "本例用于讲授，用时十五分钟：讲述五分钟，提问四分钟，点评六分钟。思考题由教师直接提问，不分组。",
      [(.tell, 5), (.ask, 4), (.debrief, 6)]
    ),
    (
      "Thirty minutes: reading 4, thinking alone 3, groups 11, two reports 7, debrief 5.\n\nGroups jump.",
      [(.read, 4), (.think, 3), (.discuss, 11), (.report, 7), (.debrief, 5)]
    ),
    (
      "A story of fifteen minutes: tell it in six, put the two questions to the room for five, "
        + "debrief in four. Reading aloud works well.",
      [(.tell, 6), (.ask, 5), (.debrief, 4)]
    ),
    ("先让学员自己读三分钟。讨论第一题，再讨论第二题。", []),
    ("请思考一下读的内容，然后汇报。", []),
  ])
  func readsTheMinutesOfTheStepsFromTheNotes(notes: String, expected: [(CaseStep.Kind, Int)]) {
    let kit = readCaseKit("## 案例正文\n甲。\n\n## 教学提示\n\n\(notes)\n")
    #expect(kit.steps == expected.map { CaseStep(kind: $0.0, minutes: $0.1) })
  }

  @Test func readsAPartOfSteps() {
    let kit = readCaseKit(
      """
      ## 案例正文
      甲。
      ## 案例步骤
      1. 阅读：５分钟
      2. 小组讨论（12 分钟）
      - 讨论：3 分钟
      - 教师点评 0 分钟
      ## 教学提示
      读案例四分钟，思考三分钟。
      """)
    #expect(
      kit.steps == [CaseStep(kind: .read, minutes: 5), CaseStep(kind: .discuss, minutes: 12)])
    let english = readCaseKit("## Text\nA.\n## Steps\n- Reading: 4 min\n- Debrief: 5 min\n")
    #expect(
      english.steps == [CaseStep(kind: .read, minutes: 4), CaseStep(kind: .debrief, minutes: 5)])
  }
}
