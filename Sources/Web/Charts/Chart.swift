import Documents

/// A chart as a value: what it shows, in words, and the numbers. From it come the picture (SVG) and
/// the table of the same numbers, which always stands beside it.
///
/// Deterministic; no style attribute and no script (the pages' policy refuses both). Colours are the
/// tokens of `look.css`, by the classes of `charts.css`; every series also differs in its pattern or
/// dash, bars and the ends of lines have their numbers, so that a black and white print says the same.
public struct Chart: Equatable, Sendable {
  public enum Form: Equatable, Sendable {
    case bars(BarChart)
    case lines(LineChart)
    case planned(PlannedChart)
  }

  /// Unique on its page: ASCII letters, digits and hyphens. Patterns are named by it.
  public var id: String
  public var title: String
  /// What it shows in a sentence, for who cannot see it.
  public var summary: String
  public var form: Form

  public init(id: String, title: String, summary: String, form: Form) {
    self.id = id
    self.title = title
    self.summary = summary
    self.form = form
  }

  /// How wide a picture is, in its own units; as wide as the page lets it be, and on a narrow screen
  /// within a box that scrolls.
  public static let width = 720.0

  /// The same numbers as a table.
  public var table: DataTable {
    switch form {
    case .bars(let chart): chart.table(id, title: title)
    case .lines(let chart): chart.table(id, title: title)
    case .planned(let chart): chart.table(id, title: title)
    }
  }

  private var drawing: ChartDrawing {
    switch form {
    case .bars(let chart): chart.drawing(id: id)
    case .lines(let chart): chart.drawing(id: id)
    case .planned(let chart): chart.drawing(id: id)
    }
  }

  /// The picture for a page that has `charts.css`.
  public var svg: String { picture(head: "", attributes: "") }

  /// The picture as a file of its own, in print's black on white.
  public var file: String {
    picture(
      head: "<style>\(Self.printStyles)</style>",
      attributes: " xmlns=\"http://www.w3.org/2000/svg\"")
  }

  private func picture(head: String, attributes: String) -> String {
    let drawing = drawing
    let size = "\(coordinate(Self.width)) \(coordinate(drawing.height))"
    return """
      <svg class="graph"\(attributes) viewBox="0 0 \(size)" role="img" \
      aria-labelledby="\(id)-title \(id)-desc">\
      <title id="\(id)-title">\(escapedHTML(title))</title>\
      <desc id="\(id)-desc">\(escapedHTML(summary))</desc>\(head)\(drawing.text)</svg>
      """
  }

  /// What the template `chart` shows.
  ///
  /// - Parameter elsewhere: the id of the table on the page that has the same numbers; `nil` puts
  ///   this chart's own table under it, folded on a screen and open on paper.
  func model(elsewhere: String? = nil) -> [String: Any] {
    var model: [String: Any] = ["id": id, "title": title, "svg": svg]
    if let elsewhere { model["elsewhere"] = elsewhere } else { model["table"] = table.pageModel }
    return model
  }

  /// For a file that no page's style reaches.
  private static let printStyles = """
    text{font:13px "Noto Sans CJK SC","Microsoft YaHei",sans-serif;fill:#000}\
    .tick,.legend{fill:#444}.value{font-variant-numeric:tabular-nums}\
    .grid{stroke:#bbb}.axis{stroke:#000}.s1{fill:#000}.hatch,.dots{stroke:#000;fill:none}\
    .dots{fill:#000;stroke:none}.edge{stroke:#000}.edge:not([fill]){fill:none}.halo{fill:#fff;stroke:none}\
    .over,.hatch-over{stroke:#b3261e}.line{fill:none;stroke:#000}.mark{stroke:#000;fill:#fff}.mark1{fill:#000}
    """
}

extension DataTable {
  /// What the template `data-table` shows.
  var pageModel: [String: Any] {
    func cells(_ row: [Cell]) -> [[String: Any]] {
      row.dropFirst().map { cell in
        var model: [String: Any] = ["text": cell.shown]
        if cell.isNumeric { model["num"] = true }
        return model
      }
    }
    var model: [String: Any] = [
      "title": title,
      "heads": columns.map { column -> [String: Any] in
        column.kind == .text ? ["name": column.name] : ["name": column.name, "num": true]
      },
      "rows": rows.map { row -> [String: Any] in
        ["head": row.first?.shown ?? "", "cells": cells(row)]
      },
      "notes": notes,
    ]
    if !totals.isEmpty { model["totals"] = ["head": totals[0].shown, "cells": cells(totals)] }
    return model
  }
}
