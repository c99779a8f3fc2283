import Foundation

/// What a roster may say of a person beside name, unit and group: all of it optional, all of it
/// personal, so that it lives in the People store and is erased with the name.
public struct RosterDetails: Sendable, Equatable {
  /// A field of the details.
  public enum Field: String, CaseIterable, Sendable, Codable {
    case phone, seat, room, meal, transport
    /// A part in the class 班内职务: class committee 班委, group leader 组长.
    case duty
  }

  private var values: [String: String] = [:]
  /// How many personal cards 学员卡 were made invalid: the one that counts now is the next.
  public var cardsRevoked = 0

  public init(_ values: [Field: String] = [:]) {
    for (field, value) in values where !value.isEmpty { self.values[field.rawValue] = value }
  }

  /// Empty where nothing is known.
  public subscript(_ field: Field) -> String {
    get { values[field.rawValue] ?? "" }
    set { values[field.rawValue] = newValue.isEmpty ? nil : newValue }
  }

  public var isEmpty: Bool { values.isEmpty && cardsRevoked == 0 }

  /// With everything that `other` says in place of what was said.
  public func updated(with other: RosterDetails) -> RosterDetails {
    var result = self
    result.values.merge(other.values) { $1 }
    return result
  }
}

extension RosterDetails: Codable {
  private enum CodingKeys: String, CodingKey { case values, cardsRevoked }

  public init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: CodingKeys.self)
    values = try box.decodeIfPresent([String: String].self, forKey: .values) ?? [:]
    cardsRevoked = try box.decodeIfPresent(Int.self, forKey: .cardsRevoked) ?? 0
  }

  /// As the store keeps it: JSON, or nothing where nothing is known.
  public var stored: String {
    guard !isEmpty else { return "" }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// What cannot be read says nothing.
  public init(stored: String) {
    self =
      stored.isEmpty
      ? RosterDetails()
      : (try? JSONDecoder().decode(RosterDetails.self, from: Data(stored.utf8))) ?? RosterDetails()
  }
}

// MARK: - Telephone numbers

/// A telephone number without spaces, brackets and hyphens: digits, perhaps behind a plus sign.
///
/// `+86` of a Chinese mobile number is left out, so that one number has one form.
///
/// - Returns: `nil` for what is none: fewer than 7 or more than 15 digits (E.164), or other signs.
public func phoneNumber(_ text: String) -> String? {
  var digits = ""
  for scalar in text.precomposedStringWithCompatibilityMapping.unicodeScalars {
    switch scalar {
    case "0"..."9": digits.unicodeScalars.append(scalar)
    case "+" where digits.isEmpty: digits = "+"
    case " ", "-", "(", ")", "\u{2010}", "\u{2011}", "\u{2013}", "\u{2014}", ".": continue
    default: return nil
    }
  }
  for prefix in ["+86", "0086", "86"] {
    let rest = digits.dropFirst(prefix.count)
    if digits.hasPrefix(prefix), rest.count == 11, rest.first == "1" { return String(rest) }
  }
  let count = digits.count - (digits.hasPrefix("+") ? 1 : 0)
  return (7...15).contains(count) ? digits : nil
}

/// A text as a page shows it: where it is a telephone or identity number that stands in a column of
/// something else, most of it is hidden.
public func hidingNumbers(_ text: String) -> String {
  let digits = text.unicodeScalars.count { ("0"..."9").contains($0) }
  guard digits >= 7 else { return text }
  if let number = phoneNumber(text) { return masked(phone: number) }
  return digits >= 12 ? "\(text.prefix(3))****" : text
}

/// A number of which enough is hidden: `138****1234`, of a short one `****56`.
public func masked(phone: String) -> String {
  guard !phone.isEmpty else { return "" }
  return phone.count >= 11
    ? "\(phone.prefix(3))****\(phone.suffix(4))" : "****\(phone.suffix(2))"
}
