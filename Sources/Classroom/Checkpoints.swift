/// The name of a half-day within its class: `1-morning`, `2-afternoon`.
public typealias CheckpointID = String

/// One half-day 半天 of the agenda, at which attendance is taken anew 签到.
public struct Checkpoint: Equatable, Sendable, Codable {
  public enum Half: String, Sendable, Codable, CaseIterable { case morning, afternoon }
  /// From 1.
  public var day: Int
  public var half: Half
  /// The segments of the agenda that belong to it, by index from 0.
  public var segments: Range<Int>

  public var id: CheckpointID { "\(day)-\(half.rawValue)" }

  public init(day: Int, half: Half, segments: Range<Int>) {
    self.day = day
    self.half = half
    self.segments = segments
  }
}

/// The half-days of an agenda, in its order; never empty.
///
/// A day is cut at its lunch, which still belongs to the morning. A day without lunch, or with
/// nothing on one side of it, is one half-day, named by when it begins: before noon or after.
public func checkpoints(of agenda: [Segment]) -> [Checkpoint] {
  var found: [Checkpoint] = []
  var start = agenda.startIndex
  while start < agenda.endIndex {
    let day = agenda[start].day
    let end = agenda[start...].firstIndex { $0.day != day } ?? agenda.endIndex
    let lunch = agenda[start..<end].firstIndex { $0.kind == .lunch }
    if let lunch, lunch > start, lunch + 1 < end {
      found.append(Checkpoint(day: day, half: .morning, segments: start..<(lunch + 1)))
      found.append(Checkpoint(day: day, half: .afternoon, segments: (lunch + 1)..<end))
    } else {
      let half: Checkpoint.Half = agenda[start].start < 720 ? .morning : .afternoon
      found.append(Checkpoint(day: day, half: half, segments: start..<end))
    }
    start = end
  }
  return found.isEmpty ? [Checkpoint(day: 1, half: .morning, segments: 0..<0)] : found
}
