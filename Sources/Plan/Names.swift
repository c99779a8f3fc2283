/// Lists of names as the tables below write them: Chinese names apart by a blank, English ones,
/// which hold blanks themselves, behind them and apart by `|`.
enum NameList {
  static func split(_ list: String) -> [String] {
    var result: [String] = []
    for part in list.split(separator: "|") {
      var english = ""
      for word in part.split(separator: " ") {
        if word.unicodeScalars.contains(where: { $0.isHan }) {
          result.append(String(word))
        } else {
          english += word
        }
      }
      if !english.isEmpty { result.append(english) }
    }
    return result
  }
}

/// The names that plans use for fields 栏目.
enum FieldNames {
  private static let names: [(Member, String)] = [
    (.title, "课程名称 课程题目 课程主题 培训主题 培训名称 课题 题目 教学课题 Title|Course title|Course name|Topic title"),
    (
      .background,
      "教学背景 课程背景 培训背景 项目背景 课程简介 课程介绍 课程概述 课程说明 基本信息 课程信息 课程基本信息 Background|Course description|Overview|Course information"
    ),
    (
      .objectives,
      "教学目标 教学目的 培训目标 培训目的 课程目标 课程收益 学习目标 培训收益 课程目的 Objectives|Objective|Goals|Aims|Learning objectives|Course objectives|Learning outcomes|Course goals|Training objectives"
    ),
    (
      .audience,
      "教学对象 培训对象 授课对象 课程对象 适用对象 学员对象 参训对象 适用人群 目标学员 Audience|Target audience|Participants|Who should attend"
    ),
    (
      .duration,
      "教学时长 培训时长 课程时长 课程时间 授课时间 培训时间 授课时长 教学时间 学时 课时 总学时 总课时 学时数 课时数 建议学时 计划学时 时长 Duration|Total time|Length|Course length|Contact hours|Time"
    ),
    (
      .methods,
      "教学方式 教学方法 授课方式 培训方式 授课方法 培训方法 授课形式 教学形式 Methods|Method|Teaching methods|Training methods|Delivery"
    ),
    (
      .content,
      "教学内容 课程内容 培训内容 课程大纲 教学大纲 课程纲要 培训大纲 内容大纲 授课内容 授课大纲 主要内容 Content|Contents of the course|Outline|Course outline|Course content|Syllabus|Training content"
    ),
    (
      .assessment,
      "考核方式 考核要求 结业要求 考核 考核办法 考核评价 成绩评定 评分标准 考试 考试方式 结业考核 课程考核 教学评价 Assessment|Grading|Examination|Evaluation and grading|Course assessment"
    ),
    (
      .teacher,
      "授课教师 主讲人 讲师 培训讲师 授课讲师 主讲教师 授课人 主讲 任课教师 教师 主讲老师 讲师介绍 Teacher|Trainer|Instructor|Lecturer|Facilitator"
    ),
    (
      .materials,
      "参考资料 参考书目 教学资料 参考文献 参考书 推荐阅读 延伸阅读 教学资源 Materials|References|Resources|Further reading|Reading list"
    ),
    (.keyPoints, "教学重点 教学难点 重点 难点 重点难点 教学重难点 重难点 Key points|Key difficulties"),
    (
      .preparation,
      "教学准备 课前准备 培训准备 教具 教学用具 设备要求 Preparation|Equipment|Materials needed|Setup"
    ),
    (.board, "板书设计 板书 Board plan"),
    (.homework, "作业 课后作业 布置作业 作业布置 Homework|Assignments|Assignment"),
    (.reflection, "教学反思 课后反思 教学后记 Reflection|Reflections"),
    (.prerequisites, "先修课程 先修要求 预备知识 前置课程 Prerequisites|Prerequisite"),
    (.textbook, "教材 使用教材 教材与参考书 选用教材 Textbook|Textbooks|Required texts"),
  ]

  /// Names of a part of the document that holds the units.
  private static let containerNames = [
    "教学过程", "课时安排", "教学安排", "培训安排", "课程安排", "日程安排", "教学进程", "教学步骤", "课程设置", "教学环节",
    "教学进度", "培训日程", "课程日程", "课程表", "教学设计", "正文", "培训课程", "课程模块", "进度安排", "教学计划", "课程计划",
    "schedule", "agenda", "programme", "program", "courseschedule", "lessonplan", "timetable",
    "modules", "coursemodules", "weeklyschedule", "sessions", "procedure", "lessons", "units",
    "curriculum", "topics",
  ]

  /// Titles that say only what kind of document this is.
  private static let genericTitles = NameTable(
    [
      "教案", "教学设计", "培训教案", "课程教案", "授课教案", "讲义", "培训方案", "教学教案", "teachingplan", "lessonplan",
      "trainingplan", "courseplan",
    ].map { ($0, true) })

  private static let table = NameTable(
    containerNames.map { ($0, Member.content) }
      + names.flatMap { member, list in NameList.split(list).map { ($0, member) } })
  private static let endedNames = NameTable(
    names.flatMap { member, list in NameList.split(list).map { ($0, member) } })

  private static let endings = WordList.Endings([
    "与要求", "和要求", "及要求", "要求", "及安排", "与安排", "安排", "与方法", "和方法", "及方法", "与手段", "和手段", "及手段", "说明",
    "设计", "与学时", "及人数", "和难点", "与难点", "及难点", "与重点", "与内容",
  ])

  /// The member that `name` stands for.
  static func member(_ name: Scalars) -> Member? {
    guard name.count <= 40 else { return nil }
    let bare = bareName(name)
    if let member = table[bare] { return member }
    return endings.first(in: bare) { endedNames[$0] }
  }

  /// 教学内容, 教学过程, 课程安排: what holds the units.
  static func isContainer(_ name: Scalars) -> Bool { member(name) == .content }

  static func isGenericTitle(_ name: Scalars) -> Bool {
    name.count <= 20 && genericTitles[name] != nil
  }

  private static let contentsNames = NameTable(
    ["目录", "contents", "tableofcontents", "toc"].map { ($0, true) })

  static func isContents(_ name: Scalars) -> Bool {
    guard name.count <= 24 else { return false }
    return contentsNames[name] != nil
  }

  /// Without a bracketed translation, quotation marks and a closing colon.
  private static func bareName(_ name: Scalars) -> Scalars {
    var slice = name.unemphasized
    while let last = slice.last, last == "：" || last == ":" || last == "*" {
      slice = slice.dropLast().trimmed
    }
    if let last = slice.last, last == "）" || last == ")",
      let open = slice.lastIndex(where: { $0 == "（" || $0 == "(" }), open > slice.startIndex
    {
      slice = slice[..<open].trimmed
    }
    // Ornaments before a name: 📌 教学目标
    while let first = slice.first, !first.isHan, !first.isLatin { slice = slice.dropFirst() }
    return slice.unemphasized
  }
}

/// The names that plans use for activities.
enum ActivityNames {
  struct Meaning: Equatable, Sendable {
    var kind: Kind
    var form: CaseForm?
    /// Whether `名称：` at the start of a line is enough.
    var asLabel: Bool
    /// What its question is when the name says it.
    var itemForm = ItemForm.options
  }

  /// Names of a kind of question: an activity of one question.
  private static let itemNames: [(Kind, ItemForm, String)] = [
    (.quiz, .order, "排序 排序题 Order|Ordering|Put in order"),
    (.quiz, .match, "连线 连线题 匹配题 配对题 Match|Matching"),
    (.quiz, .options, "填空 填空题 数值题 Fill in"),
    (.poll, .scale, "评分 打分 评分题 Scale|Rating"),
  ]

  private static let names: [(Kind, CaseForm?, Bool, String)] = [
    (
      .case, .share, true,
      "案例 案例分享 典型案例 案例宣讲 案例介绍 案例导入 案例展示 Case|Case story|Case sharing|Case example"
    ),
    (
      .case, .discuss, true,
      "案例研讨 案例分析 案例讨论 案例研究 案例探讨 案例教学 Case study|Case discussion|Case analysis"
    ),
    (.case, .deep, true, "深度案例 案例深度研讨 深度案例研讨 综合案例 Deep case|In-depth case"),
    (.case, .text, false, "条文学习 条文 法条 法条学习 条文解读 Rule text|Reading of a rule"),
    (
      .discussion, nil, true,
      "小组讨论 分组讨论 分组研讨 小组研讨 课堂讨论 集体讨论 讨论题 Discussion|Group discussion|Small group discussion|Breakout"
    ),
    (.discussion, nil, true, "讨论 研讨"),
    (.discussion, nil, false, "交流讨论 头脑风暴 互动讨论 世界咖啡 讨论与交流 Brainstorm|Brainstorming"),
    (.poll, nil, true, "现场调查 现场投票 课堂调查 举手调查 Poll"),
    (.poll, nil, true, "投票"),
    (.poll, nil, false, "调查 问卷 问卷调查 Survey|Vote"),
    (.quiz, nil, true, "随堂测验 课堂测验 随堂测试 课堂测试 测验 课堂小测 Quiz"),
    (.quiz, nil, false, "测试 小测 小测验 抢答 知识抢答 判断题 单选题 多选题 选择题 Test"),
    (.preTest, nil, false, "前测 课前测 课前测试 训前测试 课前测验 训前测 Pre-test|Pretest|Pre test"),
    (.postTest, nil, false, "后测 课后测 课后测试 训后测试 课后测验 训后测 Post-test|Posttest|Post test"),
    (.exercise, nil, true, "练习 课堂练习 情景模拟 角色扮演 模拟演练 情境模拟 Exercise|Role play|Role-play"),
    (
      .exercise, nil, false,
      "情景演练 演练 实操 实操练习 模拟 小组任务 实训 实战演练 小组活动 课堂活动 互动练习 动手练习 游戏 互动游戏 破冰 破冰游戏 Simulation|Practice|Activity|Hands-on|Ice breaker|Icebreaker"
    ),
    (.questions, nil, true, "答疑 交流答疑 互动答疑 现场答疑 Q&A"),
    (.questions, nil, false, "提问 互动 问答 互动交流 答疑交流 互动问答 Questions|Questions and answers"),
    (.introduction, nil, true, "导入 课程导入 新课导入"),
    (
      .introduction, nil, false, "开场 引入 课堂导入 情境导入 导入新课 Introduction|Intro|Warm-up|Warm up"
    ),
    (.summary, nil, true, "小结 课堂小结 课程小结"),
    (
      .summary, nil, false,
      "总结 课程总结 课堂总结 本课小结 本节小结 本章小结 总结回顾 Summary|Wrap-up|Wrap up|Closing|Recap|Conclusion"
    ),
    (.break, nil, false, "休息 课间休息 茶歇 课间 Break|Coffee break|Tea break"),
    (
      .event, nil, false,
      "报到 签到 开班式 开班仪式 合影 集体合影 午餐 午休 午间休息 晚餐 早餐 结业式 结业仪式 结班式 结业典礼 开班典礼 领导讲话 Registration|Check-in|Opening ceremony|Closing ceremony|Group photo|Lunch|Lunch break|Dinner"
    ),
    (
      .evaluation, nil, false,
      "测评 评估 教学评估 课程评估 培训评估 满意度测评 满意度调查 教学测评 Evaluation|Course evaluation|Feedback"
    ),
    (.lecture, nil, false, "讲授 讲解 知识讲解 理论讲授 专题讲授 新课讲授 新授 授课 Lecture|Presentation"),
  ]

  private static let table = NameTable(
    names.flatMap { kind, form, asLabel, list in
      NameList.split(list).map { ($0, Meaning(kind: kind, form: form, asLabel: asLabel)) }
    }
      + itemNames.flatMap { kind, itemForm, list in
        NameList.split(list).map {
          ($0, Meaning(kind: kind, form: nil, asLabel: false, itemForm: itemForm))
        }
      })

  /// What `name` means; a number behind it is dropped: 案例分析1, 讨论题二, Case 3.
  static func meaning(_ name: Scalars) -> Meaning? {
    var slice = name.unemphasized
    guard !slice.isEmpty, slice.count <= 30 else { return nil }
    if let meaning = table[slice] { return meaning }
    while let last = slice.last,
      last.digit != nil || Numerals.chineseDigit(last) != nil || Numerals.isTen(last)
        || Numerals.circled(last) != nil || last.isBlank || last == "#" || last == "."
        || last == "．"
    {
      slice = slice.dropLast()
    }
    if let meaning = table[slice] { return meaning }
    // Ornaments before a name: 💬 讨论
    let bare = slice.drop { !$0.isHan && !$0.isLatin }
    return bare.count < slice.count ? table[bare] : nil
  }

  /// 午餐 takes the place of the lunch that the timetable would put in.
  static func isLunch(_ title: String) -> Bool {
    let key = title.withScalars(\.key)
    return ["午餐", "午休", "午间休息", "lunch", "lunchbreak"].contains(key)
  }
}
