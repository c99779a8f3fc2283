import Identity

/// What taking a roster would change 导入方案, person by person, before anything is written.
public struct RosterPlan: Sendable, Equatable {
  /// What becomes of one row.
  public struct Step: Sendable, Equatable {
    public enum Change: Sendable, Equatable {
      case add
      /// Who is in the class already, with the columns that change.
      case update(PersonID, [RosterColumn])
      case same(PersonID)
    }
    public var row: RosterRow
    public var change: Change
    /// Others of that name in the class whom no row means: perhaps the same person.
    public var namesakes: [PersonID]
    /// Came as a walk-in 名册外 and is now on the list.
    public var wasWalkIn: Bool
  }
  /// In the order of the rows.
  public var steps: [Step]

  public var added: Int { steps.count { $0.change == .add } }
  public var updated: Int {
    steps.count { if case .update = $0.change { true } else { false } }
  }
  public var unchanged: Int { steps.count - added - updated }

  /// Finds for each row the person that it means, each person at most once: whom the organizer
  /// chose; else of that name with the same number; else with the same unit, where only the number
  /// or the group changed; else with an unknown unit. A row that means nobody is a new person.
  ///
  /// An empty cell changes nothing, so that a shorter list can be taken again.
  ///
  /// - Parameters:
  ///   - entries: The class's list as it stands.
  ///   - choices: By line: the person whom the organizer says it is; `nil` for a new one.
  public init(
    _ rows: [RosterRow], onto entries: [RosterEntry], choices: [Int: PersonID?] = [:]
  ) {
    var matching = Matching(rows, entries)
    matching.choose(choices)
    let any: (Profile) -> Bool = { _ in true }
    let isNumbered: (Profile) -> Bool = { !$0.phone.isEmpty }
    let isBare: (Profile) -> Bool = { $0.phone.isEmpty }
    let isHomeless: (Profile) -> Bool = { $0.unit.isEmpty }
    // Numbers first: two of one name and unit are told apart by nothing else.
    matching.match(by: { [$0.name, $0.phone] }, rows: isNumbered, entries: isNumbered)
    for key: (Profile) -> [String] in [{ [$0.name, $0.unit, $0.group] }, { [$0.name, $0.unit] }] {
      matching.match(by: key, rows: isBare, entries: any)
      matching.match(by: key, rows: isNumbered, entries: isBare)
    }
    // One row and one person are left of that name and unit: the number has changed.
    matching.match(by: { [$0.name, $0.unit] }, rows: any, entries: any, onlySingle: true)
    matching.match(by: { [$0.name] }, rows: isHomeless, entries: any, onlySingle: true)
    matching.match(by: { [$0.name] }, rows: any, entries: isHomeless, onlySingle: true)
    steps = matching.steps()
  }
}

/// What a row and an entry are compared by, in the form for comparing.
private struct Profile {
  var name: String
  var unit: String
  var group: String
  var phone: String

  init(_ row: RosterRow) {
    name = comparisonKey(row.name)
    unit = comparisonKey(row.unit)
    group = comparisonKey(row.group)
    phone = row.details[.phone]
  }

  init(_ entry: RosterEntry) {
    name = comparisonKey(entry.name)
    unit = comparisonKey(entry.unit)
    group = comparisonKey(entry.group)
    phone = entry.details[.phone]
  }
}

private struct Matching {
  let rows: [RosterRow]
  /// Learners who have a name.
  let entries: [RosterEntry]
  private let wanted: [Profile]
  private let known: [Profile]
  /// By row: the entry that it means.
  private var meant: [Int?]
  private var isDecided: [Bool]
  private var isTaken: [Bool]

  init(_ rows: [RosterRow], _ all: [RosterEntry]) {
    self.rows = rows
    entries = all.filter { $0.role == .learner && !$0.name.isEmpty }
    wanted = rows.map { Profile($0) }
    known = entries.map { Profile($0) }
    meant = [Int?](repeating: nil, count: rows.count)
    isDecided = [Bool](repeating: false, count: rows.count)
    isTaken = [Bool](repeating: false, count: entries.count)
  }

  mutating func choose(_ choices: [Int: PersonID?]) {
    guard !choices.isEmpty else { return }
    let places = Dictionary(
      entries.enumerated().map { ($1.person, $0) }, uniquingKeysWith: { first, _ in first })
    for (index, row) in rows.enumerated() {
      guard let choice = choices[row.line] else { continue }
      guard let person = choice else {
        isDecided[index] = true
        continue
      }
      if let place = places[person], !isTaken[place] { take(index, place) }
    }
  }

  /// Pairs rows and entries of one key that are left, in their order.
  ///
  /// - Parameter onlySingle: only where of that key one row and one entry are left.
  mutating func match(
    by key: (Profile) -> [String], rows isRow: (Profile) -> Bool,
    entries isEntry: (Profile) -> Bool, onlySingle: Bool = false
  ) {
    var left: [[String]: (rows: [Int], entries: [Int])] = [:]
    for index in wanted.indices where !isDecided[index] {
      left[key(wanted[index]), default: ([], [])].rows.append(index)
    }
    for place in known.indices where !isTaken[place] {
      left[key(known[place])]?.entries.append(place)
    }
    for (rows, entries) in left.values {
      if onlySingle && (rows.count != 1 || entries.count != 1) { continue }
      let pairs = zip(rows.filter { isRow(wanted[$0]) }, entries.filter { isEntry(known[$0]) })
      for (row, entry) in pairs { take(row, entry) }
    }
  }

  private mutating func take(_ row: Int, _ entry: Int) {
    meant[row] = entry
    isDecided[row] = true
    isTaken[entry] = true
  }

  func steps() -> [RosterPlan.Step] {
    var free: [String: [PersonID]] = [:]
    for place in known.indices where !isTaken[place] {
      free[known[place].name, default: []].append(entries[place].person)
    }
    return rows.indices.map { index in
      let row = rows[index]
      guard let place = meant[index] else {
        return RosterPlan.Step(
          row: row, change: .add, namesakes: free[wanted[index].name] ?? [], wasWalkIn: false)
      }
      let entry = entries[place]
      let changed = row.changes(of: entry)
      return RosterPlan.Step(
        row: row,
        change: changed.isEmpty && !entry.walkIn
          ? .same(entry.person) : .update(entry.person, changed),
        namesakes: [], wasWalkIn: entry.walkIn)
    }
  }
}

extension RosterRow {
  /// The columns in which this row says something else than an entry.
  func changes(of entry: RosterEntry) -> [RosterColumn] {
    RosterColumn.allCases.filter { column in
      switch column {
      case .name: entry.name != name
      case .unit: !unit.isEmpty && entry.unit != unit
      case .group: !group.isEmpty && entry.group != group
      default:
        column.field.map { !details[$0].isEmpty && entry.details[$0] != details[$0] } ?? false
      }
    }
  }

  /// The entry with what this row says in place of what it said; somebody on the list is no walk-in.
  public func applied(to entry: RosterEntry) -> RosterEntry {
    var entry = entry
    entry.name = name
    if !unit.isEmpty { entry.unit = unit }
    if !group.isEmpty { entry.group = group }
    entry.details = entry.details.updated(with: details)
    entry.walkIn = false
    return entry
  }
}
