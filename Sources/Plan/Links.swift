/// Addresses of links.
enum Links {
  /// Without a title behind it and without angle brackets.
  static func address(_ text: Scalars) -> String {
    var slice = text.trimmed
    if slice.first == "<", let close = slice.firstIndex(of: ">") {
      return slice[(slice.startIndex + 1)..<close].string
    }
    if let blank = slice.firstIndex(where: { $0.isBlank }) {
      let tail = slice[blank...].trimmed
      // `file.md "Title"`; a file's name may itself have blanks.
      if let quote = tail.first, quote == "\"" || quote == "'" || quote == "(" {
        slice = slice[..<blank]
      }
    }
    return slice.string
  }

  static func isEmpty(_ address: String) -> Bool { address.isEmpty || address == "#" }

  /// The address of a text that is one link and nothing else.
  static func only(_ body: String) -> String? {
    guard body.utf8.count < 2000 else { return nil }
    return body.withScalars { only($0) }
  }

  private static func only(_ body: Scalars) -> String? {
    var text = body.trimmed
    if text.first == "-" { text = text.dropFirst().trimmed }
    guard text.first == "[", text.last == ")", let middle = text.find("]("),
      !text[(middle + 2)...].dropLast().contains(")")
    else { return nil }
    return address(text[(middle + 2)..<(text.endIndex - 1)])
  }
}
