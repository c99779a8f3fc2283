import Documents
import TestSupport

/// A small Word document, written by hand.
struct WordFile {
  /// What stands in `w:body`.
  var body: String
  /// What stands in `w:numbering` and `w:styles`; empty for none.
  var numbering = ""
  var styles = ""
  /// Id and target of each outer link.
  var links: [String: String] = [:]

  init(_ body: String, numbering: String = "", styles: String = "", links: [String: String] = [:]) {
    self.body = body
    self.numbering = numbering
    self.styles = styles
    self.links = links
  }

  static let word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
  private static let types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
  static let namespaces = """
    xmlns:w="\(word)" xmlns:r="\(types)" \
    xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" \
    xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" \
    xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" \
    xmlns:v="urn:schemas-microsoft-com:vml"
    """

  static func part(_ root: String, _ content: String) -> String {
    #"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#
      + "<w:\(root) \(namespaces)>\(content)</w:\(root)>"
  }

  static func relationships(_ list: [(id: String, type: String, target: String)]) -> String {
    let items = list.map { item in
      let mode = item.type == "hyperlink" ? #" TargetMode="External""# : ""
      return #"<Relationship Id="\#(item.id)" Type="\#(types)/\#(item.type)" "#
        + #"Target="\#(item.target)"\#(mode)/>"#
    }
    return #"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#
      + items.joined() + "</Relationships>"
  }

  /// Paths and contents, the main part first.
  var parts: [(path: String, text: String)] {
    var inner = links.sorted { $0.key < $1.key }.map { ($0.key, "hyperlink", $0.value) }
    inner += [("rN", "numbering", "numbering.xml"), ("rS", "styles", "styles.xml")]
    return [
      ("word/document.xml", Self.part("document", "<w:body>\(body)</w:body>")),
      ("_rels/.rels", Self.relationships([("r1", "officeDocument", "word/document.xml")])),
      ("word/_rels/document.xml.rels", Self.relationships(inner)),
      ("word/numbering.xml", Self.part("numbering", numbering)),
      ("word/styles.xml", Self.part("styles", styles)),
    ]
  }

  var bytes: [UInt8] { Zip(parts.map { Zip.Item($0.path, $0.text) }).bytes }

  func read() throws -> WordText { try readWord(bytes) }

  /// The lines that are not blank.
  func lines() throws -> [String] {
    try read().text.split(separator: "\n").map(String.init)
  }
}

/// A paragraph; `numbering` is numId and level.
func p(
  _ text: String, style: String? = nil, _ numbering: (id: Int, level: Int)? = nil,
  properties: String = ""
) -> String {
  var inner = style.map { #"<w:pStyle w:val="\#($0)"/>"# } ?? ""
  if let numbering {
    inner +=
      #"<w:numPr><w:ilvl w:val="\#(numbering.level)"/><w:numId w:val="\#(numbering.id)"/></w:numPr>"#
  }
  return "<w:p><w:pPr>\(inner)\(properties)</w:pPr>\(run(text))</w:p>"
}

func run(_ text: String, _ look: String = "") -> String {
  text.isEmpty ? "" : #"<w:r><w:rPr>\#(look)</w:rPr><w:t xml:space="preserve">\#(text)</w:t></w:r>"#
}

/// A level of a numbering definition.
func level(
  _ index: Int, _ format: String, _ text: String, start: Int = 1, _ more: String = ""
) -> String {
  #"<w:lvl w:ilvl="\#(index)"><w:start w:val="\#(start)"/><w:numFmt w:val="\#(format)"/>\#(more)"#
    + #"<w:lvlText w:val="\#(text)"/></w:lvl>"#
}

func abstract(_ id: Int, _ content: String...) -> String {
  #"<w:abstractNum w:abstractNumId="\#(id)">\#(content.joined())</w:abstractNum>"#
}

func num(_ id: Int, _ abstract: Int, _ overrides: String = "") -> String {
  #"<w:num w:numId="\#(id)"><w:abstractNumId w:val="\#(abstract)"/>\#(overrides)</w:num>"#
}

func override(_ level: Int, start: Int) -> String {
  #"<w:lvlOverride w:ilvl="\#(level)"><w:startOverride w:val="\#(start)"/></w:lvlOverride>"#
}

func style(_ id: String, _ name: String, basedOn: String? = nil, _ content: String = "") -> String {
  #"<w:style w:type="paragraph" w:styleId="\#(id)"><w:name w:val="\#(name)"/>"#
    + (basedOn.map { #"<w:basedOn w:val="\#($0)"/>"# } ?? "") + content + "</w:style>"
}
