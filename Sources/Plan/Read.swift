/// What reading a plan gives: the course and everything there is to say about it.
public struct Reading: Equatable, Sendable {
  public var course: Course
  /// Sorted by place.
  public var findings: [Finding]

  public init(course: Course, findings: [Finding] = []) {
    self.course = course
    self.findings = findings
  }
}

/// Reads and checks a teaching plan 教案.
///
/// - Parameters:
///   - text: The plan as decoded, its line ends as they are (LF, CRLF or CR).
///   - resources: What stands beside it.
///   - creditHourMinutes: The length of one 学时.
public func read(
  _ text: String, resources: Resources = .unknown, creditHourMinutes: Int = 45
) -> Reading {
  Reading(course: Course())
}
