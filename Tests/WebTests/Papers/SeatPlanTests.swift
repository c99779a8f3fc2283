import Testing

@testable import Web

struct SeatPlanTests {
  private func person(_ name: String, seat: String = "") -> SeatPlan.Person {
    SeatPlan.Person(name: name, unit: "", group: "", seat: seat)
  }
  private func names(_ plan: SeatPlan) -> [[String]] { plan.rows.map { $0.map { $0?.name ?? "" } } }

  @Test(arguments: [
    ("3排5座", 3, 5), ("第3排第5号", 3, 5), ("３排５", 3, 5), ("3-5", 3, 5), ("3 - 5", 3, 5),
    ("C5", 3, 5), ("c05座", 3, 5), ("3行5列", 3, 5), ("3/5", 3, 5), ("3、5", 3, 5), ("３：５", 3, 5),
    ("3，5", 3, 5),
  ])
  func readsASeatAsRostersWriteIt(_ text: String, _ row: Int, _ seat: Int) {
    let place = SeatPlan.place(text)
    #expect(place?.row == row && place?.seat == seat)
  }

  @Test(arguments: ["", "靠窗", "0-5", "3-0", "99排1座", "3排99座", "3-5-7", "-"])
  func takesNothingElseForASeat(_ text: String) {
    #expect(SeatPlan.place(text) == nil)
  }

  @Test func laysOutByGroupFromTheFrontWhereNobodyHasASeat() {
    let plan = SeatPlan(["a", "b", "c", "d", "e"].map { person($0) }, columns: 3)
    #expect(names(plan) == [["a", "b", "c"], ["d", "e", ""]])
    #expect(plan.origin == .groups && plan.unplaced.isEmpty)
  }

  @Test func makesRoomForEverybodyWhateverIsAskedFor() {
    let plan = SeatPlan((1...200).map { person("\($0)") }, rows: 2, columns: 0)
    #expect(plan.rows.joined().compactMap { $0 }.count == 200)
    #expect(plan.rows[0].count == 1)
    let wide = SeatPlan((1...200).map { person("\($0)") })
    #expect(wide.rows.count == 13 && wide.rows[0].count == 16)
    #expect(SeatPlan([]).rows.count == 1)
  }

  @Test func keepsTheSeatsOfTheRosterAndSaysWhoHasNone() {
    let plan = SeatPlan([
      person("a", seat: "2-3"), person("b", seat: "1-1"), person("c", seat: "2-3"),
      person("d", seat: "靠窗"), person("e"),
    ])
    #expect(names(plan) == [["b", "", ""], ["", "", "a"]])
    #expect(plan.unplaced.map(\.name) == ["c", "d", "e"])
    #expect(plan.origin == .roster)
  }

  @Test func countsBareNumbersThroughTheRows() {
    let plan = SeatPlan([person("a", seat: "1"), person("b", seat: "5号")], columns: 4)
    #expect(names(plan) == [["a", "", "", ""], ["b", "", "", ""]])
  }
}
