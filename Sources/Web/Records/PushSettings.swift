import Crypto
import Foundation
import People
import RecordStore

/// Where this installation sends the learning records of classes that have ended.
struct PushSettings: Codable, Equatable, Sendable {
  var isOn = false
  var url = ""
  var key = ""
  var secret = ""
  /// Certificates in PEM of an authority of one's own; empty for none.
  var authority = ""
  /// Classes whose first day is this one or later, `2026-12-01`; empty for all.
  var since = ""

  /// - Throws: `RecordStoreEndpoint.Problem`.
  func access() throws(RecordStoreEndpoint.Problem) -> RecordStoreAccess {
    RecordStoreAccess(
      endpoint: try RecordStoreEndpoint(url), key: key, secret: secret, authority: authority)
  }
}

/// Keeps the settings of the push, sealed: neither key nor secret stands readable in the data file.
///
/// AES-256-GCM under a secret of the installation, which opens with the key file alone. Earlier versions
/// took a key that lay in the data file: what they saved is sealed anew when it is first read.
struct PushSettingsStore: Sendable {
  private let people: any PeopleStore
  private static let setting = "record-store"

  init(_ people: any PeopleStore) { self.people = people }

  private func key() async throws -> SymmetricKey {
    SymmetricKey(data: try await people.secret(Self.setting))
  }

  private func earlierKey() async throws -> SymmetricKey? {
    try await people.setting("seal-key").map {
      HKDF<SHA256>.deriveKey(
        inputKeyMaterial: SymmetricKey(data: $0), info: Data("guildhall.record-store.1".utf8),
        outputByteCount: 32)
    }
  }

  /// `nil` where nothing was saved, or what was saved cannot be opened any more.
  func load() async throws -> PushSettings? {
    guard let sealed = try await people.setting(Self.setting),
      let box = try? AES.GCM.SealedBox(combined: Data(sealed))
    else { return nil }
    func opened(_ key: SymmetricKey) -> PushSettings? {
      (try? AES.GCM.open(box, using: key)).flatMap {
        try? JSONDecoder().decode(PushSettings.self, from: $0)
      }
    }
    if let settings = opened(try await key()) { return settings }
    guard let settings = try await earlierKey().flatMap(opened) else { return nil }
    try await save(settings)
    return settings
  }

  func save(_ settings: PushSettings) async throws {
    let plain = try JSONEncoder().encode(settings)
    guard let sealed = try AES.GCM.seal(plain, using: try await key()).combined else { return }
    try await people.setSetting(Self.setting, Array(sealed))
  }
}
