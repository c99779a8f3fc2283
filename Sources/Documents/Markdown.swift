import CCmarkGFM

/// Renders CommonMark with GFM tables and strikethrough as HTML that is safe to put into a page.
///
/// - Raw HTML is escaped and shown as the text it is.
/// - Links keep the schemes `http`, `https` and `mailto`, and with a `base` also files beside the
///   plan; of any other only its text remains. Images become their alternative text.
/// - Alignment is a class (`align-left`, `align-center`, `align-right`), as the content security
///   policy forbids styles.
/// - A text nested beyond all reason (64 quotes or lists in one another) is shown as it was typed.
///
/// - Parameters:
///   - source: The text; line ends of any kind.
///   - base: What to put before the path of a link to a file beside the plan, as in
///     `/courses/1/files/`; `nil` to keep no such links.
///   - headingOffset: Added to every heading's level, at most to 6.
///
/// Sources: CommonMark 0.29; GitHub Flavored Markdown 0.29.
public func markdownHTML(
  _ source: String, base: String? = nil, headingOffset: Int = 0
) -> String {
  if isNestedBeyondReason(source) { return asTyped(source) }
  _ = extensionsRegistered
  guard let parser = cmark_parser_new(CMARK_OPT_DEFAULT) else { return asTyped(source) }
  defer { cmark_parser_free(parser) }
  for name in ["table", "strikethrough"] {
    if let found = cmark_find_syntax_extension(name) {
      _ = cmark_parser_attach_syntax_extension(parser, found)
    }
  }
  var source = source
  source.withUTF8 { bytes in
    bytes.withMemoryRebound(to: CChar.self) { cmark_parser_feed(parser, $0.baseAddress, $0.count) }
  }
  guard let document = cmark_parser_finish(parser) else { return asTyped(source) }
  defer { cmark_node_free(document) }
  var renderer = MarkdownRenderer(base: base, headingOffset: headingOffset)
  renderer.render(document)
  return String(decoding: renderer.html, as: UTF8.self)
}

/// cmark keeps its extensions in a global list; a Swift static is made once, by one thread.
private let extensionsRegistered: Void = cmark_gfm_core_extensions_ensure_registered()

private func asTyped(_ source: String) -> String { "<pre>\(escapedHTML(source))</pre>\n" }

private let nestingLimit = 64

/// Whether a line opens more blocks in one another than any author means.
///
/// cmark walks down the open blocks for every line, so that a text of many such lines would take
/// time with the square of its length; and a browser has its own limit of depth.
///
/// A line of nothing but `-` or `*` is a rule, however long.
private func isNestedBeyondReason(_ source: String) -> Bool {
  var quotes = 0
  var bullets = 0  // before a space
  var bullet: UInt8?  // the one just read
  var kinds: Set<UInt8> = []
  var isPrefix = true
  for byte in source.utf8 {
    switch byte {
    case 0x0A, 0x0D:
      if isPrefix, quotes + bullets > nestingLimit, quotes > 0 || kinds.count > 1 { return true }
      quotes = 0
      bullets = 0
      bullet = nil
      kinds = []
      isPrefix = true
    case _ where !isPrefix: break
    case 0x20, 0x09:
      if bullet != nil { bullets += 1 }
      bullet = nil
    case UInt8(ascii: ">"):
      quotes += 1
      bullet = nil
    case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "*"), UInt8(ascii: "."),
      UInt8(ascii: ")"):
      bullet = byte
      kinds.insert(byte)
    case UInt8(ascii: "0")...UInt8(ascii: "9"): bullet = nil
    default:
      isPrefix = false
      if quotes + bullets > nestingLimit { return true }
    }
  }
  return isPrefix && quotes + bullets > nestingLimit && (quotes > 0 || kinds.count > 1)
}
