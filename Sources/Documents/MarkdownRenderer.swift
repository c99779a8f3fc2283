import CCmarkGFM
import Glibc

/// Writes a cmark document as HTML.
///
/// Our own rather than cmark's, which drops raw HTML, keeps any link and aligns with attributes
/// that HTML has given up. It walks with cmark's iterator, so no depth overflows the stack.
struct MarkdownRenderer {
  private(set) var html: [UInt8] = []
  private let base: String?
  private let headingOffset: Int

  /// Inside an image there is only its alternative text.
  private var imageDepth = 0
  private var linkIsKept: [Bool] = []
  private var tables: [Table] = []
  /// What the text on this line ends with so far.
  private var lastScalar: Unicode.Scalar?

  private struct Table {
    var alignments: [UInt8]
    var column = 0
    var isInHead = false
    var hasBody = false
  }

  init(base: String?, headingOffset: Int) {
    self.base = base
    self.headingOffset = headingOffset
  }

  mutating func render(_ document: OpaquePointer) {
    guard let walk = cmark_iter_new(document) else { return }
    defer { cmark_iter_free(walk) }
    while true {
      let event = cmark_iter_next(walk)
      guard event != CMARK_EVENT_DONE, let node = cmark_iter_get_node(walk) else { return }
      render(node, isEntering: event == CMARK_EVENT_ENTER)
    }
  }

  private mutating func render(_ node: OpaquePointer, isEntering: Bool) {
    switch cmark_node_get_type(node) {
    case CMARK_NODE_DOCUMENT: break
    case CMARK_NODE_BLOCK_QUOTE: block("blockquote", isEntering)
    case CMARK_NODE_LIST: list(node, isEntering)
    case CMARK_NODE_ITEM:
      if isEntering {
        startLine()
        write("<li>")
      } else {
        write("</li>\n")
      }
    case CMARK_NODE_HEADING:
      let level = min(max(Int(cmark_node_get_heading_level(node)) + headingOffset, 1), 6)
      if isEntering { startLine() }
      write(isEntering ? "<h\(level)>" : "</h\(level)>\n")
      lastScalar = nil
    case CMARK_NODE_PARAGRAPH: paragraph(node, isEntering)
    case CMARK_NODE_THEMATIC_BREAK:
      startLine()
      write("<hr>\n")
    case CMARK_NODE_CODE_BLOCK: codeBlock(node)
    case CMARK_NODE_HTML_BLOCK:
      startLine()
      write("<p>")
      var literal = bytes(cmark_node_get_literal(node))
      while literal.last == 0x0A { literal.removeLast() }
      appendHTML(literal, to: &html)
      write("</p>\n")
    case CMARK_NODE_TEXT, CMARK_NODE_HTML_INLINE: text(bytes(cmark_node_get_literal(node)))
    case CMARK_NODE_CODE:
      tag("<code>")
      text(bytes(cmark_node_get_literal(node)))
      tag("</code>")
    case CMARK_NODE_SOFTBREAK: lineEnd(node)
    case CMARK_NODE_LINEBREAK:
      write(imageDepth == 0 ? "<br>\n" : " ")
      lastScalar = nil
    case CMARK_NODE_EMPH: tag(isEntering ? "<em>" : "</em>")
    case CMARK_NODE_STRONG: tag(isEntering ? "<strong>" : "</strong>")
    case CMARK_NODE_LINK: link(node, isEntering)
    case CMARK_NODE_IMAGE: imageDepth += isEntering ? 1 : -1
    default: extended(node, isEntering)
    }
  }

  // MARK: blocks

  private mutating func block(_ name: String, _ isEntering: Bool) {
    startLine()
    write(isEntering ? "<\(name)>\n" : "</\(name)>\n")
  }

  private mutating func list(_ node: OpaquePointer, _ isEntering: Bool) {
    guard cmark_node_get_list_type(node) == CMARK_ORDERED_LIST else {
      return block("ul", isEntering)
    }
    let start = cmark_node_get_list_start(node)
    startLine()
    if !isEntering {
      write("</ol>\n")
    } else {
      write(start == 1 ? "<ol>\n" : "<ol start=\"\(start)\">\n")
    }
  }

  private mutating func paragraph(_ node: OpaquePointer, _ isEntering: Bool) {
    defer { lastScalar = nil }
    let list = cmark_node_parent(node).flatMap { cmark_node_parent($0) }
    let isTight =
      list.map {
        cmark_node_get_type($0) == CMARK_NODE_LIST && cmark_node_get_list_tight($0) != 0
      } ?? false
    if isTight { return }
    if isEntering { startLine() }
    write(isEntering ? "<p>" : "</p>\n")
  }

  private mutating func codeBlock(_ node: OpaquePointer) {
    startLine()
    let language = bytes(cmark_node_get_fence_info(node)).prefix { $0 != 0x20 && $0 != 0x09 }
    if language.isEmpty {
      write("<pre><code>")
    } else {
      write("<pre><code class=\"language-")
      appendHTML(language, to: &html)
      write("\">")
    }
    appendHTML(bytes(cmark_node_get_literal(node)), to: &html)
    write("</code></pre>\n")
  }

  /// Tables and strikethrough, whose types cmark numbers only when it runs.
  private mutating func extended(_ node: OpaquePointer, _ isEntering: Bool) {
    switch cmark_node_get_type_string(node).map({ String(cString: $0) }) {
    case "strikethrough": tag(isEntering ? "<del>" : "</del>")
    case "table":
      startLine()
      if isEntering {
        let columns = Int(cmark_gfm_extensions_get_table_columns(node))
        let alignments = cmark_gfm_extensions_get_table_alignments(node)
        tables.append(
          Table(alignments: Array(UnsafeBufferPointer(start: alignments, count: columns))))
        write("<table>\n")
      } else {
        if tables.removeLast().hasBody { write("</tbody>\n") }
        write("</table>\n")
      }
    case "table_header", "table_row": row(node, isEntering)
    case "table_cell": cell(node, isEntering)
    default: break
    }
  }

  private mutating func row(_ node: OpaquePointer, _ isEntering: Bool) {
    guard var table = tables.popLast() else { return }
    let isHead = cmark_gfm_extensions_get_table_row_is_header(node) != 0
    if isEntering {
      table.column = 0
      table.isInHead = isHead
      if isHead {
        write("<thead>\n")
      } else if !table.hasBody {
        write("<tbody>\n")
        table.hasBody = true
      }
      write("<tr>\n")
    } else {
      write(isHead ? "</tr>\n</thead>\n" : "</tr>\n")
    }
    tables.append(table)
  }

  private mutating func cell(_ node: OpaquePointer, _ isEntering: Bool) {
    guard var table = tables.popLast() else { return }
    // An empty heading would be announced, and say nothing.
    let isHeading = table.isInHead && cmark_node_first_child(node) != nil
    if isEntering {
      write(isHeading ? "<th scope=\"col\"" : "<td")
      let alignment =
        table.column < table.alignments.count ? table.alignments[table.column] : 0
      switch alignment {
      case UInt8(ascii: "l"): write(" class=\"align-left\">")
      case UInt8(ascii: "c"): write(" class=\"align-center\">")
      case UInt8(ascii: "r"): write(" class=\"align-right\">")
      default: write(">")
      }
      table.column += 1
    } else {
      write(isHeading ? "</th>\n" : "</td>\n")
    }
    tables.append(table)
    lastScalar = nil
  }

  // MARK: inlines

  private mutating func link(_ node: OpaquePointer, _ isEntering: Bool) {
    guard isEntering else {
      if linkIsKept.popLast() == true { tag("</a>") }
      return
    }
    let url = String(decoding: bytes(cmark_node_get_url(node)), as: UTF8.self)
    guard imageDepth == 0, let href = keptLink(url, base: base) else {
      linkIsKept.append(false)
      return
    }
    linkIsKept.append(true)
    write("<a href=\"")
    appendHref(href)
    let title = bytes(cmark_node_get_title(node))
    if !title.isEmpty {
      write("\" title=\"")
      appendHTML(title, to: &html)
    }
    write("\" rel=\"noopener noreferrer\">")
    // A link without words could be neither seen nor heard.
    if cmark_node_first_child(node) == nil { text(Array(url.utf8)[...]) }
  }

  /// Writes an address with everything percent-encoded that an address may not hold.
  ///
  /// Source: RFC 3986 §2; what is encoded already stays.
  private mutating func appendHref(_ href: String) {
    let digits = Array("0123456789ABCDEF".utf8)
    for byte in href.utf8 {
      switch byte {
      case UInt8(ascii: "&"): write("&amp;")
      case UInt8(ascii: "'"): write("&#39;")
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        html.append(byte)
      case _ where Self.addressSigns.contains(byte): html.append(byte)
      default: html += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
  }

  private static let addressSigns = Array("-_.+!*(),%#@?=;:/$~[]".utf8)

  private mutating func text(_ literal: ArraySlice<UInt8>) {
    if literal.isEmpty { return }
    appendHTML(literal, to: &html)
    // Only the end matters; a scalar has at most four bytes.
    lastScalar = String(decoding: literal.suffix(4), as: UTF8.self).unicodeScalars.last
  }

  /// A tag within a line, but not within an image's alternative text.
  private mutating func tag(_ tag: String) {
    if imageDepth == 0 { write(tag) }
  }

  /// Writes a line end within a paragraph, unless it stands between two wide characters: browsers
  /// would show it as a space, and Chinese has none.
  ///
  /// Source: CSS Text Level 3 §4.1.3, segment break transformation.
  private mutating func lineEnd(_ node: OpaquePointer) {
    var next = cmark_node_next(node)
    while let node = next, let child = cmark_node_first_child(node) { next = child }
    let literal = bytes(next.flatMap { cmark_node_get_literal($0) })
    let first = String(decoding: literal.prefix(4), as: UTF8.self).unicodeScalars.first
    if let last = lastScalar, let first, isWide(last), isWide(first) { return }
    write("\n")
    lastScalar = nil
  }

  // MARK: output

  private mutating func write(_ markup: String) { html += markup.utf8 }

  private mutating func startLine() {
    if let last = html.last, last != 0x0A { html.append(0x0A) }
  }

  private func bytes(_ string: UnsafePointer<CChar>?) -> ArraySlice<UInt8> {
    guard let string else { return [] }
    return Array(UnsafeRawBufferPointer(start: string, count: strlen(string)))[...]
  }
}

/// Han, kana, full-width forms and CJK punctuation: what is set without spaces.
///
/// Source: Unicode Standard Annex #11, the main blocks of East Asian Wide, without Hangul.
private func isWide(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x2E80...0x312F, 0x3190...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0xFE30...0xFE4F,
    0xFF00...0xFF60, 0x20000...0x3FFFF:
    true
  case 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026: true  // — ‘ ’ “ ” …
  default: false
  }
}

/// The address to write for a link, or `nil` where only its text may remain.
///
/// Sources: RFC 3986; WHATWG URL Standard §4.4 (`%2e` counts as a dot, `\` as `/`).
private func keptLink(_ url: String, base: String?) -> String? {
  let key = url.lowercased()
  if key.hasPrefix("http://") || key.hasPrefix("https://") || key.hasPrefix("mailto:") {
    return url
  }
  guard let base, !url.isEmpty else { return nil }
  let path = key.prefix { $0 != "?" && $0 != "#" }.replacing("%2e", with: ".")
  let components = path.split(separator: "/", omittingEmptySubsequences: false)
  let isInside =
    !path.isEmpty && !path.hasPrefix("/") && !path.contains("\\") && !path.contains(":")
    && !path.contains("%2f") && !path.contains("%5c") && !components.contains("..")
    && !path.unicodeScalars.contains { $0.value < 0x20 }
  return isInside ? base + url : nil
}
