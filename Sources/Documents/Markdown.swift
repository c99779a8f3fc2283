import CCmarkGFM

/// Renders CommonMark with GFM tables and strikethrough as HTML that is safe to put into a page.
///
/// - Raw HTML is escaped and shown as the text it is.
/// - Links keep the schemes `http`, `https` and `mailto`, and with a `base` also files beside the
///   plan; of any other only its text remains. Images become their alternative text.
/// - Alignment is a class (`align-left`, `align-center`, `align-right`), as the content security
///   policy forbids styles.
/// - A text of more than 256 KiB, or one made to hurt (`MarkdownLoad`), is shown as it was typed.
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
  if MarkdownLoad(source).isUnreasonable { return asTyped(source) }
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
