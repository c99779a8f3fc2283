import Documents
import Foundation
import Words

/// Makes a Word document of a page of our own making, with pandoc 文档转换: in a folder of its own, bounded
/// in time, never through a shell. The page names no file but the pictures given, so pandoc fetches
/// nothing.
///
/// - Parameters:
///   - html: its pictures are named as in `pictures`.
///   - language: of the styles: A4, 宋体 and 黑体, two characters of indent in Chinese, page numbers.
/// - Throws: `ToolProblem` where pandoc is missing, fails or takes too long.
public func wordDocument(
  html: String, pictures: [(name: String, bytes: [UInt8])] = [], in language: Language
) async throws(ToolProblem) -> [UInt8] {
  let folder = FileManager.default.temporaryDirectory.appending(
    path: "guildhall-\(UUID().uuidString)", directoryHint: .isDirectory)
  defer { try? FileManager.default.removeItem(at: folder) }
  do {
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try Data(html.utf8).write(to: folder.appending(path: "paper.html"))
    for picture in pictures {
      try Data(picture.bytes).write(to: folder.appending(path: picture.name))
    }
    try writeZip(WordStyle(language: language).parts, to: folder.path + "/reference.docx")
  } catch { throw .failed("pandoc", words: error.localizedDescription) }
  // Its runtime reserves more addresses than any bound on memory would leave it.
  _ = try await runTool(
    "pandoc",
    [
      "--from=html", "--to=docx", "--reference-doc=reference.docx", "--output=paper.docx",
      "paper.html",
    ], in: folder, seconds: 60, megabytes: nil)
  guard let bytes = try? Data(contentsOf: folder.appending(path: "paper.docx")) else {
    throw .failed("pandoc", words: "paper.docx")
  }
  return [UInt8](bytes)
}

/// Tables as a page for pandoc: titles are headings of the first level, heads repeat over pages.
struct TableDocument {
  let kind: String
  let title: String
  let facts: [String]
  /// A picture stands before its table.
  let parts: [(picture: (file: String, chart: Chart)?, table: DataTable)]
  let language: Language

  var html: String {
    """
    <!DOCTYPE html>
    <html lang="\(language.rawValue)"><head><meta charset="utf-8">
    <title>\(escapedHTML(title))</title></head><body>
    <div custom-style="Kind"><p>\(escapedHTML(kind))</p></div>
    <div custom-style="Facts">\(facts.map { "<p>\(escapedHTML($0))</p>" }.joined())</div>
    \(parts.map { part($0.picture, $0.table) }.joined())
    </body></html>

    """
  }

  private func part(_ picture: (file: String, chart: Chart)?, _ table: DataTable) -> String {
    var html = "<h1>\(escapedHTML(table.title))</h1>\n"
    if let (file, chart) = picture {
      // At 96 to the inch: as wide as the text of an A4 page with our margins, or as high.
      let colon = language == .chinese ? "：" : ": "
      let width = min(620, 860 * chart.size.width / max(1, chart.size.height))
      html += """
        <p><img src="\(file)" width="\(width)" alt="\(escapedHTML(chart.title + colon + chart.summary))"></p>

        """
    }
    if table.rows.isEmpty { return html }
    html += "<table><colgroup>"
    for width in shares(table) { html += "<col style=\"width: \(width)%\">" }
    html += "</colgroup>\n<thead><tr>"
    for column in table.columns { html += "<th>\(cell(column.name))</th>" }
    html += "</tr></thead>\n<tbody>\n"
    for row in table.rows + (table.totals.isEmpty ? [] : [table.totals]) {
      html += "<tr>"
      for index in table.columns.indices {
        let one = row.indices.contains(index) ? row[index] : .none
        let align = one.isNumeric ? " style=\"text-align: right\"" : ""
        html += "<td\(align)>\(cell(one.shown))</td>"
      }
      html += "</tr>\n"
    }
    html += "</tbody></table>\n"
    for note in table.notes { html += "<p>\(cell(note))</p>\n" }
    return html
  }

  private func cell(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { escapedHTML(String($0)) }.joined(separator: "<br>")
  }

  /// Per cents of the width, by what the columns hold.
  private func shares(_ table: DataTable) -> [Int] {
    let widths = table.columns.indices.map { column in
      let cells = (table.rows + [table.totals]).compactMap {
        $0.indices.contains(column) ? textWidth($0[column].shown) : nil
      }
      return min(20, max(3, (cells + [textWidth(table.columns[column].name)]).max() ?? 3))
    }
    let sum = widths.reduce(0, +)
    return widths.map { max(1, Int($0 * 100 / sum)) }
  }
}
