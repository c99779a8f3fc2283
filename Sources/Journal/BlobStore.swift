import Synchronization

/// Files kept beside the log: slides and the pictures of their pages. A name is given once; what was
/// kept under it never changes.
public protocol BlobStore: Sendable {
  /// What was kept under `name`; `nil` when nothing was.
  func blob(_ name: String) async throws -> [UInt8]?

  /// Keeps bytes under a name; durable on return. A name that is taken keeps what it has.
  ///
  /// - Throws: `EventLogError.unavailable`.
  func keep(_ bytes: [UInt8], as name: String) async throws
}

/// Files in memory, for tests.
public final class MemoryBlobs: BlobStore {
  private let kept = Mutex<[String: [UInt8]]>([:])

  public init() {}

  public func blob(_ name: String) async throws -> [UInt8]? { kept.withLock { $0[name] } }

  public func keep(_ bytes: [UInt8], as name: String) async throws {
    kept.withLock { if $0[name] == nil { $0[name] = bytes } }
  }
}
