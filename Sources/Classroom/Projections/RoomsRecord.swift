import Identity

extension SectionReport {
  /// One room's part of the record, in a class that was held in several.
  public struct Room: Equatable, Sendable, Encodable {
    /// `nil` for the main room.
    public var room: RoomID?
    /// As the organizer wrote it; may be empty for the main room.
    public var name: String
    /// Of those who take part, who was seated here last; each person is in one room.
    public var people: Int
    /// Who of them was present in each half-day, in the order of `halfDays`.
    public var present: [Int]
    /// Minutes in each activity, in the order of `activities`; `nil` where the room never came.
    public var actualMinutes: [Int?]
  }
}

/// The rooms of a class: the main one, then the further ones in the order opened; empty for a class
/// in one room.
func rooms(of state: State, at now: Moment?) -> [SectionReport.Room] {
  state.roomRows.map { row in
    let people = state.roster.filter { state.takesPart($0) && state.sideRooms.seats[$0] == row.id }
    return SectionReport.Room(
      room: row.id, name: row.name, people: people.count,
      present: state.roll.checkpoints.map { half in
        people.count { state.roll.standing(of: $0, at: half.id).isPresent }
      },
      actualMinutes: state.agenda.map { segment in
        let seconds =
          row.id.map { state.actualSeconds(of: segment, in: $0, at: now) }
          ?? state.actualSeconds(of: segment, at: now)
        return seconds.map { ($0 + 30) / 60 }
      })
  }
}
