/// Cases 案例: their material, and the persons they name.
extension Check {
  private static let source = WordList(["来源：", "来源:", "source:", "source："])

  mutating func cases() {
    var all: [Activity] = []
    forEachActivity { if $0.kind == .case { all.append($0) } }
    for activity in all {
      if activity.material == .none {
        report(.caseWithoutMaterial, [name(of: activity)], at: activity.range)
      }
      if case .link = activity.material { continue }
      let accused = (activity.title + "\n" + activity.body).withScalars { text in
        Self.source.occurs(in: text.prefix(4000)) ? nil : Persons.accused(in: text.prefix(4000))
      }
      if let accused {
        report(.caseNamesPerson, [name(of: activity), accused], at: activity.range)
      }
    }
  }

  /// The title, or the line as it stands where a case has none: `【案例】`.
  private func name(of activity: Activity) -> String {
    guard activity.title.isEmpty, source.lines.indices.contains(activity.range.start.line - 1)
    else {
      return activity.title
    }
    return source.lines[activity.range.start.line - 1].trimmed.prefix(40).string
  }
}

/// Finds persons who are named in a case about a fault.
enum Persons {
  private static let accusations = WordList([
    "涉嫌", "违纪", "违法", "受贿", "贪污", "挪用", "侵占", "被查", "判处", "被判", "开除", "双开", "处分", "起诉", "被告", "落马",
    "骗取", "accused", "convicted", "charged", "dismissed", "fined", "embezzle", "bribe",
  ])

  private static let roles = [
    "书记", "经理", "董事长", "主席", "局长", "厅长", "部长", "主任", "处长", "科长", "院长", "校长", "市长", "县长", "省长", "区长",
    "镇长", "会计", "出纳", "委员", "干部", "职工", "工人", "员工", "厂长", "老板", "总裁", "站长", "所长", "队长", "组长", "常委",
    "总监", "法人", "代表",
  ]

  private static let surnames = Set(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝云"
      .unicodeScalars)

  private static let followers = [
    "涉嫌", "严重", "违", "被", "因", "贪", "受贿", "挪用", "侵占", "案", "同志", "先生", "女士", "利用", "骗", "在", "于",
    "，", "。",
    "、", "等", "（", "一案",
  ]

  /// The first person named in a text that speaks of a fault.
  static func accused(in text: Scalars) -> String? {
    guard accusations.occurs(in: text) else { return nil }
    for role in roles {
      var from = text.startIndex
      // A text has few roles; the bound keeps a made-up one linear.
      for _ in 0..<50 {
        guard let index = text.find(role, from: from) else { break }
        let name = text[(index + role.unicodeScalars.count)...]
        if let found = leadingName(name) { return found }
        from = index + 1
      }
    }
    for title in ["mr ", "mr. ", "mrs ", "mrs. ", "ms ", "ms. ", "dr ", "dr. "] {
      if let index = text.find(title), index == text.startIndex || !text[index - 1].isLatin {
        let word = text[(index + title.unicodeScalars.count)...].prefix(30).prefix { $0.isLatin }
        if let first = word.first, first.value < 0x60 { return word.string }
      }
    }
    return nil
  }

  private static func leadingName(_ text: Scalars) -> String? {
    guard let first = text.first, surnames.contains(first) else { return nil }
    // 张三因挪用: the shorter name first, or 因 would be a part of it.
    for length in [2, 3] where text.count >= length {
      let name = text.prefix(length)
      let rest = text.dropFirst(length)
      guard name.allSatisfy({ $0.isHan }), !name.contains("某"), !name.contains("的") else {
        continue
      }
      if rest.isEmpty || followers.contains(where: { rest.hasPrefix($0) }) { return name.string }
    }
    return nil
  }
}
