import Documents
import Words

/// A paper as one self-contained page of HTML: for the browser's printer on A4, and for pandoc.
struct PaperHTML {
  let paper: Paper
  let language: Language
  /// With styles and lines for a pen; pandoc has styles of its own.
  var isForBrowser = true

  var text: String {
    let lang = language.rawValue
    let style = isForBrowser ? "<style>\n\(Self.style)</style>\n" : ""
    return """
      <!DOCTYPE html>
      <html lang="\(lang)">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(escapedHTML(paper.title))</title>
      \(style)</head>
      <body>
      \(head)\(paper.blocks.map(block).joined())</body>
      </html>

      """
  }

  private var head: String {
    // Pandoc makes the title from <title>.
    let title = isForBrowser ? "<h1>\(escapedHTML(paper.title))</h1>\n" : ""
    let kind = styled("Kind", "<p class=\"kind\">\(escapedHTML(paper.kind))</p>\n")
    let facts = styled(
      "Facts", paper.facts.map { "<p class=\"fact\">\(escapedHTML($0))</p>\n" }.joined())
    return isForBrowser ? "<header>\n\(kind)\(title)\(facts)</header>\n" : kind + facts
  }

  /// Pandoc's way of naming a style of Word.
  private func styled(_ name: String, _ html: String) -> String {
    isForBrowser || html.isEmpty ? html : "<div custom-style=\"\(name)\">\n\(html)</div>\n"
  }

  private func block(_ block: Paper.Block) -> String {
    switch block {
    case .heading(let level, let title):
      // In Word the paper's title is no heading, so units are of the first level there.
      let level = isForBrowser ? level + 1 : level
      return "<h\(level)>\(escapedHTML(title))</h\(level)>\n"
    case .paragraph(let text): return "<p>\(lines(text))</p>\n"
    case .markdown(let text, let level):
      return markdownHTML(text, headingOffset: isForBrowser ? level + 1 : level)
    case .list(let items, let isOrdered):
      let tag = isOrdered ? "ol" : "ul"
      return "<\(tag)>\n" + items.map { "<li>\(lines($0))</li>\n" }.joined() + "</\(tag)>\n"
    case .choices(let texts):
      return "<ol type=\"A\">\n" + texts.map { "<li>\(lines($0))</li>\n" }.joined() + "</ol>\n"
    case .table(let table): return self.table(table)
    case .ruled(let count):
      let line = isForBrowser ? "<div class=\"ruled\"></div>\n" : "<p>&#160;</p>\n"
      return styled("Ruled", String(repeating: line, count: count))
    case .pageBreak: return isForBrowser ? "<div class=\"break\"></div>\n" : ""
    }
  }

  private func lines(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).map { escapedHTML(String($0)) }.joined(
      separator: "<br>\n")
  }

  private func table(_ table: Paper.Table) -> String {
    let columns = table.widths.map { "<col style=\"width: \($0)%\">" }.joined()
    let head = table.head.map { "<th>\(escapedHTML($0))</th>" }.joined()
    let rows = table.rows.map { row in
      switch row {
      case .group(let title):
        let title = escapedHTML(title)
        if isForBrowser {
          return "<tr class=\"group\"><th colspan=\"\(table.head.count)\">\(title)</th></tr>\n"
        }
        // Pandoc's writer of Word documents knows no cells over several columns.
        let widest = table.widths.indices.max { table.widths[$0] < table.widths[$1] }
        let cells = table.head.indices.map {
          $0 == widest ? "<td><strong>\(title)</strong></td>" : "<td></td>"
        }
        return "<tr>\(cells.joined())</tr>\n"
      case .cells(let cells, let isPause):
        let inner = cells.map { cell in
          isForBrowser
            ? "<td>" + cell.map { "<p>\(lines($0))</p>" }.joined() + "</td>"
            : "<td>" + cell.map(lines).joined(separator: "<br>\n") + "</td>"
        }
        return "<tr\(isPause ? " class=\"pause\"" : "")>\(inner.joined())</tr>\n"
      }
    }
    return "<table>\n<colgroup>\(columns)</colgroup>\n<thead><tr>\(head)</tr></thead>\n<tbody>\n"
      + rows.joined() + "</tbody>\n</table>\n"
  }

  /// Song for reading, Hei for headings, two characters of indent, A4.
  private static let style = """
    @page { size: A4; margin: 25mm 22mm 22mm; @bottom-center { content: counter(page); font: 10pt serif; } }
    html { font: 12pt/1.75 "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", SimSun, serif; color: #111; background: #fff; }
    body { max-width: 166mm; margin: 0 auto; padding: 12mm 6mm; text-align: justify; line-break: strict; overflow-wrap: break-word; }
    h1, h2, h3, h4, h5, th { font-family: "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", SimHei, sans-serif; font-weight: 600; text-align: start; }
    body:lang(en) { text-align: start; }
    header { text-align: center; border-bottom: 1.5pt solid #111; padding-bottom: 4mm; margin-bottom: 8mm; }
    header h1 { font-size: 22pt; line-height: 1.35; margin: 2mm 0 3mm; text-align: center; text-wrap: balance; }
    header p { margin: 0; text-indent: 0; text-align: center; }
    .kind { letter-spacing: .3em; margin-right: -.3em; color: #555; font-size: 11pt; }
    :lang(en) .kind { letter-spacing: .06em; margin-right: 0; }
    .fact { font-size: 11pt; color: #333; }
    h2 { font-size: 16pt; line-height: 1.4; margin: 9mm 0 3mm; }
    h3 { font-size: 14pt; line-height: 1.4; margin: 6mm 0 2mm; }
    h4, h5, h6 { font-size: 12pt; margin: 4mm 0 1mm; }
    h2, h3, h4, h5, h6 { break-after: avoid; }
    p { margin: 0 0 1.5mm; orphans: 2; widows: 2; }
    :lang(zh-Hans) p { text-indent: 2em; }
    :lang(zh-Hans) :is(td, th, li, blockquote, header) p { text-indent: 0; }
    ul, ol { margin: 0 0 2mm; padding-left: 2em; }
    blockquote { margin: 2mm 0; padding-left: 1em; border-left: 2pt solid #bbb; color: #333; }
    pre { white-space: pre-wrap; font-size: 10pt; }
    table { border-collapse: collapse; width: 100%; margin: 3mm 0 5mm; font-size: 10.5pt; line-height: 1.5; }
    th, td { border: .5pt solid #666; padding: 1.2mm 2mm; vertical-align: top; text-align: start; }
    td p { margin: 0; }
    td:first-child { white-space: nowrap; font-variant-numeric: tabular-nums; }
    thead { display: table-header-group; }
    thead th { background: #eee; }
    td p { break-inside: avoid; }
    .group { break-after: avoid; }
    .pause td { color: #555; font-style: normal; background: #f7f7f7; }
    .ruled { border-bottom: .5pt solid #888; height: 10mm; }
    .break { break-before: page; }
    @media print { body { max-width: none; padding: 0 1pt; } html { -webkit-print-color-adjust: exact; print-color-adjust: exact; } }

    """
}
