/// A person 人员, as the event log knows them: an opaque random token.
///
/// Names, units and phones live in the People store only, so that they can be erased while the log
/// stays whole.
public struct PersonID: RawRepresentable, Hashable, Comparable, Sendable, Codable {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  public init(_ raw: String) { self.rawValue = raw }
  public static func < (a: PersonID, b: PersonID) -> Bool { a.rawValue < b.rawValue }
}

/// A class 班级 (LIS: course section): one delivery of one plan to one roster.
public struct SectionID: RawRepresentable, Hashable, Comparable, Sendable, Codable {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  public init(_ raw: String) { self.rawValue = raw }
  public static func < (a: SectionID, b: SectionID) -> Bool { a.rawValue < b.rawValue }
}

/// The identity of one command, made by the client that sends it; a resend carries the same one.
public struct CommandID: RawRepresentable, Hashable, Sendable {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  public init(_ raw: String) { self.rawValue = raw }
}

/// A point in time: whole milliseconds since 1970-01-01T00:00:00Z.
public struct Moment: Hashable, Comparable, Sendable, Codable {
  public let milliseconds: Int64
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }
  public init(from decoder: any Decoder) throws {
    milliseconds = try decoder.singleValueContainer().decode(Int64.self)
  }
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.singleValueContainer()
    try box.encode(milliseconds)
  }
  public static func < (a: Moment, b: Moment) -> Bool { a.milliseconds < b.milliseconds }

  public func adding(seconds: Int) -> Moment {
    Moment(milliseconds: milliseconds + Int64(seconds) * 1000)
  }
  /// Whole seconds from `earlier` to this moment; negative when `earlier` is later.
  public func seconds(since earlier: Moment) -> Int {
    Int((milliseconds - earlier.milliseconds) / 1000)
  }
}
