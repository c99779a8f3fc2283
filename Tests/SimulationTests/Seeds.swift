import Foundation

/// The days that are simulated in every run of the tests.
enum Seeds {
  /// Seeds that once found a bug, without what was added to the room since; what each found is said
  /// beside it.
  static let past: [UInt64] = [
    211,  // a late copy of a repeated answer undid the answer that came after it
    1002,  // what was read back after a failed commit was not shown to the room
    1003,  // a count that failed as the class closed stayed owed for ever
    1006,  // a late copy of a changed ballot undid the change that came after it
    1009,  // a server refused by what it knew, and another had written since
  ]

  /// Seeds that found a bug in a day with all that may happen now; what each found is said beside it.
  static let pastNow: [UInt64] = [
    5057,  // an answer was refused although only a count was owed since a fault
    42469,  // a sheet that a second trainer had changed was taken for lost when its reply came late
  ]

  /// Sixty days that stay the same, so that a failure is known to be new.
  static let standing: [UInt64] = Array(1...60)

  /// One more for each commit: `bin/test` makes it from the commit's hash.
  static let fresh: [UInt64] =
    ProcessInfo.processInfo.environment["GUILDHALL_SEED"].flatMap(UInt64.init).map { [$0] } ?? []

  static let thisRun = standing + pastNow + fresh
}
