import Documents
import Testing

@testable import Web

/// Charts: the numbers of the picture are those of its table, and it says itself what it is.
struct ChartTests {
  private let gains = Chart(
    id: "gain", title: "课前与课后 <A&B>", summary: "两个专题，\"课后\"都更高",
    form: .bars(
      BarChart(
        rowsAre: "专题", series: ["课前测", "课后测"],
        rows: [
          .init("（一）工伤认定", [.exact(0.425), .exact(0.81)]),
          .init("（二）劳动合同", [.untold(said: "不足 5 人"), .between(0.5...0.75, said: "50% ～ 75%")]),
        ], measure: .share, end: 1)))

  private func line(_ values: [Double?], _ course: LineChart.Course) -> String {
    Chart(
      id: "l", title: "t", summary: "s",
      form: .lines(
        LineChart(
          pointsAre: "时间", points: values.indices.map { .init("\($0)", at: Double($0)) },
          series: [.init("在场", values)], measure: .count(unit: "人"), course: course))
    ).svg
  }

  @Test func theTableHasTheNumbersOfThePicture() {
    #expect(
      gains.table.rows == [
        [.text("（一）工伤认定"), .percent(0.425), .percent(0.81)],
        [.text("（二）劳动合同"), .text("不足 5 人"), .text("50% ～ 75%")],
      ])
    #expect(gains.table.columns.map(\.kind) == [.text, .percent, .percent])
    for said in gains.table.rows.flatMap({ $0.map(\.shown) }) {
      #expect(gains.svg.contains(">\(said)</text>"), "\(said)")
    }
  }

  @Test func namesAndDescribesItselfAndEscapesWhatIsWritten() {
    let svg = gains.svg
    #expect(svg.contains(#"role="img" aria-labelledby="gain-title gain-desc""#))
    #expect(svg.contains("<title id=\"gain-title\">课前与课后 &lt;A&amp;B&gt;</title>"))
    #expect(svg.contains("<desc id=\"gain-desc\">两个专题"))
    #expect(!svg.contains("style=") && !svg.contains("<style") && !svg.contains("<script"))
  }

  @Test func tellsSeriesApartWithoutColour() {
    let svg = gains.svg
    #expect(svg.contains(#"id="gain-p2""#) && svg.contains("url(#gain-p2)"))
    #expect(svg.contains(">课前测</text>") && svg.contains(">课后测</text>"))
  }

  @Test func theFileNeedsNoPage() {
    #expect(gains.file.contains(#"xmlns="http://www.w3.org/2000/svg""#))
    #expect(gains.file.contains("<style>") && !gains.file.contains("var(--"))
  }

  @Test func aMissingValueIsAGapAndNotZero() {
    func pens(_ svg: String) -> Int {
      svg.components(separatedBy: "class=\"line line1\" d=\"").last!
        .prefix { $0 != "\"" }.filter { $0 == "M" }.count
    }
    #expect(pens(line([1, 2, 3], .straight)) == 1)
    #expect(pens(line([1, nil, 3, 4], .straight)) == 2)
    #expect(pens(line([1, nil, 3, 4], .stepped)) == 2)
    #expect(!line([nil, nil], .straight).contains("class=\"line"))
  }

  @Test func numbersThatAreNoneAreNotDrawn() {
    let svg = line([.nan, 1, .infinity], .straight)
    #expect(!svg.contains("nan") && !svg.contains("inf"))
  }

  @Test func whatGoesBeyondThePlanStandsOut() {
    let planned = { (actual: Double?) in
      Chart(
        id: "p", title: "用时", summary: "s",
        form: .planned(
          PlannedChart(
            rowsAre: "环节", plannedWord: "计划", actualWord: "实际", overWord: "超出",
            skippedWord: "未进行", rows: [.init("讲授", planned: 30, actual: actual)],
            measure: .minutes(unit: "分钟"))))
    }
    func overs(_ actual: Double?) -> Int {
      planned(actual).svg.components(separatedBy: #"class="over""#).count - 2
    }
    #expect(overs(55) == 1 && overs(30) == 0 && overs(nil) == 0)
    #expect(planned(55).svg.contains(">55 / 30</text>"))
    #expect(planned(nil).svg.contains(">未进行</text>"))
    #expect(planned(nil).table.rows == [[.text("讲授"), .number(30), .text("未进行")]])
  }

  @Test func stackedBarsReachTheirSum() {
    let chart = BarChart(
      rowsAre: "方面", series: ["很满意", "满意"],
      rows: [.init("教学内容", [.exact(20), .exact(13)])], measure: .count(unit: "人"),
      arrangement: .stacked)
    let svg = Chart(id: "s", title: "t", summary: "s", form: .bars(chart)).svg
    for said in ["20", "13", "33"] { #expect(svg.contains(">\(said)</text>")) }
  }

  @Test(
    arguments: [
      ([3.0, 7], nil, true, [0.0, 2, 4, 6, 8]), ([0.0], nil, true, [0.0, 1]),
      ([0.42], 1.0, false, [0.0, 0.2, 0.4, 0.6, 0.8, 1]), ([60.0], nil, true, [0.0, 20, 40, 60]),
      ([-3.0, 52], nil, false, [-20.0, 0, 20, 40, 60]), ([1.0, 2], nil, true, [0.0, 1, 2]),
    ] as [([Double], Double?, Bool, [Double])])
  func ticksAreRoundNumbers(
    _ values: [Double], _ end: Double?, _ whole: Bool, _ ticks: [Double]
  ) {
    let scale = ChartScale(values, end: end, whole: whole)
    #expect(zip(scale.ticks, ticks).allSatisfy { abs($0 - $1) < 1e-9 }, "\(scale.ticks)")
    #expect(scale.ticks.count == ticks.count, "\(scale.ticks)")
  }

  @Test func longNamesTakeTwoLinesAndNoMarkBeginsOne() {
    #expect(wrapped("工伤认定", room: 8) == ["工伤认定"])
    #expect(wrapped("劳动合同的订立，履行", room: 7) == ["劳动合同的订", "立，履行"])
    #expect(wrapped("Working hours and rest days", room: 10).first == "Working hours and")
    #expect(wrapped("一二三四五六七八九十", room: 4) == ["一二三四", "五六七…"])
    #expect(wrapped("，，，，，", room: 1).allSatisfy { !$0.isEmpty })
  }
}
