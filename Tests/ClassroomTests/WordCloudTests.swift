import Testing

@testable import Classroom

@Suite struct WordCloudTests {
  let wishes = [
    "希望多组织劳动安全培训", "工资拖欠要尽快解决", "加班太多，休息时间不够", "劳动安全检查要经常", "食堂的饭菜要改善",
    "工资集体协商要公开", "多办技能培训", "食堂太远", "加班工资怎么算", "培训时间安排在白天", "改善食堂", "劳动安全第一",
  ]

  @Test func findsTheWordsThatTextsShare() {
    let words = Dictionary(
      uniqueKeysWithValues: wordCloud(wishes).map { ($0.word, $0.count) })
    #expect(words["食堂"] == 3)
    #expect(words["工资"] == 3)
    #expect(words["劳动安全"] == 3)
    #expect(words["培训"] == 3)
    #expect(words["加班"] == 2)
    // Neither a piece of a word nor a particle with its neighbour.
    for piece in ["动安", "劳动安", "的饭", "要公", "资"] { #expect(words[piece] == nil, "\(piece)") }
  }

  @Test func countsATextOnceAndLeavesOutWhatOneAloneWrote() {
    let words = wordCloud(["安全安全安全", "安全", "独门绝技"])
    #expect(words == [CountedWord(word: "安全", count: 2)])
  }

  @Test func takesAtItsWordARoomThatAnswersWithOneWord() {
    #expect(
      wordCloud(Array(repeating: "工资", count: 20)) == [CountedWord(word: "工资", count: 20)])
    let mixed = Array(repeating: "工资", count: 5) + Array(repeating: "工", count: 9)
    #expect(wordCloud(mixed + ["资"]) == [CountedWord(word: "工资", count: 5)])
    #expect(wordCloud(["安全，工资", "工资", "安全。"]).map(\.word) == ["安全", "工资"])
  }

  @Test func splitsLatinWordsAtTheirEdges() {
    let words = wordCloud([
      "Overtime pay, please", "the OVERTIME is too long", "pay us on time 2026",
    ])
    #expect(words == [CountedWord(word: "overtime", count: 2), CountedWord(word: "pay", count: 2)])
  }

  @Test func isTheSameEveryTimeAndBounded() {
    let texts = (0..<300).map { "事项\($0 % 60)号甲乙丙丁" + String(wishes[$0 % wishes.count]) }
    #expect(wordCloud(texts) == wordCloud(texts))
    #expect(wordCloud(texts).count <= 40)
    #expect(wordCloud([]).isEmpty)
    #expect(wordCloud(["", "。", "1"]).isEmpty)
  }

  // MARK: The trainer decides

  func wall(_ texts: [String]) -> [Event] {
    [.itemOpened(item: "wall")] + voters.map { .ballotCast(item: "wall", person: $0) }
      + [
        .itemClosed(item: "wall"),
        .ballotsCounted(item: "wall", ballots: texts.count, marks: [], texts: texts),
        .itemRevealed(item: "wall"),
      ]
  }
  let five = ["食堂太远", "改善食堂", "工资太低", "涨工资", "工资"]

  @Test func showsOnlyWordsThatTheTrainerChose() {
    let found = [CountedWord(word: "工资", count: 3), CountedWord(word: "食堂", count: 2)]
    inClass(wall(five)).when(.proposeCloud(item: "wall"))
      .then(.cloudProposed(item: "wall", words: found))
    let proposed = inClass(wall(five) + [.cloudProposed(item: "wall", words: found)])
    #expect(projectorView(of: proposed.state).item?.cloud == [])
    #expect(learnerView(of: proposed.state).shown?.cloud == [])
    proposed.when(.approveCloud(item: "wall", words: ["工资"]))
      .then(.cloudApproved(item: "wall", words: [found[0]]))
    proposed.when(.approveCloud(item: "wall", words: ["工资", "别的"])).then(rejects: .choiceUnknown)
    let shown = inClass(
      wall(five) + [
        .cloudProposed(item: "wall", words: found),
        .cloudApproved(item: "wall", words: [found[0]]),
      ]
    ).state
    #expect(projectorView(of: shown).item?.cloud == [found[0]])
  }

  @Test func needsFiveTexts() {
    inClass(wall(Array(five.prefix(4)))).when(.proposeCloud(item: "wall"))
      .then(rejects: .tooFewBallots)
    inClass(.itemOpened(item: "poll")).when(.proposeCloud(item: "poll"))
      .then(rejects: .itemUnknown)
  }
}
