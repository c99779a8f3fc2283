/// The styles 样式 of a Word document, each with what it inherits.
///
/// Source: ECMA-376 Part 1, 17.7 (`basedOn` 17.7.4.3, toggle properties 17.7.3).
struct WordStyles {
  /// A style with what it inherits.
  struct Style {
    enum Role: Equatable {
      /// 标题
      case title
      /// From 1: 标题 1.
      case heading(Int)
      /// An entry of a table of contents, or its title 目录.
      case contents
    }
    var role: Role?
    /// From 0; 9 is body text, which takes an inherited level back.
    var outlineLevel: Int?
    var numId: Int?
    var level: Int?
    /// The style itself and those it is based on, the nearest first.
    var chain: [String] = []
    var bold: Bool?
    var isHidden: Bool?
  }

  /// What each style says itself.
  private var own: [String: Style] = [:]
  private var bases: [String: String] = [:]
  private var resolved: [String: Style] = [:]
  /// The paragraph style that holds where none is named.
  private(set) var standard: String?

  init(_ root: XMLNode?) {
    for node in root?.children ?? [] where node.name == "style" {
      guard let id = node["styleId"], own[id] == nil else { continue }
      own[id] = Self.read(node, id)
      bases[id] = node.value("basedOn")
      let isDefault = !["0", "false", "off", nil].contains(node["default"])
      if isDefault, node["type"] == "paragraph", standard == nil { standard = id }
    }
    for id in own.keys { resolved[id] = resolve(id) }
  }

  /// The style of that id; an unknown one says nothing.
  subscript(id: String?) -> Style { id.flatMap { resolved[$0] } ?? Style() }

  private static func read(_ node: XMLNode, _ id: String) -> Style {
    let paragraph = node.child("pPr")
    let character = node.child("rPr")
    let numbering = paragraph?.child("numPr")
    return Style(
      role: role(id, node.value("name") ?? ""),
      outlineLevel: paragraph?.value("outlineLvl").flatMap { Int($0) },
      numId: numbering?.value("numId").flatMap { Int($0) },
      level: numbering?.value("ilvl").flatMap { Int($0) }, bold: character?.isOn("b"),
      isHidden: character?.isOn("vanish"))
  }

  private func resolve(_ id: String) -> Style {
    var style = Style()
    var next: String? = id
    // A circle of styles ends where it began.
    while let id = next, style.chain.count < 50, !style.chain.contains(id), let own = own[id] {
      style.chain.append(id)
      style.role = style.role ?? own.role
      style.outlineLevel = style.outlineLevel ?? own.outlineLevel
      style.level = style.level ?? own.level
      style.numId = style.numId ?? own.numId
      style.bold = style.bold ?? own.bold
      style.isHidden = style.isHidden ?? own.isHidden
      next = bases[id]
    }
    return style
  }

  /// By the name, which Word writes in English in every language, other programs in their own.
  private static func role(_ id: String, _ name: String) -> Style.Role? {
    for word in [name, id] {
      let key = String(word.lowercased().filter { $0 != " " && $0 != "_" && $0 != "-" })
      if key == "title" || key == "标题" { return .title }
      if key.hasPrefix("toc") || key == "contentsheading" || key == "目录标题" {
        if key.dropFirst(3).allSatisfy(\.isNumber) || key.hasSuffix("heading") { return .contents }
      }
      if key.hasPrefix("目录"), key.dropFirst(2).allSatisfy(\.isNumber) { return .contents }
      for start in ["heading", "标题"] where key.hasPrefix(start) {
        if let level = Int(key.dropFirst(start.count)), (1...9).contains(level) {
          return .heading(level)
        }
      }
    }
    return nil
  }
}
