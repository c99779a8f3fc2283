import Foundation
import GRDB
import Journal
import People
import Synchronization

/// The key file 密钥文件 of a data file: `hall.db` has `hall.key` beside it, for its owner only.
public enum KeyFile {
  /// Where the key of a data file lies, unless somebody says otherwise.
  public static func path(for data: String) -> String {
    let url = URL(fileURLWithPath: Opening.canonical(data))
    guard url.pathExtension != "key" else { return url.appendingPathExtension("key").path }
    return url.deletingPathExtension().appendingPathExtension("key").path
  }

  /// The key in a file.
  ///
  /// - Throws: `PeopleError`: `.keyMissing`, `.keyUnreadable`.
  public static func read(_ path: String) throws -> MasterKey {
    guard FileManager.default.fileExists(atPath: path) else {
      throw PeopleError.keyMissing(path: path)
    }
    guard let bytes = FileManager.default.contents(atPath: path), bytes.count <= 4096,
      let text = String(data: bytes, encoding: .utf8), let key = MasterKey(text: text)
    else { throw PeopleError.keyUnreadable(path: path) }
    return key
  }

  /// Writes a key, for its owner only; on the disk when this returns. Never over another file.
  ///
  /// - Throws: `EventLogError.unavailable`.
  public static func write(_ key: MasterKey, to path: String) throws {
    let draft = path + ".new"
    unlink(draft)
    try Opening.createEmpty(draft)
    let bytes = Data(key.text.utf8)
    guard let file = FileHandle(forWritingAtPath: draft) else {
      throw EventLogError.unavailable(.readOnly)
    }
    do {
      try file.write(contentsOf: bytes)
      try file.synchronize()
      try file.close()
    } catch {
      unlink(draft)
      throw EventLogError.unavailable(.diskFull)
    }
    // A link, not a renaming: another key may have come to lie there meanwhile.
    if link(draft, path) != 0 {
      let code = errno
      guard code != EEXIST, access(path, F_OK) != 0, rename(draft, path) == 0 else {
        unlink(draft)
        throw EventLogError.unavailable(reason(code))
      }
    }
    unlink(draft)
    try Opening.synchronizeFolder(of: path)
  }

  /// The key of a data file that has none yet: what lies there, else a fresh one.
  static func obtain(_ path: String) throws -> MasterKey {
    do { return try read(path) } catch PeopleError.keyMissing {
      let key = MasterKey.random()
      try write(key, to: path)
      return key
    }
  }

  /// Whether others than the owner may read the file.
  public static func isOpenToOthers(_ path: String) -> Bool {
    var info = stat()
    return stat(path, &info) == 0 && info.st_mode & 0o077 != 0
  }

  /// What names the key of a data file in it.
  static let setting = "key-check"
}

/// Opens the names of one data file: reads the key file when a name is first asked for.
final class Names: Sendable {
  /// How the names in a file are read.
  enum Reading {
    /// As they lie there, in a file up to version 4.
    case open(version: Int)
    case sealed(Vault)
    /// Nobody asked for them: whoever is in the file has none.
    case leftOut
  }
  let keyPath: String
  private let leavesOut: Bool
  private let vault = Mutex<Vault?>(nil)

  init(keyPath: String, leavesOut: Bool, vault: Vault? = nil) {
    self.keyPath = keyPath
    self.leavesOut = leavesOut
    self.vault.withLock { $0 = vault }
  }

  /// - Throws: `PeopleError`: `.keyMissing`, `.keyWrong`, `.keyUnreadable`.
  func reading(_ db: Database) throws -> Reading {
    if let vault = vault.withLock({ $0 }) { return .sealed(vault) }
    let version = try Int.fetchOne(db.cachedStatement(sql: "PRAGMA user_version")) ?? 0
    if version < 5 { return .open(version: version) }
    return leavesOut ? .leftOut : .sealed(try open(db))
  }

  /// For whoever writes names.
  func writing(_ db: Database) throws -> Vault {
    guard case .sealed(let vault) = try reading(db) else {
      throw PeopleError.unavailable(reason: "readOnly")
    }
    return vault
  }

  func forget() { vault.withLock { $0 }?.forget() }

  private func open(_ db: Database) throws -> Vault {
    let vault = Vault(try Self.key(db, keyPath))
    self.vault.withLock { $0 = vault }
    return vault
  }

  /// The key in the file, if it is this data file's.
  static func key(_ db: Database, _ path: String) throws -> MasterKey {
    let key = try KeyFile.read(path)
    let check = try Data.fetchOne(db, sql: SQL.setting, arguments: [KeyFile.setting])
    guard check.map({ Array($0) }) == key.check else { throw PeopleError.keyWrong(path: path) }
    return key
  }
}
