import Classroom
import Journal

/// Keeping the read tables in step with the log.
extension LiveSession {
  /// What is known to stand in the read tables.
  struct Kept {
    var position: Int
    var phase: String
  }

  /// A class that goes on has its row written when its phase changes; one that has ended, whenever
  /// something more is recorded of it, but not before its ballots are counted: rows at the end of the log
  /// say at the next start that nothing is owed.
  var isRecordDue: Bool {
    guard tables != nil, isUpToDate, state.phase != .absent, !owesCount else { return false }
    guard let keptRows else { return true }
    return keptRows.phase != state.phase.rawValue
      || (state.phase == .closed && keptRows.position < position)
  }

  private var owesCount: Bool { state.phase == .closed && !state.boxesToCount.isEmpty }

  /// Believes rows that were found in the tables.
  func trust(_ mark: RecordMark?) {
    guard let mark, mark.codec == ClassRecord.codec, mark.position <= position else { return }
    keptRows = Kept(position: mark.position, phase: mark.phase)
  }

  /// Writes the rows of this class where they are due, off this actor: answers need not wait for it. What
  /// fails is tried again at the next change, or at the next start.
  ///
  /// - Returns: Whether the tables hold the class as it is.
  @discardableResult
  public func keepRecord() async -> Bool {
    while isRecordDue {
      let writing = rowsTask ?? Task(priority: .utility) { await writeRecord() }
      rowsTask = writing
      guard await writing.value else { return false }
    }
    return tables != nil && isUpToDate && !owesCount
  }

  private func writeRecord() async -> Bool {
    defer { rowsTask = nil }
    guard let tables else { return false }
    guard let record = try? await classRecord() else { return false }
    do { try await tables.keep(record) } catch { return false }
    keptRows = Kept(position: record.mark.position, phase: record.mark.phase)
    return true
  }

  /// The rows of the class as it is; `nil` of one that is not there.
  func classRecord() async throws -> ClassRecord? {
    let (at, state) = (position, state)
    guard state.phase != .absent, let times = try await ends(of: at) else { return nil }
    return await Task.detached(priority: .utility) {
      ClassRecord(of: state, created: times.created, position: at, hash: times.hash)
    }.value
  }
}
