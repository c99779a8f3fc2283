import Identity

/// What belongs to one stage 讲台: where it stands, its clocks, and which questions its room answers.
///
/// A class has the stage of its main room 主会场. A further room 分会场 has one of its own from when its
/// trainer takes it until it follows the main room again (`SideRooms`).
public struct Stage: Equatable, Sendable, Codable {
  /// How a question stands in one room; one that the room was not asked stands nowhere.
  public enum Asking: String, Sendable, Codable {
    case open, closed
    /// Closed, while the room talks about it before a second round.
    case discussing
    /// Closed, and its result was shown here.
    case revealed
  }

  /// Whose it is; `nil` for the main room.
  public var room: RoomID?
  public var cursor: Cursor?
  /// Where it stood before, oldest first; what undo returns to.
  public var trail: [Cursor] = []
  public var blanked = false
  /// The page of each deck that was shown last, from 0, by the deck's id.
  public var deckPages: [String: Int] = [:]
  public var clock = State.Clock()
  /// For a discussion, a step of a case or an exercise.
  public var timer: RoomTimer?
  public var pace = PaceState()
  /// The item that holds the big screen, until the trainer moves on.
  public var focus: ItemID?
  public var asking: [ItemID: Asking] = [:]

  public init(room: RoomID? = nil) { self.room = room }
}

/// The stage in place, by the names that every rule uses: one rule serves every room.
extension State {
  public var cursor: Cursor? {
    get { stage.cursor }
    set { stage.cursor = newValue }
  }
  public var trail: [Cursor] {
    get { stage.trail }
    set { stage.trail = newValue }
  }
  public var blanked: Bool {
    get { stage.blanked }
    set { stage.blanked = newValue }
  }
  public var deckPages: [String: Int] {
    get { stage.deckPages }
    set { stage.deckPages = newValue }
  }
  public var clock: Clock {
    get { stage.clock }
    set { stage.clock = newValue }
  }
  public var timer: RoomTimer? {
    get { stage.timer }
    set { stage.timer = newValue }
  }
  public var pace: PaceState {
    get { stage.pace }
    set { stage.pace = newValue }
  }
  public var focus: ItemID? {
    get { stage.focus }
    set { stage.focus = newValue }
  }

  /// Items that this stage's room answers now, in order.
  public var openItems: [Asked] {
    itemOrder.filter { stage.asking[$0] == .open }.compactMap { items[$0] }
      .filter { $0.phase == .open }
  }

  /// Whether this stage's room talks about an item before its second round.
  func isDiscussed(_ id: ItemID) -> Bool { stage.asking[id] == .discussing }

  // MARK: - Several stages

  /// Puts a room's own stage into the place of the main one; a second time puts both back.
  mutating func exchangeStage(with room: RoomID) {
    guard var other = sideRooms.all[room]?.stage else { return }
    swap(&stage, &other)
    sideRooms.all[room]?.stage = other
  }

  /// Every stage: the one in place, then the others in the order of their rooms.
  var stages: [Stage] {
    sideRooms.areApart ? [stage] + sideRooms.order.compactMap { sideRooms.all[$0]?.stage } : [stage]
  }

  /// Changes every stage as if each were in place.
  mutating func onEveryStage(_ change: (inout State) -> Void) {
    change(&self)
    for room in sideRooms.order where sideRooms.all[room]?.stage != nil {
      exchangeStage(with: room)
      change(&self)
      exchangeStage(with: room)
    }
  }

  /// The class as one room sees it: its stage in place, and of each item how it stands there. What is
  /// still open was perhaps never asked here; what was shown elsewhere is closed until it is shown here.
  ///
  /// - Parameter room: `nil` for the main room; one that follows sees what the main room sees.
  public func seen(from room: RoomID?) -> State {
    guard !sideRooms.order.isEmpty else { return self }
    var seen = self
    if let room { seen.exchangeStage(with: room) }
    if seen.phase == .live && seen.cursor == nil { seen.phase = .planned }
    for id in itemOrder {
      switch (items[id]?.phase, seen.stage.asking[id]) {
      case (.open, .closed), (.open, .discussing), (.open, .revealed):
        seen.items[id]?.phase = .closed
      case (.open, nil): seen.items[id]?.phase = .waiting
      case (.revealed, let here) where here != .revealed: seen.items[id]?.phase = .closed
      default: break
      }
    }
    return seen
  }

  // MARK: - One item in several rooms

  /// A room asks an item; `Asked.phase` is open as long as it is not closed for good.
  mutating func openHere(_ id: ItemID) {
    if isDiscussed(id) { timer = nil }
    items[id]?.phase = .open
    stage.asking[id] = .open
  }

  /// A room closes an item; the last one closes it for good.
  mutating func closeHere(_ id: ItemID) {
    stage.asking[id] = .closed
    closeAskedOut(id)
  }

  /// An item is closed for good when each room with a stage of its own has asked and closed it. One
  /// made on the spot need not be asked everywhere.
  mutating func closeAskedOut(_ id: ItemID) {
    guard let asked = items[id], asked.phase == .open else { return }
    let isOut = stages.allSatisfy { stage in
      switch stage.asking[id] {
      case .open: false
      case .closed, .discussing, .revealed: true
      case nil: asked.segment == nil
      }
    }
    if isOut { items[id]?.phase = .closed }
  }

  /// Rooms other than this stage's that answer an item now, or talk about it before they answer again;
  /// `nil` stands for the main room.
  public func answering(_ id: ItemID) -> [RoomID?] {
    stages.dropFirst().filter { [.open, .discussing].contains($0.asking[id]) }.map(\.room)
  }

  /// Rooms other than this stage's that have not asked a planned item yet, while it is not closed for
  /// good.
  public func yetToAsk(_ id: ItemID) -> [RoomID?] {
    guard let asked = items[id], asked.segment != nil, !asked.resultShown,
      asked.ballots == nil
    else { return [] }
    return stages.dropFirst().filter { $0.asking[id] == nil }.map(\.room)
  }
}
