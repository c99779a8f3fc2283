import Identity

/// The groups 小组 of a day, and what they report.
public struct GroupState: Equatable, Sendable, Codable {
  /// One task that every group answers in one sentence: a discussion, an exercise or a case.
  public struct Task: Equatable, Sendable, Codable {
    public var id: String
    public var title: String
    public var isOpen: Bool
    /// By group, from 0.
    public var reports: [Int: Report]
    /// Groups picked to speak, in order.
    public var picked: [Int]
    /// The day of the class on which it was last opened, from 1.
    public var day = 1
  }
  public struct Report: Equatable, Sendable, Codable {
    public var text: String
    /// Whether the room may see it.
    public var released: Bool
  }

  /// The members of each group, in order; group `n` is called by the number `n + 1`.
  public var members: [[PersonID]] = []
  /// Who holds the pen 记录员, by group.
  public var scribes: [Int: PersonID] = [:]
  public var tasks: [Task] = []
  /// Those of groups that were formed anew since, on a later day.
  public var earlier: [Task] = []
  /// Counts every change, so that a phone knows when to ask for what is its own.
  public var changes = 0

  public init() {}

  /// The group of a person, from 0.
  public func group(of person: PersonID) -> Int? {
    members.firstIndex { $0.contains(person) }
  }

  /// How often a group was picked to speak today.
  public func spoken(_ group: Int) -> Int { tasks.count { $0.picked.contains(group) } }

  var open: Task? { tasks.last.flatMap { $0.isOpen ? $0 : nil } }
}

/// Groups of people whose sizes differ by at most one.
///
/// - Parameters:
///   - count: of groups; fewer where there are fewer people.
///   - seed: shuffles; `nil` keeps people of one unit together.
public func balancedGroups(
  _ people: [(person: PersonID, unit: String)], count: Int, seed: UInt64?
) -> [[PersonID]] {
  let count = min(max(1, count), people.count)
  guard count > 0 else { return [] }
  var order = people.map(\.person)
  if let seed {
    order = shuffled(order, seed: seed)
  } else {
    // By unit in the order of first appearance: whole units stay together where sizes allow.
    var units: [String] = []
    for entry in people where !units.contains(entry.unit) { units.append(entry.unit) }
    order = units.flatMap { unit in people.filter { $0.unit == unit }.map(\.person) }
  }
  let size = order.count / count
  let larger = order.count % count
  var groups: [[PersonID]] = []
  var rest = order[...]
  for index in 0..<count {
    let take = size + (index < larger ? 1 : 0)
    groups.append(Array(rest.prefix(take)))
    rest = rest.dropFirst(take)
  }
  return groups
}

/// An order that depends on the seed alone.
private func shuffled<Element>(_ values: [Element], seed: UInt64) -> [Element] {
  var random = SplitMix64(seed: seed)
  return random.shuffled(values)
}

extension State {
  // MARK: Making groups

  /// Who is put into groups: of those who take part, those who are there, or before anybody came, all who
  /// are expected.
  public var groupable: [PersonID] {
    let people = roster.filter { takesPart($0) }
    let here = people.filter { attendance[$0]?.checkedIn != nil && attendance[$0]?.left == nil }
    return here.isEmpty ? people.filter { attendance[$0]?.onLeave != true } : here
  }

  func formGroups(_ groups: [[PersonID]]) throws(Rejection) -> Decision {
    guard mayFormGroups else { throw .groupsInUse }
    let people = groups.joined()
    guard areBalanced(groups), groups.count <= Limits.groups, Set(people).count == people.count
    else { throw .groupsMalformed }
    guard people.allSatisfy({ attendance[$0] != nil }) else { throw .personUnknown }
    return Decision(self.groups.members == groups ? [] : [.groupsFormed(groups: groups)])
  }

  /// The day of the class that runs, from 1.
  var today: Int { segment?.day ?? checkpoint?.day ?? 1 }

  /// Groups stay for the day on which they first had something to report.
  public var mayFormGroups: Bool { !groups.tasks.contains { $0.day == today } }

  /// The groups that the roster names, in the order of their numbers where all have one, else of first
  /// enrolment. Who has none there comes to the smallest.
  func formGroupsByRoster() throws(Rejection) -> Decision {
    guard mayFormGroups else { throw .groupsInUse }
    var names: [String] = []
    var members: [String: [PersonID]] = [:]
    var rest: [PersonID] = []
    for person in groupable {
      let name = attendance[person]?.group ?? ""
      if name.isEmpty {
        rest.append(person)
      } else {
        if members[name] == nil { names.append(name) }
        members[name, default: []].append(person)
      }
    }
    guard !names.isEmpty else { throw .noRosterGroups }
    guard names.count <= Limits.groups else { throw .groupsMalformed }
    let numbers = names.compactMap(groupNumber)
    if numbers.count == names.count, Set(numbers).count == numbers.count {
      names = zip(numbers, names).sorted { $0.0 < $1.0 }.map(\.1)
    }
    var groups = names.map { members[$0] ?? [] }
    for person in rest {
      guard
        let smallest = groups.indices.min(by: { (groups[$0].count, $0) < (groups[$1].count, $1) })
      else { break }
      groups[smallest].append(person)
    }
    return Decision(self.groups.members == groups ? [] : [.groupsFormed(groups: groups)])
  }

  func moveToGroup(_ person: PersonID, _ group: Int) throws(Rejection) -> Decision {
    guard attendance[person] != nil else { throw .personUnknown }
    guard groups.members.indices.contains(group) else { throw .groupUnknown }
    return Decision(
      groups.group(of: person) == group ? [] : [.groupJoined(person: person, group: group)])
  }

  /// Where a late-comer goes: to those of the same group on the roster, else to the smallest group, the
  /// first of several.
  func groupForNewcomer(_ person: PersonID) -> [Event] {
    guard groups.group(of: person) == nil, takesPart(person) else { return [] }
    let all = groupsInRoom(of: person)
    let own = attendance[person]?.group ?? ""
    let same = all.filter { !own.isEmpty && isMostly(own, groups.members[$0]) }
    guard
      let group = (same.isEmpty ? all : same).min(by: {
        (groups.members[$0].count, $0) < (groups.members[$1].count, $1)
      })
    else { return [] }
    return [.groupJoined(person: person, group: group)]
  }

  /// What the roster calls a group: one whose people it puts into one group, and no other group's.
  /// Whoever it puts into none may be among them.
  func rosterName(ofGroup index: Int) -> String? {
    func listed(_ members: [PersonID]) -> String? {
      members.lazy.compactMap { attendance[$0]?.group }.first { !$0.isEmpty }
    }
    func isAll(_ name: String, _ members: [PersonID]) -> Bool {
      isMostly(name, members)
        && members.allSatisfy {
          attendance[$0].map { $0.group.isEmpty || $0.group == name } ?? true
        }
    }
    let members = groups.members[index]
    guard let name = listed(members), isAll(name, members) else { return nil }
    // The others by their first alone where that tells: this is asked once for each answer of a full hall.
    let isTaken = groups.members.indices.contains {
      $0 != index && listed(groups.members[$0]) == name && isAll(name, groups.members[$0])
    }
    return isTaken ? nil : name
  }

  private func isMostly(_ name: String, _ members: [PersonID]) -> Bool {
    members.count { attendance[$0]?.group == name } * 2 > members.count
  }

  /// The same of all groups, by number from 1.
  var rosterGroupNames: [Int: String] {
    groups.members.indices.reduce(into: [:]) { $0[$1 + 1] = rosterName(ofGroup: $1) }
  }

  // MARK: Reports

  func openReports(_ id: String, _ title: String) throws(Rejection) -> Decision {
    guard !groups.members.isEmpty else { throw .noGroups }
    guard isIdentifier(id), !(groups.earlier + groups.tasks).contains(where: { $0.id == id }) else {
      throw .keyMalformed
    }
    let title = visible(title)
    guard !title.isEmpty else { throw .textMissing }
    guard title.count <= Limits.prompt else { throw .textTooLong }
    return Decision(
      (groups.open.map { [.reportsClosed(task: $0.id)] } ?? [])
        + [.reportsOpened(task: id, title: title)])
  }

  func closeReports() throws(Rejection) -> Decision {
    Decision(groups.open.map { [.reportsClosed(task: $0.id)] } ?? [])
  }

  /// A member who is there takes the pen, or the trainer passes it on.
  func takePen(_ person: PersonID) throws(Rejection) -> Decision {
    guard isPresent(person) else { throw .notCheckedIn }
    guard takesPart(person) else { throw .observersOnlyLook }
    guard let group = groups.group(of: person) else { throw .groupUnknown }
    return Decision(
      groups.scribes[group] == person ? [] : [.penTaken(group: group, person: person)])
  }

  func writeReport(_ task: String, _ person: PersonID, _ text: String) throws(Rejection)
    -> Decision
  {
    guard isPresent(person) else { throw .notCheckedIn }
    guard takesPart(person) else { throw .observersOnlyLook }
    guard let group = groups.group(of: person) else { throw .groupUnknown }
    guard let open = groups.open, open.id == task else { throw .reportsClosed }
    guard groups.scribes[group] == person else { throw .notTheScribe }
    let text = visible(text)
    guard !text.isEmpty else { throw .textMissing }
    guard text.count <= Limits.groupReport else { throw .reportTooLong }
    if open.reports[group]?.text == text { return Decision() }
    return Decision([.reportWritten(task: task, group: group, person: person, text: text)])
  }

  /// - Parameter text: what the trainer read; a scribe may have changed it meanwhile.
  func releaseReport(_ task: String, _ group: Int, _ text: String) throws(Rejection) -> Decision {
    guard let report = groups.tasks.first(where: { $0.id == task })?.reports[group] else {
      throw .groupUnknown
    }
    guard report.text == text else { throw .reportChanged }
    return Decision(report.released ? [] : [.reportReleased(task: task, group: group)])
  }

  /// Picks groups to speak: those that spoke least today, chance among equals; a group that has
  /// reported comes before one that has not.
  func pickGroups(_ count: Int, seed: UInt64) throws(Rejection) -> Decision {
    guard let task = groups.tasks.last else { throw .noGroups }
    let waiting = groups.members.indices.filter { !task.picked.contains($0) }
    let order = shuffled(Array(waiting), seed: seed)
    let ranked = order.enumerated().sorted { a, b in
      func rank(_ group: Int) -> (Int, Int) {
        (groups.spoken(group), task.reports[group] == nil ? 1 : 0)
      }
      let (left, right) = (rank(a.element), rank(b.element))
      return left == right ? a.offset < b.offset : left < right
    }
    let picked = ranked.prefix(max(0, count)).map(\.element).sorted()
    return Decision(picked.isEmpty ? [] : [.groupsPicked(task: task.id, groups: picked)])
  }

  func pickGroup(_ group: Int) throws(Rejection) -> Decision {
    guard let task = groups.tasks.last else { throw .noGroups }
    guard groups.members.indices.contains(group) else { throw .groupUnknown }
    return Decision(
      task.picked.contains(group) ? [] : [.groupsPicked(task: task.id, groups: [group])])
  }
}

extension State {
  /// Applies what happened to the groups.
  mutating func apply(_ change: GroupChange) {
    groups.changes += 1
    switch change {
    case .formed(let members):
      groups.members = members
      groups.scribes = [:]
      // What other groups reported stays in the record and leaves the console.
      groups.earlier += groups.tasks
      groups.tasks = []
    case .joined(let person, let group): groups.join(person, group)
    case .pen(let group, let person): groups.scribes[group] = person
    case .opened(let task, let title):
      // A case that the class comes back to goes on with what was written.
      let index = groups.tasks.firstIndex { $0.id == task }
      var opened =
        index.map { groups.tasks.remove(at: $0) }
        ?? GroupState.Task(id: task, title: title, isOpen: true, reports: [:], picked: [])
      opened.isOpen = true
      opened.day = today
      groups.tasks.append(opened)
    case .closed(let task): groups.change(task) { $0.isOpen = false }
    case .written(let task, let group, let text):
      // What was changed is looked at again before the room sees it.
      groups.change(task) { $0.reports[group] = GroupState.Report(text: text, released: false) }
    case .released(let task, let group):
      groups.change(task) { $0.reports[group]?.released = true }
    case .picked(let task, let picked):
      groups.change(task) { $0.picked += picked }
    }
  }
}

/// What an event does to the groups.
enum GroupChange {
  case formed([[PersonID]])
  case joined(PersonID, Int)
  case pen(Int, PersonID)
  case opened(String, String)
  case closed(String)
  case written(String, Int, String)
  case released(String, Int)
  case picked(String, [Int])
}

extension GroupState {
  mutating func join(_ person: PersonID, _ group: Int) {
    if let before = self.group(of: person) {
      members[before].removeAll { $0 == person }
      if scribes[before] == person { scribes[before] = nil }
    }
    if members.indices.contains(group) { members[group].append(person) }
  }

  /// Who is taken off the roster sits nowhere.
  mutating func leave(_ person: PersonID) {
    guard let group = group(of: person) else { return }
    changes += 1
    if scribes[group] == person { scribes[group] = nil }
    members[group].removeAll { $0 == person }
  }

  /// A substitute 替训 sits in the group of the one replaced, who writes for nobody.
  mutating func replace(_ person: PersonID, by substitute: PersonID) {
    guard let group = group(of: person) else { return }
    changes += 1
    if scribes[group] == person { scribes[group] = nil }
    members[group] = members[group].compactMap {
      if $0 != person { return $0 }
      return self.group(of: substitute) == nil ? substitute : nil
    }
  }

  mutating func change(_ id: String, _ body: (inout Task) -> Void) {
    if let index = tasks.firstIndex(where: { $0.id == id }) { body(&tasks[index]) }
  }
}

/// The number in the name of a group: 3 of 第3组, 12 of 十二组, 1 of Group 1; `nil` of one without.
func groupNumber(_ name: String) -> Int? {
  let digits = name.unicodeScalars.compactMap { scalar -> Int? in
    switch scalar {
    case "0"..."9": Int(scalar.value) - 48
    case "０"..."９": Int(scalar.value) - 0xFF10
    default: nil
    }
  }
  if !digits.isEmpty { return digits.count > 4 ? nil : digits.reduce(0) { $0 * 10 + $1 } }
  let numerals: [Character: Int] = [
    "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
  ]
  let signs = name.filter { numerals[$0] != nil || $0 == "十" }
  let parts = signs.split(separator: "十", omittingEmptySubsequences: false)
  guard !signs.isEmpty, parts.count <= 2, parts.allSatisfy({ $0.count <= 1 }) else { return nil }
  func value(_ part: Substring) -> Int? { part.first.flatMap { numerals[$0] } }
  if parts.count == 1 { return value(parts[0]) }
  return (value(parts[0]) ?? 1) * 10 + (value(parts[1]) ?? 0)
}
