import Classroom
import Foundation
import Identity
import Journal
import People

/// What of the list of classes somebody wants to see: the search box, the choices beside it, the page.
public struct ClassFilter: Equatable, Sendable {
  /// As typed: parts of titles and topics, or of a name on the roster.
  public var search = ""
  public var year: Int?
  /// `1...12`; counts only with a year.
  public var month: Int?
  public var phase: State.Phase?
  /// The whole title of a unit or topic.
  public var topic = ""
  /// Trial classes 试讲 instead of the others.
  public var trials = false
  /// From 1.
  public var page = 1

  public static let pageSize = 50
  /// Of how many classes a name is looked up.
  static let namedLimit = 1_000
  /// From how many characters a text is looked for among names: a single one would list half a town.
  static let shortestName = 2

  public init() {}

  /// From the query of an address; what cannot be meant is left out.
  init(_ query: [String: String]) {
    search = String((query["q"] ?? "").prefix(200)).trimmingCharacters(in: .whitespacesAndNewlines)
    year = query["year"].flatMap { Int($0) }.flatMap { (1...9998).contains($0) ? $0 : nil }
    month = query["month"].flatMap { Int($0) }.flatMap { (1...12).contains($0) ? $0 : nil }
    phase = query["phase"].flatMap { State.Phase(rawValue: $0) }.flatMap {
      $0 == .absent ? nil : $0
    }
    topic = String((query["topic"] ?? "").prefix(200))
    trials = query["trials"] == "1"
    page = query["page"].flatMap { Int($0) }.map { min(max($0, 1), 100_000) } ?? 1
  }

  /// Whether every class that is no trial is asked for.
  public var isEmpty: Bool {
    var plain = ClassFilter()
    plain.page = page
    return self == plain
  }

  /// Whether more than the search box was used.
  var narrows: Bool {
    var plain = self
    plain.search = ""
    return !plain.isEmpty
  }

  /// The query of an address, with its question mark; nothing for the first page of all.
  func text(page: Int = 1) -> String {
    var pairs: [(String, String)] = []
    if !search.isEmpty { pairs.append(("q", search)) }
    if let year { pairs.append(("year", "\(year)")) }
    if let month { pairs.append(("month", "\(month)")) }
    if let phase { pairs.append(("phase", phase.rawValue)) }
    if !topic.isEmpty { pairs.append(("topic", topic)) }
    if trials { pairs.append(("trials", "1")) }
    if page > 1 { pairs.append(("page", "\(page)")) }
    return pairs.isEmpty ? "" : "?" + pairs.map { $0 + "=" + queryValue($1) }.joined(separator: "&")
  }

  /// The query of the read tables. A name is looked up first: it lists the classes on whose roster it
  /// stands, and tells nothing more of anybody.
  public func query(_ people: any PeopleStore) async throws -> ClassQuery {
    var query = ClassQuery()
    query.terms = searchTerms(search)
    if searchFold(search).unicodeScalars.count >= Self.shortestName {
      query.named = try await people.sections(withPersonNamed: search, limit: Self.namedLimit)
    }
    query.year = year
    query.month = month
    query.phase = phase?.rawValue
    query.topic = topic.isEmpty ? nil : searchFold(topic)
    query.trial = trials
    query.limit = Self.pageSize
    query.offset = (page - 1) * Self.pageSize
    return query
  }
}

/// A value in the query of an address.
func queryValue(_ text: String) -> String {
  let safe = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
  return text.addingPercentEncoding(withAllowedCharacters: safe) ?? ""
}
