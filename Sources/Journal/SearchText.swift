import Foundation

/// What two spellings of a text have in common, for finding a part of it: full-width letters become
/// ordinary ones, Latin letters lose their case, runs of spaces and control characters become one
/// space.
public func searchFold(_ text: String) -> String {
  let folded = text.precomposedStringWithCompatibilityMapping.lowercased()
  var out = String.UnicodeScalarView()
  for scalar in folded.unicodeScalars {
    let isGap =
      scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
      || scalar == "\u{FEFF}" || scalar == "\u{200B}"
    if !isGap {
      out.append(scalar)
    } else if out.last != " " && !out.isEmpty {
      out.append(" ")
    }
  }
  if out.last == " " { out.removeLast() }
  return String(out)
}

/// The words of what somebody typed into a search box, folded: each must be found.
///
/// At most eight of at most 64 characters; more would only be slower.
public func searchTerms(_ typed: String) -> [String] {
  searchFold(String(typed.prefix(600))).split(separator: " ").prefix(8)
    .map { String($0.unicodeScalars.prefix(64).map(Character.init)) }
    .reduce(into: []) { terms, term in if !terms.contains(term) { terms.append(term) } }
}

extension ClassRecord {
  /// What a search looks into: the title and each topic, folded, a line each.
  public var searchText: String {
    ([row.title] + topics.map(\.title)).map(searchFold).joined(separator: "\n")
  }
}

/// Every pair of neighbouring characters of a text, and its last one by itself: an index over them
/// finds parts of one or two characters, for which three-letter indexes are too coarse.
public func searchPairs(_ text: String) -> Set<String> {
  var pairs: Set<String> = []
  for line in text.unicodeScalars.split(separator: "\n") {
    var previous: Unicode.Scalar?
    for scalar in line {
      if let previous { pairs.insert(String(Character(previous)) + String(Character(scalar))) }
      previous = scalar
    }
    if let previous { pairs.insert(String(Character(previous))) }
  }
  return pairs
}
