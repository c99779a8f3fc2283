import Identity

/// How many were in the room through the day 在场人数: who takes part, observers and guests left out.
///
/// From the roll: a person is there from the arrival that was noted to the leave that was noted, of
/// each half-day by itself. Where a correction 更正 says otherwise it counts: somebody corrected to
/// absent was never there, somebody corrected to present without a noted arrival was there throughout.
public struct AttendanceCurve: Equatable, Sendable, Encodable {
  public struct Sample: Equatable, Sendable, Encodable {
    public var time: Moment
    public var present: Int
  }
  public struct HalfDay: Equatable, Sendable, Encodable {
    public var checkpoint: Checkpoint
    /// Growing in time; the last one is the end of the half-day, or now. Never empty.
    public var samples: [Sample]
  }
  /// Half-days at which somebody was noted, in the order of the agenda.
  public var halfDays: [HalfDay]
}

/// The curve of a class as of its state.
///
/// - Parameters:
///   - end: up to when a half-day that nothing ended is counted: now, or when the class closed.
///   - minutes: from one sample to the next; the first is at a whole multiple of it since the epoch.
public func attendanceCurve(
  of state: State, until end: Moment, every minutes: Int
) -> AttendanceCurve {
  let step = Int64(max(1, minutes)) * 60_000
  let checkpoints = state.roll.checkpoints
  let openings = checkpoints.map { state.roll.opened[$0.id] }
  return AttendanceCurve(
    halfDays: checkpoints.enumerated().compactMap { index, checkpoint in
      let stays = stays(state, checkpoint.id)
      let noted = stays.compactMap(\.from) + [openings[index]].compactMap { $0 }
      guard let first = noted.min(), !stays.isEmpty else { return nil }
      let last = lastMoment(of: index, openings, stays, state, end)
      guard first < last else { return nil }
      var samples: [AttendanceCurve.Sample] = []
      // Samples at round times; the last one wherever the half-day ends. A clock that was put right on
      // the way makes no half-day of years.
      var time = max(first.milliseconds, last.milliseconds - 86_400_000) / step * step
      while time < last.milliseconds {
        samples.append(sample(stays, Moment(milliseconds: time)))
        time += step
      }
      samples.append(sample(stays, last))
      return AttendanceCurve.HalfDay(checkpoint: checkpoint, samples: samples)
    })
}

/// Somebody's stay in one half-day; without `from` since its beginning.
private struct Stay {
  var from: Moment?
  var to: Moment?
}

private func stays(_ state: State, _ checkpoint: CheckpointID) -> [Stay] {
  state.roster.filter(state.takesPart).compactMap { person in
    guard state.roll.standing(of: person, at: checkpoint).isPresent else { return nil }
    let entry = state.roll.entries[checkpoint]?[person]
    return Stay(from: entry?.arrived, to: entry?.left)
  }
}

/// A half-day ends with its planned length or the last thing noted of it, at the latest when the next
/// one opens; the last one, and one that still runs, at `end`, and two hours after its plan at the latest.
private func lastMoment(
  of index: Int, _ openings: [Moment?], _ stays: [Stay], _ state: State, _ end: Moment
) -> Moment {
  let checkpoint = state.roll.checkpoints[index]
  let noted = stays.flatMap { [$0.from, $0.to] }.compactMap { $0 }
  let began = state.roll.began[checkpoint.id] ?? openings[index] ?? noted.min() ?? end
  let latest = state.plannedEnd(of: checkpoint.id, from: began)
  let next = openings[(index + 1)...].compactMap { $0 }.min()
  return min(end, next.map { min($0, latest) } ?? latest.adding(seconds: 7_200))
}

private func sample(_ stays: [Stay], _ time: Moment) -> AttendanceCurve.Sample {
  AttendanceCurve.Sample(
    time: time,
    present: stays.count { stay in
      (stay.from.map { $0 <= time } ?? true) && (stay.to.map { $0 > time } ?? true)
    })
}
