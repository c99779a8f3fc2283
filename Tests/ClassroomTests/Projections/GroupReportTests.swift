import Testing

@testable import Classroom

@Suite struct GroupReportTests {
  private let day: [Event] =
    underWay + [
      .groupsFormed(groups: [[aino, bao], [dan, emil, fang]]),
      .penTaken(group: 0, person: bao),
      .reportsOpened(task: "t1", title: "先做什么？"),
      .reportWritten(task: "t1", group: 0, person: bao, text: "先核实。"),
      .reportWritten(task: "t1", group: 1, person: dan, text: "NOT-SHOWN"),
      .reportReleased(task: "t1", group: 0),
      .groupsPicked(task: "t1", groups: [1]),
      .groupsPicked(task: "t1", groups: [0]),
      .reportsClosed(task: "t1"),
    ]

  @Test func saysWhoWasInWhichGroupAndWhoWrote() {
    let groups = sectionReport(of: fold(day)).groups
    #expect(groups.map(\.members) == [[aino, bao], [dan, emil, fang]])
    #expect(groups.map(\.scribe) == [bao, nil])
    #expect(groups.map(\.spoken) == [1, 1])
    #expect(groups.map(\.number) == [1, 2])
  }

  @Test func keepsTheSentencesThatTheRoomSawAndNoOther() throws {
    let report = sectionReport(of: fold(day))
    let task = try #require(report.groupTasks.first)
    #expect(task.title == "先做什么？" && !task.isOpen)
    #expect(task.reports.map(\.group) == [1, 2])
    #expect(task.reports.map(\.text) == ["先核实。", nil])
    #expect(task.picked == [2, 1])
    #expect(!"\(report)".contains("NOT-SHOWN"))
  }

  @Test func isEmptyWithoutGroups() {
    let report = sectionReport(of: fold(underWay))
    #expect(report.groups.isEmpty && report.groupTasks.isEmpty)
  }

  @Test func keepsTheCloudThatTheRoomSaw() throws {
    let words = [CountedWord(word: "工资", count: 3)]
    let open: [Event] =
      underWay + [.itemOpened(item: "wall"), .itemClosed(item: "wall")]
    let texts = ["工资低", "工资少", "涨工资", "食堂", "食堂远"]
    let counted = open + [.ballotsCounted(item: "wall", ballots: 5, marks: [], texts: texts)]
    func cloud(_ events: [Event]) -> [CountedWord]? {
      sectionReport(of: fold(events)).items.first { $0.id == "wall" }?.cloud
    }
    #expect(cloud(counted) == [])
    #expect(cloud(counted + [.cloudApproved(item: "wall", words: words)]) == words)
  }
}
