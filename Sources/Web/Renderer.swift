import Mustache
import Words

/// Turns a model into a page, with the templates built into the executable.
public struct Renderer: Sendable {
  private let library: MustacheLibrary

  /// Parses every template.
  ///
  /// - Throws: the parser's error for the first bad template, which stops the launch.
  public init() throws {
    var library = MustacheLibrary()
    for (name, bytes) in Assets.folder("Web/Templates").sorted(by: { $0.key < $1.key })
    where name.hasSuffix(".mustache") {
      try library.register(
        String(decoding: bytes, as: UTF8.self), named: String(name.dropLast(".mustache".count)))
    }
    self.library = library
  }

  /// Addresses of styles and scripts, `look_css` for `look.css`.
  private static let assets: [String: String] = {
    var found: [String: String] = [:]
    for name in Assets.folder("Web/Public").keys {
      found[String(name.map { $0.isLetter || $0.isNumber ? $0 : "_" })] = Route.asset(name).path
    }
    return found
  }()

  /// - Parameter template: the file's name without its ending.
  public func render(_ template: String, _ model: [String: Any], in language: Language) -> String {
    var model = model
    model["t"] = Words.tree(language)
    model["lang"] = language.rawValue
    model["otherLang"] = language.other.rawValue
    model["asset"] = Self.assets
    guard let text = library.render(model, withTemplate: template) else {
      preconditionFailure("no template \(template)")
    }
    return text
  }
}
