import Identity

/// What the people at the door see 签到台: everybody by group, for the half-day that runs.
public struct DoorView: Equatable, Sendable {
  public struct Member: Equatable, Sendable {
    public var person: PersonID
    public var standing: HalfDayStanding
    public var arrived: Moment?
    /// Signed in by phone, seen by nobody yet: to be confirmed 待核对.
    public var unseen: Bool
    public var enrolment: Enrolment
    public var insteadOf: PersonID?
  }
  public struct Group: Equatable, Sendable {
    public var name: String
    public var members: [Member]
  }
  public struct HalfDay: Equatable, Sendable {
    public var checkpoint: Checkpoint
    public var isCurrent: Bool
    /// Whether it may be corrected.
    public var isOpen: Bool
  }
  public var phase: State.Phase
  public var title: String
  public var halfDays: [HalfDay]
  public var current: CheckpointID
  public var count: Roll.Count
  public var graceMinutes: Int
  /// In the order of first enrolment.
  public var groups: [Group]
}

public func doorView(of state: State) -> DoorView {
  let roll = state.roll
  var order: [String] = []
  var groups: [String: [DoorView.Member]] = [:]
  for person in state.roster {
    let enrolment = roll.enrolment(of: person)
    guard let attendance = state.attendance[person], enrolment != .replaced, enrolment != .removed
    else { continue }
    if groups[attendance.group] == nil { order.append(attendance.group) }
    let entry = roll.entry(person, roll.current)
    groups[attendance.group, default: []].append(
      DoorView.Member(
        person: person, standing: roll.standing(of: person, at: roll.current),
        arrived: entry.arrived,
        unseen: entry.arrived != nil && !entry.seen && entry.corrected == nil,
        enrolment: enrolment, insteadOf: roll.substitutes[person]))
  }
  return DoorView(
    phase: state.phase, title: state.profile.title,
    halfDays: roll.checkpoints.map {
      DoorView.HalfDay(
        checkpoint: $0, isCurrent: $0.id == roll.current,
        isOpen: roll.isOpen($0.id) || state.phase == .closed)
    },
    current: roll.current, count: state.rollCount(at: roll.current),
    graceMinutes: roll.graceMinutes,
    groups: order.map { DoorView.Group(name: $0, members: groups[$0] ?? []) })
}

extension State {
  /// The half-day for which attendance is taken now.
  public var checkpoint: Checkpoint? { roll.checkpoints.first { $0.id == roll.current } }
}
