import Classroom
import Identity
import Journal
import People

/// Under which address the people and things of this installation are known elsewhere.
///
/// Ids of statements, actors and activities must be the same for years, and the address of a hall's laptop
/// changes with its network. So the home is a name that leads nowhere and that no other installation has.
///
/// Source: RFC 2606, 2 (`.invalid`).
public struct RecordHome: Equatable, Sendable {
  /// `https://6f1c….guildhall.invalid`, without a slash at its end.
  public let url: String

  /// Where the key of the home lies, in the open: it opens nothing.
  private static let setting = "seal-key"

  /// - Parameter key: the installation's own; `nil` where none was made yet. Nothing of it can be read from
  ///   the home.
  public init(key: [UInt8]?) {
    guard let key else {
      url = "https://guildhall.invalid"
      return
    }
    let name = Seal(key: key).secret("record-home")
    url = "https://\(nameBasedUUID(name, in: recordNamespace)).guildhall.invalid"
  }

  public init(of people: any PeopleStore) async throws {
    self.init(key: try await people.setting(Self.setting))
  }

  /// Makes the key where there is none yet.
  public static func found(in people: any PeopleStore) async throws {
    _ = try await people.setSettingIfAbsent(
      setting, (0..<32).map { _ in UInt8.random(in: 0...255) })
  }

  public func section(_ id: SectionID) -> String { "\(url)/classes/\(id.rawValue)" }
}

extension EventLog {
  /// The events of a class behind a position, in order.
  ///
  /// - Throws: `EventLogError`; `EventCodec.Failure` for an event of a newer version.
  public func placedEvents(of section: SectionID, after position: Int = 0) async throws
    -> [PlacedEvent]
  {
    try await readAll(LiveSession.stream(of: section), after: position).map {
      PlacedEvent(
        position: $0.position, time: $0.time,
        event: try EventCodec.decode(tag: $0.tag, bytes: $0.bytes))
    }
  }
}
