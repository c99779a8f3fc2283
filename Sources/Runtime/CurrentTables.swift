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
        section: SectionID(stream.rawValue), engine: engine,
        clock: { Moment(milliseconds: 0) }, tables: tables)
    else { continue }
    await session.keepRecord()
  }
  return tables
}

/// Of a class that goes on its phase alone is in the tables; whoever serves the file keeps that.
private func isCurrentRow(
  _ mark: RecordMark?, of stream: StreamID, _ engine: any EventLog
) async throws -> Bool {
  guard let mark, mark.codec == ClassRecord.codec else { return false }
  guard mark.phase == State.Phase.closed.rawValue else { return true }
  return try await engine.head(stream) == mark.position
}
