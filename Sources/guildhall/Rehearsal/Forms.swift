import Foundation

/// A form of a page, as a browser would send it.
struct PageForm: Equatable, Sendable {
  typealias Field = (name: String, value: String)
  var hidden: [Field]
  /// Buttons that send it, with what each adds.
  var buttons: [Field]

  func value(_ name: String) -> String? { hidden.first { $0.name == name }?.value }

  /// Whether it can order this, by a button or by itself.
  func can(_ order: String) -> Bool {
    buttons.contains { $0.name == "do" && $0.value == order } || value("do") == order
  }

  /// The fields it sends for an order.
  func fields(_ order: String) -> [Field] {
    hidden.filter { $0.name != "id" && $0.name != "do" } + [("do", order)]
  }

  static func == (a: PageForm, b: PageForm) -> Bool {
    a.hidden.elementsEqual(b.hidden) { $0 == $1 } && a.buttons.elementsEqual(b.buttons) { $0 == $1 }
  }

  /// The forms of a piece of HTML that this server wrote: attributes in double quotes, no nesting.
  static func all(in html: String) -> [PageForm] {
    html.components(separatedBy: "<form").dropFirst().map { rest in
      var form = PageForm(hidden: [], buttons: [])
      let inside = rest.components(separatedBy: "</form>")[0]
      for tag in inside.split(separator: "<") {
        let tag = tag.prefix { $0 != ">" }
        let attributes = attributes(of: tag)
        guard let name = attributes["name"] else { continue }
        let field = (name: name, value: attributes["value"] ?? "")
        if tag.hasPrefix("button") {
          form.buttons.append(field)
        } else if tag.hasPrefix("input"), attributes["type"] == "hidden" {
          form.hidden.append(field)
        }
      }
      return form
    }
  }

  private static func attributes(of tag: Substring) -> [String: String] {
    let parts = tag.split(separator: "\"", omittingEmptySubsequences: false)
    var found: [String: String] = [:]
    for index in stride(from: 0, to: parts.count - 1, by: 2) {
      guard parts[index].hasSuffix("=") else { continue }
      let name = parts[index].dropLast().split(whereSeparator: \.isWhitespace).last ?? ""
      found[String(name)] = unescaped(String(parts[index + 1]))
    }
    return found
  }

  private static func unescaped(_ text: String) -> String {
    guard text.contains("&") else { return text }
    let entities = [
      ("&quot;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"),
    ]
    return entities.reduce(text) { $0.replacing($1.0, with: $1.1) }
  }
}
