import Classroom
import Identity
import Journal

/// The read tables of a file that one only reads: its own where they hold every class as it is, else new
/// ones in memory, made from the log. The file stays as it is.
///
/// - Throws: `EventLogError`. A class that cannot be read is left out, as in the hall.
public func currentTables(of engine: any Engine) async throws -> any ReadTables {
  let marks = try await engine.recordMarks()
  let streams = try await engine.streams(withPrefix: "class-")
  var isCurrent = true
  for stream in streams where isCurrent {
    let mark = marks[SectionID(stream.rawValue)]
    isCurrent = try await isCurrentRow(mark, of: stream, engine)
  }
  if isCurrent { return engine }
  let tables = MemoryTables()
  for stream in streams {
    guard
      let session = try? await LiveSession(
        section: SectionID(stream.rawValue), engine: engine, clock: { Moment(milliseconds: 0) }),
      // As it is: ballots that were not counted cannot be counted here.
      let record = try await session.classRecord()
    else { continue }
    try await tables.keep(record)
  }
  return tables
}

/// Of a class that goes on its phase alone is in the tables: current as long as it has not ended since.
private func isCurrentRow(
  _ mark: RecordMark?, of stream: StreamID, _ engine: any EventLog
) async throws -> Bool {
  guard let mark, mark.codec == ClassRecord.codec else { return false }
  if mark.phase == State.Phase.closed.rawValue {
    return try await engine.head(stream) == mark.position
  }
  let closing = EventCodec.tag(of: .sectionClosed)
  var at = mark.position
  while true {
    let records = try await engine.read(stream, after: at, limit: 1_000)
    guard let last = records.last else { return true }
    if records.contains(where: { $0.tag == closing }) { return false }
    at = last.position
  }
}
