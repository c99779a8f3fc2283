import CryptoExtras
import Foundation
import Identity
import Synchronization

/// Seals what is personal: each person's with a key of that person's own, and these keys with the
/// installation's. Whoever destroys a person's key has erased what was sealed with it, wherever it
/// lies (docs/decisions/0020-sealed-names.md).
///
/// AES-256-GCM with random nonces (NIST SP 800-38D); what a seal belongs to is authenticated with it,
/// so that nothing opens in another place.
public final class Vault: Sendable {
  /// What a person's key opens. A certificate may outlive the roster, so it has a key of its own.
  public enum Use: String, Sendable, CaseIterable { case roster, certificate }

  /// A wrapped key: a nonce of 12 bytes, the key, a tag of 16 bytes.
  public static let wrappedCount = 60

  private let wrapping: SymmetricKey
  private let keeping: SymmetricKey
  private let finding: SymmetricKey
  private let searching: SymmetricKey
  /// Keys by how they lie in the table: a destroyed one finds none here.
  private let unwrapped = Mutex<[Data: SymmetricKey]>([:])
  private static let unwrappedLimit = 20_000

  public init(_ master: MasterKey) {
    wrapping = master.key("wrap")
    keeping = master.key("secret")
    finding = master.key("find")
    searching = master.key("search")
  }

  // MARK: - Keys of persons

  /// A fresh key for a person, as it is stored.
  public func newKey(of person: PersonID, for use: Use) -> (key: SymmetricKey, wrapped: Data) {
    let key = SymmetricKey(size: .bits256)
    let wrapped = seal(
      key.withUnsafeBytes { Data($0) }, with: wrapping,
      as: ["person_key", person.rawValue, use.rawValue])
    return (key, wrapped)
  }

  /// The key that is stored as `wrapped`; `nil` where it was destroyed or is another's.
  public func key(_ wrapped: Data, of person: PersonID, for use: Use) -> SymmetricKey? {
    if let known = unwrapped.withLock({ $0[wrapped] }) { return known }
    guard wrapped.count == Self.wrappedCount,
      let bytes = open(
        wrapped, with: wrapping, as: ["person_key", person.rawValue, use.rawValue])
    else { return nil }
    let key = SymmetricKey(data: bytes)
    unwrapped.withLock { keys in
      if keys.count >= Self.unwrappedLimit { keys.removeAll() }
      keys[wrapped] = key
    }
    return key
  }

  /// Keeps no key in memory any longer.
  public func forget() { unwrapped.withLock { $0.removeAll() } }

  // MARK: - Sealing

  /// - Parameter place: what the seal belongs to: table, row and field.
  public func seal(_ plain: Data, with key: SymmetricKey, as place: [String]) -> Data {
    guard let box = try? AES.GCM.seal(plain, using: key, authenticating: Self.name(place)),
      let sealed = box.combined
    else { preconditionFailure("AES-GCM with a key of 256 bits and a nonce of its own seals") }
    return sealed
  }

  /// What was sealed as `place`; `nil` for another key, another place, or changed bytes.
  public func open(_ sealed: Data, with key: SymmetricKey, as place: [String]) -> Data? {
    guard let box = try? AES.GCM.SealedBox(combined: sealed) else { return nil }
    return try? AES.GCM.open(box, using: key, authenticating: Self.name(place))
  }

  /// A fresh secret of the installation, and as it is stored.
  public func newSecret(_ name: String) -> (secret: [UInt8], sealed: Data) {
    let secret = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
    return (Array(secret), seal(secret, with: keeping, as: ["secret", name]))
  }

  /// The secret that is stored as `sealed`; `nil` where it does not open.
  public func secret(_ sealed: Data, _ name: String) -> [UInt8]? {
    open(sealed, with: keeping, as: ["secret", name]).map { Array($0) }
  }

  /// Parts with their lengths, so that no two places run together.
  private static func name(_ place: [String]) -> Data {
    var name = Data("guildhall.1".utf8)
    for part in place { append(Array(part.utf8), to: &name) }
    return name
  }

  // MARK: - Finding what is sealed

  /// Finds a name within one class without telling it, or whether another class has it too: 16 bytes.
  public func nameKey(_ name: String, in section: SectionID) -> Data {
    let key = comparisonKey(name)
    guard !key.isEmpty else { return Data() }
    var input = Data()
    append(Array(section.rawValue.utf8), to: &input)
    input += Data(key.utf8)
    return Data(HMAC<SHA256>.authenticationCode(for: input, using: finding).prefix(16))
  }

  /// What a name is searched by in all classes: its characters and pairs of neighbours, each as a keyed
  /// hash of 16 bits. So few that many share one: what is found is opened and looked at.
  ///
  /// Without the key they tell which names share a character, and how often (docs/THREATS.md).
  public func tokens(of name: String) -> Set<Int64> {
    let characters = Array(comparisonKey(name))
    var pieces = Set(characters.map { String($0) })
    for (first, second) in zip(characters, characters.dropFirst()) {
      pieces.insert(String([first, second]))
    }
    return Set(pieces.map(token))
  }

  /// The tokens that every name with this part has; empty for an empty part.
  public func tokens(ofPart part: String) -> [Int64] {
    let characters = Array(comparisonKey(part))
    guard characters.count > 1 else { return characters.map { token(String($0)) } }
    return Set(
      zip(characters, characters.dropFirst()).map { token(String([$0, $1])) }
    ).sorted()
  }

  private func token(_ piece: String) -> Int64 {
    let mac = HMAC<SHA256>.authenticationCode(for: Data(piece.utf8), using: searching)
    return mac.prefix(2).reduce(0) { $0 << 8 | Int64($1) }
  }
}

/// What a sealed entry of a roster says, as bytes.
public struct SealedEntry: Sendable, Equatable {
  public var name: String
  public var unit: String
  public var details: RosterDetails

  public init(_ entry: RosterEntry) {
    name = entry.name
    unit = entry.unit
    details = entry.details
  }

  /// A byte for the format, then name, unit and details, each with its length.
  public var bytes: Data {
    var bytes = Data([1])
    for text in [name, unit, details.stored] { append(Array(text.utf8), to: &bytes) }
    return bytes
  }

  /// - Returns: `nil` for what `bytes` never wrote.
  public init?(_ bytes: Data) {
    guard bytes.first == 1 else { return nil }
    var rest = bytes.dropFirst()
    var texts: [String] = []
    while rest.count >= 4 {
      let count = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      rest = rest.dropFirst(4)
      guard count <= rest.count else { return nil }
      texts.append(String(decoding: rest.prefix(count), as: UTF8.self))
      rest = rest.dropFirst(count)
    }
    guard texts.count == 3, rest.isEmpty else { return nil }
    name = texts[0]
    unit = texts[1]
    details = RosterDetails(stored: texts[2])
  }
}

private func append(_ part: [UInt8], to bytes: inout Data) {
  withUnsafeBytes(of: UInt32(part.count).bigEndian) { bytes.append(contentsOf: $0) }
  bytes.append(contentsOf: part)
}
