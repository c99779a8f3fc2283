/// A language that the program speaks. Chinese first, English complete.
public enum Language: String, Sendable, CaseIterable, Codable {
  case chinese = "zh-Hans"
  case english = "en"

  public var other: Language { self == .chinese ? .english : .chinese }

  /// The language of a locale name (`zh_CN.UTF-8`) or a tag (`en-GB`); `nil` for others.
  public init?(tag: some StringProtocol) {
    let lower = tag.lowercased()
    if lower.hasPrefix("zh") {
      self = .chinese
    } else if lower.hasPrefix("en") {
      self = .english
    } else {
      return nil
    }
  }

  /// The first language of an Accept-Language header that is spoken here; Chinese when none is.
  /// Source: RFC 9110, section 12.5.4.
  public init(acceptLanguage header: String?) {
    let wishes = (header ?? "").split(separator: ",").enumerated().map { index, wish in
      let parts = wish.split(separator: ";").map { $0.filter { $0 != " " } }
      let weight =
        parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
      return (tag: parts.first ?? "", weight: weight, index: index)
    }
    self =
      wishes.filter { $0.weight > 0 }
      .sorted { ($0.weight, $1.index) > ($1.weight, $0.index) }
      .lazy.compactMap { Language(tag: $0.tag) }.first ?? .chinese
  }
}

/// Every word that a person reads, from the tables in `Tables/`: `key = sentence with {0} and {1}`.
public enum Words {
  /// The sentence under `key`, its places filled in. A key that is in no table is returned as it is;
  /// the tests allow none.
  public static func text(_ key: String, _ arguments: [String] = [], in language: Language)
    -> String
  {
    guard let sentence = table(language)[key] else { return key }
    return arguments.isEmpty ? sentence : fill(sentence, arguments)
  }

  public static func has(_ key: String) -> Bool { tables[.chinese]?[key] != nil }

  public static func table(_ language: Language) -> [String: String] { tables[language] ?? [:] }

  /// The tables as nested dictionaries for templates: `room.join = …` is `{{t.room.join}}`.
  public static func tree(_ language: Language) -> [String: Any] { trees[language]?.value ?? [:] }

  /// One pass: an argument that looks like a place is not filled again.
  static func fill(_ sentence: String, _ arguments: [String]) -> String {
    var out = ""
    var rest = sentence[...]
    while let open = rest.firstIndex(of: "{") {
      out += rest[..<open]
      let after = rest.index(after: open)
      if let close = rest[after...].firstIndex(of: "}"), let index = Int(rest[after..<close]) {
        out += arguments.indices.contains(index) ? arguments[index] : ""
        rest = rest[rest.index(after: close)...]
      } else {
        out.append("{")
        rest = rest[after...]
      }
    }
    return out + rest
  }

  private static let tables: [Language: [String: String]] = {
    var tables: [Language: [String: String]] = [:]
    for (name, bytes) in Assets.folder("Words/Tables") {
      for language in Language.allCases where name.hasSuffix(".\(language.rawValue).strings") {
        let rows = parse(String(decoding: bytes, as: UTF8.self))
        tables[language, default: [:]].merge(rows) { first, _ in first }
      }
    }
    return tables
  }()

  /// `key = value` lines; `#` opens a comment; `\n` in a value is a line end.
  static func parse(_ text: String) -> [String: String] {
    var rows: [String: String] = [:]
    for line in text.split(whereSeparator: \.isNewline) {
      guard line.first != "#", let equals = line.firstIndex(of: "=") else { continue }
      let key = trimmed(line[..<equals])
      let value = trimmed(line[line.index(after: equals)...])
      rows[key] = value.split(separator: "\\n", omittingEmptySubsequences: false)
        .joined(separator: "\n")
    }
    return rows
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first == " " { text = text.dropFirst() }
    while text.last == " " { text = text.dropLast() }
    return String(text)
  }

  /// Dictionaries of strings and dictionaries only, made once and never changed.
  private struct Tree: @unchecked Sendable { var value: [String: Any] }

  private static let trees: [Language: Tree] = {
    var trees: [Language: Tree] = [:]
    for language in Language.allCases {
      var root: [String: Any] = [:]
      for (key, value) in table(language) {
        root = inserting(value, at: key.split(separator: ".").map(String.init)[...], into: root)
      }
      trees[language] = Tree(value: root)
    }
    return trees
  }()

  private static func inserting(
    _ value: String, at path: ArraySlice<String>, into tree: [String: Any]
  ) -> [String: Any] {
    guard let head = path.first else { return tree }
    var tree = tree
    if path.count == 1 {
      tree[head] = value
    } else {
      tree[head] = inserting(value, at: path.dropFirst(), into: tree[head] as? [String: Any] ?? [:])
    }
    return tree
  }
}
