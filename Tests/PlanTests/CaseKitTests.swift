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
}
