import Foundation

/// Where a Learning Record Store takes statements: the address in front of `/statements` and `/about`.
public struct RecordStoreEndpoint: Hashable, Sendable {
  /// Why an address is none that statements may be sent to.
  public enum Problem: String, Error, Sendable {
    case notAnAddress
    /// Plain HTTP to another machine: who is between could read everything, the key first.
    case notSecure
    /// A name or a key in the address would stand in logs.
    case hasCredentials
  }

  /// Without a slash at its end.
  public let url: String

  /// - Parameter text: as somebody types it; `http` only to this machine itself.
  public init(_ text: String) throws(Problem) {
    var text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    while text.hasSuffix("/") { text.removeLast() }
    guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
      ["http", "https"].contains(scheme), let host = parts.host, !host.isEmpty,
      parts.query == nil, parts.fragment == nil
    else { throw .notAnAddress }
    guard parts.user == nil, parts.password == nil else { throw .hasCredentials }
    guard scheme == "https" || Self.isLoopback(host) else { throw .notSecure }
    url = text
  }

  private static func isLoopback(_ host: String) -> Bool {
    let host = host.lowercased().trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return host == "localhost" || host == "::1"
      || (parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil })
  }
}

/// What one needs to send statements to a store.
public struct RecordStoreAccess: Equatable, Sendable {
  public var endpoint: RecordStoreEndpoint
  public var key: String
  public var secret: String
  /// Certificates in PEM of the authority that signed the store's own, where it is not a public one; empty
  /// for none.
  public var authority: String

  public init(endpoint: RecordStoreEndpoint, key: String, secret: String, authority: String = "") {
    self.endpoint = endpoint
    self.key = key
    self.secret = secret
    self.authority = authority
  }
}
