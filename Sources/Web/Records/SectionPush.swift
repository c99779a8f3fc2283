import Classroom
import Foundation
import Identity
import Journal
import People
import RecordStore
import Runtime

/// The statements of one class on their way to one store: what both the command line and the server do.
public struct SectionPush: Sendable {
  private let section: SectionID
  private let log: any EventLog
  private let home: RecordHome
  private let pusher: Pusher
  private let clock: LiveSession.Clock

  public init(
    _ section: SectionID, log: any EventLog, home: RecordHome, pusher: Pusher,
    clock: @escaping LiveSession.Clock
  ) {
    self.section = section
    self.log = log
    self.home = home
    self.pusher = pusher
    self.clock = clock
  }

  /// Sends what the store does not have yet.
  ///
  /// - Parameters:
  ///   - known: how far an earlier push came.
  ///   - remember: called after each batch, before the next; what it throws stops the push.
  /// - Returns: how far it came; `trouble` says why it stopped.
  /// - Throws: `CancellationError`; what `remember` throws; `EventLogError`.
  public func run(
    from known: PushProgress?, remember: @Sendable (PushProgress) async throws -> Void
  ) async throws -> PushProgress {
    var progress = known ?? PushProgress()
    progress.trouble = nil
    var projection = StatementProjection()
    do {
      for entry in try await log.placedEvents(of: section) { projection.take(entry) }
    } catch let failure as EventCodec.Failure {
      progress.trouble = .init(.unreadable, "\(failure)")
      return progress
    }
    let all = projection.statements
    if !progress.continues(all) { progress = PushProgress() }
    progress.total = all.count
    progress.head = projection.position
    progress.time = clock()
    let writer = StatementWriter(home: home, state: projection.state)
    let begin = progress.confirmed
    let outgoing = all[begin...].lazy.map { statement in
      OutgoingStatement(
        id: statement.id, json: writer.line(statement), isVoiding: statement.isVoiding)
    }
    do {
      _ = try await pusher.push(outgoing) { done, conflicts in
        progress.confirmed = begin + done
        progress.last = all[begin + done - 1].id
        progress.conflicts += conflicts.filter { !progress.conflicts.contains($0) }
        progress.time = clock()
        try await remember(progress)
      }
    } catch let trouble as PushTrouble {
      progress.trouble =
        switch trouble {
        case .gaveUp(let said): .init(.gaveUp, said)
        case .untrusted(let said): .init(.untrusted, said)
        case .refused(let status, let said): .init(status: status, said)
        }
      progress.time = clock()
    }
    try await remember(progress)
    return progress
  }
}

extension Statement {
  var isVoiding: Bool { if case .voided = content { true } else { false } }
}
