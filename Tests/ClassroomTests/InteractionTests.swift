import Testing

@testable import Classroom

let number = AssessmentItem(
  id: "number", kind: .quiz, prompt: "举证期限几日？", choices: [], explanation: "十五上下",
  interaction: .numericEntry(answer: FixedDecimal(15), tolerance: FixedDecimal(1)))
let short = AssessmentItem(
  id: "short", kind: .quiz, prompt: "哪部法律？", choices: [],
  interaction: .textEntry(accepted: ["工会法", "中华人民共和国工会法"]))
let steps = AssessmentItem.ordering(
  id: "steps", kind: .quiz, prompt: "处理顺序", right: ["协商", "调解", "仲裁", "诉讼"])
let pairs = AssessmentItem.matching(
  id: "pairs", kind: .quiz, prompt: "谁管什么",
  pairs: [("欠薪", "劳动监察"), ("工伤认定", "社保部门"), ("仲裁", "仲裁委")])
let scale = AssessmentItem.scale(id: "scale", prompt: "帮助有多大？")

@Suite struct FixedDecimalTests {
  @Test(
    arguments: [
      ("36", "36"), ("３６", "36"), ("-1.5", "-1.5"), ("1,200", "1200"), ("三十六", "36"), ("十", "10"),
      ("一百二十", "120"), ("一百二", "120"), ("一百零二", "102"), ("两万三", "23000"), ("二〇二六", "2026"),
      ("三点五", "3.5"), ("负二", "-2"), ("3.5万", "35000"), ("36个月", "36"), ("８０％", "80"),
      ("0.1", "0.1"),
      ("一亿二千万", "120000000"), ("零", "0"), ("三百六十五天", "365"), (" 36 ", "36"),
      ("1,234,567", "1234567"),
    ])
  func readsNumbersAsPeopleWriteThem(text: String, value: String) {
    #expect(FixedDecimal(written: text).map { "\($0)" } == value)
  }

  @Test(
    arguments: [
      "", "大概", "36到40", "1/2", "3-4", "--3", "三点", "0.1234567", "99999999999999999999", "12月31日",
      ".", "一千亿亿", "九百九十亿亿", "一亿亿亿",
      "十来天", "三十多", "10余人", "36个月左右", "十几", "1500以上",
    ])
  func refusesWhatIsNoNumber(text: String) {
    #expect(FixedDecimal(written: text) == nil)
  }

  @Test func includesTheBoundsOfATolerance() throws {
    let answer = try #require(FixedDecimal(written: "36.5"))
    let tolerance = try #require(FixedDecimal(written: "0.1"))
    for (text, right) in [("36.6", true), ("36.4", true), ("36.61", false), ("36.39", false)] {
      let given = try #require(FixedDecimal(written: text))
      #expect(given.isWithin(tolerance, of: answer) == right)
    }
  }

  @Test func readsAKeyWithItsTolerance() {
    let expected = Interaction.numericEntry(answer: FixedDecimal(36), tolerance: FixedDecimal(1))
    for text in ["36±1", "36（±1）", "36 (+-1)", "三十六（±１）", "36 +/- 1"] {
      #expect(Interaction(numericKey: text) == expected, "\(text)")
    }
    #expect(
      Interaction(numericKey: "36")
        == .numericEntry(answer: FixedDecimal(36), tolerance: FixedDecimal(0)))
    for text in ["工会法", "36±", "36±1±2", "±1", "36±-1"] {
      #expect(Interaction(numericKey: text) == nil, "\(text)")
    }
  }
}

@Suite struct WrittenKeyTests {
  @Test(
    arguments: [
      ("36", true), ("36（±1）", true), ("36个月", true), ("三十六", true), ("三八妇女节", false),
      ("一年", false),
      ("工会法", false), ("一线职工（±1）", false),
    ])
  func tellsNumbersFromWords(answer: String, isNumber: Bool) {
    #expect((Interaction(writtenKey: [answer]).form == .numericEntry) == isNumber)
  }
}

@Suite struct InteractionTests {
  @Test(
    arguments: [
      ("工会法", true), ("《工会法》", true), (" 中华人民共和国 工会法。", true), ("劳动法", false), ("工会", false),
    ])
  func comparesShortTextsWithoutWidthSpacesAndPunctuation(text: String, right: Bool) {
    #expect(short.isRight(text: text) == right)
  }

  @Test func comparesLatinWithoutCaseAndWidth() {
    #expect(foldedText("ＩＬＯ c-87!") == foldedText("ilo C87"))
    #expect(foldedText("C87") != foldedText("C98"))
  }

  @Test func showsThingsToOrderInAnotherOrder() {
    #expect(steps.choices != ["协商", "调解", "仲裁", "诉讼"])
    #expect(steps.key.map { steps.choices[$0] } == ["协商", "调解", "仲裁", "诉讼"])
    for size in 2...9 {
      let right = (0..<size).map { "第 \($0) 步" }
      let item = AssessmentItem.ordering(id: "x", kind: .quiz, prompt: "顺序 \(size)", right: right)
      #expect(item.choices != right)
      #expect(Set(item.choices) == Set(right))
    }
  }

  @Test func scoresAnOrderOnlyInItsOrder() {
    #expect(steps.isRight(steps.key))
    #expect(!steps.isRight(steps.key.reversed()))
    #expect(!steps.isRight(Array(steps.key.dropLast())))
    #expect(pairs.isRight(pairs.key))
  }

  @Test func letsOneTargetServeSeveral() {
    let item = AssessmentItem.matching(
      id: "x", kind: .quiz, prompt: "归类", pairs: [("甲", "对"), ("乙", "错"), ("丙", "对")])
    #expect(item.targets.count == 2)
    #expect(item.key[0] == item.key[2])
    #expect(item.key[0] != item.key[1])
  }

  // MARK: decide

  func open(_ item: AssessmentItem) -> Given {
    inClass(.itemAdded(item: item), .itemOpened(item: item.id))
  }

  @Test func storesANumberInItsPlainForm() {
    open(number).when(.respondText(item: "number", person: bao, text: "十五日"))
      .then(.textResponseRecorded(item: "number", person: bao, text: "15"))
    inClass(
      .itemAdded(item: number), .itemOpened(item: "number"),
      .textResponseRecorded(item: "number", person: bao, text: "15")
    ).when(.respondText(item: "number", person: bao, text: "１５")).thenNothing()
  }

  @Test func countsNumbersApartByEverySign() throws {
    let item = AssessmentItem(
      id: "tenths", kind: .quiz, prompt: "百分之几？", choices: [], key: [],
      interaction: .numericEntry(
        answer: try #require(FixedDecimal(written: "3.5")), tolerance: FixedDecimal(0)))
    let answers = [(aino, "35"), (bao, "3.5"), (dan, "-3.5"), (emil, "3.5")]
    let state = inClass(
      [.itemAdded(item: item), .itemOpened(item: "tenths")]
        + answers.map { .textResponseRecorded(item: "tenths", person: $0, text: $1) }
        + [.itemClosed(item: "tenths"), .itemRevealed(item: "tenths")]
    ).state
    let rows = try #require(projectorView(of: state).item?.choices)
    #expect(rows.map(\.text) == ["3.5", "35", "-3.5"])
    #expect(rows.map(\.count) == [2, 1, 1])
    #expect(rows.map(\.right) == [true, false, false])
  }

  /// Whoever knows one question's order knows nothing of the next one's.
  @Test func mixesTheLinesOfAnOrderWell() {
    let orders = (0..<240).map {
      AssessmentItem.ordering(
        id: "x", kind: .quiz, prompt: "第 \($0) 题：先后次序？", right: ["一", "二", "三", "四"]
      ).choices
    }
    #expect(Set(orders).count >= 20)
    #expect(!orders.contains(["一", "二", "三", "四"]))
  }

  @Test func refusesAnswersThatDoNotFitTheirKind() {
    open(number).when(.respondText(item: "number", person: bao, text: "大概十五"))
      .then(rejects: .notANumber)
    open(number).when(.respond(item: "number", person: bao, choices: [0]))
      .then(rejects: .textMissing)
    open(short).when(.respondText(item: "short", person: bao, text: "。。。"))
      .then(rejects: .textMissing)
    open(short).when(
      .respondText(item: "short", person: bao, text: String(repeating: "长", count: 61))
    ).then(rejects: .answerTooLong)
    open(steps).when(.respond(item: "steps", person: bao, choices: [0, 0, 1, 2]))
      .then(rejects: .orderIncomplete)
    open(steps).when(.respond(item: "steps", person: bao, choices: [0, 1, 2]))
      .then(rejects: .orderIncomplete)
    open(pairs).when(.respond(item: "pairs", person: bao, choices: [0, 1]))
      .then(rejects: .matchIncomplete)
    open(pairs).when(.respond(item: "pairs", person: bao, choices: [0, 1, 3]))
      .then(rejects: .matchIncomplete)
    inClass(.itemOpened(item: "quiz")).when(
      .respondText(item: "quiz", person: bao, text: "15 日")
    ).then(rejects: .itemUnknown)
    open(short).when(.respondText(item: "short", person: chen, text: "工会法"))
      .then(rejects: .notCheckedIn)
    inClass(.itemAdded(item: short)).when(
      .respondText(item: "short", person: bao, text: "工会法")
    ).then(rejects: .itemNotOpen)
  }

  @Test func keepsTheOrderThatWasSent() {
    open(steps).when(.respond(item: "steps", person: bao, choices: [3, 1, 0, 2]))
      .then(.responseRecorded(item: "steps", person: bao, choices: [3, 1, 0, 2]))
  }

  @Test func checksWhatIsMadeOnTheSpot() {
    func add(_ item: AssessmentItem, rejects rejection: Rejection) {
      inClass().when(.addItem(item)).then(rejects: rejection)
    }
    for item in [number, short, steps, pairs, scale] {
      inClass().when(.addItem(item)).then(.itemAdded(item: item))
    }
    var item = short
    item.kind = .poll
    add(item, rejects: .formNotForPoll)
    item = scale
    item.kind = .quiz
    add(item, rejects: .formNotForQuiz)
    item = short
    item.interaction = .textEntry(accepted: ["。"])
    add(item, rejects: .answerMissing)
    item = steps
    item.key = [0, 0, 1, 2]
    add(item, rejects: .itemMalformed)
    item = pairs
    item.key = [9, 0, 1]
    add(item, rejects: .itemMalformed)
    item = number
    item.interaction = .numericEntry(
      answer: FixedDecimal(1), tolerance: FixedDecimal(millionths: -1))
    add(item, rejects: .answerMissing)
  }

  // MARK: what is seen

  func answered(_ item: AssessmentItem, _ texts: [String], then more: [Event] = []) -> State {
    inClass(
      [.itemAdded(item: item), .itemOpened(item: item.id)]
        + zip(voters, texts).map { .textResponseRecorded(item: item.id, person: $0, text: $1) }
        + more
    ).state
  }

  @Test func tellsNoRightAnswerBeforeReveal() {
    for item in [number, short, steps, pairs] {
      for phase in [[], [.itemClosed(item: item.id)]] as [[Event]] {
        let state = inClass([.itemAdded(item: item), .itemOpened(item: item.id)] + phase).state
        var other = item
        other.key = item.key.reversed()
        switch item.asked {
        case .textEntry: other.interaction = .textEntry(accepted: ["别的"])
        case .numericEntry:
          other.interaction = .numericEntry(answer: FixedDecimal(99), tolerance: FixedDecimal(0))
        default: break
        }
        let changed = inClass([.itemAdded(item: other), .itemOpened(item: item.id)] + phase).state
        #expect(state != changed)
        #expect(view(of: state, for: .learner) == view(of: changed, for: .learner))
        #expect(view(of: state, for: .projector) == view(of: changed, for: .projector))
      }
    }
  }

  @Test func countsWrittenAnswersByWhatTheySay() {
    let reveal: [Event] = [.itemClosed(item: "short"), .itemRevealed(item: "short")]
    let state = answered(short, ["《工会法》", "工会法", "劳动法", "劳动法。", "乱写"], then: reveal)
    let shown = projectorView(of: state).item
    #expect(shown?.choices.map(\.text) == ["《工会法》"])
    #expect(shown?.choices.map(\.count) == [2])
    #expect(shown?.correct == 2)
    #expect(shown?.answers == 5)
    #expect(shown?.answer == "工会法 / 中华人民共和国工会法")
    // Wrong ones reach the room one by one, when the trainer says so.
    var approved = state
    approved.apply(.textApproved(item: "short", index: 1), at: nine)
    #expect(projectorView(of: approved).item?.choices.map(\.text) == ["《工会法》", "劳动法"])
    #expect(
      trainerView(of: state).items.first { $0.item.id == "short" }?.texts.map(\.text)
        == ["劳动法", "乱写"])
  }

  @Test func showsAMeanAndAllStepsOfAScale() {
    var marks = [Int](repeating: 0, count: 10)
    marks[9] = 3
    marks[4] = 2
    let state = inClass(
      [.itemAdded(item: scale)] + counted("scale", ballots: 5, marks: marks)
        + [.itemRevealed(item: "scale")]
    ).state
    let shown = projectorView(of: state).item
    #expect(shown?.mean == 8)
    #expect(shown?.choices.map(\.count) == marks)
    let few = inClass(
      [.itemAdded(item: scale)] + counted("scale", ballots: 4) + [.itemRevealed(item: "scale")]
    ).state
    #expect(projectorView(of: few).item?.mean == nil)
  }

  @Test func tellsHowManyHadEachLineRight() {
    let swapped = [steps.key[1], steps.key[0], steps.key[2], steps.key[3]]
    let state = inClass(
      .itemAdded(item: steps), .itemOpened(item: "steps"),
      .responseRecorded(item: "steps", person: bao, choices: steps.key),
      .responseRecorded(item: "steps", person: aino, choices: swapped),
      .itemClosed(item: "steps"), .itemRevealed(item: "steps")
    ).state
    let shown = projectorView(of: state).item
    #expect(shown?.choices.map(\.text) == ["协商", "调解", "仲裁", "诉讼"])
    #expect(shown?.choices.map(\.count) == [1, 1, 2, 2])
    #expect(shown?.correct == 1)
    let report = sectionReport(of: state).items.first { $0.id == "steps" }
    #expect(report?.correct == 1)
    #expect(report?.choices.map(\.count) == [1, 1, 2, 2])
  }

  @Test func tellsAPersonAloneWhetherTheyWereRight() {
    let state = answered(number, ["14", "17"])
    #expect(ownView(of: state, person: aino).answers.map(\.right) == [nil])
    var revealed = state
    revealed.apply(.itemRevealed(item: "number"), at: nine)
    #expect(ownView(of: revealed, person: aino).answers.map(\.right) == [true])
    #expect(ownView(of: revealed, person: bao).answers.map(\.right) == [false])
    #expect(ownView(of: revealed, person: aino).answers.map(\.text) == ["14"])
  }
}
