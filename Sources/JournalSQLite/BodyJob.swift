import GRDB
import Synchronization

extension Writer {
  /// Runs `body` in the next commit and returns what it gave, once that is durable.
  func submit<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { reply in
      submit(BodyJob(body: body, reply: reply))
    }
  }
}

private final class BodyJob<T: Sendable>: Job {
  private let body: @Sendable (Database) throws -> T
  private let reply: CheckedContinuation<T, any Error>
  private let result = Mutex<T?>(nil)

  init(body: @escaping @Sendable (Database) throws -> T, reply: CheckedContinuation<T, any Error>) {
    self.body = body
    self.reply = reply
  }

  func write(_ batch: Batch) throws {
    let value = try body(batch.db)
    result.withLock { $0 = value }
  }

  func finish(_ error: (any Error)?) {
    if let error {
      reply.resume(throwing: error)
    } else if let value = result.withLock({ $0 }) {
      reply.resume(returning: value)
    } else {
      preconditionFailure("a committed job has no result")
    }
  }
}
