import Identity

extension SectionReport {
  /// One group 小组 at the end of the day.
  public struct Group: Equatable, Sendable, Encodable {
    /// From 1.
    public var number: Int
    /// In the order in which they were put into it.
    public var members: [PersonID]
    /// Who held the pen last.
    public var scribe: PersonID?
    /// How often it was picked to speak.
    public var spoken: Int
  }

  /// One task that the groups answered in a sentence.
  public struct GroupTask: Equatable, Sendable, Encodable {
    public struct Report: Equatable, Sendable, Encodable {
      /// From 1.
      public var group: Int
      /// `nil` where the trainer did not let the room see it: what was not shown is not kept either.
      public var text: String?
    }
    public var title: String
    public var isOpen: Bool
    /// Groups that wrote, in their order.
    public var reports: [Report]
    /// The groups that were picked to speak, in that order, from 1.
    public var picked: [Int]
  }
}

/// The groups of a class; empty where none were made.
func groups(of state: State) -> [SectionReport.Group] {
  state.groups.members.enumerated().map { index, members in
    SectionReport.Group(
      number: index + 1, members: members, scribe: state.groups.scribes[index],
      spoken: state.groups.spoken(index))
  }
}

func groupTasks(of state: State) -> [SectionReport.GroupTask] {
  (state.groups.earlier + state.groups.tasks).map { task in
    SectionReport.GroupTask(
      title: task.title, isOpen: task.isOpen,
      reports: task.reports.sorted { $0.key < $1.key }.map { group, report in
        SectionReport.GroupTask.Report(
          group: group + 1, text: report.released ? report.text : nil)
      },
      picked: task.picked.map { $0 + 1 })
  }
}
