import Identity

// MARK: - What is seen

/// The task of the groups as the room may see it: released reports only.
public struct PublicTask: Equatable, Sendable {
  public struct Report: Equatable, Sendable {
    /// From 1.
    public var number: Int
    public var text: String
  }
  public var id: String
  public var title: String
  public var isOpen: Bool
  public var groups: Int
  public var reported: Int
  public var reports: [Report]
  /// The numbers of the groups that were picked to speak, from 1.
  public var picked: [Int]
  /// What the roster calls the groups, by number; those alone that are of one group there.
  public var names: [Int: String]
  /// Changes with every pen and report, so that a phone asks for what is its own.
  public var version: Int
}

/// One group's own: it reaches its members alone.
public struct OwnGroup: Equatable, Sendable, Codable {
  /// From 1.
  public var number: Int
  public var size: Int
  public var isScribe: Bool
  public var hasScribe: Bool
  public var report: String?
  /// What the roster calls it, where it is of one group there.
  public var name: String?
}

/// One group on the console.
public struct GroupRow: Equatable, Sendable {
  /// From 1.
  public var number: Int
  /// What the roster calls it, where it is of one group there.
  public var name: String?
  public var size: Int
  public var scribe: PersonID?
  /// All members, in order.
  public var everybody: [PersonID]
  /// Present members, for passing the pen.
  public var members: [PersonID]
  public var report: String?
  public var released: Bool
  public var picked: Bool
  public var spoken: Int
}

extension State {
  var publicTask: PublicTask? {
    guard let task = groups.tasks.last else { return nil }
    let reports = task.reports.sorted { $0.key < $1.key }
    return PublicTask(
      id: task.id, title: task.title, isOpen: task.isOpen, groups: groups.members.count,
      reported: reports.count,
      reports: reports.filter(\.value.released).map {
        PublicTask.Report(number: $0.key + 1, text: $0.value.text)
      },
      picked: task.picked.map { $0 + 1 }, names: rosterGroupNames, version: groups.changes)
  }

  /// As phones see it: the field of a case is gone in its debrief, though what was sent still counts.
  var askedTask: PublicTask? {
    publicTask.map { task in
      var task = task
      task.isOpen = taskIsAsked
      return task
    }
  }

  func ownGroup(_ person: PersonID) -> OwnGroup? {
    guard let group = groups.group(of: person) else { return nil }
    let scribe = groups.scribes[group]
    return OwnGroup(
      number: group + 1, size: groups.members[group].count, isScribe: scribe == person,
      hasScribe: scribe != nil, report: groups.open?.reports[group]?.text,
      name: rosterName(ofGroup: group))
  }

  var groupRows: [GroupRow] {
    let task = groups.tasks.last
    let names = rosterGroupNames
    return groups.members.enumerated().map { index, members in
      GroupRow(
        number: index + 1, name: names[index + 1], size: members.count,
        scribe: groups.scribes[index],
        everybody: members, members: members.filter { isPresent($0) },
        report: task?.reports[index]?.text,
        released: task?.reports[index]?.released ?? false,
        picked: task?.picked.contains(index) ?? false, spoken: groups.spoken(index))
    }
  }
}
