/// Automatic numbers 自动编号 as Word shows them.
///
/// Source: ECMA-376 Part 1, 17.9 (`abstractNum` 17.9.1, `num` 17.9.15, `lvlOverride` 17.9.8,
/// `startOverride` 17.9.26, `lvlRestart` 17.9.10, `isLgl` 17.9.4, `lvlText` 17.9.11, `pStyle`
/// 17.9.23, `numStyleLink` 17.9.21, `styleLink` 17.9.27).
struct WordNumbering {
  /// The label of one paragraph.
  enum Label: Equatable {
    case bullet
    /// Not empty.
    case number(String)
  }

  struct Level {
    var start = 1
    var format = "decimal"
    var text = ""
    /// The one-based level after which this one begins again; 0 for never.
    var restart: Int?
    var isLegal = false
    var style: String?
    var hasPicture = false
  }

  private struct Abstract {
    var levels: [Int: Level] = [:]
    /// A numbering style that holds the levels instead.
    var link: String?
  }

  private struct Instance {
    var abstract: Int
    var starts: [Int: Int] = [:]
    var levels: [Int: Level] = [:]
  }

  private var abstracts: [Int: Abstract] = [:]
  private var instances: [Int: Instance] = [:]
  /// What has been counted of each abstract definition, which all its instances share.
  private var counters: [Int: [Int?]] = [:]
  /// Instances that have begun at a level: a `startOverride` holds once.
  private var begun: Set<[Int]> = []

  init(_ root: XMLNode?, _ styles: WordStyles) {
    for node in root?.children ?? [] {
      switch node.name {
      case "abstractNum":
        guard let id = node["abstractNumId"].flatMap({ Int($0) }) else { continue }
        abstracts[id] = Abstract(levels: Self.levels(node), link: node.value("numStyleLink"))
      case "num":
        guard let id = node["numId"].flatMap({ Int($0) }),
          let abstract = node.value("abstractNumId").flatMap({ Int($0) })
        else { continue }
        instances[id] = Self.instance(node, abstract)
      default: break
      }
    }
    // A definition that only names a numbering style stands for the one that the style uses.
    for (id, instance) in instances {
      var abstract = instance.abstract
      for _ in 0..<8 {
        guard let style = abstracts[abstract]?.link, let number = styles[style].numId,
          let next = instances[number]?.abstract, next != abstract
        else { break }
        abstract = next
      }
      instances[id]?.abstract = abstract
    }
  }

  private static func instance(_ node: XMLNode, _ abstract: Int) -> Instance {
    var instance = Instance(abstract: abstract)
    for override in node.children where override.name == "lvlOverride" {
      guard let index = override["ilvl"].flatMap({ Int($0) }), (0..<9).contains(index) else {
        continue
      }
      if let start = override.value("startOverride") { instance.starts[index] = count(start) }
      if let level = override.child("lvl") { instance.levels[index] = Self.level(level) }
    }
    return instance
  }

  private static func levels(_ node: XMLNode) -> [Int: Level] {
    var levels: [Int: Level] = [:]
    for child in node.children where child.name == "lvl" {
      guard let index = child["ilvl"].flatMap({ Int($0) }), (0..<9).contains(index) else {
        continue
      }
      levels[index] = level(child)
    }
    return levels
  }

  private static func level(_ node: XMLNode) -> Level {
    // A format newer than the standard stands in a choice, with a standard one to fall back on.
    let fallback = node.child("mc:AlternateContent")?.child("mc:Fallback")
    var level = Level()
    level.start = node.value("start").map(count) ?? 0
    level.format = node.value("numFmt") ?? fallback?.value("numFmt") ?? "decimal"
    level.text = String((node.value("lvlText") ?? "").prefix(60))
    level.restart = node.value("lvlRestart").flatMap { Int($0) }
    level.isLegal = node.isOn("isLgl") ?? false
    level.style = node.value("pStyle")
    level.hasPicture = node.child("lvlPicBulletId") != nil
    return level
  }

  /// A start is not negative, and counting on from it never overflows.
  private static func count(_ text: String) -> Int { min(max(Int(text) ?? 0, 0), 999_999_999) }

  private func level(_ number: Int, _ index: Int) -> Level? {
    guard let instance = instances[number] else { return nil }
    return instance.levels[index] ?? abstracts[instance.abstract]?.levels[index]
  }

  /// The level whose `pStyle` is the first of these styles.
  func level(_ number: Int, of styles: [String]) -> Int? {
    for style in styles {
      if let found = (0..<9).first(where: { level(number, $0)?.style == style }) { return found }
    }
    return nil
  }

  /// Counts a paragraph and gives its label; `nil` for one without a number to show.
  ///
  /// - Parameters:
  ///   - number: The `numId`; 0 is none.
  ///   - index: The level, from 0.
  mutating func next(_ number: Int, _ index: Int) -> Label? {
    guard number != 0, (0..<9).contains(index), let instance = instances[number],
      let level = level(number, index)
    else { return nil }
    var counted = counters[instance.abstract] ?? Array(repeating: nil, count: 9)
    func start(_ index: Int) -> Int {
      instance.starts[index] ?? self.level(number, index)?.start ?? 1
    }
    // A higher level that was passed over counts as begun: after 1.1 the next chapter is 2
    // (Microsoft KB Q110380).
    for higher in 0..<index where counted[higher] == nil {
      counted[higher] = start(higher)
    }
    let begins = begun.insert([number, index]).inserted && instance.starts[index] != nil
    if let value = counted[index], !begins {
      counted[index] = value + 1
    } else {
      counted[index] = start(index)
    }
    for deeper in (index + 1)..<9 {
      if let restart = self.level(number, deeper)?.restart, restart <= deeper, restart < index + 1 {
        continue
      }
      counted[deeper] = nil
    }
    counters[instance.abstract] = counted
    if level.format == "bullet" || level.hasPicture { return .bullet }
    let label = text(level, number, counted)
    return label.isEmpty ? nil : .number(label)
  }

  /// `lvlText` with its `%1` … `%9` filled in.
  private func text(_ level: Level, _ number: Int, _ values: [Int?]) -> String {
    var text = ""
    var isSign = false
    for character in level.text {
      if isSign, let place = character.wholeNumberValue, (1...9).contains(place) {
        text.removeLast()
        let format = level.isLegal ? "decimal" : self.level(number, place - 1)?.format ?? "decimal"
        if let value = values[place - 1] { text += NumberFormat.text(value, format) }
        isSign = false
      } else {
        text.append(character)
        isSign = character == "%"
      }
    }
    return text.filter { !$0.isNewline }
  }
}
