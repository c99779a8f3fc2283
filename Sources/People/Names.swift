import Foundation

/// Why a written name cannot be taken.
public enum NameProblem: Error, Sendable, Equatable {
  case empty
  /// More than 60 characters.
  case tooLong
  /// A control, bidirectional or invisible character.
  case forbiddenCharacter
}

/// A name as it may be stored: without spaces around it.
///
/// Refuses an empty name, more than 60 characters, and control, bidirectional or invisible
/// characters, which could make one name pass for another on the screen. Characters of the private
/// use areas pass: rare Chinese names are still written with them.
public func cleanName(_ raw: String) -> Result<String, NameProblem> {
  let name = trimmed(raw)
  if name.isEmpty { return .failure(.empty) }
  // A character may carry any number of combining marks, so bytes are bounded as well.
  if name.count > 60 || name.utf8.count > 480 { return .failure(.tooLong) }
  if name.unicodeScalars.contains(where: isForbidden) { return .failure(.forbiddenCharacter) }
  return .success(name)
}

/// What two spellings of one name have in common; for comparing only, never shown.
///
/// Full-width letters become ordinary ones, Latin letters lose their case, the middle dots of
/// transcribed names become one. Spaces are dropped from a name with Chinese characters (张　三 is
/// 张三) and become single ones elsewhere.
public func comparisonKey(_ name: String) -> String {
  let folded = name.precomposedStringWithCompatibilityMapping.lowercased()
  let words = trimmed(folded).split(whereSeparator: \.isWhitespace)
  let isChinese = folded.unicodeScalars.contains { $0.properties.isIdeographic }
  let dots: Set<Character> = ["•", "・", "‧", "∙", "⋅", "●"]
  return String(words.joined(separator: isChinese ? "" : " ").map { dots.contains($0) ? "·" : $0 })
}

/// Without spaces, byte-order marks and zero-width spaces around it, as chat programs paste them.
func trimmed(_ text: String) -> String {
  let scalars = text.unicodeScalars
  func isEdge(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || scalar == "\u{FEFF}" || scalar == "\u{200B}"
  }
  guard let first = scalars.firstIndex(where: { !isEdge($0) }),
    let last = scalars.lastIndex(where: { !isEdge($0) })
  else { return "" }
  return String(scalars[first...last])
}

private func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .lineSeparator, .paragraphSeparator, .surrogate: return true
  case .format:
    // Zero-width joiners shape some scripts' names; every other format character is invisible.
    return scalar != "\u{200C}" && scalar != "\u{200D}"
  default: return false
  }
}
