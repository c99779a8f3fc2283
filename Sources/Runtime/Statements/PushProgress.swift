import Classroom
import Crypto
import Foundation
import Identity
import Journal
import People

/// How far the statements of a class have come on their way to one Learning Record Store.
public struct PushProgress: Codable, Equatable, Sendable {
  /// Why the last attempt stopped.
  public struct Trouble: Codable, Equatable, Sendable {
    public enum Kind: String, Codable, Sendable, CaseIterable {
      case gaveUp, untrusted, refused, unreadable, local
    }
    public var kind: Kind
    /// What the store or the network said.
    public var said: String
    /// The HTTP status of a refusal.
    public var status: Int?
    public init(_ kind: Kind, _ said: String) {
      self.kind = kind
      self.said = said
    }
    /// A refusal.
    public init(status: Int, _ said: String) {
      self.init(.refused, "\(status) \(said)")
      self.status = status
    }

    /// Whether it is this class that stands in the way: its log cannot be read, or the store does not like
    /// what it says (400, 413, 422). Others may go on.
    public var isOfTheClass: Bool {
      kind == .unreadable || status.map([400, 413, 422].contains) == true
    }
  }

  /// How many statements, from the first, are surely there.
  public var confirmed = 0
  /// The id of the last of them.
  public var last: String?
  /// How many there were to send.
  public var total = 0
  /// The position of the log up to which they were made.
  public var head = 0
  /// Ids that the store has with another content.
  public var conflicts: [String] = []
  public var trouble: Trouble?
  public var time = Moment(milliseconds: 0)

  public init() {}

  public var isDone: Bool { trouble == nil && confirmed == total }

  /// Whether a list of statements begins with those that are there: else everything is sent again, which
  /// makes nothing twice.
  public func continues(_ statements: [Statement]) -> Bool {
    confirmed <= statements.count
      && (confirmed == 0 || statements[confirmed - 1].id == last)
  }
}

/// Where it is remembered: a setting for each class and store.
public struct PushMemory: Sendable {
  private let people: any PeopleStore
  private let prefix: String

  /// - Parameter endpoint: the address of the store.
  public init(endpoint: String, in people: any PeopleStore) {
    self.people = people
    let digest = SHA256.hash(data: Data(endpoint.utf8)).prefix(8)
    prefix = "push/" + digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "/"
  }

  public func progress(of section: SectionID) async throws -> PushProgress? {
    try await people.setting(prefix + section.rawValue).flatMap {
      try? JSONDecoder().decode(PushProgress.self, from: Data($0))
    }
  }

  public func keep(_ progress: PushProgress, of section: SectionID) async throws {
    try await people.setSetting(
      prefix + section.rawValue, [UInt8](try JSONEncoder().encode(progress)))
  }
}
