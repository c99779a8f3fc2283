import Foundation
import GRDB
import Journal
import Synchronization

/// Held by the one process that serves from a file. The kernel lets go of it when the process ends,
/// however it ends. The lock file stays: removing it would let two processes lock two files.
final class FileLock: Sendable {
  private let descriptor: Mutex<Int32?>

  /// - Throws: `EventLogError.inUse` when another opening holds it.
  init(path: String, for file: String) throws {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw EventLogError.unavailable(reason(errno)) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      close(descriptor)
      throw code == EWOULDBLOCK
        ? EventLogError.inUse(path: file) : EventLogError.unavailable(reason(code))
    }
    self.descriptor = Mutex(descriptor)
  }

  deinit { release() }

  /// Lets the next process serve; harmless when repeated.
  func release() {
    descriptor.withLock { descriptor in
      if let open = descriptor { close(open) }
      descriptor = nil
    }
  }
}

/// The steps of opening a file. None of them reads the file itself: closing a descriptor of one's
/// own would drop SQLite's locks on that file in the whole process (POSIX).
enum Opening {
  static func configuration(readonly: Bool) -> Configuration {
    var configuration = Configuration()
    configuration.readonly = readonly
    configuration.label = "guildhall"
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA secure_delete = ON")
      try db.execute(sql: "PRAGMA temp_store = MEMORY")
      // 64 MB: at the default of 1,000 pages a commit of many streams checkpoints every time.
      try db.execute(sql: "PRAGMA wal_autocheckpoint = 16000")
      try db.execute(sql: "PRAGMA cache_size = -16000")
    }
    return configuration
  }

  /// The path with links resolved, so that one file has one lock.
  static func canonical(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }

  /// Names will be in it: for the owner only. SQLite gives the log beside it the same mode.
  static func createEmpty(_ path: String) throws {
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw EventLogError.unavailable(reason(errno)) }
    close(descriptor)
  }

  /// Makes a whole new file, or none.
  ///
  /// - Parameter check: names the key that seals its names.
  static func create(at path: String, check: [UInt8]) throws {
    let draft = path + ".new"
    for leftover in [draft, draft + "-journal"] { unlink(leftover) }
    try createEmpty(draft)
    let queue = try DatabaseQueue(path: draft, configuration: configuration(readonly: false))
    try queue.write { db in
      try db.execute(sql: Schema.create)
      try db.execute(
        sql: "INSERT INTO setting (key, value) VALUES (?, ?)",
        arguments: [KeyFile.setting, Data(check)])
    }
    try queue.close()
    guard rename(draft, path) == 0 else { throw EventLogError.unavailable(reason(errno)) }
    try synchronizeFolder(of: path)
  }

  static func synchronizeFolder(of path: String) throws {
    let folder = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_CLOEXEC)
    guard folder >= 0 else { throw EventLogError.unavailable(reason(errno)) }
    defer { close(folder) }
    guard fsync(folder) == 0 else { throw EventLogError.unavailable(reason(errno)) }
  }

  /// Looks whether the file may be opened, and leaves it to the byte as it is.
  ///
  /// - Parameter keyPath: where the key must lie that opens its names; `nil` for who reads none.
  /// - Throws: `EventLogError`: `.notOurs`, `.newerVersion`, `.fileDamaged`, `.unavailable`;
  ///   `PeopleError` for the key.
  static func check(_ path: String, key keyPath: String? = nil) throws {
    do {
      let queue = try DatabaseQueue(path: path, configuration: configuration(readonly: true))
      try queue.read { db in
        guard try Int.fetchOne(db, sql: "PRAGMA application_id") == Schema.applicationID else {
          throw EventLogError.notOurs(path: path)
        }
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard version <= Schema.version else {
          throw EventLogError.newerVersion(found: version, known: Schema.version)
        }
        if let keyPath, version >= 5 { _ = try Names.key(db, keyPath) }
      }
      try queue.close()
    } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
      throw EventLogError.notOurs(path: path)
    }
  }

  /// Bytes of the file; `nil` when there is none.
  static func size(_ path: String) throws -> Int? {
    var info = stat()
    if stat(path, &info) == 0 {
      guard info.st_mode & S_IFMT == S_IFREG else { throw EventLogError.notOurs(path: path) }
      return Int(info.st_size)
    }
    guard errno == ENOENT else { throw EventLogError.unavailable(reason(errno)) }
    return nil
  }

  /// Whether anybody may write to the file; root could in any case, and still should not.
  static func isWritable(_ path: String) -> Bool {
    var info = stat()
    return stat(path, &info) == 0 && info.st_mode & 0o222 != 0 && access(path, W_OK) == 0
  }
}

func reason(_ code: Int32) -> EventLogError.Unavailability {
  switch code {
  case ENOSPC, EDQUOT: .diskFull
  case EACCES, EPERM, EROFS: .readOnly
  default: .io(code: Int(code))
  }
}
